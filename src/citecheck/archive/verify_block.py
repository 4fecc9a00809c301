"""The block of one record against its digests and its media type, as it streams by.

Nothing is kept but the message head (bounded) and the running digests, so a block may be of any size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Protocol

from citecheck.archive.chunks import Chunks
from citecheck.archive.digest import hasher, same_value, split_label
from citecheck.archive.record import Head
from citecheck.archive.verify_head import Breach

HEAD_LIMIT = 1 << 20
"""Bytes of an HTTP head; beyond, the block is not taken for a message."""

_MESSAGE = re.compile(rb"HTTP/\d(\.\d)? \d{3}|[A-Z]+ \S+ HTTP/\d")
_FIELD_LINE = re.compile(r"[^\s:][^:]*:.*|\s.*|")


class _Digest(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def digest(self) -> bytes: ...


class _Expected:
    """A digest that a record states, computed beside; unknown algorithms are let go, they are named elsewhere."""

    def __init__(self, written: str | None) -> None:
        label = split_label(written) if written else None
        self._value = label[1] if label else ""
        self.running: _Digest | None = hasher(label[0]) if label else None

    def update(self, data: bytes) -> None:
        if self.running:
            self.running.update(data)

    @property
    def differs(self) -> bool:
        return self.running is not None and not same_value(self._value, self.running.digest())


class BlockCheck:
    """Takes the bytes of a block in order by `update`, then tells the breaches by `finish`."""

    def __init__(self, head: Head) -> None:
        self._head = head
        self._type = (head.get("Content-Type") or "").partition(";")[0].strip().lower()
        self._is_http = self._type == "application/http"
        self._block = _Expected(head.get("WARC-Block-Digest"))
        checked = head.type != "revisit" and not head.get("WARC-Segment-Number")
        stated = head.get("WARC-Payload-Digest") if checked else None
        self._payload = _Expected(stated)
        self._unchunked = _Expected(None)
        self._chunks = Chunks()
        self._stated = stated
        self._start = b""
        self._body_length: int | None = None if self._is_http else 0

    def update(self, data: bytes) -> None:
        """Take the next bytes of the block."""
        self._block.update(data)
        if self._body_length is None:
            self._start += data
            self._split()
        else:
            self._take_payload(data)

    def finish(self) -> Iterator[Breach]:
        """Tell the breaches, once the whole block was taken."""
        if self._body_length is None:
            self._body_length = 0
        if self._block.differs:
            yield "block-digest", "the block is not what its digest says"
        if self._payload.differs and (self._unchunked.running is None or self._unchunked.differs):
            yield "payload-digest", "the payload is not what its digest says"
        if self._is_http and not _MESSAGE.match(self._start) and self._head.block_length:
            yield "http-message", f"the block begins with {self._start[:30]!r}"
        if self._type == "application/warc-fields":
            yield from self._fields()
        yield from self._shorter_than_said()

    def _split(self) -> None:
        """Find the end of the message head; what follows is payload."""
        found = re.search(rb"\r?\n\r?\n", self._start)
        if found is None and len(self._start) <= HEAD_LIMIT:
            return
        cut = found.end() if found else len(self._start)
        payload, self._start = self._start[cut:], self._start[:cut]
        self._body_length = 0
        if re.search(rb"(?im)^transfer-encoding:.*chunked", self._start):
            # Some writers digest the payload with its chunks, some without (5.9 means without).
            self._unchunked = _Expected(self._stated)
        self._take_payload(payload)

    def _take_payload(self, data: bytes) -> None:
        assert self._body_length is not None
        self._body_length += len(data)
        self._payload.update(data)
        if self._unchunked.running:
            self._unchunked.update(self._chunks.undo(data))
        if self._type == "application/warc-fields" and len(self._start) < HEAD_LIMIT:
            self._start += data

    def _fields(self) -> Iterator[Breach]:
        for line in self._start.decode("utf-8", "replace").splitlines():
            if not _FIELD_LINE.fullmatch(line):
                yield "warc-fields", f"a line of the block is no field: {line[:60]!r}"
                return

    def _shorter_than_said(self) -> Iterator[Breach]:
        said = re.search(rb"(?im)^content-length:[ \t]*(\d+)[ \t]*\r?$", self._start) if self._is_http else None
        if self._head.type != "response" or self._head.get("WARC-Truncated") or not said or not self._body_length:
            return
        if self._body_length < int(said[1]):
            yield "http-length", f"the server said {int(said[1])} bytes, {self._body_length} are there"
