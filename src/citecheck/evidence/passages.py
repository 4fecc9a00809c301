"""Rank the sentences of a source for a claim: by words in one language, by sentence vectors across languages.

Ranking by words is BM25 over light stems, with a share of the neighbouring sentences' scores. A source in the claim's
own language needs no model: BM25 with careful tokens finds a gold sentence as often as a sentence encoder does. Numbers
and dates that agree count like rare words, since plain BM25 misses them when they are written differently.

Across languages, words do not help: BM25 finds .46 to .49 of French passages for English claims, vectors .71 to .77.
Mixing the two is worse. The caller supplies the similarity of the vectors, for example from the embedding extra.

A claim paired with a source: the claim's facts, the parsed source, and the order of its passages.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, TypeAlias

from citecheck.evidence.facts import ClaimFacts
from citecheck.evidence.names import find_listed_forms, root_of
from citecheck.evidence.source_text import SourceSentence, SourceText
from citecheck.model.evidence import Claim, Fact, FactKind, FactVerdict
from citecheck.text.citation_marks import blank_marks
from citecheck.text.stems import stem

_SATURATION = 1.0
_LENGTH = 0.6
"""BM25's k1 and b; short lines (menus, headings) would rank first with a stronger length norm."""
_BEFORE = 0.2
_AFTER = 0.1
"""Shares of the neighbours' scores added to a sentence: "He" is named in the sentence before."""
_VARIANT_WEIGHT = 0.5
"""Weight of a word of the same root or name, relative to the word itself."""
_LEAST_SENTENCES = 30
"""Minimum number of sentences for the rarity of words: in a source of one sentence, no word would count as rare."""
_LEAST_LENGTH = 12
"""Minimum length of a sentence in words, so that a heading does not rank first for being short."""


@dataclass(frozen=True, slots=True)
class PassageQuery:
    """The words to search: weight by stem, 1 for the claim's own words, less for stop words and the context.

    `not_in_overlap` are stems that help to find a sentence but are not part of the overlap: a passage with another
    number or date is no less relevant.
    """

    weights: Mapping[str, float]
    not_in_overlap: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RankedSentence:
    """A sentence with its score; `overlap` is the weighted share of the query's words that it contains.

    `overlap_with_before` is the same of the sentence with the one before it, which may name what it is about.
    """

    index: int
    score: float
    overlap: float
    overlap_with_before: float = 0.0


def widen_query(query: PassageQuery, source: SourceText) -> PassageQuery:
    """Add to a query, with less weight, variants of the words that the source lacks: words of the same root or name.

    "Jamaica" finds "Jamaican", "physicist" the French "physicien", "Germany" a listed "Allemagne". Variants raise the
    score of a sentence but are not part of the overlap.
    """
    roots = {root_of(word): weight for word, weight in query.weights.items() if word not in source.stems}
    found = {word: roots[root] for word, root in source.words.find_of_roots(roots).items()}
    for word, weight in query.weights.items():
        found |= {stem(other): weight for other in find_listed_forms(word) if stem(other) in source.stems}
    variants = {word: _VARIANT_WEIGHT * found[word] for word in sorted(found) if word not in query.weights}
    if not variants:
        return query
    return PassageQuery({**query.weights, **variants}, query.not_in_overlap | variants.keys())


def _rarity(count: int, total: int) -> float:
    """Return the inverse document frequency of a word in `count` of `total` sentences (BM25's, always positive)."""
    return math.log(1 + (max(total, _LEAST_SENTENCES) - count + 0.5) / (count + 0.5))


def rank_sentences(source: SourceText, query: PassageQuery, bonus: Sequence[float]) -> list[RankedSentence]:
    """Rank the sentences for a query, best first; `bonus` is per sentence, in units of a word found nowhere."""
    total = len(source.rows)
    if not total:
        return []
    top = _rarity(0, total)
    norms = _norms_of(source.lengths)
    plain = [top * extra for extra in bonus]
    shares, joint = [0.0] * total, [0.0] * total
    whole = 0.0
    for word, weight in query.weights.items():
        rows = source.find_rows(word)
        worth = weight * _rarity(len(rows), total)
        for index, count in rows:
            plain[index] += worth * count * (_SATURATION + 1) / (count + norms[index])
        if word in query.not_in_overlap:
            continue
        whole += worth
        for index, _ in rows:
            shares[index] += worth
        for index in source.find_reach(word):
            joint[index] += worth
    whole = whole or 1.0
    found = [index for index in range(total) if plain[index] or joint[index]]
    ranked = [
        RankedSentence(index, _mix_neighbours(plain, index), shares[index] / whole, joint[index] / whole)
        for index in found
    ]
    ranked.sort(key=lambda row: (-row.score, row.index))
    return [*ranked, *_list_unrelated(total, frozenset(found))]


def _list_unrelated(total: int, found: AbstractSet[int]) -> Iterator[RankedSentence]:
    """Yield the sentences that hold nothing of a query."""
    return (RankedSentence(index, 0.0, 0.0) for index in range(total) if index not in found)


@lru_cache(maxsize=8)
def _norms_of(lengths: tuple[int, ...]) -> list[float]:
    """Return BM25's norm of each sentence by its length."""
    longer = [max(length, _LEAST_LENGTH) for length in lengths]
    mean = sum(longer) / len(longer)
    return [_SATURATION * (1 - _LENGTH + _LENGTH * length / mean) for length in longer]


def _mix_neighbours(plain: Sequence[float], index: int) -> float:
    before = plain[index - 1] if index else 0.0
    after = plain[index + 1] if index + 1 < len(plain) else 0.0
    own = plain[index]
    return own + _BEFORE * min(before, own * 2) + _AFTER * min(after, own * 2)


Likeness: TypeAlias = Callable[[str, Sequence[str]], Sequence[float | None]]
"""Function from a claim and sentences to the cosine of each sentence, None where it has no vector."""

_MOST_EMBEDDED, _LEAST_TOKENS = 160, 4
"""Maximum number of sentences embedded per page (25 to 50 a second), and their minimum number of tokens."""
_COSINE_OF_UNRELATED, _COSINE_OF_SAME = 0.74, 0.9
"""Cosines of multilingual-e5-small: .77 for the best of 40 unrelated passages (median), .84 for a claim's own."""


def rank_across_languages(
    claim: Claim, source: SourceText, by_words: Sequence[RankedSentence], likeness: Likeness
) -> list[RankedSentence] | None:
    """Rank the sentences of a source in another language; return None if no sentence has a vector.

    `by_words` is their ranking by words, numbers and dates; it selects the sentences of a long page to embed.
    """
    chosen = _choose_sentences(source, by_words)
    values = likeness(blank_marks(claim.sentence), [source.sentences[index].text for index in chosen])
    if all(value is None for value in values):
        return None
    shares = {index: _scale_cosine(value) for index, value in zip(chosen, values, strict=True) if value is not None}
    rows = [
        RankedSentence(index, shares.get(index, 0.0), shares.get(index, 0.0)) for index in range(len(source.sentences))
    ]
    return sorted(rows, key=lambda row: (-row.score, row.index))


def _choose_sentences(source: SourceText, by_words: Sequence[RankedSentence]) -> list[int]:
    """Return the sentences to embed, in page order: of a long page the likeliest and the first, without menus."""
    prose = [index for index, sentence in enumerate(source.sentences) if _is_prose(sentence)]
    if not prose:
        return list(range(min(len(source.sentences), _MOST_EMBEDDED)))
    likely = [row.index for row in by_words if row.score > 0 and _is_prose(source.sentences[row.index])]
    return sorted(list(dict.fromkeys([*likely[: _MOST_EMBEDDED // 2], *prose]))[:_MOST_EMBEDDED])


def _is_prose(sentence: SourceSentence) -> bool:
    return len(sentence.tokens) >= _LEAST_TOKENS


def _scale_cosine(cosine: float) -> float:
    """Scale a cosine to the range of word overlap: 0 for an unrelated sentence, 1 for the same one."""
    return min(1.0, max(0.0, (cosine - _COSINE_OF_UNRELATED) / (_COSINE_OF_SAME - _COSINE_OF_UNRELATED)))


FRAGMENT_SENTENCES = 4
"""Sentences below which a source is a fragment of a text: the rest of the text may have what it lacks."""
GOOD_OVERLAP, _GOOD_OVERLAP_OF_FRAGMENT = 0.35, 0.25
GOOD_PASSAGES = 3
"""Share of the claim's weighted words that a passage needs to contradict it, and the number of passages that may.

A few sentences hold no better passage elsewhere, so that less is enough.
"""
_LEAST_CONTINUED, _MOST_OF_CLAIM = 0.12, 0.75
"""Shares of the claim's words in a sentence that goes on about what the one before it names, and in both together."""


class PlacedFact(Protocol):
    """A fact with its place in the text that contains it."""

    @property
    def start(self) -> int:
        """The offset of the first character of its wording."""

    @property
    def end(self) -> int:
        """The offset after the last character of its wording."""


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """A fact with its place in the claim and the index of the source sentence that contains it, None if absent."""

    fact: Fact
    start: int
    end: int
    sentence: int | None


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A fact of the source that concerns one of the claim: the sentence's index, the stated fact and the verdict."""

    index: int
    stated: PlacedFact
    verdict: FactVerdict


@dataclass(frozen=True, slots=True)
class ClaimAndSource:
    """A claim's facts, a source, and its sentences ranked by relevance to the claim."""

    facts: ClaimFacts
    source: SourceText
    ranked: Sequence[RankedSentence]

    def iterate_likely(self, likely: AbstractSet[int]) -> Iterator[tuple[int, RankedSentence, SourceSentence]]:
        """Yield some sentences, the most relevant first, each with its place among all, 0 for the most relevant."""
        for place, row in enumerate(self.ranked):
            if row.index in likely:
                yield place, row, self.source.sentences[row.index]

    def iterate_good_passages(self) -> Iterator[tuple[RankedSentence, SourceSentence]]:
        """Yield the passages that contain enough of the claim's words to contradict it."""
        few = len(self.source.sentences) < FRAGMENT_SENTENCES
        least = _GOOD_OVERLAP_OF_FRAGMENT if few else GOOD_OVERLAP
        for row in self.ranked[:GOOD_PASSAGES]:
            if row.overlap >= least or self.is_continued(row):
                yield row, self.source.sentences[row.index]

    def is_continued(self, row: RankedSentence) -> bool:
        """Return whether a sentence has little of the claim by itself, and most with the sentence before it.

        "It weighs 16 tonnes" is about the bridge that the sentence before names.
        """
        return _LEAST_CONTINUED <= row.overlap < GOOD_OVERLAP and row.overlap_with_before >= _MOST_OF_CLAIM

    def build_compared(self, kind: FactKind, claimed: PlacedFact, met: StatedFact | None) -> ComparedFact:
        """Return the compared fact with its wordings; `met` is None or absent where the source has nothing about it."""
        wording = self.facts.claim.sentence[claimed.start : claimed.end]
        if met is None or met.verdict is FactVerdict.ABSENT:
            return ComparedFact(Fact(kind, wording, None, FactVerdict.ABSENT), claimed.start, claimed.end, None)
        found = self.source.sentences[met.index].text[met.stated.start : met.stated.end]
        return ComparedFact(Fact(kind, wording, found, met.verdict), claimed.start, claimed.end, met.index)
