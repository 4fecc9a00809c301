"""Rules for when a number of a source supports a number of a claim, and when both count the same thing.

Numbers are compared by meaning, not by their figures: 23.5 million supports "more than 23 million", 31 supports
"about 30" and 8 km supports "5 miles". A claim that rounds its source is supported. A claim that is more exact than
its source is not.

Two numbers count the same thing if they have the same slot: the unit and the words after the number.

A passage with several amounts has one below and one above nearly every bound ("more than 40"), so some amount would
always support the claim. Writers bound a value by a round figure close to it, so the nearest number of the same kind
decides.

Compare the numbers of a claim with a source.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.evidence.facts import is_span_between_events
from citecheck.evidence.passages import GOOD_OVERLAP, ClaimAndSource, ComparedFact, StatedFact
from citecheck.evidence.statements import is_same_statement, judge_side
from citecheck.model.evidence import FactKind, FactVerdict
from citecheck.text.language_table import Bound
from citecheck.text.languages import language_table, words_in_all_languages
from citecheck.text.numbers import Quantity
from citecheck.text.numerals import FRACTION_STEP, PERCENT
from citecheck.text.stems import stem
from citecheck.text.tokens import Token
from citecheck.text.units import CURRENCIES

_TOLERANCE_CONVERTED = 0.06
"""Writers round after converting: "5 miles (8 km)" is off by half a per cent, "100 feet (30 m)" by 1.6 per cent."""
_TOLERANCE_SHARE = 1.0
"""Percentage points: a third is 33, 33.3 or 34 per cent."""
_SHARE_DIMENSIONS = frozenset({"percent", "score", "points"})
"""Eight out of ten is a score and also 80 per cent; few sources distinguish per cent from percentage points."""
_OFTEN_UNWRITTEN = frozenset({"time", "score", "points", *CURRENCIES})
"""Dimensions whose unit is often not written: "aged 60", "earned 3.6 million worldwide"."""
_TOLERANCE_ABOUT = 0.1
_GREATEST_FACTOR = 2.0
"""Maximum ratio of a value to the bound that refers to it."""


def _is_same_dimension(claimed: Quantity, stated: Quantity) -> bool:
    if claimed.unit is not None and stated.unit is not None:
        pair = {claimed.unit.dimension, stated.unit.dimension}
        return len(pair) == 1 or pair <= _SHARE_DIMENSIONS
    unit, bare = (claimed.unit, stated) if claimed.unit else (stated.unit, claimed)
    return unit is None or bare.counted is None or unit.dimension in _OFTEN_UNWRITTEN


def _convert_to_claimed_unit(claimed: Quantity, stated: Quantity, value: float) -> tuple[float, bool]:
    """Convert a stated value to the claim's unit and span of time; the flag is True if either changed."""
    if claimed.per and stated.per and claimed.per != stated.per:
        return value * claimed.per / stated.per, True
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
"""Bounds of the source with which an equal number supports the claim's bound."""


def is_number_supported(claimed: Quantity, stated: Quantity, *, reach: float = _GREATEST_FACTOR) -> bool:
    """Return whether a number of the source supports a number of the claim, at each end of the claim's range."""
    return all(_is_end_supported(claimed, end, stated, reach=reach) for end in claimed.values)


def _is_end_supported(claimed: Quantity, target: float, stated: Quantity, *, reach: float = _GREATEST_FACTOR) -> bool:
    """Return whether a number of the source supports one end of the claim's; `reach` limits "more than" as a factor."""
    if not _is_same_dimension(claimed, stated):
        return False
    for raw in stated.values + stated.other_values:
        value, converted = _convert_to_claimed_unit(claimed, stated, raw)
        equal = _is_equal(claimed, target, value, converted=converted) or _is_share(stated, target, value)
        if claimed.bound is Bound.EXACT or len(claimed.values) > 1:
            if equal:
                return True
        elif _is_within_bound(claimed, target, value, reach=reach) or (
            equal and stated.bound in _BOUNDS_OF_SAME_SIDE.get(claimed.bound, frozenset())
        ):
            return True
    return False


_WORDS_AFTER = 3
_LOOSE_UNITS = frozenset({"time"})
"""Dimensions that are too common for the unit alone to identify a slot."""


@dataclass(frozen=True, slots=True)
class _NumberSlot:
    """What a number counts: the dimension of its unit, and the stems of the words after it, nearest first."""

    dimension: str | None
    words_after: tuple[str, ...]
    ordinal: bool
    is_rate: bool = False

    def is_same(self, other: _NumberSlot) -> bool:
        """Return whether two numbers count the same thing."""
        if (self.ordinal, self.dimension, self.is_rate) != (other.ordinal, other.dimension, other.is_rate):
            return False
        if self.dimension is not None and self.dimension not in _LOOSE_UNITS:
            return True
        return bool(self.words_after) and bool(set(self.words_after[:2]) & set(other.words_after[:2]))

    def may_be_same(self, other: _NumberSlot) -> bool:
        """Return whether two numbers may count the same thing: not where both name what they count, differently."""
        if self.is_rate != other.is_rate:
            return False
        return self.dimension is not None or not self.words_after or not other.words_after or self.is_same(other)


def slot_of(tokens: Sequence[Token], number: Quantity) -> _NumberSlot:
    """Return the slot of a number; `tokens` are those of its own sentence."""
    stopwords = language_table("en").stopwords
    words_after: list[str] = []
    for token in tokens:
        if token.start < number.end:
            continue
        if not token.is_word or len(words_after) == _WORDS_AFTER:
            break
        if token.lower not in stopwords:
            words_after.append(stem(token.lower))
        elif words_after:
            break
    dimension = number.unit.dimension if number.unit else None
    return _NumberSlot(dimension, tuple(words_after), number.ordinal, number.per is not None)


_ONE_SIDED_BOUNDS = frozenset({Bound.MORE, Bound.LEAST, Bound.LESS, Bound.MOST})
_CLOSE_FACTOR = 1.5
"""Maximum ratio at which a bound refers to the nearest number; a more distant one may count something else."""
_WORDS_AROUND = 2
"""Significant words on each side of a number that describe what it counts."""


@dataclass(frozen=True, slots=True)
class _NearestNumber:
    """The number of a passage that a bound refers to, and whether it is on the bound's side."""

    stated: Quantity
    is_within: bool


def _find_nearest_number(
    number: Quantity,
    claim: Sequence[Token],
    others: Sequence[Quantity],
    stated: Sequence[Quantity],
    passage: Sequence[Token],
) -> _NearestNumber | None:
    """Return the number of a passage that a bounded number of the claim refers to, or None if none is close to it.

    Numbers with the same words around them are preferred. Numbers that support another number of the claim (`others`)
    are left out.
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
            return _NearestNumber(
                best, is_number_supported(number, best, reach=math.inf) and not _is_misquoted(number, best)
            )
    return None


_ROUNDED_BOUND = 0.05
"""Share of a bound by which a rounder one may be away from it: "more than 23 million" for "more than 23.5 million"."""


def _is_misquoted(number: Quantity, stated: Quantity) -> bool:
    """Return whether a source bounds the same thing by another count: "at least 32" does not support "at least 23".

    A rounder figure than the source's is not an error: "more than 30" for "at least 32".
    """
    if stated.bound not in _ONE_SIDED_BOUNDS or stated.bound not in _BOUNDS_OF_SAME_SIDE.get(number.bound, frozenset()):
        return False
    bound, raw = number.values[0], stated.values[0]
    value, converted = _convert_to_claimed_unit(number, stated, raw)
    return not converted and abs(value - bound) >= max(number.step, _ROUNDED_BOUND * abs(bound))


def _stems_around_number(tokens: Sequence[Token], number: Quantity) -> frozenset[str]:
    """Return the stems of the significant words directly before and after a number."""
    stopwords = language_table("en").stopwords
    significant = [token for token in tokens if token.is_word and token.lower not in stopwords]
    before = [stem(token.lower) for token in significant if token.end <= number.start][-_WORDS_AROUND:]
    after = [stem(token.lower) for token in significant if token.start >= number.end][:_WORDS_AROUND]
    return frozenset(before + after)


def _distance_between(number: Quantity, other: Quantity) -> float:
    """Return the logarithm of the ratio of two numbers of one kind; infinite for different kinds."""
    mine, theirs = number.unit, other.unit
    if (mine and mine.dimension) != (theirs and theirs.dimension) or other.ordinal != number.ordinal or other.vague:
        return math.inf
    factor = theirs.factor / mine.factor if mine and theirs else 1.0
    values = [end * factor for end in other.values]
    if number.values[0] <= 0 or min(values) <= 0:
        return math.inf
    return min(abs(math.log(value / number.values[0])) for value in values)


_MEASURES = frozenset({"length", "time", "mass", "area", "volume"})
"""Dimensions in which a source rounds to whole units."""
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
_GREATEST_SLOT_FACTOR, _UNBOUND = 2.0, 1e9
"""Maximum ratio of a value to a bound ("more than"); in the same slot of a good passage there is no limit."""


def compare_number(pair: ClaimAndSource, number: Quantity) -> ComparedFact | None:
    """Compare a number of the claim with the source; return None where its absence proves nothing."""
    pure = number.unit is None or number.unit.dimension in _SHARE_DIMENSIONS
    kind = FactKind.NUMBER if pure else FactKind.QUANTITY
    met = _find_bounded(pair, number) or _find_supporting(pair, number) or _find_rival(pair, number)
    if met is None and (is_span_between_events(number, pair.facts.claim.sentence) or _counts_its_list(pair, number)):
        return None
    return pair.build_compared(kind, number, met)


def _counts_its_list(pair: ClaimAndSource, number: Quantity) -> bool:
    """Return whether a claim lists what a small number counts: "two families, Viperidae and Elapidae".

    The source may name the items without counting them. They are compared by themselves.
    """
    wording = pair.facts.claim.sentence[slice(*number.bare_span)]
    if number.unit is not None or number.bound is not Bound.EXACT or not wording.isalpha():
        return False
    items = sum(name.start >= number.end for name in pair.facts.names)
    items += sum(day.start >= number.end for day in pair.facts.days)
    return 1 < max(number.values) <= min(items, _SMALL_NUMBER)


def _find_bounded(pair: ClaimAndSource, number: Quantity) -> StatedFact | None:
    """Find in the good passages the number that a bound refers to."""
    if number.bound not in _ONE_SIDED_BOUNDS:
        return None
    others = [own for own in pair.facts.numbers if own is not number]
    for row, sentence in pair.iterate_good_passages():
        for stated in sentence.numbers:
            if stated.bound is number.bound and stated.values == number.values and _is_same_dimension(number, stated):
                return StatedFact(row.index, stated, FactVerdict.AGREES)
    for row, sentence in pair.iterate_good_passages():
        found = _find_nearest_number(number, pair.facts.tokens, others, sentence.numbers, sentence.tokens)
        if found is not None:
            same = found.is_within or is_same_statement(pair, number, sentence, found.stated)
            return StatedFact(row.index, found.stated, judge_side(is_within=found.is_within, is_same=same))
    return None


def _find_supporting(pair: ClaimAndSource, number: Quantity) -> StatedFact | None:
    """Find a number that supports the claim's: in the same slot anywhere, in another slot only in the best passages."""
    slot, near = slot_of(pair.facts.tokens, number), _near_passages(number)
    for place, (row, sentence) in enumerate(pair.iterate_sentences()):
        for stated in sentence.numbers:
            if not is_number_supported(number, stated, reach=_UNBOUND) or _is_misquoted(number, stated):
                continue
            fits = slot.is_same(slot_of(sentence.tokens, stated))
            if (place >= _NEAR_ORDINAL and stated.ordinal != number.ordinal) or (place >= near and not fits):
                continue
            if (fits and row.overlap >= GOOD_OVERLAP) or is_number_supported(
                number, stated, reach=_GREATEST_SLOT_FACTOR
            ):
                return StatedFact(row.index, stated, FactVerdict.AGREES)
    return None


def _near_passages(number: Quantity) -> int:
    """Return the number of best passages in which a number agrees whatever it counts there."""
    if number.bound is not Bound.EXACT:
        return _NEAR_BOUNDED
    return _NEAR if max(number.values) <= _SMALL_NUMBER else _NEAR_DISTINCT


def _find_rival(pair: ClaimAndSource, number: Quantity) -> StatedFact | None:
    """Find in the good passages another value in the number's slot that supports no other number of the claim."""
    slot, around = slot_of(pair.facts.tokens, number), _stems_around_number(pair.facts.tokens, number)
    if _is_clock_time(pair.facts.tokens, number):
        return None
    for row, sentence in pair.iterate_good_passages():
        free = [
            stated
            for stated in sentence.numbers
            if not stated.in_name
            and not _is_clock_time(sentence.tokens, stated)
            and not _is_meant_by(number, stated)
            and not any(is_number_supported(own, stated) for own in pair.facts.numbers if own is not number)
        ]
        rivals = [stated for stated in free if slot.is_same(slot_of(sentence.tokens, stated))]
        if not rivals and row.overlap >= _SAME_STATEMENT:
            rivals = [
                stated
                for stated in free
                if _is_comparable(number, stated)
                and slot.may_be_same(slot_of(sentence.tokens, stated))
                and (number.unit or around & _stems_around_number(sentence.tokens, stated))
            ]
        if len(rivals) == 1 and is_same_statement(pair, number, sentence, rivals[0]):
            return StatedFact(row.index, rivals[0], FactVerdict.DIFFERS)
    return None


def _is_clock_time(tokens: Sequence[Token], number: Quantity) -> bool:
    """Return whether a number is an hour of the day, which is written in too many ways to differ from another."""
    before = [token.lower for token in tokens if token.end <= number.start][-2:]
    after = next((token.lower for token in tokens if token.start >= number.end), "")
    return after in words_in_all_languages("clock_words") or (
        before[:1] != [] and " ".join(before) in words_in_all_languages("before_clock")
    )


def _is_meant_by(number: Quantity, stated: Quantity) -> bool:
    """Return whether a number is one that the source's looser one may mean: 24 for "over 20"."""
    loose = stated.bound is not Bound.EXACT or stated.rounded
    return (loose and is_number_supported(stated, number)) or _is_within_step(number, stated)


def _is_within_step(number: Quantity, stated: Quantity) -> bool:
    """Return whether a measure is a finer one of the source's: 8 minutes and 20 seconds for 8 minutes."""
    mine, theirs = number.unit, stated.unit
    if mine is None or theirs is None or mine.dimension != theirs.dimension:
        return False
    away = abs(number.values[0] * mine.factor - stated.values[0] * theirs.factor) / theirs.factor
    return mine.dimension in _MEASURES and stated.step == 1 and away < stated.step / 2


def _is_comparable(number: Quantity, stated: Quantity) -> bool:
    """Return whether two numbers may measure one thing: same dimension, and a ratio below ten."""
    mine, theirs = number.unit and number.unit.dimension, stated.unit and stated.unit.dimension
    if mine != theirs or number.ordinal != stated.ordinal or stated.vague or stated.in_name:
        return False
    low, high = sorted((number.values[0], stated.values[0]))
    return low > 0 and high / low < _FAR_APART
