r"""Accents as commands (`\'e`, `\"{o}`, `\c{c}`) and the letter they stand on."""

from __future__ import annotations

import re
import unicodedata

from citecheck.draft.latex.source import Source

_ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "t": "\u0361",
}  # fmt: skip
_LETTERS = {
    "i": "i",
    "j": "j",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "aa": "å",
    "AA": "Å",
    "l": "ł",
}
"""Letters that are commands themselves; the dotless ones carry the accent instead of their dot."""
_LETTER = re.compile(r"\s*(\\[a-zA-Z]+|\S)")


def is_accent(name: str) -> bool:
    """Tell whether a command puts an accent on the letter that follows."""
    return name in _ACCENTS


def accented(source: Source, name: str, at: int, end: int) -> tuple[str, int]:
    """Return the letter behind an accent command with its accent, and where to go on."""
    argument = source.argument(at, end)
    if argument is not None:
        letter, behind = source.text[argument[0] : argument[1]], argument[2]
    else:
        found = _LETTER.match(source.text, at, end)
        if found is None:
            return "", at
        letter, behind = found[1], found.end()
    letter = letter.strip("{} ")
    if letter.startswith("\\"):
        letter = _LETTERS.get(letter[1:].strip(), "")
    return unicodedata.normalize("NFC", letter[0] + _ACCENTS[name]) + letter[1:] if letter else "", behind
