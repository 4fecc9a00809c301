"""Take signs that no reader sees out of a block's text, with its offsets moved along.

Soft hyphens, zero-width blanks and direction marks would split words and defeat every comparison later on; a no-break
space becomes a plain one. The note's own text is left as it is: there such signs separate addresses.
"""

from __future__ import annotations

import re
from dataclasses import replace

from citecheck.draft.cutting import without
from citecheck.draft.manuscript import TextBlock

_UNSEEN = re.compile(r"[\u00ad\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]+")
_ODD = re.compile(r"[\u00a0\u202f\u2007\u3000\n\t\r\u00ad\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANKS = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u3000": " ", "\n": " ", "\t": " ", "\r": " "})
# zero-width joiner and non-joiner stay: Persian and emoji are spelled with them


def cleaned(block: TextBlock) -> TextBlock:
    """Give `block` without unseen signs; marks, links and places stay at the words they stood at."""
    if block.text.isascii() or not _ODD.search(block.text):
        return block
    text = block.text.translate(_BLANKS)
    shown = block if text == block.text else replace(block, text=text)
    return without(shown, [match.span() for match in _UNSEEN.finditer(text)])
