"""Raised signs and the notes they mean: on the same page, or in a list of notes on a later one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from citecheck.draft.pdf.feet import Foot
from citecheck.draft.pdf.rows import Row, numbers_of

_POWER = re.compile(r"(?:(?<!\d\d\d)\d|[)\]=]|\b(?:[kcdmµ]?m|ft|in|mi|yd|ha|s|[xyznrR])\s?)\s*\Z")
"""What stands before a raised figure that is a power and no marker: a short number, not a year, a unit, a variable."""


def tie(pages: Sequence[tuple[Sequence[Row], Sequence[Foot]]], ids: Mapping[int, str]) -> dict[tuple[int, str], str]:
    """Return the note of each sign by (id of its row, sign); `ids` are those of the notes by `id(foot)`.

    Of several signs with one number on the page of their note the last counts: the others number the authors'
    addresses at the top of an article. A note whose page has no sign for it stands in a list at the end.
    """
    marks: dict[tuple[int, str], str] = {}
    listed: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for number, (rows, feet) in enumerate(pages):
        # a figure behind a figure is a power, unless a note of the page has it and nothing else calls that note
        last = {sign: id(row) for row in rows for sign in signs_of(row, powers=True)}
        last |= {sign: id(row) for row in rows for sign in signs_of(row)}
        for foot in feet:
            if foot.sign in last and not foot.listed:
                marks[last[foot.sign], foot.sign] = ids[id(foot)]
            else:
                listed[foot.sign].append((number, ids[id(foot)]))
    for number, (rows, _) in enumerate(pages) if listed else ():
        authors = _authors(rows) if number == 0 else {}
        for at, row in enumerate(rows):
            for sign in signs_of(row):
                if at < authors.get(sign, 0):
                    continue
                later = next((note for page, note in listed.get(sign, ()) if page >= number), None)
                if later is not None and (id(row), sign) not in marks:
                    marks[id(row), sign] = later
    return marks


def _authors(rows: Sequence[Row]) -> dict[str, int]:
    """Return how many rows, on a first page, are the authors' by sign: up to the one that gives the sign's address."""
    lines = [at for at, row in enumerate(rows) if row.sign is not None]
    signs = (
        (sign, at + 1) for at in lines for span in rows[at].spans if span.raised for sign in numbers_of(span.piece.text)
    )
    return dict(signs)


def signs_of(row: Row, *, powers: bool = False) -> Iterator[str]:
    """Yield the numbers and signs raised within a row, the one that begins it left out; with `powers` those too."""
    before = ""
    for span in row.spans:
        if span.raised and before.strip() and (powers or not _POWER.search(before)):
            yield from numbers_of(span.piece.text)
        before += span.piece.text
