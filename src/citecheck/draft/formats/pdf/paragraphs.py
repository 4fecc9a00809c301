"""Rows of text to paragraphs, over columns and pages; headings by size and weight, items by their bullets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from citecheck.draft.formats.pdf.rows import TextRow
from citecheck.model.draft import BlockKind

_BULLET = re.compile(r"\s*(?:[•◦▪●○■□–·∙‣➢➔✓*\x80-\x9f\uf0b7\uf0a7]|\(?\d{1,3}[.)]|\[\d{1,3}\]|\(?[a-z][.)])(?:\s|\Z)")
BULLET_MARK = re.compile(r"\s*[•◦▪●○■□·∙‣➢➔✓\uf0b7\uf0a7\x80-\x9f–](?:\s+|\Z)")
_MARKERS = re.compile(r"\s*(?:\[\d{1,3}(?:[,;\s–-]+\d{1,3})*\][\s.]*)+\Z")
"""Markers alone on their line belong to the text above; in a list of notes they begin the next."""
_SENTENCE_END = re.compile(r"[.!?:…。؟][\"'”’»)\]]*\s*\Z")
_HEADING_WORDS = 20


@dataclass(slots=True)
class PdfParagraph:
    """Rows that make one block."""

    kind: BlockKind
    rows: list[TextRow] = field(default_factory=list)


def paragraphs_of(rows: Sequence[TextRow], *, body: float) -> list[PdfParagraph]:
    """Group the rows of all pages, furniture and notes left out, in the order of the file."""
    made: list[PdfParagraph] = []
    for row in rows:
        if made and _goes_on(made[-1], row):
            made[-1].rows.append(row)
        else:
            made.append(PdfParagraph(BlockKind.PARAGRAPH, [row]))
    for paragraph in made:
        paragraph.kind = _kind_of(paragraph, body)
    return made


def _goes_on(paragraph: PdfParagraph, row: TextRow) -> bool:
    last = paragraph.rows[-1]
    if abs(row.size - last.size) > 0.12 * last.size or (row.bold != last.bold and _is_heading(paragraph, row)):
        return False
    begins = _BULLET.match(row.text) and (_BULLET.match(paragraph.rows[0].text) or not _MARKERS.match(row.text))
    if begins and not (last.text.rstrip()[-1:] in {",", "-"} and row.page == last.page):
        return False
    drop = last.y - row.y
    if row.page != last.page or drop < -0.5 * row.size:
        return not _SENTENCE_END.search(last.text)  # the next column or page
    if drop > _leading_of(paragraph):
        return False
    if last.x - row.x > 0.8 * row.size and _has_left_edge(paragraph):
        return False
    indented = row.x - last.x > 0.8 * row.size
    return not (indented and _SENTENCE_END.search(last.text) and not _BULLET.match(paragraph.rows[0].text))


def _has_left_edge(paragraph: PdfParagraph) -> bool:
    """Tell whether a paragraph has shown its left edge: an item has, other text by rows behind the first."""
    rows = paragraph.rows
    return bool(_BULLET.match(rows[0].text)) or (
        len(rows) > 2 and all(abs(row.x - rows[-1].x) < 1 for row in rows[-3:])
    )


def _is_heading(paragraph: PdfParagraph, row: TextRow) -> bool:
    """Tell whether a change of weight between rows parts a heading from text, rather than emphasis within it."""
    last = next((span.piece for span in reversed(paragraph.rows[-1].spans) if span.piece.text.strip()), None)
    return paragraph.rows[-1].bold and not row.bold and (last is None or last.bold)


def _leading_of(paragraph: PdfParagraph) -> float:
    """Return the largest drop to the next baseline within a paragraph, points."""
    rows = paragraph.rows
    drops = [a.y - b.y for a, b in pairwise(rows) if a.page == b.page and a.y > b.y]
    return 1.3 * min(drops) if drops else 1.7 * rows[-1].size


def _kind_of(paragraph: PdfParagraph, body: float) -> BlockKind:
    first = paragraph.rows[0]
    text = " ".join(row.text for row in paragraph.rows)
    short = len(text.split()) <= _HEADING_WORDS and not _SENTENCE_END.search(text)
    if short and (first.size > 1.08 * body or first.bold):
        return BlockKind.HEADING
    return BlockKind.ITEM if _BULLET.match(first.text) else BlockKind.PARAGRAPH
