"""Read the text of a PDF; the only module in `page` that imports the PDF libraries.

pypdf comes first, because no hostile file tried took it longer than 1.4 s. pypdfium2 reads more broken files and
unusual fonts. It is the second try, where the first found next to nothing or words of no language. Of a manual whose
word gaps pypdf missed, a quarter of the letters were in such words, of one whose font it did not know as many, of
others below 1 %. Both run in a child process that can be killed.

A reading is checked by its words. A PDF states where glyphs are, not where words end, and names glyphs as its fonts
like. A reader that misses the gaps runs words together. A reader that misses a font's table renders Japanese as Greek,
Bengali and Lao in one word.
"""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from statistics import median

from pypdf import PdfReader
from pypdf.errors import PyPdfError

from citecheck.model.page import Coverage, PageText

_MAX_PAGES = 400
"""Pages that are read; a cited report is shorter, and a scanned archive has no text anyway."""

_MIN_TEXT = 40
"""Characters of text below which a PDF counts as not read."""

_MAX_ILLEGIBLE = 0.01
"""Share of letters in words of no language from which a reading is doubted; see `illegible_share_of`."""

_SHORT_LINE_SHARE = 0.7
"""Share of the median line length below which a line that ends a sentence ends its paragraph."""

_HYPHEN_AND_BREAK = "\x02"
"""What pdfium returns in place of a hyphen and the line break after it."""

_FILE_NAME = re.compile(r".*\.(?:dvi|tex|docx?|odt|rtf|pptx?|xlsx?|indd|qxd|pmd|cdr|wpd|ps)", re.IGNORECASE)
"""What programs write as the title where their user wrote none: "dvips.dvi", "Microsoft Word - Final v2.doc"."""

_SENTENCE_END = re.compile(r"[.!?:;…。！？]['\"”’»)\]]*$")
_HYPHENATED = re.compile(r"[^\W\d_]-$")


def read_pdf(body: bytes) -> PageText | None:
    """Return the text of a PDF, or None if neither library can open it (broken, encrypted, empty)."""
    first = read_with_pypdf(body)
    if first is None or len(first.visible) < _MIN_TEXT:
        return read_with_pdfium(body) or first
    return (
        first
        if illegible_share_of(first.visible) < _MAX_ILLEGIBLE
        else choose_more_legible(first, read_with_pdfium(body))
    )


def choose_more_legible(first: PageText, second: PageText | None) -> PageText:
    """Return the better of two readings: the second only if it has text, and fewer words of no language."""
    if second is None or len(second.visible) < _MIN_TEXT:
        return first
    return min(first, second, key=lambda text: illegible_share_of(text.visible))


def read_with_pypdf(body: bytes) -> PageText | None:
    """Read with pypdf, with an empty password for an encrypted file."""
    # pypdf logs every defect of a file; defects in other people's files are not worth reporting.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        reader = PdfReader(io.BytesIO(body))
        if reader.is_encrypted and not reader.decrypt(""):
            return None
        pages = [page.extract_text() for page in reader.pages[:_MAX_PAGES]]
        count = len(reader.pages)
        title = reader.metadata.title if reader.metadata else None
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        RecursionError,
        NotImplementedError,
        ArithmeticError,
    ):
        # pypdf does not catch the errors of its own parsing on broken files.
        return None
    return _join_pages(pages, count, str(title) if title else None)


def read_with_pdfium(body: bytes) -> PageText | None:
    """Read with pdfium; return None if it cannot open the file."""
    import pypdfium2  # noqa: PLC0415 (90 ms, for the few files that the first reader fails on)

    try:
        document = pypdfium2.PdfDocument(body)
    except (pypdfium2.PdfiumError, ValueError):
        return None
    try:
        count = len(document)
        pages = [document[place].get_textpage().get_text_bounded() for place in range(min(count, _MAX_PAGES))]
        title = document.get_metadata_value("Title")
    except pypdfium2.PdfiumError:
        return None
    finally:
        document.close()
    plain = [page.replace("\r\n", "\n").replace(_HYPHEN_AND_BREAK, "-\n") for page in pages]
    return _join_pages(plain, count, title)


def _join_pages(pages: list[str], count: int, title: str | None) -> PageText:
    """Join the pages read of `count` into paragraphs, one a line; all of a PDF is its main text."""
    text = "\n".join(paragraph for page in pages for paragraph in join_lines(page.splitlines()))
    stated = (title or "").strip()
    return PageText(
        title=None if _FILE_NAME.fullmatch(stated) else stated or None,
        main=text,
        visible=text,
        coverage=Coverage.PART if len(pages) < count else None,
    )


def join_lines(lines: list[str]) -> list[str]:
    """Join the lines of a page into paragraphs, which end at a blank line or at a short line that ends a sentence."""
    stripped = [line.strip() for line in lines]
    usual = median([len(line) for line in stripped if line] or [0])
    joined: list[str] = []
    current = ""
    for line in stripped:
        if not line:
            joined.append(current)
            current = ""
            continue
        if _HYPHENATED.search(current) and line[:1].islower():
            current = current[:-1] + line
        else:
            current = f"{current} {line}".strip()
        if len(line) < _SHORT_LINE_SHARE * usual and _SENTENCE_END.search(line):
            joined.append(current)
            current = ""
    joined.append(current)
    return [paragraph for paragraph in joined if paragraph]


_LEGIBILITY_SAMPLE = 20_000
"""Characters examined, from the middle: the first pages are titles and contents."""

_RUN_TOGETHER = re.compile(r"[A-Za-z\u00c0-\u08ff]{25,}")
"""Letters without a gap, in scripts that write gaps; only names in chemistry and of laws are words as long."""

_WORD = re.compile(r"[^\W\d_]{2,}")
_SCRIPTS_OF_A_WORD = 2
"""Scripts that one word may mix, as "X線" does; Chinese, Japanese and Korean characters count as one."""
_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "IDEOGRAPHIC", "FULLWIDTH"})


def illegible_share_of(text: str) -> float:
    """Return the share of the letters of `text` that are in words of no language, in [0, 1]."""
    start = max(0, (len(text) - _LEGIBILITY_SAMPLE) // 2)
    sample = text[start : start + _LEGIBILITY_SAMPLE]
    words = _WORD.findall(sample)
    wrong = sum(map(len, _RUN_TOGETHER.findall(sample)))
    wrong += sum(len(word) for word in words if not word.isascii() and len(_scripts_of(word)) > _SCRIPTS_OF_A_WORD)
    return min(1.0, wrong / max(1, sum(map(len, words))))


def _scripts_of(word: str) -> set[str]:
    """Return the scripts of a word: the first words of its characters' Unicode names."""
    names = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
    return {"CJK" if name in _EAST_ASIAN else name for name in names}
