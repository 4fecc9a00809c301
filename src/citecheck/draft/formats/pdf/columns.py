"""Find the columns of a page: where many lines begin to the right of as many others, and hardly any line crosses.

The columns of a table that a file has row by row are none. Its cells follow each other on one line, so no line begins
at them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

_FEWEST = 4
"""The least number of lines that begin at the edge of a column, and of wide lines to the left of it."""
_NARROWEST = 60.0
"""Points; the least width of most lines of a column. The numbers and signs in a margin are narrower."""
_ALIKE = 1.5
"""Points by which the beginnings of lines at one edge differ."""
_INDENT = 30.0
"""Points by which the first line of a note or of a paragraph may be indented."""
_CROSSING = 0.25
"""The largest part of the lines at an edge that others may cross: headings and wide figures."""
_MOST_LINES = 1_000
"""The most lines of a page whose columns are looked for. A plot has more, and no columns."""


class PlacedLine(NamedTuple):
    """Where a line of text is: its ends and its height, in points. `parts` are the ends of its pieces of text."""

    x: float
    end: float
    y: float
    parts: tuple[tuple[float, float], ...]


def column_edges_of(lines: Sequence[PlacedLine]) -> tuple[float, ...]:
    """Return the left edges of the columns of a page except the first, from left to right, in points."""
    if len(lines) > _MOST_LINES:
        return ()
    ordered = sorted(lines)
    starts = [line.x for line in ordered]
    return tuple(_find_edges(ordered, starts))


def column_of(x: float, edges: Sequence[float]) -> int:
    """Return the number of the column in which a line begins, counted from 0."""
    return bisect_right(edges, x + _ALIKE)


def begins_column(x: float, before: float, edges: Sequence[float]) -> bool:
    """Return whether text at `x` begins a column, at its edge or indented, after text that begins at `before`."""
    at = bisect_right(edges, x + _ALIKE)
    return at > 0 and x <= edges[at - 1] + _INDENT and before < edges[at - 1] - _ALIKE


def _find_edges(ordered: Sequence[PlacedLine], starts: Sequence[float]) -> Iterator[float]:
    at = 0
    while at < len(ordered):
        stop = bisect_right(starts, starts[at] + _ALIKE)
        if stop - at < _FEWEST:
            at += 1
        elif (edge := _find_edge(ordered, at, stop)) is not None:
            yield edge
            at = bisect_left(starts, starts[at] + _NARROWEST)
        else:
            at = stop


def _find_edge(ordered: Sequence[PlacedLine], at: int, stop: int) -> float | None:
    """Return the left edge of the column in which the lines from `at` to `stop` begin, None if they are in no other.

    The numbers of a list may be apart from its lines, to the left of them.
    """
    column, edge = ordered[at:stop], ordered[at].x
    low, high = min(line.y for line in column), max(line.y for line in column)
    left = [line for line in ordered[:at] if low <= line.y <= high]
    before = [line for line in left if line.end <= edge + _ALIKE and line.end - line.x >= _NARROWEST]
    if len(before) < _FEWEST or _median_width_of(column) < _NARROWEST:
        return None
    margin = max(edge - _INDENT, sorted(line.end for line in before)[len(before) * 3 // 4])
    wide = (line for line in left if line.x <= margin)
    crossing = [line for line in wide if any(x < edge - _ALIKE and end > edge + _INDENT for x, end in line.parts)]
    if len(crossing) > _CROSSING * len(column):
        return None
    apart = (line.x for line in left if line.x > margin and line.end <= edge + _ALIKE)
    return min([edge, *apart, *_find_hanging(ordered, at, margin)])


def _find_hanging(ordered: Sequence[PlacedLine], at: int, margin: float) -> Iterator[float]:
    """Yield where the lines of a column begin that hang to the left of its edge, as entries do: "[10]" below "[9]".

    They are next to the lines of the column, which begin at the edge of line `at` or are indented from it, and begin
    after the `margin` of the column to the left.
    """
    edge = ordered[at].x
    column = [line.y for line in ordered[at : bisect_right(ordered, edge + _INDENT, key=lambda line: line.x)]]
    low, high = min(column) - _INDENT, max(column) + _INDENT
    for line in reversed(ordered[:at]):
        if line.x <= margin:
            break
        if line.end - line.x >= _NARROWEST and line.end > edge + _INDENT and low <= line.y <= high:
            yield line.x


def _median_width_of(lines: Sequence[PlacedLine]) -> float:
    return sorted(line.end - line.x for line in lines)[len(lines) // 2]
