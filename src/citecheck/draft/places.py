"""From an offset in a text to its place in the file."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from citecheck.model.draft import Place


def place_at(places: Sequence[tuple[int, Place]], offset: int) -> Place:
    """Give the place of `offset`: that of the last row at or before it, counted on in columns."""
    at = bisect_right(places, offset, key=lambda row: row[0]) - 1
    if at < 0:
        return places[0][1] if places else Place()
    start, place = places[at]
    if place.column is None or offset == start:
        return place
    return Place(place.line, place.column + offset - start, place.page, place.paragraph)
