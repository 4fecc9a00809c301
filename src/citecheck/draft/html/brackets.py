"""The signs around labels that stand outside the marked-up element: "[<a>1</a>]" in the text, "[<a>1</a>] " in notes."""

from __future__ import annotations

import re
from dataclasses import replace

from citecheck.draft.manuscript import Link, Mark, Note, TextBlock
from citecheck.model.draft import Place

_CLOSING = frozenset(",.;:!?)") | {""}
_PAIRS = {"[": "]", "(": ")", "{": "}"}
_LEAD = re.compile(r"(?:[\s\^\u2191\u00a0]*[\[({]?\s*[\])}]\s*[.:]?|[\s\u00a0]*[\^\u2191]+|[\s\u00a0]*[.:)\]](?=\s))[\s\u00a0]*")
_TRAIL = re.compile(r"[\s\u00a0]*(?:[\u21a9\u2191\u21b5\u2934^]\ufe0e?|\[\s*\]|\(\s*\)|[\[(])\s*\Z")


def unbracketed(block: TextBlock) -> TextBlock:
    """Take the brackets around a marker out of the text and into its label."""
    cuts: list[tuple[int, int]] = []
    marks: list[Mark] = []
    for mark in block.marks:
        before, after = block.text[mark.offset - 1 : mark.offset], block.text[mark.offset : mark.offset + 1]
        if before in _PAIRS and after == _PAIRS[before]:
            start = mark.offset - 1
            if block.text[start - 1 : start] == " " and block.text[mark.offset + 1 : mark.offset + 2] in _CLOSING:
                start -= 1
            if not cuts or cuts[-1] != (start, mark.offset + 1):
                cuts.append((start, mark.offset + 1))
            marks.append(replace(mark, label=f"{before}{mark.label.strip('[](){}')}{after}"))
        else:
            marks.append(mark)
    if not cuts:
        return block
    moved = _mover(cuts)
    text = "".join(block.text[low:high] for low, high in _kept(cuts, len(block.text)))
    return replace(
        block,
        text=text,
        marks=tuple(replace(mark, offset=moved(mark.offset)) for mark in marks),
        links=tuple(Link(moved(one.start), moved(one.end), one.href) for one in block.links),
        places=tuple((moved(offset), place) for offset, place in block.places),
    )


def _kept(cuts: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    edges = [0, *(edge for cut in cuts for edge in cut), length]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _mover(cuts: list[tuple[int, int]]):  # noqa: ANN202 (a closure over the cuts)
    def moved(offset: int) -> int:
        return offset - sum(min(offset, high) - low for low, high in cuts if low < offset)

    return moved


def unlabelled(note: Note) -> Note:
    """Take the note's own label, and what is left of it, off the front, and arrows off the end."""
    label = re.escape(note.marker.strip("[](){}. "))
    match = re.match(rf"[\s\u00a0]*[\[({{]?\s*{label}\s*[\])}}]?[.:]?(?=[\s\u00a0\[(\u201c\"'A-Z]|$|https?:)[\s\u00a0]*", note.text)
    count = match.end() if match else 0
    if lead := _LEAD.match(note.text, count):
        count = max(count, lead.end())
    text = note.text[count:]
    trail = _TRAIL.search(text)
    text = (text[: trail.start()] if trail else text).rstrip()
    lead_in = len(text) - len(text.lstrip())
    count += lead_in
    text = text[lead_in:]
    return replace(
        note,
        text=text,
        links=tuple(
            Link(max(0, one.start - count), min(max(0, one.end - count), len(text)), one.href)
            for one in note.links
            if one.end > count or not count
        ),
        places=_shifted(note.places, count),
    )


def _shifted(places: tuple[tuple[int, Place], ...], count: int) -> tuple[tuple[int, Place], ...]:
    return tuple((max(0, offset - count), place) for offset, place in places)
