"""One request: what a caller wants of the crawler, one hop as the engine gets it, and the engine that carries it.

`HttpEngine` is the seam: the network itself (`network`), any httpx transport (`transport_engine`: a fake site, a
replay), or nothing at all when a run is offline.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol, TypeAlias

from citecheck.model.exchange import Hop, RawHeaders
from citecheck.net.address import Address


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One address to ask. `etag` and `last_modified` are those of an earlier capture: a 304 then says "unchanged".

    `browser` asks on a fresh connection with the headers of an ordinary browser: the second look of the death policy.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    browser: bool = False


class HopRequest(NamedTuple):
    """One request. `headers` go out as they are; `seconds` is what is left of the deadline.

    `fresh` asks for a new connection, which is not kept either. `secret` headers go out too, and stand in no hop.
    Without `keeps_body` the hop's body may be left empty.
    """

    address: Address
    headers: RawHeaders
    seconds: float
    fresh: bool = False
    method: str = "GET"
    body: bytes = b""
    keeps_body: bool = True
    secret: RawHeaders = ()


class HopResponse(NamedTuple):
    """A hop, and the end of the certificate it came under."""

    hop: Hop
    tls_expires: datetime | None = None


class HttpEngine(Protocol):
    """Carries one question over the network, or stands in for it."""

    async def ask(self, question: HopRequest) -> HopResponse:
        """Ask once. Raises NoAnswer or NotAsked (`citecheck.fetch.failure`)."""
        ...

    def hold(self, *, full: bool) -> None:
        """Let no large body go on while the caller is full of those that came."""
        ...

    async def aclose(self) -> None:
        """Let all connections go."""
        ...


Clock: TypeAlias = Callable[[], datetime]
"""Tells the moment, with its zone."""
