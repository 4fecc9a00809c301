"""robots.txt by protego and RFC 9309: requested once for each origin and kept for the run.

4xx means that everything is allowed, 5xx and no response that nothing is (2.3.1.3, 2.3.1.4). The latter is a fault of
the host and no prohibition of its owner, so the page is lost and not refused; a second look asks for the file again. A
host that cannot be connected to gets no verdict here: the page itself is requested, and its failure says more.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from protego import Protego

from citecheck.model.exchange import Fault, Hop, RawHeaders, RefusalReason
from citecheck.net.address import Address
from citecheck.net.failure import NoAnswer, NotAsked
from citecheck.net.guard import Way
from citecheck.net.message import build_request_fields, decode_body_prefix, read_field
from citecheck.net.redirect_chain import REDIRECT_STATUSES
from citecheck.net.request import FetchRequest, HopRequest, HttpEngine
from citecheck.net.retry import HOST_FAULTS

_MAX_ROBOTS_BYTES = 512_000
"""Bytes read of a robots.txt: the RFC requires at least 500 KiB (2.5)."""
_MAX_HOPS = 6
"""One more than the five redirects that must be followed (2.3.1.2)."""
_KEPT_ORIGINS = 5_000


@dataclass(frozen=True, slots=True)
class _RobotsRules:
    """What one origin allows. `parsed` is None if there are no rules; `trouble` is why they are unread, as words.

    `looks` counts how often they were asked for.
    """

    parsed: Protego | None = None
    trouble: str | None = None
    looks: int = 1

    def allows(self, url: str, agent: str) -> bool:
        """Return whether `agent` may request `url`."""
        return self.parsed is None or bool(self.parsed.can_fetch(url, agent))

    def delay(self, agent: str) -> float:
        """Return the origin's crawl delay in seconds, 0 if it has none."""
        return float(self.parsed.crawl_delay(agent) or 0.0) if self.parsed else 0.0


class Robots:
    """The rules of the origins of one crawl. `seconds` bounds one look-up, including its redirects."""

    def __init__(self, engine: HttpEngine, fields: RawHeaders, *, seconds: float) -> None:
        self._engine = engine
        self._fields = fields
        self._seconds = seconds
        self._agent = fields[0][1].decode("latin-1").partition("/")[0].strip() or "*"
        self._rules_by_origin: dict[str, asyncio.Future[_RobotsRules]] = {}

    def knows(self, address: Address) -> bool:
        """Return whether the robots.txt of the address's origin is known or being requested."""
        return address.origin in self._rules_by_origin

    async def admit(self, address: Address, way: Way, *, again: bool = False) -> float:
        """Return the crawl delay of the address's origin in seconds; with `again`, ask once more for what failed.

        Raise NotAsked if robots.txt forbids `address`, NoAnswer if it cannot be read.
        """
        rules = await self._find_rules(address.origin, way, looks=2 if again else 1)
        if rules.trouble:
            raise NoAnswer(Fault.ROBOTS, f"its robots.txt cannot be read ({rules.trouble})")
        if not rules.allows(address.href, self._agent):
            raise NotAsked(RefusalReason.ROBOTS, "the site's robots.txt forbids it")
        return rules.delay(self._agent)

    async def _find_rules(self, origin: str, way: Way, *, looks: int) -> _RobotsRules:
        rules = self._rules_by_origin.get(origin)
        if rules is None or (rules.done() and rules.result().trouble and rules.result().looks < looks):
            if len(self._rules_by_origin) >= _KEPT_ORIGINS:
                self._rules_by_origin.clear()
            rules = self._rules_by_origin[origin] = asyncio.ensure_future(self._take_look(origin, way, looks))
        return await asyncio.shield(rules)

    async def _take_look(self, origin: str, way: Way, looks: int) -> _RobotsRules:
        return replace(await self._fetch_rules(origin, way), looks=looks)

    async def _fetch_rules(self, origin: str, way: Way) -> _RobotsRules:
        try:
            async with asyncio.timeout(self._seconds):
                hop = await self._fetch(Address.parse(f"{origin}/robots.txt"), way)
        except NotAsked:
            self._rules_by_origin.pop(origin, None)  # another way may be allowed to ask
            return _RobotsRules()
        except NoAnswer as failure:
            return _RobotsRules(trouble=None if failure.fault in HOST_FAULTS else failure.detail)
        except TimeoutError:
            return _RobotsRules(trouble="it did not answer in time")
        return _parse_robots(hop)

    async def _fetch(self, address: Address, way: Way) -> Hop | None:
        """Request a robots.txt and follow its redirects. Return None if they do not end."""
        for _ in range(_MAX_HOPS):
            fields = build_request_fields(address, FetchRequest(address.href), self._fields, b"")
            hop = (await self._engine.send(HopRequest(address, fields, seconds=self._seconds, way=way))).hop
            location = read_field(hop.headers, b"location")
            if hop.status not in REDIRECT_STATUSES or not location:
                return hop
            way = Way(way.named_host, is_led=True)
            address = Address.parse(location, address.href)
        return None


def _parse_robots(hop: Hop | None) -> _RobotsRules:
    """Parse a robots.txt response. A missing file allows everything, a server error nothing."""
    if hop is not None and hop.status >= 500:
        return _RobotsRules(trouble=f"status {hop.status}")
    if hop is None or hop.status >= 300:
        return _RobotsRules()
    return _RobotsRules(
        Protego.parse(
            decode_body_prefix(hop, limit=_MAX_ROBOTS_BYTES).decode("utf-8", "replace").removeprefix("\ufeff")
        )
    )
