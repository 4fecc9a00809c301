"""Whether the store is whole: its rows, values and relations, and the archive files that it names, both ways.

`check_quickly` compares file names and lengths only, for the start of a run. `check_store` reads everything. A capture
that was marked as lost is no fault any more: it is counted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

from citecheck.archive.warc.damage import AcknowledgedRecord, FileState, holds_record, inspect_file
from citecheck.archive.warc.hop_reader import find_referred_place, split_answer
from citecheck.archive.warc.own_file import WarcFile, describe_recovery, is_regular
from citecheck.archive.warc.record import WarcRecord, read_record_at
from citecheck.archive.warc.stream import open_regular
from citecheck.errors import StoreError, UnreadableInput
from citecheck.store.captures import digest_text
from citecheck.store.database import Store
from citecheck.store.ledger import StoredLedger
from citecheck.store.values import find_broken_values, list_read_columns

_OWN_FILES = "*.warc.gz"


class FaultKind(StrEnum):
    """What is wrong: with the database, a row of it, or a file of the archive."""

    DATABASE = "database"
    RELATION = "relation"
    VALUE = "value"
    TEXT = "text"
    FILE = "file"
    RECORD = "record"
    BODY = "body"
    UNLISTED = "unlisted"


@dataclass(frozen=True, slots=True)
class StoreFault:
    """One thing that is wrong, with a sentence. Places that do not apply are None.

    `file` is a name in the folder of the archive, `offset` and `length` a span in it, `row` the key of a row of
    `table`.
    """

    kind: FaultKind
    message: str
    file: str | None = None
    offset: int | None = None
    length: int | None = None
    url: str | None = None
    moment: str | None = None
    capture: str | None = None
    table: str | None = None
    column: str | None = None
    row: str | None = None


@dataclass(frozen=True, slots=True)
class StoreHealth:
    """What `check_store` found: faults, captures that were checked or marked as lost, and what is no fault.

    `without_row` counts captures in the files that the store does not name: redirects, answers of `fetch`, and the last
    answers of stopped runs. `unfinished` are files that end in an incomplete record, which the next run sets aside.
    """

    faults: tuple[StoreFault, ...]
    captures: int = 0
    lost: int = 0
    without_row: int = 0
    unfinished: tuple[str, ...] = ()


def check_quickly(store: Store) -> tuple[StoreFault, ...]:
    """Return the archive files that are missing, no regular files, or shorter than the store says. Nothing is read."""
    ledger = StoredLedger(store)
    found = (_check_file(ledger, store.warc_folder / name, end) for name, end in ledger.ends().items())
    return tuple(fault for fault in found if fault)


def _check_file(ledger: StoredLedger, path: Path, end: int) -> StoreFault | None:
    """Return what a look at the name and length of a file shows, None if it may be whole."""
    if not path.exists():
        seen, left = "is missing", 0
    elif not is_regular(path):
        seen, left = "is no regular file", 0
    elif (left := path.stat().st_size) < end:
        seen = f"is {end - left} bytes shorter than the store says"
    else:
        return None
    lost = ledger.count_after(path.name, left)
    copies = "1 kept copy is" if lost == 1 else f"{lost} kept copies are"
    return StoreFault(FaultKind.FILE, f"{path.name} {seen}: {copies} lost", path.name, left, end - left)


def check_store(store: Store) -> StoreHealth:
    """Read the whole store and its archive, and return everything that is wrong.

    Raises:
        StoreError: the store is closed.
    """
    try:
        faults = [*_check_database(store), *_check_values(store), *_check_texts(store)]
    except StoreError as error:
        return StoreHealth((StoreFault(FaultKind.DATABASE, str(error)),))
    archive = _check_archive(store)
    if archive.without_row and not store.rows("SELECT 1 FROM runs LIMIT 1"):
        message = f"{store.path.name} names no run, but the archive holds {archive.without_row} captures"
        faults.append(StoreFault(FaultKind.DATABASE, message))
    return StoreHealth(
        (*faults, *archive.faults), archive.captures, archive.lost, archive.without_row, archive.unfinished
    )


def _check_database(store: Store) -> Iterator[StoreFault]:
    """Yield what SQLite finds wrong with its file, and rows that refer to rows that are not there."""
    for row in store.rows("PRAGMA integrity_check"):
        (said,) = row.values()
        if said != "ok":
            yield StoreFault(FaultKind.DATABASE, f"{store.path.name}: {said}")
    for row in store.rows("PRAGMA foreign_key_check"):
        message = f"a row of {row['table']} names a row of {row['parent']} that is not there"
        yield StoreFault(FaultKind.RELATION, message, table=row["table"], row=_show_key(row["rowid"]))


def _check_values(store: Store) -> Iterator[StoreFault]:
    """Yield every value that cannot be read."""
    for table in store.db.table_names():
        wanted = list_read_columns(table)
        if not wanted:
            continue
        columns = store.rows(f"SELECT name, pk FROM pragma_table_info('{table}')")  # noqa: S608 (names of the database)
        keys = [row["name"] for row in sorted(columns, key=lambda row: row["pk"]) if row["pk"]]
        chosen = [row["name"] for row in columns if row["name"] in wanted or row["name"] in keys]
        listed = ", ".join(f'"{name}"' for name in chosen)
        for row in store.stream(f'SELECT {listed} FROM "{table}"'):  # noqa: S608 (names of the database)
            for column, shown in find_broken_values(table, row):
                key = _show_key(*(row[name] for name in keys))
                message = f"{table}.{column} of row {key} cannot be read: {shown}"
                yield StoreFault(FaultKind.VALUE, message, table=table, column=column, row=key)


def _show_key(*values: Any) -> str:
    return ", ".join(map(str, values))


def _check_texts(store: Store) -> Iterator[StoreFault]:
    """Yield the texts that are not what their digest says."""
    for row in store.stream("SELECT * FROM texts"):
        parts = (row["title"], row["main"], row["visible"], row["language"], row["published"])
        if digest_text(parts, row.get("coverage")) != row["digest"]:
            message = f"the text {row['digest']} is not what its digest says"
            yield StoreFault(FaultKind.TEXT, message, table="texts", row=row["digest"])


def _check_archive(store: Store) -> StoreHealth:
    """Read every archive file and compare it with the captures of the store."""
    ledger, folder = StoredLedger(store), store.warc_folder
    ends = ledger.ends()
    faults: list[StoreFault] = []
    unfinished: list[str] = []
    without_row = 0
    names = {*ends, *(path.name for path in folder.glob(_OWN_FILES))}
    for name in sorted(names):
        fault = _check_file(ledger, folder / name, ends.get(name, 0))
        if fault and not is_regular(folder / name):
            faults += [fault, *_name_lost(name, ledger.records(name), "its file is missing")]
            continue
        try:
            state = _inspect(store, folder / name)
        except OSError as error:
            faults.append(StoreFault(FaultKind.FILE, f"{name} cannot be read ({error.strerror or error})", name))
            continue
        without_row += len(state.unlisted)
        found = list(_list_damage(name, state, ends.get(name, 0)))
        if found and found[-1].kind is FaultKind.UNLISTED and _is_torn_end(state, folder / name):
            unfinished.append(name)
            found.pop()
        faults += found
    counted = store.rows(f"SELECT count(*) AS n, {ledger.lost_column()} AS lost FROM captures")[0]  # noqa: S608 (constants)
    return StoreHealth(tuple(faults), counted["n"], counted["lost"] or 0, without_row, tuple(unfinished))


def _is_torn_end(state: FileState, path: Path) -> bool:
    """Return whether the last damaged span of a file is an end after whole records, as a killed run leaves it."""
    return state.spans[-1].offset > 0 and state.spans[-1].end == path.stat().st_size


def _inspect(store: Store, path: Path) -> FileState:
    """Read a file and examine the record of each capture that the store has in it."""
    ledger = StoredLedger(store)
    examine = partial(_examine, store.warc_folder, ledger.digests(path.name))
    with open_regular(path) as file:
        return inspect_file(file, ledger.records(path.name), examine)


def _examine(folder: Path, digests: dict[str, str], record: WarcRecord, listed: AcknowledgedRecord) -> str | None:
    """Return what is wrong with a whole record of a capture: its body, or the record that it refers to."""
    sha256 = digests[listed.id]
    if record.head.type == "revisit":
        return _examine_referred(folder, record, sha256)
    return None if _digest_body(record) == sha256 else "its body is not what the digest says"


def _digest_body(record: WarcRecord) -> str:
    """Return the SHA-256 of the body of a record: that of a message, or the whole block of another record."""
    answer = None if record.head.type == "resource" else split_answer(record)
    return hashlib.sha256(answer[1] if answer else record.block).hexdigest()


def _examine_referred(folder: Path, record: WarcRecord, sha256: str) -> str | None:
    """Return what is wrong with the record that holds the body of a revisit."""
    for _ in range(_CHAIN_RECORDS):
        place = find_referred_place(record.head)
        if place is None:
            break
        try:
            record = read_record_at(folder, *place)
        except UnreadableInput:
            return f"the record that holds its body cannot be read ({place[0]}, offset {place[1]})"
    if record.head.type == "revisit":
        return "it refers to no record that holds its body"
    return None if _digest_body(record) == sha256 else "the record that holds its body holds another one"


_CHAIN_RECORDS = 8
"""Most records from a revisit to the body; `hop_reader` has the same bound."""


def _list_damage(name: str, state: FileState, end: int) -> Iterator[StoreFault]:
    """Yield the faults of a file that was read; damage after the last capture of the store comes last."""
    for record in state.misplaced:
        message = f"{name}: another record is where the copy of {record.url} of {record.moment} should be"
        yield _place_fault(FaultKind.RECORD, message, name, record)
    for record, clause in state.altered:
        message = f"{name}: the copy of {record.url} of {record.moment}: {clause}"
        yield _place_fault(FaultKind.BODY, message, name, record)
    for span in state.spans:
        if span.offset >= end:
            message = f"{name}: {span.length} bytes at {span.offset} that no row names are damaged ({span.clause})"
            yield StoreFault(FaultKind.UNLISTED, message, name, span.offset, span.length)
            continue
        yield from _name_lost(name, span.lost, span.clause)
        if not span.lost:
            message = (
                f"{name}: {span.length} bytes at {span.offset} are damaged ({span.clause}), but no copy of a source"
            )
            yield StoreFault(FaultKind.RECORD, message, name, span.offset, span.length)


def _name_lost(name: str, records: Sequence[AcknowledgedRecord], clause: str) -> Iterator[StoreFault]:
    """Yield a fault for each capture that cannot be read."""
    for record in records:
        message = f"{name}: the copy of {record.url} of {record.moment} is lost ({clause})"
        yield _place_fault(FaultKind.RECORD, message, name, record)


def _place_fault(kind: FaultKind, message: str, name: str, record: AcknowledgedRecord) -> StoreFault:
    """Build the fault of one capture."""
    return StoreFault(kind, message, name, record.offset, record.length, record.url, record.moment, record.id)


def repair_store(store: Store, health: StoreHealth, moment: datetime) -> tuple[str, ...]:
    """Repair what loses nothing, and return a sentence on each thing that was done.

    Captures whose record cannot be read are marked as lost, and those that can be read again no longer. Damaged spans
    are copied aside, and an unfinished end after the last capture of the store is cut, unless a run writes the file.

    Raises:
        StoreError: the store cannot be written, or a damaged span cannot be copied.
    """
    found = [row["id"] for row in store.rows("SELECT * FROM captures WHERE lost IS NOT NULL") if _is_found(store, row)]
    lost = [fault.capture for fault in health.faults if fault.capture]
    with store.writing():
        for capture in found:
            store.execute("UPDATE captures SET lost = NULL WHERE id = ?", [capture])
        for capture in lost:
            store.execute("UPDATE captures SET lost = ? WHERE id = ?", [moment.isoformat(), capture])
            store.execute("DELETE FROM unread_answers WHERE capture_id = ?", [capture])
    done = [f"{len(found)} captures were found again"] * bool(found)
    done += [f"{len(lost)} captures were marked as lost; their sources are asked for whole when next visited"] * bool(
        lost
    )
    files = {fault.file for fault in health.faults if fault.file and fault.kind is not FaultKind.FILE}
    for path in (store.warc_folder / name for name in sorted({*files, *health.unfinished})):
        done += _repair_file(store, path) if is_regular(path) else ()
    return tuple(done)


def _is_found(store: Store, row: dict[str, Any]) -> bool:
    """Return whether the record of a capture that was marked as lost is whole and in its place."""
    path = store.warc_folder / row["warc"]
    if not is_regular(path):
        return False
    with path.open("rb") as file:
        return holds_record(
            file, AcknowledgedRecord(row["id"], row["url"], row["moment"], row["offset"], row["length"])
        )


def _repair_file(store: Store, path: Path) -> Iterator[str]:
    """Set the damage of a file aside. Yield what was done."""
    file = WarcFile.open(path)
    if file is None:
        yield f"{path.name} was left: a run is writing it"
        return
    try:
        recovery = file.recover(StoredLedger(store))
    finally:
        file.close()
    if recovery:
        yield from describe_recovery(recovery)
