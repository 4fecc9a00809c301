"""The check of WARC files in one pass and bounded memory: every fault with its record, offset and rule.

Damage does not end the check: it resumes at the next gzip member or version line, so that one flipped bit is one fault
and the rest is still checked. Only record ids are kept in memory, for the records that refer to them. A block is
checked against its digests and its media type as it is read, and may be of any size: only the message head (bounded)
and the running digests are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from citecheck.archive.warc.file import WarcPart, parts_of
from citecheck.archive.warc.message import ChunkDecoder
from citecheck.archive.warc.record import RecordHead, WarcRecord, read_head
from citecheck.archive.warc.stream import (
    CHUNK_BYTES,
    Damage,
    RecordStream,
    open_stream,
    read_until_blank_line,
    skip_line_breaks,
)
from citecheck.archive.warc_requirements import (
    Breach,
    ConformanceFault,
    find_head_breaches,
    find_line_breaches,
    is_same_digest,
    level_of,
    read_all,
    split_label,
    start_digest,
)

_MESSAGE_HEAD_LIMIT = 1 << 20
"""Longest HTTP head in bytes. A longer one means that the block is no message."""

_MESSAGE = re.compile(rb"HTTP/\d(\.\d)? \d{3}|[A-Z]+ \S+ HTTP/\d")
_FIELD_LINE = re.compile(r"[^\s:][^:]*:.*|\s.*|")


class _RunningDigest(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


class _ExpectedDigest:
    """A digest that a record states, and its computed value. Unknown algorithms are ignored; `head` reports them."""

    def __init__(self, written: str | None) -> None:
        label = split_label(written) if written else None
        self._value = label[1] if label else ""
        self.running: _RunningDigest | None = start_digest(label[0]) if label else None

    def update(self, data: bytes) -> None:
        if self.running:
            self.running.update(data)

    @property
    def differs(self) -> bool:
        return self.running is not None and not is_same_digest(self._value, self.running.digest())


def has_wrong_digest(record: WarcRecord) -> bool:
    """Return whether the block of a record is not what its digest says.

    The digest of a payload is not asked: writers differ in whether they take it with or without codings.
    """
    block = _ExpectedDigest(record.head.get("WARC-Block-Digest"))
    block.update(record.block)
    return block.differs


class _BlockCheck:
    """Checks a block: `update` takes its bytes in order, `finish` yields its breaches."""

    def __init__(self, head: RecordHead) -> None:
        self._head = head
        self._type = (head.get("Content-Type") or "").partition(";")[0].strip().lower()
        self._is_http = self._type == "application/http"
        self._block = _ExpectedDigest(head.get("WARC-Block-Digest"))
        checked = head.type != "revisit" and not head.get("WARC-Segment-Number")
        stated = head.get("WARC-Payload-Digest") if checked else None
        self._payload = _ExpectedDigest(stated)
        self._unchunked = _ExpectedDigest(None)
        self._chunks = ChunkDecoder()
        self._stated = stated
        self._start = b""
        self._body_length: int | None = None if self._is_http else 0

    def update(self, data: bytes) -> None:
        """Take the next bytes of the block."""
        self._block.update(data)
        if self._body_length is None:
            self._start += data
            self._split()
        else:
            self._take_payload(data)

    def finish(self) -> Iterator[Breach]:
        """Yield the breaches, after the whole block has been taken."""
        if self._body_length is None:
            self._body_length = 0
        if self._block.differs:
            yield "block-digest", "the block is not what its digest says"
        if self._payload.differs and (self._unchunked.running is None or self._unchunked.differs):
            yield "payload-digest", "the payload is not what its digest says"
        if self._is_http and not _MESSAGE.match(self._start) and self._head.block_length:
            yield "http-message", f"the block begins with {self._start[:30]!r}"
        if self._type == "application/warc-fields":
            yield from self._check_fields()
        yield from self._check_length()

    def _split(self) -> None:
        """Find the end of the message head. What follows is payload."""
        found = re.search(rb"\r?\n\r?\n", self._start)
        if found is None and len(self._start) <= _MESSAGE_HEAD_LIMIT:
            return
        cut = found.end() if found else len(self._start)
        payload, self._start = self._start[cut:], self._start[:cut]
        self._body_length = 0
        if re.search(rb"(?im)^transfer-encoding:.*chunked", self._start):
            # Some writers compute the digest of the payload with its chunks, some without (5.9 means without).
            self._unchunked = _ExpectedDigest(self._stated)
        self._take_payload(payload)

    def _take_payload(self, data: bytes) -> None:
        assert self._body_length is not None
        self._body_length += len(data)
        self._payload.update(data)
        if self._unchunked.running:
            self._unchunked.update(self._chunks.undo(data))
        if self._type == "application/warc-fields" and len(self._start) < _MESSAGE_HEAD_LIMIT:
            self._start += data

    def _check_fields(self) -> Iterator[Breach]:
        for line in self._start.decode("utf-8", "replace").splitlines():
            if not _FIELD_LINE.fullmatch(line):
                yield "warc-fields", f"a line of the block is no field: {line[:60]!r}"
                return

    def _check_length(self) -> Iterator[Breach]:
        stated = re.search(rb"(?im)^content-length:[ \t]*(\d+)[ \t]*\r?$", self._start) if self._is_http else None
        if self._head.type != "response" or self._head.get("WARC-Truncated") or not stated or not self._body_length:
            return
        if self._body_length < int(stated[1]):
            yield "http-length", f"the server stated {int(stated[1])} bytes, {self._body_length} are there"


def verify_warc(path: Path) -> tuple[ConformanceFault, ...]:
    """Check a WARC file, or every WARC of a WACZ. Return its faults in order, including warnings.

    Raises:
        UnreadableInput: the file is missing, or neither WARC nor WACZ.
    """
    return tuple(fault for part in parts_of(path) for fault in _find_faults(part))


def _find_faults(part: WarcPart) -> Iterator[ConformanceFault]:
    """Check one stream and yield its faults as they are found. Those that need all records come last."""
    with part.open() as file:
        yield from StreamCheck(open_stream(file)).faults()


@dataclass(frozen=True, slots=True)
class _AwaitedRecord:
    """A concurrent record that has not been seen yet, with what is needed to report it at the end."""

    record: int
    offset: int
    version: str
    other: str


class StreamCheck:
    """One pass over one stream. `records` counts the records seen so far."""

    def __init__(self, stream: RecordStream) -> None:
        self.records = 0
        self._stream = stream
        self._offset = 0
        self._is_damaged = False
        self._dates: dict[str, str | None] = {}
        self._awaited: list[_AwaitedRecord] = []

    def faults(self) -> Iterator[ConformanceFault]:
        """Read the stream to its end and yield its faults."""
        while True:
            try:
                if not self._begin():
                    break
                yield from self._member()
            except Damage as damage:
                self._is_damaged = True
                yield from self._place_breaches([(damage.rule, f"{damage.clause}, near byte {damage.offset}")])
                if self._stream.resume() is None:
                    break
        yield from self._find_missing_concurrent()

    def _begin(self) -> bool:
        """Move to the next record. Return False at the end of the file."""
        try:
            offset = self._stream.begin()
        except Damage as damage:
            self._enter(damage.offset)
            raise
        if offset is not None:
            self._enter(offset)
        return offset is not None

    def _enter(self, offset: int) -> None:
        self.records, self._offset = self.records + 1, offset

    def _place_breaches(self, breaches: Iterable[Breach], version: str | None = None) -> Iterator[ConformanceFault]:
        """Yield breaches as faults of the current record."""
        for rule, seen in breaches:
            yield ConformanceFault(self.records, self._offset, rule, level_of(rule, version), seen)

    def _member(self) -> Iterator[ConformanceFault]:
        """Check the record that begins here, and further records in the same gzip member."""
        yield from self._record()
        if not self._stream.gzipped:
            return
        if self._stream.peek(1):
            yield from self._place_breaches([("record-per-member", "the gzip member continues after the record")])
        while self._stream.peek(5) == b"WARC/":
            self.records += 1
            yield from self._record()

    def _record(self) -> Iterator[ConformanceFault]:
        raw = read_until_blank_line(self._stream)
        head = read_head(raw)
        if head is None:
            raise Damage("version", self._offset, f"the record begins with {raw[:20]!r}")
        if not raw.endswith((b"\r\n\r\n", b"\n\n")):
            rule = "head-end" if self._stream.gzipped else "cut"
            raise Damage(rule, self._offset, "the record ends inside its head")
        yield from self._place_breaches((*find_line_breaches(raw.rstrip()), *find_head_breaches(head)), head.version)
        yield from self._place_breaches(self._check_ids(head), head.version)
        if head.block_length is None:
            if not self._stream.gzipped:
                raise Damage("content-length", self._offset, "without a length the end of the record is not known")
            return
        yield from self._place_breaches(self._block(head, head.block_length), head.version)

    def _block(self, head: RecordHead, length: int) -> Iterator[Breach]:
        """Check the block and the line breaks after it."""
        check, left = _BlockCheck(head), length
        while left:
            part = self._stream.read(min(left, CHUNK_BYTES))
            if not part:
                rule = "content-length" if self._stream.gzipped else "cut"
                yield rule, f"the block has {length - left} bytes, its head says {length}"
                return
            left -= len(part)
            check.update(part)
        yield from check.finish()
        trailer = self._stream.peek(4)
        if trailer == b"\r\n\r\n":
            self._stream.read(4)
            return
        at_end = len(trailer) < 4 and not self._stream.gzipped
        yield "cut" if at_end else "trailer", f"the record is followed by {trailer!r}"
        skip_line_breaks(self._stream)
        if not self._stream.gzipped:
            self._stream.resume()

    def _check_ids(self, head: RecordHead) -> Iterator[Breach]:
        """Record ids for the end of the pass. Yield a repeated id, and a file that does not begin with warcinfo."""
        if self.records == 1 and head.type != "warcinfo":
            yield "warcinfo-first", f"the first record is a {head.type or 'nameless'} record"
        identifier = head.get("WARC-Record-ID")
        if identifier in self._dates:
            yield "record-id-repeated", f"the id {identifier} is used by an earlier record"
        elif identifier:
            self._dates[identifier] = head.get("WARC-Date")
        for other in read_all(head, "WARC-Concurrent-To"):
            if other not in self._dates:
                self._awaited.append(_AwaitedRecord(self.records, self._offset, head.version, other))
            elif self._dates[other] != head.get("WARC-Date"):
                yield "one-date", f"the concurrent record {other} has another date"

    def _find_missing_concurrent(self) -> Iterator[ConformanceFault]:
        """Yield concurrent records that are missing. After damage they may be the lost records, already reported."""
        rule = "concurrent-to"
        for each in self._awaited:
            if each.other not in self._dates and not self._is_damaged:
                seen = f"the concurrent record {each.other} is not in this file"
                yield ConformanceFault(each.record, each.offset, rule, level_of(rule, each.version), seen)
