"""Where WARC streams stand: a `.warc` or `.warc.gz` file, or the members of a WACZ.

A WARC stored in a WACZ without compression is read in place, by seek; that is how WACZ 1.1.1 asks for it. A deflated
one is read through the unpacker, which works and is slow.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from citecheck.archive.members import Damage, open_stream
from citecheck.errors import UnreadableInput

LOCAL_HEADER = 30
"""Bytes of a ZIP local file header before name and extra field (APPNOTE 4.3.7)."""


@dataclass(frozen=True, slots=True)
class Part:
    """One WARC stream: `name` as captures and indexes name it, `open` gives it from its first byte."""

    path: Path
    name: str
    open: Callable[[], BinaryIO]


def parts_of(path: Path) -> tuple[Part, ...]:
    """List the WARC streams of a file.

    Raises:
        UnreadableInput: the file is missing, empty, or neither WARC nor WACZ.
    """
    start = _start(path)
    if start.startswith(b"PK\x03\x04"):
        return _zipped(path)
    if start.startswith(b"WARC/"):
        return (Part(path, path.name, lambda: path.open("rb")),)
    if start.startswith(b"filedesc://"):
        raise UnreadableInput(
            f"{path}: this is an ARC file, the format before WARC; convert it with `warcio recompress`"
        )
    raise UnreadableInput(f"{path}: this is neither a WARC file nor a WACZ")


class Window(io.RawIOBase):
    """A part of a file as a file of its own: `size` bytes from `start`."""

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
        """Say that it can be searched."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to `offset`, counted from the window's start, place or end."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill `buffer` from the window and return how much there was."""
        self._file.seek(self._start + self._at)
        read = self._file.read(max(0, min(len(buffer), self._size - self._at)))
        buffer[: len(read)] = read
        self._at += len(read)
        return len(read)

    def close(self) -> None:
        """Close the file beneath."""
        self._file.close()
        super().close()


def _start(path: Path) -> bytes:
    """Read what a file begins with, unpacked; a damaged one counts as what it is named, to be checked as that."""
    try:
        with path.open("rb") as file:
            stream = open_stream(file)
            stream.begin()
            return stream.peek(16)
    except OSError as error:
        raise UnreadableInput(f"{path}: the archive cannot be read ({error.strerror})") from error
    except Damage:
        return b"WARC/" if path.name.endswith(".warc.gz") else b""


def _zipped(path: Path) -> tuple[Part, ...]:
    try:
        with zipfile.ZipFile(path) as archive:
            found = [entry for entry in archive.infolist() if _is_warc(entry.filename)]
    except (zipfile.BadZipFile, OSError) as error:
        raise UnreadableInput(f"{path}: the WACZ is damaged ({error})") from error
    if not found:
        raise UnreadableInput(f"{path}: this ZIP file holds no archive/*.warc.gz, so it is no WACZ")
    return tuple(Part(path, entry.filename.rpartition("/")[2], _opener(path, entry)) for entry in found)


def _is_warc(name: str) -> bool:
    return name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))


def _opener(path: Path, entry: zipfile.ZipInfo) -> Callable[[], BinaryIO]:
    def in_place() -> BinaryIO:
        file = path.open("rb")
        file.seek(entry.header_offset)
        header = file.read(LOCAL_HEADER)
        start = entry.header_offset + LOCAL_HEADER
        start += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
        return io.BufferedReader(Window(file, start, entry.file_size))

    def unpacked() -> BinaryIO:
        return cast("BinaryIO", zipfile.ZipFile(path).open(entry))

    return in_place if entry.compress_type == zipfile.ZIP_STORED else unpacked
