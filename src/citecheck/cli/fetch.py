"""`citecheck fetch`: ask addresses and say what each of them is."""

from __future__ import annotations

import asyncio
import sys
import uuid
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citecheck import __version__
from citecheck.cli.fetch_input import Ledger, batch_lines, parsed
from citecheck.cli.fetch_progress import told
from citecheck.cli.fetch_row import Lines, answer_to
from citecheck.cli.network_options import network_options
from citecheck.config import Configuration, load, store_path
from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.fetch import Crawler, FetchRequest
from citecheck.fetch.batches import batches
from citecheck.fetch.running import run
from citecheck.model.exchange import Exchange, Reached
from citecheck.model.page import Fingerprint, PageReading, PageText

if TYPE_CHECKING:
    from citecheck.archive import WarcWriter
    from citecheck.model.report import Capture
    from citecheck.pool import Pool, Unread

BATCH = 64
"""Exchanges kept and read together: one sync to disk, one turn of the pool."""
GROUPS = 3
"""Such batches under way at once: while one waits for the disk the children have another."""
WORKERS = 2
PARSE_SECONDS = 30.0
PARSE_MEMORY = 1_500_000_000
"""Bounds of one child process that reads pages."""


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
    fetching = Fetching(configuration, keeps=archive, reads=page)
    run(fetching.run(urls, batch))
    sys.exit(2 if fetching.had_bad_lines else 0)


@dataclass(frozen=True, slots=True)
class Equipment:
    """What the exchanges of one run go through; None for what was not asked for."""

    archive: WarcWriter | None
    pool: Pool | None
    body_limit: int


class Fetching:
    """One run of the command."""

    def __init__(self, configuration: Configuration, *, keeps: bool, reads: bool) -> None:
        self._configuration = configuration
        self._keeps = keeps
        self._reads = reads
        self._lines = Lines()
        self._ledger = Ledger(self._lines.answer)
        self._room = asyncio.Semaphore(GROUPS)
        self._writing = asyncio.Lock()
        self.had_bad_lines = False

    async def run(self, urls: Sequence[str], batch: str | None) -> None:
        """Ask everything and print a line for each; an interrupt leaves none of them unsent."""
        async with AsyncExitStack() as stack:
            stack.callback(self._lines.flush)
            crawler = await stack.enter_async_context(self._crawler())
            equipment = self._equipment(stack)
            exchanges = told(crawler.crawl(self._from_batch(batch) if batch else self._from_arguments(urls)))
            if equipment.archive is None and equipment.pool is None:
                async for exchange in exchanges:
                    self._ledger.answer(exchange.url, answer_to(exchange, None, None, unread=None))
                return
            await self._work_through(exchanges, equipment)

    def _crawler(self) -> Crawler:
        settings = self._configuration.network()
        replay = self._configuration["replay"]
        if replay and settings.offline:
            raise WrongUsage("--replay and --offline exclude each other: a replay answers, without any network")
        transport = None
        if replay:
            from citecheck.archive import open_replay  # noqa: PLC0415 (it loads httpx, which nothing else here needs)

            transport = open_replay(Path(replay))
        return Crawler(settings, clock=now, transport=transport, stub_redirect=stub_redirect if self._reads else None)

    def _equipment(self, stack: AsyncExitStack) -> Equipment:
        archive = pool = None
        if self._keeps:
            archive = stack.enter_context(open_archive(self._configuration))
        if self._reads:
            from citecheck.pool import Pool  # noqa: PLC0415

            pool = stack.enter_context(Pool(WORKERS, seconds=PARSE_SECONDS, memory=PARSE_MEMORY))
        return Equipment(archive, pool, self._configuration["body-limit"])

    async def _work_through(self, exchanges: AsyncIterator[Exchange], equipment: Equipment) -> None:
        """Keep, read and print everything, some batches at a time."""
        try:
            async with asyncio.TaskGroup() as tasks:
                async for group in batches(exchanges, BATCH):
                    await self._room.acquire()
                    tasks.create_task(self._work(group, equipment))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors  # one fault, as of a full disk, fells all batches alike

    async def _work(self, group: Sequence[Exchange], equipment: Equipment) -> None:
        """Keep and read a batch at the same time, then print it: what is printed is on the disk."""
        captures, readings = await asyncio.gather(self._keep(group, equipment.archive), read(group, equipment))
        self._room.release()
        for exchange, capture, reading in zip(group, captures, readings, strict=True):
            if reading is None or isinstance(reading, PageReading):
                answer = answer_to(exchange, capture, reading, unread=None)
            else:
                answer = answer_to(exchange, capture, None, unread=reading.reason)
            self._ledger.answer(exchange.url, answer)

    async def _keep(self, group: Sequence[Exchange], archive: WarcWriter | None) -> list[Capture | None]:
        """Write a batch to the archive; on return it is on the disk. The writer takes one thread at a time."""
        if archive is None:
            return [None] * len(group)
        async with self._writing:
            return await asyncio.to_thread(write, group, archive)

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
                row = parsed(line, number)
            except UnreadableInput as error:
                self.had_bad_lines = True
                click.echo(f"citecheck: {error}", err=True)
                continue
            url = row.get("url")
            if not isinstance(url, str) or not url:
                self._lines.fault(row.get("id"), f'line {number} has no "url"')
            elif request := self._ledger.ask(row.get("id"), url):
                yield request


@dataclass(frozen=True, slots=True)
class PageJob:
    """An answer to read in a child process; `limit` bounds its decoded body, bytes."""

    reached: Reached
    limit: int


def read_briefly(job: PageJob) -> PageReading:
    """Read one answer, and leave behind what a line of output does not hold: texts are dear to send."""
    from citecheck.content import answer_of, read_page  # noqa: PLC0415 (the parent never parses)

    reading = read_page(answer_of(job.reached, body_limit=job.limit))
    fingerprint = Fingerprint(reading.fingerprint.version, (), ())
    return replace(reading, text=PageText(reading.text.title, "", ""), fingerprint=fingerprint)


def stub_redirect(body: bytes, url: str) -> str | None:
    """Say where a page leads that is only a redirect."""
    from citecheck.content.redirects import stub_redirect as of_page  # noqa: PLC0415

    return of_page(body, url)


async def read(group: Sequence[Exchange], equipment: Equipment) -> list[PageReading | Unread | None]:
    """Read the pages of a batch; None for what brought no page."""
    if equipment.pool is None:
        return [None] * len(group)
    jobs = [PageJob(each, equipment.body_limit) for each in group if isinstance(each, Reached)]
    readings = iter(await equipment.pool.run(read_briefly, jobs))
    return [next(readings) if isinstance(each, Reached) else None for each in group]


def write(group: Sequence[Exchange], archive: WarcWriter) -> list[Capture | None]:
    """Write a batch and sync it; blocks."""
    captures = [archive.write(exchange, sync=False) for exchange in group]
    archive.sync()
    return captures


def open_archive(configuration: Configuration) -> WarcWriter:
    """Open the archive beside the store."""
    from citecheck.archive import WarcWriter  # noqa: PLC0415

    folder = store_path(Path.cwd(), configuration["store"]).parent / "warc"
    return WarcWriter(folder, software=f"citecheck/{__version__}", now=now, make_id=lambda: str(uuid.uuid4()))


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)
