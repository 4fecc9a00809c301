"""Rows of words, written as running text in the tables of this package so that they can be read and edited."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Part a row of words by white space, in order."""
    return tuple(text.split())


def word_set(text: str) -> frozenset[str]:
    """Part a row of words by white space, to look them up."""
    return frozenset(text.split())


def numeral_rows(text: str, first: int, step: int) -> dict[str, float]:
    """Number a row of numerals from `first` on by `step`; spellings of one numeral are parted by "|"."""
    return {spelling: first + index * step for index, row in enumerate(words(text)) for spelling in row.split("|")}
