"""Where in the source of a block its tokens have got to: markdown-it gives them no offsets of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
