r"""LaTeX source with its braces paired in one pass, and the names of a document's parts in other files.

With paired braces, the end of an argument is found without scanning. A part is named by `\input{chapter}`, `\include`,
`\subfile` or `\import{dir/}{file}`.
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
    """A text to be read. If it is an expansion, `at` is the offset of the macro call in the file, otherwise None."""

    text: str
    at: int | None = None
    partners: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.partners = _pair_braces(self.text)

    def argument(self, position: int, end: int) -> tuple[int, int, int] | None:
        """Find a braced argument at `position`, and return the offsets of its content and the offset after it."""
        return self._bracketed(position, end, "{")

    def option(self, position: int, end: int) -> tuple[int, int, int] | None:
        """Find an optional argument in square brackets at `position`, and return the same offsets."""
        return self._bracketed(position, end, "[")

    def _bracketed(self, position: int, end: int, bracket: str) -> tuple[int, int, int] | None:
        blank = _BLANK.match(self.text, position, end)
        start = blank.end() if blank else position
        if start >= end or self.text[start] != bracket:
            return None
        partner = self.partners.get(start)
        return None if partner is None or partner >= end else (start + 1, partner, partner + 1)

    def skip_options(self, position: int, end: int) -> int:
        """Return the offset after the optional arguments at `position` that follow one another without a blank."""
        while position < end and self.text[position] == "[" and (option := self.option(position, end)) is not None:
            position = option[2]
        return position

    def arguments(self, position: int, end: int, count: int) -> tuple[list[tuple[int, int]], int]:
        """Find up to `count` arguments, skipping options between them.

        Returns their spans and the offset after them.
        """
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
    unclosed: list[int] = []
    for found in _BRACE.finditer(text):
        if found["raw"] is not None:
            partners[found.start("raw")] = found.end("raw") - 1
        elif found["open"] is not None:
            unclosed.append(found.start())
        elif found["close"] == "]":
            if unclosed and text[unclosed[-1]] == "[":
                partners[unclosed.pop()] = found.start()
        elif found["close"] == "}":
            while unclosed and text[unclosed[-1]] == "[":
                unclosed.pop()
            if unclosed:
                partners[unclosed.pop()] = found.start()
    return partners


FILE_COMMANDS = frozenset({"input", "include", "subfile", "subfileinclude", "loadglsentries", "markdownInput"})
"""Commands whose argument names a file."""
FOLDER_COMMANDS = frozenset({"import", "subimport", "includefrom", "inputfrom", "subinputfrom", "subincludefrom"})
"""Commands whose arguments name a folder and a file in that folder."""
_INCLUDED = re.compile(
    rf"(?<!\\)%[^\n]*|\\(?:(?:{'|'.join(sorted(FILE_COMMANDS))})\s*\{{(?P<file>[^{{}}\n]{{1,300}})\}}"
    r"|input[ \t]+(?P<bare>[^\s{}\\%]{1,300})"
    rf"|(?:{'|'.join(sorted(FOLDER_COMMANDS))})\*?\s*\{{(?P<folder>[^{{}}\n]{{0,300}})\}}\s*\{{(?P<inner>[^{{}}\n]{{1,300}})\}})"
)
_BEGIN = re.compile(r"\\begin\s*\{document\}")
_END = re.compile(r"\\end\s*\{document\}")


def part_name_of(*written: str) -> str:
    """Return the file name in the arguments of a command, with its folder first. LaTeX adds `.tex` in the same way."""
    folder, name = written if len(written) > 1 else ("", written[0])
    whole = f"{folder.strip().rstrip('/')}/{name.strip()}" if folder.strip() else name.strip()
    whole = whole.strip('"')
    return whole if whole.endswith(".tex") else f"{whole}.tex"


def find_part_names(text: str) -> tuple[str, ...]:
    """Return the names of the parts that a text includes, in order, without those in comments."""
    names = (
        part_name_of(found["folder"], found["inner"])
        if found["inner"]
        else part_name_of(found["file"] or found["bare"])
        for found in _INCLUDED.finditer(text)
        if found.lastgroup
    )
    return tuple(dict.fromkeys(names))


def body_of(text: str) -> str:
    """Return the text that a part contributes: all of it, or the inside if the part is a document itself."""
    begin = _BEGIN.search(text)
    end = _END.search(text)
    return text[begin.end() if begin else 0 : end.start() if end else len(text)]
