"""All findings of a draft: those of the draft itself, and those of its checked sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from citecheck.model.draft import Draft, DraftFacts, Footnote
from citecheck.model.finding import Finding
from citecheck.model.page import Reach
from citecheck.model.report import CitationResult, Visit
from citecheck.reach.decision import explain_unproven_move, judge_move
from citecheck.reach.turns import call_moved
from citecheck.rules.finding import SourceOccurrence, restate
from citecheck.rules.links import REACH_RULE, REDIRECTED, check_doubts, check_fragments, check_links
from citecheck.rules.self_contradiction import check_self_contradictions
from citecheck.rules.structure import check_structure
from citecheck.rules.structure_references import check_references
from citecheck.rules.support import check_claims
from citecheck.rules.targets import check_targets
from citecheck.rules.unread import check_pages, check_unsure_lists


def check_draft(draft: Draft) -> Draft:
    """Return a parsed draft with the findings of its structure and targets, and without the facts they are based on."""
    structure = (*check_structure(draft), *check_references(draft), *check_targets(draft))
    findings = (*structure, *check_pages(draft), *check_unsure_lists(draft))
    return replace(draft, findings=findings, facts=DraftFacts())


def check_consistency(draft: Draft) -> Iterator[Finding]:
    """Yield every finding that a checked draft has whatever its sources say: of its structure and contradictions.

    An audit leaves them out: the draft does not change, and they were reported when it was checked.
    """
    yield from draft.findings
    if may_contradict(draft):
        yield from check_self_contradictions(draft) if draft.contradictions is None else draft.contradictions


def may_contradict(draft: Draft) -> bool:
    """Return whether contradictions within a draft are looked for: documentation gives examples and alternatives."""
    return bool(draft.citations or not draft.link_entries)


def check_results(
    draft: Draft,
    results: Iterable[CitationResult],
    occurrences: Sequence[tuple[SourceOccurrence, Visit]],
) -> Iterator[Finding]:
    """Yield every finding about the sources of a draft once: of its links and its evidence.

    `occurrences` are the places of the draft that name an address, each with the visit of that address.
    """
    results = tuple(results)
    yield from _check_moves(occurrences, results)
    yield from check_fragments(occurrences)
    yield from check_doubts(occurrences, results)
    notes: dict[str | None, Footnote] = {note.id: note for note in draft.entries}
    by_sentence: dict[str, list[CitationResult]] = {}
    for result in results:
        by_sentence.setdefault(result.citation.sentence, []).append(result)
    reported: set[tuple[str | None, str]] = set()
    for same in by_sentence.values():
        for finding in check_claims(draft, same, notes):
            key = (finding.url, finding.message)  # no two rules have the same message
            if key not in reported:
                reported.add(key)
                yield finding


def _check_moves(
    occurrences: Sequence[tuple[SourceOccurrence, Visit]], results: Sequence[CitationResult]
) -> Iterator[Finding]:
    """Yield the findings of links; a redirect to a page that shows nothing cited in `results` is not called a move."""
    moves = [
        (result.visit, move)
        for each in results
        for result in each.sources
        if result.visit and (move := judge_move(result))
    ]
    proven = {visit.url for visit, move in moves if move.proven}
    doubts = {visit.url: {"final_url": move.url, "doubt": explain_unproven_move(visit, move)} for visit, move in moves}
    moved = REACH_RULE[Reach.MOVED]
    judged = [(here, call_moved(visit) if visit.url in doubts else visit) for here, visit in occurrences]
    for one in check_links(judged):
        if moved is not None and one.rule == moved.code and one.url in doubts and one.url not in proven:
            yield restate(one, REDIRECTED, doubts[one.url])
        else:
            yield one
