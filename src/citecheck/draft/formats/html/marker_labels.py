"""Labels of markers and notes as printed: the brackets around them, and several labels in one marker.

Brackets may be outside the marked-up element: "[<a>1</a>]" in the text, "[<a>1</a>] " in notes. Markers may be next to
each other or share an element: "1,2", "[3]–[5]", "<sup>1-3</sup>". The comma or dash that joins them belongs to the
markers and not to the sentence. A dash between two numbers also calls the notes between them, as far as these notes
exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest

from citecheck.draft.manuscript import ManuscriptBlock, Marker, Note, remove_lead, remove_stretches
from citecheck.draft.markers import FROM_SUPERSCRIPT

_BLANKS = frozenset(" \u00a0\u202f")
_AFTER_MARKER = frozenset(",.;:!?) \u00a0") | {""}
_PAIRS = {"[": "]", "(": ")", "{": "}"}
"""Opening brackets and their closing counterparts."""
_OPENING = re.compile(r"[\s\u00a0\u2191^]*[\[({]?\s*")
"""What may precede a note's own label: blanks, an arrow, a bracket."""
_ENDING = re.compile(r"\s*[\])}]?(?:[.:]|\s[\u2013\u2014-](?=\s))?(?=[\s\u00a0\[(\u201c\"'A-Z]|$|https?:)[\s\u00a0]*")
"""What may follow the label: the closing bracket, a full stop or dash. The note's first word follows."""
_LEAD = re.compile(
    r"(?:[\s\^\u2191\u00a0]*[\[({]?[\s,]*[\])}]\s*[.:]?|[\s\u00a0]*[\^\u2191]+|[\s\u00a0]*(?::|[.)\]](?=\s)))[\s\u00a0]*"
)
"""Remains at the front of a note whose label was an element of its own: empty brackets, arrows, a full stop."""
_TRAIL = re.compile(r"[\s\u00a0]*(?:[\u21a9\u2191\u21b5\u2934^]\ufe0e?|\[\s*\]|\(\s*\)|[\[(])\s*\Z")
"""Remains of a back link at a note's end: an arrow, or brackets whose link was removed."""


def strip_marker_brackets(block: ManuscriptBlock) -> ManuscriptBlock:
    """Move the brackets around a marker from the text into its label."""
    cuts: dict[int, tuple[int, int]] = {}
    marks: list[Marker] = []
    for marker in block.markers:
        start, end = marker.offset - 1, marker.offset + 1
        before, after = block.text[max(start, 0) : start + 1], block.text[marker.offset : end]
        if before and after and _PAIRS.get(before) == after:
            if block.text[start - 1 : start] in _BLANKS and block.text[end : end + 1] in _AFTER_MARKER:
                start -= 1
            cuts[marker.offset] = (start, end)
            marks.append(replace(marker, label=f"{before}{marker.label.strip('[](){}')}{after}"))
        else:
            marks.append(marker)
    return remove_stretches(replace(block, markers=tuple(marks)), list(cuts.values()))


def strip_note_label(note: Note) -> Note:
    """Remove the note's own label and its remains from the front, and back arrows from the end."""
    label = note.marker.strip("[](){}. ")
    opening = _OPENING.match(note.text)
    start = opening.end() if opening else 0
    shown = note.text[start : start + len(label)].translate(FROM_SUPERSCRIPT)
    ending = _ENDING.match(note.text, start + len(label)) if shown == label else None
    count = ending.end() if ending else 0
    if lead := _LEAD.match(note.text, count):
        count = max(count, lead.end())
    note = remove_lead(note, count)
    trail = _TRAIL.search(note.text)
    text = (note.text[: trail.start()] if trail else note.text).rstrip()
    stripped = remove_lead(replace(note, text=text), len(text) - len(text.lstrip()))
    links = (replace(one, end=min(one.end, len(stripped.text))) for one in stripped.links)
    return replace(stripped, links=tuple(replace(one, start=min(one.start, one.end)) for one in links))


_JOINTS = r"[,;\u3001\uff0c\uff1b\u2010-\u2015-]"
MARKER_GROUP = re.compile(rf"\s*[\[(]?\s*(?P<numbers>\d{{1,3}}(?:\s?{_JOINTS}\s?\d{{1,3}}){{1,20}})\s*[\])]?\s*\Z")
"""Several numbers in one marker."""
_JOINT = re.compile(rf"\s?(?P<separator>{_JOINTS})\s?\Z")
"""What joins two adjacent markers."""
_WIDEST_JOINT = 3
"""The most characters in a joint, including blanks around the separator."""
_PART = re.compile(r"\s?[,;\u3001\uff0c\uff1b]\s?")
_DASH = re.compile(r"\s?[\u2010-\u2015-]\s?")
_MOST = 40
"""The most notes that a dash can abbreviate. A wider span is not a range of notes."""


def numbers_of(group: str) -> Iterator[int]:
    """Yield the numbers that a group such as "1, 4-6" names. A range that does not ascend yields its two ends."""
    for part in _PART.split(group):
        low, _, high = _DASH.sub("-", part).partition("-")
        ends = [int(end) for end in (low, high) if end.isdigit()]
        spans = len(ends) > 1 and ends[0] < ends[1] <= ends[0] + _MOST
        yield from range(ends[0], ends[1] + 1) if spans else ends


def split_marker_groups(block: ManuscriptBlock, notes: Mapping[str, str]) -> ManuscriptBlock:
    """Remove what joins adjacent markers, and split a marker that names several notes into one marker per note.

    `notes` maps the number of a note to its id.
    """
    if not block.markers:
        return block
    cuts: list[tuple[int, int]] = []
    marks: list[Marker] = []
    for one, after in zip_longest(block.markers, block.markers[1:]):
        marks += _split_group(one, notes)
        adjacent = after is not None and 0 < after.offset - one.offset <= _WIDEST_JOINT
        joint = _JOINT.match(block.text[one.offset : after.offset]) if adjacent else None
        if joint is not None:
            cuts.append((one.offset, after.offset))
            marks += _add_markers_between(one, after, notes) if _DASH.fullmatch(joint["separator"]) else ()
    return remove_stretches(replace(block, markers=tuple(marks)), cuts)


def _split_group(marker: Marker, notes: Mapping[str, str]) -> Iterator[Marker]:
    group = MARKER_GROUP.match(marker.label)
    if group is None:
        yield marker
        return
    for number in numbers_of(group["numbers"]):
        if str(number) in notes:
            yield replace(marker, note=notes[str(number)])


def _add_markers_between(one: Marker, after: Marker, notes: Mapping[str, str]) -> Iterator[Marker]:
    """Yield a marker for each note between two markers that are joined by a dash."""
    low, high = (re.sub(r"\D", "", marker.label) for marker in (one, after))
    if low and high:
        for number in list(numbers_of(f"{low}-{high}"))[1:-1]:
            if str(number) in notes:
                yield replace(one, label=str(number), note=notes[str(number)])
