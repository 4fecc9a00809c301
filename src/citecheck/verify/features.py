"""What the ranking score looks at: a handful of numbers about a claim and a source, each explainable to an editor."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from citecheck.model.evidence import FactKind, FactVerdict
from citecheck.verify.compare import FRAGMENT, Compared
from citecheck.verify.facts import ClaimFacts
from citecheck.verify.passages import Ranked
from citecheck.verify.polarity import contraries
from citecheck.verify.quantity import Quantity
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
    best = source.sentences[ranked[0].index]
    return {
        **_words(facts, source, ranked, best),
        **_facts(facts.numbers, compared),
        **_wording(facts, best),
    }


def _words(facts: ClaimFacts, source: SourceText, ranked: Sequence[Ranked], best: Sentence) -> dict[str, float]:
    content = [
        stem(token.low)
        for token in facts.tokens
        if (token.is_word or token.is_number) and token.low not in facts.vocabulary.stopwords
    ]
    everything = [stem(token.low) for token in facts.tokens if token.is_word or token.is_number]
    wanted = set(content)
    size = len(wanted) or 1
    in_top = {word for row in ranked[:_TOP] for word in source.sentences[row.index].stems}
    neighbours = set(pairwise(best.stems))
    pairs = list(pairwise(everything))
    return {
        "overlap_best": ranked[0].overlap,
        "covered_best": len(wanted & set(best.stems)) / size,
        "covered_top": len(wanted & in_top) / size,
        "covered_page": len(wanted & source.stems) / size,
        "missing_words": min(1.0, len(wanted - source.stems) / 6),
        "pairs_best": sum(pair in neighbours for pair in pairs) / (len(pairs) or 1),
        "length": min(1.5, size / 20),
        "passage_length": min(1.5, len(best.stems) / 40),
    }


def _facts(numbers: Sequence[Quantity], compared: Sequence[Compared]) -> dict[str, float]:
    def count(verdict: FactVerdict, *, hard: bool) -> float:
        return min(1.0, sum(row.fact.verdict is verdict and (row.fact.kind in _HARD) is hard for row in compared) / 3)

    return {
        "hard_agree": count(FactVerdict.AGREES, hard=True),
        "hard_absent": count(FactVerdict.ABSENT, hard=True),
        "hard_differ": count(FactVerdict.DIFFERS, hard=True),
        "soft_agree": count(FactVerdict.AGREES, hard=False),
        "soft_absent": count(FactVerdict.ABSENT, hard=False),
        "all_agree": float(bool(compared) and all(row.fact.verdict is FactVerdict.AGREES for row in compared)),
        "any_hard_wrong": float(
            any(row.fact.kind in _HARD and row.fact.verdict is not FactVerdict.AGREES for row in compared)
        ),
        "bounded": float(any(number.bound is not Bound.EXACT for number in numbers)),
    }


def _wording(facts: ClaimFacts, best: Sentence) -> dict[str, float]:
    words = {token.low for token in facts.tokens}
    there = {token.low for token in best.tokens}
    vocabulary = facts.vocabulary
    contrary = contraries(facts.tokens, best.tokens, vocabulary.negations, vocabulary.stopwords)
    return {
        "negated": float(not words.isdisjoint(vocabulary.negations)),
        "contrary": float(any(not row.agrees for row in contrary)),
        "sweeping": min(1.0, len((words & _SWEEPING) - there) / 2),
    }
