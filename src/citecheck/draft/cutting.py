"""Take stretches out of the text of a block or note, with everything that points into it moved along."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from citecheck.draft.manuscript import Link, Note, TextBlock


def without(block: TextBlock, cuts: Sequence[tuple[int, int]]) -> TextBlock:
    """Give `block` without the stretches `cuts` (sorted, apart); what pointed into one then points to its start."""
    if not cuts:
        return block
    starts = [start for start, _ in cuts]
    lost = [0, *accumulate(end - start for start, end in cuts)]

    def moved(offset: int) -> int:
        at = bisect_right(starts, offset) - 1
        if at < 0:
            return offset
        return starts[at] - lost[at] + max(0, offset - cuts[at][1])

    edges = [0, *(edge for cut in cuts for edge in cut), len(block.text)]
    return replace(
        block,
        text="".join(block.text[low:high] for low, high in zip(edges[::2], edges[1::2], strict=True)),
        marks=tuple(replace(mark, offset=moved(mark.offset)) for mark in block.marks),
        links=tuple(Link(moved(one.start), moved(one.end), one.href) for one in block.links),
        literal=tuple((moved(low), moved(high)) for low, high in block.literal),
        places=tuple((moved(offset), place) for offset, place in block.places),
    )


def without_lead(note: Note, count: int) -> Note:
    """Give `note` without its first `count` characters, and without the links that stood in them."""
    if not count:
        return note
    return replace(
        note,
        text=note.text[count:],
        links=tuple(
            Link(max(0, one.start - count), one.end - count, one.href) for one in note.links if one.end > count
        ),
        places=tuple((max(0, offset - count), place) for offset, place in note.places),
    )
