"""`citecheck fetch`: ask addresses and say what each of them is.

`Fetching` is one run: addresses in (`run.fetch_input`), batches kept and read (`run.fetch_stages`), one JSON
line out for each. Lines are sent off in each turn of the event loop: at once, yet not one by one in a rush.
Where the answers go into a file or a pipe and standard error is a terminal, one status line there says how
far the run is. Archive and children are loaded only when they are asked for.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from json.encoder import encode_basestring
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citecheck.cli.batch_rows import parse_row
from citecheck.cli.options import network_options
from citecheck.cli.streams import ReaderGone
from citecheck.config.configuration import Configuration
from citecheck.config.configuration_file import find_store_path, load_configuration
from citecheck.errors import RunIncomplete, UnreadableInput, WrongUsage
from citecheck.model.exchange import Exchange, Lost, Reached, Refused
from citecheck.net.address import host_of
from citecheck.net.batches import batch_exchanges
from citecheck.net.crawler import Crawler
from citecheck.net.event_loop import run_async
from citecheck.net.request import FetchRequest
from citecheck.reach.death_policy import ONE_ANSWER
from citecheck.reach.decision import ReadPage, decide_reach
from citecheck.report.safe_text import escape_json, hide_secrets
from citecheck.run.fetch_input import Ledger, batch_lines
from citecheck.run.replay import open_configured_replay

if TYPE_CHECKING:
    from citecheck.model.report import Capture
    from citecheck.run.fetch_stages import ExchangeKeeper, PageBrief, PageReader
    from citecheck.run.pool import Unread

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
    configuration = load_configuration(Path.cwd()).merged({key.replace("_", "-"): value for key, value in said.items()})
    with ExitStack() as stack:
        fetching = Fetching(
            open_crawler(configuration, reads=page, keeps_bodies=page or archive),
            keeper=stack.enter_context(open_keeper(configuration)) if archive else None,
            reader=stack.enter_context(open_reader(configuration)) if page else None,
        )
        run_async(fetching.run(urls, batch))
    sys.exit(2 if fetching.had_bad_lines else 0)


class Fetching:
    """One run of the command; `keeper` and `reader` are None for what was not asked for."""

    def __init__(self, crawler: Crawler, *, keeper: ExchangeKeeper | None, reader: PageReader | None) -> None:
        self._crawler = crawler
        self._keeper = keeper
        self._reader = reader
        self._lines = AnswerLines()
        self._ledger = Ledger(self._lines.answer)
        self._room = asyncio.Semaphore(BATCHES)
        self.had_bad_lines = False

    async def run(self, urls: Sequence[str], batch: str | None) -> None:
        """Ask everything and print a line for each; an interrupt leaves none of them unsent."""
        try:
            async with self._crawler as crawler:
                exchanges = show_progress(
                    crawler.crawl(self._from_batch(batch) if batch else self._from_arguments(urls))
                )
                if self._keeper or self._reader:
                    await self._work_through(exchanges)
                else:
                    async for exchange in exchanges:
                        self._ledger.answer(exchange.url, render_answer(exchange, None, None, unread=None))
        finally:
            self._lines.flush()

    async def _work_through(self, exchanges: AsyncIterator[Exchange]) -> None:
        """Keep, read and print everything, some batches at a time."""
        try:
            async with asyncio.TaskGroup() as tasks:
                async for group in batch_exchanges(exchanges, BATCH):
                    await self._room.acquire()
                    tasks.create_task(self._work(group))
        except ExceptionGroup as errors:
            raise errors.exceptions[0] from errors  # one fault, as of a full disk, fells all batches alike

    async def _work(self, group: Sequence[Exchange]) -> None:
        """Keep and read a batch at the same time, then print it: what is printed is on the disk."""
        captures, readings = await asyncio.gather(self._kept(group), self._read(group))
        self._room.release()
        from citecheck.run.pool import Unread  # noqa: PLC0415 (status and hops alone need no children)

        for exchange, capture, reading in zip(group, captures, readings, strict=True):
            if isinstance(reading, Unread):
                answer = render_answer(exchange, capture, None, unread=reading.reason)
            else:
                answer = render_answer(exchange, capture, reading, unread=None)
            self._ledger.answer(exchange.url, answer)

    async def _kept(self, group: Sequence[Exchange]) -> list[Capture | None]:
        return await self._keeper.keep(group) if self._keeper else [None] * len(group)

    async def _read(self, group: Sequence[Exchange]) -> list[PageBrief | Unread | None]:
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
                row = parse_row(line, number, holding="id and url")
            except UnreadableInput as error:
                self.had_bad_lines = True
                click.echo(f"citecheck: {error}", err=True)
                continue
            url = row.get("url")
            if not isinstance(url, str) or not url:
                self._lines.fault(row.get("id"), f'line {number} has no "url"')
            elif request := self._ledger.ask(row.get("id"), url):
                yield request


def open_crawler(configuration: Configuration, *, reads: bool, keeps_bodies: bool) -> Crawler:
    """Set up the crawler, over the network or an archive; redirects inside pages are followed where pages are read."""
    settings = configuration.network()
    transport = open_configured_replay(configuration)
    follow = find_stub_redirect if reads else None
    return Crawler(settings, clock=now, transport=transport, stub_redirect=follow, keeps_bodies=keeps_bodies)


def open_keeper(configuration: Configuration) -> ExchangeKeeper:
    """Open the archive beside the store."""
    from citecheck.run.fetch_stages import ExchangeKeeper  # noqa: PLC0415 (status and hops alone need no archive)

    return ExchangeKeeper(find_store_path(Path.cwd(), configuration["store"]).parent / "warc")


def open_reader(configuration: Configuration) -> PageReader:
    """Prepare the children that read pages."""
    from citecheck.run.fetch_stages import PageReader  # noqa: PLC0415 (nor children)

    return PageReader(body_limit=configuration["body-limit"], seconds=configuration["max-time"])


def find_stub_redirect(body: bytes, url: str) -> str | None:
    """Say where a page leads that is only a redirect."""
    from citecheck.page.html.redirects import find_stub_redirect as of_page  # noqa: PLC0415

    return of_page(body, url)


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)


if TYPE_CHECKING:
    from citecheck.model.report import Capture
    from citecheck.run.fetch_stages import PageBrief

_encode = json.JSONEncoder(ensure_ascii=False).encode


def render_answer(exchange: Exchange, capture: Capture | None, brief: PageBrief | None, *, unread: str | None) -> str:
    """Write the part of a line that depends on the address alone: JSON from "final_url" to the closing brace.

    `unread` says why a page that should have been read was not.
    """
    reading = brief.reading if brief else None
    read = ReadPage(reading.page if reading else None, unread=unread)
    outcome = decide_reach(exchange, read, history=(), looks=(), policy=ONE_ANSWER, now=now())
    last = exchange.hops[-1] if isinstance(exchange, Reached) else None
    row = {
        "final_url": hide_secrets(outcome.final_url) if outcome.final_url else None,
        "hops": [{"url": hide_secrets(hop.url), "status": hop.status} for hop in exchange.hops],
        "status": outcome.status,
        "reach": outcome.reach.value,
        "page": reading.page.value if reading else None,
        "error": outcome.error,
        "title": reading.text.title if reading else None,
        "sha256": _sha256(last.body, capture) if last and (capture or reading) else None,
        "fingerprint": brief.fingerprint if brief else None,
        "elapsed_ms": round(sum(hop.elapsed for hop in exchange.hops) * 1000),
    }
    return escape_json(_encode(row))[1:]


class AnswerLines:
    """The lines on standard output, sent off in each turn of the event loop: at once, yet not one by one in a rush."""

    def __init__(self) -> None:
        self._pending: list[str] = []
        self._lost: ReaderGone | RunIncomplete | None = None

    def answer(self, number: Any, url: str, answer: str) -> None:
        """Print one line: its own id and address, then what was found."""
        key = str(number) if type(number) is int else _encode(number)
        self._print(f'{{"id": {key}, "url": {encode_basestring(hide_secrets(url))}, {answer}\n')

    def fault(self, number: Any, fault: str) -> None:
        """Print the line of a row that names no address."""
        self._print(_encode({"id": number, "url": None, "error": fault}) + "\n")

    def flush(self) -> None:
        """Send off what was printed. Raises ReaderGone or RunIncomplete where it cannot be."""
        if self._lost:
            raise self._lost
        # Half a surrogate pair may stand in a JSON string, and in no UTF-8 file.
        lines, self._pending = "".join(self._pending).encode("utf-8", "backslashreplace"), []
        sys.stdout.buffer.write(lines)
        sys.stdout.buffer.flush()

    def _flush_in_turn(self) -> None:
        """Flush where nobody catches what is raised: the next line raises it."""
        try:
            self.flush()
        except (ReaderGone, RunIncomplete) as lost:
            self._lost = lost

    def _print(self, line: str) -> None:
        if self._lost:
            raise self._lost
        if not self._pending:
            asyncio.get_running_loop().call_soon(self._flush_in_turn)
        self._pending.append(line)


def _sha256(body: bytes, capture: Capture | None) -> str:
    return capture.sha256 if capture else hashlib.sha256(body).hexdigest()


EXCHANGE_WORDS = {Reached: "answered", Lost: "lost", Refused: "not asked"}


def show_progress(exchanges: AsyncIterator[Exchange]) -> AsyncIterator[Exchange]:
    """Pass exchanges on, counting them on standard error where that is a terminal and the answers go elsewhere."""
    on_terminal = sys.stderr is not None and sys.stderr.isatty() and not sys.stdout.isatty()
    return count_exchanges(exchanges) if on_terminal else exchanges


async def count_exchanges(exchanges: AsyncIterator[Exchange]) -> AsyncIterator[Exchange]:
    """Pass exchanges on with a status line of their counts."""
    from rich.console import Console  # noqa: PLC0415 (a pipe does not pay for it)

    counts: Counter[str] = Counter()
    hosts: set[str] = set()
    with Console(stderr=True).status("Asking") as status:
        async for exchange in exchanges:
            counts[EXCHANGE_WORDS[type(exchange)]] += 1
            hosts.add(host_of(exchange.url))
            said = ", ".join(f"{count} {word}" for word, count in counts.most_common())
            status.update(f"{len(hosts)} hosts: {said}")
            yield exchange
