"""Typeset Typst: markup becomes text, and code is passed through for the content in it.

Code is not run. Content in brackets is text wherever it is (an argument, a branch, the body of a loop), but not in what
only defines or sets something (`#let`, `#set`, `#show heading: …`, `#import`). Recursion is bounded; deeper code is
skipped.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from citecheck.draft.citation_keys import is_word_of_sentence
from citecheck.draft.formats.typst import tokens
from citecheck.draft.formats.typst.notes import TypstNotes
from citecheck.draft.manuscript import LineIndex, ManuscriptBlock
from citecheck.draft.prose import Prose
from citecheck.model.draft import BlockKind, Place

DEPTH: Final = 60
"""The deepest nesting of content and code that is read."""
_CallStep: TypeAlias = Callable[[int, int], int]
"""The method for a function: from the offset after its name and the end of the text to the next offset."""
_DEFINING: Final = frozenset({"let", "set", "show", "import"})
"""Keywords of statements that print nothing."""
_BRANCHING: Final = frozenset({"if", "for", "while", "context", "return"})
_CELLS: Final = frozenset({"table", "grid", "cell"})
_SILENT: Final = frozenset(
    {"cite", "bibliography", "raw", "metadata", "outline", "pagebreak", "v", "h", "counter", "state"}
)
_PARAGRAPH: Final = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_TITLE: Final = re.compile(r"\btitle:\s*(?:\"(?P<text>[^\"\n]{1,300})\"|\[(?P<content>[^\[\]\n]{1,300})\])")
_LANGUAGE: Final = re.compile(r"\blang:\s*\"([a-z]{2,3})\"")


class TypstTypesetter:
    """The typesetter of one document. `blocks` grow in reading order. A subclass defines what functions do."""

    def __init__(self, text: str, notes: TypstNotes) -> None:
        """Initialize with the text and the collector of its notes."""
        self.blocks: list[ManuscriptBlock] = []
        self.title: str | None = None
        self.language: str | None = None
        self._notes = notes
        self._text = text
        self._place: Callable[[int], Place] = LineIndex(text).place
        self._prose = Prose()
        self._kinds = [BlockKind.PARAGRAPH]
        self._kind = BlockKind.PARAGRAPH
        self._in_note = 0
        self._muted = 0
        self._depth = 0
        self._calls: Mapping[str, _CallStep] = {}

    def read(self) -> None:
        """Read the whole document."""
        self._markup(0, len(self._text), nested=False)
        self._end_block()

    def _end_block(self, kind: BlockKind | None = None) -> None:
        if self._in_note:
            self._prose.end_line()
            return
        if self._prose:
            self.blocks.append(self._prose.block(self._kind))
        self._prose = Prose()
        self._kind = kind or self._kinds[-1]

    def _write(self, text: str, at: int) -> None:
        if not self._muted:
            self._prose.write(text, self._place(at))

    def _plain(self, start: int, end: int) -> None:
        """Write plain markup: paragraphs, and the headings and items that begin lines."""
        at = start
        while at < end:
            gap = _PARAGRAPH.search(self._text, at, end)
            self._lines(at, gap.start() if gap else end)
            if gap is None:
                return
            if not self._muted:
                self._end_block()
            at = gap.end() - (len(gap.group()) - len(gap.group().rstrip(" \t")))

    def _lines(self, start: int, end: int) -> None:
        at = start
        while at < end:
            stop = self._text.find("\n", at, end)
            stop = end if stop < 0 else stop
            begins = at == 0 or self._text[at - 1] == "\n"
            lead = tokens.LINE_START.match(self._text, at) if begins and not self._muted else None
            if begins and self._kind is BlockKind.HEADING and not self._in_note:
                self._end_block()
            if lead is not None:
                self._end_block(BlockKind.HEADING if lead["heading"] else BlockKind.ITEM)
                if lead["term"]:
                    self._write(lead["term"] + ": ", lead.start("term"))
                at = min(lead.end(), end)
            self._write(self._text[at:stop], at)
            if stop < end:
                self._write("\n", stop)
            at = stop + 1

    def _markup(self, at: int, end: int, *, nested: bool = True) -> int:
        """Read markup up to the bracket that closes it, and return the offset after it."""
        self._depth += 1
        opened = 0
        while at < end:
            found = tokens.MARKUP.search(self._text, at, end)
            if found is None or self._depth > DEPTH:
                self._plain(at, end)
                at = end
                break
            self._plain(at, found.start())
            if (
                self._kind is BlockKind.HEADING
                and not self._muted
                and self._text[found.start() - 1 : found.start()] == "\n"
            ):
                self._end_block()
            if found["close"] is not None and nested and not opened:
                at = found.end()
                break
            opened += (found["open"] is not None) - (found["close"] is not None and opened > 0)
            at = self._token(found, end)
        self._depth -= 1
        return at

    def _end_heading(self, at: int) -> None:
        """End a heading whose line ended before an offset."""
        if self._kind is BlockKind.HEADING and not self._muted and self._text[at - 1 : at] == "\n":
            self._end_block()

    def _token(self, found: re.Match[str], end: int) -> int:
        match found.lastgroup:
            case "url":
                self._write(found["url"], found.start())
            case "raw":
                return self._raw(found, end)
            case "math":
                return self._math(found, end)
            case "point":
                self._write(chr(min(int(found["point"], 16), 0x10FFFF)), found.start())
            case "escaped" | "open" | "close":
                self._write(found[found.lastgroup], found.start())
            case "break":
                self._write(" ", found.start())
            case "code":
                return self._expression(found.end("code"), end)
            case "key":
                return self._reference(found, end)
            case "dash":
                self._write(tokens.DASHES[found["dash"]], found.start())
            case "block_comment":
                return tokens.skip_block_comment(self._text, found.start(), end)
            case _:
                pass  # labels, comments and the marks of emphasis print nothing
        return found.end()

    def _raw(self, found: re.Match[str], end: int) -> int:
        stop, after = tokens.find_raw_end(self._text, found.end(), found["raw"], end)
        if not self._muted and found["raw"] == "`":
            self._prose.write_literal(self._text[found.end() : stop], self._place(found.end()))
        return after

    def _math(self, found: re.Match[str], end: int) -> int:
        stop = tokens.find_math_end(self._text, found.end(), end)
        if stop is None:
            self._write("$", found.start())
            return found.end()
        if not self._muted:
            self._prose.write_literal(self._text[found.end() : stop].strip(), self._place(found.end()))
        return stop + 1

    def _reference(self, found: re.Match[str], end: int) -> int:
        """Read `@key`, with its supplement in brackets."""
        at = found.start("key") - 1
        after = found.end()
        if after < end and self._text[after] == "[":
            after = self._mute(lambda: self._markup(found.end() + 1, end))
        printed = self._prose.opens_sentence and is_word_of_sentence(self._text, after)
        if not self._muted and not self._notes.cite(found["key"], self._prose, self._place(at), printed=printed):
            self._write(found.group(), at)
        return after

    def _mute(self, read: Callable[[], int]) -> int:
        self._muted += 1
        after = read()
        self._muted -= 1
        return after

    def _expression(self, at: int, end: int) -> int:
        """Read the code after "#", and return the offset after it."""
        name = tokens.CODE.match(self._text, at, end)
        if name is None:
            return at
        if name["name"] is None:
            after = self._group(name, end)
        elif name["name"] in _DEFINING:
            after = self._statement(name, end)
        elif name["name"] in _BRANCHING:
            after = self._branches(name.end(), end)
        else:
            after = self._chain(name, end)
        return after + 1 if self._text[after : after + 1] == ";" else after

    def _group(self, found: re.Match[str], end: int) -> int:
        """Read what a token of code begins: content, brackets, raw text, a string; return the offset after it."""
        match found.lastgroup:
            case "content":
                return self._markup(found.end(), end)
            case "paren":
                return self._code(found.end(), end)
            case "block_comment":
                return tokens.skip_block_comment(self._text, found.start(), end)
            case "raw":
                return tokens.find_raw_end(self._text, found.end(), found["raw"], end)[1]
            case "name":
                return self._chain(found, end)
            case _:
                return found.end()

    def _code(self, at: int, end: int, *, kind: BlockKind | None = None) -> int:
        """Read code up to the bracket that closes it; content in it is text of its own."""
        self._depth += 1
        while at < end and self._depth <= DEPTH:
            found = tokens.CODE.search(self._text, at, end)
            if found is None:
                at = end
                break
            if found["close"] is not None:
                at = found.end()
                break
            if found["content"] is not None and not self._muted and not self._in_note:
                self._end_block(kind)
                self._kinds.append(kind or self._kinds[-1])
                at = self._group(found, end)
                self._kinds.pop()
                self._end_block()
            elif found["name"] in _DEFINING:
                at = self._statement(found, end)
            else:
                at = self._group(found, end)
        else:
            at = end if self._depth > DEPTH else at
        self._depth -= 1
        return at

    def _statement(self, name: re.Match[str], end: int) -> int:
        """Read a statement to the end of its line; only `#show: template.with(…)` has content that is text."""
        line = self._text[name.end() : self._text.find("\n", name.end()) % (end + 1)]
        if name["name"] == "set" and not self._muted:
            self._set(name.end(), line)
        if name["name"] == "show" and line.lstrip().startswith(":"):
            self._find_title(name.end(), end)
            return self._rest_of_line(name.end(), end)
        return self._mute(lambda: self._rest_of_line(name.end(), end))

    def _set(self, at: int, line: str) -> None:
        language = _LANGUAGE.search(line)
        if language is not None and line.lstrip().startswith("text"):
            self.language = self.language or language[1]
        if line.lstrip().startswith("document"):
            self._find_title(at, at + len(line) + 400)

    def _find_title(self, at: int, end: int) -> None:
        found = _TITLE.search(self._text, at, min(end, at + 2_000))
        if found is not None and self.title is None:
            self.title = " ".join((found["text"] or found["content"]).split())

    def _rest_of_line(self, at: int, end: int) -> int:
        while at < end:
            found = tokens.CODE.search(self._text, at, end)
            if found is None:
                return end
            if found["end"] is not None or found["close"] is not None:
                return found.start()
            at = self._group(found, end)
        return at

    def _branches(self, at: int, end: int) -> int:
        """Read a condition or loop: code up to its body, the body, and what follows after `else`."""
        while at < end:
            found = tokens.CODE.search(self._text, at, end)
            if found is None or found["end"] is not None or found["close"] is not None:
                return at if found is None else found.start()
            spaced = self._text[found.start() - 1 : found.start()].isspace()
            at = self._group(found, end)
            if found.group() in {"[", "{"} and spaced:
                after = tokens.ELSE.match(self._text, at, end)
                if after is None:
                    return at
                at = after.end()
        return at

    def _chain(self, name: re.Match[str], end: int) -> int:
        """Read a name with its members, arguments and content."""
        called = name["name"]
        step = self._calls.get(called)
        if step is not None:
            return step(name.end(), end)
        at = name.end()
        while at < end:
            member = tokens.MEMBER.match(self._text, at, end)
            if member is not None:
                called, at = member[1], member.end()
            elif self._text[at] == "(":
                at = self._arguments(called, at + 1, end)
            elif self._text[at] == "[":
                at = self._markup(at + 1, end)
            else:
                break
        return at

    def _arguments(self, called: str, at: int, end: int) -> int:
        """Read arguments after their bracket; a string alone is text ("#strong("salt")"), whoever made the function."""
        if called in _SILENT:
            return self._mute(lambda: self._code(at, end))
        alone = tokens.STRING_ALONE.match(self._text, at, end)
        if alone is not None and not tokens.UNSEEN_NAME.match(called):
            self._write(tokens.unescape_string(alone[1]), alone.start(1))
        return self._code(at, end, kind=BlockKind.CELL if called in _CELLS else None)
