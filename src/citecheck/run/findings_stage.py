"""Build the report of each draft from its visits: evidence, anchors, findings, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from citecheck.archive.public.recovery import find_siblings_with_letter
from citecheck.model.draft import Draft
from citecheck.model.evidence import Evidence, Support
from citecheck.model.finding import Level
from citecheck.model.page import ALIVE, DEATHS, Reach
from citecheck.model.report import CitationResult, DraftReport, SourceResult, Visit
from citecheck.reach.death_policy import is_revived
from citecheck.rules.draft import check_consistency, check_results
from citecheck.rules.finding import SourceOccurrence
from citecheck.run.context import CompletedDraft, RunContext, TrackedDraft
from citecheck.run.evidence_stage import AnchorRecorder
from citecheck.store.drafts import RecordedDraft, compute_copy_key, compute_source_key
from citecheck.store.runs import record_findings
from citecheck.store.visits import SeenVisit, load_past_visits

_UNCITED = Evidence(Support.UNCHECKED, 0.0, reason="no sentence of the draft cites it")
_SEVERITY = {Level.ERROR: 0, Level.WARNING: 1, Level.INFO: 2}


@dataclass(frozen=True, slots=True)
class MakeFindings:
    """Record the evidence and anchors of each draft, and build its report."""

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with the report of each draft. Raises StoreError."""
        return replace(context, reports=tuple(_build_draft_report(each, context) for each in context.drafts))


def _build_draft_report(tracked: TrackedDraft, context: RunContext) -> DraftReport:
    """Build the report of one draft from its evidence, anchors and visits; findings are sorted, worst first."""
    store, seen, draft, recorded = context.ports.store, context.seen, tracked.draft, tracked.recorded
    with store.writing():
        anchored = tuple(AnchorRecorder(store, context.id, recorded).results(draft, seen, tracked.evidence))
        results = tuple(_add_candidates(result, tracked.completed, tuple(seen)) for result in anchored)
        occurrences = tuple(_find_occurrences(draft, seen, results))
        of_sources = check_results(draft, results, occurrences, _find_revived(context, recorded))
        made = (*(check_consistency(draft) if context.given else ()), *of_sources)
        findings = tuple(sorted(made, key=lambda finding: (_SEVERITY[finding.level], finding.line or 0)))
        record_findings(store, context.id, recorded.document, findings)
    return DraftReport(draft, results, findings, tuple(_find_uncited(draft, seen)))


def _add_candidates(result: CitationResult, completed: CompletedDraft, urls: tuple[str, ...]) -> CitationResult:
    """Return a result with the candidate addresses of its cut and dead sources."""
    note = result.citation.footnote or ""
    sources = (
        replace(source, candidates=_candidates_of(source, completed.candidates.get((note, position), ()), urls))
        for position, source in enumerate(result.sources)
    )
    return replace(result, sources=tuple(sources))


def _candidates_of(source: SourceResult, completions: tuple[str, ...], urls: tuple[str, ...]) -> tuple[str, ...]:
    """Return the completions of a cut address, or those that restore a letter a dead address lost in copying."""
    if source.visit is None:
        return completions
    return find_siblings_with_letter(source.visit.url, urls) if source.visit.reach in DEATHS else ()


def _find_occurrences(
    draft: Draft, seen: Mapping[str, SeenVisit], results: Iterable[CitationResult]
) -> Iterator[tuple[SourceOccurrence, Visit]]:
    """Yield each place of a draft that names an address, with its visit; a copy that a source names has its own."""
    in_copy = {
        (result.citation.footnote, compute_source_key(source.source))
        for result in results
        for source in result.sources
        if source.copy is not None
    }
    for note in draft.footnotes:
        cited = {compute_source_key(source) for source in note.sources}
        for source in note.sources:
            key, copy_key = compute_source_key(source), compute_copy_key(source)
            look, copy = seen.get(key), seen.get(copy_key) if copy_key else None
            if look is not None:
                copied = copy.visit if copy else None
                yield SourceOccurrence(draft, note, source, copied, (note.id, key) in in_copy), look.visit
            if copy is not None and copy_key not in cited and copy.visit.reach is not Reach.UNKNOWN:
                yield SourceOccurrence(draft, note, source), copy.visit


def _find_revived(context: RunContext, recorded: RecordedDraft) -> frozenset[str]:
    """Return the addresses that answer again although their last conclusive visit found them gone."""
    back = set()
    for url, look in context.seen.items():
        if look.visit.reach in ALIVE and url in recorded.sources:
            history = load_past_visits(context.ports.store, recorded.sources[url], before_run=context.id)
            if is_revived(look.visit.reach, history):
                back.add(url)
    return frozenset(back)


def _find_uncited(draft: Draft, seen: Mapping[str, SeenVisit]) -> Iterator[SourceResult]:
    """Yield the sources of footnotes without a marker; they were requested as well."""
    cited = {citation.footnote for citation in draft.citations}
    for note in draft.footnotes:
        if note.id not in cited:
            for source in note.sources:
                look = seen.get(compute_source_key(source))
                yield SourceResult(source, look.visit if look else None, _UNCITED)


def count_results(reports: Iterable[DraftReport], seen: Mapping[str, SeenVisit]) -> tuple[tuple[str, int], ...]:
    """Return the counts of a run by name, in a stable order."""
    reports = tuple(reports)
    counts = {
        "drafts": len(reports),
        "footnotes": sum(len(report.draft.footnotes) for report in reports),
        "citations": sum(len(report.citations) for report in reports),
        "sources": sum(len(note.sources) for report in reports for note in report.draft.footnotes),
        "addresses": len(seen),
    }
    reach = Counter(look.visit.reach for look in seen.values())
    levels = Counter(finding.level for report in reports for finding in report.findings)
    counts |= {value.value: reach[value] for value in Reach if value is not Reach.OFFLINE}
    counts |= {f"{level.value}s" if level is not Level.INFO else "infos": levels[level] for level in reversed(Level)}
    return tuple(counts.items())
