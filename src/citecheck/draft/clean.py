"""Take signs that no reader reads out of a block's text, with its offsets moved along.

Soft hyphens, zero-width blanks and direction marks would split words and defeat every comparison later on; a no-break
space becomes a plain one. The note's own text is left as it is: there such signs separate addresses.
"""

from __future__ import annotations

import re
from dataclasses import replace

from citecheck.draft.cutting import without
from citecheck.draft.manuscript import TextBlock
from citecheck.model.draft import BlockKind

_UNSEEN = re.compile(r"[\u00ad\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]+")
_ODD = re.compile(r"[\u00a0\u202f\u2007\u3000\n\t\r\u00ad\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u3000": " ", "\n": " ", "\t": " ", "\r": " "})
# zero-width joiner and non-joiner stay: Persian and emoji are spelled with them


_BULLET = re.compile(r"\s*[\u2022\u25aa\u25cf\u25e6\u25a0\u25a1\u25cb\u2023\u2219\u27a2\uf0b7\uf0a7]\s+(?=\S)")
_TYPED_BULLET = re.compile(r"\s*(?:[*\u00b7-]|\bo)\s+(?=\S)")
"""Signs that only in an item of a list are bullets ("o" is what Word's round bullet becomes)."""


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
