"""What the references of a reStructuredText document lead to: link targets by name or order, notes likewise."""

from __future__ import annotations

from collections import deque

from docutils import nodes

_CHAIN = 20
"""Indirect targets followed before a name is given up as circular."""
_AUTO = {1: "1", "1": "1", "*": "*"}
"""How docutils says that a program numbers a note ("#") or gives it a sign ("*"); it writes both 1 and "1"."""


class Targets:
    """The link targets of one document."""

    def __init__(self, document: nodes.document) -> None:
        self._addresses: dict[str, str] = {}
        self._indirect: dict[str, str] = {}
        self._anonymous: list[str | None] = []
        self._next = 0
        for target in document.findall(nodes.target):
            if target.get("anonymous"):
                self._anonymous.append(target.get("refuri"))
            names: list[str] = target.get("names", [])
            for name in names:
                if "refuri" in target:
                    self._addresses[name] = target["refuri"]
                elif "refname" in target:
                    self._indirect[name] = target["refname"]

    def address(self, reference: nodes.Element) -> str | None:
        """Return where a reference leads, None within the document; anonymous ones must be asked in order."""
        if "refuri" in reference:
            return str(reference["refuri"])
        if reference.get("anonymous"):
            at, self._next = self._next, self._next + 1
            return self._anonymous[at] if at < len(self._anonymous) else None
        name = reference.get("refname", "")
        for _ in range(_CHAIN):
            if name in self._addresses:
                return self._addresses[name]
            name = self._indirect.get(name, "")
        return None


class Footnotes:
    """The notes of one document: footnotes and citations, by label, by name, or by order where they have neither."""

    def __init__(self, document: nodes.document) -> None:
        self.ids: dict[nodes.Element, str] = {}
        self.markers: dict[nodes.Element, str] = {}
        self._named: dict[str, nodes.Element] = {}
        self._in_order: dict[str, deque[nodes.Element]] = {"1": deque(), "*": deque()}
        for note in document.findall(lambda node: isinstance(node, nodes.footnote | nodes.citation)):
            assert isinstance(note, nodes.Element)
            auto = _AUTO.get(note.get("auto", ""), "")
            # a label used twice is taken out of `names` by docutils, but is still what the note is called
            label = note[0].astext() if note.children and isinstance(note[0], nodes.label) else ""
            names = note.get("names") or note.get("dupnames") or ([label.lower()] if label else [])
            for name in names:
                self._named.setdefault(name, note)
            if auto and not names:
                self._in_order[auto].append(note)
            self.ids[note] = f"note{len(self.ids) + 1}"
            self.markers[note] = _marker(auto, label or (names[0] if names else ""))

    def cited(self, reference: nodes.Element) -> tuple[str, str | None]:
        """Return a reference's marker as written and the id of its note; unnamed ones must be asked in order."""
        auto = _AUTO.get(reference.get("auto", ""), "")
        name = reference.get("refname", "")
        if auto and not name:
            waiting = self._in_order[auto]
            note = waiting.popleft() if waiting else None
        else:
            note = self._named.get(name)
        label = reference.astext() or name
        return _marker(auto, label), None if note is None else self.ids[note]


def _marker(auto: str, label: str) -> str:
    return f"[{'#' if auto == '1' else auto}{label}]_"
