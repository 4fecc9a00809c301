"""Group the fragments of a page into rows, one for each line, and recognise raised markers in them."""

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
"""A marker is smaller than this part of its line's font size if it is raised by size alone."""
_HIGHER = 0.15
"""The least height of a raised marker above the baseline, as a part of the line's font size."""

_LOWER = 0.45
"""The least distance of a line below the one above and its raised marker, as a part of the font size."""


@dataclass(frozen=True, slots=True)
class RowSpan:
    """Part of a row. `raised` is true for a marker above the line."""

    fragment: TextFragment
    raised: bool


@dataclass(frozen=True, slots=True)
class TextRow:
    """One line of a page: its parts in order, and its baseline, left edge and font size in points."""

    page: int
    spans: tuple[RowSpan, ...]
    x: float
    y: float
    size: float
    bold: bool

    @property
    def text(self) -> str:
        """The row's text with its markers."""
        return "".join(span.fragment.text for span in self.spans)

    @property
    def unmarked_text(self) -> str:
        """The row's text without its markers."""
        return "".join(span.fragment.text for span in self.spans if not span.raised)

    @property
    def marker(self) -> str | None:
        """The raised marker at the beginning of the row, as in a note."""
        first = next((span for span in self.spans if span.fragment.text.strip()), None)
        return first.fragment.text.strip() if first is not None and first.raised else None


def rows_of(page: PdfPage) -> list[TextRow]:
    """Return the rows of a page in file order."""
    rows: list[TextRow] = []
    fragments: list[TextFragment] = []
    for fragment in page.fragments:
        lines = fragment.text.split("\n")
        for at, line in enumerate(lines):
            if at:
                rows += _build_row(page.number, fragments)
                fragments = []
            part = TextFragment(line, fragment.x, fragment.y, fragment.size, fragment.bold)
            if line.strip() and fragments and _is_below(part, fragments):
                rows += _build_row(page.number, fragments)
                fragments = []
            if line:
                fragments.append(part)
    return _attach_stray_markers(rows + _build_row(page.number, fragments))


def _is_below(fragment: TextFragment, before: Sequence[TextFragment]) -> bool:
    """Return whether a fragment begins a new line.

    pypdf joins such lines with the line above, for example after a small marker at the front.
    """
    last = next((one for one in reversed(before) if one.text.strip()), fragment)
    return fragment.x <= last.x and last.y - fragment.y > _LOWER * max(fragment.size, last.size)


def _build_row(page: int, fragments: list[TextFragment]) -> list[TextRow]:
    fragments = _close_brackets(fragments)
    words = [fragment for fragment in fragments if fragment.text.strip()]
    if not words:
        return []
    widest = max(words, key=lambda fragment: (len(fragment.text.strip()) > 2, fragment.size, len(fragment.text)))
    size = _main_size_of(words)
    line = [fragment.y for fragment in words if fragment.size >= size * 0.95] or [widest.y]
    baseline = median(line)
    spans = tuple(
        RowSpan(fragment, _is_raised(fragment, size, baseline, alone=len(words) == 1)) for fragment in fragments
    )
    left = min(fragment.x for fragment in words)
    bold = sum(len(fragment.text) for fragment in words if fragment.bold) * 2 > sum(
        len(fragment.text) for fragment in words
    )
    return [TextRow(page, spans, left, baseline, size, bold)]


def _close_brackets(fragments: list[TextFragment]) -> list[TextFragment]:
    """Remove the blanks that pypdf adds in "[1]" if the number has a font or colour of its own."""
    made: list[TextFragment] = []
    for fragment in fragments:
        inside = _OPENED.search("".join(one.text for one in made[-2:])) and _NUMBER_OR_END.match(fragment.text)
        text = inside["part"] if inside else fragment.text
        if text:
            made.append(replace(fragment, text=text))
    return made


def _main_size_of(words: Iterable[TextFragment]) -> float:
    """Return the font size of most characters of a line."""
    weights: Counter[float] = Counter()
    for fragment in words:
        weights[round(fragment.size, 1)] += len(fragment.text.strip())
    return max(weights.items(), key=lambda item: (item[1], item[0]))[0]


def _is_raised(fragment: TextFragment, size: float, baseline: float, *, alone: bool) -> bool:
    if alone or not _MARKER.match(fragment.text):
        return False
    higher = fragment.y - baseline > _HIGHER * size
    return (higher and fragment.size <= size * 1.02) or (
        fragment.size < _SMALLER * size and fragment.y > baseline - 0.05 * size
    )


def _attach_stray_markers(rows: list[TextRow]) -> list[TextRow]:
    """Move a marker that pypdf read as a separate line back to the beginning of the line below."""
    made: list[TextRow] = []
    for row in rows:
        last = made[-1] if made else None
        stray = (
            last is not None and len(last.spans) == 1 and _MARKER.match(last.text) and last.size < _SMALLER * row.size
        )
        if last is not None and stray and 0 <= last.y - row.y < row.size and last.x <= row.x:
            made[-1] = TextRow(
                row.page, (RowSpan(last.spans[0].fragment, raised=True), *row.spans), last.x, row.y, row.size, row.bold
            )
        else:
            made.append(row)
    return made


def numbers_of(marker: str) -> tuple[str, ...]:
    """Return the notes that a raised marker names: "3, 5–7" names four, "*" one."""
    found: list[str] = []
    for low, high in _NUMBERS.findall(marker):
        last = int(high or low)
        found += [str(number) for number in range(int(low), min(last, int(low) + _LONGEST_RANGE) + 1)]
    return tuple(found) or (marker.strip(),)


def body_size_of(rows: Iterable[TextRow]) -> float:
    """Return the font size of running text, which most characters of the document have."""
    weights: Counter[float] = Counter()
    for row in rows:
        weights[round(row.size * 2) / 2] += len(row.text)
    return max(weights.items(), key=lambda item: item[1])[0] if weights else 10.0
