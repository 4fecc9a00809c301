"""Text to sentences, and a sentence to the key under which it is the same sentence; the only importer of sentencex."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib import import_module
from typing import Any

_TOKEN = re.compile(r"(?:(?<!\w)[-−+])?(?:\d[\d.,:/]*\d|\d)|[%‰€$£¥°]|[^\W\d_]+")
_SPLIT_LIMIT = 20_000
"""Characters of one block given to the splitter at once: longer ones are data, and it is not linear."""


@cache
def _splitter() -> Any:
    return import_module("sentencex").segment


def sentences_of(text: str, language: str | None) -> tuple[str, ...]:
    """Split one block into sentences, in order; an unknown language is split by the rules of English."""
    code = (language or "en").partition("-")[0].lower()
    found = (
        " ".join(one.split())
        for start in range(0, len(text), _SPLIT_LIMIT)
        for one in _splitter()(code, text[start : start + _SPLIT_LIMIT])
    )
    return tuple(one for one in found if one)


def key_of(text: str) -> str:
    """Return what is compared of a sentence: letters, numbers and units, case, spacing and other marks set aside.

    Numbers keep their separators and sign and stand apart, so that "1.5" is not "15" nor "5" a part of "15".
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(f" {token} " if not token[0].isalpha() else token for token in _TOKEN.findall(folded))
