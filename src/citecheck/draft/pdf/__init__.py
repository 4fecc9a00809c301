"""PDF: notes at the foot of pages, raised signs in the text, lists of sources at the end, links behind the words.

A `Place` of this format has the page and the line on it, counted from the top.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from citecheck.draft.headings import is_notes_heading
from citecheck.draft.manuscript import Manuscript, TextBlock
from citecheck.draft.pdf.endnotes import endnotes_of
from citecheck.draft.pdf.feet import Foot, feet_of, uncalled
from citecheck.draft.pdf.furniture import without_furniture
from citecheck.draft.pdf.paragraphs import Paragraph, paragraphs_of
from citecheck.draft.pdf.rows import Row, body_size, rows_of
from citecheck.draft.pdf.setting import Ground, set_rows
from citecheck.draft.pdf.sheets import Sheet, read_sheets
from citecheck.draft.pdf.signs import tie
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
    text, feet = _parted(found.sheets, pages, body)
    ids = {id(foot): f"foot{number}" for number, foot in enumerate(feet, 1)}
    marks = tie(text, ids)
    called = frozenset(marks.values())
    loose = uncalled(feet, lambda foot: ids[id(foot)] in called)
    ground = Ground(
        links={sheet.number: sheet.links for sheet in found.sheets},
        lines=_line_numbers(pages),
        marks=marks,
        addresses=frozenset(row.sign for row in text[0][0] if row.sign is not None),
    )
    paragraphs = paragraphs_of([row for rows, _ in text for row in rows], body=body)
    # notes typed as "[1] …" are behind the text, where the rules of plain text find them
    paragraphs += [Paragraph(BlockKind.PARAGRAPH, foot.rows) for foot in feet if foot.typed]
    blocks, typed = plain_notes(_blocks(paragraphs, ground))
    notes = [
        set_rows(foot.rows, ground, sign=foot.sign).note(ids[id(foot)], foot.sign)
        for foot in feet
        if not foot.typed and id(foot) not in loose
    ]
    headings = (block.text for block in blocks[:5] if block.kind is BlockKind.HEADING)
    title = found.title or next((text for text in headings if not is_notes_heading(text)), None)
    return Manuscript(tuple(blocks), (*notes, *typed), title=title, language=found.language)


_Parted: TypeAlias = list[tuple[list[Row], list[Foot]]]
"""For each page its running text, and those notes on it whose signs are set apart from their words."""


def _parted(sheets: Sequence[Sheet], pages: Sequence[list[Row]], body: float) -> tuple[_Parted, list[Foot]]:
    """Part the text from the notes at the foot of each page and behind it; return also all notes in order."""
    feet: list[Foot] = []
    text: _Parted = []
    for sheet, rows in zip(sheets, pages, strict=True):
        own, continued, taken = feet_of(rows, body=body, width=sheet.width)
        if feet:
            feet[-1].rows += continued
        feet += own
        text.append(([row for row in rows if id(row) not in taken], [foot for foot in own if not foot.typed]))
    listed = endnotes_of(text)
    gone = {id(row) for foot in listed for row in foot.rows}
    parted = [
        ([row for row in rows if id(row) not in gone], [*own, *(foot for foot in listed if foot.page == sheet.number)])
        for sheet, (rows, own) in zip(sheets, text, strict=True)
    ]
    return parted, feet + listed


def _blocks(paragraphs: Sequence[Paragraph], ground: Ground) -> list[TextBlock]:
    made = ((set_rows(paragraph.rows, ground), paragraph.kind) for paragraph in paragraphs)
    return [prose.block(kind) for prose, kind in made if prose]


def _line_numbers(pages: Sequence[Sequence[Row]]) -> dict[int, int]:
    numbers: dict[int, int] = {}
    for rows in pages:
        for number, row in enumerate(sorted(rows, key=lambda row: -row.y), 1):
            numbers[id(row)] = number
    return numbers
