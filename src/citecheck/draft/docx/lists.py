"""The numbers that Word prints before list items, which are in no text of the file.

Needed where sources are listed by hand: a list numbered "[1]", or "1." under a heading such as "References", is what
the "[1]" in the text names.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from citecheck.draft.docx.names import W, value, whole
from citecheck.draft.docx.numbers import formatted
from citecheck.draft.xmlpart import Element

_LEVELS = 9
_PLACEHOLDER = re.compile(r"%([1-9])")


@dataclass(frozen=True, slots=True)
class _Level:
    number_format: str
    text: str
    start: int


class Lists:
    """The lists of one document; `label` is asked once for each paragraph, in order."""

    def __init__(self, root: Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[str, list[int | None]] = defaultdict(lambda: [None] * _LEVELS)
        if root is None:
            return
        for abstract in root.iterfind(W + "abstractNum"):
            self._levels[value(abstract, "abstractNumId") or ""] = {
                whole(value(level, "ilvl")): _Level(
                    value(level.find(W + "numFmt")) or "decimal",
                    value(level.find(W + "lvlText")) or "",
                    whole(value(level.find(W + "start")), 1),
                )
                for level in abstract.iterfind(W + "lvl")
            }
        for number in root.iterfind(W + "num"):
            self._abstract[value(number, "numId") or ""] = value(number.find(W + "abstractNumId")) or ""

    def label(self, numbering: Element | None) -> str:
        """Count a paragraph with this `w:numPr` and return what is printed before it; empty for bullets."""
        if numbering is None:
            return ""
        abstract = self._abstract.get(value(numbering.find(W + "numId")) or "", "")
        levels = self._levels.get(abstract, {})
        depth = whole(value(numbering.find(W + "ilvl")))
        if depth not in levels or depth >= _LEVELS:
            return ""
        counts = self._counts[abstract]
        before = counts[depth]
        counts[depth] = levels[depth].start if before is None else before + 1
        counts[depth + 1 :] = [None] * (_LEVELS - depth - 1)
        if levels[depth].number_format in {"bullet", "none"}:
            return ""
        return _PLACEHOLDER.sub(lambda found: self._number(levels, counts, int(found[1]) - 1), levels[depth].text)

    @staticmethod
    def _number(levels: dict[int, _Level], counts: list[int | None], depth: int) -> str:
        level, count = levels.get(depth), counts[depth]
        if level is None:
            return ""
        return formatted(level.start if count is None else count, level.number_format)
