"""Findings about the draft's own structure (rules `C`), and only those that no reading of the draft excuses."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import pairwise

from citecheck.model.draft import Citation, Draft, Footnote, Place
from citecheck.model.finding import Finding
from citecheck.model.target import CutUrl
from citecheck.rules import structure

_RULES = {rule.code: rule for rule in structure.ROWS}
_NUMBER = re.compile(r"(?!.*[^\W\d](?:1[5-9]|20)\d\d\b)\D*(\d{1,5})\D*\Z")
"""The number that a marker is or ends in; "Berg2005" is the name of a work, and 2005 its year."""
_SERIES = re.compile(r"[^\d:]*")
"""How the ids of one series begin: remarks ("note2") and works ("bib:knuth") are counted apart."""
_MOST_GAPS = 3
"""More missing numbers than this are a way of counting, not lost notes."""


def check_structure(draft: Draft) -> tuple[Finding, ...]:
    """Say what is wrong with markers and notes, in order of rule and place."""
    cut, by_notes = draft.facts.cut, draft.facts.cited_by_notes
    if not draft.footnotes and not cut:
        return ()
    lost = _find_lost_after_cut(draft, cut=cut)
    return (
        *_check_without_footnote(draft, lost),
        *_check_never_cited(draft, by_notes),
        *_check_used_twice(draft),
        *_check_missing_numbers(draft),
        *_check_text_cut(draft, lost, cut=cut),
        *(
            _build_finding("C106", f"Note {note.marker} refers to another note that does not exist: {_shorten(note.text)}",
                     "Name the source itself, or correct the number.", note.place, note=note)
            for note in draft.facts.unresolved
        ),
    )  # fmt: skip


def _find_lost_after_cut(draft: Draft, *, cut: bool) -> list[Citation]:
    """Give the markers whose notes stood behind the place where the file was cut.

    All of them are numbered above the last note; besides its reader's word (`cut`) there must be several of them, or a
    last note that ends in a cut address.
    """
    last = draft.footnotes[-1] if draft.footnotes else None
    highest = _number_of(last.marker) if last else None
    missing = [citation for citation in draft.citations if citation.footnote is None]
    above = [one for one in missing if highest is not None and (_number_of(one.marker) or 0) > highest]
    ends_cut = bool(last and last.sources and isinstance(last.sources[-1].target, CutUrl))
    near = above and min(_number_of(one.marker) or 0 for one in above) <= (highest or 0) + _MOST_GAPS
    return above if near and (cut or len(above) > 1 or ends_cut) and len(above) == len(missing) else []


def _check_without_footnote(draft: Draft, lost: list[Citation]) -> Iterator[Finding]:
    known = set(lost)
    said: set[Place] = set()
    for citation in draft.citations:
        if citation.footnote is None and citation not in known and citation.place not in said:
            said |= {citation.place} if citation.place.column else set()  # one bracket may call several notes
            yield _build_finding(
                "C101",
                f"The marker {citation.marker} has no footnote: {_shorten(citation.sentence)}",
                "Add the note, or correct the number of the marker.",
                citation.place,
                citation=citation,
            )


def _check_never_cited(draft: Draft, by_notes: Collection[str]) -> Iterator[Finding]:
    """Report notes without a marker; but notes of one style that nothing cites at all are a bibliography."""
    cited = {citation.footnote for citation in draft.citations}
    called = {key for note in draft.footnotes if note.id in cited for key in (_style_of(note.marker), _series_of(note))}
    for note in draft.footnotes if called else ():
        listed = note.marker.strip("[](). ").isdecimal() and not called & {_style_of(note.marker), _series_of(note)}
        if note.id not in cited and note.id not in by_notes and not listed:
            yield _build_finding(
                "C102",
                f"No marker points to note {note.marker}: {_shorten(note.text)}",
                "Cite it where it belongs, or remove it.",
                note.place,
                note=note,
            )


def _check_used_twice(draft: Draft) -> Iterator[Finding]:
    """Report a number that two notes of one series share, unless the numbering starts again (chapters, pages)."""
    numbers = [_number_of(note.marker) for note in draft.footnotes]
    restarts = sum(1 for before, after in pairwise(numbers) if before and after and after < before)
    if restarts > 1 or (restarts and numbers.count(1) > 1) or _is_count_restarted(draft):
        return
    by_marker: dict[tuple[str, str], list[Footnote]] = defaultdict(list)
    for note in draft.footnotes:
        if _number_of(note.marker) is not None:
            by_marker[note.marker, _series_of(note)].append(note)
    for (marker, _), notes in by_marker.items():
        for again in notes[1:]:
            yield _build_finding(
                "C103",
                f"Note {marker} stands here and in line {notes[0].place.line or '?'}: {_shorten(again.text)}",
                "Renumber one of them, and its markers.",
                again.place,
                note=again,
            )


def _is_count_restarted(draft: Draft) -> bool:
    """Say whether the text goes on behind a note 1 and calls another note 1, as where each chapter has its notes."""
    firsts = [note for note in draft.footnotes if _number_of(note.marker) == 1 and note.place.line]
    later = {note.id for note in firsts[1:]}
    calls = (citation.place for citation in draft.citations if citation.footnote in later)
    return any(_position_of(call) > _position_of(firsts[0].place) for call in calls)


def _position_of(place: Place) -> tuple[int, int]:
    return place.page or 0, place.line or 0


def _check_missing_numbers(draft: Draft) -> Iterator[Finding]:
    numbered = [(number, note) for note in draft.footnotes if (number := _number_of(note.marker)) is not None]
    numbers = [number for number, _ in numbered]
    if len(numbers) < 3 or numbers != sorted(numbers) or len(numbers) < len(draft.footnotes):
        return  # among names a number is a name
    gaps = [(before, after, note) for (before, _), (after, note) in pairwise(numbered) if after - before > 1]
    lost = sum(after - before - 1 for before, after, _ in gaps)
    if not gaps or lost > _MOST_GAPS:
        return
    for before, after, note in gaps:
        for number in range(before + 1, after):
            yield _build_finding(
                "C104",
                f"The notes go from {before} to {after}; note {number} is missing.",
                "Restore the note, or renumber.",
                note.place,
            )


def _check_text_cut(draft: Draft, lost: list[Citation], *, cut: bool) -> Iterator[Finding]:
    """Report a file that ends in the middle: its reader says so, or the last markers have no notes."""
    if not cut and not lost:
        return
    last = draft.footnotes[-1] if draft.footnotes else None
    seen = f"The text ends in note {last.marker}" if last else "The text ends in the middle"
    behind = f"; {len(lost)} markers from {lost[0].marker} on have no note" if lost else ""
    yield _build_finding(
        "C105",
        f"{seen}{behind}.",
        "Export the draft again, whole; the notes behind the cut could not be read.",
        last.place if last else Place(),
        note=last,
    )


def _series_of(note: Footnote) -> str:
    series = _SERIES.match(note.id)
    return series[0] if series else ""


def _style_of(marker: str) -> str:
    """Give how a marker is written, "[0]" or "0", whatever its number."""
    return re.sub(r"\d+", "0", marker)


def _number_of(marker: str) -> int | None:
    match = _NUMBER.match(marker)
    return int(match[1]) if match else None


def _shorten(text: str) -> str:
    return text if len(text) <= 80 else text[:79].rstrip() + "\u2026"


def _build_finding(
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
