"""Read shares written as a ratio: "one in four", "neuf vaches sur dix", "uno de cada tres", "jeder vierte".

Which words join the two numbers of a ratio is data, the lists `ratio_words…` of the file of a language.
"""

from __future__ import annotations

from collections.abc import Callable

from citecheck.text.numerals import FRACTION_STEP, PERCENT, NumberCore
from citecheck.text.vocabulary import TokenWindow

_MOST_WORDS_BETWEEN = 2
"""Words of what is counted within a ratio: "neuf vaches brunes sur dix"."""
_LONGEST_LINK = 3
_LARGEST_WHOLE = 10_000
_OFTEN_WHOLE = frozenset({10, 100, 1000})
"""Numbers of which a part is given, as written: "nine of ten" is a share, "two of three" may be two things."""
_LARGEST_IN_WORDS = 20
"""Wholes of ratios like "one in four": a larger one is a number of its own."""

_ReadNumber = Callable[[TokenWindow, int], NumberCore | None]


def read_ratio(window: TokenWindow, core: NumberCore, read_number: _ReadNumber) -> NumberCore | None:
    """Read the ratio that begins with a number read as `core`, as a share in per cent; None without one."""
    part = core.values[0]
    if len(core.values) > 1 or core.ordinal or core.unit or core.scale > 1 or not part.is_integer():
        return None
    for between in range(_MOST_WORDS_BETWEEN + 1):
        at = core.after + between
        if between and not _is_counted_word(window, at - 1):
            return None
        link = _find_link(window, at, near=between == 0)
        if link is not None:
            whole = read_number(window, at + len(link))
            return None if whole is None or not _may_be_ratio(window, link, part, whole) else _build_share(part, whole)
    return None


def _is_counted_word(window: TokenWindow, at: int) -> bool:
    low = window.lower(at)
    return low.isalpha() and low not in window.words.stopwords and window.unit(at) is None


def _links(window: TokenWindow, name: str) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(phrase.split()) for phrase in window.words.lists[name])


def _find_link(window: TokenWindow, at: int, *, near: bool) -> tuple[str, ...] | None:
    """Return the words that join a ratio at `at`; doubtful ones only directly after the first number."""
    doubtful = _links(window, "ratio_words_of_ten") | _links(window, "ratio_words_of_one")
    known = _links(window, "ratio_words") | (doubtful if near else frozenset())
    sizes = range(_LONGEST_LINK, 0, -1)
    return next((phrase for size in sizes if (phrase := window.phrase(at, size)) in known), None)


def _may_be_ratio(window: TokenWindow, link: tuple[str, ...], part: float, whole: NumberCore) -> bool:
    size = whole.values[0]
    if len(whole.values) > 1 or whole.ordinal or whole.unit or window.unit(whole.after) is not None:
        return False
    if not 0 < part < size <= _LARGEST_WHOLE:
        return False
    if link in _links(window, "ratio_words") or size in _OFTEN_WHOLE:
        return True
    in_words = window.lower(whole.after - 1).isalpha()
    return link in _links(window, "ratio_words_of_one") and size <= _LARGEST_IN_WORDS and (in_words or part == 1)


def _build_share(part: float, whole: NumberCore) -> NumberCore:
    size = whole.values[0]
    step = FRACTION_STEP if size <= _LARGEST_IN_WORDS else 100 / size
    return NumberCore((100 * part / size,), whole.after, step=step, rounded=True, unit=PERCENT)


def read_every_nth(window: TokenWindow, index: int) -> NumberCore | None:
    """Read "every fourth pupil" and "jeder vierte Schüler" as a share in per cent, but not "every fourth year"."""
    ordinal = window.words.ordinals.get(window.lower(index + 1))
    after = index + 2
    if ordinal is None or ordinal < 2 or window.unit(after) is not None or window.lower(after) in _days(window):
        return None
    return NumberCore((100 / ordinal,), after, step=FRACTION_STEP, rounded=True, unit=PERCENT)


def _days(window: TokenWindow) -> frozenset[str]:
    return frozenset({*window.words.weekdays, *window.words.months})
