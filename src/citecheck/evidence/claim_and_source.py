"""A claim with a source: its facts, the source as read, and the order in which passages are looked through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from citecheck.evidence.facts import ClaimFacts
from citecheck.evidence.passages import RankedSentence
from citecheck.evidence.source_text import SourceSentence, SourceText
from citecheck.model.evidence import Fact, FactKind, FactVerdict

FRAGMENT_SENTENCES = 4
"""Sentences below which a source is a fragment of a text: what it leaves out, its surroundings may hold."""
GOOD_OVERLAP = 0.35
_GOOD_PASSAGES = 3
"""The share of the claim's weighted words that a passage must hold to contradict it, and how many may."""


class PlacedFact(Protocol):
    """A fact with its place in the text it was read from."""

    @property
    def start(self) -> int:
        """Where its wording begins."""

    @property
    def end(self) -> int:
        """Where its wording ends."""


@dataclass(frozen=True, slots=True)
class ComparedFact:
    """A fact with the claim's place for it and the index of the sentence it was found in, None if absent."""

    fact: Fact
    start: int
    end: int
    sentence: int | None


@dataclass(frozen=True, slots=True)
class StatedFact:
    """A place of the source that speaks of a fact of the claim: index of the sentence, the stated fact, the verdict."""

    index: int
    stated: PlacedFact
    verdict: FactVerdict


@dataclass(frozen=True, slots=True)
class ClaimAndSource:
    """A claim's facts, a source, and its sentences in the order in which they bear on the claim."""

    facts: ClaimFacts
    source: SourceText
    ranked: Sequence[RankedSentence]

    def in_order(self) -> Iterator[tuple[RankedSentence, SourceSentence]]:
        """Give the sentences, those that bear on the claim first."""
        for row in self.ranked:
            yield row, self.source.sentences[row.index]

    def good(self) -> Iterator[tuple[RankedSentence, SourceSentence]]:
        """Give the passages that say enough of the claim's words to contradict it."""
        for row in self.ranked[:_GOOD_PASSAGES]:
            if row.overlap >= GOOD_OVERLAP:
                yield row, self.source.sentences[row.index]

    def compared(self, kind: FactKind, claimed: PlacedFact, met: StatedFact | None) -> ComparedFact:
        """Word what was found of a fact; `met` is None where nothing speaks of it."""
        wording = self.facts.claim.sentence[claimed.start : claimed.end]
        if met is None:
            return ComparedFact(Fact(kind, wording, None, FactVerdict.ABSENT), claimed.start, claimed.end, None)
        found = self.source.sentences[met.index].text[met.stated.start : met.stated.end]
        return ComparedFact(Fact(kind, wording, found, met.verdict), claimed.start, claimed.end, met.index)
