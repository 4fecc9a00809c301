"""What a format's reader hands over: text with the markers taken out, notes, and links; no judgement yet.

Each format is one module with one function `read(data: bytes, *, base: str | None) -> Manuscript`. It only says
what
is where. Sentences, sources, kinds, cut addresses and structure findings are made from the manuscript by
`citecheck.draft.assemble`, once for all formats. A draft may need other files (a bibliography, parts of its text):
which ones, and their contents as far as they are at hand, are values here too.

Everything in a block or a note points into its text by offset. So what turns an offset into a place in the file,
and
what takes stretches out of a text with all its offsets moved along, is kept with the values.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from citecheck.model.draft import BlockKind, Place, Source


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A hyperlink: `text[start:end]` is its display text (may be empty), `href` its target as written."""

    start: int
    end: int
    href: str


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker that stood at `offset` of its block's text, before it was taken out.

    `label` is the marker as printed ("[6]", "6", "*"); `note` the id of the note that the markup itself names, None
    where only the label can tell.
    """

    offset: int
    label: str
    place: Place
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ManuscriptBlock:
    """A heading, paragraph, item or cell: text as its reader sees it, markers removed, line breaks as spaces.

    `places` gives the place of an offset: rows of (offset, place), ascending; offsets between two rows count on from
    the lower one. `literal` are the stretches of code, where "[1]" is an index and no marker.
    """

    kind: BlockKind
    text: str
    places: tuple[tuple[int, Place], ...]
    marks: tuple[Marker, ...] = ()
    links: tuple[Hyperlink, ...] = ()
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
    links: tuple[Hyperlink, ...] = ()
    sources: tuple[Source, ...] = ()
    marks: tuple[Marker, ...] = ()


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A document as its format's reader found it. `cut` says that the file ends in the middle of something."""

    blocks: tuple[ManuscriptBlock, ...]
    notes: tuple[Note, ...]
    title: str | None = None
    language: str | None = None
    cut: bool = False


@dataclass(frozen=True, slots=True)
class WantedFiles:
    """Names of files as a draft gives them, relative to its folder: BibTeX `lists`, and `parts` of its text.

    A name says what the draft's author wrote and nothing about what may be opened.
    """

    lists: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CompanionFiles:
    """Contents of such files: the `lists` in the order of the draft, and the `parts` as rows of (name, content)."""

    lists: tuple[bytes, ...] = ()
    parts: tuple[tuple[str, bytes], ...] = ()


NO_COMPANIONS = CompanionFiles()
"""For a draft that needs no other files, or whose files are not at hand."""


def place_at(places: Sequence[tuple[int, Place]], offset: int) -> Place:
    """Give the place of `offset`: that of the last row at or before it, counted on in columns."""
    at = bisect_right(places, offset, key=lambda row: row[0]) - 1
    if at < 0:
        return places[0][1] if places else Place()
    start, place = places[at]
    if place.column is None or offset == start:
        return place
    return Place(place.line, place.column + offset - start, place.page, place.paragraph)


class LineIndex:
    """The line starts of one text; lines end at LF, both counts from 1."""

    __slots__ = ("_starts",)

    def __init__(self, text: str) -> None:
        starts = [0]
        found = text.find("\n")
        while found >= 0:
            starts.append(found + 1)
            found = text.find("\n", found + 1)
        self._starts = starts

    def place(self, offset: int) -> Place:
        """Return the place of the character at `offset`."""
        row = bisect_right(self._starts, offset) - 1
        return Place(line=row + 1, column=offset - self._starts[row] + 1)

    def start(self, line: int) -> int:
        """Return the offset at which a line begins; past the end that of the last line."""
        return self._starts[min(max(line, 1), len(self._starts)) - 1]


def remove_stretches(block: ManuscriptBlock, cuts: Sequence[tuple[int, int]]) -> ManuscriptBlock:
    """Give `block` without the stretches `cuts` (sorted, apart); what pointed into one then points to its start."""
    if not cuts:
        return block
    starts = [start for start, _ in cuts]
    lost = [0, *accumulate(end - start for start, end in cuts)]

    def moved(offset: int) -> int:
        at = bisect_right(starts, offset) - 1
        if at < 0:
            return offset
        return starts[at] - lost[at] + max(0, offset - cuts[at][1])

    edges = [0, *(edge for cut in cuts for edge in cut), len(block.text)]
    return replace(
        block,
        text="".join(block.text[low:high] for low, high in zip(edges[::2], edges[1::2], strict=True)),
        marks=tuple(replace(mark, offset=moved(mark.offset)) for mark in block.marks),
        links=tuple(Hyperlink(moved(one.start), moved(one.end), one.href) for one in block.links),
        literal=tuple((moved(low), moved(high)) for low, high in block.literal),
        places=tuple((moved(offset), place) for offset, place in block.places),
    )


def remove_lead(note: Note, count: int) -> Note:
    """Give `note` without its first `count` characters, and without the links that stood in them."""
    if not count:
        return note
    return replace(
        note,
        text=note.text[count:],
        links=tuple(
            Hyperlink(max(0, one.start - count), one.end - count, one.href) for one in note.links if one.end > count
        ),
        places=tuple((max(0, offset - count), place) for offset, place in note.places),
    )
