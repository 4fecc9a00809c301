"""The page as a whole: whether to publish, what to do, the filters, and the drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from citecheck.model.finding import Finding, Level, Rule
from citecheck.model.report import DraftReport, Report
from citecheck.report.group import Group, group_findings
from citecheck.report.page.body import Row, cards_of, rows_of
from citecheck.report.page.card import TONE_WORDS, TONES, CardView, FindingView, Tone, finding_view
from citecheck.report.page.source import SourceView, day, source_view
from citecheck.report.summary import Summary, all_findings, summarise
from citecheck.report.wording import counted
from citecheck.rules import RULES

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


@dataclass(frozen=True, slots=True)
class DraftView:
    """One draft: its text as rows, what it asks for, worst first, and the sources that no sentence cites."""

    id: str
    title: str
    path: str
    about: str
    tone: Tone
    rows: tuple[Row, ...]
    cards: tuple[CardView, ...]
    columns: tuple[Column, ...]
    uncited: tuple[SourceView, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """One part of the bar of verdicts: `start` and `width` in per cent."""

    tone: Tone
    number: int
    words: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class PageView:
    """All that the template prints."""

    title: str
    summary: Summary
    lead: str
    rest: str
    made: str
    run: str
    findings: tuple[FindingView, ...]
    shares: tuple[Share, ...]
    rules: tuple[tuple[Rule, int], ...]
    hosts: tuple[tuple[str, int], ...]
    drafts: tuple[DraftView, ...]


def page_view(report: Report) -> PageView:
    """Return the values of the page for `report`."""
    summary = summarise(report)
    drafts = tuple(_draft(number, draft) for number, draft in enumerate(report.drafts, start=1))
    cards = [card for draft in drafts for card in draft.cards]
    lead, _, rest = summary.sentence.partition(": ")
    titles = [draft.title for draft in drafts]
    return PageView(
        title=titles[0] if len(titles) == 1 else counted(len(titles), "draft"),
        summary=summary,
        lead=lead.removesuffix("."),
        rest=rest[:1].upper() + rest[1:],
        made=f"{day(report.run.finished)}, {report.run.finished:%H:%M}",
        run=report.run.id,
        findings=tuple(map(finding_view, report.findings)),
        shares=_shares(cards),
        rules=_rules(all_findings(report)),
        hosts=tuple(sorted(Counter(host for card in cards for host in card.hosts.split()).items())),
        drafts=drafts,
    )


def _draft(number: int, report: DraftReport) -> DraftView:
    read = report.draft
    cited, elsewhere = cards_of(report, f"c{number}-")
    ids = {id(result): card.id for result, card in zip(report.citations, cited, strict=True)}
    ids |= {id(finding): card.id for finding, card in elsewhere}
    return DraftView(
        id=f"d{number}",
        title=read.title or read.path,
        path=read.path,
        about=f"{counted(len(report.citations), 'citation')}, {counted(len(read.footnotes), 'footnote')}",
        tone=min((TONES[each.level] for each in report.findings), key=list(Tone).index, default=Tone.CLEAN),
        rows=tuple(rows_of(report, cited, elsewhere)),
        cards=(*cited, *(card for _, card in elsewhere)),
        columns=tuple(_columns(report, ids)),
        uncited=tuple(map(source_view, report.uncited)),
    )


def _columns(report: DraftReport, ids: dict[int, str]) -> Iterator[Column]:
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


def _shares(cards: list[CardView]) -> tuple[Share, ...]:
    counts = Counter(card.tone for card in cards)
    shares, start = [], 0.0
    for tone in Tone:
        width = 100 * counts[tone] / max(len(cards), 1)
        if counts[tone]:
            shares.append(
                Share(tone, counts[tone], TONE_WORDS[tone][counts[tone] != 1], round(start, 3), round(width, 3))
            )
        start += width
    return tuple(shares)


def _rules(findings: Iterable[Finding]) -> tuple[tuple[Rule, int], ...]:
    counts = Counter(finding.rule for finding in findings)
    return tuple((RULES[code], counts[code]) for code in sorted(counts) if code in RULES)
