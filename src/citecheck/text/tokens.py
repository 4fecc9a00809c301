"""Split text into tokens: words, numbers as printed, dates in figures and single characters, each with its place.

All stages that read facts or rank passages use these tokens, so the text is scanned once. Figures of all scripts are
converted to ASCII. A number keeps its separators ("1,234.5"), since their meaning depends on the language. Each Chinese
or Japanese character is a token, since those scripts do not separate words.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_PATTERN = r"""
      [A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]{2,}+                                       # most words, at once
        (?![\w'’\u0300-\u036f\u064b-\u0652])
    | \d{4}(?P<y>[-./])\d{1,2}(?P=y)\d{1,2}(?!\d)                                          # dates in figures
    | \d{1,2}(?P<d>[-./])\d{1,2}(?P=d)(?:\d{4}|\d{2})(?!\d)
    | \d{1,2}:\d{2}(?::\d{2})?(?!\d)                                                         # times of day
    | \d{1,2}(?=,[12]\d{3}(?!\d))                                                            # May 3,1981
    | \d+(?:[,.'’\u00a0\u202f\u2009]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))? | {SPACED}\d+(?:[.,]\d+)?
    | \b(?:[Uu]\.[SsNnKk]\.(?:[Aa]\.)?|U\.A\.E\.|E\.U\.|D\.C\.)                              # abbreviations of states
    | (?:[LDNSJCMTldnsjcmt]|[Qq]u)['’](?=[^\W\d_]{2})                                         # French elision
    | [\u3400-\u9fff]
    | (?:[^\W\d_\u3400-\u9fff][\u0300-\u036f\u064b-\u0652]*)+(?:['’][^\W\d_]+)*
    | [^\w\s]
"""
_SPACED = r"\d{1,3}(?:[ ]\d{3})+(?!\d)(?:,\d+)? | "
_SURELY_SPACED = r"[1-9]\d{0,2}(?:(?:[ ]\d{3}){2,}|[ ]000)(?!\d|[ ]\d) | (?<=[$€£¥])[1-9]\d{0,2}[ ]\d{3}(?!\d|[ ]\d) | "
_SCANNERS = {
    spaced: re.compile(_PATTERN.replace("{SPACED}", _SPACED if spaced else _SURELY_SPACED), re.VERBOSE)
    for spaced in (False, True)
}


_SIGNS = str.maketrans({"’": "'", "٫": ".", "٬": ","})
"""Characters that are normalised: the apostrophe, and the Arabic separators of decimals and thousands."""


class Token(NamedTuple):
    """A piece of text: `lower` is its lower-case form with ASCII figures, `start` and `end` its place in characters."""

    lower: str
    start: int
    end: int

    @property
    def is_number(self) -> bool:
        """Return whether the token starts with a figure."""
        return "0" <= self.lower[0] <= "9"

    @property
    def is_word(self) -> bool:
        """Return whether the token starts with a letter."""
        return self.lower[0].isalpha()


def replace_figures(text: str) -> str:
    """Replace the figures of other scripts one by one, so that offsets do not change."""
    if text.isascii():
        return text
    return "".join(
        str(unicodedata.decimal(character)) if ord(character) > 127 and character.isdecimal() else character
        for character in text
    )


_VOWEL_SIGNS = re.compile(r"(?<=\w)[\u064b-\u0652]+")
"""Arabic vowel signs, which most texts leave out."""


def _lower_token(spelling: str) -> str:
    """Convert a token to lower case; "U.N." becomes "un"."""
    low = spelling.lower() if spelling.isascii() else _VOWEL_SIGNS.sub("", spelling.lower())
    return low.replace(".", "") if low[-1] == "." and len(low) > 1 else low.rstrip("'") or "'"


def tokens_of(text: str, *, spaced: bool = False) -> list[Token]:
    """Split `text` into tokens in reading order, without white space.

    `spaced` is set for languages that separate thousands by a space ("2 500"). Elsewhere one is read only where no
    other reading is likely: "1 250 000", "12 000" and "€2 500", but not "on May 12 300 people" or a row of a table.
    """
    plain = replace_figures(text).translate(_SIGNS)
    # Most tokens are lower-cased with the whole text at once. bench/evidence.py: 1.6x
    low = plain.lower() if plain.isascii() else ""
    tokens: list[Token] = []
    for match in _SCANNERS[spaced].finditer(plain):
        start, end = match.span()
        spelled = low[start:end]
        if not spelled or spelled[-1] in ".'":
            spelled = _lower_token(plain[start:end])
        tokens.append(_new_token(Token, (spelled, start, end)))
    return tokens


_new_token = tuple.__new__
"""Builds a token without the checks of the arguments' names, which cost as much as the scan."""


def fold(word: str) -> str:
    """Convert a word to lower case without accents, to compare names across spellings."""
    if word.isascii():
        return word.lower()
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


_WIDE = 2.5
_WIDE_LETTERS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def count_letters(text: str) -> int:
    """Return the length of `text` in letters of an alphabet: a Chinese, Japanese or Korean one counts `_WIDE`."""
    if text.isascii():
        return len(text)
    return len(text) + int((_WIDE - 1) * len(_WIDE_LETTERS.findall(text)))
