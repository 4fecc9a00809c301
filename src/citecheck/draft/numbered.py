"""Notes that only their numbers tie to the text: "[12]" there, and a line that begins with "[12]" here.

The same sign begins a note, stands in a sentence, or stands at the start of a line of text because an export broke the
line there; and a book starts its count anew in every chapter. What tells them apart is order: a note's neighbours are
the notes before and after it, and its marker comes before it. Used for plain text, and for the other
formats where the markup says nothing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from citecheck.draft.note_ends import note_ends
from citecheck.draft.note_starts import Candidate, candidates_in
from citecheck.draft.signs import signs_in

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


def find_definitions(
    lines: Sequence[str], *, wrapped: bool, headings: frozenset[int] = frozenset()
) -> list[Definition]:
    """Find the notes among `lines` (paragraphs of an unwrapped text count as lines too), in order.

    `wrapped` says that the text is broken at a column, so that a note goes on until a blank line; `headings` are the
    numbers of lines that the format knows to be headings: one that announces no notes ends a section of notes.
    """
    candidates = candidates_in(lines, headings)
    if not candidates:
        return []
    starts = {candidate.line: candidate for candidate in candidates}
    marks = _mark_lines(lines, starts)
    if chapters := _chapters(candidates, marks):
        return list(_definitions(lines, candidates, marks, wrapped=wrapped, since=chapters))
    return list(_definitions(lines, _chosen(candidates, marks), marks, wrapped=wrapped))


def _definitions(
    lines: Sequence[str],
    chosen: Sequence[Candidate],
    marks: Mapping[str, Sequence[int]],
    *,
    wrapped: bool,
    since: Sequence[int] = (),
) -> Iterator[Definition]:
    ends = note_ends(lines, chosen, marks, wrapped=wrapped)
    for one, last, line in zip_longest(chosen, ends, since):
        yield Definition(one.key, one.marker, one.line, last, one.column, one.style, line)


def _mark_lines(lines: Sequence[str], starts: dict[int, Candidate]) -> dict[str, list[int]]:
    """Give for each key the lines in which it stands as a marker, the sign that opens a line left out."""
    marks: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        skip = starts[number].column if number in starts else 0
        for sign in signs_in(line):
            if sign.start >= skip:
                for key in sign.keys:
                    marks[key].append(number)
    return marks


def _chapters(candidates: list[Candidate], marks: dict[str, list[int]]) -> list[int]:
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


def _chosen(candidates: list[Candidate], marks: dict[str, list[int]]) -> list[Candidate]:
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
    by_key: dict[str, list[Candidate]] = defaultdict(list)
    for one in believed:
        if support[id(one)] or seen[one.key] > 1:
            by_key[one.key].append(one)
    kept: list[Candidate] = []
    for key, group in by_key.items():
        best = group if len(group) == 1 else _of_one_key(group, marks.get(key, []), support)
        kept += best + _given_twice(group, best, order)
    kept.sort(key=lambda one: one.line)
    alone = len(kept) == 1 and kept[0].key not in marks
    return [] if alone else kept


def _given_twice(group: list[Candidate], best: list[Candidate], order: dict[int, int]) -> list[Candidate]:
    """Give the candidates right beside one of `best`: a number given twice in a row is a slip, and both are notes."""
    lines = {order[id(one)]: one.line for one in best}
    return [
        one
        for one in group
        if (at := order[id(one)]) not in lines
        and any(abs(lines.get(near, -_DOUBLE_WITHIN - 1) - one.line) <= _DOUBLE_WITHIN for near in (at - 1, at + 1))
    ]


def _believable(one: Candidate, marks: dict[str, list[int]], seen: int) -> bool:
    match one.style:
        case "named":
            return one.key in marks or (seen > 1 and one.in_section)
        case style if style in _LISTED:
            return one.in_section and one.key in marks
        case _:
            return True


def _neighbours(candidates: list[Candidate], at: int) -> int:
    """Count the candidates just before and after that carry the number before and after."""
    one = candidates[at]
    if not one.key.isdigit():
        return 1
    number = int(one.key)
    before = candidates[at - 1].key if at else ""
    after = candidates[at + 1].key if at + 1 < len(candidates) else ""
    return (before == str(number - 1)) + (after == str(number + 1))


def _of_one_key(group: list[Candidate], marks: list[int], support: dict[int, int]) -> list[Candidate]:
    """Choose among several lines that begin with one number: one for each stretch of text with a marker of it."""
    stretches: dict[int, list[Candidate]] = defaultdict(list)
    for one in group:
        stretches[bisect_left(marks, one.line)].append(one)
    if not marks:
        # no other marker: the first is a line of text that begins with its marker, the last is the note
        return [max(group, key=lambda one: (support[id(one)], one.line))]
    kept = [max(found, key=lambda one: (support[id(one)], one.line)) for seen, found in stretches.items() if seen]
    return kept or [max(group, key=lambda one: (support[id(one)], one.line))]
