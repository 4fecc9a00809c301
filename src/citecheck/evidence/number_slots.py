"""What a number counts: its slot, which is its unit with the words after it, and the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.text.languages import language_table, words_in_all_languages
from citecheck.text.numbers import Quantity
from citecheck.text.stems import stem
from citecheck.text.tokens import Token
from citecheck.text.vocabulary import Vocabulary

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
        bare = any(slot.dimension is None and not slot.words_after for slot in (self, other))
        if bare and self.dimension == other.dimension:
            return True
        return self.is_rate == other.is_rate and (self.dimension is not None or self.is_same(other))


def slot_of(tokens: Sequence[Token], number: Quantity) -> _NumberSlot:
    """Return the slot of a number; `tokens` are those of its own sentence."""
    stopwords = language_table("en").stopwords | frozenset(words_in_all_languages("not_only_words"))
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


_WORDS_AROUND = 2
"""Significant words on each side of a number that describe what it counts."""


def stems_around_number(tokens: Sequence[Token], number: Quantity) -> frozenset[str]:
    """Return the stems of the significant words directly before and after a number."""
    stopwords = language_table("en").stopwords
    significant = [token for token in tokens if token.is_word and token.lower not in stopwords]
    before = [stem(token.lower) for token in significant if token.end <= number.start][-_WORDS_AROUND:]
    after = [stem(token.lower) for token in significant if token.start >= number.end][:_WORDS_AROUND]
    return frozenset(before + after)


_CHANGE_REACH = 3
"""Tokens on each side of a number in which a word says that it is a change."""


def is_change(tokens: Sequence[Token], number: Quantity, words: Vocabulary) -> bool:
    """Return whether a number is that by which something changed: "cut 60 beds", "40 fewer", "rose by 5 euros".

    What was there before and after a change are levels: "fell to 140 beds". A change is no other value of a level.
    """
    changing = words.lists["change_words"] | words.lists["rising_words"] | words.lists["falling_words"]
    before = [token.lower for token in tokens if token.end <= number.start][-_CHANGE_REACH:]
    after = [token.lower for token in tokens if token.start >= number.end][:_CHANGE_REACH]
    at = next((at for at in reversed(range(len(before))) if before[at] in changing), None)
    led = at is not None and not _ends_clause(before[at:]) and words.lists["level_words"].isdisjoint(before[at:])
    return led or any(word in changing and not _ends_clause(after[:at]) for at, word in enumerate(after))


def _ends_clause(words: Sequence[str]) -> bool:
    return not _CLAUSE_ENDS.isdisjoint(words)


_CLAUSE_ENDS = frozenset(",;:()")
