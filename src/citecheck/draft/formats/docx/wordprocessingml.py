"""XML names, relationships and styles of WordprocessingML.

The strict variant of the format (ISO/IEC 29500 Strict) uses other namespace names for the same elements. They are
replaced with the transitional ones while the bytes are read, so that no other code has to know both.

Styles say what a paragraph or run is: heading, list item, raised text, hidden text. Headings are recognised by outline
level or by the built-in style name ("heading 1"), which Word keeps in English in every language. Style ids are
translated and cannot be used.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from citecheck.draft.formats.office_parts import Element, OfficeContainer, parse_part
from citecheck.model.draft import BlockKind

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)

_OFF = frozenset({"0", "false", "off", "none"})


def read_part(container: OfficeContainer, name: str) -> Element:
    """Return the root of one part, in the transitional namespaces."""
    data = container.read(name)
    for strict, transitional in _STRICT:
        data = data.replace(strict, transitional)
    return parse_part(data, name)


def value(element: Element | None, name: str = "val") -> str | None:
    """Return the `w:` attribute of an element, or None if the element or the attribute is missing."""
    if element is None:
        return None
    found = element.get(W + name)
    return None if found is None else str(found)


def _is_on(element: Element | None) -> bool:
    """Return whether a toggle such as `w:vanish` is present and not switched off by its value."""
    return element is not None and (value(element) or "1") not in _OFF


def parse_whole(text: str | None, default: int = 0) -> int:
    """Return an attribute as an integer, or `default` if it is missing or not an integer."""
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default


class Relationships:
    """The relationships of one part: link targets and related parts, by id and by type."""

    def __init__(self, container: OfficeContainer, part: str) -> None:
        folder, _, name = part.rpartition("/")
        self._folder = folder
        self._targets: dict[str, str] = {}
        self._types: dict[str, str] = {}
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in container:
            return
        for row in read_part(container, rels):
            target = row.get("Target") or ""
            self._targets[row.get("Id") or ""] = target
            self._types.setdefault((row.get("Type") or "").rpartition("/")[2], target)

    def target(self, relation: str | None) -> str | None:
        """Return the target of a relationship as written, or None if no relationship has that id."""
        return self._targets.get(relation or "")

    def part(self, kind: str) -> str | None:
        """Return the name of the related part of a type such as "footnotes", or None if there is none."""
        target = self._types.get(kind)
        if target is None:
            return None
        joined = target if target.startswith("/") else posixpath.join(self._folder, target)
        return unquote(posixpath.normpath(joined)).lstrip("/")


_HEADING = re.compile(r"(heading \d|title|subtitle)$", re.IGNORECASE)
_BODY_LEVEL = 9
"""The outline level that means "no heading" (ECMA-376, 17.3.1.20)."""


@dataclass(frozen=True, slots=True)
class _NamedStyle:
    name: str
    parent: str | None
    outline: int
    numbering: Element | None
    raised: bool


def _outline_level_of(properties: Element | None) -> int:
    level = None if properties is None else properties.find(W + "outlineLvl")
    return _BODY_LEVEL if level is None else parse_whole(value(level), _BODY_LEVEL)


def _is_superscript(properties: Element | None) -> bool:
    return properties is not None and value(properties.find(W + "vertAlign")) == "superscript"


class StyleSheet:
    """The style sheet of one document, which is empty if the part is missing."""

    def __init__(self, root: Element | None) -> None:
        self._styles: dict[str, _NamedStyle] = {}
        self.language: str | None = None
        if root is None:
            return
        self.language = value(root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr/{W}lang"))
        for style in root.iterfind(W + "style"):
            paragraph = style.find(W + "pPr")
            self._styles[value(style, "styleId") or ""] = _NamedStyle(
                name=value(style.find(W + "name")) or "",
                parent=value(style.find(W + "basedOn")),
                outline=_outline_level_of(paragraph),
                numbering=None if paragraph is None else paragraph.find(W + "numPr"),
                raised=_is_superscript(style.find(W + "rPr")),
            )

    def _chain(self, style_id: str | None) -> list[_NamedStyle]:
        chain: list[_NamedStyle] = []
        seen: set[str] = set()
        while style_id is not None and style_id not in seen and style_id in self._styles:
            seen.add(style_id)
            chain.append(self._styles[style_id])
            style_id = self._styles[style_id].parent
        return chain

    def kind(self, properties: Element | None) -> BlockKind:
        """Return the kind of a paragraph with these properties, outside of tables."""
        chain = self._chain(None if properties is None else value(properties.find(W + "pStyle")))
        if _outline_level_of(properties) < _BODY_LEVEL:
            return BlockKind.HEADING
        if any(style.outline < _BODY_LEVEL or _HEADING.match(style.name) for style in chain):
            return BlockKind.HEADING
        return BlockKind.PARAGRAPH if self.numbering(properties) is None else BlockKind.ITEM

    def numbering(self, properties: Element | None) -> Element | None:
        """Return the `w:numPr` of a paragraph or its style, or None if it is in no list. Number id 0 means no list."""
        found = None if properties is None else properties.find(W + "numPr")
        if found is None:
            chain = self._chain(None if properties is None else value(properties.find(W + "pStyle")))
            found = next((style.numbering for style in chain if style.numbering is not None), None)
        return None if found is None or value(found.find(W + "numId")) == "0" else found

    def is_title(self, properties: Element | None) -> bool:
        """Return whether a paragraph has the built-in title style."""
        chain = self._chain(None if properties is None else value(properties.find(W + "pStyle")))
        return any(style.name.lower() == "title" for style in chain)

    def is_raised(self, properties: Element | None) -> bool:
        """Return whether a run is raised above the line, as note markers are."""
        if properties is None:
            return False
        own = value(properties.find(W + "vertAlign"))
        if own is not None:
            return own == "superscript"
        return any(style.raised for style in self._chain(value(properties.find(W + "rStyle"))))


def is_hidden(properties: Element | None) -> bool:
    """Return whether a run is hidden text, which readers do not see."""
    return properties is not None and _is_on(properties.find(W + "vanish"))
