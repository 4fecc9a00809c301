"""The labels of a claim ("Resolution 2334", "Article 5", "Apollo 11", "l'A7"), and whether a source has the same.

A label counts nothing, so that another figure in the source is no other value of it: "Article 7" does not contradict
"Article 5". But a passage about Article 7 does not support what a claim says of Article 5. A label is therefore missing
from a source that has only other members of its kind. One of whose kind the source says nothing is unseen, if it is
written like a name. The others ("route 5", "Table 3") may be details that the source leaves out, and are not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from citecheck.evidence.names import CAPITAL_NOUNS
from citecheck.text.languages import words_in_all_languages
from citecheck.text.numbers import Quantity
from citecheck.text.numerals import read_roman
from citecheck.text.partial_dates import WrittenDate
from citecheck.text.stems import stem
from citecheck.text.tokens import Token, fold
from citecheck.text.vocabulary import DASHES, Vocabulary

LABEL_SIGNS = frozenset("§#№")
_LONGEST_CODE = 3
"""Letters of a code in capitals before a figure: "A 7", "RN4", "G20"."""


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """A sentence of the claim or of the source with what is read of it."""

    text: str
    tokens: Sequence[Token]
    numbers: Sequence[Quantity]
    days: Sequence[WrittenDate]
    words: Vocabulary


@dataclass(frozen=True, slots=True)
class Label:
    """A figure, or a range of them, that names members of a kind; `text[start:end]` is its wording.

    `kind` is the word before the figure, in lower case without accents. `is_name` is set if it is written like a name:
    a word with a capital, a blank, and the figure. `is_compared` is not set for a part of a text ("as Table 3 shows"),
    unless the text is named ("Section 12 of the act"), and where the figure is read as a count ("A 7" in German).
    """

    kind: str
    figures: range
    start: int
    end: int
    is_name: bool = False
    is_compared: bool = True

    def holds(self, other: Label) -> bool:
        """Return whether the figures of another label are among these, or are a part of one of them: 2(3) of 2."""
        ends = (other.figures[0], other.figures[-1])
        return all(end in self.figures or end // _VERSION_STEP in self.figures for end in ends)

    def is_of_kind(self, word: str) -> bool:
        """Return whether a word is the label's kind, perhaps shortened or in another language ("art.", "Artikel")."""
        short, long = sorted((self.kind, fold(word)), key=len)
        return stem(short) == stem(long) or (len(short) > 1 and long.startswith(short[:_SHARED_LETTERS]))


_SHARED_LETTERS = 5
"""First letters that the words for one kind share across languages: "article" and "Artikel" have five."""
LABEL_SIGNS = frozenset("§#№")
_LONGEST_CODE = 3
"""Letters of a code in capitals before a figure: "A 7", "RN4", "G20"."""
_LONGEST_RANGE = 200
"""Members of a range of labels: "Articles 5 to 9"."""
_PARAGRAPH = re.compile(r"(\d{1,3})\((\d{1,3})\)")
_VERSION, _VERSION_STEP = re.compile(r"(\d{1,3})\.(\d{1,3})"), 1000
"""The figure of a version or a paragraph, and the step between two of them: 2.3 and 2(3) are figure 2003 of a kind."""
_SIGNS_OF_LIST = frozenset({",", "/", "&", *DASHES})
TELLING_FIGURE = 100
"""The least figure that seldom occurs but as a label of the kind meant: 2334, but not 5."""


def find_labels(sentence: ReadSentence) -> list[Label]:
    """Return the labels of a sentence in order, those of a list ("Articles 5, 7 and 9") by themselves."""
    found = [*_find_labels_in_figures(sentence), *_find_roman_labels(sentence)]
    return sorted(found, key=lambda label: label.start)


def _find_labels_in_figures(sentence: ReadSentence) -> Iterator[Label]:
    last: Label | None = None
    for number in sentence.numbers:
        figures = _figures_of(sentence, number)
        if figures is None:
            continue
        at = next(index for index, token in enumerate(sentence.tokens) if token.end > number.bare_span[0])
        label = _read_label(sentence, number, figures, at) or _continue_list(sentence, last, number, figures)
        if label is not None:
            yield label
        last = label


def _find_roman_labels(sentence: ReadSentence) -> Iterator[Label]:
    """Yield the labels with a Roman figure: "Title IX", "Louis XIV"; "I" only after a listed word or two capitals."""
    for at, (before, token) in enumerate(pairwise(sentence.tokens)):
        written = sentence.text[token.start : token.end]
        figure = read_roman(written)
        kind = _strip_elision(sentence.text[before.start : before.end])
        if figure is None or not kind[:1].isalpha() or before.end + 1 != token.start:
            continue
        listed = before.lower in sentence.words.labels
        named = kind[0].isupper() and before.lower not in sentence.words.stopwords
        doubled = named and at > 0 and sentence.text[sentence.tokens[at - 1].start].isupper()
        if listed or (named and (len(written) > 1 or (written == "I" and doubled))):
            figures, is_name = range(figure, figure + 1), listed and kind[0].isupper()
            label = Label(fold(kind), figures, before.end - len(kind), token.end, is_name)
            yield replace(label, is_compared=not _is_part_of_text(sentence, label))


def _figures_of(sentence: ReadSentence, number: Quantity) -> range | None:
    """Return the whole figures of a number that may be a label: it is written in figures and measures nothing."""
    wording = sentence.text[slice(*number.bare_span)]
    if number.unit or number.ordinal or number.rounded or number.per or not wording[:1].isdigit():
        return None
    if version := _VERSION.fullmatch(wording) or _PARAGRAPH.match(sentence.text, number.bare_span[0]):
        return range(code := int(version[1]) * _VERSION_STEP + int(version[2]), code + 1)
    first, last = int(number.values[0]), int(number.values[-1])
    whole = all(value.is_integer() for value in number.values) and "." not in wording and "," not in wording
    start, end = number.bare_span
    whole = whole and not (sentence.text[end : end + 1].isalpha() and not sentence.text[max(0, start - 1)].isalpha())
    return range(first, last + 1) if whole and 0 <= last - first <= _LONGEST_RANGE else None


def _read_label(sentence: ReadSentence, number: Quantity, figures: range, index: int) -> Label | None:
    """Read the label whose figure is the token at `index`: skip "No.", dots and hyphens before it."""
    tokens, at = sentence.tokens, index - 1
    while at > 0 and tokens[at].lower in {".", *DASHES} and tokens[at - 1].end == tokens[at].start:
        at -= 1
    if at > 0 and tokens[at].lower in sentence.words.lists["number_words"]:
        at -= 1
    if at < 0 or not _is_kind(sentence, at, number):
        return None
    written = _strip_elision(sentence.text[tokens[at].start : tokens[at].end])
    label = Label(fold(written), figures, tokens[at].end - len(written), number.bare_span[1])
    blank = sentence.text[tokens[index].start - 1].isspace()
    is_name = blank and any(map(str.isupper, written)) and not _is_noun_with_capital(sentence, number)
    is_name = is_name and not _may_be_mark(sentence, label)
    return replace(label, is_name=is_name, is_compared=number.in_name and not _is_part_of_text(sentence, label))


def _may_be_mark(sentence: ReadSentence, label: Label) -> bool:
    """Return whether a figure at the end of a sentence may be the mark of a note that lost its brackets."""
    listed = label.kind in sentence.words.labels or label.kind in sentence.words.short_labels
    ends = not any(token.is_word or token.is_number for token in sentence.tokens if token.start >= label.end)
    return ends and not listed and label.figures[-1] < TELLING_FIGURE


def _is_part_of_text(sentence: ReadSentence, label: Label) -> bool:
    """Return whether a label names a part of a text that is not named: no "of" follows."""
    follows = next((token.lower for token in sentence.tokens if token.start >= label.end), "")
    parts = sentence.words.lists["part_labels"]
    return (label.kind in parts or label.kind in map(fold, parts)) and follows not in sentence.words.half_of


def _is_kind(sentence: ReadSentence, at: int, number: Quantity) -> bool:
    """Return whether the figure after a word names a member: of a listed kind, of a code in capitals, of a name."""
    token, words = sentence.tokens[at], sentence.words
    if token.lower in LABEL_SIGNS or token.lower in words.labels or token.lower in words.short_labels:
        return True
    written = _strip_elision(sentence.text[token.start : token.end])
    if written.isupper() and written.isalpha() and len(written) <= _LONGEST_CODE:
        return at > 0
    return number.in_name and any(map(str.isupper, written)) and token.lower not in words.stopwords


def _strip_elision(written: str) -> str:
    """Return a word without a French article before it: "l'A7"."""
    return re.split(r"['’]", written)[-1] or written


def _is_noun_with_capital(sentence: ReadSentence, number: Quantity) -> bool:
    """Return whether a word has its capital from the rules of the language: only a telling figure makes it a name."""
    return sentence.words.language.code in CAPITAL_NOUNS and number.values[0] < TELLING_FIGURE


def _continue_list(sentence: ReadSentence, last: Label | None, number: Quantity, figures: range) -> Label | None:
    """Return the next label of a list, which has its kind only before the first figure."""
    if last is None or not number.in_name:
        return None
    between = {token.lower for token in sentence.tokens if last.end <= token.start < number.bare_span[0]}
    if not between <= _SIGNS_OF_LIST | sentence.words.joiners | frozenset(words_in_all_languages("and_or")):
        return None
    return replace(last, figures=figures, start=number.bare_span[0], end=number.bare_span[1])
