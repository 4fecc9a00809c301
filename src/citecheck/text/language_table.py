"""What the table of one language holds: number words, months, bounds, common words.

The tables are read from `languages/CODE.toml` by `language_file`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from citecheck.text.compound_numerals import Compounds
from citecheck.text.units import Unit


def split_words(text: str) -> tuple[str, ...]:
    """Split a row of words at white space, in order."""
    return tuple(text.split())


def split_word_set(text: str) -> frozenset[str]:
    """Split a row of words at white space, to look them up."""
    return frozenset(text.split())


class Bound(Enum):
    """How a written number relates to the value meant."""

    EXACT = "exactly"
    ABOUT = "about"
    MORE = "more than"
    LEAST = "at least"
    LESS = "less than"
    MOST = "at most"
    NEARLY = "nearly"


class DateSide(Enum):
    """On which side of a written date the moment meant lies."""

    ON = "on"
    BEFORE = "before"
    BY = "by"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class SentenceEnds:
    """The abbreviations and first words of a language by which a full stop ends a sentence or not, as written.

    `leading` abbreviations never end a sentence ("Dr.", "e.g."), `closing` ones do before a word of `openers` with a
    capital, those of `before_number` do unless a number follows, since they are words too ("art. 5"). Openers are the
    stop words and `openers`, but not `not_openers`. `after_clock` may follow "5 p.m.". `ordinals`: "6." is "6th".
    """

    leading: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    before_number: tuple[str, ...] = ()
    openers: tuple[str, ...] = ()
    not_openers: tuple[str, ...] = ()
    after_clock: tuple[str, ...] = ()
    ordinals: bool = False


@dataclass(frozen=True, slots=True)
class LanguageTable:
    """The words of one language, lower case, accents kept.

    `months` and `weekdays` are the spellings of each, January and Monday first. `numerals` are the words added up,
    `scales` those that multiply what precedes them; `joiners` occur between numerals without a value. `bounds` are
    phrases before a number, `bounds_after` after it, `date_bounds` before a date. `ago` holds the words for days near
    today, as offsets in days. `decimal_comma` says that 1.234 means a thousand and more.
    """

    code: str
    months: tuple[tuple[str, ...], ...]
    weekdays: tuple[tuple[str, ...], ...]
    numerals: Mapping[str, float]
    scales: Mapping[str, float]
    compounds: Compounds | None = None
    units: Mapping[tuple[str, ...], Unit] = field(default_factory=dict)
    """Names of units as tokens, besides those of `text.units`, which are read in every language."""
    ordinals: Mapping[str, int] = field(default_factory=dict)
    fractions: Mapping[str, float] = field(default_factory=dict)
    joiners: frozenset[str] = frozenset()
    bounds: Mapping[str, Bound] = field(default_factory=dict)
    bounds_after: Mapping[str, Bound] = field(default_factory=dict)
    date_bounds: Mapping[str, DateSide] = field(default_factory=dict)
    ago: Mapping[str, int] = field(default_factory=dict)
    date_joiners: frozenset[str] = frozenset()
    stopwords: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    vague: frozenset[str] = frozenset()
    """Words that are a number only at times: "one", "second"."""
    lone_scales: frozenset[str] = frozenset()
    """Scales that are a number without a numeral before them: Polish "tysiąc osób", a thousand people."""
    half_of: frozenset[str] = frozenset()
    """Words after a half or a third that make it a share: "half of"; "*" is any word."""
    and_a_half: frozenset[tuple[str, ...]] = frozenset()
    """What adds a half to the number before it, as tokens: "and a half", Russian "с половиной"."""
    unit_links: frozenset[str] = frozenset()
    """Words between a scale and a unit: French "millions de dollars"."""
    articles: frozenset[str] = frozenset()
    """Words that count one before a scale or a span of time: "a million", German "eine Million"."""
    scores: frozenset[str] = frozenset()
    """Words for twenty that four before them multiplies: French "quatre-vingts"."""
    joined: tuple[str, ...] = ()
    """Joiners, prepositions and articles written against a numeral, the longer first: Arabic "و"."""
    has_dual: bool = False
    """Whether nouns have a form for two, without a numeral: Arabic "جنديان", two soldiers."""
    units_first: bool = False
    """Whether the units come before the tens: Arabic "five and thirty"."""
    short_ends: bool = False
    """Whether the place of a last figure is left out: Chinese 一百二 is 120."""
    parts_of: frozenset[str] = frozenset()
    """What separates the whole from its part, in characters: 三分之一 is a third."""
    point_words: frozenset[str] = frozenset()
    """What precedes the decimal places of a numeral, in characters: 十二点五 is 12.5."""
    minute_words: frozenset[str] = frozenset()
    """What follows minutes, which a word of `point_words` separates from the hour: 十二点五分."""
    decimal_comma: bool = False
