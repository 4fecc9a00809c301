"""Read the notes of a page that are in another file: the chapters of a book as web pages, with one page of endnotes.

Only a link that the markup calls a note ("noteref", "#note-1") leads to a file of notes. Text and files are then read
as one page: the names in a file get its own name before them, so that equal names of two files stay apart. Of a file,
the notes that the page calls are kept, without a place in the page; the rest of the file is not its text.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from citecheck.draft.manuscript import CompanionFiles
from citecheck.text.encoding import decode_draft

_LINK = re.compile(r"<a\b(?P<attributes>(?:[^<>\"']++|\"[^\"]*+\"|'[^']*+')*+)>", re.IGNORECASE)
_HREF = re.compile(r"(?<![\w:-])href\s*=\s*[\"'](?P<file>[^\"'#?:]{1,200}\.x?html?)#(?P<name>[^\"']{1,200})[\"']")
_CALLS_NOTE = re.compile(r"(?:epub:type|role|class)\s*=\s*[\"'][^\"']*note-?ref", re.IGNORECASE)
_NOTE_NAME = re.compile(r"_?(?:f|e|foot|end|ft|ed)?n(?:ote)?s?[-_.]?\d{1,4}\Z", re.IGNORECASE)
"""The name of a numbered note: "note-1", "fn12", "_ftn3"; "noteref-1" is that of a marker."""
_NAME = re.compile(r"(?<![\w:-])(?P<key>id|name|href)(?P<is>\s*=\s*)(?P<quote>[\"'])(?P<value>[^\"']*)(?P=quote)")
_BODY = re.compile(r"<body\b[^>]*>(?P<inside>.*?)(?:</body\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_BODY_END = re.compile(r"</body\s*>", re.IGNORECASE)


def find_notes_files(data: bytes) -> tuple[str, ...]:
    """Return the names of the files that hold notes of a page, relative to its folder."""
    return tuple(dict.fromkeys(_find_files(decode_draft(data))))


def _find_files(text: str) -> Iterator[str]:
    for link in _LINK.finditer(text):
        href = _HREF.search(link["attributes"])
        if href and (_CALLS_NOTE.search(link["attributes"]) or _NOTE_NAME.match(href["name"])):
            yield posixpath.normpath(unquote(href["file"]))


def merge_notes_files(data: bytes, companions: CompanionFiles) -> tuple[bytes, int]:
    """Return a page with the bodies of its files of notes at its end, and the number of lines that are its own."""
    text = decode_draft(data)
    names = [name for name, _ in companions.parts]
    bodies = [_rename(_body_of(decode_draft(content)), name, names) for name, content in companions.parts]
    text = _LINK.sub(lambda link: _point_inside(link[0], names), text)
    end = _BODY_END.search(text)
    at = end.start() if end else len(text)
    own = text.count("\n", 0, at) + 1
    return "\n".join(["\ufeff" + text[:at], *bodies, text[at:]]).encode(), own


def _body_of(text: str) -> str:
    body = _BODY.search(text)
    return body["inside"] if body else text


def _rename(text: str, name: str, names: list[str]) -> str:
    """Put the name of a file before the names in it, and before those that links within it lead to."""

    def renamed(found: re.Match[str]) -> str:
        value = found["value"]
        if found["key"] != "href":
            value = f"{name}--{value}"
        elif value.startswith("#"):
            value = f"#{name}--{value[1:]}"
        else:
            file, _, place = value.partition("#")
            value = (
                f"#{place}"
                if place and file not in names and posixpath.splitext(file)[1] and ":" not in file
                else value
            )
        return f"{found['key']}{found['is']}{found['quote']}{value}{found['quote']}"

    return _NAME.sub(renamed, text)


def _point_inside(link: str, names: list[str]) -> str:
    """Return a link to a place in one of the files as one to its place in the merged page."""
    href = _HREF.search(link)
    name = posixpath.normpath(unquote(href["file"])) if href else ""
    if href is None or name not in names:
        return link
    return f'{link[: href.start()]}href="#{name}--{href["name"]}"{link[href.end() :]}'
