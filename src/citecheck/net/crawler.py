"""The event loop: uvloop where it is installed (a third more requests a second), otherwise asyncio's own.

The crawler: take addresses as they arrive, request them by the schedule, and yield exchanges as they complete.

`Crawler` holds what is the same for a whole run. `_Crawl` is the state of one call of `Crawler.crawl`.
"""

from __future__ import annotations

import asyncio
import gc
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Callable, Coroutine, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self, TypeAlias, TypeVar

from citecheck.model.exchange import Exchange, RawHeaders, RefusalReason, Refused
from citecheck.model.settings import NetworkSettings
from citecheck.net.address import Address
from citecheck.net.batches import count_body_bytes
from citecheck.net.failure import NotAsked
from citecheck.net.network import NetworkEngine
from citecheck.net.redirect_chain import Chain, StubRedirect
from citecheck.net.request import Clock, FetchRequest, HopRequest, HopResponse, HttpEngine
from citecheck.net.resolver import OperatingSystem
from citecheck.net.schedule import AddressFilter, HostMemory, HostPolicies, HostQueue, Schedule
from citecheck.net.step import Stepper

T = TypeVar("T")


def run_async(work: Coroutine[Any, Any, T]) -> T:
    """Run `work` to its end. An interrupt cancels it, lets it clean up, and is raised again."""
    # Imported modules never become garbage, and reference counting frees nearly all else: this saves 5 % of a crawl.
    gc.freeze()
    gc.set_threshold(20_000, 20, 100)
    results: list[T] = []

    async def keep_result() -> None:
        results.append(await work)

    # The runner restores its signal handler, which describes its task with the result: 7 s for 20,000 sources.
    with asyncio.Runner(loop_factory=_choose_loop_factory()) as runner:
        runner.run(keep_result())
    return results[0]


def _choose_loop_factory() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        from uvloop import new_event_loop  # noqa: PLC0415 (not on every platform)
    except ImportError:
        return None
    loop: Callable[[], asyncio.AbstractEventLoop] = new_event_loop
    return loop


_Requests: TypeAlias = Iterable[FetchRequest] | AsyncIterable[FetchRequest]

_WAITING_ADDRESSES = 10_000
"""Most addresses that wait: enough to interleave the hosts of a list sorted by host, with bounded memory."""
_UNDELIVERED_BYTES = 32_000_000
"""Bytes of bodies that may wait for the caller; above it, no more addresses are requested."""
_FEED_BATCH = 256
"""Addresses read from the caller before the event loop runs other tasks."""
_TRANSPORT_CONNECTIONS = 4
"""Requests at once to one host where nothing is connected to."""


_SPENT = NotAsked(RefusalReason.TIME, "the time of this run was spent")


class _Crawl:
    """The state of one call of `Crawler.crawl`."""

    def __init__(self, stepper: Stepper, known: dict[str, HostMemory], ends: float | None) -> None:
        self._stepper = stepper
        self._ends = ends
        self._known = known
        self._loop = asyncio.get_running_loop()
        self._schedule = Schedule(stepper.policies.pace_of, known)
        self._seen: set[str] = set()
        self._done: deque[tuple[Exchange, int]] = deque()
        self._done_bytes = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._feeding = True
        self._error: BaseException | None = None
        self._wake = asyncio.Event()
        self._room = asyncio.Event()
        self._alarm: asyncio.Handle | None = None
        self._alarm_at = 0.0
        self._is_start_planned = False

    async def results(self, requests: _Requests) -> AsyncIterator[Exchange]:
        """Run to the end of `requests`. Closing the iterator cancels everything in progress."""
        feeder = self._spawn(self._feed(requests), self._on_task_done)
        try:
            while True:
                while self._done:
                    exchange, bodies = self._done.popleft()
                    self._note_bytes(-bodies)
                    yield exchange
                if self._error:
                    raise self._error
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
            self._known.update(self._schedule.list_known(self._loop.time()))

    async def _feed(self, requests: _Requests) -> None:
        """Queue each distinct address of the caller once, at most `_WAITING_ADDRESSES` ahead."""
        taken = 0
        try:
            async for request in _iterate_requests(requests):
                self._queue(request)
                if not self._is_start_planned:
                    self._is_start_planned = True
                    self._loop.call_soon(self._start)
                taken += 1
                if taken % _FEED_BATCH == 0:
                    await asyncio.sleep(0)
                while self._schedule.waiting >= _WAITING_ADDRESSES:
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
        self._enqueue(Chain(request, address, seconds=self._stepper.policies.of(address.host).seconds))

    def _enqueue(self, chain: Chain, *, ahead: bool = False) -> None:
        """Queue a chain at its host, or end it at once if the host's verdict is known."""
        host = self._schedule.host(chain.address.host)
        known = host.verdict(chain.address.port)
        if known is None:
            self._schedule.add(chain, self._loop.time(), ahead=ahead)
        else:
            self._finish(chain.refused(known) if isinstance(known, NotAsked) else chain.lost(known))

    def _start(self) -> None:
        """Request everything that is due now, and set the alarm for the next host that becomes due."""
        self._is_start_planned = False
        now = self._loop.time()
        while self._has_room() and (turn := self._schedule.take(now)):
            self._tasks.add(self._spawn(self._step(*turn), self._on_step_done))
        if self._schedule.waiting < _WAITING_ADDRESSES:
            self._room.set()
        # Without room a host that is due has to wait for the end of a step, which starts the next one.
        due = self._schedule.next_due() if self._has_room() else None
        if due is not None and due != self._alarm_at:
            if self._alarm:
                self._alarm.cancel()
            self._alarm, self._alarm_at = self._loop.call_at(due, self._on_alarm), due

    def _has_room(self) -> bool:
        return len(self._tasks) < self._stepper.settings.concurrency and self._done_bytes < _UNDELIVERED_BYTES

    def _on_alarm(self) -> None:
        self._alarm_at = 0.0  # uvloop may fire slightly early: the alarm must then be set again
        self._start()

    async def _step(self, host: HostQueue, chain: Chain) -> None:
        if self._ends is not None and self._loop.time() >= self._ends:
            host.closed = _SPENT
        exchange = chain.refused(_SPENT) if host.closed is _SPENT else await self._stepper.step(host, chain)
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
        """Count the bodies that wait for the caller; when there are too many, large bodies in progress pause too."""
        was_full = self._done_bytes >= _UNDELIVERED_BYTES
        self._done_bytes += change
        if (self._done_bytes >= _UNDELIVERED_BYTES) != was_full:
            self._stepper.engine.pause_large_bodies(full=not was_full)

    def _spawn(
        self, work: Coroutine[None, None, None], ended: Callable[[asyncio.Task[None]], None]
    ) -> asyncio.Task[None]:
        task = self._loop.create_task(work)
        task.add_done_callback(ended)
        return task

    def _on_step_done(self, task: asyncio.Task[None]) -> None:
        """Start the next chain after one has taken its step."""
        self._tasks.discard(task)
        self._on_task_done(task)
        if not task.cancelled():
            self._start()
        if not self._tasks:
            self._wake.set()

    def _on_task_done(self, task: asyncio.Task[None]) -> None:
        """Pass an internal exception to the caller, which would otherwise wait forever."""
        if not task.cancelled() and task.exception():
            self._error = self._error or task.exception()
            self._wake.set()


async def _iterate_requests(requests: _Requests) -> AsyncIterator[FetchRequest]:
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
    """Requests addresses: each distinct one once a crawl, hop by hop, at the pace its host accepts.

    `clock` returns the time recorded in each hop. `transport` replaces the network (a fake site, a replay): nothing
    is connected to, and no host needs a pause between two requests. `stub_redirect` returns where a page leads that
    is only a redirect (`citecheck.page.stub_redirect`); without it such pages are final answers. `system` replaces
    this machine's resolver and sockets. Without `keeps_bodies`, bodies are read and dropped, for callers that need
    only status and hops. `on_fault` gets each address on which the crawler itself fails, with the exception; the others
    are asked. Without it such an exception ends the crawl.
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
        on_fault: Callable[[str, Exception], object] | None = None,
    ) -> None:
        if transport or settings.offline:
            hosts = tuple(replace(each, interval=None) for each in settings.hosts)
            settings = replace(
                settings, interval=0.0, per_host=settings.per_host or _TRANSPORT_CONNECTIONS, hosts=hosts
            )
        policies, address_filter = HostPolicies(settings), AddressFilter(settings.include, settings.exclude)
        engine = _choose_engine(settings, clock, transport, system)
        robots = _build_robots(settings, engine, policies.default.fields) if settings.robots else None
        self._stepper = Stepper(
            settings, engine, policies, address_filter, clock, robots, stub_redirect, keeps_bodies, on_fault
        )
        self._known: dict[str, HostMemory] = {}
        self._ends: float | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self._stepper.engine.aclose()

    def crawl(self, requests: _Requests) -> AsyncIterator[Exchange]:
        """Request `requests`, an iterable or async iterable that is read at most `_WAITING_ADDRESSES` ahead.

        Yield one exchange for each distinct canonical address, as they complete; `exchange.url` is the address as
        first given. What is learnt about dead hosts holds for this call only; one that was slowed down stays slow, one
        that asked for a pause pauses, and one that refused further requests is not asked again.
        """
        longest = self._stepper.settings.max_run_time
        if longest is not None and self._ends is None:
            self._ends = asyncio.get_running_loop().time() + longest
        return _Crawl(self._stepper, self._known, self._ends).results(requests)


def _build_robots(settings: NetworkSettings, engine: HttpEngine, fields: RawHeaders) -> Robots:
    from citecheck.net.robots import Robots  # noqa: PLC0415 (its parser, which most crawls do not need)

    return Robots(engine, fields, seconds=settings.max_time)


class _OfflineEngine:
    """The engine of an offline run: it refuses every request."""

    async def send(self, request: HopRequest) -> HopResponse:  # noqa: ARG002 (HttpEngine's signature)
        raise NotAsked(RefusalReason.OFFLINE, "this run is offline")

    def pause_large_bodies(self, *, full: bool) -> None:
        """Do nothing: there are no bodies."""

    async def aclose(self) -> None:
        """Do nothing: there are no connections."""


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
