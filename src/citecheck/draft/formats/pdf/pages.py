"""Read the pages of a PDF: their runs of characters, link areas, and rules.

pdfium reads the file. Unlike pypdf it gives the place of every character instead of the place where a piece of text
begins, and it takes a fifth of the time. A hostile file can stop it, so readers run in a child process with limits.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise
from typing import Any

from citecheck.draft.formats.pdf.characters import TextRun, collect_runs
from citecheck.draft.formats.pdf.link_areas import LinkArea, read_link_areas
from citecheck.errors import UnreadableInput

_PROGRAM_TITLE = re.compile(
    r"^(?:Microsoft (?:Word|PowerPoint) - |untitled)|\.(?:docx?|odt|indd|tex|rtf|dvi)$", re.IGNORECASE
)
"""A title that a program derived from a file name."""
_MOST_PAGES = 5000
_LONGEST_LANGUAGE = 40
_MOST_OBJECTS = 5_000
"""The most objects of a page among which rules are looked for. A page with a plot has 100,000, a page of text 300."""
_MOST_RULES = 200
_THICKEST = 2.5
_SHORTEST_RULE = 30.0
"""Points. The rules above footnotes are 0.4 to 1 thick and from 56 to the width of the column long."""
_MEETING = 3.0
"""Points by which the borders of two cells next to each other overlap or are apart at most."""


_EMPTY = "the PDF has only empty pages: export it again"
_PICTURES = "the PDF contains images of pages but no text: run text recognition (OCR) on it first"
_WITHOUT_LETTERS = "the fonts of the PDF do not say which letters they show: run text recognition (OCR) on it first"
_LONG_WORD = re.compile(r"\S{4,}")
_CODE = r"\x00-\x1f\x80-\x9f\xa2-\xa9\xac\xae-\xb1\xb4\xd7\xf7\ue000-\uf8ff"
_WORD_OF_CODES = re.compile(rf"\S*[{_CODE}]\S*|(?=\S*[^\W\d_])\S*[#$%&*+<=>@^`|~\\]\S*")
"""What a word becomes whose font names no letters: "bHcCd*`ecf". In other text such words are addresses and code."""
_CODES = re.compile(rf"[{_CODE}]")
"""Characters that no text has often, and no code of programs, but codes of fonts in place of letters have."""
_MOST_CODES = 0.35
"""The largest part of such words on a page of text. Pages of text have .06 at most, those without letters .65."""
_FEWEST_LONG_WORDS = 30
_FEWEST_CODES = 0.02
"""The least part of the characters of such a page that are in `_CODES`: pages with code of programs have none."""
_MOST_SIGHTED = 60
"""The text objects of a page of which it is asked whether they are drawn."""
_MOST_SAMPLED = 24
"""The most pages that are looked at for letters, spread over the document."""


@dataclass(frozen=True, slots=True)
class RuledLine:
    """A thin horizontal line. `joined` is: it meets another one end to end, as the borders of cells of a table do."""

    left: float
    right: float
    y: float
    joined: bool = False


@dataclass(frozen=True, slots=True)
class PdfPage:
    """One page. `number` counts from 1. `runs` are in the order of the file."""

    number: int
    width: float
    runs: tuple[TextRun, ...]
    links: tuple[LinkArea, ...] = ()
    rules: tuple[RuledLine, ...] = ()
    is_blank: bool = False
    """Whether nothing is drawn on the page but thin lines, neither text nor a picture."""
    is_recognised: bool = False
    """Whether most of its text is not drawn: text recognition lays it over a picture of the page (ISO 32000, 9.3.6)."""

    @property
    def has_text(self) -> bool:
        """Whether any character is on the page besides blanks."""
        return any(run.text.strip() for run in self.runs)


@dataclass(frozen=True, slots=True)
class _PdfPages:
    """All pages that could be read, and the document's title and language if it states them.

    `not_read` are the numbers of the pages that are damaged, or neither have text nor are blank. `recognised` is
    whether the text of most pages comes from text recognition (OCR).
    """

    pages: tuple[PdfPage, ...]
    not_read: tuple[int, ...]
    title: str | None
    language: str | None
    recognised: bool


def read_pages(data: bytes) -> _PdfPages:
    """Read the pages of a PDF. A page that cannot be read is omitted.

    Raises:
        UnreadableInput: The data is not a PDF, is encrypted with a password, or has no text.
    """
    import pypdfium2  # noqa: PLC0415  90 ms that other drafts need not pay

    try:
        document = pypdfium2.PdfDocument(data)
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise UnreadableInput(_describe_fault(error)) from error
    try:
        count = min(len(document), _MOST_PAGES)
        read = {number + 1: _read_page(document, number) for number in range(count)}
        title, language = _read_title_and_language(document)
    finally:
        document.close()
    pages = [page for page in read.values() if page is not None]
    if not pages:
        raise UnreadableInput("the PDF is damaged: none of its pages can be read; export it again, or check its source")
    if not any(page.has_text for page in pages):
        raise UnreadableInput(_EMPTY if all(page.is_blank for page in pages) else _PICTURES)
    if not _has_letters(pages):
        raise UnreadableInput(_WITHOUT_LETTERS)
    not_read = [number for number, page in read.items() if page is None or not (page.is_blank or page.has_text)]
    with_text = [page for page in pages if page.has_text]
    recognised = 2 * sum(page.is_recognised for page in with_text) > len(with_text)
    return _PdfPages(tuple(pages), tuple(not_read), title, language, recognised)


def _has_letters(pages: Sequence[PdfPage]) -> bool:
    """Return whether most pages have text in letters, and not in the codes of fonts that name none."""
    codes, judged = 0, 0
    for page in pages[:: max(1, len(pages) // _MOST_SAMPLED)]:
        text = "".join(run.text for run in page.runs)
        words = _LONG_WORD.findall(text)
        if len(words) >= _FEWEST_LONG_WORDS:
            judged += 1
            odd = sum(map(bool, map(_WORD_OF_CODES.fullmatch, words))) > _MOST_CODES * len(words)
            codes += odd and len(_CODES.findall(text)) > _FEWEST_CODES * len(text)
    return 2 * codes <= judged


def _describe_fault(error: Exception) -> str:
    if "password" in str(error).casefold():
        return "the PDF is encrypted: save a copy without a password"
    reason = re.search(r"PDFium: ([^)]*?)\.?\)", str(error))
    cause = reason[1].lower() if reason else "no data"
    return f"the PDF is damaged ({cause}): export it again, or check its source"


def _read_page(document: Any, index: int) -> PdfPage | None:
    import pypdfium2  # noqa: PLC0415  as above
    import pypdfium2.raw as pdfium  # noqa: PLC0415  as above

    try:
        page = document[index]
        texts = page.get_textpage()
    except pypdfium2.PdfiumError:
        return None
    try:
        left, bottom, right, top = page.get_mediabox()
        runs, turn = collect_runs(texts.raw)
        if turn % 2:
            return PdfPage(index + 1, top - bottom, runs)
        links = tuple(read_link_areas(document.raw, page.raw))
        rules = tuple(islice(_read_rules(page.raw), _MOST_RULES))
        is_blank = pdfium.FPDFPage_CountObjects(page.raw) == len(rules)
        seen = list(islice(_see_texts(page.raw), _MOST_SIGHTED))
        recognised = 2 * sum(seen) < len(seen)
        return PdfPage(index + 1, right - left, runs, links, _mark_joined(rules), is_blank, recognised)
    finally:
        texts.close()
        page.close()


def _see_texts(page: Any) -> Iterator[bool]:
    """Yield for each text object of a page whether it is drawn."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415  as above

    for at in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        shown = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(shown) == pdfium.FPDF_PAGEOBJ_TEXT:
            yield pdfium.FPDFTextObj_GetTextRenderMode(shown) != pdfium.FPDF_TEXTRENDERMODE_INVISIBLE


def _read_title_and_language(document: Any) -> tuple[str | None, str | None]:
    import pypdfium2.raw as pdfium  # noqa: PLC0415  as above

    stated = "".join(one for one in document.get_metadata_value("Title") or "" if one.isprintable()).strip()
    title = None if _PROGRAM_TITLE.search(stated) else stated or None
    units = (ctypes.c_ushort * _LONGEST_LANGUAGE)()
    size = pdfium.FPDFCatalog_GetLanguage(document.raw, units, ctypes.sizeof(units))
    language = bytes(units)[: max(0, min(size, ctypes.sizeof(units)))].decode("utf-16-le", "replace").strip("\0 ")
    return title, language or None


def _mark_joined(rules: Sequence[RuledLine]) -> tuple[RuledLine, ...]:
    ordered = sorted(rules, key=lambda rule: (round(rule.y), rule.left))
    joined = {
        rule
        for last, after in pairwise(ordered)
        if round(last.y) == round(after.y) and abs(after.left - last.right) <= _MEETING
        for rule in (last, after)
    }
    return tuple(replace(rule, joined=rule in joined) for rule in rules)


def _read_rules(page: Any) -> Iterator[RuledLine]:
    """Yield the thin horizontal lines of a page, as a rule that separates the notes from the text is."""
    import pypdfium2.raw as pdfium  # noqa: PLC0415  as above

    edges = [ctypes.c_float() for _ in range(4)]
    for at in range(min(pdfium.FPDFPage_CountObjects(page), _MOST_OBJECTS)):
        shown = pdfium.FPDFPage_GetObject(page, at)
        if pdfium.FPDFPageObj_GetType(shown) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if pdfium.FPDFPageObj_GetBounds(shown, *edges):
            left, bottom, right, top = (edge.value for edge in edges)
            if top - bottom <= _THICKEST and right - left >= _SHORTEST_RULE:
                yield RuledLine(left, right, (top + bottom) / 2)
