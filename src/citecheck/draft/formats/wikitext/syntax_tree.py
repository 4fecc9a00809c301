"""Parse the nesting of wikitext: templates, links, notes, tags and comments as spans inside one another.

This is not mwparserfromhell, the usual parser and an oracle of the tests, because it backtracks: 20,000 unclosed "{{"
take it minutes. Here one pass over the tokens pairs openers with closers on a stack. Openers that never close are plain
text, as on a rendered page. Depth is bounded, so time is linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto

_DEPTH = 40
"""The deepest nesting that is parsed. Deeper markup is plain text. MediaWiki's own limit is also 40."""

_TOKEN = re.compile(
    r"(?P<comment><!--)"
    r"|<(?P<raw>nowiki|pre|source|syntaxhighlight|math|chem|score|timeline|gallery|templatedata|graph|hiero)\b[^<>]{0,400}>"
    r"|(?P<ref><ref\b(?:[^<>\"']|\"[^\"<>]{0,400}\"|'[^'<>]{0,400}')*>)"
    r"|(?P<endref></ref\s*>)"
    r"|(?P<refs><references\b[^<>]{0,400}>)"
    r"|(?P<endrefs></references\s*>)"
    r"|(?P<tag></?[a-zA-Z][^<>]{0,1000}>)"
    r"|(?P<template>\{\{)|(?P<endtemplate>\}\})"
    r"|(?P<link>\[\[)|(?P<endlink>\]\])"
    r"|(?P<address>\[(?=(?:https?:|ftp:|mailto:|news:|irc:)?//|mailto:))|(?P<endaddress>\])"
    r"|(?P<line>\n)",
    re.IGNORECASE,
)


class NodeKind(Enum):
    """The kinds of nodes."""

    ROOT = auto()
    TEMPLATE = auto()
    LINK = auto()
    ADDRESS = auto()
    REF = auto()
    REFERENCES = auto()
    TAG = auto()
    RAW = auto()
    COMMENT = auto()


@dataclass(slots=True)
class WikiNode:
    """A span of the text.

    `start:end` includes its brackets, `inner:inner_end` excludes them, and `inside` holds its child nodes in order.
    """

    form: NodeKind
    start: int
    inner: int
    end: int = -1
    inner_end: int = -1
    inside: list[WikiNode] = field(default_factory=list)


_OPENERS = {
    "template": NodeKind.TEMPLATE,
    "link": NodeKind.LINK,
    "address": NodeKind.ADDRESS,
    "ref": NodeKind.REF,
    "refs": NodeKind.REFERENCES,
}
_CLOSERS = {
    "endtemplate": NodeKind.TEMPLATE,
    "endlink": NodeKind.LINK,
    "endaddress": NodeKind.ADDRESS,
    "endref": NodeKind.REF,
    "endrefs": NodeKind.REFERENCES,
}
_BARRIERS = frozenset({NodeKind.REF, NodeKind.REFERENCES})
"""Nodes that brackets do not cross: a bracket inside a note never closes one outside it."""


class _TreeBuilder:
    def __init__(self, text: str) -> None:
        self._text = text
        self._stack = [WikiNode(NodeKind.ROOT, 0, 0)]
        self._unclosed: set[str] = set()

    def build(self) -> WikiNode:
        at = 0
        while (token := _TOKEN.search(self._text, at)) is not None:
            at = self._take(token)
        while len(self._stack) > 1:
            self._give_up()
        root = self._stack[0]
        root.end = root.inner_end = len(self._text)
        return root

    def _take(self, token: re.Match[str]) -> int:
        """Handle one token, and return where to search for the next."""
        kind = token.lastgroup or ""
        if kind == "comment":
            return self._whole(NodeKind.COMMENT, token, "-->")
        if kind == "raw":
            if token.group().endswith("/>"):
                return self._leaf(NodeKind.TAG, token.start(), token.end(), token.end())
            return self._whole(NodeKind.RAW, token, f"</{token['raw'].lower()}>")
        if kind in _OPENERS:
            self._open(_OPENERS[kind], token)
        elif kind in _CLOSERS:
            return self._close(_CLOSERS[kind], token)
        elif kind == "tag":
            return self._leaf(NodeKind.TAG, token.start(), token.end(), token.end())
        elif kind == "line" and self._stack[-1].form is NodeKind.ADDRESS:
            self._give_up()
        return token.end()

    def _leaf(self, form: NodeKind, start: int, inner: int, end: int, inner_end: int | None = None) -> int:
        self._stack[-1].inside.append(WikiNode(form, start, inner, end, end if inner_end is None else inner_end))
        return end

    def _whole(self, form: NodeKind, token: re.Match[str], closer: str) -> int:
        """Add everything up to `closer` as one node.

        Without a closer, a comment extends to the end of the text, and a tag is only a tag.
        """
        if closer not in self._unclosed:
            found = re.compile(re.escape(closer), re.IGNORECASE).search(self._text, token.end())
            if found is not None:
                return self._leaf(form, token.start(), token.end(), found.end(), found.start())
        self._unclosed.add(closer)
        if form is NodeKind.COMMENT:
            return self._leaf(form, token.start(), token.end(), len(self._text))
        return self._leaf(NodeKind.TAG, token.start(), token.end(), token.end())

    def _open(self, form: NodeKind, token: re.Match[str]) -> None:
        if form in _BARRIERS and token.group().endswith("/>"):
            self._leaf(form, token.start(), token.end(), token.end())
        elif len(self._stack) <= _DEPTH:
            self._stack.append(WikiNode(form, token.start(), token.end()))

    def _close(self, form: NodeKind, token: re.Match[str]) -> int:
        depth = len(self._stack) - 1
        while depth and self._stack[depth].form is not form:
            if self._stack[depth].form in _BARRIERS and form not in _BARRIERS:
                return token.start() + 1 if len(token.group()) == 2 and form is not NodeKind.TEMPLATE else token.end()
            depth -= 1
        if not depth:
            # "]]" may close one "[http://…" and leave one bracket
            return (
                token.start() + 1 if token.group() == "]]" and self._stack[-1].form is NodeKind.ADDRESS else token.end()
            )
        if form is NodeKind.LINK and self._stack[-1].form is NodeKind.ADDRESS:
            self._finish(token.start(), token.start() + 1)
            return token.start() + 1
        while len(self._stack) - 1 > depth:
            self._give_up()
        self._finish(token.start(), token.end())
        return token.end()

    def _finish(self, inner_end: int, end: int) -> None:
        node = self._stack.pop()
        node.inner_end, node.end = inner_end, end
        self._stack[-1].inside.append(node)

    def _give_up(self) -> None:
        """Treat the innermost opener as plain text, and move its child nodes to the node around it.

        The opener of a note that never closes is read as the `<ref name=…/>` that was probably intended.
        """
        node = self._stack.pop()
        if node.form is NodeKind.REF:
            self._leaf(NodeKind.REF, node.start, node.inner, node.inner)
        self._stack[-1].inside.extend(node.inside)


def parse_wikitext(text: str) -> WikiNode:
    """Return the root node of a text."""
    return _TreeBuilder(text).build()
