"""Typeset LaTeX: turn tokens into text in order, with blocks, tables, formulas and the author's macros.

Macros are stored where they are defined and expanded where they are called. The expansion is limited in total over
the
document: ten macros that call one another ten times each are one page of source and gigabytes of text.

No existing parser is used: a parser that builds a tree recurses at every brace, and drafts and hostile files nest
deeply. Here braces are paired beforehand, and recursion and the total expansion are bounded. Beyond these bounds a
macro prints nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from citecheck.draft.formats.latex import commands, tokens
from citecheck.draft.formats.latex.source import LatexSource
from citecheck.draft.formats.latex.tokens import apply_accent, is_accent
from citecheck.draft.manuscript import LineIndex, ManuscriptBlock
from citecheck.draft.prose import Prose
from citecheck.model.draft import BlockKind, Place

_NAMED = re.compile(r"\s*\{?\s*\\([a-zA-Z@]+)\s*\}?")
_DEFINED = re.compile(r"\s*\\([a-zA-Z@]+)\s*((?:#\d)*)\s*")
_PARAMETER = re.compile(r"#(\d)")
_EXPANDED = 4
"""The most characters that macros expand to in total, as a multiple of the file's length (plus 100,000)."""


_SPECIFIED = re.compile(r"\s*[+!>]*\s*(?:(?P<sort>[mosvb])|(?P<defaulted>O))\s*")


@dataclass(frozen=True, slots=True)
class _MacroParameter:
    """A parameter of a macro.

    `default` is the text of an omitted optional parameter, or None for a required parameter.
    """

    default: str | None = None
    star: bool = False


@dataclass(frozen=True, slots=True)
class _Macro:
    parameters: tuple[_MacroParameter, ...]
    body: str


class _Macros:
    """The macros of one document, whose source has `length` characters."""

    def __init__(self, length: int) -> None:
        self._macros: dict[str, _Macro] = {}
        self._budget = _EXPANDED * length + 100_000

    def __contains__(self, name: str) -> bool:
        return name in self._macros

    def new_command(self, source: LatexSource, at: int, end: int) -> int:
        r"""Store `\newcommand{\name}[parameters][default]{body}` from after its name; return the offset after it."""
        named = _NAMED.match(source.text, at, end)
        if named is None:
            return at
        count = source.option(named.end(), end)
        default = source.option(count[2], end) if count else None
        body = source.argument((default or count or (0, 0, named.end()))[2], end)
        if body is None:
            return named.end()
        number = source.text[count[0] : count[1]].strip() if count else "0"
        parameters = [_MacroParameter()] * (int(number) if number.isdecimal() else 0)
        if default and parameters:
            parameters[0] = _MacroParameter(source.text[default[0] : default[1]])
        self._macros[named[1]] = _Macro(tuple(parameters), source.text[body[0] : body[1]])
        return body[2]

    def document_command(self, source: LatexSource, at: int, end: int) -> int:
        r"""Store `\NewDocumentCommand{\name}{m O{default} s}{body}` from after its name; return the next offset."""
        named = _NAMED.match(source.text, at, end)
        spans, after = source.arguments(named.end(), end, 2) if named else ([], at)
        if named is None or len(spans) < 2:
            return after
        parameters = _parse_parameters(source, *spans[0])
        if parameters is not None:
            self._macros[named[1]] = _Macro(parameters, source.text[slice(*spans[1])])
        return after

    def define(self, source: LatexSource, at: int, end: int) -> int:
        r"""Store `\def\name#1{body}` from after its name. Other parameter patterns are not supported."""
        found = _DEFINED.match(source.text, at, end)
        body = source.argument(found.end(), end) if found else None
        if found is None or body is None:
            return at
        self._macros[found[1]] = _Macro((_MacroParameter(),) * (len(found[2]) // 2), source.text[body[0] : body[1]])
        return body[2]

    def expand(self, name: str, source: LatexSource, at: int, end: int) -> tuple[LatexSource | None, int]:
        """Return what a call prints (None beyond the limit) and the offset after its arguments."""
        macro = self._macros[name]
        called = at if source.at is None else source.at
        values: list[str] = []
        for parameter in macro.parameters:
            value, at = _read_value(parameter, source, at, end)
            values.append(value)
        size = len(macro.body) + sum(map(len, values)) * (1 + macro.body.count("#"))
        self._budget -= size + 1
        if self._budget <= 0:
            return None, at
        text = _PARAMETER.sub(
            lambda found: values[int(found[1]) - 1] if 0 < int(found[1]) <= len(values) else "", macro.body
        )
        return LatexSource(text, at=called), at


def _parse_parameters(source: LatexSource, at: int, end: int) -> tuple[_MacroParameter, ...] | None:
    """Parse a parameter list in the syntax of xparse, or return None if it has unsupported types."""
    parameters: list[_MacroParameter] = []
    while at < end:
        found = _SPECIFIED.match(source.text, at, end)
        if found is None:
            return None
        at = found.end()
        default = source.argument(at, end) if found["defaulted"] else None
        if default is not None:
            parameters.append(_MacroParameter(source.text[default[0] : default[1]]))
            at = default[2]
        else:
            parameters.append(_MacroParameter("" if found["sort"] in {"o", "s"} else None, star=found["sort"] == "s"))
    return tuple(parameters)


def _read_value(parameter: _MacroParameter, source: LatexSource, at: int, end: int) -> tuple[str, int]:
    """Return the value of a parameter in a call, and the offset after it."""
    if parameter.star:
        return "", at  # the star was read with the name
    if parameter.default is None:
        found = source.argument(at, end)
        return (source.text[found[0] : found[1]], found[2]) if found else ("", at)
    option = source.option(at, end)
    return (source.text[option[0] : option[1]], option[2]) if option else (parameter.default, at)


_DEPTH = 40
CommandStep: TypeAlias = Callable[[LatexSource, str, int, int], int]
"""The method for a command: from source, name, and start and end of the text after it to the next offset."""


class LatexTypesetter:
    """The typesetter of one document. `blocks` grow in reading order. A subclass defines what commands do."""

    def __init__(self, text: str) -> None:
        self.blocks: list[ManuscriptBlock] = []
        self._lines = LineIndex(text)
        self._macros = _Macros(len(text))
        self._prose = Prose()
        self._kind = BlockKind.PARAGRAPH
        self._depth = 0
        self._tables = 0
        self._math_open = True
        self._in_note: tuple[str, str] | None = None  # marker and id of the current note
        self._expanding: set[str] = set()
        self._done = False
        self._step_of: Mapping[str, CommandStep] = {}

    def read(self, source: LatexSource, start: int, end: int) -> None:
        """Read a whole document body."""
        self._run(source, start, end)
        self._end_block()

    def read_preamble(self, source: LatexSource, start: int, end: int) -> None:
        """Read the preamble: macros, title and authors, and no other text."""
        self._run(source, start, end)
        self.blocks = [block for block in self.blocks if block.kind is BlockKind.HEADING or block.markers]
        self._prose = Prose()

    def _place(self, source: LatexSource, offset: int) -> Place:
        return self._lines.place(offset if source.at is None else source.at)

    def _end_block(self, kind: BlockKind = BlockKind.PARAGRAPH) -> None:
        if self._in_note:
            self._prose.end_line()
            return
        if self._prose:
            self.blocks.append(self._prose.block(self._kind))
        self._prose = Prose()
        self._kind = kind

    def _run(self, source: LatexSource, start: int, end: int) -> None:
        """Read a span of source. Arguments are read by recursion, up to the bound."""
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

    def _token(self, source: LatexSource, token: re.Match[str], end: int) -> int:
        kind, text = token.lastgroup, token.group()
        match kind:
            case "name":
                return self._command(source, token["name"], token.end(), end)
            case "character":
                return self._character(source, token["character"], token.end(), end)
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

    def _math(self, source: LatexSource, opener: str, at: int, end: int) -> int:
        """Read a formula as text: its symbols and letters, without the markup between them."""
        closing = tokens.MATH_END[opener].match(source.text, at, end) if self._math_open else None
        if closing is None:
            self._math_open = False  # a failed search would fail for every later "$" too
            self._prose.write(opener)
            return at
        self._run(source, at, closing.end() - len(opener))
        return closing.end()

    def _character(self, source: LatexSource, character: str, at: int, end: int) -> int:
        if character == "\\":
            if self._tables:
                self._end_block(BlockKind.CELL)
            option = source.option(at, end)
            self._prose.write(" ")
            return option[2] if option and tokens.SIZE.match(source.text[option[0] : option[1]]) else at
        if character in "([])":
            return at
        if is_accent(character):
            return self._accent(source, character, at, end)
        self._prose.write(commands.SIGNS.get(character, ""))
        return at

    def _accent(self, source: LatexSource, name: str, at: int, end: int) -> int:
        letter, after = apply_accent(source, name, at, end)
        self._prose.write(letter)
        return after

    def _command(self, source: LatexSource, name: str, at: int, end: int) -> int:
        """Handle a control word, and return the offset after it."""
        overlay = tokens.OVERLAY.match(source.text, at, end)
        at = overlay.end() if overlay else at
        if name in self._macros:
            return self._expand(source, name, at, end)
        step = self._step_of.get(name) or self._step_of.get(commands.sort_of(name))
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

    def _unknown(self, source: LatexSource, name: str, at: int, end: int) -> int:
        after = source.skip_options(at, end)
        argument = source.argument(after, end)
        if argument is not None:
            # the braces themselves are transparent
            return argument[2] if tokens.SIZE.match(source.text[argument[0] : argument[1]]) else after
        character = commands.symbol(name)
        if character:
            self._prose.write(character, self._place(source, at))
        return after

    def _expand(self, source: LatexSource, name: str, at: int, end: int) -> int:
        inner, at = self._macros.expand(name, source, at, end)
        if inner is not None and name not in self._expanding:
            self._expanding.add(name)
            self._run(inner, 0, len(inner.text))
            self._expanding.discard(name)
        return at
