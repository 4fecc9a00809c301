"""Compare the numbers of a claim with a source.

A number agrees where a number of the source supports it. It differs only from another number of the same slot, in a
clause that states the same.
"""

from __future__ import annotations

from citecheck.evidence.facts import is_span_between_events
from citecheck.evidence.number_agreement import (
    SHARE_DIMENSIONS,
    is_misquoted,
    is_number_supported,
    is_of_common_range,
    is_range_supported,
)
from citecheck.evidence.number_bounds import find_bounded
from citecheck.evidence.number_slots import is_change, slot_of, stems_around_number
from citecheck.evidence.passages import GOOD_OVERLAP, ClaimAndSource, ComparedFact, StatedFact
from citecheck.evidence.source_text import SourceSentence
from citecheck.evidence.statements import find_in_clause_of_date, is_same_statement
from citecheck.model.evidence import FactKind, FactVerdict
from citecheck.text.clock_times import find_clock_times
from citecheck.text.language_table import Bound
from citecheck.text.numbers import Quantity

_MEASURES = frozenset({"length", "time", "mass", "area", "volume"})
"""Dimensions in which a source rounds to whole units."""
_SAME_STATEMENT = 0.5
"""Share of the claim's words in a passage from which any number of similar size there competes with the claim's."""
_FAR_APART = 10
"""Ratio below which two numbers may be different figures for the same thing."""
_SMALL_NUMBER = 12
_NEAR, _NEAR_DISTINCT, _NEAR_ORDINAL, _NEAR_BOUNDED = 5, 15, 3, 3
"""Best passages in which a number agrees whatever it counts there; in later ones, the same figure is mostly chance.

Every page contains small numbers, fewer contain a given large one. "two" and "second" mean the same only in the best
passages. Nearly every page contains a number above "more than 45".
"""
_GREATEST_SLOT_FACTOR, _UNBOUND = 2.0, 1e9
"""Maximum ratio of a value to a bound ("more than"); in the same slot of a good passage there is no limit."""


def compare_number(pair: ClaimAndSource, number: Quantity) -> ComparedFact | None:
    """Compare a number of the claim with the source; return None where its absence proves nothing."""
    pure = number.unit is None or number.unit.dimension in SHARE_DIMENSIONS
    kind = FactKind.NUMBER if pure else FactKind.QUANTITY
    met = find_bounded(pair, number) or _find_supporting(pair, number) or _find_range(pair, number)
    met = met or _find_rival(pair, number)
    if met is None and (is_span_between_events(number, pair.facts.claim.sentence) or _counts_its_list(pair, number)):
        return None
    return pair.build_compared(kind, number, met)


def _counts_its_list(pair: ClaimAndSource, number: Quantity) -> bool:
    """Return whether a claim lists what a small number counts: "two families, Viperidae and Elapidae".

    The source may name the items without counting them. They are compared by themselves.
    """
    wording = pair.facts.claim.sentence[slice(*number.bare_span)]
    if number.unit is not None or number.bound is not Bound.EXACT or not wording.isalpha():
        return False
    items = sum(name.start >= number.end for name in pair.facts.names)
    items += sum(day.start >= number.end for day in pair.facts.days)
    return 1 < max(number.values) <= min(items, _SMALL_NUMBER)


def _find_supporting(pair: ClaimAndSource, number: Quantity) -> StatedFact | None:
    """Find a number that supports the claim's: in the same slot anywhere, in another slot only in the best passages."""
    slot, near = slot_of(pair.facts.tokens, number), _near_passages(number)
    good = {row.index for row in pair.ranked if row.overlap >= GOOD_OVERLAP}
    for place, row, sentence in pair.iterate_likely(good | pair.source.likely.choose_for_number(number)):
        for stated in sentence.numbers:
            if not is_number_supported(number, stated, reach=_UNBOUND) or is_misquoted(number, stated):
                continue
            fits = slot.is_same(slot_of(sentence.tokens, stated))
            if (place >= _NEAR_ORDINAL and stated.ordinal != number.ordinal) or (place >= near and not fits):
                continue
            if (fits and row.overlap >= GOOD_OVERLAP) or is_number_supported(
                number, stated, reach=_GREATEST_SLOT_FACTOR
            ):
                return StatedFact(row.index, stated, FactVerdict.AGREES)
    return None


def _find_range(pair: ClaimAndSource, number: Quantity) -> StatedFact | None:
    """Find in the good passages a number within the claim's range, or a range around its "about", among like words."""
    around = stems_around_number(pair.facts.tokens, number)
    for row, sentence in pair.iterate_good_passages():
        for stated in sentence.numbers:
            if is_range_supported(number, stated) and around & stems_around_number(sentence.tokens, stated):
                return StatedFact(row.index, stated, FactVerdict.AGREES)
    return None


def _near_passages(number: Quantity) -> int:
    """Return the number of best passages in which a number agrees whatever it counts there."""
    if number.bound is not Bound.EXACT:
        return _NEAR_BOUNDED
    return _NEAR if max(number.values) <= _SMALL_NUMBER else _NEAR_DISTINCT


def _find_rival(pair: ClaimAndSource, number: Quantity) -> StatedFact | None:
    """Find in the good passages another value in the number's slot that supports no other number of the claim."""
    slot, around = slot_of(pair.facts.tokens, number), stems_around_number(pair.facts.tokens, number)
    for row, sentence in pair.iterate_good_passages():
        times = find_clock_times(sentence.text, sentence.tokens, pair.source.vocabulary)
        free = [
            stated
            for stated in sentence.numbers
            if not stated.in_name
            and not any(time.start <= stated.bare_span[0] < time.end for time in times)
            and not _is_meant_by(number, stated)
            and not any(is_number_supported(own, stated) for own in pair.facts.numbers if own is not number)
        ]
        change = is_change(pair.facts.tokens, number, pair.facts.vocabulary)
        free = [each for each in free if is_change(sentence.tokens, each, pair.source.vocabulary) is change]
        dated = find_in_clause_of_date(pair, sentence, free)
        rivals = [stated for stated in dated if slot.is_same(slot_of(sentence.tokens, stated))]
        if not rivals and row.overlap >= _SAME_STATEMENT:
            rivals = [
                stated
                for stated in dated
                if _is_comparable(number, stated)
                and slot.may_be_same(slot_of(sentence.tokens, stated))
                and (number.unit or around & stems_around_number(sentence.tokens, stated))
            ]
        if len(rivals) != 1 or _name_members(pair, number, sentence, rivals[0]):
            continue
        if is_same_statement(pair, number, sentence, rivals[0], continued=pair.is_continued(row)):
            return StatedFact(row.index, rivals[0], FactVerdict.DIFFERS)
    return None


def _name_members(pair: ClaimAndSource, number: Quantity, sentence: SourceSentence, stated: Quantity) -> bool:
    """Return whether two numbers name members of one kind rather than count: "the 5th Army", German "Apollo 11".

    The same name precedes both, with no word that is counted after them, or a name follows both ordinals.
    """
    claim = pair.facts.claim.sentence
    if number.ordinal:
        return _opens_name(claim, number.end) and _opens_name(sentence.text, stated.end)
    before = [_name_before(claim, number.start), _name_before(sentence.text, stated.start)]
    return number.unit is None and before[0] is not None and before[0] == before[1]


def _opens_name(text: str, at: int) -> bool:
    return text[at:].lstrip()[:1].isupper()


def _name_before(text: str, at: int) -> str | None:
    """Return the word with a capital directly before a place in a text, unless it opens the sentence."""
    words = text[:at].split()
    return words[-1] if len(words) > 1 and words[-1][0].isupper() and words[-1].isalpha() else None


def _is_meant_by(number: Quantity, stated: Quantity) -> bool:
    """Return whether a number is one that the source's looser one may mean: 24 for "over 20"."""
    loose = stated.bound is not Bound.EXACT or stated.rounded
    meant = loose and is_number_supported(stated, number)
    return meant or _is_within_step(number, stated) or is_of_common_range(number, stated)


def _is_within_step(number: Quantity, stated: Quantity) -> bool:
    """Return whether a measure is a finer one of the source's: 8 minutes and 20 seconds for 8 minutes."""
    mine, theirs = number.unit, stated.unit
    if mine is None or theirs is None or mine.dimension != theirs.dimension:
        return False
    away = abs(number.values[0] * mine.factor - stated.values[0] * theirs.factor) / theirs.factor
    return mine.dimension in _MEASURES and stated.step == 1 and away < stated.step / 2


def _is_comparable(number: Quantity, stated: Quantity) -> bool:
    """Return whether two numbers may measure one thing: same dimension, and a ratio below ten."""
    mine, theirs = number.unit and number.unit.dimension, stated.unit and stated.unit.dimension
    if mine != theirs or number.ordinal != stated.ordinal or stated.vague or stated.in_name:
        return False
    low, high = sorted((number.values[0], stated.values[0]))
    return low > 0 and high / low < _FAR_APART
