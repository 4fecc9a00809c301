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
from citecheck.model.target import CutUrl, Url
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
    """Return what every pair is worth. Equal numbers count if the two share their numbering nearly throughout."""
    worth = [[_worth(note, other) for other in published] for note in notes]
    number = {other.marker: column for column, other in enumerate(published)}
    numbered = [
        (row, number[note.marker]) for row, note in enumerate(notes) if note.marker in number and any(worth[row])
    ]
    agreeing = [(row, column) for row, column in numbered if worth[row][column]]
    if len(agreeing) >= SHARED_NUMBERING * len(numbered):
        for row, column in agreeing:
            worth[row][column] += MARKER
    return worth


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
    theirs = [source.target for source in other.sources]
    keys = {same_source(target.canonical) for target in theirs if isinstance(target, Url)}
    total = 0
    for source in note.sources:
        match source.target:
            case Url(canonical=url):
                if same_source(url) not in keys:
                    return 0
                total += WHOLE
            case CutUrl(prefix=prefix):
                if not any(isinstance(target, Url) and completes(prefix, target.written) for target in theirs):
                    return 0
                total += CUT
            case _:
                continue
    return total
