"""The links of a docutils tree: references with their targets, roles, images, and files that directives show.

Link targets are found by name, or by order if they have no name. A reference to a name within the document is a link to
"#name". A definition without use is no link.
"""

from __future__ import annotations

from collections.abc import Iterator

from docutils import nodes

from citecheck.draft.formats.rst.parser import LINKED, ROLE, IncludedFile, ListedDocument
from citecheck.draft.manuscript import LooseLink
from citecheck.model.draft import LinkKind, Place

_CHAIN = 20
"""The most indirect targets that are followed. A longer chain of names is treated as circular."""
_NEAR = (0, 1, -1, 2, -2, 3, -3, 4, -4)
"""Distances in lines at which a node may be from the line that docutils states, nearest first."""
_OPTIONS = 12
"""The most lines after a directive in which its options are looked for."""
_TARGET_OPTION = ":target:"


class LinkTargets:
    """The link targets of one document."""

    def __init__(self, document: nodes.document) -> None:
        self._addresses: dict[str, str] = {}
        self._indirect: dict[str, str] = {}
        anonymous: list[str | None] = []
        for target in document.findall(nodes.target):
            if target.get("anonymous"):
                anonymous.append(target.get("refuri"))
            names: list[str] = target.get("names", [])
            for name in names:
                if "refuri" in target:
                    self._addresses[name] = target["refuri"]
                elif "refname" in target:
                    self._indirect[name] = target["refname"]
        unnamed = (one for one in document.findall(nodes.reference) if one.get("anonymous") and "refuri" not in one)
        self._anonymous: dict[nodes.Element, str | None] = dict(zip(unnamed, anonymous, strict=False))

    def address(self, reference: nodes.Element) -> str | None:
        """Return where a reference leads, or None within the document."""
        if "refuri" in reference:
            return str(reference["refuri"])
        if reference.get("anonymous"):
            return self._anonymous.get(reference)
        name = reference.get("refname", "")
        for _ in range(_CHAIN):
            if name in self._addresses:
                return self._addresses[name]
            name = self._indirect.get(name, "")
        return None


class SourcePlaces:
    """The places of nodes in the source. The lines that docutils reports are inexact in tables and lists."""

    def __init__(self, text: str) -> None:
        self._rows = text.split("\n")

    def find(self, node: nodes.Node, line: int) -> Place:
        """Return the place of a node by its mark, without one the beginning of its own line or of `line`."""
        mark = getattr(node, "source_mark", None)
        if mark is None:
            number = node.line or line
            row = self._rows[number - 1] if 0 < number <= len(self._rows) else ""
            return Place(number, len(row) - len(row.lstrip()) + 1)
        for distance in _NEAR:
            number = mark.line + distance
            start = self._rows[number - 1].find(mark.head) if 0 < number <= len(self._rows) else -1
            if start >= 0:
                return Place(number, start + mark.column + 1)
        return Place(mark.line, 1)

    def find_option(self, name: str, directive: Place) -> Place:
        """Return the place of an option of a directive, that of the directive if it has none."""
        first = directive.line or 1
        for number, row in enumerate(self._rows[first : first + _OPTIONS], start=first + 1):
            if row.strip().startswith(name):
                return Place(number, row.find(name) + 1)
        return directive


def kind_of(reference: nodes.Element) -> LinkKind:
    """Return how a reference is written: with its address (`words <address>`_), by name, or as a role (:pep:`8`)."""
    if "refuri" not in reference:
        return LinkKind.REFERENCE
    return LinkKind.INLINE if reference.rawsource.endswith("_") else LinkKind.ROLE


def find_links(document: nodes.document, targets: LinkTargets, places: SourcePlaces) -> Iterator[LooseLink]:
    """Yield the links of a document in the order of its tree."""
    line = 1
    for node in document.findall():
        line = node.line or line
        if isinstance(node, nodes.image):
            yield LooseLink(node.get("uri", ""), LinkKind.IMAGE, _find_image(node, places, line))
        elif isinstance(node, nodes.reference):
            yield from _find_reference(node, targets, places, line)
        elif isinstance(node, IncludedFile):
            yield LooseLink(node[LINKED], LinkKind.INCLUDE, places.find(node, line))
        elif isinstance(node, ListedDocument):
            named = LinkKind.INLINE if "://" in node[LINKED] else LinkKind.ROLE
            yield LooseLink(node[LINKED], named, places.find(node, line), "doc" if named is LinkKind.ROLE else "")
        elif isinstance(node, nodes.inline) and LINKED in node:
            yield LooseLink(node[LINKED], LinkKind.ROLE, places.find(node, line), node[ROLE])


def _find_image(image: nodes.image, places: SourcePlaces, line: int) -> Place:
    definition = image.parent.parent if isinstance(image.parent, nodes.reference) else image.parent
    within = isinstance(definition, nodes.substitution_definition)
    return places.find(definition if within and image.line is None else image, line)


def _find_reference(
    node: nodes.reference, targets: LinkTargets, places: SourcePlaces, line: int
) -> Iterator[LooseLink]:
    address = targets.address(node)
    if node.children and isinstance(image := node[0], nodes.image):
        place = places.find_option(_TARGET_OPTION, _find_image(image, places, line))
        yield LooseLink(address or _name_of(node), LinkKind.REFERENCE, place)
    elif kind_of(node) is not LinkKind.ROLE:  # a role's address is the program's and not the draft's
        yield LooseLink(address or _name_of(node), kind_of(node), places.find(node, line))


def _name_of(reference: nodes.Element) -> str:
    name = reference.get("refname", "")
    return f"#{name}" if name else ""
