"""MediaWiki wikitext: notes in `<ref>`, citation templates, infoboxes and tables as context.

The text of a note is its wikitext with white space collapsed: how a citation template prints is known only to the wiki
that holds it, and an editor finds the note by what is written. Markers are the numbers that the wiki will print.
"""

from __future__ import annotations

from dataclasses import replace

from citecheck.draft.decoding import decode
from citecheck.draft.manuscript import Manuscript, TextBlock
from citecheck.draft.plain import numbered_notes
from citecheck.draft.wikitext.page import Page
from citecheck.draft.wikitext.tree import parse


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  wikitext has no relative addresses
    """Read wikitext; anything is readable, so nothing is raised."""
    text = decode(data)
    page = Page(text)
    page.read(parse(text))
    defined = page.notes.defined()
    blocks, notes = [_without_undefined(block, defined) for block in page.blocks], list(page.notes.finished())
    if not notes:
        blocks, notes = numbered_notes(blocks)
    return Manuscript(tuple(blocks), tuple(notes))


def _without_undefined(block: TextBlock, defined: frozenset[str]) -> TextBlock:
    """Let a marker whose note is never defined name none."""
    if all(mark.note in defined for mark in block.marks):
        return block
    marks = tuple(mark if mark.note in defined else replace(mark, note=None) for mark in block.marks)
    return replace(block, marks=marks)
