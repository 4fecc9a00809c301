"""Pair the marks of emphasis and the brackets of Org in one pass over a text.

Whether a mark opens or closes depends on the characters around it (Org syntax, "Text markup"): before an opener there
is white space, a quotation mark or an opening bracket, after a closer white space, punctuation or a closing bracket.
Neither marks nor brackets pair over an empty line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TOKEN = re.compile(r"\n[ \t]*(?=\n)|\[fn:[\w-]{0,80}:|[\[\]]|[*/_+=~]")
_BEFORE = frozenset(" \t\n\r\u00a0\u200b-—–({'\"‘“„«[>")
_AFTER = frozenset(" \t\n\r\u00a0\u200b-—–.,;:!?'\")}]\\[’”»<…")
_SIGNS = frozenset("*/_+=~")


@dataclass(slots=True)
class _OrgMarks:
    """The partner of each opening mark and bracket of a text, and the closing marks with their openers."""

    partners: dict[int, int] = field(default_factory=dict)
    closers: dict[int, int] = field(default_factory=dict)


def pair_marks(text: str) -> _OrgMarks:
    """Return the pairs of marks and square brackets in a text."""
    found = _OrgMarks()
    waiting: dict[str, int] = {}
    brackets: list[int] = []
    note = -1  # where the text of the last note begins: marks open there as at the start of a text
    for token in _TOKEN.finditer(text):
        sign, at = token.group(), token.start()
        if sign[0] == "[":
            brackets.append(at)
            note = token.end() if len(sign) > 1 else note
        elif sign == "]":
            if brackets:
                found.partners[brackets.pop()] = at
        elif sign in _SIGNS:
            _pair_mark(text, at, waiting, found, first=at == note)
        else:
            waiting, brackets = {}, []
    return found


def _pair_mark(text: str, at: int, waiting: dict[str, int], found: _OrgMarks, *, first: bool) -> None:
    """Close the mark that waits for this one, or let this one wait."""
    sign = text[at]
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    opener = waiting.get(sign)
    if opener is not None and opener < at - 1 and not before.isspace() and _ends(after, waiting):
        found.partners[opener] = at
        found.closers[at] = opener
        for other in [other for other, start in waiting.items() if start >= opener]:
            del waiting[other]
    elif opener is None and after and not after.isspace() and (first or _begins(before, at, waiting)):
        waiting[sign] = at


def _begins(before: str, at: int, waiting: dict[str, int]) -> bool:
    return not before or before in _BEFORE or waiting.get(before) == at - 1


def _ends(after: str, waiting: dict[str, int]) -> bool:
    return not after or after in _AFTER or after in waiting
