"""LaTeX read in the order in which it is set: commands from tables, the author's own macros expanded, notes apart.

Own work: a parser of LaTeX that builds a tree recurses with every brace, and drafts (and baits) nest deep. Here braces
are paired beforehand, recursion is bounded, and what macros expand to is bounded in sum; beyond the bounds a macro
prints nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from citecheck.draft.latex import commands, tokens
from citecheck.draft.latex.accents import accented, is_accent
from citecheck.draft.latex.links import unescaped, verbatim, written_address
from citecheck.draft.latex.macros import Macros
from citecheck.draft.latex.notes import Notes
from citecheck.draft.latex.source import Source
from citecheck.draft.lines import Lines
from citecheck.draft.manuscript import Note, TextBlock
from citecheck.draft.prose import Prose
from citecheck.model.draft import BlockKind, Place

_DEPTH = 40


class Walk:
    """Reads one document. `blocks` grow in reading order, notes go to `notes`."""

    def __init__(self, text: str, notes: Notes) -> None:
        self.blocks: list[TextBlock] = []
        self.title: str | None = None
        self.notes = notes
        self._lines = Lines(text)
        self._macros = Macros(len(text))
        self._prose = Prose()
        self._kind = BlockKind.PARAGRAPH
        self._depth = 0
        self._tables = 0
        self._math_open = True
        self._in_note = False
        self._expanding: set[str] = set()
        self._missing: set[str] = set()
        self._done = False
        self._step_of = self._table()

    def _table(self) -> dict[str, Callable[[Source, str, int, int], int]]:
        """Say what is done with each command, from behind its name; every step returns where to go on."""
        return {
            **dict.fromkeys(commands.HEADINGS, self._heading),
            "author": self._heading,
            **dict.fromkeys(commands.RUN_IN, self._run_in),
            **dict.fromkeys(commands.CAPTIONS, self._caption),
            **dict.fromkeys(commands.NOTES, self._note),
            **dict.fromkeys(commands.NOTE_MARKS, self._note_mark),
            **dict.fromkeys(commands.NOTE_TEXTS, self._note_text),
            **dict.fromkeys(commands.CITES, self._cite),
            **dict.fromkeys(commands.MACROS, lambda source, _name, at, end: self._macros.new_command(source, at, end)),
            **dict.fromkeys(commands.SILENT, self._silent),
            **dict.fromkeys(commands.LAST_OF, self._last_argument),
            **dict.fromkeys((*commands.PARAMETERS, "let", "newif"), self._assignment),
            **dict.fromkeys(("url", "nolinkurl", "path"), self._url),
            **dict.fromkeys(("verb", "lstinline", "mintinline"), self._verbatim),
            **dict.fromkeys(
                ("def", "gdef", "edef"), lambda source, _name, at, end: self._macros.define(source, at, end)
            ),
            "href": self._href,
            "begin": self._begin,
            "end": self._end,
            "item": self._item,
            "bibitem": self._bibitem,
            **dict.fromkeys(("par", "newpage", "clearpage", "maketitle"), self._paragraph),
            "iffalse": self._if_false,
        }

    def read(self, source: Source, start: int, end: int) -> None:
        """Read a whole document body."""
        self._run(source, start, end)
        self._end_block()

    def read_preamble(self, source: Source, start: int, end: int) -> None:
        """Read what stands before the document begins: macros, title and authors, no other text."""
        self._run(source, start, end)
        self.blocks = [block for block in self.blocks if block.kind is BlockKind.HEADING or block.marks]
        self._prose = Prose()

    def _place(self, source: Source, offset: int) -> Place:
        return self._lines.place(offset if source.at is None else source.at)

    def _end_block(self, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        if self._in_note:
            self._prose.end_line()
            return
        if self._prose:
            self.blocks.append(self._prose.block(self._kind))
        self._prose = Prose()
        self._kind = kind

    def _run(self, source: Source, start: int, end: int) -> None:
        """Read a stretch of source; arguments are read by recursion, up to the bound."""
        if self._depth >= _DEPTH:
            return
        self._depth += 1
        at = start
        while at < end and not self._done:
            token = tokens.TOKEN.match(source.text, at, end)
            if token is None:
                break
            at = self._token(source, token, end)
        self._depth -= 1

    def _token(self, source: Source, token: re.Match[str], end: int) -> int:
        kind, text = token.lastgroup, token.group()
        match kind:
            case "name":
                return self._command(source, token["name"], token.end(), end)
            case "sign":
                return self._sign(source, token["sign"], token.end(), end)
            case "plain":
                self._prose.write(text, self._place(source, token.start()))
            case "paragraph":
                self._end_block(BlockKind.CELL if self._tables else BlockKind.PARAGRAPH)
            case "math":
                return self._math(source, text, token.end(), end)
            case "tie":
                self._prose.write(" ")
            case "ligature":
                self._prose.write(tokens.LIGATURES[text])
            case "other":
                self._other(text)
            case _:
                pass  # a comment prints nothing, not even the end of its line
        return token.end()

    def _other(self, text: str) -> None:
        if text == "&" and self._tables:
            self._end_block(BlockKind.CELL)
        elif text not in "{}":
            self._prose.write(text)

    def _math(self, source: Source, opener: str, at: int, end: int) -> int:
        """Read a formula as text: its signs and letters, without the markup between them."""
        closing = tokens.MATH_END[opener].match(source.text, at, end) if self._math_open else None
        if closing is None:
            self._math_open = False  # searched for once; every later "$" would be searched for in vain
            self._prose.write(opener)
            return at
        self._run(source, at, closing.end() - len(opener))
        return closing.end()

    def _sign(self, source: Source, sign: str, at: int, end: int) -> int:
        if sign == "\\":
            if self._tables:
                self._end_block(BlockKind.CELL)
            option = source.option(at, end)
            self._prose.write(" ")
            return option[2] if option and tokens.SIZE.match(source.text[option[0] : option[1]]) else at
        if sign in "([])":
            return at
        if is_accent(sign):
            return self._accent(source, sign, at, end)
        self._prose.write(commands.SIGNS.get(sign, ""))
        return at

    def _accent(self, source: Source, name: str, at: int, end: int) -> int:
        letter, behind = accented(source, name, at, end)
        self._prose.write(letter)
        return behind

    def _command(self, source: Source, name: str, at: int, end: int) -> int:
        """Deal with a control word; return where to go on."""
        if name in self._macros:
            return self._expand(source, name, at, end)
        step = self._step_of.get(name)
        if step is not None:
            return step(source, name, at, end)
        if is_accent(name) and at < end and not source.text[at].isalpha():
            return self._accent(source, name, at, end)
        if name in commands.SIGNS:
            self._prose.write(commands.SIGNS[name])
            if name in commands.GLUED:
                while at < end and source.text[at] in " \t":
                    at += 1
            return at
        return self._unknown(source, name, at, end)

    def _unknown(self, source: Source, name: str, at: int, end: int) -> int:
        option = source.option(at, end) if at < end and source.text[at] == "[" else None
        argument = source.argument(option[2] if option else at, end)
        if argument is not None:
            if tokens.SIZE.match(source.text[argument[0] : argument[1]]):
                return argument[2]
            return option[2] if option else at  # the braces themselves are transparent
        sign = commands.symbol(name)
        if sign:
            self._prose.write(sign, self._place(source, at))
        return option[2] if option else at

    def _expand(self, source: Source, name: str, at: int, end: int) -> int:
        inner, at = self._macros.expand(name, source, at, end)
        if inner is not None and name not in self._expanding:
            self._expanding.add(name)
            self._run(inner, 0, len(inner.text))
            self._expanding.discard(name)
        return at

    def _assignment(self, source: Source, name: str, at: int, end: int) -> int:
        found = (tokens.ASSIGNED if name in commands.PARAMETERS else tokens.LET).match(source.text, at, end)
        return found.end() if found else at

    def _silent(self, source: Source, name: str, at: int, end: int) -> int:
        return source.arguments(at, end, commands.SILENT[name])[1]

    def _last_argument(self, source: Source, name: str, at: int, end: int) -> int:
        spans, behind = source.arguments(at, end, commands.LAST_OF[name])
        if len(spans) == commands.LAST_OF[name]:
            self._run(source, *spans[-1])
        return behind

    def _heading(self, source: Source, name: str, at: int, end: int) -> int:
        spans, behind = source.arguments(at, end, 1)
        if not spans:
            return at
        self._end_block(BlockKind.PARAGRAPH if name == "author" else BlockKind.HEADING)
        self._run(source, *spans[0])
        self._end_block()
        if name == "title" and self.blocks:
            self.title = self.title or self.blocks[-1].text
        return behind

    def _run_in(self, source: Source, _name: str, at: int, end: int) -> int:
        """Begin a paragraph whose heading stands on its first line."""
        self._end_block()
        spans, behind = source.arguments(at, end, 1)
        if spans:
            self._run(source, *spans[0])
            self._prose.write(" ")
        return behind

    def _caption(self, source: Source, name: str, at: int, end: int) -> int:
        spans, behind = source.arguments(at, end, 2 if name == "captionof" else 1)
        if not spans:
            return at
        tables, self._tables = self._tables, 0
        self._end_block()
        self._run(source, *spans[-1])
        self._tables = tables
        self._end_block(BlockKind.CELL if tables else BlockKind.PARAGRAPH)
        return behind

    def _number(self, source: Source, at: int, end: int) -> tuple[str | None, int]:
        option = source.option(at, end)
        return (source.text[option[0] : option[1]].strip() or None, option[2]) if option else (None, at)

    def _note(self, source: Source, name: str, at: int, end: int) -> int:
        number, behind = self._number(source, at, end)
        argument = source.argument(behind, end)
        if argument is None:
            return at
        marker, note_id = self.notes.label(commands.NOTES[name], number)
        self._prose.mark(marker, self._place(source, at - len(name) - 1), note_id)
        self._keep(source, argument, marker, note_id)
        return argument[2]

    def _keep(self, source: Source, argument: tuple[int, int, int], marker: str, note_id: str) -> None:
        """Read a note's text into prose of its own."""
        outer, inside, tables = self._prose, self._in_note, self._tables
        self._prose, self._in_note, self._tables = Prose(), True, 0
        self._run(source, *argument[:2])
        outer.adopt(self._prose)
        note = self._prose.note(note_id, marker)
        places = note.places or ((0, self._place(source, argument[0])),)
        self.notes.keep(Note(note.id, note.marker, note.text, places, note.links))
        self._prose, self._in_note, self._tables = outer, inside, tables

    def _note_mark(self, source: Source, name: str, at: int, end: int) -> int:
        number, behind = self._number(source, at, end)
        marker, note_id = self.notes.label(commands.NOTE_MARKS[name], number)
        self._prose.mark(marker, self._place(source, at - len(name) - 1), note_id)
        return behind

    def _note_text(self, source: Source, name: str, at: int, end: int) -> int:
        number, behind = self._number(source, at, end)
        argument = source.argument(behind, end)
        if argument is None:
            return at
        self._keep(source, argument, *self.notes.at(commands.NOTE_TEXTS[name], number))
        return argument[2]

    def _cite(self, source: Source, name: str, at: int, end: int) -> int:
        spans, behind = source.arguments(at, end, 1)
        if not spans:
            return at
        for key in source.text[slice(*spans[0])].split(","):
            found = self.notes.cite(key.strip())
            if found is not None:
                self._prose.mark(found[0], self._place(source, at - len(name) - 1), found[1])
                self._prose.write(f" {found[0]}" if self._in_note else "")
        return behind

    def _url(self, source: Source, _name: str, at: int, end: int) -> int:
        found = written_address(source, at, end)
        if found is None:
            return at
        self._prose.open_link(found[0])
        self._prose.write(found[0], self._place(source, at))
        self._prose.close_link()
        return found[1]

    def _href(self, source: Source, _name: str, at: int, end: int) -> int:
        spans, behind = source.arguments(at, end, 2)
        if len(spans) < 2:
            return at
        self._prose.open_link(unescaped(source.text[slice(*spans[0])]))
        self._run(source, *spans[1])
        self._prose.close_link()
        return behind

    def _verbatim(self, source: Source, _name: str, at: int, end: int) -> int:
        found = verbatim(source, at, end)
        if found is None or source.text[at] in "[*":
            return at
        self._prose.write(found[0], self._place(source, at))
        return found[1]

    def _paragraph(self, _source: Source, _name: str, at: int, _end: int) -> int:
        self._end_block()
        return at

    def _item(self, source: Source, _name: str, at: int, end: int) -> int:
        self._end_block(BlockKind.ITEM)
        option = source.option(at, end)
        if option is None:
            return at
        self._run(source, *option[:2])
        self._prose.write(" ")
        return option[2]

    def _bibitem(self, source: Source, _name: str, at: int, end: int) -> int:
        """Read one work of the document's own list: up to the next, or to the end of the list."""
        spans, behind = source.arguments(at, end, 1)
        if not spans:
            return at
        key = source.text[slice(*spans[0])].strip()
        following = _BIBITEM.search(source.text, behind, end)
        stop = following.start() if following else end
        found = self.notes.cite(key)
        if found is not None and found[1] is not None:
            self._keep(source, (behind, stop, stop), found[0], found[1])
        return stop

    def _if_false(self, source: Source, _name: str, at: int, end: int) -> int:
        return self._behind(source, r"\fi", at, end)

    def _behind(self, source: Source, closer: str, at: int, end: int) -> int:
        """Return where to go on behind the next `closer`; without one nothing is left out."""
        if closer in self._missing:
            return at
        stop = source.text.find(closer, at)
        if stop < 0:
            self._missing.add(closer)
        return stop + len(closer) if 0 <= stop < end else at

    def _begin(self, source: Source, _name: str, at: int, end: int) -> int:
        spans, behind = source.arguments(at, end, 1)
        if not spans:
            return at
        name = source.text[slice(*spans[0])].strip()
        plain = name.rstrip("*")
        if plain in commands.VERBATIM or plain in commands.DISPLAY_MATH:
            return self._behind(source, f"\\end{{{name}}}", behind, end)
        if plain in commands.TABLES:
            self._end_block(BlockKind.CELL)
            self._tables += 1
            self._kind = BlockKind.CELL
            return source.arguments(behind, end, commands.TABLES[plain] + name.endswith("*"))[1]
        self._end_block(BlockKind.CELL if self._tables else BlockKind.PARAGRAPH)
        behind = source.arguments(behind, end, commands.ENVIRONMENT_ARGUMENTS.get(plain, 0))[1]
        option = source.option(behind, end)
        return option[2] if option else behind

    def _end(self, source: Source, _name: str, at: int, end: int) -> int:
        spans, behind = source.arguments(at, end, 1)
        if not spans:
            return at
        name = source.text[slice(*spans[0])].strip()
        if name == "document":
            self._done = True
        if name.rstrip("*") in commands.TABLES:
            self._tables = max(0, self._tables - 1)
        self._end_block(BlockKind.CELL if self._tables else BlockKind.PARAGRAPH)
        return behind


_BIBITEM = re.compile(r"\\bibitem\b|\\end\{thebibliography\}")
