"""What a line in brackets at its start is by the words behind: a note or work, or the syntax and output of a program.

Manuals write "[file] ..." for what a command takes if one likes, shells "[1] 25647" for a job, R "[1] 0.25 0.5" for a
vector, lists of changes "[dfc46e262a] - ..." for a commit. No draft writes its notes so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SYNTAX = re.compile(r"(?![ivxlc]{1,7}\Z)[a-z]{1,24}(?:[ _-][a-z]{1,24})*|[0-9a-f]{7,40}")
"""What is no label of a work outside of a list of works: words in small letters, the name of a commit."""
_OPENS_WORK = re.compile(r"[\w\"'\u2018\u201c\u00ab\u201e\u300a<(*_~`]")
"""How the words behind a label begin; a sign of another kind is code ("[n]>&digit", "[Arch] :: Name")."""


def labels_note(label: str, lines: Sequence[str], number: int, column: int, *, in_section: bool) -> bool:
    """Say whether `label` in brackets, with `lines[number]` going on at `column`, may begin a note ("[Berg99] Berg").

    `in_section` says that the line stands under a heading of notes or works.
    """
    words = _words(lines, number, column)
    if label.lstrip("^").isdigit():
        return not words or any(sign.isalpha() for sign in words)
    return _OPENS_WORK.match(words) is not None and (in_section or not _SYNTAX.fullmatch(label))


def _words(lines: Sequence[str], number: int, column: int) -> str:
    """Give the words behind a label: those of its line, or of the next two where it stands alone."""
    following = (line.strip() for line in lines[number + 1 : number + 3])
    return lines[number][column:].strip() or next((line for line in following if line), "")
