"""The value of a number by itself, in figures and in words.

In figures: what "1.234,5", "2 500" and "3.6" are worth, and how exact they are. In words: "two hundred and
thirty-five thousand", "two thirds", "a dozen", "twenty-first", 三百二十万.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from citecheck.text.tokens import Token
from citecheck.text.units import UNITS, Unit
from citecheck.text.vocabulary import DASHES, Vocabulary


class FigureValue(NamedTuple):
    """The value of a spelling, its other possible values, and the worth of its last significant figure."""

    value: float
    others: tuple[float, ...]
    step: float


_GROUPING = str.maketrans("", "", "'’\u00a0\u202f\u2009 ")


def read_figures(spelling: str, *, decimal_comma: bool) -> FigureValue:
    """Read a number in figures; one separator before three figures gives both readings.

    Only the English comma is sure: it parts thousands, in English text.
    """
    plain = spelling.translate(_GROUPING)
    separators = [character for character in plain if character in ".,"]
    if not separators:
        return FigureValue(float(plain), (), _step_of_whole(plain))
    last = separators[-1]
    whole, _, rest = plain.rpartition(last)
    as_decimal = whole.replace(",", "").replace(".", "") + "." + rest
    as_whole = plain.replace(",", "").replace(".", "")
    if len(separators) > 1 and last in separators[:-1]:
        return FigureValue(float(as_whole), (), _step_of_whole(as_whole))
    if len(separators) > 1 or len(rest) != 3:
        return FigureValue(float(as_decimal), (), 10.0 ** -len(rest))
    if not decimal_comma and last == ",":
        return FigureValue(float(as_whole), (), _step_of_whole(as_whole))
    if (last == ",") == decimal_comma:
        return FigureValue(float(as_decimal), (float(as_whole),), 10.0 ** -len(rest))
    return FigureValue(float(as_whole), (float(as_decimal),), _step_of_whole(as_whole))


def _step_of_whole(digits: str) -> float:
    zeros = len(digits) - len(digits.rstrip("0"))
    return 10.0 ** min(zeros, len(digits) - 1) if zeros < len(digits) else 1.0


@dataclass(frozen=True, slots=True)
class NumberCore:
    """The bare number: its values (two for a range), the index of the token behind it, and how exact it is.

    `unit` is that of the spelling itself (a share is in per cent); `vague` that the word is a number only at times.
    """

    values: tuple[float, ...]
    after: int
    others: tuple[float, ...] = ()
    step: float = 1.0
    scale: float = 1.0
    """What the scale words at the end are worth together: 1e6 for "10 million"."""
    rounded: bool = False
    ordinal: bool = False
    unit: Unit | None = None
    vague: bool = False


PERCENT = UNITS["%"]
FRACTION_STEP = 5.0
"""A share in words stands for a span of some five per cent: "two thirds" for 64 to 69."""


def read_number_in_words(tokens: Sequence[Token], index: int, words: Vocabulary) -> NumberCore | None:
    """Read the number that begins with the word at `index`, None if there is none."""
    low = tokens[index].low
    if words.tongue.code == "zh" and "\u3400" <= low <= "\u9fff":
        return _read_chinese_numerals(tokens, index, words)
    share = _read_share(tokens, index, words)
    if share is not None:
        return share
    if low in words.ordinals:
        return NumberCore((words.ordinals[low],), index + 1, ordinal=True, vague=low in words.vague)
    return _read_sum(tokens, index, words)


def _low_at(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].low if 0 <= index < len(tokens) else ""


def _makes_share(following: str, words: Vocabulary) -> bool:
    """Tell whether the word after a half or a third makes it a share: "half of"."""
    return following in words.half_of or ("*" in words.half_of and following.isalpha())


def _read_share(tokens: Sequence[Token], index: int, words: Vocabulary) -> NumberCore | None:
    """Read "half of", "a third of", "two-thirds" as a share in per cent."""
    low = tokens[index].low
    if low in words.fractions and words.fractions[low] == 0.5:
        if _makes_share(_low_at(tokens, index + 1), words) and _low_at(tokens, index - 1) not in words.ordinals:
            return NumberCore((50.0,), index + 1, step=FRACTION_STEP, rounded=True, unit=PERCENT, vague=True)
        return None
    count = 1 if low in {"a", "an"} else words.numerals.get(low, 0)
    at = index + 1
    while _low_at(tokens, at) in DASHES:
        at += 1
    part = words.fractions.get(_low_at(tokens, at))
    if part is None or not 1 <= count <= 9 or part * count >= 1:
        return None
    if count == 1 and not _makes_share(_low_at(tokens, at + 1), words):
        return None
    return NumberCore((100.0 * part * count,), at + 1, step=FRACTION_STEP, rounded=True, unit=PERCENT)


def _may_follow(current: float, value: float) -> bool:
    """Tell whether a numeral may follow: units after tens, tens after hundreds; French 60 and 80 take teens."""
    if current == 0:
        return True
    if current % 1000 == 0:
        return value < 1000
    if current % 100 == 0:
        return value < 100
    if current % 100 in {60, 80}:
        return value < 20
    return current % 10 == 0 and value < 10


def _read_sum(tokens: Sequence[Token], index: int, words: Vocabulary) -> NumberCore | None:
    total, current, step, at = 0.0, 0.0, 1.0, index
    scaled, last = False, index
    if tokens[index].low in {"a", "an"}:
        if _low_at(tokens, index + 1) not in words.scales or _low_at(tokens, index + 1).endswith("s"):
            return None
        current, at = 1.0, index + 1
    started = False
    while at < len(tokens):
        low = tokens[at].low
        if started and (low in DASHES or low in words.joiners) and _continues(tokens, at, words, current):
            at += 1
            continue
        if current == 4 and low == "vingt":  # French counts in scores: quatre-vingt
            current = 80
        elif low in words.numerals and _may_follow(current, words.numerals[low]):
            current += words.numerals[low]
        elif low in words.scales and (started or current or low in words.lone_scales):
            scale = words.scales[low]
            current = current if started or current else 1.0
            scaled = scaled or scale >= 1000
            step = scale
            if scale < 1000:
                current *= scale
            else:
                total, current = total + current * scale, 0.0
        elif started and low in words.ordinals and current >= 20 and words.ordinals[low] < 10:
            return NumberCore((current + words.ordinals[low],), at + 1, ordinal=True)
        else:
            break
        started, last = True, at
        at += 1
    if not started:
        return None
    vague = last == index and tokens[index].low in words.vague
    scale = step if scaled and not current else 1.0
    return NumberCore((total + current,), last + 1, step=step, scale=scale, rounded=scaled, vague=vague)


def _continues(tokens: Sequence[Token], at: int, words: Vocabulary, current: float) -> bool:
    """Tell whether the number goes on behind a hyphen or "and": "two hundred and five" does, "two and three" not."""
    following = _low_at(tokens, at + 1)
    value = words.numerals.get(following)
    if following in {"vingt", "vingts"} and current == 4:
        return True
    if value is not None:
        return current == 0 or (_may_follow(current, value) and current >= (10 if tokens[at].low in DASHES else 20))
    return following in words.scales or (following in words.ordinals and tokens[at].low in DASHES and current >= 20)


def _read_chinese_numerals(tokens: Sequence[Token], index: int, words: Vocabulary) -> NumberCore | None:
    """Read Chinese numerals: figures multiplied by 十百千, sections by 万亿."""
    total, section, figure, at = 0.0, 0.0, 0.0, index
    while at < len(tokens) and (tokens[at].low in words.numerals or tokens[at].low in words.scales):
        low = tokens[at].low
        if low in words.numerals:
            figure = figure * 10 + words.numerals[low]
        elif words.scales[low] < 1e4:
            section += (figure or 1) * words.scales[low]
            figure = 0.0
        else:
            total += (section + figure) * words.scales[low]
            section = figure = 0.0
        at += 1
    return NumberCore((total + section + figure,), at, vague=at == index + 1) if at > index else None
