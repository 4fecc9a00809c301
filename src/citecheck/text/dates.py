"""Find the dates of a text: with a month in words or figures, those of `partial_dates`, and those in addresses.

The parser tries all spellings at each token where a date can begin. Day and month in figures ("06/03/2024") are read in
both orders unless one is impossible. Many publishers write the date into the path of an address (/2024/03/06/,
20240306).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from citecheck.text.language import assume_language
from citecheck.text.language_table import DateSide, split_words
from citecheck.text.partial_dates import (
    LATEST_YEAR,
    OLDEST_YEAR,
    WrittenDate,
    read_century,
    read_decade,
    read_relative_date,
    read_weekday,
    read_year,
    read_year_span,
)
from citecheck.text.tokens import Token, tokens_of
from citecheck.text.vocabulary import DASHES, TokenWindow, Vocabulary, vocabulary_of

_DAY_ENDINGS = frozenset({"st", "nd", "rd", "th", "er", "º", "ª", "."})
_WORDS_BEFORE_MONTH = frozenset(
    split_words(
        "in of since by until till early late mid last next this from to between and during before after through on"
    )
)
_DOUBTFUL_MONTHS = frozenset({"may", "march", "mar", "mai", "mars", "sept", "sep", "dec", "jan", "jun", "mi", "ago"})
"""Months that are also other words: read only next to a day, a year or a preposition."""
_ARTICLES_BEFORE_DAY = frozenset({"the"})
_IN_FIGURES = re.compile(r"(\d+)([-./])(\d+)\2(\d+)")


@dataclass(frozen=True, slots=True)
class _DateReading:
    """A date with the indices of its first token and of the token after it."""

    day: WrittenDate
    first: int
    after: int


def find_dates(
    text: str, tokens: Sequence[Token], words: Vocabulary, published: date | None = None
) -> tuple[list[WrittenDate], frozenset[int]]:
    """Return the dates of a text in order, and the indices of their tokens.

    `published` is the text's own date: "yesterday" is read only if it is known.
    """
    window = TokenWindow(text, tokens, words)
    days: list[WrittenDate] = []
    taken: set[int] = set()
    index = 0
    while index < len(tokens):
        readings = _read_dates_at(window, index, published) if _may_begin_date(window, index) else ()
        if not readings or readings[0].first in taken:
            index += 1
            continue
        days.extend(_add_place_and_side(window, reading) for reading in readings)
        taken.update(range(readings[0].first, readings[0].after))
        index = max(readings[0].after, index + 1)
    return days, frozenset(taken)


def _may_begin_date(window: TokenWindow, index: int) -> bool:
    """Return whether a token can be the first of a date that `_read_dates_at` reads; most words cannot."""
    token = window.tokens[index]
    if token.is_number or token.lower in window.words.triggers_dated or window.words.begins_number(token.lower):
        return True
    return token.lower[0] in _ROMAN_FIGURES and window.capital(index)


_ROMAN_FIGURES = frozenset("ivxlcdm")


def _add_place_and_side(window: TokenWindow, reading: _DateReading) -> WrittenDate:
    start, end = window.tokens[reading.first].start, window.tokens[reading.after - 1].end
    side, bound_at = _find_side(window, reading.first)
    if bound_at is not None:
        start = window.tokens[bound_at].start
    lone_year = reading.day.month is None and reading.day.years is not None and not reading.day.loose
    in_name = lone_year and (window.capital(reading.after) or _is_attributive(window, reading))
    return replace(reading.day, start=start, end=end, side=side, in_name=in_name)


def _find_side(window: TokenWindow, first: int) -> tuple[DateSide, int | None]:
    """Return the side that a phrase before a date gives it, and its first token: "before the 8th of May"."""
    opened = window.lower(first - 1) in window.words.lists["before_day"] | _ARTICLES_BEFORE_DAY
    for end in (first, first - 1)[: 1 + opened]:
        for size in (2, 1):
            side = window.words.date_bounds.get(window.phrase(end - size, size))
            if side is not None and not _is_time_span(window, end - size - 1):
                return side, end - size
    return DateSide.ON, None


def _is_time_span(window: TokenWindow, index: int) -> bool:
    """Return whether a token is a unit of time: "two days before March 6" is another day than March 6."""
    unit = window.unit(index)
    return unit is not None and unit.dimension == "time"


def _read_dates_at(window: TokenWindow, index: int, published: date | None) -> list[_DateReading]:
    """Parse the dates that begin at a token; a day before the name of a month is found from the month."""
    token = window.tokens[index]
    low = token.lower
    if token.is_number:
        return (
            _read_date_in_figures(window, index)
            or _list_reading(_read_day_and_month(window, index))
            or _list_partial(read_century(window, index) or read_year(window, index))
        )
    if low in window.words.months:
        return _list_reading(_read_month_date(window, index))
    if low in window.words.weekdays and (window.capital(index) or window.words.language.code != "en"):
        return [_DateReading(day, index, index + 1) for day in read_weekday(window.words.weekdays[low], published)]
    if published is not None:
        nearby = read_relative_date(window, index, published)
        if nearby is not None:
            return [_DateReading(nearby[0], index, nearby[1])]
    return _list_partial(read_century(window, index) or read_decade(window, index))


def _is_attributive(window: TokenWindow, reading: _DateReading) -> bool:
    """Return whether a year modifies a noun: "for the 2017 film"."""
    following = window.lower(reading.after)
    return (
        window.lower(reading.first - 1) in {"the", "a", "his", "her", "its", "their"}
        and following.isalpha()
        and following not in window.words.stopwords
    )


def _list_partial(found: tuple[WrittenDate, int] | None) -> list[_DateReading]:
    """Convert the result of a function of `partial_dates` to a list of readings."""
    return [] if found is None else [_DateReading(found[0], found[0].start, found[1])]


def _list_reading(reading: _DateReading | None) -> list[_DateReading]:
    return [] if reading is None else [reading]


def _read_date_in_figures(window: TokenWindow, index: int) -> list[_DateReading]:
    """Parse 2024-03-06, 2003.06.11, 6.3.2024, 03/06/24 and 2024年3月6日."""
    match = _IN_FIGURES.fullmatch(window.lower(index))
    if match:
        first, _, second, third = match.groups()
        if len(first) == 4:
            orders = [(first, second, third)]
        else:
            year = third if len(third) == 4 else ("20" if int(third) < 50 else "19") + third
            orders = [(year, second, first), (year, first, second)]
        valid = {order: None for order in orders if 1 <= int(order[1]) <= 12 and 1 <= int(order[2]) <= 31}
        return [
            _DateReading(WrittenDate(0, 0, (int(year), int(year)), int(month), int(day)), index, index + 1)
            for year, month, day in valid
        ]
    return _read_date_in_characters(window, index)


_DAY_AND_MONTH = re.compile(r"(\d{1,2})[./](\d{1,2})")


def _read_day_and_month(window: TokenWindow, index: int) -> _DateReading | None:
    """Parse a day and a month in figures without a year: "14.2." and "14. 2.", and after a word for days "14/2".

    Only languages with a decimal comma write them with full stops.
    """
    before = window.lower(index - 1)
    excluded = (window.words.labels, window.words.short_labels, window.words.lists["before_hour"])
    if index == 0 or (any(before in words for words in excluded) and before not in window.words.lists["before_day"]):
        return None  # "1.2. Aims", "version 14.2."
    opened = before in window.words.lists["before_day"]
    match = _DAY_AND_MONTH.fullmatch(window.lower(index))
    if match is not None:
        day, month, after = int(match[1]), int(match[2]), index + 1
        stopped = window.lower(after) == "." and window.glued(after)
    else:
        day, month, after = window.whole(index, 1, 31) or 0, window.whole(index + 2, 1, 12) or 0, index + 3
        stopped = [window.lower(index + 1), window.lower(after)] == [".", "."] and window.glued(after)
        opened = opened and window.lower(index + 1) == "/"
    if not (1 <= day <= 31 and 1 <= month <= 12 and window.words.language.decimal_comma and (stopped or opened)):
        return None
    years, last = _read_year_after(window, after + stopped)
    ends = stopped and after + 1 < len(window.tokens)
    return _DateReading(WrittenDate(0, 0, years, month, day), index, last if years else after + ends)


def _read_date_in_characters(window: TokenWindow, index: int) -> list[_DateReading]:
    year = window.whole(index, OLDEST_YEAR, LATEST_YEAR) if window.lower(index + 1) in {"年", "년"} else None
    at = index + 2 if year else index
    month = window.whole(at, 1, 12) if window.lower(at + 1) in {"月", "월"} else None
    if not year and not month:
        return []
    after = at + 2 if month else at
    day = window.whole(after, 1, 31) if month and window.lower(after + 1) in {"日", "号", "일"} else None
    after = after + 2 if day else after
    return [_DateReading(WrittenDate(0, 0, (year, year) if year else None, month, day), index, after)]


def _read_month_date(window: TokenWindow, index: int) -> _DateReading | None:
    """Parse the date around a month's name, day first or month first."""
    month = window.words.months[window.lower(index)]
    first, day, last = _read_days_before(window, index)
    after = index + 1
    if window.lower(after) == "." and window.glued(after):
        after += 1
    if day is None:
        day, last, after = _read_days_after(window, after)
    years, after = _read_year_after(window, after)
    if day is None and years is None and not _is_month_alone(window, index):
        return None
    if after == index + 2 and window.lower(index + 1) == ".":
        after = index + 1  # the end of the sentence
    return _DateReading(WrittenDate(0, 0, years, month, day, last), first, after)


def _is_month_alone(window: TokenWindow, index: int) -> bool:
    """Return whether a month's name without day and year is a month: not Portuguese "dez", which is also ten."""
    if window.lower(index) in window.words.numerals:
        return False
    if window.words.language.code == "en" and not window.capital(index):
        return False
    if window.lower(index) in _DOUBTFUL_MONTHS:
        return window.lower(index - 1) in _WORDS_BEFORE_MONTH and window.lower(index + 1) != "the"
    return True


def _read_days_before(window: TokenWindow, index: int) -> tuple[int, int | None, int | None]:
    """Parse "6", "6th", "6.", "6 de", "the 6th of", "premier", "6-7" and "6 and 7" before a month.

    Return the first index too.
    """
    at = index - 1
    while window.lower(at) in _DAY_ENDINGS or window.lower(at) in {"de", "of"}:
        at -= 1
    day = window.whole(at, 1, 31)
    if day is None:
        joined = at < index - 1 or window.words.language.code != "en"  # "le premier mai", but "the first May"
        ordinal = window.words.ordinals.get(window.lower(at)) if joined else None
        return (at, ordinal, None) if ordinal else (index, None, None)
    if _joins_days(window, at - 1):
        before = at - 3 if window.lower(at - 2) in _DAY_ENDINGS else at - 2
        earlier = window.whole(before, 1, 31)
        if earlier is not None and earlier < day:
            return before, earlier, day
    return at, day, None


def _joins_days(window: TokenWindow, index: int) -> bool:
    low, lists = window.lower(index), window.words.lists
    return low in DASHES or low in lists["and_words"] or low in lists["range_words"]


def _read_days_after(window: TokenWindow, after: int) -> tuple[int | None, int | None, int]:
    """Parse "6", "6th", "the 6th", "6–7" and "6 and 7" after a month; return the index after them too."""
    at = after + 1 if window.lower(after) == "the" else after
    day = window.whole(at, 1, 31)
    if day is None or (window.glued(at + 1) and window.lower(at + 1) in {":", "%"}):
        return None, None, after
    at += 1
    if window.lower(at) in _DAY_ENDINGS and window.lower(at) != ".":
        at += 1
    if _joins_days(window, at):
        later = window.whole(at + 1, 1, 31)
        if later is not None and later > day and window.lower(at + 2) not in window.words.months:
            at += 3 if window.lower(at + 2) in _DAY_ENDINGS - {"."} else 2
            return day, later, at
    return day, None, at


def _read_year_after(window: TokenWindow, after: int) -> tuple[tuple[int, int] | None, int]:
    at = after
    while at < after + 2 and window.lower(at) in window.words.date_joiners:
        at += 1
    if window.lower(at) in DASHES and window.glued(at):
        at += 1
    year = window.whole(at, OLDEST_YEAR, LATEST_YEAR)
    if year is not None and len(window.lower(at)) == 4:
        return read_year_span(window, at)
    if window.lower(at) == "'" and window.whole(at + 1, 0, 99) is not None and window.glued(at + 1):
        short = int(window.lower(at + 1))
        year = short + (2000 if short < 50 else 1900)
        return (year, year), at + 2
    return None, after


_IN_PATH = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d\d)(?P<part>[-/_.]?)(?P<month>0[1-9]|1[0-2])(?P=part)(?P<day>0[1-9]|[12]\d|3[01])(?!\d)"
)


def find_date_in_address(url: str) -> date | None:
    """Return the date written in the path of an address, or None if there is none or several that disagree."""
    path = url.split("://", 1)[-1].partition("/")[2].partition("?")[0].partition("#")[0]
    days: set[date] = set()
    for match in _IN_PATH.finditer(path):
        try:
            days.add(date(int(match["year"]), int(match["month"]), int(match["day"])))
        except ValueError:
            continue
    return days.pop() if len(days) == 1 else None


def find_dates_in_sentence(text: str, written: date | None = None, *, language: str | None = None) -> list[WrittenDate]:
    """Return the dates of a sentence; `written` is the day it was written, `language` its language, if known."""
    tokens = tokens_of(text)
    return find_dates(text, tokens, vocabulary_of(assume_language(language, text) or "en"), written)[0]


def to_calendar_date(day: WrittenDate, written: date | None = None) -> date | None:
    """Return a written date as a calendar date; without a year, the last such day up to 14 days after `written`."""
    if day.month is None or day.day is None:
        return None
    year = day.year
    try:
        if year is not None:
            return date(year, day.month, day.day)
        if written is None or day.years is not None:
            return None
        this = date(written.year, day.month, day.day)
        return this if (this - written).days <= 14 else this.replace(year=written.year - 1)
    except ValueError:
        return None
