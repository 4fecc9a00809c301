"""The page as a whole: whether to publish, what to do, the filters, and the drafts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC

from citecheck.model.finding import Finding, Rule
from citecheck.model.report import DraftReport, Report
from citecheck.report.page.body import Row, cards_of, rows_of
from citecheck.report.page.card import TONE_WORDS, TONES, CardView, FindingView, Tone, finding_view
from citecheck.report.page.source import SourceView, day, source_view
from citecheck.report.page.task import Column, columns_of
from citecheck.report.summary import Summary, all_findings, summarise
from citecheck.report.wording import counted
from citecheck.rules import RULES


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
    summary, finished = summarise(report), report.run.finished.astimezone(UTC)
    drafts = tuple(_draft(number, draft) for number, draft in enumerate(report.drafts, start=1))
    cards = [card for draft in drafts for card in draft.cards]
    lead, _, rest = summary.sentence.partition(": ")
    titles = [draft.title for draft in drafts]
    return PageView(
        title=titles[0] if len(titles) == 1 else counted(len(titles), "draft"),
        summary=summary,
        lead=lead.removesuffix("."),
        rest=rest[:1].upper() + rest[1:],
        made=f"{day(finished)}, {finished:%H:%M} UTC",
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
        columns=tuple(columns_of(report, ids)),
        uncited=tuple(map(source_view, report.uncited)),
    )


def _shares(cards: list[CardView]) -> tuple[Share, ...]:
    counts = Counter(card.tone for card in cards)
    shares, start = [], 0.0
    for tone in Tone:
        width = 100 * counts[tone] / max(len(cards), 1)
        if counts[tone]:
            shares.append(Share(tone, counts[tone], TONE_WORDS[tone], round(start, 3), round(width, 3)))
        start += width
    return tuple(shares)


def _rules(findings: Iterable[Finding]) -> tuple[tuple[Rule, int], ...]:
    counts = Counter(finding.rule for finding in findings)
    return tuple((RULES[code], counts[code]) for code in sorted(counts) if code in RULES)
