"""Markup that opens and never closes, defused before docutils sees it.

For every start-string docutils searches the rest of the paragraph for its end, and where there is none it goes on
behind the start-string: a paragraph of 60 kB full of "*a " takes it 13 s. Only start-strings behind the last possible
end of their kind cost that much, and those are no markup at all, so they are escaped where there are many.

The name of a reference ("a-b-c_") is looked for from every sign within it, so that a word of 200 kB takes minutes; no
name is that long, and such words are divided by escaped blanks, which print nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

_PARAGRAPH = re.compile(r"^(?:[^\S\n]*+\S[^\n]*\n?)+", re.MULTILINE)
_RUN = re.compile(r"\*+|`+|\|+")
_BEHIND_END = frozenset(" \t\n-.,:;!?\\/'\")]}>_’”»")
_NAME = re.compile(r"[\w.+:-]++")
_LONGEST_NAME = 300
_MANY = 50
"""Unclosed start-strings that a paragraph may have at no cost worth speaking of."""


def defused(text: str) -> str:
    """Return the source with long rows of unclosed start-strings escaped; line numbers stay."""
    parts: list[str] = []
    at = 0
    for paragraph in _PARAGRAPH.finditer(text):
        escapes = dict.fromkeys(_unclosed(text, paragraph.start(), paragraph.end()), "\\")
        escapes |= dict.fromkeys(_within_words(text, paragraph.start(), paragraph.end()), "\\ ")
        for position, escape in sorted(escapes.items()):
            parts += [text[at:position], escape]
            at = position
    return "".join([*parts, text[at:]]) if parts else text


def _within_words(text: str, start: int, end: int) -> Iterator[int]:
    """Yield where the words of a paragraph are divided that are too long for the name of anything."""
    for word in _NAME.finditer(text, start, end):
        if word.end() - word.start() > _LONGEST_NAME:
            yield from range(word.start() + _LONGEST_NAME, word.end(), _LONGEST_NAME)


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
