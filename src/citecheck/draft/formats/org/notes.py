"""Collect the notes of an Org document: definitions, notes written in the text, and the works that keys cite.

A note is named by its label, and an included file has labels of its own. A note without a label is numbered in the
order of the text. The marker of a labelled note is as written ("[fn:label]").
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from citecheck.draft.formats.work_lists import CitedWorks
from citecheck.draft.manuscript import Note
from citecheck.draft.prose import Prose
from citecheck.model.draft import CitationSystem, Place


class OrgNotes:
    """Counter and collector of the notes of one document while it is read."""

    def __init__(self, works: CitedWorks) -> None:
        """Initialize with the works of the document's lists."""
        self._works = works
        self._kept: dict[str, Note] = {}
        self._serials: Counter[str] = Counter()
        self._unnamed = 0
        self.unlisted = 0

    def name(self, label: str, file: str) -> tuple[str, str]:
        """Return the marker and id of the note with a label in a file; a note without a label is a new one."""
        if label:
            return f"[fn:{label}]", f"fn:{file}:{label}" if file else f"fn:{label}"
        self._unnamed += 1
        return f"[fn::#{self._unnamed}]", f"fn::{self._unnamed}"

    def keep(self, prose: Prose, named: tuple[str, str], place: Place) -> None:
        """Store the text of a note; of two definitions of a label, the later one gets an id with a suffix."""
        marker, note_id = named
        self._serials[note_id] += 1
        if self._serials[note_id] > 1:
            note_id = f"{note_id}-{self._serials[note_id]}"
        note = prose.note(note_id, marker)
        self._kept[note_id] = replace(note, places=note.places or ((0, place),))

    def author_of(self, key: str) -> str:
        """Return the author of a cited work, "" if it is not known."""
        work = self._works.cite(key)
        return work.author if work else ""

    def cite(self, key: str, prose: Prose, place: Place) -> None:
        """Add the marker of a cited key; without any list of works it is only counted."""
        work = self._works.cite(key)
        if work is not None or self._works:
            prose.add_marker(f"@{key}", place, work.id if work else None, CitationSystem.REFERENCE)
        else:
            self.unlisted += 1

    def finished(self) -> tuple[Note, ...]:
        """Return all notes: those of the text in its order, then the cited works."""
        return (*self._kept.values(), *self._works.references)
