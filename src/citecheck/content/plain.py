"""Read the text of what is neither HTML nor PDF: plain text, JSON, feeds and other XML."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from citecheck.content.blocks import tidy
from citecheck.model.page import PageText

CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
MARKUP = re.compile(r"<[^<>]*>|<!--.*?-->", re.DOTALL)
TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
MAX_VALUES = 20_000
"""Strings of one JSON document that are read."""


def plain_text(source: str) -> PageText:
    """Return text as it stands, lines without their trailing space."""
    text = "\n".join(line.rstrip() for line in source.splitlines()).strip()
    return PageText(title=None, main=text, visible=text)


def xml_text(source: str) -> PageText:
    """Return what stands between the tags, a line for each; the first title is the document's."""
    opened = CDATA.sub(lambda found: html.escape(found.group(1)), source)
    title = TITLE.search(opened)
    lines = (unescaped(piece) for piece in MARKUP.split(opened))
    text = "\n".join(line for line in lines if line)
    return PageText(title=unescaped(title.group(1)) or None if title else None, main=text, visible=text)


def unescaped(piece: str) -> str:
    """Undo escaping twice, as feeds put escaped HTML into XML, and drop the tags that appear."""
    bare = MARKUP.sub(" ", html.unescape(piece))
    return tidy(html.unescape(bare))


def json_text(source: str) -> PageText:
    """Return the strings of a JSON document, a line for each; the source as text if it is not JSON."""
    try:
        document = json.loads(source)
    except (ValueError, RecursionError):
        return plain_text(source)
    text = "\n".join(line for line in strings_in(document) if line)
    title = document.get("title") if isinstance(document, dict) else None
    return PageText(title=tidy(title) or None if isinstance(title, str) else None, main=text, visible=text)


def strings_in(document: Any) -> Iterator[str]:
    """Yield the strings of a JSON document in order, `MAX_VALUES` at most."""
    pending = [document]
    count = 0
    while pending and count < MAX_VALUES:
        value = pending.pop()
        if isinstance(value, str):
            count += 1
            yield tidy(value)
        elif isinstance(value, dict):
            pending.extend(reversed(value.values()))
        elif isinstance(value, list):
            pending.extend(reversed(value))
