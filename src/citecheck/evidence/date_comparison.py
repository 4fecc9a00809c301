"""Compare the dates of a claim with a source."""

from __future__ import annotations

from citecheck.evidence.claim_and_source import FRAGMENT_SENTENCES, ClaimAndSource, ComparedFact, StatedFact
from citecheck.evidence.date_agreement import find_nearest_date, is_date_supported
from citecheck.model.evidence import FactKind, FactVerdict
from citecheck.text.partial_dates import WrittenDate


def compare_date(pair: ClaimAndSource, day: WrittenDate) -> ComparedFact | None:
    """Compare a date of the claim with the source; return None where its absence proves nothing."""
    met = _find_on_side(pair, day) or _find_supporting(pair, day)
    if met is None:
        if _may_have_other_name(day):
            return None
        met = _find_rival(pair, day)
    if met is None and _is_undated_fragment(pair):
        return None
    return pair.build_compared(FactKind.DATE, day, met)


def _may_have_other_name(day: WrittenDate) -> bool:
    """Return whether a source may write a date differently: a weekday as a date, "the 2002 World Cup" by its name."""
    return day.in_name or (day.weekday is not None and day.month is None)


def _is_undated_fragment(pair: ClaimAndSource) -> bool:
    """Return whether a source is a fragment without any date; the text it was cut from may have one."""
    sentences = pair.source.sentences
    return len(sentences) < FRAGMENT_SENTENCES and not any(sentence.days for sentence in sentences)


def _find_on_side(pair: ClaimAndSource, day: WrittenDate) -> StatedFact | None:
    """Find in the good passages the date that "before" or "after" refers to."""
    for row, sentence in pair.iterate_good_passages():
        found = find_nearest_date(day, sentence.days)
        if found is not None and found.is_within is not None:
            return StatedFact(row.index, found.stated, FactVerdict.AGREES if found.is_within else FactVerdict.DIFFERS)
    return None


def _find_supporting(pair: ClaimAndSource, day: WrittenDate) -> StatedFact | None:
    for row, sentence in pair.iterate_sentences():
        for stated in sentence.days:
            if is_date_supported(day, stated, pair.source.years):
                return StatedFact(row.index, stated, FactVerdict.AGREES)
    return None


def _find_rival(pair: ClaimAndSource, day: WrittenDate) -> StatedFact | None:
    """Find in the good passages a different date that writes the same parts."""
    others = [own for own in pair.facts.days if own is not day]
    for row, sentence in pair.iterate_good_passages():
        rivals = [
            stated
            for stated in sentence.days
            if _written_parts(stated) >= _written_parts(day)
            and not any(is_date_supported(own, stated, pair.source.years) for own in others)
        ]
        if len(rivals) == 1:
            return StatedFact(row.index, rivals[0], FactVerdict.DIFFERS)
    return None


def _written_parts(day: WrittenDate) -> frozenset[str]:
    written = (("year", day.years), ("month", day.month), ("day", day.day))
    return frozenset(name for name, part in written if part is not None)
