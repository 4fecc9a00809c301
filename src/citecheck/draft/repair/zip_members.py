"""A ZIP file with some members replaced and every other byte of a member as it was (APPNOTE 4.3).

zipfile would unpack and pack each member again; here the untouched ones, headers and data descriptors included, are
copied as they stand, so that a Word document differs from the draft only in what was repaired.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from citecheck.errors import UnreadableInput

_END = struct.Struct("<4s4H2IH")
_ENTRY = struct.Struct("<4s6H3I5H2I")
_LOCAL = struct.Struct("<4s5H3I2H")
_HAS_DESCRIPTOR = 0x8
_DEFLATED = 8
_ZIP64 = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class _DirectoryEntry:
    """A row of the central directory: its fields, and the name, extra field and comment behind them."""

    fields: tuple[int, ...]
    name: str
    tail: bytes

    @property
    def offset(self) -> int:
        return self.fields[-1]


def replace_members(data: bytes, new: Mapping[str, bytes]) -> bytes:
    """Return the ZIP file `data` with the members named in `new` replaced, in their places.

    Raises:
        UnreadableInput: the directory is damaged, or of the kind for files over 4 GB.
    """
    try:
        return _rebuild(data, new)
    except (struct.error, UnicodeDecodeError, IndexError) as error:
        raise UnreadableInput(f"the directory of the document's container is damaged ({error})") from error


def _rebuild(data: bytes, new: Mapping[str, bytes]) -> bytes:
    at = data.rindex(b"PK\x05\x06") if b"PK\x05\x06" in data else len(data)
    end = _END.unpack_from(data, at)
    directory = end[6]
    if directory == _ZIP64:
        raise UnreadableInput("the document's container is of the kind for files over 4 GB; save it again")
    entries = sorted(_read_entries(data, directory, end[4]), key=lambda entry: entry.offset)
    bounds = [entry.offset for entry in entries] + [directory]
    members = [data[: bounds[0]]]
    rows: dict[int, bytes] = {}
    length = bounds[0]
    for position, entry in enumerate(entries):
        stored = data[entry.offset : bounds[position + 1]]
        fields = entry.fields
        if entry.name in new:
            stored, fields = _pack_member(stored, entry, new[entry.name])
        rows[entry.offset] = _ENTRY.pack(b"PK\x01\x02", *fields[:-1], length) + entry.tail
        members.append(stored)
        length += len(stored)
    listed = b"".join(rows[entry.offset] for entry in _read_entries(data, directory, end[4]))
    closing = _END.pack(*end[:5], len(listed), length, end[7]) + data[at + _END.size :]
    return b"".join((*members, listed, closing))


def _read_entries(data: bytes, directory: int, count: int) -> Iterator[_DirectoryEntry]:
    """Read the rows of the directory in their order."""
    at = directory
    for _ in range(count):
        mark, *fields = _ENTRY.unpack_from(data, at)
        if mark != b"PK\x01\x02":
            raise UnreadableInput("the directory of the document's container is damaged; save the document again")
        size = sum(fields[9:12])
        tail = data[at + _ENTRY.size : at + _ENTRY.size + size]
        encoding = "utf-8" if fields[2] & 0x800 else "cp437"
        yield _DirectoryEntry(tuple(fields), tail[: fields[9]].decode(encoding), tail)
        at += _ENTRY.size + size


def _pack_member(stored: bytes, entry: _DirectoryEntry, content: bytes) -> tuple[bytes, tuple[int, ...]]:
    """Write one member with new content; time, attributes and extra fields stay."""
    mark, needs, flags, _, time, date, *_, name, extra = _LOCAL.unpack_from(stored)
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = packer.compress(content) + packer.flush()
    sizes = (zlib.crc32(content), len(packed), len(content))
    flags &= ~_HAS_DESCRIPTOR
    head = _LOCAL.pack(mark, needs, flags, _DEFLATED, time, date, *sizes, name, extra)
    names = stored[_LOCAL.size : _LOCAL.size + name + extra]
    fields = entry.fields
    return head + names + packed, (*fields[:2], flags, _DEFLATED, *fields[4:6], *sizes, *fields[9:])
