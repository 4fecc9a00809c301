"""Align the notes of a draft with those of its published version, where nothing but the notes' order tells them apart.

Notes keep their order. Two notes can be one when every complete source of one stands in the other and every cut one is
completed there. Of all alignments that match most, one note may stand against different partners: then it stands
against none, since a guess would be a wrong address. Time and memory grow with the product of the two lengths.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from citecheck.memento.cutprefix import completes
from citecheck.model.draft import Footnote
from citecheck.model.target import CutUrl, Target, Url
from citecheck.target import same_source

WHOLE, CUT, MARKER = 4, 2, 1
"""What a match is worth: a complete source, a completed one, the same number."""
SHARED_NUMBERING = 0.9
"""Share of the notes that must fit the published note of their number before numbers are believed."""

Table = list[list[int]]


def align_notes(notes: Sequence[Footnote], published: Sequence[Footnote]) -> dict[int, int]:
    """Map places in `notes` to places in `published`, for notes that have one partner in every best alignment."""
    worth = _worths(notes, published)
    ahead, behind = _best(worth), _best([row[::-1] for row in worth[::-1]])
    rows, columns = len(notes), len(published)
    total = ahead[rows][columns]

    def through(row: int, column: int) -> int:
        return ahead[row][column] + worth[row][column] + behind[rows - row - 1][columns - column - 1]

    possible = [
        (row, column)
        for row in range(rows)
        for column in range(columns)
        if worth[row][column] and through(row, column) == total
    ]
    partners, wooers = Counter(row for row, _ in possible), Counter(column for _, column in possible)
    return {row: column for row, column in possible if partners[row] == wooers[column] == 1}


def _worths(notes: Sequence[Footnote], published: Sequence[Footnote]) -> Table:
    """Return what every pair is worth; equal numbers count where the two share their numbering."""
    worth = [[_worth(note, other) for other in published] for note in notes]
    for row, column in _agreeing(notes, published, worth):
        worth[row][column] += MARKER
    return worth


def _agreeing(notes: Sequence[Footnote], published: Sequence[Footnote], worth: Table) -> list[tuple[int, int]]:
    """Return the pairs of one number that can be one note; none if the numbering is not shared.

    It is shared if every number of the draft is used, nearly all pairs fit, and something besides the numbers says so:
    a complete source in common, or the same count of notes.
    """
    number = {other.marker: column for column, other in enumerate(published)}
    if any(note.marker not in number for note in notes):
        return []
    numbered = [(row, number[note.marker]) for row, note in enumerate(notes) if any(worth[row])]
    agreeing = [(row, column) for row, column in numbered if worth[row][column]]
    pinned = len(notes) == len(published) or any(worth[row][column] >= WHOLE for row, column in agreeing)
    return agreeing if pinned and len(agreeing) >= SHARED_NUMBERING * len(numbered) else []


def _best(worth: Table) -> Table:
    """Return the best total over the first rows and columns, for every number of them."""
    columns = len(worth[0]) if worth else 0
    table = [[0] * (columns + 1)]
    for row in worth:
        above, line = table[-1], [0]
        for column, value in enumerate(row):
            line.append(max(above[column + 1], line[column], above[column] + value if value else 0))
        table.append(line)
    return table


def _worth(note: Footnote, other: Footnote) -> int:
    """Return what it is worth to hold two notes for one; 0 if they cannot be."""
    total = 0
    for source in note.sources:
        if isinstance(source.target, Url | CutUrl):
            if not any(can_be(source.target, theirs.target) for theirs in other.sources):
                return 0
            total += WHOLE if isinstance(source.target, Url) else CUT
    return total


def can_be(target: Target, published: Target) -> bool:
    """Say whether a target of the draft can be one of the published version: the same, or completed by it."""
    match target, published:
        case Url(canonical=ours), Url(canonical=theirs):
            return same_source(ours) == same_source(theirs)
        case CutUrl(prefix=prefix), Url(written=url):
            return completes(prefix, url)
        case CutUrl(prefix=prefix), CutUrl(prefix=other):
            return prefix == other
        case _:
            return type(target) is type(published)
