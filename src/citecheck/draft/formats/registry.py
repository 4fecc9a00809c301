"""The formats that are read, a row each: how one is recognised, named and commented, and which module reads it.

A file is recognised by what it contains first, by its name where contents of two formats look alike. Binary formats
carry a signature. Of the text formats HTML, LaTeX and BibTeX show themselves at once; the light ones (Markdown,
reStructuredText, AsciiDoc, wikitext) are plain text with habits, so a telling name decides, and without one the
habit
that is seen most often, if it is seen at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from citecheck.draft.manuscript import Manuscript
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Format
from citecheck.text.encoding import find_wide_codec


class FormatReader(Protocol):
    """What a module of the table below offers."""

    def read(self, data: bytes, *, base: str | None) -> Manuscript:
        """Read a document of the module's format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFormat:
    """One format of drafts: all that the program knows of it outside of its reader.

    `module`, below `citecheck.draft.formats`, has one function `read(data, *, base) -> Manuscript`.
    """

    format: Format
    module: str
    suffixes: tuple[str, ...]
    """How names of such files end; folders and patterns are searched for them."""
    rare_suffixes: tuple[str, ...] = ()
    """Endings that count where a file is named outright, and are not searched for: most such files are no drafts."""
    name_decides: bool = False
    """A file under such a name is of this format, whatever else its text looks like."""
    binary: str = ""
    """What people call a format that is no text; empty for text."""
    comment: tuple[str, str] | None = None
    """How a comment begins and ends, None where the format has none that a reader of the file sees."""
    certain: re.Pattern[bytes] | None = None
    """What a text of this format alone holds; one is enough."""
    habit: re.Pattern[bytes] | None = None
    """What texts of this format hold often; the format with the most wins."""
    in_zip: Callable[[bytes], bool] | None = None
    """Whether a ZIP file is of this format."""


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
DRAFT_FORMATS: tuple[DraftFormat, ...] = (
    DraftFormat(format=Format.TEXT, module="plain_text", suffixes=(".txt", ".text"), comment=("#", "")),
    DraftFormat(
        format=Format.HTML,
        module="html",
        suffixes=(".html", ".htm", ".xhtml"),
        comment=("<!--", "-->"),
    ),
    DraftFormat(
        format=Format.MARKDOWN,
        module="markdown",
        suffixes=(".md", ".markdown", ".mdx", ".mkd", ".qmd", ".rmd"),
        name_decides=True,
        comment=("<!--", "-->"),
        habit=re.compile(
            rb"^\[\^[^\]\s]+\]:|\]\(https?://|^#{1,6} \S|^\[[^\]\n]{1,200}\]: <?https?://|^```", re.MULTILINE
        ),
    ),
    DraftFormat(
        format=Format.DOCX,
        module="docx",
        suffixes=(".docx",),
        binary="Word",
        in_zip=lambda data: b"word/document.xml" in data or b"word/" in data[:4000],
    ),
    DraftFormat(
        format=Format.ODT,
        module="odt",
        suffixes=(".odt",),
        binary="OpenDocument",
        in_zip=lambda data: b"opendocument.text" in data[:200] or b"content.xml" in data,
    ),
    DraftFormat(format=Format.PDF, module="pdf", suffixes=(".pdf",), binary="PDF"),
    DraftFormat(
        format=Format.LATEX,
        module="latex",
        suffixes=(".tex", ".ltx"),
        name_decides=True,
        comment=("%", ""),
        certain=re.compile(rb"\\documentclass|\\begin\{document\}|\\(?:chapter|section)\*?\{|\\footnote\{"),
    ),
    DraftFormat(
        format=Format.BIBTEX,
        module="bibtex",
        suffixes=(".bib",),
        name_decides=True,
        comment=("%", ""),
        certain=re.compile(
            rb"^[ \t]*@(?:article|book|misc|online|inproceedings|techreport|phdthesis|incollection)\s*\{",
            re.IGNORECASE | re.MULTILINE,
        ),
    ),
    DraftFormat(
        format=Format.RST,
        module="rst",
        suffixes=(".rst",),
        rare_suffixes=(".rest",),  # requests of HTTP clients
        name_decides=True,
        comment=("..", ""),
        habit=re.compile(rb"^\.\. (?:\[[#\d\w]{1,60}\]|_[^:\n]+:|\w+::)|`_(?:\W|$)|\]_(?:\W|$)", re.MULTILINE),
    ),
    DraftFormat(
        format=Format.ASCIIDOC,
        module="asciidoc",
        suffixes=(".adoc", ".asciidoc"),
        rare_suffixes=(".asc",),  # keys and signatures of PGP
        name_decides=True,
        comment=("//", ""),
        habit=re.compile(
            rb"^={1,5} \S|footnote:\w*\[|^:[\w-]+:|^\[\[[\w-]+\]\]$|https?://[^\s\[]{1,300}\[[^\]\n]{1,200}\]"
            rb"|\blink\w{0,10}:[\w./-]{1,200}\[|^(?:include|ifdef|ifndef|endif|image)::|^\[(?:NOTE|TIP|verse|source|quote)\b",
            re.MULTILINE,
        ),
    ),
    DraftFormat(
        format=Format.WIKITEXT,
        module="wikitext",
        suffixes=(".wiki", ".wikitext", ".mediawiki"),
        name_decides=True,
        comment=("<!--", "-->"),
        habit=re.compile(
            rb"<ref[ >/]|\{\{[Cc]ite |^==+ ?[^=\n]{1,200}==+[ \t]*$|\[\[[^\[\]|\n]{1,200}(?:\||\]\])|^'''", re.MULTILINE
        ),
    ),
)
"""Every format that is read, one row each; where two look equally likely the earlier row wins."""

FORMAT_ROWS: dict[Format, DraftFormat] = {row.format: row for row in DRAFT_FORMATS}
BY_SUFFIX: dict[str, DraftFormat] = {
    suffix: row for row in DRAFT_FORMATS for suffix in (*row.suffixes, *row.rare_suffixes)
}
SEARCHED_SUFFIXES: tuple[str, ...] = tuple(suffix for row in DRAFT_FORMATS for suffix in row.suffixes)
"""What folders and patterns are searched for; the format of a draft is recognised from its bytes all the same."""

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
    named = BY_SUFFIX.get(suffix)
    if trust_name and named and named.binary:
        raise UnreadableInput(
            f"{path} is no {named.binary} file, though its name says so: it holds text. "
            "Get the file again, or name the format of the text with --as."
        )
    return _recognise_text(data[:_SAMPLE], named)


def _suffix(path: str) -> str:
    """Give how a name ends; "page.rst.txt", as documentation shows its sources, ends in ".rst"."""
    name = PurePath(path.lower())
    inner = PurePath(name.stem).suffix
    return inner if name.suffix == ".txt" and inner in BY_SUFFIX and BY_SUFFIX[inner].name_decides else name.suffix


def _recognise_zip(data: bytes, path: str) -> Format:
    for row in DRAFT_FORMATS:
        if row.in_zip and row.in_zip(data):
            return row.format
    raise UnreadableInput(f"{path} is a ZIP file, but neither a Word nor an OpenDocument text; give the draft itself.")


def _recognise_text(sample: bytes, named: DraftFormat | None) -> Format:
    if _HTML_TOP.match(sample) or (named is FORMAT_ROWS[Format.HTML] and _HTML.search(sample)):
        return Format.HTML
    if named and named.name_decides:
        return named.format
    for row in DRAFT_FORMATS:
        if row.certain and row.certain.search(sample):
            return row.format
    seen = {row.format: len(row.habit.findall(sample)) for row in DRAFT_FORMATS if row.habit}
    tags = len(_HTML.findall(sample))
    most = max(seen, key=lambda form: seen[form])
    if tags > max(4, seen[most]):
        return Format.HTML
    # one stray sign proves nothing, and a plain text may quote a heading or a link
    return most if seen[most] >= 3 and seen[most] * 400 >= len(sample) ** 0.75 else Format.TEXT
