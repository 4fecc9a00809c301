"""Cookies of one chain of redirects: kept for its length and then forgotten.

Consent and cookie walls redirect to themselves until their cookie comes back. Nothing outlives the chain, so neither
a public-suffix list nor expiry beyond "now" is needed (RFC 6265, 5.3 and 5.4).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from citecheck.fetch.address import Address
from citecheck.fetch.headers import values
from citecheck.model.exchange import RawHeaders

MAX_COOKIES = 64
MAX_COOKIE = 4_096
"""Bytes of one cookie (RFC 6265, 6.1)."""
_PAST = re.compile(rb"max-age=(?:-|0+\b)|expires=[^;]*\b(?:19[67]\d|7\d)\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(rb";\s*(domain|path|secure)\s*(?:=\s*([^;]*))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Scope:
    """Where a cookie goes: `domain` begins with a dot where subdomains are meant."""

    domain: str
    path: str
    secure: bool

    def covers_host(self, host: str) -> bool:
        if self.domain.startswith("."):
            return host == self.domain[1:] or host.endswith(self.domain)
        return host == self.domain

    def covers(self, address: Address) -> bool:
        path = address.target.partition("?")[0]
        path_fits = path == self.path or path.startswith(self.path.rstrip("/") + "/")
        return self.covers_host(address.host) and path_fits and (address.scheme == "https" or not self.secure)


@dataclass(slots=True)
class Jar:
    """The cookies of one chain."""

    _kept: dict[tuple[bytes, str, str], tuple[bytes, _Scope]] = field(default_factory=dict)

    def take(self, headers: RawHeaders, address: Address) -> None:
        """Keep what an answer of `address` sets, and drop what it deletes."""
        for line in values(headers, b"set-cookie"):
            self._take_line(line, address)

    def field_for(self, address: Address) -> bytes:
        """Write the Cookie field for `address`, empty if none fits."""
        return b"; ".join(pair for pair, scope in self._kept.values() if scope.covers(address))

    def _take_line(self, line: bytes, address: Address) -> None:
        pair, _, attributes = line.partition(b";")
        name, equals, _ = pair.strip().partition(b"=")
        if not equals or len(pair) > MAX_COOKIE or any(byte < 32 for byte in pair.strip()):
            return
        scope = _scope(b";" + attributes, address)
        key = (name.strip(), scope.domain, scope.path)
        self._kept.pop(key, None)
        if scope.covers_host(address.host) and not _PAST.search(attributes) and len(self._kept) < MAX_COOKIES:
            self._kept[key] = (pair.strip(), scope)


def _scope(attributes: bytes, address: Address) -> _Scope:
    """Read domain, path and secure; the defaults are the host alone and the folder of the address (5.1.4)."""
    stated = {name.lower(): (value or b"").strip() for name, value in _ATTRIBUTE.findall(attributes)}
    domain = stated.get(b"domain", b"").decode("latin-1").lower().lstrip(".")
    path = stated.get(b"path", b"").decode("latin-1")
    folder = address.target.partition("?")[0].rpartition("/")[0] or "/"
    return _Scope(
        domain="." + domain if domain else address.host,
        path=path if path.startswith("/") else folder,
        secure=b"secure" in stated,
    )
