"""Titles of works: whether a cited title is that of a record, with its spelling, subtitle and shortening in mind."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from enum import IntEnum
from functools import lru_cache

from rapidfuzz.fuzz import ratio

from citecheck.works.words import words_of

_TAG = re.compile(r"<[^>]{1,80}>")
_WORD = re.compile(r"[^\W_]+")
_SIGNS = re.compile(r"[{}\u2122\u00ae\u00a9]")
"""Braces of BibTeX, and signs of trade marks and rights."""
_NOTICE = re.compile(
    r"\A\W*(withdrawn|retracted|retraction|removed)(?: article)?\W*(?:[:\u2014-]|\]|\))\s*", re.IGNORECASE
)
"""What publishers write before the title of a work that they withdrew."""
_SUBTITLE = re.compile(r"\s*(?::|\?|\s[\u2013\u2014-]\s|\.\s)\s*")
_SMALL = frozenset(
    {"a", "an", "the", "der", "die", "das", "le", "la", "les", "el", "los", "il", "and", "und", "et", "s"}
)
"""Words whose absence makes no other title."""
_SPELLING = 80
"""The least likeness in percent of two spellings of one word: "colour" and "color", "modelling" and "modeling"."""
_NEAR = 0.6
"""The least share of common words of two titles of one work, one of which is written wrongly."""
_TELLING_WORD = 6
"""Letters of a word that may be a short title by itself."""
_SHORTEST_MAIN = 3
"""Words of a main title that may be cited without its subtitle."""


class TitleLikeness(IntEnum):
    """How alike two titles are."""

    OTHER = 0
    NEAR = 1
    """Most words are common: one work with an error in its title, if the authors agree."""
    SAME = 2


@lru_cache(maxsize=4096)
def fold_title(title: str) -> tuple[str, ...]:
    """Return the words of a title for comparison, without markup, accents, braces and a notice of withdrawal."""
    plain = _NOTICE.sub("", _SIGNS.sub("", html.unescape(html.unescape(_TAG.sub("", title)))))
    folded = unicodedata.normalize("NFKD", plain).casefold()
    return tuple(_WORD.findall("".join(sign for sign in folded if not unicodedata.combining(sign))))


def find_notice_word(title: str) -> str | None:
    """Return the word by which a publisher marks a title as withdrawn ("WITHDRAWN: …"), in lower case."""
    found = _NOTICE.match(title)
    return found[1].lower() if found else None


def states_notice(text: str) -> bool:
    """Return whether a reference says itself that its work was taken back: "(retracted)", "zurückgezogen"."""
    return re.search(rf"\b(?:{words_of('notices')})", text, re.IGNORECASE) is not None


def compare_titles(cited: str, found: str) -> TitleLikeness:
    """Return how alike a cited title and that of a record are."""
    one, other = fold_title(cited), fold_title(found)
    if not one or not other:
        return TitleLikeness.OTHER
    if "".join(one) == "".join(other) or _is_main_title(cited, other) or _is_main_title(found, one):
        return TitleLikeness.SAME
    if cited.rstrip().endswith(("\u2026", "...")) and other[: len(one)] == one:
        return TitleLikeness.SAME
    blocks = SequenceMatcher(None, one, other, autojunk=False)
    if all(_is_spelling(one[a:b], other[c:d]) for tag, a, b, c, d in blocks.get_opcodes() if tag != "equal"):
        return TitleLikeness.SAME
    common = sum(block.size for block in blocks.get_matching_blocks())
    return TitleLikeness.NEAR if common >= _NEAR * max(len(one), len(other)) else TitleLikeness.OTHER


def is_short_title(cited: str, found: str) -> bool:
    """Return whether a cited title is a piece of that of a record, as later notes shorten it: "Seven rivers".

    This is no sign that two works are the same, only that an identifier may lead to the cited one.
    """
    words, whole = fold_title(cited), fold_title(found)
    if len(words) == 1:
        return len(words[0]) >= _TELLING_WORD and whole[:1] == words
    return len(words) > 1 and f" {' '.join(words)} " in f" {' '.join(whole)} "


def _is_main_title(title: str, words: Sequence[str]) -> bool:
    """Return whether `words` are a title without its subtitle."""
    return len(words) >= _SHORTEST_MAIN and any(
        fold_title(title[: found.start()]) == tuple(words) for found in _SUBTITLE.finditer(title)
    )


def _is_spelling(one: Sequence[str], other: Sequence[str]) -> bool:
    """Return whether two differing pieces are the same words in other spellings, or small words that one leaves out."""
    one, other = ([word for word in words if word not in _SMALL] for words in (one, other))
    if "".join(one) == "".join(other):
        return True
    return len(one) == len(other) and all(
        ratio(a, b) >= _SPELLING and a[:1] == b[:1] and not (a + b).isdigit() for a, b in zip(one, other, strict=True)
    )


def holds_title(title: str, text: str) -> bool:
    """Return whether a text holds a title of several words, word for word."""
    words = fold_title(title)
    return len(words) >= _SHORTEST_MAIN and f" {' '.join(words)} " in f" {' '.join(fold_title(text))} "


def share_in_text(title: str, text: str) -> float:
    """Return the share of a title's words that a text has in their order within one stretch, 0 to 1."""
    words, there = fold_title(title), fold_title(text)
    if not words or not there:
        return 0.0
    blocks = SequenceMatcher(None, words, there, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / len(words)
