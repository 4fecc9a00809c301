"""Sentences of a block, and which of them a marker belongs to.

`sentencex` finds the boundaries; a few of them are taken back where drafts are known to fool it (`_NO_END`), and a
few are added (`_ALSO_END`). A marker that stands behind the full stop, as most do, belongs to the sentence before it.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise

from sentencex import get_sentence_boundaries

_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|No|Nos|Nr|vs?|cf|pp?|para|paras|Art|Arts|Sec|Vol|Fig|Eq|Ch|ed|eds|trans|approx|ca|St|Mt|Ft|Lt|Col|Gen|Sgt"
    r"|Maj|Capt|Adm|Brig|Cmdr|Hon|Rev|Sen|Rep|Gov|Pres|Dr|Mr|Mrs|Ms|Prof|Jr|Sr|Inc|Corp|Co|Ltd|Bros|Dept|Univ|Assn|al|e\.g|i\.e"
    r"|viz|Op|op|cit|Ibid|ibid|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Va|Cal|Mass|Ill|Tex|Stat|Supp|Cir|App|Rptr)\.)\Z"
)
_ENDS_ANYWAY = re.compile(r"(?:\b(?:Inc|Corp|Co|Ltd|Jr|Sr|Bros|al|[A-Z])\.)\Z")
_CONTINUES = re.compile(r"[a-z0-9\u00a7$(,;:)\]\u2013\u2014/]")
_LOWER = re.compile(r"[(\"\u201c\u2018'\[]?[a-z\u00df-\u00f6\u00f8-\u00ff\u0430-\u044f,;:.)\]\u2013]")
_SOFT_END = re.compile(
    r"[.!?\u2026\u203d\u061f\u06d4\u3002\uff0e\uff01\uff1f\uff61\u0964][\"'\u201d\u2019\u00bb)\]\uff09\u300d\u300f]*\Z"
)
_ALSO_END = re.compile(r"[\uff0e\u3002\uff61\uff01\uff1f\u061f\u06d4][\u201d\u2019\uff09\u300d\u300f\"]*\s*(?=\S)")


def sentence_spans(text: str, language: str | None = None) -> list[tuple[int, int]]:
    """Cut `text` into sentences: spans without the white space between them, in order, covering all words."""
    cuts = {0, len(text)}
    for row in get_sentence_boundaries(language or "en", text):
        cuts.add(row["start_index"])
    cuts.update(match.end() for match in _ALSO_END.finditer(text))
    spans: list[tuple[int, int]] = []
    for low, high in pairwise(sorted(cuts)):
        piece = text[low:high]
        start = low + len(piece) - len(piece.lstrip())
        end = start + len(piece.strip())
        if start >= end:
            continue
        if spans and not _is_boundary(text, spans[-1], start, end):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    return spans


def _is_boundary(text: str, before: tuple[int, int], start: int, end: int) -> bool:
    """Say whether the sentence in `before` really ends where the next one begins."""
    head, tail = text[max(before[0], before[1] - 40) : before[1]], text[start : min(end, start + 40)]
    if not _SOFT_END.search(head):
        return "\n" in text[before[1] : start] or (bool(re.search(r"[:;]\Z", head)) is False and tail[:1].isupper())
    if _LOWER.match(tail) and tail[:1] not in "\"'(":
        return False
    if _ABBREVIATION.search(head):
        return False if _CONTINUES.match(tail) else bool(_ENDS_ANYWAY.search(head))
    return True


def sentence_at(spans: list[tuple[int, int]], text: str, offset: int) -> tuple[int, int]:
    """Give the sentence that a marker at `offset` of `text` belongs to; (0, 0) if there is none."""
    at = min(offset, len(text))
    while at > 0 and text[at - 1].isspace():
        at -= 1
    if not spans:
        return 0, 0
    index = bisect_right(spans, (max(at - 1, 0), len(text) + 1)) - 1
    return spans[max(index, 0)]
