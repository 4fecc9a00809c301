"""A docutils tree walked in reading order into blocks and notes."""

from __future__ import annotations

from docutils import nodes

from citecheck.draft.lines import Lines
from citecheck.draft.manuscript import Note, TextBlock
from citecheck.draft.prose import Prose
from citecheck.draft.rst.names import Footnotes, Targets
from citecheck.model.draft import BlockKind, Place

_UNREAD = (
    nodes.comment, nodes.system_message, nodes.substitution_definition, nodes.doctest_block, nodes.pending, nodes.raw,
    nodes.image, nodes.math_block, nodes.label,
)  # fmt: skip
_BLOCKS = (
    nodes.paragraph, nodes.title, nodes.subtitle, nodes.term, nodes.line, nodes.caption, nodes.attribution,
    nodes.rubric, nodes.field_name, nodes.classifier,
)  # fmt: skip
_HEADINGS = (nodes.title, nodes.subtitle, nodes.rubric)
_WINDOW = 20_000
"""How far ahead of the last marker the next one is looked for in the source, characters."""


class Walk:
    """Walks one document. docutils gives lines for blocks only, so markers are found again in the source."""

    def __init__(self, text: str, document: nodes.document) -> None:
        self.blocks: list[TextBlock] = []
        self.notes: list[Note] = []
        self._text = text
        self._lines = Lines(text)
        self._targets = Targets(document)
        self._footnotes = Footnotes(document)
        self._substitutions = {
            name: node for name, node in document.substitution_defs.items() if isinstance(node, nodes.Element)
        }
        self._cursor = 0
        self._line = 1

    def read(self, node: nodes.Element) -> None:
        """Read a node that holds blocks."""
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
        self._inline(node, prose)
        if prose:
            self.blocks.append(prose.block(_kind(node)))

    def _note(self, node: nodes.Element) -> None:
        note_id, marker = self._footnotes.ids[node], self._footnotes.markers[node]
        prose = Prose()
        place = Place(line=self._line, column=1)
        for part in node.findall(lambda each: isinstance(each, (*_BLOCKS, nodes.literal_block))):
            assert isinstance(part, nodes.Element)
            self._inline(part, prose)
            prose.end_line()
        if prose.has_marks:
            self.blocks.append(prose.block(BlockKind.PARAGRAPH))  # a note that cites others makes claims of its own
        read = prose.note(note_id, marker)
        self.notes.append(Note(note_id, marker, read.text, ((0, place),), read.links))

    def _inline(self, node: nodes.Element, prose: Prose) -> None:
        for child in node.children:
            if isinstance(child, nodes.Text):
                prose.write(child.astext(), None if prose else Place(line=self._line, column=1))
            elif isinstance(child, nodes.footnote_reference | nodes.citation_reference):
                label, note = self._footnotes.cited(child)
                prose.mark(label, self._marker_place(label), note)
            elif isinstance(child, nodes.reference):
                self._link(child, prose)
            elif isinstance(child, nodes.substitution_reference):
                self._substitute(child, prose)
            elif isinstance(child, nodes.Element) and not isinstance(child, _UNREAD):
                self._inline(child, prose)

    def _link(self, node: nodes.Element, prose: Prose) -> None:
        address = self._targets.address(node)
        if address is None or address == node.astext():  # where a bare address ends is the same for all formats
            self._inline(node, prose)
            return
        prose.open_link(address)
        self._inline(node, prose)
        prose.close_link()

    def _substitute(self, node: nodes.Element, prose: Prose) -> None:
        name = node.get("refname", "")
        definition = self._substitutions.pop(name, None)  # taken out while it is read: it may name itself
        if definition is None:
            prose.write(node.astext())
            return
        self._inline(definition, prose)
        self._substitutions[name] = definition

    def _marker_place(self, label: str) -> Place:
        start = max(self._cursor, self._lines.start(self._line))
        at = self._text.find(label, start, start + _WINDOW)
        if at < 0:
            return Place(line=self._line, column=1)
        self._cursor = at + len(label)
        return self._lines.place(at)


def _kind(node: nodes.Element) -> BlockKind:
    if isinstance(node, _HEADINGS):
        return BlockKind.HEADING
    parent = node.parent
    if isinstance(parent, nodes.entry):
        return BlockKind.CELL
    if isinstance(parent, nodes.list_item) or isinstance(node, nodes.line):
        return BlockKind.ITEM
    return BlockKind.PARAGRAPH
