"""The notes of an AsciiDoc document: footnotes by their printed number, works of its bibliography by their label."""

from __future__ import annotations

from citecheck.draft.manuscript import Note
from citecheck.model.draft import Place


class Notes:
    """Counts notes in the order of their first use, as Asciidoctor prints them."""

    def __init__(self) -> None:
        self._labels: dict[str, str] = {}
        self._named: dict[str, str] = {}
        self._kept: dict[str, Note | None] = {}
        self._works: dict[str, tuple[str, str]] = {}

    def use(self, name: str) -> tuple[str, str]:
        """Return marker and id of a note: the one of that name, or a new one."""
        note = self._named.get(name) if name else None
        if note is None:
            note = f"note{len(self._labels) + 1}"
            self._labels[note] = f"[{len(self._labels) + 1}]"
            if name:
                self._named[name] = note
        return self._labels[note], note

    def is_kept(self, note: str) -> bool:
        """Tell whether the text of a note has been read, or is being read."""
        return note in self._kept

    def reserve(self, note: str) -> None:
        """Give a note its place in the order before the notes inside it are read."""
        self._kept[note] = None

    def keep(self, note: Note, place: Place) -> None:
        """Keep a note's text; `place` is that of its macro, for a note without text."""
        places = note.places or ((0, place),)
        self._kept[note.id] = Note(note.id, note.marker, note.text, places, note.links)

    def name_work(self, key: str, label: str) -> str:
        """Enter a work of the bibliography and return its id; done before the text is read."""
        self._works.setdefault(key, (f"[{label or key}]", f"bib:{key}"))
        return self._works[key][1]

    def work(self, key: str) -> tuple[str, str] | None:
        """Return marker and id of a work, None if the bibliography has none of that key."""
        return self._works.get(key)

    def finished(self) -> tuple[Note, ...]:
        """Return all notes that have a text."""
        return tuple(note for note in self._kept.values() if note is not None)
