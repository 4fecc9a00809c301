"""Look at pages that show nothing without scripts with a browser, where a run was asked to.

The browser has no network: the crawler answers the requests of a page, through the guard, and the archive keeps the
answers. What the browser then shows is one more answer of the page, with the document as its body and `rendered` set.
It is read, compared and judged as any other, and its capture is what later visits are compared with. A replay takes
the documents from the archive and starts no browser.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from citecheck.archive.warc.capture_event import RENDERED_TYPE
from citecheck.archive.warc.hop_reader import read_hop
from citecheck.archive.warc.writer import kept_body_of
from citecheck.config.configuration import Configuration
from citecheck.errors import CitecheckError, UnreadableInput
from citecheck.model.exchange import Exchange, Hop, Reached, Rendering
from citecheck.model.page import Answer
from citecheck.model.report import Capture
from citecheck.net.address import Address
from citecheck.net.crawler import Crawler
from citecheck.net.failure import NotAsked
from citecheck.net.request import FetchRequest
from citecheck.page.answer import answer_of
from citecheck.reach.decision import is_worth_browser, takes_rendering
from citecheck.run.context import (
    ArchivePort,
    Batch,
    BatchStage,
    CrawlerPort,
    FetchPorts,
    RunContext,
    ShownPage,
    VisitPageResult,
)
from citecheck.store.captures import load_capture

if TYPE_CHECKING:
    from datetime import datetime

    from citecheck.archive.replay import ReplayTransport
    from citecheck.extras.browser import Browser


class _PageCrawl:
    """The requests of one page in one crawl, so that hosts keep their pace; each distinct address is asked once."""

    def __init__(self, crawler: CrawlerPort) -> None:
        self._crawler = crawler
        self._queue: asyncio.Queue[FetchRequest] = asyncio.Queue()
        self._awaited: dict[str, asyncio.Future[Exchange]] = {}
        self._task = asyncio.create_task(self._run())

    async def ask(self, url: str, origin: str | None) -> Exchange | None:
        """Return what came of an address, asked by a script of `origin`; None for one that nobody asks."""
        try:
            key = Address.parse(url).href
        except NotAsked:
            return None
        if key not in self._awaited:
            self._awaited[key] = asyncio.get_running_loop().create_future()
            self._queue.put_nowait(FetchRequest(key, origin=origin))
        return await asyncio.shield(self._awaited[key])

    async def finish(self) -> tuple[Exchange, ...]:
        """End the crawl and return the exchanges that came of it, in the order of their requests."""
        self._task.cancel()
        (ended,) = await asyncio.gather(self._task, return_exceptions=True)
        if isinstance(ended, Exception):
            raise ended
        done = tuple(each.result() for each in self._awaited.values() if each.done() and not each.cancelled())
        for each in self._awaited.values():
            each.cancel()
        return done

    async def _run(self) -> None:
        async for exchange in self._crawler.crawl(self._take_requests()):
            self._awaited[exchange.url].set_result(exchange)

    async def _take_requests(self) -> AsyncIterator[FetchRequest]:
        while True:
            yield await self._queue.get()


class _LiveBrowser:
    """A browser whose requests a crawler answers; `announce` gets a sentence on each page that cannot be shown.

    `open_crawler` returns a crawler for the requests of a page of a host, which may be in an internal network.
    """

    def __init__(
        self,
        browser: Browser,
        open_crawler: Callable[[str], Crawler],
        *,
        body_limit: int,
        announce: Callable[[str], None],
    ) -> None:
        self._browser = browser
        self._open_crawler = open_crawler
        self._body_limit = body_limit
        self._announce = announce
        self._turn = asyncio.Lock()

    async def show(self, page: Reached) -> ShownPage | None:
        """Return what the browser shows of a page, None if it cannot show it. Raises WrongUsage if it cannot start."""
        from citecheck.extras.browser import NotRendered  # noqa: PLC0415 (few runs have a browser)

        host = Address.parse(page.hops[-1].url).host
        async with self._turn, self._open_crawler(host) as crawler:
            crawl = _PageCrawl(crawler)
            rendering: Rendering | None = None
            try:
                rendering = await self._browser.render(self._decode(page), partial(self._answer, crawl))
            except NotRendered as error:
                self._announce(f"{page.url}: the browser could not show this page ({error})")
            finally:
                asked = await crawl.finish()
            return ShownPage(rendering, asked) if rendering else None

    async def aclose(self) -> None:
        """End the browser."""
        await self._browser.aclose()

    async def _answer(self, crawl: _PageCrawl, url: str, origin: str | None) -> Answer | None:
        exchange = await crawl.ask(url, origin)
        return self._decode(exchange) if isinstance(exchange, Reached) else None

    def _decode(self, exchange: Reached) -> Answer:
        return answer_of(exchange, body_limit=self._body_limit)


@dataclass(frozen=True, slots=True)
class _ReplayedBrowser:
    """The renderings of an archive in the place of a browser."""

    captures: ReplayTransport

    async def show(self, page: Reached) -> ShownPage | None:
        """Return what a browser showed when the archive was written, None if it showed none. Raises UnreadableInput."""
        hop = self.captures.rendering(page.hops[-1].url)
        if hop is None:
            return None
        at, cut = hop.url, hop.truncated
        return ShownPage(Rendering(at, at, hop.body, b"", hop.moment, hop.elapsed, 0, 0, cut, "a replay"))

    async def aclose(self) -> None:
        """Do nothing: no browser runs."""


_PAGE_INTERVAL = 0.05
_PAGE_CONNECTIONS = 6
"""Pause in seconds and connections to one host while a page loads: six are what browsers use."""


def open_browser(
    configuration: Configuration,
    replay: ReplayTransport | None,
    *,
    clock: Callable[[], datetime],
    on_fault: Callable[[str, Exception], object],
    announce: Callable[[str], None],
) -> _LiveBrowser | _ReplayedBrowser:
    """Return the browser of a run. In a replay the archive answers for it; Chromium starts with the first page.

    `clock` gives the moments of renderings, `on_fault` gets what the crawler itself fails on, `announce` sentences.

    Raises:
        WrongUsage: The extra `browser` or Chromium is not installed.
    """
    if replay is not None:
        return _ReplayedBrowser(replay)
    from citecheck.extras.browser import Browser, find_chromium, has_sandbox  # noqa: PLC0415 (few runs have a browser)

    browser, settings = Browser(find_chromium(), clock=clock), configuration.build_network_settings()
    if not has_sandbox():
        announce("Chromium runs without its sandbox, since citecheck runs as root; run it as another user")
    interval = _PAGE_INTERVAL if settings.interval is None else min(settings.interval, _PAGE_INTERVAL)
    pace = replace(settings, interval=interval, per_host=_PAGE_CONNECTIONS)

    def open_crawler(host: str) -> Crawler:
        return Crawler(replace(pace, private_host=host), clock=clock, on_fault=on_fault)

    return _LiveBrowser(browser, open_crawler, body_limit=configuration["body-limit"], announce=announce)


@dataclass(frozen=True, slots=True)
class LookWithBrowser:
    """Show pages that show nothing without scripts in a browser, if the run has one, and take them through `steps`."""

    steps: tuple[BatchStage[RunContext], ...]

    async def run(self, context: RunContext) -> RunContext:
        """Return the context; what the browser showed is in the store and in `seen`. Raises StoreError, WrongUsage."""
        if context.ports.browser is None or context.outage:
            return context
        pages = list(_choose_pages(context))
        context.ports.progress.planned(len(pages))
        for kept in pages:
            try:
                await self._look(context, *kept)
            except CitecheckError:
                raise
            except Exception as error:  # noqa: BLE001 (one page of many does not end the run)
                context.ports.faults.record(kept[0].url, error)
        return context

    async def _look(self, context: RunContext, page: Reached, capture: Capture) -> None:
        looked = await look_with_browser(context.ports, page, capture)
        if looked is None:
            return
        batch = Batch([looked[0]], captures=[looked[1]])
        for step in self.steps:
            batch = await step.take(context, batch)
        seen = context.seen[page.url]
        context.seen[page.url] = replace(seen, visit=replace(seen.visit, in_browser=True))


def _choose_pages(context: RunContext) -> list[tuple[Reached, Capture]]:
    """Return the pages to look at, each with its capture; a page that the archive no longer holds is left out."""
    chosen = []
    for url, look in context.seen.items():
        visit, store = look.visit, context.ports.store
        kept = load_capture(store, visit.capture.id) if visit.capture else None
        if kept is None or context.sources.get(url) in context.resources:
            continue
        if not is_worth_browser(visit.page, kept.text.coverage, status=visit.status, media_type=kept.media_type):
            continue
        try:
            hop = read_hop(store.warc_folder, kept.capture.warc, kept.capture.offset)
        except UnreadableInput:
            continue
        before = (replace(hop, url=at, status=status, headers=(), body=b"") for at, status in visit.hops[:-1])
        chosen.append((Reached(url, (*before, hop)), kept.capture))
    return chosen


@dataclass(frozen=True, slots=True)
class TakeWhatShows:
    """Leave out of a batch what a browser showed no more of than was seen without it."""

    async def take(self, context: RunContext, batch: Batch) -> Batch:
        """Return the batch with the exchanges that replace the earlier look."""
        rows = [
            row
            for row in zip(batch.exchanges, batch.captures, batch.readings, strict=True)
            if isinstance(row[2], VisitPageResult)
            and takes_rendering(context.seen[row[0].url].visit.page, row[2].reading.page)
        ]
        exchanges, captures, readings = zip(*rows, strict=True) if rows else ((), (), ())
        return replace(batch, exchanges=exchanges, captures=captures, readings=readings)


async def look_with_browser(
    ports: FetchPorts, page: Reached, capture: Capture | None
) -> tuple[Reached, Capture | None] | None:
    """Return what the browser of the ports shows of a page, as its answer, with the capture of it in the archive.

    `capture` is that of the page. Return None if the browser cannot show the page.

    Raises:
        StoreError: The archive cannot be written.
        WrongUsage: The browser cannot be started.
    """
    shown = await ports.browser.show(page) if ports.browser else None
    if shown is None:
        return None
    kept = None
    if ports.archive is not None:
        write = partial(_write_shown, ports.archive, shown, page.hops[-1].url, capture)
        run = asyncio.get_running_loop().run_in_executor
        kept = await run(ports.archive_thread, write) if ports.archive_thread else write()
    return Reached(page.url, (*page.hops[:-1], _build_hop(page.hops[-1], shown.rendering)), page.tls_expires), kept


def _write_shown(archive: ArchivePort, shown: ShownPage, url: str, capture: Capture | None) -> Capture:
    """Write the requests of a page and what a browser made of them; when it returns, all of it is on disk."""
    for exchange in shown.requests:
        archive.write(exchange, sync=False)
    return archive.write_rendering(shown.rendering, page=kept_body_of(capture, url) if capture else None)


def _build_hop(page: Hop, rendering: Rendering) -> Hop:
    """Return the document of a rendering as the answer of its page."""
    return replace(
        page,
        headers=((b"Content-Type", RENDERED_TYPE.encode()),),
        body=rendering.document,
        moment=rendering.moment,
        elapsed=page.elapsed + rendering.elapsed,
        truncated=rendering.truncated,
        rendered=True,
    )
