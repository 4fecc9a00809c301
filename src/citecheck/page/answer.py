"""Build an answer from a response: the header fields that describe the body, and the body with its codings undone.

Header fields are as on the wire, so names are compared without case and values are Latin-1 (RFC 9110, 5.5). Servers
send Content-Type fields broken in every possible way. A field that cannot be read counts as absent, because the body
itself is better evidence.

The crawler accepts only gzip and deflate, because a 1.6 kB brotli answer can hold 4 GB, so only those two are undone.
Wrong labels are handled as in browsers. A body that is not what its field claims is taken unchanged. `deflate` is read
in both forms in use (zlib, RFC 9110 8.4.1.2, and raw). Junk after the end is ignored. What could be read of an
interrupted stream is kept, and the answer is marked as truncated.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from citecheck.model.exchange import RawHeaders, Reached, Truncation
from citecheck.model.page import Answer

_ESSENCE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
_MAX_TYPE_LENGTH = 500
"""Characters of a Content-Type that are read; the time of the search for a type grows with the square of its length."""
_CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _ContentType:
    """The media type without parameters in lower case, and the charset label as written; empty or None if absent."""

    essence: str
    charset: str | None


def _read_field(headers: RawHeaders, name: str) -> str | None:
    """Return the values of the field `name` (lower case) joined by commas, or None if it was not sent."""
    wanted = name.encode("ascii")
    values = [value.decode("latin-1").strip() for key, value in headers if key.lower() == wanted]
    return ", ".join(values) if values else None


def parse_content_type(headers: RawHeaders) -> _ContentType:
    """Parse the Content-Type field; of repeated fields the first readable type counts, as the last hop wrote it."""
    written = (_read_field(headers, "content-type") or "")[:_MAX_TYPE_LENGTH]
    essence = _ESSENCE.search(written.lower())
    # The bare form "charset=utf-8" without a type is common enough to be read as well.
    charset = _CHARSET.search(";" + written)
    return _ContentType(essence.group() if essence else "", charset.group(1) if charset else None)


_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15
"""Window bits that select one of the three framings in zlib."""

_FRAMINGS: dict[str, tuple[int, ...]] = {
    "gzip": (_GZIP,),
    "x-gzip": (_GZIP,),
    "deflate": (_ZLIB, _RAW_DEFLATE),
}
"""Content coding to the framings that servers use for it, the standard one first."""

_MAX_CODINGS = 3
"""Nested codings that are undone: misconfigured caches produce `gzip, gzip`; more is an attack."""

_CHUNK = 1 << 16

_SAVED_LIMIT = 20_000_000
"""Bytes of a saved page that are read."""


def answer_of(reached: Reached, *, body_limit: int) -> Answer:
    """Return an answer with its body decoded.

    `body_limit` is the limit of the decoded body in bytes; the rest is dropped. An answer is `truncated` when the
    sender stopped early, not when this limit or that of a browser cut it: a long page is not a faulty one. A body in a
    coding that was not accepted (br, zstd) is dropped, since its text cannot be known.
    """
    hop = reached.hops[-1]
    body, whole = undo_codings(hop.body, codings_of(_read_field(hop.headers, "content-encoding")), limit=body_limit)
    ours = hop.truncated is Truncation.LENGTH or hop.rendered
    cut_by_sender = hop.truncated is not None and not ours
    return Answer(
        body=body,
        url=hop.url,
        requested_url=reached.url,
        status=hop.status,
        headers=hop.headers,
        truncated=cut_by_sender or (not whole and not ours),
    )


def build_saved_answer(
    body: bytes,
    *,
    url: str | None = None,
    requested_url: str | None = None,
    status: int | None = None,
    headers: RawHeaders = (),
    body_limit: int = _SAVED_LIMIT,
) -> Answer:
    """Build an answer from a saved page, whose codings may be undone already; all but the body may be unknown."""
    plain, whole = undo_codings(body, codings_of(_read_field(headers, "content-encoding")), limit=body_limit)
    if not plain:
        plain, whole = body, True
    return Answer(plain, url, requested_url, status, headers, truncated=not whole)


def codings_of(value: str | None) -> tuple[str, ...]:
    """Return the codings of a Content-Encoding field in the order they were applied, without `identity`."""
    names = [name.strip().lower() for name in (value or "").split(",")]
    return tuple(name for name in names if name and name != "identity")


def undo_codings(body: bytes, codings: tuple[str, ...], *, limit: int) -> tuple[bytes, bool]:
    """Undo `codings` from last to first, within `limit` bytes of output; return the body and whether it is complete."""
    whole = True
    for coding in reversed(codings[-_MAX_CODINGS:]):
        framings = _FRAMINGS.get(coding)
        if framings is None:
            return b"", False
        body, complete = _inflate(body, framings, limit=limit)
        whole = whole and complete
    return body[:limit], whole


def _inflate(body: bytes, framings: tuple[int, ...], *, limit: int) -> tuple[bytes, bool]:
    """Decompress `body` by the first framing that fits; return a body that fits none unchanged, as complete."""
    for bits in framings:
        output, ended = _inflate_stream(body, bits, limit=limit)
        if output or (ended and body):
            return output, ended or len(output) >= limit
    return body, True


def _inflate_stream(body: bytes, bits: int, *, limit: int) -> tuple[bytes, bool]:
    """Decompress one stream (for gzip, all its members) up to `limit` bytes; return it and whether its end was seen."""
    output = bytearray()
    pending = body
    ended = False
    while pending and len(output) < limit:
        engine = zlib.decompressobj(bits)
        try:
            while not engine.eof and len(output) < limit:
                chunk = engine.decompress(pending, min(_CHUNK, limit - len(output)))
                pending = engine.unconsumed_tail
                output += chunk
                # zlib may hold a last piece after all input is consumed, so only an empty result is the end.
                if not chunk and not pending:
                    break
        except zlib.error:
            # Junk after a complete member is ignored; of a damaged member, the part before the damage is kept.
            return bytes(output), ended
        ended = engine.eof
        pending = engine.unused_data if bits == _GZIP else b""
    return bytes(output), ended
