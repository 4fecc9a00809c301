"""The dates of a claim beside a source."""

from __future__ import annotations

from citecheck.model.evidence import FactKind, FactVerdict
from citecheck.verify.beside import FRAGMENT, Beside, Compared, Met
from citecheck.verify.day import Day, date_borne_out
from citecheck.verify.sided import nearest_day


def compare_date(beside: Beside, day: Day) -> Compared | None:
    """Look for a date of the claim; None where its absence says nothing."""
    met = _sided(beside, day) or _borne_out(beside, day)
    if met is None:
        if _names(day):
            return None
        met = _other(beside, day)
    if met is None and _undated(beside):
        return None
    return beside.compared(FactKind.DATE, day, met)


def _names(day: Day) -> bool:
    """Tell whether a date may go by another name: a weekday is one of the dates, "the 2002 World Cup" an event."""
    return day.in_name or (day.weekday is not None and day.month is None)


def _undated(beside: Beside) -> bool:
    """Tell whether a source is a fragment that names no date at all: the text it was cut from may."""
    sentences = beside.source.sentences
    return len(sentences) < FRAGMENT and not any(sentence.days for sentence in sentences)


def _sided(beside: Beside, day: Day) -> Met | None:
    """Ask the good passages for the date that "before" or "after" speaks of."""
    for row, sentence in beside.good():
        found = nearest_day(day, sentence.days)
        if found is not None and found.within is not None:
            return Met(row.index, found.stated, FactVerdict.AGREES if found.within else FactVerdict.DIFFERS)
    return None


def _borne_out(beside: Beside, day: Day) -> Met | None:
    for row, sentence in beside.in_order():
        for stated in sentence.days:
            if date_borne_out(day, stated, beside.source.years):
                return Met(row.index, stated, FactVerdict.AGREES)
    return None


def _other(beside: Beside, day: Day) -> Met | None:
    """Look for another date written to the same parts in the good passages."""
    others = [own for own in beside.facts.days if own is not day]
    for row, sentence in beside.good():
        rivals = [
            stated
            for stated in sentence.days
            if _parts(stated) >= _parts(day)
            and not any(date_borne_out(own, stated, beside.source.years) for own in others)
        ]
        if len(rivals) == 1:
            return Met(row.index, rivals[0], FactVerdict.DIFFERS)
    return None


def _parts(day: Day) -> frozenset[str]:
    written = (("year", day.years), ("month", day.month), ("day", day.day))
    return frozenset(name for name, part in written if part is not None)
