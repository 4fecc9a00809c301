"""The cards next to cited sentences, and the tasks of a draft.

A card shows its marker, its worst verdict, what to do, its note and its sources. Tasks form one column per level,
with one task per rule, worst first, each linked to its cards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import groupby

from citecheck.model.finding import Finding, Level
from citecheck.model.report import CitationResult, CitationState, DraftReport
from citecheck.report.findings import Group, group_findings, is_redundant, order_worst_first, shorten_message
from citecheck.report.html.source_view import SourceView, build_source_view
from citecheck.report.summary import STATES
from citecheck.rules import RULES
from citecheck.rules.state import state_of


class Tone(StrEnum):
    """The appearance of a cited sentence, worst first."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"
    CLEAN = "clean"
    QUIET = "quiet"


TONES: dict[Level, Tone] = {Level.ERROR: Tone.ERROR, Level.WARNING: Tone.WARNING, Level.INFO: Tone.NOTE}

STATE_TONES: dict[CitationState, Tone] = {
    CitationState.CONTRADICTED: Tone.ERROR,
    CitationState.LOST: Tone.ERROR,
    CitationState.UNSUPPORTED: Tone.WARNING,
    CitationState.PARTLY: Tone.WARNING,
    CitationState.UNSEEN: Tone.NOTE,
    CitationState.FOUND: Tone.CLEAN,
    CitationState.ATTESTED: Tone.CLEAN,
}


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding: its rule, its message, and what to do."""

    code: str
    tone: Tone
    name: str
    summary: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class CardView:
    """The card next to a cited sentence, or next to a block for a finding at no citation.

    `id` is unique on the page, and `state` is None for a finding at no citation. `note` is the text of the footnote if
    it holds more than an address; `place` is a place of the draft in words.
    """

    id: str
    marker: str
    state: CitationState | None
    tone: Tone
    headline: str
    note: str
    place: str
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


def build_finding_view(finding: Finding, passages: Iterable[str] = (), sentence: str = "") -> FindingView:
    """Return the view of a finding; its message omits passages and the sentence that are shown next to it."""
    rule = RULES.get(finding.rule)
    summary = rule.summary if rule else finding.rule
    name = rule.name.replace("-", " ").capitalize() if rule else finding.rule
    message = shorten_message(finding.message, passages=passages, sentences=(sentence,))
    return FindingView(finding.rule, TONES[finding.level], name, summary, message, finding.advice)


def build_finding_card(identity: str, finding: Finding, place: str) -> CardView:
    """Return the card of a finding in the text that belongs to no citation; `place` is its place in words."""
    view = build_finding_view(finding)
    return CardView(identity, place, None, view.tone, view.name, "", "", (view,), ())


def build_card_view(
    identity: str, result: CitationResult, findings: Iterable[Finding], note: str, place: str
) -> CardView:
    """Return the card of one citation with the findings that concern it; `place` is its place in words."""
    views = tuple(dict.fromkeys(_build_views(result, sorted(findings, key=order_worst_first))))
    sources = tuple(build_source_view(each, result.citation.sentence) for each in result.sources)
    state = state_of(result)
    tone = _tone_of(state, views)
    return CardView(
        id=identity,
        marker=result.citation.marker,
        state=state,
        tone=tone,
        headline=views[0].name if views and tone is not Tone.CLEAN else _word_state(state),
        note="" if note in _list_redundant(result, sources) else note,
        place=place,
        findings=views,
        sources=sources,
    )


def _build_views(result: CitationResult, findings: list[Finding]) -> Iterator[FindingView]:
    """Yield the findings of a card; a note after the first is only named, its full text is under "For later"."""
    passages = [passage.text for source in result.sources for passage in source.evidence.passages]
    for number, finding in enumerate(findings):
        view = build_finding_view(finding, passages, result.citation.sentence)
        if number and finding.level is Level.INFO:
            view = replace(view, advice="", message="" if is_redundant(finding) else view.message)
        yield view


def _list_redundant(result: CitationResult, sources: tuple[SourceView, ...]) -> set[str]:
    """Return the note texts that only repeat its single source."""
    if len(sources) != 1:
        return set()
    return {sources[0].address, result.sources[0].source.raw}


def _tone_of(state: CitationState, findings: tuple[FindingView, ...]) -> Tone:
    """Return the worse tone of the state and of the findings that are more than notes."""
    tones = [each.tone for each in findings if each.tone is not Tone.NOTE]
    return min((*tones, STATE_TONES[state]), key=list(Tone).index)


def _word_state(state: CitationState) -> str:
    """Return the meaning of a state, without the question that it asks."""
    return STATES[state].partition(":")[0].capitalize()


_COLUMN_HEADINGS: dict[Level, str] = {
    Level.ERROR: "To fix",
    Level.WARNING: "To review",
    Level.INFO: "For later",
}


@dataclass(frozen=True, slots=True)
class _LooseFinding:
    """A finding at no citation: its markers or line, the id of its card if it has one, and its message."""

    where: str
    card: str
    message: str
    address: str


@dataclass(frozen=True, slots=True)
class _RuleTask:
    """The task of one rule in a draft: its cards as (marker, id), and the findings at no citation.

    `causes` are the messages of findings with a common cause, with the advice where it differs from the others.
    """

    code: str
    summary: str
    advice: str
    causes: tuple[str, ...]
    cards: tuple[tuple[str, str], ...]
    loose: tuple[_LooseFinding, ...]


@dataclass(frozen=True, slots=True)
class TaskColumn:
    """The tasks of one level."""

    tone: Tone
    heading: str
    number: int
    tasks: tuple[_RuleTask, ...]


def build_columns(report: DraftReport, ids: dict[int, str]) -> Iterator[TaskColumn]:
    """Yield the tasks of each level; `ids` maps the `id()` of a citation or finding to the id of its card."""
    for level, groups in groupby(group_findings(report.findings, report), key=lambda group: group.level):
        members = list(groups)
        tasks = (
            _build_task(code, list(of_rule), ids) for code, of_rule in groupby(members, key=lambda group: group.rule)
        )
        yield TaskColumn(TONES[level], _COLUMN_HEADINGS[level], len(members), tuple(tasks))


def _build_task(code: str, groups: list[Group], ids: dict[int, str]) -> _RuleTask:
    """Return the task of one rule, in reading order; a footnote cited by several sentences links to the first."""
    concerned = {id(result): result for group in groups for result in group.citations}
    cards: dict[str, str] = {}
    for key, card in ids.items():
        if key in concerned:
            cards.setdefault(concerned[key].citation.marker, card)
    shown = build_finding_view(groups[0].findings[0])
    advice = groups[0].advice if len({group.advice for group in groups}) == 1 else ""
    loose = tuple(_build_loose(group, ids) for group in groups if not group.citations)
    causes = tuple(group.message if advice else f"{group.message} {group.advice}" for group in groups if group.cause)
    if len(groups) == 1 and causes:
        return _RuleTask(code, groups[0].message, advice, (), tuple(cards.items()), loose)
    return _RuleTask(code, shown.summary, advice, causes, tuple(cards.items()), loose)


def _build_loose(group: Group, ids: dict[int, str]) -> _LooseFinding:
    where = " ".join(group.markers) or group.place
    return _LooseFinding(where, ids.get(id(group.findings[0]), ""), group.message, group.url or "")
