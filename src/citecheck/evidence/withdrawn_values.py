"""Values that a correction note takes back: "17 people, not 14", "originally said 14", "changed from 14 to 17".

The note names the old value itself, so no other sentence is needed to know that it is wrong. A statement of the draft
that still holds it is found by its words: it speaks of the same as the sentence of the note and nothing that the note
mentions is missing from it, or it adds nothing to the note. A note of few words ("the toll was changed from 14 to 17")
is enough where only one statement holds the old value and none holds the new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from citecheck.evidence.contradictions import Statement, build_statement, has_other_subject
from citecheck.model.draft import Block
from citecheck.text.languages import alternatives_in_all_languages, words_in_all_languages
from citecheck.text.stems import stem

_FIGURES = re.compile(r"\d+(?:[.,\u202f\u00a0]\d+)*")
_SHARED = 2
"""Minimum number of significant words that a statement shares with the note."""


@cache
def _before_withdrawn() -> re.Pattern[str]:
    """Return a pattern for what precedes a value that is taken back: "not", "rather than the", "changed from"."""
    return re.compile(rf"\b(?:{alternatives_in_all_languages('withdrawn_words')})\s+(?:\w{{1,4}}\s+)?$", re.IGNORECASE)


@cache
def _earlier_version() -> re.Pattern[str]:
    """Return a pattern for a sentence that states what an earlier version said."""
    return re.compile(rf"\b(?:{alternatives_in_all_languages('earlier_version_words')})\b", re.IGNORECASE)


@cache
def _note_stems() -> frozenset[str]:
    """Return the stems of the words of a correction note that say nothing of what it corrects."""
    names = ("correction_words", "withdrawn_words", "earlier_version_words", "correction_note_words")
    return frozenset(stem(word) for name in names for phrase in words_in_all_languages(name) for word in phrase.split())


@dataclass(frozen=True, slots=True, order=True)
class _Value:
    """A number or a date as written."""

    text: str
    is_date: bool


@dataclass(frozen=True, slots=True)
class WithdrawnValue:
    """A value that a note takes back and the statement that still holds it, with what both write."""

    note: Statement
    holder: Statement
    old: str
    new: str


def find_withdrawn_values(notes: Iterable[Block], others: Sequence[Statement]) -> Iterator[WithdrawnValue]:
    """Yield the statements that hold a value which one of `notes`, the blocks of correction notes, takes back."""
    for block in notes:
        note = build_statement(block, 0, len(block.text), least=0)
        if note is None:
            continue
        values = _values_of(note)
        olds = {value for value in values if _is_withdrawn(note.text, value)}
        for old in sorted(olds):
            news = [value for value in values if value not in olds and value.is_date is old.is_date]
            if news:
                yield from _find_holders(note, old, news, others)


def _find_holders(
    note: Statement, old: _Value, news: Sequence[_Value], others: Iterable[Statement]
) -> Iterator[WithdrawnValue]:
    """Yield the statements that speak of the same as the note and have its old value and none of the new ones."""
    stems = note.stems - _note_stems()
    valued = [(each, set(_values_of(each))) for each in others]
    holders = [each for each, values in valued if old in values and not values & set(news)]
    is_only = len(holders) == 1 and not any(values & set(news) for _, values in valued)
    for each in holders:
        is_same = len(stems & each.stems) >= _SHARED and not (stems - each.stems and each.stems - stems)
        if (is_same or (is_only and len(stems) <= _SHARED)) and not has_other_subject(note, each):
            yield WithdrawnValue(note, each, old.text, news[0].text)


def _values_of(statement: Statement) -> list[_Value]:
    """Return the numbers, without their units, and the dates of a statement; both ends of a range."""
    text, facts = statement.text, statement.facts
    spans = [text[slice(*each.bare_span)] for each in facts.numbers]
    numbers = [_Value(part, is_date=False) for span in spans for part in _FIGURES.findall(span) or [span]]
    return [*numbers, *(_Value(text[each.start : each.end], is_date=True) for each in facts.days)]


def _is_withdrawn(text: str, value: _Value) -> bool:
    """Return whether a note takes a value back: by the words before it, or as what an earlier version said."""
    for found in re.finditer(rf"(?<!\w){re.escape(value.text)}(?!\w)", text):
        before = text[: found.start()]
        if _before_withdrawn().search(before) or _earlier_version().search(re.split(r"[.!?]\s", before)[-1]):
            return True
    return False
