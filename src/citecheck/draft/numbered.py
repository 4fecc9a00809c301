"""Notes that only their numbers tie to the text: "[12]" there, and a line that begins with "[12]" here.

The same sign begins a note, stands in a sentence, or stands at the start of a line of text because an export broke the
line there; and a book starts its count anew in every chapter. What tells them apart is order: a note's neighbours are
the notes before and after it, and its marker comes before it. Used for plain text, and for HTML and Markdown where the
markup says nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from citecheck.draft.headings import is_notes_heading
from citecheck.draft.labels import labels_note
from citecheck.draft.signs import DIGITS, SUPERSCRIPTS, plain_brackets, signs_in

_START = re.compile(
    r"(?P<lead>[ \t>]{0,12})(?:"
    r"\[(?P<square>\^?\d{1,5}|[A-Za-z][A-Za-z\d_.+/&-]{1,24}(?: [A-Za-z\d_.+-]{1,12})?|[A-Za-z](?=\]\W))"
    r"\](?!\()(?P<colon>:?)"
    rf"|(?P<raised>[{SUPERSCRIPTS}]{{1,3}}+)(?:[:.)](?=\s)|\s[\u2013\u2014-](?=\s))?(?=\s*[\w<(\u201c\"])"
    r"|\[(?:Footnote|Note|Anm\.|Fu\u00dfnote|Endnote) (?P<long>\w{1,5}): ?"
    r"|(?P<dotted>\d{1,3})[.)](?=\s)|\((?P<round>\d{1,3})\)(?=\s)|(?P<plain>\d{1,3})(?=\s+\S)"
    r")[ \t\u00a0]*"
)
_ADMONITIONS = frozenset({"note", "nota", "\u6ce8", "\u8a3b"})
"""A line of this alone announces notes only where one follows at once; else it is a remark to the reader."""
_LISTED = frozenset({"dotted", "round", "plain"})
"""Styles of a note's number that any list has too: no notes where another line has the number in brackets."""
_FEWEST_CHAPTERS = 2
_DOUBLE_WITHIN = 6
"""Lines within which two notes of one number may begin; further apart the first is text that begins with its marker."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A note found: its lines are `[first, last)`, its text begins at `column` (from 0) of the first.

    `since` is the line of the text from which on its number means this note, where every chapter counts anew but all
    notes stand at the end.
    """

    key: str
    marker: str
    first: int
    last: int
    column: int
    style: str
    since: int | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    key: str
    marker: str
    line: int
    column: int
    style: str
    in_section: bool


def find_definitions(
    lines: Sequence[str], *, wrapped: bool, headings: frozenset[int] = frozenset()
) -> list[Definition]:
    """Find the notes among `lines` (paragraphs of an unwrapped text count as lines too), in order.

    `wrapped` says that the text is broken at a column, so that a note goes on until a blank line; `headings` are the
    numbers of lines that the format knows to be headings: one that announces no notes ends a section of notes.
    """
    candidates = _candidates(lines, headings)
    if not candidates:
        return []
    starts = {candidate.line: candidate for candidate in candidates}
    marks = _mark_lines(lines, starts)
    if chapters := _chapters(candidates, marks):
        found = _extents(lines, candidates, marks, wrapped=wrapped)
        return [replace(one, since=since) for one, since in zip(found, chapters, strict=True)]
    chosen = _chosen(candidates, marks)
    return _extents(lines, chosen, marks, wrapped=wrapped)


def _candidates(lines: Sequence[str], headings: frozenset[int]) -> list[_Candidate]:
    found: list[_Candidate] = []
    in_section = admonition = False
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        match = _START.match(plain_brackets(line))
        if match and match["square"] and _ends_paragraph(lines, number, match.end()):
            continue
        if number in headings and not (match and match["square"]):
            in_section = is_notes_heading(line)
            continue
        if match is None or is_notes_heading(line):
            in_section = (in_section and not _is_other_heading(line) and not admonition) or is_notes_heading(line)
            admonition = line.strip(" :").casefold() in _ADMONITIONS
            continue
        admonition = False
        style = match.lastgroup or "" if match.lastgroup not in {"colon", "lead"} else "square"
        written = match[style] or ""
        key = written.translate(DIGITS).lstrip("^").casefold() if style != "long" else written.casefold()
        key = str(int(key)) if key.isdigit() else key
        if style == "square" and not key.isdigit() and len(key) > 1:
            style = "named"
        if match["square"] and not labels_note(match["square"], lines, number, match.end(), in_section=in_section):
            continue
        marker = (
            f"[{written}]" if style in {"square", "named", "long"} else f"({written})" if style == "round" else written
        )
        found.append(_Candidate(key, marker, number, match.end(), style, in_section))
    return found


def _ends_paragraph(lines: Sequence[str], number: int, column: int) -> bool:
    """Say whether a line is a lone sign that the breaking of lines parted from its paragraph, a blank line behind."""
    alone = not lines[number][column:].strip() and 0 < number < len(lines) - 1
    return alone and bool(lines[number - 1].strip()) and not lines[number + 1].strip()


def _is_other_heading(line: str) -> bool:
    """Say whether a line under the notes' heading begins something else: a short line in capitals or with #."""
    text = line.strip()
    return (text.startswith("#") or (text.isupper() and len(text) < 60)) and not is_notes_heading(text)


def _mark_lines(lines: Sequence[str], starts: dict[int, _Candidate]) -> dict[str, list[int]]:
    """Give for each key the lines in which it stands as a marker, the sign that opens a line left out."""
    marks: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        skip = starts[number].column if number in starts else 0
        for sign in signs_in(line):
            if sign.start >= skip:
                for key in sign.keys:
                    marks[key].append(number)
    return marks


def _chapters(candidates: list[_Candidate], marks: dict[str, list[int]]) -> list[int]:
    """Give for each candidate the line from which its number means it, if all are notes of chapters at the end.

    So it is where the count begins anew as often in the notes as in the text before them; else the answer is empty.
    """
    numbers = [int(one.key) if one.key.isdigit() else 0 for one in candidates]
    again = [at for at, number in enumerate(numbers) if number == 1]
    firsts = marks.get("1", [])
    counted = all(number == 1 or number == before + 1 for before, number in pairwise([0, *numbers]))
    if len(again) < _FEWEST_CHAPTERS or not counted or len(firsts) != len(again) or firsts[-1] > candidates[0].line:
        return []
    lengths = [after - before for before, after in pairwise([*again, len(numbers)])]
    seconds = marks.get("2", [])
    if len(seconds) != sum(length > 1 for length in lengths):
        return []  # a marker that comes back says nothing of chapters
    return [firsts[chapter] for chapter, length in enumerate(lengths) for _ in range(length)]


def _chosen(candidates: list[_Candidate], marks: dict[str, list[int]]) -> list[_Candidate]:
    """Keep the candidates that are notes: of a key that stands twice, those with a marker of their own before them."""
    first_raised = any(one.style == "raised" and one.key == "1" for one in candidates)
    seen = Counter(one.key for one in candidates)
    bracketed = {one.key for one in candidates if one.style == "square"}
    believed = [
        one
        for one in candidates
        if _believable(one, marks, seen[one.key])
        and (one.style != "raised" or first_raised)
        and not (one.style in _LISTED and one.key in bracketed)
    ]
    order = {id(one): at for at, one in enumerate(believed)}
    support = {id(one): _neighbours(believed, at) + (one.key in marks) for at, one in enumerate(believed)}
    by_key: dict[str, list[_Candidate]] = defaultdict(list)
    for one in believed:
        if support[id(one)] or seen[one.key] > 1:
            by_key[one.key].append(one)
    kept: list[_Candidate] = []
    for key, group in by_key.items():
        best = group if len(group) == 1 else _of_one_key(group, marks.get(key, []), support)
        kept += best + _given_twice(group, best, order)
    kept.sort(key=lambda one: one.line)
    alone = len(kept) == 1 and kept[0].key not in marks
    return [] if alone else kept


def _given_twice(group: list[_Candidate], best: list[_Candidate], order: dict[int, int]) -> list[_Candidate]:
    """Give the candidates right beside one of `best`: a number given twice in a row is a slip, and both are notes."""
    lines = {order[id(one)]: one.line for one in best}
    return [
        one
        for one in group
        if (at := order[id(one)]) not in lines
        and any(abs(lines.get(near, -_DOUBLE_WITHIN - 1) - one.line) <= _DOUBLE_WITHIN for near in (at - 1, at + 1))
    ]


def _believable(one: _Candidate, marks: dict[str, list[int]], seen: int) -> bool:
    match one.style:
        case "named":
            return one.key in marks or (seen > 1 and one.in_section)
        case style if style in _LISTED:
            return one.in_section and one.key in marks
        case _:
            return True


def _neighbours(candidates: list[_Candidate], at: int) -> int:
    """Count the candidates just before and after that carry the number before and after."""
    one = candidates[at]
    if not one.key.isdigit():
        return 1
    number = int(one.key)
    before = candidates[at - 1].key if at else ""
    after = candidates[at + 1].key if at + 1 < len(candidates) else ""
    return (before == str(number - 1)) + (after == str(number + 1))


def _of_one_key(group: list[_Candidate], marks: list[int], support: dict[int, int]) -> list[_Candidate]:
    """Choose among several lines that begin with one number: one for each stretch of text with a marker of it."""
    stretches: dict[int, list[_Candidate]] = defaultdict(list)
    for one in group:
        stretches[bisect_left(marks, one.line)].append(one)
    if not marks:
        # no other marker: the first is a line of text that begins with its marker, the last is the note
        return [max(group, key=lambda one: (support[id(one)], one.line))]
    kept = [max(found, key=lambda one: (support[id(one)], one.line)) for seen, found in stretches.items() if seen]
    return kept or [max(group, key=lambda one: (support[id(one)], one.line))]


def _extents(
    lines: Sequence[str], chosen: list[_Candidate], marks: dict[str, list[int]], *, wrapped: bool
) -> list[Definition]:
    made: list[Definition] = []
    for at, one in enumerate(chosen):
        limit = chosen[at + 1].line if at + 1 < len(chosen) else len(lines)
        following = chosen[at + 1].key if at + 1 < len(chosen) else None
        if one.style == "long":
            last = _closing(lines, one, limit)
        elif following not in {None, "1"} and _adjoins(one, following, limit, marks):
            last = limit
        else:
            last = _paragraph_end(lines, one, limit, wrapped=wrapped)
        while last > one.line + 1 and not lines[last - 1].strip():
            last -= 1
        made.append(Definition(one.key, one.marker, one.line, last, one.column, one.style))
    return made


def _adjoins(one: _Candidate, following: str, limit: int, marks: dict[str, list[int]]) -> bool:
    """Say whether nothing but the note stands between it and the next: then the next one's marker came before both."""
    return not any(one.line < line < limit for line in marks.get(following, ())) and limit - one.line <= 120


def _closing(lines: Sequence[str], one: _Candidate, limit: int) -> int:
    """Find the line on which the bracket of "[Footnote 1: ..." closes."""
    depth = 0
    for number in range(one.line, limit):
        depth += lines[number].count("[") - lines[number].count("]")
        if depth <= 0:
            return number + 1
    return one.line + 1


def _paragraph_end(lines: Sequence[str], one: _Candidate, limit: int, *, wrapped: bool) -> int:
    """Find where the last note of a list ends: at a blank line, or where lines no longer continue an address."""
    number = one.line + 1
    empty = not lines[one.line][one.column :].strip()
    while number < limit and empty and not lines[number].strip():
        number += 1
    while number < limit and lines[number].strip():
        if not wrapped and not (empty or continues_note(lines[number - 1], lines[number])):
            break
        empty = empty and not lines[number].strip()
        if not wrapped and empty is False and not _HOLDS_ADDRESS.search(lines[number]):
            number += 1
            break
        number += 1
    return number


_HOLDS_ADDRESS = re.compile(r"https?:|www\.|\bdot\b", re.IGNORECASE)
_UNFINISHED = re.compile(r"(?:[;,]|\bdot|\bat|\band|/)\s*$", re.IGNORECASE)


def continues_note(before: str, line: str) -> bool:
    """Say whether `line` goes on with the note that `before` is the last line of, in an unwrapped text."""
    return bool(_UNFINISHED.search(before)) or bool(re.match(r"\s*(?:[;,]|https?:|www\.)", line))
