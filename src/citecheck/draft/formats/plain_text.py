"""Read plain text: RFCs, Project Gutenberg books, reports, mails, and text that exporters make of HTML.

Lines become paragraphs whether the file is hard-wrapped, has one line per paragraph, or is an export with both. An
export from HTML breaks lines at every change of font or link, in the middle of sentences ("attack", then ". CTP-ISW" on
the next line; "speaking to the", "Washington Post", "on February 19"). Such a line is joined to the next if the line
cannot end a paragraph or the next cannot begin one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from citecheck.draft.manuscript import CompanionFiles, Manuscript, ManuscriptBlock, Marker, Note, WantedFiles
from citecheck.draft.markers import find_marker_candidates, raise_typed_numbers
from citecheck.draft.note_lines import is_notes_heading
from citecheck.draft.note_numbering import KnownNotes, NoteDefinition, find_note_definitions
from citecheck.draft.notes_file import find_lost_labels, keep_own_text, merge_notes
from citecheck.draft.typed_notes import lower_labels, lower_markers
from citecheck.model.draft import BlockKind, Place
from citecheck.text.encoding import decode_draft

_BULLET = re.compile(r"\s*(?:[\u2022\u00b7\u25aa\u25cf\u25e6\u2023\u2013*-]|\d{1,3}[.)]|\(?[a-z\d][.)])\s+\S")
"""The bullet or number of an item at the beginning of a line."""
_STARTS_LOW = re.compile(r"\s*(?:[a-z\u00df-\u00ff\u0430-\u044f]|[.,;:!?)\]\u2019\u201d\u060c](?!\.))")
"""A line that begins in the middle of a sentence."""
_NUMBERED_HEADING = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[A-Z][^.!?;:]*\Z")
"""A heading with its number, as in RFCs: "4.2.  Security Considerations"."""
_ENDS_OPEN = re.compile(
    r"(?:[,(\u201c\u2018\u2013\u2014/&-]|\b(?:the|a|an|of|to|in|on|at|by|for|from|with|and|or|but|as|that|which|who|whose|its|"
    r"their|his|her|is|was|are|were|has|have|had|said|told|reported|"
    r"newspaper|outlet|US|President|Prime Minister|Minister))\s*\Z"
)
"""A line that ends where no sentence ends: after an article, a preposition, an opening bracket or quotation mark."""
_ENDS_SENTENCE = re.compile(
    r"[.!?:\u2026\u3002\uff0e\u061f][\"'\u201d\u2019\u00bb)\]]*(?:\s?\[[^\[\]\s]{1,12}\])*\s*\Z"
)
"""The end of a sentence, including markers after it."""
_TAIL = 200
"""The number of characters at the end of a line that are checked for the end of a sentence.

A row of markers is rarely longer.
"""
_PAGE_FOOT = re.compile(r"\S.{0,70}\[Page \d{1,4}\]\s*\Z")
"""The footer of an RFC page: "Berg    Standards Track    [Page 1]"."""
_RUNNING_HEAD = re.compile(r"(?:RFC \d+|Internet-Draft)\b.{5,80}\b(?:19|20)\d\d\s*\Z|\f")
"""The header of the next page: "RFC 2119    Key Words    March 1997", or a form feed."""
_COMMENT = re.compile(r"\s*#\s*citecheck:\s*ignore(?:-file)?\s*\[")
"""A line that only says what citecheck leaves out: "# citecheck: ignore[L102] moves next week"."""
_RULE = re.compile(r"\s*([=~_*#-])\1{2,}\s*\Z")
"""A line of one repeated character. Under a line it makes that line a heading, and alone it separates text."""
_WRAP_WIDTH = 100
"""The most characters in a line of wrapped text. A few lines may be longer (addresses, tables)."""
_NEARLY = 0.8
"""The part of the width that a line of a wrapped paragraph fills with the next word. Ragged margins leave a fifth."""
_HEADING_WORDS = 14


@dataclass(frozen=True, slots=True)
class _LineGroup:
    """The numbers, from 0, of the lines that make one block of text."""

    kind: BlockKind
    lines: tuple[int, ...]


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Return whether the text is wrapped at a column.

    Nearly no line is long, and lines end where the next word would be too long.
    """
    filled = [line for line in lines if line.strip()]
    if not filled or sum(len(line) > _WRAP_WIDTH for line in filled) > len(filled) // 20:
        return False
    followed = [at for at in range(len(lines) - 1) if lines[at].strip() and lines[at + 1].strip()]
    width = sorted(len(line.rstrip()) for line in filled)[len(filled) * 9 // 10]
    full = sum(len(lines[at].rstrip()) + len(lines[at + 1].split()[0]) >= _NEARLY * width for at in followed)
    return len(followed) * 3 > len(filled) and full * 2 > len(followed)


def _find_page_boilerplate(lines: Sequence[str]) -> frozenset[int]:
    """Return the numbers of the lines of page footers and headers.

    The blank lines around them are included if a sentence continues over the page.
    """
    boilerplate: set[int] = set()
    for foot in (at for at, line in enumerate(lines) if _PAGE_FOOT.match(line.strip())):
        low, high = foot - 1, foot + 1
        while low >= 0 and not lines[low].strip():
            low -= 1
        while high < len(lines) and (not lines[high].strip() or _RUNNING_HEAD.match(lines[high].strip())):
            high += 1
        runs_on = low >= 0 and high < len(lines) and not _ends_sentence(lines[low])
        first = low + 1 if runs_on and not _BULLET.match(lines[high]) else low + 2
        boilerplate.update(range(max(first, 0), high))
    return frozenset(boilerplate)


def _group_lines(lines: Sequence[str], taken: frozenset[int], *, wrapped: bool) -> Iterator[_LineGroup]:
    """Group the lines into blocks, in order.

    The lines in `taken` (notes, page headers and footers) are skipped.
    """
    group: list[int] = []
    for number, line in enumerate(lines):
        if number in taken:
            continue
        if _RULE.match(line):
            if group:
                yield _group_underlined(lines, group, line)
            group = []
        elif not line.strip():
            if group:
                yield _classify_group(lines, group)
            group = []
        elif group and (_BULLET.match(line) or not (wrapped or _runs_on(lines[group[-1]], line))):
            yield _classify_group(lines, group)
            group = [number]
        else:
            group.append(number)
    if group:
        yield _classify_group(lines, group)


def _group_underlined(lines: Sequence[str], group: list[int], rule: str) -> _LineGroup:
    """Return the group of a line with a rule under it: a heading if both have about the same length.

    Under longer text, the rule only ends it.
    """
    found = _classify_group(lines, group)
    above = lines[group[0]].strip()
    underlined = len(group) == 1 and len(above) <= 2 * len(rule.strip()) and len(above.split()) <= _HEADING_WORDS
    return _LineGroup(BlockKind.HEADING, found.lines) if underlined and found.kind is not BlockKind.ITEM else found


def _runs_on(line: str, following: str) -> bool:
    """Return whether `line`, in unwrapped text, was broken within a sentence that continues in `following`."""
    if _BULLET.match(following) and not _ENDS_OPEN.search(line):
        return False
    if _STARTS_LOW.match(following):
        return True
    return bool(_ENDS_OPEN.search(line)) and not _ends_sentence(line)


def _ends_sentence(line: str) -> bool:
    return bool(_ENDS_SENTENCE.search(line.rstrip()[-_TAIL:]))


def _classify_group(lines: Sequence[str], group: list[int]) -> _LineGroup:
    first = lines[group[0]]
    alone = len(group) == 1 and not any(
        lines[near].strip() for near in (group[0] - 1, group[0] + 1) if 0 <= near < len(lines)
    )
    if alone and _NUMBERED_HEADING.match(first) and len(first.split()) <= _HEADING_WORDS:
        return _LineGroup(BlockKind.HEADING, tuple(group))
    if _BULLET.match(first) and not re.match(r"\s*[*-]{3}", first):
        return _LineGroup(BlockKind.ITEM, tuple(group))
    if len(group) == 1 and len(first.split()) <= _HEADING_WORDS and not _ends_sentence(first):
        return _LineGroup(BlockKind.HEADING, tuple(group))
    return _LineGroup(BlockKind.PARAGRAPH, tuple(group))


_GAP = re.compile(r"[ \t\f\v]{2,}|[\t\f\v]")
"""White space that is more than one blank."""
_CLOSING = frozenset(".,;:!?)]\u201d")
"""Characters that no blank precedes."""


def wanted(data: bytes, *, name: str) -> WantedFiles:
    """Return the labels of the markers whose notes may be in a file next to the text; it names none itself."""
    return WantedFiles(labels=frozenset() if name else find_lost_labels(decode_draft(data)))


def read_with(data: bytes, companions: CompanionFiles, *, base: str | None) -> Manuscript:  # noqa: ARG001 (plain text has no relative links)
    """Read a plain text with the notes in a file of their own."""
    merged, own = merge_notes(decode_draft(data), companions.parts[0][1])
    return keep_own_text(_read_text(merged), own)


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001 (plain text has no relative links)
    """Read a plain text."""
    return _read_text(decode_draft(data))


def _read_text(text: str) -> Manuscript:
    lines = raise_typed_numbers(text.split("\n"))
    boilerplate = _find_page_boilerplate(lines) | {at for at, line in enumerate(lines) if _COMMENT.match(line)}
    shown = ["" if number in boilerplate else line for number, line in enumerate(lines)]
    wrapped = _is_wrapped(lines)
    found = find_note_definitions(shown, wrapped=wrapped)
    taken = boilerplate | {number for one in found for number in range(one.first, one.last)}
    known = KnownNotes.of(found, (line for number, line in enumerate(shown) if number not in taken))
    blocks = [_build_block(lines, group, known) for group in _group_lines(lines, frozenset(taken), wrapped=wrapped)]
    notes = [_build_note(shown, one, known.ids[at]) for at, one in enumerate(found)]
    cut = _is_cut(lines, blocks, found, known)
    blocks = _attach_early_markers(blocks)
    if lines != text.split("\n"):
        blocks, notes = lower_labels(blocks), lower_markers(notes)
    return Manuscript(tuple(blocks), tuple(notes), title=_find_title(blocks), cut=cut)


def _find_title(blocks: Sequence[ManuscriptBlock]) -> str | None:
    """Return the first heading at the top, preferring one of several words to a single word such as a page's "Next"."""
    headings = [
        block.text for block in blocks[:3] if block.kind is BlockKind.HEADING and not is_notes_heading(block.text)
    ]
    return next((heading for heading in headings if " " in heading), headings[0] if headings else None)


def _is_cut(
    lines: Sequence[str], blocks: Sequence[ManuscriptBlock], found: Sequence[NoteDefinition], known: KnownNotes
) -> bool:
    """Return whether the file ends inside its last note, without a line end and with markers of later notes."""
    if not found or not lines[-1].strip() or found[-1].last != len(lines):
        return False
    orphans = (mark.label.strip("[]^") for block in blocks for mark in block.markers if mark.note is None)
    return any(label.isdigit() and int(label) > known.highest for label in orphans)


class _BlockBuilder:
    """Builder of one text from lines, with white space collapsed, markers removed and places kept.

    Time is linear in the length, for long files.
    """

    __slots__ = ("gap", "length", "markers", "parts", "places")

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.length = 0
        self.gap = False
        self.places: list[tuple[int, Place]] = []
        self.markers: list[Marker] = []

    def write(self, line: str, start: int, end: int, number: int) -> None:
        """Add `line[start:end]`. `number` is the number of the line, from 0."""
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

    def block(self, kind: BlockKind) -> ManuscriptBlock:
        """Return the text as a block."""
        return ManuscriptBlock(kind, "".join(self.parts), tuple(self.places), tuple(self.markers))


def _build_block(lines: Sequence[str], group: _LineGroup, known: KnownNotes) -> ManuscriptBlock:
    """Build the block of a paragraph from its lines, with its markers removed."""
    builder = _BlockBuilder()
    for number in group.lines:
        line = lines[number]
        at, end = 0, len(line.rstrip())
        builder.gap = True
        for candidate in find_marker_candidates(line):
            if (notes := known.notes_of(candidate, number)) or not candidate.keys:
                builder.write(line, at, candidate.start, number)
                place = Place(number + 1, candidate.start + 1)
                builder.markers += [Marker(builder.length, candidate.label, place, note) for note in notes]
                at = candidate.end
        builder.write(line, at, end, number)
    return builder.block(group.kind)


def _build_note(lines: Sequence[str], found: NoteDefinition, name: str) -> Note:
    """Build a note with its line breaks, without the marker at its front."""
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


def _attach_early_markers(blocks: list[ManuscriptBlock]) -> list[ManuscriptBlock]:
    """Move a marker at the beginning of a block to the end of the block before.

    An export broke the line before the marker.
    """
    moved_blocks: list[ManuscriptBlock] = []
    for block in blocks:
        early = tuple(mark for mark in block.markers if mark.offset == 0)
        if early and moved_blocks and moved_blocks[-1].text and moved_blocks[-1].kind is not BlockKind.HEADING:
            last = moved_blocks[-1]
            moved = tuple(replace(mark, offset=len(last.text)) for mark in early)
            moved_blocks[-1] = replace(last, markers=(*last.markers, *moved))
            block = replace(block, markers=block.markers[len(early) :])  # noqa: PLW2901 (the same block without these markers)
        if block.text or block.markers:
            moved_blocks.append(block)
    return moved_blocks
