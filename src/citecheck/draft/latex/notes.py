r"""The notes of a LaTeX document: footnotes as they are counted, and the works behind `\cite`.

The printed number of a footnote is known only when the document is set (counters restart, classes differ), so a marker
names the command and its count: `\footnote#3` is the third. A work is marked "[key]", or with the number or label that
`thebibliography` gives it; keys are looked up in the document's own list first, then in the BibTeX files handed over.
"""

from __future__ import annotations

from collections import Counter

from citecheck.draft.bibtex import Entry, entry_note
from citecheck.draft.manuscript import Note


class Notes:
    """Counts the notes of one document while it is read."""

    def __init__(self, items: dict[str, str], entries: dict[str, Entry]) -> None:
        r"""Take the labels of the document's `\bibitem`s by key, and the BibTeX entries by key."""
        self._items = items
        self._entries = entries
        self._counts: dict[str, int] = {}
        self._texts: dict[str, Note] = {}
        self._kept: Counter[str] = Counter()
        self._cited: dict[str, Note] = {}

    def label(self, counter: str, number: str | None) -> tuple[str, str]:
        """Count a note of that command and return its marker and id; a number in brackets is kept and not counted."""
        if number is None:
            self._counts[counter] = self._counts.get(counter, 0) + 1
            number = str(self._counts[counter])
        return self.at(counter, number)

    def at(self, counter: str, number: str | None) -> tuple[str, str]:
        """Return marker and id of the note last counted, or of that number."""
        shown = number or str(self._counts.get(counter, 0) or 1)
        return f"\\{counter}#{shown}", f"{counter}{shown}"

    def keep(self, note: Note) -> None:
        """Keep the text of a note; the first of an id stays, a later one gets an id of its own."""
        self._kept[note.id] += 1
        serial = self._kept[note.id]
        note_id = note.id if serial == 1 else f"{note.id}-{serial}"
        self._texts[note_id] = Note(note_id, note.marker, note.text, note.places, note.links, note.sources)

    def cite(self, key: str) -> tuple[str, str | None] | None:
        """Return marker and note of a cited key; None where no list of works is at hand to look it up in."""
        if key in self._items:
            return self._items[key], f"bib:{key}"
        entry = self._entries.get(key)
        if entry is not None:
            self._cited.setdefault(key, entry_note(entry, place_known=False))
            return f"[{key}]", self._cited[key].id
        return (f"[{key}]", None) if self._items or self._entries else None

    def finished(self) -> tuple[Note, ...]:
        """Return all notes: footnotes and listed works in the order of the document, then those of BibTeX files."""
        return (*self._texts.values(), *self._cited.values())
