"""Captures as the crawler saw them: a hop assembled from its record and the records it refers to.

A `revisit` refers to another record for its body or, for a 304, for its whole response. That record may be a revisit
itself, so a capture is a chain of records, each referring to the next. The last one holds the body.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from citecheck.archive.warc import message
from citecheck.archive.warc.capture_event import RENDERED_PREFIX, KeptBody
from citecheck.archive.warc.message import decode_chunked
from citecheck.archive.warc.record import RecordHead, WarcRecord, read_record_at
from citecheck.errors import UnreadableInput
from citecheck.model.exchange import Hop, Truncation

_CHAIN_RECORDS = 8
"""Most records in a chain. Ours have at most four: a 304, what it confirms, a body first seen after a redirect."""

_NOT_MODIFIED = "/revisit/server-not-modified"
"""End of the profile, in WARC 1.0 and 1.1, that means: the earlier response is still valid."""

_AnswerParts = tuple[message.AnswerHead, bytes, Truncation | None]


def read_hop(folder: Path, warc: str, offset: int) -> Hop:
    """Read the capture at `offset` of the file `warc` in `folder` by seek, and follow a revisit to its body.

    A capture that confirms an earlier one (304) is returned as the earlier response with the later time. Headers are
    as they were sent; `elapsed` is 0, since it is in another record.

    Raises:
        UnreadableInput: the file is missing or damaged there, or the record is no response.
    """
    chain = chain_of(read_record_at(folder, warc, offset), lambda record: _read_referred(folder, record))
    return hop_of(chain, place=f"{warc}, offset {offset}")


def chain_of(record: WarcRecord, refer: Callable[[WarcRecord], WarcRecord | None]) -> tuple[WarcRecord, ...]:
    """Follow a revisit to the record that holds the body. `refer` returns the record that another refers to."""
    chain = [record]
    while chain[-1].head.type == "revisit" and len(chain) < _CHAIN_RECORDS:
        following = refer(chain[-1])
        if following is None:
            break
        chain.append(following)
    return tuple(chain)


def hop_of(chain: Sequence[WarcRecord], *, place: str) -> Hop:
    """Build a hop from a `response`, `revisit` or `resource` record and the records it refers to.

    The document that a browser made of a page becomes an answer of the page's own address, marked as rendered.

    Raises:
        UnreadableInput: the record is of another type, holds no HTTP response, or its body is not in the chain. The
            message names `place`.
    """
    head = chain[0].head
    moment = head.moment
    if moment is None:
        raise UnreadableInput(f"{place}: the record states no moment (WARC-Date)")
    answer, body, truncated = _assemble_answer(chain, place)
    is_rendered = head.type == "resource" and head.target.startswith(RENDERED_PREFIX)
    return Hop(
        url=head.target.removeprefix(RENDERED_PREFIX) if is_rendered else head.target,
        request_headers=(),
        status=answer.status,
        reason=answer.reason,
        version=answer.version,
        headers=answer.headers,
        body=body,
        moment=moment,
        elapsed=0.0,
        peer=head.get("WARC-IP-Address"),
        truncated=truncated,
        rendered=is_rendered,
    )


def split_answer(record: WarcRecord) -> tuple[message.AnswerHead, bytes] | None:
    """Split the block of a record into the response's head and body. Return None if it holds no HTTP response."""
    block = record.block
    end, separator = block.find(b"\r\n\r\n"), 4
    if end < 0:
        end, separator = block.find(b"\n\n"), 2
    if end < 0:
        end, separator = len(block), 0
    answer = message.read_answer_head(block[:end], protocol=record.head.get("WARC-Protocol"))
    if answer is None:
        return None
    body = block[end + separator :]
    return answer, decode_chunked(body) if answer.chunked else body


def is_not_modified(head: RecordHead) -> bool:
    """Return whether a record is a 304, which confirms an earlier capture."""
    return head.type == "revisit" and (head.get("WARC-Profile") or "").strip("<>").endswith(_NOT_MODIFIED)


def find_referred_place(head: RecordHead) -> tuple[str, int] | None:
    """Return file name and offset of the record that one of ours refers to, None for other writers'.

    A revisit refers to its body, and the metadata of a rendering to the page that was rendered.
    """
    name, offset = head.get("WARC-Refers-To-Filename"), head.get("WARC-Refers-To-File-Offset") or ""
    if head.type not in {"revisit", "metadata"} or not name or not offset.isdigit():
        return None
    # Only the name counts: a file of unknown origin must not lead a reader out of the folder.
    return Path(name).name, int(offset)


def origin_of(folder: Path, kept: KeptBody) -> KeptBody:
    """Return the capture that `kept` confirms if it is a 304, else `kept` itself, so that chains do not grow.

    Raises:
        UnreadableInput: the record of `kept` cannot be read.
    """
    head = read_record_at(folder, kept.warc, kept.offset).head
    place, moment = find_referred_place(head), head.refers_to_moment
    if not is_not_modified(head) or place is None or moment is None:
        return kept
    record = (head.get("WARC-Refers-To") or "").removeprefix("<urn:uuid:").removesuffix(">")
    return KeptBody(head.refers_to_target, moment, record, *place, kept.sha256)


def _read_referred(folder: Path, record: WarcRecord) -> WarcRecord | None:
    place = find_referred_place(record.head)
    return read_record_at(folder, *place) if place else None


def _assemble_answer(chain: Sequence[WarcRecord], place: str) -> _AnswerParts:
    """Assemble the response of the first record of a chain."""
    record, *following = chain
    head, stored = record.head, split_answer(record)
    if head.type == "resource":
        headers = ((b"Content-Type", (head.get("Content-Type") or "").encode()),)
        return message.AnswerHead(200, "OK", "HTTP/1.1", headers), record.block, _read_truncation(head)
    if head.type == "response" and stored:
        return *stored, _read_truncation(head)
    if head.type != "revisit":
        raise UnreadableInput(f"{place}: a {head.type or 'nameless'} record holds no HTTP answer")
    if not following:
        raise UnreadableInput(f"{place}: the capture that this record refers to for its body is not at hand")
    kept = _assemble_answer(following, place)
    return kept if stored is None or is_not_modified(head) else (stored[0], *kept[1:])


def _read_truncation(head: RecordHead) -> Truncation | None:
    written = head.get("WARC-Truncated")
    if written is None:
        return None
    known = {value.value: value for value in Truncation}
    return known.get(written.lower(), Truncation.UNSPECIFIED)
