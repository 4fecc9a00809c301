"""What each language calls its numbers, months and comparisons: one module of tables a language, read when met.

English is always read beside the source's own language, since claims are English and pages quote it. Words that
mean
different numbers in two languages ("once", "six") are the reason why the tables are not simply merged.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cache


class Bound(Enum):
    """How a written number relates to the value meant."""

    EXACT = "exactly"
    ABOUT = "about"
    MORE = "more than"
    LEAST = "at least"
    LESS = "less than"
    MOST = "at most"
    NEARLY = "nearly"


class Side(Enum):
    """On which side of a written date the moment meant lies."""

    ON = "on"
    BEFORE = "before"
    BY = "by"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Tongue:
    """The words of one language, lower case, accents kept.

    `months` and `weekdays` are rows of spellings parted by "|", January and Monday first. `numerals` are the words
    added up, `scales` those that multiply what stands before; `joiners` stand between numerals without a value.
    `bounds` are phrases before a number, `bounds_after` behind it, `date_bounds` before a date. `ago` holds the words
    for days near today, as offsets in days. `decimal_comma` says that 1.234 means a thousand and more.
    """

    code: str
    months: tuple[str, ...]
    weekdays: tuple[str, ...]
    numerals: Mapping[str, float]
    scales: Mapping[str, float]
    ordinals: Mapping[str, int] = field(default_factory=dict)
    fractions: Mapping[str, float] = field(default_factory=dict)
    joiners: frozenset[str] = frozenset()
    bounds: Mapping[str, Bound] = field(default_factory=dict)
    bounds_after: Mapping[str, Bound] = field(default_factory=dict)
    date_bounds: Mapping[str, Side] = field(default_factory=dict)
    ago: Mapping[str, int] = field(default_factory=dict)
    date_joiners: frozenset[str] = frozenset()
    stopwords: frozenset[str] = frozenset()
    negations: frozenset[str] = frozenset()
    decimal_comma: bool = False


MODULES: dict[str, str] = {
    "en": "english",
    "fr": "french",
    "de": "german",
    "es": "spanish",
    "pt": "portuguese",
    "it": "italian",
    "ru": "russian",
    "uk": "ukrainian",
    "ar": "arabic",
    "fa": "persian",
    "zh": "chinese",
}
"""Language code (ISO 639-1) to the module of its tables."""


@cache
def tongue_of(code: str) -> Tongue:
    """Read the tables of a language; a language without any has a tongue without words."""
    if code not in MODULES:
        return Tongue(code, (), (), {}, {}, decimal_comma=True)
    tongue: Tongue = importlib.import_module(f"{__name__}.{MODULES[code]}").TONGUE
    return tongue
