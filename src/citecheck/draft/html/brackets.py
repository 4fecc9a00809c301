"""Signs around labels that stand outside the marked-up element: "[<a>1</a>]" in the text, "[<a>1</a>] " in notes."""

from __future__ import annotations

import re
from dataclasses import replace

from citecheck.draft.cutting import without, without_lead
from citecheck.draft.manuscript import Mark, Note, TextBlock
from citecheck.draft.signs import DIGITS

_BLANKS = frozenset(" \u00a0\u202f")
_BEHIND = frozenset(",.;:!?) \u00a0") | {""}
_PAIRS = {"[": "]", "(": ")", "{": "}"}
"""A bracket and its partner."""
_OPENING = re.compile(r"[\s\u00a0\u2191^]*[\[({]?\s*")
"""What may stand before a note's own label: blanks, an arrow, a bracket."""
_ENDING = re.compile(r"\s*[\])}]?(?:[.:]|\s[\u2013\u2014-](?=\s))?(?=[\s\u00a0\[(\u201c\"'A-Z]|$|https?:)[\s\u00a0]*")
"""What may stand behind it: the other bracket, a full stop or dash; the note's first word follows."""
_LEAD = re.compile(
    r"(?:[\s\^\u2191\u00a0]*[\[({]?[\s,]*[\])}]\s*[.:]?|[\s\u00a0]*[\^\u2191]+|[\s\u00a0]*(?::|[.)\]](?=\s)))[\s\u00a0]*"
)
"""What is left at the front where the label was an element of its own: empty brackets, arrows, a full stop."""
_TRAIL = re.compile(r"[\s\u00a0]*(?:[\u21a9\u2191\u21b5\u2934^]\ufe0e?|\[\s*\]|\(\s*\)|[\[(])\s*\Z")
"""What leads back from a note's end: an arrow, brackets whose link was taken out."""


def unbracketed(block: TextBlock) -> TextBlock:
    """Take the brackets around a marker out of the text and into its label."""
    cuts: dict[int, tuple[int, int]] = {}
    marks: list[Mark] = []
    for mark in block.marks:
        start, end = mark.offset - 1, mark.offset + 1
        before, after = block.text[max(start, 0) : start + 1], block.text[mark.offset : end]
        if before and after and _PAIRS.get(before) == after:
            if block.text[start - 1 : start] in _BLANKS and block.text[end : end + 1] in _BEHIND:
                start -= 1
            cuts[mark.offset] = (start, end)
            marks.append(replace(mark, label=f"{before}{mark.label.strip('[](){}')}{after}"))
        else:
            marks.append(mark)
    return without(replace(block, marks=tuple(marks)), list(cuts.values()))


def unlabelled(note: Note) -> Note:
    """Take the note's own label, and what is left of it, off the front, and arrows off the end."""
    label = note.marker.strip("[](){}. ")
    opening = _OPENING.match(note.text)
    start = opening.end() if opening else 0
    shown = note.text[start : start + len(label)].translate(DIGITS)
    ending = _ENDING.match(note.text, start + len(label)) if shown == label else None
    count = ending.end() if ending else 0
    if lead := _LEAD.match(note.text, count):
        count = max(count, lead.end())
    note = without_lead(note, count)
    trail = _TRAIL.search(note.text)
    text = (note.text[: trail.start()] if trail else note.text).rstrip()
    tidy = without_lead(replace(note, text=text), len(text) - len(text.lstrip()))
    links = (replace(one, end=min(one.end, len(tidy.text))) for one in tidy.links)
    return replace(tidy, links=tuple(replace(one, start=min(one.start, one.end)) for one in links))
