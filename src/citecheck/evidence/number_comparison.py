"""Compare the numbers of a claim with a source."""

from __future__ import annotations

from citecheck.evidence.claim_and_source import GOOD_OVERLAP, ClaimAndSource, ComparedFact, StatedFact
from citecheck.evidence.facts import is_span_between_events
from citecheck.evidence.number_agreement import (
    ONE_SIDED_BOUNDS,
    SHARE_DIMENSIONS,
    find_nearest_number,
    is_number_supported,
    slot_of,
)
from citecheck.model.evidence import FactKind, FactVerdict
from citecheck.text.language_table import Bound
from citecheck.text.numbers import Quantity

_SAME_STATEMENT = 0.5
"""Share of the claim's words in a passage from which any number of similar size there competes with the claim's."""
_FAR_APART = 10
"""Ratio below which two numbers may be different figures for the same thing."""
_SMALL_NUMBER = 12
_NEAR, _NEAR_DISTINCT, _NEAR_ORDINAL, _NEAR_BOUNDED = 5, 15, 3, 3
"""Best passages in which a number agrees whatever it counts there; in later ones, the same figure is mostly chance.

Every page contains small numbers, fewer contain a given large one. "two" and "second" mean the same only in the best
passages. Nearly every page contains a number above "more than 45".
"""
_GREATEST_FACTOR, _UNBOUND = 2.0, 1e9
"""Maximum ratio of a value to a bound ("more than"); in the same slot of a good passage there is no limit."""


def compare_number(pair: ClaimAndSource, number: Quantity) -> ComparedFact | None:
    """Compare a number of the claim with the source; return None where its absence proves nothing."""
    pure = number.unit is None or number.unit.dimension in SHARE_DIMENSIONS
    kind = FactKind.NUMBER if pure else FactKind.QUANTITY
    met = _find_bounded(pair, number) or _find_supporting(pair, number) or _find_rival(pair, number)
    if met is None and is_span_between_events(number, pair.facts.claim.sentence):
        return None
    return pair.build_compared(kind, number, met)


def _find_bounded(pair: ClaimAndSource, number: Quantity) -> StatedFact | None:
    """Find in the good passages the number that a bound refers to."""
    if number.bound not in ONE_SIDED_BOUNDS:
        return None
    others = [own for own in pair.facts.numbers if own is not number]
    for row, sentence in pair.iterate_good_passages():
        found = find_nearest_number(number, pair.facts.tokens, others, sentence.numbers, sentence.tokens)
        if found is not None:
            return StatedFact(row.index, found.stated, FactVerdict.AGREES if found.is_within else FactVerdict.DIFFERS)
    return None


def _find_supporting(pair: ClaimAndSource, number: Quantity) -> StatedFact | None:
    """Find a number that supports the claim's: in the same slot anywhere, in another slot only in the best passages."""
    slot, near = slot_of(pair.facts.tokens, number), _near_passages(number)
    for place, (row, sentence) in enumerate(pair.iterate_sentences()):
        for stated in sentence.numbers:
            if not is_number_supported(number, stated, reach=_UNBOUND):
                continue
            fits = slot.is_same(slot_of(sentence.tokens, stated))
            if (place >= _NEAR_ORDINAL and stated.ordinal != number.ordinal) or (place >= near and not fits):
                continue
            if (fits and row.overlap >= GOOD_OVERLAP) or is_number_supported(number, stated, reach=_GREATEST_FACTOR):
                return StatedFact(row.index, stated, FactVerdict.AGREES)
    return None


def _near_passages(number: Quantity) -> int:
    """Return the number of best passages in which a number agrees whatever it counts there."""
    if number.bound is not Bound.EXACT:
        return _NEAR_BOUNDED
    return _NEAR if max(number.ends) <= _SMALL_NUMBER else _NEAR_DISTINCT


def _find_rival(pair: ClaimAndSource, number: Quantity) -> StatedFact | None:
    """Find in the good passages another value in the number's slot that supports no other number of the claim."""
    slot = slot_of(pair.facts.tokens, number)
    for row, sentence in pair.iterate_good_passages():
        free = [
            stated
            for stated in sentence.numbers
            if not any(is_number_supported(own, stated) for own in pair.facts.numbers if own is not number)
        ]
        rivals = [stated for stated in free if slot.is_same(slot_of(sentence.tokens, stated))]
        if not rivals and row.overlap >= _SAME_STATEMENT:
            rivals = [stated for stated in free if _is_comparable(number, stated)]
        if len(rivals) == 1:
            return StatedFact(row.index, rivals[0], FactVerdict.DIFFERS)
    return None


def _is_comparable(number: Quantity, stated: Quantity) -> bool:
    """Return whether two numbers may measure one thing: same dimension, and a ratio below ten."""
    mine, theirs = number.unit and number.unit.dimension, stated.unit and stated.unit.dimension
    if mine != theirs or number.ordinal != stated.ordinal or stated.vague or stated.in_name:
        return False
    low, high = sorted((number.ends[0], stated.ends[0]))
    return low > 0 and high / low < _FAR_APART
