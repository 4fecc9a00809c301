"""Say whether text taken out of a document can be right: whether its words are such as any language writes.

A PDF tells where glyphs stand, not where words end, and names glyphs as its fonts like. A reader that misses the gaps
runs words together; one that misses a font's table gives Japanese as Greek, Bengali and Lao in one word.
"""

from __future__ import annotations

import re
import unicodedata

SAMPLE = 20_000
"""Characters looked at, from the middle: the first pages are titles and contents."""

RUN_TOGETHER = re.compile(r"[A-Za-z\u00c0-\u08ff]{25,}")
"""Letters without a gap, in scripts that write gaps; but for names of chemistry and of laws no word is as long."""

WORD = re.compile(r"[^\W\d_]{2,}")
SCRIPTS_OF_A_WORD = 2
"""Scripts that one word may mix, as "X線" does; Chinese, Japanese and Korean characters are one."""
EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "HANGUL", "IDEOGRAPHIC", "FULLWIDTH"})


def illegible(text: str) -> float:
    """Return the share of the letters of `text` that stand in words of no language, in [0, 1]."""
    start = max(0, (len(text) - SAMPLE) // 2)
    sample = text[start : start + SAMPLE]
    words = WORD.findall(sample)
    wrong = sum(map(len, RUN_TOGETHER.findall(sample)))
    wrong += sum(len(word) for word in words if not word.isascii() and len(scripts_of(word)) > SCRIPTS_OF_A_WORD)
    return min(1.0, wrong / max(1, sum(map(len, words))))


def scripts_of(word: str) -> set[str]:
    """Name the scripts of a word by the first words of its characters' names."""
    names = {unicodedata.name(letter, "").partition(" ")[0] for letter in word}
    return {"CJK" if name in EAST_ASIAN else name for name in names}
