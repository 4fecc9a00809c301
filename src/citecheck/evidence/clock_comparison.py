"""Compare the times of day of a claim with a source: one that the source has nowhere is absent, none ever differs.

Time zones and timetables make two times of one event out of one, so that another time is no contradiction.
"""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.evidence.facts import ClaimFacts
from citecheck.evidence.passages import ClaimAndSource, ComparedFact, RankedSentence, StatedFact
from citecheck.evidence.source_text import SourceText
from citecheck.model.evidence import FactKind, FactVerdict
from citecheck.text.clock_times import ClockTime, find_clock_times

_NEAR, _DAY = 60, 1440
"""Minutes by which a time may be away from one with a bound ("about 7 a.m.", "before noon"), and those of a day."""


def compare_clock_times(facts: ClaimFacts, source: SourceText, ranked: Sequence[RankedSentence]) -> list[ComparedFact]:
    """Compare the times of day of a claim with a source, in order; nothing is said if either language is not read."""
    if not (facts.clock_times and facts.is_read and source.is_read):
        return []
    pair = ClaimAndSource(facts, source, ranked)
    return [pair.build_compared(FactKind.DATE, time, _find_time(pair, time)) for time in facts.clock_times]


def _find_time(pair: ClaimAndSource, time: ClockTime) -> StatedFact | None:
    """Find a time of the source that agrees, or the same figures without a word before them: "the 18:40 ferry"."""
    written = pair.facts.claim.sentence[time.start : time.end]
    for _, row, sentence in pair.iterate_likely(pair.source.likely.of_clock_times):
        for stated in find_clock_times(sentence.text, sentence.tokens, pair.source.vocabulary):
            if _agree(time, stated):
                return StatedFact(row.index, stated, FactVerdict.AGREES)
        same = next((token for token in sentence.tokens if ":" in written and token.lower == written), None)
        if same is not None:
            return StatedFact(row.index, ClockTime(same.start, same.end, time.minutes), FactVerdict.AGREES)
    return None


def _agree(time: ClockTime, stated: ClockTime) -> bool:
    if not time.minutes.isdisjoint(stated.minutes):
        return True
    loose = time.loose or stated.loose
    return loose and any(_minutes_between(one, other) <= _NEAR for one in time.minutes for other in stated.minutes)


def _minutes_between(one: int, other: int) -> int:
    away = abs(one - other)
    return min(away, _DAY - away)
