"""Request addresses and archive the answers, for `check`, `audit` and `fetch` alike.

Answers pass through the batch stages in batches while other addresses are still being requested. A batch is written and
synced before its next stage, so that everything the store refers to, or that is printed, is already on disk. Store,
parser and archive are not imported here: `citecheck fetch` may need none of them.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Generic, TypeVar

from citecheck.errors import CitecheckError
from citecheck.model.change import Change
from citecheck.model.exchange import Exchange
from citecheck.model.report import Capture
from citecheck.net.batches import batch_exchanges
from citecheck.net.request import FetchRequest
from citecheck.run.context import ArchivePort, Batch, BatchStage, FetchContext, VisitPageResult

ContextT = TypeVar("ContextT", bound=FetchContext)


@dataclass(frozen=True, slots=True)
class AskAddresses(Generic[ContextT]):
    """Request the addresses of the context and run each batch of answers through `steps`, in order."""

    steps: tuple[BatchStage[ContextT], ...]

    async def run(self, context: ContextT) -> ContextT:
        """Request the addresses; the last step stores the results.

        Raises:
            StoreError: A batch could not be written; the earlier ones are on disk.
        """
        await ask_in_batches(context, context.unanswered, self.steps)
        return context


async def ask_in_batches(
    context: ContextT,
    requests: Iterable[FetchRequest] | AsyncIterable[FetchRequest],
    steps: Sequence[BatchStage[ContextT]],
) -> None:
    """Request addresses and run each batch through the steps, with as many batches at once as the options allow.

    An error of one batch, such as a full disk, ends the others and is raised alone. An interrupt ends the requests;
    what was received until then still takes the steps, so that the next run does not ask for it again.
    """
    if isinstance(requests, Sequence):
        context.ports.progress.planned(len(requests))
    received: list[Exchange] = []
    batches = batch_exchanges(context.ports.crawler.crawl(requests), context.options.batch, rest=received)
    under_way: set[asyncio.Task[None]] = set()
    try:
        async for batch in batches:
            under_way.add(asyncio.create_task(_take_through(context, batch, steps)))
            await _wait_until_fewer(under_way, context.options.at_once)
        await _wait_until_fewer(under_way, 1)
    except asyncio.CancelledError:
        await batches.aclose()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_KEEPING_SECONDS):
                await _wait_until_fewer(under_way, 1)
                if received:
                    await _take_through(context, received, steps)
        raise
    finally:
        await batches.aclose()
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)


_KEEPING_SECONDS = 20.0
"""Time after an interrupt to read and store what was received; a second interrupt ends it at once."""


async def _wait_until_fewer(under_way: set[asyncio.Task[None]], most: int) -> None:
    """Wait until fewer than `most` batches are under way. Raises the error of a batch that failed."""
    while len(under_way) >= most:
        done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            under_way.discard(task)
            task.result()


async def _take_through(
    context: ContextT, exchanges: Sequence[Exchange], steps: Sequence[BatchStage[ContextT]]
) -> None:
    """Run one batch through the steps; where a step fails unforeseen, each exchange takes the rest of them alone."""
    batch = Batch(exchanges)
    for at, step in enumerate(steps):
        try:
            batch = await step.take(context, batch)
        except CitecheckError:
            raise
        except Exception:  # noqa: BLE001 (found again, and recorded, by the exchange that causes it)
            for each in _split_batch(batch):
                await _take_alone(context, each, steps[at:])
            return


async def _take_alone(context: ContextT, batch: Batch, steps: Sequence[BatchStage[ContextT]]) -> None:
    """Run a batch of one exchange through the steps; one that fails leaves the page unread, and the others follow."""
    for step in steps:
        try:
            batch = await step.take(context, batch)
        except CitecheckError:
            raise
        except Exception as error:  # noqa: BLE001 (one page of many does not end the run)
            unread = context.ports.faults.record(batch.exchanges[0].url, error)
            batch = replace(batch, readings=[unread], captures=batch.captures or [None])


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
