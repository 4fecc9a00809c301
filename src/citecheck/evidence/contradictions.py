"""Contradictions within a draft: two sentences that state the same with different dates or numbers.

The prose of a draft is split into statements: sentences with a number or a date, and their other significant words.
Two statements are compared if they share most of these words (measured: 60 % of both or 80 % of the shorter). Their
dates, or their numbers in the same slot, must then agree. Statements that name different people are not compared:
"Smith was born in 1950" and "Jones was born in 1960" share words and contradict nothing.

Two such statements contradict each other for certain only if one repeats the other: the same words, and one value that
differs. Parallel statements differ by intention: entries of one list, sections whose headings have one shape, sentences
of one paragraph, and sentences that differ in any other word or value.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from citecheck.evidence.claims import find_draft_language
from citecheck.evidence.date_comparison import is_date_supported
from citecheck.evidence.facts import ClaimFacts, facts_of
from citecheck.evidence.number_agreement import is_number_supported
from citecheck.evidence.number_slots import slot_of
from citecheck.model.draft import Block, BlockKind, Draft
from citecheck.model.evidence import Claim
from citecheck.text.languages import alternatives_in_all_languages, words_in_all_languages
from citecheck.text.numbers import Quantity
from citecheck.text.partial_dates import WrittenDate
from citecheck.text.sentences import sentence_spans
from citecheck.text.stems import stem

_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.ITEM})
_READ = _PROSE | {BlockKind.CELL}
_LEAST_WORDS = 4
"""Minimum number of significant words in a statement."""
_TELLING_WORDS = 7
"""Minimum number of significant words in a repeated statement; shorter ones are captions, menus and rows of tables."""
_CODE_CHARACTERS = "{}[]<>=_\\|;#$"
_CODE_SHARE = 0.04


@cache
def _listing_heading() -> re.Pattern[str]:
    """Return a pattern for headings of lists, whose entries properly differ only in a year or a page."""
    return re.compile(rf"\W*(?:\d+\W+)?(?:{alternatives_in_all_languages('listing_headings')})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence of the prose: its block, its place there, and its significant stems without numbers and dates.

    `heading` is the heading above its block, and `listed` the number of the list that its block is in, None for a
    paragraph.
    """

    block: Block
    text: str
    start: int
    facts: ClaimFacts
    stems: frozenset[str]
    heading: Block | None = None
    listed: int | None = None


def statements_of(draft: Draft) -> list[Statement]:
    """Return the statements of a draft that contain a number or a date, those of cells as well, in reading order."""
    found = []
    listing, heading, lists, before = False, None, 0, None
    language = find_draft_language(draft)
    for block in draft.blocks:
        if block.kind is BlockKind.HEADING:
            listing, heading = _listing_heading().match(block.text) is not None, block
        lists += block.kind is BlockKind.ITEM and before is not BlockKind.ITEM
        before = block.kind
        if block.kind not in _READ or listing or _is_code(block.text):
            continue
        listed = lists if block.kind is BlockKind.ITEM else None
        for start, end in sentence_spans(block.text, language):
            statement = build_statement(block, start, end)
            if statement is not None:
                found.append(replace(statement, heading=heading, listed=listed))
    return found


def _is_code(text: str) -> bool:
    """Return whether a text is code or a table of values; prose has few of these characters."""
    return sum(map(text.count, _CODE_CHARACTERS)) > _CODE_SHARE * len(text)


def build_statement(block: Block, start: int, end: int, *, least: int = _LEAST_WORDS) -> Statement | None:
    """Return the statement in a part of a block, None without a number or date or with fewer words than `least`."""
    text = block.text[start:end]
    facts = facts_of(Claim(text))
    if not facts.numbers and not facts.days:
        return None
    taken = [(day.start, day.end) for day in facts.days] + [(number.start, number.end) for number in facts.numbers]
    stems = frozenset(
        stem(token.lower)
        for token in facts.tokens
        if token.is_word
        and token.lower not in facts.vocabulary.stopwords
        and not any(first <= token.start < last for first, last in taken)
    )
    return Statement(block, text, start, facts, stems) if len(stems) >= least else None


_JACCARD = 0.6
_CONTAINED = 0.8
_COMMON_WORD = 12
"""Words in more statements than this do not select pairs to compare, which keeps long drafts fast."""
_SERIES = 3
"""Number of different values from which statements of one wording are a series (a schedule), not an error."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two statements, the earlier first, with the wording of the value in each."""

    first: Statement
    second: Statement
    first_value: str
    second_value: str

    @property
    def is_repeated(self) -> bool:
        """Whether the second statement repeats the first, so that only one of the two values can be right."""
        first, second = self.first, self.second
        if first.stems != second.stems or len(first.stems) < _TELLING_WORDS or self.is_parallel:
            return False
        if not {first.block.kind, second.block.kind} <= _PROSE or not (_is_sentence(first) and _is_sentence(second)):
            return False
        return _figures_without(first.text, self.first_value) == _figures_without(second.text, self.second_value)

    @property
    def is_parallel(self) -> bool:
        """Whether the two statements differ by intention: by place or condition, or by a value that counts nothing."""
        ordinals = {self.first.text[each.start : each.end] for each in self.first.facts.numbers if each.ordinal}
        return (
            self.first_value in ordinals
            or _list_conditions(self.first) != _list_conditions(self.second)
            or _are_parallel(self.first, self.second)
            or _is_identifier(self.first.text, self.first_value)
        )


def _is_sentence(statement: Statement) -> bool:
    """Return whether a statement ends with a full stop. The rows of a register repeat their words and have none."""
    return _SENTENCE_END.search(statement.text) is not None


@cache
def _condition_words() -> frozenset[str]:
    return frozenset(words_in_all_languages("condition_words"))


def _list_conditions(statement: Statement) -> list[str]:
    """Return the negations of a statement, and the words by which it is about another case ("unless", "after")."""
    words = statement.facts.vocabulary.negations | _condition_words()
    spoken = (token.lower for token in statement.facts.tokens)
    return sorted("not" if word.endswith("n't") else word for word in spoken if word in words or word.endswith("n't"))


_FIGURES = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?…。؟।:;][^\w]{0,6}\Z")
_WORD = re.compile(r"[^\W_]+")
_IN_CODE = re.compile(r"(?:[/_]\S*|(?:^|\s)--?[A-Za-z][\w-]*[ =])\Z")
"""Text before a value that is part of an address, a path or a name with an underscore, or the value of an option."""
_CODE_REACH = 200


def _figures_without(text: str, value: str) -> list[str]:
    """Return the figures of a text without those of a value."""
    return _FIGURES.findall(re.sub(rf"(?<!\d){re.escape(value)}(?!\d)", "", text))


def _is_identifier(text: str, value: str) -> bool:
    """Return whether a value counts nothing: part of an address, a path, a power, a name ("G1"), or of an option."""
    standing = re.finditer(rf"(?<![A-Za-z0-9_^/]){re.escape(value)}(?!\d)", text)
    return all(_IN_CODE.search(text, max(0, found.start() - _CODE_REACH), found.start()) for found in standing)


def _are_parallel(first: Statement, second: Statement) -> bool:
    """Return whether two statements are in places of one shape: a paragraph, a list, sections with similar headings."""
    if first.block is second.block or (first.listed is not None and first.listed == second.listed):
        return True
    if first.heading is None or second.heading is None or first.heading is second.heading:
        return False
    return _are_alike_headings(first.heading.text, second.heading.text)


def _are_alike_headings(first: str, second: str) -> bool:
    """Return whether two headings have one shape: "Version 2.1" and "Version 2.2", "Main net" and "Test net"."""
    mine, theirs = (_WORD.findall(_FIGURES.sub("0", text).casefold()) for text in (first, second))
    if mine == theirs:
        return True
    return len(mine) == len(theirs) > 1 and sum(map(str.__ne__, mine, theirs)) == 1


def find_contradictions(statements: Sequence[Statement]) -> list[Contradiction]:
    """Return the pairs of statements that disagree, each once, without series of statements of one wording."""
    pairs = [
        (first, second, values)
        for first, second in _find_alike_pairs(statements)
        if (values := _find_disagreeing_values(statements[first], statements[second])) is not None
    ]
    partners: dict[int, set[str]] = defaultdict(set)
    for first, second, values in pairs:
        partners[first] |= set(values)
        partners[second] |= set(values)
    return [
        Contradiction(statements[first], statements[second], *values)
        for first, second, values in pairs
        if len(partners[first]) < _SERIES and len(partners[second]) < _SERIES
    ]


def _find_alike_pairs(statements: Sequence[Statement]) -> Iterator[tuple[int, int]]:
    """Yield the pairs of statements that are the same except for numbers and dates."""
    holders: dict[str, list[int]] = defaultdict(list)
    for index, statement in enumerate(statements):
        for word in statement.stems:
            holders[word].append(index)
    for index, statement in enumerate(statements):
        shared: dict[int, int] = defaultdict(int)
        for word in statement.stems:
            if len(holders[word]) <= _COMMON_WORD:
                for other in holders[word]:
                    shared[other] += other > index
        for other, count in shared.items():
            if count >= 2 and _is_alike(statement, statements[other]):
                yield index, other


def _is_alike(first: Statement, second: Statement) -> bool:
    if first.text == second.text:
        return False
    both = len(first.stems & second.stems)
    share = both / len(first.stems | second.stems)
    shorter = min(len(first.stems), len(second.stems))
    if shorter < _TELLING_WORDS:
        return both == shorter and not has_other_subject(first, second)
    contained = both / shorter
    return (share >= _JACCARD or contained >= _CONTAINED) and not has_other_subject(first, second)


def has_other_subject(first: Statement, second: Statement) -> bool:
    """Return whether each statement contains a name that the other does not."""
    mine = {word for name in first.facts.names for word in name.words}
    theirs = {word for name in second.facts.names for word in name.words}
    return bool(mine - theirs) and bool(theirs - mine)


def _find_disagreeing_values(first: Statement, second: Statement) -> tuple[str, str] | None:
    """Return the two values that disagree, dates first, or None if all agree or nothing can be compared.

    Statements whose dates and numbers both disagree are about two events.
    """
    dates = _find_disagreeing_dates(first, second)
    if dates is None:
        return _find_disagreeing_numbers(first, second)
    return None if all(_list_unmet_numbers(first, second)) else dates


def _list_unmet_numbers(first: Statement, second: Statement) -> tuple[list[Quantity], list[Quantity]]:
    """Return the numbers of each statement that none of the other one agrees with."""
    mine, theirs = first.facts.numbers, second.facts.numbers
    return (
        [number for number in mine if not _is_number_met(number, theirs)],
        [number for number in theirs if not _is_number_met(number, mine)],
    )


def _find_disagreeing_dates(first: Statement, second: Statement) -> tuple[str, str] | None:
    """Return two dates that disagree, or None. No dates may match, and the two must write the same parts."""
    mine, theirs = _keep_dated(first.facts.days), _keep_dated(second.facts.days)
    if not mine or not theirs:
        return None
    if any(_is_date_met(day, other) for day in mine for other in theirs):
        return None
    for day in mine:
        for other in theirs:
            if _written_parts(day) == _written_parts(other) and day.side is other.side:
                return first.text[day.start : day.end], second.text[other.start : other.end]
    return None


def _keep_dated(days: Iterable[WrittenDate]) -> list[WrittenDate]:
    return [day for day in days if not day.loose and not day.in_name and (day.month is not None or day.years)]


def _is_date_met(day: WrittenDate, other: WrittenDate) -> bool:
    return is_date_supported(day, other, _Years(day.years)) or is_date_supported(other, day, _Years(other.years))


class _Years(NamedTuple):
    """The years of one date, as those of a text."""

    written: tuple[int, int] | None

    @property
    def years(self) -> frozenset[int]:
        return frozenset(self.written or ())


def _written_parts(day: WrittenDate) -> tuple[bool, bool, bool]:
    return day.years is not None, day.month is not None, day.day is not None


def _find_disagreeing_numbers(first: Statement, second: Statement) -> tuple[str, str] | None:
    """Return two numbers in the same slot that disagree, or None; all other numbers must agree.

    Numbers are more common than dates, so all words of one statement must be in the other ("weekly", "monthly").
    """
    if first.stems - second.stems and second.stems - first.stems:
        return None
    if any(_is_date_unmet(day, second.facts.days) for day in _keep_dated(first.facts.days)):
        return None
    mine, theirs = _list_unmet_numbers(first, second)
    if len(mine) != 1 or len(theirs) != 1:
        return None
    number, other = mine[0], theirs[0]
    if not slot_of(first.facts.tokens, number).is_same(slot_of(second.facts.tokens, other)):
        return None
    return first.text[number.start : number.end], second.text[other.start : other.end]


def _is_date_unmet(day: WrittenDate, others: Sequence[WrittenDate]) -> bool:
    dated = _keep_dated(others)
    return bool(dated) and not any(_is_date_met(day, other) for other in dated)


def _is_number_met(number: Quantity, others: Sequence[Quantity]) -> bool:
    return any(is_number_supported(number, other) or is_number_supported(other, number) for other in others)
