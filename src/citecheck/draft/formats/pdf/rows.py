"""Fragments of a page to rows: what is on one line, with its raised markers told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from citecheck.draft.formats.pdf.pages import PdfPage, TextFragment

_MARKER = re.compile(r"\s*(\d{1,3}(?:\s?[,–-]\s?\d{1,3}){0,5}|[*†‡§¶]{1,3}|[a-z]|[ivxl]{2,7})\s*\Z")
_OPENED = re.compile(r"\[\d{0,3}\Z")
_NUMBER_OR_END = re.compile(r"\s*(?P<part>\d{1,3}(?=\s*\Z)|\].*|\Z)", re.DOTALL)
_NUMBERS = re.compile(r"(\d{1,3})(?:\s?[–-]\s?(\d{1,3}))?")
_LONGEST_RANGE = 30
_SMALLER = 0.86
"""A sign is set smaller than this part of its line where it is raised by size alone."""
_HIGHER = 0.15
"""Part of the line's font size that a raised sign stands above the baseline."""

_LOWER = 0.45
"""Part of the font size by which a line stands below the one above, its raised sign counted."""


@dataclass(frozen=True, slots=True)
class RowSpan:
    """Part of a row; `raised` says that it is a sign above the line."""

    piece: TextFragment
    raised: bool


@dataclass(frozen=True, slots=True)
class TextRow:
    """One line of a page: its parts in order, its baseline, left edge and font size in points."""

    page: int
    spans: tuple[RowSpan, ...]
    x: float
    y: float
    size: float
    bold: bool

    @property
    def text(self) -> str:
        """The row's text with its signs."""
        return "".join(span.piece.text for span in self.spans)

    @property
    def words(self) -> str:
        """The row's text without its signs."""
        return "".join(span.piece.text for span in self.spans if not span.raised)

    @property
    def sign(self) -> str | None:
        """The raised sign that the row begins with, as a note does."""
        first = next((span for span in self.spans if span.piece.text.strip()), None)
        return first.piece.text.strip() if first is not None and first.raised else None


def rows_of(sheet: PdfPage) -> list[TextRow]:
    """Return the rows of a page in the order of the file."""
    rows: list[TextRow] = []
    pieces: list[TextFragment] = []
    for piece in sheet.pieces:
        lines = piece.text.split("\n")
        for at, line in enumerate(lines):
            if at:
                rows += _build_row(sheet.number, pieces)
                pieces = []
            part = TextFragment(line, piece.x, piece.y, piece.size, piece.bold)
            if line.strip() and pieces and _is_below(part, pieces):
                rows += _build_row(sheet.number, pieces)
                pieces = []
            if line:
                pieces.append(part)
    return _attach_stray_markers(rows + _build_row(sheet.number, pieces))


def _is_below(piece: TextFragment, before: Sequence[TextFragment]) -> bool:
    """Tell whether a piece begins a line that pypdf runs on with the one above, as after a small sign in front."""
    last = next((one for one in reversed(before) if one.text.strip()), piece)
    return piece.x <= last.x and last.y - piece.y > _LOWER * max(piece.size, last.size)


def _build_row(page: int, pieces: list[TextFragment]) -> list[TextRow]:
    pieces = _close_brackets(pieces)
    words = [piece for piece in pieces if piece.text.strip()]
    if not words:
        return []
    widest = max(words, key=lambda piece: (len(piece.text.strip()) > 2, piece.size, len(piece.text)))
    size = _main_size_of(words)
    line = [piece.y for piece in words if piece.size >= size * 0.95] or [widest.y]
    baseline = median(line)
    spans = tuple(RowSpan(piece, _is_raised(piece, size, baseline, alone=len(words) == 1)) for piece in pieces)
    left = min(piece.x for piece in words)
    bold = sum(len(piece.text) for piece in words if piece.bold) * 2 > sum(len(piece.text) for piece in words)
    return [TextRow(page, spans, left, baseline, size, bold)]


def _close_brackets(pieces: list[TextFragment]) -> list[TextFragment]:
    """Take out the blanks that pypdf sees in "[1]" where the number has a font or colour of its own."""
    made: list[TextFragment] = []
    for piece in pieces:
        inside = _OPENED.search("".join(one.text for one in made[-2:])) and _NUMBER_OR_END.match(piece.text)
        text = inside["part"] if inside else piece.text
        if text:
            made.append(replace(piece, text=text))
    return made


def _main_size_of(words: Iterable[TextFragment]) -> float:
    """Return the font size that most characters of a line have."""
    weights: Counter[float] = Counter()
    for piece in words:
        weights[round(piece.size, 1)] += len(piece.text.strip())
    return max(weights.items(), key=lambda item: (item[1], item[0]))[0]


def _is_raised(piece: TextFragment, size: float, baseline: float, *, alone: bool) -> bool:
    if alone or not _MARKER.match(piece.text):
        return False
    higher = piece.y - baseline > _HIGHER * size
    return (higher and piece.size <= size * 1.02) or (piece.size < _SMALLER * size and piece.y > baseline - 0.05 * size)


def _attach_stray_markers(rows: list[TextRow]) -> list[TextRow]:
    """Put a sign that pypdf took for a line of its own back on the line below whose beginning it marks."""
    made: list[TextRow] = []
    for row in rows:
        last = made[-1] if made else None
        stray = (
            last is not None and len(last.spans) == 1 and _MARKER.match(last.text) and last.size < _SMALLER * row.size
        )
        if last is not None and stray and 0 <= last.y - row.y < row.size and last.x <= row.x:
            made[-1] = TextRow(
                row.page, (RowSpan(last.spans[0].piece, raised=True), *row.spans), last.x, row.y, row.size, row.bold
            )
        else:
            made.append(row)
    return made


def numbers_of(sign: str) -> tuple[str, ...]:
    """Return the notes that a raised sign names: "3, 5–7" names four, "*" one."""
    found: list[str] = []
    for low, high in _NUMBERS.findall(sign):
        last = int(high or low)
        found += [str(number) for number in range(int(low), min(last, int(low) + _LONGEST_RANGE) + 1)]
    return tuple(found) or (sign.strip(),)


def body_size_of(rows: Iterable[TextRow]) -> float:
    """Return the font size of running text: the one that most characters of the document have."""
    weights: Counter[float] = Counter()
    for row in rows:
        weights[round(row.size * 2) / 2] += len(row.text)
    return max(weights.items(), key=lambda item: item[1])[0] if weights else 10.0
