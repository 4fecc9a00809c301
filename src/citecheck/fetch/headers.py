"""Header fields: those we send, and reading those that come back."""

from __future__ import annotations

from citecheck.fetch.address import Address
from citecheck.fetch.request import FetchRequest
from citecheck.model.exchange import RawHeaders

ACCEPT: RawHeaders = (
    (b"Accept", b"text/html,application/xhtml+xml,application/pdf;q=0.9,*/*;q=0.8"),
    (b"Accept-Language", b"en,*;q=0.5"),
    # br and zstd are left out on purpose: a 1.6 kB brotli answer can hold 4 GB.
    (b"Accept-Encoding", b"gzip, deflate"),
)
"""What we send after Host and User-Agent; always the same, so that two visits get the same page."""

BROWSER: RawHeaders = (
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
"""An ordinary browser's, for the second look: some hosts answer programs with an error they don't show to readers."""


def ordinary(user_agent: str) -> RawHeaders:
    """Give the fields of every first look."""
    return ((b"User-Agent", user_agent.encode("latin-1", "replace")), *ACCEPT)


def request_fields(address: Address, request: FetchRequest, own: RawHeaders, cookies: bytes) -> RawHeaders:
    """Put together the fields of one hop."""
    host = (b"Host", address.authority.encode("ascii"))
    fields = (host, *(BROWSER if request.browser else own))
    for name, validator in ((b"If-None-Match", request.etag), (b"If-Modified-Since", request.last_modified)):
        if validator and validator.isprintable():  # it came from a stranger once
            fields += ((name, validator.encode("latin-1", "replace")),)
    return (*fields, (b"Cookie", cookies)) if cookies else fields


def values(headers: RawHeaders, name: bytes) -> list[bytes]:
    """Give the values of a field (its name in lower case) in order."""
    length = len(name)
    return [value for field, value in headers if len(field) == length and field.lower() == name]


def first(headers: RawHeaders, name: bytes) -> str | None:
    """Give the first value of a field as text: UTF-8 where it is that, else Latin-1 (RFC 9110, 5.5)."""
    found = values(headers, name)
    if not found:
        return None
    try:
        return found[0].decode("utf-8").strip()
    except UnicodeDecodeError:
        return found[0].decode("latin-1").strip()
