r"""LaTeX source, with its braces paired in one pass, and the parts of a document in files of their own.

Paired braces let an argument be found without scanning for its end. A part is named by `\input{chapter}`,
`\include`, `\subfile` or `\import{dir/}{file}`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BRACE = re.compile(
    r"\\(?:url|nolinkurl|path|href)\s*(?P<raw>\{[^{}\n]*\})"  # no comments in addresses: "%20"
    r"|\\(?:verb\*?|lstinline)(?P<bar>[^a-zA-Z0-9\s{*]).*?(?P=bar)"
    r"|\\."
    r"|%[^\n]*"
    r"|(?P<open>[{\[])|(?P<close>[}\]])",
)
_BLANK = re.compile(r"(?:[ \t]|%[^\n]*\n)*\n?(?:[ \t]|%[^\n]*\n)*")


@dataclass(slots=True)
class LatexSource:
    """A text to be read. `at` is the offset of the macro call in the file if the text is an expansion, else None."""

    text: str
    at: int | None = None
    partners: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.partners = _pair_braces(self.text)

    def argument(self, position: int, end: int) -> tuple[int, int, int] | None:
        """Find a braced argument from `position` on: the offsets of its content, and where to go on behind it."""
        return self._bracketed(position, end, "{")

    def option(self, position: int, end: int) -> tuple[int, int, int] | None:
        """Find an optional argument in square brackets from `position` on, likewise."""
        return self._bracketed(position, end, "[")

    def _bracketed(self, position: int, end: int, bracket: str) -> tuple[int, int, int] | None:
        blank = _BLANK.match(self.text, position, end)
        start = blank.end() if blank else position
        if start >= end or self.text[start] != bracket:
            return None
        partner = self.partners.get(start)
        return None if partner is None or partner >= end else (start + 1, partner, partner + 1)

    def behind_options(self, position: int, end: int) -> int:
        """Return where the optional arguments end that follow each other without a blank from `position` on."""
        while position < end and self.text[position] == "[" and (option := self.option(position, end)) is not None:
            position = option[2]
        return position

    def arguments(self, position: int, end: int, count: int) -> tuple[list[tuple[int, int]], int]:
        """Find up to `count` arguments, options in between skipped; return their spans and where to go on."""
        found: list[tuple[int, int]] = []
        while len(found) < count:
            skipped = self.option(position, end)
            if skipped is not None:
                position = skipped[2]
                continue
            argument = self.argument(position, end)
            if argument is None:
                break
            found.append(argument[:2])
            position = argument[2]
        return found, position


def _pair_braces(text: str) -> dict[int, int]:
    partners: dict[int, int] = {}
    waiting: list[int] = []
    for found in _BRACE.finditer(text):
        if found["raw"] is not None:
            partners[found.start("raw")] = found.end("raw") - 1
        elif found["open"] is not None:
            waiting.append(found.start())
        elif found["close"] == "]":
            if waiting and text[waiting[-1]] == "[":
                partners[waiting.pop()] = found.start()
        elif found["close"] == "}":
            while waiting and text[waiting[-1]] == "[":
                waiting.pop()
            if waiting:
                partners[waiting.pop()] = found.start()
    return partners


FILE_COMMANDS = frozenset({"input", "include", "subfile", "subfileinclude", "loadglsentries", "markdownInput"})
"""Commands whose argument names a file."""
FOLDER_COMMANDS = frozenset({"import", "subimport", "includefrom", "inputfrom", "subinputfrom", "subincludefrom"})
"""Commands whose arguments name a folder and a file in it."""
_INCLUDED = re.compile(
    rf"(?<!\\)%[^\n]*|\\(?:(?:{'|'.join(sorted(FILE_COMMANDS))})\s*\{{(?P<file>[^{{}}\n]{{1,300}})\}}"
    r"|input[ \t]+(?P<bare>[^\s{}\\%]{1,300})"
    rf"|(?:{'|'.join(sorted(FOLDER_COMMANDS))})\*?\s*\{{(?P<folder>[^{{}}\n]{{0,300}})\}}\s*\{{(?P<inner>[^{{}}\n]{{1,300}})\}})"
)
_BEGIN = re.compile(r"\\begin\s*\{document\}")
_END = re.compile(r"\\end\s*\{document\}")


def part_name_of(*written: str) -> str:
    """Return the name of a file from the arguments of a command, its folder first; `.tex` is added as LaTeX does."""
    folder, name = written if len(written) > 1 else ("", written[0])
    whole = f"{folder.strip().rstrip('/')}/{name.strip()}" if folder.strip() else name.strip()
    whole = whole.strip('"')
    return whole if whole.endswith(".tex") else f"{whole}.tex"


def find_part_names(text: str) -> tuple[str, ...]:
    """Return the names of the parts that a text asks for, in order, those in comments left out."""
    names = (
        part_name_of(found["folder"], found["inner"])
        if found["inner"]
        else part_name_of(found["file"] or found["bare"])
        for found in _INCLUDED.finditer(text)
        if found.lastgroup
    )
    return tuple(dict.fromkeys(names))


def body_of(text: str) -> str:
    """Return what a part puts in: all of it, or the inside of the document that it is by itself."""
    begin = _BEGIN.search(text)
    end = _END.search(text)
    return text[begin.end() if begin else 0 : end.start() if end else len(text)]
