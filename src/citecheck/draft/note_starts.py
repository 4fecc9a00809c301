"""Lines that may begin a note: what each begins with, and whether it stands under a heading of notes.

Which of them are notes is told by their order and their markers (`numbered`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.draft.headings import is_notes_heading
from citecheck.draft.labels import labels_note
from citecheck.draft.signs import DIGITS, SUPERSCRIPTS, plain_brackets

_START = re.compile(
    r"(?P<lead>[ \t>]{0,12})(?:"
    r"\[(?P<square>\^?\d{1,5}|[A-Za-z][A-Za-z\d_.+/&-]{1,24}(?: [A-Za-z\d_.+-]{1,12})?|[A-Za-z](?=\]\W))"
    r"\](?![(\[])(?P<colon>:?)"
    rf"|(?P<raised>[{SUPERSCRIPTS}]{{1,3}}+)(?:[:.)](?=\s)|\s[\u2013\u2014-](?=\s))?(?=\s*[\w<(\u201c\"])"
    r"|\[(?:Footnote|Note|Anm\.|Fu\u00dfnote|Endnote) (?P<long>\w{1,5}): ?"
    r"|(?P<dotted>\d{1,3})[.)](?=\s)|\((?P<round>\d{1,3})\)(?=\s)|(?P<plain>\d{1,3})(?=\s+\S)"
    r")[ \t\u00a0]*"
)
"""What a line begins with that may be the number of a note; the name of the group is the style of it."""
_MARKERS = {"square": "[{}]", "named": "[{}]", "long": "[{}]", "round": "({})"}
"""Style of a note's number to the marker that calls it; the other styles are their own markers."""
_ADMONITIONS = frozenset({"note", "nota", "\u6ce8", "\u8a3b"})
"""A line of this alone announces notes only where one follows at once; else it is a remark to the reader."""
_LONGEST_HEADING = 60
"""Characters of a line in capitals that is a heading."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may begin a note: the key and marker of its number, and where its text begins (column from 0)."""

    key: str
    marker: str
    line: int
    column: int
    style: str
    in_section: bool


def candidates_in(lines: Sequence[str], headings: frozenset[int]) -> list[Candidate]:
    """Find the lines that may begin a note; `headings` are the numbers of those that are known to be headings."""
    found: list[Candidate] = []
    in_section = admonition = False
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        match = _START.match(plain_brackets(line))
        if match and match["square"] and _ends_paragraph(lines, number, match.end()):
            continue
        if number in headings and not (match and match["square"]):
            in_section = is_notes_heading(line)
        elif match is None or is_notes_heading(line):
            in_section = (in_section and not _is_other_heading(line) and not admonition) or is_notes_heading(line)
            admonition = line.strip(" :").casefold() in _ADMONITIONS
        else:
            admonition = False
            named = match["square"]
            if not named or labels_note(named, lines, number, match.end(), in_section=in_section):
                found.append(_candidate(match, number, in_section=in_section))
    return found


def _candidate(match: re.Match[str], line: int, *, in_section: bool) -> Candidate:
    style = "square" if match["square"] else match.lastgroup or ""
    written = match[style]
    key = written.translate(DIGITS).lstrip("^").casefold()
    key = str(int(key)) if key.isdigit() else key
    if style == "square" and not key.isdigit() and len(key) > 1:
        style = "named"
    marker = _MARKERS.get(style, "{}").format(written)
    return Candidate(key, marker, line, match.end(), style, in_section)


def _ends_paragraph(lines: Sequence[str], number: int, column: int) -> bool:
    """Say whether a line is a lone sign that the breaking of lines parted from its paragraph, a blank line behind."""
    alone = not lines[number][column:].strip() and 0 < number < len(lines) - 1
    return alone and bool(lines[number - 1].strip()) and not lines[number + 1].strip()


def _is_other_heading(line: str) -> bool:
    """Say whether a line under the notes' heading begins something else: a short line in capitals or with #."""
    text = line.strip()
    return (text.startswith("#") or (text.isupper() and len(text) < _LONGEST_HEADING)) and not is_notes_heading(text)
