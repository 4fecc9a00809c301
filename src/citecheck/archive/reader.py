"""Records read from the archive: one after another, or one by its offset.

Reading is lenient about what a record says of itself and strict about its bytes: a record whose end is missing is
never returned. `read_hop` gives back what the crawler saw, with the body looked up where a `revisit` says it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from citecheck.archive import message
from citecheck.archive.chunks import unchunked
from citecheck.archive.members import Damage, Stream, open_stream, read_until_blank_line, skip_line_breaks
from citecheck.archive.record import Head, read_head
from citecheck.errors import UnreadableInput
from citecheck.model.exchange import Hop, Truncation

BLOCK_LIMIT = 1 << 28
"""Bytes of a block read into memory; a larger one is refused, it is none of ours."""
PIECE = 1 << 20

LINKS = 8
"""Revisits followed from one to the next: a body first seen behind a redirect is referred to through one."""

NOT_MODIFIED = "/revisit/server-not-modified"
"""How the profile ends, in WARC 1.0 and 1.1, that says: the older answer still holds."""


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


def read_hop(folder: Path, warc: str, offset: int) -> Hop:
    """Read the capture at `offset` of the file `warc` in `folder` by seek, following a revisit to the body it names.

    A capture that confirms an older one (304) comes back as the older answer at the younger moment. Headers are as
    they were sent; `elapsed` is 0, since it is kept in a record beside.

    Raises:
        UnreadableInput: the file is missing or damaged there, or the record is no answer.
    """
    record = _at(folder, warc, offset)
    return hop_of(record, _referred(folder, record), place=f"{warc}, offset {offset}")


def hop_of(record: Record, original: Record | None, *, place: str) -> Hop:
    """Make a hop of a `response`, `revisit` or `resource` record; `original` holds the body a revisit leaves out.

    Raises:
        UnreadableInput: the record is of another type or holds no HTTP answer; `place` is named in the sentence.
    """
    head = record.head
    moment = head.moment
    if moment is None:
        raise UnreadableInput(f"{place}: the record states no moment (WARC-Date)")
    answer, body = _told(record, original, place)
    source = original.head if original else head
    return Hop(
        url=head.target,
        request_headers=(),
        status=answer.status,
        reason=answer.reason,
        version=answer.version,
        headers=answer.headers,
        body=body,
        moment=moment,
        elapsed=0.0,
        peer=head.get("WARC-IP-Address"),
        truncated=_truncation(source),
    )


def _told(record: Record, original: Record | None, place: str) -> tuple[message.AnswerHead, bytes]:
    """Put together the answer that a record tells, with the body it refers to."""
    head = record.head
    told = split_answer(record)
    if head.type == "resource":
        headers = ((b"Content-Type", (head.get("Content-Type") or "").encode()),)
        return message.AnswerHead(200, "OK", "HTTP/1.1", headers), record.block
    if head.type == "response" and told:
        return told
    if head.type != "revisit":
        raise UnreadableInput(f"{place}: a {head.type or 'nameless'} record holds no HTTP answer")
    kept = split_answer(original) if original else None
    if kept is None:
        raise UnreadableInput(f"{place}: the capture that this record refers to for its body is not at hand")
    if told is None or (head.get("WARC-Profile") or "").endswith(NOT_MODIFIED):
        return kept
    return told[0], kept[1]


def split_answer(record: Record) -> tuple[message.AnswerHead, bytes] | None:
    """Split the block of a record into the answer's head and body, None if it holds no HTTP answer."""
    block = record.block
    end, mark = block.find(b"\r\n\r\n"), 4
    if end < 0:
        end, mark = block.find(b"\n\n"), 2
    if end < 0:
        end, mark = len(block), 0
    answer = message.read_answer_head(block[:end], protocol=record.head.get("WARC-Protocol"))
    if answer is None:
        return None
    body = block[end + mark :]
    return answer, unchunked(body) if answer.chunked else body


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


def _at(folder: Path, warc: str, offset: int) -> Record:
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


def _referred(folder: Path, record: Record) -> Record | None:
    """Read the record that holds the body of a revisit of ours; None if it is none, or names no place."""
    held: Record | None = record
    for _ in range(LINKS):
        if held is None or held.head.type != "revisit":
            return held if held is not record else None
        name = held.head.get("WARC-Refers-To-Filename")
        offset = held.head.get("WARC-Refers-To-File-Offset") or ""
        # Only the name counts: a foreign file must not lead a reader out of the folder.
        held = _at(folder, Path(name).name, int(offset)) if name and offset.isdigit() else None
    return None


def _truncation(head: Head) -> Truncation | None:
    written = head.get("WARC-Truncated")
    if written is None:
        return None
    known = {value.value: value for value in Truncation}
    return known.get(written.lower(), Truncation.UNSPECIFIED)
