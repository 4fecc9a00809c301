r"""The elements of LaTeX source: tokens, accents and addresses.

Accents are commands (`\'e`, `\"{o}`, `\c{c}`), and addresses are arguments (`\url{…}`, `\url|…|`). Tokens are regular
expressions, each of which matches in time linear in the matched length. Addresses lose the backslashes that protect
special characters.
"""

from __future__ import annotations

import re
import unicodedata

from citecheck.draft.formats.latex.source import LatexSource

TOKEN = re.compile(
    r"(?P<plain>[^\\{}%$~&\n`'\"-]+)"
    r"|(?P<paragraph>\n[ \t]*\n\s*)"
    r"|(?P<comment>%[^\n]*(?:\n[ \t]*)?)"
    r"|\\(?P<name>[a-zA-Z@]+)\*?"
    r"|\\(?P<character>.|\n)"
    r"|(?P<math>\$\$?)"
    r"|(?P<tie>~)"
    r"|(?P<ligature>---|--|``|''|`|')"
    r"|(?P<other>[\s\S])"
)
LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "'": "’"}
MATH_END = {
    "$": re.compile(r"(?:[^$\\]|\\.)*\$", re.DOTALL),
    "$$": re.compile(r"(?:[^$\\]|\\.|\$(?!\$))*\$\$", re.DOTALL),
}
SIZE = re.compile(
    r"\s*-?[\d.]+\s*(?:pt|em|ex|cm|mm|in|bp|pc|sp|\\\w+)?\s*\Z|\s*\\(?:text|line|column)(?:width|height)\s*\Z"
)
ASSIGNED = re.compile(
    r"\s*=?\s*-?(?:[\d.]+\s*(?:pt|em|ex|cm|mm|in|bp|pc|sp)?|\\[a-zA-Z]+)(?:\s*(?:plus|minus)\s*[\d.]+\w\w)*"
)
LET = re.compile(r"\s*\\[a-zA-Z@]+\s*=?\s*\\?(?:[a-zA-Z@]+|.)")
OVERLAY = re.compile(r"<(?=[^<>\n]*[\d+])[\d+,.|() -]{1,40}>")
r"""The slides of a presentation to which a command applies ("\item<2->")."""


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
"""Letters that are commands. The dotless ones carry the accent instead of their dot."""
_LETTER = re.compile(r"\s*(\\[a-zA-Z]+|\S)")


def is_accent(name: str) -> bool:
    """Return whether a command puts an accent on the following letter."""
    return name in _ACCENTS


def apply_accent(source: LatexSource, name: str, at: int, end: int) -> tuple[str, int]:
    """Return the letter after an accent command with its accent, and the offset after it."""
    argument = source.argument(at, end)
    if argument is not None:
        letter, after = source.text[argument[0] : argument[1]], argument[2]
    else:
        found = _LETTER.match(source.text, at, end)
        if found is None:
            return "", at
        letter, after = found[1], found.end()
    letter = letter.strip("{} ")
    if letter.startswith("\\"):
        letter = _LETTERS.get(letter[1:].strip(), "")
    return unicodedata.normalize("NFC", letter[0] + _ACCENTS[name]) + letter[1:] if letter else "", after


_DELIMITED = re.compile(r"([^\sa-zA-Z0-9{])([^\n]*?)\1")
_COMMENT = re.compile(r"(?<!\\)%[^\n]*(?:\n[ \t]*)?")
_ESCAPED = re.compile(r"\\([#%&_{}~$^\\])(?:\{\})?")


def strip_comments(text: str) -> str:
    r"""Return an argument without its comments: "%" to the end of the line, and the blanks that begin the next."""
    return _COMMENT.sub("", text) if "%" in text else text


def unescape_address(address: str) -> str:
    """Return the intended address, without protecting backslashes and line breaks."""
    return re.sub(r"\s+", "", _ESCAPED.sub(r"\1", address))


def read_verbatim(source: LatexSource, at: int, end: int) -> tuple[str, int] | None:
    r"""Return the text between two equal delimiters (`|…|`) and the offset after it, or None if there are none."""
    found = _DELIMITED.match(source.text, at, end)
    return (found[2], found.end()) if found else None


def read_address(source: LatexSource, at: int, end: int) -> tuple[str, int] | None:
    r"""Return the address after `\url` and the offset after it, or None if there is none."""
    argument = source.argument(at, end)
    found = read_verbatim(source, at, end) if argument is None else (source.text[slice(*argument[:2])], argument[2])
    return None if found is None else (unescape_address(found[0]), found[1])
