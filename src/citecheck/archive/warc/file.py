"""Containers of WARC streams: a `.warc` or `.warc.gz` file, or the members of a WACZ.

A WARC stored in a WACZ without compression, as WACZ 1.1.1 requires, is read in place by seek. A deflated one is
decompressed while reading, which works but is slow.

One WARC file being written: lock it, append to it, and cut it to the last complete record if the disk fails.

The file never changes its name, since captures name it. Only one process writes a file; another process in the same
folder uses a file of its own.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from citecheck.archive.warc.record import read_records
from citecheck.archive.warc.stream import GZIP_MAGIC, Damage, open_stream, unpacks_too_far
from citecheck.errors import StoreError, UnreadableInput

_READABLE_COMPRESSION = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_LOCAL_HEADER = 30
"""Bytes of a ZIP local file header before name and extra field (APPNOTE 4.3.7)."""


@dataclass(frozen=True, slots=True)
class WarcPart:
    """One WARC stream. `name` is its name in captures and indexes; `open` opens it at its first byte."""

    path: Path
    name: str
    open: Callable[[], BinaryIO]


def parts_of(path: Path) -> tuple[WarcPart, ...]:
    """List the WARC streams of a file.

    Raises:
        UnreadableInput: the file is missing, empty, or neither WARC nor WACZ.
    """
    start = _read_start(path)
    if start.startswith(b"PK\x03\x04"):
        return _list_zipped(path)
    if start.startswith(b"WARC/"):
        return (WarcPart(path, path.name, lambda: path.open("rb")),)
    if start.startswith(b"filedesc://"):
        raise UnreadableInput(
            f"{path}: this is an ARC file, the format before WARC; convert it with `warcio recompress`"
        )
    raise UnreadableInput(f"{path}: this is neither a WARC file nor a WACZ")


class _FileWindow(io.RawIOBase):
    """A part of a file as a separate file: `size` bytes from `start`."""

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        super().__init__()
        self._file = file
        self._start = start
        self._size = size
        self._at = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to `offset`, counted from the window's start, current position or end."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` from the window and return the number of bytes read."""
        self._file.seek(self._start + self._at)
        read = self._file.read(max(0, min(len(buffer), self._size - self._at)))
        buffer[: len(read)] = read
        self._at += len(read)
        return len(read)

    def close(self) -> None:
        """Close the file beneath."""
        self._file.close()
        super().close()


class _UnpackedMember(io.RawIOBase):
    """A compressed member of a ZIP file. Raise UnreadableInput if it is damaged."""

    def __init__(self, path: Path, entry: zipfile.ZipInfo) -> None:
        super().__init__()
        self._path = path
        self._packed = entry.compress_size
        self._archive = zipfile.ZipFile(path)
        with self._translated():
            self._member = self._archive.open(entry)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return True; seeking is slow."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to `offset`."""
        with self._translated():
            return self._member.seek(offset, whence)

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` and return the number of bytes read."""
        with self._translated():
            read = self._member.read(len(buffer))
            if unpacks_too_far(self._member.tell(), self._packed):
                raise UnreadableInput(
                    f"{self._path}: a part of the WACZ unpacks without end; get it from its maker again"
                )
        buffer[: len(read)] = read
        return len(read)

    def close(self) -> None:
        """Close the file beneath."""
        self._archive.close()
        super().close()

    @contextlib.contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise UnreadableInput(f"{self._path}: the WACZ is damaged ({error}); get a whole copy of it") from error


def _read_start(path: Path) -> bytes:
    """Read the first bytes of a file, decompressed. A damaged file is classified by its name, so it can be checked."""
    try:
        with path.open("rb") as file:
            stream = open_stream(file)
            stream.begin()
            return stream.peek(16)
    except OSError as error:
        raise UnreadableInput(f"{path}: the archive cannot be read ({error.strerror})") from error
    except Damage:
        return b"WARC/" if path.name.endswith(".warc.gz") else b""


def _list_zipped(path: Path) -> tuple[WarcPart, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            found = [entry for entry in archive.infolist() if _is_warc(entry.filename)]
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableInput(f"{path}: the WACZ is damaged ({error}); get a whole copy of it") from error
    if strange := next(
        (entry for entry in found if entry.compress_type not in _READABLE_COMPRESSION or entry.flag_bits & 1), None
    ):
        raise UnreadableInput(
            f"{path}: {strange.filename} is encrypted or packed in a way that WACZ does not allow; pack it again"
        )
    if not found:
        raise UnreadableInput(f"{path}: this ZIP file holds no archive/*.warc.gz, so it is no WACZ")
    return tuple(WarcPart(path, entry.filename.rpartition("/")[2], _build_opener(path, entry)) for entry in found)


def _is_warc(name: str) -> bool:
    return name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))


def _build_opener(path: Path, entry: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    def in_place() -> BinaryIO:
        file = path.open("rb")
        file.seek(entry.header_offset)
        header = file.read(_LOCAL_HEADER)
        start = entry.header_offset + _LOCAL_HEADER
        start += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        return io.BufferedReader(_FileWindow(file, start, entry.file_size))

    def unpacked() -> BinaryIO:
        return io.BufferedReader(_UnpackedMember(path, entry))

    return in_place if entry.compress_type == zipfile.ZIP_STORED else unpacked


if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


_TAIL_BYTES = 1 << 15
"""Bytes at the end of a file that are checked before the whole file is read."""


class _RawFile(Protocol):
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


OpenFile = Callable[[Path], _RawFile]


def open_raw(path: Path) -> _RawFile:
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

    def __init__(self, path: Path, raw: _RawFile, size: int) -> None:
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
    start = max(0, size - _TAIL_BYTES)
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
