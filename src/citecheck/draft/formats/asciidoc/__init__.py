"""Read AsciiDoc: footnote macros, links, attributes, bibliographies, and notes typed by hand as in plain text.

The reader works line by line, and the beginning of a line decides what the line is. No existing parser of AsciiDoc in
Python keeps places. Listings, literal blocks, comments and includes are not read.
"""

from __future__ import annotations

import re

from citecheck.draft.formats.asciidoc.inline import AsciidocNotes, InlineMarkup
from citecheck.draft.manuscript import LineIndex, LooseLink, Manuscript, ManuscriptBlock, list_loose_links
from citecheck.draft.prose import Prose
from citecheck.draft.typed_notes import split_typed_notes
from citecheck.model.draft import BlockKind, LinkKind
from citecheck.text.encoding import decode_draft

_ATTRIBUTE = re.compile(r":(!?[\w-]+!?):(?:[ \t]+(.*))?\Z")
_REFERENCE = re.compile(r"\{([\w-]{1,80})\}")
_LONGEST_VALUE = 10_000
_TITLE = re.compile(r"(={1,6}|#{1,6})[ \t]+(\S.*?)(?:[ \t]+\1)?[ \t]*\Z")
_UNDERLINE = re.compile(r"(?:={3,}|-{3,}|~{3,}|\^{3,}|\+{3,})[ \t]*\Z")
_FENCE = re.compile(r"(?:-{4,}|\.{4,}|\+{4,}|/{4,}|`{3,}.*)[ \t]*\Z")
_FRAME = re.compile(r"(?:={4,}|\*{4,}|_{4,}|--|\"\")[ \t]*\Z")
_TABLE = re.compile(r"[|,:!]={3,}[ \t]*\Z")
_ITEM = re.compile(r"[ \t]*(?:\*{1,6}|-|\.{1,6}|\d{1,4}\.|[a-zA-Z]\.|<[\d.]{1,3}>|[•])[ \t]+(?:\[[ xX*]\][ \t]+)?")
_TERM = re.compile(r"[ \t]*(?P<term>\S.*?)(?::{2,4}|;;)(?:[ \t]+|\Z)")
_WORK = re.compile(r"\[\[\[([^\[\],\n]{1,100})(?:,([^\[\]\n]{0,200}))?\]\]\][ \t]*")
_BLOCK_ATTRIBUTES = re.compile(r"\[(?!\d+\])(?:\[[^\[\]\n]*\]|[^\[\]\n]*)\][ \t]*\Z")
_NOTE = re.compile(r"\[(\d{1,4})\]\s")
"""A note typed by hand at the start of a line.

The lines of a list of such notes are separate paragraphs even without blank lines between them.
"""
_LINE_MACRO = re.compile(r"(?:image|video|audio|toc|include|ifdef|ifndef|ifeval|endif|unifdef)::")
_FILE_MACRO = re.compile(r"(?P<sort>image|video|audio|include)::(?P<file>[^\s\[][^\[]*)\[(?P<values>[^\n]*)\][ \t]*\Z")
"""A row that shows a file: image::a.png[A picture], include::part.adoc[]."""
_STYLES = "source|listing|literal|comment|stem|latexmath|asciimath"
_VERBATIM = re.compile(rf"\[(?:(?:{_STYLES})(?=[,\]%#.])|,)[^\[\]]*\][ \t]*\Z")
"""The style of a paragraph or an open block that is code: [source,ruby], [,ruby], [listing]."""
_LINK_VALUE = re.compile(r"[\[,]\s*link\s*=\s*\"?(?P<target>[^\",\]]+)")
_COMMENT = "////"
_UNKNOWN = re.compile(r"\{[\w-]+\}")
"""A reference to an attribute that the document does not define."""
_CELL = re.compile(r"(?:\d*\+?\.?\d*[*+])?[<>^.]{0,4}[aehlmsdv]?\|")
_ADMONITION = re.compile(r"(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION):[ \t]+")


class _AsciidocReader:
    """The reader of one document. `blocks` grow in reading order, and notes are added to `notes`."""

    def __init__(self, text: str) -> None:
        self.blocks: list[ManuscriptBlock] = []
        self.title: str | None = None
        self.attributes: dict[str, str] = {}
        self.notes = AsciidocNotes()
        self._text = text
        self._rows = text.split("\n")
        self._lines = LineIndex(text)
        self._inline = InlineMarkup(text, self._lines.place, self.notes, self.attributes)
        self._kind = BlockKind.PARAGRAPH
        self._span: list[tuple[int, int]] = []
        self._fence: str | None = None
        self._verbatim = False
        self._literal = False
        self._indented = False
        self.links: list[LooseLink] = []
        self._table = False
        for key, label in _WORK.findall(text):
            self.notes.name_work(key.strip(), label.strip())

    def read(self) -> None:
        """Read the whole document."""
        start = 0
        for number, row in enumerate(self._rows):
            self._row(number, row, start)
            start += len(row) + 1
        self._end_block()

    def _end_block(self, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        """Write the collected lines as one block, so that a macro may extend over several lines."""
        if self._span:
            work = _WORK.match(self._text, self._span[0][0], self._span[0][1])
            if work is not None:
                self._span[0] = (work.end(), self._span[0][1])
            prose = Prose()
            self._write(prose)
            if self._indented:
                prose.unlink()
            self.links += [LooseLink(one.href, one.kind, one.place) for one in prose.links if one.place]
            if work is not None and (cited := self.notes.work(work[1].strip())) is not None:
                self.notes.keep(prose.note(cited[1], cited[0]), self._lines.place(work.start()))
            elif prose:
                self.blocks.append(prose.block(self._kind))
        self._span = []
        self._kind = kind
        self._verbatim = self._literal = self._indented = False

    def _write(self, prose: Prose) -> None:
        start, end = self._span[0][0], self._span[-1][1]
        if self._literal:
            for low, high in self._span:
                prose.write_literal(self._text[low:high], self._lines.place(low))
                prose.write("\n")
            return
        gapless = all(after[0] == before[1] + 1 for before, after in zip(self._span, self._span[1:], strict=False))
        if gapless:
            self._inline.write(start, end, prose)
            return
        for piece in self._span:
            self._inline.write(*piece, prose)
            prose.write("\n")

    def _row(self, number: int, row: str, start: int) -> None:
        self._file_row(row, start)
        if self._fence is not None:
            if row.strip() == self._fence:
                self._fence = None
        elif not row.strip():
            self._end_block(BlockKind.CELL if self._table else BlockKind.PARAGRAPH)
        elif _FENCE.match(row):
            self._end_block()
            self._fence = "```" if row.startswith("```") else row.strip()
        elif self._verbatim and row.strip() == "--":
            self._end_block()
            self._fence = "--"
        elif not self._read_block_markup(number, row, start):
            self._text_row(row, start)

    def _read_block_markup(self, number: int, row: str, start: int) -> bool:
        """Handle titles, attributes, frames and line macros, and return whether the row was one."""
        if row.startswith("//") and not row.startswith("///"):
            return True
        if (title := _TITLE.match(row)) is not None:
            self._heading(start + title.start(2), start + title.end(2), is_title=len(title[1]) == 1)
        elif (attribute := _ATTRIBUTE.match(row)) is not None:
            self._end_block()
            self.attributes[attribute[1].lower()] = self._expanded((attribute[2] or "").strip())
        elif _UNDERLINE.match(row) and self._is_underline(number, row):
            piece = self._span[-1]
            self._span = []
            self._heading(*piece, is_title=row.startswith("="))
        elif _TABLE.match(row):
            self._end_block()
            self._table = not self._table
        elif _BLOCK_ATTRIBUTES.match(row):
            self._block_attributes(row, start)
        elif _FRAME.match(row) or row.strip() == "+" or _LINE_MACRO.match(row):
            self._end_block(BlockKind.CELL if self._table else BlockKind.PARAGRAPH)
        elif re.match(r"\.[^\s.]", row):
            verbatim = self._verbatim
            self._end_block()
            self._span = [(start + 1, start + len(row))]
            self._end_block()
            self._verbatim = verbatim
        else:
            return False
        return True

    def _block_attributes(self, row: str, start: int) -> None:
        verbatim = self._verbatim or _VERBATIM.match(row) is not None
        self._end_block(BlockKind.CELL if self._table else BlockKind.PARAGRAPH)
        self._verbatim = verbatim
        if (linked := _LINK_VALUE.search(row)) is not None:
            target = self._inline.expand(linked["target"].strip())
            self.links.append(LooseLink(target, LinkKind.INLINE, self._lines.place(start + linked.start("target"))))

    def _file_row(self, row: str, start: int) -> None:
        """Record the file that a row shows. Files are included in listings too, but not in comments."""
        found = _FILE_MACRO.match(row) if "::" in row else None
        if found is None or self._fence == _COMMENT or (self._fence is not None and found["sort"] != "include"):
            return
        place = self._lines.place(start)
        if found["sort"] == "include":
            self.links.append(LooseLink(self._inline.expand(found["file"]), LinkKind.INCLUDE, place))
            return
        for target, kind in self._inline.find_file_links(found["sort"], found["file"], found["values"]):
            self.links.append(LooseLink(target, kind, place))

    def _expanded(self, value: str) -> str:
        """Return the value of an attribute with its attribute references replaced by their current values."""
        made = _REFERENCE.sub(lambda found: self.attributes.get(found[1].lower(), found[0]), value)
        return made if len(made) <= _LONGEST_VALUE else value

    def _is_underline(self, number: int, row: str) -> bool:
        return len(self._span) == 1 and abs(len(self._rows[number - 1].rstrip()) - len(row.rstrip())) <= 2

    def _heading(self, start: int, end: int, *, is_title: bool) -> None:
        self._end_block(BlockKind.HEADING)
        self._span = [(start, end)]
        self._end_block()
        if is_title and self.title is None and self.blocks:
            self.title = self.blocks[-1].text

    def _text_row(self, row: str, start: int) -> None:
        end = start + len(row)
        if self._table and self._cells(row, start):
            return
        item = _ITEM.match(row)
        if item is not None:
            self._item(start + item.end(), end)
        elif (term := _TERM.match(row)) is not None and "://" not in term["term"] and not self._span:
            self._end_block()
            self._span = [(start + term.start("term"), start + term.end("term"))]
            self._end_block()
            self._kind = BlockKind.ITEM
            if term.end() < len(row):
                self._span = [(start + term.end(), end)]
        else:
            if self._is_next_note(row):
                self._end_block()
            skipped = 0
            if not self._span:
                self._literal = self._verbatim
                self._indented = row[:1] in " \t" and not self._table
            if not self._span and (admonition := _ADMONITION.match(row)) is not None:
                skipped = admonition.end()
            self._span.append((start + skipped, end))

    def _is_next_note(self, row: str) -> bool:
        """Return whether a row begins the note after the note in the current block."""
        note = _NOTE.match(row)
        before = _NOTE.match(self._text, *self._span[0]) if note and self._span else None
        return note is not None and before is not None and int(note[1]) == int(before[1]) + 1

    def _item(self, start: int, end: int) -> None:
        self._end_block(BlockKind.ITEM)
        self._span = [(start, end)]

    def _cells(self, row: str, start: int) -> bool:
        """Read a row of a table, where every bar begins a cell, and return whether it had one."""
        bars = list(_CELL.finditer(row))
        if not bars:
            return False
        if bars[0].start() > 0 and self._span:
            self._span.append((start, start + bars[0].start()))
        for at, bar in enumerate(bars):
            self._end_block(BlockKind.CELL)
            stop = bars[at + 1].start() if at + 1 < len(bars) else len(row)
            if row[bar.end() : stop].strip():
                self._span = [(start + bar.end(), start + stop)]
        self._kind = BlockKind.CELL
        return True


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  relative links are not resolved here
    """Read AsciiDoc. All input is readable, so nothing is raised."""
    page = _AsciidocReader(decode_draft(data))
    page.read()
    blocks, notes = page.blocks, list(page.notes.finished())
    if not notes:
        blocks, notes = split_typed_notes(blocks)
    links = [one for one in list_loose_links(page.links, blocks, notes) if not _UNKNOWN.search(one.href)]
    return Manuscript(tuple(blocks), tuple(notes), title=page.title, links=tuple(links))
