"""The order of the stages, for `check` and for `audit`.

A check reads, records, asks, asks again, looks for evidence and reports. An audit chooses the stored sources that
are
due, asks conditionally, asks again, and reports draft by draft; it knows its drafts from the store alone, so it
goes on
for years after the files are gone. Its death policy is the strict one: what fails is `suspect` until enough visits,
far
enough apart, have said so.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from citecheck.model.draft import Draft
from citecheck.model.finding import Finding
from citecheck.model.report import DraftReport, Report, Run
from citecheck.model.target import Url
from citecheck.net.request import FetchRequest
from citecheck.rules.link_findings import check_own_network
from citecheck.run.copy_stage import add_copies
from citecheck.run.cut_address_stage import CompletedDraft, complete_cut_addresses, fetch_published_draft
from citecheck.run.evidence_stage import find_evidence, find_sources_without_passage
from citecheck.run.findings_stage import build_draft_report, count_results
from citecheck.run.judge_stage import ask_judge
from citecheck.run.ports import CheckOptions, Ports
from citecheck.run.probe_stage import probe_suspects
from citecheck.run.visit_stage import VisitStage, choose_second_looks
from citecheck.store.captures import load_last_good_capture
from citecheck.store.drafts import (
    RecordedDraft,
    compute_source_key,
    find_citing_documents,
    load_draft,
    load_recorded_draft,
    record_draft,
)
from citecheck.store.runs import begin_run, finish_run, forget_run
from citecheck.store.visits import DueSource, SeenVisit, find_due_sources, load_visits_of_run


async def check_drafts(drafts: Sequence[Draft], ports: Ports, options: CheckOptions, run_id: str) -> Report:
    """Check every citation of the drafts in one crawl and return what was found; all of it is in the store then.

    The same drafts given again after a kill go on where the first run stopped, under its id.

    Raises:
        StoreError: the store could not be written; what was done before stays.
        RunIncomplete: the published version named in the options could not be read.
    """
    store, started = ports.store, ports.clock()
    published = await fetch_published_draft(options.published, ports, options.body_limit) if options.published else None
    completed = [await complete_cut_addresses(draft, ports, published) for draft in drafts]
    with store.writing():
        run = begin_run(store, run_id, command="check", key=build_job_key(drafts, options), moment=started)
        recorded = [record_draft(store, each.draft, started) for each in completed]
    sources = {key: row for draft in recorded for key, row in draft.sources.items()}
    visiting = VisitStage(ports, options, run, sources)
    seen = await visit_addresses(
        visiting, [FetchRequest(url) for url in addresses_of(each.draft for each in completed)]
    )
    if outage := find_outage(seen):
        with store.writing():
            forget_run(store, run)
        reports = tuple(DraftReport(draft, (), draft.findings) for draft in drafts)
        return Report(Run(run, started, ports.clock()), reports, outage)
    found = [await find_evidence(each.draft, seen, ports.pool, ports.likeness) for each in completed]
    seen = await probe_suspects(visiting, seen, find_sources_without_passage(found))
    found = await ask_judge(completed, found, seen, ports)
    seen = await add_copies(seen, completed, recorded, ports)
    rows = zip(completed, recorded, found, strict=True)
    reports = tuple(build_draft_report(each, row, seen, evidence, visiting) for each, row, evidence in rows)
    finished = ports.clock()
    with store.writing():
        finish_run(store, run, finished)
    return Report(Run(run, started, finished, count_results(reports, seen)), reports)


def build_job_key(drafts: Iterable[Draft], options: CheckOptions) -> str:
    """Return what identifies this job: the drafts by path and content, and where answers come from."""
    lines = sorted(f"{draft.path}\0{draft.sha256}" for draft in drafts)
    return hashlib.sha256("\n".join([options.origin, *lines]).encode("utf-8", "surrogatepass")).hexdigest()


def addresses_of(drafts: Iterable[Draft]) -> list[str]:
    """Return the distinct canonical addresses of the drafts, in reading order."""
    return list(
        dict.fromkeys(
            source.target.canonical
            for draft in drafts
            for note in draft.footnotes
            for source in note.sources
            if isinstance(source.target, Url)
        )
    )


async def visit_addresses(visiting: VisitStage, requests: Sequence[FetchRequest]) -> dict[str, SeenVisit]:
    """Ask every address once, and the doubtful ones again at the end; what this run saw before a kill is kept."""
    seen = load_visits_of_run(visiting.ports.store, visiting.run)
    async for look in visiting.look([request for request in requests if request.url not in seen], {}):
        seen[look.visit.url] = look
    if visiting.options.policy.second_look and not find_outage(seen):
        first = dict(seen)
        async for look in visiting.look(choose_second_looks(first), first):
            seen[look.visit.url] = look
    return {request.url: seen[request.url] for request in requests if request.url in seen}


def find_outage(seen: Mapping[str, SeenVisit]) -> tuple[Finding, ...]:
    """Return the one finding that our own network is down, nothing if any host answered at all."""
    return check_own_network(look.visit for look in seen.values())


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What an audit visits: sources that are due, or all with `everything`; of one `host`, at most `per_host` each."""

    everything: bool = False
    host: str | None = None
    per_host: int = 60


async def audit_sources(ports: Ports, options: CheckOptions, chosen: AuditOptions, run_id: str) -> Report:
    """Visit the stored sources that are due and return what was found, per draft that cites them.

    An audit that was killed goes on where it stopped, under its first id, if it is started again within a day.

    Raises:
        StoreError: the store could not be written; what was done before stays.
    """
    store, started = ports.store, ports.clock()
    with store.writing():
        key = f"audit {options.origin} {chosen.host or ''} {chosen.everything}"
        run = begin_run(store, run_id, command="audit", key=key, moment=started)
    due = find_due_sources(store, started, host=chosen.host, everything=chosen.everything, per_host=chosen.per_host)
    visiting = VisitStage(ports, options, run, {source.url: source.id for source in due})
    seen = await visit_addresses(visiting, [build_conditional_request(visiting, source) for source in due])
    if outage := find_outage(seen):
        with store.writing():
            forget_run(store, run)
        return Report(Run(run, started, ports.clock()), (), outage)
    cited = [
        (CompletedDraft(restrict_to_visited(draft, seen)), rows)
        for draft, rows in load_citing_drafts(visiting, [source.id for source in due if source.url in seen])
    ]
    found = [await find_evidence(each.draft, seen, ports.pool, ports.likeness) for each, _ in cited]
    seen = await probe_suspects(visiting, seen, find_sources_without_passage(found))
    found = await ask_judge([each for each, _ in cited], found, seen, ports)
    seen = await add_copies(seen, [each for each, _ in cited], [rows for _, rows in cited], ports)
    reports = [
        build_draft_report(each, rows, seen, evidence, visiting)
        for (each, rows), evidence in zip(cited, found, strict=True)
    ]
    finished = ports.clock()
    with store.writing():
        finish_run(store, run, finished)
    return Report(Run(run, started, finished, count_results(reports, seen)), tuple(reports))


def build_conditional_request(visiting: VisitStage, source: DueSource) -> FetchRequest:
    """Return the request for a source, with the validators of its last good capture."""
    kept = load_last_good_capture(visiting.ports.store, source.id)
    return FetchRequest(source.url, kept.etag if kept else None, kept.last_modified if kept else None)


def load_citing_drafts(visiting: VisitStage, sources: Iterable[int]) -> Iterable[tuple[Draft, RecordedDraft]]:
    """Give each stored draft that cites one of the sources, with its row ids."""
    store = visiting.ports.store
    for document in find_citing_documents(store, sources):
        draft = load_draft(store, document)
        yield draft, load_recorded_draft(store, document, draft)


def restrict_to_visited(draft: Draft, seen: Mapping[str, SeenVisit]) -> Draft:
    """Return the draft with only the footnotes and citations whose sources were visited."""
    notes = tuple(
        note for note in draft.footnotes if any(compute_source_key(source) in seen for source in note.sources)
    )
    kept = {note.id for note in notes}
    citations = tuple(citation for citation in draft.citations if citation.footnote in kept)
    return replace(draft, footnotes=notes, citations=citations)
