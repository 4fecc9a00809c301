"""One address and its redirects: the next address, cookies, the hops so far, and the time and tries left.

A redirect is a Location field, a Refresh field, or the page's own meta or script redirect. Consent and cookie walls
redirect to themselves until their cookie comes back, so a chain keeps cookies. They are dropped with the chain, so
expiry beyond "now" is not needed. A cookie for a public suffix such as `co.uk` or `github.io` would go to the sites of
others and is not kept (RFC 6265, 5.3 and 5.4); the list of suffixes comes with `publicsuffixlist`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from citecheck.model.exchange import Fault, Hop, Lost, RawHeaders, Reached, Refused, Truncation
from citecheck.net.address import Address
from citecheck.net.failure import NoAnswer, NotAnAddress, NotAsked
from citecheck.net.guard import Way, is_internal_host, parse_ip_literal
from citecheck.net.message import (
    ARCHIVED_CODINGS,
    DECODABLE,
    decode_body_prefix,
    read_codings,
    read_field,
    read_field_values,
)
from citecheck.net.request import FetchRequest, HopResponse

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

MAX_COOKIES = 64
_MAX_COOKIE = 4_096
"""Bytes of one cookie (RFC 6265, 6.1)."""
_EXPIRED = re.compile(rb"max-age=(?:-|0+\b)|expires=[^;]*\b(?:19[67]\d|7\d)\b", re.IGNORECASE)
_COOKIE_ATTRIBUTE = re.compile(rb";\s*(domain|path|secure)\s*(?:=\s*([^;]*))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _CookieScope:
    """Where a cookie is sent. `domain` begins with a dot if it includes subdomains."""

    domain: str
    path: str
    secure: bool

    def covers_host(self, host: str) -> bool:
        if self.domain.startswith("."):
            return host == self.domain[1:] or host.endswith(self.domain)
        return host == self.domain

    def may_be_set_by(self, host: str) -> bool:
        return self.domain == host or (self.covers_host(host) and not _is_shared_domain(self.domain[1:], host))

    def covers(self, address: Address) -> bool:
        path = address.target.partition("?")[0]
        is_path_covered = path == self.path or path.startswith(self.path.rstrip("/") + "/")
        return self.covers_host(address.host) and is_path_covered and (address.scheme == "https" or not self.secure)


@dataclass(slots=True)
class CookieJar:
    """The cookies of one chain."""

    _kept: dict[tuple[bytes, str, str], tuple[bytes, _CookieScope]] = field(default_factory=dict)

    def take(self, headers: RawHeaders, address: Address) -> None:
        """Store the cookies that a response of `address` sets, and drop those it deletes."""
        for line in read_field_values(headers, b"set-cookie"):
            self._take_line(line, address)

    def field_for(self, address: Address) -> bytes:
        """Return the value of the Cookie field for `address`, empty if no cookie applies."""
        return b"; ".join(pair for pair, scope in self._kept.values() if scope.covers(address))

    def _take_line(self, line: bytes, address: Address) -> None:
        pair, _, attributes = line.partition(b";")
        name, equals, _ = pair.strip().partition(b"=")
        if not equals or len(pair) > _MAX_COOKIE or any(byte < 32 for byte in pair.strip()):
            return
        scope = _read_scope(b";" + attributes, address)
        key = (name.strip(), scope.domain, scope.path)
        self._kept.pop(key, None)
        is_expired = _EXPIRED.search(attributes) is not None
        if scope.may_be_set_by(address.host) and not is_expired and len(self._kept) < MAX_COOKIES:
            self._kept[key] = (pair.strip(), scope)


def _is_shared_domain(domain: str, host: str) -> bool:
    """Return whether hosts below `domain` belong to different owners: a public suffix, or the end of an IP address.

    A last label that the list does not have is a public suffix.
    """
    return parse_ip_literal(host) is not None or bool(_load_public_suffixes().is_public(domain.rstrip(".")))


@cache
def _load_public_suffixes() -> PublicSuffixList:
    from publicsuffixlist import PublicSuffixList  # noqa: PLC0415 (35 ms; most cookies are for their host alone)

    return PublicSuffixList()


def _read_scope(attributes: bytes, address: Address) -> _CookieScope:
    """Parse domain, path and secure. The defaults are the host alone and the folder of the address (5.1.4).

    A domain that equals the host is the host alone where subdomains cannot be its own: IP addresses and public
    suffixes (5.3, step 5).
    """
    stated = {name.lower(): (value or b"").strip() for name, value in _COOKIE_ATTRIBUTE.findall(attributes)}
    domain = stated.get(b"domain", b"").decode("latin-1").lower().lstrip(".")
    path = stated.get(b"path", b"").decode("latin-1")
    folder = address.target.partition("?")[0].rpartition("/")[0] or "/"
    is_host_alone = not domain or (domain == address.host and _is_shared_domain(domain, address.host))
    return _CookieScope(
        domain=address.host if is_host_alone else "." + domain,
        path=path if path.startswith("/") else folder,
        secure=b"secure" in stated,
    )


StubRedirect: TypeAlias = Callable[[bytes, str], str | None]
"""Where a page that is only a redirect leads: (its first bytes, its address) -> an absolute address or None."""

REDIRECT_STATUSES = frozenset({301, 302, 303, 307, 308})
"""Redirect statuses of the Fetch standard, 2.2.6. 300 and 305 are pages."""
_STUB_BYTES = 65_536
"""Decoded bytes of a page in which its own redirect is searched: such pages are small."""
_MAX_REFRESH_SECONDS = 10
"""Seconds of a Refresh field above which a reader sees the page: news sites reload themselves after minutes."""
_REFRESH = re.compile(r"\s*(\d+)(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?['\"]?([^'\"]+)", re.IGNORECASE)


def find_next_address(hop: Hop, stub_redirect: StubRedirect | None) -> Address | None:
    """Return the address a hop redirects to, or None if it ends its chain.

    Raise NoAnswer for a Location that is no address, and NotAsked for one that must not be requested.
    """
    if hop.status in REDIRECT_STATUSES:
        location = read_field(hop.headers, b"location")
        # RFC 9110, 15.4: without a Location the page itself is the answer.
        return None if location is None else _resolve_location(location, hop.url)
    if hop.status != 200:
        return None
    refresh = _REFRESH.match(read_field(hop.headers, b"refresh") or "")
    if refresh and int(refresh[1][:6]) <= _MAX_REFRESH_SECONDS:
        return _resolve_stub(refresh[2].strip(), hop.url)
    if (
        stub_redirect
        and _may_be_stub(hop)
        and (target := stub_redirect(decode_body_prefix(hop, limit=_STUB_BYTES), hop.url))
    ):
        return _resolve_stub(target, hop.url)
    return None


def find_foreign_coding(response: HopResponse) -> str | None:
    """Return a content coding that the request did not accept, and no reader undoes in an archive; or None."""
    known = ARCHIVED_CODINGS if response.recorded else DECODABLE
    return next((coding for coding in read_codings(response.hop.headers) if coding not in known), None)


def _resolve_location(location: str, base: str) -> Address:
    if not location:
        raise NoAnswer(Fault.BAD_REDIRECT, "the redirect names no address")
    try:
        return Address.parse(location, base)
    except NotAnAddress:
        raise NoAnswer(Fault.BAD_REDIRECT, f"the redirect leads to {location[:200]!r}, which is no address") from None


def _resolve_stub(target: str, base: str) -> Address | None:
    """Resolve a page's own redirect. A redirect to the page itself or to no address is ignored."""
    try:
        address = Address.parse(target, base)
    except NotAnAddress:
        return None
    return address if address.href != base else None


def _may_be_stub(hop: Hop) -> bool:
    kind = (read_field(hop.headers, b"content-type") or "html").lower()
    return "html" in kind and bool(hop.body)


REDIRECT_BODY_BYTES = 65_536
"""Bytes kept of the body of a redirect, which nobody reads: each address may hold ten of them."""


class Chain:
    """The state of one request. `address` is requested next; `left` is the number of seconds until its deadline."""

    __slots__ = ("_seen", "address", "hops", "jar", "left", "request", "tls_expires", "tries", "way")

    def __init__(self, request: FetchRequest, address: Address, *, seconds: float) -> None:
        self.request = request
        self.address = address
        self.way = Way(address.host)
        self.left = seconds
        self.tries = 0
        self.hops: tuple[Hop, ...] = ()
        self.jar: CookieJar | None = None
        self.tls_expires: datetime | None = None
        self._seen: frozenset[tuple[str, bytes]] = frozenset()

    @property
    def left_https(self) -> bool:
        """Whether a redirect led from HTTPS to plain HTTP, which others can read."""
        return self.address.scheme == "http" and any(hop.url.startswith("https:") for hop in self.hops)

    def cookies(self) -> bytes:
        """Return the value of the next hop's Cookie field."""
        return self.jar.field_for(self.address) if self.jar else b""

    def take(self, response: HopResponse) -> None:
        """Add a hop to the chain."""
        self.hops += (response.hop,)
        self.tls_expires = response.tls_expires

    def follow(self, address: Address, *, most: int, proxied: bool = False) -> None:
        """Continue with the address the last hop leads to. Raise NoAnswer for a loop or more than `most` hops.

        `proxied` is whether the IP address that answered is that of a proxy.
        """
        peer = None if proxied else self.hops[-1].peer
        is_by_page = self.hops[-1].status not in REDIRECT_STATUSES
        self.way = Way(self.way.named_host, is_by_page or not is_internal_host(self.address.host, peer))
        self.hops = (*self.hops[:-1], _shorten_body(self.hops[-1]))
        self._seen |= {(self.address.href, self.cookies())}
        self.jar = self.jar or CookieJar()
        self.jar.take(self.hops[-1].headers, self.address)
        self.address = address
        self.tries = 0
        # A page may redirect to itself after setting a cookie; with the same cookies it is a loop.
        if (address.href, self.cookies()) in self._seen:
            raise NoAnswer(Fault.REDIRECT_LOOP, "the redirects form a loop")
        if len(self.hops) >= most:
            raise NoAnswer(Fault.TOO_MANY_REDIRECTS, f"more than {most} redirects")

    def reached(self) -> Reached:
        """End the chain with the last hop as the answer."""
        return Reached(self.request.url, self.hops, self.tls_expires)

    def refused(self, why: NotAsked) -> Refused:
        """End the chain because the current address must not be requested."""
        return Refused(self.request.url, self.address.href, why.reason, why.detail, self.hops)

    def lost(self, why: NoAnswer) -> Lost:
        """End the chain because nothing usable came from the current address."""
        return Lost(self.request.url, self.address.href, why.fault, why.detail, self.hops)


def _shorten_body(hop: Hop) -> Hop:
    """Cut the body of a redirect to `REDIRECT_BODY_BYTES`."""
    if len(hop.body) <= REDIRECT_BODY_BYTES:
        return hop
    return replace(hop, body=hop.body[:REDIRECT_BODY_BYTES], truncated=Truncation.LENGTH)
