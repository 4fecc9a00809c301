"""Pairs of a removed sentence and the added one that replaces it, and of an item of a list with its new place.

Two changed sentences are one rewritten sentence when they share most of their words. Candidates come from an index of
words, rarest first, so that two rewritten pages of a thousand sentences each are paired without a million comparisons.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from types import MappingProxyType

from rapidfuzz.fuzz import ratio

from citecheck.page.difference.noise import name_author
from citecheck.text.sentence_key import key_of

_MIN_SIMILARITY = 60.0
"""Similarity in percent from which two sentences are one rewritten sentence; mechanical edits measure 85 and up."""
_COMMON = 50
"""Sentences that share a word above which the word is ignored; keeps the time linear on long rewrites."""
_CANDIDATES = 8
"""Number of sentences compared with one: those that share the most words."""
_PAIR_WORD = re.compile(r"\w+")
_PIECE = re.compile(r"\w+|\s+|[^\w\s]")


def pair_sentences(
    gone: Sequence[str], new: Sequence[str], known: Mapping[int, int] | None = None
) -> list[tuple[str, str]]:
    """Return (before, after) pairs in reading order, with "" for a missing counterpart. Every input appears once.

    `known` maps places in `gone` to those in `new` of pairs that are known whatever their words; one to one.
    """
    partner = find_partners(gone, new, known=known or {})
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


def find_partners(
    gone: Sequence[str],
    new: Sequence[str],
    *,
    least: float = _MIN_SIMILARITY,
    known: Mapping[int, int] = MappingProxyType({}),
) -> dict[int, int]:
    """Return places in `gone` mapped to places in `new`, most similar first, one to one.

    `least` is the similarity, in percent, from which two sentences are partners; `known` are pairs to begin with.
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
    partner = dict(known)
    taken = set(known.values())
    for score, place, other in sorted(scored, key=lambda row: (-row[0], row[1], row[2])):
        if score >= least and place not in partner and other not in taken:
            partner[place] = other
            taken.add(other)
    return partner


def pair_authors(before: Sequence[str], after: Sequence[str]) -> list[tuple[str, str]]:
    """Return the lines on the author if they name another one; a line that came, went or got longer names no other."""
    old, new = ([key_of(name_author(line)) for line in side] for side in (before, after))
    if len(old) != len(new):
        return []
    return [
        (was, line)
        for was, line, name, other in zip(before, after, old, new, strict=True)
        if name and other and name not in other and other not in name and ratio(name, other) < _MIN_SIMILARITY
    ]


def pair_moved_items(before: Sequence[tuple[int, str]], after: Sequence[tuple[int, str]]) -> list[tuple[str, str]]:
    """Return the items of ordered lists that changed places among the others, numbered: ("2. Ebern", "1. Ebern").

    An item is its number and text; a number that is not above the one before begins a list. Items that are in only one
    of two lists, or in one twice, move nothing.
    """
    later = _split_lists(after)
    home = {text: number for number, items in enumerate(later) for text in items}
    moved: list[tuple[str, str]] = []
    for items in _split_lists(before):
        homes = [home[text] for text in items if text in home]
        new = later[max(homes, key=homes.count)] if homes else {}
        common = [text for text in items if text in new]
        stays = _find_longest_rise([new[text] for text in common])
        moved.extend((f"{items[text]}. {text}", f"{new[text]}. {text}") for text in common if new[text] not in stays)
    return moved


def _split_lists(items: Sequence[tuple[int, str]]) -> list[dict[str, int]]:
    """Return each list as the number of each of its texts, without texts that it holds twice."""
    lists: list[list[tuple[int, str]]] = []
    for number, text in items:
        if not lists or number <= lists[-1][-1][0]:
            lists.append([])
        lists[-1].append((number, text))
    return [
        {text: number for number, text in one if times[text] == 1}
        for one in lists
        if (times := Counter(text for _, text in one))
    ]


def _find_longest_rise(numbers: Sequence[int]) -> set[int]:
    """Return the numbers of a longest rising subsequence: what is not in it moved. Takes n log n."""
    ends: list[int] = []
    ranks: list[int] = []
    for number in numbers:
        rank = bisect_left(ends, number)
        ends[rank : rank + 1] = [number]
        ranks.append(rank)
    rise: set[int] = set()
    wanted, bound = len(ends) - 1, max(numbers, default=0) + 1
    for number, rank in zip(reversed(numbers), reversed(ranks), strict=True):
        if rank == wanted and number < bound:
            rise.add(number)
            wanted, bound = wanted - 1, number
    return rise


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
