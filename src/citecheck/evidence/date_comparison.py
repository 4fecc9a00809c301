"""The dates of a claim compared with a source."""

from __future__ import annotations

from citecheck.evidence.claim_and_source import FRAGMENT_SENTENCES, ClaimAndSource, ComparedFact, StatedFact
from citecheck.evidence.date_agreement import find_nearest_date, is_date_supported
from citecheck.model.evidence import FactKind, FactVerdict
from citecheck.text.partial_dates import WrittenDate


def compare_date(beside: ClaimAndSource, day: WrittenDate) -> ComparedFact | None:
    """Look for a date of the claim; None where its absence says nothing."""
    met = _find_on_side(beside, day) or _find_supporting(beside, day)
    if met is None:
        if _may_have_other_name(day):
            return None
        met = _find_rival(beside, day)
    if met is None and _is_undated_fragment(beside):
        return None
    return beside.compared(FactKind.DATE, day, met)


def _may_have_other_name(day: WrittenDate) -> bool:
    """Tell whether a date may go by another name: a weekday is one of the dates, "the 2002 World Cup" an event."""
    return day.in_name or (day.weekday is not None and day.month is None)


def _is_undated_fragment(beside: ClaimAndSource) -> bool:
    """Tell whether a source is a fragment that names no date at all: the text it was cut from may."""
    sentences = beside.source.sentences
    return len(sentences) < FRAGMENT_SENTENCES and not any(sentence.days for sentence in sentences)


def _find_on_side(beside: ClaimAndSource, day: WrittenDate) -> StatedFact | None:
    """Ask the good passages for the date that "before" or "after" speaks of."""
    for row, sentence in beside.good():
        found = find_nearest_date(day, sentence.days)
        if found is not None and found.within is not None:
            return StatedFact(row.index, found.stated, FactVerdict.AGREES if found.within else FactVerdict.DIFFERS)
    return None


def _find_supporting(beside: ClaimAndSource, day: WrittenDate) -> StatedFact | None:
    for row, sentence in beside.in_order():
        for stated in sentence.days:
            if is_date_supported(day, stated, beside.source.years):
                return StatedFact(row.index, stated, FactVerdict.AGREES)
    return None


def _find_rival(beside: ClaimAndSource, day: WrittenDate) -> StatedFact | None:
    """Look for another date written to the same parts in the good passages."""
    others = [own for own in beside.facts.days if own is not day]
    for row, sentence in beside.good():
        rivals = [
            stated
            for stated in sentence.days
            if _written_parts(stated) >= _written_parts(day)
            and not any(is_date_supported(own, stated, beside.source.years) for own in others)
        ]
        if len(rivals) == 1:
            return StatedFact(row.index, rivals[0], FactVerdict.DIFFERS)
    return None


def _written_parts(day: WrittenDate) -> frozenset[str]:
    written = (("year", day.years), ("month", day.month), ("day", day.day))
    return frozenset(name for name, part in written if part is not None)
