"""The wording of the report: one table per closed set of the model, the publishing advice, and the counts.

A test checks that each table covers its set. All other text for readers is in the templates and in the messages of
findings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from citecheck.model.change import AnchorState, Change
from citecheck.model.evidence import FactKind, Support
from citecheck.model.finding import Finding, Level
from citecheck.model.page import Page, Reach
from citecheck.model.report import Report, SourceResult, Visit
from citecheck.model.target import Kind
from citecheck.reach.decision import reach_of_visit

LEVELS: dict[Level, str] = {Level.ERROR: "Error", Level.WARNING: "Warning", Level.INFO: "Note"}

REACHES: dict[Reach, str] = {
    Reach.LIVE: "live",
    Reach.MOVED: "moved permanently",
    Reach.GONE: "gone",
    Reach.SUSPECT: "possibly gone",
    Reach.WALLED: "walled",
    Reach.FAILING: "failing",
    Reach.UNKNOWN: "not visited",
    Reach.OFFLINE: "no address",
}

PAGES: dict[Page, str] = {
    Page.LIVE: "the page",
    Page.PAYWALL_PARTIAL: "the free opening of a paid article",
    Page.WAF_CHALLENGE: "a bot challenge",
    Page.WAF_BLOCK: "a bot block",
    Page.LEGAL_BLOCK: "a legal block",
    Page.FILTER_BLOCK: "a network filter",
    Page.GEO_BLOCK: "a regional block",
    Page.LOGIN_WALL: "a login form",
    Page.CONSENT_WALL: "a consent prompt",
    Page.JS_SHELL: "a page that is empty without scripts",
    Page.RATE_BLOCK: "a request to slow down",
    Page.UNSUPPORTED_BROWSER: "an unsupported-browser notice",
    Page.SOFT_404: "a page saying that nothing was found",
    Page.HARD_404_BODY: "an error page: not found",
    Page.HOMEPAGE_FOR_MISSING: "the site's home page",
    Page.PARKED: "a parked or sold domain",
    Page.SITE_MOVED: "a notice that the site closed or moved",
    Page.ERROR_PAGE: "a server error",
    Page.MAINTENANCE: "a maintenance notice",
    Page.EMPTY: "an empty page",
    Page.TRUNCATED_BODY: "a page cut short",
    Page.REDIRECT_STUB: "a page that only redirects",
}

CHANGES: dict[Change, str] = {
    Change.SAME: "unchanged since the last copy",
    Change.COSMETIC: "changed only outside the text",
    Change.EDITED: "edited since the last copy",
    Change.REPLACED: "replaced by other content",
}

ANCHORS: dict[AnchorState, str] = {
    AnchorState.INTACT: "the cited passage is intact",
    AnchorState.MOVED: "the cited passage moved within the page",
    AnchorState.ALTERED: "the cited passage was altered",
    AnchorState.GONE: "the cited passage is gone",
}

SUPPORTS: dict[Support, str] = {
    Support.EVIDENCE: "passage found, its facts agree",
    Support.FACTS_MISSING: "passage found, some facts are not in it",
    Support.DIFFERS: "the source says otherwise",
    Support.NOT_FOUND: "no passage found",
    Support.NOT_CHECKABLE: "could not be compared",
    Support.UNCHECKED: "not compared",
    Support.SUPPORTED: "judged to support the claim",
    Support.CONTRADICTED: "judged to contradict the claim",
}

FACT_KINDS: dict[FactKind, str] = {
    FactKind.NUMBER: "number",
    FactKind.DATE: "date",
    FactKind.QUANTITY: "quantity",
    FactKind.NAME: "name",
    FactKind.QUOTATION: "quotation",
    FactKind.NEGATION: "negation",
}

FACT_PLURALS: dict[FactKind, str] = {
    FactKind.NUMBER: "numbers",
    FactKind.DATE: "dates",
    FactKind.QUANTITY: "quantities",
    FactKind.NAME: "names",
    FactKind.QUOTATION: "quotations",
    FactKind.NEGATION: "negations",
}

KINDS: dict[Kind, str] = {
    Kind.URL: "web page",
    Kind.SOCIAL: "social media post",
    Kind.BIBLIOGRAPHIC: "published work",
    Kind.DATABASE: "database",
    Kind.BY_REQUEST: "available by request",
    Kind.NOTE: "remark",
    Kind.MISSING_DEFINITION: "footnote missing",
}


def write_count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a count with its noun: `1 error`, `2 errors`, `1,204 sources`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def describe_visit(visit: Visit, *, message: str = "", explained: bool = False) -> str:
    """Return one line about the response: status, kind of page, error, title and date.

    The status of a page that was read is omitted because it adds nothing. An error or title that `message` already
    contains is omitted too. `explained` means that the message already says what was returned instead of the source.
    """
    read = visit.page is Page.LIVE
    parts = [f"HTTP {visit.status}"] if visit.status is not None and not read and not explained else []
    if visit.page is not None and not read and not explained:
        parts.append(PAGES[visit.page])
    if visit.error and visit.error.casefold() not in message.casefold():
        parts.append(visit.error)
    if visit.title and visit.title not in message:
        parts.append(f"“{visit.title}”")
    if visit.published and (read or visit.page is Page.PAYWALL_PARTIAL):
        parts.append(f"dated {visit.published[:10]}")
    return ", ".join(parts)


OWN_NETWORK_DOWN = "L502"
SUPPRESSED_COUNT, KNOWN_COUNT = "findings suppressed", "findings known"
_LEFT_OUT_COUNTS = frozenset({SUPPRESSED_COUNT, KNOWN_COUNT})
"""Counts of findings that are not shown: silenced by a comment, or recorded in the baseline."""


VISITED = frozenset(Reach) - {Reach.UNKNOWN, Reach.OFFLINE}
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
    """Counts of silenced or known findings, by name; not included in the other counts."""

    def counts(self) -> str:
        """Return the counts on one line."""
        parts = [write_count(self.drafts, "draft")] if self.drafts != 1 else []
        parts += [write_count(self.citations, "citation"), write_count(self.sources, "source")]
        parts += [f"{number:,} {REACHES[reach]}" for reach, number in self.reaches]
        parts += [f"{number:,} {name}" for name, number in self.left_alone]
        return " · ".join(parts)


def findings_of(report: Report) -> Iterator[Finding]:
    """Yield the findings of the run, then those of each draft."""
    yield from report.findings
    for draft in report.drafts:
        yield from draft.findings


def summarise(report: Report) -> Summary:
    """Return the counts of `report` and the publishing advice. A source cited by several sentences counts once."""
    findings = list(findings_of(report))
    levels = Counter(finding.level for finding in findings)
    sources = list(_list_distinct_sources(report))
    reaches = Counter(reach_of_visit(source.visit) for source in sources)
    advice, sentence = _decide_advice(findings, levels, reaches)
    return Summary(
        advice=advice,
        sentence=sentence,
        levels=tuple((level, levels[level]) for level in reversed(Level) if levels[level]),
        reaches=tuple((reach, reaches[reach]) for reach in Reach if reaches[reach]),
        drafts=len(report.drafts),
        citations=sum(len(draft.citations) for draft in report.drafts),
        sources=len(sources),
        left_alone=tuple((name, number) for name, number in report.run.counts if name in _LEFT_OUT_COUNTS),
    )


def _decide_advice(findings: list[Finding], levels: Counter[Level], reaches: Counter[Reach]) -> tuple[Advice, str]:
    errors, warnings = levels[Level.ERROR], levels[Level.WARNING]
    if any(finding.rule == OWN_NETWORK_DOWN for finding in findings):
        return Advice.RERUN, "Run again: the local network was down, so the sources could not be checked."
    if errors:
        others = f" and {write_count(warnings, 'warning')} to review" if warnings else ""
        return Advice.HOLD, f"Do not publish yet: {write_count(errors, 'error')} to fix{others}."
    if reaches[Reach.UNKNOWN] and not any(reaches[reach] for reach in VISITED):
        return Advice.LOOK, f"Not checked: {write_count(reaches[Reach.UNKNOWN], 'source')} not visited."
    if warnings:
        return Advice.LOOK, f"Review before you publish: {write_count(warnings, 'warning')}, no errors."
    if not reaches:
        return Advice.PUBLISH, "Nothing to check: no sources."
    unseen = sum(reaches[reach] for reach in UNSEEN)
    exception = f", but {write_count(unseen, 'source')} could not be checked" if unseen else ""
    return Advice.PUBLISH, f"Ready to publish: no errors or warnings{exception}."


def _list_distinct_sources(report: Report) -> Iterator[SourceResult]:
    """Yield each source of each draft once, identified by its address if visited, else by its text and place."""
    for draft in report.drafts:
        known: set[object] = set()
        results = [source for citation in draft.citations for source in citation.sources]
        for result in (*results, *draft.uncited):
            key = result.visit.url if result.visit else (result.source.raw, result.source.place)
            if key not in known:
                known.add(key)
                yield result
