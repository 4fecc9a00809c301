"""Notes listed after the text.

Rows that begin with the markers which the text before them carries, in their order.

Notes at the foot of a page and lists that brackets call are found by other rules; here are the ones that only their
order tells, as word processors and browsers set them, and the references of journals that cite by raised numbers.
The text must have called the first of them before, and nothing among them may call another: a line of text that
happens to begin with its marker is between such calls.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from citecheck.draft.formats.pdf.page_footnotes import PdfNote, markers_of
from citecheck.draft.formats.pdf.rows import TextRow
from citecheck.draft.headings import is_notes_heading

_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50}
_NUMERAL = re.compile(r"(?:xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_ENTRY = re.compile(r"\s*(\d{1,3})[.)]\s+\S")
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
        entry = _ENTRY.match(row.text) if listed else None
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
