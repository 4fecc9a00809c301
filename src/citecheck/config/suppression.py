"""Comments in a draft that silence findings: `citecheck: ignore[L102] reason`, in the comment syntax of its format.

A comment behind text silences its own line. One on a line of its own silences the paragraph, item or note that follows
it. `citecheck: ignore-file[...]` silences the whole file. Codes may be prefixes; a comment without codes says nothing.
A finding is silenced where it stands and from each sentence that it concerns. Plain text has no comments: a line that
holds nothing else is taken for one, but behind text it would be read as part of the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from citecheck.model.format import Format

COMMENTS: Mapping[Format, tuple[str, str]] = {
    Format.HTML: ("<!--", "-->"),
    Format.MARKDOWN: ("<!--", "-->"),
    Format.WIKITEXT: ("<!--", "-->"),
    Format.LATEX: ("%", ""),
    Format.BIBTEX: ("%", ""),
    Format.RST: ("..", ""),
    Format.ASCIIDOC: ("//", ""),
    Format.TEXT: ("#", ""),
}
"""How a comment begins and ends in the formats that are text; the others have none."""

_DIRECTIVE = r"[ \t]*citecheck:[ \t]*(ignore|ignore-file)[ \t]*\[([A-Za-z0-9, \t]*)\][ \t]*"
_BEGINS_ANOTHER = re.compile(r"\s*(?:\[|[-*+•#=|&]|\d{1,4}[.)]\s|\.\.\s|\\item\b|\\footnote|<(?:p|li|td|div|h\d)\b)")
_WHOLE_FILE = "ignore-file"


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment: its codes or prefixes, the lines it silences, and where it stands; lines count from 1."""

    codes: tuple[str, ...]
    lines: range
    reason: str
    line: int
    column: int

    def covers(self, code: str, lines: Iterable[int]) -> bool:
        """Tell whether a finding of `code` at one of `lines` is silenced."""
        return code.startswith(self.codes) and any(line in self.lines for line in lines)


def suppressions(text: str, fmt: Format) -> tuple[Suppression, ...]:
    """Return the comments of a draft in `fmt`, none for a format without comments."""
    if fmt not in COMMENTS or "citecheck:" not in text:
        return ()
    opening, closing = COMMENTS[fmt]
    pattern = re.compile(f"{re.escape(opening)}{_DIRECTIVE}(.*?)[ \t]*{re.escape(closing) or '$'}")
    lines = text.splitlines()
    found = []
    for number, line in enumerate(lines, start=1):
        for match in pattern.finditer(line):
            codes = tuple(code for code in match[2].upper().replace(",", " ").split() if code)
            alone = not (line[: match.start()] + line[match.end() :]).strip()
            reach = range(1, len(lines) + 1) if match[1] == _WHOLE_FILE else _reach(lines, number, alone=alone)
            if codes and (alone or fmt is not Format.TEXT):
                found.append(Suppression(codes, reach, match[3], number, match.start() + 1))
    return tuple(found)


def _reach(lines: list[str], number: int, *, alone: bool) -> range:
    """Return the lines that a comment on line `number` silences."""
    if not alone:
        return range(number, number + 1)
    start = number + 1
    while start <= len(lines) and not lines[start - 1].strip():
        start += 1
    end = start + 1
    while end <= len(lines) and lines[end - 1].strip() and not _BEGINS_ANOTHER.match(lines[end - 1]):
        end += 1
    return range(start, end)
