"""Read OpenDocument texts (ODT and its flat XML form), where each note is in the text at its citation.

The printed number of a note is stored with it (`text:note-citation`), so nothing is counted. Deleted text is stored
separately in `text:tracked-changes` and is not read. A `Place` is the number of the paragraph, counted from 1.

A citation of a work is a bibliography mark, whose attributes describe the work, or a reference mark of Zotero, whose
name is the same JSON as in fields of Word (OpenDocument 1.3, 7.1 and 19.774).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from citecheck.draft.formats.csl import CitedItems, read_csl_citation
from citecheck.draft.formats.office_parts import Element, OfficeContainer, local_name, parse_part, read_all_text
from citecheck.draft.manuscript import (
    FieldCall,
    Manuscript,
    ManuscriptBlock,
    Marker,
    Note,
    TextCitation,
    cite_fields,
    take_out_citations,
)
from citecheck.draft.markers import raise_figures
from citecheck.draft.prose import Prose
from citecheck.draft.typed_notes import add_typed_notes
from citecheck.errors import UnreadableInput
from citecheck.model.draft import BlockKind, CitationSystem, LinkKind, Place

_OASIS: Final = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
_TEXT = _OASIS % "text"
_STYLE = _OASIS % "style"
_OFFICE = _OASIS % "office"
_HREF = "{http://www.w3.org/1999/xlink}href"
_SPACES_LIMIT = 1000
"""The most spaces that one `text:s` produces. Spaces are collapsed later."""

_ZOTERO_MARK = "ZOTERO_ITEM CSL_CITATION"
_MARK_FIELDS: Final = {
    "title": "title", "year": "issued", "url": "URL", "doi": "DOI", "journal": "container-title",
    "booktitle": "container-title", "publisher": "publisher", "isbn": "ISBN", "volume": "volume", "pages": "page",
}  # fmt: skip
"""Attributes of a bibliography mark with the variables of CSL that they are."""
_OWN_FIELDS: Final = tuple(f"custom{number}" for number in range(1, 6))
"""Attributes that users give a meaning; an address in one is that of the work."""

_UNREAD = frozenset({
    "tracked-changes", "annotation", "annotation-end", "note-citation", "forms", "sequence-decls", "variable-decls",
    "user-field-decls", "bibliography-source", "index-title-template", "table-of-content-source", "ruby-text",
    "hidden-text", "desc", "title", "script", "binary-data",
})  # fmt: skip


class _OdtReader:
    """The walk through a text in reading order. Each note is read at its citation, into separate prose."""

    def __init__(self, raised_styles: frozenset[str], *, numbers_cite: bool) -> None:
        self.blocks: list[ManuscriptBlock] = []
        self.notes: list[Note] = []
        self._raised_styles = raised_styles
        self._numbers_cite = numbers_cite
        self._prose = Prose()
        self._note_depth = 0
        self._items = 0
        self._cells = 0
        self._paragraphs = 0
        self._raised = False
        self._calls: list[FieldCall] = []
        self._open_marks: dict[str, tuple[Prose, int]] = {}
        self.works = CitedItems()
        self._steps: dict[str, Callable[[Element], None]] = {
            "p": lambda element: self._paragraph(element, None),
            "h": lambda element: self._paragraph(element, BlockKind.HEADING),
            "list-item": self._item,
            "table-cell": self._cell,
            "note": self._note,
            "note-ref": self._note_ref,
            "a": self._link,
            "image": self._picture,
            "span": self._span,
            "s": self._spaces,
            "tab": lambda _: self._write(" "),
            "line-break": lambda _: self._break(),
            "text-box": self._text_box,
            "bibliography-mark": self._bibliography_mark,
            "reference-mark-start": self._begin_mark,
            "reference-mark-end": self._end_mark,
        }

    def walk(self, element: Element) -> None:
        """Write an element's own text and walk through its children."""
        self._write(element.text or "")
        for child in element:
            name = local_name(child)
            step = self._steps.get(name)
            if step is not None:
                step(child)
            elif name not in _UNREAD:
                self.walk(child)
            self._write(child.tail or "")

    def _place(self) -> Place:
        return Place(line=self._paragraphs, column=self._prose.length + 1, paragraph=self._paragraphs)

    def _write(self, text: str) -> None:
        if text:
            self._prose.write(raise_figures(text) if self._raised else text, None if self._prose else self._place())

    def _paragraph(self, element: Element, kind: BlockKind | None) -> None:
        if self._note_depth:
            self.walk(element)
            self._prose.end_line()
            return
        self._paragraphs += 1
        self._prose, outer, self._calls = Prose(), self._calls, []
        self.walk(element)
        if self._prose:
            inner = BlockKind.CELL if self._cells else BlockKind.ITEM if self._items else BlockKind.PARAGRAPH
            block = self._prose.block(kind or inner)
            self.blocks.append(take_out_citations(block, self._cite(block.text)))
        self._prose, self._calls = Prose(), outer

    def _item(self, element: Element) -> None:
        self._items += 1
        self.walk(element)
        self._items -= 1

    def _cell(self, element: Element) -> None:
        self._cells += 1
        self.walk(element)
        self._cells -= 1

    def _text_box(self, element: Element) -> None:
        outer, depth = self._prose, self._note_depth
        self._prose, self._note_depth = Prose(), 0
        self.walk(element)
        self._prose, self._note_depth = outer, depth

    def _break(self) -> None:
        if self._note_depth:
            self._prose.end_line()
        else:
            self._write(" ")

    def _spaces(self, element: Element) -> None:
        count = element.get(_TEXT + "c") or "1"
        self._write(" " * min(int(count) if count.isdecimal() else 1, _SPACES_LIMIT))

    def _span(self, element: Element) -> None:
        outer = self._raised
        self._raised = outer or element.get(_TEXT + "style-name") in self._raised_styles
        self.walk(element)
        self._raised = outer

    def _link(self, element: Element) -> None:
        href = element.get(_HREF) or ""
        if href.startswith("#") or not href:
            self.walk(element)
            return
        self._prose.open_link(href)
        self.walk(element)
        self._prose.close_link()

    def _picture(self, element: Element) -> None:
        """Record a picture that is not stored in the document."""
        href = element.get(_HREF) or ""
        if "://" in href:
            self._prose.add_link(href, LinkKind.IMAGE, self._place())
        self.walk(element)

    def _note(self, element: Element) -> None:
        note_id = element.get(_TEXT + "id") or f"note{len(self.notes) + 1}"
        citation = element.find(_TEXT + "note-citation")
        label = "" if citation is None else (citation.get(_TEXT + "label") or read_all_text(citation)).strip()
        self._prose.add_marker(label or "?", self._place(), note_id)
        place = self._place()
        outer, self._prose = self._prose, Prose()
        calls, self._calls = self._calls, []
        self._note_depth += 1
        for body in element.iterfind(_TEXT + "note-body"):
            self.walk(body)
        self._note_depth -= 1
        note = self._prose.note(note_id, label or "?")
        markers = tuple(
            Marker(one.at, one.label, place, one.note, CitationSystem.REFERENCE) for one in self._cite(note.text)
        )
        self.notes.append(Note(note.id, note.marker, note.text, ((0, place),), note.links, inner_markers=markers))
        self._prose, self._calls = outer, calls

    def _cite(self, text: str) -> list[TextCitation]:
        return cite_fields(text, self._calls, numbers_cite=self._numbers_cite)

    def _bibliography_mark(self, element: Element) -> None:
        """Read a citation whose attributes describe the work."""
        start = self._prose.length
        self.walk(element)
        item = {ours: element.get(_TEXT + theirs) for theirs, ours in _MARK_FIELDS.items()}
        own = (element.get(_TEXT + name) or "" for name in _OWN_FIELDS)
        item["URL"] = item["URL"] or next((value for value in own if value.startswith(("http://", "https://"))), "")
        people = [
            {"literal": name.strip()} for name in (element.get(_TEXT + "author") or "").split(";") if name.strip()
        ]
        works = self.works.cite([{**item, "author": people}], self._place())
        self._calls.append(FieldCall(start, self._prose.length, works))

    def _begin_mark(self, element: Element) -> None:
        self._open_marks[element.get(_TEXT + "name") or ""] = self._prose, self._prose.length

    def _end_mark(self, element: Element) -> None:
        """End a reference mark; Zotero keeps a citation in its name."""
        name = element.get(_TEXT + "name") or ""
        prose, start = self._open_marks.pop(name, (None, 0))
        if prose is self._prose and name.startswith(_ZOTERO_MARK):
            works = self.works.cite(read_csl_citation(name.removeprefix(_ZOTERO_MARK)), self._place())
            self._calls.append(FieldCall(start, self._prose.length, works))

    def _note_ref(self, element: Element) -> None:
        """Read a repeated note number: a raised one is a marker, one on the line is part of the sentence."""
        shown = read_all_text(element)
        if self._raised and shown.strip():
            self._prose.add_marker(shown.strip(), self._place(), element.get(_TEXT + "ref-name"))
        else:
            self._write(shown)


def _find_raised_styles(*roots: Element | None) -> frozenset[str]:
    found = set()
    for root in roots:
        if root is None:
            continue
        for style in root.iter(_STYLE + "style"):
            properties = style.find(_STYLE + "text-properties")
            position = "" if properties is None else properties.get(_STYLE + "text-position") or ""
            if position.startswith("super") or (position[:1].isdigit() and not position.startswith("0%")):
                found.add(style.get(_STYLE + "name") or "")
    return frozenset(found)


def _parse_roots(data: bytes) -> tuple[Element, Element | None, Element | None]:
    """Return the roots of content, styles and metadata. In the flat form all three are one root."""
    if data.lstrip()[:5] == b"<?xml":
        root = parse_part(data, "flat OpenDocument text")
        return root, root, root
    container = OfficeContainer(data, what="OpenDocument text")
    manifest = "META-INF/manifest.xml"
    if manifest in container and b"encryption-data" in container.read(manifest):
        raise UnreadableInput("the OpenDocument text is encrypted: save a copy without a password")
    parts = (
        parse_part(container.read(name), name) if name in container else None for name in ("styles.xml", "meta.xml")
    )
    styles, meta = parts
    return parse_part(container.read("content.xml"), "content.xml"), styles, meta


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  no relative links in this format
    """Read an OpenDocument text.

    Raises:
        UnreadableInput: The data is not a container, is encrypted or damaged, or is not a text document.
    """
    content, styles, meta = _parse_roots(data)
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise UnreadableInput("the OpenDocument file contains no text document: export it as .odt or .html first")
    reader = _OdtReader(_find_raised_styles(content, styles), numbers_cite=not _prints_works(body))
    reader.walk(body)
    facts = {} if meta is None else {local_name(element): (element.text or "").strip() for element in meta.iter()}
    blocks, notes = add_typed_notes(reader.blocks, _drop_repeated_notes(reader.notes))
    marks = (*(block.markers for block in blocks), *(note.inner_markers for note in notes))
    cited = {marker.note for row in marks for marker in row}
    return Manuscript(
        blocks=tuple(blocks),
        notes=(*notes, *(work for work in reader.works.notes if work.id in cited)),
        title=facts.get("title") or None,
        language=facts.get("language") or None,
    )


def _prints_works(body: Element) -> bool:
    """Return whether the text has a list of the works that its numbers name: an index, or a section of Zotero."""
    sections = (element.get(_TEXT + "name") or "" for element in body.iter(_TEXT + "section"))
    return any(name.startswith("ZOTERO_BIBL") for name in sections) or any(body.iter(_TEXT + "bibliography"))


def _drop_repeated_notes(notes: list[Note]) -> list[Note]:
    """Drop notes that repeat the id of an earlier one, which programs leave when they copy paragraphs."""
    return list({note.id: note for note in reversed(notes)}.values())[::-1]
