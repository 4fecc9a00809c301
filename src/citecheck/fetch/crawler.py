"""The crawler: settings in, exchanges out."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from citecheck.fetch.asker import Answered, Asker, Question
from citecheck.fetch.choice import Choice
from citecheck.fetch.crawl import Crawl, Requests
from citecheck.fetch.failure import NotAsked
from citecheck.fetch.manner import Manners
from citecheck.fetch.network import Clock, Network
from citecheck.fetch.redirects import StubRedirect
from citecheck.fetch.step import Stepper
from citecheck.fetch.system import System
from citecheck.model.exchange import Exchange, RawHeaders, RefusalReason
from citecheck.model.settings import NetworkSettings

if TYPE_CHECKING:
    import httpx

    from citecheck.fetch.robots import Robots


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
        system: System | None = None,
        keeps_bodies: bool = True,
    ) -> None:
        if transport or settings.offline:
            hosts = tuple(replace(each, interval=None) for each in settings.hosts)
            settings = replace(settings, interval=0.0, hosts=hosts)
        manners, choice = Manners(settings), Choice(settings.include, settings.exclude)
        asker = _asker(settings, clock, transport, system)
        robots = _robots(settings, asker, manners.everywhere.fields) if settings.robots else None
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


def _robots(settings: NetworkSettings, asker: Asker, fields: RawHeaders) -> Robots:
    from citecheck.fetch.robots import Robots  # noqa: PLC0415 (its parser, which most crawls do not need)

    return Robots(asker, fields, seconds=settings.max_time)


class _Offline:
    """Asks nobody."""

    async def ask(self, question: Question) -> Answered:  # noqa: ARG002 (the shape of an asker)
        raise NotAsked(RefusalReason.OFFLINE, "this run is offline")

    def hold(self, *, full: bool) -> None:
        """Have no bodies."""

    async def aclose(self) -> None:
        """Hold nothing."""


def _asker(
    settings: NetworkSettings,
    clock: Clock,
    transport: httpx.AsyncBaseTransport | None,
    system: System | None,
) -> Asker:
    if settings.offline:
        return _Offline()
    if transport is None:
        return Network(settings, clock=clock, system=system)
    from citecheck.fetch.seam import Seam  # noqa: PLC0415 (httpx costs 0.1 s, which the network itself does not need)

    return Seam(transport, clock=clock, limit=settings.body_limit)
