"""Whether a claim and a passage state the same thing, so that another value there is an error.

A value differs only from another value of the same thing. Two clauses are about different things if each has a
significant word that the other lacks ("born" and "died") or a name ("Berg" and "Holt"), if they name different members
of one kind ("Route 5" and "Route 7"), or if they give figures for different dates. Synonyms cannot be distinguished
from other words, so that some errors remain unreported.

A clause is what punctuation separates, without the commas inside numbers and dates. A clause without any significant
word belongs to the next one ("In May 2021,"), in parentheses to the one before ("Henry (1207–1272)").
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from citecheck.evidence.labels import Label, ReadSentence, find_labels
from citecheck.evidence.names import CAPITAL_NOUNS, find_listed_forms
from citecheck.evidence.passages import ClaimAndSource, PlacedFact
from citecheck.evidence.source_text import SourceSentence
from citecheck.model.evidence import FactVerdict
from citecheck.text.language_table import Bound, DateSide
from citecheck.text.numbers import Quantity
from citecheck.text.partial_dates import WrittenDate
from citecheck.text.stems import stem
from citecheck.text.tokens import Token, fold

_CLAUSE_ENDS = frozenset(',;:()[]–—“”"«»|')
_SHARED_LETTERS, _ENDING_LETTERS = 4, 4
"""Minimum number of first letters that forms of one word share, and maximum number of letters after them."""


def _holds_fact(sentence: ReadSentence, token: Token) -> bool:
    """Return whether a token belongs to a number that counts, or to a date."""
    spans = [(day.start, day.end) for day in sentence.days]
    spans += [(number.start, number.end) for number in sentence.numbers if not (number.in_name or number.ordinal)]
    return any(start <= token.start < end for start, end in spans)


def _is_significant(sentence: ReadSentence, token: Token) -> bool:
    """Return whether a token says what the sentence is about."""
    if not token.is_word or token.lower in sentence.words.stopwords or token.lower in sentence.words.not_only:
        return False
    return not _holds_fact(sentence, token)


def is_same_statement(
    pair: ClaimAndSource,
    claimed: PlacedFact,
    sentence: SourceSentence,
    stated: PlacedFact,
    *,
    continued: bool = False,
) -> bool:
    """Return whether the clause of a stated fact says the same as the claim's clause, but for the fact.

    Of a sentence that is `continued` from the one before it, every significant word of the clause is in the claim's.
    """
    mine, theirs = read_claim(pair), read_source_sentence(pair, sentence)
    if _names_another_member(pair.facts.labels, find_labels(theirs)) or _gives_another_setting(mine, theirs, claimed):
        return False
    if is_bound_at(claimed, stated):
        return True
    here, there = list(_clause_words(mine, claimed)), list(_clause_words(theirs, stated))
    only_here, only_there = _find_others(here, there), _find_others(there, here)
    if continued:
        return not only_there
    return not any(word.may_replace(other) for word in only_here for other in only_there)


_BOUND_REACH = 0.1
"""Share by which a value may be away from a bound that refers to it whatever the words: 231 for "over 230"."""


def is_bound_at(claimed: PlacedFact, stated: PlacedFact) -> bool:
    """Return whether a claim bounds a value by about the stated one, which no other thing is likely to have."""
    if isinstance(claimed, WrittenDate) and isinstance(stated, WrittenDate):
        return claimed.side is not DateSide.ON and bool(claimed.years) and claimed.years == stated.years
    if not isinstance(claimed, Quantity) or not isinstance(stated, Quantity) or claimed.bound not in _BOUNDS:
        return False
    unit, other = (number.unit.factor if number.unit else 1.0 for number in (claimed, stated))
    bound, value = claimed.values[0] * unit, stated.values[0] * other
    return abs(value - bound) <= _BOUND_REACH * abs(bound)


_BOUNDS = frozenset({Bound.MORE, Bound.LEAST, Bound.LESS, Bound.MOST})


def judge_side(*, is_within: bool, is_same: bool) -> FactVerdict:
    """Return the verdict on a value with a side or bound: beyond it in another statement, nothing is known of it."""
    if is_within:
        return FactVerdict.AGREES
    return FactVerdict.DIFFERS if is_same else FactVerdict.ABSENT


def read_claim(pair: ClaimAndSource) -> ReadSentence:
    """Return the sentence of the claim with what is read of it."""
    facts = pair.facts
    return ReadSentence(facts.claim.sentence, facts.tokens, facts.numbers, facts.days, facts.vocabulary)


def read_source_sentence(pair: ClaimAndSource, sentence: SourceSentence) -> ReadSentence:
    """Return a sentence of the source with what is read of it."""
    words = pair.source.vocabulary
    return ReadSentence(sentence.text, sentence.tokens, sentence.numbers, sentence.days, words)


@dataclass(frozen=True, slots=True)
class _ClauseWord:
    """A significant word, folded, and whether it is written like a name; None where every word may be ("Berg won")."""

    folded: str
    named: bool | None

    def may_replace(self, other: _ClauseWord) -> bool:
        """Return whether one word may stand for another thing than the other: two names, or two other words."""
        return self.named is None or other.named is None or self.named is other.named


def _clause_words(sentence: ReadSentence, fact: PlacedFact) -> Iterator[_ClauseWord]:
    """Yield the significant words of the clause that holds a fact, without a statement joined after the fact by "and".

    An elliptic clause ("in January only 37") goes on with what follows the number of the clause before it.
    """
    yield from (
        _ClauseWord(fold(token.lower), _is_named(sentence, token))
        for token in _tokens_of_clause(sentence, fact)
        if _is_significant(sentence, token)
    )


def _tokens_of_clause(sentence: ReadSentence, fact: PlacedFact) -> Sequence[Token]:
    clauses = split_clauses(sentence)
    at = _find_clause(clauses, fact)
    if _is_elliptic(sentence, clauses, at):
        return _tokens_after_number(sentence, clauses[at - 1])
    opened = sentence.text[: clauses[at][0].start].rstrip() if clauses[at] else ""
    while not opened.endswith("(") and at < len(clauses) - 1 and not _says_something(sentence, clauses[at]):
        at += 1
    while at > 0 and not _says_something(sentence, clauses[at]):
        at -= 1
    return _cut_second_statement(sentence, clauses[at], fact)


def _cut_second_statement(sentence: ReadSentence, clause: Sequence[Token], fact: PlacedFact) -> Sequence[Token]:
    """Cut what "and" adds to a clause after a fact: another statement, but not another number of a list."""
    conjunctions = sentence.words.lists["and_words"]
    for token, following in pairwise(clause):
        if token.start >= fact.end and token.lower in conjunctions and not _holds_fact(sentence, following):
            return [each for each in clause if each.start < token.start]
    return clause


def _find_clause(clauses: Sequence[Sequence[Token]], fact: PlacedFact) -> int:
    """Return the index of the clause that holds a fact."""
    held = (at for at, clause in enumerate(clauses) if clause and clause[-1].end > fact.start)
    return next(held, len(clauses) - 1)


def _is_elliptic(sentence: ReadSentence, clauses: Sequence[Sequence[Token]], at: int) -> bool:
    """Return whether a clause has a date and a number only, and the clause before it another number with its words."""
    if at == 0 or _says_something(sentence, clauses[at]) or not _says_something(sentence, clauses[at - 1]):
        return False
    counted = [_find_numbers_in(sentence, clauses[at]), _find_numbers_in(sentence, clauses[at - 1])]
    return all(counted) and any(_holds(clauses[at], day) for day in sentence.days)


def _tokens_after_number(sentence: ReadSentence, clause: Sequence[Token]) -> Sequence[Token]:
    number = _find_numbers_in(sentence, clause)[0]
    return [token for token in clause if token.start >= number.end]


def _find_numbers_in(sentence: ReadSentence, clause: Sequence[Token]) -> list[Quantity]:
    return [number for number in sentence.numbers if not number.in_name and _holds(clause, number)]


def _holds(clause: Sequence[Token], fact: PlacedFact) -> bool:
    return bool(clause) and clause[0].start <= fact.start < clause[-1].end


def find_in_clause_of_date(
    pair: ClaimAndSource, sentence: SourceSentence, numbers: Sequence[Quantity]
) -> Sequence[Quantity]:
    """Return the numbers of a sentence that its only clause with a date of the claim holds; all where there is none.

    "In July it carried 400 riders, in January only 37" has one number for each of the months.
    """
    read = read_source_sentence(pair, sentence)
    clauses = split_clauses(read)
    dated = [
        clause
        for clause in clauses
        if any(_holds(clause, day) and not _are_other_dates(day, own) for day in read.days for own in pair.facts.days)
    ]
    if len(dated) != 1 or len(clauses) == 1:
        return numbers
    return [number for number in numbers if _holds(dated[0], number)] or numbers


def _says_something(sentence: ReadSentence, clause: Sequence[Token]) -> bool:
    return any(_is_significant(sentence, token) for token in clause)


def _is_named(sentence: ReadSentence, token: Token) -> bool | None:
    if sentence.words.language.code in CAPITAL_NOUNS or token.start == sentence.tokens[0].start:
        return None
    return sentence.text[token.start].isupper()


def split_clauses(sentence: ReadSentence) -> list[list[Token]]:
    """Split the tokens of a sentence at punctuation marks outside its facts."""
    clauses: list[list[Token]] = [[]]
    for token in sentence.tokens:
        if token.lower not in _CLAUSE_ENDS or _holds_fact(sentence, token):
            clauses[-1].append(token)
        elif clauses[-1]:
            clauses.append([])
    return clauses if clauses[-1] or len(clauses) == 1 else clauses[:-1]


def _find_others(words: Sequence[_ClauseWord], others: Sequence[_ClauseWord]) -> list[_ClauseWord]:
    """Return the words that have no form among the others."""
    return [word for word in words if not any(_are_forms(word.folded, other.folded) for other in others)]


def _are_forms(word: str, other: str) -> bool:
    """Return whether two folded words are forms of one: the same stem, the same beginning, or a listed variant."""
    if word == other or stem(word) == stem(other) or other in find_listed_forms(word):
        return True
    shared = next(
        (at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other))
    )
    return shared >= _SHARED_LETTERS and max(len(word), len(other)) - shared <= _ENDING_LETTERS


def _names_another_member(mine: Iterable[Label], theirs: Iterable[Label]) -> bool:
    """Return whether two sentences name members of one kind, and none in common."""
    here, there = _group_by_kind(mine), _group_by_kind(theirs)
    return any(here[kind].isdisjoint(there[kind]) for kind in here.keys() & there.keys())


def _group_by_kind(labels: Iterable[Label]) -> dict[str, set[int]]:
    members: dict[str, set[int]] = {}
    for label in labels:
        members.setdefault(stem(label.kind), set()).update(label.figures)
    return members


def _gives_another_setting(mine: ReadSentence, theirs: ReadSentence, claimed: PlacedFact) -> bool:
    """Return whether a passage has other dates around a number, or other numbers around a date."""
    if isinstance(claimed, WrittenDate):
        here = {value for number in mine.numbers if _is_exact(number) for value in number.values}
        there = {value for number in theirs.numbers if _is_exact(number) for value in number.values}
        return bool(here) and bool(there) and here.isdisjoint(there)
    pairs = [(day, other) for day in mine.days for other in theirs.days]
    return bool(pairs) and all(_are_other_dates(day, other) for day, other in pairs)


def _is_exact(number: Quantity) -> bool:
    return not (number.in_name or number.vague or number.ordinal)


def _are_other_dates(day: WrittenDate, other: WrittenDate) -> bool:
    if day.years and other.years and (day.years[1] < other.years[0] or other.years[1] < day.years[0]):
        return True
    return bool(day.month and other.month and day.month != other.month)
