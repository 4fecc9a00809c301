"""A source's text, for any number of claims: sentences, search words, numbers, dates and names, read as asked for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache

from citecheck.evidence.likely_sentences import LikelySentences
from citecheck.evidence.names import LONGEST_ABBREVIATION
from citecheck.evidence.source_words import SourceWords, read_words
from citecheck.text.citation_marks import blank_marks
from citecheck.text.dates import find_dates
from citecheck.text.language import assume_language, has_number_words
from citecheck.text.language_table import split_word_set
from citecheck.text.languages import alternatives_in_all_languages, words_in_all_languages
from citecheck.text.numbers import Quantity, find_numbers
from citecheck.text.partial_dates import WrittenDate
from citecheck.text.sentences import sentence_spans
from citecheck.text.stems import stem
from citecheck.text.tokens import Token, tokens_of
from citecheck.text.vocabulary import Vocabulary, vocabulary_of

_SMALL_WORDS_IN_RUNS = split_word_set("of the and for de la le du des van von al el wa ul bin y e und et für - & ' ’")
"""Small words inside a name that have no letter in its abbreviation."""
_DATELINE_ROWS, _DATELINE_TOKENS = 25, 20
_WEB_BEGAN = 1990


@dataclass(frozen=True, eq=False)
class SourceSentence:
    """One sentence and its place in the text searched; what it holds is read when it is asked for."""

    text: str
    start: int
    end: int
    is_footer: bool
    """Whether it states the rights in the page, which says nothing about a claim."""
    _source: SourceText = field(repr=False)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens, with offsets within `text`; none of a line on the rights in the page."""
        if self.is_footer:
            return ()
        decimal_comma = self._source.vocabulary.language.decimal_comma
        return tuple(tokens_of(blank_marks(self.text), spaced=decimal_comma))

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The search words, in order."""
        return tuple(stem(token.lower) for token in self.tokens if token.is_number or token.is_word)

    @property
    def numbers(self) -> tuple[Quantity, ...]:
        """The numbers, in order."""
        return self._facts[0]

    @property
    def days(self) -> tuple[WrittenDate, ...]:
        """The dates, in order; "yesterday" is one where the text's own date is known."""
        return self._facts[1]

    @cached_property
    def _facts(self) -> tuple[tuple[Quantity, ...], tuple[WrittenDate, ...]]:
        words, published = self._source.vocabulary, self._source.published
        triggers = words.triggers if published is None else words.triggers_dated
        if not any(
            token.is_number or token.lower in triggers or words.begins_number(token.lower) for token in self.tokens
        ):
            return (), ()
        days, taken = find_dates(self.text, self.tokens, words, published)
        return tuple(find_numbers(self.text, self.tokens, words, taken)), tuple(days)


@dataclass(frozen=True, eq=False)
class SourceText:
    """A source for any number of claims: its sentences, each read when a claim asks for it, and its words."""

    rows: tuple[tuple[str, int, int], ...]
    """The text of each sentence with its place."""
    language: str | None
    """The language the text was read in (ISO 639-1), None where it is not known well enough."""
    stated_day: date | None
    """The day of publication that the page states."""

    @cached_property
    def sentences(self) -> tuple[SourceSentence, ...]:
        """The sentences, in order."""
        return tuple(SourceSentence(*row, index in self._footers, self) for index, row in enumerate(self.rows))

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The words of the language and of English."""
        return vocabulary_of(self.language or "en")

    @property
    def is_read(self) -> bool:
        """Return whether the months, scales and numerals of the language are known."""
        return has_number_words(self.language)

    @cached_property
    def published(self) -> date | None:
        """The text's own date: the one stated, or that of a short line near its top."""
        return self.stated_day or _find_dateline(self.sentences, self.vocabulary)

    @cached_property
    def words(self) -> SourceWords:
        """The words by their spelling."""
        return read_words(["" if index in self._footers else text for index, (text, _, _) in enumerate(self.rows)])

    @cached_property
    def _footers(self) -> frozenset[int]:
        return _find_footers(self.rows)

    @cached_property
    def lengths(self) -> tuple[int, ...]:
        """The number of words of each sentence."""
        return tuple(map(len, self.words.by_sentence))

    @property
    def stems(self) -> AbstractSet[str]:
        """All search words of the text."""
        return self.words.by_stem.keys()

    def find_rows(self, word: str) -> Sequence[tuple[int, int]]:
        """Return the sentences that contain a search word, in order: index and number of occurrences."""
        if word not in self._rows_of:
            self._rows_of[word] = self._find_rows(word)
        return self._rows_of[word]

    def find_reach(self, word: str) -> Sequence[int]:
        """Return the sentences that contain a search word, and those after them, which may go on about it."""
        if word not in self._reach_of:
            held = {index + step for index, _ in self.find_rows(word) for step in (0, 1)}
            self._reach_of[word] = sorted(held - {len(self.rows)})
        return self._reach_of[word]

    @cached_property
    def _reach_of(self) -> dict[str, Sequence[int]]:
        return {}

    @cached_property
    def _rows_of(self) -> dict[str, Sequence[tuple[int, int]]]:
        return {}

    def _find_rows(self, word: str) -> Sequence[tuple[int, int]]:
        runs = _FIGURES.findall(word)
        if runs:  # a number is read as it is written, with its separators
            rows = sorted(self.words.find_sentences([max(runs, key=len)]))
            counted = [(index, self.sentences[index].stems.count(word)) for index in rows]
            return [row for row in counted if row[1]]
        places = [index for spelling in self.words.by_stem.get(word, ()) for index in self.words.places[spelling]]
        return sorted(Counter(places).items())

    def has_initials(self, letters: str) -> bool:
        """Return whether letters are the first ones of a run of capitalised words: a possible abbreviation (UAE)."""
        return any(letters in _find_initials(self.sentences[index]) for index in self._find_runs(letters))

    def _find_runs(self, letters: str) -> Iterator[int]:
        """Yield the sentences whose words begin with some letters in order, with a few words between them."""
        run = re.compile(".{0,4}?".join(map(re.escape, letters)))
        return (index for index, initials in enumerate(self.words.initials) if run.search(initials))

    def writes_in_lower_case(self, word: str) -> bool:
        """Return whether the text writes a folded word without a capital anywhere."""
        return any(
            token.lower == word and self.rows[index][0][token.start].islower()
            for index in sorted(self.words.find_sentences_of(word))
            for token in self.sentences[index].tokens
        )

    @cached_property
    def likely(self) -> LikelySentences:
        """Which sentences may hold a fact."""
        texts = tuple(text for text, _, _ in self.rows)
        return LikelySentences(texts, self.words, self.vocabulary, is_dated=self.published is not None)

    @cached_property
    def years(self) -> frozenset[int]:
        """The years in the text and those around its own date."""
        days = (day for index in self.likely.of_years for day in self.sentences[index].days)
        near = {self.published.year + step for step in (-1, 0, 1)} if self.published is not None else set[int]()
        return frozenset(near.union(*(day.years for day in days if day.years)))


_FIGURES = re.compile(r"\d+")


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
    """Return a source; kept for the next claims of the same source, which are checked in a row."""
    return SourceText(rows, language, published)


_LONGEST_FOOTER = 400
"""Characters of a line on the rights in a page."""


@cache
def _rights() -> re.Pattern[str]:
    return re.compile(rf"©|\(c\) (?=(?:19|20)\d\d)|{alternatives_in_all_languages('rights_phrases')}", re.IGNORECASE)


def _is_footer(text: str) -> bool:
    """Return whether a line states the rights in a page ("© 2024 The Courier"): it says nothing about a claim."""
    return len(text) <= _LONGEST_FOOTER and _rights().search(text) is not None


def _find_footers(rows: Sequence[tuple[str, int, int]]) -> frozenset[int]:
    """Return the lines on the rights in a page; most pages have none, which one look at the whole text shows."""
    lows = [text.lower() if len(text) <= _LONGEST_FOOTER else "" for text, _, _ in rows]
    whole = "\n".join(lows)
    signs = [sign for sign in ("©", "(c) ", *words_in_all_languages("rights_phrases")) if sign in whole]
    likely = (index for index, low in enumerate(lows) if any(sign in low for sign in signs)) if signs else ()
    return frozenset(index for index in likely if _is_footer(rows[index][0]))


def _find_dateline(sentences: Sequence[SourceSentence], words: Vocabulary) -> date | None:
    """Return the text's own date from a short line near its top ("By A. Writer on March 2, 2017"), or None."""
    for sentence in sentences[:_DATELINE_ROWS]:
        if not _FIGURES.search(sentence.text) or len(sentence.text.split()) > _DATELINE_TOKENS:
            continue
        if len(sentence.tokens) > _DATELINE_TOKENS or not any(token.is_number for token in sentence.tokens):
            continue
        for day in find_dates(sentence.text, sentence.tokens, words)[0]:
            if day.year is not None and day.year >= _WEB_BEGAN and day.month is not None and day.day is not None:
                try:
                    return date(day.year, day.month, day.day)
                except ValueError:
                    continue
    return None


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
        letters[at:end] for at in range(size - 1) for end in range(at + 2, min(at + LONGEST_ABBREVIATION, size) + 1)
    }
