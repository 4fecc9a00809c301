"""Read HTML drafts: web pages and exports of publishing systems.

Notes are found by the most reliable way that the page allows: links between marker and note, then attributes that name
the note, then labels alone. A single walk through the page then writes blocks and notes.
"""

from __future__ import annotations

from dataclasses import replace

from citecheck.draft.formats.html.labelled_notes import (
    count_raised_numbers,
    find_labelled_notes,
    find_lost_markers,
    find_missing_notes,
    find_uncalled_notes,
)
from citecheck.draft.formats.html.linked_notes import find_linked_notes
from citecheck.draft.formats.html.marker_labels import split_marker_groups, strip_marker_brackets, strip_note_label
from citecheck.draft.formats.html.note_sites import (
    FoundNotes,
    find_editor_comments,
    find_notes_by_target,
    find_notes_in_attributes,
    find_page_numbers,
    find_tooltip_notes,
    find_wiki_annotations,
)
from citecheck.draft.formats.html.notes_file import find_notes_files, merge_notes_files
from citecheck.draft.formats.html.page import HtmlPage, parse_page
from citecheck.draft.formats.html.tree_walk import walk_page
from citecheck.draft.manuscript import (
    CompanionFiles,
    Manuscript,
    ManuscriptBlock,
    Note,
    WantedFiles,
    list_loose_links,
)
from citecheck.draft.notes_file import keep_own_text
from citecheck.draft.typed_notes import add_typed_notes, add_unlinked_markers


def wanted(data: bytes, *, name: str) -> WantedFiles:
    """Return the names of the files that hold notes of a page; those have no further ones."""
    return WantedFiles() if name else WantedFiles(parts=find_notes_files(data))


def read_with(data: bytes, companions: CompanionFiles, *, base: str | None) -> Manuscript:
    """Read a page with its notes in other files."""
    merged, lines = merge_notes_files(data, companions)
    return keep_own_text(read(merged, base=base), lines)


def read(data: bytes, *, base: str | None) -> Manuscript:
    """Read a page.

    `base` is the address of the page. If it is None, the address that the page itself states is used (`<base>`,
    canonical link, `og:url`).
    """
    page = parse_page(data, base=base)
    found = find_linked_notes(page)
    found.absorb(find_notes_by_target(page, found.markers))
    if found.notes:
        missing = find_missing_notes(page, found)
        found.markers |= missing.markers
        found.absorb(missing)
    else:
        found.absorb(find_labelled_notes(page))
    found.absorb(find_tooltip_notes(page, found))
    found.absorb(find_notes_in_attributes(page, found.markers))
    found.ignored |= find_page_numbers(page) | find_wiki_annotations(page) | find_editor_comments(page)
    blocks, notes = _read_text(page, found)
    unlisted = 0
    if not notes and not any(block.markers for block in blocks):
        found.markers = find_lost_markers(page)
        found.absorb(find_uncalled_notes(page))
        unlisted = 0 if found.notes or found.markers else count_raised_numbers(page)
        if found.notes or found.markers:
            blocks, notes = _read_text(page, found)
    blocks, notes = [block for block in blocks if block.text or block.markers], _drop_empty_notes(notes)
    return Manuscript(
        tuple(blocks),
        tuple(notes),
        title=page.title,
        language=page.language,
        unlisted=unlisted,
        links=list_loose_links(page.links, blocks, notes),
        base=page.base,
    )


def _read_text(page: HtmlPage, found: FoundNotes) -> tuple[list[ManuscriptBlock], list[Note]]:
    """Return the blocks and notes of a page with clean labels, and the notes that are only typed."""
    blocks, notes, numbers = walk_page(page, found)
    stripped = [strip_note_label(note) for note in notes]
    ids = {note.marker: note.id for note in reversed(stripped)}
    unbracketed = [strip_marker_brackets(split_marker_groups(strip_marker_brackets(block), ids)) for block in blocks]
    return add_typed_notes(add_unlinked_markers(unbracketed, stripped), stripped, numbers)


def _drop_empty_notes(notes: list[Note]) -> list[Note]:
    """Drop notes that have neither text nor links."""
    return [replace(note, text=note.text.strip("\n")) for note in notes if note.text.strip() or note.links]
