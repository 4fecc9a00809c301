"""Dates of a text: those with a month in words or figures, weekdays and days counted from the text's own date.

The reader stops at the tokens where a date can begin and tries the spellings there; what holds a year alone is read
by
`years`. Day and month in figures ("06/03/2024") are taken in both orders unless one is impossible.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from citecheck.verify.day import Day
from citecheck.verify.lexer import Token
from citecheck.verify.nearby import counted_from, weekday_near
from citecheck.verify.tongues import Side
from citecheck.verify.units import UNITS
from citecheck.verify.vocabulary import Vocabulary
from citecheck.verify.window import DASHES, Window
from citecheck.verify.wordrows import words
from citecheck.verify.years import LATEST, OLDEST, century_at, decade_at, year_at, year_span

_DAY_ENDINGS = frozenset({"st", "nd", "rd", "th", "er", "º", "ª", "."})
_MONTH_LEADS = frozenset(
    words("in of since by until till early late mid last next this from to between and during before after through on")
)
_DOUBTFUL_MONTHS = frozenset({"may", "march", "mar", "mai", "mars", "sept", "sep", "dec", "jan", "jun", "mi", "ago"})
"""Months that are words of their own as well: read only beside a day, a year or a preposition."""
_IN_FIGURES = re.compile(r"(\d+)([-./])(\d+)\2(\d+)")


@dataclass(frozen=True, slots=True)
class Reading:
    """A date with the indices of its first token and of the token behind it."""

    day: Day
    first: int
    after: int


def dates_in(
    text: str, tokens: Sequence[Token], words: Vocabulary, published: date | None = None
) -> tuple[list[Day], frozenset[int]]:
    """Read the dates of a text in order, and the indices of the tokens they take up.

    `published` is the text's own date: "yesterday" is read only where it is known.
    """
    window = Window(text, tokens, words)
    days: list[Day] = []
    taken: set[int] = set()
    index = 0
    while index < len(tokens):
        readings = _at(window, index, published)
        if not readings or readings[0].first in taken:
            index += 1
            continue
        days.extend(_placed(window, reading) for reading in readings)
        taken.update(range(readings[0].first, readings[0].after))
        index = max(readings[0].after, index + 1)
    return days, frozenset(taken)


def _placed(window: Window, reading: Reading) -> Day:
    start, end = window.tokens[reading.first].start, window.tokens[reading.after - 1].end
    side, first = Side.ON, reading.first
    for size in (2, 1):
        bound = window.words.date_bounds.get(window.phrase(first - size, size))
        if bound is not None and not _measured(window, first - size - 1):
            side, start = bound, window.tokens[first - size].start
            break
    lone_year = reading.day.month is None and reading.day.years is not None and not reading.day.loose
    in_name = lone_year and (window.capital(reading.after) or _attributive(window, reading))
    return replace(reading.day, start=start, end=end, side=side, in_name=in_name)


def _measured(window: Window, index: int) -> bool:
    """Tell whether a span of time stands there: "two days before March 6" names another day than March 6."""
    unit = UNITS.get(window.low(index))
    return unit is not None and unit.dimension == "time"


def _at(window: Window, index: int, published: date | None) -> list[Reading]:
    """Read what begins at a token (a day before a month's name is taken back from there)."""
    token = window.tokens[index]
    low = token.low
    if token.is_number:
        return _in_figures(window, index) or _one(century_at(window, index) or year_at(window, index))
    if low in window.words.months:
        return _one_reading(_month(window, index))
    if low in window.words.weekdays and (window.capital(index) or window.words.tongue.code != "en"):
        return [Reading(day, index, index + 1) for day in weekday_near(window.words.weekdays[low], published)]
    if published is not None:
        nearby = counted_from(window, index, published)
        if nearby is not None:
            return [Reading(nearby[0], index, nearby[1])]
    if low in window.words.ordinals or low in window.words.numerals:
        return _one(century_at(window, index))
    return _one(decade_at(window, index))


def _attributive(window: Window, reading: Reading) -> bool:
    """Tell whether a year describes a noun: "for the 2017 film"."""
    behind = window.low(reading.after)
    return (
        window.low(reading.first - 1) in {"the", "a", "his", "her", "its", "their"}
        and behind.isalpha()
        and behind not in window.words.stopwords
    )


def _one(found: tuple[Day, int] | None) -> list[Reading]:
    """Turn what `years` found into a reading; its first token is that of the place asked."""
    return [] if found is None else [Reading(found[0], found[0].start, found[1])]


def _one_reading(reading: Reading | None) -> list[Reading]:
    return [] if reading is None else [reading]


def _in_figures(window: Window, index: int) -> list[Reading]:
    """Read 2024-03-06, 2003.06.11, 6.3.2024, 03/06/24 and 2024年3月6日."""
    match = _IN_FIGURES.fullmatch(window.low(index))
    if match:
        first, _, second, third = match.groups()
        if len(first) == 4:
            orders = [(first, second, third)]
        else:
            year = third if len(third) == 4 else ("20" if int(third) < 50 else "19") + third
            orders = [(year, second, first), (year, first, second)]
        valid = {order: None for order in orders if 1 <= int(order[1]) <= 12 and 1 <= int(order[2]) <= 31}
        return [
            Reading(Day(0, 0, (int(year), int(year)), int(month), int(day)), index, index + 1)
            for year, month, day in valid
        ]
    return _in_characters(window, index)


def _in_characters(window: Window, index: int) -> list[Reading]:
    year = window.whole(index, OLDEST, LATEST) if window.low(index + 1) in {"年", "년"} else None
    at = index + 2 if year else index
    month = window.whole(at, 1, 12) if window.low(at + 1) in {"月", "월"} else None
    if not year and not month:
        return []
    after = at + 2 if month else at
    day = window.whole(after, 1, 31) if month and window.low(after + 1) in {"日", "号", "일"} else None
    after = after + 2 if day else after
    return [Reading(Day(0, 0, (year, year) if year else None, month, day), index, after)]


def _month(window: Window, index: int) -> Reading | None:
    """Read the date around a month's name, day first or month first."""
    month = window.words.months[window.low(index)]
    first, day, last = _days_before(window, index)
    after = index + 1
    if window.low(after) == "." and window.glued(after):
        after += 1
    if day is None:
        day, last, after = _days_behind(window, after)
    years, after = _year_behind(window, after)
    if day is None and years is None and not _stands_alone(window, index):
        return None
    if after == index + 2 and window.low(index + 1) == ".":
        after = index + 1  # the end of the sentence
    return Reading(Day(0, 0, years, month, day, last), first, after)


def _stands_alone(window: Window, index: int) -> bool:
    """Tell whether a month's name without day and year is meant as one."""
    if window.words.tongue.code == "en" and not window.capital(index):
        return False
    if window.low(index) in _DOUBTFUL_MONTHS:
        return window.low(index - 1) in _MONTH_LEADS and window.low(index + 1) != "the"
    return True


def _days_before(window: Window, index: int) -> tuple[int, int | None, int | None]:
    """Read "6", "6th", "6.", "6 de", "the 6th of", "6-7" and "6 and 7" before a month; return where that begins."""
    at = index - 1
    while window.low(at) in _DAY_ENDINGS or window.low(at) in {"de", "of"}:
        at -= 1
    day = window.whole(at, 1, 31)
    if day is None:
        ordinal = window.words.ordinals.get(window.low(at)) if at < index - 1 else None
        return (at, ordinal, None) if ordinal else (index, None, None)
    if window.low(at - 1) in DASHES | {"and", "to", "et", "und", "y"}:
        before = at - 3 if window.low(at - 2) in _DAY_ENDINGS else at - 2
        earlier = window.whole(before, 1, 31)
        if earlier is not None and earlier < day:
            return before, earlier, day
    return at, day, None


def _days_behind(window: Window, after: int) -> tuple[int | None, int | None, int]:
    """Read "6", "6th", "the 6th", "6–7" and "6 and 7" behind a month."""
    at = after + 1 if window.low(after) == "the" else after
    day = window.whole(at, 1, 31)
    if day is None or (window.glued(at + 1) and window.low(at + 1) in {":", "%"}):
        return None, None, after
    at += 1
    if window.low(at) in _DAY_ENDINGS and window.low(at) != ".":
        at += 1
    if window.low(at) in DASHES | {"and", "to"}:
        later = window.whole(at + 1, 1, 31)
        if later is not None and later > day and window.low(at + 2) not in window.words.months:
            at += 3 if window.low(at + 2) in _DAY_ENDINGS - {"."} else 2
            return day, later, at
    return day, None, at


def _year_behind(window: Window, after: int) -> tuple[tuple[int, int] | None, int]:
    at = after
    while at < after + 2 and window.low(at) in window.words.date_joiners:
        at += 1
    if window.low(at) in DASHES and window.glued(at):
        at += 1
    year = window.whole(at, OLDEST, LATEST)
    if year is not None and len(window.low(at)) == 4:
        return year_span(window, at)
    if window.low(at) == "'" and window.whole(at + 1, 0, 99) is not None and window.glued(at + 1):
        short = int(window.low(at + 1))
        year = short + (2000 if short < 50 else 1900)
        return (year, year), at + 2
    return None, after
