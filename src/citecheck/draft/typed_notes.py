"""Notes typed by hand in a format that could tie them: "[1]" in the text, and paragraphs that begin with "[1]"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from citecheck.draft.manuscript import Hyperlink, ManuscriptBlock, Marker, Note, place_at, remove_stretches
from citecheck.draft.markers import MarkerCandidate, find_marker_candidates
from citecheck.draft.note_numbering import KnownNotes, NoteDefinition, find_note_definitions
from citecheck.model.draft import BlockKind

_LISTED = "list:"
"""How the ids of such notes begin where the format ties others, whose ids may be the same numbers."""
_FEWEST_LISTED = 3
"""Entries of a list of sources beside footnotes; "[1]" and "[2]" alone may be anything."""
_FOLLOWING = frozenset(" .,;:") | {""}
"""What follows a marker whose blank in front goes with it."""


def split_typed_notes(
    blocks: list[ManuscriptBlock], numbers: Mapping[int, int] = MappingProxyType({}), *, prefix: str = ""
) -> tuple[list[ManuscriptBlock], list[Note]]:
    """Split blocks into running text, with its markers taken out, and notes. Without notes all stays as it is.

    `numbers` gives for the index of a block the number that its list prints before it; `prefix` begins the ids.
    """
    labels = {at: f"{number}. " for at, number in numbers.items()}
    lines = [labels.get(at, "") + block.text for at, block in enumerate(blocks)]
    headings = frozenset(number for number, block in enumerate(blocks) if block.kind is BlockKind.HEADING)
    found = find_note_definitions(lines, wrapped=False, headings=headings)
    if not found:
        return blocks, []
    taken = {number for one in found for number in range(one.first, one.last)}
    known = KnownNotes.of(found, (block.text for at, block in enumerate(blocks) if at not in taken), prefix)
    signs = _find_markers({at: block for at, block in enumerate(blocks) if at not in taken}, known)
    text = [_take_out_markers(blocks[at], row) for at, row in signs.items()]
    return text, [
        _build_note(blocks, one, known.ids[at], len(labels.get(one.first, ""))) for at, one in enumerate(found)
    ]


def split_numbered_notes(blocks: list[ManuscriptBlock]) -> tuple[list[ManuscriptBlock], list[Note]]:
    """As `split_typed_notes`, for markup in which words in brackets are options: all are numbers, or none counts."""
    text, notes = split_typed_notes(blocks)
    return (text, notes) if all(note.marker.strip("[]").isdecimal() for note in notes) else (blocks, [])


def add_typed_notes(
    blocks: list[ManuscriptBlock], notes: list[Note], numbers: Mapping[int, int] = MappingProxyType({})
) -> tuple[list[ManuscriptBlock], list[Note]]:
    """Add what is typed by hand to the notes that the format ties: a whole list, or without `notes` all there is."""
    if not notes:
        return split_typed_notes(blocks, numbers)
    text, listed = split_source_list(blocks)
    return text, notes + listed


def split_source_list(blocks: list[ManuscriptBlock]) -> tuple[list[ManuscriptBlock], list[Note]]:
    """Find a list of sources "[1]", "[2]" … with its markers in a text that has footnotes of its own besides.

    The list must count from 1 without a gap, and most of it be called: stray brackets are no list.
    """
    if not any(block.text.startswith("[1]") for block in blocks):
        return blocks, []
    text, notes = split_typed_notes(blocks, prefix=_LISTED)
    called = {mark.note for block in text for mark in block.marks}
    counted = [note.marker for note in notes] == [f"[{number}]" for number in range(1, len(notes) + 1)]
    whole = counted and len(notes) >= _FEWEST_LISTED
    return (text, notes) if whole and 2 * sum(note.id in called for note in notes) >= len(notes) else (blocks, [])


def add_unlinked_markers(blocks: list[ManuscriptBlock], notes: Sequence[Note]) -> list[ManuscriptBlock]:
    """Take "[12]" in the text for a marker of note 12 where links tie other markers to their notes, but none to it."""
    called = {mark.note for block in blocks for mark in block.marks}
    uncalled: dict[str, str | None] = {note.marker.strip("[]"): note.id for note in notes if note.id not in called}
    if not called or not uncalled:
        return blocks
    made = []
    for block in blocks:
        signs = [sign for sign in _find_candidates(block) if sign.style == "square"]
        kept = [(sign, [uncalled[sign.keys[0]]]) for sign in signs if len(sign.keys) == 1 and sign.keys[0] in uncalled]
        made.append(_take_out_markers(block, kept) if kept else block)
    return made


def _build_note(blocks: list[ManuscriptBlock], found: NoteDefinition, name: str, printed: int) -> Note:
    """Make a note of its blocks; `printed` characters of its label stand in no block."""
    places, links, pieces, length = [], [], [], 0
    for number in range(found.first, found.last):
        block = blocks[number]
        start = max(0, found.column - printed) if number == found.first else 0
        places.append((length, place_at(block.places, start)))
        links += [
            Hyperlink(length + max(0, one.start - start), length + one.end - start, one.href)
            for one in block.links
            if one.end > start
        ]
        pieces.append(block.text[start:])
        length += len(pieces[-1]) + 1
    return Note(name, found.marker, "\n".join(pieces), tuple(places), tuple(links))


def _find_candidates(block: ManuscriptBlock) -> list[MarkerCandidate]:
    """Find what may be a marker in a block, outside of its code."""
    return [
        sign
        for sign in find_marker_candidates(block.text)
        if not any(low <= sign.start and sign.end <= high for low, high in block.literal)
    ]


def _find_markers(
    blocks: Mapping[int, ManuscriptBlock], known: KnownNotes
) -> dict[int, list[tuple[MarkerCandidate, list[str | None]]]]:
    """Give the markers of each block with their notes; raised figures are none where brackets call the same notes."""
    found = {at: [(sign, known.notes_of(sign, at)) for sign in _find_candidates(block)] for at, block in blocks.items()}
    bracketed = {
        note for row in found.values() for sign, notes in row if sign.style == "square" for note in notes if note
    }
    return {
        at: [(sign, notes) for sign, notes in row if notes and (sign.style != "raised" or bracketed.isdisjoint(notes))]
        for at, row in found.items()
    }


def _take_out_markers(
    block: ManuscriptBlock, signs: Sequence[tuple[MarkerCandidate, list[str | None]]]
) -> ManuscriptBlock:
    """Take the markers out of a block, and the blank before one where punctuation or nothing follows it."""
    marks: list[Marker] = list(block.marks)
    cuts: list[tuple[int, int]] = []
    behind = len(block.text)
    ends = [0, *(sign.end for sign, _ in signs)]
    for (sign, notes), floor in zip(reversed(signs), reversed(ends[:-1]), strict=True):
        behind = behind if cuts and cuts[-1][0] == sign.end else sign.end
        start = sign.start
        while start > floor and block.text[start - 1] == " " and block.text[behind : behind + 1] in _FOLLOWING:
            start -= 1
        marks += [Marker(start, sign.label, place_at(block.places, sign.start), note) for note in notes]
        cuts.append((start, sign.end))
    return remove_stretches(replace(block, marks=tuple(sorted(marks, key=lambda mark: mark.offset))), cuts[::-1])
