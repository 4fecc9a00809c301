"""A page's text cut into sentences with their places: lines first, since blocks never share a sentence."""

from __future__ import annotations

import re
from itertools import pairwise

_END = re.compile(r"""(?<=[.!?…])["'”’»)\]]*\s+(?=["'“‘«(\[]*[^\W_a-zа-яß-ÿ])|(?<=[。！？])""")
_ABBREVIATION = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|prof|st|jr|sr|gen|col|lt|sgt|capt|sen|rep|gov|no|vs|inc|ltd|co|corp|fig|approx|ca|cf|al"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|u\.s|u\.k|d\.c|a\.m|p\.m|[a-z]|\d\d?)\.)$",
    re.IGNORECASE,
)
_LONGEST = 2000
"""A sentence is cut after so many characters: text without stops must not become one passage."""


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Cut `text` into sentences; returns the place of each, white space around them left out."""
    spans: list[tuple[int, int]] = []
    offset = 0
    for line in text.splitlines(keepends=True):
        spans.extend(_in_line(line, offset))
        offset += len(line)
    return spans


def _in_line(line: str, offset: int) -> list[tuple[int, int]]:
    cuts = [0]
    cuts.extend(match.end() for match in _END.finditer(line) if not _abbreviated(line, match.start()))
    cuts.append(len(line))
    spans: list[tuple[int, int]] = []
    for first, last in pairwise(cuts):
        for start in range(first, last, _LONGEST):
            end = min(start + _LONGEST, last)
            piece = line[start:end]
            if piece.strip():
                left = start + len(piece) - len(piece.lstrip())
                spans.append((offset + left, offset + start + len(piece.rstrip())))
    return spans


def _abbreviated(line: str, stop: int) -> bool:
    """Tell whether the stop before `stop` ends an abbreviation, an initial or a day's number ("6. März")."""
    return _ABBREVIATION.search(line, max(0, stop - 8), stop) is not None
