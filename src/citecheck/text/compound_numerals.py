"""Numerals that a language writes in one word from a hundred on, which are split when they are read.

German, Dutch and Italian have a million of them ("dreitausendzweihundert", "tweehonderdvijftig", "duecentomila"), so
that only their parts are listed. Arabic writes "and" and the numeral after it as one word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Compounds:
    """How a language writes numerals from a hundred on in one word.

    `hundred` and `thousand` are the words between the parts, `links` what may join them to the rest, `parts` the forms
    of numerals below a hundred that occur in such words only (German "ein").
    """

    hundred: tuple[str, ...]
    thousand: tuple[str, ...]
    links: tuple[str, ...]
    parts: Mapping[str, float] = field(default_factory=dict)


class Numerals(Mapping[str, float]):
    """The value of each numeral: those listed, and the compounds of a language's rule, which are not iterated over."""

    def __init__(self, listed: Mapping[str, float], own: Mapping[str, float], rule: Compounds | None) -> None:
        """Keep all listed numerals, and the pattern of the compounds made of the language's own by its rule."""
        self._listed = dict(listed)
        self._parts = _parts_of_compounds(own, rule) if rule else {}
        self._pattern = _compound_pattern(self._parts, rule) if rule else None

    def __getitem__(self, word: str) -> float:
        """Return the value of a numeral; raises `KeyError` for any other word."""
        if word in self._listed:
            return self._listed[word]
        match = self._pattern.fullmatch(word) if self._pattern else None
        if match is None:
            raise KeyError(word)
        thousands = self._below_thousand(match, "1") if match["thousand"] else 0
        return thousands * 1000 + self._below_thousand(match, "2", least=0)

    def __contains__(self, word: object) -> bool:
        """Return whether a word is a numeral."""
        return word in self._listed or (
            self._pattern is not None and isinstance(word, str) and self._pattern.fullmatch(word) is not None
        )

    def __iter__(self) -> Iterator[str]:
        """Iterate over the listed numerals."""
        return iter(self._listed)

    def __len__(self) -> int:
        """Return the number of listed numerals."""
        return len(self._listed)

    def _below_thousand(self, match: re.Match[str], group: str, least: float = 1) -> float:
        """Return the value of one half of a compound; nothing before "thousand" is one thousand."""
        hundreds = self._parts.get(match["times" + group], 1) * 100 if match["hundred" + group] else 0
        return (hundreds + self._parts.get(match["rest" + group], 0)) or least


def _parts_of_compounds(own: Mapping[str, float], rule: Compounds) -> dict[str, float]:
    return {word: value for word, value in own.items() if value * 2 % 1 == 0 and 1 <= value < 100} | {**rule.parts}


def _compound_pattern(parts: Mapping[str, float], rule: Compounds) -> re.Pattern[str]:
    """Return the pattern of compounds: "drei|tausend zwei|hundert|fünfzig", a hundred or thousand at least."""
    part, link = _one_of(parts), f"(?:{_one_of(rule.links)})"
    hundred, thousand = _one_of(rule.hundred), _one_of(rule.thousand)

    def below_thousand(group: str) -> str:
        hundreds = f"(?:(?P<times{group}>{part})?(?P<hundred{group}>{hundred}){link})?"
        return f"{hundreds}(?P<rest{group}>{part})?"

    start = f"(?=.*(?:{hundred}|{thousand}))"
    return re.compile(f"{start}(?:{below_thousand('1')}(?P<thousand>{thousand}){link})?{below_thousand('2')}")


def _one_of(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
