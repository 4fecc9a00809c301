"""Read the pages of a PDF as text fragments with positions, and the addresses of link annotations.

This is the only module that imports pypdf. A fragment is text that the file shows in one font at one place. pypdf
decides where lines end and where words are separated. The positions show what is raised, what is small, and what is at
the foot of the page.
"""

from __future__ import annotations

import io
import logging
import math
import re
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
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
class TextFragment:
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
    fragments: tuple[TextFragment, ...]
    links: tuple[LinkArea, ...]


@dataclass(frozen=True, slots=True)
class PdfPages:
    """All pages that could be read, and the document's title and language if it states them."""

    pages: tuple[PdfPage, ...]
    title: str | None
    language: str | None


def read_pages(data: bytes) -> PdfPages:
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
    return PdfPages(tuple(pages), *_read_title_and_language(reader, faults))


def _describe_fault(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


class _TextCollector:
    """Collects the fragments of one page. Figures and other forms get the position where the page shows them."""

    def __init__(self) -> None:
        self.fragments: list[TextFragment] = []
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
            TextFragment(text.translate(_LIGATURES), matrix[4], matrix[5], (size or 0.0) * scale, bold)
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
