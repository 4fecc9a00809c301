"""The XML names of WordprocessingML, and the relationships by which the parts of a document find one another.

The strict variant of the format (ISO/IEC 29500 Strict) uses other namespace names for the same elements; they are
turned into the transitional ones while the bytes are read, so that nothing else has to know both.
"""

from __future__ import annotations

import posixpath
from typing import Final
from urllib.parse import unquote

from citecheck.draft.formats.office_parts import Element, OfficeContainer, parse_part

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
    """Return the `w:` attribute of an element, None where either is missing."""
    if element is None:
        return None
    found = element.get(W + name)
    return None if found is None else str(found)


def is_on(element: Element | None) -> bool:
    """Tell whether a toggle such as `w:vanish` is set: present, and not switched off by its value."""
    return element is not None and (value(element) or "1") not in _OFF


def parse_whole(text: str | None, default: int = 0) -> int:
    """Return an attribute as a whole number, `default` where it is missing or none."""
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default


class Relationships:
    """The relationships of one part: link targets and neighbouring parts by id and by type."""

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
        """Return the target of a relationship as written, None if there is none of that id."""
        return self._targets.get(relation or "")

    def part(self, kind: str) -> str | None:
        """Return the name of the neighbouring part of that type ("footnotes"), None if there is none."""
        target = self._types.get(kind)
        if target is None:
            return None
        joined = target if target.startswith("/") else posixpath.join(self._folder, target)
        return unquote(posixpath.normpath(joined)).lstrip("/")
