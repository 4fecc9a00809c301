"""Part of an archive as one WARC file: the captures asked for, with all that belongs to them.

What belongs to a capture: its request and metadata, the redirects that led to it, the record that holds its body if it
is a revisit, and the warcinfo records they name. Records are copied as compressed bytes, so what is handed on is what
was kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from citecheck.archive.members import Damage, open_stream
from citecheck.archive.reader import Record, read_record, read_records
from citecheck.errors import UnreadableInput

Place = tuple[str, int]
"""File name and offset of a record."""

_VIA = re.compile(rb"(?m)^via: ([^\r\n]+)")
METADATA_KEPT = 1 << 12


@dataclass(slots=True)
class _Event:
    """The records of one hop in the order of the file, the answer first."""

    answer: Record
    records: list[Record] = field(default_factory=list)
    via: str | None = None


def copy_captures(folder: Path, chosen: Iterable[Place], out: BinaryIO) -> None:
    """Copy the captures at `chosen` from the files of `folder` to `out`, each record once, as they were written.

    Raises:
        UnreadableInput: a file is missing or damaged.
    """
    wanted: dict[str, set[int]] = {}
    for warc, offset in chosen:
        wanted.setdefault(warc, set()).add(offset)
    found: dict[Place, Record] = {}
    warcinfos: dict[str, Place] = {}
    for warc, offsets in sorted(wanted.items()):
        for record in _belonging(folder / warc, offsets, warcinfos):
            found[warc, record.offset] = record
    _add_bodies(folder, found)
    named = {record.head.get("WARC-Warcinfo-ID") for record in found.values()}
    places = {place: record.length for place, record in found.items()}
    for identifier, (warc, offset) in warcinfos.items():
        if identifier in named:
            places[warc, offset] = _whole(folder / warc, offset).length
    for (warc, offset), length in sorted(places.items()):
        with (folder / warc).open("rb") as file:
            file.seek(offset)
            out.write(file.read(length))


def _belonging(path: Path, offsets: set[int], warcinfos: dict[str, Place]) -> Iterator[Record]:
    """Give the records of one file that belong to the captures at `offsets`; note its warcinfo records."""
    chain: list[_Event] = []
    for event in _events(path, warcinfos):
        if not (chain and event.via and chain[-1].answer.head.target == event.via):
            yield from _if_wanted(chain, offsets)
            chain = []
        chain.append(event)
    yield from _if_wanted(chain, offsets)


def _if_wanted(chain: list[_Event], offsets: set[int]) -> Iterator[Record]:
    """Give a chain of redirects up to the last capture asked for."""
    while chain and chain[-1].answer.offset not in offsets:
        chain.pop()
    for event in chain:
        yield from event.records


def _events(path: Path, warcinfos: dict[str, Place]) -> Iterator[_Event]:
    event: _Event | None = None
    for record in _records(path):
        kind = record.head.type
        if kind == "warcinfo":
            warcinfos[record.head.get("WARC-Record-ID") or ""] = (path.name, record.offset)
        if kind in ("response", "revisit"):
            if event:
                yield event
            event = _Event(record, [record])
        elif event and record.head.get("WARC-Concurrent-To") == event.answer.head.get("WARC-Record-ID"):
            event.records.append(record)
            via = _VIA.search(record.block) if kind == "metadata" else None
            event.via = via[1].decode("utf-8", "replace") if via else event.via
    if event:
        yield event


def _records(path: Path) -> Iterator[Record]:
    """Read the heads of a file; a torn end is what a running writer leaves, and ends it."""
    try:
        with path.open("rb") as file:
            yield from read_records(open_stream(file), keep=METADATA_KEPT)
    except OSError as error:
        raise UnreadableInput(f"{path}: the archive file cannot be read ({error.strerror})") from error
    except Damage as damage:
        if damage.rule != "cut":
            raise UnreadableInput(
                f"{path}, offset {damage.offset}: {damage.clause}; `citecheck warc verify` names all damage"
            ) from damage


def _add_bodies(folder: Path, found: dict[Place, Record]) -> None:
    """Add the records that revisits take their bodies from, until none is missing."""
    waiting = list(found.values())
    while waiting:
        head = waiting.pop().head
        name, offset = head.get("WARC-Refers-To-Filename"), head.get("WARC-Refers-To-File-Offset") or ""
        if head.type != "revisit" or not name or not offset.isdigit():
            continue
        place = (Path(name).name, int(offset))
        if place not in found:
            found[place] = _whole(folder / place[0], place[1])
            waiting.append(found[place])


def _whole(path: Path, offset: int) -> Record:
    try:
        with path.open("rb") as file:
            return read_record(file, offset)
    except (OSError, Damage) as error:
        raise UnreadableInput(f"{path}, offset {offset}: the record cannot be read ({error})") from error
