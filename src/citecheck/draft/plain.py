"""Pages and Markdown whose markup says nothing of notes: "[1]" in the text and paragraphs that begin with "[1]"."""

from __future__ import annotations

from dataclasses import replace

from citecheck.draft.manuscript import Link, Mark, Note, TextBlock
from citecheck.draft.numbered import Definition, find_definitions, signs_in
from citecheck.draft.places import place_at
from citecheck.draft.text import KnownNotes


def plain_notes(blocks: list[TextBlock]) -> tuple[list[TextBlock], list[Note]]:
    """Split blocks into running text, with its markers taken out, and notes. Without notes all stays as it is."""
    lines = [block.text for block in blocks]
    found = find_definitions(lines, wrapped=False)
    if not found:
        return blocks, []
    known = KnownNotes.of(found)
    taken = {number for one in found for number in range(one.first, one.last)}
    text = [_unmarked(block, number, known) for number, block in enumerate(blocks) if number not in taken]
    return text, [_note(blocks, one, known.ids[at]) for at, one in enumerate(found)]


def _note(blocks: list[TextBlock], found: Definition, name: str) -> Note:
    places, links, pieces, length = [], [], [], 0
    for number in range(found.first, found.last):
        block = blocks[number]
        start = found.column if number == found.first else 0
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
    """Take the markers out of a block."""
    kept: list[str] = []
    marks: list[Mark] = list(block.marks)
    cuts: list[tuple[int, int]] = []
    at = length = 0
    for sign in signs_in(block.text):
        notes = known.notes_of(sign, number)
        if not notes:
            continue
        start = sign.start
        while start > at and block.text[start - 1] == " " and (sign.end >= len(block.text) or block.text[sign.end] in " .,;:"):
            start -= 1
        kept.append(block.text[at:start])
        length += start - at
        marks += [Mark(length, sign.label, place_at(block.places, sign.start), note) for note in notes]
        cuts.append((start, sign.end))
        at = sign.end
    if not cuts:
        return block
    kept.append(block.text[at:])

    def moved(offset: int) -> int:
        return offset - sum(min(offset, high) - low for low, high in cuts if low < offset)

    return replace(
        block,
        text="".join(kept),
        marks=tuple(marks),
        links=tuple(Link(moved(one.start), moved(one.end), one.href) for one in block.links),
        places=tuple((moved(offset), place) for offset, place in block.places),
    )
