"""HTTP messages of WARC records: write a hop as messages, and read them back.

Bodies are kept as sent, with their content codings; the crawler has already removed the transfer coding. A header that
no longer describes the body is kept under another name (`X-Citecheck-Orig-...`), and the right Content-Length is added,
so that every reader finds the end of the body and this one the header as sent. HTTP/2 and HTTP/3 have no reason phrase
and no text form: they are written as HTTP/1.1, and the record names the protocol in `WARC-Protocol`. Records of other
writers may have the chunked transfer coding (RFC 9112, 7.1), which is decoded here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus

from citecheck.model.exchange import Hop, RawHeaders

_CHUNK_LINE = re.compile(rb"[0-9A-Fa-f]+[ \t]*(?:;[^\r\n]*)?\r?\n")


def decode_chunked(body: bytes) -> bytes:
    """Decode a whole chunked body. A body that is not chunked after all, as from some writers, is returned as is."""
    return ChunkDecoder().undo(body) if _CHUNK_LINE.match(body) else body


class ChunkDecoder:
    """Decodes a chunked body piece by piece. A broken chunk ends it."""

    def __init__(self) -> None:
        self._left = 0
        self._line = b""
        self._done = False

    def undo(self, data: bytes) -> bytes:
        """Return the bytes of the body in `data`."""
        taken = []
        while data and not self._done:
            if self._left:
                part, data = data[: self._left], data[self._left :]
                self._left -= len(part)
                taken.append(part)
                continue
            line, newline, data = data.partition(b"\n")
            self._line += line
            if newline:
                self._begin_chunk(self._line.partition(b";")[0].strip())
                self._line = b""
        return b"".join(taken)

    def _begin_chunk(self, size: bytes) -> None:
        if not size:
            return
        try:
            self._left = int(size, 16)
        except ValueError:
            self._left = 0
        self._done = self._left == 0


_ORIGINAL_PREFIX = b"X-Citecheck-Orig-"
"""Prefix of a header that is kept but no longer true of the stored body.

It is not `X-Archive-Orig-`, since Wayback sends that itself: a stored memento would lose it when read back.
"""

_STATUS_LINE = re.compile(rb"HTTP/(\d(?:\.\d)?) +(\d{3})(?: (.*))?")
_BREAKS = re.compile(rb"[\r\n]+")

_PROTOCOLS: dict[str, str] = {"2": "h2", "2.0": "h2", "3": "h3", "3.0": "h3"}
"""HTTP version without a text form -> value of WARC-Protocol (the ALPN names)."""


@dataclass(frozen=True, slots=True)
class AnswerHead:
    """Status line and header fields of a stored response, as they were sent.

    `chunked` is whether the stored body still has its transfer coding, as from some other writers.
    """

    status: int
    reason: str
    version: str
    headers: RawHeaders
    chunked: bool = False


def protocol_of(version: str) -> str | None:
    """Return the value of WARC-Protocol if the text form does not show the protocol, else None."""
    return _PROTOCOLS.get(_version_number(version))


def write_request_head(hop: Hop) -> bytes:
    """Write the request head of `hop` as sent, with a Host field if the transport did not record one."""
    authority, slash, target = hop.url.partition("#")[0].partition("://")[2].partition("/")
    target = slash + target or "/"
    headers = hop.request_headers
    if not any(name.lower() == b"host" for name, _ in headers):
        headers = ((b"Host", authority.rpartition("@")[2].encode()), *headers)
    return _write_head(f"GET {target} HTTP/{_text_version(hop.version)}".encode(), headers)


def write_answer_head(hop: Hop) -> bytes:
    """Write status line and headers of `hop`'s response, changed to describe the stored body."""
    reason = hop.reason or _find_phrase(hop.status)
    line = f"HTTP/{_text_version(hop.version)} {hop.status} {reason}".encode("latin-1", "replace")
    return _write_head(line, _describe_body(hop.headers, len(hop.body)))


def read_answer_head(head: bytes, *, protocol: str | None = None) -> AnswerHead | None:
    """Parse the head of a stored response, None without a status line. `protocol` is the record's WARC-Protocol."""
    lines = head.split(b"\r\n") if b"\r\n" in head else head.split(b"\n")
    found = _STATUS_LINE.fullmatch(lines[0].rstrip())
    if not found:
        return None
    hidden = next((number for number, name in _PROTOCOLS.items() if name == protocol), None)
    version = hidden or found[1].decode()
    stored = _split_fields(lines[1:])
    chunked = any(name.lower() == b"transfer-encoding" and b"chunked" in value.lower() for name, value in stored)
    reason = (found[3] or b"").decode("latin-1")
    return AnswerHead(int(found[2]), reason, f"HTTP/{version}", _restore_headers(stored), chunked)


def _describe_body(headers: RawHeaders, length: int) -> RawHeaders:
    """Rename framing headers that do not describe a body of `length` bytes, and add the right Content-Length."""
    chunked = any(name.lower() == b"transfer-encoding" for name, _ in headers)
    kept: list[tuple[bytes, bytes]] = []
    wrong = chunked
    for name, value in headers:
        lowered = name.lower()
        is_length = lowered == b"content-length"
        if lowered == b"transfer-encoding" or (is_length and (chunked or value.strip() != b"%d" % length)):
            kept.append((_ORIGINAL_PREFIX + name, value))
            wrong = True
        else:
            kept.append((name, value))
    return (*kept, (b"Content-Length", b"%d" % length)) if wrong else tuple(kept)


def _restore_headers(headers: RawHeaders) -> RawHeaders:
    """Undo `_describe_body`."""
    if not any(name.startswith(_ORIGINAL_PREFIX) for name, _ in headers):
        return headers
    return tuple(
        (name.removeprefix(_ORIGINAL_PREFIX), value) for name, value in headers if name.lower() != b"content-length"
    )


def _split_fields(lines: list[bytes]) -> RawHeaders:
    """Split header lines; a folded line (RFC 9112, 5.2) continues the one before it."""
    fields: list[tuple[bytes, bytes]] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and fields:
            name, value = fields[-1]
            fields[-1] = (name, value + b" " + line.strip())
        elif b":" in line:
            name, _, value = line.partition(b":")
            fields.append((name, value.strip()))
    return tuple(fields)


def _write_head(line: bytes, headers: RawHeaders) -> bytes:
    """Join a message head. A line break inside a value would end the line, so it becomes a space."""
    rows = [line, *(name + b": " + _BREAKS.sub(b" ", value) for name, value in headers)]
    return b"\r\n".join(rows) + b"\r\n\r\n"


def _version_number(version: str) -> str:
    return version.upper().removeprefix("HTTP/")


def _text_version(version: str) -> str:
    number = _version_number(version)
    return number if number in ("1.0", "1.1") else "1.1"


def _find_phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
