"""A claim paired with a source: the claim's facts, the parsed source, and the order of its passages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from citecheck.evidence.facts import ClaimFacts
from citecheck.evidence.passages import RankedSentence
from citecheck.evidence.source_text import SourceSentence, SourceText
from citecheck.model.evidence import Fact, FactKind, FactVerdict

FRAGMENT_SENTENCES = 4
"""Sentences below which a source is a fragment of a text: the rest of the text may have what it lacks."""
GOOD_OVERLAP = 0.35
_GOOD_PASSAGES = 3
"""Share of the claim's weighted words that a passage needs to contradict it, and the number of passages that may."""


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

    def iterate_sentences(self) -> Iterator[tuple[RankedSentence, SourceSentence]]:
        """Yield the sentences, the most relevant first."""
        for row in self.ranked:
            yield row, self.source.sentences[row.index]

    def iterate_good_passages(self) -> Iterator[tuple[RankedSentence, SourceSentence]]:
        """Yield the passages that contain enough of the claim's words to contradict it."""
        for row in self.ranked[:_GOOD_PASSAGES]:
            if row.overlap >= GOOD_OVERLAP:
                yield row, self.source.sentences[row.index]

    def build_compared(self, kind: FactKind, claimed: PlacedFact, met: StatedFact | None) -> ComparedFact:
        """Return the compared fact with its wordings; `met` is None where the source has nothing about it."""
        wording = self.facts.claim.sentence[claimed.start : claimed.end]
        if met is None:
            return ComparedFact(Fact(kind, wording, None, FactVerdict.ABSENT), claimed.start, claimed.end, None)
        found = self.source.sentences[met.index].text[met.stated.start : met.stated.end]
        return ComparedFact(Fact(kind, wording, found, met.verdict), claimed.start, claimed.end, met.index)
