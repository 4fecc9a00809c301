"""Which of the languages read a text is in: by script, then by its commonest words.

Only as good as needed to choose number words and months; a page's own `lang` attribute is often wrong.
"""

from __future__ import annotations

from collections.abc import Iterable

from citecheck.verify.lexer import Token
from citecheck.verify.tongues import tongue_of

_BY_WORDS = ("en", "fr", "de", "es")
_SCRIPTS: tuple[tuple[str, str, str], ...] = (
    ("\u0400", "\u04ff", "ru"),
    ("\u0600", "\u06ff", "ar"),
    ("\u3400", "\u9fff", "zh"),
)
_LOOKED_AT = 600
"""Tokens looked at: more do not change the answer."""


def language_of(tokens: Iterable[Token]) -> str:
    """Name the language (ISO 639-1) that most of the words point to; English where nothing does."""
    counts = dict.fromkeys((*_BY_WORDS, "ru", "ar", "zh"), 0)
    stopwords = [(code, tongue_of(code).stopwords) for code in _BY_WORDS]
    for token, _ in zip(tokens, range(_LOOKED_AT), strict=False):
        first = token.low[0]
        if first.isascii() or first < "\u0400":
            for code, words in stopwords:
                counts[code] += token.low in words
        else:
            for lowest, highest, code in _SCRIPTS:
                counts[code] += lowest <= first <= highest
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else "en"
