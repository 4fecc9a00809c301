"""Whether a number of a source supports a number of a claim.

Numbers are compared by meaning, not by their figures: 23.5 million supports "more than 23 million", 31 supports
"about 30" and 8 km supports "5 miles". A claim that rounds its source is supported. A claim that is more exact than
its source is not.
"""

from __future__ import annotations

import math

from citecheck.text.language_table import Bound
from citecheck.text.numbers import Quantity
from citecheck.text.numerals import FRACTION_STEP, PERCENT
from citecheck.text.stems import stem
from citecheck.text.units import CURRENCIES, Unit, read_as

_TOLERANCE_CONVERTED = 0.06
"""Writers round after converting: "5 miles (8 km)" is off by half a per cent, "100 feet (30 m)" by 1.6 per cent."""
_TOLERANCE_SHARE = 1.0
"""Percentage points: a third is 33, 33.3 or 34 per cent."""
SHARE_DIMENSIONS = frozenset({"percent", "score", "points"})
"""Eight out of ten is a score and also 80 per cent; few sources distinguish per cent from percentage points."""
_OFTEN_UNWRITTEN = frozenset({"time", "score", "points", *CURRENCIES})
"""Dimensions whose unit is often not written: "aged 60", "earned 3.6 million worldwide"."""
_TOLERANCE_ABOUT, _LEAST_NEARLY = 0.1, 0.85
_GREATEST_FACTOR = 2.0
"""Maximum ratio of a value to the bound that refers to it."""


def is_same_dimension(claimed: Quantity, stated: Quantity) -> bool:
    """Return whether two numbers may have one unit, where either may leave it out."""
    if claimed.unit is not None and stated.unit is not None:
        pair = {unit.dimension for unit in _units_of(claimed.unit, stated.unit)}
        return len(pair) == 1 or pair <= SHARE_DIMENSIONS
    unit, bare = (claimed.unit, stated) if claimed.unit else (stated.unit, claimed)
    return unit is None or bare.counted is None or unit.dimension in _OFTEN_UNWRITTEN


def _convert_to_claimed_unit(claimed: Quantity, stated: Quantity, value: float) -> tuple[float, bool]:
    """Convert a stated value to the claim's unit and span of time; the flag is True if either changed."""
    if claimed.per and stated.per and claimed.per != stated.per:
        return value * claimed.per / stated.per, True
    if claimed.unit is None or stated.unit is None:
        return value, False
    mine, theirs = _units_of(claimed.unit, stated.unit)
    if mine[1:] == theirs[1:]:
        return value, False
    return (value + theirs.offset) * theirs.factor / mine.factor - mine.offset, True


def _units_of(claimed: Unit, stated: Unit) -> tuple[Unit, Unit]:
    """Return two units, each as it may be next to the other."""
    return read_as(claimed, stated), read_as(stated, claimed)


def _is_equal(claimed: Quantity, target: float, value: float, *, converted: bool) -> bool:
    if math.isclose(target, value, rel_tol=1e-9):
        return True
    if converted:
        return abs(target - value) <= _TOLERANCE_CONVERTED * abs(target)
    if claimed.rounded or claimed.step < 1:
        return abs(target - value) <= claimed.step / 2
    return False


def _is_share(stated: Quantity, target: float, value: float) -> bool:
    """Return whether a share written as a fraction ("a third") is a value in per cent (33, 33.3)."""
    written = stated.unit == PERCENT and stated.rounded and stated.step == FRACTION_STEP
    return written and abs(target - value) <= _TOLERANCE_SHARE


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
            return target * _LEAST_NEARLY <= value <= target
        case _:
            return abs(target - value) <= max(_TOLERANCE_ABOUT * abs(target), claimed.step / 2)


def _is_bounded(claimed: Quantity, target: float, value: float, *, reach: float) -> bool:
    if target < 0:
        return _is_within_bound_below_zero(claimed, target, value)
    return _is_within_bound(claimed, target, value, reach=reach)


def _is_within_bound_below_zero(claimed: Quantity, target: float, value: float) -> bool:
    match claimed.bound:
        case Bound.MORE | Bound.LEAST:
            return value >= target
        case Bound.LESS | Bound.MOST:
            return value <= target
        case _:
            return abs(target - value) <= max(_TOLERANCE_ABOUT * abs(target), claimed.step / 2)


_BOUNDS_OF_SAME_SIDE: dict[Bound, frozenset[Bound]] = {
    Bound.MORE: frozenset({Bound.MORE, Bound.LEAST}),
    Bound.LEAST: frozenset({Bound.MORE, Bound.LEAST}),
    Bound.LESS: frozenset({Bound.LESS, Bound.MOST, Bound.NEARLY}),
    Bound.MOST: frozenset({Bound.LESS, Bound.MOST, Bound.NEARLY}),
    Bound.NEARLY: frozenset({Bound.LESS, Bound.MOST, Bound.NEARLY, Bound.ABOUT}),
}
"""Bounds of the source with which an equal number supports the claim's bound."""


def value_span_of(claimed: Quantity) -> tuple[float, float]:
    """Return the least and the greatest value, in the claim's unit, that support a number of a claim."""
    target = claimed.values[0]
    near = claimed.step / 2 if claimed.rounded or claimed.step < 1 else 0.0
    low, high = target - near, target + near
    if len(claimed.values) > 1 or claimed.bound is Bound.EXACT:
        return low, high
    match claimed.bound:
        case Bound.MORE | Bound.LEAST:
            return low, max(high, target * _GREATEST_FACTOR)
        case Bound.LESS | Bound.MOST:
            return min(low, target / _GREATEST_FACTOR), high
        case Bound.NEARLY:
            return min(low, target * _LEAST_NEARLY), high
        case _:
            about = max(_TOLERANCE_ABOUT * abs(target), claimed.step / 2)
            return target - about, target + about


def is_number_supported(claimed: Quantity, stated: Quantity, *, reach: float = _GREATEST_FACTOR) -> bool:
    """Return whether a number of the source supports a number of the claim, at each end of the claim's range."""
    return all(_is_end_supported(claimed, end, stated, reach=reach) for end in claimed.values)


def is_range_supported(claimed: Quantity, stated: Quantity) -> bool:
    """Return whether a number of the source is within the claim's range, or its range is around the claim's "about".

    It says less than an equal number: many percentages are between 20 and 40. The words around both have to agree.
    """
    return _is_within_range(claimed, stated) or _is_range_around(claimed, stated)


def _is_within_range(claimed: Quantity, stated: Quantity) -> bool:
    """Return whether the source counts the same within the claim's range: 45 workers for "40 to 50 workers".

    Two numbers with nothing counted after them may be a score.
    """
    if len(claimed.values) < 2 or stated.bound not in _BOUNDS_WITHIN or not _is_counted_alike(claimed, stated):
        return False
    low, high = claimed.values
    ends = [_convert_to_claimed_unit(claimed, stated, value)[0] for value in stated.values]
    return all(low <= end <= high for end in ends)


_BOUNDS_WITHIN = frozenset({Bound.EXACT, Bound.ABOUT})
"""Bounds of a source's number with which it is where it is written: "more than 45" may be beyond a range."""


def _is_counted_alike(claimed: Quantity, stated: Quantity) -> bool:
    """Return whether two numbers have units of one dimension, or no unit and the same word after them, or none."""
    if claimed.unit is not None and stated.unit is not None:
        return is_same_dimension(claimed, stated)
    if claimed.unit is not None or stated.unit is not None or claimed.ordinal or stated.ordinal or not claimed.counted:
        return False
    return stated.counted is None or stem(stated.counted) == stem(claimed.counted)


_LEAST_AROUND, _GREATEST_AROUND = 0.75, 4 / 3
"""Ends of a range, as parts of a number within it, that "about" refers to: "50 to 70" for "about 60"."""


def _is_range_around(claimed: Quantity, stated: Quantity) -> bool:
    """Return whether a narrow range of the source holds a number that the claim gives with "about"."""
    if claimed.bound is not Bound.ABOUT or len(claimed.values) > 1 or len(stated.values) < 2:
        return False
    if not is_same_dimension(claimed, stated):
        return False
    target = claimed.values[0]
    low, high = (_convert_to_claimed_unit(claimed, stated, value)[0] for value in stated.values)
    return _LEAST_AROUND * target <= low <= target <= high <= _GREATEST_AROUND * target


def is_of_common_range(number: Quantity, stated: Quantity) -> bool:
    """Return whether one of two numbers is a range that has a value in common with the other: 45 and "40 to 50".

    Two pairs with nothing counted after them may be scores, which have none.
    """
    pairs = sum(len(each.values) > 1 for each in (number, stated))
    if not pairs or not is_same_dimension(number, stated) or (pairs > 1 and not _is_counted_alike(number, stated)):
        return False
    theirs = [_convert_to_claimed_unit(number, stated, value)[0] for value in stated.values]
    return number.values[0] <= theirs[-1] and theirs[0] <= number.values[-1]


def _is_end_supported(claimed: Quantity, target: float, stated: Quantity, *, reach: float = _GREATEST_FACTOR) -> bool:
    """Return whether a number of the source supports one end of the claim's; `reach` limits "more than" as a factor."""
    if not is_same_dimension(claimed, stated):
        return False
    for raw in stated.values + stated.other_values:
        value, converted = _convert_to_claimed_unit(claimed, stated, raw)
        equal = _is_equal(claimed, target, value, converted=converted) or _is_share(stated, target, value)
        if claimed.bound is Bound.EXACT or len(claimed.values) > 1:
            if equal:
                return True
        elif _is_bounded(claimed, target, value, reach=reach) or (
            equal and stated.bound in _BOUNDS_OF_SAME_SIDE.get(claimed.bound, frozenset())
        ):
            return True
    return False


ONE_SIDED_BOUNDS = frozenset({Bound.MORE, Bound.LEAST, Bound.LESS, Bound.MOST})
_ROUNDED_BOUND = 0.05
"""Share of a bound by which a rounder one may be away from it: "more than 23 million" for "more than 23.5 million"."""


def is_misquoted(number: Quantity, stated: Quantity) -> bool:
    """Return whether a source bounds the same thing by another count: "at least 32" does not support "at least 23".

    A rounder figure than the source's is not an error: "more than 30" for "at least 32".
    """
    if stated.bound not in ONE_SIDED_BOUNDS or stated.bound not in _BOUNDS_OF_SAME_SIDE.get(number.bound, frozenset()):
        return False
    bound, raw = number.values[0], stated.values[0]
    value, converted = _convert_to_claimed_unit(number, stated, raw)
    return not converted and abs(value - bound) >= max(number.step, _ROUNDED_BOUND * abs(bound))
