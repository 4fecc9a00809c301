"""The crawler: takes addresses as they come, requests them by the schedule, gives exchanges as they complete.

`Crawler` holds what is the same for a whole run; `Crawl` is the state of one call of `Crawler.crawl`.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Self, TypeAlias

from citecheck.model.exchange import Exchange, RawHeaders, RefusalReason, Refused
from citecheck.model.settings import NetworkSettings
from citecheck.net.address import Address
from citecheck.net.batches import count_body_bytes
from citecheck.net.failure import NotAsked
from citecheck.net.host_policy import AddressFilter, HostPolicies
from citecheck.net.network import NetworkEngine
from citecheck.net.redirect_chain import Chain, StubRedirect
from citecheck.net.request import Clock, FetchRequest, HopRequest, HopResponse, HttpEngine
from citecheck.net.resolver import OperatingSystem
from citecheck.net.schedule import HostQueue, Schedule
from citecheck.net.step import Stepper

Requests: TypeAlias = Iterable[FetchRequest] | AsyncIterable[FetchRequest]

WAITING_ADDRESSES = 10_000
"""Addresses waiting at most: enough to interleave hosts in a list sorted by host, and memory stays flat."""
UNDELIVERED_BYTES = 32_000_000
"""Bytes of bodies that wait for the caller before no more are asked for."""
FEED_BATCH = 256
"""Addresses taken from the caller before the loop has a turn."""


class Crawl:
    """The state of one call of `Crawler.crawl`."""

    def __init__(self, stepper: Stepper) -> None:
        self._stepper = stepper
        settings = stepper.settings
        self._loop = asyncio.get_running_loop()
        self._schedule = Schedule(
            interval=settings.interval, width=settings.per_host, pace=self._pace if settings.hosts else None
        )
        self._seen: set[str] = set()
        self._done: deque[tuple[Exchange, int]] = deque()
        self._done_bytes = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._feeding = True
        self._bug: BaseException | None = None
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._alarm: asyncio.Handle | None = None
        self._alarm_at = 0.0
        self._start_planned = False

    async def results(self, requests: Requests) -> AsyncIterator[Exchange]:
        """Run to the end of `requests`; closing the iterator stops everything under way."""
        feeder = self._spawn(self._feed(requests), self._ended)
        try:
            while True:
                while self._done:
                    exchange, bodies = self._done.popleft()
                    self._note_bytes(-bodies)
                    yield exchange
                if self._bug:
                    raise self._bug
                self._start()
                if not (self._done or self._feeding or self._tasks or self._schedule.waiting):
                    await feeder  # raises what the caller's iterable raised
                    return
                self._wake.clear()
                if not self._done:
                    await self._wake.wait()
        finally:
            if self._alarm:
                self._alarm.cancel()
            for task in (feeder, *self._tasks):
                task.cancel()
            await asyncio.gather(feeder, *self._tasks, return_exceptions=True)

    async def _feed(self, requests: Requests) -> None:
        """Queue the caller's addresses, each distinct one once, no further ahead than is of use."""
        taken = 0
        try:
            async for request in _iterate_requests(requests):
                self._queue(request)
                if not self._start_planned:
                    self._start_planned = True
                    self._loop.call_soon(self._start)
                taken += 1
                if taken % FEED_BATCH == 0:
                    await asyncio.sleep(0)
                while self._schedule.waiting >= WAITING_ADDRESSES:
                    self._room.clear()
                    await self._room.wait()
        finally:
            self._feeding = False
            self._wake.set()

    def _queue(self, request: FetchRequest) -> None:
        try:
            address = Address.parse(request.url)
        except NotAsked as why:
            if request.url not in self._seen:
                self._seen.add(request.url)
                self._finish(Refused(request.url, request.url, why.reason, why.detail))
            return
        if address.href in self._seen:
            return
        self._seen.add(address.href)
        self._enqueue(Chain(request, address, seconds=self._stepper.manners.of(address.host).seconds))

    def _enqueue(self, chain: Chain, *, ahead: bool = False) -> None:
        """Queue a chain at its host, or end it at once where the host's answer is known."""
        host = self._schedule.host(chain.address.host)
        known = host.verdict(chain.address.port)
        if known is None:
            self._schedule.add(chain, self._loop.time(), ahead=ahead)
        else:
            self._finish(chain.refused(known) if isinstance(known, NotAsked) else chain.lost(known))

    def _pace(self, host: str) -> tuple[float, int]:
        manner = self._stepper.manners.of(host)
        return manner.interval, manner.width

    def _start(self) -> None:
        """Ask all that may be asked now, and set the alarm for what may be asked next."""
        self._start_planned = False
        now = self._loop.time()
        most = self._stepper.settings.concurrency
        while len(self._tasks) < most and self._done_bytes < UNDELIVERED_BYTES and (turn := self._schedule.take(now)):
            self._tasks.add(self._spawn(self._step(*turn), self._stepped))
        if self._schedule.waiting < WAITING_ADDRESSES:
            self._room.set()
        due = self._schedule.next_due()
        if due is not None and due != self._alarm_at:
            if self._alarm:
                self._alarm.cancel()
            self._alarm, self._alarm_at = self._loop.call_at(due, self._ring), due

    def _ring(self) -> None:
        self._alarm_at = 0.0  # uvloop may ring a moment early: then the alarm must be set again
        self._start()

    async def _step(self, host: HostQueue, chain: Chain) -> None:
        exchange = await self._stepper.step(host, chain)
        self._schedule.release(host, self._loop.time())
        if exchange is None:
            self._enqueue(chain, ahead=True)
        else:
            self._finish(exchange)
        if host.dead or host.closed:
            for waiting in self._schedule.drain(host):
                self._enqueue(waiting)

    def _finish(self, exchange: Exchange) -> None:
        bodies = count_body_bytes(exchange)
        self._done.append((exchange, bodies))
        self._note_bytes(bodies)
        self._wake.set()

    def _note_bytes(self, change: int) -> None:
        """Count the bodies that wait for the caller; when they become too many, those under way wait as well."""
        was_full = self._done_bytes >= UNDELIVERED_BYTES
        self._done_bytes += change
        if (self._done_bytes >= UNDELIVERED_BYTES) != was_full:
            self._stepper.asker.hold(full=not was_full)

    def _spawn(
        self, work: Coroutine[None, None, None], ended: Callable[[asyncio.Task[None]], None]
    ) -> asyncio.Task[None]:
        task = self._loop.create_task(work)
        task.add_done_callback(ended)
        return task

    def _stepped(self, task: asyncio.Task[None]) -> None:
        """Let the next chain have the place of one that has taken its step."""
        self._tasks.discard(task)
        self._ended(task)
        if not task.cancelled():
            self._start()
        if not self._tasks:
            self._wake.set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        """Hand an exception of ours to the caller, who would wait forever otherwise."""
        if not task.cancelled() and task.exception():
            self._bug = self._bug or task.exception()
            self._wake.set()


async def _iterate_requests(requests: Requests) -> AsyncIterator[FetchRequest]:
    if isinstance(requests, AsyncIterable):
        async for request in requests:
            yield request
    else:
        for request in requests:
            yield request


if TYPE_CHECKING:
    import httpx

    from citecheck.net.robots import Robots


class Crawler:
    """Asks addresses: each distinct one once a crawl, hop by hop, gently to their hosts.

    `clock` gives the moment written into each hop. `transport` takes the place of the network (a fake site, a
    replay); then nothing is connected to, and no host needs a pause between two requests. `stub_redirect` says where
    a page leads that is only a redirect (`citecheck.content.stub_redirect`); without it such pages are answers.
    `system` replaces this machine's. Without `keeps_bodies` bodies are read and dropped: for status and hops alone.
    """

    def __init__(
        self,
        settings: NetworkSettings,
        *,
        clock: Clock,
        transport: httpx.AsyncBaseTransport | None = None,
        stub_redirect: StubRedirect | None = None,
        system: OperatingSystem | None = None,
        keeps_bodies: bool = True,
    ) -> None:
        if transport or settings.offline:
            hosts = tuple(replace(each, interval=None) for each in settings.hosts)
            settings = replace(settings, interval=0.0, hosts=hosts)
        manners, choice = HostPolicies(settings), AddressFilter(settings.include, settings.exclude)
        asker = _choose_engine(settings, clock, transport, system)
        robots = _build_robots(settings, asker, manners.everywhere.fields) if settings.robots else None
        self._stepper = Stepper(settings, asker, manners, choice, clock, robots, stub_redirect, keeps_bodies)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._stepper.asker.aclose()

    def crawl(self, requests: Requests) -> AsyncIterator[Exchange]:
        """Ask `requests` (an iterable or async iterable, read only as far ahead as is of use).

        Gives one exchange for each distinct canonical address, as they complete; `exchange.url` is the address as it
        was given first. What hosts taught (dead, slowed down) holds for this one call: a second crawl looks again.
        """
        return Crawl(self._stepper).results(requests)


def _build_robots(settings: NetworkSettings, asker: HttpEngine, fields: RawHeaders) -> Robots:
    from citecheck.net.robots import Robots  # noqa: PLC0415 (its parser, which most crawls do not need)

    return Robots(asker, fields, seconds=settings.max_time)


class _OfflineEngine:
    """Asks nobody."""

    async def ask(self, question: HopRequest) -> HopResponse:  # noqa: ARG002 (the shape of an asker)
        raise NotAsked(RefusalReason.OFFLINE, "this run is offline")

    def hold(self, *, full: bool) -> None:
        """Have no bodies."""

    async def aclose(self) -> None:
        """Hold nothing."""


def _choose_engine(
    settings: NetworkSettings,
    clock: Clock,
    transport: httpx.AsyncBaseTransport | None,
    system: OperatingSystem | None,
) -> HttpEngine:
    if settings.offline:
        return _OfflineEngine()
    if transport is None:
        return NetworkEngine(settings, clock=clock, system=system)
    from citecheck.net.transport_engine import TransportEngine  # noqa: PLC0415 (httpx costs 0.1 s, which the network itself does not need)

    return TransportEngine(transport, clock=clock, limit=settings.body_limit)
