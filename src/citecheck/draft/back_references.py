"""Notes that refer to other notes: "Ibid.", "see note 35", "Roe, 410 U.S. at 120", "Roe, supra, at 12".

Such a note gets the sources of the note that it means, so that its claim is checked against them. The number in "see
note 35" is the printed number, not the position in the file; a page of another book ("see note on page 197") is no
note. The short citation of a judgment names it by volume and reporter, or by a party, of a note before that cites it in
full. A note is read piece by piece, since several references may be separated by semicolons.
https://indigobook.github.io/versions/indigobook-2.0.html (R14, short forms), OSCOLA 4, 1.2 ("Hale (n 1) [35]").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from typing import NamedTuple

from citecheck.draft.author_names import find_words, fold_name, is_capital
from citecheck.model.draft import CitationSystem, Footnote, Source
from citecheck.model.target import Kind, Offline, Url
from citecheck.text.languages import alternatives_in_all_languages
from citecheck.url.identifiers import find_cases, find_short_cases

_MAX_WORDS = 25
"""Most words of a note that only refers to another one; a longer note has its own content."""
_NUMBERED = re.compile(r"\(n\.? (?P<number>\d{1,4})\)")
"""A reference to another note as in English and Australian judgments: "Hale (n 1) [35]"."""
_SHORT_NAME = re.compile(r"(?P<name>[A-Z][^,;()]{1,80}?),? supra\b(?!,? (?:n\b|note|at n))")
"""A judgment by one of its parties: "Port of Lorne, supra, at 3"."""
_EMPHASIS = re.compile(r"(?<!\w)(?P<mark>\*{1,3}|_{1,3})(?=\S)(?P<words>[^*_\n]+)(?<=\S)(?P=mark)(?!\w)")
"""Words that a markup language emphasises, as short forms are in print: "*Id.* at 5"; the note keeps the marks."""
_SIGNALS = frozenset({"see", "cf", "in", "re", "also", "but", "accord", "id", "the"})
"""Words before the name of a judgment."""


class _Meant(NamedTuple):
    """The note at index `at` of which a note refers to what has `words` or is `case`; None if there is no such note."""

    at: int | None
    words: frozenset[str] = frozenset()
    case: str = ""


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


def _name_words(text: str) -> frozenset[str]:
    """Return the words with capitals of a name, folded, without signals and initials."""
    words = (word[0] for word in find_words(text) if is_capital(word[0]) and len(word[0]) > 1)
    return frozenset(map(fold_name, words)) - _SIGNALS


@cache
def _ibid() -> re.Pattern[str]:
    """Return a pattern for a note that repeats the source of the one before: "Ibid., p. 12", "See id. at 5"."""
    ibid, see = alternatives_in_all_languages("ibid"), alternatives_in_all_languages("see")
    return re.compile(
        rf"\s*(?:(?:{see})\s+)?(?:{ibid})"
        r"(?=[\s.,;:\u060c\u3002\uff0c\u3001]|$)\.?(?P<rest>[^;\n]{0,80})$",
        re.IGNORECASE,
    )


@cache
def _see() -> re.Pattern[str]:
    """Return a pattern for a reference to another note: "see supra note 12", "siehe Fußnote 3"."""
    see, note = alternatives_in_all_languages("see"), alternatives_in_all_languages("note_words")
    return re.compile(
        rf"(?:\b(?:{see})\s+(?:supra\s+|above\s+|la\s+)?|\(|^|\bsupra,?\s+|,\s)"
        rf"(?:{note})\s*(?P<number>\d{{1,4}})\b(?!\s*(?:on page|on p\.))",
        re.IGNORECASE,
    )


def resolve_back_references(notes: tuple[Footnote, ...]) -> tuple[tuple[Footnote, ...], tuple[Footnote, ...]]:
    """Return the notes with the sources they refer to, and the notes whose reference cannot be resolved.

    The entries of a list of references follow the notes; they refer to nothing.
    """
    references = tuple(note for note in notes if note.system is CitationSystem.REFERENCE)
    notes = notes[: len(notes) - len(references)]
    made: list[Footnote] = []
    unresolved: list[Footnote] = []
    number_of = {note.id: re.sub(r"\D", "", note.marker) for note in notes}
    by_number = {number_of[note.id]: at for at, note in reversed(list(enumerate(notes)))}
    counted_once = len(by_number) == len(notes)
    earlier = _EarlierJudgments()
    for at, note in enumerate(notes):
        made.append(note)
        pieces = note.text.split(";")
        meant = [list(_find_meant(piece, at, by_number, earlier, note)) for piece in pieces]
        earlier.add(at, _strip_emphasis(note.text))
        if any(one.at is None for row in meant for one in row) and counted_once:
            unresolved.append(note)
        borrowed = [
            [
                borrow_source(note, source)
                for one in row
                if one.at is not None
                for source in _narrow(made[one.at] if one.at < at else notes[one.at], one)
            ]
            for row in meant
        ]
        if any(borrowed):
            own = _list_own(note, [piece for piece, row in zip(pieces, borrowed, strict=True) if not row])
            made[at] = replace(note, sources=tuple(dict.fromkeys((*chain.from_iterable(borrowed), *own))))
    return (*made, *references), tuple(unresolved)


def _find_meant(
    piece: str, at: int, by_number: dict[str, int], earlier: _EarlierJudgments, note: Footnote
) -> Iterator[_Meant]:
    """Yield the notes that a piece of the note at index `at` refers to; one with an address refers to itself."""
    addressed = [one for one in note.sources if not isinstance(one.target, Offline)]
    if addressed:
        written = [one.target.written if isinstance(one.target, Url) else one.raw for one in addressed]
        own = any(one.raw in piece or shown in piece for one, shown in zip(addressed, written, strict=True))
        yield from () if own else earlier.find(_strip_emphasis(piece))
        return
    words = _strip_emphasis(piece)
    if note.text.startswith(piece) and _ibid().match(words):
        yield _Meant(at - 1 if at else None)
        return
    see = _see().search(words) or _NUMBERED.search(words)
    if see and len(note.text.split()) <= _MAX_WORDS:
        yield _Meant(by_number.get(see["number"]))
        return
    yield from earlier.find(words)


def _strip_emphasis(text: str) -> str:
    """Return a text without the marks of emphasis."""
    return _EMPHASIS.sub(r"\g<words>", text)


def _narrow(meant: Footnote, one: _Meant) -> Sequence[Source]:
    """Return the sources of a note that are meant: all, or those that are the judgment, if any can be distinguished.

    The short citation of a judgment is a source itself, so one without an address adds nothing.
    """
    sources = [source for source in meant.sources if source.kind is not Kind.NOTE]
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
