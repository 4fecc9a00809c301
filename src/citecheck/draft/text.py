"""Plain text: RFC style, Project Gutenberg, reports, mails, and what exporters make of HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from citecheck.draft.decoding import decode
from citecheck.draft.headings import is_notes_heading
from citecheck.draft.known_notes import KnownNotes
from citecheck.draft.layout import Paragraph, is_wrapped, page_furniture, paragraphs
from citecheck.draft.manuscript import Manuscript, Mark, Note, TextBlock
from citecheck.draft.numbered import Definition, find_definitions
from citecheck.draft.signs import signs_in
from citecheck.model.draft import BlockKind, Place

_GAP = re.compile(r"[ \t\f\v]{2,}|[\t\f\v]")
"""White space that is more than one blank."""
_CLOSING = frozenset(".,;:!?)]\u201d")
"""Signs before which no blank stands."""


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001 (plain text has no relative links)
    """Read a plain text."""
    lines = decode(data).split("\n")
    gone = page_furniture(lines)
    shown = ["" if number in gone else line for number, line in enumerate(lines)]
    wrapped = is_wrapped(lines)
    found = find_definitions(shown, wrapped=wrapped)
    taken = gone | {number for one in found for number in range(one.first, one.last)}
    known = KnownNotes.of(found, (line for number, line in enumerate(shown) if number not in taken))
    blocks = [_block(lines, group, known) for group in paragraphs(lines, frozenset(taken), wrapped=wrapped)]
    notes = [_note(shown, one, known.ids[at]) for at, one in enumerate(found)]
    cut = _is_cut(lines, blocks, found, known)
    return Manuscript(tuple(_attached(blocks)), tuple(notes), title=_title(blocks), cut=cut)


def _title(blocks: Sequence[TextBlock]) -> str | None:
    """Return the first heading at the top; one of several words before a lone word, as a page's "Next" is."""
    headings = [
        block.text for block in blocks[:3] if block.kind is BlockKind.HEADING and not is_notes_heading(block.text)
    ]
    return next((heading for heading in headings if " " in heading), headings[0] if headings else None)


def _is_cut(lines: Sequence[str], blocks: Sequence[TextBlock], found: Sequence[Definition], known: KnownNotes) -> bool:
    """Say whether the file ends inside its last note: no line end behind it, and markers whose notes come later."""
    if not found or not lines[-1].strip() or found[-1].last != len(lines):
        return False
    orphans = (mark.label.strip("[]^") for block in blocks for mark in block.marks if mark.note is None)
    return any(label.isdigit() and int(label) > known.highest for label in orphans)


class _Flow:
    """Lines becoming one text: white space collapsed, markers taken out, places kept. Linear, for long files."""

    __slots__ = ("gap", "length", "marks", "parts", "places")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.gap = False
        self.places: list[tuple[int, Place]] = []
        self.marks: list[Mark] = []

    def write(self, line: str, start: int, end: int, number: int) -> None:
        """Add `line[start:end]`; `number` is that of the line, from 0."""
        at = start
        for space in [*_GAP.finditer(line, start, end), None]:
            stop = space.start() if space else end
            piece = line[at:stop].strip(" ")
            if piece:
                column = at + len(line[at:stop]) - len(line[at:stop].lstrip(" "))
                self._put(piece, Place(number + 1, column + 1), spaced=column > at)
                self.gap = line[stop - 1] == " "
            elif at < stop:
                self.gap = True
            self.gap = self.gap or space is not None
            at = space.end() if space else end

    def _put(self, piece: str, place: Place, *, spaced: bool) -> None:
        if self.parts and (self.gap or spaced) and piece[0] not in _CLOSING:
            self.parts.append(" ")
            self.length += 1
        self.places.append((self.length, place))
        self.parts.append(piece)
        self.length += len(piece)

    def block(self, kind: BlockKind) -> TextBlock:
        """Give what was written as a block."""
        return TextBlock(kind, "".join(self.parts), tuple(self.places), tuple(self.marks))


def _block(lines: Sequence[str], group: Paragraph, known: KnownNotes) -> TextBlock:
    """Write the lines of a paragraph as one text, its markers taken out."""
    flow = _Flow()
    for number in group.lines:
        line = lines[number]
        at, end = 0, len(line.rstrip())
        flow.gap = True
        for sign in signs_in(line):
            if notes := known.notes_of(sign, number):
                flow.write(line, at, sign.start, number)
                place = Place(number + 1, sign.start + 1)
                flow.marks += [Mark(flow.length, sign.label, place, note) for note in notes]
                at = sign.end
        flow.write(line, at, end, number)
    return flow.block(group.kind)


def _note(lines: Sequence[str], found: Definition, name: str) -> Note:
    """Give the text of a note with its line breaks, the sign in front taken off."""
    places: list[tuple[int, Place]] = []
    pieces: list[str] = []
    length = 0
    for number in range(found.first, found.last):
        start = found.column if number == found.first else 0
        line = lines[number][start:]
        piece = line.strip()
        if piece:
            places.append((length, Place(number + 1, start + len(line) - len(line.lstrip()) + 1)))
            pieces.append(piece)
            length += len(piece) + 1
    text = "\n".join(pieces)
    if found.style == "long":
        text = text.removesuffix("]")
    return Note(name, found.marker, text, tuple(places) or ((0, Place(found.first + 1, 1)),))


def _attached(blocks: list[TextBlock]) -> list[TextBlock]:
    """Move a marker that opens a block to the end of the block before: an export broke the line in front of it."""
    made: list[TextBlock] = []
    for block in blocks:
        early = tuple(mark for mark in block.marks if mark.offset == 0)
        if early and made and made[-1].text and made[-1].kind is not BlockKind.HEADING:
            last = made[-1]
            moved = tuple(replace(mark, offset=len(last.text)) for mark in early)
            made[-1] = replace(last, marks=(*last.marks, *moved))
            block = replace(block, marks=block.marks[len(early) :])  # noqa: PLW2901 (the same block, less its marks)
        if block.text or block.marks:
            made.append(block)
    return made
