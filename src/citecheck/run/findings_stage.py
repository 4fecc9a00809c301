"""Build the report of each draft from its visits: evidence, anchors, findings, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

from citecheck.archive.public.recovery import LongParts
from citecheck.errors import CitecheckError
from citecheck.model.draft import Draft, Source
from citecheck.model.evidence import Evidence, Support
from citecheck.model.finding import Finding, Level
from citecheck.model.page import DEATHS, PageText, Reach
from citecheck.model.report import (
    CitationResult,
    Completion,
    CompletionOrigin,
    DraftReport,
    LinkResult,
    SourceResult,
    Visit,
)
from citecheck.reach.decision import judge_move
from citecheck.report.verdict import count_levels
from citecheck.rules.draft import check_consistency, check_results
from citecheck.rules.finding import SourceOccurrence, date_finding
from citecheck.rules.records import check_records, is_of_record, restate_by_records
from citecheck.rules.targets import advise_completions
from citecheck.run.context import CompletedDraft, RecordsByPlace, RunContext, TrackedDraft
from citecheck.run.evidence_stage import AnchorRecorder
from citecheck.run.record_stage import load_records
from citecheck.run.standing import (
    StandingSources,
    add_courses,
    list_spellings,
    load_standing,
    load_standing_sources,
    separate_known,
)
from citecheck.store.captures import load_texts
from citecheck.store.database import Store
from citecheck.store.drafts import compute_copy_key, compute_source_key, load_draft, load_recorded_draft
from citecheck.store.runs import record_findings
from citecheck.store.visits import SeenVisit

_UNCITED = Evidence(Support.UNCHECKED, 0.0, reason="no sentence of the draft cites it")
_NOT_COMPARED = Evidence(Support.UNCHECKED, 0.0, reason="no sentence rests on this link alone")
_SUPPORTING = frozenset({Support.EVIDENCE, Support.SUPPORTED})
_DRAFTS_AT_ONCE = 32
"""Drafts whose findings are one transaction: a commit of each took as long as all else of a check of small files."""
_SEVERITY = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2}


@dataclass(frozen=True, slots=True)
class MakeFindings:
    """Record the evidence and anchors of each draft, and build its report."""

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with the report of each draft. Raises StoreError."""
        context = replace(context, seen=add_courses(context.ports.store, context.seen, audits=not context.given))
        asked = LongParts(tuple(context.seen))
        reports: list[DraftReport] = []
        for start in range(0, len(context.drafts), _DRAFTS_AT_ONCE):
            with context.ports.store.writing():
                group = context.drafts[start : start + _DRAFTS_AT_ONCE]
                reports += [_report_draft(each, context, asked) for each in group]
        return replace(context, reports=tuple(reports))


def _report_draft(tracked: TrackedDraft, context: RunContext, asked: LongParts) -> DraftReport:
    """Build the report of one draft; if that fails unforeseen, one without results, so that the others are finished."""
    try:
        return _build_draft_report(tracked, context, asked)
    except CitecheckError:
        raise
    except Exception as error:  # noqa: BLE001 (one draft of many does not end the run)
        context.ports.faults.record(tracked.draft.path, error)
        return DraftReport(tracked.draft, (), tracked.draft.findings, whole=False, standing=tracked.standing)


def _build_draft_report(tracked: TrackedDraft, context: RunContext, asked: LongParts) -> DraftReport:
    """Build the report of one draft from its evidence, anchors and visits; findings are sorted, worst first."""
    store, seen, draft, recorded = context.ports.store, context.seen, tracked.draft, tracked.recorded
    standing = load_standing_sources(store, draft, recorded, seen) if tracked.standing is not None else None
    with store.writing():
        recorder = AnchorRecorder(store, context.id, recorded, _read_recent_texts(store), standing)
        anchored = tuple(recorder.results(draft, seen, tracked.evidence))
        completed = (_add_completions(result, tracked.completed, asked) for result in anchored)
        recorded_works = (_add_records(result, tracked.records) for result in completed)
        results = tuple(_date_results(each, context) for each in recorded_works)
        uncited = tuple(
            _date_source(each, context) for each in _find_uncited(tracked.completed, seen, standing, tracked.records)
        )
        read = replace(draft, findings=advise_completions(draft.findings, tracked.completed.completions))
        if standing is None:
            of_sources = check_results(draft, results, tuple(_find_occurrences(draft, seen, results)))
        else:
            of_sources = _check_visited(draft, results, seen)
        of_works = check_records(draft, tracked.records)
        others = (*(check_consistency(read) if context.given else ()), *_date_findings(of_sources, draft, context))
        made = (*restate_by_records(others, draft, tracked.records), *of_works)
        findings = tuple(sorted(made, key=lambda finding: (_SEVERITY[finding.level], finding.line or 0)))
        record_findings(store, context.id, recorded.document, findings)
    known = tracked.standing
    if known is not None:
        findings, remaining = separate_known(store, context.id, draft, recorded, findings)
        before = [each for each in known.findings if not (tracked.records and is_of_record(each.rule))]
        known = replace(known, findings=(*before, *remaining))
    return DraftReport(
        draft,
        results,
        findings,
        uncited,
        whole=bool(context.given),
        standing=known,
        links=tuple(
            replace(each, source=_date_source(each.source, context))
            for each in map(_add_move, _list_links(draft, seen, standing))
        ),
    )


def _date_findings(findings: Iterable[Finding], draft: Draft, context: RunContext) -> Iterator[Finding]:
    """Yield the findings; one on a source that was not asked has the day of the visit that it is from."""
    sources = (source for entry in draft.entries for source in entry.sources)
    spellings = list_spellings(sources) if context.remembered else {}
    for finding in findings:
        key = spellings.get(finding.url or "")
        if key in context.remembered:
            yield date_finding(finding, context.seen[key].moment, offline=context.options.memory.offline)
        else:
            yield finding


def _date_results(result: CitationResult, context: RunContext) -> CitationResult:
    """Return a result with the moments of the visits that an earlier run made."""
    if not context.remembered:
        return result
    return replace(result, sources=tuple(_date_source(each, context) for each in result.sources))


def _date_source(result: SourceResult, context: RunContext) -> SourceResult:
    key = compute_source_key(result.source)
    return replace(result, earlier=context.seen[key].moment) if key in context.remembered else result


_RECENT_TEXTS = 16
"""Texts of the store that stay in memory: sentences next to each other often cite the same sources."""


def _read_recent_texts(store: Store) -> Callable[[str], PageText]:
    """Return a reader of the texts of the store by their digests, which keeps the last ones."""

    @lru_cache(maxsize=_RECENT_TEXTS)
    def read_text(digest: str) -> PageText:
        return load_texts(store, [digest])[digest]

    return read_text


def _check_visited(draft: Draft, results: Sequence[CitationResult], seen: Mapping[str, SeenVisit]) -> Iterator[Finding]:
    """Yield the findings of an audit about the sources it visited; those about others remain from their last visits.

    A citation is checked as a whole if any of its sources was visited, since its sources complement each other.
    """
    visited = [each for each in results if any(compute_source_key(one.source) in seen for one in each.sources)]
    remaining = {
        one.visit.url
        for each in visited
        for one in each.sources
        if one.visit is not None and compute_source_key(one.source) not in seen
    }
    for finding in check_results(draft, visited, tuple(_find_occurrences(draft, seen, visited))):
        if finding.url not in remaining:
            yield finding


def _add_completions(result: CitationResult, completed: CompletedDraft, asked: LongParts) -> CitationResult:
    """Return a result with the completions of its cut, moved and dead sources."""
    note = result.citation.footnote or ""
    sources = (_complete(source, completed, (note, position), asked) for position, source in enumerate(result.sources))
    return replace(result, sources=tuple(sources))


def _add_records(result: CitationResult, records: RecordsByPlace) -> CitationResult:
    """Return a result with what the registries say of the works of its sources."""
    if not records:
        return result
    note = result.citation.footnote or ""
    sources = enumerate(result.sources)
    return replace(result, sources=tuple(replace(each, record=records.get((note, at))) for at, each in sources))


def _complete(
    source: SourceResult, completed: CompletedDraft, at: tuple[str, int], asked: LongParts | None = None
) -> SourceResult:
    """Return a result with what may replace its address: that of the source at `at`, by note id and position."""
    if at in completed.cut:
        return replace(source, cut=completed.cut[at], completions=completed.completions.get(at, ()))
    move = judge_move(source)
    return replace(source, completions=(move,) if move else tuple(_find_siblings(source.visit, asked)))


def _add_move(link: LinkResult) -> LinkResult:
    """Return a link outside notes with the address it moved to."""
    move = judge_move(link.source)
    return replace(link, source=replace(link.source, completions=(move,))) if move else link


def _find_siblings(visit: Visit | None, asked: LongParts | None) -> Iterator[Completion]:
    """Yield the addresses of this run that restore a letter which a dead address lost in copying."""
    if asked is not None and visit is not None and visit.reach in DEATHS:
        for url in asked.find_siblings(visit.url):
            yield Completion(url, CompletionOrigin.DRAFT, "another note names it, with one letter more")


def _find_occurrences(
    draft: Draft, seen: Mapping[str, SeenVisit], results: Iterable[CitationResult]
) -> Iterator[tuple[SourceOccurrence, Visit]]:
    """Yield each place of a draft that names an address, with its visit; a copy that a source names has its own."""
    in_copy = {
        (result.citation.footnote, compute_source_key(source.source), source.evidence.support in _SUPPORTING)
        for result in results
        for source in result.sources
        if source.copy is not None
    }
    for note in draft.entries:
        cited = {compute_source_key(source) for source in note.sources}
        for source in note.sources:
            key, copy_key = compute_source_key(source), compute_copy_key(source)
            look, copy = seen.get(key), seen.get(copy_key) if copy_key else None
            if look is not None:
                copied = copy.visit if copy else None
                supported, unsupported = ((note.id, key, holds) in in_copy for holds in (True, False))
                compared = supported or unsupported
                yield SourceOccurrence(draft, note, source, copied, compared, unsupported), look.visit
            if copy is not None and copy_key not in cited and copy.visit.reach is not Reach.UNKNOWN:
                yield SourceOccurrence(draft, note, source), copy.visit


def list_standing(store: Store, run: str, document: int) -> DraftReport:
    """Return the report of a stored draft none of whose sources `run` visited: each is as its last visit left it."""
    draft = load_draft(store, document)
    recorded = load_recorded_draft(store, document, draft)
    standing, notes = (
        load_standing_sources(store, draft, recorded, {}),
        {note.id: note.sources for note in draft.entries},
    )
    records = load_records(store, draft)
    found = (
        CitationResult(each, tuple(standing.find_result(each, source) for source in notes.get(each.footnote or "", ())))
        for each in draft.citations
    )
    results = tuple(_add_records(result, records) for result in found)
    uncited = tuple(_find_uncited(CompletedDraft(draft), {}, standing, records))
    known = load_standing(store, run, draft, recorded, ())
    links = tuple(_list_links(draft, {}, standing))
    return DraftReport(draft, results, (), uncited, whole=False, standing=known, links=links)


def list_unasked(draft: Draft, unasked: Mapping[str, SeenVisit]) -> DraftReport:
    """Return the report of a draft none of whose sources could be asked: each citation is listed as unseen."""
    by_note = {note.id: tuple(_list_unasked_sources(note.sources, unasked)) for note in draft.entries}
    results = tuple(CitationResult(each, by_note.get(each.footnote or "", ())) for each in draft.citations)
    uncited = tuple(_find_uncited(CompletedDraft(draft), unasked))
    links = tuple(_list_links(draft, unasked))
    return DraftReport(draft, results, draft.findings, uncited, whole=False, links=links)


def _list_unasked_sources(sources: Iterable[Source], unasked: Mapping[str, SeenVisit]) -> Iterator[SourceResult]:
    for source in sources:
        look = unasked.get(compute_source_key(source))
        reason = look.visit.error if look else None
        yield SourceResult(source, look.visit if look else None, Evidence(Support.UNCHECKED, 0.0, reason=reason))


def _find_uncited(
    completed: CompletedDraft,
    seen: Mapping[str, SeenVisit],
    standing: StandingSources | None = None,
    records: RecordsByPlace = MappingProxyType({}),
) -> Iterator[SourceResult]:
    """Yield the sources of footnotes without a marker; they were requested as well, now or by an earlier run."""
    cited = {citation.footnote for citation in completed.draft.citations}
    for note in completed.draft.footnotes:
        if note.id not in cited:
            for position, source in enumerate(note.sources):
                look = seen.get(compute_source_key(source))
                if look is None and standing is not None:
                    found = standing.find_uncited(source)
                else:
                    found = SourceResult(source, look.visit if look else None, _UNCITED)
                found = replace(found, record=records.get((note.id, position)))
                yield _complete(found, completed, (note.id, position))


def _list_links(
    draft: Draft, seen: Mapping[str, SeenVisit], standing: StandingSources | None = None
) -> Iterator[LinkResult]:
    """Yield each link outside notes with its visit, of this run or of an earlier one."""
    for entry in draft.link_entries:
        for source in entry.sources:
            look = seen.get(compute_source_key(source))
            if look is None and standing is not None:
                yield LinkResult(entry, standing.find_uncited(source))
            else:
                yield LinkResult(entry, SourceResult(source, look.visit if look else None, _NOT_COMPARED))


def count_results(reports: Iterable[DraftReport], seen: Mapping[str, SeenVisit]) -> tuple[tuple[str, int], ...]:
    """Return the counts of a run by name, in a stable order."""
    reports = tuple(reports)
    counts = {
        "drafts": len(reports),
        "footnotes": sum(len(report.draft.footnotes) for report in reports),
        "citations": sum(len(report.citations) for report in reports),
        "links": sum(len(report.draft.link_entries) for report in reports),
        "sources": sum(len(note.sources) for report in reports for note in report.draft.entries),
        "addresses": len(seen),
    }
    reach = Counter(look.visit.reach for look in seen.values())
    counts |= {value.value: reach[value] for value in Reach if value is not Reach.OFFLINE}
    counts |= count_levels(finding for report in reports for finding in report.findings)
    return tuple(counts.items())
