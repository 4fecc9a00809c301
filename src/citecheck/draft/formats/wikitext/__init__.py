"""Read a wikitext page in order into blocks: headings, paragraphs, items, cells, and the values of infoboxes.

Read MediaWiki wikitext: notes in `<ref>`, citation templates, and infoboxes and tables as context.

The text of a note is its wikitext with white space collapsed. Only the wiki knows how it prints a citation template,
and an editor finds the note by its source. Markers are the numbers that the wiki will print.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace

from citecheck.draft.formats.wikitext.links import CODE, WikiLink, find_links, is_address, loosen, select_links
from citecheck.draft.formats.wikitext.notes import WikitextNotes, has_notes, makes_note
from citecheck.draft.formats.wikitext.short_citations import (
    ShortForm,
    form_of,
    list_work,
    render_short_citation,
    render_work,
    short_forms,
)
from citecheck.draft.formats.wikitext.syntax_tree import NodeKind, WikiNode, parse_wikitext
from citecheck.draft.formats.wikitext.templates import (
    TemplateParameter,
    WikiTemplate,
    find_shown_parameter,
    is_citing,
    read_template,
    render_template,
    sources_of_template,
    split_at_bars,
    value_of,
)
from citecheck.draft.manuscript import LineIndex, Manuscript, ManuscriptBlock, list_loose_links
from citecheck.draft.prose import Prose
from citecheck.draft.typed_notes import split_numbered_notes
from citecheck.model.draft import BlockKind, LinkKind
from citecheck.text.encoding import decode_draft

_QUOTES = re.compile(r"'{2,}|__[A-Z]{3,}__|~{3,5}")
_LIST = re.compile(r"[*#:;]+\s*")
_HEADING = re.compile(r"={1,6}\s*")
_HEADING_END = re.compile(r"\s*={1,6}\s*\Z")
_CELL_START = re.compile(r"[|!]")
_CELL_ATTRIBUTES = re.compile(r"[^|\n]{0,300}\|(?!\|)")
_IMAGE = re.compile(r"\s*(?:file|image|datei|fichier|archivo|файл|bild|immagine|media)\s*:", re.IGNORECASE)
_DROPPED_LINK = re.compile(
    r"\s*(?:(?i:category|kategorie|catégorie|categoría|категория)|[a-z]{2,3}(?:-[a-z]+)?)\s*:(?!:)"
)
"""Links that print nothing in place: categories, and the same page in another language."""
_BREAK = re.compile(r"</?(?P<name>br|hr|p|div|li|ul|ol|dl|dd|dt|tr|td|th|table|blockquote|center)\b", re.IGNORECASE)
_KINDS = {
    **dict.fromkeys(("li", "dd", "dt"), BlockKind.ITEM),
    **dict.fromkeys(("td", "th"), BlockKind.CELL),
    **dict.fromkeys(("p", "ul", "ol", "dl", "tr", "table", "blockquote"), BlockKind.PARAGRAPH),
}
"""Tags that begin and end blocks. Other tags only break the line."""
_IMAGE_WORDS = re.compile(
    r"\s*(?:thumb|thumbnail|frame|frameless|border|left|right|center|none|upright(?:=[\d.]+)?|\d*x?\d+px|alt=.*|link=.*|baseline"
    r"|lang=.*|page=.*|class=.*)\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_FULL_NOTES = {"efn": "lower-alpha", "efn-ua": "upper-alpha", "refn": "", "#tag:ref": ""}
_REPEATS = frozenset({"r", "ref label", "reflabel"})
_LISTS = frozenset({"reflist", "references", "notelist", "refs", "notelist-ua"})


class _WikitextReader:
    """The walk through one page. `blocks` grow in reading order, and notes are added to `notes`."""

    def __init__(self, text: str, links: Sequence[WikiLink]) -> None:
        self.lines = LineIndex(text)
        self.notes = WikitextNotes(text, self.lines, links)
        self._bare = [one for one in links if one.kind is LinkKind.BARE]
        self.blocks: list[ManuscriptBlock] = []
        self._text = text
        self._prose = Prose()
        self._kind = BlockKind.PARAGRAPH
        self._fresh = True
        self._tables = 0
        self._codes = 0

    def read(self, root: WikiNode) -> None:
        """Read the whole page."""
        self._flow(root.start, root.end, root.inside)
        self._end_block()

    def _flow(self, start: int, end: int, nodes: Sequence[WikiNode]) -> None:
        """Read a span of text with the nodes in it."""
        at = start
        for node in nodes:
            self._write_lines(at, node.start)
            self._node(node)
            at = node.end
        self._write_lines(at, end)

    def _end_block(self, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        if self._prose:
            self.blocks.append(self._prose.block(self._kind))
        self._prose = Prose()
        self._kind = kind

    def _write_lines(self, start: int, end: int) -> None:
        """Read text without nodes line by line. The beginning of a line decides which block it belongs to."""
        at = start
        while at < end:
            stop = self._text.find("\n", at, end)
            line_end = end if stop < 0 else stop
            if line_end > at:
                self._write_line(at, line_end, ends=stop >= 0 or end == len(self._text))
            if stop < 0:
                return
            self._new_line()
            at = stop + 1

    def _new_line(self) -> None:
        if self._fresh or self._kind in {BlockKind.HEADING, BlockKind.ITEM}:
            self._end_block(BlockKind.CELL if self._tables else BlockKind.PARAGRAPH)
        else:
            self._prose.write("\n")
        self._fresh = True

    def _write_line(self, start: int, end: int, *, ends: bool) -> None:
        if self._fresh and (found := _HEADING.match(self._text, start, end)) is not None:
            self._end_block(BlockKind.HEADING)
            start = found.end()
        elif self._fresh and (found := _LIST.match(self._text, start, end)) is not None:
            self._end_block(BlockKind.ITEM)
            start = found.end()
        elif self._fresh and (self._tables or self._text.startswith("{|", start)) and self._table_line(start, end):
            return
        self._fresh = False
        if self._kind is BlockKind.HEADING and ends and (found := _HEADING_END.search(self._text, start, end)):
            end = found.start()
        self._write(start, end)

    def _table_line(self, start: int, end: int) -> bool:
        """Read a line of table syntax, and return whether it was one."""
        line = self._text[start:end].lstrip()
        if line.startswith("{|"):
            self._tables += 1
        elif line.startswith("|}"):
            self._tables -= 1
        elif not line.startswith(("|-", "|+")):
            if not line.startswith(("|", "!")):
                return False
            self._cells(start + (end - start - len(line)), end)
            return True
        self._end_block(BlockKind.CELL if self._tables else BlockKind.PARAGRAPH)
        self._fresh = False
        self._kind = BlockKind.CELL if self._tables else BlockKind.PARAGRAPH
        if line.startswith("|+"):
            self._write(start + (end - start - len(line)) + 2, end)
        return True

    def _cells(self, start: int, end: int) -> None:
        separator = "!!" if self._text[start] == "!" and "!!" in self._text[start:end] else "||"
        at = start + 1
        while True:
            stop = self._text.find(separator, at, end)
            self._end_block(BlockKind.CELL)
            span_end = end if stop < 0 else stop
            attributes = _CELL_ATTRIBUTES.match(self._text, at, span_end)
            self._fresh = False
            self._write(attributes.end() if attributes else at, span_end)
            if stop < 0:
                return
            at = stop + 2

    def _write(self, start: int, end: int) -> None:
        at = start
        for one in select_links(self._bare, start, end):
            self._write_words(at, one.offset)
            self._prose.open_link(one.target, LinkKind.BARE, self.lines.place(one.offset))
            at = min(one.offset + len(one.written), end)
            self._write_words(one.offset, at)
            self._prose.close_link()
        self._write_words(at, end)

    def _write_words(self, start: int, end: int) -> None:
        if start < end:
            shown = html.unescape(_QUOTES.sub("", self._text[start:end]))
            write = self._prose.write_literal if self._codes else self._prose.write
            write(shown, self.lines.place(start))

    def _node(self, node: WikiNode) -> None:
        match node.form:
            case NodeKind.REF:
                self._mark(node, self.notes.ref(node))
                self._nested(node.inside)
            case NodeKind.REFERENCES:
                self._define(node.inside)
            case NodeKind.TEMPLATE:
                self._template(node)
            case NodeKind.LINK:
                self._link(node)
            case NodeKind.ADDRESS:
                self._address(node)
            case NodeKind.TAG:
                self._tag(node)
            case NodeKind.RAW:
                if self._text.startswith(("nowiki", "math"), node.start + 1):
                    self._prose.write_literal(
                        html.unescape(self._text[node.inner : node.inner_end]), self.lines.place(node.inner)
                    )
            case _:
                pass

    def _tag(self, node: WikiNode) -> None:
        if (code := CODE.match(self._text, node.start)) is not None:
            self._codes = max(0, self._codes + (-1 if code["end"] else 1))
        found = _BREAK.match(self._text, node.start)
        kind = _KINDS.get(found["name"].lower()) if found else None
        if kind is not None and not self._tables:
            opens = self._text[node.start + 1] != "/"
            if self._prose or opens:
                self._end_block(kind if opens else BlockKind.PARAGRAPH)
            self._fresh = True
        elif found is not None:
            self._prose.write(" ")

    def _mark(self, node: WikiNode, taken: tuple[str, str] | None) -> None:
        if taken is not None:
            label, note = taken
            self._prose.add_marker(label, self.lines.place(node.start), note)
            self._fresh = False

    def _define(self, nodes: Sequence[WikiNode]) -> None:
        """Read notes defined in the list of references. Templates may contain them one level down."""
        for node in nodes:
            if node.form is NodeKind.REF:
                self.notes.ref(node, listed=True)

    def _template(self, node: WikiNode) -> None:
        template = read_template(self._text, node)
        if template.name in _LISTS:
            for value in template.parameters.values():
                self._define(value.inside)
        elif short_forms().get(template.name) is ShortForm.NOTE or form_of(self._text, template):
            self._short(node, template)
        elif template.name in _FULL_NOTES:
            self._full_note(node, template)
        elif template.name in _REPEATS:
            for key, value in template.parameters.items():
                if key.isdecimal():
                    name = self._text[value.start : value.end].strip()
                    self._mark(node, self.notes.take(value_of(self._text, template, "group"), name, None))
        elif is_citing(template.name):
            self._work(node, template)
        elif (shown := find_shown_parameter(template)) is not None:
            self._fresh = False
            self._inline(shown.start, shown.end, shown.inside)
        elif words := render_template(self._text, template):
            self._prose.write(_QUOTES.sub("", words), self.lines.place(node.start))
            self._fresh = False
        elif has_notes(self._text, node.inside):
            self._box(template)

    def _short(self, node: WikiNode, template: WikiTemplate) -> None:
        """Read a short citation: a note of its own, or words of the text that name a work."""
        printed = render_short_citation(self._text, template)
        if short_forms()[template.name] is ShortForm.NOTE:
            self._mark(node, self.notes.short(printed, node.start))
        else:
            self._prose.write(printed, self.lines.place(node.start))
            self._fresh = False

    def _work(self, node: WikiNode, template: WikiTemplate) -> None:
        """Write what a template prints of the work it describes: "Pike, Tom (1987). Pumps." with its links."""
        place = self.lines.place(node.start)
        lead, title = render_work(self._text, template)
        start = self._prose.length + bool(self._prose)
        self._prose.write(lead, place)
        first, *others = select_links(self._bare, node.start, node.end) or (None,)
        if first:
            self._prose.open_link(first.target, LinkKind.BARE, self.lines.place(first.offset))
        self._prose.write(title, place)
        if first:
            self._prose.close_link()
        for one in others:
            self._prose.add_link(one.target, LinkKind.BARE, self.lines.place(one.offset))
        self._fresh = False
        sources = sources_of_template(self._text, template, place, raw=f"{lead}{title}")
        if (work := list_work(self._text, template, sources)) is not None:
            self._prose.add_work(start, work)

    def _full_note(self, node: WikiNode, template: WikiTemplate) -> None:
        group = value_of(self._text, template, "group") or _FULL_NOTES[template.name]
        content = template.parameters.get("1")
        taken = (content.start, content.end, content.inside) if content is not None else None
        self._mark(node, self.notes.take(group, value_of(self._text, template, "name"), taken))
        self._nested(content.inside if content is not None else ())

    def _nested(self, nodes: Sequence[WikiNode]) -> None:
        """Read notes within a note. The sentence at the outer note also cites what they cite."""
        for node in nodes:
            if node.form is NodeKind.REF or (node.form is NodeKind.TEMPLATE and makes_note(self._text, node)):
                self._node(node)
            else:
                self._nested(node.inside)

    def _box(self, template: WikiTemplate) -> None:
        """Read the values of a template that contain notes. Each value is a separate statement."""
        inline = bool(self._prose) and not self._fresh
        for value in template.parameters.values():
            if not has_notes(self._text, value.inside):
                continue
            if inline:
                self._flow(value.start, value.end, value.inside)
            else:
                self._write_separately(value, BlockKind.CELL)
        self._fresh = not inline

    def _write_separately(self, value: TemplateParameter, kind: BlockKind) -> None:
        outer, outer_kind, fresh, tables = self._prose, self._kind, self._fresh, self._tables
        self._prose, self._kind, self._fresh, self._tables = Prose(), kind, False, 0
        self._flow(value.start, value.end, value.inside)
        self._end_block()
        self._prose, self._kind, self._fresh, self._tables = outer, outer_kind, fresh, tables

    def _link(self, node: WikiNode) -> None:
        parts = split_at_bars(self._text, node)
        if _IMAGE.match(self._text, parts[0].start, parts[0].end):
            caption = parts[-1]
            if len(parts) > 1 and not _IMAGE_WORDS.match(self._text[caption.start : caption.end]):
                self._write_separately(caption, BlockKind.PARAGRAPH)
            return
        if len(parts) == 1 and _DROPPED_LINK.match(self._text, parts[0].start, parts[0].end):
            return
        shown = parts[-1] if len(parts) > 1 and self._text[parts[-1].start : parts[-1].end].strip() else parts[0]
        at = (
            shown.start
            + len(self._text[shown.start : shown.end])
            - len(self._text[shown.start : shown.end].lstrip(":"))
        )
        self._fresh = False
        title = html.unescape(self._text[parts[0].start : parts[0].end].strip())
        if is_address(title):
            self._prose.open_link(title, LinkKind.INLINE, self.lines.place(node.start))
        self._inline(at, shown.end, shown.inside)
        if is_address(title):
            self._prose.close_link()

    def _inline(self, start: int, end: int, nodes: Sequence[WikiNode]) -> None:
        at = start
        for node in nodes:
            self._write(at, node.start)
            self._node(node)
            at = max(at, node.end)
        self._write(at, end)

    def _address(self, node: WikiNode) -> None:
        inside = self._text[node.inner : node.inner_end]
        address = inside.split(maxsplit=1)[0] if inside.strip() else ""
        href = f"https:{address}" if address.startswith("//") else address
        self._prose.open_link(href, LinkKind.INLINE, self.lines.place(node.start), written=html.unescape(address))
        self._fresh = False
        words = node.inner + inside.find(address) + len(address)
        if self._text[words : node.inner_end].strip():
            self._inline(words, node.inner_end, [inner for inner in node.inside if inner.start >= words])
        else:
            self._prose.write(address, self.lines.place(node.inner))
        self._prose.close_link()


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  wikitext has no relative addresses
    """Read wikitext. All input is readable, so nothing is raised."""
    text = decode_draft(data)
    root = parse_wikitext(text)
    links = find_links(text, root)
    page = _WikitextReader(text, links)
    page.read(root)
    defined = page.notes.defined()
    blocks, notes = [_drop_undefined_notes(block, defined) for block in page.blocks], list(page.notes.finished())
    if not notes:
        blocks, notes = split_numbered_notes(blocks)
    loose = list_loose_links(loosen(links, page.lines), blocks, notes)
    return Manuscript(tuple(blocks), tuple(notes), links=loose)


def _drop_undefined_notes(block: ManuscriptBlock, defined: frozenset[str]) -> ManuscriptBlock:
    """Clear the note of each marker whose note is never defined."""
    if all(marker.note in defined for marker in block.markers):
        return block
    marks = tuple(marker if marker.note in defined else replace(marker, note=None) for marker in block.markers)
    return replace(block, markers=marks)
