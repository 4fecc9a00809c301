"""Notes that only their numbers tie to the text: "[12]" there, and a line that begins with "[12]" here.

The same sign begins a note, occurs in a sentence, or is at the start of a line of text because an export broke the
line there; and a book starts its count anew in every chapter. What tells them apart is order: a note's neighbours
are
the notes before and after it, and its marker comes before it. Used for plain text, and for the other formats where
the markup says nothing.

`KnownNotes` indexes the notes found by number, and says which of them a marker candidate in the text means, if it
is
a marker at all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from citecheck.draft.markers import MarkerCandidate, find_marker_candidates
from citecheck.draft.note_lines import NoteCandidate, find_note_candidates, find_note_ends

_LISTED = frozenset({"dotted", "round", "plain"})
"""Styles of a note's number that any list has too: no notes where another line has the number in brackets."""
_FEWEST_CHAPTERS = 2
_DOUBLE_WITHIN = 6
"""Lines within which two notes of one number may begin; further apart the first is text that begins with its marker."""


@dataclass(frozen=True, slots=True)
class NoteDefinition:
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


def find_note_definitions(
    lines: Sequence[str], *, wrapped: bool, headings: frozenset[int] = frozenset()
) -> list[NoteDefinition]:
    """Find the notes among `lines` (paragraphs of an unwrapped text count as lines too), in order.

    `wrapped` says that the text is broken at a column, so that a note goes on until a blank line; `headings` are the
    numbers of lines that the format knows to be headings: one that announces no notes ends a section of notes.
    """
    candidates = find_note_candidates(lines, headings)
    if not candidates:
        return []
    starts = {candidate.line: candidate for candidate in candidates}
    marks = _find_marker_lines(lines, starts)
    if chapters := _find_chapters(candidates, marks):
        return list(_build_definitions(lines, candidates, marks, wrapped=wrapped, since=chapters))
    return list(_build_definitions(lines, _choose_notes(candidates, marks), marks, wrapped=wrapped))


def _build_definitions(
    lines: Sequence[str],
    chosen: Sequence[NoteCandidate],
    marks: Mapping[str, Sequence[int]],
    *,
    wrapped: bool,
    since: Sequence[int] = (),
) -> Iterator[NoteDefinition]:
    ends = find_note_ends(lines, chosen, marks, wrapped=wrapped)
    for one, last, line in zip_longest(chosen, ends, since):
        yield NoteDefinition(one.key, one.marker, one.line, last, one.column, one.style, line)


def _find_marker_lines(lines: Sequence[str], starts: dict[int, NoteCandidate]) -> dict[str, list[int]]:
    """Give for each key the lines in which it stands as a marker, the sign that opens a line left out."""
    marks: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        skip = starts[number].column if number in starts else 0
        for sign in find_marker_candidates(line):
            if sign.start >= skip:
                for key in sign.keys:
                    marks[key].append(number)
    return marks


def _find_chapters(candidates: list[NoteCandidate], marks: dict[str, list[int]]) -> list[int]:
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


def _choose_notes(candidates: list[NoteCandidate], marks: dict[str, list[int]]) -> list[NoteCandidate]:
    """Keep the candidates that are notes: of a key that stands twice, those with a marker of their own before them."""
    first_raised = any(one.style == "raised" and one.key == "1" for one in candidates)
    seen = Counter(one.key for one in candidates)
    bracketed = {one.key for one in candidates if one.style == "square"}
    believed = [
        one
        for one in candidates
        if _is_believable(one, marks, seen[one.key])
        and (one.style != "raised" or first_raised)
        and not (one.style in _LISTED and one.key in bracketed)
    ]
    order = {id(one): at for at, one in enumerate(believed)}
    support = {id(one): _count_neighbours(believed, at) + (one.key in marks) for at, one in enumerate(believed)}
    by_key: dict[str, list[NoteCandidate]] = defaultdict(list)
    for one in believed:
        if support[id(one)] or seen[one.key] > 1:
            by_key[one.key].append(one)
    kept: list[NoteCandidate] = []
    for key, group in by_key.items():
        best = group if len(group) == 1 else _choose_among_same_key(group, marks.get(key, []), support)
        kept += best + _find_doubled_numbers(group, best, order)
    kept.sort(key=lambda one: one.line)
    alone = len(kept) == 1 and kept[0].key not in marks
    return [] if alone else kept


def _find_doubled_numbers(
    group: list[NoteCandidate], best: list[NoteCandidate], order: dict[int, int]
) -> list[NoteCandidate]:
    """Give the candidates right beside one of `best`: a number given twice in a row is a slip, and both are notes."""
    lines = {order[id(one)]: one.line for one in best}
    return [
        one
        for one in group
        if (at := order[id(one)]) not in lines
        and any(abs(lines.get(near, -_DOUBLE_WITHIN - 1) - one.line) <= _DOUBLE_WITHIN for near in (at - 1, at + 1))
    ]


def _is_believable(one: NoteCandidate, marks: dict[str, list[int]], seen: int) -> bool:
    match one.style:
        case "named":
            return one.key in marks or (seen > 1 and one.in_section)
        case style if style in _LISTED:
            return one.in_section and one.key in marks
        case _:
            return True


def _count_neighbours(candidates: list[NoteCandidate], at: int) -> int:
    """Count the candidates just before and after that carry the number before and after."""
    one = candidates[at]
    if not one.key.isdigit():
        return 1
    number = int(one.key)
    before = candidates[at - 1].key if at else ""
    after = candidates[at + 1].key if at + 1 < len(candidates) else ""
    return (before == str(number - 1)) + (after == str(number + 1))


def _choose_among_same_key(
    group: list[NoteCandidate], marks: list[int], support: dict[int, int]
) -> list[NoteCandidate]:
    """Choose among several lines that begin with one number: one for each stretch of text with a marker of it."""
    stretches: dict[int, list[NoteCandidate]] = defaultdict(list)
    for one in group:
        stretches[bisect_left(marks, one.line)].append(one)
    if not marks:
        # no other marker: the first is a line of text that begins with its marker, the last is the note
        return [max(group, key=lambda one: (support[id(one)], one.line))]
    kept = [max(found, key=lambda one: (support[id(one)], one.line)) for seen, found in stretches.items() if seen]
    return kept or [max(group, key=lambda one: (support[id(one)], one.line))]


_NEAR = 3
"""How far above the last note a number may be that stands in one bracket with a note's."""
_SLIP = 10
"""How far above the last number a wrong one may be."""


@dataclass(frozen=True, slots=True)
class KnownNotes:
    """The notes of a document by number, to tie a sign in the text to the note that it means.

    Where a number was given again (every chapter counts anew) the next note behind the sign is meant. `ids` are in the
    order of the notes; by number `by_key` gives the first line of each note with its id, and `since` the line of the
    text from which on a note of a chapter is meant. Up to `reach` a sign without a note may be a marker; what is above
    is a year, a count, an index. `styles` are the ways in which the text may write its markers.
    """

    ids: tuple[str, ...]
    styles: frozenset[str]
    highest: int
    reach: int
    by_key: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    since: dict[str, list[tuple[int, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, found: Sequence[NoteDefinition], texts: Iterable[str], prefix: str = "") -> KnownNotes:
        """Index the notes found; a second note of one number gets the id "3-2". `texts` are what is not in notes."""
        by_key: dict[str, list[tuple[int, str]]] = {}
        ids: list[str] = []
        for one in found:
            before = by_key.setdefault(one.key, [])
            ids.append(prefix + (one.key if not before else f"{one.key}-{len(before) + 1}"))
            before.append((one.first, ids[-1]))
        signs = list(_find_all_candidates(texts))
        styles = {"square" if one.style in {"long", "dotted", "plain"} else one.style for one in found}
        styles |= {"manual"} if "round" in styles else set()
        listed = any(one.style in {"dotted", "plain"} for one in found)
        if listed and not any(sign.style == "square" and sign.keys[0] in by_key for sign in signs):
            styles |= {"raised", "round"}  # a list of notes does not show how the text writes its markers
        highest = max((int(one.key) for one in found if one.key.isdigit()), default=0)
        since: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for one, name in zip(found, ids, strict=True):
            if one.since is not None:
                since[one.key].append((one.since, name))
        return cls(tuple(ids), frozenset(styles), highest, _find_marker_limit(signs, highest), by_key, since)

    def notes_of(self, sign: MarkerCandidate, line: int) -> list[str | None]:
        """Give the ids that a sign in `line` names, None for a note that is missing; [] if it is no marker at all."""
        if not self.by_key or (sign.style in {"round", "manual"} and sign.style not in self.styles):
            return []  # "(1)" counts the points of a sentence where notes are written otherwise
        meant = [self._note_of(key, line) for key in sign.keys]
        if all(meant):
            return meant
        highest = max((int(key) for key in sign.keys if key.isdigit()), default=0)
        if len(sign.keys) > 1 and highest > self.highest + _NEAR:
            return []  # "[1,31]" is an interval where there are ten notes; "[9,11]" calls one that was lost
        likely = sign.style == "square" and "square" in self.styles and 0 < highest <= self.reach
        return meant if likely or any(meant) else []

    def _note_of(self, key: str, line: int) -> str | None:
        rows = self.by_key.get(key)
        if not rows:
            return None
        if begun := [name for since, name in self.since.get(key, ()) if since <= line]:
            return begun[-1]
        return next((name for first, name in rows if first > line), rows[-1][1])


def _find_all_candidates(texts: Iterable[str]) -> Iterator[MarkerCandidate]:
    return (sign for text in texts for sign in find_marker_candidates(text))


def _find_marker_limit(signs: Iterable[MarkerCandidate], highest: int) -> int:
    """Give how far markers may count above the `highest` note: as they do, and a slip beyond; 0 without such notes."""
    keys = {int(key) for sign in signs if sign.style == "square" for key in sign.keys}
    for number in sorted(keys) if highest else ():
        if number > highest + _NEAR:
            break
        highest = max(number, highest)
    return highest + _SLIP if highest else 0
