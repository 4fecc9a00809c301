"""Rules for when a date of a source supports a date of a claim.

The source must match every part that the claim writes. A part that the source omits does not match.

For a date with a side ("before 2010", "after March 6"), the nearest date of the passage decides. Any date would not
do: a sentence about a birth and a death has a date after nearly every other. A date is neither before nor after
itself.

Compare the dates of a claim with a source.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from citecheck.evidence.passages import FRAGMENT_SENTENCES, ClaimAndSource, ComparedFact, StatedFact
from citecheck.evidence.statements import is_same_statement, judge_side
from citecheck.model.evidence import FactKind, FactVerdict
from citecheck.text.language_table import DateSide
from citecheck.text.partial_dates import WrittenDate


class _DatedText(Protocol):
    """A text with dates."""

    @property
    def years(self) -> AbstractSet[int]:
        """All years that the text mentions, and those around its own date."""


def is_date_supported(claimed: WrittenDate, stated: WrittenDate, text: _DatedText) -> bool:
    """Return whether a date of a source supports a date of the claim.

    The years of the text are used where the stated date has no year.
    """
    if claimed.side is not DateSide.ON and _is_on_side(claimed, stated):
        return True
    if claimed.weekday is not None and claimed.month is None and claimed.years is None:
        return stated.weekday == claimed.weekday
    return _is_month_met(claimed, stated) and _is_year_met(claimed, stated, text)


def _is_on_side(claimed: WrittenDate, stated: WrittenDate) -> bool:
    """Return whether a date is before or after the claimed one, compared by the parts that both write."""
    if claimed.years is None or stated.years is None:
        if claimed.month is None or stated.month is None:
            return False
        mine, theirs = (claimed.month, claimed.day or 0), (stated.month, stated.day or 0)
        return theirs < mine if claimed.side is not DateSide.AFTER else theirs > mine
    parts = (claimed.month, stated.month, claimed.day, stated.day)
    depth = 1 if parts[0] is None or parts[1] is None else 2 if parts[2] is None or parts[3] is None else 3
    first = (claimed.years[0], claimed.month or 0, claimed.day or 0)[:depth]
    second = (stated.years[0], stated.month or 0, stated.day or 0)[:depth]
    return second < first if claimed.side is not DateSide.AFTER else second > first


def _is_month_met(claimed: WrittenDate, stated: WrittenDate) -> bool:
    if claimed.month is None:
        return True
    if stated.month != claimed.month:
        return False
    return claimed.day is None or claimed.day in _days_of(stated)


def _days_of(stated: WrittenDate) -> range:
    if stated.day is None:
        return range(0)
    return range(stated.day, (stated.last or stated.day) + 1)


def _is_year_met(claimed: WrittenDate, stated: WrittenDate, text: _DatedText) -> bool:
    if claimed.years is None:
        return True
    if stated.years is None:
        return claimed.month is not None and any(claimed.years[0] <= year <= claimed.years[1] for year in text.years)
    if claimed.loose:
        shared = min(claimed.years[1], stated.years[1]) - max(claimed.years[0], stated.years[0])
        return shared > 0 if stated.loose else shared >= 0  # two centuries have the year between them in common
    if claimed.years[0] != claimed.years[1]:
        return claimed.years[0] in stated.years and claimed.years[1] in text.years
    return claimed.years[0] in stated.years and not stated.loose


_DAYS_IN_YEAR, _DAYS_IN_MONTH = 372, 31
"""Days counted for a year and a month: only the order of dates matters here. A date on the right side and within a
year supports the claim even if another date is nearer."""


@dataclass(frozen=True, slots=True)
class _NearestDate:
    """The date of a passage that a sided date refers to, and whether it is on that side; None if it is too coarse."""

    stated: WrittenDate
    is_within: bool | None


def _find_nearest_date(claimed: WrittenDate, stated: Sequence[WrittenDate]) -> _NearestDate | None:
    """Return the date of a passage nearest to a sided date of the claim, or None if no date can be compared."""
    mine = _day_span(claimed, None)
    if mine is None or claimed.side is DateSide.ON:
        return None
    spans = [(day, span) for day in stated if not day.in_name and (span := _day_span(day, claimed.years)) is not None]
    if not spans:
        return None
    near = sorted(spans, key=lambda row: _days_apart(mine, row[1]))
    rows = [(day, day.side is claimed.side or _is_within_side(claimed.side, mine, span)) for day, span in near]
    soon = [
        day
        for (day, within), (_, span) in zip(rows, near, strict=True)
        if within and _days_apart(mine, span) <= _DAYS_IN_YEAR
    ]
    return _NearestDate(soon[0], True) if soon else _NearestDate(*rows[0])


def _day_span(day: WrittenDate, years: tuple[int, int] | None) -> tuple[int, int] | None:
    """Return the first and last day that a written date may mean; `years` replace a year that is not written."""
    written = day.years or (years if day.month is not None else None)
    if written is None:
        return None
    first = written[0] * _DAYS_IN_YEAR + ((day.month or 1) - 1) * _DAYS_IN_MONTH + (day.day or 1)
    last = (
        written[1] * _DAYS_IN_YEAR + ((day.month or 12) - 1) * _DAYS_IN_MONTH + (day.last or day.day or _DAYS_IN_MONTH)
    )
    return first, last


def _days_apart(mine: tuple[int, int], theirs: tuple[int, int]) -> int:
    return max(theirs[0] - mine[1], mine[0] - theirs[1], 0)


def _is_within_side(side: DateSide, mine: tuple[int, int], theirs: tuple[int, int]) -> bool | None:
    match side:
        case DateSide.BEFORE:
            return True if theirs[1] < mine[0] else False if theirs[0] >= mine[0] else None
        case DateSide.AFTER:
            return True if theirs[0] > mine[1] else False if theirs[1] <= mine[1] else None
        case _:
            return True if theirs[1] <= mine[1] else False if theirs[0] > mine[1] else None


def compare_date(pair: ClaimAndSource, day: WrittenDate) -> ComparedFact | None:
    """Compare a date of the claim with the source; return None where its absence proves nothing."""
    met = _find_on_side(pair, day) or _find_supporting(pair, day)
    if met is None:
        if _may_have_other_name(day):
            return pair.build_compared(FactKind.DATE, day, None) if _is_other_event(pair, day) else None
        met = _find_rival(pair, day)
    if met is None and _is_undated_fragment(pair):
        return None
    return pair.build_compared(FactKind.DATE, day, met)


def _may_have_other_name(day: WrittenDate) -> bool:
    """Return whether a source may write a date differently: a weekday as a date, "the 2002 World Cup" by its name."""
    return day.in_name or (day.weekday is not None and day.month is None)


def _is_other_event(pair: ClaimAndSource, day: WrittenDate) -> bool:
    """Return whether a passage names the same event of another year: "the 2006 World Cup" for that of 2002."""
    event = _word_after(pair.facts.claim.sentence, day)
    return day.in_name and any(
        stated.in_name and _word_after(sentence.text, stated) == event
        for _, sentence in pair.iterate_good_passages()
        for stated in sentence.days
    )


def _word_after(text: str, day: WrittenDate) -> str:
    return next(iter(text[day.end :].split()), "")


def _is_undated_fragment(pair: ClaimAndSource) -> bool:
    """Return whether a source is a fragment without any date; the text it was cut from may have one."""
    sentences = pair.source.sentences
    return len(sentences) < FRAGMENT_SENTENCES and not any(sentence.days for sentence in sentences)


def _find_on_side(pair: ClaimAndSource, day: WrittenDate) -> StatedFact | None:
    """Find in the good passages the date that "before" or "after" refers to."""
    for row, sentence in pair.iterate_good_passages():
        found = _find_nearest_date(day, sentence.days)
        if found is not None and found.is_within is not None:
            same = found.is_within or is_same_statement(
                pair, day, sentence, found.stated, continued=pair.is_continued(row)
            )
            return StatedFact(row.index, found.stated, judge_side(is_within=found.is_within, is_same=same))
    return None


def _find_supporting(pair: ClaimAndSource, day: WrittenDate) -> StatedFact | None:
    for _, row, sentence in pair.iterate_likely(pair.source.likely.choose_for_date(day)):
        for stated in sentence.days:
            if is_date_supported(day, stated, pair.source):
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
            and not _is_within_span(day, stated)
            and not any(is_date_supported(own, stated, pair.source) for own in others)
        ]
        if len(rivals) == 1 and is_same_statement(pair, day, sentence, rivals[0], continued=pair.is_continued(row)):
            return StatedFact(row.index, rivals[0], FactVerdict.DIFFERS)
    return None


def _is_within_span(day: WrittenDate, stated: WrittenDate) -> bool:
    """Return whether a stated decade or century holds a year of the claim, which it neither supports nor denies."""
    if not (stated.loose and day.years and stated.years):
        return False
    return stated.years[0] <= day.years[0] and day.years[1] <= stated.years[1]


def _written_parts(day: WrittenDate) -> frozenset[str]:
    written = (("year", day.years), ("month", day.month), ("day", day.day))
    return frozenset(name for name, part in written if part is not None)
