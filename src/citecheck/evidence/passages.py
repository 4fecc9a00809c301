"""Which sentences of a source bear on a claim, by words in one language and by sentence vectors across languages.

By words: BM25 over light stems, the sentence before mixed in. No model is needed for a source in the claim's
own language: BM25 with careful tokens finds a gold sentence as often as a sentence encoder does. Numbers and
dates that agree count like rare words, which plain BM25 cannot see when they are written differently.

Across languages words do not help (BM25 finds .46 to .49 of French passages for English claims, vectors .71 to
.77), and mixing the two makes it worse. The caller supplies the likeness of the vectors: the embedding extra
has them where it is installed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from citecheck.evidence.name_variants import find_listed_forms, root_of
from citecheck.evidence.source_text import SourceSentence, SourceText
from citecheck.model.evidence import Claim
from citecheck.text.stems import stem

_SATURATION = 1.0
_LENGTH = 0.6
"""BM25's k1 and b; short lines (menus, headings) would win with a stronger length norm."""
_BEFORE = 0.2
_AFTER = 0.1
"""Share of the neighbours' score a sentence is lent: "He" is named in the sentence before."""
_VARIANT_WEIGHT = 0.5
"""What a word of the same root or name weighs beside the very word."""
_LEAST_SENTENCES = 30
"""Sentences a source is counted as at least: in a fragment of one, every word it holds would weigh next to nothing."""
_LEAST_LENGTH = 12
"""Words a sentence is counted as at least, so that a heading does not win for being short."""


@dataclass(frozen=True, slots=True)
class PassageQuery:
    """What is searched: weight by stem, 1 for the claim's own words, less for stop words and those around it.

    `apart` are stems that help to find a sentence but are no part of the overlap: a passage that holds another
    number or date bears on the claim no less.
    """

    weights: Mapping[str, float]
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence with its score, best first; `overlap` is the weighted share of the query's words it holds."""

    index: int
    score: float
    overlap: float


def widen_query(query: PassageQuery, source: SourceText) -> PassageQuery:
    """Let words that the source does not hold look, at less weight, for others of one root or name.

    "Jamaica" finds "Jamaican", "physicist" the French "physicien", "Germany" a listed "Allemagne". What is found so
    brings a sentence forward and is no part of the overlap.
    """
    roots = {root_of(word): weight for word, weight in query.weights.items() if word not in source.postings}
    found = {word: roots[root] for root in roots.keys() - {""} for word in source.roots.get(root, ())}
    for word, weight in query.weights.items():
        found |= {stem(other): weight for other in find_listed_forms(word) if stem(other) in source.postings}
    kin = {word: _VARIANT_WEIGHT * found[word] for word in sorted(found) if word not in query.weights}
    return PassageQuery({**query.weights, **kin}, query.apart | kin.keys()) if kin else query


def _rarity(count: int, total: int) -> float:
    """Give the inverse document frequency of a word in so many sentences (BM25's, always positive)."""
    return math.log(1 + (max(total, _LEAST_SENTENCES) - count + 0.5) / (count + 0.5))


def rank_sentences(source: SourceText, query: PassageQuery, bonus: Sequence[float]) -> list[RankedSentence]:
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
    ranked = [RankedSentence(index, _mix_neighbours(plain, index), share / whole) for index, share in enumerate(shares)]
    return sorted(ranked, key=lambda row: (-row.score, row.index))


def _mix_neighbours(plain: Sequence[float], index: int) -> float:
    before = plain[index - 1] if index else 0.0
    behind = plain[index + 1] if index + 1 < len(plain) else 0.0
    own = plain[index]
    return own + _BEFORE * min(before, own * 2) + _AFTER * min(behind, own * 2)


Likeness: TypeAlias = Callable[[str, Sequence[str]], Sequence[float | None]]
"""Claim and sentences to the cosine of each, None where a sentence has no vector."""

_MOST_EMBEDDED, _LEAST_TOKENS = 160, 4
"""Sentences of a page that are embedded, at 25 to 50 a second, and words that each has at least."""
_COSINE_OF_STRANGER, _COSINE_OF_SAME = 0.74, 0.9
"""Cosines of multilingual-e5-small: the best of 40 strange passages lies at .77 (median), a claim's own at .84."""


def rank_across_languages(
    claim: Claim, source: SourceText, by_words: Sequence[RankedSentence], likeness: Likeness
) -> list[RankedSentence] | None:
    """Rank the sentences of a source in another language; None if no sentence has a vector.

    `by_words` is their ranking by words, numbers and dates: of a long page it says which are asked at all.
    """
    asked = _choose_sentences(source, by_words)
    values = likeness(claim.sentence, [source.sentences[index].text for index in asked])
    if all(value is None for value in values):
        return None
    shares = {index: _scale_cosine(value) for index, value in zip(asked, values, strict=True) if value is not None}
    rows = [
        RankedSentence(index, shares.get(index, 0.0), shares.get(index, 0.0)) for index in range(len(source.sentences))
    ]
    return sorted(rows, key=lambda row: (-row.score, row.index))


def _choose_sentences(source: SourceText, by_words: Sequence[RankedSentence]) -> list[int]:
    """Choose the sentences to embed, in the order of the page: of a long one the likeliest and its top, no menus."""
    prose = [index for index, sentence in enumerate(source.sentences) if _is_prose(sentence)]
    if not prose:
        return list(range(min(len(source.sentences), _MOST_EMBEDDED)))
    likely = [row.index for row in by_words if row.score > 0 and _is_prose(source.sentences[row.index])]
    return sorted(list(dict.fromkeys([*likely[: _MOST_EMBEDDED // 2], *prose]))[:_MOST_EMBEDDED])


def _is_prose(sentence: SourceSentence) -> bool:
    return len(sentence.tokens) >= _LEAST_TOKENS


def _scale_cosine(cosine: float) -> float:
    """Bring a cosine to the scale of word overlap: 0 for a stranger, 1 for the same sentence."""
    return min(1.0, max(0.0, (cosine - _COSINE_OF_STRANGER) / (_COSINE_OF_SAME - _COSINE_OF_STRANGER)))
