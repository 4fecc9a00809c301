"""One WARC file being written: lock it, append to it, and cut it to the last complete record if the disk fails.

The file never changes its name, since captures name it. Only one process writes a file; another process in the same
folder uses a file of its own.
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
"""Bytes at the end of a file that are checked before the whole file is read."""


class RawFile(Protocol):
    """The interface of an unbuffered binary file. Tests pass one whose disk is full."""

    def write(self, data: bytes, /) -> int | None:
        """Write what fits and return the number of bytes written."""

    def truncate(self, size: int, /) -> int:
        """Cut the file to `size` bytes."""

    def seek(self, offset: int, /) -> int:
        """Move to `offset`."""

    def fileno(self) -> int:
        """Return the descriptor, for the lock and fsync."""

    def close(self) -> None:
        """Close the file, which releases the lock."""


OpenFile = Callable[[Path], RawFile]


def open_raw(path: Path) -> RawFile:
    """Open `path` for reading and writing without a buffer. Create it if needed."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+b", buffering=0)


@dataclass(frozen=True, slots=True)
class TornEnd:
    """An incomplete end that was cut off on opening: `size` bytes from `offset`. `clause` states what was wrong."""

    warc: str
    offset: int
    size: int
    clause: str


class WarcFile:
    """A locked file. `size` is the offset of the next record."""

    def __init__(self, path: Path, raw: RawFile, size: int) -> None:
        self.path = path
        self.size = size
        self._raw = raw

    @classmethod
    def open(cls, path: Path, open_file: OpenFile = open_raw) -> WarcFile | None:
        """Open and lock `path`, creating it if needed. Return None if another process holds it.

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
        """Cut off an incomplete record at the end, as a killed process leaves it, and return what was cut.

        The whole file is read only if its last records are incomplete.
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
        """Write `data` at the end and return its offset. It is on disk only after `sync`.

        Raises:
            StoreError: the disk is full or fails; the file is cut to its last complete record.
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
        """Wait until everything appended is on disk.

        Raises:
            StoreError: the disk fails; what was appended since the last `sync` may be lost.
        """
        try:
            os.fsync(self._raw.fileno())
        except OSError as error:
            raise _build_write_error(self.path, error) from error

    def close(self) -> None:
        """Close the file and release the lock."""
        self._raw.close()


def sync_folder(folder: Path) -> None:
    """Wait until the names of new files in `folder` are on disk. Do nothing on a platform that cannot."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _ends_whole(file: BinaryIO, size: int) -> bool:
    """Return whether the file ends in complete records from some gzip member near the end.

    The last record of an exchange is small, so these few bytes nearly always suffice.
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
    """Take an exclusive lock that ends with the process. Return False if another process holds it."""
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
