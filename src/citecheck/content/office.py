"""Read the text of a Word or OpenDocument file that is cited as a source.

Only the paragraphs: a source is searched for a passage, and nothing else of its form is asked (drafts in these formats
are read in full by `draft`). The XML inside is cut by its paragraph and text elements; no parser sees it, so entities
cannot be expanded and nesting cannot run deep.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib

from citecheck.content.blocks import tidy
from citecheck.model.page import PageText

LIMIT = 50_000_000
"""Bytes of the unpacked text part that are read."""

PARTS: tuple[tuple[str, str, re.Pattern[str], re.Pattern[str]], ...] = (
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

TITLE = re.compile(r"<dc:title>([^<]*)</dc:title>")
TITLE_PARTS = ("docProps/core.xml", "meta.xml")


def office_text(body: bytes) -> tuple[str, PageText] | None:
    """Return media type and text of a text document, None for any other archive and for a broken one."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            names = set(archive.namelist())
            for member, media_type, ending, piece in PARTS:
                if member in names:
                    text = paragraphs(part_of(archive, member), ending, piece)
                    title = next((title_in(part_of(archive, name)) for name in TITLE_PARTS if name in names), None)
                    return media_type, PageText(title=title, main=text, visible=text)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError, NotImplementedError):
        # zipfile lets all of these through on broken, encrypted and oddly packed files.
        return None
    return None


def part_of(archive: zipfile.ZipFile, member: str) -> str:
    """Read one member, up to the limit: what it claims to hold may be a bomb."""
    with archive.open(member) as part:
        return part.read(LIMIT).decode("utf-8", "replace")


def paragraphs(source: str, ending: re.Pattern[str], piece: re.Pattern[str]) -> str:
    """Join the text of each paragraph, a line for each that has some."""
    lines = (
        tidy(html.unescape("".join(found[1] or " " for found in piece.finditer(paragraph))))
        for paragraph in ending.split(source)
    )
    return "\n".join(line for line in lines if line)


def title_in(source: str) -> str | None:
    """Return the title that the document's properties name."""
    found = TITLE.search(source)
    return html.unescape(found[1]).strip() or None if found else None
