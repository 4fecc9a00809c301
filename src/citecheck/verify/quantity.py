"""A number as written, and when two of them agree.

Numbers agree by what they claim, not by their figures: "more than 23 million" is borne out by 23.5 million, "about
30"
by 31, "5 miles" by 8 km. A claim that is more exact than its source is not borne out; one that rounds its source
is.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from citecheck.verify.tongues import Bound
from citecheck.verify.units import CURRENCIES, Unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number of a text, `text[start:end]` being its wording with unit and bound.

    `ends` holds the value, or both ends of a range, in the order written; `others` are further readings of an
    ambiguous spelling (1.234). `step` is the worth of the last significant figure: 1e5 for "3.6 million", 100 for
    "300"; `rounded` says that the spelling itself rounds (scale word). `core` is where the bare number stands.
    """

    ends: tuple[float, ...]
    start: int
    end: int
    core: tuple[int, int]
    bound: Bound = Bound.EXACT
    unit: Unit | None = None
    others: tuple[float, ...] = ()
    step: float = 1.0
    rounded: bool = False
    ordinal: bool = False
    in_name: bool = False
    """Belongs to a name ("COVID-19", "Ted 2"): it counts nothing."""
    counted: str | None = None
    """The word right behind a number without a unit ("people"), lower case."""
    vague: bool = False
    """A word that is a number only at times ("one", "a second look")."""


_TOLERANCE_CONVERTED = 0.06
"""Writers round after converting: "5 miles (8 km)" is off by half a per cent, "100 feet (30 m)" by 1.6."""
SHARES = frozenset({"percent", "score", "points"})
"""Eight out of ten is a score, and 80 per cent of ten; few sources tell per cent from percentage points."""
_OFTEN_UNWRITTEN = frozenset({"time", "score", "points", *CURRENCIES})
"""Dimensions whose unit is often left to the reader: "aged 60", "earned 3.6 million worldwide"."""
_TOLERANCE_ABOUT = 0.1
_REACH = 2.0
"""How far above a bound a value may lie and still be what the bound speaks of, as a factor."""


def _same_dimension(claimed: Quantity, stated: Quantity) -> bool:
    if claimed.unit is not None and stated.unit is not None:
        pair = {claimed.unit.dimension, stated.unit.dimension}
        return len(pair) == 1 or pair <= SHARES
    unit, bare = (claimed.unit, stated) if claimed.unit else (stated.unit, claimed)
    return unit is None or bare.counted is None or unit.dimension in _OFTEN_UNWRITTEN


def _converted(claimed: Quantity, stated: Quantity, value: float) -> tuple[float, bool]:
    """Express a stated value in the claim's unit; the flag says that a conversion took place."""
    if claimed.unit is None or stated.unit is None or claimed.unit[1:] == stated.unit[1:]:
        return value, False
    base = (value + stated.unit.offset) * stated.unit.factor
    return base / claimed.unit.factor - claimed.unit.offset, True


def _equal(claimed: Quantity, target: float, value: float, *, converted: bool) -> bool:
    if math.isclose(target, value, rel_tol=1e-9):
        return True
    if converted:
        return abs(target - value) <= _TOLERANCE_CONVERTED * abs(target)
    if claimed.rounded or claimed.step < 1:
        return abs(target - value) <= claimed.step / 2
    return False


def _within(claimed: Quantity, target: float, value: float, *, reach: float) -> bool:
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


_SAME_SIDE: dict[Bound, frozenset[Bound]] = {
    Bound.MORE: frozenset({Bound.MORE, Bound.LEAST}),
    Bound.LEAST: frozenset({Bound.MORE, Bound.LEAST}),
    Bound.LESS: frozenset({Bound.LESS, Bound.MOST, Bound.NEARLY}),
    Bound.MOST: frozenset({Bound.LESS, Bound.MOST, Bound.NEARLY}),
    Bound.NEARLY: frozenset({Bound.LESS, Bound.MOST, Bound.NEARLY, Bound.ABOUT}),
}
"""Bounds of the source under which the very number of the claim bears the claim's bound out."""


def bears_out(claimed: Quantity, stated: Quantity, *, reach: float = _REACH) -> bool:
    """Tell whether a number of the source bears out one of the claim, each end of the claim's range apart."""
    return all(end_borne_out(claimed, end, stated, reach=reach) for end in claimed.ends)


def end_borne_out(claimed: Quantity, target: float, stated: Quantity, *, reach: float = _REACH) -> bool:
    """Tell whether a number of the source bears out one end of the claim's; `reach` bounds "more than" upwards."""
    if not _same_dimension(claimed, stated):
        return False
    for raw in stated.ends + stated.others:
        value, converted = _converted(claimed, stated, raw)
        equal = _equal(claimed, target, value, converted=converted)
        if claimed.bound is Bound.EXACT or len(claimed.ends) > 1:
            if equal:
                return True
        elif _within(claimed, target, value, reach=reach) or (
            equal and stated.bound in _SAME_SIDE.get(claimed.bound, frozenset())
        ):
            return True
    return False
