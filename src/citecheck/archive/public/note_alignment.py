"""Alignment of the notes of a draft with those of its published version, and whether it is a version of it at all.

A published note is the note of the draft only with evidence of its own: the sentence that cites it, its other complete
addresses, or its other text. Numbers and places are no evidence, since desks insert, remove and exchange notes. If two
partners of a note have equal evidence it has none, since a guess would be a wrong address. Pure; time and memory grow
with the product of the numbers of notes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from citecheck.model.draft import Draft, Footnote
from citecheck.text.sentence_key import key_of

_EXACT_SCORE, _NEAR_SCORE, _WHOLE_SCORE, _TEXT_SCORE = 8, 4, 2, 1
"""Weights of the evidence: the same sentence, nearly the same, one complete address, the same other text."""
_REASONS = (
    (_EXACT_SCORE, "the same sentence cites it"),
    (_NEAR_SCORE, "nearly the same sentence cites it"),
    (_WHOLE_SCORE, "it names the other sources of this note"),
    (_TEXT_SCORE, "its other text is that of this note"),
)
_NEAR_SHARE = 2 / 3
"""Share of the content words of the longer sentence that two nearly equal sentences have in common."""
_LEAST_WORDS = 3
"""Fewest content words in common of nearly equal sentences, and of a text of a note that identifies it."""
_LEAST_LETTERS = 4
"""Letters of a content word; shorter words are mostly grammar. Figures count at any length."""
_LEAST_SHARED = 1 / 3
"""Share of the cited sentences of a draft below which the other document is no version of it."""
_WORD = re.compile(r"[^\W_]+(?:[.,:/]\d+)*")
_MARK = re.compile(r"\[\^?\w{1,4}\]")


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence for comparison. `specifics` are its figures and its capitalised words after the first."""

    key: str
    words: frozenset[str]
    specifics: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Partner:
    """The published note (its index) of a note of the draft, with the evidence as one clause."""

    note: int
    reason: str


def is_other_document(draft: Draft, published: Draft) -> bool:
    """Return whether so few of the cited sentences of a draft are in a document that it is no version of the draft."""
    ours = {one.key: one for one in _read_sentences(draft)}
    theirs = {one.key: one for one in _read_sentences(published)}
    shared = sum(key in theirs or any(_are_near(one, other) for other in theirs.values()) for key, one in ours.items())
    return shared < _LEAST_SHARED * len(ours)


def align_notes(draft: Draft, published: Draft, whole: Sequence[Sequence[int | None]]) -> dict[int, _Partner]:
    """Return the partners of the notes of a draft, by the index of the note.

    `whole[row][column]` is the number of complete addresses that a note shares with a published one, None if the
    addresses show that they are not the same note.
    """
    ours, theirs = _group_sentences(draft), _group_sentences(published)
    scores = [
        [
            0 if shared is None else _rate_pair(note, other, ours.get(note.id, ()), theirs.get(other.id, ()), shared)
            for other, shared in zip(published.footnotes, row, strict=True)
        ]
        for note, row in zip(draft.footnotes, whole, strict=True)
    ]
    best_of_column = [_find_only_best(column) for column in zip(*scores, strict=True)]
    found: dict[int, _Partner] = {}
    for row, line in enumerate(scores):
        column = _find_only_best(line)
        if column is not None and best_of_column[column] == row:
            found[row] = _Partner(column, next(reason for least, reason in _REASONS if line[column] >= least))
    return found


def _find_only_best(scores: Sequence[int]) -> int | None:
    """Return the index of the highest score, None if it is 0 or there are several."""
    best = max(scores, default=0)
    return scores.index(best) if best and scores.count(best) == 1 else None


def _rate_pair(
    note: Footnote, other: Footnote, ours: Sequence[_Sentence], theirs: Sequence[_Sentence], whole: int
) -> int:
    """Return the weight of the evidence that two notes with matching addresses are the same."""
    keys = {one.key for one in theirs}
    total = min(whole, 1) * _WHOLE_SCORE
    if any(one.key in keys for one in ours):
        total += _EXACT_SCORE
    elif any(_are_near(one, two) for one in ours for two in theirs):
        total += _NEAR_SCORE
    return total + _TEXT_SCORE * _have_same_text(note, other)


def _have_same_text(note: Footnote, other: Footnote) -> bool:
    """Return whether the texts of two notes without their addresses are equal and long enough to identify a note."""
    ours, theirs = _read_own_text(note), _read_own_text(other)
    return ours.key == theirs.key and len(ours.words) >= _LEAST_WORDS


_ADDRESS = re.compile(r"\S*(?:://|\.{3}|\u2026|\bdot\b|www\.)\S*")


def _read_own_text(note: Footnote) -> _Sentence:
    return _read_sentence(_ADDRESS.sub(" ", note.text))


def _read_sentences(draft: Draft) -> list[_Sentence]:
    return [_read_sentence(citation.sentence) for citation in draft.citations]


def _group_sentences(draft: Draft) -> Mapping[str, list[_Sentence]]:
    """Return the sentences that cite each note, by its id."""
    found: dict[str, list[_Sentence]] = {}
    for citation in draft.citations:
        if citation.footnote is not None:
            found.setdefault(citation.footnote, []).append(_read_sentence(citation.sentence))
    return found


def _read_sentence(text: str) -> _Sentence:
    plain = _MARK.sub(" ", text)
    words = _WORD.findall(plain)
    specifics = {word.casefold() for word in words[1:] if word[0].isupper()}
    figures = {word for word in words if any(map(str.isdigit, word))}
    content = {word.casefold() for word in words if len(word) >= _LEAST_LETTERS}
    return _Sentence(key_of(plain), frozenset(content | figures), frozenset(specifics | figures))


def _are_near(one: _Sentence, two: _Sentence) -> bool:
    """Return whether two sentences have the same figures and names, and most of their content words in common."""
    shared = len(one.words & two.words)
    most = max(len(one.words), len(two.words))
    return one.specifics == two.specifics and shared >= max(_LEAST_WORDS, _NEAR_SHARE * most)
