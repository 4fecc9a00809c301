"""The headings of note sections, in all supported languages."""

from __future__ import annotations

import re
from functools import cache

from citecheck.text.languages import words_in_all_languages

_TRIM = re.compile(r"^[\W\d_]+(?:\.\d+)*\s*|[\W_]+$")


@cache
def _notes_headings() -> frozenset[str]:
    return frozenset(words_in_all_languages("notes_headings"))


def is_notes_heading(text: str) -> bool:
    """Return whether `text`, a line or a heading, announces the notes ("7. References:", "NOTES")."""
    return len(text) < 60 and _TRIM.sub("", text.strip()).casefold() in _notes_headings()
