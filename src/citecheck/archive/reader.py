"""Records read from the archive: one after another, or one by its offset.

Reading is lenient about what a record says of itself and strict about its bytes: a record whose end is missing is
never returned.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from citecheck.archive.members import Damage, Stream, open_stream, read_until_blank_line, skip_line_breaks
from citecheck.archive.record import Head, read_head
from citecheck.errors import UnreadableInput

BLOCK_LIMIT = 1 << 28
"""Bytes of a block read into memory; a larger one is refused, it is none of ours."""
PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Record:
    """A record with its block; `offset` and `length` are those in the file, compressed where the file is."""

    head: Head
    block: bytes
    offset: int
    length: int


def read_records(stream: Stream, *, keep: int | None = None) -> Iterator[Record]:
    """Read the records of a stream in order, each with the first `keep` bytes of its block, by default all.

    Raises:
        Damage: a record cannot be read; those before it were given.
    """
    while (offset := stream.begin()) is not None:
        head = read_head(read_until_blank_line(stream))
        if head is None:
            raise Damage("version", offset, "a record does not begin with its WARC version")
        block = _read_block(stream, offset, head, keep)
        skip_line_breaks(stream)
        yield Record(head, block, offset, stream.position - offset)


def read_record(file: BinaryIO, offset: int) -> Record:
    """Read the record at `offset`.

    Raises:
        Damage: there is no whole record at that place.
    """
    for record in read_records(open_stream(file, offset)):
        return record
    raise Damage("cut", offset, "the file ends before this offset")


def record_at(folder: Path, warc: str, offset: int) -> Record:
    """Read the record at `offset` of the file `warc` in `folder`.

    Raises:
        UnreadableInput: the file is missing or damaged there.
    """
    path = folder / warc
    try:
        with path.open("rb") as file:
            return read_record(file, offset)
    except OSError as error:
        raise UnreadableInput(f"{path}: the archive file cannot be read ({error.strerror})") from error
    except Damage as damage:
        raise UnreadableInput(
            f"{path}, offset {damage.offset}: {damage.clause}; `citecheck warc verify` names all damage"
        ) from damage


def _read_block(stream: Stream, offset: int, head: Head, keep: int | None) -> bytes:
    left = head.block_length
    if left is None:
        raise Damage("content-length", offset, "a record does not state its length")
    if keep is None and left > BLOCK_LIMIT:
        raise Damage("content-length", offset, f"a record is longer than {BLOCK_LIMIT} bytes")
    room = left if keep is None else keep
    kept: list[bytes] = []
    while left:
        piece = stream.read(min(left, PIECE))
        if not piece:
            raise Damage("cut", offset, "a record ends before the length it states")
        left -= len(piece)
        kept.append(piece[:room])
        room -= len(kept[-1])
    return b"".join(kept)
