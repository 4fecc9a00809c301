"""The notes of a text that are in another file: a chapter with its markers, and the file of its endnotes next to it.

A page of HTML links to its file of notes. A text in Markdown or without markup names none, so two signs are asked: the
name of the file is that of notes ("endnotes.md"), and its notes have most labels of the markers that the text has no
note for. Both files are then read as one text, of which the notes that the text calls are kept, without a place.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import PurePath

from citecheck.draft.manuscript import Manuscript, Note
from citecheck.draft.markers import (
    FROM_SUPERSCRIPT,
    SUPERSCRIPTS,
    find_marker_candidates,
    find_typed_labels,
    parse_group,
    replace_wide_signs,
)
from citecheck.draft.note_lines import is_notes_heading
from citecheck.model.draft import Place
from citecheck.text.encoding import decode_draft
from citecheck.text.languages import words_in_all_languages

_NAMED_MARKER = re.compile(r"\[\^([\w-]{1,40})\](?!:)")
_NAMED_NOTE = re.compile(r"^ {0,3}\[\^([\w-]{1,40})\]:", re.MULTILINE)
_NUMBERED_MARKER = re.compile(r"(?<=[^\s\[])\s?\[(\d{1,3}(?:\s?[,;\u2013-]\s?\d{1,3}){0,9})\](?![(\[:])")
_NUMBERED_NOTE = re.compile(r"^ {0,3}(?:\[(\d{1,3})\]|(\d{1,3})[.)])\s+(?=\S)", re.MULTILINE)
_LISTED_NOTE = re.compile(
    rf"^ {{0,3}}(?:\[(\d{{1,3}})\]|(\d{{1,3}})[.)]?|([{SUPERSCRIPTS}]{{1,3}})[.)]?)\s+(?=\S)", re.MULTILINE
)
"""The number of a note in a file of notes, which needs no sign after it: "1 Harbour Board, ..."."""
_ADDRESS = re.compile(r"https?://|www\.|doi\b", re.IGNORECASE)
_LEAST_NUMBERS = 2
_MOST_OTHER = 5
"""One number in as many may be missing in the text or in the file of notes, and always one."""
_PARTS_OF_NAME = re.compile(r"[^\W\d_]+")


def find_lost_labels(text: str) -> frozenset[str]:
    """Return the labels of the markers of a text that has no note at all: "^a" and, numbered from 1, "1" and "2"."""
    named = frozenset(f"^{label}" for label in _NAMED_MARKER.findall(text))
    if named:
        return frozenset() if _NAMED_NOTE.search(text) else named
    if _NUMBERED_NOTE.search(text):
        return frozenset()
    numbers = {key for inside in _NUMBERED_MARKER.findall(replace_wide_signs(text)) for key in parse_group(inside)}
    numbers = numbers or _find_raised_numbers(text) or find_typed_labels(text.split("\n"))
    counts = numbers == {str(number) for number in range(1, len(numbers) + 1)}
    return frozenset(numbers) if counts and len(numbers) >= _LEAST_NUMBERS else frozenset()


def _find_raised_numbers(text: str) -> set[str]:
    found = (one for line in text.split("\n") if not line.isascii() for one in find_marker_candidates(line))
    return {key for one in found if one.style == "raised" for key in one.keys}


def holds_notes_of(text: str, labels: frozenset[str]) -> bool:
    """Return whether a text is nothing but notes, after a heading at most, and has the notes of most `labels`.

    One in five numbers may be missing or spare, and always one, if most of the notes hold an address. Names are more
    than numbers: half of them suffice.
    """
    notes = list(_NAMED_NOTE.finditer(text)) or list(_LISTED_NOTE.finditer(text))
    if not notes or len([line for line in text[: notes[0].start()].splitlines() if line.strip()]) > 1:
        return False
    if notes[0].re is _NAMED_NOTE:
        return 2 * len(labels & {f"^{one[1]}" for one in notes}) >= len(labels)
    listed = [(one[1] or one[2] or one[3]).translate(FROM_SUPERSCRIPT) for one in notes]
    if listed == [str(number) for number in range(1, len(labels) + 1)]:
        return True
    other = labels.symmetric_difference(listed)
    numbers = [int(number) for number in listed]
    return (
        numbers == sorted(set(numbers))
        and len(other) <= max(1, len(labels) // _MOST_OTHER)
        and 2 * len(_ADDRESS.findall(text)) > len(notes)
    )


def is_named_for_notes(name: str) -> bool:
    """Return whether the name of a file says that it holds notes: "endnotes.md", "kapitel-anmerkungen.txt"."""
    return not _notes_words().isdisjoint(_PARTS_OF_NAME.findall(PurePath(name).stem.lower()))


@cache
def _notes_words() -> frozenset[str]:
    return frozenset(words_in_all_languages("notes_headings"))


def merge_notes(text: str, notes: bytes) -> tuple[str, int]:
    """Return a text with its notes at its end, under a heading, and the number of lines that are its own."""
    own = text.count("\n") + 1
    listed = decode_draft(notes)
    first = next((line for line in listed.splitlines() if line.strip()), "")
    heading = "" if is_notes_heading(first.lstrip("# ")) else "Notes\n\n"
    return f"{text}\n\n{heading}{listed}", own


def keep_own_text(manuscript: Manuscript, lines: int) -> Manuscript:
    """Return what was read of a merged text without that of the other files: its first `lines` and called notes."""
    blocks = tuple(block for block in manuscript.blocks if not block.places or (block.places[0][1].line or 0) <= lines)
    called = {marker.note for block in blocks for marker in block.markers}
    notes = tuple(note for one in manuscript.notes if (note := _keep_note(one, lines, called=one.id in called)))
    links = tuple(link for link in manuscript.links if (link.place.line or 0) <= lines)
    return replace(manuscript, blocks=blocks, notes=notes, links=links)


def _keep_note(note: Note, lines: int, *, called: bool) -> Note | None:
    if not note.places or (note.places[0][1].line or 0) <= lines:
        return note
    links = tuple(replace(link, place=None) for link in note.links)
    return replace(note, places=((0, Place()),), links=links) if called else None
