"""The card beside a cited sentence: its marker, its worst verdict, what to do, its note and its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from citecheck.model.evidence import Support
from citecheck.model.finding import Finding, Level
from citecheck.model.report import CitationResult
from citecheck.report.beside import is_said, message_beside
from citecheck.report.group import worst_first
from citecheck.report.page.source import SourceView, source_view
from citecheck.rules import RULES


class Tone(StrEnum):
    """How a cited sentence looks, worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    CLEAN = "clean"
    QUIET = "quiet"


TONES: dict[Level, Tone] = {Level.ERROR: Tone.ERROR, Level.WARNING: Tone.WARNING, Level.INFO: Tone.NOTE}

TONE_WORDS: dict[Tone, str] = {
    Tone.ERROR: "to mend",
    Tone.WARNING: "to look at",
    Tone.NOTE: "with a note",
    Tone.CLEAN: "borne out",
    Tone.QUIET: "not compared",
}

BORNE_OUT = frozenset({Support.EVIDENCE, Support.SUPPORTED})


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding: its rule, its own sentence, and what to do."""

    code: str
    tone: Tone
    name: str
    summary: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class CardView:
    """What stands beside one cited sentence, or beside a block for a finding that stands at no citation.

    `id` is unique on the page; `note` is the footnote's text where it says more than
    an address, `line` that of the draft.
    """

    id: str
    marker: str
    tone: Tone
    headline: str
    note: str
    line: int | None
    findings: tuple[FindingView, ...]
    sources: tuple[SourceView, ...]

    @property
    def rules(self) -> str:
        """The codes of its findings, for the filter."""
        return " ".join(dict.fromkeys(finding.code for finding in self.findings))

    @property
    def hosts(self) -> str:
        """The hosts of its sources, for the filter."""
        return " ".join(dict.fromkeys(source.host for source in self.sources if source.host))


def finding_view(finding: Finding, passages: Iterable[str] = (), sentence: str = "") -> FindingView:
    """Return a finding as shown; a passage and a sentence that are shown beside it are not said again."""
    rule = RULES.get(finding.rule)
    summary = rule.summary if rule else finding.rule
    name = rule.name.replace("-", " ").capitalize() if rule else finding.rule
    message = message_beside(finding.message, passages=passages, sentences=(sentence,))
    return FindingView(finding.rule, TONES[finding.level], name, summary, message, finding.advice)


def finding_card(identity: str, finding: Finding) -> CardView:
    """Return the card of a finding that stands in the text but at no citation."""
    view = finding_view(finding)
    return CardView(identity, f"line {finding.line}", view.tone, view.name, "", None, (view,), ())


def card_view(identity: str, result: CitationResult, findings: Iterable[Finding], note: str) -> CardView:
    """Return the card of one citation with the findings that concern it."""
    views = tuple(dict.fromkeys(_views(result, sorted(findings, key=worst_first))))
    sources = tuple(source_view(each, result.citation.sentence) for each in result.sources)
    tone = tone_of(result, views)
    return CardView(
        id=identity,
        marker=result.citation.marker,
        tone=tone,
        headline=_headline(tone, views, sources),
        note="" if note in _said(result, sources) else note,
        line=result.citation.place.line,
        findings=views,
        sources=sources,
    )


def _views(result: CitationResult, findings: list[Finding]) -> Iterator[FindingView]:
    """Give the findings of a card; a note behind the first is told in full under "For later", and here by its name."""
    passages = [passage.text for source in result.sources for passage in source.evidence.passages]
    for number, finding in enumerate(findings):
        view = finding_view(finding, passages, result.citation.sentence)
        if number and finding.level is Level.INFO:
            view = replace(view, advice="", message="" if is_said(finding) else view.message)
        yield view


def _said(result: CitationResult, sources: tuple[SourceView, ...]) -> set[str]:
    """Return the texts of a note that say nothing beside its only source."""
    if len(sources) != 1:
        return set()
    return {sources[0].address, result.sources[0].source.raw}


def tone_of(result: CitationResult, findings: tuple[FindingView, ...]) -> Tone:
    """Return the worst of the findings, but a note does not dim that a source was found to bear the claim out."""
    worst = min((each.tone for each in findings), key=list(Tone).index, default=Tone.QUIET)
    if worst in {Tone.ERROR, Tone.WARNING}:
        return worst
    borne_out = any(source.evidence.support in BORNE_OUT for source in result.sources)
    return Tone.CLEAN if borne_out else worst


def _headline(tone: Tone, findings: tuple[FindingView, ...], sources: tuple[SourceView, ...]) -> str:
    if findings and tone is not Tone.CLEAN:
        return findings[0].name
    return sources[0].support.capitalize() if sources else "No source"
