"""Read Org: notes, links, citation keys with their lists, included files, and notes typed by hand as in plain text.

The reader works line by line, and the beginning of a line decides what the line is. Source blocks, examples, exports,
comments, drawers and LaTeX environments are not read. An included Org file is read where it is included, and its places
are that of the keyword. orgparse was tried: it keeps neither columns nor objects.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from citecheck.draft.formats.org.inline import OrgInline, OrgSettings
from citecheck.draft.formats.org.notes import OrgNotes
from citecheck.draft.formats.work_lists import CitedWorks
from citecheck.draft.manuscript import (
    NO_COMPANIONS,
    CompanionFiles,
    LineIndex,
    LooseLink,
    Manuscript,
    ManuscriptBlock,
    WantedFiles,
    join_names,
)
from citecheck.draft.prose import Prose
from citecheck.draft.typed_notes import split_typed_notes
from citecheck.model.draft import BlockKind, LinkKind, Place
from citecheck.text.encoding import decode_draft

_KEYWORD = re.compile(r"[ \t]*#\+(?P<key>[\w-]+)(?:\[[^\]\n]*\])?:[ \t]*(?P<value>.*)")
_BEGIN = re.compile(r"[ \t]*#\+begin_(?P<name>\S+)", re.IGNORECASE)
_END = re.compile(r"[ \t]*#\+end(?:_\S+|:)", re.IGNORECASE)
_UNREAD = frozenset({"src", "example", "export", "comment", "html", "latex", "ascii", "texinfo", "mermaid", "ditaa"})
"""Blocks whose content is code or belongs to one export only."""
_HEADLINE = re.compile(r"(?P<stars>\*+)[ \t]+(?P<words>.*)")
_LEAD = re.compile(r"(?:\[#[A-Z0-9]{1,2}\][ \t]*)")
_TAGS = re.compile(r"(?:\A|[ \t]+):(?:[\w@#%]+:)+[ \t]*\Z")
_TODO = re.compile(r"([^\s|(]+)(?:\([^()]*\))?")
_DRAWER = re.compile(r"[ \t]*:(?P<name>[\w-]+):[ \t]*\Z")
_PROPERTY = re.compile(r"[ \t]*:[\w-]+\+?:[ \t]+(?P<value>https?://[^\s\[\]]+)[ \t]*\Z")
_PLANNING = re.compile(r"[ \t]*(?:SCHEDULED|DEADLINE|CLOSED|CLOCK):[ \t]*[<\[]")
_SILENT = re.compile(r"[ \t]*(?:#(?=\s|\Z)|:(?=\s|\Z)|%%\()|[ \t]*-{5,}[ \t]*\Z")
"""Comments, lines of fixed width, diary entries and rules."""
_EMPTY_LINE = re.compile(r"\n[ \t\r]*\n")
_NOTE = re.compile(r"\[fn:(?P<label>[\w-]{1,80})\][ \t]*")
_ITEM = re.compile(
    r"[ \t]*(?:[-+]|(?<=[ \t])\*|\d{1,4}[.)])(?:[ \t]+(?:\[@\w+\][ \t]*)?(?:\[[ X-]\](?:[ \t]+|\Z))?|\Z)"
)
_TERM = re.compile(r"(?P<term>.*?)[ \t]+::(?:[ \t]+|\Z)")
_ROW = re.compile(r"[ \t]*\|")
_ENVIRONMENT = re.compile(r"[ \t]*\\begin\{(?P<name>[\w*]+)\}")
_INCLUDED = re.compile(r"\"(?P<quoted>[^\"\n]+)\"(?P<words>.*)|(?P<plain>\S+)(?P<more>.*)")
_TITLES = frozenset({"title", "subtitle"})
_SHOWN = frozenset({"caption"})
_LISTS = frozenset({"bibliography"})
_TODO_KEYS = frozenset({"todo", "seq_todo", "typ_todo"})
_KEYWORD_LINES = re.compile(
    r"^[ \t]*#\+(?P<key>include|bibliography):[ \t]*(?P<value>[^\n]+)", re.IGNORECASE | re.MULTILINE
)
_OLD_LIST = re.compile(
    r"^[ \t]*(?:\\bibliography\{(?P<bibtex>[^{}\n]+)\}|bibliography:(?P<linked>[^\s\[\]]+))", re.MULTILINE
)
"""Lists of org-ref and of LaTeX."""


class _OrgReader:
    """The reader of one file. `blocks` grow in reading order, and notes are added to `notes`."""

    def __init__(self, text: str, notes: OrgNotes, settings: OrgSettings, parts: dict[str, str]) -> None:
        self.blocks: list[ManuscriptBlock] = []
        self.links: list[LooseLink] = []
        self.title: str | None = None
        self.language: str | None = None
        self._notes = notes
        self._settings = settings
        self._parts = parts
        self._todo = {"TODO", "DONE"}
        self._load(text, LineIndex(text).place, "")

    def _load(self, text: str, place: Callable[[int], Place], file: str) -> None:
        """Begin a file; `file` is the name of an included one."""
        self._text, self._place, self._file = text, place, file
        self._inline = OrgInline(text, place, self._notes, self._settings, file)
        self._kind = BlockKind.PARAGRAPH
        self._span: list[tuple[int, int]] = []
        self._note: tuple[tuple[str, str], int, Prose] | None = None
        self._until: Callable[[str], bool] | None = None
        self._drawer = False
        self._result = False
        self._blanks = 0
        self._comment = 0

    def read(self) -> None:
        """Read the whole file."""
        start = 0
        for row in self._text.split("\n"):
            self._row(row.rstrip("\r"), start)
            start += len(row) + 1
        self._end_note()

    def _row(self, row: str, start: int) -> None:
        if self._until is not None:
            if self._drawer and (found := _PROPERTY.match(row)) is not None:
                self.links.append(LooseLink(found["value"], LinkKind.BARE, self._place(start + found.start("value"))))
            if self._until(row):
                self._until = None
            if self._until is not None or not (self._drawer and _HEADLINE.match(row)):
                self._drawer = self._drawer and self._until is not None
                return
            self._drawer = False
        headline = _HEADLINE.match(row)
        if headline is not None:
            self._headline(headline, start)
        elif self._comment:
            pass
        elif not row.strip():
            self._end_block()
            self._result = False
            self._blanks += 1
            if self._blanks >= 2:
                self._end_note()
        else:
            if self._blanks and self._note is not None and self._calls_notes(start):
                self._end_note()
            self._blanks = 0
            if self._result and not _BEGIN.match(row) and not _KEYWORD.match(row):
                self._until = lambda line: not line.strip()  # the output of code, up to the next empty line
            elif not self._markup(row, start):
                self._text_row(row, start)
            self._result = self._result and _KEYWORD.match(row) is not None

    def _calls_notes(self, start: int) -> bool:
        """Return whether a paragraph after one empty line calls notes, and so is text that a definition swallowed.

        Org counts it to the definition, which ends at two empty lines; its author will have meant the text.
        """
        empty = _EMPTY_LINE.search(self._text, start)
        return "[fn:" in self._text[start : empty.start() if empty else len(self._text)]

    def _headline(self, found: re.Match[str], start: int) -> None:
        self._end_note()
        level, words = len(found["stars"]), found["words"]
        first = words.partition(" ")[0]
        low = len(first) if first in self._todo else 0
        low += len(words[low:]) - len(words[low:].lstrip())
        if (priority := _LEAD.match(words, low)) is not None:
            low = priority.end()
        tags = _TAGS.search(words)
        high = tags.start() if tags else len(words)
        if self._comment and level > self._comment:
            return
        self._comment = level if words[low:].startswith("COMMENT") and not words[low + 7 : low + 8].strip() else 0
        if not self._comment and low < high:
            at = start + found.start("words")
            self._one_line(at + low, at + high, BlockKind.HEADING)

    def _markup(self, row: str, start: int) -> bool:
        """Handle blocks, keywords, drawers, comments and notes, and return whether the row was one."""
        if (begin := _BEGIN.match(row)) is not None:
            self._end_block()
            self._begin_block(begin["name"].lower())
        elif _END.match(row) or _PLANNING.match(row):
            self._end_block()
        elif (keyword := _KEYWORD.match(row)) is not None:
            self._end_block()
            self._keyword(keyword["key"].lower(), keyword["value"].strip(), start + keyword.start("value"))
        elif _DRAWER.match(row):
            self._end_block()
            self._drawer = True
            self._until = lambda line: line.strip().upper() == ":END:" or _HEADLINE.match(line) is not None
        elif (environment := _ENVIRONMENT.match(row)) is not None:
            self._end_block()
            closer = f"\\end{{{environment['name']}}}"
            self._until = None if closer in row else lambda line: closer in line
        elif _SILENT.match(row):
            self._end_block()
        elif (note := _NOTE.match(row)) is not None:
            self._end_note()
            self._note = (self._notes.name(note["label"], self._file), start, Prose())
            low = item.end() if (item := _ITEM.match(row, note.end())) is not None else note.end()
            self._span = [(start + low, start + len(row))] if row[low:].strip() else []
        else:
            return False
        return True

    def _begin_block(self, name: str) -> None:
        """Skip a block of code to its end; the content of other blocks is text."""
        if name in _UNREAD:
            end = f"#+end_{name}"
            self._until = lambda line: line.strip().lower().startswith(end)

    def _keyword(self, key: str, value: str, at: int) -> None:
        if key in _TITLES | _SHOWN and value:
            self._one_line(at, at + len(value), BlockKind.HEADING if key in _TITLES else BlockKind.PARAGRAPH)
            if key == "title" and self.title is None and self.blocks:
                self.title = self.blocks[-1].text
        elif key == "language":
            self.language = self.language or value.split("_", maxsplit=1)[0].lower() or None
        elif key in _TODO_KEYS:
            self._todo |= set(_TODO.findall(value))
        elif key == "macro":
            name, _, body = value.partition(" ")
            self._settings.macros[name.lower()] = body
        elif key == "link":
            name, _, pattern = value.partition(" ")
            self._settings.abbreviations[name.strip('"')] = pattern.strip()
        elif key == "include":
            self._include(value, at)
        elif key == "results":
            self._result = True
        elif re.match(r"https?://\S+\Z", value):
            self.links.append(LooseLink(value, LinkKind.BARE, self._place(at)))

    def _include(self, value: str, at: int) -> None:
        """Read an included Org file at its place, once. Includes as a source block or for one export are code."""
        name, form = _read_include(value)
        self.links.append(LooseLink(name, LinkKind.INCLUDE, self._place(at)))
        text = self._parts.pop(join_names(self._file, name), None) if not form else None
        if text is None:
            return
        place = self._place(at)
        outer = self._text, self._place, self._file, self._inline
        self._end_note()
        self._load(text, lambda _: place, join_names(self._file, name))
        self.read()
        self._load(*outer[:3])
        self._inline = outer[3]

    def _one_line(self, start: int, end: int, kind: BlockKind) -> None:
        self._end_block(kind)
        self._span = [(start, end)]
        self._end_block()

    def _end_block(self, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        """Write the collected lines as one block, or as a part of the current note."""
        if self._span:
            prose = Prose() if self._note is None else self._note[2]
            if self._note is not None:
                prose.end_line()
            self._write(prose)
            if self._note is None and prose:
                self.blocks.append(prose.block(self._kind))
        self._span = []
        self._kind = kind

    def _end_note(self) -> None:
        self._end_block()
        if self._note is not None:
            named, start, prose = self._note
            self._notes.keep(prose, named, self._place(start))
        self._note = None

    def _write(self, prose: Prose) -> None:
        gapless = all(after[0] == before[1] + 1 for before, after in zip(self._span, self._span[1:], strict=False))
        if gapless:
            self._inline.write(self._span[0][0], self._span[-1][1], prose)
            return
        for piece in self._span:
            self._inline.write(*piece, prose)
            prose.write("\n")

    def _text_row(self, row: str, start: int) -> None:
        end = start + len(row)
        if _ROW.match(row):
            self._cells(row, start)
        elif (item := _ITEM.match(row)) is not None:
            self._end_block(BlockKind.ITEM)
            low = start + item.end()
            term = _TERM.match(row, item.end())
            if term is not None and row.lstrip()[0] in "-+*":
                self._one_line(low, start + term.end("term"), BlockKind.ITEM)
                self._kind, low = BlockKind.ITEM, start + term.end()
            self._span = [(low, end)] if low < end else []
        else:
            self._span.append((start, end))

    def _cells(self, row: str, start: int) -> None:
        """Read a row of a table, whose cells are separated by bars; a rule has none."""
        self._end_block()
        at = row.index("|") + 1
        if row[at : at + 1] == "-":
            return
        while at < len(row):
            stop = self._find_bar(row, at, start)
            if row[at:stop].strip():
                self._one_line(start + at, start + stop, BlockKind.CELL)
            at = stop + 1

    def _find_bar(self, row: str, at: int, start: int) -> int:
        """Return the offset of the next bar that is not in a link."""
        stop = row.find("|", at)
        opened = row.rfind("[[", at, stop) if stop >= 0 else -1
        closed = row.find("]]", opened) if opened >= 0 else -1
        if opened >= 0 and stop < closed:
            return self._find_bar(row, closed, start)
        return stop if stop >= 0 else len(row)


def _read_include(value: str) -> tuple[str, str]:
    """Return the name in an `#+INCLUDE` and the word after it that makes it code ("src", "example", "export")."""
    found = _INCLUDED.match(value)
    if found is None:
        return value, ""
    name = (found["quoted"] or found["plain"]).partition("::")[0]
    words = (found["words"] or found["more"] or "").split()
    return name, words[0] if words and not words[0].startswith(":") else ""


def read(data: bytes, *, base: str | None) -> Manuscript:
    """Read an Org file alone. All input is readable, so nothing is raised."""
    return read_with(data, NO_COMPANIONS, base=base)


def read_with(data: bytes, companions: CompanionFiles, *, base: str | None) -> Manuscript:  # noqa: ARG001  relative links are not resolved here
    """Read an Org file with the contents of its available parts and lists of works."""
    text = decode_draft(data)
    notes = OrgNotes(CitedWorks(companions.lists))
    parts = {name: decode_draft(content) for name, content in companions.parts}
    page = _OrgReader(text, notes, OrgSettings(budget=4 * len(text) + 100_000), parts)
    page.read()
    blocks, found = page.blocks, list(notes.finished())
    if not found:
        blocks, found = split_typed_notes(blocks)
    return Manuscript(
        tuple(blocks),
        tuple(found),
        title=page.title,
        language=page.language,
        unlisted=notes.unlisted,
        links=tuple(page.links),
    )


def wanted(data: bytes, *, name: str) -> WantedFiles:
    """Return the names of the Org files and lists of works that a file includes, relative to the draft's folder."""
    text = decode_draft(data)
    lists: dict[str, None] = {}
    parts: dict[str, None] = {}
    for found in _KEYWORD_LINES.finditer(text):
        if found["key"].lower() == "include":
            part, form = _read_include(found["value"].strip())
            if not form:
                parts[join_names(name, part)] = None
        else:
            lists[join_names(name, found["value"].strip().strip('"'))] = None
    for found in _OLD_LIST.finditer(text):
        for one in (found["bibtex"] or found["linked"]).split(","):
            bib = one.strip()
            lists[join_names(name, bib if bib.endswith(".bib") else f"{bib}.bib")] = None
    return WantedFiles(tuple(lists), tuple(parts))
