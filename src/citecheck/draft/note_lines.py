"""The headings of note sections, in all supported languages.

Lines that may begin notes: their label, whether they are in a notes section, and where a note ends.

Which of the candidates are notes depends on their order and their markers (`note_numbering`). A note ends at the
next note, at its closing bracket, at a blank line, or where an address ends.

The words after a bracket at the start of a line distinguish a note from the syntax and output of programs. Manuals
write "[file] ..." for an optional argument, shells "[1] 25647" for a job, R "[1] 0.25 0.5" for a vector, changelogs
"[dfc46e262a] - ..." for a commit. No draft writes its notes like this.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import zip_longest

from citecheck.draft.markers import FROM_SUPERSCRIPT, LABEL_OF_YEAR, SUPERSCRIPTS, replace_wide_brackets
from citecheck.text.languages import words_in_all_languages

_TRIM = re.compile(r"^[\W\d_]+(?:\.\d+)*\s*|[\W_]+$")


@cache
def _notes_headings() -> frozenset[str]:
    return frozenset(words_in_all_languages("notes_headings"))


def is_notes_heading(text: str) -> bool:
    """Return whether `text`, a line or a heading, announces the notes ("7. References:", "NOTES")."""
    return len(text) < 60 and _is_heading_of_notes(text)


@lru_cache(maxsize=4096)  # each line is asked about by several passes
def _is_heading_of_notes(text: str) -> bool:
    return _TRIM.sub("", text.strip()).casefold() in _notes_headings()


_SYNTAX = re.compile(r"(?![ivxlc]{1,7}\Z)[a-z]{1,24}(?:[ _-][a-z]{1,24})*|[0-9a-f]{7,40}")
"""Text that is no label of a work outside a list of works: lower-case words, the hash of a commit."""
_OPENS_WORK = re.compile(r"[\w\"'\u2018\u201c\u00ab\u201e\u300a<(*_~`]")
"""First character of the words after a label; any other means code ("[n]>&digit", "[Arch] :: Name")."""


def _is_note_label(label: str, lines: Sequence[str], number: int, column: int, *, in_section: bool) -> bool:
    """Return whether `label` in brackets may begin a note ("[Berg99] Berg").

    The label ends at `column` of `lines[number]`. `in_section` means that the line is in a section of notes or works.
    """
    words = _words_after_label(lines, number, column)
    if label.lstrip("^").isdigit():
        return not words or any(character.isalpha() for character in words)
    return _OPENS_WORK.match(words) is not None and (in_section or not _SYNTAX.fullmatch(label))


def _words_after_label(lines: Sequence[str], number: int, column: int) -> str:
    """Return the words after a label on its line, or from the next two lines if it is alone."""
    following = (line.strip() for line in lines[number + 1 : number + 3])
    return lines[number][column:].strip() or next((line for line in following if line), "")


_START = re.compile(
    r"(?P<lead>[ \t>]{0,12}(?:[*\u2022-] (?=\[cit))?)(?:"
    r"\[(?:cit(?:ation|e): ?(?=\d))?(?P<square>\^?\d{1,5}(?=[\u2020\u2021\]])|"
    rf"{LABEL_OF_YEAR}|"
    r"[A-Za-z][A-Za-z\d_.+/&-]{1,24}(?: [A-Za-z\d_.+-]{1,12})?|[A-Za-z](?=\]\W)|[A-Za-z] \d{1,3}(?=\]))"
    r"(?:[\u2020\u2021][^\[\]]{0,80})?\](?![(\[])(?P<colon>:?)"
    rf"|(?P<raised>[{SUPERSCRIPTS}]{{1,3}}+)(?:[:.)](?=\s)|\s[\u2013\u2014-](?=\s))?(?=\s*[\w<(\u201c\"])"
    r"|\[(?:Footnote|Note|Anm\.|Fu\u00dfnote|Endnote) (?P<long>\w{1,5}): ?"
    r"|[\[(]?[\u6ce8\u8a3b]\s?(?P<word>\d{1,3})(?:[\])][:\uff1a]?|[:\uff1a.\u3001]|(?=\s))(?!\()"
    r"|(?P<lettered>[a-z])\.(?=\s)|(?P<dotted>\d{1,3})[.)](?=\s)|\((?P<round>\d{1,3})\)(?=\s)|(?P<plain>\d{1,3})(?=\s+\S)"
    r")[ \t\u00a0]*"
)
"""The start of a line that may be the number of a note; the name of the group is the style of the number."""
_MARKER_FORMS = {"square": "[{}]", "named": "[{}]", "long": "[{}]", "round": "({})"}
"""Style of a note's number to the form of its marker; in the other styles, number and marker are equal."""
LISTED_STYLES = frozenset({"dotted", "round", "plain", "lettered"})
"""Number styles that ordinary lists share; not notes if another line has the number in brackets."""
_ADMONITIONS = frozenset({"note", "nota", "\u6ce8", "\u8a3b"})
"""A line with only this word announces notes if one follows at once; else it is a remark to the reader."""
_LONGEST_HEADING = 60
"""Most characters of a line in capitals that counts as a heading."""


@dataclass(frozen=True, slots=True)
class NoteCandidate:
    """A line that may begin a note: the key and marker of its number, and the column (from 0) where its text begins."""

    key: str
    marker: str
    line: int
    column: int
    style: str
    in_section: bool


def find_note_candidates(lines: Sequence[str], headings: frozenset[int]) -> list[NoteCandidate]:
    """Find the lines that may begin a note; `headings` holds the numbers of lines known to be headings."""
    found: list[NoteCandidate] = []
    in_section = admonition = False
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        match = _START.match(replace_wide_brackets(line))
        match = None if match and match["lettered"] and not in_section else match
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
            if not named or _is_note_label(named, lines, number, match.end(), in_section=in_section):
                found.append(_build_candidate(match, number, in_section=in_section))
    return _drop_wrapped_markers(found)


def _drop_wrapped_markers(candidates: list[NoteCandidate]) -> list[NoteCandidate]:
    """Return the candidates without lines of text that begin with a marker in brackets, above a list of all numbers.

    The list is dotted in its section, or in brackets, where each number is next to the one before or after it. It has
    each from 1 on once; columns may have turned their order. The lines above it are fewer than half of it.
    """
    squares = [one for one in candidates if one.style == "square" and one.key.isdigit()]
    numbers = [-1, *(int(one.key) for one in squares), -1]
    counted = {
        id(one)
        for one, (last, key, after) in zip(squares, zip(numbers, numbers[1:], numbers[2:], strict=False), strict=True)
        if key - last == 1 or after - key == 1
    }
    listed = [one for one in squares if one.in_section or id(one) in counted]
    listed = listed or [one for one in candidates if one.style == "dotted" and one.in_section]
    above = [one for one in squares if not one.in_section and id(one) not in counted]
    keys = {one.key for one in listed}
    if (
        not above
        or 2 * len(above) >= len(listed)
        or len(keys) < len(listed)
        or any(one.key not in keys for one in above)
    ):
        return candidates
    if keys != {str(number) for number in range(1, len(listed) + 1)} or above[-1].line > listed[0].line:
        return candidates
    return [one for one in candidates if one not in above]


OF_GROUP = re.compile(r"([^\W\d_]{1,12}\.?) (\d{1,3})")
"""The marker of a note that is not of the main list, as wikis write it: "note 1", "n 2", "anm. 3"."""


def name_groups(candidates: list[NoteCandidate], called: Mapping[str, object]) -> list[NoteCandidate]:
    """Return the candidates with those of a list that the text calls by a word and a number, "[note 1]", named so.

    The first list of as many notes as there are such markers, counted from 1, is meant; the lists keep their order.
    """
    groups: dict[str, set[int]] = defaultdict(set)
    labels = {one.key for one in candidates}
    for found in filter(None, map(OF_GROUP.fullmatch, called)):
        if found[0] not in labels:
            groups[found[1]].add(int(found[2]))
    made = list(candidates)
    for word, numbers in groups.items():
        at = _find_list(made, len(numbers), alone="1" not in called)
        if at is not None and numbers == set(range(1, len(numbers) + 1)):
            for one in range(at, at + len(numbers)):
                name = f"{word} {made[one].key}"
                made[one] = replace(made[one], key=name, marker=f"[{name}]", style="named")
    return made


def _find_list(candidates: Sequence[NoteCandidate], length: int, *, alone: bool) -> int | None:
    """Return where the first list of `length` dotted notes begins, counted from 1 and ended by another list.

    `alone` is whether there may be no other list.
    """
    keys = [one.key if one.in_section and one.style in LISTED_STYLES else "" for one in candidates]
    wanted = [str(number) for number in range(1, length + 1)]
    firsts = [at for at, key in enumerate(keys) if key == "1"]
    if len(firsts) == 1 and not alone:
        return None
    return next((at for at in firsts if keys[at : at + length + 1] in (wanted, [*wanted, "1"])), None)


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
    """Return whether a line is a lone marker that line wrapping left at the end of its paragraph."""
    alone = not lines[number][column:].strip() and 0 < number < len(lines) - 1
    return alone and bool(lines[number - 1].strip()) and not lines[number + 1].strip()


def _is_other_heading(line: str) -> bool:
    """Return whether a line in a notes section begins another section: a short line in capitals or with #."""
    text = line.strip()
    return (text.startswith("#") or (text.isupper() and len(text) < _LONGEST_HEADING)) and not is_notes_heading(text)


_HOLDS_ADDRESS = re.compile(r"https?:|www\.|\bdot\b", re.IGNORECASE)
"""A line of an unwrapped text after which a note may continue; after a line without an address it does not."""
_UNFINISHED = re.compile(r"(?:[;,]|\bdot|\bat|\band|/)\s*$", re.IGNORECASE)
"""The end of a line that cannot end a note: a separator, "dot", "at", "and", or the slash of an address."""
_CONTINUES = re.compile(r"\s*(?:[;,]|https?:|www\.)")
"""The beginning of a line that can only continue a note."""
_HEADING = re.compile(r"(?=.{3,40}\Z)(?=[^\W\d_])[^\W\d_][^\W\d]*(?:[ -][^\W\d]+){0,4}:?\Z")
"""A line of up to five words without figures and marks that is alone between blank lines: "Interviews"."""
_FARTHEST = 120
"""Most lines of a note up to the next one; a longer distance means running text between them."""


def find_note_ends(
    lines: Sequence[str],
    notes: Sequence[NoteCandidate],
    marker_lines: Mapping[str, Sequence[int]],
    *,
    wrapped: bool,
    headings: frozenset[int] = frozenset(),
) -> Iterator[int]:
    """Yield for each note the line after its last; `marker_lines` maps each key to the lines that contain its marker.

    `wrapped` means that the text is wrapped at a column, so that a note continues until a blank line. A heading of the
    next part of a list of notes ("Interviews") ends a note, one of `headings` or a line that looks like one.
    """
    for one, following in zip_longest(notes, notes[1:]):
        limit = following.line if following else len(lines)
        if one.style == "long":
            last = _find_closing_bracket(lines, one, limit)
        elif following and following.key != "1" and _is_adjoining(one, following, marker_lines):
            last = _find_next_heading(lines, one, limit, headings)
        else:
            last = _find_paragraph_end(lines, one, limit, wrapped=wrapped)
        while last > one.line + 1 and not lines[last - 1].strip():
            last -= 1
        yield last


def _find_next_heading(lines: Sequence[str], one: NoteCandidate, limit: int, headings: frozenset[int]) -> int:
    """Return the line of the heading before the next note at `limit`, `limit` without one."""
    known = next((number for number in range(one.line + 1, limit) if number in headings), limit)
    last = limit - 1
    while last > one.line and not lines[last].strip():
        last -= 1
    alone = one.line < last < limit - 1 and not lines[last - 1].strip()
    return last if alone and lines[one.line][one.column :].strip() and _HEADING.match(lines[last].strip()) else known


def _is_adjoining(one: NoteCandidate, following: NoteCandidate, marker_lines: Mapping[str, Sequence[int]]) -> bool:
    """Return whether only the note is between its start and the next: the marker of the next is not in between."""
    near = following.line - one.line <= _FARTHEST
    return near and not any(one.line < line < following.line for line in marker_lines.get(following.key, ()))


def _find_closing_bracket(lines: Sequence[str], one: NoteCandidate, limit: int) -> int:
    """Return the line after the one on which the bracket of "[Footnote 1: ..." closes."""
    depth = 0
    for number in range(one.line, limit):
        depth += lines[number].count("[") - lines[number].count("]")
        if depth <= 0:
            return number + 1
    return one.line + 1


def _find_paragraph_end(lines: Sequence[str], one: NoteCandidate, limit: int, *, wrapped: bool) -> int:
    """Return the line after the last note of a list: at a blank line, or where no line continues an address."""
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
    """Return whether a line of an unwrapped text continues the note of the line before."""
    return bool(_UNFINISHED.search(lines[number - 1]) or _CONTINUES.match(lines[number]))
