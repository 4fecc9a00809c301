"""Rows of words, written as running text in the tables of this package so that they can be read and edited."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Part a row of words by white space, in order."""
    return tuple(text.split())


def word_set(text: str) -> frozenset[str]:
    """Part a row of words by white space, to look them up."""
    return frozenset(text.split())
