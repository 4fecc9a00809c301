"""Containers of WARC streams: a `.warc` or `.warc.gz` file, or the members of a WACZ.

A WARC stored in a WACZ without compression, as WACZ 1.1.1 requires, is read in place by seek. A deflated one is
decompressed while reading, which works but is slow.
"""

from __future__ import annotations

import contextlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from citecheck.archive.warc.stream import Damage, open_regular, open_stream, unpacks_too_far
from citecheck.errors import UnreadableInput

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
        with open_regular(path) as file:
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
