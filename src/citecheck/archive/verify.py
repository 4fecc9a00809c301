"""WARC files against the standard, in one pass and bounded memory: every fault with its record, offset and rule.

Damage does not end the reading: after it, the next gzip member or the next version line is looked for, so that one
flipped bit is one fault and what follows is still checked. Only record ids are kept in memory, for what refers to
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from citecheck.archive.container import Part, parts_of
from citecheck.archive.members import CHUNK, Damage, Stream, open_stream, read_until_blank_line, skip_line_breaks
from citecheck.archive.record import Head, read_head
from citecheck.archive.verify_block import BlockCheck
from citecheck.archive.verify_head import Breach, all_of, head_breaches, line_breaches
from citecheck.archive.verify_rules import Fault, level_of


def verify_warc(path: Path) -> tuple[Fault, ...]:
    """Check a WARC file, or every WARC of a WACZ, and return its faults in order; warnings are among them.

    Raises:
        UnreadableInput: the file is missing, or neither WARC nor WACZ.
    """
    return tuple(fault for part in parts_of(path) for fault in faults_of(part))


def faults_of(part: Part) -> Iterator[Fault]:
    """Check one stream and yield its faults as they are found; those that need all records come last."""
    with part.open() as file:
        yield from StreamCheck(open_stream(file)).faults()


@dataclass(frozen=True, slots=True)
class _Reference:
    """A concurrent record that has not been seen yet, with what is needed to complain of it at the end."""

    record: int
    offset: int
    version: str
    other: str


class StreamCheck:
    """One pass over one stream; `records` counts those seen so far."""

    def __init__(self, stream: Stream) -> None:
        self.records = 0
        self._stream = stream
        self._offset = 0
        self._is_damaged = False
        self._dates: dict[str, str | None] = {}
        self._awaited: list[_Reference] = []

    def faults(self) -> Iterator[Fault]:
        """Read the stream to its end and yield what is wrong with it."""
        while True:
            try:
                if not self._begin():
                    break
                yield from self._member()
            except Damage as damage:
                self._is_damaged = True
                yield from self._named([(damage.rule, f"{damage.clause}, near byte {damage.offset}")])
                if self._stream.resume() is None:
                    break
        yield from self._dangling()

    def _begin(self) -> bool:
        """Go to the next record, False at the end of the file."""
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

    def _named(self, breaches: Iterable[Breach], version: str | None = None) -> Iterator[Fault]:
        """Place breaches in the record being read."""
        for rule, seen in breaches:
            yield Fault(self.records, self._offset, rule, level_of(rule, version), seen)

    def _member(self) -> Iterator[Fault]:
        """Check the record that begins here, and those that stand with it in one gzip member."""
        yield from self._record()
        if not self._stream.gzipped:
            return
        if self._stream.peek(1):
            yield from self._named([("record-per-member", "the gzip member goes on behind the record")])
        while self._stream.peek(5) == b"WARC/":
            self.records += 1
            yield from self._record()

    def _record(self) -> Iterator[Fault]:
        raw = read_until_blank_line(self._stream)
        head = read_head(raw)
        if head is None:
            raise Damage("version", self._offset, f"the record begins with {raw[:20]!r}")
        if not raw.endswith((b"\r\n\r\n", b"\n\n")):
            rule = "head-end" if self._stream.gzipped else "cut"
            raise Damage(rule, self._offset, "the record ends inside its head")
        yield from self._named((*line_breaches(raw.rstrip()), *head_breaches(head)), head.version)
        yield from self._named(self._remembered(head), head.version)
        if head.block_length is None:
            if not self._stream.gzipped:
                raise Damage("content-length", self._offset, "without a length the end of the record is not known")
            return
        yield from self._named(self._block(head, head.block_length), head.version)

    def _block(self, head: Head, length: int) -> Iterator[Breach]:
        """Take the block and the line breaks behind it."""
        check, left = BlockCheck(head), length
        while left:
            part = self._stream.read(min(left, CHUNK))
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

    def _remembered(self, head: Head) -> Iterator[Breach]:
        """Note ids for the end of the pass; tell a repeated one, and a file that does not begin with warcinfo."""
        if self.records == 1 and head.type != "warcinfo":
            yield "warcinfo-first", f"the first record is a {head.type or 'nameless'} record"
        identifier = head.get("WARC-Record-ID")
        if identifier in self._dates:
            yield "record-id-repeated", f"the id {identifier} stands in an earlier record"
        elif identifier:
            self._dates[identifier] = head.get("WARC-Date")
        for other in all_of(head, "WARC-Concurrent-To"):
            if other not in self._dates:
                self._awaited.append(_Reference(self.records, self._offset, head.version, other))
            elif self._dates[other] != head.get("WARC-Date"):
                yield "one-date", f"the concurrent record {other} has another date"

    def _dangling(self) -> Iterator[Fault]:
        """Tell which concurrent records never came; after damage they may be what was lost, which is told already."""
        rule = "concurrent-to"
        for each in self._awaited:
            if each.other not in self._dates and not self._is_damaged:
                seen = f"the concurrent record {each.other} is not in this file"
                yield Fault(each.record, each.offset, rule, level_of(rule, each.version), seen)
