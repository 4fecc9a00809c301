"""The entries of a list of references by the names that a text cites them by.

A text names the first author of a work, the organisation or its acronym, and then at most further authors of the same
entry. Every word with a capital between the first name and the year must therefore be a name of the entry: "Doe and
Poe (2024)" does not cite a work of Doe and Roe.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from citecheck.draft.author_names import find_acronyms, find_words, fold_name, fold_words, is_capital
from citecheck.draft.manuscript import ListedWork, ManuscriptBlock, Note, describes_works
from citecheck.draft.reference_list import ReferenceEntry
from citecheck.text.languages import words_in_all_languages

_MOST_SMALL_WORDS = 2
"""Most small words between names and a year outside brackets: "Doe and colleagues (2024)".

The particles of the names of the entry are not counted: "Doe and van der Berg (2024)".
"""
_LONGEST_PARTICLE = 3
"""Letters of the small words between names, which say nothing of the entry."""
SEVERAL = 3
"""Counted as the number of authors for "et al."."""


_BY_PAGE = re.compile(
    r"(?:\A|;)\s*(?P<work>[\"\u201c][^\"\u201d;]{2,100}[\"\u201d]|[^\W\d_][^\d;]{1,100}?),?\s(?P<page>(?!(?:1[4-9]|20)\d\d)\d{1,4}"
    r"(?:\s?[-\u2013]\s?\d{1,4})?)(?=\s*(?:;|\Z))"
)
"""A work and a page in a bracket, as the MLA cites: "Doe 14", "Doe and Roe 3-4", "Doe, Letters 9", '"Oven" 9'."""


class WorkOnPage(NamedTuple):
    """The words of a work in a bracket with their offsets in the text, and where the page after them is."""

    offsets: tuple[int, ...]
    words: tuple[str, ...]
    page: tuple[int, int]


class _CitedEntry(NamedTuple):
    """An entry, and which of the words asked for is the first of its author."""

    entry: ReferenceEntry
    at: int


@dataclass(slots=True)
class ReferenceIndex:
    """The entries by the first word of their author, and by acronym."""

    by_word: dict[str, list[ReferenceEntry]] = field(default_factory=lambda: defaultdict(list))
    blocks: Sequence[ManuscriptBlock] = ()

    @classmethod
    def of(cls, entries: Sequence[ReferenceEntry], blocks: Sequence[ManuscriptBlock] = ()) -> ReferenceIndex:
        """Index the entries; `blocks` hold their texts, for citations by words of the title."""
        index = cls(blocks=blocks)
        for entry in entries:
            index.by_word[entry.author[0]].append(entry)
            for acronym in entry.acronyms - {entry.author[0]}:
                index.by_word[acronym].append(entry)
        return index

    def find(self, words: Sequence[str], year: str, *, near: bool = False) -> _CitedEntry | None:
        """Return the entry that `words` and the `year` after them name; of several, that with as many authors.

        With `near`, at most two small words may be between the first name and the year.
        """
        found = [
            (fit, -at, _CitedEntry(entry, at))
            for at, word in enumerate(words)
            if is_capital(word) and not self._follows_author(words, at)
            for entry in self._find_author(word)
            if _has_year(entry, year) and (fit := _compute_fit(entry, words, at, near=near)) is not None
        ]
        return max(found, key=lambda row: row[:2])[2] if found else None

    def _follows_author(self, words: Sequence[str], at: int) -> bool:
        """Return whether the name at `at` is a further author: "Doe and van der Berg" names no work of Berg alone."""
        small = 0
        while at - small > 0 and not is_capital(words[at - small - 1]):
            small += 1
        joined = set(words_in_all_languages("author_joints")).intersection(words[at - small : at])
        return bool(joined) and at > small and bool(self._find_author(words[at - small - 1]))

    def _find_author(self, word: str) -> Sequence[ReferenceEntry]:
        """Return the entries whose author begins with a word or has it for an acronym, also in the plural ("MDBs")."""
        plural = word[:-1] if word.endswith("s") and word[:-1].isupper() else word
        return self.by_word.get(fold_name(word), ()) or self.by_word.get(fold_name(plural), ())

    def find_work(self, words: Sequence[str]) -> ReferenceEntry | None:
        """Return the one entry of the author `words[0]` that has the other words, those of its title or of authors."""
        held = {fold_name(word) for word in words[1:]} - {"al", *words_in_all_languages("author_joints")}
        found = [one for one in self._find_author(words[0]) if held <= one.names or held <= self._list_words(one)]
        return found[0] if len(found) == 1 and is_capital(words[0]) else None

    def _list_words(self, entry: ReferenceEntry) -> frozenset[str]:
        """Return the folded words of an entry and of its authors; none of a work that a note describes."""
        if entry.note is not None or not self.blocks:
            return frozenset()
        text = self.blocks[entry.block].text[entry.start : entry.end]
        return entry.names.union(fold_name(word[0]) for word in find_words(text))

    def knows_authors(self, words: Sequence[str]) -> bool:
        """Return whether the words are the authors of an entry, of whatever year."""
        return any(_compute_fit(entry, words, 0, near=True) is not None for entry in self._find_author(words[0]))


def read_works(bracket: re.Match[str]) -> Iterator[WorkOnPage]:
    """Yield each work of a bracket that a page follows; the text is group 1."""
    low = bracket.start(1)
    for one in _BY_PAGE.finditer(bracket[1]):
        words = [word for word in find_words(one["work"]) if len(word[0]) > 1]
        first = next((at for at, word in enumerate(words) if is_capital(word[0])), len(words))
        if names := words[first:]:
            offsets = tuple(low + one.start("work") + word.start() for word in names)
            yield WorkOnPage(
                offsets, tuple(word[0] for word in names), (low + one.start("page"), low + one.end("page"))
            )


def _has_year(entry: ReferenceEntry, year: str) -> bool:
    """Return whether an entry is of a year; "2019" also names "2019a", and the other way round."""
    return any(year == one or (year[:4] == one[:4] and len(year) != len(one)) for one in entry.years)


def _compute_fit(entry: ReferenceEntry, words: Sequence[str], at: int, *, near: bool) -> int | None:
    """Return how well the words from `at` on name the authors of an entry, 0 at best; None if they name others."""
    rest = words[at + _count_author_words(entry, words, at) :]
    if near and sum(not is_capital(word) and fold_name(word) not in entry.names for word in rest) > _MOST_SMALL_WORDS:
        return None
    for word in rest:
        folded = fold_name(word)
        if is_capital(word) and len(word) > 1 and folded not in entry.names and folded not in entry.acronyms:
            return None
    other = sum(len(word) > _LONGEST_PARTICLE and fold_name(word) not in entry.names for word in rest)
    return -abs(_count_authors(rest) - entry.authors) - other


def _count_author_words(entry: ReferenceEntry, words: Sequence[str], at: int) -> int:
    """Return how many words from `at` on are those of the first author; an acronym is one."""
    count = 1
    for known, word in zip(entry.author[1:], words[at + 1 :], strict=False):
        if fold_name(word) != known:
            break
        count += 1
    return count


def _count_authors(rest: Sequence[str]) -> int:
    """Return how many authors are named if `rest` follows the first: 1, 2, or `SEVERAL`."""
    if any(word == "al" for word in rest):
        return SEVERAL
    return min(1 + sum(len(word) > 1 and is_capital(word) for word in rest), SEVERAL)


def list_works(blocks: Sequence[ManuscriptBlock]) -> Iterator[ReferenceEntry]:
    """Yield the entries of the works that the markup of blocks describes; each ends where the next begins."""
    for at, block in enumerate(blocks):
        if describes_works(block):
            ends = [*(work.start for work in block.works[1:]), len(block.text)]
            for work, end in zip(block.works, ends, strict=True):
                yield _build_entry(work, at, end, None)


def list_works_of_notes(notes: Sequence[Note]) -> list[ReferenceEntry]:
    """Return the entries of the works that the markup of notes describes."""
    return [_build_entry(work, -1, 0, note.id) for note in notes for work in note.works]


def _build_entry(work: ListedWork, at: int, end: int, note: str | None) -> ReferenceEntry:
    """Return the entry of a work that markup describes; its first author may be called in several ways."""
    ways = [words for one in work.called if (words := fold_words(one))] or [("",)]
    acronyms = {word for way in ways for word in (way[0], way[-1])}
    for one in work.called:
        acronyms.update(find_acronyms(one, one))
    names = frozenset(fold_name(word[0]) for name in work.names for word in find_words(name))
    block, last = at, at + (note is None)
    authors = min(work.authors, SEVERAL)
    return ReferenceEntry(
        block, last, work.start, end, work.called[0], ways[0], names, work.years, authors, frozenset(acronyms), note
    )
