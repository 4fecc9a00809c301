"""Where a paragraph of Markdown ends although no blank line says so: lists of notes, and titles of callouts.

Hands write "[1] …" and "[2] …" on lines one after the other, with the heading above them. A text that wraps may have
a marker at the start of a line too, so that one such line alone says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from markdown_it.token import Token

from citecheck.draft.headings import is_notes_heading

_BREAKS = frozenset({"softbreak", "hardbreak"})
_LABEL = re.compile(r"\s*\[\^?(?P<number>\d{1,4})\](?P<colon>:?)(?:\s|(?=[\w\"\u201c]))")
_CALLOUT = re.compile(r"\[![A-Za-z-]{2,20}\]")


def block_ends(children: Sequence[Token]) -> frozenset[int]:
    """Give the indices of the line breaks among the inline tokens of a paragraph that end a block."""
    breaks = [at for at, one in enumerate(children) if one.type in _BREAKS]
    if not breaks:
        return frozenset()
    if _CALLOUT.match(_text(children, 0)):
        return frozenset(breaks[:1])
    return frozenset(_before_notes(children, breaks))


def _before_notes(children: Sequence[Token], breaks: Sequence[int]) -> Iterator[int]:
    """Yield the breaks before lines that begin with a label, where more than the label says that they are notes."""
    labels = [_LABEL.match(_text(children, at + 1)) for at in (-1, *breaks)]
    numbers = [int(label["number"]) if label else 0 for label in labels]
    # a note may have several lines, so its neighbour in the list is the label before or behind, however far
    before = list(accumulate(numbers, _latest))
    after = list(accumulate(reversed(numbers), _latest))[::-1]
    for place, at in enumerate(breaks, start=1):
        label, number = labels[place], numbers[place]
        if label is None:
            continue
        following = after[place + 1] if place + 1 < len(after) else 0
        listed = bool(numbers[0]) or number == before[place - 1] + 1 > 1 or number == following - 1
        headed = place == 1 and is_notes_heading("".join(one.content for one in children[:at]))
        if listed or headed or label["colon"] or children[at].type == "hardbreak":
            yield at


def _latest(known: int, number: int) -> int:
    return number or known


def _text(children: Sequence[Token], at: int) -> str:
    return children[at].content if at < len(children) and children[at].type == "text" else ""
