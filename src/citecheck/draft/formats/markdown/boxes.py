"""Read the boxes and tabs of Python-Markdown: a head, and below it lines that are indented as code is.

Their text is shown, so their links and notes are those of the page. A head without indented lines is plain text.
Sources: the documentation of Python-Markdown (Admonition) and of PyMdown Extensions (Details, Tabbed).
"""

from __future__ import annotations

import re

from markdown_it.rules_block import StateBlock

_HEAD = re.compile(
    r"(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+"  # ??? tip "How", === "C"
    r"(?:[\w-]+(?:[ \t]+[\w-]+){0,5}[ \t]*)?(?:\"(?P<title>[^\"\n]*)\")?[ \t]*"
)
_INDENT = 4
"""Blanks before each line of a box."""


def read_box(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 (the parser's signature)
    """Read the lines below the head at line `start` as blocks of their own; return whether it is the head of a box."""
    head = _HEAD.fullmatch(state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]])
    if head is None or state.is_code_block(start):
        return False
    inside, after = state.blkIndent + _INDENT, start + 1
    while after < end and (state.isEmpty(after) or state.sCount[after] >= inside):
        after += 1
    if silent or all(state.isEmpty(line) for line in range(start + 1, after)):
        return False
    if head["title"]:
        _write_title(state, head["title"], start)
    outer, last = state.blkIndent, state.lineMax
    state.blkIndent, state.lineMax = inside, after
    state.md.block.tokenize(state, start + 1, after)
    state.blkIndent, state.lineMax, state.line = outer, last, after
    return True


def _write_title(state: StateBlock, words: str, line: int) -> None:
    state.push("paragraph_open", "p", 1).map = [line, line + 1]
    title = state.push("inline", "", 0)
    title.content, title.map, title.children = words, [line, line + 1], []
    state.push("paragraph_close", "p", -1)
