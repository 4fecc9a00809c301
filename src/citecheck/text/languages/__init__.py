"""What each language calls its numbers, months and comparisons: one module of tables a language.

A language is imported when it is needed. English is always read along with the source's own language, since
claims are English and pages quote it. Words that mean different numbers in two languages ("once", "six") are
the reason why the tables are not simply merged.
"""

from __future__ import annotations

import importlib
from functools import cache

from citecheck.text.language_table import LanguageTable

LANGUAGE_MODULES: dict[str, str] = {
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
def language_table(code: str) -> LanguageTable:
    """Read the tables of a language; a language without any has a tongue without words."""
    if code not in LANGUAGE_MODULES:
        return LanguageTable(code, (), (), {}, {}, decimal_comma=True)
    tongue: LanguageTable = importlib.import_module(f"{__name__}.{LANGUAGE_MODULES[code]}").TONGUE
    return tongue
