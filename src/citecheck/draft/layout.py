r"""Lines of a plain text to paragraphs: hard-wrapped files, files of one line a paragraph, and exports between the two.

An export from HTML breaks lines at every change of font or link, in the middle of sentences ("attack\\n. CTP-ISW",
"speaking to the\\nWashington Post\\non February 19"). Such a line is joined to the next where the one cannot end a
paragraph or the other cannot begin one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from citecheck.model.draft import BlockKind

_BULLET = re.compile(r"\s*(?:[\u2022\u00b7\u25aa\u25cf\u25e6\u2023\u2013*-]|\d{1,3}[.)]|\(?[a-z\d][.)])\s+\S")
"""The sign or number of an item at the beginning of a line."""
_STARTS_LOW = re.compile(r"\s*(?:[a-z\u00df-\u00ff\u0430-\u044f]|[.,;:!?)\]\u2019\u201d\u060c](?!\.))")
"""A line that begins in the middle of a sentence."""
_NUMBERED_HEADING = re.compile(r"\s*\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[A-Z][^.!?;:]*\Z")
"""A heading with its number, as RFCs have: "4.2.  Security Considerations"."""
_ENDS_OPEN = re.compile(
    r"(?:[,(\u201c\u2018\u2013\u2014/&-]|\b(?:the|a|an|of|to|in|on|at|by|for|from|with|and|or|but|as|that|which|who|whose|its|"
    r"their|his|her|is|was|are|were|has|have|had|said|told|reported|"
    r"newspaper|outlet|US|President|Prime Minister|Minister))\s*\Z"
)
"""A line that ends where no sentence does: behind an article, a preposition, an opening sign."""
_ENDS_SENTENCE = re.compile(
    r"[.!?:\u2026\u3002\uff0e\u061f][\"'\u201d\u2019\u00bb)\]]*(?:\s?\[[^\[\]\s]{1,12}\])*\s*\Z"
)
"""The end of a sentence, markers behind it counted in."""
_TAIL = 200
"""Characters at the end of a line that are asked whether a sentence ends; a row of markers hardly has more."""
_PAGE_FOOT = re.compile(r"\S.{0,70}\[Page \d{1,4}\]\s*\Z")
"""The foot of an RFC's page: "Berg    Standards Track    [Page 1]"."""
_RUNNING_HEAD = re.compile(r"(?:RFC \d+|Internet-Draft)\b.{5,80}\b(?:19|20)\d\d\s*\Z|\f")
"""The head of the next page: "RFC 2119    Key Words    March 1997", or a form feed."""
_RULE = re.compile(r"\s*([=~_*#-])\1{2,}\s*\Z")
"""A line of one sign: under a line it makes that a heading, alone it parts the text."""
_WRAP_WIDTH = 100
"""Characters of the longest line of a wrapped text; a few may be longer (addresses, tables)."""
_NEARLY = 0.8
"""A line of a wrapped paragraph has no room for the next word; ragged margins leave a fifth."""
_HEADING_WORDS = 14


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Numbers (from 0) of the lines that make one block of text."""

    kind: BlockKind
    lines: tuple[int, ...]


def is_wrapped(lines: Sequence[str]) -> bool:
    """Say whether the text is broken at a column: hardly a long line, and lines end where the next word is too long."""
    filled = [line for line in lines if line.strip()]
    if not filled or sum(len(line) > _WRAP_WIDTH for line in filled) > len(filled) // 20:
        return False
    followed = [at for at in range(len(lines) - 1) if lines[at].strip() and lines[at + 1].strip()]
    width = sorted(len(line.rstrip()) for line in filled)[len(filled) * 9 // 10]
    full = sum(len(lines[at].rstrip()) + len(lines[at + 1].split()[0]) >= _NEARLY * width for at in followed)
    return len(followed) * 3 > len(filled) and full * 2 > len(followed)


def page_furniture(lines: Sequence[str]) -> frozenset[int]:
    """Give the numbers of running feet and heads, with the blank lines around them if a sentence goes over the page."""
    gone: set[int] = set()
    for foot in (at for at, line in enumerate(lines) if _PAGE_FOOT.match(line.strip())):
        low, high = foot - 1, foot + 1
        while low >= 0 and not lines[low].strip():
            low -= 1
        while high < len(lines) and (not lines[high].strip() or _RUNNING_HEAD.match(lines[high].strip())):
            high += 1
        runs_on = low >= 0 and high < len(lines) and not _ends_sentence(lines[low])
        first = low + 1 if runs_on and not _BULLET.match(lines[high]) else low + 2
        gone.update(range(max(first, 0), high))
    return frozenset(gone)


def paragraphs(lines: Sequence[str], taken: frozenset[int], *, wrapped: bool) -> Iterator[Paragraph]:
    """Group the lines that are not `taken` (notes, running heads) into blocks, in order."""
    group: list[int] = []
    for number, line in enumerate(lines):
        if number in taken:
            continue
        if _RULE.match(line):
            if group:
                yield _underlined(lines, group, line)
            group = []
        elif not line.strip():
            if group:
                yield _paragraph(lines, group)
            group = []
        elif group and (_BULLET.match(line) or not (wrapped or _runs_on(lines[group[-1]], line))):
            yield _paragraph(lines, group)
            group = [number]
        else:
            group.append(number)
    if group:
        yield _paragraph(lines, group)


def _underlined(lines: Sequence[str], group: list[int], rule: str) -> Paragraph:
    """Make a heading of a line with a rule under it about as long; under a longer text the rule only ends it."""
    found = _paragraph(lines, group)
    above = lines[group[0]].strip()
    alike = len(group) == 1 and len(above) <= 2 * len(rule.strip()) and len(above.split()) <= _HEADING_WORDS
    return Paragraph(BlockKind.HEADING, found.lines) if alike and found.kind is not BlockKind.ITEM else found


def _runs_on(line: str, following: str) -> bool:
    """Say whether an unwrapped `line` was broken in the middle of a sentence that goes on in `following`."""
    if _BULLET.match(following) and not _ENDS_OPEN.search(line):
        return False
    if _STARTS_LOW.match(following):
        return True
    return bool(_ENDS_OPEN.search(line)) and not _ends_sentence(line)


def _ends_sentence(line: str) -> bool:
    return bool(_ENDS_SENTENCE.search(line.rstrip()[-_TAIL:]))


def _paragraph(lines: Sequence[str], group: list[int]) -> Paragraph:
    first = lines[group[0]]
    alone = len(group) == 1 and not any(
        lines[near].strip() for near in (group[0] - 1, group[0] + 1) if 0 <= near < len(lines)
    )
    if alone and _NUMBERED_HEADING.match(first) and len(first.split()) <= _HEADING_WORDS:
        return Paragraph(BlockKind.HEADING, tuple(group))
    if _BULLET.match(first) and not re.match(r"\s*[*-]{3}", first):
        return Paragraph(BlockKind.ITEM, tuple(group))
    if len(group) == 1 and len(first.split()) <= _HEADING_WORDS and not _ends_sentence(first):
        return Paragraph(BlockKind.HEADING, tuple(group))
    return Paragraph(BlockKind.PARAGRAPH, tuple(group))
