"""`citecheck fetch`: ask addresses and say what each of them is."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citecheck.cli.fetch_input import Ledger, batch_lines
from citecheck.cli.fetch_progress import told
from citecheck.cli.fetch_row import Lines, answer_to
from citecheck.cli.network_options import network_options
from citecheck.cli.replaying import replay_of
from citecheck.cli.rows import row_of
from citecheck.config import Configuration, load, store_path
from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.fetch import Crawler, FetchRequest
from citecheck.fetch.batches import batches
from citecheck.fetch.running import run
from citecheck.model.exchange import Exchange

if TYPE_CHECKING:
    from citecheck.cli.fetch_keep import Keeper
    from citecheck.cli.fetch_page import Brief, Reader
    from citecheck.model.report import Capture
    from citecheck.pool import Unread

BATCH = 64
"""Exchanges kept and read together: one sync to disk, one turn of the children."""
BATCHES = 3
"""Such batches under way at once: while one waits for the disk the children have another."""


@click.command()
@click.argument("urls", nargs=-1)
@click.option("--batch", metavar="FILE", help='Read one {"id", "url"} a line from a file or "-".')
@click.option("--archive/--no-archive", default=True, help="Keep a copy of what came (default), or not.")
@click.option("--page/--no-page", default=True, help="Read each page (default), or give status and hops only.")
@click.option("--store", envvar="CITECHECK_STORE", metavar="FILE", help="The archive stands beside this store.")
@network_options
def command(urls: tuple[str, ...], batch: str | None, *, archive: bool, page: bool, **said: Any) -> None:
    """Ask URLS and print one JSON object for each as it comes: where it led, its status, what page it is."""
    if bool(urls) == bool(batch):
        raise WrongUsage("name the addresses to ask, or give --batch - and write them to standard input")
    configuration = load(Path.cwd()).merged({key.replace("_", "-"): value for key, value in said.items()})
    with ExitStack() as stack:
        fetching = Fetching(
            crawler_of(configuration, reads=page, keeps_bodies=page or archive),
            keeper=stack.enter_context(keeper_of(configuration)) if archive else None,
            reader=stack.enter_context(reader_of(configuration)) if page else None,
        )
        run(fetching.run(urls, batch))
    sys.exit(2 if fetching.had_bad_lines else 0)


class Fetching:
    """One run of the command; `keeper` and `reader` are None for what was not asked for."""

    def __init__(self, crawler: Crawler, *, keeper: Keeper | None, reader: Reader | None) -> None:
        self._crawler = crawler
        self._keeper = keeper
        self._reader = reader
        self._lines = Lines()
        self._ledger = Ledger(self._lines.answer)
        self._room = asyncio.Semaphore(BATCHES)
        self.had_bad_lines = False

    async def run(self, urls: Sequence[str], batch: str | None) -> None:
        """Ask everything and print a line for each; an interrupt leaves none of them unsent."""
        try:
            async with self._crawler as crawler:
                exchanges = told(crawler.crawl(self._from_batch(batch) if batch else self._from_arguments(urls)))
                if self._keeper or self._reader:
                    await self._work_through(exchanges)
                else:
                    async for exchange in exchanges:
                        self._ledger.answer(exchange.url, answer_to(exchange, None, None, unread=None))
        finally:
            self._lines.flush()

    async def _work_through(self, exchanges: AsyncIterator[Exchange]) -> None:
        """Keep, read and print everything, some batches at a time."""
        try:
            async with asyncio.TaskGroup() as tasks:
                async for group in batches(exchanges, BATCH):
                    await self._room.acquire()
                    tasks.create_task(self._work(group))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors  # one fault, as of a full disk, fells all batches alike

    async def _work(self, group: Sequence[Exchange]) -> None:
        """Keep and read a batch at the same time, then print it: what is printed is on the disk."""
        captures, readings = await asyncio.gather(self._kept(group), self._read(group))
        self._room.release()
        from citecheck.pool import Unread  # noqa: PLC0415 (status and hops alone need no children)

        for exchange, capture, reading in zip(group, captures, readings, strict=True):
            if isinstance(reading, Unread):
                answer = answer_to(exchange, capture, None, unread=reading.reason)
            else:
                answer = answer_to(exchange, capture, reading, unread=None)
            self._ledger.answer(exchange.url, answer)

    async def _kept(self, group: Sequence[Exchange]) -> list[Capture | None]:
        return await self._keeper.keep(group) if self._keeper else [None] * len(group)

    async def _read(self, group: Sequence[Exchange]) -> list[Brief | Unread | None]:
        return await self._reader.read(group) if self._reader else [None] * len(group)

    async def _from_arguments(self, urls: Sequence[str]) -> AsyncIterator[FetchRequest]:
        for url in urls:
            if request := self._ledger.ask(None, url):
                yield request

    async def _from_batch(self, path: str) -> AsyncIterator[FetchRequest]:
        number = 0
        async for line in batch_lines(path):
            number += 1
            if not line.strip():
                continue
            try:
                row = row_of(line, number, holding="id and url")
            except UnreadableInput as error:
                self.had_bad_lines = True
                click.echo(f"citecheck: {error}", err=True)
                continue
            url = row.get("url")
            if not isinstance(url, str) or not url:
                self._lines.fault(row.get("id"), f'line {number} has no "url"')
            elif request := self._ledger.ask(row.get("id"), url):
                yield request


def crawler_of(configuration: Configuration, *, reads: bool, keeps_bodies: bool) -> Crawler:
    """Set up the crawler, over the network or an archive; redirects inside pages are followed where pages are read."""
    settings = configuration.network()
    transport = replay_of(configuration)
    follow = stub_redirect if reads else None
    return Crawler(settings, clock=now, transport=transport, stub_redirect=follow, keeps_bodies=keeps_bodies)


def keeper_of(configuration: Configuration) -> Keeper:
    """Open the archive beside the store."""
    from citecheck.cli.fetch_keep import Keeper  # noqa: PLC0415 (status and hops alone need no archive)

    return Keeper(store_path(Path.cwd(), configuration["store"]).parent / "warc")


def reader_of(configuration: Configuration) -> Reader:
    """Prepare the children that read pages."""
    from citecheck.cli.fetch_page import Reader  # noqa: PLC0415 (nor children)

    return Reader(body_limit=configuration["body-limit"], seconds=configuration["max-time"])


def stub_redirect(body: bytes, url: str) -> str | None:
    """Say where a page leads that is only a redirect."""
    from citecheck.content import stub_redirect as of_page  # noqa: PLC0415

    return of_page(body, url)


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)
