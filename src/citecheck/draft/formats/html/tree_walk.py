"""Walk through a page: write running text to blocks, notes to notes, and take the markers out of both.

The walk is one pass in reading order with an explicit stack, so depth and size are no limit. While a note is open, text
goes to the note and not to the block around it, because a tooltip may be in the middle of a sentence.

Cloudflare's e-mail obfuscation is undone. It also hides parts of addresses that contain "@". The page shows "[email
protected]", and `data-cfemail` holds the text in hex, with every byte xor-ed with the first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from citecheck.draft.formats.html.note_sites import FoundNotes, MarkerSite, NoteSite, label_of
from citecheck.draft.formats.html.page import (
    BLOCKS,
    HEADINGS,
    UNREAD,
    Element,
    HtmlPage,
    ancestors_of,
    brief_text_of,
    fragment_of,
    names_of,
    printed_number_of,
    text_of,
)
from citecheck.draft.manuscript import ManuscriptBlock, Note
from citecheck.draft.markers import raise_power
from citecheck.draft.prose import Prose
from citecheck.model.draft import BlockKind, LinkKind, Place
from citecheck.url.normal_form import resolve_link
from citecheck.url.spellings import HOSTILE_SIGNS


def _decode_cfemail(hidden: str) -> str:
    """Decode a `data-cfemail` value. An invalid value returns the words that the page shows."""
    try:
        data = bytes.fromhex(hidden)
    except ValueError:
        return "[email protected]"
    return bytes(byte ^ data[0] for byte in data[1:]).decode("utf-8", "replace") if data else "[email protected]"


_KINDS = {"li": BlockKind.ITEM, "dt": BlockKind.ITEM, "dd": BlockKind.ITEM, "td": BlockKind.CELL, "th": BlockKind.CELL}
_ABSOLUTE = re.compile(r"\s*[a-z][a-z0-9+.-]*:", re.IGNORECASE)
"""An address with a scheme. Other addresses are relative to the page."""
_LABEL_START = re.compile(r"\s*\[\d{1,4}\]\s")
"""A label "[12]" after a line break, as in several notes in one block."""
_CODE = re.compile(r"highlight|program-?listing|screen|source-?code|prettyprint|(?:^|\s)(?:code|src)(?:\s|$)|language-")
"""Names that authors give to preformatted text that is source code or screen output."""
_EMPTY_LINE = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
"""The separator between two blocks of preformatted text."""
_WORD_ITEM = re.compile(r"Mso(?:List(?:Paragraph|Bullet|Number)|o?Bullet)", re.IGNORECASE)
"""Classes of Word's paragraphs that are list items."""
_LITERAL = frozenset({"code", "kbd", "samp"})
"""Elements whose brackets are not markers."""
_SKIPPED_ROLES = frozenset({"navigation", "banner", "search", "menu", "dialog"})
"""Roles of elements that readers skip, unless the element contains a note."""


def walk_page(page: HtmlPage, found: FoundNotes) -> tuple[list[ManuscriptBlock], list[Note], dict[int, int]]:
    """Return the blocks and notes of a page, and the numbers that lists print before some blocks.

    Markers of notes that turn out empty are kept, as markers without a note.
    """
    walker = _PageWalker(page, found)
    for step, element in _walk_elements(page.root, walker.skipped):
        if step == "open":
            walker.open_element(element)
        elif step == "close":
            walker.close_element(element)
        else:
            walker.read_tail(element)
    walker.end_block()
    return walker.blocks, walker.finished_notes(), walker.numbers


def _walk_elements(root: Element, skipped: set[Element]) -> Iterator[tuple[str, Element]]:
    """Yield ("open", e), the steps of its children, ("close", e), ("tail", e).

    The children of an element that the walker adds to `skipped` are skipped.
    """
    stack: list[tuple[str, Element]] = [("open", root)]
    while stack:
        step, element = stack.pop()
        if step != "open" or not isinstance(element.tag, str):
            yield (step if step != "open" else "tail"), element
            continue
        yield step, element
        stack += [("tail", element), ("close", element)]
        if element not in skipped:
            stack += [("open", child) for child in reversed(element)]


@dataclass(slots=True)
class _OpenNote:
    site: NoteSite
    prose: Prose = field(default_factory=Prose)
    ends: Element | None = None


class _PageWalker:
    """The state of a walk: the block and note being written, and what is finished."""

    def __init__(self, page: HtmlPage, found: FoundNotes) -> None:
        self.skipped: set[Element] = set()
        self.blocks: list[ManuscriptBlock] = []
        self.numbers: dict[int, int] = {}
        self._page = page
        self._found = found
        self._prose = Prose()
        self._kinds: list[BlockKind] = [BlockKind.PARAGRAPH]
        self._note: _OpenNote | None = None
        self._collected: dict[str, _OpenNote] = {}
        self._starts = {site.start: site for site in found.notes}
        self._holding = {one for start in self._starts for one in (start, *ancestors_of(start))}
        self._also = {block: site for site in found.notes for block in site.also}
        self._breaks = 0
        self._preformatted = 0
        self._literal = 0
        self._before_raised: str | None = None
        self._line: int | None = None

    @property
    def _sink(self) -> Prose:
        return self._note.prose if self._note else self._prose

    def open_element(self, element: Element) -> None:
        """Handle the start of an element."""
        self._line = element.sourceline
        self._literal += element.tag in _LITERAL
        if element.tag == "sup":
            self._before_raised = _text_before(element)
        site = self._starts.get(element) or self._also.get(element)
        if site is not None:
            self._begin_note(site, element)
        if self._is_skipped(element, site):
            self.skipped.add(element)
            return
        if element in self._found.markers:
            self._mark(self._found.markers[element])
            self.skipped.add(element)
            return
        if element.tag == "br":
            self._break(before_label=_is_before_label(element))
        elif element.tag in BLOCKS:
            self._open_block(element)
        elif self._is_link(element):
            self._open_link(element)
        if element.get("data-cfemail"):
            self._sink.write(_decode_cfemail(element.get("data-cfemail")), self._place())
            self.skipped.add(element)
        elif element.text:
            self._write(element.text)

    def close_element(self, element: Element) -> None:
        """Handle the end of an element."""
        self._literal -= element.tag in _LITERAL
        if element.tag == "sup":
            self._before_raised = None
        if self._is_link(element) and element not in self.skipped:
            self._sink.close_link()
        if element.tag in BLOCKS and element not in self.skipped:
            self._close_block(element)
        if self._note is not None and self._note.ends is element:
            self._note = None

    def read_tail(self, element: Element) -> None:
        """Handle the text after an element."""
        if element.tail:
            self._line = element.sourceline
            self._write(element.tail)

    def _is_skipped(self, element: Element, site: NoteSite | None) -> bool:
        if element in self._found.ignored or element.tag in UNREAD:
            return True
        if site is not None or self._note is not None:
            return False
        if element.tag == "pre":
            return _is_code(element) and not any(one in self._found.markers for one in element.iter())
        if element.tag == "nav" or (element.get("role") or "").lower() in _SKIPPED_ROLES:
            return not self._holds_note(element)
        hidden = (
            element.get("hidden") is not None or "display:none" in (element.get("style") or "").replace(" ", "").lower()
        )
        return hidden and not self._holds_note(element)

    def _holds_note(self, element: Element) -> bool:
        return element in self._holding

    def _open_link(self, element: Element) -> None:
        href, written = element.get("href"), self._page.anchors.get(element)
        complete = href if _ABSOLUTE.match(href) else resolve_link(self._page.base, href)
        place = written.place if written else self._place()
        self._sink.open_link(complete, LinkKind.HTML, place, written=href)

    def _is_link(self, element: Element) -> bool:
        """Return whether an element links out of the page. A wiki's links to its own articles are part of the prose."""
        href = element.get("href") if element.tag == "a" else None
        if not href or href.startswith("#") or fragment_of(self._page, element) is not None:
            return False
        return not (self._page.wiki and href.startswith(("/wiki/", "./", "/w/")))

    def _write(self, text: str) -> None:
        if text.strip():
            self._breaks = 0
        pieces = _EMPTY_LINE.split(text) if self._preformatted else [text]
        for at, piece in enumerate(pieces):
            if at:
                self._end_paragraph()
            write = self._sink.write_literal if self._literal else self._sink.write
            write(piece if self._before_raised is None else raise_power(piece, self._before_raised), self._place())

    def _end_paragraph(self) -> None:
        """End the note or block that an empty line in preformatted text ends."""
        if self._note is not None and self._note.prose:
            self._note = None
        elif self._note is None:
            self.end_block()

    def _place(self) -> Place:
        return Place(self._line)

    def _mark(self, marker: MarkerSite) -> None:
        if marker.in_sentence and not self._sink.in_brackets:
            self._sink.write(marker.label, self._place())
        self._sink.add_marker(marker.label, self._place(), marker.key)

    def _begin_note(self, site: NoteSite, element: Element) -> None:
        known = self._collected.get(site.key)
        if known is None:
            known = self._collected[site.key] = _OpenNote(site)
        elif known.prose:
            known.prose.end_line()
        known.ends = site.container if element is site.start else element
        self._note = known

    def _break(self, *, before_label: bool) -> None:
        self._breaks += 1
        if self._note is not None and self._breaks >= 2 and self._note.site.open_ended and self._note.prose:
            self._note = None
        elif self._note is not None:
            self._note.prose.end_line()
        elif self._breaks >= 2 or before_label:
            self.end_block()
        else:
            self._sink.write(" ", self._place())

    def _open_block(self, element: Element) -> None:
        if self._note is None:
            self.end_block()
        elif self._note.prose:
            self._note.prose.end_line()
        if element.tag == "li" and (number := printed_number_of(element)):
            self.numbers[len(self.blocks)] = number
        kind = BlockKind.ITEM if _WORD_ITEM.match(element.get("class") or "") else self._kinds[-1]
        kind = BlockKind.HEADING if element.tag in HEADINGS else _KINDS.get(element.tag, kind)
        self._kinds.append(kind)
        self._preformatted += element.tag == "pre"

    def _close_block(self, element: Element) -> None:
        self._preformatted -= element.tag == "pre"
        if self._note is None:
            self.end_block()
        elif self._note.prose:
            self._note.prose.end_line()
        if len(self._kinds) > 1:
            self._kinds.pop()

    def end_block(self) -> None:
        """Finish the current block, if it holds anything."""
        if self._prose:
            block = self._prose.block(self._kinds[-1])
            self.blocks.append(replace(block, places=_keep_lines_only(block.places)))
        self._prose = Prose()
        self._breaks = 0

    def finished_notes(self) -> list[Note]:
        """Return the notes in page order, followed by the notes from attributes."""
        notes = [one.prose.note(one.site.key, one.site.label) for one in self._collected.values()]
        notes = [replace(note, places=_keep_lines_only(note.places)) for note in notes]
        for key, (label, text, line) in self._found.attribute_notes.items():
            notes.append(Note(key, label, text, ((0, Place(line)),)))
        return notes


def _text_before(element: Element) -> str:
    """Return the text directly before an element."""
    before, parent = element.getprevious(), element.getparent()
    return ((before.tail if before is not None else parent.text if parent is not None else "") or "")[-12:]


def _is_before_label(line_break: Element) -> bool:
    """Return whether the line after a break begins with "[12]" or a raised number, as in several notes in one block."""
    if (line_break.tail or "").strip():
        return bool(_LABEL_START.match(line_break.tail))
    after = line_break.getnext()
    return (
        after is not None and after.tag in {"sup", "b", "strong"} and (label_of(brief_text_of(after)) or "").isdigit()
    )


def _is_code(block: Element) -> bool:
    """Return whether preformatted text is source code or screen output, which cites nothing.

    Text with hostile indicators is not treated as code, so that they are read.
    """
    named = bool(_CODE.search(names_of(block))) or (len(block) == 1 and block[0].tag == "code" and not block.text)
    return named and not HOSTILE_SIGNS.search(text_of(block))


def _keep_lines_only(places: tuple[tuple[int, Place], ...]) -> tuple[tuple[int, Place], ...]:
    """Keep only the line of each place.

    The parser reports no columns, and a column counted from the start of an element would mislead.
    """
    return tuple((offset, Place(place.line)) for offset, place in places)
