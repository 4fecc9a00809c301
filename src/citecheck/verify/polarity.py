"""Negation and direction: whether a claim says the opposite of a passage that otherwise says the same.

Only words are compared, so the reading is narrow: a word of the claim whose opposite stands in the passage where
the
word itself does not, and the same words beside it; or a word that one side denies and the other says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.verify.lexer import Token
from citecheck.verify.stems import stem
from citecheck.verify.wordrows import words

_PAIRS = (
    "rise/fall rise/drop rise/decline increase/decrease increase/decline increase/drop increase/fall grow/shrink "
    "gain/lose win/lose more/less more/fewer positive/negative favorable/unfavorable good/bad best/worst high/low "
    "higher/lower highest/lowest largest/smallest biggest/smallest oldest/youngest older/younger first/last "
    "early/late before/after start/end begin/end open/close accept/reject approve/reject approve/disapprove "
    "support/oppose allow/ban allow/forbid legal/illegal guilty/innocent convict/acquit alive/dead survive/die "
    "buy/sell enter/leave join/leave arrive/depart north/south east/west northern/southern eastern/western "
    "male/female man/woman son/daughter brother/sister father/mother husband/wife he/she his/her king/queen "
    "actor/actress success/failure succeed/fail confirm/deny admit/deny victory/defeat beat/lose same/different "
    "true/false major/minor always/never all/none everyone/nobody with/without up/down left/right praise/criticize "
    "praise/pan advance/retreat attack/defend public/private strengthen/weaken tighten/loosen upgrade/downgrade "
    "import/export married/divorced include/exclude"
)


def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, set[str]] = {}
    for pair in words(_PAIRS):
        one, other = pair.split("/")
        table.setdefault(stem(one), set()).add(stem(other))
        table.setdefault(stem(other), set()).add(stem(one))
    return {word: frozenset(others) for word, others in table.items()}


OPPOSITES = _opposites()
"""Stem to the stems that say the contrary."""


@dataclass(frozen=True, slots=True)
class Contrary:
    """A word of the claim and the word of the passage that says the contrary (or, if both deny it, the same)."""

    claimed: Token
    found: Token
    agrees: bool = False


_REACH = 3
"""Tokens a negation reaches forward, and within which two opposites must share a neighbour."""


def contraries(
    claim: Sequence[Token], passage: Sequence[Token], negations: frozenset[str], stopwords: frozenset[str]
) -> list[Contrary]:
    """Find what a claim and a passage deny differently, and words with opposites in the same surroundings."""
    return [*_denials(claim, passage, negations, stopwords), *_opposites_met(claim, passage, stopwords)]


def _denials(
    claim: Sequence[Token], passage: Sequence[Token], negations: frozenset[str], stopwords: frozenset[str]
) -> list[Contrary]:
    mine, theirs = _denied(claim, negations, stopwords), _denied(passage, negations, stopwords)
    here = {stem(token.low): token for token in claim if token.is_word}
    there = {stem(token.low): token for token in passage if token.is_word}
    found = [
        Contrary(negation, theirs.get(word, there[word]), agrees=word in theirs)
        for word, negation in mine.items()
        if word in there
    ]
    found += [Contrary(here[word], negation) for word, negation in theirs.items() if word in here and word not in mine]
    return found


def _denied(tokens: Sequence[Token], negations: frozenset[str], stopwords: frozenset[str]) -> dict[str, Token]:
    """Give the stems of the words that a sentence denies, with the negation before each."""
    denied: dict[str, Token] = {}
    for index, token in enumerate(tokens):
        if token.low not in negations and not token.low.endswith("n't"):
            continue
        for behind in tokens[index + 1 : index + 1 + _REACH]:
            if behind.is_word and behind.low not in stopwords:
                denied[stem(behind.low)] = token
                break
    return denied


def _opposites_met(claim: Sequence[Token], passage: Sequence[Token], stopwords: frozenset[str]) -> list[Contrary]:
    mine = {stem(token.low): index for index, token in enumerate(claim) if token.is_word}
    theirs = {stem(token.low): index for index, token in enumerate(passage) if token.is_word}
    return [
        Contrary(claim[index], passage[theirs[other]])
        for word, index in mine.items()
        if word not in theirs
        for other in sorted(OPPOSITES.get(word, ()))
        if other in theirs
        and other not in mine
        and _beside(claim, index, stopwords) & _beside(passage, theirs[other], stopwords)
    ]


def _beside(tokens: Sequence[Token], index: int, stopwords: frozenset[str]) -> set[str]:
    near = (*tokens[max(0, index - _REACH) : index], *tokens[index + 1 : index + 1 + _REACH])
    return {stem(token.low) for token in near if token.is_word and token.low not in stopwords}
