"""Passages across languages, ranked by the likeness of sentence vectors that the caller supplies.

Words do not reach across (BM25 finds .46 to .49 of French passages for English claims, vectors .71 to .77), and
mixing
the two makes it worse. The vectors come from outside: `citecheck.embedding` has them where the extra is installed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from citecheck.model.evidence import Claim
from citecheck.verify.passages import Ranked
from citecheck.verify.source import Sentence, SourceText

Likeness: TypeAlias = Callable[[str, Sequence[str]], Sequence[float | None]]
"""Claim and sentences to the cosine of each, None where a sentence has no vector."""

_MOST, _SHORTEST = 160, 4
"""Sentences of a page that are embedded, at 25 to 50 a second, and words that each has at least."""
_STRANGER, _SAME = 0.74, 0.9
"""Cosines of multilingual-e5-small: the best of 40 strange passages lies at .77 (median), a claim's own at .84."""


def rank_across(
    claim: Claim, source: SourceText, by_words: Sequence[Ranked], likeness: Likeness
) -> list[Ranked] | None:
    """Rank the sentences of a source in another language; None if no sentence has a vector.

    `by_words` is their ranking by words, numbers and dates: of a long page it says which are asked at all.
    """
    asked = _asked(source, by_words)
    values = likeness(claim.sentence, [source.sentences[index].text for index in asked])
    if all(value is None for value in values):
        return None
    shares = {index: _share(value) for index, value in zip(asked, values, strict=True) if value is not None}
    rows = [Ranked(index, shares.get(index, 0.0), shares.get(index, 0.0)) for index in range(len(source.sentences))]
    return sorted(rows, key=lambda row: (-row.score, row.index))


def _asked(source: SourceText, by_words: Sequence[Ranked]) -> list[int]:
    """Choose the sentences to embed, in the order of the page: of a long one the likeliest and its top, no menus."""
    prose = [index for index, sentence in enumerate(source.sentences) if _is_prose(sentence)]
    if not prose:
        return list(range(min(len(source.sentences), _MOST)))
    likely = [row.index for row in by_words if row.score > 0 and _is_prose(source.sentences[row.index])]
    return sorted(list(dict.fromkeys([*likely[: _MOST // 2], *prose]))[:_MOST])


def _is_prose(sentence: Sentence) -> bool:
    return len(sentence.tokens) >= _SHORTEST


def _share(cosine: float) -> float:
    """Bring a cosine to the scale of word overlap: 0 for a stranger, 1 for the same sentence."""
    return min(1.0, max(0.0, (cosine - _STRANGER) / (_SAME - _STRANGER)))
