"""The stages of `check` and `audit` in order, and the start and end of a run.

A check completes and records its drafts. An audit chooses the stored sources that are due, sends conditional requests,
and takes the drafts that cite them from the store alone, so it still works years after the files are gone. All other
stages are the same, in the same order. The stages of `citecheck fetch` are in `fetch_stages`, which loads less but
requests and archives with the same stages. An audit uses the strict death policy: a failing source is `suspect` until
enough visits, with enough days between them, have failed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from citecheck.errors import CitecheckError, WrongUsage
from citecheck.model.draft import Draft
from citecheck.model.finding import Finding
from citecheck.model.page import Reach
from citecheck.model.report import Report, Run
from citecheck.model.target import Url
from citecheck.net.request import FetchRequest
from citecheck.reach.death_policy import build_unasked_visit
from citecheck.rules.archive import report_archive_damage
from citecheck.rules.links import report_own_fault
from citecheck.run.browser_stage import LookWithBrowser, TakeWhatShows
from citecheck.run.context import (
    AnswerSteps,
    AuditOptions,
    BatchStage,
    CheckOptions,
    CompletedDraft,
    Ports,
    RunContext,
    Stage,
    TrackedDraft,
)
from citecheck.run.copy_stage import AskNamedCopies, FindCopies
from citecheck.run.cut_address_stage import CompleteAddresses
from citecheck.run.evidence_stage import AskJudge, FindEvidence
from citecheck.run.exchange_stages import AskAddresses, KeepExchanges, KeepTexts
from citecheck.run.findings_stage import MakeFindings, count_results, list_standing, list_unasked
from citecheck.run.memory import RecallVisits, build_conditional_request, list_uncompared
from citecheck.run.reading_stage import KeepUnread, LoadConfirmed, LoadLastCaptures, ReadPages, recall_unread
from citecheck.run.record_stage import LookUpWorks
from citecheck.run.standing import load_standing
from citecheck.run.visit_stage import AskAgain, JudgeVisits, ProbeSites
from citecheck.store.drafts import (
    find_citing_documents,
    find_resources,
    load_draft,
    load_recorded_draft,
    record_draft,
)
from citecheck.store.health import check_quickly
from citecheck.store.runs import begin_run, finish_run, forget_run
from citecheck.store.visits import (
    SeenVisit,
    find_due_sources,
    find_due_times,
    find_sources_of_run,
    list_deferrals,
    load_last_visits,
    load_visits_of_run,
)
from citecheck.url.normal_form import parse_url


@dataclass(frozen=True, slots=True)
class RecordDrafts:
    """Begin a check, or resume an unfinished one of the same drafts, and record the drafts."""

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with the drafts, the requests, and the visits before a kill. Raises StoreError."""
        store, key = context.ports.store, _build_job_key(context.given, context.options)
        with store.writing():
            said = context.options.memory.circumstances
            run = begin_run(store, context.id, command="check", key=key, moment=context.started, circumstances=said)
            drafts = [
                TrackedDraft(each, record_draft(store, each.draft, context.started)) for each in context.completed
            ]
        return _resume_run(
            replace(context, id=run, drafts=tuple(drafts), uncompared=list_uncompared([each.draft for each in drafts])),
            {key: row for each in drafts for key, row in each.recorded.sources.items()},
            [FetchRequest(url) for url in _addresses_of(each.draft for each in drafts)],
        )


@dataclass(frozen=True, slots=True)
class ChooseDueSources:
    """Begin an audit, or resume an unfinished one, and choose the stored sources to visit."""

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with the requests and the visits before a kill.

        Raises:
            StoreError: The store cannot be read or written.
            WrongUsage: No draft in the store cites a source of the chosen host.
        """
        store, chosen = context.ports.store, _read_host(context.chosen)
        due_times = find_due_times(store)
        if chosen.host is not None and chosen.host not in due_times:
            raise WrongUsage(f"--host {chosen.host}: no draft in the store cites a source of this host; check the name")
        with store.writing():
            key = f"audit {context.options.origin} {chosen.host or ''} {chosen.everything}"
            said = context.options.memory.circumstances
            run = begin_run(store, context.id, command="audit", key=key, moment=context.started, circumstances=said)
        all_due, due = (
            find_due_sources(store, context.started, host=chosen.host, everything=chosen.everything, per_host=most)
            for most in (None, chosen.most_per_host)
        )
        just_asked = _find_just_asked(context, [source.url for source in all_due])
        all_due, due = (tuple(each for each in found if each.url not in just_asked) for found in (all_due, due))
        sources = {source.url: source for source in (*find_sources_of_run(store, run), *due)}
        held_back = list_deferrals(store, context.started, (each.url for each in all_due if each.url not in sources))
        later = min((time for host, time in due_times.items() if chosen.host in {None, host}), default=None)
        waits = later is not None and later > context.started and not sources
        return _resume_run(
            replace(context, id=run, next_due=later if waits else None, held_back=held_back),
            {url: source.id for url, source in sources.items()},
            [build_conditional_request(store, source.url, source.id) for source in sources.values()],
        )


def _find_just_asked(context: RunContext, urls: Sequence[str]) -> set[str]:
    """Return the addresses that a run has asked for which this one waited."""
    since = context.ports.since
    if since is None:
        return set()
    return {url for url, look in load_last_visits(context.ports.store, urls).items() if look.moment >= since}


def _read_host(chosen: AuditOptions) -> AuditOptions:
    """Return the options with the host as addresses in the store have it, also where an address names it."""
    if chosen.host is None:
        return chosen
    read = parse_url(chosen.host)
    host = urlsplit(read.canonical).hostname if isinstance(read, Url) else None
    return replace(chosen, host=host or chosen.host.strip().casefold())


@dataclass(frozen=True, slots=True)
class LoadCitingDrafts:
    """Load the stored drafts that cite visited sources. One that was not asked is as its last visit left it."""

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with the drafts, without the sources that an earlier run visited and this one did not."""
        unasked = {url: look for url, look in context.seen.items() if look.visit.reach is Reach.UNKNOWN}
        known = load_last_visits(context.ports.store, unasked)
        seen = {url: look for url, look in context.seen.items() if url not in known}
        context = replace(context, seen=seen, passed_over=tuple(unasked[url].visit.refusal for url in known))
        visited = [context.sources[url] for url in context.sources if url in context.seen]
        return replace(context, drafts=tuple(_load_citing_drafts(context, visited)))


@dataclass(frozen=True, slots=True)
class ListOtherDrafts:
    """Add the drafts none of whose sources was visited, so that an audit reports the same drafts each time."""

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with a report of each, as the last visits of its sources left it."""
        store, host = context.ports.store, _read_host(context.chosen).host
        sources = find_due_sources(store, context.started, host=host, everything=True)
        visited = {tracked.recorded.document for tracked in context.drafts}
        documents = find_citing_documents(store, (source.id for source in sources))
        others = (list_standing(store, context.id, each) for each in documents if each not in visited)
        return replace(context, reports=(*context.reports, *others))


VISIT_STEPS: AnswerSteps[RunContext] = AnswerSteps(
    keep=(LoadConfirmed(), KeepExchanges(), KeepUnread()),
    read=(LoadLastCaptures(), ReadPages(), KeepTexts(), JudgeVisits()),
    recall=recall_unread,
)
"""The steps of answers. The record of a capture is on disk before the rows that point to it."""

BROWSER_STEPS: tuple[BatchStage[RunContext], ...] = (
    LoadLastCaptures(),
    ReadPages(),
    TakeWhatShows(),
    KeepTexts(),
    JudgeVisits(),
)
"""The stages of what a browser showed, which is in the archive by then."""

CHECK_STAGES: tuple[Stage[RunContext], ...] = (
    CompleteAddresses(),
    RecordDrafts(),
    RecallVisits(),
    AskAddresses(VISIT_STEPS),
    AskAgain(VISIT_STEPS),
    LookWithBrowser(BROWSER_STEPS),
    LookUpWorks(),
    FindEvidence(),
    ProbeSites(),
    AskNamedCopies(VISIT_STEPS),
    AskJudge(),
    FindCopies(),
    MakeFindings(),
)

AUDIT_STAGES: tuple[Stage[RunContext], ...] = (
    ChooseDueSources(),
    AskAddresses(VISIT_STEPS),
    AskAgain(VISIT_STEPS),
    LookWithBrowser(BROWSER_STEPS),
    LoadCitingDrafts(),
    LookUpWorks(),
    FindEvidence(),
    ProbeSites(),
    AskNamedCopies(VISIT_STEPS),
    AskJudge(),
    FindCopies(),
    MakeFindings(),
    ListOtherDrafts(),
)


async def check_drafts(drafts: Sequence[Draft], ports: Ports, options: CheckOptions, run_id: str) -> Report:
    """Check every citation of the drafts in one crawl and return the report; all of it is then in the store.

    A run of the same drafts after a kill resumes where the first one stopped, under its id.

    Raises:
        StoreError: The store could not be written; earlier results stay in it.
        RunIncomplete: The published version named in the options could not be read.
    """
    context = RunContext(ports=ports, options=options, id=run_id, started=ports.clock(), given=tuple(drafts))
    return await _run_stages(CHECK_STAGES, context)


async def audit_sources(ports: Ports, options: CheckOptions, chosen: AuditOptions, run_id: str) -> Report:
    """Visit the stored sources that are due and return the report, by draft that cites them.

    An audit that was killed resumes where it stopped, under its first id, if it is started again within a day.

    Raises:
        StoreError: The store could not be written; earlier results stay in it.
    """
    context = RunContext(ports=ports, options=options, id=run_id, started=ports.clock(), chosen=chosen)
    return await _run_stages(AUDIT_STAGES, context)


async def _run_stages(stages: Iterable[Stage[RunContext]], context: RunContext) -> Report:
    """Run the stages in order and finish the run; an outage of our own network ends it early, as --offline an audit."""
    store, clock, log = context.ports.store, context.ports.clock, context.ports.faults
    damaged = tuple(report_archive_damage(fault.message) for fault in check_quickly(store))
    for stage in stages:
        context = await (_run_optional(stage, context) if isinstance(stage, _OPTIONAL) else stage.run(context))
        if context.outage or context.offline:
            with store.writing():
                forget_run(store, context.id)
            return _report_outage(context, damaged)
    finished = clock()
    with store.writing():
        finish_run(store, context.id, finished)
    counts = count_results(context.reports, context.seen)
    faults = tuple(log.faults)
    findings = (*(report_own_fault(fault.item, fault.error) for fault in faults), *damaged)
    run = Run(context.id, context.started, finished, counts)
    return Report(
        run,
        context.reports,
        findings,
        faults,
        next_due=context.next_due,
        held_back=context.held_back,
        passed_over=context.passed_over,
    )


def _report_outage(context: RunContext, damaged: tuple[Finding, ...]) -> Report:
    """Return the report of a run that found our own network down: every citation is listed, and no source was asked.

    That of an audit lists the drafts as the last visits of their sources left them.
    """
    finished, store = context.ports.clock(), context.ports.store
    documents = () if context.given else find_citing_documents(store, context.sources.values())
    standing = tuple(list_standing(store, context.id, document) for document in documents)
    unasked = {
        url: SeenVisit(build_unasked_visit(url, "no host could be reached"), finished, looks=0)
        for url in _addresses_of(context.given)
    }
    reports = (*(list_unasked(draft, unasked) for draft in context.given), *standing)
    counts = count_results(reports, unasked)
    run, findings = Run(context.id, context.started, finished, counts), (*context.outage, *damaged)
    return Report(run, reports, findings, offline=context.offline)


_OPTIONAL = (LookUpWorks, ProbeSites, AskJudge, FindCopies)
"""Stages that only add to what is known; without one of them the run is still of use."""


async def _run_optional(stage: Stage[RunContext], context: RunContext) -> RunContext:
    """Run a stage; if it fails unforeseen, return the context as it was."""
    try:
        return await stage.run(context)
    except CitecheckError:
        raise
    except Exception as error:  # noqa: BLE001 (what was found without this stage is reported)
        context.ports.faults.record(type(stage).__name__, error)
        return context


def _resume_run(context: RunContext, sources: Mapping[str, int], requests: Sequence[FetchRequest]) -> RunContext:
    """Return the context with its requests; visits that the run made before a kill are not repeated."""
    store = context.ports.store
    return replace(
        context,
        sources=sources,
        requests=requests,
        resources=find_resources(store, sources.values()),
        seen=load_visits_of_run(store, context.id),
    )


def _build_job_key(drafts: Iterable[Draft], options: CheckOptions) -> str:
    """Return the identity of a check: the paths and contents of its drafts, and how sites are asked."""
    lines = sorted(f"{draft.path}\0{draft.sha256}" for draft in drafts)
    asked = repr((options.memory.include, options.memory.exclude))
    return hashlib.sha256(
        "\n".join([options.origin, options.memory.circumstances, asked, *lines]).encode("utf-8", "surrogatepass")
    ).hexdigest()


def _addresses_of(drafts: Iterable[Draft]) -> list[str]:
    """Return the distinct canonical addresses of the drafts, in reading order."""
    return list(
        dict.fromkeys(
            source.target.canonical
            for draft in drafts
            for note in draft.entries
            for source in note.sources
            if isinstance(source.target, Url)
        )
    )


def _load_citing_drafts(context: RunContext, sources: Iterable[int]) -> Iterator[TrackedDraft]:
    """Yield each stored draft that cites one of the sources, with its row ids and what is known from before."""
    store, seen = context.ports.store, context.seen
    for document in find_citing_documents(store, sources):
        draft = load_draft(store, document)
        recorded = load_recorded_draft(store, document, draft)
        standing = load_standing(store, context.id, draft, recorded, seen)
        yield TrackedDraft(CompletedDraft(draft), recorded, standing=standing)
