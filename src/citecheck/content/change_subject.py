"""Whether two texts are about one thing: a rewritten page keeps its vocabulary, another page does not.

The measure is the cosine of log word counts. On pairs that share under a third of their text, rewritten pages
measured .71 and up, other pages of the same site .39 and below.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[^\W\d_]{4,}|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
"""Words long enough to carry a subject; in scripts without spaces, single characters."""


def likeness(first: Iterable[str], second: Iterable[str]) -> float:
    """Return how alike the vocabularies of two texts are, in [0, 1]; 0 if either has no words. Symmetric."""
    one, other = _counts(first), _counts(second)
    product = sum(weight * other[word] for word, weight in one.items() if word in other)
    norm = math.sqrt(_square(one) * _square(other))
    return min(1.0, product / norm) if norm else 0.0


def _counts(texts: Iterable[str]) -> dict[str, float]:
    words = Counter(word for text in texts for word in _WORD.findall(text.casefold()))
    return {word: math.log1p(times) for word, times in sorted(words.items())}


def _square(counts: dict[str, float]) -> float:
    return sum(weight * weight for weight in counts.values())
