"""Where an answer leads: Location, Refresh, and the page's own meta or script redirect."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeAlias

from citecheck.fetch.address import Address
from citecheck.fetch.failure import NoAnswer, NotAnAddress
from citecheck.fetch.headers import first
from citecheck.fetch.opening import DECODABLE, codings, opening
from citecheck.model.exchange import Fault, Hop

StubRedirect: TypeAlias = Callable[[bytes, str], str | None]
"""Says where a page that is only a redirect leads: (its first bytes, its address) -> an absolute address or None."""

STATUSES = frozenset({301, 302, 303, 307, 308})
"""Redirect statuses of the Fetch standard, 2.2.6; 300 and 305 are pages."""
OPENING = 65_536
"""Bytes of a page looked at for a redirect of its own, decoded: such pages are small."""
MAX_DELAY = 10
"""Seconds of a Refresh field beyond which a reader sees the page; news sites reload themselves after minutes."""
_REFRESH = re.compile(r"\s*(\d+)(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"]+)", re.IGNORECASE)


def next_address(hop: Hop, stub_redirect: StubRedirect | None) -> Address | None:
    """Give the address a hop leads to, None if it is the end of its chain.

    Raises NoAnswer for a Location that is no address, and NotAsked for one we would not ask.
    """
    if hop.status in STATUSES:
        location = first(hop.headers, b"location")
        # RFC 9110, 15.4: without a Location the page is what there is.
        return None if location is None else _resolve(location, hop.url)
    if hop.status != 200:
        return None
    refresh = _REFRESH.match(first(hop.headers, b"refresh") or "")
    if refresh and int(refresh[1][:6]) <= MAX_DELAY:
        return _other(refresh[2].strip(), hop.url)
    if stub_redirect and _may_be_stub(hop) and (target := stub_redirect(opening(hop, limit=OPENING), hop.url)):
        return _other(target, hop.url)
    return None


def foreign_coding(hop: Hop) -> str | None:
    """Name a content coding that was not asked for and is not undone here, None if there is none."""
    return next((coding for coding in codings(hop.headers) if coding not in DECODABLE), None)


def _resolve(location: str, base: str) -> Address:
    if not location:
        raise NoAnswer(Fault.BAD_REDIRECT, "the redirect names no address")
    try:
        return Address.parse(location, base)
    except NotAnAddress:
        raise NoAnswer(Fault.BAD_REDIRECT, f"the redirect leads to {location[:200]!r}, which is no address") from None


def _other(target: str, base: str) -> Address | None:
    """Resolve a page's own redirect; one to itself or to no address is the page's business, not a hop."""
    try:
        address = Address.parse(target, base)
    except NotAnAddress:
        return None
    return address if address.href != base else None


def _may_be_stub(hop: Hop) -> bool:
    kind = (first(hop.headers, b"content-type") or "html").lower()
    return "html" in kind and bool(hop.body)
