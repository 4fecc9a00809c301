"""Running headers, footers and page numbers: rows at the edges of pages that repeat or count."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from citecheck.draft.formats.pdf.rows import TextRow

_EDGE = 5
"""Rows from the top and from the bottom of a page that may be furniture."""
_NUMBER = re.compile(r"\d{1,4}")
_ONLY_NUMBER = re.compile(
    r"\W*(?:page|seite|p\.|pág\.|стр\.)?\s*(?:\d{1,4}|[ivxlc]{1,7})(?:\s*(?:/|of|von|de|sur|из)\s*\d{1,4})?\W*\Z",
    re.IGNORECASE,
)
_EDGE_NUMBER = re.compile(r"\A\s*(\d{1,4})\b|\b(\d{1,4})\s*\Z")
_LONGEST = 120
_GAP = 1.45
"""Distance of a running head or foot from the text, as a multiple of the font size; lines are set at 1.0 to 1.4."""


def remove_headers_footers(pages: Sequence[Sequence[TextRow]]) -> list[list[TextRow]]:
    """Return the rows of each page without its furniture, in the order they had."""
    edges = [_edge_rows_of(rows) for rows in pages]
    repeated = _find_repeated(edges)
    counting = _find_counting_offsets(edges)
    kept: list[list[TextRow]] = []
    for number, rows in enumerate(pages):
        outermost = {id(row) for row in (*edges[number][:1], *edges[number][-1:])}
        called = {span.piece.text.strip() for row in rows for span in row.spans[1:] if span.raised}
        apart = {id(row) for row in _find_detached_rows(edges[number]) if row.words.split(maxsplit=1)[0] not in called}
        gone = {
            id(row)
            for row in edges[number]
            if _pattern_of(row) in repeated
            or (id(row) in outermost and _ONLY_NUMBER.match(row.words))
            or (id(row) in apart and _page_offsets_of(row, number) & counting)
        }
        kept.append([row for row in rows if id(row) not in gone])
    return kept


def _edge_rows_of(rows: Sequence[TextRow]) -> list[TextRow]:
    # a row with a raised sign in front is a note, however often "¹ Ibid., p. 4" stands at the same height
    ordered = sorted((row for row in rows if row.text.strip() and row.sign is None), key=lambda row: -row.y)
    return ordered if len(ordered) <= 2 * _EDGE else ordered[:_EDGE] + ordered[-_EDGE:]


def _find_detached_rows(rows: Sequence[TextRow]) -> list[TextRow]:
    """Return the first and the last row of a page, given from top to bottom, that stand off from the text by a gap.

    A paragraph may begin with the number that its page has too.
    """
    pairs = zip((*rows[:1], *rows[-1:]), (*rows[1:2], *rows[-2:-1]), strict=False)
    return [row for row, near in pairs if row.words.strip() and abs(row.y - near.y) > _GAP * max(row.size, near.size)]


def _pattern_of(row: TextRow) -> tuple[str, int]:
    return _NUMBER.sub("#", " ".join(row.words.split())), round(row.y / 4)


def _find_repeated(edges: Sequence[Sequence[TextRow]]) -> frozenset[tuple[str, int]]:
    """Return what stands at the same height on at least three pages, numbers aside."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, rows in enumerate(edges):
        for row in rows:
            if len(row.words) <= _LONGEST:
                seen[_pattern_of(row)].add(number)
    return frozenset(pattern for pattern, found in seen.items() if len(found) >= 3)


def _page_offsets_of(row: TextRow, number: int) -> frozenset[int]:
    """Return how far the numbers at a short row's ends are ahead of the page's own number."""
    if len(row.words) > _LONGEST:
        return frozenset()
    return frozenset(int(a or b) - number for a, b in _EDGE_NUMBER.findall(row.words))


def _find_counting_offsets(edges: Sequence[Sequence[TextRow]]) -> frozenset[int]:
    """Return the offsets at which the outermost rows of at least two pages count the pages."""
    seen: dict[int, set[int]] = defaultdict(set)
    for number, rows in enumerate(edges):
        for row in (*rows[:1], *rows[-1:]):
            for offset in _page_offsets_of(row, number):
                seen[offset].add(number)
    return frozenset(offset for offset, found in seen.items() if len(found) >= 2)
