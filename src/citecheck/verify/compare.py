"""The facts of a claim beside those of a source: agrees, differs, absent.

A fact agrees if any place of the source bears it out, best passages first. It differs only where one of the best
passages holds another value in the same slot: same unit, or same word behind it. Everything else is absent, which
says that it was not found, not that it is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from citecheck.model.evidence import Fact, FactKind, FactVerdict
from citecheck.verify.day import Day, date_borne_out
from citecheck.verify.facts import ClaimFacts, only_places
from citecheck.verify.lexer import fold
from citecheck.verify.names import Name, is_absent, missing_words
from citecheck.verify.passages import Ranked
from citecheck.verify.polarity import contraries
from citecheck.verify.quantity import Quantity, bears_out
from citecheck.verify.quotations import Quotation, find_close, find_verbatim
from citecheck.verify.slots import slot_of
from citecheck.verify.source import Sentence, SourceText
from citecheck.verify.stems import stem
from citecheck.verify.tongues import Bound

FRAGMENT = 4
"""Sentences below which a source is a fragment of a text: what it leaves out, its surroundings may hold."""
_SLOT_PASSAGES = 3
_SLOT_OVERLAP = 0.35
_SAME_STATEMENT = 0.5
_FAR_APART = 10
_AS_LONG = 1.7
"""How many times as long as the claim a passage may be and still say just that: a longer one denies other things."""
"""How many passages may contradict, and the share of the claim's weighted words they must hold."""
_SMALL = 12
_NEAR, _NEAR_DISTINCT, _NEAR_ORDINAL, _NEAR_BOUNDED = 5, 15, 3, 3
"""Passages in which a number counts whatever it counts there: further down, the same figure is mostly chance.

A small number stands on every page, a larger one less often; "two" and "second" mean the same only close by, and
something above "more than 45" stands anywhere.
"""
_REACH, _UNBOUND = 2.0, 1e9
"""How far above a bound ("more than") a value may lie, as a factor: any distance in the same slot of a good passage."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A fact with the claim's place for it and the index of the sentence it was found in, None if absent."""

    fact: Fact
    start: int
    end: int
    sentence: int | None


def compare(facts: ClaimFacts, source: SourceText, ranked: Sequence[Ranked], *, same_language: bool) -> list[Compared]:
    """Compare every fact of a claim with a source; in the order of the claim.

    Names that a source in another language does not know are left out: it may spell them in ways not listed.
    """
    rows = [
        *(_number(facts, number, source, ranked) for number in facts.numbers),
        *(_date(facts, day, source, ranked) for day in facts.days),
        *(_name(facts, name, source, ranked, same_language=same_language) for name in facts.names),
        *(_quotation(quotation, source) for quotation in facts.quotations),
        *(_contraries(facts, source, ranked) if same_language else ()),
    ]
    return sorted((row for row in rows if row is not None), key=lambda row: (row.start, row.end))


def _in_order(source: SourceText, ranked: Sequence[Ranked]) -> Iterable[tuple[int, Sentence, float]]:
    """Give the sentences, those that bear on the claim first, with their overlap."""
    for row in ranked:
        yield row.index, source.sentences[row.index], row.overlap


def _number(facts: ClaimFacts, number: Quantity, source: SourceText, ranked: Sequence[Ranked]) -> Compared | None:
    claimed = facts.claim.sentence[number.start : number.end]
    kind = FactKind.NUMBER if number.unit is None or number.unit.dimension == "percent" else FactKind.QUANTITY
    slot = slot_of(facts.tokens, number)
    near = _near(number)
    for place, (index, sentence, overlap) in enumerate(_in_order(source, ranked)):
        for stated in sentence.numbers:
            if not bears_out(number, stated, reach=_UNBOUND):
                continue
            fits = slot.fits(slot_of(sentence.tokens, stated))
            if (place >= _NEAR_ORDINAL and stated.ordinal != number.ordinal) or (place >= near and not fits):
                continue
            if (fits and overlap >= _SLOT_OVERLAP) or bears_out(number, stated, reach=_REACH):
                found = sentence.text[stated.start : stated.end]
                return Compared(Fact(kind, claimed, found, FactVerdict.AGREES), number.start, number.end, index)
    other = _other_number(facts, number, source, ranked)
    if other is not None:
        index, found = other
        return Compared(Fact(kind, claimed, found, FactVerdict.DIFFERS), number.start, number.end, index)
    if only_places(number, facts.claim.sentence):
        return None
    return Compared(Fact(kind, claimed, None, FactVerdict.ABSENT), number.start, number.end, None)


def _near(number: Quantity) -> int:
    """Tell among how many of the best passages a number counts whatever it counts there."""
    if number.bound is not Bound.EXACT:
        return _NEAR_BOUNDED
    return _NEAR if max(number.ends) <= _SMALL else _NEAR_DISTINCT


def _other_number(
    facts: ClaimFacts, number: Quantity, source: SourceText, ranked: Sequence[Ranked]
) -> tuple[int, str] | None:
    """Look for another value in the number's slot of the best passages, one that no other number of the claim means."""
    slot = slot_of(facts.tokens, number)
    for row in ranked[:_SLOT_PASSAGES]:
        if row.overlap < _SLOT_OVERLAP:
            continue
        sentence = source.sentences[row.index]
        free = [
            stated
            for stated in sentence.numbers
            if not any(bears_out(own, stated) for own in facts.numbers if own is not number)
        ]
        rivals = [stated for stated in free if slot.fits(slot_of(sentence.tokens, stated))]
        if not rivals and row.overlap >= _SAME_STATEMENT:
            rivals = [stated for stated in free if _comparable(number, stated)]
        if len(rivals) == 1:
            return row.index, sentence.text[rivals[0].start : rivals[0].end]
    return None


def _comparable(number: Quantity, stated: Quantity) -> bool:
    """Tell whether two numbers may measure one thing: same dimension, and less than ten times apart."""
    mine, theirs = number.unit and number.unit.dimension, stated.unit and stated.unit.dimension
    if mine != theirs or number.ordinal != stated.ordinal or stated.vague:
        return False
    low, high = sorted((number.ends[0], stated.ends[0]))
    return low > 0 and high / low < _FAR_APART


def _date(facts: ClaimFacts, day: Day, source: SourceText, ranked: Sequence[Ranked]) -> Compared | None:
    claimed = facts.claim.sentence[day.start : day.end]
    for index, sentence, _ in _in_order(source, ranked):
        for stated in sentence.days:
            if date_borne_out(day, stated, source.years):
                found = sentence.text[stated.start : stated.end]
                return Compared(Fact(FactKind.DATE, claimed, found, FactVerdict.AGREES), day.start, day.end, index)
    if day.weekday is not None and day.month is None:
        return None  # a weekday the source does not name may be one of its dates
    if day.in_name:
        return None  # "the 2002 World Cup" names an event, which the source may call otherwise
    other = _other_date(facts, day, source, ranked)
    if other is not None:
        index, found = other
        return Compared(Fact(FactKind.DATE, claimed, found, FactVerdict.DIFFERS), day.start, day.end, index)
    if len(source.sentences) < FRAGMENT and not any(sentence.days for sentence in source.sentences):
        return None
    return Compared(Fact(FactKind.DATE, claimed, None, FactVerdict.ABSENT), day.start, day.end, None)


def _other_date(facts: ClaimFacts, day: Day, source: SourceText, ranked: Sequence[Ranked]) -> tuple[int, str] | None:
    """Look for another date written to the same parts in the best passages."""
    for row in ranked[:_SLOT_PASSAGES]:
        if row.overlap < _SLOT_OVERLAP:
            continue
        sentence = source.sentences[row.index]
        rivals = [
            stated
            for stated in sentence.days
            if _parts(stated) >= _parts(day)
            and not any(date_borne_out(own, stated, source.years) for own in facts.days if own is not day)
        ]
        if len(rivals) == 1:
            return row.index, sentence.text[rivals[0].start : rivals[0].end]
    return None


def _parts(day: Day) -> frozenset[str]:
    written = (("year", day.years), ("month", day.month), ("day", day.day))
    return frozenset(name for name, part in written if part is not None)


def _name(
    facts: ClaimFacts, name: Name, source: SourceText, ranked: Sequence[Ranked], *, same_language: bool
) -> Compared | None:
    forms = [name, *_aliases(facts, name)]
    for form in forms:
        missing = missing_words(form, source.words, source.stems, source.initials)
        if not is_absent(form, missing):
            index, found = _where(form, missing, source, ranked)
            fact = Fact(FactKind.NAME, name.text, found, FactVerdict.AGREES)
            return Compared(fact, name.start, name.end, index)
    if not same_language or name.doubtful:
        return None
    return Compared(Fact(FactKind.NAME, name.text, None, FactVerdict.ABSENT), name.start, name.end, None)


def _aliases(facts: ClaimFacts, name: Name) -> Iterable[Name]:
    """Give the other forms that the draft defines for a name: "JNIM" for its long form, and back."""
    folded = fold(name.text)
    for short, long in facts.claim.aliases:
        for own, other in ((short, long), (long, short)):
            if folded == fold(own):
                words = tuple(fold(word) for word in other.split() if word[:1].isupper())
                yield Name(other, name.start, name.end, words or (fold(other),))


def _where(name: Name, missing: Sequence[str], source: SourceText, ranked: Sequence[Ranked]) -> tuple[int | None, str]:
    known = [word for word in name.words if word not in missing]
    last = known[-1] if known else name.words[-1]
    for index, sentence, _ in _in_order(source, ranked):
        for token in sentence.tokens:
            if fold(token.low).startswith(last[:5]):
                return index, sentence.text[token.start : token.end]
    return None, name.text


def _quotation(quotation: Quotation, source: SourceText) -> Compared:
    rows = [
        (index, token)
        for index, sentence in enumerate(source.sentences)
        for token in sentence.tokens
        if token.is_word or token.is_number
    ]
    words = [fold(token.low) for _, token in rows]
    looks: tuple[tuple[FactVerdict, Callable[[Quotation, Sequence[str]], tuple[int, int] | None]], ...] = (
        (FactVerdict.AGREES, find_verbatim),
        (FactVerdict.DIFFERS, find_close),
    )
    for verdict, look in looks:
        span = look(quotation, words)
        if span is not None:
            found = _stretch(source, rows[span[0] : span[1]])
            fact = Fact(FactKind.QUOTATION, quotation.text, found, verdict)
            return Compared(fact, quotation.start, quotation.end, rows[span[0]][0])
    fact = Fact(FactKind.QUOTATION, quotation.text, None, FactVerdict.ABSENT)
    return Compared(fact, quotation.start, quotation.end, None)


def _contraries(facts: ClaimFacts, source: SourceText, ranked: Sequence[Ranked]) -> Iterable[Compared]:
    """Say what the best passage denies or turns round; only where it is otherwise the claim's very sentence."""
    sentence, words = source.sentences[ranked[0].index], facts.vocabulary
    wanted = {stem(token.low) for token in facts.tokens if token.is_word and token.low not in words.stopwords}
    if len(wanted - set(sentence.stems)) > 1 or len(sentence.tokens) > _AS_LONG * len(facts.tokens):
        return
    for row in contraries(facts.tokens, sentence.tokens, words.negations, words.stopwords):
        claimed = facts.claim.sentence[row.claimed.start : row.claimed.end]
        found = sentence.text[row.found.start : row.found.end]
        verdict = FactVerdict.AGREES if row.agrees else FactVerdict.DIFFERS
        fact = Fact(FactKind.NEGATION, claimed, found, verdict)
        yield Compared(fact, row.claimed.start, row.claimed.end, ranked[0].index)


def _stretch(source: SourceText, rows: Sequence[tuple[int, object]]) -> str:
    """Cut the source's wording from the first to the last of the words given."""
    parts = []
    for index in dict.fromkeys(index for index, _ in rows):
        tokens = [token for at, token in rows if at == index]
        parts.append(source.sentences[index].text[tokens[0].start : tokens[-1].end])  # type: ignore[attr-defined]
    return " ".join(parts)
