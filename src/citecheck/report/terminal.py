"""The report on a terminal: findings first, then the verdict, the citations by state, and the counts.

A block names every footnote that one repair fixes, the sentences concerned, what was seen and what to do. Findings of
one rule share its heading and, if equal, its advice; notes are listed one per line. Untrusted text cannot control the
terminal: control characters are made visible, and rich neither reads markup nor highlights. Addresses are never
wrapped, so that they can be copied. `_Screen` lays texts out at a given width and returns them as strings, with or
without colour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import groupby

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from citecheck.model.change import Edit
from citecheck.model.draft import CitationSystem
from citecheck.model.evidence import Fact, Support
from citecheck.model.finding import Level
from citecheck.model.report import CitationResult, CitationState, DraftReport, Report
from citecheck.report.findings import Group, group_findings, is_redundant, shorten_message, show_marker
from citecheck.report.marked_text import Segments, mark_claim, mark_passage
from citecheck.report.records import explain_lost
from citecheck.report.safe_text import make_visible
from citecheck.report.sources import find_offers
from citecheck.report.summary import LEVELS, STATES, describe_visit, explain_partly, write_count
from citecheck.report.verdict import STATE_WORDS, Advice, explain_attested, explain_unseen, judge_report
from citecheck.rules import RULES
from citecheck.rules.finding import describe_place
from citecheck.rules.records import is_of_record
from citecheck.rules.state import state_of

STYLES: dict[Level, str] = {Level.ERROR: "bold red", Level.WARNING: "bold yellow", Level.INFO: "bold cyan"}
ADVICE_STYLES: dict[Advice, str] = {
    Advice.PUBLISH: "bold green",
    Advice.LOOK: "bold yellow",
    Advice.HOLD: "bold red",
    Advice.RERUN: "bold magenta",
}
_EXPLAINED_STATES = {
    CitationState.LOST: explain_lost,
    CitationState.PARTLY: explain_partly,
    CitationState.UNSEEN: explain_unseen,
    CitationState.ATTESTED: explain_attested,
}
"""The states whose citations are listed by a reason of their own."""
_OFFLINE = "refusal:offline"
_DEFAULT_WIDTH = 80
_MOST_MARKERS = 12
_MOST_SENTENCES = 5
_MOST_EDITS = 2
_MOST_NOTES = 5
_MOST_EXCEPTIONS = 12
"""Limits of what is listed, so that notes do not hide errors; the HTML report shows everything."""
_MARKS = {"agrees": "green", "differs": "bold red", "absent": "yellow"}
"""Styles of compared facts in a sentence and its passage."""


def render_text(report: Report, *, width: int | None = None, color: bool = False) -> Iterator[str]:
    """Yield the report in pieces, one for each rule of each draft; `width` in columns, 80 if None."""
    screen = _Screen(width or _DEFAULT_WIDTH, color=color)
    several = len(report.drafts) > 1
    yield from _write_groups(screen, group_findings(report.findings))
    for draft in report.drafts:
        groups = group_findings(draft.findings, draft)
        if several:
            groups = tuple(group for group in groups if not _is_of_offline_run(group))
        if (several and groups) or any(group.rule.startswith("I") for group in groups):
            _write_heading(screen, draft)
        yield from _write_groups(screen, groups)
    verdict = judge_report(report)
    screen.say(verdict.line, style=ADVICE_STYLES[verdict.advice])
    _write_states(screen, report)
    _write_standing(screen, report)
    screen.say(verdict.counts(), style="dim")
    yield screen.take()


def _is_of_offline_run(group: Group) -> bool:
    """Return whether a group says only that the run is offline: the last line says that once for all drafts."""
    return all(finding.cause == _OFFLINE for finding in group.findings)


def _write_states(screen: _Screen, report: Report) -> None:
    """Write the markers of the citations in each state but `found`, worst first.

    Those that are unseen are listed by the reason, those that a person saw by who and when. With several drafts markers
    say nothing, and their number is shown.
    """
    several = len(report.drafts) > 1
    for (state, reason), markers in _list_marked_states(report).items():
        known = list(dict.fromkeys(markers))
        shown = f"{len(markers):,}" if several else " ".join(known[:_MOST_MARKERS])
        if not several and len(known) > _MOST_MARKERS:
            shown += f" and {len(known) - _MOST_MARKERS:,} more"
        text = Text(f"{STATE_WORDS[state].capitalize()}  ").append(make_visible(shown), style="bold")
        screen.say(text.append(f"  {make_visible(reason)}", style="dim"), indent=2, hanging=2)


def _write_standing(screen: _Screen, report: Report) -> None:
    """Write the faults of earlier runs that an audit did not look for again, by rule, with their notes or lines."""
    remaining: dict[str, list[str]] = {}
    for draft in report.drafts:
        for finding in draft.standing.faults if draft.standing else ():
            remaining.setdefault(finding.rule, []).append(finding.marker or describe_place(finding.places[0]))
    for rule, places in sorted(remaining.items()):
        shown = " ".join(dict.fromkeys(places)) if len(report.drafts) == 1 else f"{len(places):,}"
        text = Text("Remains  ").append(make_visible(f"{rule} {shown}".strip()), style="bold")
        screen.say(text.append(f"  {_choose_subject(rule, Level.INFO)}", style="dim"), indent=2, hanging=2)


def _list_marked_states(report: Report) -> dict[tuple[CitationState, str], list[str]]:
    """Return the markers of citations by state and its reason or what is asked of an editor, worst states first."""
    marked: dict[tuple[CitationState, str], list[str]] = {}
    for draft in report.drafts:
        for result in draft.citations:
            state = state_of(result)
            if state is not CitationState.FOUND:
                explain = _EXPLAINED_STATES.get(state)
                reason = explain(result) if explain else STATES[state]
                marked.setdefault((state, reason), []).append(_show_citation(result))
    order = list(CitationState)
    return dict(sorted(marked.items(), key=lambda each: (order.index(each[0][0]), -len(each[1]))))


def _show_citation(result: CitationResult) -> str:
    """Return the marker of a citation; one that is an address is named by its line, which is shorter."""
    citation = result.citation
    is_link = citation.system is CitationSystem.LINK
    if is_link and "://" in citation.marker:
        return describe_place(citation.place) or citation.marker
    return show_marker(citation.marker, is_link=is_link)


def _write_heading(screen: _Screen, draft: DraftReport) -> None:
    read = draft.draft
    screen.say(make_visible(read.path), style="bold")
    if read.title:
        screen.say(make_visible(read.title), style="dim")
    screen.gap()


def _write_groups(screen: _Screen, groups: tuple[Group, ...]) -> Iterator[str]:
    for (level, code), members in groupby(groups, key=lambda group: (group.level, group.rule)):
        of_rule = list(members)
        head = Text(f"{LEVELS[level].upper()} {code}", style=STYLES[level])
        head.append(f"  {_choose_subject(code, level)}", style="bold")
        number = sum(len(group.findings) for group in of_rule)
        if number > 1:
            head.append(f"  ({number:,})", style="dim")
        screen.say(head, hanging=2)
        shared = of_rule[0].advice if len({group.advice for group in of_rule}) == 1 else ""
        if level is Level.INFO:
            _write_notes(screen, of_rule, shared)
        else:
            for group in of_rule:
                if group.cause:
                    _write_cause(screen, group)
                else:
                    _write_block(screen, group)
                if not shared:
                    _write_labelled(screen, "Do", group.advice)
        if shared:
            _write_labelled(screen, "Do", shared)
        screen.gap()
        yield screen.take()


def _write_notes(screen: _Screen, groups: list[Group], shared: str) -> None:
    """Write the first notes of a rule with their addresses, and only the range of the others."""
    alike = len(groups) > 1 and len({group.message for group in groups}) == 1
    if alike and not is_redundant(groups[0]):
        screen.say(make_visible(groups[0].message), indent=2, style="dim")
    listed = _MOST_NOTES if len(groups) > _MOST_NOTES + 2 else len(groups)
    for group in groups[:listed]:
        if group.cause:
            _write_cause(screen, group)
        else:
            _write_place(screen, group)
        if not alike and not group.cause and not is_redundant(group):
            screen.say(make_visible(group.message), indent=4, style="dim")
        if not shared:
            _write_labelled(screen, "Do", group.advice)
    if rest := groups[listed:]:
        between = (
            f", from {rest[0].markers[0]} to {rest[-1].markers[-1]}" if rest[0].markers and rest[-1].markers else ""
        )
        screen.say(f"and {len(rest):,} more{make_visible(between)}", indent=2, style="dim")


def _write_cause(screen: _Screen, group: Group) -> None:
    """Write several findings of one cause as one task: what they share, all their notes, and what is known of a few."""
    screen.say(make_visible(group.message), indent=2)
    screen.say(make_visible(" ".join(group.markers)), style="bold", indent=2)
    for finding in group.exceptions[:_MOST_EXCEPTIONS]:
        screen.say(make_visible(f"{finding.marker or ''} {finding.advice}".strip()), indent=4, hanging=4)
    if (more := len(group.exceptions) - _MOST_EXCEPTIONS) > 0:
        screen.say(f"and {more:,} more", indent=4, style="dim")


def _choose_subject(code: str, level: Level) -> str:
    """Return the heading text after a code: the summary of the rule for notes, else its name."""
    rule = RULES.get(code)
    if rule is None:
        return ""
    return rule.summary if level is Level.INFO else rule.name


def _write_block(screen: _Screen, group: Group) -> None:
    _write_place(screen, group)
    facts = _list_facts(group)
    sentences = list(dict.fromkeys(result.citation.sentence for result in group.citations))
    for sentence in sentences[:_MOST_SENTENCES]:
        screen.say(_quote(mark_claim(make_visible(sentence), facts)), indent=4, hanging=1)
    if len(sentences) > _MOST_SENTENCES:
        screen.say(f"and {write_count(len(sentences) - _MOST_SENTENCES, 'further sentence')}", indent=4, style="dim")
    passages = _list_passages(group)
    message = shorten_message(group.message, passages=passages, sentences=sentences)
    explained = group.rule.startswith("L")
    visit = None if is_of_record(group.rule) else group.visit
    seen = describe_visit(visit, message=group.message, explained=explained) if visit else ""
    _write_labelled(screen, "Seen", *filter(None, (message, seen)))
    label = "Near" if _found_nothing(group) else "Says"
    for number, passage in enumerate(passages):
        screen.say(
            _quote(mark_passage(make_visible(passage), facts)), indent=10, hanging=1, label="" if number else label
        )
    for change in _list_edits(group):
        _write_labelled(screen, "Was", change.before or "(nothing)")
        _write_labelled(screen, "Now", change.after or "(nothing)")
    for offer in dict.fromkeys(offer for source in group.sources for offer in find_offers(source)):
        if offer.url in group.message:
            continue
        _write_labelled(screen, "Offer", offer.kind + (f" ({offer.remark})" if offer.remark else ""))
        screen.address(make_visible(offer.url), indent=10)


def _list_facts(group: Group) -> Sequence[Fact]:
    """Return the compared facts, if the rule is about what the source says."""
    about = group.rule.startswith("S")
    return [fact for source in group.sources if about for fact in source.evidence.facts]


def _list_passages(group: Group) -> list[str]:
    """Return the passage nearest to the claim, if the rule is about what the source says."""
    about = group.rule.startswith("S")
    best = [source.evidence.passages[0].text for source in group.sources if about and source.evidence.passages]
    return list(dict.fromkeys(best))


def _found_nothing(group: Group) -> bool:
    return all(source.evidence.support is Support.NOT_FOUND for source in group.sources)


def _quote(parts: Segments) -> Text:
    """Return a quotation with its compared facts marked; the parts are already safe to show."""
    return Text.assemble("“", *((part.text, _MARKS.get(part.mark, "")) for part in parts), "”")


def _list_edits(group: Group) -> tuple[Edit, ...]:
    """Return the first changed places, if the rule is about a change of the page and does not name the words itself."""
    about = group.rule.startswith("D") and group.rule != "D103"
    change = group.visit.change if group.visit and about else None
    return change.edits[:_MOST_EDITS] if change else ()


def _write_place(screen: _Screen, group: Group) -> None:
    """Write the markers of the footnotes, the line, and the address."""
    shown = " ".join(group.markers[:_MOST_MARKERS])
    if len(group.markers) > _MOST_MARKERS:
        shown += f" and {len(group.markers) - _MOST_MARKERS:,} more"
    place = make_visible(group.place)
    where = Text("  ").append(make_visible(shown), style="bold")
    where.append("  " * bool(shown and place)).append(place, style="dim")
    if shown or place:
        screen.say(where, hanging=2)
    if group.url:
        screen.address(make_visible(group.url), indent=4)


def _write_labelled(screen: _Screen, label: str, *texts: str) -> None:
    """Write `texts`, each starting on a new line, with one label before the first."""
    for number, text in enumerate(texts):
        screen.say(make_visible(text), indent=10, label="" if number else label)


_UNBROKEN = re.compile(r"\(citecheck [^()]{1,60}\)\S*\s*|\S+\s*")
"""What is never broken across lines: a word, or a command in parentheses, so that it can be copied."""


class _Screen:
    """Text layout at a given width, 40 columns at least; collects output until it is taken."""

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
        """Write a paragraph wrapped at the width, indented by `indent` columns, and by `hanging` more after line one.

        `label` fills the last six columns of the first indent. An address longer than a line overflows.
        """
        paragraph = Text(text, style=style) if isinstance(text, str) else text
        lead = Text(f"{label:<6}".rjust(indent) if label else " " * indent, style="dim")
        for part in paragraph.divide(_find_breaks(paragraph.plain, self._width - indent - hanging)):
            part.rstrip()
            self._console.print(lead.append_text(part), soft_wrap=True)
            lead = Text(" " * (indent + hanging))

    def address(self, text: str, *, indent: int) -> None:
        """Write an address on one line, however long."""
        self._console.print(Text(" " * indent).append(text, style="underline"), soft_wrap=True)

    def gap(self) -> None:
        """Write an empty line."""
        self._console.print()

    def take(self) -> str:
        """Return what was written since the last call."""
        text = self._written.getvalue()
        self._written.seek(0)
        self._written.truncate()
        return text


def _find_breaks(text: str, width: int) -> Iterator[int]:
    """Yield the offsets at which `text` begins a new line; addresses stay whole, other long words (CJK) are folded."""
    used = 0
    for word in _UNBROKEN.finditer(text):
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
