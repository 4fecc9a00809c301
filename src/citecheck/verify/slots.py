"""The slot a number stands in.

Its unit and the words at its side, by which two numbers are known to count the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.verify.lexer import Token
from citecheck.verify.quantity import Quantity
from citecheck.verify.stems import stem
from citecheck.verify.tongues import tongue_of

_BEHIND = 3
_LOOSE_UNITS = frozenset({"time"})
"""Dimensions so common that the unit alone does not make a slot."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What a number counts: the dimension of its unit, and the stems of the words behind it, nearest first."""

    dimension: str | None
    behind: tuple[str, ...]
    ordinal: bool

    def fits(self, other: Slot) -> bool:
        """Tell whether two numbers count the same thing."""
        if self.ordinal != other.ordinal or self.dimension != other.dimension:
            return False
        if self.dimension is not None and self.dimension not in _LOOSE_UNITS:
            return True
        return bool(self.behind) and bool(set(self.behind[:2]) & set(other.behind[:2]))


def slot_of(tokens: Sequence[Token], number: Quantity) -> Slot:
    """Read the slot of a number; `tokens` are those of its own sentence."""
    stopwords = tongue_of("en").stopwords
    behind: list[str] = []
    for token in tokens:
        if token.start < number.end:
            continue
        if not token.is_word or len(behind) == _BEHIND:
            break
        if token.low not in stopwords:
            behind.append(stem(token.low))
        elif behind:
            break
    return Slot(number.unit.dimension if number.unit else None, tuple(behind), number.ordinal)
