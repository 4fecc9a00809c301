"""MediaWiki wikitext: notes in `<ref>`, citation templates, infoboxes and tables as context.

The text of a note is its wikitext with white space collapsed: how a citation template prints is known only to the
wiki
that holds it, and an editor finds the note by what is written. Markers are the numbers that the wiki will print.
"""

from __future__ import annotations

from dataclasses import replace

from citecheck.draft.formats.wikitext.blocks import WikitextReader
from citecheck.draft.formats.wikitext.syntax_tree import parse_wikitext
from citecheck.draft.manuscript import Manuscript, ManuscriptBlock
from citecheck.draft.typed_notes import split_numbered_notes
from citecheck.text.encoding import decode_draft


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  wikitext has no relative addresses
    """Read wikitext; anything is readable, so nothing is raised."""
    text = decode_draft(data)
    page = WikitextReader(text)
    page.read(parse_wikitext(text))
    defined = page.notes.defined()
    blocks, notes = [_drop_undefined_notes(block, defined) for block in page.blocks], list(page.notes.finished())
    if not notes:
        blocks, notes = split_numbered_notes(blocks)
    return Manuscript(tuple(blocks), tuple(notes))


def _drop_undefined_notes(block: ManuscriptBlock, defined: frozenset[str]) -> ManuscriptBlock:
    """Let a marker whose note is never defined name none."""
    if all(mark.note in defined for mark in block.marks):
        return block
    marks = tuple(mark if mark.note in defined else replace(mark, note=None) for mark in block.marks)
    return replace(block, marks=marks)
