"""Whether to publish, in one line, and the counts behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from citecheck.model.finding import Finding, Level
from citecheck.model.page import Reach
from citecheck.model.report import Report, SourceResult
from citecheck.report.wording import REACHES, write_count

OWN_NETWORK_DOWN = "L502"
SUPPRESSED_COUNT, KNOWN_COUNT = "findings suppressed", "findings known"
LEFT_OUT_COUNTS = frozenset({SUPPRESSED_COUNT, KNOWN_COUNT})
"""Counts of a run that say what is not shown: silenced by a comment, recorded in the baseline."""


ASKED = frozenset(Reach) - {Reach.UNKNOWN, Reach.OFFLINE}
UNSEEN = frozenset({Reach.UNKNOWN, Reach.WALLED, Reach.FAILING})


class Advice(StrEnum):
    """What an editor should do with the drafts as a whole."""

    PUBLISH = "publish"
    LOOK = "look"
    HOLD = "hold"
    RERUN = "rerun"


@dataclass(frozen=True, slots=True)
class Summary:
    """The advice, its sentence, and counts of findings by level and of sources by reach, worst first."""

    advice: Advice
    sentence: str
    levels: tuple[tuple[Level, int], ...]
    reaches: tuple[tuple[Reach, int], ...]
    drafts: int
    citations: int
    sources: int
    left_alone: tuple[tuple[str, int], ...] = ()
    """Findings that were silenced or known, by name; not among the others."""

    def counts(self) -> str:
        """Say the counts in one line."""
        parts = [write_count(self.drafts, "draft")] if self.drafts != 1 else []
        parts += [write_count(self.citations, "citation"), write_count(self.sources, "source")]
        parts += [f"{number:,} {REACHES[reach]}" for reach, number in self.reaches]
        parts += [f"{number:,} {name}" for name, number in self.left_alone]
        return " · ".join(parts)


def findings_of(report: Report) -> Iterator[Finding]:
    """Give the findings of the run, then those of each draft."""
    yield from report.findings
    for draft in report.drafts:
        yield from draft.findings


def summarise(report: Report) -> Summary:
    """Count `report` and say whether to publish. A source is counted once however many sentences cite it."""
    findings = list(findings_of(report))
    levels = Counter(finding.level for finding in findings)
    sources = list(_list_distinct_sources(report))
    reaches = Counter(source.visit.reach if source.visit else Reach.OFFLINE for source in sources)
    advice, sentence = _decide_advice(findings, levels, reaches)
    return Summary(
        advice=advice,
        sentence=sentence,
        levels=tuple((level, levels[level]) for level in reversed(Level) if levels[level]),
        reaches=tuple((reach, reaches[reach]) for reach in Reach if reaches[reach]),
        drafts=len(report.drafts),
        citations=sum(len(draft.citations) for draft in report.drafts),
        sources=len(sources),
        left_alone=tuple((name, number) for name, number in report.run.counts if name in LEFT_OUT_COUNTS),
    )


def _decide_advice(findings: list[Finding], levels: Counter[Level], reaches: Counter[Reach]) -> tuple[Advice, str]:
    errors, warnings = levels[Level.ERROR], levels[Level.WARNING]
    if any(finding.rule == OWN_NETWORK_DOWN for finding in findings):
        return Advice.RERUN, "Run again: our own network was down, so nothing is said about the sources."
    if errors:
        beside = f" and {write_count(warnings, 'warning')} to look at" if warnings else ""
        return Advice.HOLD, f"Do not publish yet: {write_count(errors, 'error')} to mend{beside}."
    if reaches[Reach.UNKNOWN] and not any(reaches[reach] for reach in ASKED):
        return Advice.LOOK, f"Not checked: none of {write_count(reaches[Reach.UNKNOWN], 'source')} was asked."
    if warnings:
        return Advice.LOOK, f"Look before you publish: {write_count(warnings, 'warning')}, no errors."
    if not reaches:
        return Advice.PUBLISH, "Nothing to check: no sources."
    unseen = sum(reaches[reach] for reach in UNSEEN)
    beside = f", but {write_count(unseen, 'source')} could not be seen" if unseen else ""
    return Advice.PUBLISH, f"Ready to publish: nothing stands against it{beside}."


def _list_distinct_sources(report: Report) -> Iterator[SourceResult]:
    """Give each source of each draft once: by its address where it was visited, else by where it stands."""
    for draft in report.drafts:
        known: set[object] = set()
        results = [source for citation in draft.citations for source in citation.sources]
        for result in (*results, *draft.uncited):
            key = result.visit.url if result.visit else (result.source.raw, result.source.place)
            if key not in known:
                known.add(key)
                yield result
