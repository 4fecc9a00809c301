"""Read the works that citation fields of Word documents hold: Word's own, Zotero, Mendeley, EndNote and Citavi.

A reference manager writes the data of the cited works into the code of the field, in CSL (Zotero, Mendeley), in XML of
its own (EndNote) or in JSON of its own (Citavi). Word's own field names works of a list in `customXml`. All become CSL,
and then notes of a list of references: they give the address of a work that the printed citation does not show.

Zotero and Mendeley: https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html; Word: ECMA-376, 17.16.5.12
(CITATION) and 22.6 (bibliography); EndNote and Citavi: as their documents have it, there is no specification.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from citecheck.draft.formats.csl import CitedItems, list_in, load_json, read_csl_citation
from citecheck.draft.formats.docx.wordprocessingml import W, value
from citecheck.draft.formats.office_parts import Element, OfficeContainer, local_name, parse_part
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Place

_Item: TypeAlias = Mapping[str, Any]
_CSL: Final = re.compile(r"\s*ADDIN\s+(?:ZOTERO_ITEM\s+)?CSL_CITATION\s+(?=\{)")
_ENDNOTE: Final = re.compile(r"\s*ADDIN\s+EN\.CITE\s+(?=<EndNote>)")
_CITAVI: Final = re.compile(r"\s*ADDIN\s+CitaviPlaceholder\{(?P<data>[A-Za-z0-9+/=\s]+)\}")
_MENDELEY_TAG: Final = "MENDELEY_CITATION_v3_"
_LIST_FIELD: Final = re.compile(r"\s*(?:ADDIN\s+(?:ZOTERO_BIBL|EN\.REFLIST|Mendeley\s+Bib|CitaviBib)|BIBLIOGRAPHY\b)")
_MOST_SOURCE_PARTS: Final = 40
"""Parts of `customXml` that are searched for Word's list of works."""
_ENDNOTE_FIELDS: Final = {
    "titles/title": "title",
    "titles/secondary-title": "container-title",
    "dates/year": "issued",
    "electronic-resource-num": "DOI",
    "urls/related-urls/url": "URL",
    "urls/web-urls/url": "URL",
    "publisher": "publisher",
    "isbn": "ISBN",
}
_WORD_FIELDS: Final = {
    "Title": "title",
    "JournalName": "container-title",
    "BookTitle": "container-title",
    "Year": "issued",
    "DOI": "DOI",
    "URL": "URL",
    "Publisher": "publisher",
}
_CITAVI_FIELDS: Final = {
    "Title": "title",
    "Year": "issued",
    "Doi": "DOI",
    "OnlineAddress": "URL",
    "Isbn": "ISBN",
}
"""Elements and names of the other forms with the variables of CSL that they are."""


class FieldWorks:
    """Reads the works that the citation fields of a document cite, and collects them in `cited`."""

    def __init__(self, container: OfficeContainer | None = None) -> None:
        """Initialize with the document, whose own list of works is read when a field names one of it."""
        self.cited = CitedItems()
        self._container = container
        self._sources: Mapping[str, _Item] | None = None

    def cite_field(self, code: str, words: list[str], place: Place) -> tuple[str, ...]:
        """Return the ids of the works that a field cites, none if it is no citation; `words` are those of its code."""
        return self.cited.cite(self._read_items(code, words), place)

    def cite_tag(self, tag: str, place: Place) -> tuple[str, ...]:
        """Return the ids of the works that the tag of a content control cites, none if it is no citation."""
        if not tag.startswith(_MENDELEY_TAG):
            return ()
        return self.cited.cite(read_csl_citation(_decode(tag.removeprefix(_MENDELEY_TAG))), place)

    def _read_items(self, code: str, words: list[str]) -> Iterable[_Item]:
        if found := _CSL.match(code):
            return read_csl_citation(code[found.end() :])
        if found := _ENDNOTE.match(code):
            return _read_endnote(code[found.end() :])
        if found := _CITAVI.match(code):
            return _read_citavi(_decode(found["data"]))
        if words[:1] == ["CITATION"]:
            return self._read_own(words)
        return ()

    def _read_own(self, words: list[str]) -> Iterator[_Item]:
        """Yield the works of Word's own list that a field names."""
        yield from (self._list[tag] for tag in _tags_in(words) if tag in self._list)

    def list_missing(self, words: list[str]) -> tuple[str, ...]:
        """Return the tags that a field names and Word's own list lacks; none if the document has no such list."""
        return tuple(tag for tag in _tags_in(words) if self._list and tag not in self._list)

    @property
    def _list(self) -> Mapping[str, _Item]:
        if self._sources is None:
            self._sources = dict(_read_sources(self._container)) if self._container else {}
        return self._sources


def _tags_in(words: list[str]) -> list[str]:
    r"""Return the tags that Word's own field names: "CITATION Doe24 \p 4 \m Roe23"."""
    return [words[at] for at in range(1, len(words)) if words[0] == "CITATION" and (at == 1 or words[at - 1] == r"\m")]


def has_list_field(body: Element) -> bool:
    """Return whether a field of the document prints the list of the cited works."""
    return any(
        _LIST_FIELD.match(element.text or value(element, "instr") or "")
        for element in body.iter(f"{W}instrText", f"{W}fldSimple")
    )


def _decode(text: str) -> str:
    """Return a text in base 64 as it was, "" if it is damaged."""
    try:
        return base64.b64decode("".join(text.split()) + "==").decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _read_citavi(text: str) -> Iterator[_Item]:
    for entry in list_in(load_json(text), "Entries"):
        work = entry.get("Reference")
        if isinstance(work, dict):
            people = [
                {"family": one.get("LastName"), "given": one.get("FirstName")} for one in list_in(work, "Authors")
            ]
            yield {ours: work.get(theirs) for theirs, ours in _CITAVI_FIELDS.items()} | {"author": people}


def _read_endnote(text: str) -> Iterator[_Item]:
    """Yield the works in the XML of EndNote, in which most values are wrapped in `style`."""
    root = _parse(text.encode())
    for record in root.iter("record") if root is not None else ():
        item: dict[str, Any] = {}
        for path, name in _ENDNOTE_FIELDS.items():
            element = record.find(path)
            if element is not None:
                item.setdefault(name, " ".join("".join(str(one) for one in element.itertext()).split()))
        names = [
            "".join(str(part) for part in one.itertext()) for one in record.iterfind("contributors/authors/author")
        ]
        yield item | {"author": [dict(zip(("family", "given"), name.split(", ", 1), strict=False)) for name in names]}


def _text_in(element: Element) -> str:
    return " ".join("".join(str(piece) for piece in element.itertext()).split())


def _parse(data: bytes) -> Element | None:
    try:
        return parse_part(data, "of a citation")
    except UnreadableInput:
        return None


def _read_sources(container: OfficeContainer) -> Iterator[tuple[str, _Item]]:
    """Yield the works of Word's own list by tag."""
    for number in range(1, _MOST_SOURCE_PARTS):
        name = f"customXml/item{number}.xml"
        root = _parse(container.read(name)) if name in container else None
        for source in root if root is not None and local_name(root) == "Sources" else ():
            values = {local_name(child): (child.text or "").strip() for child in source}
            item: dict[str, Any] = {ours: values[theirs] for theirs, ours in _WORD_FIELDS.items() if values.get(theirs)}
            yield values.get("Tag", ""), item | {"author": list(_read_people(source))}


def _read_people(source: Element) -> Iterator[dict[str, str]]:
    for element in source.iter():
        if local_name(element) == "Corporate":
            yield {"literal": element.text or ""}
        elif local_name(element) == "Person":
            parts = {local_name(child): child.text or "" for child in element}
            yield {"family": parts.get("Last", ""), "given": parts.get("First", "")}
