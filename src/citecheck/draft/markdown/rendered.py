"""Markdown as the page that it becomes, for notes that its author set in raw HTML or with links within the page.

Every block begins on the line of the page that it has in the file, so that the lines of findings hold.
"""

from __future__ import annotations

import re

from citecheck.draft import html
from citecheck.draft.manuscript import Manuscript
from citecheck.draft.markdown.parse import Parsed, render

_HAND_SET = re.compile(r"<sup\b|\]\(#|<(?:a|li|p|b|span|div)\s[^<>]{0,200}\b(?:id|name)\s*=", re.IGNORECASE)


def is_hand_set(text: str) -> bool:
    """Say whether a file has raised figures of HTML, or places within itself that links may lead to."""
    return bool(_HAND_SET.search(text))


def read_rendered(parsed: Parsed) -> Manuscript:
    """Read the page of a file as any other page."""
    pieces: list[str] = []
    line = 0
    for first, piece in _blocks(parsed):
        pieces.append("\n" * (first - line) + piece)
        line = max(line, first) + piece.count("\n")
    return html.read("".join(["\ufeff", *pieces]).encode(), base=None)


def _blocks(parsed: Parsed) -> list[tuple[int, str]]:
    """Render each block of the outermost level; with the line, from 0, that it begins on."""
    made: list[tuple[int, str]] = []
    start = 0
    for at, token in enumerate(parsed.tokens):
        if token.level == 0 and token.nesting <= 0:
            inside = parsed.tokens[start : at + 1]
            made.append(((inside[0].map or [0])[0], render(inside).rstrip("\n")))
            start = at + 1
    return made
