"""Several sources behind one claim: a fact is covered if one of them bears it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.model.evidence import Evidence, Fact, FactKind, FactVerdict, Support

_BEST_FIRST = (FactVerdict.AGREES, FactVerdict.DIFFERS, FactVerdict.ABSENT)
_SPEAKING = frozenset({Support.EVIDENCE, Support.FACTS_MISSING, Support.DIFFERS})


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the sources of a claim say together: the verdict, and every fact with its best verdict among them."""

    support: Support
    facts: tuple[Fact, ...] = ()

    @property
    def uncovered(self) -> tuple[Fact, ...]:
        """The facts that no source bears out."""
        return tuple(fact for fact in self.facts if fact.verdict is not FactVerdict.AGREES)


def combine(evidences: Sequence[Evidence]) -> Coverage:
    """Lay the evidence of several sources for one claim together.

    A value that differs in one source and is borne out by another is covered: the sources disagree, the claim has
    its support. Without a source that could be read the verdict is `not-checkable`.
    """
    judged = [evidence.support for evidence in evidences]
    for said in (Support.SUPPORTED, Support.CONTRADICTED):
        if said in judged:
            return Coverage(said, _best_facts(evidences))
    speaking = [evidence for evidence in evidences if evidence.support in _SPEAKING]
    if not speaking:
        silent = Support.NOT_FOUND if Support.NOT_FOUND in judged else Support.NOT_CHECKABLE
        return Coverage(silent, _best_facts(evidences))
    facts = _best_facts(evidences)
    verdicts = {fact.verdict for fact in facts}
    if FactVerdict.DIFFERS in verdicts:
        return Coverage(Support.DIFFERS, facts)
    return Coverage(Support.FACTS_MISSING if FactVerdict.ABSENT in verdicts else Support.EVIDENCE, facts)


def _best_facts(evidences: Sequence[Evidence]) -> tuple[Fact, ...]:
    best: dict[tuple[FactKind, str], Fact] = {}
    for evidence in evidences:
        for fact in evidence.facts:
            key = (fact.kind, fact.claimed)
            if key not in best or _BEST_FIRST.index(fact.verdict) < _BEST_FIRST.index(best[key].verdict):
                best[key] = fact
    return tuple(best.values())
