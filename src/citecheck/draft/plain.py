"""Pages and Markdown whose markup says nothing of notes: "[1]" in the text and paragraphs that begin with "[1]"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from citecheck.draft.cutting import without
from citecheck.draft.manuscript import Link, Mark, Note, TextBlock
from citecheck.draft.numbered import Definition, find_definitions, signs_in
from citecheck.draft.places import place_at
from citecheck.draft.text import KnownNotes
from citecheck.model.draft import BlockKind


def plain_notes(
    blocks: list[TextBlock], numbers: Mapping[int, int] = MappingProxyType({})
) -> tuple[list[TextBlock], list[Note]]:
    """Split blocks into running text, with its markers taken out, and notes. Without notes all stays as it is.

    `numbers` gives for the index of a block the number that its list prints before it.
    """
    labels = {at: f"{number}. " for at, number in numbers.items()}
    lines = [labels.get(at, "") + block.text for at, block in enumerate(blocks)]
    headings = frozenset(number for number, block in enumerate(blocks) if block.kind is BlockKind.HEADING)
    found = find_definitions(lines, wrapped=False, headings=headings)
    if not found:
        return blocks, []
    known = KnownNotes.of(found)
    taken = {number for one in found for number in range(one.first, one.last)}
    text = [_unmarked(block, number, known) for number, block in enumerate(blocks) if number not in taken]
    return text, [_note(blocks, one, known.ids[at], len(labels.get(one.first, ""))) for at, one in enumerate(found)]


def _note(blocks: list[TextBlock], found: Definition, name: str, printed: int) -> Note:
    """Make a note of its blocks; `printed` characters of its label stand in no block."""
    places, links, pieces, length = [], [], [], 0
    for number in range(found.first, found.last):
        block = blocks[number]
        start = max(0, found.column - printed) if number == found.first else 0
        places.append((length, place_at(block.places, start)))
        links += [
            Link(length + max(0, one.start - start), length + one.end - start, one.href)
            for one in block.links
            if one.end > start
        ]
        pieces.append(block.text[start:])
        length += len(pieces[-1]) + 1
    return Note(name, found.marker, "\n".join(pieces), tuple(places), tuple(links))


def _unmarked(block: TextBlock, number: int, known: KnownNotes) -> TextBlock:
    """Take the markers out of a block, and the blank before one where punctuation or nothing follows it."""
    marks: list[Mark] = list(block.marks)
    cuts: list[tuple[int, int]] = []
    for sign in signs_in(block.text):
        if not (notes := known.notes_of(sign, number)):
            continue
        start = sign.start
        while start and block.text[start - 1] == " " and block.text[sign.end : sign.end + 1] in _FOLLOWING:
            start -= 1
        marks += [Mark(start, sign.label, place_at(block.places, sign.start), note) for note in notes]
        cuts.append((start, sign.end))
    return without(replace(block, marks=tuple(marks)), cuts)


_FOLLOWING = frozenset(" .,;:") | {""}
