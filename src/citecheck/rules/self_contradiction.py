"""Rules `C2`: contradictions within the draft and with the dates of its sources, found without any network."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING

from citecheck.model.draft import Block, Draft, Footnote
from citecheck.model.finding import Finding, Level
from citecheck.model.target import Url
from citecheck.rules.finding import Rule, Subject, locate_citation, make_finding
from citecheck.text.languages import alternatives_in_all_languages

if TYPE_CHECKING:
    from citecheck.evidence.contradictions import Contradiction, Statement
    from citecheck.evidence.withdrawn_values import WithdrawnValue
    from citecheck.text.partial_dates import WrittenDate

_DRAFT_DISAGREES = Rule(
    code="C201",
    name="draft-disagrees",
    level=Level.WARNING,
    summary="Two sentences of the draft disagree on a number or a date.",
    seen="Two sentences of the draft say the same but for one number or date.",
    matters="At most one of them can be right, and a reader will quote the other.",
    remedy="Compare both with their sources and correct one; if both are right, say what differs between them.",
    message='The draft says "{second}" here and "{first}" elsewhere: {text}',
    advice="Find out which is right, and correct the other.",
    example={"second": "6 March", "first": "6 February", "text": "Rain fell all night."},
)
_CORRECTION_NOT_CARRIED_THROUGH = Rule(
    code="C202",
    name="correction-not-carried-through",
    level=Level.ERROR,
    summary="A correction note is not carried through the text.",
    seen="A note at the head of the draft states a corrected value, and a sentence further down still holds the old one.",
    matters="A correction that stops half-way tells readers that the draft is right where it is not.",
    remedy="Correct the sentence, and look for the old value in tables and captions too.",
    message='The draft says "{second}" here and "{first}" elsewhere: {text}',
    advice="Correct this sentence as well.",
    example={"second": "6 March", "first": "6 February", "text": "Rain fell all night."},
)
_DATE_BESIDE_SOURCES = Rule(
    code="C203",
    name="date-beside-sources",
    level=Level.WARNING,
    summary="The date of a claim looks like a slip, compared with the dates of its sources.",
    seen="All dated sources of the note carry the same day of the month as the claim, but another month or year.",
    matters="Slips of a month or a year are the commonest wrong dates, and they survive every spelling check.",
    remedy="Compare the date with the source.",
    message='The claim speaks of "{claimed}", but its source is dated {day}: {url}',
    advice="Compare day, month and year with the source.",
    example={"claimed": "6 February", "day": "2026-03-06", "url": "https://www.example.org/rain"},
)
_SOURCE_AFTER_CUT_OFF = Rule(
    code="C204",
    name="source-after-cut-off",
    level=Level.WARNING,
    summary="A source was published after the draft's data cut-off.",
    seen="The date of the source, or the one in its address, lies after the cut-off that the draft states.",
    matters="Readers take the cut-off at its word; a later source says that it does not hold.",
    remedy="Check whether the note was added later, and move the cut-off or the note.",
    message="The source is dated {day}, after the draft's data cut-off of {cut_off}: {url}",
    advice="Check the note, or move the cut-off.",
    example={"day": "2026-03-06", "cut_off": "2026-03-01", "url": "https://www.example.org/rain"},
)

RULES = (_DRAFT_DISAGREES, _CORRECTION_NOT_CARRIED_THROUGH, _DATE_BESIDE_SOURCES, _SOURCE_AFTER_CUT_OFF)

_CORRECTED_TEXT = re.compile(
    r"\b(?:an earlier|a previous) version\b|\bthis (?:\w+ ){1,3}?(?:was|were|is|are|has been|have been) (?:correct|amended)",
    re.IGNORECASE,
)
"""A note that says what happened: "This update has been corrected", "An earlier version of this report said"."""


@cache
def _correction_label() -> re.Pattern[str]:
    """Return a pattern for a note that begins as a correction: "Correction: ", "Note: Corrections of 9 March"."""
    return re.compile(rf"\W*(?:\w+:\s*)?(?:{alternatives_in_all_languages('correction_words')})\b", re.IGNORECASE)


_TITLE_WORDS, _LONGEST_NOTE = 2, 800
"""Words of a title such as "CORRECTION" at most, and characters of a correction note at most."""
_TIME_ZONE_GRACE = timedelta(days=1)
"""Tolerance for time zones: a source dated the 7th may have been read on the 6th elsewhere."""


def check_self_contradictions(draft: Draft, published: Mapping[str, date] | None = None) -> tuple[Finding, ...]:
    """Find contradictions within a draft, and dates that disagree with those of its sources.

    `published` are the dates that the sources state themselves, by canonical address. Without it, only dates written in
    the addresses are used.
    """
    from citecheck.evidence.contradictions import find_contradictions, statements_of  # noqa: PLC0415 (`extract`)
    from citecheck.evidence.withdrawn_values import find_withdrawn_values  # noqa: PLC0415 (`extract`)

    known = published or {}
    statements = statements_of(draft)
    pairs = find_contradictions(statements)
    notes = list(_list_correction_notes(draft))
    others = [each for each in statements if not any(each.block is note for note in notes)]
    withdrawn = tuple(find_withdrawn_values(notes, others))
    disputed = {statement.text for pair in pairs for statement in (pair.first, pair.second)}
    return (
        *_check_contradictions(draft, pairs, withdrawn),
        *_check_claim_dates(draft, known, disputed),
        *_check_data_cut_off(draft, known),
    )


def _locate(draft: Draft, statement: Statement) -> Subject:
    return Subject(statement.block.place, draft.path)


def _check_contradictions(
    draft: Draft, pairs: Sequence[Contradiction], withdrawn: Sequence[WithdrawnValue]
) -> Iterator[Finding]:
    """Yield each disagreement once: a statement repeated in summary and text gives several pairs for one error.

    A pair with the correction note is reported in preference to one of two sentences of the text: the more sentences
    follow the correction, the surer is the one that does not.
    """
    reported = {frozenset({each.old, each.new}) for each in withdrawn}
    for each in withdrawn:
        yield _make_contradiction(
            draft, _CORRECTION_NOT_CARRIED_THROUGH, (each.holder, each.old), (each.note, each.new)
        )
    turned = [_put_correction_first(pair) for pair in pairs]
    for pair in sorted(turned, key=lambda pair: not _is_correction(pair.first)):
        values = frozenset({pair.first_value, pair.second_value})
        corrected = _is_correction(pair.first) and not _is_correction(pair.second) and not pair.is_parallel
        if values in reported or not (corrected or pair.is_repeated):
            continue
        reported.add(values)
        rule = _CORRECTION_NOT_CARRIED_THROUGH if corrected else _DRAFT_DISAGREES
        yield _make_contradiction(draft, rule, (pair.second, pair.second_value), (pair.first, pair.first_value))


def _make_contradiction(
    draft: Draft, rule: Rule, here: tuple[Statement, str], elsewhere: tuple[Statement, str]
) -> Finding:
    """Return the finding at one statement about its value and that of another one."""
    fields = {"second": here[1], "first": elsewhere[1], "text": elsewhere[0].text}
    return make_finding(rule, replace(_locate(draft, here[0]), further=(_locate(draft, elsewhere[0]),)), fields)


def _put_correction_first(pair: Contradiction) -> Contradiction:
    """Return a pair with the statement of a correction note first, wherever in the draft the note is."""
    if _is_correction(pair.first) or not _is_correction(pair.second):
        return pair
    return replace(
        pair, first=pair.second, second=pair.first, first_value=pair.second_value, second_value=pair.first_value
    )


def _is_correction(statement: Statement) -> bool:
    """Return whether a statement is in a correction note: the note says so before the statement or in it."""
    before = statement.block.text[: statement.start + len(statement.text)]
    return _correction_label().match(before) is not None or _CORRECTED_TEXT.search(before) is not None


def _list_correction_notes(draft: Draft) -> Iterator[Block]:
    """Yield the blocks that are correction notes: by their beginning, by what they say, or by the title above them."""
    above = ""
    for block in draft.blocks:
        titled = len(above.split()) <= _TITLE_WORDS and _correction_label().match(above) is not None
        label = _correction_label().match(block.text) or _CORRECTED_TEXT.search(block.text)
        if (titled or label) and len(block.text) <= _LONGEST_NOTE:
            yield block
        above = block.text


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
    """Yield findings for claims whose date looks like an error compared with the dates of all their dated sources."""
    from citecheck.text.dates import find_dates_in_sentence  # noqa: PLC0415 (`extract` reads no dates)

    notes: dict[str | None, Footnote] = {note.id: note for note in draft.entries}
    for citation in draft.citations:
        sources = _dates_of_sources(notes.get(citation.footnote), known)
        days = [
            day for day in find_dates_in_sentence(citation.sentence) if day.month is not None and day.day is not None
        ]
        if not sources or len(days) != 1 or citation.sentence in disputed:
            continue
        if all(_is_slip(days[0], day) for _, day in sources):
            url, day = sources[0]
            claimed = citation.sentence[days[0].start : days[0].end]
            fields = {"claimed": claimed, "day": str(day), "url": url}
            yield make_finding(_DATE_BESIDE_SOURCES, locate_citation(draft, citation), fields)


def _is_slip(claimed: WrittenDate, source: date) -> bool:
    """Return whether a claimed date has the source's day of the month in an adjacent month, or in an adjacent year."""
    assert claimed.month is not None  # only whole days are compared
    if claimed.year is None:
        is_next = (claimed.month - source.month) % 12 in {1, 11}
    else:
        is_next = abs((source.year - claimed.year) * 12 + source.month - claimed.month) in {1, 12}
    return is_next and claimed.day == source.day


def _check_data_cut_off(draft: Draft, known: Mapping[str, date]) -> Iterator[Finding]:
    from citecheck.evidence.claims import find_data_cut_off  # noqa: PLC0415 (`extract` compares no claim)

    cut_off = find_data_cut_off(draft)
    if cut_off is None:
        return
    notes: dict[str | None, Footnote] = {note.id: note for note in draft.entries}
    for citation in draft.citations:
        for url, day in _dates_of_sources(notes.get(citation.footnote), known):
            if day > cut_off + _TIME_ZONE_GRACE:
                fields = {"day": str(day), "cut_off": str(cut_off), "url": url}
                yield make_finding(_SOURCE_AFTER_CUT_OFF, locate_citation(draft, citation), fields)
