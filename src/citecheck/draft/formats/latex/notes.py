r"""Collect the notes of a LaTeX document: footnotes with their counts, and the works that `\cite` names.

The printed number of a footnote is known only when the document is typeset, because counters restart and classes
differ. A marker therefore names the command and its count: `\footnote#3` is the third. The marker of a work is "[key]",
or its number or label in `thebibliography`. Keys are looked up in the document's own list first, then in the given
BibTeX files.
"""

from __future__ import annotations

import re
from collections import Counter

from citecheck.draft.formats.bibtex import BibtexEntry, build_entry_note
from citecheck.draft.manuscript import Note


class LatexNotes:
    """Counter and collector of the notes of one document while it is read."""

    def __init__(self, items: dict[str, str], entries: dict[str, BibtexEntry]) -> None:
        r"""Initialize with the labels of the document's `\bibitem`s and the BibTeX entries, both by key."""
        self._items = items
        self._entries = entries
        self._counts: dict[str, int] = {}
        self._texts: dict[str, Note] = {}
        self._kept: Counter[str] = Counter()
        self._cited: dict[str, Note] = {}
        self._open: dict[str, list[str]] = {}
        self._moved: dict[str, int] = {}
        self._names: dict[str, tuple[str, str]] = {}

    def label(self, counter: str, number: str | None) -> tuple[str, str]:
        """Count a note of a command, and return its marker and id. A number in brackets is used and not counted."""
        if number is None:
            self._counts[counter] = self._counts.get(counter, 0) + 1
            self._moved[counter] = 0
            number = str(self._counts[counter])
        return self.at(counter, number)

    def at(self, counter: str, number: str) -> tuple[str, str]:
        """Return the marker and id of the note with a number."""
        return f"\\{counter}#{number}", f"{counter}{number}"

    def call(self, counter: str, note_id: str) -> None:
        r"""Record a marker whose text is separate (`\footnotemark`), unless the text has already been read."""
        if note_id not in self._texts:
            self._open.setdefault(counter, []).append(note_id)

    def called(self, counter: str, number: str | None) -> tuple[str, str]:
        r"""Return the marker and id of the note for a separate text (`\footnotetext`).

        It is the note of the given number, otherwise of the current count. If no marker waits for that note, it is the
        first that waits, because a caption or table has increased the count in between.
        """
        shown = number or str(max(1, self._counts.get(counter, 0) + self._moved.get(counter, 0)))
        marker, note_id = self.at(counter, shown)
        waiting = self._open.get(counter, [])
        if waiting and note_id not in waiting:
            note_id = waiting[0]
            marker = self.at(counter, note_id.removeprefix(counter))[0]
        if note_id in waiting:
            waiting.remove(note_id)
        return marker, note_id

    def move(self, counter: str, change: str) -> None:
        r"""Change the count used by `\footnotetext`, as authors do after several markers in a row."""
        if re.fullmatch(r"[+-]?\d{1,4}", change):
            self._moved[counter] = self._moved.get(counter, 0) + int(change)

    def name(self, label: str, note: tuple[str, str]) -> None:
        r"""Record the `\label` of a note, given as its marker and id."""
        self._names.setdefault(label, note)

    def named(self, label: str) -> tuple[str, str] | None:
        """Return the marker and id of the note with a label, or None if no earlier note has it."""
        return self._names.get(label)

    def number_of(self, label: str) -> str | None:
        """Return the number of the note with a label, or None if no earlier note has it."""
        known = self._names.get(label)
        return known[0].rpartition("#")[2] if known else None

    def keep(self, note: Note) -> None:
        """Store a note. The first note of an id keeps it, and later ones get an id with a suffix."""
        self._kept[note.id] += 1
        serial = self._kept[note.id]
        note_id = note.id if serial == 1 else f"{note.id}-{serial}"
        self._texts[note_id] = Note(note_id, note.marker, note.text, note.places, note.links, note.sources)

    def cite(self, key: str) -> tuple[str, str | None] | None:
        """Return the marker and note id of a cited key, or None if no list of works is available."""
        if key in self._items:
            return self._items[key], f"bib:{key}"
        entry = self._entries.get(key)
        if entry is not None:
            self._cited.setdefault(key, build_entry_note(entry, place_known=False))
            return f"[{key}]", self._cited[key].id
        return (f"[{key}]", None) if self._items or self._entries else None

    def finished(self) -> tuple[Note, ...]:
        """Return all notes: footnotes and listed works in document order, then works from BibTeX files."""
        return (*self._texts.values(), *self._cited.values())
