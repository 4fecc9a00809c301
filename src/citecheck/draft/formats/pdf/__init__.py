"""Read PDFs: page footnotes, raised markers in the text, lists of sources at the end, links over words.

A `Place` of this format has the page and the line on it, counted from the top.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias, TypeVar

from citecheck.draft.formats.pdf.calls import body_size_of, calling_size_of, split_run_in_notes
from citecheck.draft.formats.pdf.endnotes import endnotes_of
from citecheck.draft.formats.pdf.line_numbers import remove_line_numbers
from citecheck.draft.formats.pdf.notes import PageNoteSearch, PdfNote, affiliations_of, find_uncalled, link_markers
from citecheck.draft.formats.pdf.pages import PdfPage, read_pages
from citecheck.draft.formats.pdf.paragraphs import (
    PdfParagraph,
    margins_of,
    order_rows,
    paragraphs_of,
    remove_headers_footers,
)
from citecheck.draft.formats.pdf.rows import TextRow, rows_of
from citecheck.draft.formats.pdf.typeset_text import HELD_TO_SUPERSCRIPT, PageContext, join_links, write_rows
from citecheck.draft.manuscript import Manuscript, ManuscriptBlock, Note
from citecheck.draft.note_lines import is_notes_heading
from citecheck.draft.typed_notes import split_typed_notes
from citecheck.model.draft import BlockKind


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  addresses in a PDF are absolute
    """Read a PDF.

    Raises:
        UnreadableInput: The data is not a PDF, is damaged beyond reading or encrypted, or has pictures without text.
    """
    found = read_pages(data)
    separate = (split_run_in_notes(rows_of(page)) for page in remove_line_numbers(found.pages))
    pages = remove_headers_footers([order_rows(rows) for rows in separate])
    everything = [row for rows in pages for row in rows]
    body = calling_size_of(everything) or body_size_of(everything)
    text, footnotes = _separate_notes(found.pages, pages, body)
    ids = {id(footnote): f"foot{number}" for number, footnote in enumerate(footnotes, 1)}
    markers = link_markers(text, ids)
    called = frozenset(markers.values())
    loose = find_uncalled(footnotes, lambda footnote: ids[id(footnote)] in called)
    context = _build_context(found.pages, pages, text[0][0], markers)
    paragraphs = paragraphs_of([row for rows, _ in text for row in rows], body=body)
    # notes typed as "[1] …" come after the text, where the rules of plain text find them
    paragraphs += [PdfParagraph(BlockKind.PARAGRAPH, footnote.rows) for footnote in footnotes if footnote.typed]
    notes = [
        join_links(write_rows(footnote.rows, context, marker=footnote.marker).note(ids[id(footnote)], footnote.marker))
        for footnote in footnotes
        if not footnote.typed and id(footnote) not in loose
    ]
    blocks, notes = _find_typed_notes(_build_blocks(paragraphs, context), notes)
    headings = (block.text for block in blocks[:5] if block.kind is BlockKind.HEADING)
    title = found.title or next((text for text in headings if not is_notes_heading(text)), None)
    return Manuscript(
        tuple(blocks),
        tuple(notes),
        title=title,
        language=found.language,
        pages_not_read=found.not_read,
        recognised=found.recognised,
    )


def _build_context(
    pages: Sequence[PdfPage],
    rows: Sequence[Sequence[TextRow]],
    first: Sequence[TextRow],
    markers: Mapping[tuple[int, str], str],
) -> PageContext:
    """Return what is known of the pages; `first` is the running text of the first one."""
    authors = affiliations_of(first)
    return PageContext(
        links={page.number: page.links for page in pages},
        line_numbers=_number_lines(rows),
        markers=markers,
        author_markers=frozenset(label for label, _ in authors),
        text_top=min((height for _, height in authors), default=0.0),
        margins=margins_of(rows),
    )


def _find_typed_notes(
    blocks: Sequence[ManuscriptBlock], notes: Sequence[Note]
) -> tuple[list[ManuscriptBlock], list[Note]]:
    """Find notes typed as "[1] …" and what calls them, in page footnotes too.

    Returns the text without them, and all notes.
    """
    guarded = [ManuscriptBlock(BlockKind.PARAGRAPH, _GUARD + note.text, ()) for note in notes]
    split, typed = split_typed_notes([*guarded, *blocks])
    marked = [
        replace(note, inner_markers=(*note.inner_markers, *block.markers))
        for note, block in zip(notes, split, strict=False)
    ]
    return [_raise_figures(block) for block in split[len(notes) :]], [
        _raise_figures(note) for note in (*marked, *typed)
    ]


_GUARD = "\u2060"
"""A word joiner, before the text of a page footnote, so that what it begins with is no label of another note."""
_Text = TypeVar("_Text", ManuscriptBlock, Note)


def _raise_figures(text: _Text) -> _Text:
    """Write the figures that were held back from the search for typed notes as raised."""
    return replace(text, text=text.text.translate(HELD_TO_SUPERSCRIPT))


_SeparatedPages: TypeAlias = list[tuple[list[TextRow], list[PdfNote]]]
"""For each page, its running text and those of its notes whose markers are separate from their words."""


def _separate_notes(
    pages: Sequence[PdfPage], rows_by_page: Sequence[list[TextRow]], body: float
) -> tuple[_SeparatedPages, list[PdfNote]]:
    """Separate the text from the footnotes of each page and the notes after the text.

    Returns the pages and all notes, both in order.
    """
    footnotes: list[PdfNote] = []
    text: _SeparatedPages = []
    search = PageNoteSearch(body, listed=any(is_notes_heading(row.text) for rows in rows_by_page for row in rows))
    for page, rows in zip(pages, rows_by_page, strict=True):
        own, continued, taken = search.find(page, rows)
        if footnotes:
            footnotes[-1].rows += continued
        footnotes += own
        text.append(
            ([row for row in rows if id(row) not in taken], [footnote for footnote in own if not footnote.typed])
        )
    listed = endnotes_of(text)
    removed = {id(row) for footnote in listed for row in footnote.rows}
    separated = [
        (
            [row for row in rows if id(row) not in removed],
            [*own, *(footnote for footnote in listed if footnote.page == page.number)],
        )
        for page, (rows, own) in zip(pages, text, strict=True)
    ]
    return separated, footnotes + listed


def _build_blocks(paragraphs: Sequence[PdfParagraph], context: PageContext) -> list[ManuscriptBlock]:
    made = ((write_rows(paragraph.rows, context), paragraph.kind) for paragraph in paragraphs)
    return [join_links(prose.block(kind)) for prose, kind in made if prose]


def _number_lines(pages: Sequence[Sequence[TextRow]]) -> dict[int, int]:
    numbers: dict[int, int] = {}
    for rows in pages:
        for number, row in enumerate(sorted(rows, key=lambda row: -row.y), 1):
            numbers[id(row)] = number
    return numbers
