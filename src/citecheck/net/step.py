"""One step of one chain: send a request, update the host's state, and end or continue the chain."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from citecheck.errors import CitecheckError
from citecheck.model.exchange import Exchange, Fault, Hop, RefusalReason
from citecheck.model.settings import NetworkSettings
from citecheck.net.connection import SMALL_BODY
from citecheck.net.failure import NoAnswer, NotAsked, unreadable_record
from citecheck.net.message import build_request_fields
from citecheck.net.pace import PaceSign
from citecheck.net.redirect_chain import Chain, StubRedirect, find_foreign_coding, find_next_address
from citecheck.net.request import Clock, HopRequest, HopResponse, HttpEngine
from citecheck.net.retry import (
    HOST_FAULTS,
    RETRIED_STATUSES,
    SLOW_DOWN_STATUSES,
    compute_pause,
    is_wall,
    parse_retry_after,
    tries_of,
)
from citecheck.net.schedule import AddressFilter, HostPolicies, HostPolicy, HostQueue

if TYPE_CHECKING:
    from citecheck.net.robots import Robots


@dataclass(frozen=True, slots=True)
class Stepper:
    """Takes the steps of all chains by the settings of one run."""

    settings: NetworkSettings
    engine: HttpEngine
    policies: HostPolicies
    address_filter: AddressFilter
    clock: Clock
    robots: Robots | None = None
    stub_redirect: StubRedirect | None = None
    keeps_bodies: bool = True
    on_fault: Callable[[str, Exception], object] | None = None
    """Called with the address and the exception where citecheck itself fails; without it the crawl fails."""

    async def step(self, host: HostQueue, chain: Chain) -> Exchange | None:
        """Take the next step of `chain` at `host`. Return None if the chain continues and must be queued again."""
        try:
            return await self._step(host, chain)
        except NotAsked as why:
            return chain.refused(why)
        except NoAnswer as why:
            return chain.lost(why)
        except CitecheckError:
            raise  # such as an archive to replay that is damaged: nothing that one address is the cause of
        except Exception as error:
            if self.on_fault is None:
                raise
            self.on_fault(chain.request.url, error)
            return chain.refused(NotAsked(RefusalReason.OWN_FAULT, "citecheck failed while it asked"))

    async def _step(self, host: HostQueue, chain: Chain) -> Exchange | None:
        if not self.address_filter.accepts(chain.address.href, redirected=bool(chain.hops)):
            raise NotAsked(RefusalReason.LEFT_OUT, "the configuration excludes this address")
        policy = self.policies.of(chain.address.host)
        if not policy.is_asked:
            raise NotAsked(RefusalReason.LEFT_OUT, "the configuration excludes this host")
        if self.robots and await self._pauses_after_robots(self.robots, host, chain):
            return None
        chain.tries += 1
        sent = asyncio.get_running_loop().time()
        try:
            response = await self._send(chain, policy)
        except NoAnswer as failure:
            if self._retries_failure(host, chain, failure, sent):
                return None
            raise
        if response.hop.status not in RETRIED_STATUSES:
            _note_pace(host, response.hop, sent)
        elif self._retries_status(host, chain, response.hop, sent):
            return None
        return self._take_response(host, chain, response)

    async def _pauses_after_robots(self, robots: Robots, host: HostQueue, chain: Chain) -> bool:
        """Obey robots.txt. Return True if it was just requested, so that the page waits. Raise NotAsked, NoAnswer."""
        was_known = robots.knows(chain.address)
        delay = await robots.admit(chain.address, chain.way, again=chain.request.browser)
        host.pace.hold(delay)
        pause = 0.0 if was_known else host.pace.interval
        host.free_at = max(host.free_at, asyncio.get_running_loop().time() + pause)
        return pause > 0

    async def _send(self, chain: Chain, policy: HostPolicy) -> HopResponse:
        request = HopRequest(
            chain.address,
            build_request_fields(chain.address, chain.request, policy.fields, chain.cookies()),
            seconds=chain.left,
            fresh=chain.request.browser,
            keeps_body=self.keeps_bodies,
            secret=() if policy.secret and chain.left_https else policy.secret,
            way=chain.way,
        )
        loop = asyncio.get_running_loop()
        started = loop.time()
        try:
            return await self.engine.send(request)
        finally:
            chain.left -= loop.time() - started

    def _take_response(self, host: HostQueue, chain: Chain, response: HopResponse) -> Exchange | None:
        """Add the hop to the chain. Return the exchange if it ends here, None if the hop is a redirect."""
        if response.hop.status not in SLOW_DOWN_STATUSES:
            host.note_answer()
        chain.take(response)
        address = find_next_address(response.hop, self.stub_redirect)
        if address is not None:
            chain.follow(address, most=self.settings.max_hops, proxied=self.settings.proxy is not None)
            return None
        if coding := find_foreign_coding(response):
            raise _refuse_coding(coding[:40], response)
        return chain.reached()

    def _retries_status(self, host: HostQueue, chain: Chain, hop: Hop, sent: float) -> bool:
        """Slow the host down for a status that means "later". Return whether the chain waits for another try.

        Another 503 for the same page says nothing new of the host.
        """
        stated = parse_retry_after(hop.headers, self.clock())
        pause = compute_pause(chain.tries) if stated is None else stated
        sign = SLOW_DOWN_STATUSES.get(hop.status)
        if sign is PaceSign.TOO_MANY or (sign and (chain.tries == 1 or stated is not None)):
            now = asyncio.get_running_loop().time()
            if not host.note_refusal(sign, now, sent=sent, pause=pause, most=self.settings.tries):
                return False
        return self._waits(host, chain, pause, tries=self._most_tries(chain, arrived=True))

    def _retries_failure(self, host: HostQueue, chain: Chain, failure: NoAnswer, sent: float) -> bool:
        """Record a failure at the host. Return whether the chain waits for another try."""
        arrived = failure.fault is Fault.DISCONNECTED
        if arrived and host.has_answered and chain.tries == 1:
            host.pace.slow_down(PaceSign.RESET, sent=sent, now=asyncio.get_running_loop().time())
        tries = tries_of(failure.fault, most=self._most_tries(chain, arrived=arrived))
        if chain.tries < tries and self._waits(host, chain, compute_pause(chain.tries), tries=tries):
            return True
        has_connected = failure.fault is Fault.TIMEOUT
        if (has_connected or failure.fault in HOST_FAULTS) and host.note_failure(has_connected=has_connected):
            host.dead[chain.address.port] = failure
        return False

    def _most_tries(self, chain: Chain, *, arrived: bool) -> int:
        """Return how often an address may be tried; `arrived` says that its host got the request.

        A second look is one request, and so is what arrived before one: a host gets one for each address, and one more
        for a doubtful address.
        """
        return 1 if chain.request.browser or (arrived and self.settings.looks_again) else self.settings.tries

    def _waits(self, host: HostQueue, chain: Chain, pause: float, *, tries: int) -> bool:
        """Delay the chain by `pause` seconds if tries and time are left. The pause counts towards its deadline."""
        if chain.tries >= tries or pause >= chain.left:
            return False
        chain.left -= pause
        now = asyncio.get_running_loop().time()
        host.free_at = max(host.free_at, now + pause)
        return True


def _refuse_coding(coding: str, response: HopResponse) -> NoAnswer | NotAsked:
    """Return the failure for a body in a foreign coding: of the server, or of the record that holds it."""
    if response.recorded:
        return unreadable_record(f"its content coding is unknown ({coding})")
    return NoAnswer(Fault.BAD_CODING, f"the body has a content coding that was not requested ({coding})")


def _note_pace(host: HostQueue, hop: Hop, sent: float) -> None:
    """Record what an answer says of the pace of its host."""
    now = asyncio.get_running_loop().time()
    if is_wall(hop):
        host.pace.note_wall(sent=sent, now=now)
    else:
        host.pace.note_good(None if len(hop.body) > SMALL_BODY else hop.elapsed, sent=sent, now=now)
