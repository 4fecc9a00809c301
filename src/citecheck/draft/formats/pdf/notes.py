"""Find the notes at the foot of a page, the raised markers that call notes, and the notes listed after the text.

Page footnotes are small rows below the text, and the first row of each begins with a raised marker. Rows are selected
by their height on the page and not by their order in the file. Some programs write the notes last, first, or from the
bottom up.

Notes listed after the text are rows that begin with the markers of the text before them, in the same order. Page
footnotes and lists that brackets call are found by other rules. The rules here find lists that only their order
identifies, as word processors and browsers produce them, and the references of journals that cite by raised numbers.
The text before the list must call its first note, and no note in it may call another. Otherwise a line of text that
happens to begin with its marker would be taken for a note.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import NamedTuple

from citecheck.draft.formats.pdf.rows import TextRow, numbers_of
from citecheck.draft.note_lines import is_notes_heading

_SMALL = 0.96
"""Notes are smaller than this part of the body's font size, or carry a marker that the page's text also carries."""
_COLUMN = 0.25
"""The part of the page's width within which the left edges of one column's rows lie."""
_NUMBERED = re.compile(r"\s*(\d{1,3})[.)]?\s+\S")
"""A number on the line. Only the raised marker that calls it distinguishes it from an entry of a list."""
_ENTRY = re.compile(r"\s*\d{1,3}[.)]\s")
"""An entry of the list below a heading such as "References", whatever markers the page has."""
_TYPED = re.compile(r"\s*(\[\d{1,3}\]|[¹²³⁰⁴-⁹]{1,3})\s*[^\s¹²³⁰⁴-⁹]")
_ADDRESS = re.compile(r"https?:|www\.|doi", re.IGNORECASE)
_MOST = 300
"""The most notes searched for on one page. Small print has at most 60."""


@dataclass(slots=True)
class PdfNote:
    """A note at the foot of a page, or in a list after the text.

    `marker` includes brackets or raised figures if it is typed so. `listed` is true for a note in a list after the
    text, which any page and any number of sentences may call.
    """

    page: int
    marker: str
    rows: list[TextRow] = field(default_factory=list)
    listed: bool = False

    @property
    def typed(self) -> bool:
        """Whether the marker is part of the text, so that only the rules of plain text can interpret it."""
        return _TYPED.match(f"{self.marker} x") is not None


def find_page_footnotes(
    rows: Sequence[TextRow], *, body: float, width: float
) -> tuple[list[PdfNote], list[TextRow], set[int]]:
    """Find the notes of a page.

    Returns the notes from top to bottom, the rows that continue a note of the page before, and the ids of all rows
    used.
    """
    markers = {marker for row in rows for span in row.spans[1:] if span.raised for marker in numbers_of(span.run.text)}
    heading = max((row.y for row in rows if is_notes_heading(row.text)), default=0.0)
    free = (row for row in rows if row.y > heading or not _ENTRY.match(row.text))
    likely = sorted((row for row in free if _leading_marker_of(row, body, markers) is not None), key=lambda row: row.y)[
        :_MOST
    ]
    starts = [row for row in likely if _is_last(row, rows, body=body, width=width)]
    if not starts:
        return [], [], set()
    taken: set[int] = set()
    footnotes: list[PdfNote] = []
    continued: list[TextRow] = []
    for column in _split_columns(starts, width):
        top = max(row.y for row in column)
        below = [row for row in rows if row.y <= top + 0.5 and _is_same_column(row, column[0], width)]
        above = _find_continued_rows(rows, column, width=width, body=body, first=max(column, key=lambda row: row.y))
        continued += above
        taken.update(id(row) for row in (*below, *above))
        own = {id(row) for row in column}
        for row in sorted(below, key=lambda row: -row.y):
            marker = _leading_marker_of(row, body, markers) if id(row) in own else None
            if marker is not None:
                footnotes.append(PdfNote(row.page, marker))
            if footnotes:
                footnotes[-1].rows.append(row)
    return footnotes, continued, taken


def find_uncalled(footnotes: Sequence[PdfNote], called: Callable[[PdfNote], bool]) -> set[int]:
    """Return the ids of notes that only look like notes: numbered lines of code, mostly without a marker in the text.

    A note that holds an address is kept, because its marker may be missing from the file.
    """
    own = [footnote for footnote in footnotes if not footnote.typed]
    loose = [footnote for footnote in own if not called(footnote)]
    if 2 * len(loose) <= len(own):
        return set()
    return {id(footnote) for footnote in loose if not any(_ADDRESS.search(row.text) for row in footnote.rows)}


def _leading_marker_of(row: TextRow, body: float, markers: set[str]) -> str | None:
    """Return the marker of a row that may begin a note: raised at the front, or in small print a number of the text."""
    if row.marker is not None and len(row.spans) > 1:
        return row.marker if row.size < _SMALL * body or row.marker in markers else None
    if row.size >= _SMALL * body:
        return None
    numbered = _NUMBERED.match(row.text)
    if numbered is not None:
        return numbered[1] if numbered[1] in markers else None
    typed = _TYPED.match(row.text)
    return typed[1] if typed is not None else None


def _is_last(row: TextRow, rows: Sequence[TextRow], *, body: float, width: float) -> bool:
    """Return whether only notes follow a row in its column: small print, or no more rows than are above it."""
    column = [other for other in rows if _is_same_column(other, row, width)]
    below = [other for other in column if other.y < row.y]
    if row.size >= _SMALL * body and 2 * len(below) > len(column):
        return False  # the affiliations of the authors, below the title
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
    """Return the small rows directly above the first note, which end a note that began on the page before."""
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
"""What precedes a raised figure that is a power and not a marker: a short number but not a year, a unit, a variable."""


def link_markers(
    pages: Sequence[tuple[Sequence[TextRow], Sequence[PdfNote]]], ids: Mapping[int, str]
) -> dict[tuple[int, str], str]:
    """Return the note of each marker by (id of its row, marker). `ids` maps `id(footnote)` to the id of the note.

    Of several markers with one number on the page of their note, the last one counts. The others number the authors'
    affiliations at the top of an article. A note whose page has no marker for it is in a list at the end.
    """
    markers: dict[tuple[int, str], str] = {}
    listed: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, (rows, footnotes) in enumerate(pages):
        # a raised figure after a figure is a power, unless it is the only one that calls a note of the page
        last = {marker: id(row) for row in rows for marker in _markers_of(row, powers=True)}
        last |= {marker: id(row) for row in rows for marker in _markers_of(row)}
        for footnote in footnotes:
            if footnote.marker in last and not footnote.listed:
                markers[last[footnote.marker], footnote.marker] = ids[id(footnote)]
            else:
                listed[footnote.marker].append((number, ids[id(footnote)]))
    for number, (rows, _) in enumerate(pages) if listed else ():
        authors = _find_author_rows(rows) if number == 0 else {}
        for at, row in enumerate(rows):
            for marker in _markers_of(row):
                if at < authors.get(marker, 0):
                    continue
                later = next((note for page, note in listed.get(marker, ()) if page >= number), None)
                if later is not None and (id(row), marker) not in markers:
                    markers[id(row), marker] = later
    return markers


def _find_author_rows(rows: Sequence[TextRow]) -> dict[str, int]:
    """Return, by marker, the number of author rows on a first page, up to the row with the marker's affiliation."""
    lines = [at for at, row in enumerate(rows) if row.marker is not None]
    markers = (
        (marker, at + 1)
        for at in lines
        for span in rows[at].spans
        if span.raised
        for marker in numbers_of(span.run.text)
    )
    return dict(markers)


def _markers_of(row: TextRow, *, powers: bool = False) -> Iterator[str]:
    """Yield the numbers and symbols raised within a row, except at its beginning. Powers are included if `powers`."""
    before = ""
    for span in row.spans:
        if span.raised and before.strip() and (powers or not _POWER.search(before)):
            yield from numbers_of(span.run.text)
        before += span.run.text


_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_NUMERAL = re.compile(r"(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ENDNOTE_ENTRY = re.compile(r"\s*(\d{1,3})[.)]\s+\S")
_BRACKET = re.compile(r"\[\d{1,3}(?:\]|[,;\s–-]+\d)")
_LEADING = 1.8
"""The largest drop to the next line within the last note of a list, as a multiple of the font size."""
_LONGEST = 60
"""The most rows of one note. A list whose next number is further away has ended."""


def endnotes_of(pages: Sequence[tuple[Sequence[TextRow], Sequence[PdfNote]]]) -> list[PdfNote]:
    """Find the notes listed after the text of `pages`.

    Each page is its rows without its page footnotes, and those footnotes. The result is empty unless the markers of the
    text begin such a list.
    """
    rows = [row for page, _ in pages for row in page]
    called = _find_first_calls(
        rows, {(footnote.page, footnote.marker) for _, footnotes in pages for footnote in footnotes}
    )
    if not called:
        return []
    leads = _find_note_starts(rows)
    lowest = min(called)
    for first in reversed([at for at, lead in leads.items() if lead.number == lowest and called[lowest] < at]):
        starts = _follow_numbers(leads, first)
        end = _find_last_end(rows, starts[-1])
        if _is_note_list(rows, [leads[at] for at in starts], (first, starts[-1], end), called):
            return [
                PdfNote(rows[start].page, leads[start].marker, list(rows[start:stop]), listed=True)
                for start, stop in zip(starts, [*starts[1:], end], strict=True)
            ]
    return []


class _NoteStart(NamedTuple):
    """The marker that a row begins with, and its number.

    `typed` is true for an entry such as "1." under a heading of notes.
    """

    marker: str
    number: int
    raised: bool = False
    typed: bool = False


def _find_note_starts(rows: Sequence[TextRow]) -> dict[int, _NoteStart]:
    """Return the marker of each row that begins with one: raised, separate, or typed under a heading of notes."""
    found: dict[int, _NoteStart] = {}
    listed = False
    for at, row in enumerate(rows):
        listed = listed or is_notes_heading(row.text)
        texts = [span.run.text.strip() for span in row.spans if span.run.text.strip()]
        entry = _ENDNOTE_ENTRY.match(row.text) if listed else None
        if entry is not None:
            found[at] = _NoteStart(entry[1], int(entry[1]), typed=True)
        elif len(texts) > 1 and (number := _number_of(texts[0])) is not None:
            found[at] = _NoteStart(texts[0], number, raised=row.marker is not None)
    return found


def _follow_numbers(leads: Mapping[int, _NoteStart], first: int) -> list[int]:
    """Return the rows from `first` on whose numbers continue from the number of `first`."""
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
    """Return whether a run of rows is a list of notes.

    `place` is where the list begins, where its last note begins, and where it ends. The list contains all notes that
    are called, or its markers are raised, and it is after the text. The affiliations between the title and the text
    have the same form. A typed list belongs to the brackets of the text, if there are any.
    """
    first, last, end = place
    raised = len(run) > 1 and all(lead.raised for lead in run)
    if not (raised or called.keys() <= {lead.number for lead in run}) or len(rows) - end > first:
        return False
    if run[0].typed and any(_BRACKET.search(row.text) for row in rows[:first]):
        return False
    inside = (_number_of(marker) for row in rows[first:last] for marker in _markers_of(row))
    return not any(number in called for number in inside)


def _find_first_calls(rows: Sequence[TextRow], answered: AbstractSet[tuple[int, str]]) -> dict[int, int]:
    """Return, by number, the index of the row where it is first raised without a note on its page."""
    called: dict[int, int] = {}
    for at, row in enumerate(rows):
        for marker in _markers_of(row):
            if (number := _number_of(marker)) is not None and (row.page, marker) not in answered:
                called.setdefault(number, at)
    return called


def _number_of(marker: str) -> int | None:
    """Return the number of a marker in figures or in small Roman numerals, otherwise None."""
    if marker.isdecimal():
        return int(marker)
    if not marker or not _NUMERAL.fullmatch(marker):
        return None
    values = [_ROMAN[letter] for letter in marker]
    following = [*values[1:], 0]
    return sum(-value if value < after else value for value, after in zip(values, following, strict=True))


def _find_last_end(rows: Sequence[TextRow], start: int) -> int:
    """Return where the last note ends: at a larger gap, another font size, or the end of its column."""
    return next((at for at in range(start + 1, len(rows)) if not _adjoins(rows[at - 1], rows[at])), len(rows))


def _adjoins(last: TextRow, row: TextRow) -> bool:
    drop = last.y - row.y
    return row.page == last.page and 0 < drop <= _LEADING * last.size and abs(row.size - last.size) < 0.1 * last.size
