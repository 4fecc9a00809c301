"""A text rewritten by small edits that remembers where everything stood.

Refanging changes lengths, but every reference must cut exactly what it names out of the text as written. So each
rewriting keeps its edits, sorted, and maps an offset of the new text back by bisection.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple


class SpellingStyle(Enum):
    """Why something was rewritten; decides whether what it belongs to may be asked."""

    SPELLED = "a dot written as a word"
    HOSTILE = "made unclickable as threat reports do"
    TYPO = "a slip of the keyboard mended"
    GLYPH = "another character for the same sign"


class SpellingEdit(NamedTuple):
    """`text[start:end]` becomes `new`; `repair` tells an editor what was mended."""

    start: int
    end: int
    new: str
    style: SpellingStyle
    repair: str | None = None


@dataclass(frozen=True, slots=True)
class RewrittenText:
    """`text` is the outcome of `edits` (sorted, not overlapping) on a text that `origin` of an offset points into."""

    text: str
    edits: tuple[SpellingEdit, ...] = ()
    _ends: tuple[int, ...] = field(default=(), repr=False)
    _starts: tuple[int, ...] = field(default=(), repr=False)

    def origin(self, offset: int, *, end: bool = False) -> int:
        """Map an offset of the new text to the old; within replaced text to the edit's start (its `end` if `end`)."""
        at = bisect_right(self._starts, offset if not end else offset - 1) - 1
        if at < 0:
            return offset
        edit = self.edits[at]
        if offset >= self._ends[at]:
            return edit.end + offset - self._ends[at]
        return edit.end if end else edit.start

    def within(self, start: int, end: int) -> tuple[SpellingEdit, ...]:
        """Give the edits whose outcome lies in `[start, end)` of the new text."""
        low = bisect_right(self._ends, start)
        high = bisect_right(self._starts, end - 1)
        return self.edits[low:high]


def rewrite(text: str, edits: Iterable[SpellingEdit]) -> RewrittenText:
    """Apply `edits` to `text`; of two that overlap the one that starts first is kept."""
    kept: list[SpellingEdit] = []
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = length = 0
    for edit in sorted(edits, key=lambda edit: (edit.start, -edit.end)):
        if edit.start < done:
            continue
        pieces += (text[done : edit.start], edit.new)
        length += edit.start - done
        starts.append(length)
        length += len(edit.new)
        ends.append(length)
        kept.append(edit)
        done = edit.end
    pieces.append(text[done:])
    return RewrittenText("".join(pieces), tuple(kept), tuple(ends), tuple(starts))
