"""The value of a number by itself, in figures and in words.

In figures: the values of "1.234,5", "2 500" and "3.6", and how exact they are. In words: "two hundred and thirty-five
thousand", "two thirds", "a dozen", "twenty-first", 三百二十万.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from citecheck.text.tokens import Token
from citecheck.text.units import UNITS, Unit
from citecheck.text.vocabulary import DASHES, Vocabulary


class FigureValue(NamedTuple):
    """The value of a spelling, its other possible values, and the value of one unit in its last significant figure."""

    value: float
    other_values: tuple[float, ...]
    step: float


_GROUPING = str.maketrans("", "", "'’\u00a0\u202f\u2009 ")


def read_figures(spelling: str, *, decimal_comma: bool) -> FigureValue:
    """Read a number in figures; one separator before three figures gives both readings.

    Only the comma in English text has one reading: it separates thousands.
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
    """The bare number: its values (two for a range), the index of the token after it, and how exact it is.

    `unit` is that of the spelling itself (a share is in per cent); `vague` that the word is a number only at times.
    """

    values: tuple[float, ...]
    after: int
    other_values: tuple[float, ...] = ()
    step: float = 1.0
    scale: float = 1.0
    """The product of the scale words at the end: 1e6 for "10 million"."""
    rounded: bool = False
    ordinal: bool = False
    unit: Unit | None = None
    vague: bool = False


PERCENT = UNITS["%"]
FRACTION_STEP = 5.0
"""A share in words is a span of some five per cent: "two thirds" for 64 to 69."""


def read_number_in_words(tokens: Sequence[Token], index: int, words: Vocabulary) -> NumberCore | None:
    """Read the number that begins with the word at `index`, None if there is none."""
    low = tokens[index].lower
    if words.language.code in _IN_CHARACTERS and "\u3400" <= low <= "\u9fff":
        halved = _low_at(tokens, index + 1) in words.fractions
        return (_read_share(tokens, index, words) if halved else None) or _read_in_characters(tokens, index, words)
    return (
        _read_part_of_scale(tokens, index, words)
        or _read_share(tokens, index, words)
        or _read_ordinal(tokens, index, words)
        or _read_sum(tokens, index, words)
    )


def _read_ordinal(tokens: Sequence[Token], index: int, words: Vocabulary) -> NumberCore | None:
    """Read an ordinal, of several words where each is one: Spanish "vigésimo primero", Arabic "fifth and twenty"."""
    low = words.strip_joiner(tokens[index].lower)
    value = words.ordinals.get(low)
    if value is None:
        return None
    following = words.strip_joiner(_low_at(tokens, index + 1))
    if words.language.units_first:
        tens, units = words.numerals.get(following, 0.0), value
    else:
        tens, units = value, words.ordinals.get(following, 0)
    if 10 <= tens < 100 and tens % 10 == 0 and 0 < units < 10:
        return NumberCore((tens + units,), index + 2, ordinal=True)
    return NumberCore((value,), index + 1, ordinal=True, vague=low in words.vague)


def _low_at(tokens: Sequence[Token], index: int) -> str:
    return tokens[index].lower if 0 <= index < len(tokens) else ""


def _makes_share(following: str, words: Vocabulary) -> bool:
    """Return whether the word after a half or a third makes it a share: "half of"."""
    return following in words.half_of or ("*" in words.half_of and following.isalpha())


def _read_part_of_scale(tokens: Sequence[Token], index: int, words: Vocabulary) -> NumberCore | None:
    """Read "half a million", "three-quarters of a million", "half a tonne": a part of a scale or unit, not a share."""
    at, count = index, 1.0
    if tokens[index].lower not in words.fractions:
        count = 1.0 if tokens[index].lower in words.articles else words.numerals.get(tokens[index].lower, 0.0)
        at = _skip_dashes(tokens, index + 1)
    part = words.fractions.get(_low_at(tokens, at))
    if part is None or not 1 <= count <= 9 or part * count >= 1:
        return None
    first = at = _skip_dashes(tokens, at + 1)
    if _low_at(tokens, at) in words.half_of and _low_at(tokens, at) not in words.articles:
        at += 1
    if _low_at(tokens, at) in words.articles:
        at += 1
    scale = words.scales.get(_low_at(tokens, at), 0.0)
    if scale < _LEAST_DIVIDED:
        linked = _low_at(tokens, at - 1) in words.articles | words.language.unit_links or (at == first and part == 0.5)
        return _read_part_of_unit(tokens, at, part * count, words) if linked else None
    value = part * count * scale
    return NumberCore((value,), at + 1, step=scale / 10, scale=scale, rounded=True)


def _read_part_of_unit(tokens: Sequence[Token], at: int, value: float, words: Vocabulary) -> NumberCore | None:
    """Read the number before the unit at `at`: "half a tonne", "eine halbe Stunde", "half a percentage point"."""
    unit = words.units.get((_low_at(tokens, at),))
    in_points = (_low_at(tokens, at), _low_at(tokens, at + 1)) == ("percentage", "point")
    if not in_points and (unit is None or unit.dimension not in _DIVIDED):
        return None
    return NumberCore((value,), at, step=0.05, rounded=True)


_DIVIDED = frozenset({"length", "area", "mass", "volume", "time"})
"""Dimensions whose units are halved: half a point or half a per cent are shares."""
_LEAST_DIVIDED = 12
"""The least scale of which a part is read: half a dozen, but no tenth of ten."""


def _skip_dashes(tokens: Sequence[Token], at: int) -> int:
    while _low_at(tokens, at) in DASHES:
        at += 1
    return at


def _read_share(tokens: Sequence[Token], index: int, words: Vocabulary) -> NumberCore | None:
    """Read "half of", "a third of", "two-thirds" as a share in per cent."""
    low = tokens[index].lower
    if low in words.fractions and words.fractions[low] == 0.5:
        if _makes_share(_low_at(tokens, index + 1), words) and _low_at(tokens, index - 1) not in words.ordinals:
            return NumberCore((50.0,), index + 1, step=FRACTION_STEP, rounded=True, unit=PERCENT, vague=True)
        return None
    named = low in words.fractions and _low_at(tokens, index + 1) in words.lists["share_nouns"]  # "la cuarta parte"
    count = 1 if low in words.articles or named else words.numerals.get(low, 0)
    at = index if named else _skip_dashes(tokens, index + 1)
    part = words.fractions.get(_low_at(tokens, at))
    if part is None or not 1 <= count <= 9 or part * count >= 1:
        return None
    if _low_at(tokens, at + 1) in words.lists["share_nouns"]:
        return NumberCore((100.0 * part * count,), at + 2, step=FRACTION_STEP, rounded=True, unit=PERCENT)
    if count == 1 and not (_makes_share(_low_at(tokens, at + 1), words) or _is_linked_share(tokens, index, at, words)):
        return None
    return NumberCore((100.0 * part * count,), at + 1, step=FRACTION_STEP, rounded=True, unit=PERCENT)


def _is_linked_share(tokens: Sequence[Token], index: int, part: int, words: Vocabulary) -> bool:
    """Return whether a change is by the share from `index` to `part`: "fell by a fifth", but not "by a fifth man"."""
    following = _low_at(tokens, part + 1)
    counted = following.isalpha() and following not in words.stopwords
    return not counted and _low_at(tokens, index - 1) in words.lists["share_links"]


def _read_sum(tokens: Sequence[Token], index: int, words: Vocabulary) -> NumberCore | None:
    """Read numerals and scales as long as they make one number: "two hundred and thirty-five thousand"."""
    read, at, last, joined = _Sum(), index, index - 1, False
    if tokens[index].lower in words.articles:
        if _low_at(tokens, index + 1) not in words.scales or _low_at(tokens, index + 1).endswith("s"):
            return None
        read.current, at = 1.0, index + 1
    while at < len(tokens):
        low, started = tokens[at].lower, last >= index
        bare = words.strip_joiner(low)
        if started and not joined and (length := _measure_joiner(tokens, at, read, words)):
            joined, at = True, at + length
            continue
        if started and bare != low and not read.continues(bare, words, dashed=False):
            break
        if started and bare in words.ordinals and read.ends_with(words.ordinals[bare], words, joined=joined):
            return NumberCore((read.value + words.ordinals[bare],), at + 1, ordinal=True)
        if not read.take(bare, words, joined=joined or bare != low, started=at > index):
            break
        joined, last, at = False, at, at + 1
    if last < index:
        return None
    if read.scaled and not read.current and (half := _find_half_after(tokens, last + 1, words)):
        return NumberCore(
            (read.value + half * read.step,), last + 3, step=read.step / 10, scale=read.step, rounded=True
        )
    vague = last == index and words.strip_joiner(tokens[index].lower) in words.vague
    scale = read.step if read.scaled and not read.current else 1.0
    return NumberCore((read.value,), last + 1, step=read.step, scale=scale, rounded=read.scaled, vague=vague)


def _measure_joiner(tokens: Sequence[Token], at: int, read: _Sum, words: Vocabulary) -> int:
    """Return how many tokens join a number here: a hyphen, "and", "-et-", a comma ("one thousand, two hundred"); 0."""
    low, following = tokens[at].lower, words.strip_joiner(_low_at(tokens, at + 1))
    if low == ",":
        hundreds = words.scales.get(_low_at(tokens, at + 2)) == 100 or words.numerals.get(following, 0) >= 100
        return int(bool(read.total) and not read.current and following in words.numerals and hundreds)
    if low in DASHES and following in words.joiners and _low_at(tokens, at + 2) in DASHES:
        return 3 * read.continues(words.strip_joiner(_low_at(tokens, at + 3)), words, dashed=True)
    return int((low in DASHES or low in words.joiners) and read.continues(following, words, dashed=low in DASHES))


def _find_half_after(tokens: Sequence[Token], at: int, words: Vocabulary) -> float:
    """Return the fraction that follows a scale, 0 without one: "deux millions et demi", "dos millones y medio"."""
    part = words.fractions.get(_low_at(tokens, at + 1), 0.0)
    return part if _low_at(tokens, at) in words.joiners and part < 1 else 0.0


def _room_after(current: float) -> float:
    """Return what a numeral that follows must be less than: 10 after tens, but 20 after French 60 and 80."""
    if current % 1000 == 0:
        return 1000
    if current % 100 == 0:
        return 100
    if current % 100 in {60, 80}:
        return 20
    return 10 if current % 10 == 0 else 0


@dataclass(slots=True)
class _Sum:
    """A number in words as far as it is read: `total` in thousands and above, `current` below the next scale."""

    total: float = 0.0
    current: float = 0.0
    step: float = 1.0
    scaled: bool = False

    @property
    def value(self) -> float:
        """The number as far as it is read."""
        return self.total + self.current

    def take(self, low: str, words: Vocabulary, *, joined: bool, started: bool) -> bool:
        """Add a word to the number; return False if it does not belong to it."""
        if low in words.language.scores and self.current % 100 == 4:
            self.current += 76  # quatre-vingt
            return True
        value = words.numerals.get(low)
        if value is not None and self._adds(value, words, joined=joined):
            self._add(value)
            return True
        scale = words.scales.get(low)
        if scale is None or not (started or low in words.lone_scales) or (scale < 1000 and self.current >= 100):
            return False
        self._multiply(scale)
        return True

    def continues(self, following: str, words: Vocabulary, *, dashed: bool) -> bool:
        """Return whether the number goes on after a hyphen or "and", as in "two hundred and five"."""
        value = words.numerals.get(following)
        if following in words.language.scores and self.current % 100 == 4:
            return True
        if value is not None and self._adds(value, words, joined=True):
            units_first = words.language.units_first and value >= 20
            return self.current == 0 or units_first or self.current >= (10 if dashed else 20)
        if following in words.scales and value is None:
            return dashed or self.current == 0 or self.current % 100 > 0 or words.scales[following] >= 1000
        return following in words.ordinals and self.current >= (10 if dashed else 20)

    def ends_with(self, ordinal: int, words: Vocabulary, *, joined: bool) -> bool:
        """Return whether an ordinal may be the last word: "twenty-first", French "dix-huitième"."""
        return self.current >= (10 if joined else 20) and ordinal < 100 and self._adds(ordinal, words, joined=True)

    def _adds(self, value: float, words: Vocabulary, *, joined: bool) -> bool:
        """Return whether a numeral may follow; after a scale only what is less, Arabic tens only after "and"."""
        if self.total and value >= self.step:
            return False
        if words.language.units_first and 0 < self.current % 100 < 10:
            return value == 10 if not joined else 20 <= value < 100 and value % 10 == 0
        return self.current == 0 or value < _room_after(self.current)

    def _add(self, value: float) -> None:
        """Add a numeral; whole thousands in one word may be followed by what is less."""
        if value >= 1000 and value % 1000 == 0 and not self.current:
            self.total, self.step, self.scaled = self.total + value, 1000.0, True
        else:
            self.current += value

    def _multiply(self, scale: float) -> None:
        """Multiply what follows the last greater scale: "dos mil quinientos millones" is 2,500 million."""
        self.scaled, self.step = self.scaled or scale >= 1000, scale
        if scale < 1000:
            self.current = (self.current or 1.0) * scale
            return
        smaller = self.total % scale
        self.total += ((smaller + self.current) or 1.0) * scale - smaller
        self.current = 0.0


_IN_CHARACTERS = frozenset({"zh", "ja"})
"""Languages whose numerals are characters; Chinese and Japanese group by tens of thousands."""


def _read_in_characters(tokens: Sequence[Token], index: int, words: Vocabulary) -> NumberCore | None:
    """Read a numeral or a share in characters: 三百二十万, 三分之一 (a third), 百分之三十 (30 per cent)."""
    first = _read_characters(tokens, index, words)
    if first is None or _low_at(tokens, first.after) + _low_at(tokens, first.after + 1) not in words.language.parts_of:
        return first
    at = first.after + 2
    second = _read_characters(tokens, at, words)
    if second is None and _low_at(tokens, at)[:1].isdigit():
        second = NumberCore((read_figures(_low_at(tokens, at), decimal_comma=False).value,), at + 1)
    if second is None or first.values[0] <= 0:
        return first
    hundredths = first.values[0] == 100
    share = 100 * second.values[0] / first.values[0]
    return NumberCore((share,), second.after, step=1.0 if hundredths else FRACTION_STEP, rounded=True, unit=PERCENT)


def _read_characters(tokens: Sequence[Token], index: int, words: Vocabulary) -> NumberCore | None:
    """Read Chinese numerals: figures multiplied by 十百千, sections by 万亿."""
    total, section, figure, place, at = 0.0, 0.0, 0.0, 0.0, index
    while (low := _low_at(tokens, at)) in words.numerals or low in words.scales:
        if low in words.numerals:
            place = 0.0 if not words.numerals[low] else place
            figure = figure * 10 + words.numerals[low]
        elif words.scales[low] < 1e4:
            section += (figure or 1) * words.scales[low]
            figure, place = 0.0, words.scales[low]
        else:
            total += (section + figure or 1) * words.scales[low]
            section, figure, place = 0.0, 0.0, words.scales[low]
        at += 1
    if words.language.short_ends and tokens[index].lower in words.numerals and place >= 100 and 0 < figure < 10:
        figure *= place / 10  # 一百二 is 120
    if at == index:
        return None
    places, after = _read_decimal_places(tokens, at, words)
    if places:
        value = total + section + figure + float(f"0.{places}")
        return NumberCore((value,), after, step=10.0 ** -len(places))
    return NumberCore((total + section + figure,), at, vague=at == index + 1)


def _read_decimal_places(tokens: Sequence[Token], at: int, words: Vocabulary) -> tuple[str, int]:
    """Read the decimal places after a numeral in characters, "" if there are none or they are minutes."""
    if _low_at(tokens, at) not in words.language.point_words:
        return "", at
    places, after = "", at + 1
    while (low := _low_at(tokens, after)) in words.numerals and words.numerals[low] < 10:
        places, after = places + str(int(words.numerals[low])), after + 1
    return ("", at) if _low_at(tokens, after) in words.language.minute_words else (places, after)


_ROMAN = re.compile(r"(?P<tens>X{0,3})(?P<units>IX|IV|V?I{0,3})")
_ROMAN_UNITS = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
LARGEST_ROMAN = 39


def to_roman(figure: int) -> str:
    """Return a figure up to `LARGEST_ROMAN` in Roman numerals."""
    return "X" * (figure // 10) + _ROMAN_UNITS[figure % 10]


def read_roman(written: str) -> int | None:
    """Return the value of a Roman numeral in capitals, up to `LARGEST_ROMAN`; None for any other word."""
    match = _ROMAN.fullmatch(written)
    return (10 * len(match["tens"]) + _ROMAN_UNITS.index(match["units"]) or None) if match else None
