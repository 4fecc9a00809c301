"""Which sentences of a source bear on a claim: BM25 over light stems, the sentence before mixed in.

No model is needed for a source in the claim's own language: BM25 with careful tokens finds a gold sentence as often as
a sentence encoder does. Numbers and dates that agree count like rare words, which plain BM25 cannot see when they are
written differently.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citecheck.verify.source import SourceText

_SATURATION = 1.0
_LENGTH = 0.6
"""BM25's k1 and b; short lines (menus, headings) would win with a stronger length norm."""
_BEFORE = 0.2
_BEHIND = 0.1
"""Share of the neighbours' score a sentence is lent: "He" is named in the sentence before."""
_ROOT, _ALIKE = 5, 0.4
"""Letters that words of one root begin with, and what such a word weighs beside the very word."""
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
    """Let words that the source does not hold look, at less weight, for those that begin alike ("Jamaica", "Jamaican").

    What is found that way brings a sentence forward and is no part of the overlap.
    """
    unknown = {word: weight for word, weight in query.weights.items() if len(word) >= _ROOT and word.isalpha()}
    unknown = {word[:_ROOT]: weight for word, weight in unknown.items() if word not in source.stems}
    alike = {
        word: _ALIKE * unknown[word[:_ROOT]]
        for word in source.stems
        if word[:_ROOT] in unknown and word not in query.weights
    }
    return Query({**query.weights, **alike}, query.apart | alike.keys()) if alike else query


def rarity(source: SourceText) -> Mapping[str, float]:
    """Give the inverse document frequency of every stem of the source, by sentence (BM25's, always positive)."""
    counts = Counter(word for sentence in source.sentences for word in set(sentence.stems))
    total = max(len(source.sentences), _LEAST_SENTENCES)
    return {word: math.log(1 + (total - count + 0.5) / (count + 0.5)) for word, count in counts.items()}


def rank(source: SourceText, query: Query, idf: Mapping[str, float], bonus: Sequence[float]) -> list[Ranked]:
    """Rank the sentences for a query; `bonus` is added a sentence, in units of a rare word."""
    sentences = source.sentences
    if not sentences:
        return []
    top = math.log(1 + (max(len(sentences), _LEAST_SENTENCES) + 0.5) / 0.5)
    mean = sum(max(len(sentence.stems), _LEAST_LENGTH) for sentence in sentences) / len(sentences)
    said = {word: weight for word, weight in query.weights.items() if word not in query.apart}
    whole = sum(weight * idf.get(word, top) for word, weight in said.items()) or 1.0
    plain: list[float] = []
    shares: list[float] = []
    for index, sentence in enumerate(sentences):
        counts = Counter(word for word in sentence.stems if word in query.weights)
        norm = _SATURATION * (1 - _LENGTH + _LENGTH * max(len(sentence.stems), _LEAST_LENGTH) / mean)
        score = sum(
            query.weights[word] * idf[word] * count * (_SATURATION + 1) / (count + norm)
            for word, count in counts.items()
        )
        plain.append(score + bonus[index] * top)
        shares.append(sum(said[word] * idf[word] for word in counts if word in said) / whole)
    ranked = [Ranked(index, _mixed(plain, index), shares[index]) for index in range(len(sentences))]
    return sorted(ranked, key=lambda row: (-row.score, row.index))


def _mixed(plain: Sequence[float], index: int) -> float:
    before = plain[index - 1] if index else 0.0
    behind = plain[index + 1] if index + 1 < len(plain) else 0.0
    own = plain[index]
    return own + _BEFORE * min(before, own * 2) + _BEHIND * min(behind, own * 2)
