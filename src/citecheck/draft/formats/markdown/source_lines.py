"""Lines of the source: where in a block its tokens are, and where a paragraph ends although no blank line says so.

markdown-it gives inline tokens no offsets of their own, so they are found again in the source of their block.

Hands write "[1] …" and "[2] …" on lines one after the other, with the heading above them; a callout has its title
on
its first line. A text that wraps may have a marker at the start of a line too, so that one such line alone says
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from markdown_it.token import Token

from citecheck.draft.headings import is_notes_heading
from citecheck.model.draft import Place

_ENOUGH = 40
"""Characters by which a line of a block is found again in its line of the file."""


@dataclass(slots=True)
class Cursor:
    """The state of a search: `source` is that of the block, which begins at `first_line` (from 0) of the `lines`."""

    source: str
    first_line: int
    lines: Sequence[str]
    _at: int = 0
    _counted: tuple[int, int] = (0, 0)
    """An offset and the line breaks before it: places are asked for nearly in order, and counting on is cheap."""

    def find(self, written: str) -> Place:
        """Give the place of the next `written`, or of where the search stands if it is spelled otherwise there."""
        found = self.source.find(written.strip()[:_ENOUGH], self._at) if written.strip() else -1
        place = self.place(found if found >= 0 else self._at)
        if found >= 0:
            self._at = found + len(written.strip())
        return place

    def next_line(self) -> None:
        """Move behind the next line break."""
        found = self.source.find("\n", self._at)
        self._at = found + 1 if found >= 0 else self._at

    def place(self, at: int | None = None) -> Place:
        """Give the place of an offset of the source."""
        offset = self._at if at is None else at
        start = self.source.rfind("\n", 0, offset) + 1
        known, breaks = self._counted if self._counted[0] <= offset else (0, 0)
        self._counted = (offset, breaks + self.source.count("\n", known, offset))
        number = self.first_line + self._counted[1]
        row = self.source[start : start + _ENOUGH].partition("\n")[0]
        # what stands before a block in its line (">", "-", "1.") is not in its source
        lead = max(0, self.lines[number].find(row)) if number < len(self.lines) else 0
        return Place(number + 1, lead + offset - start + 1)


_BREAKS = frozenset({"softbreak", "hardbreak"})
_LABEL = re.compile(r"\s*\[\^?(?P<number>\d{1,4})\](?P<colon>:?)(?:\s|(?=[\w\"\u201c]))")
_CALLOUT = re.compile(r"\[![A-Za-z-]{2,20}\]")


def find_block_ends(children: Sequence[Token]) -> frozenset[int]:
    """Give the indices of the line breaks among the inline tokens of a paragraph that end a block."""
    breaks = [at for at, one in enumerate(children) if one.type in _BREAKS]
    if not breaks:
        return frozenset()
    if _CALLOUT.match(_text_at(children, 0)):
        return frozenset(breaks[:1])
    return frozenset(_find_breaks_before_notes(children, breaks))


def _find_breaks_before_notes(children: Sequence[Token], breaks: Sequence[int]) -> Iterator[int]:
    """Yield the breaks before lines that begin with a label, where more than the label says that they are notes."""
    labels = [_LABEL.match(_text_at(children, at + 1)) for at in (-1, *breaks)]
    numbers = [int(label["number"]) if label else 0 for label in labels]
    # a note may have several lines, so its neighbour in the list is the label before or behind, however far
    before = list(accumulate(numbers, _keep_latest))
    after = list(accumulate(reversed(numbers), _keep_latest))[::-1]
    for place, at in enumerate(breaks, start=1):
        label, number = labels[place], numbers[place]
        if label is None:
            continue
        following = after[place + 1] if place + 1 < len(after) else 0
        listed = bool(numbers[0]) or number == before[place - 1] + 1 > 1 or number == following - 1
        headed = place == 1 and is_notes_heading("".join(one.content for one in children[:at]))
        if listed or headed or label["colon"] or children[at].type == "hardbreak":
            yield at


def _keep_latest(known: int, number: int) -> int:
    return number or known


def _text_at(children: Sequence[Token], at: int) -> str:
    return children[at].content if at < len(children) and children[at].type == "text" else ""
