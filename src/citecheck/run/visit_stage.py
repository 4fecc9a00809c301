"""Read and judge the exchanges batch by batch: page, change, reach, and the row of the store.

The record of a capture is on disk before the row that points to it is written, and the rows of a batch are one
transaction. A run that was killed at any point and is started again requests only addresses without a row.

At the end of a run, doubtful addresses are requested a second time, with a browser's headers and on a fresh connection.
A source that failed as gone must fail twice. One that failed otherwise, or refused a program, may answer a browser, or
may answer now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from citecheck.model.change import Change, Comparison
from citecheck.model.evidence import Support
from citecheck.model.exchange import Exchange, Reached, RefusalReason, Refused
from citecheck.model.finding import Finding
from citecheck.model.page import ALIVE, PageReading, Reach
from citecheck.model.report import Capture, PastVisit, Visit
from citecheck.net.request import FetchRequest
from citecheck.page.fingerprint import FLAP_LIMIT, flaps
from citecheck.reach.death_policy import find_doubted_hosts, is_offline, is_worth_second_look
from citecheck.reach.decision import (
    Outcome,
    ReadPage,
    decide_probe,
    decide_reach,
    hides_missing_pages,
    is_replaced,
    is_worth_probe,
    rests_on_contact,
    shows_notice,
)
from citecheck.rules.links import check_own_network
from citecheck.run.context import AnswerSteps, Batch, EvidenceByKey, PageResult, RunContext, VisitPageResult
from citecheck.run.exchange_stages import ask_in_batches
from citecheck.run.pool_child import Unread
from citecheck.run.pool_jobs import (
    ProbeJob,
    read_with_missing_page,
)
from citecheck.run.reading_stage import find_reader, is_unmodified, load_earlier_answer, read_before
from citecheck.store.captures import (
    KeptCapture,
    StoredText,
    find_first_address,
    load_capture,
    load_recent_fingerprints,
    reading_of,
    record_capture,
    record_text,
)
from citecheck.store.database import Store
from citecheck.store.unread import forget_unread
from citecheck.store.visits import (
    SeenVisit,
    compute_next_visit,
    load_past_visits,
    record_visit,
    set_next_visit,
)

_NOT_NOW = (RefusalReason.RATE, RefusalReason.TIME)
_CHANGED_CONTENT = frozenset({Change.EDITED, Change.REPLACED})
_ASKED_NAMES = 3
"""The number of hosts about which name servers are asked directly where no name could be looked up."""


@dataclass(frozen=True, slots=True)
class JudgeVisits:
    """Decide the reach and the change of each address of a batch, and write its rows in one transaction."""

    async def take(self, context: RunContext, batch: Batch) -> Batch:
        """Add the visits to the context after storing them. Raises StoreError."""
        rows = zip(batch.exchanges, batch.captures, batch.readings, strict=True)
        with context.ports.store.writing():
            looks = [
                record(context, exchange, capture, reading, batch.before[exchange.url])
                for exchange, capture, reading in rows
                if not _is_put_off(context, exchange)
            ]
            forget_unread(context.ports.store, context.id, [context.sources[each.url] for each in batch.exchanges])
        for look in looks:
            context.ports.progress.visited(look.visit.url, look.visit.reach)
            context.seen[look.visit.url] = look
        return batch


def _is_put_off(context: RunContext, exchange: Exchange) -> bool:
    """Return whether a second look was not taken since the host asked for a pause: the first one remains."""
    return exchange.url in context.seen and isinstance(exchange, Refused) and exchange.reason in _NOT_NOW


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Request doubtful addresses again with a browser's headers, unless our network is down or an audit is offline."""

    steps: AnswerSteps[RunContext]

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with the visits in the order of its requests, and with the outage if there is one."""
        if not context.given and is_offline(look.visit for look in context.seen.values()):
            return replace(context, offline=True)
        outage = await _find_outage(context)
        if context.options.policy.second_look and not outage:
            asked = {url: look for url, look in context.seen.items() if url not in context.remembered}
            await ask_in_batches(context, choose_second_looks(asked), self.steps)
            outage = await _find_outage(context)
        seen = {each.url: context.seen[each.url] for each in context.requests if each.url in context.seen}
        return replace(context, seen=seen, outage=outage)


async def _find_outage(context: RunContext) -> tuple[Finding, ...]:
    """Return the one finding that our own network is down, none if any host answered or a zone denied its name."""
    visits = [look.visit for url, look in context.seen.items() if url not in context.remembered]
    outage = check_own_network(visits)
    doubted, denies = sorted(find_doubted_hosts(visits)), context.ports.denies_name
    if not outage or denies is None:
        return outage
    return () if any([await denies(host) for host in doubted[:_ASKED_NAMES]]) else outage


def record(
    context: RunContext,
    exchange: Exchange,
    capture: Capture | None,
    result: PageResult,
    previous: KeptCapture | None,
) -> SeenVisit:
    """Judge one exchange and write its capture, its visit and the next due date."""
    store, source, now = context.ports.store, context.sources[exchange.url], context.ports.clock()
    reading = result.reading if isinstance(result, VisitPageResult) else None
    comparison = result.comparison if isinstance(result, VisitPageResult) else None
    unread = result.reason if isinstance(result, Unread) else None
    if isinstance(exchange, Reached) and is_unmodified(exchange, previous) and previous is not None:
        reading, comparison, unread = read_before(store, source, previous), Comparison(Change.SAME), None
    history = load_past_visits(store, source, before_run=context.id)
    first = context.seen.get(exchange.url)
    read = _read_page_of(reading, comparison, unread, previous)
    looks = (first.visit.reach,) if first else ()
    outcome = decide_reach(exchange, read, history, looks, context.options.policy, now=now)
    if outcome.reach is Reach.SUSPECT:  # a suspicion is no change of the content
        comparison = None
    visit = _visit_of(exchange, outcome, reading, capture)
    if isinstance(exchange, Reached) and exchange.tls_expires is not None:
        visit = replace(visit, tls_days=(exchange.tls_expires - now).days)
    if previous is not None and comparison is not None:
        visit = replace(visit, change=comparison, compared_with=previous.capture.moment)
        visit = replace(visit, compared_address=find_first_address(store, source, previous.capture.moment))
        visit = replace(visit, flapping=_is_flapping(store, source, comparison, reading))
    if isinstance(result, VisitPageResult) and not is_replaced(visit):
        visit = replace(visit, lost_fragments=result.lost)
    if previous is not None and (reading is None or visit.reach not in ALIVE or is_replaced(visit)):
        visit = replace(visit, kept=previous.capture)
    text = _record_text_of(context, exchange, capture, reading, previous)
    sought = result.sought if isinstance(result, VisitPageResult) and not is_replaced(visit) else ()
    seen = SeenVisit(visit, now, outcome.looks, text, sought)
    record_visit(store, context.id, source, seen)
    this = PastVisit(now, outcome.reach, comparison.change if comparison else None)
    set_next_visit(store, source, compute_next_visit(exchange.url, (this, *history), now))
    return seen


def _record_text_of(
    context: RunContext,
    exchange: Exchange,
    capture: Capture | None,
    reading: PageReading | None,
    previous: KeptCapture | None,
) -> StoredText | None:
    """Write the text of a reading with its capture, if there is one, and return which text it is.

    The capture of an unmodified page has the reader of the capture that it confirms, whose reading it has.
    """
    if reading is None or not isinstance(exchange, Reached):
        return None
    if capture is None:
        return record_text(context.ports.store, reading.text)
    confirmed = previous if is_unmodified(exchange, previous) else None
    reader = confirmed.reader if confirmed else find_reader(context, exchange)
    kept = replace(_kept_capture_of(capture, reading, exchange), reader=reader)
    return record_capture(context.ports.store, context.sources[exchange.url], kept)


def _read_page_of(
    reading: PageReading | None, comparison: Comparison | None, unread: str | None, previous: KeptCapture | None
) -> ReadPage:
    """Build what the decision needs of a reading and its comparison with the last good capture."""
    return ReadPage(
        page=reading.page if reading else None,
        change=comparison.change if comparison else None,
        unread=unread,
        is_notice=bool(reading and previous and shows_notice(reading_of(previous).text, reading)),
        unproved=reading is not None and previous is None and rests_on_contact(reading.signals),
    )


def _is_flapping(store: Store, source: int, comparison: Comparison, reading: PageReading | None) -> bool:
    """Return whether a changed source returned to an earlier version: it alternates between two versions."""
    if reading is None or comparison.change not in _CHANGED_CONTENT:
        return False
    history = load_recent_fingerprints(store, source, most=FLAP_LIMIT)
    return flaps((*history, reading.fingerprint))


def _visit_of(exchange: Exchange, outcome: Outcome, reading: PageReading | None, capture: Capture | None) -> Visit:
    """Build the visit of an address, before it is compared."""
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
        refusal=outcome.refusal,
        doubt=reading.doubt if reading and outcome.reach in ALIVE else None,
    )


def _kept_capture_of(capture: Capture, reading: PageReading, exchange: Reached) -> KeptCapture:
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


@dataclass(frozen=True, slots=True)
class ProbeSites:
    """Request a page that cannot exist from suspect sites, to see their answer for missing pages.

    A site that answers 200 for every path hides its dead pages, and their wording may not reveal it. So where a live
    page supports none of its claims, a made-up path next to it is requested once. If the site sends the same page for
    that path, the page is not the source.
    """

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with each suspect changed to `gone` that equals its site's page for missing pages."""
        if not context.options.probe:
            return context
        found = dict(context.seen)
        by_host: dict[str, list[str]] = {}
        for url in _find_sources_without_passage(draft.evidence for draft in context.drafts):
            if is_worth_probe(found[url].visit):
                by_host.setdefault(urlsplit(url).netloc, []).append(url)
        probes = {_build_made_up_address(urls[0]): urls for urls in by_host.values()}
        async for exchange in context.ports.crawler.crawl([FetchRequest(probe) for probe in probes]):
            if isinstance(exchange, Reached) and hides_missing_pages(exchange):
                for url in probes[exchange.url]:
                    found[url] = await _read_suspect(context, found[url], exchange)
        return replace(context, seen=found)


def _find_sources_without_passage(found: Iterable[EvidenceByKey]) -> list[str]:
    """Return the keys of the sources in which no passage was found for any claim of any draft."""
    verdicts: dict[str, set[Support]] = {}
    for evidence in found:
        for (_, key), one in evidence.items():
            verdicts.setdefault(key, set()).add(one.support)
    return [key for key, supports in verdicts.items() if supports == {Support.NOT_FOUND}]


def _build_made_up_address(url: str) -> str:
    """Return an address next to `url` that no site has a page for; the same for each call."""
    parts = urlsplit(url)
    folder = parts.path.rpartition("/")[0]
    name = f"no-such-page-{hashlib.blake2b(url.encode(), digest_size=6).hexdigest()}"
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/{name}", "", ""))


async def _read_suspect(context: RunContext, look: SeenVisit, made_up: Reached) -> SeenVisit:
    """Read one suspect together with the made-up page; return its updated visit after storing it."""
    ports, visit = context.ports, look.visit
    kept = load_capture(ports.store, visit.capture.id) if visit.capture else None
    page = load_earlier_answer(ports.store, kept)
    if page is None:
        return look
    job = ProbeJob(page, visit.url, made_up, context.options.body_limit)
    (reading,) = await ports.pool.run(read_with_missing_page, [job])
    if isinstance(reading, Unread) or (outcome := decide_probe(visit, reading.page, page.hops[-1].status)) is None:
        return look
    gone = replace(look, visit=replace(visit, reach=outcome.reach, page=outcome.page, change=None), looks=outcome.looks)
    with ports.store.writing():
        record_visit(ports.store, context.id, context.sources[visit.url], gone)
    return gone
