"""Read the pages of a PDF as text fragments with positions, and the addresses of link annotations.

This is the only module that imports pypdf. A fragment is text that the file shows in one font at one place. pypdf
decides where lines end and where words are separated. The positions show what is raised, what is small, and what is at
the foot of the page.

Group the fragments of a page into rows, one for each line, and recognise raised markers in them.
"""

from __future__ import annotations

import io
import logging
import math
import re
import struct
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from citecheck.errors import UnreadableInput

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_FAULTS: Final = (
    ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError, AssertionError, OSError,
    EOFError, NotImplementedError, RuntimeError, zlib.error, struct.error,
)  # fmt: skip
"""Exceptions that pypdf raises, besides its own, on files that break the rules of the format."""
_PROGRAM_TITLE = re.compile(
    r"^(?:Microsoft (?:Word|PowerPoint) - |untitled)|\.(?:docx?|odt|indd|tex|rtf|dvi)$", re.IGNORECASE
)
"""A title that a program derived from a file name."""
_Matrix: TypeAlias = tuple[float, float, float, float, float, float]
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_A4_WIDTH = 595.0
_MOST_PAGES = 5000
_MOST_FRAGMENTS = 50_000
"""The most fragments read from one page. A page of small print has 5,000."""


@dataclass(frozen=True, slots=True)
class _TextFragment:
    """Text shown at one place.

    `x` and `y` are its start in points, and `size` is the font size as it appears on the page.
    """

    text: str
    x: float
    y: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class LinkArea:
    """A rectangle of the page that leads to `href`."""

    left: float
    bottom: float
    right: float
    top: float
    href: str


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page. `number` counts from 1. `fragments` are in file order, and a line break ends each line."""

    number: int
    width: float
    fragments: tuple[_TextFragment, ...]
    links: tuple[LinkArea, ...]


@dataclass(frozen=True, slots=True)
class _PdfPages:
    """All pages that could be read, and the document's title and language if it states them."""

    pages: tuple[PdfPage, ...]
    title: str | None
    language: str | None


def read_pages(data: bytes) -> _PdfPages:
    """Read the pages of a PDF. A page that cannot be read is omitted.

    Raises:
        UnreadableInput: The data is not a PDF, is encrypted with a password, or has no text.
    """
    from pypdf import PdfReader  # noqa: PLC0415  90 ms that other drafts need not pay
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # pypdf's remarks on the file do not help the user
    faults = (*_FAULTS, PyPdfError)
    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        opened = not reader.is_encrypted or bool(reader.decrypt(""))
    except faults as error:
        raise UnreadableInput(
            f"the PDF is damaged ({_describe_fault(error)}): export it again, or check its source"
        ) from error
    if not opened:
        raise UnreadableInput("the PDF is encrypted: save a copy without a password")
    try:
        count = min(len(reader.pages), _MOST_PAGES)
    except faults as error:
        raise UnreadableInput(
            f"the PDF is damaged ({_describe_fault(error)}): export it again, or check its source"
        ) from error
    pages = [page for number in range(count) if (page := _read_page(reader, number, faults)) is not None]
    if count and not pages:
        raise UnreadableInput("the PDF is damaged: none of its pages can be read; export it again, or check its source")
    if not any(fragment.text.strip() for page in pages for fragment in page.fragments):
        raise UnreadableInput("the PDF contains images of pages but no text: run text recognition (OCR) on it first")
    return _PdfPages(tuple(pages), *_read_title_and_language(reader, faults))


def _describe_fault(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


class _TextCollector:
    """Collects the fragments of one page. Figures and other forms get the position where the page shows them."""

    def __init__(self) -> None:
        self.fragments: list[_TextFragment] = []
        self._bases: list[_Matrix] = [(1.0, 0.0, 0.0, 1.0, 0.0, 0.0)]

    def before(self, operator: bytes, _operands: object, cm: list[float], _tm: object) -> None:
        """Enter a form, whose positions are relative to the matrix in force outside it."""
        if operator == b"Do":
            self._bases.append(_multiply(cm, self._bases[-1]))

    def after(self, operator: bytes, _operands: object, _cm: object, _tm: object) -> None:
        """Leave a form."""
        if operator == b"Do" and len(self._bases) > 1:
            self._bases.pop()

    def text(self, text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        """Add a fragment of text."""
        if not text or len(self.fragments) >= _MOST_FRAGMENTS:
            return
        matrix = _multiply(tm, _multiply(cm, self._bases[-1]))
        scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
        name = str(font.get("/BaseFont", "")) if font else ""
        bold = "Bold" in name or "Black" in name
        self.fragments.append(
            _TextFragment(text.translate(_LIGATURES), matrix[4], matrix[5], (size or 0.0) * scale, bold)
        )


def _multiply(inner: Sequence[float], outer: Sequence[float]) -> _Matrix:
    """Return the matrix that applies `inner` and then `outer` (PDF 32000-1, 8.3.4)."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _read_page(reader: PdfReader, index: int, faults: tuple[type[BaseException], ...]) -> PdfPage | None:
    collector = _TextCollector()
    width = _A4_WIDTH
    links: tuple[LinkArea, ...] = ()
    try:
        page = reader.pages[index]
        page.extract_text(
            visitor_text=collector.text,
            visitor_operand_before=collector.before,
            visitor_operand_after=collector.after,
        )
        width = float(page.mediabox.width) or width
        links = tuple(_read_link_areas(page))
    except faults:
        if not collector.fragments:
            return None  # what was read before the fault is kept
    return PdfPage(index + 1, width, tuple(collector.fragments), links)


def _read_link_areas(page: PageObject) -> list[LinkArea]:
    areas: list[LinkArea] = []
    for reference in page.annotations or []:
        annotation = reference.get_object()
        action = annotation.get("/A")
        action = action.get_object() if action is not None else {}
        if annotation.get("/Subtype") != "/Link" or "/URI" not in action:
            continue
        box = [float(edge) for edge in annotation["/Rect"]]
        href = action["/URI"].get_object()
        text = href.decode("utf-8", "replace") if isinstance(href, bytes) else str(href)
        areas.append(LinkArea(min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3]), text))
    return areas


def _read_title_and_language(
    reader: PdfReader, faults: tuple[type[BaseException], ...]
) -> tuple[str | None, str | None]:
    try:
        title = reader.metadata.title if reader.metadata else None
        language = reader.root_object.get("/Lang")
    except faults:
        return None, None
    stated = "".join(character for character in str(title or "") if character.isprintable()).strip()
    return (None if _PROGRAM_TITLE.search(stated) else stated or None), (str(language) or None if language else None)


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

    fragment: _TextFragment
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
    fragments: list[_TextFragment] = []
    for fragment in page.fragments:
        lines = fragment.text.split("\n")
        for at, line in enumerate(lines):
            if at:
                rows += _build_row(page.number, fragments)
                fragments = []
            part = _TextFragment(line, fragment.x, fragment.y, fragment.size, fragment.bold)
            if line.strip() and fragments and _is_below(part, fragments):
                rows += _build_row(page.number, fragments)
                fragments = []
            if line:
                fragments.append(part)
    return _attach_stray_markers(rows + _build_row(page.number, fragments))


def _is_below(fragment: _TextFragment, before: Sequence[_TextFragment]) -> bool:
    """Return whether a fragment begins a new line.

    pypdf joins such lines with the line above, for example after a small marker at the front.
    """
    last = next((one for one in reversed(before) if one.text.strip()), fragment)
    return fragment.x <= last.x and last.y - fragment.y > _LOWER * max(fragment.size, last.size)


def _build_row(page: int, fragments: list[_TextFragment]) -> list[TextRow]:
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


def _close_brackets(fragments: list[_TextFragment]) -> list[_TextFragment]:
    """Remove the blanks that pypdf adds in "[1]" if the number has a font or colour of its own."""
    made: list[_TextFragment] = []
    for fragment in fragments:
        inside = _OPENED.search("".join(one.text for one in made[-2:])) and _NUMBER_OR_END.match(fragment.text)
        text = inside["part"] if inside else fragment.text
        if text:
            made.append(replace(fragment, text=text))
    return made


def _main_size_of(words: Iterable[_TextFragment]) -> float:
    """Return the font size of most characters of a line."""
    weights: Counter[float] = Counter()
    for fragment in words:
        weights[round(fragment.size, 1)] += len(fragment.text.strip())
    return max(weights.items(), key=lambda item: (item[1], item[0]))[0]


def _is_raised(fragment: _TextFragment, size: float, baseline: float, *, alone: bool) -> bool:
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
