"""Asking addresses and keeping what came: exchange, archive record, reading, comparison, row; batch by batch.

The record of a capture is on disk before the row that points to it is written, and the rows of a batch are one
transaction. Killed at any point, a run that is started again asks only what it has no row for.

At the end of a run, doubtful addresses are asked a second time, as a browser would and on a fresh connection. What
failed as gone must fail twice; what failed otherwise, or was refused to a program, may answer a browser, or answer
now.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, replace

from citecheck.archive.warc.hop_reader import read_hop
from citecheck.archive.warc.writer import kept_body_of
from citecheck.errors import UnreadableInput
from citecheck.model.change import Change, Comparison
from citecheck.model.exchange import Exchange, Reached
from citecheck.model.page import ALIVE, PageReading
from citecheck.model.report import Capture, PastVisit, Visit
from citecheck.net.batches import batch_exchanges
from citecheck.net.request import FetchRequest
from citecheck.page.fingerprint import FLAP_LIMIT, flaps
from citecheck.reach.death_policy import is_worth_second_look
from citecheck.reach.decision import Outcome, ReadPage, decide_reach, is_replaced
from citecheck.run.pool import Unread
from citecheck.run.pool_jobs import VisitPageJob, VisitPageResult, read_and_compare
from citecheck.run.ports import CheckOptions, Ports
from citecheck.store.captures import (
    KeptCapture,
    load_last_good_capture,
    load_recent_fingerprints,
    reading_of,
    record_capture,
)
from citecheck.store.drafts import find_cited_fragments
from citecheck.store.visits import (
    SeenVisit,
    compute_next_visit,
    load_past_visits,
    record_visit,
    set_next_visit,
)

CHANGED_CONTENT = frozenset({Change.EDITED, Change.REPLACED})
NOT_MODIFIED = 304


@dataclass(frozen=True, slots=True)
class VisitStage:
    """The visits of one run: `sources` gives the row id of each canonical address."""

    ports: Ports
    options: CheckOptions
    run: str
    sources: Mapping[str, int]

    async def look(
        self, requests: Sequence[FetchRequest], earlier: Mapping[str, SeenVisit]
    ) -> AsyncIterator[SeenVisit]:
        """Ask addresses and give what was seen, stored already; `earlier` holds the first looks of this run.

        Raises:
            StoreError: a batch could not be written; what was given before is on disk.
        """
        self.ports.progress.planned(len(requests))
        async for batch in batch_exchanges(self.ports.crawler.crawl(requests), self.options.batch):
            for seen in await self.take(batch, earlier):
                self.ports.progress.visited(seen.visit.url, seen.visit.reach)
                yield seen

    async def take(self, batch: Sequence[Exchange], earlier: Mapping[str, SeenVisit]) -> list[SeenVisit]:
        """Keep, read, compare and record one batch of exchanges."""
        store = self.ports.store
        before = {exchange.url: load_last_good_capture(store, self.sources[exchange.url]) for exchange in batch}
        captures = self.keep(batch, before)
        readings = await self.read(batch, before)
        self.keep_texts(captures, readings)
        seen: list[SeenVisit] = []
        with store.writing():
            for exchange, capture, reading in zip(batch, captures, readings, strict=True):
                previous = before[exchange.url]
                seen.append(self.record(exchange, capture, reading, previous, earlier.get(exchange.url)))
        return seen

    def keep(self, batch: Sequence[Exchange], before: Mapping[str, KeptCapture | None]) -> list[Capture | None]:
        """Write a batch to the archive; on return it is on disk. A 304 is written as confirming the capture before."""
        archive = self.ports.archive
        if archive is None:
            return [None] * len(batch)
        captures = [
            archive.write(exchange, confirmed=kept_body_of(kept.capture, kept.url) if kept else None, sync=False)
            for exchange in batch
            for kept in [before[exchange.url]]
        ]
        archive.sync()
        return captures

    def keep_texts(
        self, captures: Sequence[Capture | None], results: Sequence[VisitPageResult | Unread | None]
    ) -> None:
        """Write the text that was read beside each capture, unless it is that of the capture before."""
        archive = self.ports.archive
        for capture, result in zip(captures, results, strict=True):
            if archive is None or capture is None or not isinstance(result, VisitPageResult):
                continue
            same = result.comparison is not None and result.comparison.change is Change.SAME
            if result.reading.text.visible and not same:
                archive.write_text(capture, result.url, result.reading.text.visible, sync=False)

    async def read(
        self, batch: Sequence[Exchange], before: Mapping[str, KeptCapture | None]
    ) -> list[VisitPageResult | Unread | None]:
        """Read the answers of a batch in the pool; None where there is nothing to read."""
        cited = find_cited_fragments(self.ports.store, [self.sources[exchange.url] for exchange in batch])
        jobs = {
            number: job
            for number, exchange in enumerate(batch)
            if (job := self.page_job(exchange, before[exchange.url], cited.get(exchange.url, ())))
        }
        results = await self.ports.pool.run(read_and_compare, list(jobs.values()))
        by_number = dict(zip(jobs, results, strict=True))
        return [by_number.get(number) for number in range(len(batch))]

    def page_job(self, exchange: Exchange, kept: KeptCapture | None, fragments: tuple[str, ...]) -> VisitPageJob | None:
        """Return what is to be read of an exchange, None where nothing came.

        Of an unmodified page the last capture is read again, if a draft cites a place within it.
        """
        if not isinstance(exchange, Reached):
            return None
        if not is_unmodified(exchange, kept):
            return VisitPageJob(exchange, self.options.body_limit, self.earlier_answer(kept), fragments)
        earlier = self.earlier_answer(kept) if fragments else None
        return VisitPageJob(earlier, self.options.body_limit, earlier, fragments) if earlier else None

    def earlier_answer(self, kept: KeptCapture | None) -> Reached | None:
        """Return the answer of an earlier capture from the archive, None if its file is not there any more."""
        if kept is None:
            return None
        try:
            hop = read_hop(self.ports.store.warc_folder, kept.capture.warc, kept.capture.offset)
        except UnreadableInput:
            return None
        return Reached(kept.url, (hop,))

    def record(
        self,
        exchange: Exchange,
        capture: Capture | None,
        result: VisitPageResult | Unread | None,
        previous: KeptCapture | None,
        first: SeenVisit | None,
    ) -> SeenVisit:
        """Judge one exchange and write its capture, its visit and the next due date."""
        store, source, now = self.ports.store, self.sources[exchange.url], self.ports.clock()
        reading = result.reading if isinstance(result, VisitPageResult) else None
        comparison = result.comparison if isinstance(result, VisitPageResult) else None
        unread = result.reason if isinstance(result, Unread) else None
        if isinstance(exchange, Reached) and is_unmodified(exchange, previous) and previous is not None:
            reading, comparison, unread = reading_of(previous), Comparison(Change.SAME), None
        history = load_past_visits(store, source, before_run=self.run)
        read = ReadPage(reading.page if reading else None, comparison.change if comparison else None, unread)
        looks = (first.visit.reach,) if first else ()
        outcome = decide_reach(exchange, read, history, looks, self.options.policy, now=now)
        visit = visit_of(exchange, outcome, reading, capture)
        if isinstance(exchange, Reached) and exchange.tls_expires is not None:
            visit = replace(visit, tls_days=(exchange.tls_expires - now).days)
        if previous is not None and comparison is not None:
            visit = replace(visit, change=comparison, compared_with=previous.capture.moment)
            visit = replace(visit, flapping=self.flapping(source, comparison, reading))
        if isinstance(result, VisitPageResult) and not is_replaced(visit):
            visit = replace(visit, lost_fragments=result.lost)
        if previous is not None and (reading is None or visit.reach not in ALIVE or is_replaced(visit)):
            visit = replace(visit, kept=previous.capture)
        if capture is not None and reading is not None:
            record_capture(store, source, kept_capture_of(capture, reading, exchange))
        seen = SeenVisit(visit, now, outcome.looks, reading.text if reading else None)
        record_visit(store, self.run, source, seen)
        this = PastVisit(now, outcome.reach, comparison.change if comparison else None)
        set_next_visit(store, source, compute_next_visit(exchange.url, (this, *history), now))
        return seen

    def flapping(self, source: int, comparison: Comparison, reading: PageReading | None) -> bool:
        """Say whether a change is the source going back to what it was before: it alternates between two versions."""
        if reading is None or comparison.change not in CHANGED_CONTENT:
            return False
        history = load_recent_fingerprints(self.ports.store, source, most=FLAP_LIMIT)
        return flaps((*history, reading.fingerprint))


def is_unmodified(exchange: Reached, previous: KeptCapture | None) -> bool:
    """Say whether the server says that the last capture still holds."""
    return exchange.hops[-1].status == NOT_MODIFIED and previous is not None


def visit_of(exchange: Exchange, outcome: Outcome, reading: PageReading | None, capture: Capture | None) -> Visit:
    """Put together what was seen of an address, before it is compared."""
    text = reading.text if reading else None
    return Visit(
        exchange.url,
        outcome.final_url,
        outcome.reach,
        outcome.page,
        outcome.status,
        outcome.error,
        text.title if text else None,
        text.published if text else None,
        text.language if text else None,
        capture if reading else None,
        hops=tuple((hop.url, hop.status) for hop in exchange.hops),
        elapsed=sum(hop.elapsed for hop in exchange.hops),
        fault=outcome.fault,
    )


def kept_capture_of(capture: Capture, reading: PageReading, exchange: Exchange) -> KeptCapture:
    """Return a capture with its reading and the validators of its answer."""
    headers = {name.lower(): value.decode("latin-1") for name, value in exchange.hops[-1].headers}
    return KeptCapture(
        capture,
        exchange.hops[-1].url,
        reading.page,
        reading.media_type,
        reading.text,
        reading.fingerprint,
        headers.get(b"etag"),
        headers.get(b"last-modified"),
    )


def choose_second_looks(seen: Mapping[str, SeenVisit]) -> list[FetchRequest]:
    """Return the requests of the second look, in the order of the first."""
    return [
        FetchRequest(url, browser=True)
        for url, look in seen.items()
        if look.looks == 1 and is_worth_second_look(look.visit)
    ]
