"""Notes that refer to other notes: "Ibid.", "see note 35", "Roe, 410 U.S. at 120", "Roe, supra, at 12".

Such a note gets the sources of the note that it means, so that its claim is checked against them. The number in "see
note 35" is the printed number, not the position in the file; a page of another book ("see note on page 197") is no
note. The short citation of a judgment names it by volume and reporter, or by a party, of a note before that cites it in
full. A note is read piece by piece, since several references may be separated by semicolons.
A work is cited again by its author, alone or with words of its title: "Hale, op. cit., p. 44", "Hale, Forts, 44". It is
that of the one note before which has all these words, the first near its beginning; of several notes, none is meant.
Chicago Manual of Style 17, 14.30 (shortened citations), 14.36 (op. cit.).
https://indigobook.github.io/versions/indigobook-2.0.html (R14, short forms), OSCOLA 4, 1.2 ("Hale (n 1) [35]").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from typing import NamedTuple

from citecheck.draft.author_names import begins_with_person, find_words, fold_name, is_capital, month_words
from citecheck.model.draft import CitationSystem, Footnote, Source
from citecheck.model.target import Kind, Offline, Url
from citecheck.text.languages import alternatives_in_all_languages, words_in_all_languages
from citecheck.url.identifiers import find_cases, find_short_cases

_MAX_WORDS = 25
"""Most words of a note that only refers to another one; a longer note has its own content."""
_NUMBERED = re.compile(r"\(n\.? (?P<number>\d{1,4})\)")
"""A reference to another note as in English and Australian judgments: "Hale (n 1) [35]"."""
_SHORT_NAME = re.compile(r"(?P<name>[A-Z][^,;()]{1,80}?),? supra\b(?!,? (?:n\b|note|at n))")
"""A judgment by one of its parties: "Port of Lorne, supra, at 3"."""
_FEW_WORDS = 12
"""Most words of a reference that only repeats an earlier one."""
_EMPHASIS = re.compile(r"(?<!\w)(?P<mark>\*{1,3}|_{1,3})(?=\S)(?P<words>[^*_\n]+)(?<=\S)(?P=mark)(?!\w)")
"""Words that a markup language emphasises, as short forms are in print: "*Id.* at 5"; the note keeps the marks."""
_SIGNALS = frozenset({"see", "cf", "in", "re", "also", "but", "accord", "id", "the"})
"""Words before the name of a judgment."""
_FIRST_WORDS = 5
"""Words of a note among which the name of its author is looked for: "Jane Hale and William Lund, Forts"."""
_MOST_SHORT_WORDS = 12
"""Most words of a note that cites a work again by its author and words of its title."""
_MOST_ALIKE = 40
"""Most notes with one name that are compared with a short citation, the last ones."""
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_AUTHORS_END = re.compile(r"[,:;(*_\"\u201c\u00ab\u201e]|(?<=[^\W\d_]{3})\.")
"""What follows the authors at the beginning of a note; the full stop of an initial does not."""
_MOST_NAME_WORDS = 9
"""Most words of the authors of a note: "Jane Hale, W. H. Lund and J. van der Marsh"."""
_LONGEST_PARTICLE = 3
"""Letters of the small words within names: "van", "der", "al"."""
_FAMILY_NAME = 2
"""Characters that East Asian names are compared by: "\u7530\u4e2d" is also "\u7530\u4e2d\u592a\u90ce"."""


class _Meant(NamedTuple):
    """The note at index `at` of which a note refers to what has `words` or is `case`; None if there is no such note."""

    at: int | None
    words: frozenset[str] = frozenset()
    case: str = ""
    piece: str = ""
    """The piece of the note that cites the work which is meant."""
    author: tuple[str, ...] = ()
    """The folded names before the number of a note: "Hale" of "Hale, supra note 4"."""
    misnamed: bool = False
    """Whether the note of that number is by others, and this is the one by the author, or None."""


@dataclass(slots=True)
class _EarlierJudgments:
    """The judgments that notes cite in full, by the index of the note."""

    by_case: dict[str, int] = field(default_factory=dict)
    by_volume: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    names: dict[int, frozenset[str]] = field(default_factory=dict)
    by_word: dict[str, set[int]] = field(default_factory=dict)

    def add(self, at: int, text: str) -> None:
        """Add the judgments of the note at index `at`."""
        cases = list(find_cases(text))
        for case in cases:
            self.by_case.setdefault(case, at)
            self.by_volume.setdefault(case.rpartition(" ")[0], []).append((at, case))
        if cases:
            self.names[at] = _name_words(text)
            for word in self.names[at]:
                self.by_word.setdefault(word, set()).add(at)

    def find(self, piece: str) -> Iterator[_Meant]:
        """Yield the judgments that a piece of a note cites in short, or again."""
        words = _name_words(piece)
        for volume in find_short_cases(piece):
            rows = self.by_volume.get(volume, ())
            named = [row for row in rows if words & self.names[row[0]]] or list(rows)
            if named and len({case for _, case in named}) == 1:
                yield _Meant(named[0][0], words, named[0][1])
        for case in find_cases(piece):
            if case in self.by_case:
                yield _Meant(self.by_case[case], frozenset(), case)
        for found in _SHORT_NAME.finditer(piece):
            named_by = _name_words(found["name"])
            held = [self.by_word.get(word, set()) for word in named_by]
            if same := set.intersection(*held) if held else set():
                yield _Meant(max(same), named_by)


class _EarlierWork(NamedTuple):
    """A piece of the note at index `at` that cites a work, with its words and figures, folded."""

    at: int
    piece: str
    words: frozenset[str]


@dataclass(slots=True)
class _EarlierWorks:
    """The works that notes cite, by the words that may be their authors."""

    by_name: dict[str, list[_EarlierWork]] = field(default_factory=dict)
    by_author: dict[str, list[_EarlierWork]] = field(default_factory=dict)
    all_words: set[str] = field(default_factory=set)

    def add(self, at: int, piece: str) -> None:
        """Add what a piece of the note at index `at` cites."""
        words = _fold_all(piece)
        names = [_fold_author(word) for word in words if not word.isdigit()][:_FIRST_WORDS]
        work = _EarlierWork(at, piece, frozenset((*words, *names)))
        self.all_words |= work.words
        for name in dict.fromkeys(names):
            self.by_name.setdefault(name, []).append(work)
        for name in _read_authors(piece):
            self.by_author.setdefault(name, []).append(work)

    def correct(self, one: _Meant, held: Footnote) -> _Meant:
        """Return what is meant by the author and the number of a note; `held` is the note of that number.

        The author decides where that note has none of the names and an earlier one begins with the last of them. A name
        that is in no earlier note leaves the number as it is, and is another author if a person is named there.
        """
        works = self.by_author.get(one.author[-1], [])[-_MOST_ALIKE:] if one.author else []
        words = {fold_name(word[0]) for text in _list_texts(held) for word in find_words(text)}
        if not words.isdisjoint(one.author) or not any(_read_authors(text) for text in _list_texts(held)):
            return one
        if not works:
            unknown = bool(one.author) and self.all_words.isdisjoint(one.author)
            return one._replace(misnamed=unknown and any(map(begins_with_person, _list_texts(held))))
        pieces = {" ".join(work.piece.split()).rstrip(".") for work in works}
        only = works[-1] if len(pieces) == 1 else None
        return _Meant(only.at if only else None, piece=only.piece if only else "", misnamed=True)

    def find(self, piece: str) -> Iterator[_Meant]:
        """Yield the work before that a piece of a note cites again by its author, at most with words of its title."""
        before, short = _cited_before().search(piece), _SHORT_NAME.search(piece)
        again = before.start() if before else short.end("name") if short else None
        named = _locators().sub(" ", piece[:again])
        words = [word for word in _fold_all(named) if word not in words_in_all_languages("author_joints")]
        is_short = len(words) <= _MOST_SHORT_WORDS and (named != piece or _names_title(piece))
        if not words or words[0].isdigit() or not (again is not None or is_short):
            return
        first = _fold_author(words[0])
        alike = self.by_name.get(first, [])[-_MOST_ALIKE:]
        found = [work for work in alike if work.words.issuperset((first, *words[1:]))]
        if len({" ".join(work.piece.split()).rstrip(".") for work in found}) == 1:
            yield _Meant(found[-1].at, piece=found[-1].piece)


def _list_texts(note: Footnote) -> tuple[str, ...]:
    """Return the text of a note and those of its sources, which may be those of the note that it refers to."""
    return (note.text, *(text for source in note.sources for text in (source.raw, source.title) if text))


def _read_authors(piece: str) -> tuple[str, ...]:
    """Return the folded family names that a piece of a note begins with: "hale" of "Jane Hale and W. Lund, Forts"."""
    head = _AUTHORS_END.split(_signal().sub("", piece).strip(), maxsplit=1)[0]
    words = [word[0] for word in find_words(head)]
    if len(words) > _MOST_NAME_WORDS or any(char.isdigit() for char in head):
        return ()
    joints = words_in_all_languages("author_joints")
    if any(not is_capital(word) and len(word) > _LONGEST_PARTICLE and word not in joints for word in words):
        return ()
    lasts = [word for at, word in enumerate(words, 1) if at == len(words) or words[at] in joints]
    return tuple(fold_name(word) for word in lasts if is_capital(word) and len(word) > 1)


def _read_names_before(text: str, lead: str) -> tuple[str, ...]:
    """Return the folded names before a reference: "jane", "hale" of "But see Jane Hale, " before "supra note 4".

    A sentence names no author: "For the forts of Hale, see note 4". The `lead` of the number says which it is.
    """
    first = next((fold_name(word[0]) for word in find_words(lead)), "")
    if first in words_in_all_languages("see") and first not in words_in_all_languages("within_draft"):
        return ()
    words = [word[0] for word in find_words(_signal().sub("", text))]
    joints = words_in_all_languages("author_joints")
    if not all(is_capital(word) or len(word) <= _LONGEST_PARTICLE or word in joints for word in words):
        return ()
    names = (fold_name(word) for word in words if is_capital(word) and len(word) > 1)
    return tuple(name for name in names if name not in _SIGNALS)


def _names_title(piece: str) -> bool:
    """Return whether words of a title may follow the author: "Hale, Forts", not "Harbour News, May 2020"."""
    return any(not word.isdigit() and word not in month_words() for word in _fold_all(piece.partition(",")[2]))


def _fold_all(text: str) -> list[str]:
    """Return the words of a text of two letters or more, folded, and its figures, in order, without signals."""
    words = re.findall(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|\d+", _signal().sub("", text))
    return [fold_name(word) for word in words if len(word) > 1 or word.isdigit()]


def _fold_author(word: str) -> str:
    """Return a word that may be a name by what authors are compared by."""
    return word[:_FAMILY_NAME] if _EAST_ASIAN.match(word) else word


@cache
def _signal() -> re.Pattern[str]:
    """Return a pattern for what precedes a citation in a note: "See also ", "Vgl. "."""
    return re.compile(rf"\A\s*(?:{alternatives_in_all_languages('see')})[\s,]+", re.IGNORECASE)


@cache
def _cited_before() -> re.Pattern[str]:
    """Return a pattern for what says that a work was cited before: "op. cit.", "a. a. O."."""
    return re.compile(rf"(?<!\w)(?:{alternatives_in_all_languages('cited_before')})(?![^\W\d_])", re.IGNORECASE)


@cache
def _locators() -> re.Pattern[str]:
    """Return a pattern for pages and parts of a work: "p. 4", "S. 12-14 f.", "ch. 3", ", 44" at the end of a clause."""
    labels = alternatives_in_all_languages("page_words", "part_words", "part_labels")
    figures = r"\d+(?:\s?[-\u2013]\s?\d+)*(?:\s?(?:ff?|sqq?)(?!\w)\.?)?"
    return re.compile(
        rf"(?<!\w)(?:{labels})\.?\s?{figures}|\u7b2c?\d+\s?[\u9801\u9875]|\u7b2c\d+"
        rf"|[,:\u3001\uff0c\u060c]\s?(?!(?:1[4-9]|20)\d\d\b){figures}(?=\s*(?:[,;.)]|\Z))",
        re.IGNORECASE,
    )


def _name_words(text: str) -> frozenset[str]:
    """Return the words with capitals of a name, folded, without signals and initials."""
    words = (word[0] for word in find_words(text) if is_capital(word[0]) and len(word[0]) > 1)
    return frozenset(map(fold_name, words)) - _SIGNALS


@cache
def _ibid() -> re.Pattern[str]:
    """Return a pattern for a note that repeats the source of the one before: "Ibid., p. 12", "See id. at 5"."""
    ibid, see = alternatives_in_all_languages("ibid", "cited_before"), alternatives_in_all_languages("see")
    return re.compile(
        rf"\s*(?:(?:{see})\s+)?(?:{ibid})"
        r"(?=[\s.,;:\u060c\u3002\uff0c\u3001]|$)\.?(?P<rest>[^;\n]{0,80})$",
        re.IGNORECASE,
    )


@cache
def _see() -> re.Pattern[str]:
    """Return a pattern for a reference to another note: "see supra note 12", "siehe Fußnote 3"."""
    within, note = map(alternatives_in_all_languages, ("within_draft", "note_words"))
    lead = rf"(?<!\w)(?:{alternatives_in_all_languages('see', 'note_leads', 'within_draft')})"
    return re.compile(
        rf"(?:{lead},?\s+(?:(?:{within}),?\s+|la\s+)?(?:{note})\s*|{lead}\s+n\s"
        rf"|(?:\(|^\s*|(?<!\d),\s|[\u3001\u30fb\uff0c])(?!n\.)(?:{note})\s*)"
        rf"\(?(?P<number>\d{{1,4}})\b(?!\s*(?:on page|on p\.))",
        re.IGNORECASE,
    )


def is_short_form(text: str) -> bool:
    """Return whether a text only repeats an earlier reference: "Id. at 5", "Roe, 410 U.S. at 120", "Roe, supra"."""
    words = _strip_emphasis(text)
    if _ibid().match(words):
        return True
    repeats = next(find_short_cases(words), None) or _SHORT_NAME.match(words) or _see().search(words)
    return bool(repeats) and len(words.split()) <= _FEW_WORDS and next(find_cases(words), None) is None


def resolve_back_references(
    notes: tuple[Footnote, ...],
) -> tuple[tuple[Footnote, ...], tuple[Footnote, ...], tuple[Footnote, ...]]:
    """Return the notes with the sources they refer to, those that refer to none, and those that name another author.

    The entries of a list of references follow the notes; they refer to nothing.
    """
    references = tuple(note for note in notes if note.system is CitationSystem.REFERENCE)
    made = list(notes[: len(notes) - len(references)])
    unresolved: list[Footnote] = []
    misnamed: list[Footnote] = []
    number_of = {note.id: re.sub(r"\D", "", note.marker) for note in made}
    by_number = {number_of[note.id]: at for at, note in reversed(list(enumerate(made)))}
    counted_once = len(by_number) == len(made)
    earlier, works = _EarlierJudgments(), _EarlierWorks()
    for at, note in enumerate(made):
        pieces = note.text.split(";")
        meant = [
            list(_find_meant(piece, at, by_number, earlier, note)) or list(_find_again(piece, works, note))
            for piece in pieces
        ]
        meant = [[one if one.at is None else works.correct(one, made[one.at]) for one in row] for row in meant]
        earlier.add(at, _strip_emphasis(note.text))
        for piece, row in zip(pieces, meant, strict=True):
            if not row:
                works.add(at, _strip_emphasis(piece))
        faulty = [one for row in meant for one in row if one.misnamed or one.at is None] if counted_once else []
        if faulty:
            (misnamed if any(one.misnamed for one in faulty) else unresolved).append(note)
        made[at] = _borrow(note, pieces, meant, made)
    return (*made, *references), tuple(unresolved), tuple(misnamed)


def _borrow(
    note: Footnote, pieces: Sequence[str], meant: Sequence[Sequence[_Meant]], notes: Sequence[Footnote]
) -> Footnote:
    """Return a note with the sources that its pieces mean, before those of the pieces that refer to no other note."""
    borrowed = [
        [borrow_source(note, source) for one in row if one.at is not None for source in _narrow(notes[one.at], one)]
        for row in meant
    ]
    if not any(borrowed):
        return note
    own = _list_own(note, [piece for piece, row in zip(pieces, borrowed, strict=True) if not row])
    return replace(note, sources=tuple(dict.fromkeys((*chain.from_iterable(borrowed), *own))))


def _find_meant(
    piece: str, at: int, by_number: dict[str, int], earlier: _EarlierJudgments, note: Footnote
) -> Iterator[_Meant]:
    """Yield the notes that a piece of the note at index `at` refers to; one with an address refers to itself."""
    if any(not isinstance(one.target, Offline) for one in note.sources):
        yield from () if _has_address(piece, note) else earlier.find(_strip_emphasis(piece))
        return
    words = _strip_emphasis(piece)
    if note.text.startswith(piece) and _ibid().match(words):
        yield _Meant(at - 1 if at else None)
        return
    see = _see().search(words) or _NUMBERED.search(words)
    if see and len(note.text.split()) <= _MAX_WORDS:
        yield _Meant(by_number.get(see["number"]), author=_read_names_before(words[: see.start()], see[0]))
        return
    yield from earlier.find(words)


def _find_again(piece: str, works: _EarlierWorks, note: Footnote) -> Iterator[_Meant]:
    """Yield the work that a piece of a note without an address of its own cites again."""
    if not _has_address(piece, note):
        yield from works.find(_strip_emphasis(piece))


def _has_address(piece: str, note: Footnote) -> bool:
    """Return whether a piece of a note holds the address of one of its sources."""
    return any(_is_written(source, piece) for source in note.sources if not isinstance(source.target, Offline))


def _is_written(source: Source, piece: str) -> bool:
    return source.raw in piece or (isinstance(source.target, Url) and source.target.written in piece)


def _strip_emphasis(text: str) -> str:
    """Return a text without the marks of emphasis."""
    return _EMPHASIS.sub(r"\g<words>", text)


def _narrow(meant: Footnote, one: _Meant) -> Sequence[Source]:
    """Return the sources of a note that are meant: all, or those that are the judgment, if any can be distinguished.

    The short citation of a judgment is a source itself, so one without an address adds nothing.
    """
    sources = [source for source in meant.sources if source.kind is not Kind.NOTE]
    if one.piece:
        addressed = [source for source in sources if not isinstance(source.target, Offline)]
        held = [source for source in addressed if _is_written(source, one.piece)]
        return held or (addressed if ";" not in meant.text else [])
    if not (one.case or one.words):
        return sources
    same = [
        source
        for source in sources
        if (one.case and one.case in find_cases(source.raw)) or (one.words and one.words <= _name_words(source.raw))
    ]
    return [source for source in same or sources if not isinstance(source.target, Offline)]


def _list_own(note: Footnote, pieces: Sequence[str]) -> list[Source]:
    """Return the sources of a note that are in the pieces which refer to no other note."""
    named = [source for source in note.sources if source.kind is not Kind.NOTE]
    return [
        source
        for source in named
        if not isinstance(source.target, Offline)
        or any(source.raw.rstrip(". ") in " ".join(piece.split()) for piece in pieces)
    ]


def borrow_source(note: Footnote, source: Source) -> Source:
    """Return the source of another note as cited by this one."""
    return replace(source, raw=note.text, place=note.place, title=source.title or source.raw)
