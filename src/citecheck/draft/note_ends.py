"""Where a note ends whose first line is known: at the next note, a bracket, a blank line, or where an address ends."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from citecheck.draft.note_starts import Candidate

_HOLDS_ADDRESS = re.compile(r"https?:|www\.|\bdot\b", re.IGNORECASE)
"""A line that goes on with a note of an unwrapped text; the line behind one without an address does not."""
_UNFINISHED = re.compile(r"(?:[;,]|\bdot|\bat|\band|/)\s*$", re.IGNORECASE)
"""The end of a line that cannot end a note: a separator, "dot", "and", the slash of an address."""
_CONTINUES = re.compile(r"\s*(?:[;,]|https?:|www\.)")
"""The beginning of a line that cannot begin anything else."""
_FARTHEST = 120
"""Lines that a note may have, up to the next; behind more of them running text has come between."""


def note_ends(
    lines: Sequence[str], notes: Sequence[Candidate], marks: Mapping[str, Sequence[int]], *, wrapped: bool
) -> Iterator[int]:
    """Yield for each note the line behind its last; `marks` gives the lines in which each key stands as a marker.

    `wrapped` says that the text is broken at a column, so that a note goes on until a blank line.
    """
    for one, following in zip_longest(notes, notes[1:]):
        limit = following.line if following else len(lines)
        if one.style == "long":
            last = _closing(lines, one, limit)
        elif following and following.key != "1" and _adjoins(one, following, marks):
            last = limit
        else:
            last = _paragraph_end(lines, one, limit, wrapped=wrapped)
        while last > one.line + 1 and not lines[last - 1].strip():
            last -= 1
        yield last


def _adjoins(one: Candidate, following: Candidate, marks: Mapping[str, Sequence[int]]) -> bool:
    """Say whether nothing but the note stands between it and the next: then the next one's marker came before both."""
    near = following.line - one.line <= _FARTHEST
    return near and not any(one.line < line < following.line for line in marks.get(following.key, ()))


def _closing(lines: Sequence[str], one: Candidate, limit: int) -> int:
    """Find the line on which the bracket of "[Footnote 1: ..." closes."""
    depth = 0
    for number in range(one.line, limit):
        depth += lines[number].count("[") - lines[number].count("]")
        if depth <= 0:
            return number + 1
    return one.line + 1


def _paragraph_end(lines: Sequence[str], one: Candidate, limit: int, *, wrapped: bool) -> int:
    """Find where the last note of a list ends: at a blank line, or where lines no longer continue an address."""
    number = one.line + 1
    empty = not lines[one.line][one.column :].strip()
    while number < limit and empty and not lines[number].strip():
        number += 1
    while number < limit and lines[number].strip() and (wrapped or empty or _continues(lines, number)):
        empty = False
        number += 1
        if not wrapped and not _HOLDS_ADDRESS.search(lines[number - 1]):
            break
    return number


def _continues(lines: Sequence[str], number: int) -> bool:
    """Say whether a line of an unwrapped text goes on with the note that the line before it is part of."""
    return bool(_UNFINISHED.search(lines[number - 1]) or _CONTINUES.match(lines[number]))
