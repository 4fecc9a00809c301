"""One WARC record: its head as fields, written and read (WARC 1.1, section 4).

Writing is strict, reading is lenient: what the standard forbids but a reader can understand is read, and
`verify` is the place that complains.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from isal import igzip

VERSION = "1.1"
GZIP_LEVEL = 1
"""igzip level 1: 40 kB of HTML in .14 ms; zlib's level 6 takes 1.54 ms to save another 3 % of the size."""

Fields = Sequence[tuple[str, str]]

_VERSION_LINE = re.compile(rb"WARC/(\d+\.\d+)\s*")
_LINE_END = re.compile(rb"\r?\n")
_MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?Z")


@dataclass(frozen=True, slots=True)
class Head:
    """Version and named fields of a record, in order, values stripped."""

    version: str
    fields: tuple[tuple[str, str], ...]
    first: Mapping[str, str]
    """The first value of each field by its name in lower case."""

    def get(self, name: str) -> str | None:
        """Return the first value of the field `name`, case ignored, None if it is not there."""
        return self.first.get(name.lower())

    @property
    def type(self) -> str:
        """The record's type in lower case, empty if it names none."""
        return (self.get("WARC-Type") or "").lower()

    @property
    def target(self) -> str:
        """The address the record is about, without the angle brackets that WARC 1.0's grammar had."""
        return (self.get("WARC-Target-URI") or "").strip("<>")

    @property
    def moment(self) -> datetime | None:
        """The moment of the capture event, None if the record states none that can be read."""
        return read_moment(self.get("WARC-Date") or "")

    @property
    def refers_to_target(self) -> str:
        """The address of the capture that a revisit refers to, empty if it names none."""
        return (self.get("WARC-Refers-To-Target-URI") or "").strip("<>")

    @property
    def refers_to_moment(self) -> datetime | None:
        """The moment of the capture that a revisit refers to, None if it states none that can be read."""
        return read_moment(self.get("WARC-Refers-To-Date") or "")

    @property
    def block_length(self) -> int | None:
        """Bytes of the block, None if the record does not say."""
        written = self.get("Content-Length") or ""
        return int(written) if written.isascii() and written.isdigit() else None


def read_head(head: bytes) -> Head | None:
    """Read a record's head up to its blank line; None if it does not begin with a WARC version."""
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
    return Head(found[1].decode(), tuple(fields), {name.lower(): value for name, value in reversed(fields)})


def record_bytes(fields: Fields, *block: bytes) -> bytes:
    """Write one record: `fields` in order, Content-Length added last, then the block given in parts."""
    rows = [f"WARC/{VERSION}", *(f"{name}: {value}" for name, value in fields)]
    rows.append(f"Content-Length: {sum(map(len, block))}")
    return b"".join(("\r\n".join(rows).encode(), b"\r\n\r\n", *block, b"\r\n\r\n"))


def gzip_member(record: bytes) -> bytes:
    """Compress one record as one gzip member (WARC 1.1, annex D), without a time so that equal records are equal."""
    compressed: bytes = igzip.compress(record, GZIP_LEVEL, mtime=0)
    return compressed


def write_moment(moment: datetime) -> str:
    """Write a moment as WARC-Date: UTC, microseconds (WARC 1.1 allows one to nine digits)."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def read_moment(written: str) -> datetime | None:
    """Read a WARC-Date to the second or finer, None if it is another form; below a microsecond is dropped."""
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
