"""One WARC file being written: locked, appended to, put back to the last whole record when the disk fails.

The file keeps its name from its first byte to its last, since captures name it. Only one process writes a file;
another one in the same folder gets a file of its own.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from citecheck.archive.warc.record import read_records
from citecheck.archive.warc.stream import GZIP_MAGIC, Damage, open_stream
from citecheck.errors import StoreError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


TAIL_BYTES = 1 << 15
"""Bytes at the end of a file that are looked at before it is read through."""


class RawFile(Protocol):
    """What is needed of an unbuffered binary file; tests pass one whose disk is full."""

    def write(self, data: bytes, /) -> int | None:
        """Write what fits and return how much that was."""

    def truncate(self, size: int, /) -> int:
        """Cut the file to `size` bytes."""

    def seek(self, offset: int, /) -> int:
        """Go to `offset`."""

    def fileno(self) -> int:
        """Return the descriptor, for the lock and fsync."""

    def close(self) -> None:
        """Close the file, which gives up the lock."""


OpenFile = Callable[[Path], RawFile]


def open_raw(path: Path) -> RawFile:
    """Open `path` for reading and writing without a buffer, creating it if need be."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+b", buffering=0)


@dataclass(frozen=True, slots=True)
class TornEnd:
    """An end that was cut off on opening: `size` bytes from `offset`, with the clause that says what was wrong."""

    warc: str
    offset: int
    size: int
    clause: str


class WarcFile:
    """A locked file; `size` is where the next record begins."""

    def __init__(self, path: Path, raw: RawFile, size: int) -> None:
        self.path = path
        self.size = size
        self._raw = raw

    @classmethod
    def open(cls, path: Path, open_file: OpenFile = open_raw) -> WarcFile | None:
        """Open and lock `path`, creating it if need be; None if another process holds it.

        Raises:
            StoreError: the file cannot be opened.
        """
        try:
            raw = open_file(path)
        except OSError as error:
            raise _build_write_error(path, error) from error
        if not _lock(raw.fileno()):
            raw.close()
            return None
        return cls(path, raw, path.stat().st_size)

    def cut_torn_end(self) -> TornEnd | None:
        """Cut off what is not a whole record at the end, as a killed process leaves it; say what was cut.

        The file is read through only if its last records are not whole.
        """
        whole = 0
        with self.path.open("rb") as file:
            if _ends_whole(file, self.size):
                return None
            try:
                for record in read_records(open_stream(file), keep=0):
                    whole = record.offset + record.length
            except Damage as damage:
                torn = TornEnd(self.path.name, whole, self.size - whole, damage.clause)
                self._raw.truncate(whole)
                self.size = whole
                self.sync()
                return torn
        return None

    def append(self, data: bytes) -> int:
        """Write `data` at the end and return its offset; it is on the disk only after `sync`.

        Raises:
            StoreError: the disk is full or fails; the file is put back to its last whole record.
        """
        offset = self.size
        try:
            self._raw.seek(offset)
            view = memoryview(data)
            while view:
                view = view[self._raw.write(view) or 0 :]  # type: ignore[arg-type]
        except OSError as error:
            self._raw.truncate(offset)
            raise _build_write_error(self.path, error) from error
        self.size = offset + len(data)
        return offset

    def sync(self) -> None:
        """Wait until what was appended is on the disk.

        Raises:
            StoreError: the disk fails; what was appended since the last `sync` may be lost.
        """
        try:
            os.fsync(self._raw.fileno())
        except OSError as error:
            raise _build_write_error(self.path, error) from error

    def close(self) -> None:
        """Close the file and give up the lock."""
        self._raw.close()


def sync_folder(folder: Path) -> None:
    """Wait until the names of new files in `folder` are on the disk; a platform that cannot is let go."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _ends_whole(file: BinaryIO, size: int) -> bool:
    """Whether whole records, and nothing else, stand behind some gzip member near the end.

    The last record of an exchange is a small one, so the end is nearly always told from these few bytes.
    """
    start = max(0, size - TAIL_BYTES)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(GZIP_MAGIC)
    while at >= 0:
        try:
            return sum(1 for _ in read_records(open_stream(file, start + at), keep=0)) > 0
        except Damage:
            at = tail.rfind(GZIP_MAGIC, 0, at)
    return False


def _build_write_error(path: Path, error: OSError) -> StoreError:
    return StoreError(f"{path}: cannot be written ({error.strerror or error}); free space or choose another --store")


def _lock(descriptor: int) -> bool:
    """Take an exclusive lock that ends with the process; False if another holds it."""
    if sys.platform == "win32":
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
