"""Words that decide whether a full stop ends a sentence, by language: abbreviations and first words of sentences.

They are rows of `sentence_words.toml`, which describes the rows. Stop words are those of the language's own file. That
file does not distinguish leading and closing abbreviations, so those not listed here as leading may close a sentence.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from citecheck.text.language_table import split_word_set, split_words
from citecheck.text.languages import language_codes, language_table, load_language, reads_facts

_ORDINAL_LANGUAGES = split_word_set("de cs sk pl hu da no nb nn sv fi sl hr sr bs tr et lv lt is lb")
"""Languages in which "6." is "6th"."""
_SAME = {"nb": "no", "nn": "no", "bs": "hr", "sr": "hr", "sl": "hr", "be": "ru", "ca": "es", "gl": "pt", "mk": "bg"}
"""Languages without rows of their own, and the language whose rows fit best."""


@dataclass(frozen=True, slots=True)
class SentenceWords:
    """The words of a language that decide whether a full stop ends a sentence.

    `leading` abbreviations never end a sentence ("Dr.", "e.g."); `closing` ones do if a capitalised word of `openers`
    follows ("Acme Inc. The ..."). `has_ordinals` is set if "6." is "6th".
    """

    leading: frozenset[str]
    closing: frozenset[str]
    openers: frozenset[str]
    has_ordinals: bool
    months: frozenset[str] = frozenset()
    """Months that may follow an ordinal, if the language is not known."""


@cache
def sentence_words(language: str | None) -> SentenceWords:
    """Return the words of a language (ISO 639, with or without a region), of all languages together for None."""
    code = (language or "").replace("_", "-").partition("-")[0].lower()
    return _words_of(code) if code and code != "und" else _merge_all()


@cache
def _words_of(code: str) -> SentenceWords:
    rows = _load_rows()
    common, own = rows["any"], rows.get(_SAME.get(code, code), {})
    stop_words = language_table(code).stopwords
    language = load_language(code)
    listed = " ".join(language.abbreviations) if language else ""
    return SentenceWords(
        leading=_with_capitals(split_words(f"{common['abbreviations']} {own.get('abbreviations', '')}")),
        closing=_with_capitals(split_words(f"{common['closing']} {own.get('closing', '')} {listed}")),
        openers=(stop_words - split_word_set(own.get("not_openers", ""))) | split_word_set(own.get("openers", "")),
        has_ordinals=code in _ORDINAL_LANGUAGES,
    )


def _merge_all() -> SentenceWords:
    """Merge the rows of the languages that have a table.

    Leading abbreviations of one language are words of another ("min", "on", "mind"), so only the English ones lead.
    """
    english = _words_of("en")
    each = [_words_of(code) for code in language_codes() if reads_facts(code)]
    return SentenceWords(
        leading=english.leading,
        closing=frozenset[str]().union(*(one.leading | one.closing for one in each)) - english.leading,
        openers=frozenset[str]().union(*(one.openers for one in each)),
        has_ordinals=False,
        months=frozenset(spelling for row in language_table("de").months for spelling in row),
    )


@cache
def _load_rows() -> Mapping[str, Mapping[str, str]]:
    text = files("citecheck.text").joinpath("sentence_words.toml").read_text("utf-8")
    return tomllib.loads(text)


def _with_capitals(words: Iterable[str]) -> frozenset[str]:
    return frozenset(spelling for word in words for spelling in (word, word[0].upper() + word[1:]))
