"""The output of a format's reader: text with the markers removed, notes, and links, without interpretation.

Each format is one module with one function `read(data: bytes, *, base: str | None) -> Manuscript`. It only reports
what is where. `citecheck.draft.assemble` derives sentences, sources, kinds, cut addresses and structure findings
from the manuscript, the same way for all formats. A draft may need other files (a bibliography, parts of its text):
their names, and their contents as far as they are available, are values here too.

Everything in a block or a note refers to its text by offset. So this module also turns offsets into places in the
file, and removes stretches of a text while adjusting all offsets.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

from citecheck.model.draft import BlockKind, CitationSystem, LinkKind, Place, Source


@dataclass(frozen=True, slots=True)
class Hyperlink:
    """A hyperlink: `text[start:end]` is its display text (may be empty), `href` its target as written.

    `place` is where its construct begins, None if that is the place of `start`. `cites` is False for what no reader
    follows (an image, a style sheet, an included file): it is never the source of a note. An empty `href` is of a
    stretch whose addresses are not links. `written` is the target as written where `href` is it completed with the
    address of the page; it is empty where the draft names no target. `role` is the name of the role, where it is one.
    `marker` is the number that the link shows, where that was taken out of the text at `start`.
    """

    start: int
    end: int
    href: str
    kind: LinkKind = LinkKind.INLINE
    place: Place | None = None
    cites: bool = True
    written: str | None = None
    role: str = ""
    marker: str = ""


@dataclass(frozen=True, slots=True)
class LooseLink:
    """A link in no block and no note: in the head of a page, an include, an image between paragraphs.

    `role` is the name of the role where the kind is one.
    """

    href: str
    kind: LinkKind
    place: Place
    role: str = ""


@dataclass(frozen=True, slots=True)
class Marker:
    """A marker that was removed from its block's text at `offset`.

    `label` is the marker as printed ("[6]", "6", "*"); `note` is the id of the note that the markup itself names, None
    if only the label identifies the note.
    """

    offset: int
    label: str
    place: Place
    note: str | None = None
    system: CitationSystem = CitationSystem.NOTE


@dataclass(frozen=True, slots=True)
class ListedWork:
    """A work that the markup itself describes, by what short citations call it: "Pike 1987", "Pike and Ray 1990".

    `called` are the ways to name its first author ("WHO", "World Health Organization"), `names` all names that may
    follow, and `authors` counts the authors. In a block, `start:end` is what it takes up; in a note it is the note.
    """

    called: tuple[str, ...]
    names: tuple[str, ...]
    years: tuple[str, ...]
    authors: int
    sources: tuple[Source, ...] = ()
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class ManuscriptBlock:
    """A heading, paragraph, item or cell: text as displayed, without markers, with line breaks as spaces.

    `places` maps offsets to places: rows of (offset, place), ascending; an offset between two rows counts from the
    lower one. `literal` holds the stretches of code, where "[1]" is an index and not a marker.
    `works` are those that the markup of a list describes.
    """

    kind: BlockKind
    text: str
    places: tuple[tuple[int, Place], ...]
    markers: tuple[Marker, ...] = ()
    links: tuple[Hyperlink, ...] = ()
    literal: tuple[tuple[int, int], ...] = ()
    works: tuple[ListedWork, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote as read. `id` is unique, `marker` is as printed; `text` may keep line breaks that separate sources.

    `sources` is filled only if the format itself names the sources (BibTeX entries, cite templates). Otherwise it is
    empty and sources are found in the text and the links. `inner_markers` are the markers inside the note itself.
    `author` is how a text names a work of a list: by its first author, "" if that is not known.
    """

    id: str
    marker: str
    text: str
    places: tuple[tuple[int, Place], ...]
    links: tuple[Hyperlink, ...] = ()
    sources: tuple[Source, ...] = ()
    inner_markers: tuple[Marker, ...] = ()
    system: CitationSystem = CitationSystem.NOTE
    author: str = ""
    works: tuple[ListedWork, ...] = ()


@dataclass(frozen=True, slots=True)
class Manuscript:
    """A document as read by its format's reader. `cut` means that the file ends in the middle of an element.

    `links` are those in no block and no note. `base` is the address to which relative targets are relative, where the
    document itself states it. `unlisted` counts numbers that are no `Marker` here and probably call a
    note: works whose list is in a file that is not available, and raised numbers in a text without notes.
    `lists_works` is whether the markup itself says which works are listed and cited, so that nothing is inferred.
    `pages_not_read` are the numbers of pages without text that can be read, except empty ones. `recognised` is whether
    the text comes from text recognition (OCR), so that letters and figures may be wrong.
    """

    blocks: tuple[ManuscriptBlock, ...]
    notes: tuple[Note, ...]
    title: str | None = None
    language: str | None = None
    cut: bool = False
    unlisted: int = 0
    links: tuple[LooseLink, ...] = ()
    base: str | None = None
    lists_works: bool = False
    pages_not_read: tuple[int, ...] = ()
    recognised: bool = False


@dataclass(frozen=True, slots=True)
class WantedFiles:
    """Names of files that a draft needs, relative to its folder: `lists` of works, and `parts` of its text.

    A name is what the author wrote; it does not imply that the file may be opened. A draft that cites by keys and names
    no list has `projects`: files of its project that may name the list, the first that does so. `labels` are those of
    markers without any note, whose notes may be in a file next to it.
    """

    lists: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class CompanionFiles:
    """The wanted files that are available, as rows of (name, content); `lists` are in the order of the draft.

    `missing` are the names of the lists of works that cannot be opened.
    """

    lists: tuple[tuple[str, bytes], ...] = ()
    parts: tuple[tuple[str, bytes], ...] = ()
    missing: tuple[str, ...] = ()


NO_COMPANIONS = CompanionFiles()
"""No files: for a draft that needs none, or whose files are not available."""


def join_names(own: str, written: str) -> str:
    """Return a name that the file `own` gives relative to itself, relative to the draft's folder; both with "/"."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(own), written))


def place_at(places: Sequence[tuple[int, Place]], offset: int) -> Place:
    """Return the place of `offset`, counted in columns from the last row at or before it."""
    at = bisect_right(places, offset, key=lambda row: row[0]) - 1
    if at < 0:
        return places[0][1] if places else Place()
    start, place = places[at]
    if place.column is None or offset == start:
        return place
    return Place(place.line, place.column + offset - start, place.page, place.paragraph)


class LineIndex:
    """The line starts of a text; lines end at LF, lines and columns count from 1."""

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
        """Return the offset at which a line begins; a line past the end counts as the last."""
        return self._starts[min(max(line, 1), len(self._starts)) - 1]


def list_loose_links(
    links: Sequence[LooseLink], blocks: Sequence[ManuscriptBlock], notes: Sequence[Note]
) -> tuple[LooseLink, ...]:
    """Return those of `links` that are not in a block or note: no hyperlink there has the same place."""
    shown = [*(one for block in blocks for one in block.links), *(one for note in notes for one in note.links)]
    held = {(one.place, one.href if one.written is None else one.written) for one in shown}
    return tuple(one for one in links if (one.place, one.href) not in held)


def describes_works(block: ManuscriptBlock) -> bool:
    """Return whether the markup of a block describes works and the block begins with one, as those of lists do."""
    return bool(block.works) and not block.markers and not block.text[: block.works[0].start].strip(" \"'*")


def remove_stretches(
    block: ManuscriptBlock, cuts: Sequence[tuple[int, int]], words: Sequence[str] = ()
) -> ManuscriptBlock:
    """Return `block` without the stretches `cuts` (sorted, disjoint); offsets inside a cut move to its start.

    `words` are what is put in the place of each cut, as many as cuts; nothing if they are omitted.
    """
    if not cuts:
        return block
    words = words or [""] * len(cuts)
    starts = [start for start, _ in cuts]
    lost = [0, *accumulate(end - start - len(word) for (start, end), word in zip(cuts, words, strict=True))]

    def moved(offset: int) -> int:
        at = bisect_right(starts, offset) - 1
        if at < 0:
            return offset
        return offset - lost[at + 1] if offset >= cuts[at][1] else starts[at] - lost[at]

    edges = [0, *(edge for cut in cuts for edge in cut), len(block.text)]
    return replace(
        block,
        text="".join(
            block.text[low:high] + word for low, high, word in zip(edges[::2], edges[1::2], [*words, ""], strict=True)
        ),
        markers=tuple(replace(marker, offset=moved(marker.offset)) for marker in block.markers),
        links=tuple(replace(one, start=moved(one.start), end=moved(one.end)) for one in block.links),
        literal=tuple((moved(low), moved(high)) for low, high in block.literal),
        works=tuple(replace(one, start=moved(one.start), end=moved(one.end)) for one in block.works),
        places=tuple((moved(offset), place) for offset, place in block.places),
    )


class TextCitation(NamedTuple):
    """A citation that a text itself writes out, at `at`: its label, the id of what it cites, and what to take out.

    `word` is put in the place of what is taken out: the name that is a word of the sentence.
    """

    at: int
    label: str
    note: str | None
    cut: tuple[int, int]
    word: str = ""


_FOLLOWING = frozenset(" .,;:!?)") | {""}
"""What follows a citation that is taken out together with the space before it."""


def widen_cut(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the stretch to take out for `text[start:end]`: with the spaces before it, unless a word follows."""
    if text[end : end + 1] in _FOLLOWING:
        while start and text[start - 1] == " ":
            start -= 1
    return start, end


class FieldCall(NamedTuple):
    """A field of a word processor that shows `text[start:end]` and cites works.

    `works` are ids of notes, and `missing` the names of works that the document's own list lacks.
    """

    start: int
    end: int
    works: tuple[str, ...]
    missing: tuple[str, ...] = ()


_NAME_OR_YEAR = re.compile(r"[^\W\d_]|(?:1[4-9]|20)\d\d")


def cite_fields(text: str, calls: Sequence[FieldCall], *, numbers_cite: bool = True) -> list[TextCitation]:
    """Return the citations that the fields of a text are; without `numbers_cite`, a number alone is none."""
    made = []
    for start, end, works, missing in calls:
        shown = text[start:end].strip()
        if shown and (numbers_cite or _NAME_OR_YEAR.search(shown)):
            low = text.index(shown, start)
            cut = widen_cut(text, low, low + len(shown))
            made += [TextCitation(low, shown, work, cut) for work in works]
            made += [TextCitation(low, f"CITATION {name}", None, cut) for name in missing]
    return made


def take_out_citations(block: ManuscriptBlock, calls: Sequence[TextCitation]) -> ManuscriptBlock:
    """Return a block with citations of a list of references as markers and without what they take up in the text."""
    made = [
        Marker(
            call.cut[1 if call.word else 0],
            call.label,
            place_at(block.places, call.at),
            call.note,
            CitationSystem.REFERENCE,
        )
        for call in calls
    ]
    markers = sorted((*block.markers, *made), key=lambda marker: marker.offset)
    words = {call.cut: call.word for call in calls}
    cuts = sorted(words)
    return remove_stretches(replace(block, markers=tuple(markers)), cuts, [words[cut] for cut in cuts])


def remove_lead(note: Note, count: int) -> Note:
    """Return `note` without its first `count` characters and without the links in them."""
    if not count:
        return note
    return replace(
        note,
        text=note.text[count:],
        links=tuple(
            replace(one, start=max(0, one.start - count), end=one.end - count) for one in note.links if one.end > count
        ),
        places=tuple((max(0, offset - count), place) for offset, place in note.places),
    )
