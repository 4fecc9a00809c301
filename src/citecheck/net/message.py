"""HTTP messages as the crawler needs them: write and read header fields, and decode the first bytes of a body.

The crawler itself reads only the first bytes of a body (a page's own redirect, robots.txt). The page reader decodes
whole bodies with all their codings, in a child process.
"""

from __future__ import annotations

import zlib
from datetime import UTC, datetime

from citecheck.model.exchange import Hop, RawHeaders
from citecheck.net.address import Address
from citecheck.net.request import FetchRequest

_ACCEPT_FIELDS: RawHeaders = (
    (b"Accept", b"text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8"),
    (b"Accept-Language", b"en,*;q=0.5"),
    # br and zstd are left out on purpose: a 1.6 kB brotli body can decode to 4 GB.
    (b"Accept-Encoding", b"gzip, deflate"),
)
"""Fields sent after Host and User-Agent. They never vary, so that two visits get the same page."""

_BROWSER_FIELDS: RawHeaders = (
    (b"User-Agent", b"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"),
    (b"Accept", b"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"),
    (b"Accept-Language", b"en-US,en;q=0.5"),
    (b"Accept-Encoding", b"gzip, deflate"),
    (b"Connection", b"keep-alive"),
    (b"Upgrade-Insecure-Requests", b"1"),
    (b"Sec-Fetch-Dest", b"document"),
    (b"Sec-Fetch-Mode", b"navigate"),
    (b"Sec-Fetch-Site", b"none"),
    (b"Sec-Fetch-User", b"?1"),
)
"""Fields of an ordinary browser, for the second visit: some hosts answer programs with an error readers never see."""


def build_default_fields(user_agent: str) -> RawHeaders:
    """Build the fields of every first visit."""
    return ((b"User-Agent", user_agent.encode("latin-1", "replace")), *_ACCEPT_FIELDS)


def build_request_fields(address: Address, request: FetchRequest, own: RawHeaders, cookies: bytes) -> RawHeaders:
    """Build the request fields of one hop. `own` are the host's fields; a browser request does not use them."""
    host = (b"Host", address.authority.encode("ascii"))
    fields = (host, *(_BROWSER_FIELDS if request.browser else own))
    validators = ((b"If-None-Match", request.etag), (b"If-Modified-Since", request.last_modified))
    for name, value in (*validators, (b"Origin", request.origin)):
        if value and value.isprintable():  # it comes from an earlier response or a page and is not trusted
            fields += ((name, value.encode("latin-1", "replace")),)
    return (*fields, (b"Cookie", cookies)) if cookies else fields


def read_field_values(headers: RawHeaders, name: bytes) -> list[bytes]:
    """Return the values of the field `name` (lower case) in order."""
    length = len(name)
    return [value for field, value in headers if len(field) == length and field.lower() == name]


def read_field(headers: RawHeaders, name: bytes) -> str | None:
    """Return the first value of a field as text: UTF-8 if it is valid, else Latin-1 (RFC 9110, 5.5)."""
    found = read_field_values(headers, name)
    if not found:
        return None
    try:
        return found[0].decode("utf-8").strip()
    except UnicodeDecodeError:
        return found[0].decode("latin-1").strip()


def parse_http_date(text: str | None) -> datetime | None:
    """Parse an HTTP date (RFC 9110, 5.6.7) as UTC. Return None if it is unreadable; a date without a zone is GMT."""
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 (5 ms, paid by the few runs that meet a date)

    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


DECODABLE = frozenset({"gzip", "x-gzip", "deflate"})
"""The codings that requests accept."""
ARCHIVED_CODINGS = DECODABLE | {"br", "zstd"}
"""The codings in which an archive may hold a body: browsers accept more than our requests."""
_GZIP_OR_ZLIB = 47
"""Window bits with which zlib accepts both gzip and zlib streams."""
_RAW_DEFLATE = -15
"""Window bits of deflate without a header, which many servers send as "deflate" (RFC 9110, 8.4.1.2)."""


def read_codings(headers: RawHeaders) -> tuple[str, ...]:
    """List the codings of a body in the order they were applied."""
    names = (name.strip().lower() for name in (read_field(headers, b"content-encoding") or "").split(","))
    return tuple(name for name in names if name and name != "identity")


def decode_body_prefix(hop: Hop, *, limit: int) -> bytes:
    """Return the first `limit` bytes of a hop's body with one coding decoded.

    A body that is not in its stated coding is returned as it is.
    """
    if not read_codings(hop.headers):
        return hop.body[:limit]
    for bits in (_GZIP_OR_ZLIB, _RAW_DEFLATE):
        try:
            return zlib.decompressobj(bits).decompress(hop.body, limit)
        except zlib.error:
            continue
    return hop.body[:limit]
