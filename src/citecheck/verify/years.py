"""Years without a month: plain ones, spans (2018–19), decades (the 1960s) and centuries (17th century).

A bare number of four figures is a year by what stands around it: "in 1745" is, "1745 people" is not.
"""

from __future__ import annotations

from citecheck.verify.day import Day
from citecheck.verify.units import CURRENCY_SIGNS, UNITS
from citecheck.verify.vocabulary import DECADES
from citecheck.verify.window import DASHES, Window
from citecheck.verify.wordrows import words

OLDEST, LATEST = 1000, 2100
_RECENT = 1900
_LEADS = frozenset(
    words(
        "in since from by until till of circa during between to and early late mid through before after "
        "around year years fiscal fy en depuis année im jahr seit año desde founded est established c "
        "copyright © ( / - – de à et und y ca season summer winter spring autumn fall the , в с к عام سنة born died"
    )
)
_WEAK_LEADS = frozenset({"the", ",", "("})
_NEVER_BEHIND = frozenset({"#", "№", "no", "than", "nearly", "almost", "approximately", "roughly"})
_CENTURIES = frozenset({"century", "centuries", "siècle", "siècles", "jahrhundert", "siglo", "века", "век"})


def century_at(window: Window, index: int) -> tuple[Day, int] | None:
    """Read "17th century", "17th-century" and "nineteenth century"; returns the day and the index behind it."""
    at = index + 1
    low = window.low(index)
    number = window.words.ordinals.get(low) or window.whole(index, 1, 21)
    if low == "twenty" and window.low(at) in DASHES and window.low(at + 1) == "first":
        number, at = 21, at + 2
    if number is None:
        return None
    if window.glued(at) and window.low(at) in {"th", "st", "nd", "rd", "e", "ème", "."}:
        at += 1
    if window.low(at) in DASHES:
        at += 1
    if window.low(at) not in _CENTURIES:
        return None
    return Day(index, index, ((number - 1) * 100, number * 100), loose=True), at + 1


def year_at(window: Window, index: int) -> tuple[Day, int] | None:
    """Read the year, span of years or decade at a number; `start` of the day is the index of its first token."""
    low = window.low(index)
    year = window.whole(index, OLDEST, LATEST)
    if year is None or len(low) != 4:
        return _short_decade(window, index)
    if _is_decade(window, index, year):
        last = year + (99 if year % 100 == 0 and year < _RECENT else 9)
        return Day(index, index, (year, last), loose=True), index + (2 if window.low(index + 1) == "s" else 3)
    if not _is_year(window, index, year):
        return None
    span, after = year_span(window, index)
    return Day(index, index, span), after


def year_span(window: Window, index: int) -> tuple[tuple[int, int] | None, int]:
    """Read a year and, where it goes on, the end of its span: 2018–19, 2018/19, 1990–1995."""
    year = int(window.low(index))
    if window.low(index + 1) in DASHES | {"/"} and window.low(index + 2).isdigit():
        low = window.low(index + 2)
        end = int(low) if len(low) == 4 else year - year % 100 + int(low)
        dated = window.low(index + 3) in window.words.months  # "1 October 1207 – 16 November 1272"
        if not dated and len(low) in {2, 4} and year < end <= LATEST and (len(low) == 4 or end - year < 40):
            return (year, end), index + 3
    return (year, year), index + 1


def decade_at(window: Window, index: int) -> tuple[Day, int] | None:
    """Read "the nineties", but not "in his nineties"."""
    ten = DECADES.get(window.low(index))
    if ten is None or window.low(index - 1) not in {"the", "early", "late", "mid", "-"}:
        return None
    return Day(index, index, (1900 + ten, 1909 + ten), loose=True), index + 1


def _is_decade(window: Window, index: int, year: int) -> bool:
    behind = window.low(index + 1)
    if behind == "'" and window.glued(index + 2):
        behind = window.low(index + 2)
    return year % 10 == 0 and behind == "s" and window.glued(index + 1)


def _short_decade(window: Window, index: int) -> tuple[Day, int] | None:
    """Read "'90s" and "90s"."""
    decade = window.whole(index, 20, 99)
    if decade is None or decade % 10 or window.low(index + 1) != "s" or not window.glued(index + 1):
        return None
    return Day(index, index, (1900 + decade, 1909 + decade), loose=True), index + 2


def _is_year(window: Window, index: int, year: int) -> bool:
    before, behind = window.low(index - 1), window.low(index + 1)
    if before in CURRENCY_SIGNS or before in _NEVER_BEHIND or behind in window.words.scales:
        return False
    if behind in UNITS and behind not in {"m", "g", "w", "a", "won", "mi", "ha", "an"}:
        return behind.startswith("year") is False and behind == "min"
    if behind.endswith("s") and behind.isalpha() and year < _RECENT + 50 and before not in _LEADS - _WEAK_LEADS:
        return False
    if before == ".":
        before = window.low(index - 2)  # "c. 1616"
    spanned = behind in DASHES and window.whole(index + 2, 1, LATEST) is not None
    return year >= _RECENT or spanned or before in _LEADS or before in window.words.months
