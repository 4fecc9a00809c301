"""AsciiDoc: footnote macros, links, attributes, bibliographies; and notes typed by hand, as in plain text.

Own work, line by line: no parser of AsciiDoc in Python keeps places. Listings, literal blocks, comments and
includes
are not read.
"""

from __future__ import annotations

from citecheck.draft.formats.asciidoc.blocks import AsciidocReader
from citecheck.draft.manuscript import Manuscript
from citecheck.draft.typed_notes import split_typed_notes
from citecheck.text.encoding import decode_draft


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  relative links are not resolved here
    """Read AsciiDoc; anything is readable, so nothing is raised."""
    page = AsciidocReader(decode_draft(data))
    page.read()
    blocks, notes = page.blocks, list(page.notes.finished())
    if not notes:
        blocks, notes = split_typed_notes(blocks)
    return Manuscript(tuple(blocks), tuple(notes), title=page.title)
