"""Collect the notes of a Typst document: footnotes, numbered as Typst prints them, and the works that keys cite.

`@name` cites a work of the bibliography or refers to a label of the document. If the label is that of a footnote, its
number is printed once more. Whether it is, is known at the end of the document, so such markers are resolved there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from citecheck.draft.formats.work_lists import CitedWorks
from citecheck.draft.manuscript import ManuscriptBlock, Marker, Note
from citecheck.draft.prose import Prose
from citecheck.model.draft import CitationSystem, Place

_LABEL = re.compile(r"(?<!\()<([\w:.-]{1,120})>")
_LABEL_OF_CONTENT = re.compile(r"\]\s{0,3}<([\w:.-]{1,120})>")
"""A label after content in brackets, which may be that of a footnote."""
_PENDING = "label:"


class TypstNotes:
    """Counter and collector of the notes of one document while it is read."""

    def __init__(self, works: CitedWorks, texts: Iterable[str]) -> None:
        """Initialize with the works of the document's lists, and the texts of all its files."""
        self._works = works
        self._labels: set[str] = set()
        self._of_content: set[str] = set()
        for text in texts:
            self._labels.update(_LABEL.findall(text))
            self._of_content.update(_LABEL_OF_CONTENT.findall(text))
        self._kept: dict[str, Note] = {}
        self._named: dict[str, str] = {}
        self._count = 0
        self.unlisted = 0

    def begin(self) -> tuple[str, str]:
        """Count a footnote, and return its marker and id."""
        self._count += 1
        return str(self._count), f"note{self._count}"

    def keep(self, prose: Prose, named: tuple[str, str], place: Place) -> None:
        """Store the text of a footnote."""
        note = prose.note(named[1], named[0])
        self._kept[note.id] = replace(note, places=note.places or ((0, place),))

    def name(self, label: str, note_id: str) -> None:
        """Record the label after a footnote."""
        self._named.setdefault(label, note_id)

    def cite(self, key: str, prose: Prose, place: Place, *, printed: bool = False) -> bool:
        """Add the marker of a key, and return whether it is one; otherwise it refers to a figure or heading.

        With `printed`, the name of the author is a word of the sentence.
        """
        work = self._works.cite(key)
        if work is not None:
            if printed:
                prose.write_author(work.author or key)
            prose.add_marker(f"@{key}", place, work.id, CitationSystem.REFERENCE)
        elif key in self._of_content:
            prose.add_marker(f"@{key}", place, _PENDING + key)
        elif key in self._labels:
            return False
        elif self._works:
            prose.add_marker(f"@{key}", place, None, CitationSystem.REFERENCE)
        else:
            self.unlisted += 1
        return True

    def resolve(self, block: ManuscriptBlock) -> ManuscriptBlock:
        """Return a block with the markers of labels as markers of their footnotes, without those of other labels."""
        if not any((marker.note or "").startswith(_PENDING) for marker in block.markers):
            return block
        return replace(block, markers=tuple(one for marker in block.markers for one in self._resolve(marker)))

    def _resolve(self, marker: Marker) -> Iterable[Marker]:
        if not (marker.note or "").startswith(_PENDING):
            return (marker,)
        note = self._kept.get(self._named.get((marker.note or "").removeprefix(_PENDING), ""))
        return () if note is None else (replace(marker, label=note.marker, note=note.id),)

    def finished(self) -> tuple[Note, ...]:
        """Return all notes: footnotes in their order, then the cited works."""
        notes = (
            replace(note, inner_markers=tuple(one for marker in note.inner_markers for one in self._resolve(marker)))
            for note in self._kept.values()
        )
        return (*notes, *self._works.references)
