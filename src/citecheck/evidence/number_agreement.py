"""When a number of a source supports a number of a claim, and when the two count the same thing.

Numbers agree by what they claim, not by their figures: "more than 23 million" is supported by 23.5 million,
"about 30" by 31, "5 miles" by 8 km. A claim that is more exact than its source is not supported; one that
rounds its source is.

Two numbers count the same thing if they have the same slot: the unit, and the words after the number.

A passage that names several sums holds one below and one above nearly every bound ("more than 40"), so any of
them would support the claim. Writers bound a value by a round figure close to it: the nearest number of the
same kind decides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from citecheck.text.language_table import Bound
from citecheck.text.languages import language_table
from citecheck.text.numbers import Quantity
from citecheck.text.stems import stem
from citecheck.text.tokens import Token
from citecheck.text.units import CURRENCIES

_TOLERANCE_CONVERTED = 0.06
"""Writers round after converting: "5 miles (8 km)" is off by half a per cent, "100 feet (30 m)" by 1.6."""
SHARE_DIMENSIONS = frozenset({"percent", "score", "points"})
"""Eight out of ten is a score, and 80 per cent of ten; few sources tell per cent from percentage points."""
_OFTEN_UNWRITTEN = frozenset({"time", "score", "points", *CURRENCIES})
"""Dimensions whose unit is often left to the reader: "aged 60", "earned 3.6 million worldwide"."""
_TOLERANCE_ABOUT = 0.1
_GREATEST_FACTOR = 2.0
"""How far above a bound a value may lie and still be what the bound speaks of, as a factor."""


def _is_same_dimension(claimed: Quantity, stated: Quantity) -> bool:
    if claimed.unit is not None and stated.unit is not None:
        pair = {claimed.unit.dimension, stated.unit.dimension}
        return len(pair) == 1 or pair <= SHARE_DIMENSIONS
    unit, bare = (claimed.unit, stated) if claimed.unit else (stated.unit, claimed)
    return unit is None or bare.counted is None or unit.dimension in _OFTEN_UNWRITTEN


def _convert_to_claimed_unit(claimed: Quantity, stated: Quantity, value: float) -> tuple[float, bool]:
    """Express a stated value in the claim's unit; the flag says that a conversion took place."""
    if claimed.unit is None or stated.unit is None or claimed.unit[1:] == stated.unit[1:]:
        return value, False
    base = (value + stated.unit.offset) * stated.unit.factor
    return base / claimed.unit.factor - claimed.unit.offset, True


def _is_equal(claimed: Quantity, target: float, value: float, *, converted: bool) -> bool:
    if math.isclose(target, value, rel_tol=1e-9):
        return True
    if converted:
        return abs(target - value) <= _TOLERANCE_CONVERTED * abs(target)
    if claimed.rounded or claimed.step < 1:
        return abs(target - value) <= claimed.step / 2
    return False


def _is_within_bound(claimed: Quantity, target: float, value: float, *, reach: float) -> bool:
    match claimed.bound:
        case Bound.MORE:
            return target < value <= target * reach
        case Bound.LEAST:
            return target <= value <= target * reach
        case Bound.LESS:
            return target / reach <= value < target
        case Bound.MOST:
            return target / reach <= value <= target
        case Bound.NEARLY:
            return target * 0.85 <= value <= target
        case _:
            return abs(target - value) <= max(_TOLERANCE_ABOUT * abs(target), claimed.step / 2)


_BOUNDS_OF_SAME_SIDE: dict[Bound, frozenset[Bound]] = {
    Bound.MORE: frozenset({Bound.MORE, Bound.LEAST}),
    Bound.LEAST: frozenset({Bound.MORE, Bound.LEAST}),
    Bound.LESS: frozenset({Bound.LESS, Bound.MOST, Bound.NEARLY}),
    Bound.MOST: frozenset({Bound.LESS, Bound.MOST, Bound.NEARLY}),
    Bound.NEARLY: frozenset({Bound.LESS, Bound.MOST, Bound.NEARLY, Bound.ABOUT}),
}
"""Bounds of the source under which the very number of the claim bears the claim's bound out."""


def is_number_supported(claimed: Quantity, stated: Quantity, *, reach: float = _GREATEST_FACTOR) -> bool:
    """Tell whether a number of the source bears out one of the claim, each end of the claim's range apart."""
    return all(is_end_supported(claimed, end, stated, reach=reach) for end in claimed.ends)


def is_end_supported(claimed: Quantity, target: float, stated: Quantity, *, reach: float = _GREATEST_FACTOR) -> bool:
    """Tell whether a number of the source bears out one end of the claim's; `reach` bounds "more than" upwards."""
    if not _is_same_dimension(claimed, stated):
        return False
    for raw in stated.ends + stated.others:
        value, converted = _convert_to_claimed_unit(claimed, stated, raw)
        equal = _is_equal(claimed, target, value, converted=converted)
        if claimed.bound is Bound.EXACT or len(claimed.ends) > 1:
            if equal:
                return True
        elif _is_within_bound(claimed, target, value, reach=reach) or (
            equal and stated.bound in _BOUNDS_OF_SAME_SIDE.get(claimed.bound, frozenset())
        ):
            return True
    return False


_WORDS_AFTER = 3
_LOOSE_UNITS = frozenset({"time"})
"""Dimensions so common that the unit alone does not make a slot."""


@dataclass(frozen=True, slots=True)
class NumberSlot:
    """What a number counts: the dimension of its unit, and the stems of the words behind it, nearest first."""

    dimension: str | None
    behind: tuple[str, ...]
    ordinal: bool

    def fits(self, other: NumberSlot) -> bool:
        """Tell whether two numbers count the same thing."""
        if self.ordinal != other.ordinal or self.dimension != other.dimension:
            return False
        if self.dimension is not None and self.dimension not in _LOOSE_UNITS:
            return True
        return bool(self.behind) and bool(set(self.behind[:2]) & set(other.behind[:2]))


def slot_of(tokens: Sequence[Token], number: Quantity) -> NumberSlot:
    """Read the slot of a number; `tokens` are those of its own sentence."""
    stopwords = language_table("en").stopwords
    behind: list[str] = []
    for token in tokens:
        if token.start < number.end:
            continue
        if not token.is_word or len(behind) == _WORDS_AFTER:
            break
        if token.low not in stopwords:
            behind.append(stem(token.low))
        elif behind:
            break
    return NumberSlot(number.unit.dimension if number.unit else None, tuple(behind), number.ordinal)


ONE_SIDED_BOUNDS = frozenset({Bound.MORE, Bound.LEAST, Bound.LESS, Bound.MOST})
_CLOSE_FACTOR = 1.5
"""Factor within which the nearest number is what the bound speaks of; one further off may count something else."""
_WORDS_AROUND = 2
"""Telling words on each side of a number that say what it counts."""


@dataclass(frozen=True, slots=True)
class NearestNumber:
    """The number of a passage that a bound speaks of, and whether it lies on the bound's side."""

    stated: Quantity
    within: bool


def find_nearest_number(
    number: Quantity,
    claim: Sequence[Token],
    others: Sequence[Quantity],
    stated: Sequence[Quantity],
    passage: Sequence[Token],
) -> NearestNumber | None:
    """Find the number of a passage that a bounded number of the claim speaks of; None if none is close to it.

    Those that count the same words are looked at first; those that another number of the claim means are left out.
    """
    around = _stems_around_number(claim, number)
    free = [
        other
        for other in stated
        if not other.in_name
        and _distance_between(number, other) < math.inf
        and not any(is_number_supported(own, other) for own in others)
    ]
    shared = {other: len(around & _stems_around_number(passage, other)) for other in free}
    most = max(shared.values(), default=0)
    alike = [other for other in free if most and shared[other] == most]
    for candidates, farthest in ((alike, math.log(_CLOSE_FACTOR)), (free, math.log(_CLOSE_FACTOR)), (alike, math.inf)):
        best = min(candidates, key=lambda other: _distance_between(number, other), default=None)
        if best is not None and _distance_between(number, best) <= farthest:
            return NearestNumber(
                best, is_number_supported(number, best, reach=math.inf) and not _is_misquoted(number, best)
            )
    return None


def _is_misquoted(number: Quantity, stated: Quantity) -> bool:
    """Tell whether a source bounds the same thing by another count: "at least 32" is no source for "at least 23".

    A rounder figure than the source's is no slip: "more than 30" for "at least 32".
    """
    return (
        stated.bound is number.bound
        and number.step == 1
        and not number.rounded
        and not is_number_supported(replace(number, bound=Bound.EXACT), replace(stated, bound=Bound.EXACT))
    )


def _stems_around_number(tokens: Sequence[Token], number: Quantity) -> frozenset[str]:
    """Give the stems of the telling words right before a number and right behind it."""
    stopwords = language_table("en").stopwords
    telling = [token for token in tokens if token.is_word and token.low not in stopwords]
    before = [stem(token.low) for token in telling if token.end <= number.start][-_WORDS_AROUND:]
    behind = [stem(token.low) for token in telling if token.start >= number.end][:_WORDS_AROUND]
    return frozenset(before + behind)


def _distance_between(number: Quantity, other: Quantity) -> float:
    """Tell how far apart two numbers of one kind lie, as the logarithm of their ratio; infinite for different kinds."""
    mine, theirs = number.unit, other.unit
    if (mine and mine.dimension) != (theirs and theirs.dimension) or other.ordinal != number.ordinal or other.vague:
        return math.inf
    factor = theirs.factor / mine.factor if mine and theirs else 1.0
    values = [end * factor for end in other.ends]
    if number.ends[0] <= 0 or min(values) <= 0:
        return math.inf
    return min(abs(math.log(value / number.ends[0])) for value in values)
