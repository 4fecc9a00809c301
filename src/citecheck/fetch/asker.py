"""What the crawler needs from whatever carries its requests: one question, one hop."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple, Protocol

from citecheck.fetch.address import Address
from citecheck.model.exchange import Hop, RawHeaders


class Question(NamedTuple):
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


class Answered(NamedTuple):
    """A hop, and the end of the certificate it came under."""

    hop: Hop
    tls_expires: datetime | None = None


class Asker(Protocol):
    """Carries one question over the network, or stands in for it."""

    async def ask(self, question: Question) -> Answered:
        """Ask once. Raises NoAnswer or NotAsked (`citecheck.fetch.failure`)."""
        ...

    def hold(self, *, full: bool) -> None:
        """Let no large body go on while the caller is full of those that came."""
        ...

    async def aclose(self) -> None:
        """Let all connections go."""
        ...
