"""Build an answer from a response: the header fields that describe the body, and the body with its codings undone.

Header fields are as on the wire, so names are compared without case and values are Latin-1 (RFC 9110, 5.5). Servers
send Content-Type fields broken in every possible way. A field that cannot be read counts as absent, because the body
itself is better evidence.

The crawler accepts only gzip and deflate. Archives that browsers made hold `br` and `zstd` too, which are undone here
within the same bound of output: a 1.6 kB brotli body can hold 4 GB.
Wrong labels are handled as in browsers. A body that is not what its field claims is taken unchanged. `deflate` is read
in both forms in use (zlib, RFC 9110 8.4.1.2, and raw). Junk after the end is ignored. What could be read of an
interrupted stream is kept, and the answer is marked as truncated.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

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

_MAX_CODINGS = 3
"""Nested codings that are undone: misconfigured caches produce `gzip, gzip`; more is an attack."""

_CHUNK = 1 << 16

_SAVED_LIMIT = 20_000_000
"""Bytes of a saved page that are read."""


def answer_of(reached: Reached, *, body_limit: int) -> Answer:
    """Return an answer with its body decoded.

    `body_limit` is the limit of the decoded body in bytes; the rest is dropped. An answer is `truncated` when the
    sender stopped early, not when this limit or that of a browser cut it: a long page is not a faulty one. A body in an
    unknown coding is dropped, since its text cannot be known.
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
        decode = _DECODERS.get(coding)
        if decode is None:
            return b"", False
        plain, complete = decode(body, limit)
        if plain or (complete and body):
            body, whole = plain, whole and (complete or len(plain) >= limit)
    return body[:limit], whole


def _inflate(body: bytes, limit: int, *, framings: tuple[int, ...]) -> tuple[bytes, bool]:
    """Decompress `body` by the first framing that fits."""
    for bits in framings:
        output, ended = _inflate_stream(body, bits, limit=limit)
        if output or (ended and body):
            return output, ended
    return b"", False


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


_BROTLI_PIECE = 16
"""Bytes of a damaged body that are read at once."""

_ZSTD_WINDOW = 8 << 20
"""Largest window of `zstd` in HTTP, in bytes (RFC 9659, 3)."""
_ZSTD_PIECE = 512
"""Bytes of input a step: a block of four bytes can hold 128 kB, so a step gives at most 16 MB."""


def _unpack_brotli(body: bytes, limit: int) -> tuple[bytes, bool]:
    """Undo `br` up to `limit` bytes of output; of a damaged body, keep the part before the damage."""
    output, ended, damaged = _unpack_brotli_by(_CHUNK, body, limit)
    # The library gives nothing of the piece with the damage, so that is read again in small ones.
    return _unpack_brotli_by(_BROTLI_PIECE, body, limit)[:2] if damaged else (output, ended)


def _unpack_brotli_by(size: int, body: bytes, limit: int) -> tuple[bytes, bool, bool]:
    """Undo `br` in pieces of `size` bytes; return the output, whether its end was seen and whether it is damaged."""
    import brotli  # noqa: PLC0415 (only archives that browsers made need it)

    output, engine, start = bytearray(), brotli.Decompressor(), 0
    try:
        while not engine.is_finished() and len(output) < limit:
            ready = engine.can_accept_more_data()
            piece = body[start : start + size] if ready else b""
            if ready and not piece:
                break
            start += len(piece)
            output += engine.process(piece, output_buffer_limit=limit - len(output))
    except brotli.error:
        return bytes(output), False, True
    return bytes(output), engine.is_finished(), False


def _unpack_zstd(body: bytes, limit: int) -> tuple[bytes, bool]:
    """Undo `zstd`, all its frames, up to `limit` bytes of output; of a damaged body, keep the part before it."""
    import zstandard  # noqa: PLC0415 (as brotli)

    output, ended, start = bytearray(), False, 0
    engine = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    try:
        while start < len(body) and len(output) < limit:
            frame = engine.decompressobj()
            while not frame.eof and start < len(body) and len(output) < limit:
                output += frame.decompress(body[start : start + _ZSTD_PIECE])
                start = min(start + _ZSTD_PIECE, len(body)) - len(frame.unused_data)
            ended = frame.eof
    except zstandard.ZstdError:
        return bytes(output), ended
    return bytes(output), ended


_DECODERS: dict[str, Callable[[bytes, int], tuple[bytes, bool]]] = {
    "gzip": partial(_inflate, framings=(_GZIP,)),
    "x-gzip": partial(_inflate, framings=(_GZIP,)),
    "deflate": partial(_inflate, framings=(_ZLIB, _RAW_DEFLATE)),  # both framings are in use, the standard one first
    "br": _unpack_brotli,
    "zstd": _unpack_zstd,
}
"""Content coding -> its decoder: (body, most bytes) -> the decoded bytes and whether the end was seen.

A body of which nothing is decoded is not in its coding and stays as it is.
"""
