"""Which sentences of a source bear on a claim: BM25 over light stems, the sentence before mixed in.

No model is needed for a source in the claim's own language: BM25 with careful tokens finds a gold sentence as often
as
a sentence encoder does. Numbers and dates that agree count like rare words, which plain BM25 cannot see when they
are
written differently.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citecheck.verify.kin import other_names, root_of
from citecheck.verify.source import SourceText
from citecheck.verify.stems import stem

_SATURATION = 1.0
_LENGTH = 0.6
"""BM25's k1 and b; short lines (menus, headings) would win with a stronger length norm."""
_BEFORE = 0.2
_BEHIND = 0.1
"""Share of the neighbours' score a sentence is lent: "He" is named in the sentence before."""
_KIN = 0.5
"""What a word of the same root or name weighs beside the very word."""
_LEAST_SENTENCES = 30
"""Sentences a source is counted as at least: in a fragment of one, every word it holds would weigh next to nothing."""
_LEAST_LENGTH = 12
"""Words a sentence is counted as at least, so that a heading does not win for being short."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched: weight by stem, 1 for the claim's own words, less for stop words and those around it.

    `apart` are stems that help to find a sentence but are no part of the overlap: a passage that holds another
    number or date bears on the claim no less.
    """

    weights: Mapping[str, float]
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A sentence with its score, best first; `overlap` is the weighted share of the query's words it holds."""

    index: int
    score: float
    overlap: float


def widened(query: Query, source: SourceText) -> Query:
    """Let words that the source does not hold look, at less weight, for others of one root or name.

    "Jamaica" finds "Jamaican", "physicist" the French "physicien", "Germany" a listed "Allemagne". What is found so
    brings a sentence forward and is no part of the overlap.
    """
    roots = {root_of(word): weight for word, weight in query.weights.items() if word not in source.postings}
    found = {word: roots[root] for root in roots.keys() - {""} for word in source.roots.get(root, ())}
    for word, weight in query.weights.items():
        found |= {stem(other): weight for other in other_names(word) if stem(other) in source.postings}
    kin = {word: _KIN * found[word] for word in sorted(found) if word not in query.weights}
    return Query({**query.weights, **kin}, query.apart | kin.keys()) if kin else query


def _rarity(count: int, total: int) -> float:
    """Give the inverse document frequency of a word in so many sentences (BM25's, always positive)."""
    return math.log(1 + (max(total, _LEAST_SENTENCES) - count + 0.5) / (count + 0.5))


def rank(source: SourceText, query: Query, bonus: Sequence[float]) -> list[Ranked]:
    """Rank the sentences for a query; `bonus` is added a sentence, in units of a word found nowhere."""
    sentences = source.sentences
    if not sentences:
        return []
    total = len(sentences)
    top = _rarity(0, total)
    lengths = [max(len(sentence.stems), _LEAST_LENGTH) for sentence in sentences]
    mean = sum(lengths) / total
    plain = [top * extra for extra in bonus]
    shares = [0.0] * total
    whole = 0.0
    for word, weight in query.weights.items():
        rows = source.postings.get(word, ())
        worth = weight * _rarity(len(rows), total)
        said = word not in query.apart
        whole += worth * said
        for index, count in rows:
            norm = _SATURATION * (1 - _LENGTH + _LENGTH * lengths[index] / mean)
            plain[index] += worth * count * (_SATURATION + 1) / (count + norm)
            shares[index] += worth * said
    whole = whole or 1.0
    ranked = [Ranked(index, _mixed(plain, index), share / whole) for index, share in enumerate(shares)]
    return sorted(ranked, key=lambda row: (-row.score, row.index))


def _mixed(plain: Sequence[float], index: int) -> float:
    before = plain[index - 1] if index else 0.0
    behind = plain[index + 1] if index + 1 < len(plain) else 0.0
    own = plain[index]
    return own + _BEFORE * min(before, own * 2) + _BEHIND * min(behind, own * 2)
