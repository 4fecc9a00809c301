"""Pairs of a removed sentence and the added sentence that replaces it.

Two changed sentences are one rewritten sentence when they share most of their words. Candidates come from an index of
words, rarest first, so that two rewritten pages of a thousand sentences each are paired without a million comparisons.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher

from rapidfuzz.fuzz import ratio

_MIN_SIMILARITY = 60.0
"""Similarity in percent from which two sentences are one rewritten sentence; mechanical edits measure 85 and up."""
_COMMON = 50
"""Sentences that share a word above which the word is ignored; keeps the time linear on long rewrites."""
_CANDIDATES = 8
"""Number of sentences compared with one: those that share the most words."""
_PAIR_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


def pair_sentences(gone: Sequence[str], new: Sequence[str]) -> list[tuple[str, str]]:
    """Return (before, after) pairs in reading order, with "" for a missing counterpart. Every input appears once."""
    partner = find_partners(gone, new)
    placed = {there: here for here, there in partner.items()}
    edits: list[tuple[str, str]] = []
    here = 0
    for there, text in enumerate(new):
        match = placed.get(there)
        while match is not None and here < match:
            if here not in partner:
                edits.append((gone[here], ""))
            here += 1
        edits.append((gone[match] if match is not None else "", text))
    edits.extend((gone[rest], "") for rest in range(here, len(gone)) if rest not in partner)
    return edits


def find_partners(gone: Sequence[str], new: Sequence[str], *, least: float = _MIN_SIMILARITY) -> dict[int, int]:
    """Return places in `gone` mapped to places in `new`, most similar first, one to one.

    `least` is the similarity, in percent, from which two sentences are partners.
    """
    index: dict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(new):
        for word in set(_PAIR_WORD.findall(text.casefold())):
            index[word].append(place)
    scored: list[tuple[float, int, int]] = []
    for place, text in enumerate(gone):
        shared: dict[int, float] = defaultdict(float)
        for word in sorted(set(_PAIR_WORD.findall(text.casefold()))):
            places = index.get(word, ())
            if len(places) <= _COMMON:
                for other in places:
                    shared[other] += 1 / len(places)
        best = sorted(shared, key=lambda other: (-shared[other], abs(other - place)))[:_CANDIDATES]
        scored.extend((ratio(text, new[other]), place, other) for other in best)
    partner: dict[int, int] = {}
    taken: set[int] = set()
    for score, place, other in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if score >= least and place not in partner and other not in taken:
            partner[place] = other
            taken.add(other)
    return partner


def split_changed_words(before: str, after: str) -> list[tuple[str, bool, bool]]:
    """Return the pieces of both sentences in order as (text, in before, in after), for highlighting changes."""
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    pieces: list[tuple[str, bool, bool]] = []
    for tag, low, high, left, right in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("".join(old[low:high]), True, True))
            continue
        pieces.extend((("".join(old[low:high]), True, False),) if high > low else ())
        pieces.extend((("".join(new[left:right]), False, True),) if right > left else ())
    return pieces
