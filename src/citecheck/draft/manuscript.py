"""What a format's reader hands over: text with the markers taken out, notes, and links; no judgement yet.

Each format is one module with one function `read(data: bytes, *, base: str | None) -> Manuscript`. It only says what
stands where. Sentences, sources, kinds, cut addresses and structure findings are made from the manuscript by
`citecheck.draft.assemble`, once for all formats.
"""

from __future__ import annotations

from dataclasses import dataclass

from citecheck.model.draft import BlockKind, Place, Source


@dataclass(frozen=True, slots=True)
class Link:
    """A hyperlink: `text[start:end]` is its display text (may be empty), `href` its target as written."""

    start: int
    end: int
    href: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A marker that stood at `offset` of its block's text, before it was taken out.

    `label` is the marker as printed ("[6]", "6", "*"); `note` the id of the note that the markup itself names, None
    where only the label can tell.
    """

    offset: int
    label: str
    place: Place
    note: str | None = None


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A heading, paragraph, item or cell: text as its reader sees it, markers removed, line breaks as spaces.

    `places` gives the place of an offset: rows of (offset, place), ascending; offsets between two rows count on from
    the lower one. `literal` are the stretches of code, where "[1]" is an index and no marker.
    """

    kind: BlockKind
    text: str
    places: tuple[tuple[int, Place], ...]
    marks: tuple[Mark, ...] = ()
    links: tuple[Link, ...] = ()
    literal: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote as read. `id` is unique, `marker` as printed; `text` may keep line breaks where they separate.

    `sources` is filled only where the format itself says what the sources are (BibTeX entries, cite templates); else
    it is empty and they are found in the text and the links. `marks` are the markers that stood in the note itself.
    """

    id: str
    marker: str
    text: str
    places: tuple[tuple[int, Place], ...]
    links: tuple[Link, ...] = ()
    sources: tuple[Source, ...] = ()
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A document as its format's reader found it. `cut` says that the file ends in the middle of something."""

    blocks: tuple[TextBlock, ...]
    notes: tuple[Note, ...]
    title: str | None = None
    language: str | None = None
    cut: bool = False
