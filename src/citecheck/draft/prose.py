"""A builder for one run of text: it collapses white space and records markers and links by offset.

A reader walks the tree of its format in reading order and writes into a `Prose`. The result follows the rules of
`ManuscriptBlock` and `Note` for every format: no repeated white space, no gap where a marker was removed before
punctuation, and link offsets that match their display text exactly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from citecheck.draft.citation_keys import opens_sentence, write_name
from citecheck.draft.manuscript import Hyperlink, ListedWork, ManuscriptBlock, Marker, Note
from citecheck.model.draft import BlockKind, CitationSystem, LinkKind, Place, Source

_BLANK = re.compile(r"[\t\r\f\v\u00a0\u202f\ud800-\udfff]")
"""Characters written as a space; half of a surrogate pair is no character, and nothing can store or print it."""
_GAP = re.compile(r"[ \t\r\n\f\v\u00a0\u202f](?:[ \t\r\n\f\v\u00a0\u202f]+|(?<=\n)|(?<=\A.)|\Z)")
"""White space at an edge, with a line break, or longer than one character; single spaces stay in the run."""
_NEAR = 160
"""Characters before a marker in which an open bracket is looked for."""
_FEW = 8
"""Parts at the end of the text in which the end of the sentence before is looked for."""
_CLOSING = frozenset(",.;:!?)]}»”’…。，、；：？！）")


def _has_single_spaces(text: str) -> bool:
    """Return whether a text has words with one plain space between, and nothing that `_GAP` or `_BLANK` matches."""
    return text.isprintable() and text[:1].strip() != "" and text[-1] != " " and "  " not in text


@dataclass(slots=True)
class _OpenLink:
    """A link that is still open; `start` is unknown until its first character is written."""

    href: str
    kind: LinkKind
    place: Place | None
    cites: bool
    written: str | None
    role: str
    start: int | None = None


class Prose:
    """Collects text, markers and links; `block` or `note` returns the result, once."""

    __slots__ = ("_gap", "_length", "_links", "_literal", "_marked", "_markers", "_open", "_parts", "_places", "_works")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self._gap = ""
        self._marked = False
        self._places: list[tuple[int, Place]] = []
        self._markers: list[Marker] = []
        self._links: list[Hyperlink] = []
        self._literal: list[tuple[int, int]] = []
        self._open: list[_OpenLink] = []
        self._works: list[ListedWork] = []

    def __bool__(self) -> bool:
        """Return whether there is any text, link or marker."""
        return bool(self._parts or self._markers or self._links)

    @property
    def length(self) -> int:
        """The number of characters so far: the offset of a marker added now."""
        return self._length

    @property
    def links(self) -> tuple[Hyperlink, ...]:
        """The links that are closed so far."""
        return tuple(self._links)

    @property
    def in_brackets(self) -> bool:
        """Whether a round or square bracket is open at the end of the text so far."""
        tail = "".join([part[-_NEAR:] for part in self._parts[-_NEAR:]])[-_NEAR:]
        return tail.count("(") > tail.count(")") or tail.count("[") > tail.count("]")

    @property
    def has_markers(self) -> bool:
        """Whether a marker was added."""
        return bool(self._markers)

    def write(self, text: str, at: Place | None = None) -> None:
        """Add text; `at` is the place of its first character, and line breaks in it increase the line.

        Words separated by single spaces are added at once: one by one took a quarter of the time of reading Markdown.
        """
        line, column = (at.line, at.column or 1) if at is not None else (None, 1)
        if _has_single_spaces(text):
            self._put(text, at if at is None or at.column else replace(at, column=column))
            return
        anchored = at is None
        start = 0
        for gap in (*_GAP.finditer(text), None):
            low, high = gap.span() if gap else (len(text), len(text))
            if low > start:
                place = None if anchored or at is None else Place(line, column, at.page, at.paragraph)
                self._put(_BLANK.sub(" ", text[start:low]), place)
                column += low - start
                anchored = True
            if gap is None:
                return
            start = high
            self._gap = self._gap or " "
            breaks = text.count("\n", low, high)
            if breaks and line is not None:
                line, column = line + breaks, 1
                anchored = False
            column += high - 1 - text.rfind("\n", low, high) if breaks else high - low
            anchored = anchored and high - low == 1

    def write_author(self, name: str) -> None:
        """Add the name of the author of a work that the sentence names by its key."""
        self.write(write_name(name, "".join(self._parts[-_FEW:])))

    @property
    def opens_sentence(self) -> bool:
        """Whether a sentence begins after the text so far."""
        tail = "".join(self._parts[-_FEW:])
        return opens_sentence(tail, len(tail))

    def write_literal(self, text: str, at: Place | None = None) -> None:
        """Add code, in which brackets are not markers."""
        start = self._length
        self.write(text, at)
        self._literal.append((start, self._length))

    def _put(self, word: str, place: Place | None) -> None:
        if self._marked and self._gap == " " and word[0] in _CLOSING:
            self._gap = ""  # "at [2], we" reads "at, we" without its marker
        if self._gap and self._parts:
            self._parts.append(self._gap)
            self._length += 1
        self._gap = ""
        self._marked = False
        if place is not None:
            self._places.append((self._length, place))
        for link in self._open:
            if link.start is None:
                link.start = self._length
        self._parts.append(word)
        self._length += len(word)

    def end_line(self) -> None:
        """Put the next text on a new line (`Note.text` keeps such breaks)."""
        self._gap = "\n"

    def take_back(self, count: int) -> None:
        """Remove the last `count` characters, such as the hyphen of a word that continues on the next line."""
        if self._parts and len(self._parts[-1]) >= count:
            self._parts[-1] = self._parts[-1][: len(self._parts[-1]) - count]
            self._length -= count

    def add_marker(
        self, label: str, place: Place, note: str | None = None, system: CitationSystem = CitationSystem.NOTE
    ) -> None:
        """Record a marker at the current offset; it takes no space in the text."""
        self._markers.append(Marker(self._length, label, place, note, system))
        self._marked = True

    def add_work(self, start: int, work: ListedWork) -> None:
        """Record that the text from `start` on describes a work."""
        self._works.append(replace(work, start=start, end=self._length))

    def adopt(self, note: Prose) -> None:
        """Add the markers in a note here too: the sentence that cites the note also cites what the note cites."""
        for marker in note._markers:
            self.add_marker(marker.label, marker.place, marker.note, marker.system)

    def open_link(
        self,
        href: str,
        kind: LinkKind = LinkKind.INLINE,
        at: Place | None = None,
        *,
        cites: bool = True,
        written: str | None = None,
        role: str = "",
    ) -> None:
        """Begin a link, whose construct is at `at`; links may nest, and the inner one closes first."""
        self._open.append(_OpenLink(href, kind, at, cites, written, role))

    def add_link(self, href: str, kind: LinkKind, at: Place | None = None, *, cites: bool = False) -> None:
        """Record a link without words at the current offset, such as an image."""
        self._links.append(Hyperlink(self._length, self._length, href, kind, at, cites))

    def unlink(self) -> None:
        """Make no link of what was written so far: an indented paragraph of AsciiDoc is shown as it is."""
        self._links = [Hyperlink(0, self._length, "", cites=False)]

    def close_link(self) -> None:
        """End the innermost open link; a link without text keeps its place with an empty span."""
        if not self._open:
            return
        link = self._open.pop()
        start = self._length if link.start is None else link.start
        made = Hyperlink(start, self._length, link.href, link.kind, link.place, link.cites, link.written, link.role)
        self._links.append(made)

    def _finish(self) -> tuple[str, tuple[tuple[int, Place], ...], tuple[Hyperlink, ...]]:
        while self._open:
            self.close_link()
        return "".join(self._parts), tuple(self._places), tuple(sorted(self._links, key=lambda link: link.start))

    def block(self, kind: BlockKind) -> ManuscriptBlock:
        """Return the collected text as a block; line breaks become spaces."""
        text, places, links = self._finish()
        return ManuscriptBlock(
            kind, text.replace("\n", " "), places, tuple(self._markers), links, tuple(self._literal), tuple(self._works)
        )

    def note(self, note_id: str, marker: str, sources: tuple[Source, ...] = ()) -> Note:
        """Return the collected text as a note; markers inside it take no space in its text."""
        text, places, links = self._finish()
        return Note(note_id, marker, text, places, links, sources, tuple(self._markers))
