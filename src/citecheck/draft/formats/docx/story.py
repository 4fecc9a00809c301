"""Walk a story of a Word document, its body or one note, in reading order into prose.

"Story" is the term of the standard (ECMA-376, 17.2). The text is what a reader of the finished page sees. Insertions
are read and deletions are not, and moved text is read where it was moved to. The shown result of a field is read and
its code is not. Text boxes are read once, hidden text and comments not at all.

The fields that matter to notes are links, and note numbers that are printed again (ECMA-376, 17.16).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from citecheck.draft.formats.docx.citation_fields import FieldWorks
from citecheck.draft.formats.docx.numbering import BY_REFERENCE, REMOVED, ListNumbering, has_custom_mark
from citecheck.draft.formats.docx.wordprocessingml import R, Relationships, StyleSheet, W, is_hidden, value
from citecheck.draft.formats.office_parts import Element, local_name
from citecheck.draft.manuscript import FieldCall, ManuscriptBlock, TextCitation, cite_fields, take_out_citations
from citecheck.draft.markers import raise_figures
from citecheck.draft.note_lines import is_notes_heading
from citecheck.draft.prose import Prose
from citecheck.model.draft import BlockKind, LinkKind, Place

_CODE_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"|“([^”]*)”|(\S+)')
"""A word of a field's code: in straight quotation marks with escapes, in curly ones, or without any."""


@dataclass(slots=True)
class _WordField:
    """A field that is being read.

    Its code is not shown. `href` is set for a link, `bookmark` for a repeated note number.
    """

    code: list[str] = field(default_factory=list)
    shown: bool = False
    href: str | None = None
    bookmark: str | None = None
    result: list[str] = field(default_factory=list)
    raised: bool = False
    works: tuple[str, ...] = ()
    """The ids of the works that a citation field cites."""
    missing: tuple[str, ...] = ()
    """The names of the works that Word's own list lacks."""
    prose: Prose | None = None
    start: int = 0
    """Where the result of a citation begins."""

    def show(self, works: FieldWorks, place: Place) -> None:
        """Read the code of the field, which ends where the result begins."""
        self.shown = True
        code = "".join(self.code)
        words = _split_words(code)
        self.works, self.missing = works.cite_field(code, words, place), works.list_missing(words)
        name = words[0].upper() if words else ""
        if name == "HYPERLINK":
            self.href = _read_hyperlink(words)
        elif name == "NOTEREF" and len(words) > 1:
            self.bookmark = words[1]
            self.raised = r"\f" in words


def _read_hyperlink(words: list[str]) -> str | None:
    """Return the address in the words of a HYPERLINK field, or None for a jump within the document."""
    address, fragment = "", ""
    rest = iter(words[1:])
    for word in rest:
        if word == r"\l":
            fragment = next(rest, "")
        elif word in {r"\o", r"\t"}:
            next(rest, "")
        elif not word.startswith("\\") and not address:
            address = word
    if not address:
        return None
    return f"{address}#{fragment}" if fragment else address


def _split_words(code: str) -> list[str]:
    found = []
    for quoted, curled, bare in _CODE_WORD.findall(code):
        found.append((quoted or curled or bare).replace("\\\\", "\\") if (quoted or curled) else bare)
    return found


def notes_of_bookmarks(body: Element) -> dict[str, str]:
    """Return the note that each bookmark surrounds, as repeated note numbers (NOTEREF) refer to it."""
    found: dict[str, str] = {}
    open_names: dict[str, str] = {}
    for element in body.iter():
        name = local_name(element)
        if name == "bookmarkStart":
            open_names[value(element, "id") or ""] = value(element, "name") or ""
        elif name == "bookmarkEnd":
            open_names.pop(value(element, "id") or "", None)
        elif name in BY_REFERENCE and open_names:
            note = BY_REFERENCE[name].prefix + (value(element, "id") or "")
            found.update((bookmark, note) for bookmark in open_names.values() if bookmark not in found)
    return found


_UNREAD = REMOVED | {
    "pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr", "instrText", "delText",
    "delInstrText", "rt", "rubyPr", "fldData", "ffData", "footnoteRef", "endnoteRef", "annotationRef",
    "binData",
}  # fmt: skip
_PRIVATE = range(0xF000, 0xF100)
_SURROGATES = range(0xD800, 0xE000)
"""The code points of symbol fonts in `w:sym`. The low byte is the character of the font."""
_LONGEST_HEADING = 100
"""The longest text of a heading, in characters.

Legislation numbers body paragraphs with heading styles, and those are sentences.
"""


class Story:
    """The walk through one story.

    `labels` maps a note id to its printed number, and `bookmarks` maps a bookmark to the note that it surrounds.
    `lists` is given where sources may be listed by hand. The printed numbers of such lists are then part of the text.
    `works` collects the works of citation fields. With `numbers_cite`, a field that shows a number cites too; otherwise
    the printed list of works ties it. With `as_note`, the whole story is one prose whose paragraphs are lines. `lead`
    is then the custom mark of the note, which is typed at its beginning.
    """

    def __init__(
        self,
        relations: Relationships,
        styles: StyleSheet,
        *,
        labels: dict[str, str],
        bookmarks: dict[str, str],
        lists: ListNumbering | None = None,
        works: FieldWorks | None = None,
        numbers_cite: bool = True,
        as_note: bool = False,
        lead: str = "",
    ) -> None:
        self.blocks: list[ManuscriptBlock] = []
        self.prose = Prose()
        self.cited: dict[str, tuple[str, int]] = {}
        """Printed label and paragraph of the first reference, by note id."""
        self.title: str | None = None
        self._relations = relations
        self._styles = styles
        self._labels = labels
        self._bookmarks = bookmarks
        self._lists = lists
        self._works = works or FieldWorks()
        self._numbers_cite = numbers_cite
        self._calls: list[FieldCall] = []
        self._lists_sources = False
        self._as_note = as_note
        self._lead = lead
        self._paragraphs = 0
        self._cells = 0
        self._fields: list[_WordField] = []
        self._custom_mark: str | None = None
        self._raised = False
        self._steps = self._table()

    def _table(self) -> dict[str, Callable[[Element], None]]:
        """Return the handler of each element. Other elements are walked through, and those in `_UNREAD` are skipped."""
        return {
            "p": self._paragraph,
            "tr": self._row,
            "tc": self._cell,
            "r": self._run,
            "t": lambda element: self._text(element.text or ""),
            "tab": lambda _: self._text(" "),
            "ptab": lambda _: self._text(" "),
            "br": lambda _: self._break(),
            "cr": lambda _: self._break(),
            "noBreakHyphen": lambda _: self._text("-"),
            "sym": self._symbol,
            "hyperlink": self._hyperlink,
            "docPr": self._drawing,
            "blip": self._picture,
            "sdt": self._content_control,
            "fldSimple": self._simple_field,
            "fldChar": self._field_char,
            "instrText": self._field_code,
            "AlternateContent": self._alternative,
            "txbxContent": self._text_box,
            **dict.fromkeys(BY_REFERENCE, self._reference),
        }

    def walk(self, element: Element) -> None:
        """Walk through the children of an element."""
        for child in element:
            name = local_name(child)
            step = self._steps.get(name)
            if step is not None:
                step(child)
            elif name not in _UNREAD:
                self.walk(child)

    def custom_mark_of(self, note: str) -> str:
        """Return the mark typed for a note instead of a number, "" for numbered notes."""
        return "" if note in self._labels else self.cited[note][0]

    def _place(self) -> Place:
        return Place(line=self._paragraphs, column=self.prose.length + 1, paragraph=self._paragraphs)

    def _paragraph(self, element: Element) -> None:
        self._paragraphs += 1
        properties = element.find(W + "pPr")
        if not self.prose:
            for link in self._fields:
                if link.href is not None:
                    self.prose.open_link(link.href)
            self._number(properties)
        self.walk(element)
        if self._as_note:
            self.prose.end_line()
            return
        if properties is not None and properties.find(f"{W}rPr/{W}del") is not None:
            return  # its end was deleted, so the next paragraph continues it
        self._end_block(properties)

    def _number(self, properties: Element | None) -> None:
        """Write the printed number of a list of sources, so that references to it in the text are found."""
        label = self._lists.label(self._styles.numbering(properties)) if self._lists is not None else ""
        if label.startswith("[") or (label and self._lists_sources):
            self.prose.write(f"{label} ", self._place())

    def _end_block(self, properties: Element | None) -> None:
        if self.prose:
            block = self.prose.block(BlockKind.CELL if self._cells else self._styles.kind(properties))
            block = take_out_citations(block, self.read_citations(block.text)) if self._calls else block
            if block.kind is BlockKind.HEADING and len(block.text) > _LONGEST_HEADING and block.text.endswith("."):
                block = replace(block, kind=BlockKind.PARAGRAPH)
            self.blocks.append(block)
            if block.kind is BlockKind.HEADING or is_notes_heading(block.text):
                self._lists_sources = is_notes_heading(block.text)
            if self.title is None and self._styles.is_title(properties):
                self.title = block.text
        self.prose, self._calls = Prose(), []

    def _row(self, element: Element) -> None:
        if element.find(f"{W}trPr/{W}del") is None:
            self.walk(element)

    def _cell(self, element: Element) -> None:
        self._cells += 1
        self.walk(element)
        self._cells -= 1

    def _text_box(self, element: Element) -> None:
        """Read a text box as separate blocks. The paragraph that anchors it continues afterwards."""
        if self._as_note:
            self.walk(element)
            return
        outer, fields, cells, calls = self.prose, self._fields, self._cells, self._calls
        self.prose, self._fields, self._cells, self._calls = Prose(), [], 0, []
        self.walk(element)
        self.prose, self._fields, self._cells, self._calls = outer, fields, cells, calls

    def _alternative(self, element: Element) -> None:
        choice = next((child for child in element if local_name(child) == "Choice"), None)
        self.walk(choice if choice is not None else element)

    def _run(self, element: Element) -> None:
        properties = element.find(W + "rPr")
        if is_hidden(properties):
            return
        self._raised = self._styles.is_raised(properties)
        if self._fields and self._raised:
            self._fields[-1].raised = True
        self.walk(element)
        self._raised = False

    def _text(self, text: str) -> None:
        if any(not each.shown for each in self._fields):
            return
        if self._custom_mark is not None:
            if text.strip():
                self._mark(self._custom_mark, text.strip())
                self._custom_mark = None
            return
        if self._lead and text.strip():
            text, self._lead = text.removeprefix(self._lead) if not self.prose else text, ""
        captured = next((each for each in self._fields if each.bookmark is not None), None)
        if captured is not None:
            captured.result.append(text)
        else:
            self.prose.write(raise_figures(text) if self._raised else text, None if self.prose else self._place())

    def _break(self) -> None:
        if self._as_note:
            self.prose.end_line()
        else:
            self._text("\n")

    def _symbol(self, element: Element) -> None:
        try:
            code = int(value(element, "char") or "", 16)
        except ValueError:
            return
        if code in _SURROGATES:
            return
        if self._custom_mark is not None or self._lead:
            self._text(chr(code - 0xF000 if code in _PRIVATE else code))
        elif code not in _PRIVATE and code < 0x110000:
            self._text(chr(code))

    def _mark(self, note: str, label: str) -> None:
        self.cited.setdefault(note, (label, self._paragraphs))
        self.prose.add_marker(label, self._place(), note)

    def _reference(self, element: Element) -> None:
        note = BY_REFERENCE[local_name(element)].prefix + (value(element, "id") or "")
        if has_custom_mark(element):
            self._custom_mark = note
        else:
            self._mark(note, self._labels.get(note, "?"))

    def _hyperlink(self, element: Element) -> None:
        target = self._relations.target(element.get(R + "id"))
        anchor = value(element, "anchor")
        if target is None:
            self.walk(element)
            return
        self.prose.open_link(f"{target}#{anchor}" if anchor and "#" not in target else target)
        self.walk(element)
        self.prose.close_link()

    def _drawing(self, element: Element) -> None:
        """Record where a click on a drawing leads."""
        for click in element:
            target = self._relations.target(click.get(R + "id")) if local_name(click) == "hlinkClick" else None
            if target:
                self.prose.add_link(target, LinkKind.INLINE, self._place())

    def _picture(self, element: Element) -> None:
        """Record a picture that is not stored in the document."""
        target = self._relations.target(element.get(R + "link"))
        if target:
            self.prose.add_link(target, LinkKind.IMAGE, self._place())

    def _content_control(self, element: Element) -> None:
        """Read a content control; Mendeley keeps a citation in its tag."""
        tag = value(element.find(f"{W}sdtPr/{W}tag")) or ""
        works = self._works.cite_tag(tag, self._place())
        if works:
            self._fields.append(_WordField(shown=True, works=works, prose=self.prose, start=self.prose.length))
        self.walk(element)
        if works:
            self._end_field()

    def _simple_field(self, element: Element) -> None:
        self._fields.append(_WordField(code=[value(element, "instr") or ""]))
        self._show_result()
        self.walk(element)
        self._end_field()

    def _field_char(self, element: Element) -> None:
        kind = value(element, "fldCharType")
        if kind == "begin":
            self._fields.append(_WordField())
        elif kind == "separate" and self._fields:
            self._show_result()
        elif kind == "end" and self._fields:
            self._end_field()

    def _field_code(self, element: Element) -> None:
        if self._fields and not self._fields[-1].shown:
            self._fields[-1].code.append(element.text or "")

    def _show_result(self) -> None:
        current = self._fields[-1]
        current.show(self._works, self._place())
        current.prose, current.start = self.prose, self.prose.length
        if current.href is not None:
            self.prose.open_link(current.href)

    def _end_field(self) -> None:
        ended = self._fields.pop()
        if ended.href is not None:
            self.prose.close_link()
        if (ended.works or ended.missing) and ended.prose is self.prose:
            self._calls.append(FieldCall(ended.start, self.prose.length, ended.works, ended.missing))
        if ended.bookmark is None:
            return
        result, note = "".join(ended.result), self._bookmarks.get(ended.bookmark)
        if note is not None and ended.raised:
            self.prose.add_marker(result.strip() or self._labels.get(note, "?"), self._place(), note)
        else:
            self.prose.write(result)

    def read_citations(self, text: str) -> list[TextCitation]:
        """Return the citation fields of the present paragraph or note, whose text is `text`."""
        return cite_fields(text, self._calls, numbers_cite=self._numbers_cite)
