"""The words of a text's language and of English in one set of look-up tables, and a window on tokens.

The tables are built once a language. The window gives safe access on both sides of a token, for readers that look
around a place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from citecheck.text.compound_numerals import Numerals
from citecheck.text.language_table import Bound, DateSide, LanguageTable
from citecheck.text.languages import language_table, load_language
from citecheck.text.tokens import Token
from citecheck.text.units import UNIT_PHRASES, UNITS, Unit


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Look-up tables by lower-case word; phrases are tuples of tokens. Where two languages clash, the source's wins."""

    language: LanguageTable
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    numerals: Mapping[str, float]
    scales: Mapping[str, float]
    ordinals: Mapping[str, int]
    fractions: Mapping[str, float]
    joiners: frozenset[str]
    bounds: Mapping[tuple[str, ...], Bound]
    bounds_after: Mapping[tuple[str, ...], Bound]
    date_bounds: Mapping[tuple[str, ...], DateSide]
    ago: Mapping[str, int]
    date_joiners: frozenset[str]
    stopwords: frozenset[str]
    negations: frozenset[str]
    vague: frozenset[str]
    lone_scales: frozenset[str]
    units: Mapping[tuple[str, ...], Unit]
    half_of: frozenset[str]
    and_a_half: frozenset[tuple[str, ...]]
    articles: frozenset[str]
    lists: Mapping[str, frozenset[str]]
    """Lists of words by their key in the files of languages: labels, rates, ranges, centuries, denials."""
    triggers: frozenset[str]
    """Every word that can begin a number or a date: a sentence without one of them and without figures has none."""
    triggers_dated: frozenset[str]
    """The same with those that begin a date only where the text's own date is known ("yesterday", "last year")."""

    number_openers: frozenset[str]
    """Every listed word that a number in words begins with: "a" and "every" besides the numerals."""

    @property
    def labels(self) -> frozenset[str]:
        """Words whose number names something: "table", "section"."""
        return self.lists["label_words"]

    @property
    def short_labels(self) -> frozenset[str]:
        """The same, shortened, without the full stop."""
        return self.lists["label_abbreviations"]

    @property
    def rate_words(self) -> frozenset[str]:
        """Words between a number and the span of time that it is counted in: "600 a day"."""
        return self.lists["rate_words"]

    @property
    def denials(self) -> frozenset[str]:
        """Words that deny without a negation: "refuse"."""
        return self.lists["denial_words"]

    @property
    def not_only(self) -> frozenset[str]:
        """Words after a negation that take it back: "not only"."""
        return self.lists["not_only_words"]

    def strip_joiner(self, low: str) -> str:
        """Remove a joiner that is written in one word with a numeral: Arabic "and-thirty"."""
        known = (self.numerals, self.scales, self.ordinals, self.stopwords, self.negations)
        if not self.language.joined or any(low in words for words in known):
            return low
        return next((low.removeprefix(joiner) for joiner in self.language.joined if low.startswith(joiner)), low)

    def begins_number(self, low: str) -> bool:
        """Return whether a word can begin a number."""
        if low in self.triggers:
            return True
        if not (self.language.compounds or self.language.joined):
            return False
        bare = self.strip_joiner(low)
        return bare in self.triggers or bare in self.numerals


CALENDAR_STEPS: dict[str, int] = {"last": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}
"""Words that count years and months from the text's own date."""


_TIME_SPANS = ("minute", "hour", "day", "week", "fortnight", "month", "year", "decade")
"""Spans of time that "a" counts."""

DECADES: dict[str, int] = {
    word: ten * 10
    for ten, word in enumerate(
        ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"), start=2
    )
}
"""Decades of the last century, as they are called."""


def _number_spellings(rows: tuple[tuple[str, ...], ...], first: int) -> dict[str, int]:
    return {spelling: index for index, row in enumerate(rows, start=first) for spelling in row}


def _split_phrases(rows: Mapping[str, Bound]) -> dict[tuple[str, ...], Bound]:
    return {tuple(phrase.split()): bound for phrase, bound in rows.items()}


OPPOSITE_LISTS = (
    ("rising_words", "falling_words"),
    ("winning_words", "losing_words"),
    ("approving_words", "rejecting_words"),
    ("acquitting_words", "convicting_words"),
    ("opening_words", "closing_words"),
)
"""Pairs of lists whose words are opposites of each other."""
_LISTS_FOR_FACTS = (
    "label_words",
    "label_abbreviations",
    "part_labels",
    "number_words",
    "rate_words",
    "ratio_words",
    "ratio_words_of_ten",
    "ratio_words_of_one",
    "share_openers",
    "share_links",
    "share_nouns",
    "range_words",
    "range_openers",
    "and_words",
    "century_words",
    "decade_openers",
    "decade_endings",
    "year_words",
    "before_day",
    "clock_words",
    "hour_words",
    "before_hour",
    "clock_past",
    "clock_to",
    "minus_words",
    "below_zero_words",
    "degree_words",
    "half_before_hour",
    "clock_and",
    "clock_less",
    "am_words",
    "pm_words",
    "noon_words",
    "midnight_words",
    "denial_words",
    *(name for pair in OPPOSITE_LISTS for name in pair),
    "change_words",
    "level_words",
    "not_only_words",
    "limit_words",
)


def _words_of(code: str, name: str) -> frozenset[str]:
    files = (load_language("en"), load_language(code))
    return frozenset(word for file in files if file is not None for word in file.words.get(name, ()))


def _times_counted_by_articles(own: LanguageTable) -> set[str]:
    return {name for (name, *_), unit in own.units.items() if own.articles and unit.dimension == "time"}


@cache
def vocabulary_of(code: str) -> Vocabulary:
    """Merge the tables of a language (ISO 639-1) with those of English; an unknown code gives English alone."""
    english, own = language_table("en"), language_table(code)
    numerals = Numerals({**english.numerals, **own.numerals}, own.numerals, own.compounds)
    scales = {**english.scales, **own.scales}
    ordinals = {**english.ordinals, **own.ordinals}
    fractions = {**english.fractions, **own.fractions}
    months = _number_spellings(english.months, 1) | _number_spellings(own.months, 1)
    weekdays = _number_spellings(english.weekdays, 0) | _number_spellings(own.weekdays, 0)
    ago = {**english.ago, **own.ago}
    own_times = _times_counted_by_articles(own) | _words_of(code, "century_words")
    triggers = frozenset({*numerals, *scales, *ordinals, *fractions, *months, *_TIME_SPANS, *DECADES, *own_times})
    return Vocabulary(
        language=own,
        months=months,
        weekdays=weekdays,
        numerals=numerals,
        scales=scales,
        ordinals=ordinals,
        fractions=fractions,
        joiners=own.joiners | english.joiners,
        bounds=_split_phrases(english.bounds) | _split_phrases(own.bounds),
        bounds_after=_split_phrases(english.bounds_after) | _split_phrases(own.bounds_after),
        date_bounds={tuple(phrase.split()): side for phrase, side in own.date_bounds.items()},
        ago=ago,
        date_joiners=english.date_joiners | own.date_joiners,
        stopwords=english.stopwords | own.stopwords,
        negations=english.negations | own.negations,
        vague=english.vague | own.vague,
        lone_scales=own.lone_scales,
        units={**UNIT_PHRASES, **{(name,): unit for name, unit in UNITS.items()}, **own.units},
        half_of=english.half_of | own.half_of,
        and_a_half=english.and_a_half | own.and_a_half,
        articles=english.articles | own.articles,
        lists={name: _words_of(code, name) for name in _LISTS_FOR_FACTS},
        triggers=triggers,
        triggers_dated=triggers | weekdays.keys() | ago.keys() | CALENDAR_STEPS.keys(),
        number_openers=triggers | english.articles | own.articles | _words_of(code, "share_openers"),
    )


DASHES = frozenset("-–—‐‑")


@dataclass(frozen=True, slots=True)
class TokenWindow:
    """A text, its tokens and the words of its language; an index outside the text reads as an empty token."""

    text: str
    tokens: Sequence[Token]
    words: Vocabulary

    def lower(self, index: int) -> str:
        """Return the lower-case form of a token."""
        return self.tokens[index].lower if 0 <= index < len(self.tokens) else ""

    def glued(self, index: int) -> bool:
        """Return whether no white space separates the token from the one before it."""
        return 0 < index < len(self.tokens) and self.tokens[index].start == self.tokens[index - 1].end

    def capital(self, index: int) -> bool:
        """Return whether the token begins with a capital letter."""
        return 0 <= index < len(self.tokens) and self.text[self.tokens[index].start].isupper()

    def whole(self, index: int, lowest: int, highest: int) -> int | None:
        """Read a plain whole number of at most four figures in bounds, None otherwise."""
        low = self.lower(index)
        return int(low) if low.isdecimal() and len(low) <= 4 and lowest <= int(low) <= highest else None

    def unit(self, index: int) -> Unit | None:
        """Return the unit that a token names by itself."""
        return self.words.units.get((self.lower(index),))

    def measure_half(self, first: int) -> int:
        """Return how many tokens from `first` on add a half to a number ("and a half"), 0 if none do."""
        return max((len(one) for one in self.words.and_a_half if self.phrase(first, len(one)) == one), default=0)

    def phrase(self, first: int, size: int) -> tuple[str, ...]:
        """Return the lower-case forms of `size` tokens from `first` on."""
        return tuple(self.lower(first + step) for step in range(size))
