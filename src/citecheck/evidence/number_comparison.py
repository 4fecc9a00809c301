"""The numbers of a claim compared with a source."""

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
"""The share of a claim's words in a passage that makes any number there of the same size a rival of the claim's."""
_FAR_APART = 10
"""How many times as large a number may be and still be another figure for the same thing."""
_SMALL_NUMBER = 12
_NEAR, _NEAR_DISTINCT, _NEAR_ORDINAL, _NEAR_BOUNDED = 5, 15, 3, 3
"""Passages in which a number counts whatever it counts there: further down, the same figure is mostly chance.

A small number stands on every page, a larger one less often; "two" and "second" mean the same only close by, and
something above "more than 45" stands anywhere.
"""
_GREATEST_FACTOR, _UNBOUND = 2.0, 1e9
"""How far above a bound ("more than") a value may lie, as a factor: any distance in the same slot of a good passage."""


def compare_number(beside: ClaimAndSource, number: Quantity) -> ComparedFact | None:
    """Look for a number of the claim; None where its absence says nothing."""
    pure = number.unit is None or number.unit.dimension in SHARE_DIMENSIONS
    kind = FactKind.NUMBER if pure else FactKind.QUANTITY
    met = _find_bounded(beside, number) or _find_supporting(beside, number) or _find_rival(beside, number)
    if met is None and is_span_between_events(number, beside.facts.claim.sentence):
        return None
    return beside.compared(kind, number, met)


def _find_bounded(beside: ClaimAndSource, number: Quantity) -> StatedFact | None:
    """Ask the good passages for the number that a bound speaks of."""
    if number.bound not in ONE_SIDED_BOUNDS:
        return None
    others = [own for own in beside.facts.numbers if own is not number]
    for row, sentence in beside.good():
        found = find_nearest_number(number, beside.facts.tokens, others, sentence.numbers, sentence.tokens)
        if found is not None:
            return StatedFact(row.index, found.stated, FactVerdict.AGREES if found.within else FactVerdict.DIFFERS)
    return None


def _find_supporting(beside: ClaimAndSource, number: Quantity) -> StatedFact | None:
    """Look for a number that bears the claim's out, anywhere in its slot and close by out of it."""
    slot, near = slot_of(beside.facts.tokens, number), _near_passages(number)
    for place, (row, sentence) in enumerate(beside.in_order()):
        for stated in sentence.numbers:
            if not is_number_supported(number, stated, reach=_UNBOUND):
                continue
            fits = slot.fits(slot_of(sentence.tokens, stated))
            if (place >= _NEAR_ORDINAL and stated.ordinal != number.ordinal) or (place >= near and not fits):
                continue
            if (fits and row.overlap >= GOOD_OVERLAP) or is_number_supported(number, stated, reach=_GREATEST_FACTOR):
                return StatedFact(row.index, stated, FactVerdict.AGREES)
    return None


def _near_passages(number: Quantity) -> int:
    """Tell among how many of the best passages a number counts whatever it counts there."""
    if number.bound is not Bound.EXACT:
        return _NEAR_BOUNDED
    return _NEAR if max(number.ends) <= _SMALL_NUMBER else _NEAR_DISTINCT


def _find_rival(beside: ClaimAndSource, number: Quantity) -> StatedFact | None:
    """Look for another value in the number's slot of the good passages, one that no other number of the claim means."""
    slot = slot_of(beside.facts.tokens, number)
    for row, sentence in beside.good():
        free = [
            stated
            for stated in sentence.numbers
            if not any(is_number_supported(own, stated) for own in beside.facts.numbers if own is not number)
        ]
        rivals = [stated for stated in free if slot.fits(slot_of(sentence.tokens, stated))]
        if not rivals and row.overlap >= _SAME_STATEMENT:
            rivals = [stated for stated in free if _is_comparable(number, stated)]
        if len(rivals) == 1:
            return StatedFact(row.index, rivals[0], FactVerdict.DIFFERS)
    return None


def _is_comparable(number: Quantity, stated: Quantity) -> bool:
    """Tell whether two numbers may measure one thing: same dimension, and less than ten times apart."""
    mine, theirs = number.unit and number.unit.dimension, stated.unit and stated.unit.dimension
    if mine != theirs or number.ordinal != stated.ordinal or stated.vague or stated.in_name:
        return False
    low, high = sorted((number.ends[0], stated.ends[0]))
    return low > 0 and high / low < _FAR_APART
