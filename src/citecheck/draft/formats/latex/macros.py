"""The author's own macros: taken in where they are defined, expanded where they are called.

Expansion is bounded in sum over the document, since ten macros that call one another ten times each are a page of
source and gigabytes of text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from citecheck.draft.formats.latex.source import LatexSource

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
