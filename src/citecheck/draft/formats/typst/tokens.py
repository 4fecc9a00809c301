"""The tokens of Typst: in markup, what is not plain text; in code, what holds content or is a call.

https://typst.app/docs/reference/syntax/
"""

from __future__ import annotations

import re

MARKUP = re.compile(
    r"(?P<comment>//[^\n]*)"
    r"|(?P<block_comment>/\*)"
    r"|(?P<url>https?://(?:[^\s\[\]<>\"`{}\\]|\[[^\[\]\s]*\])+)"
    r"|(?P<raw>`{3,}|`)"
    r"|(?P<math>\$)"
    r"|\\u\{(?P<point>[0-9a-fA-F]{1,6})\}"
    r"|\\(?P<escaped>[^\w\s])"
    r"|(?P<break>\\(?=\s|\Z))"
    r"|(?P<open>\[)|(?P<close>\])"
    r"|#(?P<code>(?=[^\W\d]|[({\[\"]))"
    r"|(?<![\w@])@(?P<key>[\w](?:[\w:.-]*[\w])?)"
    r"|[ \t]*<(?P<label>[\w:.-]{1,120})>"
    r"|(?P<mark>(?<!\w)[*_]|[*_](?!\w))"
    r"|(?P<dash>-{2,3}|\.\.\.|~)"
)
"""A mark of emphasis is not inside a word ("a_b")."""
CODE = re.compile(
    r"(?P<comment>//[^\n]*)"
    r"|(?P<block_comment>/\*)"
    r"|(?P<string>\"(?:[^\"\\]|\\.)*(?:\"|\Z))"
    r"|(?P<raw>`{3,}|`)"
    r"|(?P<math>\$)"
    r"|(?P<content>\[)|(?P<paren>[({])|(?P<close>[)}\]])"
    r"|(?P<name>[^\W\d][\w-]*)"
    r"|(?P<end>[\n;])",
    re.DOTALL,
)
DASHES = {"--": "–", "---": "—", "...": "…", "~": " "}
LINE_START = re.compile(
    r"[ \t]*(?:(?P<heading>=+)[ \t]+|(?P<item>(?:[-+]|\d{1,4}\.)[ \t]+)|/[ \t]+(?P<term>[^\n:]{1,200}):[ \t]*)"
)
STRING = re.compile(r"\s*\"((?:[^\"\\]|\\.)*)\"", re.DOTALL)
PART = re.compile(r"\s*\(?\s*\"((?:[^\"\\]|\\.)*)\"(?:\s*\))?", re.DOTALL)
"""The name of a part after `include`, with or without brackets."""
STRING_ALONE = re.compile(r"\s*\"((?:[^\"\\]|\\.)*)\"\s*,?\s*(?=\))", re.DOTALL)
UNSEEN_NAME = re.compile(r"(?:idx|index|pin|icon|fa-|gls|acr|counter|label)")
"""The beginnings of names of functions whose argument is a name and no text."""
LABEL_ARGUMENT = re.compile(r"\s*(?:<([\w:.-]{1,120})>|label\(\s*\"([^\"\n]{1,120})\"\s*\))")
LABEL_AFTER = re.compile(r"[ \t]*\n?[ \t]*<([\w:.-]{1,120})>")
ELSE = re.compile(r"\s*else\b")
MEMBER = re.compile(r"\.(?=[^\W\d])([\w-]+)")
_BLOCK_EDGE = re.compile(r"/\*|\*/")


def unescape_string(text: str) -> str:
    """Return the value of a string without its quotation marks."""
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t", "r": "\r"}.get(found[1], found[1]), text)


def skip_block_comment(text: str, at: int, end: int) -> int:
    """Return the offset after a comment that begins at `at`; comments nest, and an open one ends with the text."""
    depth = 0
    for found in _BLOCK_EDGE.finditer(text, at, end):
        depth += 1 if found.group() == "/*" else -1
        if depth == 0:
            return found.end()
    return end


def find_raw_end(text: str, at: int, fence: str, end: int) -> tuple[int, int]:
    """Return the end of raw text whose fence ends at `at`, and the offset after the closing fence."""
    stop = text.find(fence, at, end)
    return (end, end) if stop < 0 else (stop, stop + len(fence))


def find_math_end(text: str, at: int, end: int) -> int | None:
    """Return the offset of the sign that closes a formula, None if there is none."""
    stop = text.find("$", at, end)
    while stop > 0 and text[stop - 1] == "\\":
        stop = text.find("$", stop + 1, end)
    return stop if stop >= 0 else None
