"""Compare the draft with itself and with the dates of its sources: rules C201 to C204. Needs no network."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from citecheck.model.draft import Citation, Draft, Footnote
from citecheck.model.finding import Finding
from citecheck.model.target import Url
from citecheck.rules import RULES

if TYPE_CHECKING:
    from citecheck.evidence.contradictions import Contradiction, Statement
    from citecheck.text.partial_dates import WrittenDate

_CORRECTION = re.compile(
    r"\b(?:correct(?:ed|ion|ions)?\b|erratum|an earlier version|a previous version|was amended|has been correct)",
    re.IGNORECASE,
)
_TIME_ZONE_GRACE = timedelta(days=1)
"""A day's grace: a source dated the 7th may have been read on the 6th elsewhere on the globe."""


def check_self_contradictions(draft: Draft, published: Mapping[str, date] | None = None) -> tuple[Finding, ...]:
    """Find what the draft contradicts in itself, and dates that disagree with its sources' own.

    `published` adds the dates that the sources state themselves, by canonical address; without it, only dates written
    in the addresses are used.
    """
    from citecheck.evidence.contradictions import find_contradictions, statements_of  # noqa: PLC0415 (`extract`)

    known = published or {}
    pairs = find_contradictions(statements_of(draft))
    disputed = {statement.text for pair in pairs for statement in (pair.first, pair.second)}
    return (
        *_check_contradictions(draft, pairs),
        *_check_claim_dates(draft, known, disputed),
        *_check_data_cut_off(draft, known),
    )


def _build_finding(rule: str, draft: Draft, message: str, advice: str, at: Statement | Citation) -> Finding:
    place = at.place if isinstance(at, Citation) else at.block.place
    marker, note = (at.marker, at.footnote) if isinstance(at, Citation) else (None, None)
    return Finding(
        rule,
        RULES[rule].level,
        message,
        advice,
        marker=marker,
        footnote=note,
        path=draft.path,
        line=place.line,
        column=place.column,
        page=place.page,
        paragraph=place.paragraph,
    )


def _check_contradictions(draft: Draft, pairs: Sequence[Contradiction]) -> Iterator[Finding]:
    """Say each disagreement once: a statement repeated in summary and text makes several pairs of one slip.

    A pair of two sentences of the text itself is said before one with the correction note.
    """
    said: set[frozenset[str]] = set()
    for pair in sorted(pairs, key=_is_corrected):
        values = frozenset({pair.first_value, pair.second_value})
        if values in said:
            continue
        said.add(values)
        corrected = _is_corrected(pair)
        yield _build_finding(
            "C202" if corrected else "C201",
            draft,
            f'The draft says "{pair.second_value}" here and "{pair.first_value}" elsewhere: {pair.first.text}',
            "Carry the correction through to this sentence." if corrected else "Find out which is right and mend both.",
            pair.second,
        )


def _is_corrected(pair: Contradiction) -> bool:
    """Tell whether the earlier of two statements stands in a correction note."""
    return _CORRECTION.search(pair.first.block.text) is not None


def _dates_of_sources(footnote: Footnote | None, known: Mapping[str, date]) -> list[tuple[str, date]]:
    from citecheck.text.dates import find_date_in_address  # noqa: PLC0415 (`extract` reads no dates)

    rows = []
    for source in footnote.sources if footnote else ():
        if isinstance(source.target, Url):
            day = known.get(source.target.canonical) or find_date_in_address(source.target.canonical)
            if day is not None:
                rows.append((source.target.written, day))
    return rows


def _check_claim_dates(draft: Draft, known: Mapping[str, date], disputed: set[str]) -> Iterator[Finding]:
    """Find claims whose day looks like a slip beside the dates of all their dated sources."""
    from citecheck.text.dates import find_dates_in_sentence  # noqa: PLC0415 (`extract` reads no dates)

    notes = {note.id: note for note in draft.footnotes}
    for citation in draft.citations:
        sources = _dates_of_sources(notes.get(citation.footnote or ""), known)
        days = [
            day for day in find_dates_in_sentence(citation.sentence) if day.month is not None and day.day is not None
        ]
        if not sources or len(days) != 1 or citation.sentence in disputed:
            continue
        if all(_is_slip(days[0], day) for _, day in sources):
            url, day = sources[0]
            claimed = citation.sentence[days[0].start : days[0].end]
            message = f'The claim speaks of "{claimed}", but its source is dated {day}: {url}'
            yield _build_finding("C203", draft, message, "Compare day, month and year with the source.", citation)


def _is_slip(claimed: WrittenDate, source: date) -> bool:
    """Tell whether a claimed day is the source's day of the month in the month, or the year, beside the source's."""
    assert claimed.month is not None  # only whole days are compared
    if claimed.day != source.day:
        return False
    if claimed.year is None:
        return (claimed.month - source.month) % 12 in {1, 11}
    return abs((source.year - claimed.year) * 12 + source.month - claimed.month) in {1, 12}


def _check_data_cut_off(draft: Draft, known: Mapping[str, date]) -> Iterator[Finding]:
    from citecheck.evidence.claims import find_data_cut_off  # noqa: PLC0415 (`extract` compares no claim)

    cut_off = find_data_cut_off(draft)
    if cut_off is None:
        return
    notes = {note.id: note for note in draft.footnotes}
    for citation in draft.citations:
        for url, day in _dates_of_sources(notes.get(citation.footnote or ""), known):
            if day > cut_off + _TIME_ZONE_GRACE:
                message = f"The source is dated {day}, after the draft's data cut-off of {cut_off}: {url}"
                yield _build_finding("C204", draft, message, "Check the note, or move the cut-off.", citation)
