"""One crawl: takes addresses as they come, asks them by the schedule, and gives exchanges as they complete."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Iterable
from typing import TypeAlias

from citecheck.fetch.address import Address
from citecheck.fetch.batches import weight
from citecheck.fetch.chain import Chain
from citecheck.fetch.failure import NotAsked
from citecheck.fetch.host import Host
from citecheck.fetch.request import FetchRequest
from citecheck.fetch.schedule import Schedule
from citecheck.fetch.step import Stepper
from citecheck.model.exchange import Exchange, Refused

Requests: TypeAlias = Iterable[FetchRequest] | AsyncIterable[FetchRequest]

LOOK_AHEAD = 10_000
"""Addresses waiting at most: enough to interleave hosts in a list sorted by host, and memory stays flat."""
UNDELIVERED = 32_000_000
"""Bytes of bodies that wait for the caller before no more are asked for."""
BATCH = 256
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
            async for request in _each(requests):
                self._queue(request)
                if not self._start_planned:
                    self._start_planned = True
                    self._loop.call_soon(self._start)
                taken += 1
                if taken % BATCH == 0:
                    await asyncio.sleep(0)
                while self._schedule.waiting >= LOOK_AHEAD:
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
        while len(self._tasks) < most and self._done_bytes < UNDELIVERED and (turn := self._schedule.take(now)):
            self._tasks.add(self._spawn(self._step(*turn), self._stepped))
        if self._schedule.waiting < LOOK_AHEAD:
            self._room.set()
        due = self._schedule.next_due()
        if due is not None and due != self._alarm_at:
            if self._alarm:
                self._alarm.cancel()
            self._alarm, self._alarm_at = self._loop.call_at(due, self._ring), due

    def _ring(self) -> None:
        self._alarm_at = 0.0  # uvloop may ring a moment early: then the alarm must be set again
        self._start()

    async def _step(self, host: Host, chain: Chain) -> None:
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
        bodies = weight(exchange)
        self._done.append((exchange, bodies))
        self._note_bytes(bodies)
        self._wake.set()

    def _note_bytes(self, change: int) -> None:
        """Count the bodies that wait for the caller; when they become too many, those under way wait as well."""
        was_full = self._done_bytes >= UNDELIVERED
        self._done_bytes += change
        if (self._done_bytes >= UNDELIVERED) != was_full:
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


async def _each(requests: Requests) -> AsyncIterator[FetchRequest]:
    if isinstance(requests, AsyncIterable):
        async for request in requests:
            yield request
    else:
        for request in requests:
            yield request
