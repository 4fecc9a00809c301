"""Word documents (DOCX): real footnotes and endnotes, with the link targets behind the text.

A `Place` of this format is the number of the paragraph in the body, counted from 1 with empty ones; a note stands at
the paragraph of its first reference, where Word shows it.
"""

from __future__ import annotations

from citecheck.draft.container import Container
from citecheck.draft.docx.fields import notes_of_bookmarks
from citecheck.draft.docx.lists import Lists
from citecheck.draft.docx.names import Relations, part_root, value
from citecheck.draft.docx.numbers import STREAMS, Stream, number_notes
from citecheck.draft.docx.story import Story
from citecheck.draft.docx.styles import Styles
from citecheck.draft.manuscript import Manuscript, Note
from citecheck.draft.plain import with_typed
from citecheck.draft.xmlpart import Element, local
from citecheck.errors import UnreadableInput
from citecheck.model.draft import Place

_CORE = "docProps/core.xml"


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  no relative links in this format
    """Read a Word document.

    Raises:
        UnreadableInput: no ZIP container, encrypted, damaged or oversized parts, no document inside.
    """
    container = Container(data, what="Word document")
    name = Relations(container, "").part("officeDocument") or "word/document.xml"
    root = part_root(container, name)
    body = next((child for child in root if local(child) == "body"), None)
    if body is None:
        raise UnreadableInput(f"the Word document has no body in its part {name}: save it again as .docx")
    relations = Relations(container, name)
    styles = Styles(_neighbour(container, relations, "styles"))
    settings = _neighbour(container, relations, "settings")
    labels = {
        stream.prefix + note: label
        for stream in STREAMS
        for note, label in number_notes(body, settings, stream).items()
    }
    lists = None if labels else Lists(_neighbour(container, relations, "numbering"))
    story = Story(relations, styles, labels=labels, bookmarks=notes_of_bookmarks(body), lists=lists)
    story.walk(body)
    notes = [note for stream in STREAMS for note in _notes(container, relations, styles, story, stream)]
    order = {note: rank for rank, note in enumerate(story.cited)}
    blocks, notes = with_typed(story.blocks, sorted(notes, key=lambda note: order[note.id]))
    return Manuscript(
        blocks=tuple(blocks),
        notes=tuple(notes),
        title=_core_title(container) or story.title,
        language=styles.language,
    )


def _neighbour(container: Container, relations: Relations, kind: str) -> Element | None:
    name = relations.part(kind)
    return part_root(container, name) if name is not None and name in container else None


def _notes(container: Container, relations: Relations, styles: Styles, story: Story, stream: Stream) -> list[Note]:
    """Read the notes that the body refers to; Word keeps deleted notes in the part and prints none of them."""
    root = _neighbour(container, relations, stream.part)
    if root is None:
        return []
    targets = Relations(container, relations.part(stream.part) or "")
    notes = []
    for element in root:
        note = stream.prefix + (value(element, "id") or "")
        if local(element) != stream.note or note not in story.cited:
            continue
        label, paragraph = story.cited[note]
        inner = Story(targets, styles, labels={}, bookmarks={}, as_note=True, lead=story.own_mark(note))
        inner.walk(element)
        read_note = inner.prose.note(note, label)
        place = Place(line=paragraph, column=1, paragraph=paragraph)
        notes.append(Note(note, label, read_note.text, ((0, place),), read_note.links))
    return notes


def _core_title(container: Container) -> str | None:
    if _CORE not in container:
        return None
    title = next((child.text for child in part_root(container, _CORE) if local(child) == "title"), None)
    return title.strip() or None if title else None
