"""Requests: a caller's request to the crawler, one hop's request to an engine, and the engine's interface.

`HttpEngine` has three implementations: the network itself (`network`), any httpx transport (`transport_engine`: a
fake site, a replay), and one that refuses every request when a run is offline.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol, TypeAlias

from citecheck.model.exchange import Hop, RawHeaders
from citecheck.net.address import Address
from citecheck.net.guard import Way


@dataclass(frozen=True, slots=True)
class FetchRequest:
    """One address to request. `etag` and `last_modified` are those of an earlier capture: a 304 means "unchanged".

    With `browser` the request uses a fresh connection and the headers of an ordinary browser. It is the second visit
    of the death policy. `origin` is that of the page whose script asks, where it is another than that of the address.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    browser: bool = False
    origin: str | None = None


class HopRequest(NamedTuple):
    """The request of one hop. `headers` are sent as they are; `seconds` is the time left until the deadline.

    `fresh` requires a new connection, which is not kept afterwards. `secret` headers are sent as well, and recorded
    in no hop. Without `keeps_body` the hop's body may be left empty. `way` is how the address came to be requested.
    """

    address: Address
    headers: RawHeaders
    seconds: float
    fresh: bool = False
    method: str = "GET"
    body: bytes = b""
    keeps_body: bool = True
    secret: RawHeaders = ()
    way: Way = Way()


class HopResponse(NamedTuple):
    """A hop, the expiry of the certificate of its connection, and whether an archive held it."""

    hop: Hop
    tls_expires: datetime | None = None
    recorded: bool = False


class HttpEngine(Protocol):
    """Sends one request over the network, or over a replacement of it."""

    async def send(self, request: HopRequest) -> HopResponse:
        """Send once. Raise NoAnswer or NotAsked (`citecheck.net.failure`)."""
        ...

    def pause_large_bodies(self, *, full: bool) -> None:
        """Pause large bodies while the caller has too many bodies waiting (`full`)."""
        ...

    async def aclose(self) -> None:
        """Close all connections."""
        ...


Clock: TypeAlias = Callable[[], datetime]
"""A function that returns the present time, with its zone."""
