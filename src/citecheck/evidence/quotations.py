"""Quotations of a claim and whether a source contains their words.

A quotation has at least four words between quotation marks; fewer are a title or a scare quote. A source must contain
it verbatim, except for case, punctuation, ellipses and what editors insert in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.text.tokens import fold, tokens_of

_QUOTED = re.compile(
    r"“([^“”]{1,800})”|\"([^\"]{1,800})\"|«\s?([^«»]{1,800}?)\s?»|„([^„“”]{1,800})[“”]|「([^「」]{1,400})」|``([^`']{1,800})''"
)
_GAP = re.compile(r"\.\s?\.\s?\.|…|\[[^\]]*\]|\([^)]*\.\.\.[^)]*\)")
_LETTER = re.compile(r"\[(\w)\](?=\w)")
"""A letter whose case an editor changed: "[t]he"."""
_LEAST_WORDS = 4
_CLOSE = 0.7
"""Share of the quotation's distinct words, in one place, from which a text is a version of it."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation of the claim: its wording, its place with quotation marks, and the runs of words between its gaps."""

    text: str
    start: int
    end: int
    runs: tuple[tuple[str, ...], ...]


def _folded_words(text: str) -> tuple[str, ...]:
    return tuple(fold(token.low) for token in tokens_of(text) if token.is_word or token.is_number)


def find_quotations(text: str) -> list[Quotation]:
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
    if distinct < _CLOSE * len(pool):
        return None
    return best_at, best_at + size
