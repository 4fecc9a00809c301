"""Read Markdown drafts: `[^1]` notes, inline notes, reference links, and plain "[1]" lists.

The text of a note is its Markdown source, because that is what readers of a Markdown draft see: "[title](address)".
Blocks are as rendered, without emphasis markup. Code blocks are not text, unless they list hostile indicators.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise

from markdown_it.token import Token

from citecheck.draft.formats.html.links import TagLink, find_tag_links
from citecheck.draft.formats.markdown.dialects import strip_dialect_markup
from citecheck.draft.formats.markdown.front_matter import PROJECT_FILES, list_bibliographies, names_works, open_works
from citecheck.draft.formats.markdown.links import (
    TokenLink,
    find_front_addresses,
    find_token_links,
    kind_of,
    place_in_note,
    raise_carets,
    read_raised,
    take_places,
    write_tag,
)
from citecheck.draft.formats.markdown.parser import (
    OFFSET,
    Cursor,
    ParsedMarkdown,
    find_block_ends,
    has_html_anchors,
    has_internal_links,
    parse_markdown,
    read_as_page,
)
from citecheck.draft.formats.work_lists import cite_works
from citecheck.draft.manuscript import (
    NO_COMPANIONS,
    CompanionFiles,
    Hyperlink,
    LooseLink,
    Manuscript,
    ManuscriptBlock,
    Marker,
    Note,
    WantedFiles,
    list_loose_links,
    place_at,
)
from citecheck.draft.markers import is_class_of_signs
from citecheck.draft.note_lines import is_notes_heading
from citecheck.draft.notes_file import find_lost_labels, keep_own_text, merge_notes
from citecheck.draft.prose import Prose
from citecheck.draft.typed_notes import add_typed_notes
from citecheck.model.draft import BlockKind, LinkKind, Place
from citecheck.text.encoding import decode_draft
from citecheck.url.spellings import HOSTILE_SIGNS

_KINDS = {"list_item": BlockKind.ITEM, "td": BlockKind.CELL, "th": BlockKind.CELL, "heading": BlockKind.HEADING}
_LABELLED = re.compile(r"\[\^(?!(?:\w-\w){1,4}_?\])([\w][^\]\s\\/|\"'<>]{0,79})\](?![+*?{])")
"""A reference to a note without a definition. A character class ("[^a-z]", "[^/]+") is not one."""
_COMMENT = re.compile(r"<!--.{0,2000}?-->", re.DOTALL)
_TAG = re.compile(rf"</?[a-zA-Z][^<>]{{0,500}}>|{_COMMENT.pattern}", re.DOTALL)
_MDX_COMMENT = re.compile(r"\{/\*.{0,2000}?\*/\}", re.DOTALL)
_UNSHOWN = re.compile(r"\s*<(?:script|style)", re.IGNORECASE)
_EXPORTED = re.compile(r"(?:oai_)?citation:(?P<number>\d{1,3})(?:[\u2020\u2021]|\Z)")
"""The words of a link by which chatbots cite: "[oai_citation:3\u2021River Board](https://...)", "[citation:3](...)"."""
_LONGEST_NUMBER = 4
_WORDS_BEFORE = re.compile(r"(?<!\d)\][ \t]\Z")
"""Before the number of a link whose words are in brackets of their own, as in the first Markdown: "[words] [3]"."""
_ESCAPED = re.compile(r"\\([_*~&#])")
r"""Escapes that also occur inside addresses ("a\\_b")."""
_OPENING = re.compile(r"\s*(?:>\s*)*\[\^[^\]]+\]:\s*")


def wanted(data: bytes, *, name: str) -> WantedFiles:
    """Return the names of the lists of works that the front matter names, or of the files of the project that may."""
    text = decode_draft(data)
    projects = PROJECT_FILES if "@" in text and not (name or names_works(text)) else ()
    return WantedFiles(list_bibliographies(text, name), (), projects, find_lost_labels(text))


def read(data: bytes, *, base: str | None) -> Manuscript:
    """Read a Markdown draft without the lists of works that it names."""
    return read_with(data, NO_COMPANIONS, base=base)


def read_with(data: bytes, companions: CompanionFiles, *, base: str | None) -> Manuscript:  # noqa: ARG001 (relative links of Markdown are files next to it)
    """Read a Markdown draft, with the works that its keys cite and the notes in a file of their own."""
    text = _MDX_COMMENT.sub(_blank, decode_draft(data))
    if not companions.parts:
        return _read_text(text, companions)
    merged, lines = merge_notes(text, companions.parts[0][1])
    return keep_own_text(_read_text(merged, companions), lines)


def _read_text(text: str, companions: CompanionFiles) -> Manuscript:
    parsed = parse_markdown(text)
    reading = _MarkdownReader(parsed)
    blocks, notes = reading.run()
    if notes and all(note.id in reading.direct for note in notes):  # no list: the numbers are words of links
        reading = _MarkdownReader(parsed, numbers_are_links=True)
        blocks, notes = reading.run()
    links = reading.list_links()
    if not reading.notes and has_html_anchors(text):
        page = read_as_page(parsed)
        # links are more reliable than numbers, and numbers in the source more reliable than raised figures
        if page.notes and len(page.notes) >= len(notes) + (not has_internal_links(text)):
            blocks, notes = take_places(page.blocks, page.notes, links)
    headings = [one.text for one in blocks if one.kind is BlockKind.HEADING]
    title = parsed.title or next((one for one in headings if not is_notes_heading(one)), next(iter(headings), None))
    loose = (*find_front_addresses(parsed.front), *list_loose_links(links, blocks, notes))
    works = open_works(text, companions)
    if works is not None:
        manuscript = Manuscript(tuple(blocks), tuple(notes), title, parsed.language, links=loose)
        return cite_works(manuscript, works, named=names_works(text))
    return Manuscript(tuple(blocks), tuple(notes), title=title, language=parsed.language, links=loose)


def _blank(comment: re.Match[str]) -> str:
    """Return spaces in the place of a comment, so that the columns of what follows stay."""
    return re.sub(r"[^\n]", " ", comment[0])


@dataclass(slots=True)
class _MarkdownReader:
    """The state of one pass over the tokens.

    `direct` are the notes that are only the address after a number, "[1](https://...)".
    """

    parsed: ParsedMarkdown
    numbers_are_links: bool = False
    direct: set[str] = field(default_factory=set)
    blocks: list[ManuscriptBlock] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    _kinds: list[BlockKind] = field(default_factory=lambda: [BlockKind.PARAGRAPH])
    _note: Token | None = None
    _note_tokens: list[Token] = field(default_factory=list)
    _ids: dict[str, int] = field(default_factory=dict)
    _labels: frozenset[str] = frozenset()
    _numbered: dict[tuple[str, str], str] = field(default_factory=dict)
    _inline: int = 0
    _counts: bool = False
    _inline_links: list[tuple[TokenLink, Place]] = field(default_factory=list)

    def run(self) -> tuple[list[ManuscriptBlock], list[Note]]:
        """Read all tokens in order, and return the blocks and notes, with those that only numbers tie together."""
        openings = (token for token in self.parsed.tokens if token.type == "footnote_reference_open")
        self._labels = frozenset(str(token.meta["label"]).strip() for token in openings)
        self._counts = not self.numbers_are_links and "1" in self._list_numbers()
        for token in self.parsed.tokens:
            name = token.type.removesuffix("_open").removesuffix("_close")
            if token.type == "footnote_reference_open":
                self._note, self._note_tokens = token, []
            elif token.type == "footnote_reference_close" and self._note is not None:
                self.notes.append(self._build_note(self._note, self._note_tokens))
                self._note = None
            elif self._note is not None:
                self._note_tokens.append(token)
            elif token.type == "inline":
                self._add(*self._inline_blocks(token.children or [], token.map, token.content))
            elif token.type == "html_block":
                self._add(self._html(token))
            elif token.type in {"fence", "code_block"} and HOSTILE_SIGNS.search(token.content):
                self._add(
                    ManuscriptBlock(BlockKind.PARAGRAPH, " ".join(token.content.split()), ((0, _place_of(token.map)),))
                )
            elif name in _KINDS:
                if token.nesting > 0 and token.info.isdigit() and token.type == "list_item_open":
                    self.numbers[len(self.blocks)] = int(token.info)
                if token.nesting > 0:
                    self._kinds.append(_KINDS[name])
                elif len(self._kinds) > 1:
                    self._kinds.pop()
        return add_typed_notes(raise_carets(self.blocks), self.notes, self.numbers)

    def _list_numbers(self) -> Iterator[str]:
        """Yield the words of links that are a number; markers count from 1, codes ("404") do not."""
        for token in self.parsed.tokens:
            for opened, shown in pairwise(token.children or ()):
                if opened.type == "link_open" and shown.content.isdigit():
                    yield shown.content

    def list_links(self) -> list[LooseLink]:
        """Return all links of the file, also those of blocks and notes."""
        rows = (row for token in self.parsed.tokens if token.content for row in self._place_links(token))
        return [LooseLink(one.href, one.kind, place) for one, place in (*rows, *self._inline_links)]

    def _place_links(self, token: Token) -> Iterator[tuple[TokenLink, Place]]:
        cursor: Cursor | None = None
        for one in find_token_links(token):
            cursor = cursor or Cursor(token.content, (token.map or [0])[0], self.parsed.lines)
            yield one, cursor.place(one.offset)

    def _add(self, *blocks: ManuscriptBlock) -> None:
        self.blocks += [block for block in map(strip_dialect_markup, blocks) if block.text or block.markers]

    def _inline_blocks(
        self, children: Sequence[Token], lines: list[int] | None, source: str
    ) -> Iterator[ManuscriptBlock]:
        """Yield the blocks that the inline tokens of a block become.

        `source` is the text that the tokens were parsed from. Each "[1] …" line of a list of notes becomes a block of
        its own.
        """
        cursor = Cursor(source, (lines or [0])[0], self.parsed.lines)
        prose = Prose()
        ends = find_block_ends(children)
        remaining = iter(enumerate(children))
        for at, token in remaining:
            match token.type:
                case "text" | "code_inline":
                    self._text(prose, token.content, cursor, code=token.type == "code_inline")
                case "softbreak" | "hardbreak":
                    cursor.next_line()
                    if at in ends:
                        yield prose.block(self._kinds[-1])
                        prose = Prose()
                    prose.write(" ")
                case "link_open" if number := self._numbered_link(children, at):
                    self._write_numbered_link(prose, number, token, cursor)
                    next(remaining), next(remaining)
                case "link_open":
                    prose.open_link(str(token.attrs.get("href", "")), kind_of(token), _place_in(cursor, token))
                case "link_close":
                    prose.close_link()
                case "footnote_ref":
                    self._reference(prose, token, cursor)
                case "image":
                    _write_image(prose, token, cursor)
                case "html_inline" if raised := read_raised(children, at):
                    prose.write(raised[0], cursor.find(token.content))
                    deque(islice(remaining, raised[1]), 0)
                case "html_inline":
                    write_tag(prose, token.content, find_tag_links(token.content), _place_in(cursor, token))
        yield prose.block(self._kinds[-1])

    def _text(self, prose: Prose, text: str, cursor: Cursor, *, code: bool) -> None:
        """Write text, with a marker without note for what looks like a reference: it has no definition in the file."""
        at = 0
        for match in () if code else _LABELLED.finditer(text):
            prose.write(text[at : match.start()], cursor.find(text[at : match.start()]))
            escaped, place = cursor.is_escaped(match[0][:-1]), cursor.find(match[0])
            note = self._define_by_link(match)
            if (escaped and note is None) or is_class_of_signs(match[1], self.parsed.lines[(place.line or 1) - 1]):
                prose.write(match[0], place)
            else:
                prose.add_marker(match[0], place, note)
            at = match.end()
        write = prose.write_literal if code else prose.write
        write(text[at:], cursor.find(text[at:]))

    def _define_by_link(self, marker: re.Match[str]) -> str | None:
        """Return the note of "[^1]" if the file defines "[1]: address" instead, as exports of chatbots do."""
        label = marker[1].strip()
        line = self.parsed.references.get(label.upper())
        if line is None:
            return None
        if label not in self._ids:
            self._ids[label] = 1
            row = self.parsed.lines[line]
            column = row.find(":", row.find("]")) + 1
            column += len(row[column:]) - len(row[column:].lstrip())
            self.notes.append(Note(label, marker[0], row[column:].rstrip(), ((0, Place(line + 1, column + 1)),)))
        return label

    def _reference(self, prose: Prose, token: Token, cursor: Cursor) -> None:
        label = token.meta.get("label")
        if label is not None:
            prose.add_marker(f"[^{label}]", cursor.find(f"[^{label}]"), label.strip())
            return
        number, begin = token.meta.get("id", -1), token.meta.get(OFFSET, 0) + len("^[")
        text = self.parsed.inline_notes.get(number, "")
        self._inline += 1
        place = cursor.find("^[")
        inside = Token("inline", "", 0, children=self.parsed.note_tokens.get(number))
        found = [(one, cursor.place(begin + one.offset)) for one in find_token_links(inside)]
        self._inline_links += found
        links = tuple(place_in_note(text, found))
        self.notes.append(Note(f"inline-{self._inline}", f"^{self._inline}", text, ((0, place),), links))
        prose.add_marker(f"^{self._inline}", place, f"inline-{self._inline}")

    def _write_numbered_link(self, prose: Prose, number: str, link: Token, cursor: Cursor) -> None:
        """Write the marker and note of a "[1]" that is a link, by a line "[1]: address" or an address after it.

        "[^1]" and "[1]: address" may count apart from "[1](address)", which takes no name of theirs.
        """
        href, begin = str(link.attrs.get("href", "")), _place_in(cursor, link)
        place = cursor.find(f"[{number}]")
        line = self.parsed.references.get(number) if "label" in link.meta else None
        names = self._ids.keys() | self._labels | (self.parsed.references.keys() if line is None else set())
        name = self._numbered.setdefault((number, href), f"{number} {href}" if number in names else number)
        if name not in self._ids:
            self._ids[name] = 1
            after_label = Place(place.line, (place.column or 1) + len(f"[{number}]("), place.page)
            defined = after_label if line is None else Place(line + 1, self.parsed.lines[line].find(href) + 1 or None)
            shown = Hyperlink(0, len(href), href, kind_of(link), begin, cites=False)
            self.notes.append(Note(name, f"[{number}]", href, ((0, defined),), (shown,)))
            if line is None:
                self.direct.add(name)
        prose.add_marker(f"[{number}]", place, name)

    def _numbered_link(self, children: Sequence[Token], at: int) -> str | None:
        """Return the number if the link at `at` is "[1]" and leads out of the file.

        The address is in a definition or directly after the number. A number followed by a file name is a
        cross-reference to another chapter.
        """
        if at + 2 >= len(children) or children[at + 2].type != "link_close" or children[at + 1].type != "text":
            return None
        text, href = children[at + 1].content, str(children[at].attrs.get("href", ""))
        if exported := _EXPORTED.match(text):
            text = exported["number"]
        elif not self._counts:
            return None
        worded = at and "label" in children[at].meta and _WORDS_BEFORE.search(children[at - 1].content)
        if worded or not text.isdigit() or len(text) > _LONGEST_NUMBER or children[at].info or href[:1] == "#":
            return None
        return text if text in self.parsed.references or href.startswith(("http:", "https:")) else None

    def _html(self, token: Token) -> ManuscriptBlock:
        """Return the text, markers and links of a block of raw HTML."""
        cursor = Cursor(token.content, (token.map or [0])[0], self.parsed.lines)
        prose = Prose()
        if _UNSHOWN.match(token.content):
            return prose.block(self._kinds[-1])
        links: dict[int, list[TagLink]] = defaultdict(list)
        for one in find_tag_links(token.content):
            links[one.offset].append(one)
        at = 0
        for tag in _TAG.finditer(token.content):
            self._text(prose, token.content[at : tag.start()], cursor, code=False)
            prose.write(" ")
            write_tag(prose, tag[0], links[tag.start()], cursor.place(tag.start()))
            at = tag.end()
        self._text(prose, token.content[at:], cursor, code=False)
        return prose.block(self._kinds[-1])

    def _build_note(self, opening: Token, inside: Sequence[Token]) -> Note:
        """Build the note of a definition from its source lines, with links whose address is elsewhere."""
        first, last = opening.map or [0, 0]
        rows = self.parsed.lines[first:last]
        label = str(opening.meta["label"])
        if "<!--" in "".join(rows):
            rows = _COMMENT.sub(_blank, "\n".join(rows)).split("\n")
        while rows and not rows[-1].strip():
            rows.pop()
        start = _OPENING.match(rows[0]) if rows else None
        column = start.end() if start else 0
        pieces, places, length = list[str](), list[tuple[int, Place]](), 0
        for number, row in enumerate(rows):
            piece = row[column:] if number == 0 else row.strip()
            if piece.strip():
                lead = len(row) - len(row.lstrip())
                places.append((length, Place(first + number + 1, (column if number == 0 else lead) + 1)))
                pieces.append(piece.rstrip())
                length += len(pieces[-1]) + 1
        text = _ESCAPED.sub(r"\1", "\n".join(pieces))
        key = label.strip()
        self._ids[key] = self._ids.get(key, 0) + 1
        name = key if self._ids[key] == 1 else f"{key}-{self._ids[key]}"
        return Note(
            name,
            f"[^{label}]",
            text,
            tuple(places) or ((0, _place_of(opening.map)),),
            tuple(place_in_note(text, [row for token in inside for row in self._place_links(token)])),
            inner_markers=tuple(_find_inner_markers(text, places, inside)),
        )


def _find_inner_markers(text: str, places: Sequence[tuple[int, Place]], inside: Sequence[Token]) -> Iterator[Marker]:
    """Yield the markers within a note, which cite other notes."""
    at = 0
    for token in (one for outer in inside for one in outer.children or ()):
        if token.type == "footnote_ref" and (label := token.meta.get("label")):
            at = max(at, text.find(f"[^{label}]", at))
            yield Marker(at, f"[^{label}]", place_at(places, at), label.strip())


def _write_image(prose: Prose, image: Token, cursor: Cursor) -> None:
    prose.open_link(str(image.attrs.get("src", "")), LinkKind.IMAGE, _place_in(cursor, image), cites=False)
    prose.write(image.content, cursor.place())
    prose.close_link()


def _place_in(cursor: Cursor, token: Token) -> Place:
    return cursor.place(token.meta.get(OFFSET, 0))


def _place_of(lines: list[int] | None) -> Place:
    return Place((lines or [0])[0] + 1, 1)
