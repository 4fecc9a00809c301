"""PDF: notes at the foot of pages, raised signs in the text, lists of sources at the end, links behind the words.

A `Place` of this format has the page and the line on it, counted from the top.
"""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.draft.manuscript import Manuscript, Note
from citecheck.draft.pdf.feet import Foot, feet_of
from citecheck.draft.pdf.furniture import without_furniture
from citecheck.draft.pdf.paragraphs import paragraphs_of
from citecheck.draft.pdf.rows import Row, body_size, rows_of
from citecheck.draft.pdf.setting import Ground, set_rows
from citecheck.draft.pdf.sheets import read_sheets
from citecheck.draft.plain import plain_notes
from citecheck.model.draft import BlockKind


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  addresses in a PDF are absolute
    """Read a PDF.

    Raises:
        UnreadableInput: no PDF, damaged beyond reading, encrypted, or pictures of pages without text.
    """
    found = read_sheets(data)
    pages = without_furniture([rows_of(sheet) for sheet in found.sheets])
    body = body_size(row for rows in pages for row in rows)
    feet: list[Foot] = []
    text: list[Row] = []
    marks: dict[tuple[int, str], str] = {}
    for sheet, rows in zip(found.sheets, pages, strict=True):
        own, continued, taken = feet_of(rows, body=body, width=sheet.width)
        if feet:
            feet[-1].rows += continued
        remaining = [row for row in rows if id(row) not in taken]
        marks |= _marks(remaining, own, len(feet))
        feet += own
        text += remaining
    links = {sheet.number: sheet.links for sheet in found.sheets}
    addresses = frozenset(row.sign for row in text if row.page == 1 and row.sign is not None)
    ground = Ground(links, _line_numbers(pages), marks, addresses)
    paragraphs = paragraphs_of(text, body=body)
    blocks = []
    for paragraph in paragraphs:
        prose = set_rows(paragraph.rows, ground)
        if prose:
            blocks.append(prose.block(paragraph.kind))
    blocks, listed = plain_notes(blocks)
    notes = [_note(foot, number, ground) for number, foot in enumerate(feet)]
    title = found.title or next((block.text for block in blocks[:5] if block.kind is BlockKind.HEADING), None)
    return Manuscript(tuple(blocks), (*notes, *listed), title=title, language=found.language)


def _note_id(number: int) -> str:
    return f"foot{number + 1}"


def _note(foot: Foot, number: int, ground: Ground) -> Note:
    return set_rows(foot.rows, ground, skip_sign=True).note(_note_id(number), foot.sign)


def _marks(rows: Sequence[Row], feet: Sequence[Foot], before: int) -> dict[tuple[int, str], str]:
    """Tie the raised signs of a page to its notes.

    Of several signs with one number the last counts: the others number the authors' addresses at the top of an article.
    """
    notes = {foot.sign: _note_id(before + number) for number, foot in enumerate(feet)}
    last: dict[str, int] = {}
    for row in rows:
        for span in row.spans:
            sign = span.piece.text.strip()
            if span.raised and sign in notes and row.sign != sign:
                last[sign] = id(row)
    return {(row, sign): notes[sign] for sign, row in last.items()}


def _line_numbers(pages: Sequence[Sequence[Row]]) -> dict[int, int]:
    numbers: dict[int, int] = {}
    for rows in pages:
        for number, row in enumerate(sorted(rows, key=lambda row: -row.y), 1):
            numbers[id(row)] = number
    return numbers
