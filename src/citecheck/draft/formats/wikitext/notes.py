"""Collect the notes of a wikitext page, numbered as the wiki prints them.

`<ref>` makes a note where it is written. `<ref name=…/>` repeats a note that is defined before, after, or in the list
of references. Numbers count by group, in the order in which notes are first used.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citecheck.draft.formats.wikitext.links import WikiLink, place_in_note, select_links
from citecheck.draft.formats.wikitext.short_citations import (
    ShortForm,
    form_of,
    list_work,
    render_short_citation,
    short_forms,
)
from citecheck.draft.formats.wikitext.syntax_tree import NodeKind, WikiNode
from citecheck.draft.formats.wikitext.templates import (
    WikiTemplate,
    describes_source,
    read_template,
    sources_of_template,
)
from citecheck.draft.manuscript import LineIndex, ListedWork, Note
from citecheck.draft.source_kinds import kind_of_address
from citecheck.model.draft import Source
from citecheck.url.references import find_references

_ATTRIBUTE = re.compile(r"(name|group|follow)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'/>]+))", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_NUMERALS = {"lower-alpha": "abcdefghijklmnopqrstuvwxyz", "upper-alpha": "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


@dataclass(slots=True)
class _NoteEntry:
    """A note under construction.

    `start:end` is its wikitext. `start` is -1 while the note is used but not defined.
    """

    id: str
    label: str
    start: int = -1
    end: int = -1
    inside: tuple[WikiNode, ...] = ()
    used: bool = False
    at: int = 0
    cites: str = ""
    """The text that a short-citation template at `at` prints, if the note has no wikitext."""


_FULL = frozenset({"efn", "efn-ua", "refn", "r", "#tag:ref"})
"""Templates that make a note of what they hold, or repeat one."""


def makes_note(text: str, node: WikiNode) -> bool:
    """Return whether a template makes or repeats a note."""
    name = text[node.inner : node.inner_end].partition("|")[0].strip().lower()
    return name in _FULL or short_forms().get(name) is ShortForm.NOTE


def has_notes(text: str, nodes: Sequence[WikiNode]) -> bool:
    """Return whether a note is made or repeated anywhere in these nodes."""
    pending = list(nodes)
    while pending:
        node = pending.pop()
        if node.form in {NodeKind.REF, NodeKind.REFERENCES}:
            return True
        if node.form is NodeKind.TEMPLATE and makes_note(text, node):
            return True
        pending.extend(node.inside)
    return False


def _format_label(group: str, number: int) -> str:
    letters = _NUMERALS.get(group)
    if letters is not None and number <= len(letters):
        return f"[{letters[number - 1]}]"
    return f"[{group} {number}]" if group else f"[{number}]"


class WikitextNotes:
    """Collector of the notes of one page. Call `ref`, `take` and `short` in reading order, then `finished`."""

    def __init__(self, text: str, lines: LineIndex, links: Sequence[WikiLink]) -> None:
        self._text = text
        self._lines = lines
        self._links = links
        self._entries: dict[str, _NoteEntry] = {}
        self._counts: dict[str, int] = {}

    def _entry(self, group: str, name: str) -> _NoteEntry:
        key = f"{group}\0{name}" if name else f"\0\0{len(self._entries)}"
        if key not in self._entries:
            self._entries[key] = _NoteEntry(f"note{len(self._entries) + 1}", f"[{name}]")
        return self._entries[key]

    def _use(self, entry: _NoteEntry, group: str) -> _NoteEntry:
        if not entry.used:
            entry.used = True
            self._counts[group] = self._counts.get(group, 0) + 1
            entry.label = _format_label(group, self._counts[group])
        return entry

    def ref(self, node: WikiNode, *, listed: bool = False) -> tuple[str, str] | None:
        """Record a `<ref>`, and return its printed label and note id, or None if it is not a marker.

        A `listed` one is in the list of references, where it defines a note and does not use it.
        """
        attributes = {
            key.lower(): html.unescape(a or b or c).strip()
            for key, a, b, c in _ATTRIBUTE.findall(self._text, node.start + 4, node.inner - 1)
        }
        empty = not self._text[node.inner : node.inner_end].strip()
        name, group = attributes.get("name", ""), attributes.get("group", "")
        if "follow" in attributes or (empty and not name):
            return None
        return self.take(
            group, name, None if empty else (node.inner, node.inner_end, tuple(node.inside)), listed=listed
        )

    def take(
        self, group: str, name: str, content: tuple[int, int, tuple[WikiNode, ...]] | None, *, listed: bool = False
    ) -> tuple[str, str] | None:
        """Use the note of a group and name, and define it if content is given."""
        entry = self._entry(group, name)
        if content is not None and entry.start < 0:
            entry.start, entry.end, entry.inside = content
        if listed:
            return None
        self._use(entry, group)
        return entry.label, entry.id

    def short(self, cites: str, at: int) -> tuple[str, str]:
        """Use a note that only names a work and a page (`{{sfn}}`). Equal ones are one note."""
        entry = self._use(self._entry("", f"\0sfn {cites}"), "")
        if not entry.cites:
            entry.cites, entry.at = cites, at
        return entry.label, entry.id

    def finished(self) -> tuple[Note, ...]:
        """Return the notes in the order of their use, with unused ones last and without undefined ones."""
        known = [entry for entry in self._entries.values() if entry.start >= 0 or entry.cites]
        return tuple(self._note(entry) for entry in sorted(known, key=lambda entry: not entry.used))

    def defined(self) -> frozenset[str]:
        """Return the ids of the notes that have content."""
        return frozenset(entry.id for entry in self._entries.values() if entry.start >= 0 or entry.cites)

    def _note(self, entry: _NoteEntry) -> Note:
        if entry.start < 0:
            return Note(entry.id, entry.label, entry.cites, ((0, self._lines.place(entry.at)),))
        place = self._lines.place(entry.start)
        text = _SPACE.sub(" ", self._print(entry)).strip()
        links = tuple(place_in_note(text, select_links(self._links, entry.start, entry.end), self._lines))
        sources = self._sources(entry)
        return Note(entry.id, entry.label, text, ((0, place),), links, sources, works=tuple(self._list_works(entry)))

    def _print(self, entry: _NoteEntry) -> str:
        """Return the wikitext of a note with its short citations as they are printed."""
        pieces, at = [], entry.start
        for node, template in self._templates(entry):
            if form_of(self._text, template) not in {None, ShortForm.NOTE}:
                pieces += [self._text[at : node.start], render_short_citation(self._text, template)]
                at = node.end
        return "".join([*pieces, self._text[at : entry.end]])

    def _templates(self, entry: _NoteEntry) -> Iterator[tuple[WikiNode, WikiTemplate]]:
        for node in entry.inside:
            if node.form is NodeKind.TEMPLATE:
                yield node, read_template(self._text, node)

    def _describing(self, entry: _NoteEntry) -> Iterator[tuple[WikiNode, WikiTemplate, tuple[Source, ...]]]:
        """Yield the templates of a note that describe sources, with these."""
        for node, template in self._templates(entry):
            if form_of(self._text, template) is None and describes_source(self._text, template):
                raw = _SPACE.sub(" ", self._text[node.start : node.end])
                yield node, template, sources_of_template(self._text, template, self._lines.place(node.start), raw=raw)

    def _list_works(self, entry: _NoteEntry) -> Iterator[ListedWork]:
        for _, template, sources in self._describing(entry):
            if (work := list_work(self._text, template, sources)) is not None:
                yield work

    def _sources(self, entry: _NoteEntry) -> tuple[Source, ...]:
        """Return the sources that citation templates name, with the addresses in the text between them."""
        sources: list[Source] = []
        at = entry.start
        for node, _, found in self._describing(entry):
            sources += [*self._loose(at, node.start), *found]
            at = node.end
        return tuple(sources + self._loose(at, entry.end)) if at > entry.start else ()

    def _loose(self, start: int, end: int) -> list[Source]:
        """Return the addresses in a span of text as sources."""
        return [
            Source(
                one.raw,
                kind_of_address(one.target),
                one.target,
                self._lines.place(start + one.start),
                defanged=one.defanged,
            )
            for one in find_references(self._text[start:end])
        ]
