"""Walk a docutils tree in reading order into blocks and notes.

Notes are found by name, or by order if they have no name.
"""

from __future__ import annotations

from collections import deque

from docutils import nodes

from citecheck.draft.formats.rst.links import LinkTargets, SourcePlaces, find_links, kind_of
from citecheck.draft.formats.rst.parser import CITED, LINKED, ROLE, IncludedFile
from citecheck.draft.formats.work_lists import CitedWorks
from citecheck.draft.manuscript import LineIndex, LooseLink, ManuscriptBlock, Note
from citecheck.draft.markers import raise_figures
from citecheck.draft.prose import Prose
from citecheck.model.draft import BlockKind, CitationSystem, LinkKind, Place

_AUTO = {1: "1", "1": "1", "*": "*"}
"""The values by which docutils marks a note as numbered ("#") or with a symbol ("*"). It uses both 1 and "1"."""


class _RstNotes:
    """The notes of one document: footnotes and citations, by label, by name, or by order if they have neither."""

    def __init__(self, document: nodes.document) -> None:
        self.ids: dict[nodes.Element, str] = {}
        self.markers: dict[nodes.Element, str] = {}
        self._named: dict[str, nodes.Element] = {}
        self._in_order: dict[str, deque[nodes.Element]] = {"1": deque(), "*": deque()}
        for note in document.findall(lambda node: isinstance(node, nodes.footnote | nodes.citation)):
            assert isinstance(note, nodes.Element)
            auto = _AUTO.get(note.get("auto", ""), "")
            # docutils removes a label used twice from `names`, but references to the note still use it
            label = note[0].astext() if note.children and isinstance(note[0], nodes.label) else ""
            names = note.get("names") or note.get("dupnames") or ([label.lower()] if label else [])
            for name in names:
                self._named.setdefault(name, note)
            if auto and not names:
                self._in_order[auto].append(note)
            self.ids[note] = f"note{len(self.ids) + 1}"
            self.markers[note] = _format_marker(auto, label or (names[0] if names else ""))

    def resolve(self, reference: nodes.Element) -> tuple[str, str | None]:
        """Return a reference's marker as written and the id of its note. Call it for unnamed references in order."""
        auto = _AUTO.get(reference.get("auto", ""), "")
        name = reference.get("refname", "")
        if auto and not name:
            unused = self._in_order[auto]
            note = unused.popleft() if unused else None
        else:
            note = self._named.get(name)
        label = reference.astext() or name
        return _format_marker(auto, label), None if note is None else self.ids[note]


def _format_marker(auto: str, label: str) -> str:
    return f"[{'#' if auto == '1' else auto}{label}]_"


_UNREAD = (
    nodes.comment, nodes.system_message, nodes.substitution_definition, nodes.doctest_block, nodes.pending, nodes.raw,
    nodes.image, nodes.math_block, nodes.label, IncludedFile,
)  # fmt: skip
_BLOCKS = (
    nodes.paragraph, nodes.title, nodes.subtitle, nodes.term, nodes.line, nodes.caption, nodes.attribution,
    nodes.rubric, nodes.field_name, nodes.classifier,
)  # fmt: skip
_HEADINGS = (nodes.title, nodes.subtitle, nodes.rubric)
_MOST_SUBSTITUTED = 200_000
"""Characters and nodes that all substitutions of a document write; beyond them the name is written.

Twenty-eight definitions that each name the next one twice are one page of source and gigabytes of text.
"""
_AS_WORD = frozenset({"t", "author", "authort", "al", "alt"})
"""Forms of a citation that are words of the sentence: ":cite:t:", ":cite:author:"."""
_WINDOW = 20_000
"""The number of characters after the last marker in which the next one is searched for."""


class RstWalk:
    """The walk through one document.

    docutils reports lines only for blocks, so markers are searched for in the source.
    """

    def __init__(self, text: str, document: nodes.document, works: CitedWorks) -> None:
        self.works = works
        self.unlisted = 0
        self.blocks: list[ManuscriptBlock] = []
        self.notes: list[Note] = []
        self._text = text
        self._lines = LineIndex(text)
        self._targets = LinkTargets(document)
        self._places = SourcePlaces(text)
        self.links: list[LooseLink] = list(find_links(document, self._targets, self._places))
        self._footnotes = _RstNotes(document)
        self._substitutions = {
            name: node for name, node in document.substitution_defs.items() if isinstance(node, nodes.Element)
        }
        self._cursor = 0
        self._line = 1
        self._room = _MOST_SUBSTITUTED
        self._within = 0

    def read(self, node: nodes.Element) -> None:
        """Read a node that contains blocks."""
        for child in node.children:
            if not isinstance(child, nodes.Element) or isinstance(child, _UNREAD):
                continue
            self._line = child.line or self._line
            if isinstance(child, nodes.footnote | nodes.citation):
                self._note(child)
            elif isinstance(child, _BLOCKS):
                self._block(child)
            elif isinstance(child, nodes.literal_block):
                if any(child.findall(nodes.footnote_reference)):
                    self._block(child)
            else:
                self.read(child)

    def _block(self, node: nodes.Element) -> None:
        prose = Prose()
        prose.write("", None)
        self._write_initials(node, prose)
        self._inline(node, prose)
        if prose:
            self.blocks.append(prose.block(_kind_of(node)))

    def _note(self, node: nodes.Element) -> None:
        note_id, marker = self._footnotes.ids[node], self._footnotes.markers[node]
        prose = Prose()
        place = Place(line=self._line, column=1)
        for part in node.findall(lambda each: isinstance(each, (*_BLOCKS, nodes.literal_block))):
            assert isinstance(part, nodes.Element)
            if isinstance(part.parent, nodes.system_message):
                continue  # docutils' own words about the markup
            self._write_initials(part, prose)
            self._inline(part, prose)
            prose.end_line()
        if prose.has_markers:
            self.blocks.append(prose.block(BlockKind.PARAGRAPH))  # a note that cites others makes its own claims
        read = prose.note(note_id, marker)
        self.notes.append(Note(note_id, marker, read.text, ((0, place), *read.places[1:]), read.links))

    def _write_initials(self, node: nodes.Element, prose: Prose) -> None:
        """Write the initials of a name before the text of a block; docutils reads "P. Hask" as a list of one item."""
        initials = "".join(_find_initials(node))
        if initials:
            prose.write(initials, Place(line=self._line, column=1))

    def _inline(self, node: nodes.Element, prose: Prose) -> None:
        for child in node.children:
            if self._within:
                self._room -= 1 + (len(child) if isinstance(child, nodes.Text) else 0)
            if isinstance(child, nodes.Text):
                self._write_text(child, prose)
            elif isinstance(child, nodes.superscript):
                prose.write(raise_figures(child.astext()), self._places.find(child, self._line))
            elif isinstance(child, nodes.literal):
                prose.write_literal(child.astext(), self._places.find(child, self._line))
            elif isinstance(child, nodes.inline) and LINKED in child:
                place = self._places.find(child, self._line)
                prose.open_link(child[LINKED], LinkKind.ROLE, place, cites=False, role=child[ROLE])
                self._inline(child, prose)
                prose.close_link()
            elif isinstance(child, nodes.inline) and CITED in child:
                self._cite(child, prose)
            elif isinstance(child, nodes.footnote_reference | nodes.citation_reference):
                label, note = self._footnotes.resolve(child)
                prose.add_marker(label, self._marker_place(label), note)
            elif isinstance(child, nodes.reference):
                self._link(child, prose)
            elif isinstance(child, nodes.substitution_reference):
                self._substitute(child, prose)
            elif isinstance(child, nodes.Element) and not isinstance(child, _UNREAD):
                self._inline(child, prose)

    def _cite(self, node: nodes.inline, prose: Prose) -> None:
        """Read a role that cites works by key; one that prints the author as a word leaves the name."""
        place = self._places.find(node, self._line)
        for key in filter(None, node[CITED].split(",")):
            work = self.works.cite(key)
            self.unlisted += not self.works
            if not self.works or node[ROLE].rpartition(":")[2].rstrip("s") in _AS_WORD:
                prose.write_author((work and work.author) or key)
            if self.works:
                prose.add_marker(f"@{key}", place, work.id if work else None, CitationSystem.REFERENCE)

    def _write_text(self, node: nodes.Text, prose: Prose) -> None:
        if hasattr(node, "source_mark"):
            prose.write(node.astext(), self._places.find(node, self._line))
        else:
            prose.write(node.astext(), None if prose else Place(line=self._line, column=1))

    def _link(self, node: nodes.Element, prose: Prose) -> None:
        address = self._targets.address(node)
        if address is None or address == node.astext():  # the end of a bare address is found for all formats alike
            self._inline(node, prose)
            return
        kind = kind_of(node)
        written = "" if kind is LinkKind.ROLE else None
        prose.open_link(address, kind, self._places.find(node, self._line), written=written)
        self._inline(node, prose)
        prose.close_link()

    def _substitute(self, node: nodes.Element, prose: Prose) -> None:
        name = node.get("refname", "")
        definition = self._substitutions.pop(name, None)  # removed while it is read, because it may refer to itself
        if definition is not None and self._room > 0:
            self._within += 1
            self._inline(definition, prose)
            self._within -= 1
        else:
            prose.write(node.astext())
        if definition is not None:
            self._substitutions[name] = definition

    def _marker_place(self, label: str) -> Place:
        start = max(self._cursor, self._lines.start(self._line))
        at = self._text.find(label, start, start + _WINDOW)
        if at < 0:
            return Place(line=self._line, column=1)
        self._cursor = at + len(label)
        return self._lines.place(at)


def _find_initials(node: nodes.Element) -> list[str]:
    """Return the letters of the lists of one item that a block begins, outermost first, as ["P. ", "Q. "]."""
    initials: list[str] = []
    while isinstance(item := node.parent, nodes.list_item) and item[0] is node:
        node = item.parent
        if not isinstance(node, nodes.enumerated_list) or len(node) > 1 or node.get("enumtype") not in _LETTERED:
            break
        letter = "I" if node["enumtype"] == "upperroman" else chr(ord("A") + node.get("start", 1) - 1)
        initials.insert(0, f"{node.get('prefix', '')}{letter}{node.get('suffix', '.')} ")
    return initials


_LETTERED = frozenset({"upperalpha", "upperroman"})
"""Kinds of lists that an initial looks like; docutils reads "I." alone as a Roman one."""


def _kind_of(node: nodes.Element) -> BlockKind:
    for _ in _find_initials(node):
        node = node.parent.parent
    if isinstance(node, _HEADINGS):
        return BlockKind.HEADING
    parent = node.parent
    if isinstance(parent, nodes.entry):
        return BlockKind.CELL
    if isinstance(parent, nodes.list_item) or isinstance(node, nodes.line):
        return BlockKind.ITEM
    return BlockKind.PARAGRAPH
