"""Read reStructuredText: footnotes, auto-numbered and symbol notes, citations, and links by name, order or inline.

Markers are those of the source ("[1]_", "[#]_", "[#name]_"), which an editor searches for. The printed number of "[#]_"
depends on the program that builds the document. If a draft has no such notes, notes typed by hand are searched for as
in plain text.
"""

from __future__ import annotations

import re

from citecheck.draft.manuscript import Manuscript, list_loose_links
from citecheck.draft.typed_notes import split_typed_notes
from citecheck.model.draft import BlockKind
from citecheck.text.encoding import decode_draft

_PREAMBLE_TITLE = re.compile(r"\A(?:[A-Z][\w-]*:.*\n(?:[ \t]+.*\n)*)*?Title:[ \t]*(.+)")
"""A field block at the top, as in enhancement proposals. It is bounded by its own lines."""


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  relative links are not resolved here
    """Read reStructuredText.

    Raises:
        UnreadableInput: Lists or quotations are nested too deeply.
    """
    from citecheck.draft.formats.rst.parser import document_of  # noqa: PLC0415  importing docutils takes 100 ms
    from citecheck.draft.formats.rst.tree_walk import RstWalk  # noqa: PLC0415

    text = decode_draft(data)
    document = document_of(text)
    walk = RstWalk(text, document)
    walk.read(document)
    preamble = _PREAMBLE_TITLE.match(text[:4000])
    heading = next((block.text for block in walk.blocks[:1] if block.kind is BlockKind.HEADING), None)
    blocks, notes = walk.blocks, walk.notes
    if not notes:
        blocks, notes = split_typed_notes(blocks)
    title = preamble[1].strip() if preamble else heading
    return Manuscript(tuple(blocks), tuple(notes), title=title, links=list_loose_links(walk.links, blocks, notes))
