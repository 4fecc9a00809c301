"""Put rows of text in reading order, remove headers, footers and page numbers, and group the rows into paragraphs.

The order of rows is that of the file, except where a row above another in the same column comes later. So the columns
of a page keep the order in which they were written, and notes that a program writes first or from the bottom up do not.

Headers and footers are rows at the edges of pages that repeat or count. Paragraphs may continue over columns and pages.
Headings are recognised by size and weight, and list items by their bullets.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, takewhile

from citecheck.draft.formats.pdf.rows import TextRow
from citecheck.draft.reference_list import is_list_heading
from citecheck.model.draft import BlockKind
from citecheck.text.languages import alternatives_in_all_languages
from citecheck.url.line_breaks import goes_on

_EDGE = 5
"""The number of rows at the top and at the bottom of a page that may be headers or footers."""
_NUMBER = re.compile(r"\d{1,4}")
_OPEN_HOST = re.compile(r"(?:https?://(?:www\.)?[\w-]*|www)\.")
"""A host that has only its first name."""
_OPEN_ADDRESS = re.compile(r"(?:https?://|www\.)\S*\Z")
_ADDRESS = re.compile(r"\S*(?:://|www\.)\S*")
_ENTRY = re.compile(r"\s*[\[(]?(\d{1,3})[.)\]]\s+\S")
"""An entry of a list of notes. The list may go on at the top of the next page, as may a note with an address."""
_EDGE_NUMBER = re.compile(r"\A\s*(\d{1,4})\b|\b(\d{1,4})\s*\Z")
_LONGEST = 120
_SMALL = 0.96
"""Notes are smaller than this part of the size of the text that calls them, where nothing else shows them."""
_FEWEST_ROWS = 5
"""The least number of rows of a block that is running text, and no cell, caption or label."""
_MOST_BLOCKS = 400
"""The most blocks of a page that are put in order. A form or a plot has more, and no text that goes on."""
_GAP = 1.45
"""The least distance of a header or footer from the text, as a multiple of the font size.

Lines have a distance of 1.0 to 1.4.
"""


@cache
def _only_number() -> re.Pattern[str]:
    """Return a pattern for a row that holds only the number of the page: "Page 3 of 12", "- xii -"."""
    page, of = alternatives_in_all_languages("page_words"), alternatives_in_all_languages("of_pages")
    return re.compile(
        rf"\W*(?:{page})?\s*(?:\d{{1,4}}|[ivxlc]{{1,7}})(?:\s*(?:/|{of})\s*\d{{1,4}})?\W*\Z", re.IGNORECASE
    )


def order_rows(rows: Iterable[TextRow]) -> list[TextRow]:
    """Return rows in reading order: that of the file, but a block above another one in its column is before it."""
    blocks: list[list[TextRow]] = []
    for row in rows:
        if blocks and _is_next(blocks[-1][-1], row):
            blocks[-1].append(row)
        else:
            blocks.append([row])
    if len(blocks) > _MOST_BLOCKS:
        return [row for block in blocks for row in block]
    ordered: list[list[TextRow]] = []
    for block in blocks:
        low = max((at for at, other in enumerate(ordered, 1) if _is_left(other, block)), default=0)
        at = next((at for at in range(low, len(ordered)) if _is_above(block, ordered[at])), len(ordered))
        ordered.insert(at, block)
    return [row for block in ordered for row in block]


def _is_next(last: TextRow, row: TextRow) -> bool:
    drop = last.y - row.y
    return 0 < drop <= 3 * last.size and row.x < last.end and last.x < row.end


def _is_left(block: Sequence[TextRow], other: Sequence[TextRow]) -> bool:
    """Return whether both blocks are running text, and the first is in a column to the left of the other."""
    text = min(len(block), len(other)) >= _FEWEST_ROWS and block[0].column < other[0].column
    return text and block[-1].y < other[0].y and block[0].y > other[-1].y


def _is_above(block: Sequence[TextRow], other: Sequence[TextRow]) -> bool:
    """Return whether a block is above another one in the same column."""
    left, right = min(row.x for row in block), max(row.end for row in block)
    return block[-1].y > other[0].y and any(row.x < right and left < row.end for row in other)


def remove_headers_footers(pages: Sequence[Sequence[TextRow]]) -> list[list[TextRow]]:
    """Return the rows of each page without headers and footers, in their original order."""
    edges = [_edge_rows_of(rows) for rows in pages]
    repeated = _find_repeated(edges)
    counting = _find_counting_offsets(edges)
    kept: list[list[TextRow]] = []
    for number, rows in enumerate(pages):
        outermost = {id(row) for row in (*edges[number][:1], *edges[number][-1:])}
        called = {span.run.text.strip() for row in rows for span in row.spans[1:] if span.raised}
        detached = {
            id(row)
            for row in _find_detached_rows(edges[number])
            if row.unmarked_text.split(maxsplit=1)[0] not in called
        }
        heads = [
            _pattern_of(row) in repeated
            or (id(row) in outermost and _only_number().match(row.unmarked_text) is not None)
            or (id(row) in detached and bool(_page_offsets_of(row, number) & counting[at > 0]))
            for at, row in enumerate(edges[number])
        ]
        top, foot = (len(list(takewhile(bool, side))) for side in (heads[:_EDGE], heads[: -_EDGE - 1 : -1]))
        removed = {id(row) for row in (*edges[number][:top], *edges[number][len(heads) - foot :])}
        removed |= {id(row) for row in _find_margin_numbers(rows)}
        kept.append([row for row in rows if id(row) not in removed])
    return kept


def _find_margin_numbers(rows: Sequence[TextRow]) -> Iterator[TextRow]:
    """Yield the numbers that are alone in a margin, to the left or to the right of all other rows."""
    numbers = [row for row in rows if row.text.strip().isdecimal()]
    for number in numbers if len(numbers) <= _EDGE else ():
        others = [row for row in rows if row is not number]
        if all(number.end < row.x for row in others) or all(number.x > row.end for row in others):
            yield number


def _edge_rows_of(rows: Sequence[TextRow]) -> list[TextRow]:
    # a row that begins with a raised or a called number is a note, however often "1 Ibid., p. 4" is at one height
    calls = {span.run.text.strip(): row for row in rows for span in row.spans[1:] if span.raised}
    likely = (row for row in rows if row.text.strip() and row.marker is None)
    ordered = sorted((row for row in likely if not _is_called(row, calls)), key=lambda row: -row.y)
    return ordered if len(ordered) <= 2 * _EDGE else ordered[:_EDGE] + ordered[-_EDGE:]


def _is_called(row: TextRow, calls: Mapping[str, TextRow]) -> bool:
    """Return whether a row begins with a number that a row above it in larger print calls, and has words after it."""
    label, _, words = row.text.strip().partition(" ")
    call = calls.get(label.rstrip(".)"))
    return call is not None and bool(words) and row.y < call.y and row.size < _SMALL * call.size


def _find_detached_rows(rows: Sequence[TextRow]) -> list[TextRow]:
    """Return the first and the last row of a page if a gap separates it from the text. `rows` are from top to bottom.

    A paragraph may begin with the same number as its page.
    """
    pairs = zip((*rows[:1], *rows[-1:]), (*rows[1:2], *rows[-2:-1]), strict=False)
    return [
        row
        for row, near in pairs
        if row.unmarked_text.strip() and abs(row.y - near.y) > _GAP * max(row.size, near.size)
    ]


def _pattern_of(row: TextRow) -> tuple[str, int]:
    """Return the text of a row without numbers, and its height. Entries and addresses keep their numbers."""
    words = row.unmarked_text.split()
    kept = 1 if _ENTRY.match(row.unmarked_text) else 0
    shown = (word if at < kept or _ADDRESS.match(word) else _NUMBER.sub("#", word) for at, word in enumerate(words))
    return " ".join(shown), round(row.y / 4)


def _find_repeated(edges: Sequence[Sequence[TextRow]]) -> frozenset[tuple[str, int]]:
    """Return the patterns of rows that occur at the same height on at least three pages."""
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, rows in enumerate(edges):
        for row in rows:
            if len(row.unmarked_text) <= _LONGEST:
                seen[_pattern_of(row)].add(number)
    return frozenset(pattern for pattern, found in seen.items() if len(found) >= 3)


def _page_offsets_of(row: TextRow, number: int) -> frozenset[int]:
    """Return the differences between the numbers at a short row's ends and the page's own number."""
    text = row.unmarked_text
    if len(text) > _LONGEST or _ENTRY.match(text):
        return frozenset()
    return frozenset(int(a or b) - number for a, b in _EDGE_NUMBER.findall(_ADDRESS.sub("…", text)))


def _find_counting_offsets(edges: Sequence[Sequence[TextRow]]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the offsets at which the first rows of at least two pages count the pages, and those of the last rows.

    Of a list of notes, the last number on one page and the first on the next may count the pages too.
    """
    first = _find_repeated_offsets([rows[:1] for rows in edges])
    last = _find_repeated_offsets([rows[-1:] for rows in edges])
    return first, last


def _find_repeated_offsets(rows_by_page: Sequence[Sequence[TextRow]]) -> frozenset[int]:
    seen: dict[int, set[int]] = defaultdict(set)
    for number, rows in enumerate(rows_by_page):
        for row in rows:
            for offset in _page_offsets_of(row, number):
                seen[offset].add(number)
    return frozenset(offset for offset, found in seen.items() if len(found) >= 2)


_BULLET = re.compile(r"\s*(?:[•◦▪●○■□–·∙‣➢➔✓*\x80-\x9f\uf0b7\uf0a7]|\(?\d{1,3}[.)]|\[\d{1,3}\]|\(?[a-z][.)])(?:\s|\Z)")
BULLET_MARKER = re.compile(r"\s*[•◦▪●○■□·∙‣➢➔✓\uf0b7\uf0a7\x80-\x9f–](?:\s+|\Z)")
_INITIAL = re.compile(r"\s*[a-z]\.\s")
_MARKERS = re.compile(r"\s*(?:\[\d{1,3}(?:[,;\s–-]+\d{1,3})*\][\s.]*)+\Z")
"""Markers alone on their line belong to the text above. In a list of notes they begin the next note."""
SENTENCE_END = re.compile(r"(?<![.\u2026] )[.!?:…。؟][\"'”’»)\]]*\s*\Z")
"""The end of a sentence. ". . ." is none: lists of authors go on after it."""
_ENTRY_END = re.compile(r"[.!?)\]»”\"]\s*\Z|[./_\d][^\s.]*\s*\Z")
"""The end of an entry of a list of works: a full stop, a number, or an address: "journal." + "pbio.3000246"."""
_HANG = 0.8
"""The least indent of a further line of an entry, as a part of the font size."""
_FEWEST_ENDED = 0.7
"""The least part of the rows before an edge row that are the end of an entry, in a list whose entries hang."""
_UNFINISHED = re.compile(r"(?:[,-]|\d[–—])\s*\Z")
"""The end of a row within a sentence, or within a range of pages: "pp. 545–" + "556."."""
_DASHES = ("–", "—")
_DASH = re.compile(r"\s*[–—]\s")
"""A dash that begins an item or, where the line before is full, goes on with its sentence: "Advances" + "– PAIRING"."""
_HEADING_WORDS = 20
_COLUMN = 120.0
"""Points within which the rows of a column begin; indented rows begin a little later."""
_FEWEST_ALIKE = 6
_ASCENT = 0.75
"""The height of letters as a part of the font size."""
_WIDEST_LEADING = 2.6
"""The largest distance of lines, as a multiple of the font size, that is double spacing and not separate paragraphs."""


@dataclass(slots=True)
class PdfParagraph:
    """The rows of one block."""

    kind: BlockKind
    rows: list[TextRow] = field(default_factory=list)


def paragraphs_of(rows: Sequence[TextRow], *, body: float) -> list[PdfParagraph]:
    """Group the rows of all pages, without headers, footers and notes, in file order."""
    made: list[PdfParagraph] = []
    leading = _usual_leading_of(rows, body)
    dashed = any(row.spans[0].run.text.lstrip()[:1] in _DASHES for row in rows)
    margins = margins_of([rows]) if dashed else {}
    hung = _find_hung_rows(rows)
    for row in rows:
        if made and _continues(made[-1], row, leading, margins, hung):
            made[-1].rows.append(row)
        else:
            made.append(PdfParagraph(BlockKind.PARAGRAPH, [row]))
    for paragraph in made:
        paragraph.kind = _kind_of(paragraph, body)
    return made


def _runs_over(row: TextRow, margins: Mapping[int, float]) -> bool:
    """Return whether a row ends within a sentence at the right margin of its column."""
    margin = margins.get(id(row))
    return margin is not None and row.end > margin - 2 * row.size and not SENTENCE_END.search(row.text)


def _find_hung_rows(rows: Sequence[TextRow]) -> dict[int, bool]:
    """Return whether rows of lists of works go on with an entry, by `id`, where further lines of entries are indented.

    Such a list begins at the left edge of its column, and nearly every row at that edge comes after the end of an
    entry. A row of another list is left out.
    """
    found: dict[int, bool] = {}
    at = 0
    while at < len(rows):
        at += 1
        if is_list_heading(rows[at - 1].text):
            end = next((end for end in range(at, len(rows)) if _is_next_heading(rows[end], rows[at - 1])), len(rows))
            found.update(_find_hung_rows_of_list(rows[at:end]))
            at = end
    return found


def _is_next_heading(row: TextRow, heading: TextRow) -> bool:
    return abs(row.size - heading.size) < 0.1 and row.bold == heading.bold and (row.bold or is_list_heading(row.text))


def _find_hung_rows_of_list(works: Sequence[TextRow]) -> dict[int, bool]:
    edges: dict[tuple[int, int], float] = {}
    for row in works:
        edges[row.page, row.column] = min(row.begin, edges.get((row.page, row.column), row.begin))
    hung = [row.begin - edges[row.page, row.column] > _HANG * row.size for row in works]
    before = [last for last, goes_on in zip(works, hung[1:], strict=False) if not goes_on]
    ended = [row for row in before if _ENTRY_END.search(row.text)]
    if not any(hung) or hung[0] or len(ended) < _FEWEST_ENDED * len(before):
        return {}
    return {id(row): goes_on for row, goes_on in zip(works, hung, strict=True)}


def _continues(
    paragraph: PdfParagraph,
    row: TextRow,
    leading: float,
    margins: Mapping[int, float],
    hung: Mapping[int, bool],
) -> bool:
    last = paragraph.rows[-1]
    if abs(row.size - last.size) > 0.12 * last.size or (row.bold != last.bold and _is_heading(paragraph, row)):
        return False
    if id(row) in hung and id(paragraph.rows[0]) in hung:
        return hung[id(row)]
    begins = _BULLET.match(row.text) and (_BULLET.match(paragraph.rows[0].text) or not _MARKERS.match(row.text))
    unfinished = _UNFINISHED.search(last.text) is not None and row.page == last.page
    in_name = _INITIAL.match(row.text) and not SENTENCE_END.search(last.text)  # "Diocese" + "v. Cuomo"
    if begins and not unfinished and not in_name and not (_DASH.match(row.text) and _runs_over(last, margins)):
        return False
    drop = last.y - row.y
    if row.page != last.page or drop < -0.5 * row.size:
        return not SENTENCE_END.search(last.text)  # the next column or page
    widened = _widening_of(row) if _runs_on(paragraph, row) else 0.0
    outdented = last.begin - row.begin > 0.8 * row.size and _has_left_edge(paragraph)
    if outdented or drop - widened > _largest_drop_of(paragraph, leading):
        return False
    indented = row.begin - last.begin > 0.8 * row.size
    ended = SENTENCE_END.search(last.text) and not _address_goes_on(last, row)
    return not (indented and ended and not _BULLET.match(paragraph.rows[0].text))


def _address_goes_on(last: TextRow, row: TextRow) -> bool:
    """Return whether an address at the end of a row goes on in the next: "https://access." + "reeds.example/"."""
    address = _OPEN_ADDRESS.search(last.text.rstrip())
    if address is None:
        return False
    return bool(_OPEN_HOST.fullmatch(address[0])) or goes_on(f"{address[0]}\n{row.text.lstrip()}", 0, len(address[0]))


def _widening_of(row: TextRow) -> float:
    """Return by how much, in points, the raised signs of a row may widen the distance to the row above."""
    return max(
        (span.run.y - row.y - _ASCENT * (row.size - span.run.size) for span in row.spans if span.raised), default=0.0
    )


def _runs_on(paragraph: PdfParagraph, row: TextRow) -> bool:
    """Return whether the last row of a paragraph ends within a sentence, or at the right margin."""
    last = paragraph.rows[-1]
    margin = max(row.stop, *(other.stop for other in paragraph.rows))
    return not SENTENCE_END.search(last.text) or last.stop > margin - 2 * row.size


def _has_left_edge(paragraph: PdfParagraph) -> bool:
    """Return whether the left edge of a paragraph is known.

    That of an item is always known, that of other text from the rows after the first.
    """
    rows = paragraph.rows
    return bool(_BULLET.match(rows[0].text)) or (
        len(rows) > 2 and all(abs(row.begin - rows[-1].begin) < 1 for row in rows[-3:])
    )


def _is_heading(paragraph: PdfParagraph, row: TextRow) -> bool:
    """Return whether a change of weight between rows separates a heading from text, and is not emphasis in the text."""
    last = next((span.run for span in reversed(paragraph.rows[-1].spans) if span.run.text.strip()), None)
    return paragraph.rows[-1].bold and not row.bold and (last is None or last.style.bold)


def _largest_drop_of(paragraph: PdfParagraph, leading: float) -> float:
    """Return the largest drop, in points, to the next baseline within a paragraph."""
    rows = paragraph.rows
    drops = [a.y - b.y for a, b in pairwise(rows) if a.page == b.page and a.y > b.y]
    return 1.3 * min(drops) if drops else max(1.7, 1.15 * leading) * rows[-1].size


def _usual_leading_of(rows: Sequence[TextRow], body: float) -> float:
    """Return the most frequent distance of the lines of the text, as a multiple of the font size: 2.0 in opinions."""
    drops = Counter(
        round((a.y - b.y) / a.size, 1)
        for a, b in pairwise(rows)
        if a.page == b.page and a.y > b.y and abs(a.size - body) < 0.5 and abs(b.size - body) < 0.5
    )
    usual = max(drops.items(), key=lambda item: (item[1], -item[0]), default=(0.0, 0))
    return min(usual[0], _WIDEST_LEADING)


def _kind_of(paragraph: PdfParagraph, body: float) -> BlockKind:
    first = paragraph.rows[0]
    text = " ".join(row.text for row in paragraph.rows)
    short = len(text.split()) <= _HEADING_WORDS and not SENTENCE_END.search(text)
    if short and (first.size > 1.08 * body or first.bold):
        return BlockKind.HEADING
    return BlockKind.ITEM if _BULLET.match(first.text) else BlockKind.PARAGRAPH


def margins_of(pages: Iterable[Sequence[TextRow]]) -> dict[int, float]:
    """Return the right margin of rows, in points, by `id`: a quarter of the rows of their column and size end there.

    A row that too few others resemble has none.
    """
    columns: dict[tuple[int, int, int], list[TextRow]] = defaultdict(list)
    for rows in pages:
        for row in rows:
            columns[row.page, round(row.size), int((row.x + _COLUMN / 4) // _COLUMN)].append(row)
    alike = [sorted(rows, key=lambda row: row.end) for rows in columns.values() if len(rows) >= _FEWEST_ALIKE]
    return {id(row): rows[len(rows) * 3 // 4].end for rows in alike for row in rows}
