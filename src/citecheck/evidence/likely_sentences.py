"""Which sentences of a source may hold what supports a fact of a claim, so that the others are not read.

A sentence that is left out cannot support the fact: 600 is written with figures that may mean it or with a numeral that
may begin it, a year with its own figures, a day of March with that month or its figure. Where that cannot be said (a
percentage, a rate, a sided date), all sentences with figures or numerals are given.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise

from citecheck.evidence.number_agreement import SHARE_DIMENSIONS, value_span_of
from citecheck.evidence.source_words import SourceWords
from citecheck.text.language_table import DateSide
from citecheck.text.numbers import Quantity
from citecheck.text.partial_dates import WrittenDate
from citecheck.text.tokens import replace_figures
from citecheck.text.units import CURRENCIES, Unit
from citecheck.text.vocabulary import CALENDAR_STEPS, DECADES, Vocabulary, vocabulary_of

_WITHOUT_WORDS = frozenset({"zh", "ja", "ko"})
"""Languages that write a date or a number with signs in place of words."""
_LONGEST_YEAR = 4
_DATE_IN_FIGURES = re.compile(r"\d[-./]\s?\d")
_SHORT_YEAR = re.compile(r"[-–—/'’.]\s?\d\d(?!\d)")
_FIGURES = re.compile(r"\d+(?:[.,'’\u00a0\u202f\u2009 ]\d+)*")


@dataclass(frozen=True, eq=False)
class LikelySentences:
    """The sentences of a source by the figures and numerals that they hold, each given by its index."""

    texts: Sequence[str]
    words: SourceWords
    vocabulary: Vocabulary
    is_dated: bool
    """Whether the text's own date is known, so that "yesterday" is a date."""

    @cached_property
    def of_figures(self) -> AbstractSet[int]:
        """Sentences with any figures, numerals or names of months."""
        return self.words.find_sentences([*self._figures, *self._numerals])

    @cached_property
    def of_dates(self) -> AbstractSet[int]:
        """Sentences with anything that a date may be read from."""
        return self.of_figures | self._relative

    @cached_property
    def of_clock_times(self) -> AbstractSet[int]:
        """Sentences with anything that a time of day may be read from."""
        lists = self.vocabulary.lists
        named = (lists[name] for name in ("half_before_hour", "noon_words", "midnight_words"))
        return self.of_figures | self.words.find_sentences(word for words in named for word in words)

    @cached_property
    def of_years(self) -> AbstractSet[int]:
        """Sentences with anything that a year may be read from."""
        whole = self.words.find_sentences(run for run in self._figures if len(run) == _LONGEST_YEAR)
        return whole | self._short_years | self._spelled_years | self._relative

    @cached_property
    def _short_years(self) -> AbstractSet[int]:
        return self._keep(self._of_runs, lambda text: _SHORT_YEAR.search(text) is not None)

    @cached_property
    def _spelled_years(self) -> AbstractSet[int]:
        """Sentences with a decade or a century in words, or after a word that opens one."""
        lists = self.vocabulary.lists
        openers = {opener.split()[-1] for opener in lists["decade_openers"]}
        endings = {ending.split()[0] for ending in lists["decade_endings"]}
        return self.words.find_sentences({*DECADES, *lists["century_words"], *openers, *endings})

    @cached_property
    def _figures(self) -> tuple[str, ...]:
        return tuple(word for word in self.words.places if word[0].isdecimal())

    @cached_property
    def _values(self) -> Sequence[tuple[str, int]]:
        return [(run, int(run)) for run in self._figures]

    @cached_property
    def _scaled(self) -> AbstractSet[int]:
        return self.words.find_sentences(self.vocabulary.scales)

    @cached_property
    def _of_runs(self) -> AbstractSet[int]:
        return self.words.find_sentences(self._figures)

    @cached_property
    def _numerals(self) -> tuple[str, ...]:
        words = self.vocabulary
        return tuple(
            word
            for word in self.words.places
            if (word in words.number_openers or words.begins_number(word)) and word not in words.articles
        )

    @cached_property
    def _relative(self) -> AbstractSet[int]:
        words = self.vocabulary
        named = self.words.find_sentences(words.weekdays)
        return named | self.words.find_sentences([*words.ago, *CALENDAR_STEPS]) if self.is_dated else named

    @property
    def _is_spelled(self) -> bool:
        return self.vocabulary.language.code not in _WITHOUT_WORDS

    def _keep(self, sentences: Iterable[int], accepts: Callable[[str], bool]) -> set[int]:
        return {index for index in sentences if accepts(self.texts[index])}

    @cached_property
    def _chosen(self) -> dict[Quantity, AbstractSet[int]]:
        return {}

    def choose_for_number(self, number: Quantity) -> AbstractSet[int]:
        """Return the sentences that may hold a number which supports a number of a claim."""
        if number not in self._chosen:
            self._chosen[number] = self._choose_for_number(number)
        return self._chosen[number]

    def _choose_for_number(self, number: Quantity) -> AbstractSet[int]:
        dimension = number.unit.dimension if number.unit else None
        low, high = value_span_of(number)
        in_hundredths = number.unit is not None and dimension in SHARE_DIMENSIONS and number.unit.factor != 1
        if low <= 0 or number.per or not self._is_spelled or in_hundredths:
            return self.of_figures
        chosen = self._find_values(low, high, divided=dimension in CURRENCIES)
        if dimension in SHARE_DIMENSIONS:
            return chosen | self._shares | self._hundredths
        if number.unit is None or dimension in CURRENCIES:
            return chosen
        names = _names_of_other_units(self.vocabulary.language.code, number.unit)
        return self.of_figures if names is None else chosen | (self.of_figures & self.words.find_sentences(names))

    @cached_property
    def _hundredths(self) -> AbstractSet[int]:
        """Sentences with a unit that is a part of a percentage point: "50 basis points"."""
        units = self.vocabulary.units.items()
        names = [name for name, unit in units if unit.dimension in SHARE_DIMENSIONS and unit.factor != 1]
        held = (set.intersection(*(set(self.words.find_sentences([word])) for word in name)) for name in names)
        return set[int]().union(*held)

    @cached_property
    def _shares(self) -> AbstractSet[int]:
        """Sentences with a fraction or a ratio: "a third", "2/3", "one in five"."""
        words, counted = self.vocabulary, Counter[int]()
        for word in (*self._figures, *self._numerals):
            counted.update(set(self.words.places[word]))
        several = {index for index, count in counted.items() if count > 1}
        links = ("ratio_words", "ratio_words_of_ten", "ratio_words_of_one", "share_links")
        linked = self.words.find_sentences(
            word for name in links for phrase in words.lists[name] for word in phrase.split()
        )
        listed = self.words.find_sentences(
            {*words.fractions, *words.lists["share_openers"], *words.lists["share_nouns"]}
        )
        return (several & linked) | listed | self._keep(self._of_runs, lambda text: "/" in text)

    def choose_for_value(self, value: int) -> AbstractSet[int]:
        """Return the sentences that may hold a whole number, as a label or in words."""
        return self._find_values(value, value) if value > 0 else self.of_figures

    def _find_values(self, low: float, high: float, *, divided: bool = False) -> AbstractSet[int]:
        """Return the sentences that may hold a value; one that is `divided` may be in hundredths: 140 pence."""
        runs = (run for run, value in self._values if _may_begin(value, low, high))
        numerals = (word for word in self._numerals if self._may_begin_in_words(word, low, high))
        written = self.words.find_sentences(runs)
        scaled = written if divided else self._scaled
        exact = self._keep(written - scaled, lambda text: _may_state(text, low, high))
        return exact | (written & scaled) | self.words.find_sentences(numerals)

    def _may_begin_in_words(self, word: str, low: float, high: float) -> bool:
        """Return whether a numeral may be the first word of a number between two values."""
        words = self.vocabulary
        tables = (words.numerals, words.ordinals, words.scales, words.fractions)
        values = [value for table in tables if (value := table.get(word)) is not None]
        if not values:  # "a day" is one day; no number begins with the name of a month
            return word not in words.months and _may_begin(1, low, high)
        if words.language.code != "en" or word in _ODD_SCALES:
            return True
        return any(_may_begin(_first_figures_of(value), low, high) for value in values)

    def choose_for_date(self, day: WrittenDate) -> AbstractSet[int]:
        """Return the sentences that may hold a date which supports a date of a claim."""
        if day.side is not DateSide.ON or (day.month is None and day.years is None) or not self._is_spelled:
            return self.of_dates
        if day.month is not None:
            names = [word for word, month in self.vocabulary.months.items() if month == day.month]
            figure = self._find_runs(range(day.month, day.month + 1))
            dated = self._keep(figure, lambda text: _DATE_IN_FIGURES.search(text) is not None)
            return self.words.find_sentences(names) | dated | self._relative
        first, last = day.years or (0, 0)
        named = self._find_runs(range(first - day.loose, (last if day.loose else first) + day.loose + 1))
        short = (
            self._short_years if day.loose else self._short_years & self._find_runs(range(first % 100, first % 100 + 1))
        )
        return named | short | self._relative | (self._spelled_years if day.loose else frozenset())

    def _find_runs(self, values: range) -> set[int]:
        return self.words.find_sentences(
            run for run in self._figures if len(run) <= _LONGEST_YEAR and int(run) in values
        )


_TEN = 10
_ODD_SCALES = frozenset({"dozen", "dozens"})
"""Scales that change the figures of what they count: five dozen are 60."""


def _first_figures_of(value: float) -> int:
    """Return the figures with which a value is written, without zeros at the end: 2 of 200, 5 of a half."""
    return int(f"{value:.2e}".partition("e")[0].replace(".", "").rstrip("0") or "0")


_NEARLY = 1 + 1e-9


def _may_begin(run: int, low: float, high: float) -> bool:
    """Return whether a number between two values, above 0, may be written with some figures first, whatever its scale.

    Figures begin the numbers from `run` to below `run + 1`, times a power of ten: 36 begins 3.6 million and 365.
    """
    if run == 0 or high >= _TEN * low:
        return True
    power = 10.0 ** (math.floor(math.log10(low)) - len(str(run)) + 1)
    if run * power <= high * _NEARLY and low < (run + 1) * power:
        return True
    return run * _TEN * power <= high * _NEARLY and low < (run + 1) * _TEN * power


_GLUED_SCALE = re.compile(r"\d ?(?:[kmbt]|bn|mn|mm|tn)\b|/|\d[¼-¾⅐-⅞]", re.IGNORECASE)
"""A scale that is one or two letters after the figures, or a fraction in figures."""


def _may_state(text: str, low: float, high: float) -> bool:
    """Return whether figures of a sentence without scale words may mean a number between two values."""
    plain = replace_figures(text)
    if _GLUED_SCALE.search(plain):
        return True
    return any(
        low <= value * _NEARLY and value <= high * _NEARLY
        for match in _FIGURES.finditer(plain)
        for value in _readings_of(match[0])
    )


def _readings_of(figures: str) -> Iterator[float]:
    """Yield all values that figures with separators may mean: each separator may be that of decimals or of a list."""
    runs = re.findall(r"\d+", figures)
    yield from map(float, runs)
    digits = "".join(runs)
    whole, size = float(digits), len(digits)
    yield whole
    for run in runs:
        yield whole / 10.0**size  # nothing before the point: ".500"
        size -= len(run)
        yield whole / 10.0**size
    for first, second in pairwise(runs):
        yield float(f"{first}.{second}")
        yield float(first + second)


@cache
def _names_of_other_units(code: str, own: Unit) -> frozenset[str] | None:
    """Return the last words of the names of the other units of a dimension; None if one is written with a sign."""
    units = vocabulary_of(code).units
    names = {name[-1] for name, unit in units.items() if unit.dimension == own.dimension and unit != own}
    return frozenset(names) if all(re.fullmatch(r"[^\W\d_]+", name) for name in names) else None
