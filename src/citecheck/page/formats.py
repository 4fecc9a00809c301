"""Recognise the format of a body, and read the text of formats other than HTML and PDF.

The first bytes take precedence over the declared type: servers send PDF as application/octet-stream and error pages as
application/pdf. The magic numbers are those of the WHATWG MIME Sniffing standard (7.1). The declared type decides only
where the bytes do not.

Plain text, JSON, feeds and other XML are read whole. Of a Word or OpenDocument file only the paragraphs are read: a
source is searched for a passage, and nothing else of it is needed (`draft` reads drafts in these formats in full). The
XML inside is split at its paragraph and text elements by patterns. No parser reads it, so entities cannot be expanded
and nesting cannot run deep.
"""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from typing import Any

from citecheck.model.exchange import RawHeaders
from citecheck.model.page import PageText
from citecheck.page.answer import parse_content_type
from citecheck.page.html.blocks import tidy


class Medium(StrEnum):
    """The kinds of document that are read in different ways."""

    HTML = "html"
    XML = "xml"
    PDF = "pdf"
    JSON = "json"
    TEXT = "text"
    BINARY = "binary"


_MAGIC: tuple[tuple[bytes, Medium, str], ...] = (
    (b"%PDF-", Medium.PDF, "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", Medium.BINARY, "image/png"),
    (b"\xff\xd8\xff", Medium.BINARY, "image/jpeg"),
    (b"GIF87a", Medium.BINARY, "image/gif"),
    (b"GIF89a", Medium.BINARY, "image/gif"),
    (b"PK\x03\x04", Medium.BINARY, "application/zip"),
    (b"\x1f\x8b\x08", Medium.BINARY, "application/gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Medium.BINARY, "application/x-ole-storage"),
    (b"ID3", Medium.BINARY, "audio/mpeg"),
    (b"OggS\x00", Medium.BINARY, "application/ogg"),
    (b"\x1aE\xdf\xa3", Medium.BINARY, "video/webm"),
    (b"7z\xbc\xaf\x27\x1c", Medium.BINARY, "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", Medium.BINARY, "application/vnd.rar"),
    (b"%!PS-Adobe-", Medium.BINARY, "application/postscript"),
)
"""First bytes, how such a body is read, and its media type."""

_LATE_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"ftyp", "video/mp4"),
    (b"WEBP", "image/webp"),
    (b"AVI ", "video/x-msvideo"),
)
"""Magic numbers that are a few bytes into the body."""

_HTML_TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|style|iframe|h[1-6]|div|font|table|a|br|p|b|center|link|"
    rb"form|noscript|img|span|section|main|article|header|pre|frameset|!--)[\s/>-]",
    re.IGNORECASE,
)
_XML_ROOT = re.compile(
    rb"<(?:rss|feed|rdf:rdf|urlset|sitemapindex|opml|svg|math|[a-z][\w.-]*:[a-z][\w.-]*)[\s>]", re.IGNORECASE
)
_SNIFFED_BYTES = 4096
"""Bytes searched; on real pages, byte order marks, comments and blank lines come before the first tag."""

_DECLARED: dict[str, Medium] = {
    "text/html": Medium.HTML,
    "application/xhtml+xml": Medium.HTML,
    "application/pdf": Medium.PDF,
    "application/json": Medium.JSON,
    "application/ld+json": Medium.JSON,
    "text/xml": Medium.XML,
    "application/xml": Medium.XML,
    "application/rss+xml": Medium.XML,
    "application/atom+xml": Medium.XML,
}
_TEXTLIKE = ("text/", "application/javascript", "application/x-javascript", "message/")
_DEFAULT_TYPES: dict[Medium, str] = {
    Medium.HTML: "text/html",
    Medium.XML: "application/xml",
    Medium.PDF: "application/pdf",
    Medium.JSON: "application/json",
    Medium.TEXT: "text/plain",
    Medium.BINARY: "application/octet-stream",
}


def medium_of(body: bytes, headers: RawHeaders) -> tuple[Medium, str]:
    """Return how to read `body`, and its media type (the declared one where it does not contradict the bytes)."""
    declared = parse_content_type(headers).essence
    window = body[:_SNIFFED_BYTES]
    for magic, medium, media_type in _MAGIC:
        if window.startswith(magic):
            return medium, media_type
    for magic, media_type in _LATE_MAGIC:
        if magic in window[4:16]:
            return Medium.BINARY, media_type
    # The PDF header may be anywhere in the first 1,024 bytes (Adobe's implementation note 13).
    if b"%PDF-" in window[:1024] and not _HTML_TAG.search(window[:1024]):
        return Medium.PDF, "application/pdf"
    medium = _sniff_text_medium(window.replace(b"\x00", b""), _DECLARED.get(declared)) or _choose_declared_medium(
        declared, window
    )
    return medium, declared if _DECLARED.get(declared) is medium or declared.startswith("text/") else _DEFAULT_TYPES[
        medium
    ]


def _sniff_text_medium(window: bytes, declared: Medium | None) -> Medium | None:
    """Recognise markup and JSON by their beginning; return None if the bytes do not show it."""
    head = window.lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    if declared is Medium.HTML:
        return Medium.HTML
    if _XML_ROOT.match(head) or (
        head[:5].lower() == b"<?xml" and not re.search(rb"<(?:!doctype\s+)?html", head, re.IGNORECASE)
    ):
        return Medium.XML
    if _HTML_TAG.search(head) and (head[:1] == b"<" or declared is None):
        return Medium.HTML
    if head[:1] in (b"{", b"[") and declared in (Medium.JSON, None) and re.match(rb"[{\[]\s*[\"\[{\d\]}]", head):
        return Medium.JSON
    return None


def _choose_declared_medium(declared: str, window: bytes) -> Medium:
    """Return the medium of the declared type, or, if there is none, whether the bytes look like text."""
    if declared in _DECLARED and _DECLARED[declared] is not Medium.PDF:
        return _DECLARED[declared]
    if declared.startswith(_TEXTLIKE):
        return Medium.TEXT
    controls = sum(byte < 9 or 13 < byte < 27 for byte in window)
    return Medium.TEXT if controls * 100 <= len(window) or b"\x00" in window[:64] else Medium.BINARY


_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_XML_MARKUP = re.compile(r"<[^<>]*>|<!--.*?-->", re.DOTALL)
_XML_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_MAX_JSON_STRINGS = 20_000
"""Strings of one JSON document that are read."""


def read_plain_text(source: str) -> PageText:
    """Return text as it is, with trailing space removed from each line."""
    text = "\n".join(line.rstrip() for line in source.splitlines()).strip()
    return PageText(title=None, main=text, visible=text)


def read_xml(source: str) -> PageText:
    """Return the text between the tags, one line for each piece; the first title is the document's."""
    opened = _CDATA.sub(lambda found: html.escape(found.group(1)), source)
    title = _XML_TITLE.search(opened)
    lines = (_unescape_twice(piece) for piece in _XML_MARKUP.split(opened))
    text = "\n".join(line for line in lines if line)
    return PageText(title=_unescape_twice(title.group(1)) or None if title else None, main=text, visible=text)


def _unescape_twice(piece: str) -> str:
    """Unescape twice, as feeds put escaped HTML into XML, and drop the tags that appear."""
    bare = _XML_MARKUP.sub(" ", html.unescape(piece))
    return tidy(html.unescape(bare))


def read_json(source: str) -> PageText:
    """Return the strings of a JSON document, one line for each; if it is not JSON, the source as text."""
    try:
        document = json.loads(source)
    except (ValueError, RecursionError):
        return read_plain_text(source)
    text = "\n".join(line for line in _strings_in(document) if line)
    title = document.get("title") if isinstance(document, dict) else None
    return PageText(title=tidy(title) or None if isinstance(title, str) else None, main=text, visible=text)


def _strings_in(document: Any) -> Iterator[str]:
    """Yield the strings of a JSON document in order, `_MAX_JSON_STRINGS` at most."""
    pending = [document]
    count = 0
    while pending and count < _MAX_JSON_STRINGS:
        value = pending.pop()
        if isinstance(value, str):
            count += 1
            yield tidy(value)
        elif isinstance(value, dict):
            pending.extend(reversed(value.values()))
        elif isinstance(value, list):
            pending.extend(reversed(value))


_MAX_MEMBER_BYTES = 50_000_000
"""Bytes of the unpacked text part that are read."""

_TEXT_MEMBERS: tuple[tuple[str, str, re.Pattern[str], re.Pattern[str]], ...] = (
    (
        "word/document.xml",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        re.compile(r"</w:p>"),
        re.compile(r"<w:t(?:\s[^<>]*)?>([^<]*)|(<w:(?:tab|br)\b)"),
    ),
    (
        "content.xml",
        "application/vnd.oasis.opendocument.text",
        re.compile(r"</text:(?:p|h)>"),
        re.compile(r">([^<]+)|(<text:(?:s|tab|line-break)\b)"),
    ),
)
"""Member that holds the text, media type, what ends a paragraph, and the text or white space inside one."""

_OFFICE_TITLE = re.compile(r"<dc:title>([^<]*)</dc:title>")
_TITLE_MEMBERS = ("docProps/core.xml", "meta.xml")


def read_office_text(body: bytes) -> tuple[str, PageText] | None:
    """Return media type and text of a text document, or None for any other archive and for a broken one."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
            for member, media_type, ending, piece in _TEXT_MEMBERS:
                if member in names:
                    text = _join_paragraphs(_read_member(archive, member), ending, piece)
                    title = next(
                        (_find_office_title(_read_member(archive, name)) for name in _TITLE_MEMBERS if name in names),
                        None,
                    )
                    return media_type, PageText(title=title, main=text, visible=text)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        # zipfile raises all of these for broken, encrypted and unusually packed files.
        return None
    return None


def _read_member(archive: zipfile.ZipFile, member: str) -> str:
    """Read one member up to the limit, because a member may be a decompression bomb."""
    with archive.open(member) as part:
        return part.read(_MAX_MEMBER_BYTES).decode("utf-8", "replace")


def _join_paragraphs(source: str, ending: re.Pattern[str], piece: re.Pattern[str]) -> str:
    """Return the text of the paragraphs, one line for each that is not empty."""
    lines = (
        tidy(html.unescape("".join(found[1] or " " for found in piece.finditer(paragraph))))
        for paragraph in ending.split(source)
    )
    return "\n".join(line for line in lines if line)


def _find_office_title(source: str) -> str | None:
    """Return the title in the document's properties, or None."""
    found = _OFFICE_TITLE.search(source)
    return html.unescape(found[1]).strip() or None if found else None
