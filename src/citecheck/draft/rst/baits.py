"""Markup that opens and never closes, defused before docutils sees it.

For every start-string docutils searches the rest of the paragraph for its end, and where there is none it goes on
behind the start-string: a paragraph of 60 kB full of "*a " takes it 13 s. Only start-strings behind the last possible
end of their kind cost that much, and those are no markup at all, so they are escaped where there are many.
"""

from __future__ import annotations

import re
from collections import defaultdict

_PARAGRAPH = re.compile(r"^(?:[^\S\n]*+\S[^\n]*\n?)+", re.MULTILINE)
_RUN = re.compile(r"\*+|`+|\|+")
_BEHIND_END = frozenset(" \t\n-.,:;!?\\/'\")]}>_’”»")
_MANY = 50
"""Unclosed start-strings that a paragraph may have at no cost worth speaking of."""


def defused(text: str) -> str:
    """Return the source with long rows of unclosed start-strings escaped; line numbers stay."""
    parts: list[str] = []
    at = 0
    for paragraph in _PARAGRAPH.finditer(text):
        for position in _unclosed(text, paragraph.start(), paragraph.end()):
            parts += [text[at:position], "\\"]
            at = position
    return "".join([*parts, text[at:]]) if parts else text


def _unclosed(text: str, start: int, end: int) -> list[int]:
    """Return where the start-strings of a paragraph stand that cost too much, in order."""
    waiting: dict[tuple[str, int], list[int]] = defaultdict(list)
    for run in _RUN.finditer(text, start, end):
        kind = (run.group()[0], min(len(run.group()), 2))
        before = text[run.start() - 1] if run.start() > start else " "
        behind = text[run.end()] if run.end() < end else " "
        if not before.isspace() and behind in _BEHIND_END:
            waiting[kind].clear()
        elif not behind.isspace():
            waiting[kind].append(run.start())
    return sorted(position for positions in waiting.values() if len(positions) > _MANY for position in positions)
