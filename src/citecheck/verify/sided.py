"""Dates with a side ("before 2010", "after March 6") beside a passage: the nearest date there decides.

A sentence that tells of a birth and a death has a date after nearly every other. The nearest one to the claim's is
the
one it speaks of; the very date is neither before nor after itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.verify.day import Day
from citecheck.verify.tongues import Side

_YEAR, _MONTH = 372, 31
"""Days counted for a year and a month: only the order of dates matters here. A date on the right side and within a
year bears the claim out even if another lies nearer."""


@dataclass(frozen=True, slots=True)
class NearestDay:
    """The date of a passage that a sided date speaks of, and whether it lies on that side; None if it is too coarse."""

    stated: Day
    within: bool | None


def nearest_day(claimed: Day, stated: Sequence[Day]) -> NearestDay | None:
    """Find the date of a passage nearest to a sided date of the claim; None where none can be laid beside it."""
    mine = _span(claimed, None)
    if mine is None or claimed.side is Side.ON:
        return None
    spans = [(day, span) for day in stated if not day.in_name and (span := _span(day, claimed.years)) is not None]
    if not spans:
        return None
    near = sorted(spans, key=lambda row: _apart(mine, row[1]))
    rows = [(day, day.side is claimed.side or _within(claimed.side, mine, span)) for day, span in near]
    soon = [day for (day, within), (_, span) in zip(rows, near, strict=True) if within and _apart(mine, span) <= _YEAR]
    return NearestDay(soon[0], True) if soon else NearestDay(*rows[0])


def _span(day: Day, years: tuple[int, int] | None) -> tuple[int, int] | None:
    """Give the first and the last day that a date as written may mean; `years` stand in for those not written."""
    written = day.years or (years if day.month is not None else None)
    if written is None:
        return None
    first = written[0] * _YEAR + ((day.month or 1) - 1) * _MONTH + (day.day or 1)
    last = written[1] * _YEAR + ((day.month or 12) - 1) * _MONTH + (day.last or day.day or _MONTH)
    return first, last


def _apart(mine: tuple[int, int], theirs: tuple[int, int]) -> int:
    return max(theirs[0] - mine[1], mine[0] - theirs[1], 0)


def _within(side: Side, mine: tuple[int, int], theirs: tuple[int, int]) -> bool | None:
    match side:
        case Side.BEFORE:
            return True if theirs[1] < mine[0] else False if theirs[0] >= mine[0] else None
        case Side.AFTER:
            return True if theirs[0] > mine[1] else False if theirs[1] <= mine[1] else None
        case _:
            return True if theirs[1] <= mine[1] else False if theirs[0] > mine[1] else None
