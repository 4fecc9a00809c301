"""Numbers with a bound ("more than 40") beside a passage: the nearest number of the same kind there decides.

A passage that names several sums holds one below and one above nearly every bound, so any of them would bear the
claim out. Writers bound a value by a round figure close to it; the nearest one is the one they speak of.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from citecheck.verify.lexer import Token
from citecheck.verify.quantity import Quantity, bears_out
from citecheck.verify.stems import stem
from citecheck.verify.tongues import Bound, tongue_of

ONE_SIDED = frozenset({Bound.MORE, Bound.LEAST, Bound.LESS, Bound.MOST})
_CLOSE = 1.5
"""Factor within which the nearest number is what the bound speaks of; one further off may count something else."""
_BESIDE = 2
"""Telling words on each side of a number that say what it counts."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The number of a passage that a bound speaks of, and whether it lies on the bound's side."""

    stated: Quantity
    within: bool


def nearest(
    number: Quantity,
    claim: Sequence[Token],
    others: Sequence[Quantity],
    stated: Sequence[Quantity],
    passage: Sequence[Token],
) -> Nearest | None:
    """Find the number of a passage that a bounded number of the claim speaks of; None if none is close to it.

    Those that count the same words are looked at first; those that another number of the claim means are left out.
    """
    around = _around(claim, number)
    free = [
        other
        for other in stated
        if not other.in_name
        and _distance(number, other) < math.inf
        and not any(bears_out(own, other) for own in others)
    ]
    shared = {other: len(around & _around(passage, other)) for other in free}
    most = max(shared.values(), default=0)
    alike = [other for other in free if most and shared[other] == most]
    for candidates, farthest in ((alike, math.log(_CLOSE)), (free, math.log(_CLOSE)), (alike, math.inf)):
        best = min(candidates, key=lambda other: _distance(number, other), default=None)
        if best is not None and _distance(number, best) <= farthest:
            return Nearest(best, bears_out(number, best, reach=math.inf) and not _misquoted(number, best))
    return None


def _misquoted(number: Quantity, stated: Quantity) -> bool:
    """Tell whether a source bounds the same thing by another count: "at least 32" is no source for "at least 23".

    A rounder figure than the source's is no slip: "more than 30" for "at least 32".
    """
    return (
        stated.bound is number.bound
        and number.step == 1
        and not number.rounded
        and not bears_out(replace(number, bound=Bound.EXACT), replace(stated, bound=Bound.EXACT))
    )


def _around(tokens: Sequence[Token], number: Quantity) -> frozenset[str]:
    """Give the stems of the telling words right before a number and right behind it."""
    stopwords = tongue_of("en").stopwords
    telling = [token for token in tokens if token.is_word and token.low not in stopwords]
    before = [stem(token.low) for token in telling if token.end <= number.start][-_BESIDE:]
    behind = [stem(token.low) for token in telling if token.start >= number.end][:_BESIDE]
    return frozenset(before + behind)


def _distance(number: Quantity, other: Quantity) -> float:
    """Tell how far apart two numbers of one kind lie, as the logarithm of their ratio; infinite for different kinds."""
    mine, theirs = number.unit, other.unit
    if (mine and mine.dimension) != (theirs and theirs.dimension) or other.ordinal != number.ordinal or other.vague:
        return math.inf
    factor = theirs.factor / mine.factor if mine and theirs else 1.0
    values = [end * factor for end in other.ends]
    if number.ends[0] <= 0 or min(values) <= 0:
        return math.inf
    return min(abs(math.log(value / number.ends[0])) for value in values)
