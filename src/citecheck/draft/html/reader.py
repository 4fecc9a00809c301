"""Read an HTML draft: find its notes the surest way that the page allows, then walk through it once."""

from __future__ import annotations

from dataclasses import replace

from citecheck.draft.html.asides import page_labels, wiki_asides
from citecheck.draft.html.brackets import unbracketed, unlabelled
from citecheck.draft.html.carried import pointed_notes, tooltip_notes, written_notes
from citecheck.draft.html.groups import grouped
from citecheck.draft.html.labelled import labelled_notes
from citecheck.draft.html.linked import linked_notes
from citecheck.draft.html.lost import lost_notes
from citecheck.draft.html.page import parse
from citecheck.draft.html.remarks import remarks
from citecheck.draft.html.walk import walk
from citecheck.draft.manuscript import Manuscript, Note
from citecheck.draft.plain import with_typed, with_unlinked


def read(data: bytes, *, base: str | None) -> Manuscript:
    """Read a page. `base` is its address; without it the page's own word (base, canonical, og:url) is taken."""
    page = parse(data, base=base)
    found = linked_notes(page)
    found.absorb(pointed_notes(page, found.marks))
    if found.notes:
        lost = lost_notes(page, found)
        found.marks |= lost.marks
        found.absorb(lost)
    else:
        found.absorb(labelled_notes(page))
    found.absorb(tooltip_notes(page, found))
    found.absorb(written_notes(page, found.marks))
    found.silent |= page_labels(page) | wiki_asides(page) | remarks(page)
    blocks, notes, numbers = walk(page, found)
    tidy = [unlabelled(note) for note in notes]
    ids = {note.marker: note.id for note in reversed(tidy)}
    made = [unbracketed(grouped(unbracketed(block), ids)) for block in blocks]
    made, tidy = with_typed(with_unlinked(made, tidy), tidy, numbers)
    return Manuscript(
        tuple(block for block in made if block.text or block.marks),
        tuple(_held(tidy)),
        title=page.title,
        language=page.language,
    )


def _held(notes: list[Note]) -> list[Note]:
    """Drop notes that hold nothing at all."""
    return [replace(note, text=note.text.strip("\n")) for note in notes if note.text.strip() or note.links]
