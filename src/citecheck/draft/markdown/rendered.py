"""Markdown as the page that it becomes, for notes that its author set in raw HTML or with links within the page.

Every block begins on the line of the page that it has in the file, so that the lines of findings hold.
"""

from __future__ import annotations

import re

from citecheck.draft import html
from citecheck.draft.manuscript import Manuscript
from citecheck.draft.markdown.parse import Parsed, render

_LINKED = re.compile(r"\](?:\(|:\s{1,4})#|<a\s[^<>]{0,200}\bhref\s*=\s*[\"']?#", re.IGNORECASE)
_HAND_SET = re.compile(
    r"<sup\b|\](?:\(|:\s{1,4})#|<(?:a|li|p|b|span|div)\s[^<>]{0,200}\b(?:id|name)\s*=", re.IGNORECASE
)

_OPENED = re.compile(r"(<(?:ol|ul|li|blockquote|table|thead|tbody|tr)(?: [^<>]*)?>|</t[dh]>)\n")
"""A line break that rendering adds and the file does not have."""


def is_hand_set(text: str) -> bool:
    """Say whether a file has raised figures of HTML, or places within itself that links may lead to."""
    return bool(_HAND_SET.search(text))


def is_linked(text: str) -> bool:
    """Say whether a file has links to places within itself."""
    return bool(_LINKED.search(text))


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
            piece = render(inside).rstrip("\n")
            kept = piece if inside[0].type == "html_block" else _OPENED.sub(r"\1", piece)
            made.append(((inside[0].map or [0])[0], kept))
            start = at + 1
    return made
