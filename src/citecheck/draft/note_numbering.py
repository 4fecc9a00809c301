"""Notes that are linked to the text only by number: "[12]" in the text, and a line that begins with "[12]".

The same "[12]" may begin a note, occur in a sentence, or start a line of text where an export wrapped it, and a book
may restart its numbering in every chapter. Order distinguishes these cases: a note is next to the notes before and
after it, and its marker precedes it. Plain text uses this, as do the other formats if their markup names no notes.

`KnownNotes` indexes the notes by number and resolves a marker candidate in the text to the notes it means, if it is
a marker at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest

from citecheck.draft.markers import MarkerCandidate, count_from_one, counts_from_zero, find_marker_candidates
from citecheck.draft.note_lines import (
    LISTED_STYLES,
    NoteCandidate,
    find_note_candidates,
    find_note_ends,
    is_notes_heading,
    name_groups,
)
from citecheck.draft.note_signs import cites_lost_notes, keep_notes

_NOTE_STYLES = frozenset({"square", "raised"})
"""Number styles of notes that no ordinary list has."""
_FEWEST_CHAPTERS = 2
_FEWEST_UNNUMBERED = 2
_ADDRESS = re.compile(r"https?://|(?<![/\w])www\.")
_DOUBLE_WITHIN = 6
"""Most lines between two notes with one number; at a larger distance, the first is text that begins with a marker."""


@dataclass(frozen=True, slots=True)
class NoteDefinition:
    """A note: its lines are `[first, last)`, and its text begins at `column` (from 0) of the first.

    `since` is the first line of the text where the number means this note, if numbering restarts in every chapter but
    all notes are at the end.
    """

    key: str
    marker: str
    first: int
    last: int
    column: int
    style: str
    since: int | None = None


def find_note_definitions(
    lines: Sequence[str],
    *,
    wrapped: bool,
    headings: frozenset[int] = frozenset(),
    linked: frozenset[int] = frozenset(),
) -> list[NoteDefinition]:
    """Find the notes among `lines` (paragraphs of an unwrapped text count as lines too), in order.

    `wrapped` means that the text is wrapped at a column, so that a note continues until a blank line. `headings` holds
    the numbers of lines that the format knows to be headings; one that announces no notes ends a notes section.
    `linked` are the lines with a link. A list with fewer than two signs of notes gives none (`note_signs`).
    """
    candidates = find_note_candidates(lines, headings)
    if not candidates:
        return list(_find_unnumbered(lines))
    starts = {candidate.line: candidate for candidate in candidates}
    marker_lines = _find_marker_lines(lines, starts)
    candidates = name_groups(candidates, marker_lines)
    if chapters := _find_chapters(candidates, marker_lines):
        return list(_build_definitions(lines, candidates, marker_lines, headings, wrapped=wrapped, since=chapters))
    chosen = keep_notes(lines, _choose_notes(candidates, marker_lines), marker_lines, linked)
    return list(_build_definitions(lines, chosen, marker_lines, headings, wrapped=wrapped))


def _find_unnumbered(lines: Sequence[str]) -> Iterator[NoteDefinition]:
    """Yield the lines of a list of sources whose numbers were lost: as many addresses as the markers before it count.

    Chatbots and pages number such a list in its layout, and the numbers are not copied.
    """
    heading = next((at for at in range(len(lines) - 1, -1, -1) if is_notes_heading(lines[at])), None)
    if heading is None:
        return
    items = [at for at in range(heading + 1, len(lines)) if lines[at].strip()]
    if len(items) < _FEWEST_UNNUMBERED or any(len(_ADDRESS.findall(lines[at])) != 1 for at in items):
        return
    cited = {
        key
        for line in lines[:heading]
        for one in find_marker_candidates(line)
        if one.style == "square"
        for key in one.keys
    }
    if cited != {str(number) for number in range(1, len(items) + 1)}:
        return
    for number, at in enumerate(items, start=1):
        column = len(lines[at]) - len(lines[at].lstrip(" \t\u2022*-"))
        yield NoteDefinition(str(number), f"[{number}]", at, at + 1, column, "square")


def _build_definitions(
    lines: Sequence[str],
    chosen: Sequence[NoteCandidate],
    marker_lines: Mapping[str, Sequence[int]],
    headings: frozenset[int],
    *,
    wrapped: bool,
    since: Sequence[int] = (),
) -> Iterator[NoteDefinition]:
    ends = find_note_ends(lines, chosen, marker_lines, wrapped=wrapped, headings=headings)
    for one, last, line in zip_longest(chosen, ends, since):
        yield NoteDefinition(one.key, one.marker, one.line, last, one.column, one.style, line)


def _find_marker_lines(lines: Sequence[str], starts: dict[int, NoteCandidate]) -> dict[str, list[int]]:
    """Return for each key the lines that contain its marker, except labels at the start of a line."""
    marker_lines: dict[str, list[int]] = defaultdict(list)
    found = [
        (number, marker)
        for number, line in enumerate(lines)
        for marker in find_marker_candidates(line)
        if marker.start >= (starts[number].column if number in starts else 0)
    ]
    shifts = counts_from_zero((marker for _, marker in found), {one.key for one in starts.values()})
    for number, marker in found:
        for key in (count_from_one(marker) if shifts else marker).keys:
            marker_lines[key].append(number)
    return marker_lines


def _find_chapters(candidates: list[NoteCandidate], marker_lines: dict[str, list[int]]) -> list[int]:
    """Return for each candidate the first line where its number means it, if all are chapter notes at the end.

    This holds if numbering restarts as often in the notes as in the text before them; otherwise the list is empty.
    """
    numbers = [int(one.key) if one.key.isdigit() else 0 for one in candidates]
    again = [at for at, number in enumerate(numbers) if number == 1]
    firsts = marker_lines.get("1", [])
    counted = all(number == 1 or number == before + 1 for before, number in pairwise([0, *numbers]))
    if len(again) < _FEWEST_CHAPTERS or not counted or len(firsts) != len(again) or firsts[-1] > candidates[0].line:
        return []
    lengths = [after - before for before, after in pairwise([*again, len(numbers)])]
    seconds = marker_lines.get("2", [])
    if len(seconds) != sum(length > 1 for length in lengths):
        return []  # a repeated marker is no evidence of chapters
    return [firsts[chapter] for chapter, length in enumerate(lengths) for _ in range(length)]


def _choose_notes(candidates: list[NoteCandidate], marker_lines: dict[str, list[int]]) -> list[NoteCandidate]:
    """Return the candidates that are notes: for a repeated key, those that follow a separate marker."""
    first_raised = any(one.style == "raised" and one.key == "1" for one in candidates)
    seen = Counter(one.key for one in candidates)
    bracketed = {one.key for one in candidates if one.style == "square"}
    plausible = [
        one
        for one in candidates
        if _is_plausible(one, marker_lines, seen[one.key])
        and (one.style != "raised" or first_raised)
        and not (one.style in LISTED_STYLES and one.key in bracketed)
    ]
    order = {id(one): at for at, one in enumerate(plausible)}
    support = {
        id(one): _count_neighbours(plausible, at) + (one.key in marker_lines) for at, one in enumerate(plausible)
    }
    by_key: dict[str, list[NoteCandidate]] = defaultdict(list)
    for one in plausible:
        if support[id(one)] or seen[one.key] > 1:
            by_key[one.key].append(one)
    kept: list[NoteCandidate] = []
    for key, group in by_key.items():
        best = group if len(group) == 1 else _choose_among_same_key(group, marker_lines.get(key, []), support)
        kept += best + _find_doubled_numbers(group, best, order)
    kept.sort(key=lambda one: one.line)
    alone = len(kept) == 1 and kept[0].key not in marker_lines
    return _find_only_listed(plausible) if alone or not kept else kept


def _find_only_listed(plausible: Sequence[NoteCandidate]) -> list[NoteCandidate]:
    """Return the only numbered entry of a notes section, which is a note even if its marker is gone."""
    listed = [one for one in plausible if one.in_section and one.style in _NOTE_STYLES and one.key.isdigit()]
    return listed if len(listed) == 1 else []


def _find_doubled_numbers(
    group: list[NoteCandidate], best: list[NoteCandidate], order: dict[int, int]
) -> list[NoteCandidate]:
    """Return the candidates next to one of `best`: a number used twice in a row is a slip, and both are notes."""
    lines = {order[id(one)]: one.line for one in best}
    return [
        one
        for one in group
        if (at := order[id(one)]) not in lines
        and any(abs(lines.get(near, -_DOUBLE_WITHIN - 1) - one.line) <= _DOUBLE_WITHIN for near in (at - 1, at + 1))
    ]


def _is_plausible(one: NoteCandidate, marker_lines: dict[str, list[int]], seen: int) -> bool:
    match one.style:
        case "named":
            return one.key in marker_lines or (seen > 1 and one.in_section)
        case style if style in LISTED_STYLES:
            return one.in_section and one.key in marker_lines
        case _:
            return True


def _count_neighbours(candidates: list[NoteCandidate], at: int) -> int:
    """Return how many adjacent candidates have the preceding or following number (0 to 2)."""
    one = candidates[at]
    if not one.key.isdigit():
        return 1
    number = int(one.key)
    before = candidates[at - 1].key if at else ""
    after = candidates[at + 1].key if at + 1 < len(candidates) else ""
    return (before == str(number - 1)) + (after == str(number + 1))


def _choose_among_same_key(
    group: list[NoteCandidate], marker_lines: list[int], support: dict[int, int]
) -> list[NoteCandidate]:
    """Choose among lines that begin with one number: one for each stretch of text that contains its marker."""
    stretches: dict[int, list[NoteCandidate]] = defaultdict(list)
    for one in group:
        stretches[bisect_left(marker_lines, one.line)].append(one)
    if not marker_lines:
        # No other marker: the first is a line of text that begins with the marker, the last is the note.
        return [max(group, key=lambda one: (support[id(one)], one.line))]
    kept = [max(found, key=lambda one: (support[id(one)], one.line)) for seen, found in stretches.items() if seen]
    return kept or [max(group, key=lambda one: (support[id(one)], one.line))]


_NEAR = 3
"""How far a number may exceed the last note if it shares brackets with the number of a note."""
_SLIP = 10
"""How far a wrong number may exceed the last one."""


@dataclass(frozen=True, slots=True)
class KnownNotes:
    """The notes of a document by number, to resolve a marker candidate in the text to its note.

    If a number is used again (numbering restarts in every chapter), the next note after the candidate is meant. `ids`
    are in the order of the notes. `by_key` maps a number to the first line and id of each note; `since` maps it to the
    first line of text where a chapter note is meant. Up to `marker_limit`, a candidate without a note may be a marker;
    a higher number is a year, a count or an index. `styles` are the styles in which the text may write its markers.
    """

    ids: tuple[str, ...]
    styles: frozenset[str]
    highest: int
    marker_limit: int
    by_key: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    since: dict[str, list[tuple[int, str]]] = field(default_factory=dict)
    from_zero: bool = False
    """Whether the marks of a chatbot count from 0, but not the notes."""
    attached: bool = False
    """Whether the text attaches its markers of one number to the word before: several in a bracket apart are a list."""
    lost: bool = False
    """Whether the text has no notes and markers of lost ones, which count through them or were left by a chatbot."""

    @classmethod
    def of(cls, found: Sequence[NoteDefinition], texts: Iterable[str], prefix: str = "") -> KnownNotes:
        """Index the notes; a second note with the number 3 gets the id "3-2". `texts` is the text outside notes."""
        by_key: dict[str, list[tuple[int, str]]] = {}
        ids: list[str] = []
        for one in found:
            before = by_key.setdefault(one.key, [])
            ids.append(prefix + (one.key if not before else f"{one.key}-{len(before) + 1}"))
            before.append((one.first, ids[-1]))
        if not found:
            kept = list(texts)
            exported = any(one.style == "exported" for one in _find_all_candidates(kept))
            return cls((), frozenset(), 0, 0, lost=exported or cites_lost_notes(kept))
        written = list(_find_all_candidates(texts))
        styles = {"square" if one.style in {"long", "dotted", "plain"} else one.style for one in found}
        styles |= {"manual"} if "round" in styles else set()
        listed = any(one.style in {"dotted", "plain"} for one in found)
        if listed and not any(one.style == "square" and one.keys[0] in by_key for one in written):
            styles |= {"raised", "round"}  # a numbered list does not show how the text writes its markers
        if "round" in styles and _cites_in_parentheses(written, by_key):
            styles |= {"rounds"}
        highest = max((int(one.key) for one in found if one.key.isdigit()), default=0)
        since: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for one, name in zip(found, ids, strict=True):
            if one.since is not None:
                since[one.key].append((one.since, name))
        limit = _find_marker_limit(written, highest)
        return cls(
            tuple(ids),
            frozenset(styles),
            highest,
            limit,
            by_key,
            since,
            from_zero=counts_from_zero(written, by_key),
            attached=_attaches_markers(written, by_key),
        )

    def notes_of(self, candidate: MarkerCandidate, line: int) -> list[str | None]:
        """Return the ids of the notes that `candidate` in `line` names, None if missing; [] if it is no marker."""
        if candidate.style == "exported":
            marks = count_from_one(candidate) if self.from_zero else candidate
            return [self._note_of(key, line) for key in marks.keys]
        if self.lost:
            return [None] * len(candidate.keys) if candidate.style == "square" else []
        if not self.by_key or not self._has_style(candidate):
            return []  # "(1)" numbers items of a sentence if notes use another style
        meant = [self._note_of(key, line) for key in candidate.keys]
        if all(meant):
            return meant
        highest = max((int(key) for key in candidate.keys if key.isdigit()), default=0)
        if len(candidate.keys) > 1 and highest > self.highest + _NEAR:
            return []  # with ten notes, "[1,31]" is an interval; "[9,11]" cites a note that was lost
        likely = candidate.style == "square" and "square" in self.styles and 0 < highest <= self.marker_limit
        return meant if likely or any(meant) or self._is_next_letter(candidate) else []

    def _is_next_letter(self, candidate: MarkerCandidate) -> bool:
        """Return whether a candidate is the letter after those of the notes: "[c]" where a list has "a." and "b."."""
        before = chr(ord(candidate.keys[0][0]) - 1)
        return (
            "lettered" in self.styles and candidate.attached and candidate.keys[0].islower() and before in self.by_key
        )

    def _has_style(self, candidate: MarkerCandidate) -> bool:
        """Return whether the text may write its markers like a candidate; "(5-10)" is a range unless notes have all.

        So is the list of "Sort the list [1, 2, 3] first" where the text has "The town grew.[1]".
        """
        if self.attached and candidate.apart and len(candidate.keys) > 1:
            return False
        if candidate.style == "rounds":
            return "rounds" in self.styles and all(key in self.by_key for key in candidate.keys)
        return candidate.style not in {"round", "manual"} or candidate.style in self.styles

    def _note_of(self, key: str, line: int) -> str | None:
        rows = self.by_key.get(key)
        if not rows:
            return None
        if begun := [name for since, name in self.since.get(key, ()) if since <= line]:
            return begun[-1]
        return next((name for first, name in rows if first > line), rows[-1][1])


def _cites_in_parentheses(written: Iterable[MarkerCandidate], by_key: Mapping[str, object]) -> bool:
    """Return whether single numbers in parentheses name notes and raised figures do not: then "(1, 3)" names two."""
    styles = {one.style for one in written if one.keys and one.keys[0] in by_key}
    return "round" in styles and "raised" not in styles


def _attaches_markers(written: Iterable[MarkerCandidate], by_key: Mapping[str, object]) -> bool:
    """Return whether no marker of one note has a blank before it, and at least two have none."""
    single = [one.attached for one in written if one.style == "square" and len(one.keys) == 1 and one.keys[0] in by_key]
    return len(single) >= _FEWEST_ATTACHED and all(single)


_FEWEST_ATTACHED = 2


def _find_all_candidates(texts: Iterable[str]) -> Iterator[MarkerCandidate]:
    return (one for text in texts for one in find_marker_candidates(text))


def _find_marker_limit(written: Iterable[MarkerCandidate], highest: int) -> int:
    """Return the highest number a marker may have: the highest one in sequence plus `_SLIP`; 0 without notes."""
    keys = {int(key) for one in written if one.style == "square" for key in one.keys}
    for number in sorted(keys) if highest else ():
        if number > highest + _NEAR:
            break
        highest = max(number, highest)
    return highest + _SLIP if highest else 0
