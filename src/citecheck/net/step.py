"""One hop of one chain: ask, learn about the host, and say whether the chain is through."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citecheck.model.exchange import Exchange, Fault, Hop, RefusalReason
from citecheck.model.settings import NetworkSettings
from citecheck.net.failure import NoAnswer, NotAsked
from citecheck.net.host_policy import AddressFilter, HostPolicies, HostPolicy
from citecheck.net.message import build_request_fields
from citecheck.net.redirect_chain import Chain, StubRedirect, find_foreign_coding, find_next_address
from citecheck.net.request import Clock, HopRequest, HopResponse, HttpEngine
from citecheck.net.retry import (
    HOST_FAULTS,
    RETRIED_STATUSES,
    SLOW_DOWN_STATUSES,
    compute_pause,
    parse_retry_after,
    tries_of,
)
from citecheck.net.schedule import LONGEST_INTERVAL, HostQueue

if TYPE_CHECKING:
    from citecheck.net.robots import Robots


@dataclass(frozen=True, slots=True)
class Stepper:
    """Takes steps by the settings of one run."""

    settings: NetworkSettings
    asker: HttpEngine
    manners: HostPolicies
    choice: AddressFilter
    clock: Clock
    robots: Robots | None = None
    stub_redirect: StubRedirect | None = None
    keeps_bodies: bool = True

    async def step(self, host: HostQueue, chain: Chain) -> Exchange | None:
        """Take the next step of `chain` at `host`; None if it goes on, at its address when its host is free."""
        try:
            return await self._step(host, chain)
        except NotAsked as why:
            return chain.refused(why)
        except NoAnswer as why:
            return chain.lost(why)

    async def _step(self, host: HostQueue, chain: Chain) -> Exchange | None:
        if not self.choice.takes(chain.address.href, led_here=bool(chain.hops)):
            raise NotAsked(RefusalReason.LEFT_OUT, "the configuration leaves this address out")
        manner = self.manners.of(chain.address.host)
        if not manner.ask:
            raise NotAsked(RefusalReason.LEFT_OUT, "the configuration leaves this host out")
        if self.robots and await self._pauses_after_robots(self.robots, host, chain):
            return None
        chain.tries += 1
        try:
            answered = await self._ask(chain, manner)
        except NoAnswer as failure:
            if self._may_pass(host, chain, failure):
                return None
            raise
        if answered.hop.status in RETRIED_STATUSES and self._comes_again(host, chain, answered.hop):
            return None
        return self._go_on(host, chain, answered)

    async def _pauses_after_robots(self, robots: Robots, host: HostQueue, chain: Chain) -> bool:
        """Keep to robots.txt; True where it was just asked for and the page waits its turn. Raises NotAsked."""
        was_known = robots.knows(chain.address)
        delay = await robots.admit(chain.address)
        host.interval = max(host.interval, min(delay, LONGEST_INTERVAL))
        host.free_at = max(host.free_at, asyncio.get_running_loop().time() + (0.0 if was_known else host.interval))
        return not was_known and host.interval > 0

    async def _ask(self, chain: Chain, manner: HostPolicy) -> HopResponse:
        question = HopRequest(
            chain.address,
            build_request_fields(chain.address, chain.request, manner.fields, chain.cookies()),
            seconds=chain.left,
            fresh=chain.request.browser,
            keeps_body=self.keeps_bodies,
            secret=() if manner.secret and chain.lost_its_cover else manner.secret,
        )
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            return await self.asker.ask(question)
        finally:
            chain.left -= loop.time() - started

    def _go_on(self, host: HostQueue, chain: Chain, answered: HopResponse) -> Exchange | None:
        """Keep the hop; end with it, or turn to where it leads."""
        if answered.hop.status not in SLOW_DOWN_STATUSES:
            host.note_answer()
        chain.take(answered)
        address = find_next_address(answered.hop, self.stub_redirect)
        if address is not None:
            chain.follow(address, most=self.settings.max_hops)
            return None
        if coding := find_foreign_coding(answered.hop):
            raise NoAnswer(Fault.BAD_CODING, f"the body comes in a coding that was not asked for ({coding[:40]})")
        return chain.reached()

    def _comes_again(self, host: HostQueue, chain: Chain, hop: Hop) -> bool:
        """Slow the host down for a status that says "later", and tell whether this chain waits for another try."""
        stated = parse_retry_after(hop.headers, self.clock())
        pause = compute_pause(chain.tries) if stated is None else stated
        now = asyncio.get_running_loop().time()
        if hop.status in SLOW_DOWN_STATUSES and not host.note_refusal(now, pause=pause, most=self.settings.tries):
            return False
        return self._waits(host, chain, pause, tries=self.settings.tries)

    def _may_pass(self, host: HostQueue, chain: Chain, failure: NoAnswer) -> bool:
        """Learn from a failure, and tell whether this chain waits for another try."""
        tries = tries_of(failure.fault, most=self.settings.tries)
        if chain.tries < tries and self._waits(host, chain, compute_pause(chain.tries), tries=tries):
            return True
        silent = failure.fault is Fault.TIMEOUT
        if (silent or failure.fault in HOST_FAULTS) and host.note_failure(took_the_call=silent):
            host.dead[chain.address.port] = failure
        return False

    def _waits(self, host: HostQueue, chain: Chain, pause: float, *, tries: int) -> bool:
        """Hold the chain back for `pause` seconds if tries and time are left; the wait counts as its time."""
        if chain.tries >= tries or pause >= chain.left:
            return False
        chain.left -= pause
        now = asyncio.get_running_loop().time()
        host.free_at = max(host.free_at, now + pause)
        return True
