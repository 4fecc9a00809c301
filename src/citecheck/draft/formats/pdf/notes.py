"""Notes at the foot of a page.

And the raised markers that call them there or call a list of notes on a later page.

Notes are small rows below the text, the first of each with a raised marker in front. Rows are taken by their height
on the page and not by their order in the file, in which some programs write the notes last, first, or from the
bottom up.

Notes listed after the text.

Rows that begin with the markers which the text before them carries, in their order.

Notes at the foot of a page and lists that brackets call are found by other rules; here are the ones that only their
order tells, as word processors and browsers set them, and the references of journals that cite by raised numbers.
The text must have called the first of them before, and nothing among them may call another: a line of text that
happens to begin with its marker is between such calls.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from citecheck.draft.formats.pdf.rows import TextRow, numbers_of
from citecheck.draft.headings import is_notes_heading

_SMALL = 0.96
"""Notes are set smaller than this part of the body's size, or carry a sign that the page's text carries too."""
_COLUMN = 0.25
"""Part of the page's width within which the left edges of one column's rows lie."""
_NUMBERED = re.compile(r"\s*(\d{1,3})[.)]?\s+\S")
"""A number set on the line, which only the raised sign that calls it tells from an entry of a list."""
_ENTRY = re.compile(r"\s*\d{1,3}[.)]\s")
"""An entry of the list below a heading like "References", whatever signs the page has."""
_TYPED = re.compile(r"\s*(\[\d{1,3}\]|[¹²³⁰⁴-⁹]{1,3})\s*[^\s¹²³⁰⁴-⁹]")
_ADDRESS = re.compile(r"https?:|www\.|doi", re.IGNORECASE)
_MOST = 300
"""Notes looked for on one page; small print has at most 60."""


@dataclass(slots=True)
class PdfNote:
    """A note at the foot of a page. `sign` is in brackets or raised figures where it is typed so.

    `listed` says that it stands in a list behind the text, where any page and any number of sentences may call it.
    """

    page: int
    sign: str
    rows: list[TextRow] = field(default_factory=list)
    listed: bool = False

    @property
    def typed(self) -> bool:
        """Whether the sign is part of the text, so that only the text can tell what it means."""
        return _TYPED.match(f"{self.sign} x") is not None


def find_page_footnotes(
    rows: Sequence[TextRow], *, body: float, width: float
) -> tuple[list[PdfNote], list[TextRow], set[int]]:
    """Find the notes of a page.

    Returns the notes from top to bottom, rows that continue a note of the page before, and the ids of all rows taken.
    """
    signs = {sign for row in rows for span in row.spans[1:] if span.raised for sign in numbers_of(span.piece.text)}
    heading = max((row.y for row in rows if is_notes_heading(row.text)), default=0.0)
    free = (row for row in rows if row.y > heading or not _ENTRY.match(row.text))
    likely = sorted((row for row in free if _leading_marker_of(row, body, signs) is not None), key=lambda row: row.y)[
        :_MOST
    ]
    starts = [row for row in likely if _is_last(row, rows, body=body, width=width)]
    if not starts:
        return [], [], set()
    taken: set[int] = set()
    feet: list[PdfNote] = []
    continued: list[TextRow] = []
    for column in _split_columns(starts, width):
        top = max(row.y for row in column)
        below = [row for row in rows if row.y <= top + 0.5 and _is_same_column(row, column[0], width)]
        above = _find_continued_rows(rows, column, width=width, body=body, first=max(column, key=lambda row: row.y))
        continued += above
        taken.update(id(row) for row in (*below, *above))
        own = {id(row) for row in column}
        for row in sorted(below, key=lambda row: -row.y):
            sign = _leading_marker_of(row, body, signs) if id(row) in own else None
            if sign is not None:
                feet.append(PdfNote(row.page, sign))
            if feet:
                feet[-1].rows.append(row)
    return feet, continued, taken


def find_uncalled(feet: Sequence[PdfNote], called: Callable[[PdfNote], bool]) -> set[int]:
    """Return the ids of what only looks like notes: numbered lines of code, mostly without a sign that calls them.

    A note that holds an address is kept, for its sign may be lost in the file.
    """
    own = [foot for foot in feet if not foot.typed]
    loose = [foot for foot in own if not called(foot)]
    if 2 * len(loose) <= len(own):
        return set()
    return {id(foot) for foot in loose if not any(_ADDRESS.search(row.text) for row in foot.rows)}


def _leading_marker_of(row: TextRow, body: float, signs: set[str]) -> str | None:
    """Return the sign of a row that may begin a note: raised in front, or a number of the text in small print."""
    if row.sign is not None and len(row.spans) > 1:
        return row.sign if row.size < _SMALL * body or row.sign in signs else None
    if row.size >= _SMALL * body:
        return None
    numbered = _NUMBERED.match(row.text)
    if numbered is not None:
        return numbered[1] if numbered[1] in signs else None
    typed = _TYPED.match(row.text)
    return typed[1] if typed is not None else None


def _is_last(row: TextRow, rows: Sequence[TextRow], *, body: float, width: float) -> bool:
    """Tell whether nothing but notes follows a row in its column: small print, or no more than stands above."""
    column = [other for other in rows if _is_same_column(other, row, width)]
    below = [other for other in column if other.y < row.y]
    if row.size >= _SMALL * body and 2 * len(below) > len(column):
        return False  # below the title, where the authors work
    return all(other.size < _SMALL * body or other.size <= row.size * 1.02 for other in below)


def _is_same_column(one: TextRow, other: TextRow, width: float) -> bool:
    return abs(one.x - other.x) < _COLUMN * width


def _split_columns(starts: Sequence[TextRow], width: float) -> list[list[TextRow]]:
    columns: list[list[TextRow]] = []
    for row in sorted(starts, key=lambda row: row.x):
        if columns and _is_same_column(columns[-1][0], row, width):
            columns[-1].append(row)
        else:
            columns.append([row])
    return columns


def _find_continued_rows(
    rows: Sequence[TextRow], column: Sequence[TextRow], *, width: float, body: float, first: TextRow
) -> list[TextRow]:
    """Return small rows right above the first note: the end of a note that began on the page before."""
    found: list[TextRow] = []
    last = first
    for row in sorted((row for row in rows if row.y > first.y + 0.5), key=lambda row: row.y):
        if not _is_same_column(row, column[0], width):
            continue
        near = row.y - last.y < 1.6 * first.size
        if not near or row.size >= _SMALL * body or abs(row.size - first.size) > 0.3:
            break
        found.insert(0, row)
        last = row
    return found


_POWER = re.compile(r"(?:(?<!\d\d\d)\d|[)\]=]|\b(?:[kcdmµ]?m|ft|in|mi|yd|ha|s|[xyznrR])\s?)\s*\Z")
"""What stands before a raised figure that is a power and no marker: a short number, not a year, a unit, a variable."""


def link_markers(
    pages: Sequence[tuple[Sequence[TextRow], Sequence[PdfNote]]], ids: Mapping[int, str]
) -> dict[tuple[int, str], str]:
    """Return the note of each sign by (id of its row, sign); `ids` are those of the notes by `id(foot)`.

    Of several signs with one number on the page of their note the last counts: the others number the authors'
    addresses at the top of an article. A note whose page has no sign for it stands in a list at the end.
    """
    marks: dict[tuple[int, str], str] = {}
    listed: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, (rows, feet) in enumerate(pages):
        # a figure behind a figure is a power, unless a note of the page has it and nothing else calls that note
        last = {sign: id(row) for row in rows for sign in markers_of(row, powers=True)}
        last |= {sign: id(row) for row in rows for sign in markers_of(row)}
        for foot in feet:
            if foot.sign in last and not foot.listed:
                marks[last[foot.sign], foot.sign] = ids[id(foot)]
            else:
                listed[foot.sign].append((number, ids[id(foot)]))
    for number, (rows, _) in enumerate(pages) if listed else ():
        authors = _find_author_rows(rows) if number == 0 else {}
        for at, row in enumerate(rows):
            for sign in markers_of(row):
                if at < authors.get(sign, 0):
                    continue
                later = next((note for page, note in listed.get(sign, ()) if page >= number), None)
                if later is not None and (id(row), sign) not in marks:
                    marks[id(row), sign] = later
    return marks


def _find_author_rows(rows: Sequence[TextRow]) -> dict[str, int]:
    """Return how many rows, on a first page, are the authors' by sign: up to the one that gives the sign's address."""
    lines = [at for at, row in enumerate(rows) if row.sign is not None]
    signs = (
        (sign, at + 1) for at in lines for span in rows[at].spans if span.raised for sign in numbers_of(span.piece.text)
    )
    return dict(signs)


def markers_of(row: TextRow, *, powers: bool = False) -> Iterator[str]:
    """Yield the numbers and signs raised within a row, the one that begins it left out; with `powers` those too."""
    before = ""
    for span in row.spans:
        if span.raised and before.strip() and (powers or not _POWER.search(before)):
            yield from numbers_of(span.piece.text)
        before += span.piece.text


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_NUMERAL = re.compile(r"(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ENDNOTE_ENTRY = re.compile(r"\s*(\d{1,3})[.)]\s+\S")
_BRACKET = re.compile(r"\[\d{1,3}(?:\]|[,;\s–-]+\d)")
_LEADING = 1.8
"""Drop to the next line, as a multiple of the font size, up to which the last note of a list goes on."""
_LONGEST = 60
"""Rows of one note; a list whose next number is further away has ended."""


def endnotes_of(pages: Sequence[tuple[Sequence[TextRow], Sequence[PdfNote]]]) -> list[PdfNote]:
    """Find the notes listed behind the text of `pages`: the rows of each, without the notes at its foot, and those.

    Nothing is found where the signs of the text do not begin such a list.
    """
    rows = [row for page, _ in pages for row in page]
    called = _find_first_calls(rows, {(foot.page, foot.sign) for _, feet in pages for foot in feet})
    if not called:
        return []
    leads = _find_note_starts(rows)
    lowest = min(called)
    for first in reversed([at for at, lead in leads.items() if lead.number == lowest and called[lowest] < at]):
        starts = _follow_numbers(leads, first)
        end = _find_last_end(rows, starts[-1])
        if _is_note_list(rows, [leads[at] for at in starts], (first, starts[-1], end), called):
            return [
                PdfNote(rows[start].page, leads[start].sign, list(rows[start:stop]), listed=True)
                for start, stop in zip(starts, [*starts[1:], end], strict=True)
            ]
    return []


class _NoteStart(NamedTuple):
    """The sign that a row begins with and the number that it is; `typed` as of an entry ("1.") under a heading."""

    sign: str
    number: int
    raised: bool = False
    typed: bool = False


def _find_note_starts(rows: Sequence[TextRow]) -> dict[int, _NoteStart]:
    """Return the sign of each row that begins with one, raised, set apart, or typed under a heading of notes."""
    found: dict[int, _NoteStart] = {}
    listed = False
    for at, row in enumerate(rows):
        listed = listed or is_notes_heading(row.text)
        pieces = [span.piece.text.strip() for span in row.spans if span.piece.text.strip()]
        entry = _ENDNOTE_ENTRY.match(row.text) if listed else None
        if entry is not None:
            found[at] = _NoteStart(entry[1], int(entry[1]), typed=True)
        elif len(pieces) > 1 and (number := _number_of(pieces[0])) is not None:
            found[at] = _NoteStart(pieces[0], number, raised=row.sign is not None)
    return found


def _follow_numbers(leads: Mapping[int, _NoteStart], first: int) -> list[int]:
    """Return the rows from `first` on that begin with its number, the next, and so on."""
    run = [first]
    for at, lead in leads.items():
        if at > run[-1] and lead.number == leads[run[-1]].number + 1 and lead.typed is leads[first].typed:
            if at - run[-1] > _LONGEST:
                break
            run.append(at)
    return run


def _is_note_list(
    rows: Sequence[TextRow], run: Sequence[_NoteStart], place: tuple[int, int, int], called: Mapping[int, int]
) -> bool:
    """Tell whether a run of rows is a list of notes; `place` is where it begins, where its last begins, and its end.

    It holds all that are called, or its signs are raised, and it is behind the text: what stands between the title
    and the text tells where the authors work, in the same manner. A typed list is for the brackets of the text, if
    there are any.
    """
    first, last, end = place
    raised = len(run) > 1 and all(lead.raised for lead in run)
    if not (raised or called.keys() <= {lead.number for lead in run}) or len(rows) - end > first:
        return False
    if run[0].typed and any(_BRACKET.search(row.text) for row in rows[:first]):
        return False
    inside = (_number_of(sign) for row in rows[first:last] for sign in markers_of(row))
    return not any(number in called for number in inside)


def _find_first_calls(rows: Sequence[TextRow], answered: AbstractSet[tuple[int, str]]) -> dict[int, int]:
    """Return where each number is first raised that no note of its page answers, by number: the index of its row."""
    called: dict[int, int] = {}
    for at, row in enumerate(rows):
        for sign in markers_of(row):
            if (number := _number_of(sign)) is not None and (row.page, sign) not in answered:
                called.setdefault(number, at)
    return called


def _number_of(sign: str) -> int | None:
    """Return the number that a sign is, in figures or in small Roman numerals."""
    if sign.isdecimal():
        return int(sign)
    if not sign or not _NUMERAL.fullmatch(sign):
        return None
    values = [_ROMAN[letter] for letter in sign]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _find_last_end(rows: Sequence[TextRow], start: int) -> int:
    """Return where the last note ends: at a larger gap, another size of type, or the end of its column."""
    return next((at for at in range(start + 1, len(rows)) if not _adjoins(rows[at - 1], rows[at])), len(rows))


def _adjoins(last: TextRow, row: TextRow) -> bool:
    drop = last.y - row.y
    return row.page == last.page and 0 < drop <= _LEADING * last.size and abs(row.size - last.size) < 0.1 * last.size
