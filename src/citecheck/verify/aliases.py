"""Abbreviations a draft defines: "Jama'at Nusrat al Islam wa al Muslimeen (JNIM)".

The long form is found backwards from the bracket, letter by letter (Schwartz and Hearst, "A simple algorithm for
identifying abbreviation definitions in biomedical text", 2003): every letter of the short form stands in the long
one in order, the first at the beginning of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SHORT = re.compile(r"\(([A-Z][A-Za-z&.\-]{0,8}[A-Z])(?:s)?\)")
_WORD_START = re.compile(r"(?<![^\W_])[^\W_]")
_MOST_WORDS = 12


def aliases_in(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Read the abbreviations that texts define, as pairs (short, long), each once, in the order of their definition."""
    found: dict[str, str] = {}
    for text in texts:
        for match in _SHORT.finditer(text):
            long = _long_form(match[1], text[: match.start()].rstrip())
            if long is not None:
                found.setdefault(match[1], long)
    return tuple(found.items())


def _long_form(short: str, before: str) -> str | None:
    letters = [letter.lower() for letter in short if letter.isalnum()]
    words = before.split()[-min(_MOST_WORDS, len(letters) * 2 + 4) :]
    text = " ".join(words)
    lowered, at = text.lower(), len(text)
    for letter in reversed(letters[1:]):
        at = lowered.rfind(letter, 0, at)
        if at < 0:
            return None
    starts = [match.start() for match in _WORD_START.finditer(lowered) if match.start() < at]
    first = next((start for start in reversed(starts) if lowered[start] == letters[0]), None)
    if first is None or len(text) - first <= len(short):
        return None
    return text[first:]
