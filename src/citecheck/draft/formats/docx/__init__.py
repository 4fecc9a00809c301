"""Read Word documents (DOCX): stored footnotes and endnotes, and the link targets of the text.

A `Place` of this format is the number of the paragraph in the body, counted from 1 and including empty ones. A note has
the place of the paragraph of its first reference, where Word shows it.
"""

from __future__ import annotations

from citecheck.draft.formats.docx.numbering import NOTE_SEQUENCES, ListNumbering, NoteSequence, number_notes
from citecheck.draft.formats.docx.story import Story, notes_of_bookmarks
from citecheck.draft.formats.docx.wordprocessingml import Relationships, StyleSheet, read_part, value
from citecheck.draft.formats.office_parts import Element, OfficeContainer, local_name
from citecheck.draft.manuscript import Manuscript, Note
from citecheck.draft.typed_notes import add_typed_notes
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Place

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
    story = Story(relations, styles, labels=labels, bookmarks=notes_of_bookmarks(body), lists=lists)
    story.walk(body)
    notes = [note for stream in NOTE_SEQUENCES for note in _read_notes(container, relations, styles, story, stream)]
    order = {note: rank for rank, note in enumerate(story.cited)}
    blocks, notes = add_typed_notes(story.blocks, sorted(notes, key=lambda note: order[note.id]))
    return Manuscript(
        blocks=tuple(blocks),
        notes=tuple(notes),
        title=_read_core_title(container) or story.title,
        language=styles.language,
    )


def _read_related_part(container: OfficeContainer, relations: Relationships, kind: str) -> Element | None:
    name = relations.part(kind)
    return read_part(container, name) if name is not None and name in container else None


def _read_notes(
    container: OfficeContainer, relations: Relationships, styles: StyleSheet, story: Story, stream: NoteSequence
) -> list[Note]:
    """Read the notes that the body refers to. Word keeps deleted notes in the part and does not print them."""
    root = _read_related_part(container, relations, stream.part)
    if root is None:
        return []
    targets = Relationships(container, relations.part(stream.part) or "")
    notes = []
    for element in root:
        note = stream.prefix + (value(element, "id") or "")
        if local_name(element) != stream.note or note not in story.cited:
            continue
        label, paragraph = story.cited[note]
        inner = Story(targets, styles, labels={}, bookmarks={}, as_note=True, lead=story.custom_mark_of(note))
        inner.walk(element)
        read_note = inner.prose.note(note, label)
        place = Place(line=paragraph, column=1, paragraph=paragraph)
        notes.append(Note(note, label, read_note.text, ((0, place),), read_note.links))
    return notes


def _read_core_title(container: OfficeContainer) -> str | None:
    if _CORE not in container:
        return None
    title = next((child.text for child in read_part(container, _CORE) if local_name(child) == "title"), None)
    return title.strip() or None if title else None
