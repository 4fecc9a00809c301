"""The formats that are read: how each is recognised, and which module reads it.

A file is recognised by what it contains first, by its name where contents of two formats look alike. Binary formats
carry a signature. Of the text formats HTML, LaTeX and BibTeX show themselves at once; the light ones (Markdown,
reStructuredText, AsciiDoc, wikitext) are plain text with habits, so a telling name decides, and without one the
habit
that is seen most often, if it is seen at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from citecheck.draft.manuscript import Manuscript
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Format
from citecheck.text.encoding import find_wide_codec

READERS: dict[Format, str] = {
    Format.TEXT: "citecheck.draft.formats.plain_text",
    Format.HTML: "citecheck.draft.formats.html",
    Format.MARKDOWN: "citecheck.draft.formats.markdown",
    Format.DOCX: "citecheck.draft.formats.docx",
    Format.ODT: "citecheck.draft.formats.odt",
    Format.PDF: "citecheck.draft.formats.pdf",
    Format.LATEX: "citecheck.draft.formats.latex",
    Format.BIBTEX: "citecheck.draft.formats.bibtex",
    Format.RST: "citecheck.draft.formats.rst",
    Format.ASCIIDOC: "citecheck.draft.formats.asciidoc",
    Format.WIKITEXT: "citecheck.draft.formats.wikitext",
}
"""The module of each format; it has one function `read(data, *, base) -> Manuscript`."""


class FormatReader(Protocol):
    """What a module of the table offers."""

    def read(self, data: bytes, *, base: str | None) -> Manuscript:
        """Read a document of the module's format."""


_SUFFIXES: dict[str, Format] = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".mdx": Format.MARKDOWN,
    ".mkd": Format.MARKDOWN,
    ".qmd": Format.MARKDOWN,
    ".rmd": Format.MARKDOWN,
    ".tex": Format.LATEX,
    ".ltx": Format.LATEX,
    ".bib": Format.BIBTEX,
    ".rst": Format.RST,
    ".rest": Format.RST,
    ".adoc": Format.ASCIIDOC,
    ".asciidoc": Format.ASCIIDOC,
    ".asc": Format.ASCIIDOC,
    ".wiki": Format.WIKITEXT,
    ".wikitext": Format.WIKITEXT,
    ".mediawiki": Format.WIKITEXT,
}
_BINARY_SUFFIXES = {".docx": "Word", ".odt": "OpenDocument", ".pdf": "PDF"}
_HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml"})


@dataclass(frozen=True, slots=True)
class _FileSignature:
    """First bytes of a binary file, and what to say if it is none of the formats read."""

    start: bytes
    format: Format | None
    advice: str = ""


_SIGNATURES = (
    _FileSignature(b"%PDF-", Format.PDF),
    _FileSignature(b"{\\rtf", None, "it is RTF; save it as .docx or .odt"),
    _FileSignature(b"\xd0\xcf\x11\xe0", None, "it is an old Office file; save it as .docx or .odt"),
    _FileSignature(b"\x1f\x8b", None, "it is gzip; unpack it first"),
    _FileSignature(b"\x89PNG", None, "it is an image"),
    _FileSignature(b"\xff\xd8\xff", None, "it is an image"),
    _FileSignature(b"GIF8", None, "it is an image"),
)

_WEB_ARCHIVE = re.compile(rb"^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|div|p|table|meta|title|ol|ul|h[1-6]|sup)[\s>]", re.IGNORECASE
)
_HTML_TOP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_LATEX = re.compile(rb"\\documentclass|\\begin\{document\}|\\(?:chapter|section)\*?\{|\\footnote\{")
_BIBTEX = re.compile(
    rb"^[ \t]*@(?:article|book|misc|online|inproceedings|techreport|phdthesis|incollection)\s*\{",
    re.IGNORECASE | re.MULTILINE,
)
_HABITS: tuple[tuple[Format, re.Pattern[bytes]], ...] = (
    (
        Format.MARKDOWN,
        re.compile(rb"^\[\^[^\]\s]+\]:|\]\(https?://|^#{1,6} \S|^\[[^\]\n]{1,200}\]: <?https?://|^```", re.MULTILINE),
    ),
    (Format.RST, re.compile(rb"^\.\. (?:\[[#\d\w]{1,60}\]|_[^:\n]+:|\w+::)|`_(?:\W|$)|\]_(?:\W|$)", re.MULTILINE)),
    (
        Format.ASCIIDOC,
        re.compile(
            rb"^={1,5} \S|footnote:\w*\[|^:[\w-]+:|^\[\[[\w-]+\]\]$|https?://[^\s\[]{1,300}\[[^\]\n]{1,200}\]"
            rb"|\blink\w{0,10}:[\w./-]{1,200}\[|^(?:include|ifdef|ifndef|endif|image)::|^\[(?:NOTE|TIP|verse|source|quote)\b",
            re.MULTILINE,
        ),
    ),
    (
        Format.WIKITEXT,
        re.compile(
            rb"<ref[ >/]|\{\{[Cc]ite |^==+ ?[^=\n]{1,200}==+[ \t]*$|\[\[[^\[\]|\n]{1,200}(?:\||\]\])|^'''", re.MULTILINE
        ),
    ),
)
_SAMPLE = 400_000


def recognise_format(data: bytes, path: str, *, trust_name: bool = True) -> Format:
    """Say which format `data` has; `path` only decides between formats that look alike.

    Raises UnreadableInput for an empty file, for binary files of no format that is read, and, with `trust_name`, for
    text under the name of a binary format: an error page or a pointer was saved there in its place.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UnreadableInput(f"{path} is empty; give a draft with text in it.")
    for signature in _SIGNATURES:
        if data.startswith(signature.start):
            if signature.format is None:
                raise UnreadableInput(f"{path} cannot be read: {signature.advice}.")
            return signature.format
    if _WEB_ARCHIVE.search(data[:2_000]):
        raise UnreadableInput(f"{path} cannot be read: it is a web archive (MHTML); save the page as HTML.")
    if data.startswith(b"PK"):
        return _recognise_zip(data, path)
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data[:2] not in {b"\xff\xfe", b"\xfe\xff"} and b"\x00" in data[:8000] and find_wide_codec(data) is None:
        raise UnreadableInput(
            f"{path} is a binary file of a kind that is not read; give the draft as text, HTML or .docx."
        )
    suffix = _suffix(path)
    if trust_name and suffix in _BINARY_SUFFIXES:
        raise UnreadableInput(
            f"{path} is no {_BINARY_SUFFIXES[suffix]} file, though its name says so: it holds text. "
            "Get the file again, or name the format of the text with --as."
        )
    return _recognise_text(data[:_SAMPLE], suffix)


def _suffix(path: str) -> str:
    """Give how a name ends; "page.rst.txt", as documentation shows its sources, ends in ".rst"."""
    name = PurePath(path.lower())
    inner = PurePath(name.stem).suffix
    return inner if name.suffix == ".txt" and inner in _SUFFIXES else name.suffix


def _recognise_zip(data: bytes, path: str) -> Format:
    if b"word/document.xml" in data or b"word/" in data[:4000]:
        return Format.DOCX
    if b"opendocument.text" in data[:200] or b"content.xml" in data:
        return Format.ODT
    raise UnreadableInput(f"{path} is a ZIP file, but neither a Word nor an OpenDocument text; give the draft itself.")


def _recognise_text(sample: bytes, suffix: str) -> Format:
    if _HTML_TOP.match(sample) or (suffix in _HTML_SUFFIXES and _HTML.search(sample)):
        return Format.HTML
    if suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    if _LATEX.search(sample):
        return Format.LATEX
    if _BIBTEX.search(sample):
        return Format.BIBTEX
    seen = {form: len(habit.findall(sample)) for form, habit in _HABITS}
    tags = len(_HTML.findall(sample))
    most = max(seen, key=lambda form: seen[form])
    if tags > max(4, seen[most]):
        return Format.HTML
    # one stray sign proves nothing, and a plain text may quote a heading or a link
    return most if seen[most] >= 3 and seen[most] * 400 >= len(sample) ** 0.75 else Format.TEXT
