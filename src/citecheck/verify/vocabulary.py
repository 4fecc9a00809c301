"""The words of a source's language and of English in one set of look-up tables, built once a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from citecheck.verify.tongues import Bound, Side, Tongue, tongue_of


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Look-up tables by lower-case word; phrases are tuples of tokens. Where two languages clash, the source's wins."""

    tongue: Tongue
    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    numerals: Mapping[str, float]
    scales: Mapping[str, float]
    ordinals: Mapping[str, int]
    fractions: Mapping[str, float]
    joiners: frozenset[str]
    bounds: Mapping[tuple[str, ...], Bound]
    bounds_after: Mapping[tuple[str, ...], Bound]
    date_bounds: Mapping[tuple[str, ...], Side]
    ago: Mapping[str, int]
    date_joiners: frozenset[str]
    stopwords: frozenset[str]
    negations: frozenset[str]
    triggers: frozenset[str]
    """Every word that can begin a number or a date: a sentence without one of them and without figures has none."""
    triggers_dated: frozenset[str]
    """The same with those that begin a date only where the text's own date is known ("yesterday", "last year")."""


STEPS: dict[str, int] = {"last": -1, "previous": -1, "this": 0, "next": 1, "coming": 1}
"""Words that count years and months from the text's own date."""


_SPANS = ("minute", "hour", "day", "week", "fortnight", "month", "year", "decade")
"""Spans of time that "a" counts."""

DECADES: dict[str, int] = {
    word: ten * 10
    for ten, word in enumerate(
        ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"), start=2
    )
}
"""Decades of the last century, as they are called."""


def _spellings(rows: tuple[str, ...], first: int) -> dict[str, int]:
    return {spelling: index for index, row in enumerate(rows, start=first) for spelling in row.split("|")}


def _phrases(rows: Mapping[str, Bound]) -> dict[tuple[str, ...], Bound]:
    return {tuple(phrase.split()): bound for phrase, bound in rows.items()}


@cache
def vocabulary_of(code: str) -> Vocabulary:
    """Merge the tables of a language (ISO 639-1) with those of English; an unknown code gives English alone."""
    english, own = tongue_of("en"), tongue_of(code)
    numerals = {**english.numerals, **own.numerals}
    scales = {**english.scales, **own.scales}
    ordinals = {**english.ordinals, **own.ordinals}
    fractions = {**english.fractions, **own.fractions}
    months = _spellings(english.months, 1) | _spellings(own.months, 1)
    weekdays = _spellings(english.weekdays, 0) | _spellings(own.weekdays, 0)
    ago = {**english.ago, **own.ago}
    triggers = frozenset({*numerals, *scales, *ordinals, *fractions, *months, *_SPANS, *DECADES})
    return Vocabulary(
        tongue=own,
        months=months,
        weekdays=weekdays,
        numerals=numerals,
        scales=scales,
        ordinals=ordinals,
        fractions=fractions,
        joiners=own.joiners | english.joiners,
        bounds=_phrases(english.bounds) | _phrases(own.bounds),
        bounds_after=_phrases(english.bounds_after) | _phrases(own.bounds_after),
        date_bounds={tuple(phrase.split()): side for phrase, side in own.date_bounds.items()},
        ago=ago,
        date_joiners=english.date_joiners | own.date_joiners,
        stopwords=english.stopwords | own.stopwords,
        negations=english.negations | own.negations,
        triggers=triggers,
        triggers_dated=triggers | weekdays.keys() | ago.keys() | STEPS.keys(),
    )
