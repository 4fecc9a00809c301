"""WARC records: parse and write them, and read them one after another or by offset (WARC 1.1, section 4).

Writing is strict. Reading accepts fields that break the standard but can be understood; `archive.conformance` reports
them. Reading is strict about bytes: a record without its end is never returned.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from isal import igzip

from citecheck.archive.warc.stream import (
    Damage,
    RecordStream,
    open_regular,
    open_stream,
    read_until_blank_line,
    skip_line_breaks,
)
from citecheck.errors import UnreadableInput

_VERSION = "1.1"
_GZIP_LEVEL = 1
"""igzip level: level 1 compresses 40 kB of HTML in 0.14 ms; zlib's level 6 takes 1.54 ms to save another 3 %."""

HeadFields = Sequence[tuple[str, str]]

_VERSION_LINE = re.compile(rb"WARC/(\d+\.\d+)\s*")
_LINE_END = re.compile(rb"\r?\n")
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z")


@dataclass(frozen=True, slots=True)
class RecordHead:
    """Version and named fields of a record, in order, values stripped."""

    version: str
    fields: tuple[tuple[str, str], ...]
    first: Mapping[str, str]
    """The first value of each field by its name in lower case."""

    def get(self, name: str) -> str | None:
        """Return the first value of the field `name`, ignoring case, or None."""
        return self.first.get(name.lower())

    @property
    def id(self) -> str:
        """The UUID of the record id, as the store has it; the id as written if it is no UUID."""
        return (self.get("WARC-Record-ID") or "").removeprefix("<urn:uuid:").removesuffix(">")

    @property
    def type(self) -> str:
        """The record's type in lower case, empty if it is missing."""
        return (self.get("WARC-Type") or "").lower()

    @property
    def target(self) -> str:
        """The record's address, without the angle brackets of WARC 1.0's grammar."""
        return (self.get("WARC-Target-URI") or "").strip("<>")

    @property
    def moment(self) -> datetime | None:
        """The time of the capture event, None if it is missing or unreadable."""
        return read_moment(self.get("WARC-Date") or "")

    @property
    def refers_to_target(self) -> str:
        """The address of the capture that a revisit refers to, empty if it is missing."""
        return (self.get("WARC-Refers-To-Target-URI") or "").strip("<>")

    @property
    def refers_to_moment(self) -> datetime | None:
        """The time of the capture that a revisit refers to, None if it is missing or unreadable."""
        return read_moment(self.get("WARC-Refers-To-Date") or "")

    @property
    def block_length(self) -> int | None:
        """The length of the block in bytes, None if it is missing or unreadable."""
        written = self.get("Content-Length") or ""
        return int(written) if written.isascii() and written.isdigit() else None


def read_head(head: bytes) -> RecordHead | None:
    """Parse a record's head up to its blank line. Return None if it does not begin with a WARC version."""
    lines = _LINE_END.split(head)
    found = _VERSION_LINE.fullmatch(lines[0])
    if not found:
        return None
    fields: list[tuple[str, str]] = []
    for line in lines[1:]:
        text = line.decode("utf-8", "replace")
        name, colon, value = text.partition(":")
        if text[:1] in (" ", "\t") and fields:
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {text.strip()}")
        elif colon:
            fields.append((name.strip(), value.strip()))
    return RecordHead(found[1].decode(), tuple(fields), {name.lower(): value for name, value in reversed(fields)})


def write_record(fields: HeadFields, *block: bytes) -> bytes:
    """Write one record: `fields` in order, then Content-Length, then the block, which is passed in parts."""
    rows = [f"WARC/{_VERSION}", *(f"{name}: {value}" for name, value in fields)]
    rows.append(f"Content-Length: {sum(map(len, block))}")
    return b"".join(("\r\n".join(rows).encode(), b"\r\n\r\n", *block, b"\r\n\r\n"))


def compress_record(record: bytes) -> bytes:
    """Compress one record as one gzip member (WARC 1.1, annex D). It has no timestamp, so equal records stay equal."""
    compressed: bytes = igzip.compress(record, _GZIP_LEVEL, mtime=0)
    return compressed


def write_moment(moment: datetime) -> str:
    """Format a time as WARC-Date: UTC with microseconds (WARC 1.1 allows one to nine digits)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_moment(written: str) -> datetime | None:
    """Parse a WARC-Date with seconds or fractions. Return None for another form; drop digits below a microsecond."""
    found = _MOMENT.fullmatch(written.strip())
    if not found:
        return None
    *numbers, fraction = found.groups()
    micro = int((fraction or "").ljust(6, "0")[:6])
    try:
        year, month, day, hour, minute, second = map(int, numbers)
        return datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)
    except ValueError:
        return None


_BLOCK_LIMIT = 1 << 28
"""Largest block read into memory, in bytes. We write none that is larger."""
_BLOCK_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class WarcRecord:
    """A record with its block. `offset` and `length` are those in the file, compressed if the file is.

    `number` counts the records of one gzip member from 0; most writers put one record into a member.
    """

    head: RecordHead
    block: bytes
    offset: int
    length: int
    number: int = 0


class TornRecord(Damage):
    """Damage in or after the block of a record whose head could be read."""

    def __init__(self, damage: Damage, head: RecordHead) -> None:
        super().__init__(damage.rule, damage.offset, damage.clause)
        self.head = head


def salvage_record(file: BinaryIO, offset: int, damage: Damage) -> Damage:
    """Return the damage of a gzip member as that of its record, if the record's head is before it; else as it is."""
    file.seek(offset)
    packed, head = file.read(_SALVAGED_BYTES), b""
    inflater = zlib.decompressobj(wbits=31)
    try:
        while packed and len(head) < _SALVAGED_BYTES and b"\r\n\r\n" not in head:
            head += inflater.decompress(packed, _SALVAGED_PIECE)
            packed = inflater.unconsumed_tail
    except zlib.error:
        pass
    fields = read_head(head.partition(b"\r\n\r\n")[0]) if b"\r\n\r\n" in head else None
    return TornRecord(damage, fields) if fields else damage


_SALVAGED_BYTES = 1 << 16
"""Bytes of a damaged gzip member, packed and unpacked, in which the head of its record is looked for."""
_SALVAGED_PIECE = 64
"""Bytes that are unpacked at once: nothing is given of a piece with damage."""


def read_records(stream: RecordStream, *, keep: int | None = None) -> Iterator[WarcRecord]:
    """Read the records of a stream in order, each with the first `keep` bytes of its block (all by default).

    Raises:
        Damage: a record cannot be read; those before it have been yielded. It is a TornRecord if its head was read.
    """
    while (offset := stream.begin()) is not None:
        number, more = 0, True
        while more:
            head = read_head(read_until_blank_line(stream))
            if head is None:
                raise Damage("version", offset, "a record does not begin with its WARC version")
            try:
                block = _read_block(stream, offset, head, keep)
                skip_line_breaks(stream)
            except Damage as damage:
                raise TornRecord(damage, head) from damage
            yield WarcRecord(head, block, offset, stream.position - offset, number)
            number += 1
            more = stream.gzipped and stream.peek(len(_RECORD_START)) == _RECORD_START


_RECORD_START = b"WARC/"
"""The first bytes of a record. A gzip member may hold several, as in a file that was compressed as a whole."""


def read_record(file: BinaryIO, offset: int, number: int = 0) -> WarcRecord:
    """Read the record at `offset`; `number` counts the records of one gzip member from 0.

    Raises:
        Damage: there is no whole record at that place.
    """
    for record in read_records(open_stream(file, offset)):
        if record.offset == offset and record.number == number:
            return record
        if record.offset != offset:
            break
    raise Damage("cut", offset, "the file ends before this offset")


def read_record_at(folder: Path, warc: str, offset: int) -> WarcRecord:
    """Read the record at `offset` of the file `warc` in `folder`.

    Raises:
        UnreadableInput: the file is missing or damaged there.
    """
    path = folder / warc
    try:
        with open_regular(path) as file:
            return read_record(file, offset)
    except OSError as error:
        raise UnreadableInput(f"{path}: the archive file cannot be read ({error.strerror})") from error
    except Damage as damage:
        raise UnreadableInput(
            f"{path}, offset {damage.offset}: {damage.clause}; `citecheck warc verify` names all damage"
        ) from damage


def _read_block(stream: RecordStream, offset: int, head: RecordHead, keep: int | None) -> bytes:
    left = head.block_length
    if left is None:
        raise Damage("content-length", offset, "a record does not state its length")
    if keep is None and left > _BLOCK_LIMIT:
        raise Damage("content-length", offset, f"a record is longer than {_BLOCK_LIMIT} bytes")
    room = left if keep is None else keep
    kept: list[bytes] = []
    while left:
        piece = stream.read(min(left, _BLOCK_PIECE))
        if not piece:
            raise Damage("cut", offset, "a record ends before the length it states")
        left -= len(piece)
        kept.append(piece[:room])
        room -= len(kept[-1])
    return b"".join(kept)
