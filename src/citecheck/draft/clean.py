"""Take signs that no reader reads out of a block's text, with its offsets moved along.

Soft hyphens, zero-width blanks and direction marks would split words and defeat every comparison later on; a no-break
space becomes a plain one. The note's own text is left as it is: there such signs separate addresses.
"""

from __future__ import annotations

import re
from dataclasses import replace

from citecheck.draft.cutting import without, without_lead
from citecheck.draft.manuscript import Note, TextBlock
from citecheck.model.draft import BlockKind

_UNSEEN = re.compile(r"[\u00ad\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]+")
"""Soft hyphens, zero-width blanks, direction marks."""
_ODD = re.compile(r"[\u00a0\u202f\u2007\u3000\n\t\r\u00ad\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]")
"""Any of them, or a blank that is not the plain one."""
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u3000": " ", "\n": " ", "\t": " ", "\r": " "})
"""Blanks of other widths; the zero-width joiner and non-joiner stay: Persian and emoji are spelled with them."""
_BULLET = re.compile(r"\s*[\u2022\u25aa\u25cf\u25e6\u25a0\u25a1\u25cb\u2023\u2219\u27a2\uf0b7\uf0a7]\s+(?=\S)")
"""Signs that are bullets wherever they begin a block."""
_TYPED_BULLET = re.compile(r"\s*(?:[*\u00b7-]|\bo)\s+(?=\S)")
"""Signs that only in an item of a list are bullets ("o" is what Word's round bullet becomes)."""
_BACKLINKS = re.compile(
    r"\s*(?:[\^\u2191]|Jump up(?: to)?:?)\s*"
    r"(?:Jump up to:?\s*)?(?:[*_]{0,3}a[*_]{0,3}\s+[*_]{0,3}b[*_]{0,3}\s+(?:[*_]{0,3}[c-z][*_]{0,3}\s+){0,24})?(?=\S)"
)
"""How a wiki leads from a note back to its markers; a note called twice has a letter for each."""


def cleaned(block: TextBlock) -> TextBlock:
    """Give `block` without unseen signs and its bullet; marks, links and places stay at the words they stood at."""
    block = _without_unseen(block)
    bullet = _BULLET.match(block.text)
    if bullet is None and block.kind is BlockKind.ITEM:
        bullet = _TYPED_BULLET.match(block.text)
    return without(block, [bullet.span()]) if bullet else block


def _without_unseen(block: TextBlock) -> TextBlock:
    if block.text.isascii() or not _ODD.search(block.text):
        return block
    text = block.text.translate(_BLANKS)
    shown = block if text == block.text else replace(block, text=text)
    return without(shown, [match.span() for match in _UNSEEN.finditer(text)])


def without_backlinks(note: Note) -> Note:
    """Give a note without the arrow and letters that a copy of a wiki's page leaves at its beginning."""
    found = _BACKLINKS.match(note.text)
    return without_lead(note, found.end()) if found else note
