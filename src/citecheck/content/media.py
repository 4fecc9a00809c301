"""Tell what sort of document a body is, by its first bytes before its declared type.

Servers send PDF as application/octet-stream and error pages as application/pdf; the magic numbers of the WHATWG
MIME Sniffing standard (7.1) settle it. The declared type decides only where the bytes do not.
"""

from __future__ import annotations

import re
from enum import StrEnum

from citecheck.content.headers import content_type
from citecheck.model.exchange import RawHeaders


class Medium(StrEnum):
    """The sorts of document that are read in different ways."""

    HTML = "html"
    XML = "xml"
    PDF = "pdf"
    JSON = "json"
    TEXT = "text"
    BINARY = "binary"


MAGIC: tuple[tuple[bytes, Medium, str], ...] = (
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

BOXED: tuple[tuple[bytes, str], ...] = ((b"ftyp", "video/mp4"), (b"WEBP", "image/webp"), (b"AVI ", "video/x-msvideo"))
"""Marks that stand a few bytes into the body."""

TAG = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|script|style|iframe|h[1-6]|div|font|table|a|br|p|b|center|link|"
    rb"form|noscript|img|span|section|main|article|header|pre|frameset|!--)[\s/>-]",
    re.IGNORECASE,
)
XML_ROOT = re.compile(
    rb"<(?:rss|feed|rdf:rdf|urlset|sitemapindex|opml|svg|math|[a-z][\w.-]*:[a-z][\w.-]*)[\s>]", re.IGNORECASE
)
WINDOW = 4096
"""Bytes looked at; byte order marks, comments and blank lines come before the first tag of real pages."""

DECLARED: dict[str, Medium] = {
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
TEXTLIKE = ("text/", "application/javascript", "application/x-javascript", "message/")
TYPES: dict[Medium, str] = {
    Medium.HTML: "text/html",
    Medium.XML: "application/xml",
    Medium.PDF: "application/pdf",
    Medium.JSON: "application/json",
    Medium.TEXT: "text/plain",
    Medium.BINARY: "application/octet-stream",
}


def medium_of(body: bytes, headers: RawHeaders) -> tuple[Medium, str]:
    """Say how `body` is to be read, and its media type (declared where that does not contradict the bytes)."""
    declared = content_type(headers).essence
    window = body[:WINDOW]
    for magic, medium, media_type in MAGIC:
        if window.startswith(magic):
            return medium, media_type
    for mark, media_type in BOXED:
        if mark in window[4:16]:
            return Medium.BINARY, media_type
    # The PDF header may stand anywhere in the first 1,024 bytes (Adobe's implementation note 13).
    if b"%PDF-" in window[:1024] and not TAG.search(window[:1024]):
        return Medium.PDF, "application/pdf"
    medium = text_medium(window.replace(b"\x00", b""), DECLARED.get(declared)) or declared_medium(declared, window)
    return medium, declared if DECLARED.get(declared) is medium or declared.startswith("text/") else TYPES[medium]


def text_medium(window: bytes, declared: Medium | None) -> Medium | None:
    """Recognise markup and JSON by how they open; None if the bytes do not say."""
    head = window.lstrip(b"\xef\xbb\xbf\xfe\xff \t\r\n")
    if declared is Medium.HTML:
        return Medium.HTML
    if XML_ROOT.match(head) or (
        head[:5].lower() == b"<?xml" and not re.search(rb"<(?:!doctype\s+)?html", head, re.IGNORECASE)
    ):
        return Medium.XML
    if TAG.search(head) and (head[:1] == b"<" or declared is None):
        return Medium.HTML
    if head[:1] in (b"{", b"[") and declared in (Medium.JSON, None) and re.match(rb"[{\[]\s*[\"\[{\d\]}]", head):
        return Medium.JSON
    return None


def declared_medium(declared: str, window: bytes) -> Medium:
    """Fall back on the declared type, and where there is none on whether the bytes look like text."""
    if declared in DECLARED and DECLARED[declared] is not Medium.PDF:
        return DECLARED[declared]
    if declared.startswith(TEXTLIKE):
        return Medium.TEXT
    controls = sum(byte < 9 or 13 < byte < 27 for byte in window)
    return Medium.TEXT if controls * 100 <= len(window) or b"\x00" in window[:64] else Medium.BINARY
