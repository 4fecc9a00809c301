"""The words of each language for numbers, months and comparisons: one TOML file per language, read when needed.

English words are always used with those of the source's own language, since claims are English and pages quote it. The
tables of all languages are not merged, because some words are different numbers in two languages ("once", "six").

The words that introduce notes, dates of access and the like are used in all languages together, since a draft in one
language cites in another. Reading the 28 files takes 20 ms of one core (tomllib, November 2026). Patterns made of them
are therefore built on first use and not when a module is imported.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from citecheck.text.language_file import LanguageFile, read_language_file
from citecheck.text.language_table import LanguageTable

_FOLDER = Path(__file__).parent


@cache
def language_codes() -> tuple[str, ...]:
    """Return the languages that have a file, as codes (ISO 639-1) in alphabetical order, without reading the files."""
    return tuple(sorted(path.stem for path in _FOLDER.glob("*.toml")))


@cache
def load_language(code: str) -> LanguageFile | None:
    """Return the file of a language, or None without one; raise `LanguageFileError` if it is malformed."""
    return read_language_file(_FOLDER / f"{code}.toml") if code in language_codes() else None


def language_table(code: str) -> LanguageTable:
    """Return the table of a language, an empty one if it has none."""
    language = load_language(code)
    return LanguageTable(code, (), (), {}, {}, decimal_comma=True) if language is None else language.table


def reads_facts(code: str) -> bool:
    """Return whether numbers and dates of a language are read well enough to report one as absent."""
    language = load_language(code)
    return language is not None and language.facts


@cache
def words_in_all_languages(name: str) -> tuple[str, ...]:
    """Return a list of words (a key of `WORD_LISTS`) in all languages, each word once, longest first.

    In a regular expression, a word that comes first would otherwise hide a longer one that begins with it.
    """
    words = {word for language in _load_all() for word in language.words.get(name, ())}
    return tuple(sorted(words, key=_longest_first))


@cache
def words_of_language(code: str, name: str) -> frozenset[str]:
    """Return a list of words (a key of `WORD_LISTS`) of one language, to look them up; none if it has no such list."""
    language = load_language(code)
    return frozenset(() if language is None else language.words.get(name, ()))


def alternatives_in_all_languages(*names: str) -> str:
    """Return lists of words as alternatives of a regular expression, without brackets."""
    words = {word for name in names for word in words_in_all_languages(name)}
    return "|".join(re.escape(word) for word in sorted(words, key=_longest_first))


def _longest_first(word: str) -> tuple[int, str]:
    return -len(word), word


@cache
def month_spellings() -> tuple[tuple[str, int], ...]:
    """Return the names of months in all languages, each with its number, 1 for January."""
    return tuple(
        (spelling, number)
        for language in _load_all()
        for rows in (language.months, language.short_months)
        for number, row in enumerate(rows, start=1)
        for spelling in row
    )


@cache
def weekday_spellings() -> tuple[str, ...]:
    """Return the names of the days of the week in all languages."""
    return tuple(name for code in language_codes() for row in language_table(code).weekdays for name in row)


@cache
def english_months() -> tuple[str, ...]:
    """Return the English names of the months, capitalised, January first."""
    return tuple(name.capitalize() for name, *_ in language_table("en").months)


@cache
def months_of_english_abbreviations() -> dict[str, str]:
    """Return the English name of each abbreviated month ("sept": "september"), in lower case."""
    return {short: name for name, *shorter in language_table("en").months for short in shorter}


def _load_all() -> list[LanguageFile]:
    return [language for code in language_codes() if (language := load_language(code))]
