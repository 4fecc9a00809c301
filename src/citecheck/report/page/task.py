"""What a draft asks of its editor: one column a level, one task a rule, worst first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from citecheck.model.finding import Level
from citecheck.model.report import DraftReport
from citecheck.report.group import Group, group_findings
from citecheck.report.page.card import TONES, Tone, finding_view

COLUMN_HEADINGS: dict[Level, str] = {
    Level.ERROR: "To mend",
    Level.WARNING: "To look at",
    Level.INFO: "For later",
}


@dataclass(frozen=True, slots=True)
class Loose:
    """A finding that stands at no citation: its markers or line, the id of its card if it has one, and what it says."""

    where: str
    card: str
    message: str
    address: str


@dataclass(frozen=True, slots=True)
class Task:
    """What one rule asks for in a draft: its cards as (marker, id), and the findings that stand at no citation."""

    code: str
    summary: str
    advice: str
    cards: tuple[tuple[str, str], ...]
    loose: tuple[Loose, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The tasks of one level."""

    tone: Tone
    heading: str
    number: int
    tasks: tuple[Task, ...]


def columns_of(report: DraftReport, ids: dict[int, str]) -> Iterator[Column]:
    """Give the tasks of each level; `ids` names the card of each citation and finding by its `id()`."""
    for level, groups in groupby(group_findings(report.findings, report), key=lambda group: group.level):
        members = list(groups)
        tasks = (_task(code, list(of_rule), ids) for code, of_rule in groupby(members, key=lambda group: group.rule))
        number = sum(len(group.findings) for group in members)
        yield Column(TONES[level], COLUMN_HEADINGS[level], number, tuple(tasks))


def _task(code: str, groups: list[Group], ids: dict[int, str]) -> Task:
    """Gather what one rule found, in reading order; a footnote cited by several sentences is linked at its first."""
    concerned = {id(result): result for group in groups for result in group.citations}
    cards: dict[str, str] = {}
    for key, card in ids.items():
        if key in concerned:
            cards.setdefault(concerned[key].citation.marker, card)
    shown = finding_view(groups[0].findings[0])
    advice = shown.advice if len({group.advice for group in groups}) == 1 else ""
    loose = tuple(_loose(group, ids) for group in groups if not group.citations)
    return Task(code, shown.summary, advice, tuple(cards.items()), loose)


def _loose(group: Group, ids: dict[int, str]) -> Loose:
    where = " ".join(group.markers) or (f"line {group.line}" if group.line else "")
    return Loose(where, ids.get(id(group.findings[0]), ""), group.message, group.url or "")
