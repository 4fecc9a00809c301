"""The report on a terminal: what to mend first, then one line that says whether to publish, then the counts.

An editor acts on it at midnight, so a block names every footnote that one repair mends, what each of its sentences
says, what was seen and what to do. Findings of one rule share its heading and, where they agree, its advice; notes are
listed one a line. Nothing a stranger wrote acts on the terminal: every text goes through `visible`, and rich neither
reads markup nor highlights. Addresses are never wrapped, so that they can be copied.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.text import Text

from citecheck.model.change import Edit
from citecheck.model.evidence import Fact, Support
from citecheck.model.finding import Level
from citecheck.model.report import DraftReport, Report
from citecheck.report.beside import is_said, message_beside
from citecheck.report.group import Group, group_findings
from citecheck.report.offer import offers
from citecheck.report.page.segment import Segments, mark_claim, mark_passage
from citecheck.report.printable import visible
from citecheck.report.screen import Screen
from citecheck.report.summary import Advice, summarise
from citecheck.report.wording import LEVELS, counted, seen
from citecheck.rules import RULES

STYLES: dict[Level, str] = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.INFO: "bold cyan"}
ADVICE_STYLES: dict[Advice, str] = {
    Advice.PUBLISH: "bold green",
    Advice.LOOK: "bold yellow",
    Advice.HOLD: "bold red",
    Advice.RERUN: "bold magenta",
}
DEFAULT_WIDTH = 80
MOST_MARKERS = 12
MOST_SENTENCES = 5
MOST_EDITS = 2
MOST_NOTES = 5
"""What is listed at most, so that notes do not bury what is to be mended; the HTML report shows all."""
MARKS = {"agrees": "green", "differs": "bold red", "absent": "yellow"}
"""How compared facts look inside a sentence and its passage."""


def render_text(report: Report, *, width: int | None = None, color: bool = False) -> Iterator[str]:
    """Give the report in pieces, one for each rule of each draft; `width` in columns, 80 if None."""
    screen = Screen(width or DEFAULT_WIDTH, color=color)
    several = len(report.drafts) > 1
    yield from _groups(screen, group_findings(report.findings))
    for draft in report.drafts:
        groups = group_findings(draft.findings, draft)
        if several and groups:
            _heading(screen, draft)
        yield from _groups(screen, groups)
    summary = summarise(report)
    screen.say(summary.sentence, style=ADVICE_STYLES[summary.advice])
    screen.say(summary.counts(), style="dim")
    yield screen.taken()


def _heading(screen: Screen, draft: DraftReport) -> None:
    read = draft.draft
    screen.say(visible(read.path), style="bold")
    if read.title:
        screen.say(visible(read.title), style="dim")
    screen.gap()


def _groups(screen: Screen, groups: tuple[Group, ...]) -> Iterator[str]:
    for (level, code), members in groupby(groups, key=lambda group: (group.level, group.rule)):
        of_rule = list(members)
        head = Text(f"{LEVELS[level].upper()} {code}", style=STYLES[level])
        head.append(f"  {_subject(code, level)}", style="bold")
        if len(of_rule) > 1:
            head.append(f"  ({len(of_rule):,})", style="dim")
        screen.say(head, hanging=2)
        shared = of_rule[0].advice if len({group.advice for group in of_rule}) == 1 else ""
        if level is Level.INFO:
            _notes(screen, of_rule, shared)
        else:
            for group in of_rule:
                _block(screen, group)
                if not shared:
                    _labelled(screen, "Do", group.advice)
        if shared:
            _labelled(screen, "Do", shared)
        screen.gap()
        yield screen.taken()


def _notes(screen: Screen, groups: list[Group], shared: str) -> None:
    """Write the first notes of a rule with their addresses, and of the others only where they stand."""
    alike = len(groups) > 1 and len({group.message for group in groups}) == 1
    if alike and not is_said(groups[0]):
        screen.say(visible(groups[0].message), indent=2, style="dim")
    listed = MOST_NOTES if len(groups) > MOST_NOTES + 2 else len(groups)
    for group in groups[:listed]:
        _where(screen, group)
        if not alike and not is_said(group):
            screen.say(visible(group.message), indent=4, style="dim")
        if not shared:
            _labelled(screen, "Do", group.advice)
    if rest := groups[listed:]:
        between = (
            f", from {rest[0].markers[0]} to {rest[-1].markers[-1]}" if rest[0].markers and rest[-1].markers else ""
        )
        screen.say(f"and {len(rest):,} more{visible(between)}", indent=2, style="dim")


def _subject(code: str, level: Level) -> str:
    """Return what stands beside a code: for notes the sentence that they share, else the rule's name."""
    rule = RULES.get(code)
    if rule is None:
        return ""
    return rule.summary if level is Level.INFO else rule.name


def _block(screen: Screen, group: Group) -> None:
    _where(screen, group)
    facts = _facts(group)
    sentences = list(dict.fromkeys(result.citation.sentence for result in group.citations))
    for sentence in sentences[:MOST_SENTENCES]:
        screen.say(_quoted(mark_claim(visible(sentence), facts)), indent=4, hanging=1)
    if len(sentences) > MOST_SENTENCES:
        screen.say(f"and {counted(len(sentences) - MOST_SENTENCES, 'further sentence')}", indent=4, style="dim")
    passages = _passages(group)
    message = message_beside(group.message, passages=passages, sentences=sentences)
    came = seen(group.visit, beside=group.message, told=group.rule.startswith("L")) if group.visit else ""
    _labelled(screen, "Seen", *filter(None, (message, came)))
    label = "Near" if _nothing_found(group) else "Says"
    for number, passage in enumerate(passages):
        screen.say(_quoted(mark_passage(visible(passage), facts)), indent=10, hanging=1, label="" if number else label)
    for change in _edits(group):
        _labelled(screen, "Was", change.before or "(nothing)")
        _labelled(screen, "Now", change.after or "(nothing)")
    for offer in dict.fromkeys(offer for source in group.sources for offer in offers(source)):
        if offer.url in group.message:
            continue
        _labelled(screen, "Offer", offer.kind + (f" ({offer.remark})" if offer.remark else ""))
        screen.address(visible(offer.url), indent=10)


def _facts(group: Group) -> Sequence[Fact]:
    """Return the facts that were compared, where the rule is about what the source says."""
    about = group.rule.startswith("S")
    return [fact for source in group.sources if about for fact in source.evidence.facts]


def _passages(group: Group) -> list[str]:
    """Return the passage that comes nearest to the claim, where the rule is about what the source says."""
    about = group.rule.startswith("S")
    best = [source.evidence.passages[0].text for source in group.sources if about and source.evidence.passages]
    return list(dict.fromkeys(best))


def _nothing_found(group: Group) -> bool:
    return all(source.evidence.support is Support.NOT_FOUND for source in group.sources)


def _quoted(parts: Segments) -> Text:
    """Return a quotation with its compared facts marked; the parts are visible text already."""
    return Text.assemble("“", *((part.text, MARKS.get(part.mark, "")) for part in parts), "”")


def _edits(group: Group) -> tuple[Edit, ...]:
    """Return the first changed places, where the rule is about a change."""
    change = group.visit.change if group.visit and group.rule.startswith("D") else None
    return change.edits[:MOST_EDITS] if change else ()


def _where(screen: Screen, group: Group) -> None:
    """Write the footnotes concerned, the line, and the address."""
    shown = " ".join(group.markers[:MOST_MARKERS])
    if len(group.markers) > MOST_MARKERS:
        shown += f" and {len(group.markers) - MOST_MARKERS:,} more"
    place = f"line {group.line:,}" if group.line else ""
    where = Text("  ").append(visible(shown), style="bold")
    where.append("  " * bool(shown and place)).append(place, style="dim")
    if shown or place:
        screen.say(where, hanging=2)
    if group.url:
        screen.address(visible(group.url), indent=4)


def _labelled(screen: Screen, label: str, *texts: str) -> None:
    """Write `texts`, each from a line of its own, beside one label."""
    for number, text in enumerate(texts):
        screen.say(visible(text), indent=10, label="" if number else label)
