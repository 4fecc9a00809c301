"""The verdict over the evidence, of one source and of all sources of one claim.

Of one source: what the best passages hold and how the facts compare. Measured on 349 claims with their own
pages and with unrelated ones: the best passage of a claim's own source holds .18 and more of its weighted words
(19 of 20), that of an unrelated page .15 and less (19 of 20). Between the two the facts decide.

Of several sources: a fact is covered if one of them supports it.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from citecheck.evidence.claim_and_source import ComparedFact
from citecheck.evidence.passages import RankedSentence
from citecheck.model.evidence import Evidence, Fact, FactKind, FactVerdict, Support

_SHOWN_PASSAGES = 5
_LEAST_OVERLAP, _SURE_OVERLAP = 0.12, 0.25
"""Shares of a claim's words below which no passage bears on it, and above which one does whatever the facts say."""


def support_of(
    ranked: Sequence[RankedSentence], compared: Sequence[ComparedFact], *, unsearched: str | None, unread: str | None
) -> tuple[Support, str | None]:
    """Say what the evidence amounts to, with a reason where nothing can be said.

    `unsearched` says why passages were not searched: the source is in another language than the claim, or may be.
    `unread` says why what a passage lacks is not known: the number words of one of the two are not.
    """
    verdicts = [row.fact.verdict for row in compared if row.fact.verdict is not FactVerdict.UNSEEN]
    top = _best_overlap(ranked)
    if unsearched is not None:
        if not _is_tied_by_facts(compared):
            return Support.NOT_CHECKABLE, unsearched
    elif top < _LEAST_OVERLAP:
        return Support.NOT_FOUND, None
    elif top < _SURE_OVERLAP and 2 * verdicts.count(FactVerdict.AGREES) < max(1, len(verdicts)):
        return (Support.NOT_FOUND, None) if unread is None else (Support.NOT_CHECKABLE, unread)
    support = _support_of_facts({row.fact.verdict for row in compared})
    return support, unread if support is Support.NOT_CHECKABLE else None


def _support_of_facts(verdicts: AbstractSet[FactVerdict]) -> Support:
    """Return what the facts of a claim amount to where a passage concerns it; what differs outweighs the rest."""
    return next((support for verdict, support in _BY_WORST_FACT if verdict in verdicts), Support.EVIDENCE)


_BY_WORST_FACT = (
    (FactVerdict.DIFFERS, Support.DIFFERS),
    (FactVerdict.ABSENT, Support.FACTS_MISSING),
    (FactVerdict.UNSEEN, Support.NOT_CHECKABLE),
)


def shares_words(ranked: Sequence[RankedSentence]) -> bool:
    """Tell whether a passage surely bears on the claim, as its words alone show."""
    return _best_overlap(ranked) >= _SURE_OVERLAP


def _best_overlap(ranked: Sequence[RankedSentence]) -> float:
    return max((row.overlap for row in ranked[:_SHOWN_PASSAGES]), default=0.0)


def _is_tied_by_facts(compared: Sequence[ComparedFact]) -> bool:
    """Tell whether facts alone tie a source in another language to the claim: a number or date, or two names."""
    agreeing = [row.fact.kind for row in compared if row.fact.verdict is FactVerdict.AGREES]
    return any(kind is not FactKind.NAME for kind in agreeing) or len(agreeing) > 1


_BEST_FIRST = (FactVerdict.AGREES, FactVerdict.DIFFERS, FactVerdict.UNSEEN, FactVerdict.ABSENT)
_UNCOVERED = frozenset({FactVerdict.DIFFERS, FactVerdict.ABSENT})
_WITH_PASSAGE = frozenset({Support.EVIDENCE, Support.FACTS_MISSING, Support.DIFFERS})


@dataclass(frozen=True, slots=True)
class CombinedEvidence:
    """What the sources of a claim say together: the verdict, and every fact with its best verdict among them."""

    support: Support
    facts: tuple[Fact, ...] = ()

    @property
    def uncovered(self) -> tuple[Fact, ...]:
        """The facts that every source could be searched for and none supports."""
        return tuple(fact for fact in self.facts if fact.verdict in _UNCOVERED)


def combine_evidence(evidences: Sequence[Evidence]) -> CombinedEvidence:
    """Lay the evidence of several sources for one claim together.

    A value that differs in one source and is borne out by another is covered: the sources disagree, the claim has
    its support. Without a source that could be read the verdict is `not-checkable`.
    """
    judged = [evidence.support for evidence in evidences]
    for said in (Support.SUPPORTED, Support.CONTRADICTED):
        if said in judged:
            return CombinedEvidence(said, _choose_best_facts(evidences))
    speaking = [evidence for evidence in evidences if evidence.support in _WITH_PASSAGE]
    if not speaking:
        silent = Support.NOT_FOUND if Support.NOT_FOUND in judged else Support.NOT_CHECKABLE
        return CombinedEvidence(silent, _choose_best_facts(evidences))
    facts = _choose_best_facts(evidences)
    return CombinedEvidence(_support_of_facts({fact.verdict for fact in facts}), facts)


def _choose_best_facts(evidences: Sequence[Evidence]) -> tuple[Fact, ...]:
    best: dict[tuple[FactKind, str], Fact] = {}
    for evidence in evidences:
        for fact in evidence.facts:
            key = (fact.kind, fact.claimed)
            if key not in best or _BEST_FIRST.index(fact.verdict) < _BEST_FIRST.index(best[key].verdict):
                best[key] = fact
    return tuple(best.values())
