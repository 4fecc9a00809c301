"""Distinguish numbers that name something from those that count: labels, parts of names, house numbers, heights.

"Table 3", "COVID-19", "10 Cloverfield Lane" and "the 500 home run club" count nothing. Which words a number labels is
data, `label_words` of the file of a language; the rest is read off the tokens around the number.
"""

from __future__ import annotations

from citecheck.text.languages import words_in_all_languages
from citecheck.text.units import CURRENCIES, CURRENCY_SIGNS
from citecheck.text.vocabulary import DASHES, TokenWindow

_PLURALS = frozenset({"people", "men", "women", "children", "police", "cattle", "sheep", "fish", "aircraft"})
"""Plurals without a final "s"."""
_LABEL_SIGNS = frozenset("§#№¶°º")
_LEAST_SHORT_LABEL = 3
"""Letters of a shortened label that may lack its full stop: "fig 3", not "no 3"."""
_JOINTS = frozenset({"+", *DASHES})
"""Signs that join a name and its number: "COVID-19", "U+0022" of Unicode."""
_SIGNS_BETWEEN_LABELS = frozenset({",", "/", "&", *DASHES})


def is_label(window: TokenWindow, index: int, after: int, after_label: int) -> bool:
    """Return whether a number in figures without a unit is a label: "Table 3", "§ 5", "sections 12 and 14".

    `index` and `after` are the indices of its first token and of the one after it, `after_label` that after the last
    label of the text, 0 if there is none.
    """
    before = window.lower(index - 1)
    if before == "." and window.glued(index - 1):
        word = window.lower(index - 2)
        return word in window.words.short_labels or word in window.words.labels
    if before in _LABEL_SIGNS or before in window.words.labels:
        return True
    if len(before) >= _LEAST_SHORT_LABEL and before in window.words.short_labels:
        return True
    if after_label == index - 1 and before == "(" and window.glued(index - 1):
        return after_label > 0  # "Article 2(4)"
    return after_label > 0 and _continues_list(window, after_label, index, after)


def _continues_list(window: TokenWindow, after_label: int, index: int, after: int) -> bool:
    """Return whether only signs and words of a list separate a number from the label before it."""
    between = {window.lower(at) for at in range(after_label, index)}
    joins = _SIGNS_BETWEEN_LABELS | window.words.joiners | frozenset(words_in_all_languages("and_or"))
    if _is_plural(window, after) or (between == {","} and find_counted_word(window, after) is not None):
        return False  # "in section 5, 40 people"
    return bool(between) and between <= joins


def find_counted_word(window: TokenWindow, after: int) -> str | None:
    """Return the word directly after a number in lower case, None if there is none or a stop word."""
    low = window.lower(after)
    return low if low.isalpha() and low not in window.words.stopwords else None


def is_in_name(window: TokenWindow, index: int, after: int) -> bool:
    """Return whether a number belongs to a name: "COVID-19", "CBB12", "U+0022", "Ted 2", "Bros. 3", "Piranha 3D"."""
    before = window.lower(index - 1)
    if window.glued(index) and (before in _JOINTS or before.isalpha()):
        at = index - 2 if before in _JOINTS else index - 1
        unit = window.unit(at)
        return (
            window.capital(at) and before not in CURRENCY_SIGNS and (unit is None or unit.dimension not in CURRENCIES)
        )
    if window.glued(after) and window.lower(after).isalpha() and window.lower(after).isascii():
        return True  # a code: "3D", "5G"
    if "/" in {before, window.lower(after)} and (window.glued(index) or window.glued(after)):
        return True  # "9/11", "24/7"
    belongs = _is_elided_code(window, index) or _is_height(window, index, after) or _is_address(window, after)
    if belongs or _is_in_name_of_group(window, index, after):
        return True
    counted = find_counted_word(window, after) or ""
    counts = counted in _PLURALS or (counted.endswith("s") and not window.capital(after))
    if window.words.language.code not in _PLURALS_IN_S or counts:
        return False  # German capitalises all nouns; in "In Mali 40 soldiers died" the number counts
    return _is_name(window, index - 2 if before == "." and window.glued(index - 1) else index - 1)


_PLURALS_IN_S = frozenset({"en", "fr", "es", "pt"})
"""Languages whose nouns are small, so that a capital shows a name, and whose plurals end in "s"."""


def _is_name(window: TokenWindow, at: int) -> bool:
    """Return whether a word before a number is a name; one that opens the sentence may be in English only."""
    if not _has_capital(window, at) or window.lower(at) in window.words.stopwords:
        return False
    return at > 0 or (window.words.language.code == "en" and _may_open_name(window))


def _has_capital(window: TokenWindow, at: int) -> bool:
    """Return whether a word has a capital letter, be it inside: "iPhone 12"."""
    return at >= 0 and any(map(str.isupper, window.text[window.tokens[at].start : window.tokens[at].end]))


_FOOT_AND_INCH = frozenset({"'", '"', "′", "″"})


def _is_height(window: TokenWindow, index: int, after: int) -> bool:
    """Return whether a number is a part of a height in feet and inches: 5'9"."""
    next_to = {
        window.lower(after) if window.glued(after) else "",
        window.lower(index - 1) if window.glued(index) else "",
    }
    both = window.lower(after + 1)[:1].isdigit() or window.lower(index - 2)[:1].isdigit()
    return both and not next_to.isdisjoint(_FOOT_AND_INCH)


def _is_elided_code(window: TokenWindow, index: int) -> bool:
    """Return whether a number follows a capital letter after an elision: "l'A7"."""
    elided = window.glued(index) and window.lower(index - 1)[-2:-1] == "'"
    return elided and window.text[window.tokens[index].start - 1].isupper()


def _is_plural(window: TokenWindow, at: int) -> bool:
    low = window.lower(at)
    return low in _PLURALS or (low.endswith("s") and not low.endswith("ss"))


def _is_address(window: TokenWindow, after: int) -> bool:
    """Return whether a number is that of a house: "10 Cloverfield Lane"; "24 Royal Navy sailors" are counted."""
    if not window.lower(after - 1)[-1:].isdigit() or window.words.language.code != "en":
        return False
    last = after
    while window.capital(last) and window.lower(last).isalpha():
        last += 1
    follows = window.lower(last)
    ends = not follows.isalpha() or follows in window.words.stopwords
    return last - after > 1 and ends and not _is_plural(window, last - 1)


_NAME_OF_GROUP, _LONGEST_NAME = 2, 6
"""Words after a number, none of them a plural, from which it belongs to a name, and the words that are looked at."""


def _is_in_name_of_group(window: TokenWindow, index: int, after: int) -> bool:
    """Return whether a number in figures is part of a group's name: "the 500 home run club", "the 300-game club"."""
    plain = after == index + 1 and window.lower(index).isdigit() and window.words.language.code == "en"
    if not plain or window.lower(index - 1) not in {"the", "a"}:
        return False
    words: list[int] = []
    for at in range(after, after + 2 * _LONGEST_NAME):
        if window.lower(at) in DASHES:
            continue
        if not window.lower(at).isalpha() or window.lower(at) in window.words.stopwords:
            break
        words.append(at)
    return len(words) >= _NAME_OF_GROUP and not any(_is_plural(window, at) for at in words)


def is_title(window: TokenWindow, at: int) -> bool:
    """Return whether a unit of time is capitalised within a sentence, as in titles: "the film 8 Seconds"."""
    unit = window.unit(at)
    return window.words.language.code == "en" and unit is not None and unit.dimension == "time" and window.capital(at)


def _may_open_name(window: TokenWindow) -> bool:
    """Return whether the first word of a sentence may be a name before a number: "Cars 3", not "Nearly 3"."""
    low = window.lower(0)
    return not low.endswith("ly") and all(phrase[0] != low for phrase in window.words.bounds)
