"""Find the notes listed after the text, as word processors and browsers produce them.

They are rows that begin with the markers of the text before them, in the same order, and so are the references of
journals that cite by raised numbers. Page footnotes and lists that brackets call are found by other rules. The text
before the list must call its first note, and no note in it may call another. Otherwise a line of text that happens to
begin with its marker would be taken for a note.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from citecheck.draft.formats.pdf.calls import calls_of
from citecheck.draft.formats.pdf.notes import PdfNote, opens_note
from citecheck.draft.formats.pdf.rows import TextRow
from citecheck.draft.note_lines import is_notes_heading

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_NUMERAL = re.compile(r"(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ENDNOTE_ENTRY = re.compile(r"\s*(?:(\d{1,3})(?:[.)]|(?=\s))|\[(\d{1,3})\]|\((\d{1,3})\))\s+\S")
"""An entry under a heading of notes: "1. Adler", "1) Adler", "1 Adler", "[1] Adler", "(1) Adler"."""
_NUMERAL_ENTRY = re.compile(r"\s*([ivxl]{1,8})[.)]?\s+\w")
"""A row that begins with a Roman numeral. Only the numerals of the rows after it tell it from a word."""
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
    answered = {(footnote.page, footnote.marker) for _, footnotes in pages for footnote in footnotes}
    calls = _find_calls(rows, answered)
    if not calls:
        return []
    called = dict(reversed(calls))
    leads = _find_note_starts(rows)
    lowest = min(called)
    firsts = [at for at, lead in leads.items() if lead.number == lowest and at > calls[-1][1]]
    if len(firsts) > 1:
        return _find_chapter_notes(rows, leads, firsts, _split_at_restarts(calls, lowest))
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
            label = next(figures for figures in entry.groups() if figures)
            found[at] = _NoteStart(label, int(label), typed=True)
        elif len(texts) > 1 and (number := _number_of(texts[0])) is not None and opens_note(texts[1]):
            found[at] = _NoteStart(texts[0], number, raised=row.marker is not None)
        elif (numeral := _NUMERAL_ENTRY.match(row.text)) and (number := _number_of(numeral[1])) is not None:
            found[at] = _NoteStart(numeral[1], number)
    return {at: lead for at, lead in found.items() if lead.marker != "i" or _goes_on(rows[at], found, at)}


def _goes_on(row: TextRow, leads: Mapping[int, _NoteStart], first: int) -> bool:
    """Return whether "ii" follows "i" in a list. In Polish and Croatian, lines of text may begin with "i"."""
    after = next((leads[at].marker for at in range(first + 1, first + _LONGEST) if at in leads), "")
    return after == "ii" or row.marker is not None or row.spans[0].run.text.strip() == "i"


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
    if len(run) == 1 and not run[0].typed:
        return False
    if run[0].typed and any(_BRACKET.search(row.text) for row in rows[:first]):
        return False
    inside = (_number_of(call.label) for row in rows[first:last] for call in calls_of(row) if call.sure)
    return not any(number in called for number in inside)


def _find_calls(rows: Sequence[TextRow], answered: AbstractSet[tuple[int, str]]) -> list[tuple[int, int]]:
    """Return the number and the index of the row of each raised sign that no note on its page answers, in order."""
    return [
        (number, at)
        for at, row in enumerate(rows)
        for call in calls_of(row)
        if call.sure and (number := _number_of(call.label)) is not None and (row.page, call.label) not in answered
    ]


def _split_at_restarts(calls: Sequence[tuple[int, int]], lowest: int) -> list[list[tuple[int, int]]]:
    """Split calls where their numbers begin again, as in each chapter of a book."""
    chapters: list[list[tuple[int, int]]] = []
    for number, at in calls:
        if not chapters or (number == lowest and chapters[-1][-1][0] > lowest):
            chapters.append([])
        chapters[-1].append((number, at))
    return chapters


def _find_chapter_notes(
    rows: Sequence[TextRow],
    leads: Mapping[int, _NoteStart],
    firsts: Sequence[int],
    chapters: Sequence[Sequence[tuple[int, int]]],
) -> list[PdfNote]:
    """Return the notes of lists that begin again for each chapter of the text, if there is a list for each.

    Otherwise it is unknown which list a number means, and the result is empty.
    """
    if len(firsts) != len(chapters):
        return []
    found: list[PdfNote] = []
    for first, following, calls in zip(firsts, [*firsts[1:], len(rows)], chapters, strict=True):
        starts = [at for at in _follow_numbers(leads, first) if at < following]
        if max(number for number, _ in calls) > leads[starts[-1]].number:
            return []
        end = min(following, _find_last_end(rows, starts[-1]))
        begin = rows[calls[0][1]]
        found += [
            PdfNote(rows[low].page, leads[low].marker, list(rows[low:high]), True, (begin.page, -begin.y))
            for low, high in zip(starts, [*starts[1:], end], strict=True)
        ]
    return found


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
