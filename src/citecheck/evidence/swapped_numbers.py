"""Find two numbers of a claim that a passage gives the other way round.

"1,200 in Germany and 300 in France" has the numbers of "300 in Germany and 1,200 in France", and each of them would
agree. Two numbers are swapped if the words that go with one of them only in the claim go with the other in the passage.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations

from citecheck.evidence.labels import ReadSentence
from citecheck.evidence.number_agreement import is_number_supported
from citecheck.evidence.passages import ClaimAndSource, StatedFact
from citecheck.evidence.statements import read_claim, read_source_sentence, split_clauses
from citecheck.model.evidence import FactVerdict
from citecheck.text.numbers import Quantity
from citecheck.text.stems import stem
from citecheck.text.tokens import Token


@dataclass(frozen=True, slots=True)
class _NumberWithWords:
    """The only number of a part of a sentence, and the stems of the words of that part."""

    number: Quantity
    words: AbstractSet[str]


def find_swapped(pair: ClaimAndSource) -> dict[Quantity, StatedFact]:
    """Return the swapped numbers of a claim, each with the number that a passage gives in its place."""
    mine = list(_split_by_number(read_claim(pair)))
    swapped: dict[Quantity, StatedFact] = {}
    for row, sentence in pair.iterate_good_passages():
        theirs = list(_split_by_number(read_source_sentence(pair, sentence)))
        for one, other in combinations(mine, 2):
            found = _find_crossed(one, other, theirs)
            for each, stated in zip((one, other), found, strict=False):
                swapped.setdefault(each.number, StatedFact(row.index, stated, FactVerdict.DIFFERS))
    return swapped


def _find_crossed(
    one: _NumberWithWords, other: _NumberWithWords, passage: Sequence[_NumberWithWords]
) -> tuple[Quantity, ...]:
    """Return the numbers that a passage gives in the place of two of the claim; none where it does not cross them."""
    first = [part for part in passage if is_number_supported(one.number, part.number)]
    second = [part for part in passage if is_number_supported(other.number, part.number)]
    if len(first) != 1 or len(second) != 1 or first == second:
        return ()
    opening = min(first[0], second[0], key=lambda part: part.number.start)
    frame = one.words & opening.words
    crossed = any(_is_crossed((one, other), (first[0], second[0]), left_out) for left_out in (frozenset(), frame))
    return (second[0].number, first[0].number) if crossed else ()


def _is_crossed(
    claim: tuple[_NumberWithWords, _NumberWithWords],
    passage: tuple[_NumberWithWords, _NumberWithWords],
    left_out: AbstractSet[str],
) -> bool:
    """Return whether the words of each number go with the other one in the passage, and none with its own.

    Words that open both sentences ("Lind polled 58 percent of the vote and Moen 42") may belong to both numbers: they
    are `left_out` in a second look.
    """
    own, others = (claim[0].words - claim[1].words) - left_out, (claim[1].words - claim[0].words) - left_out
    straight = own & passage[0].words or others & passage[1].words
    return bool(own & passage[1].words and others & passage[0].words and not straight)


def _split_by_number(sentence: ReadSentence) -> Iterator[_NumberWithWords]:
    """Yield the numbers of a sentence that are alone in a part, between punctuation marks and conjunctions."""
    for clause in split_clauses(sentence):
        for part in _split_at_conjunctions(clause, sentence):
            numbers = [
                number
                for number in sentence.numbers
                if not (number.in_name or number.ordinal or number.vague)
                and part[0].start <= number.start < part[-1].end
            ]
            if len(numbers) == 1:
                yield _NumberWithWords(numbers[0], _words_of(part, numbers[0], sentence))


def _split_at_conjunctions(clause: Sequence[Token], sentence: ReadSentence) -> Iterator[Sequence[Token]]:
    part: list[Token] = []
    for token in clause:
        if token.lower not in sentence.words.lists["and_words"]:
            part.append(token)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _words_of(part: Sequence[Token], number: Quantity, sentence: ReadSentence) -> frozenset[str]:
    return frozenset(
        stem(token.lower)
        for token in part
        if not number.start <= token.start < number.end
        and (token.is_word or token.is_number)
        and token.lower not in sentence.words.stopwords
    )
