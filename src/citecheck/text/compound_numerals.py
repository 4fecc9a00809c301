"""Numerals that a language writes in one word from a hundred on, composed from those below a hundred.

Dutch has thousands of them ("tweehonderdvijftig"), so that they are composed when its vocabulary is built, and not
listed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Compounds:
    """How a language writes numerals from a hundred on in one word.

    `hundred` and `thousand` are the words between the parts, `links` what may join a hundred to the rest.
    """

    hundred: str
    thousand: str
    links: tuple[str, ...]


def compose_numerals(numerals: Mapping[str, float], rule: Compounds) -> dict[str, float]:
    """Compose the numerals from 100 to 999,000 that are one word, from those below a hundred.

    Dutch "tweehonderdvijftig" is 250, "honderdeneen" 101, "vijftienhonderd" 1,500, "vijfentwintigduizend" 25,000.
    """
    whole = {word: int(value) for word, value in numerals.items() if value == int(value) and 1 <= value < 100}
    hundreds = {rule.hundred: 100} | {word + rule.hundred: value * 100 for word, value in whole.items() if value > 1}
    below = {word: value for word, value in hundreds.items() if value < 1000}
    made = {**hundreds, **_append_words(below, rule.links, whole)}
    several = {word: value for word, value in (whole | made).items() if 1 < value < 1000}
    thousands = {word + rule.thousand: value * 1000 for word, value in several.items()}
    return {**made, **_append_words({rule.thousand: 1000}, rule.links, whole), **thousands}


def _append_words(bases: Mapping[str, int], links: Sequence[str], words: Mapping[str, int]) -> dict[str, int]:
    return {
        base + link + word: number + value
        for base, number in bases.items()
        for link in links
        for word, value in words.items()
    }
