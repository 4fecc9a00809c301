"""The draft formats, one row each: how a format is recognised, named and commented, and which module reads it.

A file is recognised by its content, and by its name if content alone is ambiguous. Binary formats have a signature. Of
the text formats, HTML, LaTeX and BibTeX have unmistakable content. The light formats (Markdown, reStructuredText,
AsciiDoc, wikitext) are plain text with typical markup, so a known suffix decides. Without one, the format is that whose
markup is most frequent, if it is frequent enough.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePath
from typing import Protocol

from citecheck.draft.formats.unread_kinds import find_kind_by_start, find_kind_by_suffix, find_kind_in_zip
from citecheck.draft.manuscript import CompanionFiles, Manuscript, WantedFiles
from citecheck.errors import BlankInput, UnreadableInput
from citecheck.model.draft import Format
from citecheck.text.encoding import find_wide_codec


class FormatReader(Protocol):
    """The interface of the modules in the table below."""

    def read(self, data: bytes, *, base: str | None) -> Manuscript:
        """Read a document of the module's format."""


class CompanionReader(FormatReader, Protocol):
    """The interface of the modules whose drafts may need other files: rows with `part_suffixes` or `list_suffixes`."""

    def wanted(self, data: bytes, *, name: str) -> WantedFiles:
        """Return the files that a file needs. `name` is its own, relative to the draft's folder; "" for the draft."""

    def read_with(self, data: bytes, companions: CompanionFiles, *, base: str | None) -> Manuscript:
        """Read a document with the contents of the files that are available."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _DraftFormat:
    """One draft format: everything that the program knows of it outside its reader.

    `module`, relative to `citecheck.draft.formats`, has a function `read(data, *, base) -> Manuscript`.
    """

    format: Format
    module: str
    suffixes: tuple[str, ...]
    """Suffixes of such files. Folders and patterns are searched for them."""
    rare_suffixes: tuple[str, ...] = ()
    """Suffixes that are used only for files that are named directly.

    Most such files are not drafts, so folders are not searched for them.
    """
    name_decides: bool = False
    """Whether a file with such a name has this format, whatever its text looks like."""
    binary: str = ""
    """The usual name of a binary format, "" for text."""
    comment: tuple[str, str] | None = None
    """The beginning and end of a comment, or None if the format has no comment that readers of the file see."""
    certain: re.Pattern[bytes] | None = None
    """Content that only texts of this format have. One occurrence is enough."""
    habit: re.Pattern[bytes] | None = None
    """Markup that is frequent in texts of this format. The format with the most matches is used."""
    part_suffixes: tuple[str, ...] = ()
    """Suffixes of the files that a draft may include as parts of its text. No other file is opened for it."""
    list_suffixes: tuple[str, ...] = ()
    """Suffixes of the files in which a draft may have its works, read by `work_lists`. No other file is opened."""
    names_files: tuple[tuple[bytes, re.Pattern[bytes]], ...] = ()
    """What is in every draft that names a companion file, where most drafts name none: one of the patterns.

    Each is searched only where the bytes before it occur, which are in all that it matches.
    """
    notes_suffixes: tuple[str, ...] = ()
    """Suffixes of the files next to a draft that may hold the notes of its markers."""
    in_zip: Callable[[bytes], bool] | None = None
    """Function that returns whether a ZIP file has this format."""

    @property
    def may_need_files(self) -> bool:
        """Whether drafts of this format may need other files: parts, lists of works or notes."""
        return bool(self.part_suffixes or self.list_suffixes or self.notes_suffixes)


_WEB_ARCHIVE = re.compile(rb"^Content-Type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|article|div|p|table|meta|title|ol|ul|h[1-6]|sup)[\s>]", re.IGNORECASE
)
_HTML_TOP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_RAISED_OR_TYPED = (
    (b"\xc2\xb9", re.compile(rb"\xc2\xb9")),
    (b".1", re.compile(rb"[a-z\d]\.1\s")),
)
"""The first number of notes that a text raises or types after a sentence, whose notes may be in another file."""
DRAFT_FORMATS: tuple[_DraftFormat, ...] = (
    _DraftFormat(
        format=Format.TEXT,
        module="plain_text",
        suffixes=(".txt", ".text"),
        notes_suffixes=(".txt", ".text", ".md"),
        names_files=((b"[", re.compile(rb"\[\^?\d{1,3}\]")), *_RAISED_OR_TYPED),
        comment=("#", ""),
    ),
    _DraftFormat(
        format=Format.HTML,
        module="html",
        suffixes=(".html", ".htm", ".xhtml"),
        part_suffixes=(".html", ".htm", ".xhtml"),
        names_files=((b"#", re.compile(rb"""href\s*=\s*["'][^"'#?:]{1,200}\.x?html?#[^"']{0,40}\d""", re.IGNORECASE)),),
        comment=("<!--", "-->"),
    ),
    _DraftFormat(
        format=Format.MARKDOWN,
        module="markdown",
        suffixes=(".md", ".markdown", ".mdx", ".mkd", ".qmd", ".rmd"),
        list_suffixes=(".bib", ".json", ".yaml", ".yml"),
        notes_suffixes=(".md", ".markdown", ".txt"),
        names_files=(
            (b"[", re.compile(rb"\[(?:\d{1,3}|\^[\w-]{1,40})\]|\[[^\[\]\n]{0,300}@[\w{]")),
            (b"bibliography", re.compile(rb"^[ \t]*bibliography[ \t]*:", re.MULTILINE)),
            (b"@", re.compile(rb"@(?<![\w@.]@)[A-Za-z]\w{0,60}\d\d")),
            *_RAISED_OR_TYPED,
        ),
        name_decides=True,
        comment=("<!--", "-->"),
        habit=re.compile(
            rb"^\[\^[^\]\s]+\]:|\]\(https?://|^#{1,6} \S|^\[[^\]\n]{1,200}\]: <?https?://|^```", re.MULTILINE
        ),
    ),
    _DraftFormat(
        format=Format.EPUB,
        module="epub",
        suffixes=(".epub",),
        binary="EPUB",
        in_zip=lambda data: (
            b"application/epub+zip" in data[:200] or (b"META-INF/container.xml" in data and b".opf" in data)
        ),
    ),
    _DraftFormat(
        format=Format.DOCX,
        module="docx",
        suffixes=(".docx",),
        binary="Word",
        in_zip=lambda data: b"word/document.xml" in data or b"word/" in data[:4000],
    ),
    _DraftFormat(
        format=Format.ODT,
        module="odt",
        suffixes=(".odt",),
        binary="OpenDocument",
        in_zip=lambda data: (
            b"opendocument.text" in data[:200] or (b"content.xml" in data and b"opendocument." not in data[:200])
        ),
    ),
    _DraftFormat(format=Format.PDF, module="pdf", suffixes=(".pdf",), binary="PDF"),
    _DraftFormat(
        format=Format.LATEX,
        module="latex",
        suffixes=(".tex", ".ltx"),
        part_suffixes=(".tex",),
        list_suffixes=(".bib",),
        name_decides=True,
        comment=("%", ""),
        certain=re.compile(rb"\\documentclass|\\begin\{document\}|\\(?:chapter|section)\*?\{|\\footnote\{"),
    ),
    _DraftFormat(
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
    _DraftFormat(
        format=Format.RST,
        module="rst",
        suffixes=(".rst",),
        list_suffixes=(".bib",),
        names_files=(
            (b"cite:", re.compile(rb"cite:\w{0,12}:?`")),
            (b"bibtex_bibfiles", re.compile(rb"^bibtex_bibfiles", re.MULTILINE)),
        ),
        rare_suffixes=(".rest",),  # also requests of HTTP clients
        name_decides=True,
        comment=("..", ""),
        habit=re.compile(rb"^\.\. (?:\[[#\d\w]{1,60}\]|_[^:\n]+:|\w+::)|`_(?:\W|$)|\]_(?:\W|$)", re.MULTILINE),
    ),
    _DraftFormat(
        format=Format.ASCIIDOC,
        module="asciidoc",
        suffixes=(".adoc", ".asciidoc"),
        rare_suffixes=(".asc",),  # also keys and signatures of PGP
        name_decides=True,
        comment=("//", ""),
        habit=re.compile(
            rb"^={1,5} \S|footnote:\w*\[|^:[\w-]+:|^\[\[[\w-]+\]\]$|https?://[^\s\[]{1,300}\[[^\]\n]{1,200}\]"
            rb"|\blink\w{0,10}:[\w./-]{1,200}\[|^(?:include|ifdef|ifndef|endif|image)::|^\[(?:NOTE|TIP|verse|source|quote)\b",
            re.MULTILINE,
        ),
    ),
    _DraftFormat(
        format=Format.WIKITEXT,
        module="wikitext",
        suffixes=(".wiki", ".wikitext", ".mediawiki"),
        name_decides=True,
        comment=("<!--", "-->"),
        habit=re.compile(
            rb"<ref[ >/]|\{\{[Cc]ite |^==+ ?[^=\n]{1,200}==+[ \t]*$|\[\[[^\[\]|\n]{1,200}(?:\||\]\])|^'''", re.MULTILINE
        ),
    ),
    _DraftFormat(
        format=Format.ORG,
        module="org",
        suffixes=(".org",),
        part_suffixes=(".org",),
        list_suffixes=(".bib", ".json"),
        name_decides=True,
        comment=("#", ""),
        certain=re.compile(
            rb"^#\+(?:title|begin_(?:src|quote|example)|options|startup):? ", re.IGNORECASE | re.MULTILINE
        ),
        habit=re.compile(
            rb"^#\+\w+: |\[fn:[^\]\n]{0,80}[\]:]|\[\[(?:https?|file|id):[^\]\n]{1,400}\](?:\[|\])|^[ \t]*:PROPERTIES:",
            re.MULTILINE,
        ),
    ),
    _DraftFormat(
        format=Format.JATS,
        module="jats",
        suffixes=(".jats", ".nxml"),
        rare_suffixes=(".xml",),  # mostly data
        comment=("<!--", "-->"),
        certain=re.compile(
            rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?[^>]{0,400}>\s*|<!--.{0,2000}?-->\s*){0,9}"
            rb"(?:<!DOCTYPE\s+(?:article|book|book-part-wrapper)\b[^>\[]{0,600}(?:JATS|NLM|BITS|PMC)"
            rb"|<article\b[^>]{0,2000}>\s{0,200}<front\b"
            rb"|<(?:article|book|book-part-wrapper)\b(?![^>]{0,2000}docbook)[^>]{0,2000}(?:dtd-version|article-type|book-type|w3\.org/1999/xlink))",
            re.DOTALL,
        ),
    ),
    _DraftFormat(
        format=Format.TYPST,
        module="typst",
        suffixes=(".typ",),
        part_suffixes=(".typ",),
        list_suffixes=(".bib", ".yml", ".yaml"),
        name_decides=True,
        comment=("//", ""),
        certain=re.compile(
            rb"^#(?:import|include) \"(?:@|[^\"\n]+\.typ\")|^#set (?:text|page|document|par|heading)\(|#footnote\[",
            re.MULTILINE,
        ),
    ),
)
"""All draft formats, one row each. If two formats are equally likely, the earlier row is used."""

FORMAT_ROWS: dict[Format, _DraftFormat] = {row.format: row for row in DRAFT_FORMATS}
_BY_SUFFIX: dict[str, _DraftFormat] = {
    suffix: row for row in DRAFT_FORMATS for suffix in (*row.suffixes, *row.rare_suffixes)
}
INCLUDING_SUFFIXES: frozenset[str] = frozenset(
    suffix for row in DRAFT_FORMATS if row.part_suffixes for suffix in row.suffixes
)
"""The suffixes of drafts that may include other drafts as parts."""
SEARCHED_SUFFIXES: tuple[str, ...] = tuple(suffix for row in DRAFT_FORMATS for suffix in row.suffixes)
"""The suffixes that folders and patterns are searched for.

The format is still recognised from the content of the draft.
"""

_SAMPLE = 400_000
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Bytes that no text in any encoding of single bytes holds, except by accident."""
_STRAY_CONTROLS = 0.002
"""Share of such bytes up to which a file is a text, where it has more than one."""


def recognise_format(data: bytes, path: str, *, trust_name: bool = True) -> Format:
    """Return the format of `data`. `path` only decides between formats that look alike.

    Raises:
        BlankInput: The file is empty. With `trust_name`, one that is named as binary is unreadable instead.
        UnreadableInput: The file is binary in a format that is not read. With `trust_name`, also a text
            with the name of a binary format, because an error page or a pointer was saved instead of the file.
    """
    named = _BY_SUFFIX.get(_suffix(path))
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        if trust_name and named and named.binary:
            raise UnreadableInput(f"{path} is empty, and no {named.binary} file is; download or export it again.")
        raise BlankInput(f"{path} is empty; provide a draft that contains text.")
    if data.startswith(b"%PDF-"):
        return Format.PDF
    if (kind := find_kind_by_start(data, path)) is not None:
        raise UnreadableInput(f"{path} cannot be read: it is {kind.what}; {kind.advice}.")
    if _WEB_ARCHIVE.search(data[:2_000]):
        raise UnreadableInput(f"{path} cannot be read: it is a web archive (MHTML); save the page as HTML.")
    if data.startswith(b"PK"):
        return _recognise_zip(data, path)
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if _is_binary(data):
        raise UnreadableInput(f"{path} is not text and not in a format that citecheck reads; {_advise_format(path)}.")
    if trust_name and named and named.binary:
        raise UnreadableInput(
            f"{path} is not a {named.binary} file, although its name suggests so: it contains text. "
            "Download the file again, or specify the format of the text with --as."
        )
    return _recognise_text(data[:_SAMPLE], named)


def _is_binary(data: bytes) -> bool:
    """Return whether the bytes are no text: more than stray control characters, and neither UTF-16 nor UTF-32."""
    head = data[:8000]
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} or b"\x00" not in head or find_wide_codec(data) is not None:
        return False
    return len(_CONTROL.findall(head)) > max(1, _STRAY_CONTROLS * len(head))


def _advise_format(path: str) -> str:
    """Return what to do about a file that is no text; one with the name of a binary format is damaged."""
    named = _BY_SUFFIX.get(_suffix(path))
    if named and named.binary:
        return f"the {named.binary} file is damaged: save or export it again"
    kind = find_kind_by_suffix(path)
    return f"it is {kind.what}: {kind.advice}" if kind else "provide the draft as text, HTML or .docx"


def _suffix(path: str) -> str:
    """Return the suffix of a name.

    "page.rst.txt", as documentation publishes its sources, has the suffix ".rst".
    """
    name = PurePath(path.lower())
    inner = PurePath(name.stem).suffix
    return inner if name.suffix == ".txt" and inner in _BY_SUFFIX and _BY_SUFFIX[inner].name_decides else name.suffix


def _recognise_zip(data: bytes, path: str) -> Format:
    for row in DRAFT_FORMATS:
        if row.in_zip and row.in_zip(data):
            return row.format
    if (kind := find_kind_in_zip(data, path)) is not None:
        raise UnreadableInput(f"{path} cannot be read: it is {kind.what}; {kind.advice}.")
    raise UnreadableInput(f"{path} is a ZIP file without a draft that citecheck reads; unpack it, and name the draft.")


def _recognise_text(sample: bytes, named: _DraftFormat | None) -> Format:
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
    # a single match is not enough: a plain text may quote a heading or a link
    return most if seen[most] >= 3 and seen[most] * 400 >= len(sample) ** 0.75 else Format.TEXT
