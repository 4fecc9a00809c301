"""Two sentences of a draft that say the same of different dates or numbers.

Sentences are laid side by side when they share most of their telling words (measured: 60 % of both or 80 % of the
shorter). Their dates, or their numbers in the same slot, must then agree. What differs beside the value must not
name
somebody else: "Smith was born in 1950" and "Jones was born in 1960" share words and contradict nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from citecheck.verify.day import Day, date_borne_out
from citecheck.verify.quantity import Quantity, bears_out
from citecheck.verify.slots import slot_of
from citecheck.verify.statements import Statement

_JACCARD = 0.6
_CONTAINED = 0.8
_COMMON = 12
"""A word in more statements than this does not bring two of them together: it keeps long drafts quick."""
_TEMPLATE = 3
"""Statements of one wording with as many different values are a series (a schedule, a catalogue), not a slip."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements, the earlier first, with the wording of the value on both sides."""

    first: Statement
    second: Statement
    first_value: str
    second_value: str


def contradictions_in(statements: Sequence[Statement]) -> list[Contradiction]:
    """Find the statements that disagree, each pair once; series of statements from one mould are left out."""
    pairs = [
        (first, second, values)
        for first, second in _neighbours(statements)
        if (values := _values(statements[first], statements[second])) is not None
    ]
    partners: dict[int, set[str]] = defaultdict(set)
    for first, second, values in pairs:
        partners[first] |= set(values)
        partners[second] |= set(values)
    return [
        Contradiction(statements[first], statements[second], *values)
        for first, second, values in pairs
        if len(partners[first]) < _TEMPLATE and len(partners[second]) < _TEMPLATE
    ]


def _neighbours(statements: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """Give the pairs of statements that say the same but for numbers and dates."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, statement in enumerate(statements):
        for word in statement.stems:
            holders[word].append(index)
    for index, statement in enumerate(statements):
        shared: dict[int, int] = defaultdict(int)
        for word in statement.stems:
            if len(holders[word]) <= _COMMON:
                for other in holders[word]:
                    shared[other] += other > index
        for other, count in shared.items():
            if count >= 2 and _alike(statement, statements[other]):
                yield index, other


def _alike(first: Statement, second: Statement) -> bool:
    if first.text == second.text:
        return False
    both = len(first.stems & second.stems)
    share = both / len(first.stems | second.stems)
    contained = both / min(len(first.stems), len(second.stems))
    return (share >= _JACCARD or contained >= _CONTAINED) and not _other_subject(first, second)


def _other_subject(first: Statement, second: Statement) -> bool:
    """Tell whether both statements name somebody that the other does not."""
    mine = {word for name in first.facts.names for word in name.words}
    theirs = {word for name in second.facts.names for word in name.words}
    return bool(mine - theirs) and bool(theirs - mine)


def _values(first: Statement, second: Statement) -> tuple[str, str] | None:
    """Give the two values that disagree, dates first, None if all agree or nothing can be compared."""
    return _dates(first, second) or _numbers(first, second)


def _dates(first: Statement, second: Statement) -> tuple[str, str] | None:
    """Compare the days; none of them may match, and both statements must write the same parts of one."""
    mine, theirs = _dated(first.facts.days), _dated(second.facts.days)
    if not mine or not theirs:
        return None
    if any(_meet(day, other) for day in mine for other in theirs):
        return None
    for day in mine:
        for other in theirs:
            if _parts(day) == _parts(other) and day.side is other.side:
                return first.text[day.start : day.end], second.text[other.start : other.end]
    return None


def _dated(days: Iterable[Day]) -> list[Day]:
    return [day for day in days if not day.loose and not day.in_name and (day.month is not None or day.years)]


def _meet(day: Day, other: Day) -> bool:
    return date_borne_out(day, other, frozenset(day.years or ())) or date_borne_out(
        other, day, frozenset(other.years or ())
    )


def _parts(day: Day) -> tuple[bool, bool, bool]:
    return day.years is not None, day.month is not None, day.day is not None


def _numbers(first: Statement, second: Statement) -> tuple[str, str] | None:
    """Compare the numbers that stand in the same slot; every number else must be met on the other side.

    Numbers are commoner than dates, so one statement must say nothing that the other does not ("weekly", "monthly").
    """
    if first.stems - second.stems and second.stems - first.stems:
        return None
    if any(_meets_none(day, second.facts.days) for day in _dated(first.facts.days)):
        return None
    mine = [number for number in first.facts.numbers if not _met(number, second.facts.numbers)]
    theirs = [number for number in second.facts.numbers if not _met(number, first.facts.numbers)]
    if len(mine) != 1 or len(theirs) != 1:
        return None
    number, other = mine[0], theirs[0]
    if not slot_of(first.facts.tokens, number).fits(slot_of(second.facts.tokens, other)):
        return None
    return first.text[number.start : number.end], second.text[other.start : other.end]


def _meets_none(day: Day, others: Sequence[Day]) -> bool:
    dated = _dated(others)
    return bool(dated) and not any(_meet(day, other) for other in dated)


def _met(number: Quantity, others: Sequence[Quantity]) -> bool:
    return any(bears_out(number, other) or bears_out(other, number) for other in others)
