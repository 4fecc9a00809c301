"""Read MediaWiki wikitext: notes in `<ref>`, citation templates, and infoboxes and tables as context.

The text of a note is its wikitext with white space collapsed. Only the wiki knows how it prints a citation template,
and an editor finds the note by its source. Markers are the numbers that the wiki will print.
"""

from __future__ import annotations

from dataclasses import replace

from citecheck.draft.formats.wikitext.blocks import WikitextReader
from citecheck.draft.formats.wikitext.syntax_tree import parse_wikitext
from citecheck.draft.manuscript import Manuscript, ManuscriptBlock
from citecheck.draft.typed_notes import split_numbered_notes
from citecheck.text.encoding import decode_draft


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  wikitext has no relative addresses
    """Read wikitext. All input is readable, so nothing is raised."""
    text = decode_draft(data)
    page = WikitextReader(text)
    page.read(parse_wikitext(text))
    defined = page.notes.defined()
    blocks, notes = [_drop_undefined_notes(block, defined) for block in page.blocks], list(page.notes.finished())
    if not notes:
        blocks, notes = split_numbered_notes(blocks)
    return Manuscript(tuple(blocks), tuple(notes))


def _drop_undefined_notes(block: ManuscriptBlock, defined: frozenset[str]) -> ManuscriptBlock:
    """Clear the note of each marker whose note is never defined."""
    if all(marker.note in defined for marker in block.markers):
        return block
    marks = tuple(marker if marker.note in defined else replace(marker, note=None) for marker in block.markers)
    return replace(block, markers=marks)
