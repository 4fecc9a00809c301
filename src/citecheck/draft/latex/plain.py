"""A short piece of LaTeX, such as a BibTeX field, as plain text."""

from __future__ import annotations

from citecheck.draft.latex.notes import Notes
from citecheck.draft.latex.source import Source
from citecheck.draft.latex.walk import Walk


def plain(text: str) -> str:
    """Return what a piece of LaTeX prints, on one line."""
    if not any(sign in text for sign in "\\{}$~-`'%"):
        return " ".join(text.split())
    source = Source(text)
    walk = Walk(text, Notes({}, {}))
    walk.read(source, 0, len(text))
    return " ".join(block.text for block in walk.blocks)
