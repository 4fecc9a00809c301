"""Negation and direction: whether a claim says the opposite of a passage that otherwise says the same.

Only words are compared, so the reading is narrow: a word of the claim whose opposite stands in the passage where the word
itself does not, or a negation on one side only.
"""

from __future__ import annotations

from collections.abc import Sequence

from citecheck.verify.lexer import Token
from citecheck.verify.stems import stem
from citecheck.verify.wordrows import words

_PAIRS = (
    "rise/fall rise/drop rise/decline increase/decrease increase/decline increase/drop increase/fall grow/shrink gain/lose "
    "win/lose more/less more/fewer positive/negative favorable/unfavorable good/bad best/worst high/low higher/lower "
    "highest/lowest largest/smallest biggest/smallest oldest/youngest older/younger first/last early/late "
    "before/after start/end begin/end open/close accept/reject approve/reject approve/disapprove support/oppose "
    "allow/ban allow/forbid legal/illegal guilty/innocent convict/acquit alive/dead survive/die buy/sell enter/leave "
    "join/leave arrive/depart north/south east/west northern/southern eastern/western male/female man/woman son/daughter "
    "brother/sister father/mother husband/wife he/she his/her king/queen actor/actress success/failure succeed/fail "
    "confirm/deny admit/deny victory/defeat beat/lose same/different true/false major/minor always/never all/none "
    "everyone/nobody with/without up/down left/right praise/criticize praise/pan advance/retreat attack/defend public/private "
    "strengthen/weaken tighten/loosen upgrade/downgrade import/export married/divorced include/exclude"
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


def opposite_of(claim: Sequence[Token], passage: Sequence[Token]) -> tuple[Token, Token] | None:
    """Find a word of the claim, missing in the passage, whose opposite stands there and not in the claim."""
    mine = {stem(token.low): token for token in claim if token.is_word}
    theirs = {stem(token.low): token for token in passage if token.is_word}
    for word, token in mine.items():
        if word in theirs:
            continue
        for other in OPPOSITES.get(word, ()):
            if other in theirs and other not in mine:
                return token, theirs[other]
    return None


def negations_in(tokens: Sequence[Token], negations: frozenset[str]) -> list[Token]:
    """Give the words of a sentence that deny."""
    return [token for token in tokens if token.low in negations or token.low.endswith("n't")]
