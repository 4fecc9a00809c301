"""A claim laid beside a source: its facts, the source as read, and the order in which passages are looked through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from citecheck.model.evidence import Fact, FactKind, FactVerdict
from citecheck.verify.facts import ClaimFacts
from citecheck.verify.passages import Ranked
from citecheck.verify.source import Sentence, SourceText

FRAGMENT = 4
"""Sentences below which a source is a fragment of a text: what it leaves out, its surroundings may hold."""
GOOD_OVERLAP = 0.35
_GOOD_PASSAGES = 3
"""The share of the claim's weighted words that a passage must hold to contradict it, and how many may."""


class Placed(Protocol):
    """A fact with its place in the text it was read from."""

    @property
    def start(self) -> int:
        """Where its wording begins."""

    @property
    def end(self) -> int:
        """Where its wording ends."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A fact with the claim's place for it and the index of the sentence it was found in, None if absent."""

    fact: Fact
    start: int
    end: int
    sentence: int | None


@dataclass(frozen=True, slots=True)
class Met:
    """A place of the source that speaks of a fact of the claim: index of the sentence, the stated fact, the verdict."""

    index: int
    stated: Placed
    verdict: FactVerdict


@dataclass(frozen=True, slots=True)
class Beside:
    """A claim's facts, a source, and its sentences in the order in which they bear on the claim."""

    facts: ClaimFacts
    source: SourceText
    ranked: Sequence[Ranked]

    def in_order(self) -> Iterator[tuple[Ranked, Sentence]]:
        """Give the sentences, those that bear on the claim first."""
        for row in self.ranked:
            yield row, self.source.sentences[row.index]

    def good(self) -> Iterator[tuple[Ranked, Sentence]]:
        """Give the passages that say enough of the claim's words to contradict it."""
        for row in self.ranked[:_GOOD_PASSAGES]:
            if row.overlap >= GOOD_OVERLAP:
                yield row, self.source.sentences[row.index]

    def compared(self, kind: FactKind, claimed: Placed, met: Met | None) -> Compared:
        """Word what was found of a fact; `met` is None where nothing speaks of it."""
        wording = self.facts.claim.sentence[claimed.start : claimed.end]
        if met is None:
            return Compared(Fact(kind, wording, None, FactVerdict.ABSENT), claimed.start, claimed.end, None)
        found = self.source.sentences[met.index].text[met.stated.start : met.stated.end]
        return Compared(Fact(kind, wording, found, met.verdict), claimed.start, claimed.end, met.index)
