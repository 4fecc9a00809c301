"""Request addresses and archive the answers, for `check`, `audit` and `fetch` alike.

An answer is kept as soon as it comes, together with what else came within 50 ms, and read when the children have time:
a page that takes long to read delays no record. What a killed run kept is read from the archive by the run that
resumes it. What waits to be read is dropped from memory where it is too much, and read from the archive again.
Everything that the store refers to, or that is printed, is already on disk. Store, parser and archive are not imported
here: `citecheck fetch` may need none of them.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from citecheck.errors import CitecheckError
from citecheck.model.change import Change
from citecheck.model.exchange import Exchange
from citecheck.model.report import Capture
from citecheck.net.batches import HEAVY_BATCH, batch_exchanges, count_body_bytes
from citecheck.net.request import FetchRequest
from citecheck.run.context import (
    AnswerSteps,
    ArchivePort,
    Batch,
    BatchStage,
    FetchContext,
    KeptAnswer,
    VisitPageResult,
)

ContextT = TypeVar("ContextT", bound=FetchContext)

_GROUP = 256
"""Most answers that are kept together."""
_GROUP_SECONDS = 0.05
"""Time in which answers are kept together: each group costs two waits for the disk."""
_MOST_WAITING = 4_096
"""Most answers that wait to be read; their headers stay in memory."""


@dataclass(frozen=True, slots=True)
class AskAddresses(Generic[ContextT]):
    """Request the addresses of the context and run the answers through `steps`, in order."""

    steps: AnswerSteps[ContextT]

    async def run(self, context: ContextT) -> ContextT:
        """Request the addresses; the last step stores the results.

        Raises:
            StoreError: A group or batch could not be written; the earlier ones are on disk.
        """
        await ask_in_batches(context, context.unanswered, self.steps)
        return context


async def ask_in_batches(
    context: ContextT,
    requests: Iterable[FetchRequest] | AsyncIterable[FetchRequest],
    steps: AnswerSteps[ContextT],
) -> None:
    """Request addresses, keep answers as they come, and read them in batches, as many at once as the options allow.

    What an interrupted part of the run kept is read and not requested. An error of one batch, such as a full disk,
    ends the others and is raised alone. An interrupt ends the requests; what was received until then still takes the
    steps, so that the next run does not ask for it again.
    """
    answers = _Answers(context, steps)
    if isinstance(requests, Sequence):
        context.ports.progress.planned(len(requests))
        requests = answers.recall(requests)
    keeping = asyncio.create_task(answers.keep(context.ports.crawler.crawl(requests)))
    under_way: set[asyncio.Task[Sequence[Batch]]] = set()
    try:
        await _read_waiting(answers, under_way)
        await keeping
    except asyncio.CancelledError:
        keeping.cancel()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_KEEPING_SECONDS):
                await asyncio.wait([keeping])
                await _read_waiting(answers, under_way)
        raise
    finally:
        for task in (keeping, *under_way):
            task.cancel()
        await asyncio.gather(keeping, *under_way, return_exceptions=True)


_KEEPING_SECONDS = 20.0
"""Time after an interrupt to read and store what was received; a second interrupt ends it at once."""


async def _read_waiting(answers: _Answers[ContextT], under_way: set[asyncio.Task[Sequence[Batch]]]) -> None:
    """Read what waits in batches until no more comes. Raises the error of a batch that failed."""
    options = answers.context.options
    while batch := await answers.take(options.batch):
        steps = answers.steps.read
        under_way.add(asyncio.create_task(_take_through(answers.context, batch, steps)))
        await _wait_until_fewer(under_way, options.at_once)
    await _wait_until_fewer(under_way, 1)


class _Answers(Generic[ContextT]):
    """The answers that were kept and wait to be read, bounded in number and in bytes."""

    def __init__(self, context: ContextT, steps: AnswerSteps[ContextT]) -> None:
        self.context = context
        self.steps = steps
        self._waiting: deque[KeptAnswer] = deque()
        self._load = 0
        self._arrived = asyncio.Event()
        self._room = asyncio.Event()
        self._ended = False

    def recall(self, requests: Sequence[FetchRequest]) -> list[FetchRequest]:
        """Take what an interrupted part of the run kept of the addresses; return the requests of the others."""
        kept = self.steps.recall(self.context)
        for request in requests:
            if request.url in kept:
                self._put(kept[request.url])
        return [request for request in requests if request.url not in kept]

    async def keep(self, exchanges: AsyncIterator[Exchange]) -> None:
        """Keep exchanges as they come; at an interrupt, what was received is kept as well. Raises StoreError."""
        received: list[Exchange] = []
        groups = batch_exchanges(exchanges, _GROUP, every=_GROUP_SECONDS, rest=received)
        try:
            async for group in groups:
                await self._keep_group(group)
                await self._wait_for_room()
        except asyncio.CancelledError:
            await groups.aclose()
            await self._keep_group(received)
            raise
        finally:
            await groups.aclose()
            self._ended = True
            self._arrived.set()

    async def take(self, size: int) -> Batch | None:
        """Return the next batch to read, None at the end."""
        while not (self._waiting or self._ended):
            self._arrived.clear()
            await self._arrived.wait()
        taken: list[KeptAnswer] = []
        load = 0
        while self._waiting and len(taken) < size and load < HEAVY_BATCH:
            kept = self._waiting.popleft()
            size_of_bodies = count_body_bytes(kept.exchange)
            self._load -= size_of_bodies
            load += size_of_bodies + kept.left_out
            taken.append(_restore_body(self.context.ports.archive, kept))
        self._room.set()
        return Batch([kept.exchange for kept in taken], captures=[kept.capture for kept in taken]) if taken else None

    async def _keep_group(self, group: Sequence[Exchange]) -> None:
        """Take a group through the steps to its end, at an interrupt as well."""
        if not group:
            return
        taking = asyncio.ensure_future(_take_through(self.context, Batch(group), self.steps.keep))
        try:
            await asyncio.shield(taking)
        except asyncio.CancelledError:
            await asyncio.wait([taking])
            self._put_batches(taking.result())
            raise
        self._put_batches(taking.result())

    def _put_batches(self, batches: Iterable[Batch]) -> None:
        for batch in batches:
            captures = batch.captures or [None] * len(batch.exchanges)
            for exchange, capture in zip(batch.exchanges, captures, strict=True):
                self._put(KeptAnswer(exchange, capture))

    def _put(self, kept: KeptAnswer) -> None:
        """Have an answer wait, without its body where too much waits and the archive has it."""
        if self._load > HEAVY_BATCH and kept.capture is not None:
            kept = _leave_body_out(kept)
        self._load += count_body_bytes(kept.exchange)
        self._waiting.append(kept)
        self._arrived.set()

    async def _wait_for_room(self) -> None:
        """Wait while too much waits that the archive does not have."""
        while len(self._waiting) >= _MOST_WAITING or self._load > 2 * HEAVY_BATCH:
            self._room.clear()
            await self._room.wait()


def _leave_body_out(kept: KeptAnswer) -> KeptAnswer:
    """Return an answer without its bodies; only the last one is read, and the archive has it."""
    hops = tuple(replace(hop, body=b"") for hop in kept.exchange.hops)
    return KeptAnswer(replace(kept.exchange, hops=hops), kept.capture, len(kept.exchange.hops[-1].body))


def _restore_body(archive: ArchivePort | None, kept: KeptAnswer) -> KeptAnswer:
    """Return an answer with the body of its last hop. Raises UnreadableInput."""
    if not kept.left_out or archive is None or kept.capture is None:
        return kept
    *before, last = kept.exchange.hops
    restored = replace(last, body=archive.read_body(kept.capture))
    return KeptAnswer(replace(kept.exchange, hops=(*before, restored)), kept.capture)


async def _wait_until_fewer(under_way: set[asyncio.Task[Sequence[Batch]]], most: int) -> None:
    """Wait until fewer than `most` batches are under way. Raises the error of a batch that failed."""
    while len(under_way) >= most:
        done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            under_way.discard(task)
            task.result()


async def _take_through(context: ContextT, batch: Batch, steps: Sequence[BatchStage[ContextT]]) -> Sequence[Batch]:
    """Run one batch through the steps; where a step fails unforeseen, each exchange takes the rest of them alone."""
    for at, step in enumerate(steps):
        try:
            batch = await step.take(context, batch)
        except CitecheckError:
            raise
        except Exception:  # noqa: BLE001 (found again, and recorded, by the exchange that causes it)
            return [await _take_alone(context, each, steps[at:]) for each in _split_batch(batch)]
    return [batch]


async def _take_alone(context: ContextT, batch: Batch, steps: Sequence[BatchStage[ContextT]]) -> Batch:
    """Run a batch of one exchange through the steps; one that fails leaves the page unread, and the others follow."""
    for step in steps:
        try:
            batch = await step.take(context, batch)
        except CitecheckError:
            raise
        except Exception as error:  # noqa: BLE001 (one page of many does not end the run)
            unread = context.ports.faults.record(batch.exchanges[0].url, error)
            batch = replace(batch, readings=[unread], captures=batch.captures or [None])
    return batch


def _split_batch(batch: Batch) -> Iterator[Batch]:
    """Yield a batch for each exchange, with its results so far."""
    for at, exchange in enumerate(batch.exchanges):
        yield replace(
            batch,
            exchanges=batch.exchanges[at : at + 1],
            before={exchange.url: batch.before.get(exchange.url)},
            captures=batch.captures[at : at + 1],
            readings=batch.readings[at : at + 1],
        )


@dataclass(frozen=True, slots=True)
class KeepExchanges:
    """Write a batch to the archive; when it returns, the batch is on disk."""

    async def take(self, context: FetchContext, batch: Batch) -> Batch:
        """Fill in the captures, all None without an archive. Raises StoreError."""
        archive, thread = context.ports.archive, context.ports.archive_thread
        if archive is None:
            return replace(batch, captures=[None] * len(batch.exchanges))
        if thread is None:
            return replace(batch, captures=_write_exchanges(archive, batch))
        write = partial(_write_exchanges, archive, batch)
        return replace(batch, captures=await asyncio.get_running_loop().run_in_executor(thread, write))


def _write_exchanges(archive: ArchivePort, batch: Batch) -> Sequence[Capture | None]:
    """Write a batch, each 304 as a confirmation of the last capture; when it returns, the batch is on disk."""
    from citecheck.archive.warc.writer import kept_body_of  # noqa: PLC0415 (status and hops alone need no archive)

    captures = [
        archive.write(exchange, confirmed=kept_body_of(kept.capture, kept.url) if kept else None, sync=False)
        for exchange in batch.exchanges
        for kept in [batch.before.get(exchange.url)]
    ]
    archive.sync()
    return captures


@dataclass(frozen=True, slots=True)
class KeepTexts:
    """Write the extracted text next to each capture, unless it equals the text of the last capture."""

    async def take(self, context: FetchContext, batch: Batch) -> Batch:
        """Write the texts; nothing is filled in. Raises StoreError."""
        archive = context.ports.archive
        for capture, result in zip(batch.captures, batch.readings, strict=True):
            if archive is None or capture is None or not isinstance(result, VisitPageResult):
                continue
            same = result.comparison is not None and result.comparison.change is Change.SAME
            if result.reading.text.visible and not same:
                archive.write_text(capture, result.url, result.reading.text.visible, sync=False)
        return batch
