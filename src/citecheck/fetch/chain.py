"""One address on its way: the hops so far, and what is left of its time and tries."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from citecheck.fetch.address import Address
from citecheck.fetch.asker import Answered
from citecheck.fetch.cookies import Jar
from citecheck.fetch.failure import NoAnswer, NotAsked
from citecheck.fetch.request import FetchRequest
from citecheck.model.exchange import Fault, Hop, Lost, Reached, Refused, Truncation

LED_ON = 65_536
"""Bytes kept of a body that nobody reads, since its answer led on: ten of them may wait with each address."""


class Chain:
    """The state of one request. `address` is what is asked next; `left` are the seconds of its deadline."""

    __slots__ = ("_seen", "address", "hops", "jar", "left", "request", "tls_expires", "tries")

    def __init__(self, request: FetchRequest, address: Address, *, seconds: float) -> None:
        self.request = request
        self.address = address
        self.left = seconds
        self.tries = 0
        self.hops: tuple[Hop, ...] = ()
        self.jar: Jar | None = None
        self.tls_expires: datetime | None = None
        self._seen: frozenset[tuple[str, bytes]] = frozenset()

    @property
    def lost_its_cover(self) -> bool:
        """Whether a redirect led from HTTPS to plain HTTP, where others may read along."""
        return self.address.scheme == "http" and any(hop.url.startswith("https:") for hop in self.hops)

    def cookies(self) -> bytes:
        """Write the Cookie field of the next hop."""
        return self.jar.field_for(self.address) if self.jar else b""

    def take(self, answered: Answered) -> None:
        """Add a hop that is kept."""
        self.hops += (answered.hop,)
        self.tls_expires = answered.tls_expires

    def follow(self, address: Address, *, most: int) -> None:
        """Turn to where the last hop leads. Raises NoAnswer for a loop or more than `most` hops."""
        self.hops = (*self.hops[:-1], shortened(self.hops[-1]))
        self._seen |= {(self.address.href, self.cookies())}
        self.jar = self.jar or Jar()
        self.jar.take(self.hops[-1].headers, self.address)
        self.address = address
        self.tries = 0
        # A page may lead to itself once it has set its cookie; with the same cookies it is a loop.
        if (address.href, self.cookies()) in self._seen:
            raise NoAnswer(Fault.REDIRECT_LOOP, "the redirects lead in a circle")
        if len(self.hops) >= most:
            raise NoAnswer(Fault.TOO_MANY_REDIRECTS, f"more than {most} redirects")

    def reached(self) -> Reached:
        """End with the last hop as the answer."""
        return Reached(self.request.url, self.hops, self.tls_expires)

    def refused(self, why: NotAsked) -> Refused:
        """End because we would not ask the present address."""
        return Refused(self.request.url, self.address.href, why.reason, why.detail, self.hops)

    def lost(self, why: NoAnswer) -> Lost:
        """End because nothing usable came from the present address."""
        return Lost(self.request.url, self.address.href, why.fault, why.detail, self.hops)


def shortened(hop: Hop) -> Hop:
    """Cut the body of a hop that led on to what is worth keeping."""
    if len(hop.body) <= LED_ON:
        return hop
    return replace(hop, body=hop.body[:LED_ON], truncated=Truncation.LENGTH)
