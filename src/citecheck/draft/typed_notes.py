"""Notes typed by hand in a format that supports notes: "[1]" in the text, and paragraphs that begin with "[1]"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from citecheck.draft.links import blank_web_links, is_in_web_link
from citecheck.draft.manuscript import ManuscriptBlock, Marker, Note, place_at, remove_stretches
from citecheck.draft.markers import FROM_SUPERSCRIPT, MarkerCandidate, find_marker_candidates, raise_typed_numbers
from citecheck.draft.note_numbering import KnownNotes, NoteDefinition, find_note_definitions
from citecheck.model.draft import BlockKind

_LISTED = "list:"
"""Prefix of the ids of typed notes, because native notes of the format may have the same numbers as ids."""
_FEWEST_LISTED = 3
"""Fewest entries of a source list in a text with footnotes; "[1]" and "[2]" alone may mean anything."""
_FOLLOWING = frozenset(" .,;:") | {""}
"""What follows a marker that is removed together with the space before it."""


def split_typed_notes(
    blocks: list[ManuscriptBlock], numbers: Mapping[int, int] = MappingProxyType({}), *, prefix: str = ""
) -> tuple[list[ManuscriptBlock], list[Note]]:
    """Split blocks into running text, with its markers removed, and notes.

    Without notes, and without markers that count through lost notes, the blocks are unchanged.
    `numbers` maps the index of a block to the number that its list prints before it; `prefix` begins the ids.
    """
    labels = {at: f"{number}. " for at, number in numbers.items()}
    lines = [labels.get(at, "") + block.text for at, block in enumerate(blocks)]
    raised = raise_typed_numbers(lines)
    if raised == lines:
        return _split_lines(blocks, lines, labels, prefix)
    printed = [len(labels.get(at, "")) for at in range(len(blocks))]
    shown = [replace(block, text=line[length:]) for block, line, length in zip(blocks, raised, printed, strict=True)]
    text, notes = _split_lines(shown, raised, labels, prefix)
    return (lower_labels(text), lower_markers(notes)) if notes else (blocks, [])


def lower_labels(blocks: Sequence[ManuscriptBlock]) -> list[ManuscriptBlock]:
    """Return blocks with the labels of their markers as plain figures, as they were typed."""
    return [
        replace(
            block,
            markers=tuple(replace(one, label=one.label.translate(FROM_SUPERSCRIPT)) for one in block.markers),
        )
        for block in blocks
    ]


def lower_markers(notes: Sequence[Note]) -> list[Note]:
    """Return notes with plain figures as their numbers, as they were typed."""
    return [replace(note, marker=note.marker.translate(FROM_SUPERSCRIPT)) for note in notes]


def _split_lines(
    blocks: list[ManuscriptBlock], lines: Sequence[str], labels: Mapping[int, str], prefix: str
) -> tuple[list[ManuscriptBlock], list[Note]]:
    """Split blocks into text and notes; `lines` are their texts after the `labels` that their lists print."""
    headings = frozenset(number for number, block in enumerate(blocks) if block.kind is BlockKind.HEADING)
    linked = frozenset(number for number, block in enumerate(blocks) if block.links)
    found = find_note_definitions(lines, wrapped=False, headings=headings, linked=linked)
    taken = {number for one in found for number in range(one.first, one.last)}
    texts = (block.text if found else blank_web_links(block) for at, block in enumerate(blocks) if at not in taken)
    known = KnownNotes.of(found, texts, prefix)
    if not found and not known.lost:
        return blocks, []
    candidates = _find_markers({at: block for at, block in enumerate(blocks) if at not in taken}, known)
    text = [_take_out_markers(blocks[at], row) for at, row in candidates.items()]
    return text, [
        _build_note(blocks, one, known.ids[at], len(labels.get(one.first, ""))) for at, one in enumerate(found)
    ]


def split_numbered_notes(blocks: list[ManuscriptBlock]) -> tuple[list[ManuscriptBlock], list[Note]]:
    """Split like `split_typed_notes`, for markup where bracketed words are options: only if all labels are numbers."""
    text, notes = split_typed_notes(blocks)
    return (text, notes) if all(note.marker.strip("[]").isdecimal() for note in notes) else (blocks, [])


def add_typed_notes(
    blocks: list[ManuscriptBlock], notes: list[Note], numbers: Mapping[int, int] = MappingProxyType({})
) -> tuple[list[ManuscriptBlock], list[Note]]:
    """Add typed notes to the native `notes` of the format: a source list, or all of them without native notes."""
    if not notes:
        return split_typed_notes(blocks, numbers)
    text, listed = _split_source_list(blocks)
    return [_mark_exported(block) for block in text], notes + listed


def _mark_exported(block: ManuscriptBlock) -> ManuscriptBlock:
    """Read what chatbots leave where they cite as markers; native notes do not explain them."""
    lost: list[tuple[MarkerCandidate, list[str | None]]] = [
        (one, [None] * len(one.keys)) for one in _find_candidates(block) if one.style == "exported"
    ]
    return _take_out_markers(block, lost) if lost else block


def _split_source_list(blocks: list[ManuscriptBlock]) -> tuple[list[ManuscriptBlock], list[Note]]:
    """Find a source list "[1]", "[2]" … and its markers in a text that also has footnotes.

    The list must count from 1 without a gap, and at least half of it must be cited: stray brackets are not a list.
    """
    if not any(block.text.startswith("[1]") for block in blocks):
        return blocks, []
    text, notes = split_typed_notes(blocks, prefix=_LISTED)
    cited = {marker.note for block in text for marker in block.markers}
    counted = [note.marker for note in notes] == [f"[{number}]" for number in range(1, len(notes) + 1)]
    whole = counted and len(notes) >= _FEWEST_LISTED
    return (text, notes) if whole and 2 * sum(note.id in cited for note in notes) >= len(notes) else (blocks, [])


def add_unlinked_markers(blocks: list[ManuscriptBlock], notes: Sequence[Note]) -> list[ManuscriptBlock]:
    """Read "[12]" as a marker of note 12 if links connect other markers to their notes but none to this one."""
    cited = {marker.note for block in blocks for marker in block.markers}
    uncited: dict[str, str | None] = {note.marker.strip("[]"): note.id for note in notes if note.id not in cited}
    if not cited or not uncited:
        return blocks
    made = []
    for block in blocks:
        candidates = [candidate for candidate in _find_candidates(block) if candidate.style == "square"]
        kept = [
            (candidate, [uncited[candidate.keys[0]]])
            for candidate in candidates
            if len(candidate.keys) == 1 and candidate.keys[0] in uncited
        ]
        made.append(_take_out_markers(block, kept) if kept else block)
    return made


def _build_note(blocks: list[ManuscriptBlock], found: NoteDefinition, name: str, printed: int) -> Note:
    """Build a note from its blocks; `printed` is the length of a label that is in no block."""
    places, links, pieces, length = [], [], [], 0
    for number in range(found.first, found.last):
        block = blocks[number]
        start = max(0, found.column - printed) if number == found.first else 0
        places.append((length, place_at(block.places, start)))
        places += [(length + offset - start, place) for offset, place in block.places if offset > start]
        links += [
            replace(one, start=length + max(0, one.start - start), end=length + one.end - start)
            for one in block.links
            if one.end > start
        ]
        pieces.append(block.text[start:])
        length += len(pieces[-1]) + 1
    return Note(name, found.marker, "\n".join(pieces), tuple(places), tuple(links))


def _find_candidates(block: ManuscriptBlock) -> list[MarkerCandidate]:
    """Find what may be a marker in a block, outside code."""
    return [
        candidate
        for candidate in find_marker_candidates(block.text)
        if not any(low <= candidate.start and candidate.end <= high for low, high in block.literal)
    ]


def _find_markers(
    blocks: Mapping[int, ManuscriptBlock], known: KnownNotes
) -> dict[int, list[tuple[MarkerCandidate, list[str | None]]]]:
    """Return the markers of each block with their notes; brackets take precedence over raised figures."""
    found = {
        at: [(candidate, known.notes_of(candidate, at)) for candidate in _find_candidates(block)]
        for at, block in blocks.items()
    }
    bracketed = {
        note
        for row in found.values()
        for candidate, notes in row
        if candidate.style == "square"
        for note in notes
        if note
    }
    return {
        at: [
            (candidate, notes)
            for candidate, notes in row
            if (notes or not candidate.keys) and (candidate.style != "raised" or bracketed.isdisjoint(notes))
            if any(notes) or not is_in_web_link(blocks[at], candidate.start)
        ]
        for at, row in found.items()
    }


def _take_out_markers(
    block: ManuscriptBlock, candidates: Sequence[tuple[MarkerCandidate, list[str | None]]]
) -> ManuscriptBlock:
    """Remove the markers from a block, and the space before a marker that punctuation or nothing follows."""
    markers: list[Marker] = list(block.markers)
    cuts: list[tuple[int, int]] = []
    after = len(block.text)
    ends = [0, *(candidate.end for candidate, _ in candidates)]
    for (candidate, notes), floor in zip(reversed(candidates), reversed(ends[:-1]), strict=True):
        after = after if cuts and cuts[-1][0] == candidate.end else candidate.end
        start = candidate.start
        while start > floor and block.text[start - 1] == " " and block.text[after : after + 1] in _FOLLOWING:
            start -= 1
        markers += [Marker(start, candidate.label, place_at(block.places, candidate.start), note) for note in notes]
        cuts.append((start, candidate.end))
    return remove_stretches(
        replace(block, markers=tuple(sorted(markers, key=lambda marker: marker.offset))), cuts[::-1]
    )
