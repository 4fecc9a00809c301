"""robots.txt, by protego and RFC 9309: one look at each origin, kept for the run.

4xx means everything is allowed, 5xx and silence that nothing is (2.3.1.3, 2.3.1.4). A host that cannot be connected
to
gets no verdict here: the page itself is asked, and says what is wrong better than its robots.txt can.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from protego import Protego

from citecheck.model.exchange import Hop, RawHeaders, RefusalReason
from citecheck.net.address import Address
from citecheck.net.failure import NoAnswer, NotAsked
from citecheck.net.message import build_request_fields, decode_body_prefix, read_field
from citecheck.net.redirect_chain import REDIRECT_STATUSES
from citecheck.net.request import FetchRequest, HopRequest, HttpEngine
from citecheck.net.retry import HOST_FAULTS

MAX_ROBOTS_BYTES = 512_000
"""Bytes read of a robots.txt: at least 500 KiB (2.5)."""
MAX_HOPS = 6
"""One more than the five redirects that must be followed (2.3.1.2)."""
KEPT_ORIGINS = 5_000


@dataclass(frozen=True, slots=True)
class RobotsRules:
    """What one origin allows. `parsed` is None where nothing was said; `allowed` then holds for every path."""

    parsed: Protego | None = None
    allowed: bool = True

    def allows(self, url: str, agent: str) -> bool:
        """Tell whether `agent` may ask `url`."""
        return self.allowed if self.parsed is None else bool(self.parsed.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Give the seconds between two requests that the origin asks for, 0 if it does not."""
        return float(self.parsed.crawl_delay(agent) or 0.0) if self.parsed else 0.0


class Robots:
    """The rules of the origins met in one crawl. `seconds` bounds one look, all its redirects together."""

    def __init__(self, asker: HttpEngine, fields: RawHeaders, *, seconds: float) -> None:
        self._asker = asker
        self._fields = fields
        self._seconds = seconds
        self._agent = fields[0][1].decode("latin-1").partition("/")[0].strip() or "*"
        self._looks: dict[str, asyncio.Future[RobotsRules]] = {}

    def knows(self, address: Address) -> bool:
        """Tell whether the address's origin has been looked at."""
        return address.origin in self._looks

    async def admit(self, address: Address) -> float:
        """Return the crawl delay of the address's origin in seconds. Raises NotAsked where robots.txt forbids it."""
        rules = await self._rules(address)
        if not rules.allows(address.href, self._agent):
            words = "the site's robots.txt forbids it" if rules.parsed else "the site's robots.txt cannot be read now"
            raise NotAsked(RefusalReason.ROBOTS, words)
        return rules.delay(self._agent)

    async def _rules(self, address: Address) -> RobotsRules:
        look = self._looks.get(address.origin)
        if look is None:
            if len(self._looks) >= KEPT_ORIGINS:
                self._looks.clear()
            look = self._looks[address.origin] = asyncio.ensure_future(self._look(address.origin))
        return await asyncio.shield(look)

    async def _look(self, origin: str) -> RobotsRules:
        try:
            async with asyncio.timeout(self._seconds):
                hop = await self._fetch(Address.parse(f"{origin}/robots.txt"))
        except NotAsked:
            return RobotsRules()
        except NoAnswer as failure:
            return RobotsRules(allowed=failure.fault in HOST_FAULTS)
        except TimeoutError:
            return RobotsRules(allowed=False)
        return parse_robots(hop)

    async def _fetch(self, address: Address) -> Hop | None:
        """Ask for a robots.txt, through its redirects; None where they don't end."""
        for _ in range(MAX_HOPS):
            fields = build_request_fields(address, FetchRequest(address.href), self._fields, b"")
            hop = (await self._asker.ask(HopRequest(address, fields, seconds=self._seconds))).hop
            location = read_field(hop.headers, b"location")
            if hop.status not in REDIRECT_STATUSES or not location:
                return hop
            address = Address.parse(location, address.href)
        return None


def parse_robots(hop: Hop | None) -> RobotsRules:
    """Read the answer: what is missing allows everything, what fails forbids everything."""
    if hop is not None and hop.status >= 500:
        return RobotsRules(allowed=False)
    if hop is None or hop.status >= 300:
        return RobotsRules()
    return RobotsRules(
        Protego.parse(decode_body_prefix(hop, limit=MAX_ROBOTS_BYTES).decode("utf-8", "replace").removeprefix("\ufeff"))
    )
