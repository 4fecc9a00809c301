"""Read Word documents (DOCX): stored footnotes and endnotes, and the link targets of the text.

A `Place` of this format is the number of the paragraph in the body, counted from 1 and including empty ones. A note has
the place of the paragraph of its first reference, where Word shows it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from citecheck.draft.formats.docx.citation_fields import FieldWorks, has_list_field
from citecheck.draft.formats.docx.numbering import NOTE_SEQUENCES, ListNumbering, NoteSequence, number_notes
from citecheck.draft.formats.docx.story import Story, notes_of_bookmarks
from citecheck.draft.formats.docx.wordprocessingml import Relationships, StyleSheet, read_part, value
from citecheck.draft.formats.office_parts import Element, OfficeContainer, local_name
from citecheck.draft.manuscript import Manuscript, ManuscriptBlock, Marker, Note
from citecheck.draft.typed_notes import add_typed_notes
from citecheck.errors import UnreadableInput
from citecheck.model.draft import CitationSystem, Place

_CORE = "docProps/core.xml"


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  no relative links in this format
    """Read a Word document.

    Raises:
        UnreadableInput: The data is not a ZIP container, is encrypted, has damaged or oversized parts, or has no
            document.
    """
    container = OfficeContainer(data, what="Word document")
    name = Relationships(container, "").part("officeDocument") or "word/document.xml"
    root = read_part(container, name)
    body = next((child for child in root if local_name(child) == "body"), None)
    if body is None:
        raise UnreadableInput(f"the Word document has no body in its part {name}: save it again as .docx")
    relations = Relationships(container, name)
    styles = StyleSheet(_read_related_part(container, relations, "styles"))
    settings = _read_related_part(container, relations, "settings")
    labels = {
        stream.prefix + note: label
        for stream in NOTE_SEQUENCES
        for note, label in number_notes(body, settings, stream).items()
    }
    lists = None if labels else ListNumbering(_read_related_part(container, relations, "numbering"))
    works = FieldWorks(container)
    numbers_cite = not has_list_field(body)
    bookmarks = notes_of_bookmarks(body)
    story = Story(
        relations, styles, labels=labels, bookmarks=bookmarks, lists=lists, works=works, numbers_cite=numbers_cite
    )
    story.walk(body)
    parts = _NoteParts(container, relations, styles, works)
    notes = [note for stream in NOTE_SEQUENCES for note in parts.read(story, stream)]
    order = {note: rank for rank, note in enumerate(story.cited)}
    blocks, notes = add_typed_notes(story.blocks, sorted(notes, key=lambda note: order[note.id]))
    return Manuscript(
        blocks=tuple(blocks),
        notes=(*notes, *_list_cited_works(works, blocks, notes)),
        title=_read_core_title(container) or story.title,
        language=styles.language,
    )


def _list_cited_works(works: FieldWorks, blocks: list[ManuscriptBlock], notes: list[Note]) -> Iterator[Note]:
    """Yield the works of citation fields that markers name; a number with a printed list names a note."""
    rows = (*(block.markers for block in blocks), *(note.inner_markers for note in notes))
    cited = {marker.note for row in rows for marker in row}
    yield from (work for work in works.cited.notes if work.id in cited)


def _read_related_part(container: OfficeContainer, relations: Relationships, kind: str) -> Element | None:
    name = relations.part(kind)
    return read_part(container, name) if name is not None and name in container else None


@dataclass(frozen=True, slots=True)
class _NoteParts:
    """The parts of the document with its footnotes and endnotes, and what reading them needs."""

    container: OfficeContainer
    relations: Relationships
    styles: StyleSheet
    works: FieldWorks

    def read(self, story: Story, stream: NoteSequence) -> Iterator[Note]:
        """Yield the notes that the body refers to. Word keeps deleted notes in the part and does not print them."""
        root = _read_related_part(self.container, self.relations, stream.part)
        if root is None:
            return
        targets = Relationships(self.container, self.relations.part(stream.part) or "")
        for element in root:
            note = stream.prefix + (value(element, "id") or "")
            if local_name(element) == stream.note and note in story.cited:
                yield self._read_note(element, note, story, targets)

    def _read_note(self, element: Element, note: str, story: Story, targets: Relationships) -> Note:
        label, paragraph = story.cited[note]
        lead = story.custom_mark_of(note)
        inner = Story(targets, self.styles, labels={}, bookmarks={}, works=self.works, as_note=True, lead=lead)
        inner.walk(element)
        read = inner.prose.note(note, label)
        place = Place(line=paragraph, column=1, paragraph=paragraph)
        markers = tuple(
            Marker(one.at, one.label, place, one.note, CitationSystem.REFERENCE)
            for one in inner.read_citations(read.text)
        )
        return Note(note, label, read.text, ((0, place),), read.links, inner_markers=markers)


def _read_core_title(container: OfficeContainer) -> str | None:
    if _CORE not in container:
        return None
    title = next((child.text for child in read_part(container, _CORE) if local_name(child) == "title"), None)
    return title.strip() or None if title else None
