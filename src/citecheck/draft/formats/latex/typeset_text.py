"""The author's own macros: taken in where they are defined, expanded where they are called.

Expansion is bounded in sum over the document, since ten macros that call one another ten times each are a page of
source and gigabytes of text.

How LaTeX is typeset: tokens to text, in order, with blocks, tables, formulas and the author's macros.

Own work: a parser of LaTeX that builds a tree recurses with every brace, and drafts (and hostile files) nest deep.
Here braces are paired beforehand, recursion is bounded, and what macros expand to is bounded in sum; beyond the
bounds a macro prints nothing.
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
"""Characters that macros may expand to in sum, as a multiple of the file's length (and 100,000 more)."""


_SPECIFIED = re.compile(r"\s*[+!>]*\s*(?:(?P<sort>[mosvb])|(?P<defaulted>O))\s*")


@dataclass(frozen=True, slots=True)
class _MacroParameter:
    """`default` is the text of an optional parameter that is left out, None for one that must stand there."""

    default: str | None = None
    star: bool = False


@dataclass(frozen=True, slots=True)
class _Macro:
    parameters: tuple[_MacroParameter, ...]
    body: str


class Macros:
    """The macros of one document; `length` is that of its source."""

    def __init__(self, length: int) -> None:
        self._macros: dict[str, _Macro] = {}
        self._budget = _EXPANDED * length + 100_000

    def __contains__(self, name: str) -> bool:
        return name in self._macros

    def new_command(self, source: LatexSource, at: int, end: int) -> int:
        r"""Take in `\newcommand{\name}[parameters][default]{body}` from behind its name; return where to go on."""
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
        r"""Take in `\NewDocumentCommand{\name}{m O{default} s}{body}` from behind its name; return where to go on."""
        named = _NAMED.match(source.text, at, end)
        spans, behind = source.arguments(named.end(), end, 2) if named else ([], at)
        if named is None or len(spans) < 2:
            return behind
        parameters = _parse_parameters(source, *spans[0])
        if parameters is not None:
            self._macros[named[1]] = _Macro(parameters, source.text[slice(*spans[1])])
        return behind

    def define(self, source: LatexSource, at: int, end: int) -> int:
        r"""Take in `\def\name#1{body}` from behind its name; other patterns of parameters are not understood."""
        found = _DEFINED.match(source.text, at, end)
        body = source.argument(found.end(), end) if found else None
        if found is None or body is None:
            return at
        self._macros[found[1]] = _Macro((_MacroParameter(),) * (len(found[2]) // 2), source.text[body[0] : body[1]])
        return body[2]

    def expand(self, name: str, source: LatexSource, at: int, end: int) -> tuple[LatexSource | None, int]:
        """Return what a call prints, None beyond the bound, and where to go on behind its arguments."""
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
    """Read a list of parameters as xparse writes it; None where it has sorts that are not understood."""
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
    """Return what a call gives for a parameter, and where to go on."""
    if parameter.star:
        return "", at  # the star is taken with the name
    if parameter.default is None:
        found = source.argument(at, end)
        return (source.text[found[0] : found[1]], found[2]) if found else ("", at)
    option = source.option(at, end)
    return (source.text[option[0] : option[1]], option[2]) if option else (parameter.default, at)


_DEPTH = 40
CommandStep: TypeAlias = Callable[[LatexSource, str, int, int], int]
"""What a command does: it takes the source, the name, and the stretch behind it, and tells where to go on."""


class LatexTypesetter:
    """Sets one document. `blocks` grow in reading order; what its commands do is said by who sets it."""

    def __init__(self, text: str) -> None:
        self.blocks: list[ManuscriptBlock] = []
        self._lines = LineIndex(text)
        self._macros = Macros(len(text))
        self._prose = Prose()
        self._kind = BlockKind.PARAGRAPH
        self._depth = 0
        self._tables = 0
        self._math_open = True
        self._in_note: tuple[str, str] | None = None  # marker and id of the note that is being read
        self._expanding: set[str] = set()
        self._done = False
        self._step_of: Mapping[str, CommandStep] = {}

    def read(self, source: LatexSource, start: int, end: int) -> None:
        """Read a whole document body."""
        self._run(source, start, end)
        self._end_block()

    def read_preamble(self, source: LatexSource, start: int, end: int) -> None:
        """Read what stands before the document begins: macros, title and authors, no other text."""
        self._run(source, start, end)
        self.blocks = [block for block in self.blocks if block.kind is BlockKind.HEADING or block.marks]
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

    def _token(self, source: LatexSource, token: re.Match[str], end: int) -> int:
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

    def _math(self, source: LatexSource, opener: str, at: int, end: int) -> int:
        """Read a formula as text: its signs and letters, without the markup between them."""
        closing = tokens.MATH_END[opener].match(source.text, at, end) if self._math_open else None
        if closing is None:
            self._math_open = False  # searched for once; every later "$" would be searched for in vain
            self._prose.write(opener)
            return at
        self._run(source, at, closing.end() - len(opener))
        return closing.end()

    def _sign(self, source: LatexSource, sign: str, at: int, end: int) -> int:
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

    def _accent(self, source: LatexSource, name: str, at: int, end: int) -> int:
        letter, behind = apply_accent(source, name, at, end)
        self._prose.write(letter)
        return behind

    def _command(self, source: LatexSource, name: str, at: int, end: int) -> int:
        """Deal with a control word; return where to go on."""
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
        behind = source.behind_options(at, end)
        argument = source.argument(behind, end)
        if argument is not None:
            # the braces themselves are transparent
            return argument[2] if tokens.SIZE.match(source.text[argument[0] : argument[1]]) else behind
        sign = commands.symbol(name)
        if sign:
            self._prose.write(sign, self._place(source, at))
        return behind

    def _expand(self, source: LatexSource, name: str, at: int, end: int) -> int:
        inner, at = self._macros.expand(name, source, at, end)
        if inner is not None and name not in self._expanding:
            self._expanding.add(name)
            self._run(inner, 0, len(inner.text))
            self._expanding.discard(name)
        return at
