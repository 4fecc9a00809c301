"""An address that can be requested: the result of the WHATWG parser, split once.

The parser is ada-url. The guard vets exactly what is requested: every part is cut out of the one canonical form and
never parsed a second time by other rules. A second parser with other rules is how guards are bypassed: of the
standard's 891 cases httpx.URL gets 361 right, yarl 351 and urllib 328. In the canonical form an IP address as host
is always dotted decimal or in brackets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from ada_url import URL

from citecheck.model.exchange import RefusalReason
from citecheck.net.failure import NotAnAddress, NotAsked

_DEFAULT_PORTS = {"http": 80, "https": 443}
_MAX_LENGTH = 16_384
"""Longest address, in characters. Servers accept 8 kB; anything longer comes from a trap."""
_CANONICAL = re.compile(r"(https?)://(?:([^/?#@]*)@)?(\[[0-9a-f:]+\]|[^/?#:@\[\]]+)(?::(\d+))?(/[^#]*)")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Address:
    """A canonical http(s) address without fragment. `host` keeps the brackets of IPv6; `target` is path and query."""

    href: str
    scheme: str
    host: str
    port: int
    target: str

    @classmethod
    @lru_cache(maxsize=1024)  # a caller that groups addresses parses each right before the crawl does
    def parse(cls, written: str, base: str | None = None) -> Self:
        """Parse `written`, relative to `base` if given.

        Raise NotAnAddress if it is no address. Raise NotAsked for another scheme, for user information, and for
        characters that parsers read in different ways (controls, a backslash before the query).
        """
        if fault := _find_unsafe(written):
            raise NotAsked(RefusalReason.GUARD, fault)
        try:
            href = URL(written, base=base).href if base else URL(written).href
        except ValueError:
            raise NotAnAddress("it is not an address any browser would open") from None
        cut = _CANONICAL.match(href)
        if cut is None:
            scheme = href.partition(":")[0]
            raise NotAsked(RefusalReason.SCHEME, f"only http and https addresses are requested, not {scheme}")
        scheme, user, host, port, target = cut.groups()
        canonical = written if cut[0] == written else cut[0]  # reuse the caller's string to save memory
        if user is not None:
            raise NotAsked(RefusalReason.GUARD, "the address contains a user name or password")
        return cls(canonical, scheme, host, int(port) if port else _DEFAULT_PORTS[scheme], target)

    @property
    def authority(self) -> str:
        """Host and port as in the Host field: the port only if it is not the scheme's default."""
        return self.host if self.port == _DEFAULT_PORTS[self.scheme] else f"{self.host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port as one string."""
        return f"{self.scheme}://{self.authority}"


def host_of(url: str) -> str:
    """Return the host of a canonical address, or the address itself if it has none."""
    cut = _CANONICAL.match(url)
    return cut[3] if cut else url


def _find_unsafe(written: str) -> str | None:
    if len(written) > _MAX_LENGTH:
        return f"the address is longer than {_MAX_LENGTH} characters"
    if _CONTROL.search(written):
        return "the address contains control characters"
    if "\\" in written.partition("?")[0]:
        return "the address contains a backslash, which programs read in different ways"
    return None
