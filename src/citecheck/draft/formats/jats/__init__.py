"""Read JATS and BITS, the XML of journals and of books: notes, lists of references, links.

What a marker (`xref`) calls is known from the markup: a note (`fn`) or an entry of the list of references (`ref`). A
note that no marker calls is a statement of the article (funding, conflicts of interest) and is read as text, unless its
group has notes that are called. Authors, affiliations and the history of the article are not read. A place is a line of
the source.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from citecheck.draft.formats.html.marker_labels import split_marker_groups, strip_marker_brackets, strip_note_label
from citecheck.draft.formats.jats.references import HREF, address_of, plain_text_of, read_reference
from citecheck.draft.formats.office_parts import Element, line_of, local_name, parse_part
from citecheck.draft.manuscript import LooseLink, Manuscript, ManuscriptBlock, Note, remove_stretches
from citecheck.draft.markers import raise_figures
from citecheck.draft.prose import Prose
from citecheck.errors import UnreadableInput
from citecheck.model.draft import BlockKind, CitationSystem, LinkKind, Place

_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_UNREAD: Final = frozenset({
    "journal-meta", "contrib-group", "aff", "aff-alternatives", "author-notes", "pub-date", "history", "permissions",
    "kwd-group", "article-id", "article-categories", "counts", "custom-meta-group", "funding-group", "object-id",
    "tex-math", "ref-list", "label", "alt-text", "long-desc", "collection-meta", "book-meta", "elocation-id", "volume",
    "issue", "fpage", "lpage", "pub-history", "code", "preformat", "processing-meta", "related-object", "subj-group",
    "alt-title", "article-version", "conference", "book-part-meta", "toc", "index", "event", "self-uri", "product",
})  # fmt: skip
"""Elements that readers of the article do not read as its text, and lists that are read on their own."""
_HEADINGS: Final = frozenset({"title", "article-title", "trans-title", "subtitle"})
_PARAGRAPHS: Final = frozenset(
    {"p", "verse-line", "attrib", "term", "def-head", "term-head", "speaker", "disp-formula"}
)
_CELLS: Final = frozenset({"td", "th"})
_NO_SECTIONS: Final = frozenset({"caption", "list", "def-list", "fn-group", "table-wrap-foot", "disp-quote"})
"""Elements whose title is no heading of the text after it."""
_NOTES: Final = frozenset({"fn", "ref"})
_GROUPS: Final = frozenset(
    {"fn-group", "table-wrap-foot", "author-notes", "back", "notes", "sec", "app", "floats-group"}
)
"""Elements that hold notes apart from the text; elsewhere a note is in the text where it is called."""
_CALLS: Final = frozenset({"fn", "table-fn", "bibr"})
"""Types of `xref` that call a note, also one that is missing."""
_SYSTEMS: Final = {True: CitationSystem.REFERENCE, False: CitationSystem.NOTE}
"""What a marker calls, by whether it is a work of the list of references."""
_SYMBOL: Final = re.compile(
    r"[\W_]*(?:(?:[A-Z]{0,2}\d{1,4}[a-z]?|[a-zA-Z]|[ivxlc]{1,6})(?:\s?[,;\u2010-\u2015-]\s?(?:\d{1,4}[a-z]?|[a-zA-Z])){0,30})?[\W_]*\Z"
)
"""A label that is no word of the sentence: numbers, a letter, a sign."""
_EMPTY_BRACKETS: Final = re.compile(r"\s?[(\[](?:[\s,;&\u2010-\u2015-]|\b(?:and|y|e|et|und)\b){0,80}[)\]]")
_PICTURES: Final = frozenset({"graphic", "inline-graphic", "media", "inline-media"})
_FILES: Final = frozenset({"supplementary-material", "inline-supplementary-material", "related-article"})
_FILE_NAME: Final = re.compile(r".+\.[a-z]{2}[a-z0-9]{0,3}\Z", re.IGNORECASE | re.DOTALL)
"""A name with a suffix; names of pictures are often without one, and then lead to no file."""


class _JatsReader:
    """The walk through an article in reading order. Each note is read into separate prose."""

    def __init__(self, root: Element) -> None:
        self.blocks: list[ManuscriptBlock] = []
        self.notes: dict[str, Note] = {}
        self.links: list[LooseLink] = []
        self.title: str | None = next((plain_text_of(one) for one in root.iter("book-title")), None)
        self.works = _list_works(root)
        self._notes = {note_id: one for one in root.iter("fn") if (note_id := one.get("id"))}
        self._called = _find_called(root)
        self._prose = Prose()
        self._kinds: list[BlockKind] = [BlockKind.PARAGRAPH]
        self._line: int | None = None
        self._in_note = False
        self._raised = False
        self._steps: dict[str, Callable[[Element], None]] = {
            **dict.fromkeys(_HEADINGS, self._heading),
            **dict.fromkeys(_PARAGRAPHS, lambda element: self._block(element, self._kinds[-1])),
            **dict.fromkeys(_CELLS, lambda element: self._block(element, BlockKind.CELL)),
            **dict.fromkeys(("list-item", "def-item"), lambda element: self._block(element, BlockKind.ITEM)),
            **dict.fromkeys(_PICTURES, self._picture),
            **dict.fromkeys(_FILES, self._file),
            **dict.fromkeys(("ext-link", "uri"), self._link),
            "math": self._math,
            "xref": self._xref,
            "fn": self._fn,
            "sup": self._sup,
            "break": lambda _: self._write(" "),
            "alternatives": self._alternatives,
        }

    def read(self, root: Element) -> None:
        """Read the text, then the notes that it calls outside it, then the list of references."""
        self.walk(root)
        self._end_block()
        for note_id in self._called:
            if note_id in self._notes and note_id not in self.notes:
                self._keep(self._notes[note_id], note_id)
        for note_id, (element, label) in self.works.items():
            self.notes.setdefault(
                note_id, read_reference(element, note_id, f"[{label}]" if label.isdecimal() else label)
            )

    def walk(self, element: Element) -> None:
        """Write an element's own text and walk through its children."""
        self._line = line_of(element)
        self._write(element.text or "")
        for child in element:
            name = local_name(child)
            step = self._steps.get(name)
            if step is not None:
                step(child)
            elif name and name not in _UNREAD:
                self.walk(child)
            elif not name and str(child.text or "").startswith("&"):
                self._write(html.unescape(str(child.text)))  # an entity that only the document type defines
            self._write(child.tail or "")

    def _place(self) -> Place:
        return Place(self._line)

    def _write(self, text: str) -> None:
        if text:
            self._prose.write(raise_figures(text) if self._raised else text, self._place())

    def _end_block(self) -> None:
        if self._in_note:
            self._prose.end_line()
            return
        if self._prose:
            self.blocks.append(self._prose.block(self._kinds[-1]))
        self._prose = Prose()

    def _block(self, element: Element, kind: BlockKind) -> None:
        self._end_block()
        self._kinds.append(kind)
        self.walk(element)
        self._end_block()
        self._kinds.pop()

    def _heading(self, element: Element) -> None:
        parent = element.getparent()
        heads = parent is None or local_name(parent) not in _NO_SECTIONS
        self._block(element, BlockKind.HEADING if heads else self._kinds[-1])
        if local_name(element) == "article-title" and self.title is None and self.blocks:
            self.title = self.blocks[-1].text

    def _sup(self, element: Element) -> None:
        outer, self._raised = self._raised, True
        self.walk(element)
        self._raised = outer

    def _math(self, element: Element) -> None:
        self._prose.write_literal(plain_text_of(element), self._place())

    def _alternatives(self, element: Element) -> None:
        """Read one of several forms of a formula, table or picture: the one with text, if there is any."""
        forms = [one for one in element if local_name(one) not in {"", "tex-math"}]
        found = next((one for one in forms if local_name(one) not in _PICTURES), forms[0] if forms else None)
        if found is not None:
            self._steps.get(local_name(found), self.walk)(found)

    def _picture(self, element: Element) -> None:
        href = (element.get(HREF) or "").strip()
        if _FILE_NAME.match(href):
            kind = LinkKind.IMAGE if "graphic" in local_name(element) else LinkKind.INLINE
            self.links.append(LooseLink(href, kind, Place(line_of(element))))

    def _file(self, element: Element) -> None:
        href = address_of(element) if element.get(HREF) else None
        href = href or (element.get(HREF) or "").strip()
        if _FILE_NAME.match(href) or "://" in href:
            self.links.append(LooseLink(href, LinkKind.INLINE, Place(line_of(element))))
        self.walk(element)

    def _link(self, element: Element) -> None:
        href = address_of(element)
        if href is None:
            self.walk(element)
            return
        self._prose.open_link(href, LinkKind.INLINE, Place(line_of(element)))
        if plain_text_of(element):
            self.walk(element)
        else:
            self._write(href)
        self._prose.close_link()

    def _xref(self, element: Element) -> None:
        """Read a cross-reference: a marker of the notes and works that it names, or words of the sentence."""
        label = plain_text_of(element)
        named = [one for one in (element.get("rid") or "").split() if one in self._notes or one in self.works]
        self._line = line_of(element)
        if not named and (element.get("ref-type") not in _CALLS or not label):
            self.walk(element)
            return
        if self._in_note or (not _SYMBOL.match(label) and not self._prose.in_brackets):
            self._write(label)
        for one in named:
            own = self.works[one][1] if one in self.works and len(named) > 1 else label
            self._prose.add_marker(own or label, self._place(), one, _SYSTEMS[one in self.works])
        if not named:
            self._prose.add_marker(label, self._place(), None, _SYSTEMS[element.get("ref-type") == "bibr"])

    def _fn(self, element: Element) -> None:
        """Read a note where it is; one that nothing calls is text."""
        note_id = element.get("id") or f"fn{len(self.notes) + 1}"
        parent = element.getparent()
        inline = parent is not None and local_name(parent) not in _GROUPS and note_id not in self._called
        if inline and not self._in_note:
            label = _label_of(element) or "*"
            self._prose.add_marker(label, Place(line_of(element)), note_id)
        if inline or note_id in self._called or self._has_called_sibling(element):
            self._keep(element, note_id)
        else:
            self._block(element, self._kinds[-1])

    def _has_called_sibling(self, element: Element) -> bool:
        """Return whether a labelled note is among notes that are called, so that its own marker is missing."""
        parent = element.getparent()
        return bool(_label_of(element)) and parent is not None and any(one.get("id") in self._called for one in parent)

    def _keep(self, element: Element, note_id: str) -> None:
        outer, in_note, self._in_note = self._prose, self._in_note, True
        self._prose = Prose()
        self.walk(element)
        note = self._prose.note(note_id, _label_of(element) or self._called.get(note_id) or "*")
        self.notes.setdefault(note_id, replace(strip_note_label(note), places=((0, Place(line_of(element))),)))
        self._prose, self._in_note = outer, in_note


def _label_of(element: Element) -> str:
    found = next((one for one in element if local_name(one) == "label"), None)
    return (plain_text_of(found) if found is not None else element.get("symbol") or "").strip("[](). ")


def _find_called(root: Element) -> dict[str, str]:
    """Return the ids that markers of the text name, and the label of the first marker of each."""
    called: dict[str, str] = {}
    for one in root.iter("xref"):
        if any(local_name(outer) in _UNREAD for outer in one.iterancestors()):
            continue  # the signs of authors lead to their contributions and addresses
        for note_id in (one.get("rid") or "").split():
            called.setdefault(note_id, plain_text_of(one).strip("[](). "))
    return called


def _list_works(root: Element) -> dict[str, tuple[Element, str]]:
    """Return each work of the lists of references with its printed label: its own, or its number in its list."""
    works: dict[str, tuple[Element, str]] = {}
    for group in root.iter("ref-list"):
        for at, ref in enumerate(group.iterfind("ref"), 1):
            label = _label_of(ref) or next((_label_of(one) for one in ref if _label_of(one)), "")
            works.setdefault(ref.get("id") or f"ref{len(works) + 1}", (ref, label or str(at)))
    return works


def _join_markers(block: ManuscriptBlock, numbers: dict[str, str]) -> ManuscriptBlock:
    """Return a block without the brackets, commas and dashes around its markers, and with only the lines of places."""
    block = strip_marker_brackets(split_marker_groups(strip_marker_brackets(block), numbers))
    marked = [marker.offset for marker in block.markers]
    cuts = [
        found.span()
        for found in (_EMPTY_BRACKETS.finditer(block.text) if marked else ())
        if any(found.start() < at <= found.end() for at in marked)
    ]
    places = tuple((offset, Place(place.line)) for offset, place in block.places)
    return remove_stretches(replace(block, places=places), cuts)


def read(data: bytes, *, base: str | None) -> Manuscript:  # noqa: ARG001  addresses in JATS are absolute
    """Read an article or a book.

    Raises:
        UnreadableInput: The data is not XML, defines entities, or is neither an article nor a book.
    """
    root = parse_part(data, "JATS article", document_type=True)
    if local_name(root) not in {"article", "book", "book-part-wrapper", "sub-article", "response"}:
        raise UnreadableInput(
            f"the XML file is no JATS article: its root is <{local_name(root)}>; export it as .docx or HTML"
        )
    reader = _JatsReader(root)
    reader.read(root)
    numbers = {label: note_id for note_id, (_, label) in reversed(reader.works.items()) if label.isdecimal()}
    return Manuscript(
        blocks=tuple(_join_markers(block, numbers) for block in reader.blocks),
        notes=tuple(reader.notes.values()),
        title=reader.title,
        language=(root.get(_LANGUAGE) or "").split("-")[0].lower() or None,
        links=tuple(reader.links),
        lists_works=bool(reader.works),
    )
