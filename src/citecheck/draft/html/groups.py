"""Markers that stand side by side or in one element: "1,2", "[3]–[5]", "<sup>1-3</sup>".

What joins them (a comma, a dash) belongs to the markers and not to the sentence. A dash between two numbers calls the
notes between them too, as far as there are such notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest

from citecheck.draft.cutting import without
from citecheck.draft.manuscript import Mark, TextBlock

GROUP = re.compile(r"\s*[\[(]?\s*(?P<numbers>\d{1,3}(?:\s?[,;\u2010-\u2015-]\s?\d{1,3}){1,20})\s*[\])]?\s*\Z")
"""Several numbers in one marker."""
_JOINT = re.compile(r"\s?(?P<sign>[,;\u2010-\u2015-])\s?\Z")
"""What stands between two markers side by side."""
_WIDEST_JOINT = 3
"""Characters of it, blanks around the sign counted."""
_PART = re.compile(r"\s?[,;]\s?")
_DASH = re.compile(r"\s?[\u2010-\u2015-]\s?")
_MOST = 40
"""Notes that a dash may stand for; more is no range of notes."""


def numbers_of(group: str) -> Iterator[int]:
    """Yield the numbers that "1, 4-6" names; a range that does not ascend gives its two ends."""
    for part in _PART.split(group):
        low, _, high = _DASH.sub("-", part).partition("-")
        ends = [int(end) for end in (low, high) if end.isdigit()]
        spans = len(ends) > 1 and ends[0] < ends[1] <= ends[0] + _MOST
        yield from range(ends[0], ends[1] + 1) if spans else ends


def grouped(block: TextBlock, notes: Mapping[str, str]) -> TextBlock:
    """Take out what stands between markers side by side, and make of a marker of several notes one for each.

    `notes` gives the id of the note of each number.
    """
    if not block.marks:
        return block
    cuts: list[tuple[int, int]] = []
    marks: list[Mark] = []
    for one, after in zip_longest(block.marks, block.marks[1:]):
        marks += _each(one, notes)
        near = after is not None and 0 < after.offset - one.offset <= _WIDEST_JOINT
        joint = _JOINT.match(block.text[one.offset : after.offset]) if near else None
        if joint is not None:
            cuts.append((one.offset, after.offset))
            marks += _between(one, after, notes) if joint["sign"] not in ",;" else ()
    return without(replace(block, marks=tuple(marks)), cuts)


def _each(mark: Mark, notes: Mapping[str, str]) -> Iterator[Mark]:
    group = GROUP.match(mark.label)
    if group is None:
        yield mark
        return
    for number in numbers_of(group["numbers"]):
        if str(number) in notes:
            yield replace(mark, note=notes[str(number)])


def _between(one: Mark, after: Mark, notes: Mapping[str, str]) -> Iterator[Mark]:
    """Give a marker for each note between two that a dash joins."""
    low, high = (re.sub(r"\D", "", mark.label) for mark in (one, after))
    if low and high:
        for number in list(numbers_of(f"{low}-{high}"))[1:-1]:
            if str(number) in notes:
                yield replace(one, label=str(number), note=notes[str(number)])
