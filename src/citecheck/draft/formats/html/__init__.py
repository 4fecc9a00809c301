"""HTML drafts: pages and exports of every publishing system met, notes tied by links, by labels, or by neither.

The notes are found the surest way that the page allows; then the page is walked through once.
"""

from __future__ import annotations

from dataclasses import replace

from citecheck.draft.formats.html.attribute_notes import (
    find_notes_by_target,
    find_notes_in_attributes,
    find_tooltip_notes,
)
from citecheck.draft.formats.html.labelled_notes import find_labelled_notes, find_missing_notes
from citecheck.draft.formats.html.linked_notes import find_linked_notes
from citecheck.draft.formats.html.marker_labels import split_marker_groups, strip_marker_brackets, strip_note_label
from citecheck.draft.formats.html.note_sites import find_editor_comments, find_page_numbers, find_wiki_annotations
from citecheck.draft.formats.html.page import parse_page
from citecheck.draft.formats.html.tree_walk import walk_page
from citecheck.draft.manuscript import Manuscript, Note
from citecheck.draft.typed_notes import add_typed_notes, add_unlinked_markers


def read(data: bytes, *, base: str | None) -> Manuscript:
    """Read a page. `base` is its address; without it the page's own word (base, canonical, og:url) is taken."""
    page = parse_page(data, base=base)
    found = find_linked_notes(page)
    found.absorb(find_notes_by_target(page, found.marks))
    if found.notes:
        lost = find_missing_notes(page, found)
        found.marks |= lost.marks
        found.absorb(lost)
    else:
        found.absorb(find_labelled_notes(page))
    found.absorb(find_tooltip_notes(page, found))
    found.absorb(find_notes_in_attributes(page, found.marks))
    found.silent |= find_page_numbers(page) | find_wiki_annotations(page) | find_editor_comments(page)
    blocks, notes, numbers = walk_page(page, found)
    tidy = [strip_note_label(note) for note in notes]
    ids = {note.marker: note.id for note in reversed(tidy)}
    made = [strip_marker_brackets(split_marker_groups(strip_marker_brackets(block), ids)) for block in blocks]
    made, tidy = add_typed_notes(add_unlinked_markers(made, tidy), tidy, numbers)
    return Manuscript(
        tuple(block for block in made if block.text or block.marks),
        tuple(_drop_empty_notes(tidy)),
        title=page.title,
        language=page.language,
    )


def _drop_empty_notes(notes: list[Note]) -> list[Note]:
    """Drop notes that hold nothing at all."""
    return [replace(note, text=note.text.strip("\n")) for note in notes if note.text.strip() or note.links]
