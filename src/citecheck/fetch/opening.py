"""The first bytes of a body, decoded: all that the crawler itself looks at (a page's own redirect, robots.txt).

Reading a body whole, codings and all, is `citecheck.content`'s business and done in a child process.
"""

from __future__ import annotations

import zlib

from citecheck.fetch.headers import first
from citecheck.model.exchange import Hop, RawHeaders

DECODABLE = frozenset({"gzip", "x-gzip", "deflate"})
"""The codings that are asked for."""
ANY_HEADER = 47
"""Window bits by which zlib takes both gzip and zlib streams."""
RAW = -15
"""Window bits of deflate without a header, which many send by that name (RFC 9110, 8.4.1.2)."""


def codings(headers: RawHeaders) -> tuple[str, ...]:
    """List the codings of a body in the order they were applied."""
    names = (name.strip().lower() for name in (first(headers, b"content-encoding") or "").split(","))
    return tuple(name for name in names if name and name != "identity")


def opening(hop: Hop, *, limit: int) -> bytes:
    """Give the first `limit` bytes of a hop's body with one coding undone; what lies about its coding, as it is."""
    if not codings(hop.headers):
        return hop.body[:limit]
    for bits in (ANY_HEADER, RAW):
        try:
            return zlib.decompressobj(bits).decompress(hop.body, limit)
        except zlib.error:
            continue
    return hop.body[:limit]
