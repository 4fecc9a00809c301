"""The bytes of a WARC stream, record by record, compressed or not, in bounded memory.

`RecordStream.begin` moves to the next record; the stream then returns its bytes: up to the end of the member for gzip,
and up to the end of the file for plain WARC. Damage is raised as `Damage` with the rule it breaks, so that the checker
can report it, a reader can refuse the file, and recovery can cut it.
"""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from isal import isal_zlib

CHUNK_BYTES = 1 << 16
_HEAD_LIMIT = 1 << 20
"""Longest record head in bytes. The largest real ones hold some kB of cookies."""

MAX_UNPACKED = 1 << 30
_MAX_UNPACKED_RATIO = 100
"""Limits of a file's unpacked size, in bytes and as a ratio: pages shrink to a fifth, a bomb to a thousandth."""

GZIP_MAGIC = b"\x1f\x8b\x08"
_VERSION_START = b"WARC/1."


class Damage(Exception):
    """A stream that cannot be read further: the broken rule, the byte offset in the file, and a clause for users."""

    def __init__(self, rule: str, offset: int, clause: str) -> None:
        super().__init__(clause)
        self.rule = rule
        self.offset = offset
        self.clause = clause


class RecordStream(Protocol):
    """A WARC stream that can be read record by record."""

    @property
    def gzipped(self) -> bool:
        """Whether every record should be a gzip member."""

    def begin(self) -> int | None:
        """Move to the next record and return its byte offset, None at the end of the file."""

    def resume(self) -> int | None:
        """After damage, move to where the next record may begin and return that offset, None if there is none."""

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes of the record, b"" at its end."""

    def peek(self, size: int) -> bytes:
        """Return what `read` would return, without consuming it."""

    @property
    def position(self) -> int:
        """The byte offset after what was read. For gzip it is exact only at the end of a member."""


def open_stream(file: BinaryIO, offset: int = 0, *, trusted: bool = False) -> RecordStream:
    """Read `file` from `offset`, as gzip if it begins with gzip's magic number there.

    A trusted file, which citecheck wrote, may unpack to any size.
    """
    file.seek(offset)
    magic = file.read(2)
    file.seek(offset)
    return GzipStream(file, offset, trusted=trusted) if magic == GZIP_MAGIC[:2] else _PlainStream(file, offset)


def find_next_start(file: BinaryIO, offset: int) -> int | None:
    """Return the next place from `offset` at which a record of the file may begin, None if there is none."""
    file.seek(0)
    kind = GzipStream if file.read(2) == GZIP_MAGIC[:2] else _PlainStream
    file.seek(offset)
    return kind(file, offset).resume()


class _PlainStream:
    """WARC without compression."""

    gzipped = False

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._buffer = b""
        self._position = offset

    @property
    def position(self) -> int:
        """The byte offset after what was read."""
        return self._position

    def begin(self) -> int | None:
        """Return the offset of the next record, None at the end of the file."""
        return self._position if self.peek(1) else None

    def resume(self) -> int | None:
        """Move to the next version line after the current position."""
        while seen := self.peek(CHUNK_BYTES):
            found = seen.find(_VERSION_START)
            if found >= 0:
                self.read(found)
                return self._position
            self.read(max(1, len(seen) - len(_VERSION_START) + 1))
        return None

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes, b"" at the end of the file."""
        taken = self.peek(size)[:size]
        self._buffer = self._buffer[len(taken) :]
        self._position += len(taken)
        return taken

    def peek(self, size: int) -> bytes:
        """Return up to `size` bytes without consuming them."""
        if len(self._buffer) < size:
            self._buffer += self._file.read(max(CHUNK_BYTES, size - len(self._buffer)))
        return self._buffer[:size]


class GzipStream:
    """WARC with one gzip member per record. `begin` moves to the next member, whatever was left unread."""

    gzipped = True

    def __init__(self, file: BinaryIO, offset: int, *, trusted: bool = False) -> None:
        self._file = file
        self._trusted = trusted
        self._raw = b""
        self._position = self._start = offset
        self._buffer = b""
        self._inflate: Any = None
        self._unpacked = 0

    @property
    def position(self) -> int:
        """The byte offset of the first compressed byte not yet used."""
        return self._position

    def begin(self) -> int | None:
        """Finish the member being read, then start the next and return its offset, None at the end of the file.

        Raises:
            Damage: what follows is not a gzip member, or the previous member is cut or damaged.
        """
        while self._inflate and self.peek(CHUNK_BYTES):
            self._buffer = b""
        self._buffer = b""
        if not self._fill():
            return None
        if not self._raw.startswith(GZIP_MAGIC[: len(self._raw)]):
            raise Damage("gzip-member", self._position, "what follows is not a gzip member")
        self._inflate = isal_zlib.decompressobj(wbits=31)
        return self._position

    def resume(self) -> int | None:
        """After damage, find the next gzip magic number and return its offset, None if there is none."""
        self._inflate, self._buffer = None, b""
        if self._is_bomb:
            return None
        self._use(min(1, len(self._raw)))
        while self._fill(len(GZIP_MAGIC)):
            found = self._raw.find(GZIP_MAGIC)
            if found >= 0:
                self._use(found)
                return self._position
            self._use(max(1, len(self._raw) - len(GZIP_MAGIC) + 1))
        return None

    def read(self, size: int) -> bytes:
        """Return up to `size` bytes of the member, b"" at its end.

        Raises:
            Damage: the member is cut or damaged, by its checksum too.
        """
        taken = self.peek(size)[:size]
        self._buffer = self._buffer[len(taken) :]
        return taken

    def peek(self, size: int) -> bytes:
        """Return up to `size` bytes of the member without consuming them.

        Raises:
            Damage: as `read`.
        """
        while len(self._buffer) < size and self._inflate:
            self._buffer += self._inflate_more(max(CHUNK_BYTES, size - len(self._buffer)))
        return self._buffer[:size]

    def _inflate_more(self, size: int) -> bytes:
        """Inflate up to `size` more bytes. At the member's end keep the bytes of the next member unused."""
        fed = self._fill()
        inflater = self._inflate
        try:
            # Even with no input left: the inflater may still hold output.
            inflated: bytes = inflater.decompress(self._raw, size)
        except isal_zlib.IsalError as error:  # type: ignore[misc] # its stub types the class as an instance
            raise Damage("gzip-damaged", self._position, f"the gzip member is damaged ({error})") from error
        self._use(len(self._raw) - len(inflater.unused_data if inflater.eof else inflater.unconsumed_tail))
        if inflater.eof:
            self._inflate = None
        elif not fed and not inflated:
            raise Damage("cut", self._position, "the file ends inside a gzip member")
        self._unpacked += len(inflated)
        if self._is_bomb:
            raise Damage("unpacked-size", self._position, f"{self._unpacked} bytes came out of the file so far")
        return inflated

    @property
    def _is_bomb(self) -> bool:
        return not self._trusted and unpacks_too_far(self._unpacked, self._position - self._start)

    def _fill(self, size: int = 1) -> bool:
        """Read until at least `size` compressed bytes are buffered. Return False if the file has no more."""
        if len(self._raw) < size:
            self._raw += self._file.read(CHUNK_BYTES)
        return len(self._raw) >= size

    def _use(self, size: int) -> None:
        self._raw = self._raw[size:]
        self._position += size


def open_regular(path: Path) -> BinaryIO:
    """Open a file to read. A pipe or device in its place is refused, since opening or reading it may never end.

    Raises:
        OSError: there is no such file, it is no regular one, or it cannot be read.
    """
    if not path.is_dir() and path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "it is no regular file")
    return path.open("rb")


def unpacks_too_far(unpacked: int, packed: int) -> bool:
    """Return whether `packed` bytes that expand to `unpacked` bytes are a decompression bomb."""
    return unpacked > max(MAX_UNPACKED, _MAX_UNPACKED_RATIO * packed)


def read_until_blank_line(stream: RecordStream) -> bytes:
    """Read a record's head including its blank line, or all of the record if it ends earlier.

    Raises:
        Damage: the head is longer than `_HEAD_LIMIT`, or as `RecordStream.read`.
    """
    size = 1024
    while size <= _HEAD_LIMIT:
        seen = stream.peek(size)
        ends = [end for blank in (b"\r\n\r\n", b"\n\n") if (end := seen.find(blank) + len(blank)) >= len(blank)]
        if ends:
            return stream.read(min(ends))
        if len(seen) < size:
            return stream.read(size)
        size *= 4
    # No record begins before the last version line in view; otherwise each of a million would be scanned this far.
    stream.read(max(seen.rfind(_VERSION_START), 0) or len(seen))
    raise Damage("head-length", stream.position, f"a record head is longer than {_HEAD_LIMIT} bytes")


def skip_line_breaks(stream: RecordStream) -> None:
    """Skip all line breaks after a block.

    Raises:
        Damage: as `RecordStream.read`.
    """
    while stream.peek(1) in (b"\r", b"\n"):
        stream.read(1)
