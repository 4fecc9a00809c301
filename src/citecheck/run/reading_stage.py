"""Read the answers of a batch, and compare each with the last good capture of its source.

An answer with the same body is not read again, unless something else that its reading depends on has changed, such as
the code of the reader. Nor is one that the server confirms as unmodified, of which there is no body.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from citecheck.archive.warc.hop_reader import read_hop
from citecheck.errors import UnreadableInput
from citecheck.model.change import Change, Comparison
from citecheck.model.exchange import Exchange, Reached
from citecheck.model.page import Page, PageReading, Reach
from citecheck.model.report import Capture
from citecheck.reach.decision import reach_of_page
from citecheck.run.context import ArchivePort, Batch, KeptAnswer, PageResult, RunContext, VisitPageResult
from citecheck.run.pool_jobs import VisitPageJob, identify_reading, read_and_compare
from citecheck.store.captures import KeptCapture, load_last_good_capture, reading_of
from citecheck.store.database import Store
from citecheck.store.drafts import find_cited_fragments
from citecheck.store.unread import load_unread, record_unread
from citecheck.store.visits import find_doubt_of_capture

_NOT_MODIFIED = 304
_PAGE_TYPES = frozenset({"text/html", "application/xhtml+xml"})


@dataclass(frozen=True, slots=True)
class LoadLastCaptures:
    """Load the last good capture of each address, which a new answer confirms or is compared with."""

    async def take(self, context: RunContext, batch: Batch) -> Batch:
        """Fill in `before`."""
        urls = [exchange.url for exchange in batch.exchanges]
        store = context.ports.store
        return replace(batch, before={url: load_last_good_capture(store, context.sources[url]) for url in urls})


@dataclass(frozen=True, slots=True)
class LoadConfirmed:
    """Load the last good capture of each address whose answer confirms it."""

    async def take(self, context: RunContext, batch: Batch) -> Batch:
        """Fill in `before` of these addresses."""
        store, confirming = context.ports.store, filter(_confirms, batch.exchanges)
        return replace(
            batch, before={each.url: load_last_good_capture(store, context.sources[each.url]) for each in confirming}
        )


def _confirms(exchange: Exchange) -> bool:
    return isinstance(exchange, Reached) and exchange.hops[-1].status == _NOT_MODIFIED


@dataclass(frozen=True, slots=True)
class KeepUnread:
    """Write that the answers of a group came, so that the run asks for none of them again after a kill."""

    async def take(self, context: RunContext, batch: Batch) -> Batch:
        """Write a row for each answer that needs no body or has it in the archive; nothing is filled in.

        Raises StoreError.
        """
        rows = zip(batch.exchanges, batch.captures, strict=True)
        with context.ports.store.writing():
            for exchange, capture in rows:
                if capture is not None or not isinstance(exchange, Reached) or not exchange.hops[-1].body:
                    record_unread(context.ports.store, context.id, context.sources[exchange.url], exchange, capture)
        return batch


def recall_unread(context: RunContext) -> dict[str, KeptAnswer]:
    """Return what an interrupted part of the run kept and did not read, by address; nothing that cannot be read."""
    return {
        exchange.url: KeptAnswer(exchange, capture, body)
        for exchange, capture in load_unread(context.ports.store, context.id)
        if (body := _measure_body(context.ports.archive, exchange, capture)) is not None
    }


def _measure_body(archive: ArchivePort | None, exchange: Exchange, capture: Capture | None) -> int | None:
    """Return the number of bytes that the archive has of the body of an answer, None if it no longer has them."""
    if capture is None or _confirms(exchange):
        return 0
    try:
        return len(archive.read_body(capture)) if archive else None
    except UnreadableInput:
        return None


@dataclass(frozen=True, slots=True)
class ReadPages:
    """Read the answers of a batch in the pool and compare them with the last good captures."""

    async def take(self, context: RunContext, batch: Batch) -> Batch:
        """Fill in the readings, None where there is nothing to read."""
        rows = [context.sources[exchange.url] for exchange in batch.exchanges]
        cited = find_cited_fragments(context.ports.store, rows)
        known = _find_known_readings(context, batch, cited)
        jobs = {
            number: job
            for number, exchange in enumerate(batch.exchanges)
            if number not in known
            and (job := _build_page_job(context, exchange, batch.before[exchange.url], cited.get(exchange.url, ())))
        }
        results = await context.ports.pool.run(read_and_compare, list(jobs.values()))
        for job, result in zip(jobs.values(), results, strict=True):
            context.ports.faults.take(job.exchange.url, result)
        by_number = known | dict(zip(jobs, results, strict=True))
        readings = (by_number.get(number) for number in range(len(rows)))
        return replace(batch, readings=[_judge_resource(context, *pair) for pair in zip(rows, readings, strict=True)])


def _find_known_readings(
    context: RunContext, batch: Batch, cited: Mapping[str, tuple[str, ...]]
) -> dict[int, PageResult]:
    """Return the stored readings of the answers that equal the last good captures, by their places in the batch.

    The body is the same, and so is all else that a reading depends on, the code of the reader included. A page is read
    again if a draft cites a place within it.
    """
    known: dict[int, PageResult] = {}
    for number, (exchange, capture) in enumerate(zip(batch.exchanges, batch.captures, strict=True)):
        kept = batch.before[exchange.url]
        if kept is None or capture is None or not isinstance(exchange, Reached) or exchange.url in cited:
            continue
        shows_content = reach_of_page(kept.page, exchange.hops[-1].status) is Reach.LIVE
        if capture.sha256 == kept.capture.sha256 and kept.reader == find_reader(context, exchange) and shows_content:
            reading = read_before(context.ports.store, context.sources[exchange.url], kept)
            known[number] = VisitPageResult(exchange.hops[-1].url, reading, Comparison(Change.SAME))
    return known


def find_reader(context: RunContext, exchange: Reached) -> str:
    """Return what the reading of an answer depends on except its body, as a digest and a word for resources.

    A resource is read as live whatever it shows (`_judge_resource`), so its reading is not that of a page.
    """
    is_resource = context.sources[exchange.url] in context.resources
    return identify_reading(exchange, context.options.body_limit) + " resource" * is_resource


def _judge_resource(context: RunContext, source: int, result: PageResult) -> PageResult:
    """Return the result of a source; a file that a page only loads has no text to be judged by or to change.

    A page of HTML in its place is judged as any page: it may say that nothing was found.
    """
    if source not in context.resources or not isinstance(result, VisitPageResult):
        return result
    is_page = result.reading.media_type in _PAGE_TYPES
    reading = result.reading if is_page else replace(result.reading, page=Page.LIVE)
    return replace(result, reading=reading, comparison=None)


def _build_page_job(
    context: RunContext, exchange: Exchange, kept: KeptCapture | None, fragments: tuple[str, ...]
) -> VisitPageJob | None:
    """Return the reading job of an exchange, None where no answer came.

    For an unmodified page, the last capture is read again if a draft cites a place within it.
    """
    if not isinstance(exchange, Reached):
        return None
    if not is_unmodified(exchange, kept):
        before = load_earlier_answer(context.ports.store, kept)
        is_compared = context.options.evidence and exchange.url not in context.uncompared
        brief = context.ports.archive is None and not is_compared
        return VisitPageJob(exchange, context.options.body_limit, before, fragments, brief)
    earlier = load_earlier_answer(context.ports.store, kept) if fragments else None
    return VisitPageJob(earlier, context.options.body_limit, earlier, fragments) if earlier else None


def load_earlier_answer(store: Store, kept: KeptCapture | None) -> Reached | None:
    """Return the answer of an earlier capture from the archive, None if its file no longer exists."""
    if kept is None:
        return None
    try:
        hop = read_hop(store.warc_folder, kept.capture.warc, kept.capture.offset)
    except UnreadableInput:
        return None
    return Reached(kept.url, (hop,))


def read_before(store: Store, source: int, kept: KeptCapture) -> PageReading:
    """Return the reading of a capture that the server confirms, with the doubt of the visit that made it."""
    return replace(reading_of(kept), doubt=find_doubt_of_capture(store, source, kept.capture.id))


def is_unmodified(exchange: Reached, previous: KeptCapture | None) -> bool:
    """Return whether the server confirms the last capture as unmodified."""
    return exchange.hops[-1].status == _NOT_MODIFIED and previous is not None
