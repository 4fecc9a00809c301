"""What the ranking score looks at: a handful of numbers about a claim and a source, each explainable to an editor."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from citecheck.model.evidence import FactKind, FactVerdict
from citecheck.verify.beside import FRAGMENT, Compared
from citecheck.verify.facts import ClaimFacts
from citecheck.verify.passages import Ranked
from citecheck.verify.source import Sentence, SourceText
from citecheck.verify.stems import stem
from citecheck.verify.tongues import Bound
from citecheck.verify.wordrows import word_set

_HARD = frozenset({FactKind.NUMBER, FactKind.DATE, FactKind.QUANTITY})
_SWEEPING = word_set("only all every always never none no entire whole each first sole")
"""Words that claim more than most passages say."""
_TOP = 3


def is_fragment(source: SourceText) -> bool:
    """Tell whether a source is a fragment of a text: its scores are weighed apart from those of whole pages."""
    return len(source.sentences) < FRAGMENT


def features_of(
    facts: ClaimFacts, source: SourceText, ranked: Sequence[Ranked], compared: Sequence[Compared]
) -> dict[str, float]:
    """Describe a comparison in numbers of about 0 to 1, by name; the names are those of the weights file."""
    return {
        **_words(facts, source, ranked),
        **_verdicts(compared),
        **_wording(facts, source.sentences[ranked[0].index]),
    }


def _words(facts: ClaimFacts, source: SourceText, ranked: Sequence[Ranked]) -> dict[str, float]:
    """Say how much of the claim's wording the source holds: in its best passage, its best three, anywhere."""
    tokens = [token for token in facts.tokens if token.is_word or token.is_number]
    wanted = {stem(token.low) for token in tokens if token.low not in facts.vocabulary.stopwords}
    pairs = list(pairwise(stem(token.low) for token in tokens))
    best = source.sentences[ranked[0].index]
    neighbours = set(pairwise(best.stems))
    in_top = {word for row in ranked[:_TOP] for word in source.sentences[row.index].stems}
    size = len(wanted) or 1
    return {
        "overlap_best": ranked[0].overlap,
        "covered_best": len(wanted & set(best.stems)) / size,
        "covered_top": len(wanted & in_top) / size,
        "covered_page": len(wanted & source.stems) / size,
        "pairs_best": sum(pair in neighbours for pair in pairs) / (len(pairs) or 1),
    }


def _verdicts(compared: Sequence[Compared]) -> dict[str, float]:
    """Count the facts by verdict, numbers and dates (hard) apart from names and quotations (soft); three are 1."""
    hard = [row.fact.verdict for row in compared if row.fact.kind in _HARD]
    soft = [row.fact.verdict for row in compared if row.fact.kind not in _HARD]
    return {
        "hard_agree": min(1.0, hard.count(FactVerdict.AGREES) / 3),
        "hard_differ": min(1.0, hard.count(FactVerdict.DIFFERS) / 3),
        "soft_absent": min(1.0, soft.count(FactVerdict.ABSENT) / 3),
        "any_hard_wrong": float(any(verdict is not FactVerdict.AGREES for verdict in hard)),
        "all_agree": float(bool(compared) and all(verdict is FactVerdict.AGREES for verdict in hard + soft)),
    }


def _wording(facts: ClaimFacts, best: Sentence) -> dict[str, float]:
    """Mark claims that say more than most passages do: bounds, negations, sweeping words the passage lacks."""
    words = {token.low for token in facts.tokens}
    there = {token.low for token in best.tokens}
    return {
        "bounded": float(any(number.bound is not Bound.EXACT for number in facts.numbers)),
        "negated": float(not words.isdisjoint(facts.vocabulary.negations)),
        "sweeping": min(1.0, len((words & _SWEEPING) - there) / 2),
    }
