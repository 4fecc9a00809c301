"""Dates with their written parts, and dates written in part: a year, a decade, a weekday, "yesterday".

Dates without a month are single years, spans (2018–19), decades (the 1960s) and centuries (17th century). The words
around a bare number of four figures decide whether it is a year: it is in "in 1745" and is not in "1745 people".
Weekdays, "yesterday" and "last year" are counted from the day on which the text was published.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from citecheck.text.language_table import DateSide
from citecheck.text.numerals import read_number_in_words, read_roman
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
    decade = _read_decade_in_figures(window, index)
    if decade is not None:
        return decade
    year = window.whole(index, OLDEST_YEAR, LATEST_YEAR)
    if year is None or len(window.lower(index)) != 4:
        return None
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
    """Parse a decade in words: "the nineties", "the nineteen-eighties" and, after its opener, "années soixante".

    "In his nineties" is none. The century is the last one where it is not written.
    """
    low = window.lower(index)
    ten = DECADES.get(low)
    if ten is not None and window.lower(index - 1) in {"the", "early", "late", "mid", "-"}:
        return _build_decade(index, 1900 + ten), index + 1
    if low not in window.words.numerals:
        return None
    at = index + 2 if window.lower(index + 1) in DASHES else index + 1
    if window.lower(at) in DECADES and window.words.numerals[low] in _CENTURIES_IN_WORDS:
        return _build_decade(index, int(window.words.numerals[low]) * 100 + DECADES[window.lower(at)]), at + 1
    opener = _measure_opener(window, index)
    number = read_number_in_words(window.tokens, index, window.words) if opener else None
    if number is None or number.ordinal or number.values[0] not in _TENS or window.unit(number.after) is not None:
        return None
    return _build_decade(index - opener, 1900 + int(number.values[0])), number.after


_TENS = range(20, 100, 10)
_CENTURIES_IN_WORDS = range(13, 20)


def _build_decade(first: int, year: int) -> WrittenDate:
    last = year + (99 if year % 100 == 0 and year < _RECENT_YEAR else 9)
    return WrittenDate(first, first, (year, last), loose=True)


def _read_decade_in_figures(window: TokenWindow, index: int) -> tuple[WrittenDate, int] | None:
    """Parse "1980s", "1980's", "'90s", "1980er-Jahre" by their endings, and "années 1980" and "anni '80" by openers."""
    figure = window.whole(index, 20, LATEST_YEAR)
    if figure is None or figure % 10 or (figure not in _TENS and figure < OLDEST_YEAR):
        return None
    year = figure + 1900 if figure in _TENS else figure
    ending = _measure_ending(window, index + 1)
    if ending:
        return _build_decade(index, year), index + 1 + ending
    opener = _measure_opener(window, index)
    if not opener or (_counts_units(window, index + 1) if figure in _TENS else _lists_years(window, index)):
        return None
    return _build_decade(index - opener, year), index + 1


def _measure_ending(window: TokenWindow, after: int) -> int:
    """Return how many tokens from `after` on make the figures before them a decade, 0 if none do."""
    if not window.glued(after):
        return 0
    endings = [tuple(ending.split()) for ending in window.words.lists["decade_endings"]]
    return max((len(ending) for ending in endings if window.phrase(after, len(ending)) == ending), default=0)


def _measure_opener(window: TokenWindow, index: int) -> int:
    """Return how many tokens before `index` open a decade ("década de los"), 0 if none do."""
    openers = window.words.lists["decade_openers"]
    return next((size for size in (3, 2, 1) if " ".join(window.phrase(index - size, size)) in openers), 0)


def _counts_units(window: TokenWindow, after: int) -> bool:
    """Return whether a number is a measure: "pendant des années 40 % des gens"."""
    return window.unit(after) is not None or window.lower(after) in window.words.scales


def _lists_years(window: TokenWindow, index: int) -> bool:
    """Return whether a single year follows, as in "les années 1980 et 1981"."""
    lists = window.words.lists
    joined = window.lower(index + 1) in DASHES | lists["and_words"] | lists["range_words"] | {"/", ","}
    following = window.whole(index + 2, 0, LATEST_YEAR)
    return joined and following is not None and following % 10 != 0


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
