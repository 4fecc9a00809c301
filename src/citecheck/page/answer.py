"""Make an answer of what came back.

Read the header fields that say what a body is, and undo its content codings within a bound.

Header fields come as on the wire, so names are compared without case and values are Latin-1 (RFC 9110, 5.5).
Servers
send broken Content-Type fields in every way there is; whatever cannot be read is treated as absent, because the
body
itself is the better witness.

Only gzip and deflate are asked for (a 1.6 kB brotli answer can hold 4 GB), so only they are undone. A server that
lies is handled as browsers do: a body that is not what its field claims is taken as it is, `deflate` is read in
both
forms in use (zlib, RFC 9110 8.4.1.2, and raw), junk after the end is ignored, and what could be read of a torn
stream
is kept and marked as truncated.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

from citecheck.model.exchange import RawHeaders, Reached, Truncation
from citecheck.model.page import Answer

ESSENCE = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+")
MAX_TYPE_LENGTH = 500
"""Characters of a type that are read; the search for one takes time with the square of its length."""
CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ContentType:
    """The media type without parameters in lower case, and the charset label as written; empty or None if absent."""

    essence: str
    charset: str | None


def read_field(headers: RawHeaders, name: str) -> str | None:
    """Return the values of the field `name` (lower case) joined by commas, None if it was not sent."""
    wanted = name.encode("ascii")
    values = [value.decode("latin-1").strip() for key, value in headers if key.lower() == wanted]
    return ", ".join(values) if values else None


def parse_content_type(headers: RawHeaders) -> ContentType:
    """Read the Content-Type field; repeated fields count by their first readable type, as the last hop wrote them."""
    written = (read_field(headers, "content-type") or "")[:MAX_TYPE_LENGTH]
    essence = ESSENCE.search(written.lower())
    # The bare form "charset=utf-8" without a type is common enough to be read as well.
    charset = CHARSET.search(";" + written)
    return ContentType(essence.group() if essence else "", charset.group(1) if charset else None)


GZIP, ZLIB, RAW_DEFLATE = 31, 15, -15
"""Window bits by which zlib tells the three framings apart."""

FRAMINGS: dict[str, tuple[int, ...]] = {
    "gzip": (GZIP,),
    "x-gzip": (GZIP,),
    "deflate": (ZLIB, RAW_DEFLATE),
}
"""Content coding to the framings it is sent in, the lawful one first."""

MAX_CODINGS = 3
"""Nested codings undone: `gzip, gzip` happens through misconfigured caches, more is an attack."""

CHUNK = 1 << 16

SAVED_LIMIT = 20_000_000
"""Bytes of a saved page that are looked at."""


def answer_of(reached: Reached, *, body_limit: int) -> Answer:
    """Turn what came back into an answer with its body readable.

    `body_limit` bounds the decoded body in bytes; what lies beyond is dropped. An answer is `truncated` when the
    sender stopped early, not when our own bound cut it: a long page is not a faulty one. A body in a coding that was
    not asked for (br, zstd) is dropped, since its text cannot be known.
    """
    hop = reached.hops[-1]
    body, whole = undo_codings(hop.body, codings_of(read_field(hop.headers, "content-encoding")), limit=body_limit)
    cut_by_sender = hop.truncated not in (None, Truncation.LENGTH)
    ours = hop.truncated is Truncation.LENGTH
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
    body_limit: int = SAVED_LIMIT,
) -> Answer:
    """Make an answer of a saved page, whose codings may be undone already; all but the body may be unknown."""
    plain, whole = undo_codings(body, codings_of(read_field(headers, "content-encoding")), limit=body_limit)
    if not plain:
        plain, whole = body, True
    return Answer(plain, url, requested_url, status, headers, truncated=not whole)


def codings_of(value: str | None) -> tuple[str, ...]:
    """List the codings of a Content-Encoding field in the order they were applied, `identity` left out."""
    names = [name.strip().lower() for name in (value or "").split(",")]
    return tuple(name for name in names if name and name != "identity")


def undo_codings(body: bytes, codings: tuple[str, ...], *, limit: int) -> tuple[bytes, bool]:
    """Undo `codings` from last to first, never holding more than `limit` bytes of output; say whether all was read."""
    whole = True
    for coding in reversed(codings[-MAX_CODINGS:]):
        framings = FRAMINGS.get(coding)
        if framings is None:
            return b"", False
        body, complete = inflate(body, framings, limit=limit)
        whole = whole and complete
    return body[:limit], whole


def inflate(body: bytes, framings: tuple[int, ...], *, limit: int) -> tuple[bytes, bool]:
    """Decompress `body` by the first framing that fits; a body that fits none is returned unchanged, as whole."""
    for bits in framings:
        output, ended = inflate_stream(body, bits, limit=limit)
        if output or (ended and body):
            return output, ended or len(output) >= limit
    return body, True


def inflate_stream(body: bytes, bits: int, *, limit: int) -> tuple[bytes, bool]:
    """Decompress one stream (for gzip, all its members) up to `limit` bytes; say whether its end was seen."""
    output = bytearray()
    pending = body
    ended = False
    while pending and len(output) < limit:
        engine = zlib.decompressobj(bits)
        try:
            while not engine.eof and len(output) < limit:
                chunk = engine.decompress(pending, min(CHUNK, limit - len(output)))
                pending = engine.unconsumed_tail
                output += chunk
                # The engine may hold a last piece when all input is consumed, so only an empty turn is the end.
                if not chunk and not pending:
                    break
        except zlib.error:
            # Junk after a finished member is ignored; a fault inside one leaves what came before it.
            return bytes(output), ended
        ended = engine.eof
        pending = engine.unused_data if bits == GZIP else b""
    return bytes(output), ended
