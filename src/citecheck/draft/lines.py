"""From an offset in a text to its line and column."""

from __future__ import annotations

from bisect import bisect_right

from citecheck.model.draft import Place


class Lines:
    """The line starts of one text; lines end at LF, both counts from 1."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        starts = [0]
        found = text.find("\n")
        while found >= 0:
            starts.append(found + 1)
            found = text.find("\n", found + 1)
        self._starts = starts

    def place(self, offset: int) -> Place:
        """Return the place of the character at `offset`."""
        row = bisect_right(self._starts, offset) - 1
        return Place(line=row + 1, column=offset - self._starts[row] + 1)

    def start(self, line: int) -> int:
        """Return the offset at which a line begins; past the end that of the last line."""
        return self._starts[min(max(line, 1), len(self._starts)) - 1]
