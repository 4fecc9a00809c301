"""Rules `C1`: the draft's own structure; only what is wrong in every reading of the draft is reported."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from citecheck.model.draft import BlockKind, Citation, CitationSystem, Draft, Footnote, Format, Place
from citecheck.model.finding import Finding, Level
from citecheck.model.target import CutUrl, Kind
from citecheck.rules.finding import (
    Rule,
    Subject,
    describe_place,
    locate_citation,
    locate_note,
    make_finding,
    shorten_text,
)

MARKER_WITHOUT_FOOTNOTE = Rule(
    code="C101",
    name="marker-without-footnote",
    level=Level.ERROR,
    summary="A marker in the text has no footnote.",
    seen="A marker is in the running text, but the draft has no note of that number or name, or its list of references no such work.",
    matters="The reader finds no source for the sentence. Often the note was lost in editing, or a number was changed in one place only.",
    remedy="Add the note, correct the number, or remove the marker.",
    message="The marker {marker} has no {target}: “{text}”",
    advice="{step}",
    example={
        "marker": "[7]",
        "target": "footnote",
        "text": "Rain fell all night.",
        "step": "Add the note, or correct the number of the marker.",
    },
)
FOOTNOTE_NEVER_CITED = Rule(
    code="C102",
    name="footnote-never-cited",
    level=Level.WARNING,
    summary="A footnote is never cited.",
    seen="A note is defined, but no marker in the text points to it.",
    matters="A source that nobody is sent to supports nothing, and the sentence it belonged to may now be without one.",
    remedy="Put the marker back after its sentence, or remove the note.",
    message="No marker points to {target} {marker}: {text}",
    advice="Cite it where it belongs, or remove it.",
    example={"marker": "[7]", "target": "note", "text": "https://www.example.org/rain"},
)
_NUMBER_USED_TWICE = Rule(
    code="C103",
    name="number-used-twice",
    level=Level.ERROR,
    summary="Two footnotes have the same number.",
    seen="Two notes carry the same number or name.",
    matters="A marker cannot tell its reader which of them is meant, and citecheck cannot tell which source to compare.",
    remedy="Renumber one of them and its markers.",
    message="Two notes have the number {marker}, here and at {first}: {text}",
    advice="Renumber one of them, and its markers.",
    example={"marker": "[7]", "first": "line 12", "text": "https://www.example.org/rain"},
)
_NUMBER_MISSING = Rule(
    code="C104",
    name="number-missing",
    level=Level.WARNING,
    summary="A number is missing from the series of footnotes.",
    seen="The notes before and after exist, the number between them does not. Labels such as `[^4]` are renumbered in "
    "print, so a gap between them is info.",
    matters="A note may have been lost in editing, and the sentence that cited it may now cite another one.",
    remedy="Restore the note, or renumber the series.",
    message="The notes go from {before} to {after}; note {number} is missing.",
    advice="Restore the note, or renumber.",
    example={"before": "4", "after": "6", "number": "5"},
)
_TEXT_CUT = Rule(
    code="C105",
    name="text-cut",
    level=Level.ERROR,
    summary="The draft's text ends in the middle of a note.",
    seen="The text ends in the middle of a note or an address, as files do that were cut at a size limit.",
    matters="Everything after the cut is missing: markers before it point to notes that nobody can check.",
    remedy="Export the draft again, whole. Findings about missing notes will go with it.",
    message="{seen}{lost}.",
    advice="Export the whole draft again; the notes after the cut could not be read.",
    example={"seen": "The text ends in note [9]", "lost": "; 3 markers from [10] on have no note"},
)
_NO_NOTE = "another note that does not exist"
_OTHER_AUTHOR = "a note of another author"
_REFERENCE_BACK_UNRESOLVED = Rule(
    code="C106",
    name="reference-back-unresolved",
    level=Level.WARNING,
    summary="An ibid. or a see-note leads to no note, or to one of another author.",
    seen="The note says ibid., op. cit. or “see note 35”, and the note it refers to does not exist or names no source. "
    "Or it says “Hale, supra note 4”, and note 4 is by others, while an earlier note is by Hale or none names Hale.",
    matters="References back break when notes are moved or removed, and then they silently mean another work.",
    remedy="Name the source itself, in short form if need be.",
    message="Note {marker} refers to {meant}: {text}",
    advice="Name the source itself, or correct the number.",
    example={"marker": "[7]", "meant": _NO_NOTE, "text": "See note 35."},
)

_NO_MARKER = Rule(
    code="C108",
    name="no-marker",
    level=Level.WARNING,
    summary="The draft has notes, and no marker was found in its text.",
    seen="The notes were read, but the text has no marker that points to one of them.",
    matters="No sentence was compared with a source. Markers are lost when text is copied or exported, or are of a form that citecheck does not read.",
    remedy="Restore the markers, or export the draft again in its own format. `--as` names the format if it was not recognised.",
    message="The draft has {count} notes, and no marker in the text was found: no sentence was compared with a source.",
    advice="Restore the markers, or export the draft again in its own format.",
    example={"count": "30"},
)

RULES = (
    MARKER_WITHOUT_FOOTNOTE,
    FOOTNOTE_NEVER_CITED,
    _NUMBER_USED_TWICE,
    _NUMBER_MISSING,
    _TEXT_CUT,
    _REFERENCE_BACK_UNRESOLVED,
    _NO_MARKER,
)

_NUMBER = re.compile(r"(?!.*[^\W\d](?:1[5-9]|20)\d\d\b)\D*(\d{1,5})\D*\Z")
"""The number that a marker is or ends with; "Berg2005" is the name of a work, and 2005 is its year."""
_SERIES = re.compile(r"[^\d:]*")
"""The prefix of the ids of one series: remarks ("note2") and works ("bib:knuth") are numbered separately."""
_FEWEST_IN_A_SERIES = 3
_NAMED = "[^"
_LABEL = re.compile(r"\[\^[^\]\s]{1,80}\]")
"""A marker of Markdown, as "[^7]" or "[^rain]"."""
_KEY = re.compile(r"\[([^\W\d][^\],]*)")
"""A marker of LaTeX whose key no bibliography has, as "[lund2001, p. 5]"; others are numbers."""
_NOWHERE = Place()
_SENTENCE_ENDS = (".", "!", "?", "\u2026", "\u3002", "\uff01", "\uff1f")
"""Ends of running text, which a heading without markup does not have."""
_CLOSING = "\"'\u201d\u2019\u00bb) "
_MOST_OF_TEXT = 80
"""Maximum number of characters of a quoted note or sentence in a message."""
_MOST_GAPS = 3
"""Number of missing numbers above which the gaps are a way of numbering, not lost notes."""


def check_structure(draft: Draft) -> tuple[Finding, ...]:
    """Return the findings of markers and notes, in order of rule and place; references have rules of their own."""
    every, draft = _take_notes(draft), _take_notes(_take_sure_lists(draft))
    cut, by_notes = draft.facts.cut, draft.facts.cited_by_notes
    lost = _find_lost_after_cut(draft, cut=cut)
    return (
        *_check_without_footnote(draft, lost),
        *_check_never_cited(draft, by_notes),
        *_check_no_marker(every),
        *_check_used_twice(draft),
        *_check_missing_numbers(draft),
        *_check_text_cut(draft, lost, cut=cut),
        *(_report_note(_REFERENCE_BACK_UNRESOLVED, draft, one, meant=_NO_NOTE) for one in draft.facts.unresolved),
        *(_report_note(_REFERENCE_BACK_UNRESOLVED, draft, one, meant=_OTHER_AUTHOR) for one in draft.facts.misnamed),
    )


def _take_notes(draft: Draft) -> Draft:
    """Return a draft with its notes and their markers only."""
    notes = tuple(note for note in draft.footnotes if note.system is CitationSystem.NOTE)
    markers = tuple(citation for citation in draft.citations if citation.system is CitationSystem.NOTE)
    if (len(notes), len(markers)) == (len(draft.footnotes), len(draft.citations)):
        return draft
    return replace(draft, footnotes=notes, citations=markers)


def _take_sure_lists(draft: Draft) -> Draft:
    """Return a draft without the lists of notes that were not read with certainty, and without their markers."""
    unsure = draft.facts.unsure
    if not unsure:
        return draft
    ids = {note for one in unsure for note in one.notes}
    lost = {at for one in unsure for at in one.markers}
    citations = (one for at, one in enumerate(draft.citations) if at not in lost and one.footnote not in ids)
    notes = (note for note in draft.footnotes if note.id not in ids)
    return replace(draft, footnotes=tuple(notes), citations=tuple(citations))


def _find_lost_after_cut(draft: Draft, *, cut: bool) -> list[Citation]:
    """Return the markers whose notes were after the place where the file was cut.

    All markers without a note are numbered above the last note, the first of them closely, and no text follows it. In addition, the reader of the format must report a cut (`cut`), or
    there must be several such markers, or the last note must end in a cut address.
    """
    last = draft.footnotes[-1] if draft.footnotes else None
    highest = _number_of(last.marker) if last else None
    missing = [citation for citation in draft.citations if citation.footnote is None]
    if last is None or highest is None or not missing:
        return []
    lowest = min(_number_of(citation.marker) or 0 for citation in missing)
    ends_cut = bool(last.sources) and isinstance(last.sources[-1].target, CutUrl)
    is_near = highest < lowest <= highest + _MOST_GAPS
    ends_here = cut or not any(_position_of(block.place) > _position_of(last.place) for block in draft.blocks)
    return missing if is_near and ends_here and (cut or len(missing) > 1 or ends_cut) else []


def _check_without_footnote(draft: Draft, lost: list[Citation]) -> Iterator[Finding]:
    known = set(lost)
    reported: set[Place] = set()
    missing = [citation for citation in draft.citations if citation.footnote is None and citation not in known]
    openings = _find_notes_without_colon(draft, missing)
    swallowed = _find_swallowed(draft)
    for citation in missing:
        if citation.place not in reported and openings.get(citation.marker) != citation.place:
            reported |= {citation.place} if citation.place.column else set()  # one bracket may cite several notes
            fields = {
                "marker": citation.marker,
                "target": "footnote",
                "text": shorten_text(citation.sentence or citation.marker, _MOST_OF_TEXT),
                "step": _advise_missing_note(citation.marker, openings, swallowed),
            }
            if draft.format is Format.LATEX and (key := _KEY.match(citation.marker)):
                fields |= describe_missing_key(key[1])
            yield make_finding(MARKER_WITHOUT_FOOTNOTE, locate_citation(draft, citation), fields)


def describe_missing_key(key: str) -> dict[str, str]:
    """Return what a message says of a key that no bibliography of the draft has: what is missing, and what to do."""
    step = f"Add an entry with the key “{key}” to the bibliography (the .bib file), or correct the key."
    return {"target": "entry in the bibliography", "step": step}


def _advise_missing_note(marker: str, openings: Mapping[str, Place], swallowed: Mapping[str, str]) -> str:
    """Return what to do about a marker without a note; a line that was meant as its note lacks the colon."""
    if opening := openings.get(marker):
        return f"Write “{marker}:” at the start of line {opening.line}: without the colon it is no note."
    if note := swallowed.get(marker):
        return f"Write “{marker}:” at the start of its line: without the colon it is part of note {note}."
    return "Add the note, or correct the number of the marker."


def _find_notes_without_colon(draft: Draft, missing: Sequence[Citation]) -> dict[str, Place]:
    """Return by marker the place of the last line that begins with it, if the marker is also cited elsewhere."""
    counts = Counter(citation.marker for citation in missing)
    return {
        citation.marker: citation.place
        for citation in missing
        if citation.marker.startswith(_NAMED) and counts[citation.marker] > 1 and _begins_line(draft, citation)
    }


def _begins_line(draft: Draft, citation: Citation) -> bool:
    """Return whether a marker is the first of its line, after the signs of a quotation or a list."""
    block = draft.blocks[citation.block].place if citation.block is not None else _NOWHERE
    first = block.column if citation.place.line == block.line else 1
    return citation.place.column is not None and citation.place.column <= (first or 1)


def _find_swallowed(draft: Draft) -> dict[str, str]:
    """Return by marker the note whose text contains it; in Markdown, a line without a colon continues a note."""
    return {marker: note.marker for note in draft.footnotes for marker in _LABEL.findall(note.text)}


def _check_never_cited(draft: Draft, by_notes: Collection[str]) -> Iterator[Finding]:
    """Yield findings for notes without a marker; notes of a style that is never cited are a bibliography."""
    cited = {citation.footnote for citation in draft.citations}
    called = {key for note in draft.footnotes if note.id in cited for key in (_style_of(note.marker), _series_of(note))}
    for note in draft.footnotes if called else ():
        listed = note.marker.strip("[](). ").isdecimal() and not called & {_style_of(note.marker), _series_of(note)}
        if note.id not in cited and note.id not in by_notes and not listed:
            yield _report_note(FOOTNOTE_NEVER_CITED, draft, note, target="note")


def _check_no_marker(draft: Draft) -> Iterator[Finding]:
    """Yield a finding for notes below running text without any marker; remarks and a bibliography are never cited."""
    prose = any(block.kind is BlockKind.PARAGRAPH and _is_prose(block.text) for block in draft.blocks)
    cites = [note for note in draft.footnotes if any(source.kind is not Kind.NOTE for source in note.sources)]
    if not prose or draft.citations or draft.format is Format.BIBTEX:
        return
    if len(cites) == 1:
        yield _report_note(FOOTNOTE_NEVER_CITED, draft, cites[0], target="note")
    elif cites:
        yield make_finding(_NO_MARKER, locate_note(draft, draft.footnotes[0]), {"count": str(len(draft.footnotes))})


def _is_prose(text: str) -> bool:
    """Return whether a paragraph of several words ends as a sentence does."""
    return " " in text.strip() and text.rstrip(_CLOSING).endswith(_SENTENCE_ENDS)


def _check_used_twice(draft: Draft) -> Iterator[Finding]:
    """Yield findings for numbers shared by two notes of one series, unless numbering restarts (chapters, pages)."""
    numbers = [_number_of(note.marker) for note in draft.footnotes]
    restarts = [at for at, (before, after) in enumerate(pairwise(numbers), 1) if before and after and after < before]
    if len(restarts) > 1 or _is_count_restarted(draft):
        return
    if restarts and (numbers.count(1) > 1 or _is_second_series(numbers[: restarts[0]], numbers[restarts[0] :])):
        return
    by_marker: dict[tuple[str, str], list[Footnote]] = defaultdict(list)
    for note in draft.footnotes:
        if _number_of(note.marker) is not None:
            by_marker[note.marker, _series_of(note)].append(note)
    doubled = [(notes[0], again) for notes in by_marker.values() for again in notes[1:]]
    for first, again in () if _are_own_list(draft, doubled) else doubled:
        where = describe_place(first.place) or "another place"
        yield _report_note(_NUMBER_USED_TWICE, draft, again, first=where)


def _are_own_list(draft: Draft, doubled: Sequence[tuple[Footnote, Footnote]]) -> bool:
    """Return whether several numbers are doubled and text after the first note of each calls the second.

    They are those of another list then, of a letter or a chapter whose note 1 nothing calls.
    """
    calls = {citation.footnote: _position_of(citation.place) for citation in draft.citations}
    own = [calls.get(again.id, (0, 0)) > _position_of(first.place) != (0, 0) for first, again in doubled]
    return len(own) > 1 and all(own)


def _is_second_series(first: Sequence[int | None], second: Sequence[int | None]) -> bool:
    """Return whether numbers repeat an earlier series in order, as in the translation of an article."""
    numbers = [number for number in second if number is not None]
    return numbers == sorted(numbers) and len(set(numbers).intersection(first)) >= _FEWEST_IN_A_SERIES


def _is_count_restarted(draft: Draft) -> bool:
    """Return whether the text continues after a note 1 and cites another note 1, as with notes per chapter."""
    firsts = [note for note in draft.footnotes if _number_of(note.marker) == 1 and note.place.line]
    ids, later = {note.id for note in firsts}, {note.id for note in firsts[1:]}
    chapters = {one.place.page for one in draft.citations if one.footnote in ids and one.place.paragraph}
    calls = (citation.place for citation in draft.citations if citation.footnote in later)
    return len(chapters) > 1 or any(_position_of(call) > _position_of(firsts[0].place) for call in calls)


def _position_of(place: Place) -> tuple[int, int]:
    return place.page or 0, place.line or 0


def _check_missing_numbers(draft: Draft) -> Iterator[Finding]:
    numbered = [(number, note) for note in draft.footnotes if (number := _number_of(note.marker)) is not None]
    numbers = [number for number, _ in numbered]
    if len(numbers) < 3 or numbers != sorted(numbers) or len(numbers) < len(draft.footnotes):
        return  # where other notes have names, a number is a name too
    gaps = [(before, after, note) for (before, _), (after, note) in pairwise(numbered) if after - before > 1]
    lost = sum(after - before - 1 for before, after, _ in gaps)
    if lost > _MOST_GAPS:
        return
    for before, after, note in gaps:
        for number in range(before + 1, after):
            fields = {"before": str(before), "after": str(after), "number": str(number)}
            found = make_finding(_NUMBER_MISSING, Subject(note.place, draft.path), fields)
            yield replace(found, level=Level.INFO) if note.marker.startswith(_NAMED) else found


def _check_text_cut(draft: Draft, lost: list[Citation], *, cut: bool) -> Iterator[Finding]:
    """Yield a finding for a file that ends in the middle: its reader reports it, or the last markers have no notes."""
    if not cut and not lost:
        return
    last = draft.footnotes[-1] if draft.footnotes else None
    seen = f"The text ends in note {last.marker}" if last else "The text ends in the middle"
    subject = locate_note(draft, last) if last else Subject(path=draft.path)
    yield make_finding(_TEXT_CUT, subject, {"seen": seen, "lost": _count_lost(lost)})


def _count_lost(lost: Sequence[Citation]) -> str:
    """Return the clause of a message that counts the markers without a note, or nothing."""
    match lost:
        case []:
            return ""
        case [only]:
            return f"; marker {only.marker} has no note"
        case _:
            return f"; {len(lost)} markers from {lost[0].marker} on have no note"


def _series_of(note: Footnote) -> str:
    series = _SERIES.match(note.id)
    return series[0] if series else ""


def _style_of(marker: str) -> str:
    """Return the style of a marker, "[0]" or "0", whatever its number."""
    return re.sub(r"\d+", "0", marker)


def _number_of(marker: str) -> int | None:
    match = _NUMBER.match(marker)
    return int(match[1]) if match else None


def _report_note(rule: Rule, draft: Draft, note: Footnote, **fields: str) -> Finding:
    """Create a finding that quotes a note."""
    text = shorten_text(note.text, _MOST_OF_TEXT)
    return make_finding(rule, locate_note(draft, note), {"marker": note.marker, "text": text, **fields})
