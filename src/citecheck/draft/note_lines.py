"""Lines that may be notes: what each begins with, whether it is under a heading of notes, and where a note ends.

Which of the candidates are notes is decided by their order and their markers (`note_numbering`). A note ends at the
next note, at its closing bracket, at a blank line, or where an address ends.

The words after a bracket at the start of a line tell a note or work from the syntax and output of a program:
manuals
write "[file] ..." for an optional argument, shells "[1] 25647" for a job, R "[1] 0.25 0.5" for a vector, lists of
changes "[dfc46e262a] - ..." for a commit. No draft writes its notes so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from citecheck.draft.headings import is_notes_heading
from citecheck.draft.markers import FROM_SUPERSCRIPT, SUPERSCRIPTS, replace_wide_brackets

_SYNTAX = re.compile(r"(?![ivxlc]{1,7}\Z)[a-z]{1,24}(?:[ _-][a-z]{1,24})*|[0-9a-f]{7,40}")
"""What is no label of a work outside of a list of works: words in small letters, the name of a commit."""
_OPENS_WORK = re.compile(r"[\w\"'\u2018\u201c\u00ab\u201e\u300a<(*_~`]")
"""How the words behind a label begin; a sign of another kind is code ("[n]>&digit", "[Arch] :: Name")."""


def is_note_label(label: str, lines: Sequence[str], number: int, column: int, *, in_section: bool) -> bool:
    """Say whether `label` in brackets, with `lines[number]` going on at `column`, may begin a note ("[Berg99] Berg").

    `in_section` says that the line stands under a heading of notes or works.
    """
    words = _words_after_label(lines, number, column)
    if label.lstrip("^").isdigit():
        return not words or any(sign.isalpha() for sign in words)
    return _OPENS_WORK.match(words) is not None and (in_section or not _SYNTAX.fullmatch(label))


def _words_after_label(lines: Sequence[str], number: int, column: int) -> str:
    """Give the words behind a label: those of its line, or of the next two where it stands alone."""
    following = (line.strip() for line in lines[number + 1 : number + 3])
    return lines[number][column:].strip() or next((line for line in following if line), "")


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
_MARKER_FORMS = {"square": "[{}]", "named": "[{}]", "long": "[{}]", "round": "({})"}
"""Style of a note's number to the marker that calls it; the other styles are their own markers."""
_ADMONITIONS = frozenset({"note", "nota", "\u6ce8", "\u8a3b"})
"""A line of this alone announces notes only where one follows at once; else it is a remark to the reader."""
_LONGEST_HEADING = 60
"""Characters of a line in capitals that is a heading."""


@dataclass(frozen=True, slots=True)
class NoteCandidate:
    """A line that may begin a note: the key and marker of its number, and where its text begins (column from 0)."""

    key: str
    marker: str
    line: int
    column: int
    style: str
    in_section: bool


def find_note_candidates(lines: Sequence[str], headings: frozenset[int]) -> list[NoteCandidate]:
    """Find the lines that may begin a note; `headings` are the numbers of those that are known to be headings."""
    found: list[NoteCandidate] = []
    in_section = admonition = False
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        match = _START.match(replace_wide_brackets(line))
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
            if not named or is_note_label(named, lines, number, match.end(), in_section=in_section):
                found.append(_build_candidate(match, number, in_section=in_section))
    return found


def _build_candidate(match: re.Match[str], line: int, *, in_section: bool) -> NoteCandidate:
    style = "square" if match["square"] else match.lastgroup or ""
    written = match[style]
    key = written.translate(FROM_SUPERSCRIPT).lstrip("^").casefold()
    key = str(int(key)) if key.isdigit() else key
    if style == "square" and not key.isdigit() and len(key) > 1:
        style = "named"
    marker = _MARKER_FORMS.get(style, "{}").format(written)
    return NoteCandidate(key, marker, line, match.end(), style, in_section)


def _ends_paragraph(lines: Sequence[str], number: int, column: int) -> bool:
    """Say whether a line is a lone sign that the breaking of lines parted from its paragraph, a blank line behind."""
    alone = not lines[number][column:].strip() and 0 < number < len(lines) - 1
    return alone and bool(lines[number - 1].strip()) and not lines[number + 1].strip()


def _is_other_heading(line: str) -> bool:
    """Say whether a line under the notes' heading begins something else: a short line in capitals or with #."""
    text = line.strip()
    return (text.startswith("#") or (text.isupper() and len(text) < _LONGEST_HEADING)) and not is_notes_heading(text)


_HOLDS_ADDRESS = re.compile(r"https?:|www\.|\bdot\b", re.IGNORECASE)
"""A line that goes on with a note of an unwrapped text; the line behind one without an address does not."""
_UNFINISHED = re.compile(r"(?:[;,]|\bdot|\bat|\band|/)\s*$", re.IGNORECASE)
"""The end of a line that cannot end a note: a separator, "dot", "and", the slash of an address."""
_CONTINUES = re.compile(r"\s*(?:[;,]|https?:|www\.)")
"""The beginning of a line that cannot begin anything else."""
_FARTHEST = 120
"""Lines that a note may have, up to the next; behind more of them running text has come between."""


def find_note_ends(
    lines: Sequence[str], notes: Sequence[NoteCandidate], marks: Mapping[str, Sequence[int]], *, wrapped: bool
) -> Iterator[int]:
    """Yield for each note the line behind its last; `marks` gives the lines in which each key stands as a marker.

    `wrapped` says that the text is broken at a column, so that a note goes on until a blank line.
    """
    for one, following in zip_longest(notes, notes[1:]):
        limit = following.line if following else len(lines)
        if one.style == "long":
            last = _find_closing_bracket(lines, one, limit)
        elif following and following.key != "1" and _is_adjoining(one, following, marks):
            last = limit
        else:
            last = _find_paragraph_end(lines, one, limit, wrapped=wrapped)
        while last > one.line + 1 and not lines[last - 1].strip():
            last -= 1
        yield last


def _is_adjoining(one: NoteCandidate, following: NoteCandidate, marks: Mapping[str, Sequence[int]]) -> bool:
    """Say whether nothing but the note stands between it and the next: then the next one's marker came before both."""
    near = following.line - one.line <= _FARTHEST
    return near and not any(one.line < line < following.line for line in marks.get(following.key, ()))


def _find_closing_bracket(lines: Sequence[str], one: NoteCandidate, limit: int) -> int:
    """Find the line on which the bracket of "[Footnote 1: ..." closes."""
    depth = 0
    for number in range(one.line, limit):
        depth += lines[number].count("[") - lines[number].count("]")
        if depth <= 0:
            return number + 1
    return one.line + 1


def _find_paragraph_end(lines: Sequence[str], one: NoteCandidate, limit: int, *, wrapped: bool) -> int:
    """Find where the last note of a list ends: at a blank line, or where lines no longer continue an address."""
    number = one.line + 1
    empty = not lines[one.line][one.column :].strip()
    while number < limit and empty and not lines[number].strip():
        number += 1
    while number < limit and lines[number].strip() and (wrapped or empty or _continues(lines, number)):
        empty = False
        number += 1
        if not wrapped and not _HOLDS_ADDRESS.search(lines[number - 1]):
            break
    return number


def _continues(lines: Sequence[str], number: int) -> bool:
    """Say whether a line of an unwrapped text goes on with the note that the line before it is part of."""
    return bool(_UNFINISHED.search(lines[number - 1]) or _CONTINUES.match(lines[number]))
