"""Whether two texts are about one thing, in one language or in two.

Whether two texts are about one thing is measured by the cosine of log word counts: a rewritten page keeps its
vocabulary, another page does not. On pairs that share under a third of their text, rewritten pages measured .71 and up,
other pages of the same site .39 and below.

A translation keeps no word, but it keeps figures and names, and the page that a program makes of it keeps its
structure: as many blocks in the same order, each of about the length that it had.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

from rapidfuzz.fuzz import ratio

from citecheck.model.page import PageText, Role

_WORD = re.compile(r"[^\W\d_]{4,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Words long enough to carry a subject; in scripts without spaces, single characters."""


def measure_likeness(first: Iterable[str], second: Iterable[str]) -> float:
    """Return the similarity of the vocabularies of two texts, in [0, 1]; 0 if either has no words. Symmetric."""
    one, other = _count_words(first), _count_words(second)
    product = sum(weight * other[word] for word, weight in one.items() if word in other)
    norm = math.sqrt(_sum_squares(one) * _sum_squares(other))
    return min(1.0, product / norm) if norm else 0.0


def _count_words(texts: Iterable[str]) -> dict[str, float]:
    words = Counter(word for text in texts for word in _WORD.findall(text.casefold()))
    return {word: math.log1p(times) for word, times in sorted(words.items())}


def _sum_squares(counts: dict[str, float]) -> float:
    return sum(weight * weight for weight in counts.values())


_KEPT_WORD = re.compile(r"\d[\d.,]*\d|\d{2,}|(?<![^\W\d_])[A-Z][A-Za-z]{3,}")
"""Figures of two digits or more, and capitalised words in Latin letters: what a translation keeps."""
_MIN_SHARED = 4
_SHARED = 0.4
"""Number of figures and names that a translation shares, and their share of those of the shorter text. On pairs of an
article and another one in another language in its place, the share was .34 at most, of translations .5 and more."""
_MIN_BLOCKS = 12
_SHAPED = 0.85
_STRETCH = 2.5
"""Blocks from which pages are compared by structure, the share of blocks that must have about the length of their
counterpart, and by what factor a translation is longer or shorter at most."""
_TITLE_PARTS = re.compile(r"\s+[|\u2013\u2014\u00b7\u00bb:-]\s+|\s*[|]\s*|:\s+")
"""What separates the title of a page from the name of its site."""
_SAME_TITLE = 55.0
"""Similarity in percent from which one title is another version of the other."""
_TITLE = 20
"""Characters from which a title names one page and not a site."""


def are_renamed(before: PageText, after: PageText) -> bool:
    """Return whether two pages have other titles and other headlines, apart from what the site adds to each."""
    old, new = (
        {one.strip() for one in _TITLE_PARTS.split(side.title or "") if one.strip()} for side in (before, after)
    )
    headings = [{one.text for one in side.blocks if one.role is Role.HEADLINE} for side in (before, after)]
    if not (old - new and new - old) or headings[0] & headings[1]:
        return False
    return ratio(" ".join(sorted(old - new)), " ".join(sorted(new - old))) < _SAME_TITLE


def is_translation(before: PageText, after: PageText) -> bool:
    """Return whether the second text is the first one in another language, as far as figures, names and structure show.

    False if the language of either is not known, or both are in one.
    """
    if not _differ_in_language(before, after):
        return False
    return (
        is_switched_interface(before, after)
        or _share_figures(before.main, after.main)
        or _share_structure(before, after)
    )


def is_switched_interface(before: PageText, after: PageText) -> bool:
    """Return whether a page is in another language under the same title and headline: only its interface may be."""
    titles = {side.title for side in (before, after)}
    headings = [{one.text for one in side.blocks if one.role is Role.HEADLINE} for side in (before, after)]
    named = len(titles) == 1 and len(before.title or "") >= _TITLE and headings[0] == headings[1]
    return named and _differ_in_language(before, after)


def _differ_in_language(before: PageText, after: PageText) -> bool:
    return None not in (before.language, after.language) and before.language != after.language


def _share_figures(before: str, after: str) -> bool:
    """Return whether two texts hold the same figures and names."""
    old, new = ({re.sub(r"[.,]", "", one) for one in _KEPT_WORD.findall(text)} for text in (before, after))
    shared = len(old & new)
    return shared >= _MIN_SHARED and shared >= _SHARED * min(len(old), len(new))


def _share_structure(before: PageText, after: PageText) -> bool:
    """Return whether two pages have as many blocks, of the same roles and of about the same lengths."""
    old, new = ([one for one in side.blocks if one.role is not Role.FURNITURE] for side in (before, after))
    if len(old) != len(new) or len(old) < _MIN_BLOCKS:
        return False
    alike = sum(
        one.role is other.role and 1 / _STRETCH <= len(one.text) / len(other.text) <= _STRETCH
        for one, other in zip(old, new, strict=True)
    )
    return alike >= _SHAPED * len(old)
