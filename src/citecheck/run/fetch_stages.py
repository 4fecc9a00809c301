"""The run of `citecheck fetch`: each distinct address of the input is requested once, archived, read and answered.

It requests and archives with the stages of `check`, then reads each page for one line of output. There is no store: a
line is printed once its answer is on disk, which is all that a reader can rely on. Archive and children are loaded only
when they are needed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from citecheck.errors import UnreadableInput
from citecheck.model.exchange import Exchange, Reached
from citecheck.model.report import Capture
from citecheck.net.address import Address
from citecheck.net.failure import NotAsked
from citecheck.net.request import FetchRequest
from citecheck.reach.death_policy import ONE_ANSWER
from citecheck.reach.decision import (
    Outcome,
    ReadPage,
    decide_reach,
    is_worth_browser,
    rests_on_contact,
    takes_rendering,
)
from citecheck.run.context import AnswerSteps, Batch, FetchContext, PageResult, Stage
from citecheck.run.exchange_stages import AskAddresses, KeepExchanges
from citecheck.run.page_brief import BriefJob, PageBrief, read_briefly
from citecheck.run.pool_child import Unread

BATCH = 64
"""Exchanges archived and read together, with one sync to disk and one batch for the children."""
BATCHES = 3
"""Batches in progress at once: while one waits for the disk, the children read another."""
_CHUNK = 65_536
"""Bytes of input read at a time."""
_AHEAD = 4
"""Chunks read ahead of the crawl."""


_TakeAnswer = Callable[[Exchange, "Capture | None", "PageBrief | None", Outcome], None]
"""A function of an exchange, its capture, its page, and its outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerContext(FetchContext):
    """The context of `citecheck fetch`; `answer` is called for each address once it is archived and read."""

    answer: _TakeAnswer


@dataclass(frozen=True, slots=True)
class ReadBriefly:
    """Read the pages of a batch in the pool, each for a line of output."""

    async def take(self, context: FetchContext, batch: Batch) -> Batch:
        """Fill in the readings: None for exchanges without a page, and all None where no page is to be read."""
        pool = context.ports.pool
        if pool is None:
            return replace(batch, readings=[None] * len(batch.exchanges))
        limit = context.options.body_limit
        jobs = [BriefJob(each, limit) for each in batch.exchanges if isinstance(each, Reached)]
        results = await pool.run(read_briefly, jobs)
        for job, result in zip(jobs, results, strict=True):
            context.ports.faults.take(job.reached.url, result)
        read = iter(results)
        return replace(batch, readings=[next(read) if isinstance(each, Reached) else None for each in batch.exchanges])


@dataclass(frozen=True, slots=True)
class LookBriefly:
    """Show pages that show nothing without scripts in a browser, if the run has one."""

    async def take(self, context: FetchContext, batch: Batch) -> Batch:
        """Replace the exchanges, captures and readings of which a browser showed more."""
        if context.ports.browser is None:
            return batch
        rows = list(zip(batch.exchanges, batch.captures, batch.readings, strict=True))
        looked = [await _look_briefly(context, *row) or row for row in rows]
        exchanges, captures, readings = zip(*looked, strict=True) if looked else ((), (), ())
        return replace(batch, exchanges=exchanges, captures=captures, readings=readings)


async def _look_briefly(
    context: FetchContext, exchange: Exchange, capture: Capture | None, result: PageResult
) -> tuple[Exchange, Capture | None, PageBrief] | None:
    """Return what a browser shows of one page, None where there is nothing to look at or to see."""
    from citecheck.run.browser_stage import look_with_browser  # noqa: PLC0415 (few runs have a browser)

    ports = context.ports
    if ports.pool is None or not isinstance(exchange, Reached) or not isinstance(result, PageBrief):
        return None
    reading, status = result.reading, exchange.hops[-1].status
    if not is_worth_browser(reading.page, reading.text.coverage, status=status, media_type=reading.media_type):
        return None
    looked = await look_with_browser(ports, exchange, capture)
    if looked is None:
        return None
    (read,) = await ports.pool.run(read_briefly, [BriefJob(looked[0], context.options.body_limit)])
    ports.faults.take(exchange.url, read)
    if not isinstance(read, PageBrief) or not takes_rendering(reading.page, read.reading.page):
        return None
    return *looked, read


@dataclass(frozen=True, slots=True)
class GiveAnswers:
    """Decide the reach of each address from its one answer, and pass the results on."""

    async def take(self, context: AnswerContext, batch: Batch) -> Batch:
        """Answer each exchange of a batch."""
        for exchange, capture, reading in zip(batch.exchanges, batch.captures, batch.readings, strict=True):
            brief = reading if isinstance(reading, PageBrief) else None
            unread = reading.reason if isinstance(reading, Unread) else None
            read = ReadPage(
                brief.reading.page if brief else None,
                unread=unread,
                unproved=brief is not None and rests_on_contact(brief.reading.signals),
            )
            now = context.ports.clock()
            outcome = decide_reach(exchange, read, history=(), looks=(), policy=ONE_ANSWER, now=now)
            context.answer(exchange, capture, brief, outcome)
        return batch


FETCH_STEPS: AnswerSteps[AnswerContext] = AnswerSteps(
    keep=(KeepExchanges(),), read=(ReadBriefly(), LookBriefly(), GiveAnswers())
)

FETCH_STAGES: tuple[Stage[AnswerContext], ...] = (AskAddresses(FETCH_STEPS),)


async def fetch_addresses(context: AnswerContext) -> None:
    """Request and answer the addresses of the context. Raises StoreError if the archive cannot be written."""
    for stage in FETCH_STAGES:
        context = await stage.run(context)


class Ledger:
    """The input lines that wait for an address, and the answers of addresses already requested.

    `write(id, url, answer)` is called for each line once its address is answered. The answers stay in memory, some 300
    bytes each, since a later line may name the same address again.
    """

    def __init__(self, write: Callable[[Any, str, str], None]) -> None:
        self._write = write
        self._waiting: dict[str, list[tuple[Any, str]]] = {}
        self._answers: dict[str, str] = {}

    def ask(self, number: Any, url: str) -> FetchRequest | None:
        """Record that line `number` waits for `url`; return a request if it is new."""
        try:
            key = Address.parse(url).href
        except NotAsked:
            key = url
        if key in self._answers:
            self._write(number, url, self._answers[key])
            return None
        requested = key in self._waiting
        self._waiting.setdefault(key, []).append((number, url))
        return None if requested else FetchRequest(key)

    def answer(self, key: str, answer: str) -> None:
        """Answer every line that waits for the address."""
        self._answers[key] = answer
        for number, url in self._waiting.pop(key, ()):
            self._write(number, url, answer)


async def batch_lines(path: str) -> AsyncIterator[bytes]:
    """Yield the lines of a file, or of standard input for "-", as they arrive.

    A daemon thread reads, which may still be running when the program ends: a silent terminal or pipe must not block
    that. Raises UnreadableInput.
    """
    loop = asyncio.get_running_loop()
    chunks: asyncio.Queue[bytes | OSError] = asyncio.Queue()
    room = threading.Semaphore(_AHEAD)
    descriptor = _open_input(path)

    def pump() -> None:
        chunk: bytes | OSError = b"first"
        while chunk and isinstance(chunk, bytes):
            room.acquire()
            chunk = _read_chunk(descriptor)
            with contextlib.suppress(RuntimeError):  # the loop has already ended
                loop.call_soon_threadsafe(chunks.put_nowait, chunk)

    threading.Thread(target=pump, daemon=True, name="batch").start()
    rest = b""
    while chunk := await chunks.get():
        if isinstance(chunk, OSError):
            raise UnreadableInput(f"{path}: cannot be read ({chunk.strerror})")
        room.release()
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            yield line
    if rest:
        yield rest


def _read_chunk(descriptor: int) -> bytes | OSError:
    try:
        return os.read(descriptor, _CHUNK)
    except OSError as error:
        return error


def _open_input(path: str) -> int:
    if path == "-":
        return sys.stdin.fileno()
    try:
        return os.open(Path(path), os.O_RDONLY)
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be opened ({error.strerror}); check the name") from error
