"""Dates with their written parts, and dates written in part: a year, a decade, a weekday, "yesterday".

Dates without a month are single years, spans (2018–19), decades (the 1960s) and centuries (17th century). The words
around a bare number of four figures decide whether it is a year: it is in "in 1745" and is not in "1745 people".
Weekdays, "yesterday" and "last year" are counted from the day on which the text was published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from citecheck.text.language_table import DateSide
from citecheck.text.numerals import read_roman
from citecheck.text.units import CURRENCY_SIGNS, UNITS
from citecheck.text.vocabulary import CALENDAR_STEPS, DASHES, DECADES, TokenWindow


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date of a text with its written parts; the others are None.

    `years` is the span of years, (2018, 2018) for a single year, (1960, 1969) for a decade. `last` is the last day of a
    range within a month. `loose` is set for a decade or century, which does not support a single year within it.
    """

    start: int
    end: int
    years: tuple[int, int] | None = None
    month: int | None = None
    day: int | None = None
    last: int | None = None
    weekday: int | None = None
    loose: bool = False
    side: DateSide = DateSide.ON
    in_name: bool = False
    """A year before a capitalised word or noun ("2002 World Cup"): part of a name of an event or work, not a date."""
    relative: bool = False
    """Counted from the day on which the text was published ("yesterday")."""

    @property
    def year(self) -> int | None:
        """The year, if the date has a single one."""
        return self.years[0] if self.years and self.years[0] == self.years[1] else None


OLDEST_YEAR, LATEST_YEAR = 1000, 2100
_RECENT_YEAR = 1900
_SIGNS_BEFORE_YEAR = frozenset({"copyright", "©", "(", "/", "-", "–", ","})
_WEAK_WORDS_BEFORE_YEAR = frozenset({"the", ",", "("})
_WORDS_BEFORE_NO_YEAR = frozenset({"#", "№", "no", "than", "nearly", "almost", "approximately", "roughly"})


def read_century(window: TokenWindow, index: int) -> tuple[WrittenDate, int] | None:
    """Parse "17th century", "17th-century", "nineteenth century", "XVIIe siècle" and "siglo XVII".

    Return the date and the index after it.
    """
    at = index + 1
    low = window.lower(index)
    if low in window.words.lists["century_words"]:
        number = _read_roman_century(window, at)
        return None if number is None else (_build_century(index, number), at + 1)
    number = window.words.ordinals.get(low) or window.whole(index, 1, 21) or _read_roman_century(window, index)
    if low == "twenty" and window.lower(at) in DASHES and window.lower(at + 1) == "first":
        number, at = 21, at + 2
    if number is None:
        return None
    if window.glued(at) and window.lower(at) in {"th", "st", "nd", "rd", "e", "ème", "."}:
        at += 1
    if window.lower(at) in DASHES:
        at += 1
    if window.lower(at) not in window.words.lists["century_words"]:
        return None
    return _build_century(index, number), at + 1


def _build_century(index: int, number: int) -> WrittenDate:
    return WrittenDate(index, index, ((number - 1) * 100, number * 100), loose=True)


_CENTURIES = 21


def _read_roman_century(window: TokenWindow, index: int) -> int | None:
    """Return the number of a century in Roman figures, with the ending of a French ordinal or without."""
    if not window.capital(index):
        return None
    token = window.tokens[index]
    number = read_roman(window.text[token.start : token.end].rstrip("eèmr"))
    return number if number is not None and number <= _CENTURIES else None


def read_year(window: TokenWindow, index: int) -> tuple[WrittenDate, int] | None:
    """Parse the year, span of years or decade at a number; `start` of the date is the index of its first token."""
    low = window.lower(index)
    year = window.whole(index, OLDEST_YEAR, LATEST_YEAR)
    if year is None or len(low) != 4:
        return _read_short_decade(window, index)
    if _is_decade(window, index, year):
        last = year + (99 if year % 100 == 0 and year < _RECENT_YEAR else 9)
        return WrittenDate(index, index, (year, last), loose=True), index + (2 if window.lower(index + 1) == "s" else 3)
    if not _is_year(window, index, year):
        return None
    span, after = read_year_span(window, index)
    return WrittenDate(index, index, span), after


def read_year_span(window: TokenWindow, index: int) -> tuple[tuple[int, int] | None, int]:
    """Parse a year and, if it continues, the end of its span: 2018–19, 2018/19, 1990–1995."""
    year = int(window.lower(index))
    if window.lower(index + 1) in DASHES | {"/"} and window.lower(index + 2).isdigit():
        low = window.lower(index + 2)
        end = int(low) if len(low) == 4 else year - year % 100 + int(low)
        dated = window.lower(index + 3) in window.words.months  # "1 October 1207 – 16 November 1272"
        if not dated and len(low) in {2, 4} and year < end <= LATEST_YEAR and (len(low) == 4 or end - year < 40):
            return (year, end), index + 3
    return (year, year), index + 1


def read_decade(window: TokenWindow, index: int) -> tuple[WrittenDate, int] | None:
    """Parse "the nineties", but not "in his nineties"."""
    ten = DECADES.get(window.lower(index))
    if ten is None or window.lower(index - 1) not in {"the", "early", "late", "mid", "-"}:
        return None
    return WrittenDate(index, index, (1900 + ten, 1909 + ten), loose=True), index + 1


def _is_decade(window: TokenWindow, index: int, year: int) -> bool:
    following = window.lower(index + 1)
    if following == "'" and window.glued(index + 2):
        following = window.lower(index + 2)
    return year % 10 == 0 and following == "s" and window.glued(index + 1)


def _read_short_decade(window: TokenWindow, index: int) -> tuple[WrittenDate, int] | None:
    """Parse "'90s" and "90s"."""
    decade = window.whole(index, 20, 99)
    if decade is None or decade % 10 or window.lower(index + 1) != "s" or not window.glued(index + 1):
        return None
    return WrittenDate(index, index, (1900 + decade, 1909 + decade), loose=True), index + 2


def _is_year(window: TokenWindow, index: int, year: int) -> bool:
    before, following = window.lower(index - 1), window.lower(index + 1)
    if before in CURRENCY_SIGNS or before in _WORDS_BEFORE_NO_YEAR or following in window.words.scales:
        return False
    if before in window.words.labels:
        return False  # "Resolution 1973"
    if following in UNITS and following not in {"m", "g", "w", "a", "won", "mi", "ha", "an"}:
        return following.startswith("year") is False and following == "min"
    if (
        following.endswith("s")
        and following.isalpha()
        and year < _RECENT_YEAR + 50
        and (before in _WEAK_WORDS_BEFORE_YEAR or not _precedes_year(window, before))
    ):
        return False
    if before == ".":
        before = window.lower(index - 2)  # "c. 1616"
    spanned = following in DASHES and window.whole(index + 2, 1, LATEST_YEAR) is not None
    return year >= _RECENT_YEAR or spanned or _precedes_year(window, before) or before in window.words.months


def _precedes_year(window: TokenWindow, before: str) -> bool:
    return before in _SIGNS_BEFORE_YEAR or before in window.words.lists["year_words"]


def read_weekday(weekday: int, published: date | None) -> list[WrittenDate]:
    """Return the date of a weekday's name: the weekday alone, or the last and next such day around `published`."""
    if published is None:
        return [WrittenDate(0, 0, weekday=weekday)]
    back = (published.weekday() - weekday) % 7
    return [_relative_date(published - timedelta(days=back)), _relative_date(published + timedelta(days=7 - back))]


def read_relative_date(window: TokenWindow, index: int, published: date) -> tuple[WrittenDate, int] | None:
    """Parse "yesterday", "last year" and "this month" at a token; return the date and the index after it."""
    low = window.lower(index)
    if low in window.words.ago:
        return _relative_date(published + timedelta(days=window.words.ago[low])), index + 1
    step = CALENDAR_STEPS.get(low)
    unit = window.lower(index + 1)
    if step is None or unit not in {"year", "month"}:
        return None
    if unit == "year":
        return WrittenDate(0, 0, (published.year + step, published.year + step), relative=True), index + 2
    months = published.year * 12 + published.month - 1 + step
    return WrittenDate(0, 0, (months // 12, months // 12), months % 12 + 1, relative=True), index + 2


def _relative_date(day: date) -> WrittenDate:
    return WrittenDate(0, 0, (day.year, day.year), day.month, day.day, weekday=day.weekday(), relative=True)
