"""Find the times of day of a text: "17:45", "3 p.m.", "half past seven", "halb acht", "15h30", "las tres y media".

An hour without a word for its half of the day is two times, if it is one of twelve: "7:30" is also half past seven in
the evening. Which words follow, precede and divide an hour is data in the files of the languages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.text.numerals import read_number_in_words
from citecheck.text.tokens import Token
from citecheck.text.vocabulary import DASHES, TokenWindow, Vocabulary

_DAY, _HALF_DAY, _HOUR = 1440, 720, 60
_WRITTEN = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?")
_LONGEST_PHRASE = 4


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day; `minutes` since midnight are all that it may mean, in [0, 1440)."""

    start: int
    end: int
    minutes: frozenset[int]
    loose: bool = False
    """Written with a word like "about" or "before"."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A time by its hour and minute, the indices of its first token and of the one after it, and what shows it."""

    minute: int
    first: int
    after: int
    half: str | None = None
    sure: bool = False


def find_clock_times(text: str, tokens: Sequence[Token], words: Vocabulary) -> list[ClockTime]:
    """Return the times of day of a text in order."""
    window = TokenWindow(text, tokens, words)
    found: list[ClockTime] = []
    index = 0
    while index < len(tokens):
        reading = _read_time(window, index)
        if reading is None:
            index += 1
            continue
        found += [_build(window, each) for each in (_read_first_of_range(window, reading), reading) if each is not None]
        index = max(reading.after, index + 1)
    return found


def _read_time(window: TokenWindow, index: int) -> _Reading | None:
    low = window.lower(index)
    if not window.tokens[index].is_number and not _may_begin(window, low):
        return None
    if (middle := _read_middle(window, index)) is not None:
        added, after = _read_part_after(window, index + 1)
        return _Reading(middle + added, index, after, "exact", sure=True)
    reading = _read_divided_hour(window, index) or _read_hour(window, index)
    return reading if reading is not None and (reading.sure or reading.half is not None) else None


def _read_middle(window: TokenWindow, index: int) -> int | None:
    """Return the minute of the day at a word for noon or midnight."""
    low, lists = window.lower(index), window.words.lists
    return _HALF_DAY if low in lists["noon_words"] else 0 if low in lists["midnight_words"] else None


def _may_begin(window: TokenWindow, low: str) -> bool:
    words = window.words
    if low in words.numerals or low in words.fractions or low in words.articles:
        return True
    return any(low in words.lists[name] for name in ("half_before_hour", "noon_words", "midnight_words"))


def _read_first_of_range(window: TokenWindow, last: _Reading) -> _Reading | None:
    """Return the first hour of "3 to 5 p.m.", which has its half of the day from the second one."""
    joined = window.lower(last.first - 1) in DASHES | window.words.lists["range_words"]
    hour = window.whole(last.first - 2, 1, 12)
    if not joined or hour is None or last.half not in {"am", "pm"}:
        return None
    return _Reading(hour * _HOUR, last.first - 2, last.first - 1, last.half)


def _read_hour(window: TokenWindow, index: int) -> _Reading | None:
    """Read an hour and what follows it: minutes, the word for hours, a half or a quarter, the half of the day."""
    written = _WRITTEN.fullmatch(window.lower(index))
    hour = int(written[1]) if written else _read_whole(window, index, 24)
    if hour is None or hour > 24 or (written and int(written[2]) >= _HOUR):
        return None
    minute, after = (int(written[2]) if written else 0), index + 1
    opened = _is_opened(window, index)
    clock = window.lower(after) in window.words.lists["clock_words"]
    named = clock or (window.lower(after) in window.words.lists["hour_words"] and opened)
    after += named
    if named and not written and (more := _read_minutes(window, index, after)) is not None:
        minute, after = more
    added, after = _read_part_after(window, after) if opened or named else (0, after)
    half, end = _read_half_of_day(window, after)
    if half is not None and (hour > _HALF_DAY // _HOUR or not (opened or named or written or _is_short(window, after))):
        half, end = None, after  # "killed 5 in the morning"
    after = end
    signed = ":" in window.lower(index) or window.words.language.decimal_comma
    divided = written is not None and signed and opened and window.unit(after) is None
    sure = clock or divided or (named and opened) or bool(added)
    return _Reading(hour * _HOUR + minute + added, index, after, half, sure=sure)


def _read_minutes(window: TokenWindow, index: int, after: int) -> tuple[int, int] | None:
    """Read the minutes after the word for hours, and the index after them: "15 h 30", "seize heures trente".

    Minutes are in words only after an hour in words, and only where they count nothing.
    """
    minutes = window.whole(after, 1, _HOUR - 1)
    if minutes is not None:
        return (minutes, after + 1) if len(window.lower(after)) == 2 else None
    if not window.lower(index).isalpha() or not window.lower(after).isalpha():
        return None
    number = read_number_in_words(window.tokens, after, window.words)
    if number is None or number.ordinal or number.values[0] not in range(1, _HOUR):
        return None
    following = window.lower(number.after)
    noun = window.capital(number.after) if window.words.language.code == "de" else following.isalpha()
    counts = noun and following not in window.words.stopwords
    return None if counts else (int(number.values[0]), number.after)


def _is_common(window: TokenWindow, word: str) -> bool:
    """Return whether a word for a half of the day in English is another word here: German "am Montag"."""
    return window.words.language.code != "en" and word in window.words.language.stopwords


def _is_short(window: TokenWindow, at: int) -> bool:
    """Return whether the half of the day is abbreviated: "pm", "p. m."."""
    return len(window.lower(at)) <= len("pm")


def _read_whole(window: TokenWindow, index: int, highest: int) -> int | None:
    value = window.whole(index, 0, highest)
    if value is None and window.lower(index).isalpha():
        written = window.words.numerals.get(window.lower(index), -1.0)
        return int(written) if 0 < written <= highest else None
    return value


def _is_opened(window: TokenWindow, index: int) -> bool:
    """Return whether a word for a time of day precedes, perhaps with "about" after it: "at about 3"."""
    near = {window.lower(index - 1), window.lower(index - 2)}
    return not near.isdisjoint(window.words.lists["before_hour"])


def _read_part_after(window: TokenWindow, at: int) -> tuple[int, int]:
    """Return the minutes of "y media", "et quart" and "menos diez" after an hour, and the index after them."""
    for name, sign in (("clock_and", 1), ("clock_less", -1)):
        for size in (2, 1):
            part = window.words.fractions.get(window.lower(at + size))
            if " ".join(window.phrase(at, size)) in window.words.lists[name] and part in {0.5, 0.25}:
                return sign * int(part * _HOUR), at + size + 1
    for name, sign in (("clock_and", 1), ("clock_less", -1)):
        if window.lower(at) in window.words.lists[name] and (more := _read_minutes_after_joiner(window, at)):
            return sign * more[0], more[1]
    return 0, at


def _read_minutes_after_joiner(window: TokenWindow, at: int) -> tuple[int, int] | None:
    """Read the minutes in words of "las nueve y diez", but not of "entre las nueve y diez"."""
    in_words = window.lower(at - 1).isalpha() and window.lower(at + 1).isalpha()
    ranged = window.lower(at - 3) in window.words.lists["range_openers"]
    return _read_minutes(window, at - 1, at + 1) if in_words and not ranged else None


def _read_half_of_day(window: TokenWindow, at: int) -> tuple[str | None, int]:
    for half in ("am", "pm"):
        for size in range(_LONGEST_PHRASE, 0, -1):
            phrase = " ".join(window.phrase(at, size))
            if phrase in window.words.lists[f"{half}_words"] and not _is_common(window, phrase):
                return half, at + size
    return None, at


def _read_divided_hour(window: TokenWindow, index: int) -> _Reading | None:
    """Read "a quarter to six", "half past seven", "Viertel nach acht" and "halb acht"."""
    if window.lower(index) in window.words.lists["half_before_hour"] and _is_opened(window, index):
        hour = _read_whole(window, index + 1, 12)
        return None if hour is None else _end_divided(window, hour * _HOUR - _HOUR // 2, index, index + 2)
    minutes, at = _read_divider(window, index)
    name = next((name for name in ("clock_past", "clock_to") if window.lower(at) in window.words.lists[name]), None)
    hour, middle = _read_whole(window, at + 1, 12), _read_middle(window, at + 1)
    if minutes is None or name is None or (hour is None and middle is None):
        return None
    added = minutes if name == "clock_past" else -minutes
    if hour is None:
        return _Reading((middle or 0) + added, index, at + 2, "exact", sure=True)
    ended = _end_divided(window, hour * _HOUR + added, index, at + 2)
    sure = (
        minutes % _QUARTER == 0
        or window.unit(at - 1) is not None
        or (name == "clock_past" and _is_opened(window, index))
    )
    return ended if sure or ended.half is not None else None  # "from ten to nine"


_QUARTER = 15
_MOST_MINUTES = 29


def _read_divider(window: TokenWindow, index: int) -> tuple[int | None, int]:
    """Return the minutes of "a quarter" or "ten minutes" before the word to an hour, and the index after them."""
    first = index + (window.lower(index) in window.words.articles)
    part = window.words.fractions.get(window.lower(first))
    if part in {0.5, 0.25}:
        return int(part * _HOUR), first + 1
    number = read_number_in_words(window.tokens, index, window.words) if window.lower(index).isalpha() else None
    if number is None or number.ordinal or number.values[0] not in range(1, _MOST_MINUTES + 1):
        return None, index
    unit = window.unit(number.after)
    named = unit is not None and unit.dimension == "time" and unit.factor == _HOUR
    return int(number.values[0]), number.after + named


def _end_divided(window: TokenWindow, minute: int, first: int, after: int) -> _Reading:
    half, after = _read_half_of_day(window, after)
    return _Reading(minute, first, after, half, sure=True)


def _build(window: TokenWindow, reading: _Reading) -> ClockTime:
    start, end = window.tokens[reading.first].start, window.tokens[reading.after - 1].end
    before = [window.phrase(reading.first - size, size) for size in (1, 2, 3)]
    loose = any(phrase in window.words.bounds or phrase in window.words.date_bounds for phrase in before)
    return ClockTime(start, end, _minutes_of(reading), loose)


def _minutes_of(reading: _Reading) -> frozenset[int]:
    minute = reading.minute % _DAY
    if reading.half in {"am", "pm"} and minute < _HALF_DAY + _HOUR:
        return frozenset({minute % _HALF_DAY + (_HALF_DAY if reading.half == "pm" else 0)})
    if reading.half is not None or minute >= _HALF_DAY + _HOUR or reading.minute < _HOUR // 2:
        return frozenset({minute})
    return frozenset({minute % _DAY, (minute + _HALF_DAY) % _DAY})
