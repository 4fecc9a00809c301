"""A source's text, parsed once for any number of claims: sentences, search words, numbers, dates and names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from citecheck.evidence.names import root_of
from citecheck.text.citation_marks import blank_marks
from citecheck.text.dates import find_dates
from citecheck.text.language import assume_language, has_number_words
from citecheck.text.language_table import split_word_set
from citecheck.text.languages import alternatives_in_all_languages
from citecheck.text.numbers import Quantity, find_numbers
from citecheck.text.partial_dates import WrittenDate
from citecheck.text.sentences import sentence_spans
from citecheck.text.stems import stem
from citecheck.text.tokens import Token, fold, tokens_of
from citecheck.text.vocabulary import Vocabulary, vocabulary_of

_SMALL_WORDS_IN_RUNS = split_word_set("of the and for de la le du des van von al el wa ul bin y e und et für - & ' ’")
"""Small words inside a name that have no letter in its abbreviation."""
_LONGEST_ABBREVIATION = 6
_DATELINE_ROWS, _DATELINE_TOKENS = 25, 20
_WEB_BEGAN = 1990


@dataclass(frozen=True, slots=True)
class SourceSentence:
    """One sentence: its place in the text searched, its tokens (offsets within `text`), search words and facts."""

    text: str
    start: int
    end: int
    tokens: tuple[Token, ...]
    stems: tuple[str, ...]
    numbers: tuple[Quantity, ...]
    days: tuple[WrittenDate, ...]


@dataclass(frozen=True, slots=True)
class SourceText:
    """A parsed source. `words` are all its words, folded; `years` are those in it and those around its own date."""

    sentences: tuple[SourceSentence, ...]
    language: str | None
    """The language the text was read in (ISO 639-1), None where it is not known well enough."""
    vocabulary: Vocabulary
    words: frozenset[str]
    lower_case_words: frozenset[str]
    """Words that it writes without a capital."""
    postings: Mapping[str, Sequence[tuple[int, int]]]
    """Search word to the sentences that contain it, in order: index and number of occurrences."""
    roots: Mapping[str, Sequence[str]]
    """Root to the search words that begin with it."""
    initials: frozenset[str]
    """First letters of runs of capitalised words: possible abbreviations of names."""
    years: frozenset[int]
    published: date | None

    @property
    def stems(self) -> AbstractSet[str]:
        """All search words of the text."""
        return self.postings.keys()

    @property
    def is_read(self) -> bool:
        """Return whether the months, scales and numerals of the language are known."""
        return has_number_words(self.language)


@lru_cache(maxsize=4)
def read_source_text(text: str, published: str | None = None, *, language: str | None = None) -> SourceText:
    """Parse a page's whole text; `published` is its own date (ISO 8601), `language` its language, if known."""
    rows = tuple((text[start:end], start, end) for start, end in sentence_spans(text, language))
    return _read_rows(rows, _parse_day(published), language)


def read_source_sentences(
    sentences: Sequence[str], published: str | None = None, *, language: str | None = None
) -> SourceText:
    """Parse a text that is already split; offsets refer to the sentences joined by line breaks."""
    rows, offset = [], 0
    for sentence in sentences:
        rows.append((sentence, offset, offset + len(sentence)))
        offset += len(sentence) + 1
    return _read_rows(tuple(rows), _parse_day(published), assume_language(language, " ".join(sentences)))


def _parse_day(published: str | None) -> date | None:
    try:
        return date.fromisoformat(published[:10]) if published else None
    except ValueError:
        return None


@lru_cache(maxsize=4)
def _read_rows(rows: tuple[tuple[str, int, int], ...], published: date | None, language: str | None) -> SourceText:
    """Parse the sentences; cached for the next claims of the same source, which are checked in a row."""
    words = vocabulary_of(language or "en")
    scanned = [
        [] if _is_footer(text) else tokens_of(blank_marks(text), spaced=words.language.decimal_comma)
        for text, _, _ in rows
    ]
    published = published or _find_dateline(rows, scanned, words)
    sentences = tuple(_read_sentence(row, tokens, words, published) for row, tokens in zip(rows, scanned, strict=True))
    years = {year for sentence in sentences for day in sentence.days if day.years for year in day.years}
    if published is not None:
        years |= {published.year - 1, published.year, published.year + 1}
    postings = _build_postings(sentences)
    return SourceText(
        sentences=sentences,
        language=language,
        vocabulary=words,
        words=frozenset(fold(token.lower) for tokens in scanned for token in tokens),
        lower_case_words=frozenset(
            token.lower
            for row, tokens in zip(rows, scanned, strict=True)
            for token in tokens
            if row[0][token.start].islower()
        ),
        postings=postings,
        roots=_group_by_root(postings),
        initials=frozenset(name for sentence in sentences for name in _find_initials(sentence)),
        years=frozenset(years),
        published=published,
    )


_LONGEST_FOOTER = 400
"""Characters of a line on the rights in a page."""


@cache
def _rights() -> re.Pattern[str]:
    return re.compile(rf"©|\(c\) (?=(?:19|20)\d\d)|{alternatives_in_all_languages('rights_phrases')}", re.IGNORECASE)


def _is_footer(text: str) -> bool:
    """Return whether a line states the rights in a page ("© 2024 The Courier"): it says nothing about a claim."""
    return len(text) <= _LONGEST_FOOTER and _rights().search(text) is not None


def _build_postings(sentences: Sequence[SourceSentence]) -> dict[str, list[tuple[int, int]]]:
    rows: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, sentence in enumerate(sentences):
        for word, count in Counter(sentence.stems).items():
            rows[word].append((index, count))
    return dict(rows)


def _group_by_root(words: Iterable[str]) -> dict[str, list[str]]:
    rows: defaultdict[str, list[str]] = defaultdict(list)
    for word in words:
        rows[root_of(word)].append(word)
    return dict(rows)


def _find_dateline(
    rows: Sequence[tuple[str, int, int]], scanned: Sequence[list[Token]], words: Vocabulary
) -> date | None:
    """Return the text's own date from a short line near its top ("By A. Writer on March 2, 2017"), or None."""
    for (text, _, _), tokens in zip(rows[:_DATELINE_ROWS], scanned, strict=False):
        if len(tokens) > _DATELINE_TOKENS or not any(token.is_number for token in tokens):
            continue
        for day in find_dates(text, tokens, words)[0]:
            if day.year is not None and day.year >= _WEB_BEGAN and day.month is not None and day.day is not None:
                try:
                    return date(day.year, day.month, day.day)
                except ValueError:
                    continue
    return None


def _read_sentence(
    row: tuple[str, int, int], tokens: list[Token], words: Vocabulary, published: date | None
) -> SourceSentence:
    text, start, end = row
    stems = tuple(stem(token.lower) for token in tokens if token.is_number or token.is_word)
    triggers = words.triggers if published is None else words.triggers_dated
    if not any(token.is_number or token.lower in triggers or words.begins_number(token.lower) for token in tokens):
        return SourceSentence(text, start, end, tuple(tokens), stems, (), ())
    days, taken = find_dates(text, tokens, words, published)
    return SourceSentence(
        text, start, end, tuple(tokens), stems, tuple(find_numbers(text, tokens, words, taken)), tuple(days)
    )


def _find_initials(sentence: SourceSentence) -> set[str]:
    """Return the first letters of runs of capitalised words, with and without small words inside (UAE, TFGM)."""
    text, runs, letters, fuller = sentence.text, set[str](), "", ""
    for token in sentence.tokens:
        first = text[token.start]
        if first.isupper():
            letters, fuller = letters + first.lower(), fuller + first.lower()
        elif letters and token.lower in _SMALL_WORDS_IN_RUNS:
            fuller += first if token.is_word else ""
        elif letters:
            runs |= _cut_initials(letters) | _cut_initials(fuller)
            letters = fuller = ""
    return runs | _cut_initials(letters) | _cut_initials(fuller)


def _cut_initials(letters: str) -> set[str]:
    size = len(letters)
    return {
        letters[at:end] for at in range(size - 1) for end in range(at + 2, min(at + _LONGEST_ABBREVIATION, size) + 1)
    }
