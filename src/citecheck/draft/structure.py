"""Findings about the draft's own structure (rules `C`), and only those that no reading of the draft excuses."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from citecheck.model.draft import Citation, Draft, Footnote, Place
from citecheck.model.finding import Finding
from citecheck.model.target import CutUrl
from citecheck.rules import structure

_RULES = {rule.code: rule for rule in structure.ROWS}
_NUMBER = re.compile(r"\D*(\d{1,5})\D*\Z")
_MOST_GAPS = 3
"""More missing numbers than this are a way of counting, not lost notes."""


def structure_findings(draft: Draft, *, cut: bool, unresolved: tuple[Footnote, ...]) -> tuple[Finding, ...]:
    """Say what is wrong with markers and notes, in order of rule and place."""
    if not draft.footnotes and not cut:
        return ()
    return (
        *_without_footnote(draft),
        *_never_cited(draft),
        *_used_twice(draft),
        *_missing_numbers(draft),
        *_text_cut(draft, cut=cut),
        *(
            _finding("C106", f"Note {note.marker} refers to another note that does not exist: {_short(note.text)}",
                     "Name the source itself, or correct the number.", note.place, note=note)
            for note in unresolved
        ),
    )  # fmt: skip


def _without_footnote(draft: Draft) -> Iterator[Finding]:
    for citation in draft.citations:
        if citation.footnote is None:
            yield _finding(
                "C101",
                f"The marker {citation.marker} has no footnote: {_short(citation.sentence)}",
                "Add the note, or correct the number of the marker.",
                citation.place,
                citation=citation,
            )


def _never_cited(draft: Draft) -> Iterator[Finding]:
    cited = {citation.footnote for citation in draft.citations}
    if not cited - {None}:
        return  # notes that nothing cites at all are a bibliography
    for note in draft.footnotes:
        if note.id not in cited:
            yield _finding(
                "C102",
                f"No marker points to note {note.marker}: {_short(note.text)}",
                "Cite it where it belongs, or remove it.",
                note.place,
                note=note,
            )


def _used_twice(draft: Draft) -> Iterator[Finding]:
    """Report a number that two notes share, unless the numbering starts again (chapters, pages)."""
    numbers = [_number(note.marker) for note in draft.footnotes]
    restarts = sum(1 for before, after in pairwise(numbers) if before and after and after < before)
    if restarts > 1 or (restarts and numbers.count(1) > 1):
        return
    by_marker: dict[str, list[Footnote]] = defaultdict(list)
    for note in draft.footnotes:
        if _number(note.marker) is not None:
            by_marker[note.marker].append(note)
    for marker, notes in by_marker.items():
        for again in notes[1:]:
            yield _finding(
                "C103",
                f"Note {marker} stands here and in line {notes[0].place.line or '?'}: {_short(again.text)}",
                "Renumber one of them, and its markers.",
                again.place,
                note=again,
            )


def _missing_numbers(draft: Draft) -> Iterator[Finding]:
    numbered = [(number, note) for note in draft.footnotes if (number := _number(note.marker)) is not None]
    numbers = [number for number, _ in numbered]
    if len(numbers) < 3 or numbers != sorted(numbers):
        return
    gaps = [(before, after, note) for (before, _), (after, note) in pairwise(numbered) if after - before > 1]
    lost = sum(after - before - 1 for before, after, _ in gaps)
    if not gaps or lost > _MOST_GAPS:
        return
    for before, after, note in gaps:
        for number in range(before + 1, after):
            yield _finding(
                "C104",
                f"The notes go from {before} to {after}; note {number} is missing.",
                "Restore the note, or renumber.",
                note.place,
            )


def _text_cut(draft: Draft, *, cut: bool) -> Iterator[Finding]:
    """Report a file that ends in the middle: its reader says so, or the last markers have no notes behind a cut one."""
    last = draft.footnotes[-1] if draft.footnotes else None
    lost = [citation for citation in draft.citations if citation.footnote is None]
    highest = _number(last.marker) if last else None
    ends_cut = bool(
        last
        and highest is not None
        and len(lost) >= 1
        and all((_number(one.marker) or 0) > highest for one in lost)
        and (isinstance(last.sources[-1].target, CutUrl) or len(lost) > 1 if last.sources else True)
    )
    if cut or ends_cut:
        where = last.place if last else Place()
        yield _finding(
            "C105",
            f"The text ends in note {last.marker}: {_short(last.text[-80:])}"
            if last
            else "The text ends in the middle.",
            "Export the draft again, whole; the notes behind the cut could not be read.",
            where,
            note=last,
        )


def _number(marker: str) -> int | None:
    match = _NUMBER.match(marker)
    return int(match[1]) if match else None


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79].rstrip() + "\u2026"


def _finding(
    code: str,
    message: str,
    advice: str,
    place: Place,
    *,
    citation: Citation | None = None,
    note: Footnote | None = None,
) -> Finding:
    marker = citation.marker if citation else note.marker if note else None
    footnote = citation.footnote if citation else note.id if note else None
    return Finding(
        code, _RULES[code].level, message, advice, marker, footnote, None,
        line=place.line, column=place.column, page=place.page, paragraph=place.paragraph,
    )  # fmt: skip
