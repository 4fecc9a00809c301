"""Citations by author and year, "(Doe, 2024, p. 4)" or "Doe (2024)", tied to the entries of the list of references.

Two independent signs make a citation: the draft has a list of references, and the names and the year of the text are
those of an entry. So a year in brackets is no citation by itself, and a draft without a list has none. The words of a
bracket that are no names ("see", "cf.", "p. 4") need not be known.

A bracket is taken out of its sentence, as a number in brackets is; of "Doe (2024)", the name stays. A name and a year
that no entry has are a citation without a reference if the draft otherwise cites what it lists and the form leaves
little doubt.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from citecheck.draft.author_names import (
    LONGEST_CONNECTOR,
    are_names,
    count_surnames,
    find_words,
    fold_name,
    is_capital,
    is_joint_name,
    is_surname,
    name_someone,
)
from citecheck.draft.manuscript import ManuscriptBlock, widen_cut
from citecheck.draft.markers import replace_wide_brackets
from citecheck.draft.reference_index import SEVERAL, ReferenceIndex, WorkOnPage, read_works
from citecheck.draft.reference_list import NO_YEAR, ReferenceEntry, read_years
from citecheck.text.languages import alternatives_in_all_languages, words_in_all_languages

_BRACKET = re.compile(r"[(\[]((?:[^()\[\]]|\[[^()\[\]]{0,60}\]|\([^()\[\]]{0,60}\)){1,600})[)\]]")
_LETTER = re.compile(r"\s?[,/&]\s?([a-z])(?![\w.])")
"""A further letter of a year: "2019a, b"."""
_NEXT_YEAR = re.compile(r"\s?[,;&]\s")
"""What is between two years of one author: "Doe, 2004, 2007"."""
_LOCATOR = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,9}\.?\s?\d[\d,\s\u2013-]*(?:ff?\.?|sq\.?)?(?![^\W\d_])")
"""A page or chapter after a year: "p. 4", "S. 12-14", "Kap. 3"."""
_BEFORE_YEAR = re.compile(r"[.'\u2019s]{0,3}[\s,]{0,2}\Z")
"""What is between a name and the year or bracket after it: "Doe's (2024)", "Doe et al. 2024"."""
_CLAUSE_END = re.compile(r"(?:[)\];:!?][.,]?|(?<=[^\W\d_]{3})\.)(?=\s+\w)")
"""What names before a bracket do not contain; the full stop of an initial or of "et al." is none."""
_LONGEST_BARE = 60
"""Most characters of names before a year without brackets; more are an entry of another list."""
_LISTED_NAME = re.compile(r"[^\W\d_]{2},\s[A-Z]\.")
"""A surname before its initial, as lists have it and texts do not: "Doe, J., and Roe, R. (2024)"."""
_REACH = 90
"""Characters before "(2024)" that are searched for the names."""
_MOST_OTHER_WORDS = 6
"""Most words of a bracket that are neither names nor pages; with more it holds a sentence of its own."""
_MOST_NAMES = 8
_MANY_PAGES = 3
"""Fewest citations by author and page for one that no entry has to be reported; "(Apollo 11)" has the same form."""
_PAGE = re.compile(r"\d{1,4}(?:\s?[-\u2013]\s?\d{1,4})?")
_LONGEST_SENTENCE = 400
_SENTENCE_START = re.compile(r"[.!?][\"'\u201d\u2019)]*\s+(?=\W?[A-Z])")
_FEWEST_WORDS = 5
"""Fewest words before a single name and year that no entry has; in a caption it is a place: "Data (Lorne, 2022)"."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A year at `text[at:end]` and the words of the names before it, with their offsets; no offsets if repeated.

    Without an entry, `sure` is whether the form alone makes it a citation. `comma` is whether one precedes the year in
    a bracket, None outside.
    """

    at: int
    end: int
    years: tuple[str, ...]
    words: tuple[str, ...] = ()
    offsets: tuple[int, ...] = ()
    entry: ReferenceEntry | None = None
    comma: bool | None = None
    sure: bool = True

    @property
    def start(self) -> int:
        """Where the names begin, or the year if they are repeated."""
        return self.offsets[0] if self.offsets else self.at


class AuthorYearCall(NamedTuple):
    """A citation in a text, printed as `label`; `cut` is no part of its sentence."""

    item: _Item
    label: str
    cut: tuple[int, int]


@dataclass(slots=True)
class AuthorYearReader:
    """Finds the citations of the texts of a draft in order; `last` is the item cited before, for "ibid."."""

    index: ReferenceIndex
    last: _Item | None = None
    by_page: int = 0
    """How many brackets cite by author and page; if any does, a page alone may cite the author whom its sentence names.
    """

    @classmethod
    def of(
        cls, entries: Sequence[ReferenceEntry], blocks: Sequence[ManuscriptBlock], taken: Container[int]
    ) -> AuthorYearReader:
        """Return the reader of blocks that cite entries; the blocks at the indexes `taken` are the entries."""
        reader = cls(ReferenceIndex.of(entries, blocks))
        reader.by_page = sum(reader._count_pages(block.text) for at, block in enumerate(blocks) if at not in taken)
        return reader

    def read(self, text: str) -> Iterator[AuthorYearCall]:
        """Yield the citations of a text in order."""
        text = replace_wide_brackets(text)
        at = 0
        for bracket in _BRACKET.finditer(text):
            yield from self._read_bare(text, at, bracket.start())
            yield from self._read_bracket(text, bracket)
            at = bracket.end()
        yield from self._read_bare(text, at, len(text))

    def _read_bare(self, text: str, low: int, high: int) -> Iterator[AuthorYearCall]:
        """Yield the citations between two brackets: "Doe et al. 2024 report", "Doe, 2024"."""
        for start, end, years in _read_years_within(text, low, high):
            item = self._read_names_before(text, start, _Item(start, end, years))
            if item.entry and years != (NO_YEAR,) and _is_adjacent(text, item):
                yield AuthorYearCall(item, text[item.start : end], widen_cut(text, start, end))

    def _read_bracket(self, text: str, bracket: re.Match[str]) -> Iterator[AuthorYearCall]:
        """Yield the citations of a bracket: each of its years with the names before it, inside or outside."""
        low, high = bracket.span(1)
        if self.last is not None and _ibid().match(text, low, high):
            if self._names_another(text, bracket.start()):
                return
            item = replace(self.last, at=low, end=high, offsets=())
            yield AuthorYearCall(item, bracket[0], widen_cut(text, *bracket.span()))
            return
        items: list[_Item] = []
        for start, end, years in _read_years_within(text, low, high):
            item = self._read_names_within(text, items[-1].end if items else low, _Item(start, end, years))
            if not item.words and items:
                item = self._resolve(replace(item, words=items[-1].words))
            elif not item.words:
                item = self._read_names_before(text, bracket.start(), item)
            items.append(item)
        quoted = any(sign in bracket[1] for sign in '"\u201c')  # the year may be of a title: ("Rolls of 1840" 2)
        known = any(item.entry for item in items)
        if (quoted or not known) and (pages := list(self._read_pages(text, bracket))):
            yield from _make_calls(text, bracket, pages)
            return
        checked = [
            item
            if item.entry or _is_further_year(text, item, before)
            else self._check_form(text, bracket, item, known=known)
            for before, item in zip((None, *items), items, strict=False)
        ]
        yield from _make_calls(text, bracket, [item for item in checked if item])

    def _count_pages(self, text: str) -> int:
        """Return how many brackets of a text cite an entry by its author or title and a page."""
        return sum(any(self.index.find_work(one.words) for one in read_works(row)) for row in _BRACKET.finditer(text))

    def _read_pages(self, text: str, bracket: re.Match[str]) -> Iterator[_Item]:
        """Yield the works that a bracket cites by author and page, or that of the author whom the sentence names."""
        for one in read_works(bracket):
            entry = self.index.find_work(one.words)
            if entry:
                self.last = _Item(*one.page, entry.years, one.words, one.offsets, entry, comma=False)
                yield self.last
            elif self.by_page >= _MANY_PAGES and self._lacks_author(text, bracket, one):
                yield _Item(*one.page, (NO_YEAR,), one.words, one.offsets, comma=False, sure=False)
        if self.by_page and _PAGE.fullmatch(bracket[1]):
            low = max(0, bracket.start() - _LONGEST_SENTENCE)
            low = max((low, *(found.end() for found in _SENTENCE_START.finditer(text, low, bracket.start()))))
            names = [word[0] for word in find_words(text[low : bracket.start()]) if is_surname(word[0])]
            named = {entry for name in names if (entry := self.index.find_work([name]))}
            if len(named) == 1:
                entry = named.pop()
                yield _Item(*bracket.span(1), entry.years, entry=entry, comma=False)

    def _lacks_author(self, text: str, bracket: re.Match[str], one: WorkOnPage) -> bool:
        """Return whether a bracket at the end of a sentence has surnames of no entry before a page: "(Doe 77)".

        A comma precedes the age of a person: "(Doe, 44)".
        """
        names = [word for word in one.words if word not in words_in_all_languages("author_joints")]
        known = any(self.index.knows_authors([word]) for word in names)
        ended = text[bracket.end() : bracket.end() + 1] in ".;!?" and not text[: one.page[0]].rstrip().endswith(",")
        return ended and not known and len(names) <= SEVERAL and all(map(is_surname, names)) and name_someone(names)

    def _names_another(self, text: str, end: int) -> bool:
        """Return whether the author before "(ibid.)" is not that of the citation before it."""
        words = list(find_words(text[max(0, end - _REACH) : end]))
        before = words[-1][0] if words else ""
        known = self.last.entry.names if self.last and self.last.entry else frozenset()
        return bool(before) and self.index.knows_authors([before]) and fold_name(before) not in known

    def _read_names_within(self, text: str, since: int, item: _Item) -> _Item:
        """Return `item` with the names before it; those after a semicolon first, since "Doe; Roe, 2020" is rare."""
        comma = text[since : item.at].rstrip().endswith(",")
        if whole := self._read_row_of_names(text, since, item):
            return replace(whole, comma=comma)
        read = item
        for low in dict.fromkeys((text.rfind(";", since, item.at) + 1 or since, since)):
            inside = _LOCATOR.sub(lambda found: " " * len(found[0]), text[low : item.at])
            words = list(find_words(inside))
            if any(is_capital(word[0]) for word in words):
                found = self._resolve(replace(_take_words(item, words, low), comma=comma))
                read = found if found.entry or not read.words or are_names(found.words) else read
                if found.entry:
                    break
        return read

    def _read_row_of_names(self, text: str, since: int, item: _Item) -> _Item | None:
        """Return `item` with names that semicolons separate, "Doe; Roe; Poe, 2019", if just they are those of an entry.

        The ABNT separates the authors of one work so, where others separate works.
        """
        words, count = list(find_words(text[since : item.at])), count_surnames(text[since : item.at])
        found = self.index.find([word[0] for word in words], item.years[0]) if count > 1 else None
        if found is None or found.at or found.entry.authors != min(count, SEVERAL):
            return None
        self.last = replace(_take_words(item, words, since), entry=found.entry)
        return self.last

    def _read_names_before(self, text: str, end: int, item: _Item) -> _Item:
        """Return `item` with the words before `end`, unchanged if none is next to it."""
        low = max(0, end - _REACH)
        low = max((low, *(found.end() for found in _CLAUSE_END.finditer(text, low, end))))
        words = list(find_words(text[low:end]))
        if not words or not _BEFORE_YEAR.fullmatch(text, low + words[-1].end(), end):
            return item
        read = _take_words(item, words, low)
        if self.last and fold_name(words[-1][0]) in words_in_all_languages("same_author"):
            read = replace(read, words=self.last.words, offsets=(low + words[-1].start(),))
        found = self._resolve(read, near=True)
        if found.entry and _LISTED_NAME.search(text, found.start, end):
            return item
        return found

    def _resolve(self, item: _Item, *, near: bool = False) -> _Item:
        """Return `item` with the entry that it names and from its first name on; unchanged if it names none."""
        for year in item.years:
            if found := self.index.find(item.words, year, near=near):
                self.last = replace(
                    item, words=item.words[found.at :], offsets=item.offsets[found.at :], entry=found.entry
                )
                return self.last
        return item

    def _check_form(self, text: str, bracket: re.Match[str], item: _Item, *, known: bool) -> _Item | None:
        """Return an item without entry as far as its form alone makes it a citation, None if it does not.

        `known` is whether another item of the bracket names an entry.
        """
        if item.years == (NO_YEAR,) or not item.offsets:
            return None
        outside = item.start < bracket.start()
        gap = item.offsets[-1] + len(item.words[-1]), bracket.start() if outside else item.at
        item = _drop_lead(item, outside=outside)
        if not name_someone(item.words) or not _BEFORE_YEAR.fullmatch(text, *gap):
            return None
        if "=" in text[bracket.start() : item.at] and not outside:
            return None  # "(N = 71 as of November 2018)"
        several = any(word == "al" for word in item.words)
        author = self.index.knows_authors(item.words)
        if outside:
            alone = not text[bracket.start(1) : item.at].strip() and not _count_other_words(text, bracket, [item])
            named = item if several or author else _drop_origin(text, item) or _take_pair(text, item)
            return named if alone else None
        if _count_other_words(text, bracket, [item]) and not known:
            return None
        joined = len(item.words) > 1 and any(not is_capital(word) for word in item.words[1:])
        joined = joined or bool(re.search(r"[&/]", text[item.start : item.at]))
        sure = known or several or author or joined or item.years[0][-1].isalpha()
        in_sentence = len(text[: bracket.start()].split()) >= _FEWEST_WORDS and all(map(is_surname, item.words))
        return replace(item, sure=sure) if sure or in_sentence else None


def _is_further_year(text: str, item: _Item, before: _Item | None) -> bool:
    """Return whether an item is another year of the author of an entry: "Doe, 2004, 2007" with Doe 2004 listed."""
    if before is None or before.entry is None or item.offsets or item.years == (NO_YEAR,):
        return False
    return _NEXT_YEAR.fullmatch(text, before.end, item.at) is not None and text[item.end : item.end + 1] in ");],"


def _read_years_within(text: str, low: int, high: int) -> Iterator[tuple[int, int, tuple[str, ...]]]:
    """Yield the years of `text[low:high]`, and one for each further letter: "2019a, b" is 2019a and 2019b."""
    for start, end, years in read_years(text[low:high]):
        yield low + start, low + end, years
        at = low + end
        while years[0][-1].isalpha() and (letter := _LETTER.match(text, at, high)):
            yield letter.start(1), letter.end(1), (years[0][:-1] + letter[1],)
            at = letter.end()


def _take_words(item: _Item, words: Sequence[re.Match[str]], low: int) -> _Item:
    return replace(item, words=tuple(word[0] for word in words), offsets=tuple(low + word.start() for word in words))


def _drop_origin(text: str, item: _Item) -> _Item | None:
    """Return `item` from the surname on that follows "according to"; None without one: "laut Jahresbericht (2016)"."""
    origin = [found.end() for found in _origin().finditer(text, max(0, item.start - _REACH), item.offsets[-1])]
    first = next((at for at, offset in enumerate(item.offsets) if offset in origin[-1:]), None)
    if first is None:
        return None
    names = replace(item, words=item.words[first:], offsets=item.offsets[first:])
    documents = words_in_all_languages("document_words")
    is_document = any(fold_name(word).endswith(documents) for word in names.words)
    is_named = all(is_surname(word) or len(word) <= LONGEST_CONNECTOR for word in names.words)
    return names if is_named and is_capital(names.words[0]) and not is_document else None


def _take_pair(text: str, item: _Item) -> _Item | None:
    """Return `item` from the first of two joined surnames on: "As Ito and Sato (2011) show"; None without two.

    It is sure only after a word such as "as": "Thelma and Louise (1991)" has the same form.
    """
    lead, names = item.words[:-3], item.words[-3:]
    joint = len(names) == 3 and names[1] in words_in_all_languages("author_joints")
    if not joint or is_joint_name(names) or not (is_surname(names[0]) and is_surname(names[2])):
        return None
    before = [fold_name(word[0]) for word in find_words(text[max(0, item.offsets[-3] - _REACH) : item.offsets[-3]])]
    led = before[-1:] != [] and before[-1] in words_in_all_languages("note_leads")
    if lead and not (led and len(lead) == 1):
        return None
    return replace(item, words=names, offsets=item.offsets[-3:], sure=led)


@cache
def _origin() -> re.Pattern[str]:
    """Return a pattern for what precedes the origin of a statement: "according to ", "laut "."""
    return re.compile(rf"(?<!\w)(?:{alternatives_in_all_languages('attribution_words')})\s", re.IGNORECASE)


def _is_adjacent(text: str, item: _Item) -> bool:
    """Return whether a year without brackets is next to its names: "Doe 2024", "Doe et al. 2024"."""
    last = item.words[-1]
    gap = text[item.offsets[-1] + len(last) : item.at] if item.offsets else "."
    return (last == "al" or (is_capital(last) and "." not in gap)) and item.at - item.start <= _LONGEST_BARE


def _drop_lead(item: _Item, *, outside: bool) -> _Item:
    """Return `item` without the words before its names ("see also"); without any names if other words are in them."""
    words = item.words
    first = next((at for at, word in enumerate(words) if is_capital(word)), len(words))
    if outside:  # running text: the last words that may be names
        first = len(words)
        while first and (is_capital(words[first - 1]) or len(words[first - 1]) <= LONGEST_CONNECTOR):
            first -= 1
        while first < len(words) and not is_capital(words[first]):
            first += 1
    names = words[first:]
    kept = names if are_names(names) and len(names) <= _MOST_NAMES else ()
    return replace(item, words=kept, offsets=item.offsets[len(words) - len(kept) :])


@cache
def _ibid() -> re.Pattern[str]:
    """Return a pattern for a bracket that repeats the citation before: "ibid., p. 5", "ebd."."""
    words = alternatives_in_all_languages("ibid")
    return re.compile(rf"\s*(?:[^\W\d_]{{2,4}}\.?\s)?(?:{words})\.?(?:[\s,:].{{0,30}})?", re.IGNORECASE)


def _count_other_words(text: str, bracket: re.Match[str], items: Sequence[_Item]) -> int:
    """Return how many words of a bracket are neither names and years of `items` nor pages."""
    low, high = bracket.span(1)
    pieces, at = [], low
    for item in items:
        pieces.append(text[at : max(at, item.start)])
        at = max(at, item.end)
    rest = _LOCATOR.sub(" ", " ".join([*pieces, text[at:high]]))
    return sum(len(word[0]) > 1 for word in find_words(rest))


def _make_calls(text: str, bracket: re.Match[str], items: Sequence[_Item]) -> Iterator[AuthorYearCall]:
    """Yield the citations of a bracket. One alone is printed as the bracket with the name before it."""
    if not items:
        return
    first = items[0].start
    outside = first < bracket.start()
    if outside or _count_other_words(text, bracket, items) <= _MOST_OTHER_WORDS:
        cut = widen_cut(text, *bracket.span())
    else:
        joint = max(text.rfind(sign, bracket.start(1), first) for sign in ",;:")
        cut = (joint if joint >= 0 else first, bracket.end(1))
    for item in items:
        if len(items) == 1:
            label = text[min(first, bracket.start()) : bracket.end()]
        elif outside and item.start <= bracket.start(1):
            label = f"{text[first : bracket.start()].strip()} ({text[item.at : item.end]})"
        elif item.offsets and item.start >= bracket.start(1):
            label = text[item.start : item.end]
        else:
            label = f"{item.entry.shown if item.entry else item.words[0]}, {text[item.at : item.end]}"
        yield AuthorYearCall(item, label, cut)
