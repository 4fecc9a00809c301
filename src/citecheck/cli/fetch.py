"""`citecheck fetch`: request addresses and report the page class of each.

Addresses come from arguments or input lines, and one JSON line is printed for each (`run.fetch_stages`). Output is
flushed once per turn of the event loop: without delay, but not line by line under load. If standard error is a terminal
and standard output is not, a status line shows the progress.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections import Counter
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from json.encoder import encode_basestring
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citecheck.cli.options import config_option, network_options
from citecheck.cli.streams import ReaderGone, conclude_faults, parse_row
from citecheck.config.configuration_file import load_configuration
from citecheck.errors import RunIncomplete, UnreadableInput, WrongUsage
from citecheck.model.exchange import Exchange, Lost, Reached, Refused
from citecheck.net.address import host_of
from citecheck.net.crawler import run_async
from citecheck.net.request import FetchRequest
from citecheck.report.safe_text import escape_json, hide_secrets
from citecheck.run.context import CrawlerPort, FetchOptions, FetchPorts
from citecheck.run.fault_log import FaultLog
from citecheck.run.fetch_stages import BATCH, BATCHES, AnswerContext, Ledger, batch_lines, fetch_addresses
from citecheck.run.session import open_fetch_crawler, open_fetch_ports

if TYPE_CHECKING:
    from citecheck.model.report import Capture
    from citecheck.net.crawler import Crawler
    from citecheck.reach.decision import Outcome
    from citecheck.run.page_brief import PageBrief


@click.command()
@click.argument("urls", nargs=-1)
@click.option("--batch", metavar="FILE", help='Read one {"id", "url"} per line from a file or "-".')
@click.option("--archive/--no-archive", default=True, help="Archive the answers (default), or not.")
@click.option("--page/--no-page", default=True, help="Read each page (default), or print only status and hops.")
@click.option("--store", envvar="CITECHECK_STORE", metavar="FILE", help="Store whose archive is used.")
@config_option
@network_options
def command(urls: tuple[str, ...], batch: str | None, *, archive: bool, page: bool, **given: Any) -> None:
    """Request URLS and print one JSON object for each: its final address, status and kind of page."""
    if bool(urls) == bool(batch):
        raise WrongUsage("name the addresses to request, or give --batch - and write them to standard input")
    configuration = load_configuration(Path.cwd(), given.pop("config")).merge(
        {key.replace("_", "-"): value for key, value in given.items()}
    )
    log = FaultLog()
    crawler, browser = open_fetch_crawler(configuration, log, _announce, reads=page, keeps_bodies=page or archive)
    options = FetchOptions(body_limit=configuration["body-limit"], batch=BATCH, at_once=BATCHES)
    counted = _count_on_terminal(crawler)
    with open_fetch_ports(configuration, counted, log, archive=archive, page=page, browser=browser) as ports:
        fetching = _Fetching(ports, options)
        run_async(fetching.run(crawler, urls, batch))
    sys.exit(conclude_faults(log.faults) or (2 if fetching.had_bad_lines else 0))


def _announce(sentence: str) -> None:
    """Print a sentence on standard error."""
    click.echo(f"citecheck: {sentence}", err=True)


class _Fetching:
    """The input and the output of one run."""

    def __init__(self, ports: FetchPorts, options: FetchOptions) -> None:
        self._ports = ports
        self._options = options
        self._lines = _AnswerLines()
        self._ledger = Ledger(self._lines.answer)
        self.had_bad_lines = False

    async def run(self, crawler: Crawler, urls: Sequence[str], batch: str | None) -> None:
        """Request all addresses and print a line for each; lines are flushed even at an interrupt."""
        requests = self._from_batch(batch) if batch else self._from_arguments(urls)
        context = AnswerContext(ports=self._ports, options=self._options, requests=requests, answer=self._answer)
        try:
            async with crawler:
                await fetch_addresses(context)
        finally:
            self._lines.flush()
            if self._ports.browser:
                await self._ports.browser.aclose()

    def _answer(self, exchange: Exchange, capture: Capture | None, brief: PageBrief | None, outcome: Outcome) -> None:
        self._ledger.answer(exchange.url, _render_answer(exchange, capture, brief, outcome))

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


_encode = json.JSONEncoder(ensure_ascii=False).encode


def _render_answer(exchange: Exchange, capture: Capture | None, brief: PageBrief | None, outcome: Outcome) -> str:
    """Render the part of a line that depends only on the address: JSON from "final_url" to the closing brace."""
    reading = brief.reading if brief else None
    last = exchange.hops[-1] if isinstance(exchange, Reached) else None
    row = {
        "final_url": hide_secrets(outcome.final_url) if outcome.final_url else None,
        "hops": [{"url": hide_secrets(hop.url), "status": hop.status} for hop in exchange.hops],
        "status": outcome.status,
        "reach": outcome.reach.value,
        "page": reading.page.value if reading else None,
        "error": hide_secrets(outcome.error) if outcome.error else None,
        "title": hide_secrets(reading.text.title) if reading and reading.text.title else None,
        "sha256": _sha256(last.body, capture) if last and (capture or reading) else None,
        "fingerprint": brief.fingerprint if brief else None,
        "elapsed_ms": round(sum(hop.elapsed for hop in exchange.hops) * 1000),
    }
    return escape_json(_encode(row))[1:]


class _AnswerLines:
    """The lines on standard output, flushed once per turn of the event loop."""

    def __init__(self) -> None:
        self._pending: list[str] = []
        self._lost: ReaderGone | RunIncomplete | None = None

    def answer(self, number: Any, url: str, answer: str) -> None:
        """Print one line: its own id and address, then the answer."""
        key = str(number) if type(number) is int else _encode(number)
        self._print(f'{{"id": {key}, "url": {encode_basestring(hide_secrets(url))}, {answer}\n')

    def fault(self, number: Any, fault: str) -> None:
        """Print the line of a row without an address."""
        self._print(_encode({"id": number, "url": None, "error": fault}) + "\n")

    def flush(self) -> None:
        """Flush the printed lines. Raises ReaderGone or RunIncomplete if they cannot be written."""
        if self._lost:
            raise self._lost
        # A JSON string may hold a lone surrogate, a UTF-8 file may not.
        lines, self._pending = "".join(self._pending).encode("utf-8", "backslashreplace"), []
        sys.stdout.buffer.write(lines)
        sys.stdout.buffer.flush()

    def _flush_in_turn(self) -> None:
        """Flush in a callback of the event loop, where no caller handles an error; the next line raises it."""
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


_EXCHANGE_WORDS = {Reached: "answered", Lost: "lost", Refused: "not asked"}


class _CountedCrawler:
    """A crawler whose exchanges are counted on standard error."""

    def __init__(self, crawler: CrawlerPort) -> None:
        self._crawler = crawler

    def crawl(self, requests: Iterable[FetchRequest] | AsyncIterable[FetchRequest]) -> AsyncIterator[Exchange]:
        """Request the addresses and count the exchanges."""
        return count_exchanges(self._crawler.crawl(requests))


def _count_on_terminal(crawler: CrawlerPort) -> CrawlerPort:
    """Return a crawler that shows counts on standard error, if only that is a terminal."""
    on_terminal = sys.stderr is not None and sys.stderr.isatty() and not sys.stdout.isatty()
    return _CountedCrawler(crawler) if on_terminal else crawler


async def count_exchanges(exchanges: AsyncIterator[Exchange]) -> AsyncIterator[Exchange]:
    """Yield the exchanges and show their counts in a status line."""
    from rich.console import Console  # noqa: PLC0415 (not needed in a pipe)

    counts: Counter[str] = Counter()
    hosts: set[str] = set()
    with Console(stderr=True).status("Requesting") as status:
        async for exchange in exchanges:
            counts[_EXCHANGE_WORDS[type(exchange)]] += 1
            hosts.add(host_of(exchange.url))
            summary = ", ".join(f"{count} {word}" for word, count in counts.most_common())
            status.update(f"{len(hosts)} hosts: {summary}")
            yield exchange
