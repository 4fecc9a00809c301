"""The works that a draft cites by key, from the lists that it names (`works.bib`), as the notes that its keys call.

A list has its own format, named by its suffix; each reader of a list gives its works by key, and of two works with one
key the first is used. A work becomes a note when it is cited, because a list of thousands may serve many drafts. The
place of such a note is omitted: it is in another file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import Final, TypeAlias

from citecheck.draft.citation_keys import CitationKeys
from citecheck.draft.formats.bibtex import build_entry_note, parse_entries
from citecheck.draft.formats.csl import read_csl_json, read_yaml_list
from citecheck.draft.manuscript import Manuscript, Note
from citecheck.model.draft import CitationSystem
from citecheck.text.encoding import decode_draft

_WorkBuilder: TypeAlias = Callable[[], Note]
"""The note of a work, built when it is cited."""


class CitedWorks:
    """The works of a draft's lists, and the notes of those that it cites so far."""

    def __init__(self, lists: Sequence[tuple[str, bytes]], *, label: str | None = None) -> None:
        """Initialize with rows of (name, content) in the order of the draft, and the encoding that it declares."""
        self._works: dict[str, _WorkBuilder] = {}
        for name, content in lists:
            read = _LIST_READERS[PurePath(name).suffix.lower()]
            self._works = {**read(decode_draft(content, label)), **self._works}
        self._cited: dict[str, Note] = {}

    def __bool__(self) -> bool:
        """Return whether any list is available and names a work."""
        return bool(self._works)

    def cite(self, key: str) -> Note | None:
        """Return the note of a work, or None if no list has the key."""
        if key in self._works and key not in self._cited:
            self._cited[key] = self._works[key]()
        return self._cited.get(key)

    @property
    def references(self) -> tuple[Note, ...]:
        """The notes of the cited works as entries of a list of references, with the key as written ("@doe2024")."""
        return tuple(
            replace(note, marker=f"@{note.marker.strip('[]')}", system=CitationSystem.REFERENCE) for note in self.cited
        )

    @property
    def cited(self) -> tuple[Note, ...]:
        """The notes of the cited works, in the order in which they were first cited."""
        return tuple(self._cited.values())


def _read_bibtex(text: str) -> Mapping[str, _WorkBuilder]:
    return {key: partial(build_entry_note, entry, place_known=False) for key, entry in parse_entries(text).items()}


_LIST_READERS: Final[Mapping[str, Callable[[str], Mapping[str, _WorkBuilder]]]] = {
    ".bib": _read_bibtex,
    ".json": read_csl_json,
    ".yaml": read_yaml_list,
    ".yml": read_yaml_list,
}
"""The reader of a list by its suffix. A format names those that its drafts may use in its row of the registry."""
LIST_SUFFIXES: Final = frozenset(_LIST_READERS)


def cite_works(manuscript: Manuscript, works: CitedWorks, *, named: bool) -> Manuscript:
    """Return a manuscript with its citations by key as markers, and the works that they cite as references.

    A list that the draft itself does not name must have most of its keys; otherwise the keys may name people.
    """
    keys = CitationKeys(works.cite, listed=bool(works))
    blocks = tuple(keys.take_out(block) for block in manuscript.blocks)
    notes = tuple(keys.mark(note) for note in manuscript.notes)
    rows = (*(block.markers for block in blocks), *(note.inner_markers for note in notes))
    called = [marker.note for row in rows for marker in row if marker.system is CitationSystem.REFERENCE]
    if not named and called.count(None) * 2 > len(called):
        return manuscript
    return replace(
        manuscript, blocks=blocks, notes=(*notes, *works.references), unlisted=manuscript.unlisted + keys.unlisted
    )
