"""The report on a terminal: what to mend first, then one line that says whether to publish, then the counts.

An editor acts on it at midnight, so a block names every footnote that one repair mends, what each of its sentences
says, what was seen and what to do. Findings of one rule share its heading and, where they agree, its advice; notes are
listed one a line. Nothing a stranger wrote acts on the terminal: every text goes through `visible`, and rich neither
reads markup nor highlights. Addresses are never wrapped, so that they can be copied.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import StringIO
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from citecheck.model.change import Edit
from citecheck.model.finding import Level
from citecheck.model.report import DraftReport, Report
from citecheck.report.group import Group, group_findings
from citecheck.report.offer import offers
from citecheck.report.printable import visible
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
_WORD = re.compile(r"\S+\s*")
DEFAULT_WIDTH = 80
MOST_MARKERS = 12
MOST_SENTENCES = 5
MOST_EDITS = 2
MOST_QUOTED = 200
"""What a block lists at most; the HTML report shows all."""


class Screen:
    """Lays texts out at a width and gives them back as strings, with or without colour."""

    def __init__(self, width: int, *, color: bool) -> None:
        self._written = StringIO()
        self._width = max(width, 40)
        self._console = Console(
            file=self._written,
            width=self._width,
            force_terminal=color,
            color_system="standard" if color else None,
            markup=False,
            highlight=False,
            emoji=False,
            legacy_windows=False,
        )

    def say(self, text: str | Text, *, style: str = "", indent: int = 0, hanging: int = 0, label: str = "") -> None:
        """Write a paragraph wrapped at the width, `indent` columns in, its further lines `hanging` more.

        `label` stands in the last six columns of the first line's indent. An address longer than a line runs over.
        """
        paragraph = Text(text, style=style) if isinstance(text, str) else text
        lead = Text(f"{label:<6}".rjust(indent) if label else " " * indent, style="dim")
        for part in paragraph.divide(_breaks(paragraph.plain, self._width - indent - hanging)):
            part.rstrip()
            self._console.print(lead.append_text(part), soft_wrap=True)
            lead = Text(" " * (indent + hanging))

    def address(self, text: str, *, indent: int) -> None:
        """Write an address on one line, however long."""
        self._console.print(Text(" " * indent).append(text, style="underline"), soft_wrap=True)

    def gap(self) -> None:
        """Write an empty line."""
        self._console.print()

    def taken(self) -> str:
        """Return what was written since the last call."""
        text = self._written.getvalue()
        self._written.seek(0)
        self._written.truncate()
        return text


def _breaks(text: str, width: int) -> Iterator[int]:
    """Give the offsets at which `text` begins a new line; addresses stay whole, other long words (CJK) are folded."""
    used = 0
    for word in _WORD.finditer(text):
        cells = cell_len(word[0].rstrip())
        if used and used + cells > width:
            yield word.start()
            used = 0
        if cells <= width or "://" in word[0]:
            used += cell_len(word[0])
            continue
        for offset, character in enumerate(word[0], start=word.start()):
            if used + cell_len(character) > width:
                yield offset
                used = 0
            used += cell_len(character)


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
        for group in of_rule:
            _brief(screen, group) if level is Level.INFO else _block(screen, group)
            if not shared:
                _labelled(screen, "Do", group.advice)
        if shared:
            _labelled(screen, "Do", shared)
        screen.gap()
        yield screen.taken()


def _subject(code: str, level: Level) -> str:
    """Return what stands beside a code: for notes the sentence that they share, else the rule's name."""
    rule = RULES.get(code)
    if rule is None:
        return ""
    return rule.summary if level is Level.INFO else rule.name


def _brief(screen: Screen, group: Group) -> None:
    """Write a note as one line and its address; its message too where it says more than those."""
    _where(screen, group)
    rule = RULES.get(group.rule)
    said = (rule.summary if rule else "", group.url or "")
    if not any(text and text in group.message for text in said):
        screen.say(visible(group.message), indent=4, style="dim")


def _block(screen: Screen, group: Group) -> None:
    _where(screen, group)
    sentences = list(dict.fromkeys(result.citation.sentence for result in group.citations))
    for sentence in sentences[:MOST_SENTENCES]:
        screen.say(f"“{visible(sentence)}”", indent=4, hanging=1)
    if len(sentences) > MOST_SENTENCES:
        screen.say(f"and {counted(len(sentences) - MOST_SENTENCES, 'further sentence')}", indent=4, style="dim")
    came = seen(group.visit, beside=group.message) if group.visit else ""
    _labelled(screen, "Seen", *filter(None, (group.message, came)))
    _labelled(screen, "Says", *_says(group))
    for change in _edits(group):
        _labelled(screen, "Was", change.before or "(nothing)")
        _labelled(screen, "Now", change.after or "(nothing)")
    for offer in dict.fromkeys(offer for source in group.sources for offer in offers(source)):
        _labelled(screen, "Offer", offer.kind + (f" ({offer.remark})" if offer.remark else ""))
        screen.address(visible(offer.url), indent=10)


def _says(group: Group) -> list[str]:
    """Return the passage that bears on the claim, where the rule is about what the source says."""
    if not group.rule.startswith("S"):
        return []
    best = [source.evidence.passages[0].text for source in group.sources if source.evidence.passages]
    return [f"“{text}”" for text in dict.fromkeys(best) if text[:MOST_QUOTED] not in group.message]


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
