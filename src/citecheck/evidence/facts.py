"""Quotations of a claim and whether a source contains their words.

A quotation has at least four words between quotation marks; fewer are a title or a scare quote. A source must contain
it verbatim, except for case, punctuation, ellipses and what editors insert in brackets.

The checkable facts of a claim, parsed once and compared with any number of sources.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise

from citecheck.evidence.claims import find_abbreviations
from citecheck.evidence.labels import Label, ReadSentence, find_labels
from citecheck.evidence.names import ProperName, find_names
from citecheck.model.evidence import Claim
from citecheck.text.citation_marks import blank_marks
from citecheck.text.clock_times import ClockTime, find_clock_times
from citecheck.text.dates import find_dates
from citecheck.text.language import assume_language, has_number_words
from citecheck.text.languages import alternatives_in_all_languages
from citecheck.text.numbers import Quantity, find_numbers
from citecheck.text.partial_dates import WrittenDate
from citecheck.text.tokens import Token, fold, tokens_of
from citecheck.text.vocabulary import Vocabulary, vocabulary_of

_QUOTED = re.compile(
    r"“([^“”]{1,800})”|\"([^\"]{1,800})\"|«\s?([^«»]{1,800}?)\s?»|„([^„“”]{1,800})[“”]|「([^「」]{1,400})」|``([^`']{1,800})''"
)
_GAP = re.compile(r"\.\s?\.\s?\.|…|\[[^\]]*\]|\([^)]*\.\.\.[^)]*\)")
_LETTER = re.compile(r"\[(\w)\](?=\w)")
"""A letter whose case an editor changed: "[t]he"."""
_LEAST_WORDS = 4
LEAST_CLOSE = 0.7
"""Share of the quotation's distinct words, in one place, from which a text is a version of it."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation of the claim: its wording, its place with quotation marks, and the runs of words between its gaps."""

    text: str
    start: int
    end: int
    runs: tuple[tuple[str, ...], ...]


def _folded_words(text: str) -> tuple[str, ...]:
    return tuple(fold(token.lower) for token in tokens_of(text) if token.is_word or token.is_number)


def _find_quotations(text: str) -> list[Quotation]:
    """Return the quotations of a sentence in order, without titles (every long word capitalised), which are names."""
    found = []
    for match in _QUOTED.finditer(text):
        inner = next(group for group in match.groups() if group is not None)
        runs = tuple(words for part in _GAP.split(_LETTER.sub(r"\1", inner)) if (words := _folded_words(part)))
        if sum(map(len, runs)) >= _LEAST_WORDS and not _is_title(inner):
            found.append(Quotation(inner, match.start(), match.end(), runs))
    return found


def _is_title(inner: str) -> bool:
    long = [word for word in re.findall(r"[^\W\d_]+", inner) if len(word) > 3]
    return all(word[0].isupper() for word in long)


def find_verbatim(quotation: Quotation, words: Sequence[str]) -> tuple[int, int] | None:
    """Find the runs of a quotation, in order, in a text's folded words; return the span of words, or None."""
    text = " " + " ".join(words) + " "
    first, at = -1, 0
    for run in quotation.runs:
        at = text.find(" " + " ".join(run) + " ", at)
        if at < 0:
            return None
        first = at if first < 0 else first
        at += len(" ".join(run)) + 1
    return text[:first].count(" "), text[:at].count(" ")


_LONGEST_ATTRIBUTION = 12
"""Words between the parts of an interrupted quotation: "said Ann Lee, a nurse at the hospital in Pell,"."""
_PAUSES = frozenset(",;.!?…—–-")


def find_attributions(text: str) -> list[tuple[int, int]]:
    """Return the spans of a text that interrupt a quotation, as in “We waited,” said Ann Lee, “and nobody came”.

    A pause ends the part before it, unlike phrases that are quoted one by one: called “a failure” that “nobody saw”.
    """
    found = []
    for part, following in pairwise(_QUOTED.finditer(text)):
        between = text[part.end() : following.start()]
        inner = next(group for group in part.groups() if group is not None)
        paused = inner.rstrip()[-1:] in _PAUSES or between.lstrip()[:1] in _PAUSES
        if paused and len(between.split()) <= _LONGEST_ATTRIBUTION:
            found.append((part.end(), following.start()))
    return found


def find_close(quotation: Quotation, words: Sequence[str]) -> tuple[int, int] | None:
    """Return the span of a text, as long as the quotation, with most of its words; None if it has too few of them."""
    wanted = [word for run in quotation.runs for word in run]
    size, pool = len(wanted), set(wanted)
    if len(words) < size:
        return None
    held = [word in pool for word in words]
    best, best_at = 0, 0
    count = sum(held[:size])
    for at in range(len(words) - size + 1):
        if at:
            count += held[at + size - 1] - held[at - 1]
        if count > best:
            best, best_at = count, at
    distinct = len(pool & set(words[best_at : best_at + size]))
    if distinct < LEAST_CLOSE * len(pool):
        return None
    return best_at, best_at + size


_UNKNOWN = "und"
"""The code of a language that is not known: English words are read, but a number after a capital is no name there."""
_LONGEST, _MOST = 3000, 40
"""Characters of a claim that are read, and facts of one kind that are compared; a merged table row is no claim."""


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """A parsed claim: its tokens, and its facts with their places in the sentence, each kind in reading order.

    `numbers` and `days` hold only what can be checked. Numbers inside names, and words that are numbers only
    sometimes, are left out.
    """

    claim: Claim
    tokens: tuple[Token, ...]
    language: str | None
    vocabulary: Vocabulary
    numbers: tuple[Quantity, ...]
    days: tuple[WrittenDate, ...]
    names: tuple[ProperName, ...]
    quotations: tuple[Quotation, ...]
    labels: tuple[Label, ...]
    clock_times: tuple[ClockTime, ...]

    @property
    def is_read(self) -> bool:
        """Return whether the months, scales and numerals of the language are known."""
        return has_number_words(self.language)


@lru_cache(maxsize=64)
def facts_of(claim: Claim) -> ClaimFacts:
    """Parse the facts of a claim, without marks of notes; cached for the next source of the same note."""
    text = blank_marks(claim.sentence[:_LONGEST])
    tokens = tokens_of(text)
    language = assume_language(claim.language, text)
    words = vocabulary_of(language or _UNKNOWN)
    if words.language.decimal_comma:
        tokens = tokens_of(text, spaced=True)
    days, taken = find_dates(text, tokens, words, _parse_drafting_date(claim))
    times = [time for time in find_clock_times(text, tokens, words) if not _overlaps(time, days)]
    taken |= {index for index, token in enumerate(tokens) if _overlaps(token, times)}
    numbers = find_numbers(text, tokens, words, taken)
    return ClaimFacts(
        claim=claim,
        tokens=tuple(tokens),
        language=language,
        vocabulary=words,
        numbers=tuple(number for number in numbers if _counts(number, text, language))[:_MOST],
        days=tuple(days[:_MOST]),
        names=tuple(_find_names(text, tokens, words, taken | _find_tokens_of_numbers(tokens, numbers))[:_MOST]),
        quotations=tuple(_find_quotations(text)[:_MOST]),
        clock_times=tuple(times),
        labels=tuple(find_labels(ReadSentence(text, tokens, numbers, days, words))[:_MOST]),
    )


def _overlaps(fact: Token | ClockTime, others: Sequence[WrittenDate | ClockTime]) -> bool:
    return any(fact.start < other.end and other.start < fact.end for other in others)


def _counts(number: Quantity, text: str, language: str | None) -> bool:
    """Return whether a number is to be checked: it is neither part of a name nor a vague word.

    The first word of a sentence has a capital in every language ("Загинаха 14 души"). It is taken for a name
    ("Cars 3") only if the words of the language are known.
    """
    opens = not has_number_words(language) and _FIRST_WORD.fullmatch(text, 0, number.start) is not None
    return (opens or not number.in_name) and not _is_too_loose(number, text)


_FIRST_WORD = re.compile(r"\W*[^\W\d_]+\s+")


def _is_too_loose(number: Quantity, text: str) -> bool:
    """Return whether a number word is too vague to be checked: "one of the", "a first look", "a year", "both"."""
    word = text[slice(*number.bare_span)].lower()
    return number.vague and (number.unit is None or number.ordinal or word in _ARTICLES)


def _find_names(text: str, tokens: Sequence[Token], words: Vocabulary, taken: frozenset[int]) -> list[ProperName]:
    """Return the names of a sentence, without words of labels ("Table 3") and abbreviations of their own long form."""
    labels = {
        index
        for index, token in enumerate(tokens[:-1])
        if (token.lower in words.labels or token.lower in words.short_labels) and _precedes_figures(tokens, index)
    }
    defined = {f"({short})" for short, _ in find_abbreviations([text])}
    names = find_names(text, tokens, words, taken | labels)
    return [name for name in names if text[name.start - 1 : name.end + 1] not in defined]


def _precedes_figures(tokens: Sequence[Token], index: int) -> bool:
    after = tokens[index + 1 : index + 3]
    return any(token.is_number for token in (after if after[0].lower == "." else after[:1]))


def _find_tokens_of_numbers(tokens: Sequence[Token], numbers: Sequence[Quantity]) -> frozenset[int]:
    """Return the indices of the tokens of numbers outside names: the "MW" of "5 MW" is no name."""
    spans = [(number.start, number.end) for number in numbers if not number.in_name]
    return frozenset(
        index for index, token in enumerate(tokens) if any(start <= token.start < end for start, end in spans)
    )


_ARTICLES = frozenset({"a", "an"})


@cache
def _relation() -> re.Pattern[str]:
    return re.compile(rf"\s+(?:{alternatives_in_all_languages('after_or_before_event')})\b", re.IGNORECASE)


def is_span_between_events(number: Quantity, text: str) -> bool:
    """Return whether a span of time only relates two events: "two days later", "a year before the vote".

    A source that reports one of the events need not count the days between them. Their dates are compared separately.
    """
    timed = number.unit is not None and number.unit.dimension == "time"
    return timed and _relation().match(text, number.end) is not None


def _parse_drafting_date(claim: Claim) -> date | None:
    try:
        return date.fromisoformat(claim.drafted[:10]) if claim.drafted else None
    except ValueError:
        return None
