"""Find the number of a source that a bounded number of a claim ("more than 40") refers to.

A passage with several amounts has one below and one above nearly every bound, so some amount would always support the
claim. Writers bound a value by a round figure close to it, so the nearest number of the same kind decides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.evidence.number_agreement import ONE_SIDED_BOUNDS, is_misquoted, is_number_supported, is_same_dimension
from citecheck.evidence.number_slots import stems_around_number
from citecheck.evidence.passages import FRAGMENT_SENTENCES, ClaimAndSource, StatedFact
from citecheck.evidence.statements import is_bound_at, is_same_statement, judge_side
from citecheck.model.evidence import FactVerdict
from citecheck.text.numbers import Quantity
from citecheck.text.tokens import Token

_CLOSE_FACTOR = 1.5
"""Maximum ratio at which a bound refers to the nearest number; a more distant one may count something else."""


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

    A number that supports another number of the claim (`others`) as closely belongs to that one. A number beyond the
    bound must not support another number at all.
    """
    kin = [other for other in stated if not other.in_name and _distance_between(number, other) < math.inf]
    own = [other for other in kin if not any(_is_of_other(each, other, number) for each in others)]
    nearest = _choose_nearest(number, claim, own, passage)
    if nearest is not None and nearest.is_within:
        return nearest
    free = [other for other in kin if not any(is_number_supported(each, other) for each in others)]
    return _choose_nearest(number, claim, free, passage)


def _choose_nearest(
    number: Quantity, claim: Sequence[Token], free: Sequence[Quantity], passage: Sequence[Token]
) -> _NearestNumber | None:
    """Return the nearest of some numbers of a passage; those with the same words around them are preferred."""
    around = stems_around_number(claim, number)
    shared = {other: len(around & stems_around_number(passage, other)) for other in free}
    most = max(shared.values(), default=0)
    alike = [other for other in free if most and shared[other] == most]
    for candidates, farthest in ((alike, math.log(_CLOSE_FACTOR)), (free, math.log(_CLOSE_FACTOR)), (alike, math.inf)):
        best = min(candidates, key=lambda other: _distance_between(number, other), default=None)
        if best is not None and _distance_between(number, best) <= farthest:
            return _NearestNumber(best, _is_within(number, best))
    return None


def _is_within(number: Quantity, stated: Quantity) -> bool:
    return is_number_supported(number, stated, reach=math.inf) and not is_misquoted(number, stated)


def _is_of_other(own: Quantity, stated: Quantity, number: Quantity) -> bool:
    """Return whether a stated number supports another one of the claim, which is no farther from it than `number`."""
    return is_number_supported(own, stated) and _distance_between(own, stated) <= _distance_between(number, stated)


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


def find_bounded(pair: ClaimAndSource, number: Quantity) -> StatedFact | None:
    """Find in the good passages the number that a bound refers to."""
    if number.bound not in ONE_SIDED_BOUNDS:
        return None
    others = [own for own in pair.facts.numbers if own is not number]
    for row, sentence in pair.iterate_good_passages():
        for stated in sentence.numbers:
            if stated.bound is number.bound and stated.values == number.values and is_same_dimension(number, stated):
                return StatedFact(row.index, stated, FactVerdict.AGREES)
    for row, sentence in pair.iterate_good_passages():
        found = _find_nearest_number(number, pair.facts.tokens, others, sentence.numbers, sentence.tokens)
        if found is not None:
            same = found.is_within or is_same_statement(
                pair, number, sentence, found.stated, continued=pair.is_continued(row)
            )
            return StatedFact(row.index, found.stated, judge_side(is_within=found.is_within, is_same=same))
    return _find_beyond_bound(pair, number, others)


_LEAST_BESIDE_BOUND = 0.12
"""Share of the claim's words in a sentence whose number beyond a close bound is the one meant."""


def _find_beyond_bound(pair: ClaimAndSource, number: Quantity, others: Sequence[Quantity]) -> StatedFact | None:
    """Find in the best sentence of a fragment a number just beyond a bound, with a word of the claim next to it.

    "fewer than 130 cases" and "the cases reached 134" have one word in common, but hardly refer to two things.
    """
    row = pair.ranked[0]
    sentence = pair.source.sentences[row.index]
    if len(pair.source.sentences) >= FRAGMENT_SENTENCES or row.overlap < _LEAST_BESIDE_BOUND:
        return None
    tokens = pair.facts.tokens
    found = _find_nearest_number(number, tokens, others, sentence.numbers, sentence.tokens)
    if found is None or not is_bound_at(number, found.stated) or is_number_supported(number, found.stated):
        return None
    if not stems_around_number(tokens, number) & stems_around_number(sentence.tokens, found.stated):
        return None
    same = is_same_statement(pair, number, sentence, found.stated)
    return StatedFact(row.index, found.stated, FactVerdict.DIFFERS) if same else None
