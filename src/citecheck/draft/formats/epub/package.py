"""The package of an EPUB: which documents its reading order (spine) names, and its title and language.

The names in a package are keys of the ZIP file and are never opened as paths. A book whose documents are encrypted
(digital rights management) cannot be read; fonts may be.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from citecheck.draft.formats.office_parts import Element, OfficeContainer, local_name, parse_part, read_all_text
from citecheck.errors import UnreadableInput
from citecheck.text.encoding import MARKUP, decode_draft

_CONTAINER: Final = "META-INF/container.xml"
_ENCRYPTION: Final = "META-INF/encryption.xml"
_DOCUMENTS: Final = frozenset({"application/xhtml+xml", "text/html", "text/x-oeb1-document"})
_MOST_CHAPTERS: Final = 5_000
_MOST_CHARACTERS: Final = 100_000_000
"""Of all chapters together; the largest book seen has 8 million."""


@dataclass(frozen=True, slots=True)
class EpubChapter:
    """One document of the reading order: its name in the ZIP file, and its source."""

    name: str
    source: str


@dataclass(frozen=True, slots=True)
class _EpubBook:
    """The chapters of a book in reading order, without its table of contents."""

    chapters: tuple[EpubChapter, ...]
    title: str | None
    language: str | None


def open_book(data: bytes) -> _EpubBook:
    """Return the book in an EPUB file.

    Raises:
        UnreadableInput: The file is no EPUB, is encrypted or damaged, or unpacks to more than the limits.
    """
    container = OfficeContainer(data, what="EPUB")
    package_name = _find_package(container)
    package = parse_part(container.read(package_name), package_name, document_type=True)
    names = list(_list_spine(package, posixpath.dirname(package_name)))[:_MOST_CHAPTERS]
    _refuse_protected(container, frozenset(names))
    chapters: list[EpubChapter] = []
    room = _MOST_CHARACTERS
    for name in names:
        if name not in container:
            continue
        chapters.append(EpubChapter(name, decode_draft(container.read(name), syntax=MARKUP)))
        room -= len(chapters[-1].source)
        if room < 0:
            raise UnreadableInput(f"the EPUB was refused: its text has more than {_MOST_CHARACTERS:,} characters")
    if not chapters:
        raise UnreadableInput(
            "the EPUB has no text: its reading order names pictures or nothing; run text recognition on it first"
        )
    facts = {local_name(one): read_all_text(one).strip() for one in reversed(list(package.iter())) if local_name(one)}
    language = facts.get("language", "").split("-")[0].lower()
    return _EpubBook(tuple(chapters), " ".join(facts.get("title", "").split()) or None, language or None)


def _find_package(container: OfficeContainer) -> str:
    root = parse_part(container.read(_CONTAINER), _CONTAINER, document_type=True)
    names = [one.get("full-path") for one in root.iter() if local_name(one) == "rootfile"]
    name = next((name for name in names if name and name in container), None)
    if name is None:
        raise UnreadableInput("the EPUB is incomplete: its package document is missing; export it again")
    return name


def _list_spine(package: Element, folder: str) -> Iterator[str]:
    """Yield the names of the documents of the reading order; the table of contents is navigation, not text."""
    items = {one.get("id"): one for one in package.iter() if local_name(one) == "item"}
    for one in package.iter():
        item = items.get(one.get("idref")) if local_name(one) == "itemref" else None
        if item is None or "nav" in (item.get("properties") or "").split():
            continue
        if (item.get("media-type") or "") in _DOCUMENTS:
            yield posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))


def _refuse_protected(container: OfficeContainer, names: frozenset[str]) -> None:
    """Raise where a document of the reading order is encrypted."""
    if _ENCRYPTION not in container:
        return
    root = parse_part(container.read(_ENCRYPTION), _ENCRYPTION, document_type=True)
    encrypted = {unquote(one.get("URI") or "") for one in root.iter() if local_name(one) == "CipherReference"}
    if encrypted & names:
        raise UnreadableInput(
            "the EPUB is protected against copying (DRM) and cannot be read: ask for a copy without protection"
        )
