"""Damage in our own WARC files: which spans cannot be read, what was in them, and copies of them next to the file.

Nothing that the store acknowledges is ever cut. A span that cannot be read stays where it is, so that every offset
stays true, and is copied to `NAME.damaged-OFFSET-LENGTH`. Reading goes on at the next record that is whole. Limits
against decompression bombs are for files of others: ours hold what was once accepted.
"""

from __future__ import annotations

import bisect
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import BinaryIO, Protocol

from citecheck.archive.warc.record import WarcRecord, read_records
from citecheck.archive.warc.stream import CHUNK_BYTES, GZIP_MAGIC, Damage, open_stream
from citecheck.errors import StoreError

_MOST_FALSE_STARTS = 64
"""Records that begin in a damaged span and are not whole, before the rest of the file counts as damaged. Each is
unpacked as far as it goes, so a body that is made of beginnings would otherwise take quadratic time."""


@dataclass(frozen=True, slots=True)
class AcknowledgedRecord:
    """A capture of the store and the place of its record: `length` bytes from `offset` of one file.

    `moment` is as the store has it, in ISO 8601 unless that value is damaged.
    """

    id: str
    url: str
    moment: str
    offset: int
    length: int

    @property
    def end(self) -> int:
        """The offset of the first byte after the record."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class DamagedSpan:
    """Bytes of a file that are no whole record. `clause` says what is wrong, `lost` names the captures in it."""

    offset: int
    length: int
    clause: str
    lost: tuple[AcknowledgedRecord, ...] = ()

    @property
    def end(self) -> int:
        """The offset of the first byte after the span."""
        return self.offset + self.length


class CaptureLedger(Protocol):
    """What the store acknowledges of the archive. A capture that is marked as lost is not acknowledged any more."""

    def last(self, warc: str) -> AcknowledgedRecord | None:
        """Return the last capture of a file, None if the store has none there."""

    def records(self, warc: str) -> Sequence[AcknowledgedRecord]:
        """Return all captures of a file, by offset."""

    def has_lost(self, warc: str) -> bool:
        """Return whether captures of a file are marked as lost."""


class NoLedger:
    """The ledger where there is no store: nothing is acknowledged."""

    def last(self, warc: str) -> AcknowledgedRecord | None:
        """Return None."""

    def records(self, warc: str) -> Sequence[AcknowledgedRecord]:  # noqa: ARG002 (as in CaptureLedger)
        """Return nothing."""
        return ()

    def has_lost(self, warc: str) -> bool:  # noqa: ARG002 (as in CaptureLedger)
        """Return False."""
        return False


def scan_file(file: BinaryIO, known: Sequence[int] = (), *, keep: int | None = 0) -> Iterator[WarcRecord | DamagedSpan]:
    """Yield the records of a file with the first `keep` bytes of their blocks, and each damaged span between them.

    Every record is unpacked, which verifies its checksum; without blocks, memory is bounded. After damage, reading goes
    on at the next gzip member or offset of `known`, sorted offsets at which records begin.
    """
    size = file.seek(0, os.SEEK_END)
    whole, at, clause, false_starts = 0, 0, "", 0
    while at < size:
        try:
            for record in read_records(open_stream(file, at, trusted=True), keep=keep):
                if record.offset > whole:
                    yield DamagedSpan(whole, record.offset - whole, clause)
                yield record
                whole = record.offset + record.length
                clause, false_starts = "", 0
            break
        except Damage as damage:
            clause = clause or damage.clause
            false_starts += damage.rule not in _NO_START
            at = _find_next_start(file, max(at, whole) + 1, known, by_magic=false_starts <= _MOST_FALSE_STARTS)
    if whole < size:
        yield DamagedSpan(whole, size - whole, clause or "no record begins there")


_NO_START = frozenset({"gzip-member", "version"})
"""Rules that a place breaks where no record begins; it costs little to find that out."""


def _find_next_start(file: BinaryIO, start: int, known: Sequence[int], *, by_magic: bool) -> int:
    """Return the next place from `start` at which a record may begin, the size of the file if there is none."""
    place = bisect.bisect_left(known, start)
    end = known[place] if place < len(known) else file.seek(0, os.SEEK_END)
    return _find_magic(file, start, end) if by_magic else end


def _find_magic(file: BinaryIO, start: int, end: int) -> int:
    """Return the offset of the first gzip magic number between `start` and `end`, `end` if there is none."""
    file.seek(start)
    at, seen = start, b""
    while at < end and (more := file.read(CHUNK_BYTES)):
        seen += more
        if (found := seen.find(GZIP_MAGIC)) >= 0:
            return min(at + found, end)
        keep = seen[1 - len(GZIP_MAGIC) :]
        at, seen = at + len(seen) - len(keep), keep
    return end


@dataclass(frozen=True, slots=True)
class FileState:
    """What reading a file found: its damaged spans, captures that are elsewhere, and captures without a row.

    `misplaced` are captures of the store at whose place another record is. `unlisted` are captures in the file that the
    store does not name, such as redirects; those after damage count only from the next capture that it names, since a
    damaged body may hold records of strangers.
    """

    spans: tuple[DamagedSpan, ...]
    misplaced: tuple[AcknowledgedRecord, ...]
    unlisted: tuple[AcknowledgedRecord, ...]
    altered: tuple[tuple[AcknowledgedRecord, str], ...] = ()
    """Captures whose record is whole but not what it should hold, each with a clause, where that was asked."""

    @property
    def lost(self) -> tuple[AcknowledgedRecord, ...]:
        """All captures that cannot be read at their place."""
        return (*(record for span in self.spans for record in span.lost), *self.misplaced)


def inspect_file(
    file: BinaryIO,
    acknowledged: Sequence[AcknowledgedRecord],
    examine: Callable[[WarcRecord, AcknowledgedRecord], str | None] | None = None,
) -> FileState:
    """Read a whole file and compare it with the captures that the store has of it, sorted by offset.

    `examine` gets each record of a capture with its block, and returns a clause on what is wrong with it.
    """
    missing: dict[int, list[AcknowledgedRecord]] = {}
    for listed in acknowledged:
        missing.setdefault(listed.offset, []).append(listed)
    last = acknowledged[-1].end if acknowledged else 0
    spans: list[DamagedSpan] = []
    unlisted: list[AcknowledgedRecord] = []
    altered: list[tuple[AcknowledgedRecord, str]] = []
    is_sure = True
    for each in scan_file(file, tuple(missing), keep=None if examine else 0):
        if isinstance(each, DamagedSpan):
            spans.append(each)
            is_sure = False
        elif record := next((one for one in missing.get(each.offset, ()) if _is_record(each, one)), None):
            missing[each.offset] = [one for one in missing[each.offset] if one.id != record.id]
            is_sure = True
            if examine and (clause := examine(each, record)):
                altered.append((record, clause))
        elif is_sure and each.head.type in _CAPTURE_TYPES and each.head.moment:
            moment = each.head.moment.isoformat()
            unlisted.append(AcknowledgedRecord(each.head.id, each.head.target, moment, each.offset, each.length))
    size = file.seek(0, os.SEEK_END)
    if size < last:
        spans.append(DamagedSpan(size, last - size, "the file ends before"))
    left = [record for records in missing.values() for record in records]
    placed = _place_lost(spans, left)
    lost = {record.id for span in placed for record in span.lost}
    misplaced = tuple(record for record in left if record.id not in lost)
    return FileState(placed, misplaced, tuple(unlisted), tuple(altered))


def _place_lost(spans: Sequence[DamagedSpan], missing: Sequence[AcknowledgedRecord]) -> tuple[DamagedSpan, ...]:
    """Return the spans with the captures of `missing` that each damages; both are sorted by offset."""
    placed = []
    at = 0
    for span in spans:
        lost = []
        while at < len(missing) and missing[at].offset < span.end:
            if missing[at].end > span.offset:
                lost.append(missing[at])
            at += 1
        placed.append(replace(span, lost=tuple(lost)))
    return tuple(placed)


_CAPTURE_TYPES = frozenset({"response", "revisit"})


def _is_record(found: WarcRecord | None, record: AcknowledgedRecord) -> bool:
    """Return whether a record of a file is the one that the store names at its place."""
    return found is not None and (found.head.id, found.length) == (record.id, record.length)


def holds_record(file: BinaryIO, record: AcknowledgedRecord) -> bool:
    """Return whether the record of a capture is whole and where the store says."""
    try:
        found = next(read_records(open_stream(file, record.offset, trusted=True), keep=0), None)
    except Damage:
        return False
    return _is_record(found, record)


def set_aside(path: Path, span: DamagedSpan) -> Path:
    """Copy a damaged span of a file to `NAME.damaged-OFFSET-LENGTH` next to it, durably, and return the copy.

    An equal copy that is there already is kept; another one under that name makes the new one get a number.

    Raises:
        StoreError: the copy cannot be written; the file is as it was.
    """
    plain = copy = path.with_name(f"{path.name}.damaged-{span.offset}-{span.length}")
    number = 1
    try:
        while copy.exists():
            if _is_copy(path, span, copy):
                return copy
            number += 1
            copy = plain.with_name(f"{plain.name}.{number}")
        with copy.open("xb") as file:
            for piece in _read_span(path, span):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreError(
            f"{copy}: damaged bytes cannot be set aside ({error.strerror}); free space, then run again"
        ) from error
    return copy


def _is_copy(path: Path, span: DamagedSpan, copy: Path) -> bool:
    """Return whether a file holds the bytes of a span."""
    whole = DamagedSpan(0, copy.stat().st_size, "")
    return all(one == other for one, other in zip_longest(_read_span(path, span), _read_span(copy, whole)))


def _read_span(path: Path, span: DamagedSpan) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(span.offset)
        left = span.length
        while left and (piece := file.read(min(left, CHUNK_BYTES))):
            yield piece
            left -= len(piece)
