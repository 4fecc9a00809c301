"""The parser of Markdown, markdown-it with its footnote plugin, and what of a file it must not see.

The plugin's last step, which moves the notes to the end, is left out: so every note keeps its lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, image, link
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_inline, footnote_ref

from citecheck.draft.markdown.dialects import plain_lines

_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(?P<inside>.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title\s*[:=]\s*(?P<title>.+)$", re.MULTILINE)
InlineRule = Callable[[StateInline, bool], bool]
_BRACKET = re.compile(r"[\[\]]")
_HIDDEN = 20
"""Brackets within a link that may be no brackets but signs of code; with more, none closes it."""
_REFERENCE = re.compile(r"\[\^[^ \n\[\]]{1,999}\]")
"""A reference to a note, its label as long as CommonMark lets one be."""
_LANGUAGE = re.compile(r"^lang(?:uage)?\s*[:=]\s*[\"']?(?P<language>[a-z]{2})\b", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Tokens of a file, its source lines, and what its front matter says."""

    tokens: list[Token]
    lines: list[str]
    inline_notes: dict[int, str]
    references: dict[str, int]
    """Label of a link definition ("[1]: address") to its line, from 0."""
    title: str | None
    language: str | None


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
    parser.inline.ruler.at("footnote_ref", _footnote_ref)
    parser.inline.ruler.at("footnote_inline", _closed(footnote_inline))
    parser.inline.ruler.at("link", _closed(link))
    parser.inline.ruler.at("image", _closed(image))
    return parser.disable("footnote_tail")


def _footnote_ref(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser's signature)
    """Read a reference; the plugin's rule looks for the end of each "[^" through the rest of the paragraph."""
    return _REFERENCE.match(state.src, state.pos, state.posMax) is not None and footnote_ref(state, silent)


def _closed(rule: InlineRule) -> InlineRule:
    """Let a rule look at a bracket only where it may close: it reads on from each, twenty of them deep."""

    def closed(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 (the parser's signature)
        at = state.src.find("[", state.pos, state.pos + 2)
        if at < 0 or _left_open(state.src).get(at, _HIDDEN) > _HIDDEN:
            return False
        return rule(state, silent)

    return closed


@lru_cache(maxsize=32)  # of one paragraph and what it nests
def _left_open(text: str) -> dict[int, float]:
    """Map each opening bracket to how many behind it are open still where most are closed: below 0 if it is itself."""
    left: dict[int, float] = {}
    fewest = inf
    for found in reversed(list(_BRACKET.finditer(text))):
        if found[0] == "[":
            left[found.start()] = fewest
            fewest += 1
        else:
            fewest = min(0, fewest) - 1
    return left


def parse(text: str) -> Parsed:
    """Parse Markdown. Front matter becomes empty lines, so that line numbers stay those of the file."""
    front = _FRONT.match(text)
    inside = front["inside"] if front else ""
    if front:
        text = "\n" * front[0].count("\n") + text[front.end() :]
    text = plain_lines(text)
    env: dict[str, Any] = {}
    tokens = _parser().parse(text, env)
    listed = env.get("footnotes", {}).get("list", {})
    references = {label: row["map"][0] for label, row in env.get("references", {}).items() if row.get("map")}
    title, language = _TITLE.search(inside), _LANGUAGE.search(inside)
    return Parsed(
        tokens,
        text.split("\n"),
        {number: row["content"] for number, row in listed.items() if "content" in row},
        references,
        title["title"].strip().strip("\"'") if title else None,
        language["language"] if language else None,
    )


def render(tokens: list[Token]) -> str:
    """Render tokens of a file without notes as HTML."""
    parser = _parser()
    return str(parser.renderer.render(tokens, parser.options, {}))
