"""The normal form of an address: what the WHATWG URL standard makes of it, by ada-url.

The fragment is dropped: it is never sent, and the source is the same without it. The address as written is kept
with
it.
"""

from __future__ import annotations

import re

from ada_url import join_url, normalize_url

from citecheck.model.target import Malformed, Url

ASSUMED_SCHEME = "https://"
"""What an address without a scheme is asked by; browsers do the same since 2021."""
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_PORT = re.compile(r"[^/?#]+\.[^/?#:]+:\d")
"""A host with its port, which only looks like an address with a scheme."""
_HOST = re.compile(r"(?://)?(?:[^/?#]*[^/?#.\s][.\u3002\uff0e][^/?#.\s]|[^/?#]*\[)")
"""How an address without a scheme begins: a host of several labels, or an address of version 6 in brackets."""
_ASKABLE = frozenset({"http", "https", "ftp"})
"""All of them are special schemes of the URL standard: an address of theirs without a host does not parse."""


def parse_url(written: str) -> Url | Malformed:
    """Parse an absolute address, or one that lacks only its scheme, into its normal form.

    `Url.written` is the address with its scheme completed, fragment kept. What no browser would open comes back as
    `Malformed` with the fault in words.
    """
    whole = written.strip()
    if not _SCHEME.match(whole) or _PORT.match(whole):
        if not _HOST.match(whole):
            return Malformed(written, "it has no scheme and names no host")
        whole = ASSUMED_SCHEME + whole.removeprefix("//")
    try:
        href: str = normalize_url(whole)
    except ValueError:
        return Malformed(written, _describe_fault(whole))
    scheme = href.partition(":")[0]
    if scheme not in _ASKABLE:
        return Malformed(written, f"addresses that begin with {scheme}: cannot be opened")
    return Url(whole, drop_fragment(href))


def drop_fragment(url: str) -> str:
    """Cut the fragment off an address."""
    return url.partition("#")[0]


def resolve_link(base: str | None, href: str) -> str:
    """Resolve `href` against `base`; what cannot be resolved comes back as it is."""
    try:
        return str(join_url(base, href.strip())) if base else href
    except ValueError:
        return href


def _describe_fault(whole: str) -> str:
    host = re.sub(r"^[a-z][a-z0-9+.-]*:/*", "", whole, flags=re.IGNORECASE).partition("/")[0]
    if not host:
        return "it has no host"
    if re.search(r":(?!\d{1,5}$)[^\]]*$", host):
        return f"the port of {host!r} is not a number up to 65535"
    return f"{host!r} is not a host name"
