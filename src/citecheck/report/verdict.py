"""The verdict on the drafts of a run: citations by state, what was left out, and the line that follows from both.

One function makes the line, and every output prints it. It never depends on the levels of findings alone: a finding
that is ignored or in the baseline leaves the state of its citation as it is. "Ready" needs a passage for every
citation, but for those that a person saw or whose being unseen a person accepted; the line counts them. An audit that
visited a part of the sources is never "ready": its line states how many were due and the faults that remain.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from citecheck.model.draft import InternalLinks
from citecheck.model.finding import Finding, Level
from citecheck.model.page import Reach
from citecheck.model.report import CitationResult, CitationState, DraftReport, Report, SourceResult
from citecheck.model.target import Kind
from citecheck.reach.decision import reach_of_visit
from citecheck.report.left_out import LeftOut, count_left_out, list_distinct_sources
from citecheck.report.summary import REACHES, describe_decision, explain_weak_evidence, write_count
from citecheck.rules.state import state_of, state_of_source

OWN_NETWORK_DOWN = "L502"
_CARRYING = frozenset({CitationState.FOUND, CitationState.ATTESTED})


class Advice(StrEnum):
    """What an editor should do with the drafts as a whole."""

    PUBLISH = "publish"
    LOOK = "look"
    HOLD = "hold"
    RERUN = "rerun"


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on one or more drafts: the advice, its line, and the counts that it follows from, worst first.

    `levels` counts findings, each one also where several share a cause, as every output lists them.
    """

    advice: Advice
    line: str
    ready: bool
    states: tuple[tuple[CitationState, int], ...]
    left_out: LeftOut
    levels: tuple[tuple[Level, int], ...]
    reaches: tuple[tuple[Reach, int], ...]
    drafts: int
    citations: int
    sources: int

    def counts(self) -> str:
        """Return the counts of sources on one line."""
        parts = [write_count(self.drafts, "draft")] if self.drafts > 1 else []
        parts += [write_count(self.citations, "citation"), write_count(self.sources, "source")]
        parts += [f"{number:,} {REACHES[reach]}" for reach, number in self.reaches]
        return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class _Tally:
    """What the verdict is decided from. `unmarked` counts the drafts that have notes but no citation."""

    states: Counter[CitationState]
    accepted: Counter[CitationState]
    left_out: LeftOut
    errors: int = 0
    warnings: int = 0
    network_down: bool = False
    offline: bool = False
    any_answer: bool = True
    """Whether any source was asked."""
    unmarked: int = 0
    notes: int = 0
    links: tuple[tuple[Reach, int], ...] = ()
    """The links outside notes by how far they could be reached."""
    links_not_compared: int = 0
    """Those of them that no citation cites."""
    notes_as_links: int = 0
    """The notes of which only the addresses are asked, as links."""
    internal: InternalLinks = field(default_factory=InternalLinks)
    drafts: int = 1
    next_due: datetime | None = None
    held_back: int = 0
    due: int = 0
    standing: Counter[Level] = field(default_factory=Counter)
    """The findings of earlier runs that an audit did not look for again, by level."""

    @property
    def citations(self) -> int:
        return self.states.total()

    @property
    def is_links_only(self) -> bool:
        """Whether all that was found are links, and any was asked or looked for in the repository."""
        looked = self.any_answer if self.links else self.internal.found + self.internal.dead
        return bool(looked and not self.citations and not self.notes)

    def undecided(self, state: CitationState) -> int:
        """Return how many citations of a state no person accepted."""
        return self.states[state] - self.accepted[state]


def findings_of(report: Report) -> Iterator[Finding]:
    """Yield the findings of the run, then those of each draft."""
    yield from report.findings
    for draft in report.drafts:
        yield from draft.findings


def count_levels(findings: Iterable[Finding]) -> dict[str, int]:
    """Return the numbers of `findings` by level, as the counts of a run name them."""
    levels = Counter(finding.level for finding in findings)
    return {f"{level.value}s": levels[level] for level in reversed(Level)}


def judge_report(report: Report) -> Verdict:
    """Return the verdict on all drafts of `report` together."""
    findings = list(findings_of(report))
    levels = Counter(finding.level for finding in findings)
    sources = list(list_distinct_sources(report))
    reaches = Counter(reach_of_visit(source.visit) for source in sources)
    tally = _count_states(report, findings, levels, sources)
    advice, line = _write_line(tally)
    return Verdict(
        advice=advice,
        line=line,
        ready=advice is Advice.PUBLISH,
        states=tuple((state, tally.states[state]) for state in CitationState),
        left_out=tally.left_out,
        levels=tuple((level, levels[level]) for level in reversed(Level) if levels[level]),
        reaches=tuple((reach, reaches[reach]) for reach in Reach if reaches[reach]),
        drafts=len(report.drafts),
        citations=tally.citations,
        sources=len(sources),
    )


def judge_draft(draft: DraftReport, report: Report) -> Verdict:
    """Return the verdict on one draft of `report` by its own findings; a network that was down concerns each draft.

    Other findings of the run count in the verdict on the run, which is also that on its only draft.
    """
    if len(report.drafts) == 1:
        return judge_report(report)
    down = tuple(finding for finding in report.findings if finding.rule == OWN_NETWORK_DOWN)
    return judge_report(
        replace(report, drafts=(draft,), findings=down, unread_drafts=0, blank_drafts=0, held_back=(), passed_over=())
    )


def write_verdict(verdict: Verdict) -> dict[str, Any]:
    """Return the members `states`, `verdict` and `left_out` of INTERFACES."""
    return {
        "states": {state.value: number for state, number in verdict.states},
        "verdict": {"line": verdict.line, "ready": verdict.ready},
        "left_out": verdict.left_out.count_by_name(),
    }


def _count_states(
    report: Report, findings: list[Finding], levels: Counter[Level], sources: list[SourceResult]
) -> _Tally:
    states, accepted = Counter[CitationState](), Counter[CitationState]()
    for draft in report.drafts:
        for result in draft.citations:
            state = state_of(result)
            states[state] += 1
            accepted[state] += _is_accepted(result)
    return _Tally(
        states,
        accepted,
        count_left_out(report, sources),
        errors=levels[Level.ERROR],
        warnings=levels[Level.WARNING],
        network_down=any(finding.rule == OWN_NETWORK_DOWN for finding in findings),
        offline=report.offline,
        any_answer=any(source.visit and source.visit.reach is not Reach.UNKNOWN for source in sources),
        unmarked=sum(bool(draft.draft.footnotes and not draft.citations) for draft in report.drafts),
        notes=sum(len(draft.draft.footnotes) for draft in report.drafts),
        links=_count_links(report),
        links_not_compared=sum(map(_count_links_not_compared, report.drafts)),
        notes_as_links=sum(draft.draft.notes_as_links for draft in report.drafts),
        internal=sum((draft.draft.internal_links for draft in report.drafts), start=InternalLinks()),
        drafts=len(report.drafts),
        next_due=report.next_due,
        held_back=sum(each.sources for each in report.held_back),
        due=sum(draft.standing.due for draft in report.drafts if draft.standing),
        standing=Counter(each.level for draft in report.drafts if draft.standing for each in draft.standing.faults),
    )


def _count_links(report: Report) -> tuple[tuple[Reach, int], ...]:
    reaches = Counter(reach_of_visit(link.source.visit) for draft in report.drafts for link in draft.links)
    return tuple((reach, reaches[reach]) for reach in Reach if reaches[reach])


def _count_links_not_compared(draft: DraftReport) -> int:
    """Return how many links of a draft no citation cites, but for files that the draft shows or loads."""
    cited = {result.citation.footnote for result in draft.citations}
    return sum(link.entry.id not in cited and link.source.source.kind is not Kind.RESOURCE for link in draft.links)


def _is_accepted(result: CitationResult) -> bool:
    """Return whether a person accepted each source of a citation that was not found."""
    wanting = [source for source in result.sources if state_of_source(source) not in _CARRYING]
    return bool(wanting) and all(source.decision is not None for source in wanting)


def explain_attested(result: CitationResult) -> str:
    """Return who saw the sources of a claim and when, in one clause."""
    decisions = [each.decision for each in result.sources if each.decision and each.decision.is_attestation]
    return "; ".join(dict.fromkeys(map(describe_decision, decisions)))


def explain_unseen(result: CitationResult) -> str:
    """Return why nobody has seen a claim in its sources, in one clause."""
    if not result.sources:
        return "no source is named"
    unseen = [each for each in result.sources if state_of_source(each) is CitationState.UNSEEN] or result.sources
    source = next((each for each in unseen if each.visit is not None), unseen[0])
    if source.evidence.reason:
        return source.evidence.reason
    return explain_weak_evidence(source.evidence)


def _is_repository_only(tally: _Tally) -> bool:
    """Return whether links into the repository were followed, and nothing else was asked or cited."""
    followed = tally.internal.found + tally.internal.dead
    return bool(followed and tally.links and not (tally.any_answer or tally.citations or tally.notes))


def _is_not_compared(tally: _Tally) -> bool:
    """Return whether no claim was compared: no citation was read, or no source was asked."""
    if tally.is_links_only:
        return False
    unseen = tally.states[CitationState.UNSEEN] == tally.citations
    return not tally.citations or (unseen and tally.left_out.not_asked > 0 and not tally.any_answer)


def _is_empty(tally: _Tally) -> bool:
    left_out = tally.left_out
    outside = left_out.links_outside_notes or left_out.drafts_not_read or left_out.markers_without_note
    links = tally.links or tally.internal.total
    return not (tally.citations or tally.notes or links or tally.warnings or outside)


def _is_to_hold(tally: _Tally) -> bool:
    faults = tally.errors or tally.standing[Level.ERROR]
    return bool(faults or tally.states[CitationState.CONTRADICTED] or tally.states[CitationState.LOST])


def _is_to_review(tally: _Tally) -> bool:
    wanting = tally.states[CitationState.UNSUPPORTED] + tally.undecided(CitationState.PARTLY)
    return bool(tally.warnings or tally.standing[Level.WARNING] or wanting)


def _is_to_look_at(tally: _Tally) -> bool:
    carried = any(tally.states[state] for state in _CARRYING)
    unread = tally.unmarked or tally.left_out.drafts_not_read or tally.left_out.markers_without_note
    return bool(tally.undecided(CitationState.UNSEEN) or unread or not carried)


_HEADS: tuple[tuple[Callable[[_Tally], bool], Advice, str], ...] = (
    (_is_to_hold, Advice.HOLD, "Do not publish yet"),
    (_is_empty, Advice.LOOK, "Nothing to check"),
    (_is_repository_only, Advice.LOOK, "Only links inside the repository checked"),
    (_is_not_compared, Advice.LOOK, "Not checked"),
    (_is_to_review, Advice.LOOK, "Review before you publish"),
    (lambda tally: tally.is_links_only, Advice.LOOK, "Links checked"),
    (_is_to_look_at, Advice.LOOK, "Look by hand before you publish"),
    (lambda tally: tally.left_out.not_due > 0, Advice.LOOK, "No new fault"),
    (lambda _: True, Advice.PUBLISH, "Ready to publish"),
)
"""What decides the beginning of the line; the first that holds."""


_NETWORK_DOWN = "Run again: no host could be reached, so the sources could not be checked."
_OFFLINE = "Run again without --offline: no source was asked."


def _write_line(tally: _Tally) -> tuple[Advice, str]:
    """Return the advice and the verdict line: what to do, the findings, the states, and what was left out."""
    if tally.network_down or tally.offline:
        line = _OFFLINE if tally.offline else _NETWORK_DOWN
        known = _write_states(tally) if tally.left_out.not_due else ""
        return Advice.RERUN, f"{line} By their last visits: {known}." if known else line
    idle = _explain_idleness(tally)
    if idle and not tally.drafts:
        return Advice.LOOK, idle
    advice, head = next((advice, head) for holds, advice, head in _HEADS if holds(tally))
    read = _write_states(tally) or _write_lack(tally)
    links = "; ".join(filter(None, (_write_links(tally), _write_internal_links(tally))))
    found = (_write_levels(tally), read, f"{_write_note_count(tally)}{links}")
    seen = "; ".join(filter(None, found))
    return advice, " ".join(filter(None, (idle, f"{head}: {seen}.", _write_standing(tally), tally.left_out.write())))


def _explain_idleness(tally: _Tally) -> str:
    """Return a sentence on why an audit visited no source; empty if it visited any."""
    if tally.due:
        return ""
    if tally.held_back:
        waiting = write_count(tally.held_back, "source is due", "sources are due")
        return f"No source was visited: {waiting} but deferred, as their hosts were asked in this hour."
    due = f"{tally.next_due.astimezone(UTC):%Y-%m-%d at %H:%M} UTC" if tally.next_due else ""
    return f"No source is due; the next is due on {due}." if due else ""


def _write_standing(tally: _Tally) -> str:
    """Return a sentence on the sources that an audit did not visit and the faults that remain; empty for a check."""
    number, due, not_due = tally.left_out.standing, tally.due, tally.left_out.not_due
    verb = "remains" if number == 1 else "remain"
    faults = f"{write_count(number, 'fault')} {verb} from earlier visits" if number else ""
    some = not_due and (due or not (tally.held_back or tally.next_due or tally.left_out.not_asked))
    all_due = min(due + tally.held_back, due + not_due)
    visited = f"{all_due:,} of {due + not_due:,} sources {'was' if all_due == 1 else 'were'} due" if some else ""
    if visited and all_due > due:
        visited = f"{visited}, {due:,} {'was' if due == 1 else 'were'} visited"
    parts = "; ".join(filter(None, (visited, faults)))
    return f"{parts}." if parts else ""


def _write_lack(tally: _Tally) -> str:
    """Return what was read of drafts without a citation."""
    if not tally.drafts:
        return "no draft with notes or links"
    if not tally.notes and (tally.links or tally.internal.total):
        return ""
    if not tally.notes:
        return f"no notes {'' if tally.left_out.markers_without_note else 'and no citations '}were found"
    return f"{write_count(tally.notes, 'note')} and no marker in the text that calls any of them"


def _write_links(tally: _Tally) -> str:
    """Return the counts of links outside notes, such as `735 links: 732 live, 3 gone`; empty without any."""
    if not tally.links:
        return ""
    counted = write_count(sum(number for _, number in tally.links), "link") + (" outside notes" if tally.notes else "")
    reached = ", ".join(f"{number:,} {REACHES[reach]}" for reach, number in tally.links)
    number = tally.links_not_compared
    which = f"{number:,} of them" if tally.citations and not tally.notes else "a link"
    return f"{counted}: {reached}" + (f"; no sentence was compared with {which}" if number or which == "a link" else "")


def _write_internal_links(tally: _Tally) -> str:
    """Return such as `5 links inside the repository: 3 found, 1 dead, 1 unknown`; empty without any."""
    counts = asdict(tally.internal)
    led = ", ".join(f"{number:,} {word}" for word, number in counts.items() if number)
    return f"{write_count(tally.internal.total, 'link')} inside the repository: {led}" if led else ""


def _write_note_count(tally: _Tally) -> str:
    """Return the number of notes where only links were checked, as the lead of their counts; else nothing."""
    only_links = (tally.links or tally.internal.total) and not (tally.notes or tally.citations)
    return f"{write_count(tally.notes_as_links, 'note')}, " if only_links else ""


def _write_levels(tally: _Tally) -> str:
    counts = ((tally.errors, "error"), (tally.warnings, "warning"))
    return " and ".join(write_count(number, noun) for number, noun in counts if number)


STATE_WORDS: dict[CitationState, str] = {
    CitationState.CONTRADICTED: "contradicted",
    CitationState.LOST: "lost",
    CitationState.UNSUPPORTED: "unsupported",
    CitationState.PARTLY: "found in part",
    CitationState.UNSEEN: "unseen",
    CitationState.FOUND: "found",
    CitationState.ATTESTED: "attested",
}


def _write_states(tally: _Tally) -> str:
    """Return the counts by state, such as `of 55 citations, 2 contradicted and 53 found`; empty without citations."""
    parts = [f"{tally.states[state]:,} {_word_state(tally, state)}" for state in CitationState if tally.states[state]]
    total = tally.citations
    if len(parts) == 1:
        word = parts[0].partition(" ")[2]
        return f"1 citation {word}" if total == 1 else f"{total:,} of {total:,} citations {word}"
    return f"of {total:,} citations, {', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def _word_state(tally: _Tally, state: CitationState) -> str:
    """Return the word for a state, with the remark that a person accepted all of its citations."""
    accepted = state not in _CARRYING and not tally.undecided(state)
    return STATE_WORDS[state] + (" (accepted)" if accepted else "")
