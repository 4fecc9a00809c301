"""Addresses in Markdown: destinations of links, definitions, `<…>` and bare ones (CommonMark 0.31, 6.3, 4.7, 6.5).

A copy is named behind the link as one of its own. A definition (`[id]: address`) has no place for one: it is told
and
left.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from citecheck.draft.repair.edits import AddressSyntax, WrittenAddress, find_text_addresses, resolve_link_text
from citecheck.draft.repair.plan import Repair, target_of
from citecheck.model.target import Target

_DESTINATION = r"<(?P<angled>[^<>\n]*)>|(?P<bare>(?:[^\s()<>\\]|\\.|\((?:[^\s()\\]|\\.)*\))+)"
_LINK = re.compile(rf"\]\(\s*(?:{_DESTINATION})(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?\s*\)")
_DEFINITION = re.compile(rf"(?m)^ {{0,3}}\[(?!\^)[^\]\n]+\]:[ \t]*(?:{_DESTINATION})")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CODE = re.compile(r"(?ms)^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)|(`+)(?!`)[^\n]+?(?<!`)\2(?!`)")


def find_markdown_addresses(text: str) -> Iterator[WrittenAddress]:
    """Give every address of a Markdown text outside code."""
    rest = _CODE.sub(_blank, text)
    shown: list[tuple[range, Target]] = []
    for pattern, has_place in ((_LINK, True), (_DEFINITION, False)):
        for found in pattern.finditer(rest):
            group = "angled" if found["angled"] is not None else "bare"
            start, end = found.span(group)
            target = target_of(_unescape(text[start:end]))
            yield WrittenAddress(start, end, target, found.end() if has_place else None)
            shown.append((range(_find_opening_bracket(rest, found.start()), found.start()), target))
        rest = pattern.sub(_blank_destination, rest)
    for standing in find_text_addresses(rest):
        link = next((target for span, target in shown if standing.start in span), None)
        yield (
            standing
            if link is None
            else replace(standing, target=resolve_link_text(link, standing.target), beside=None)
        )


def _unescape(destination: str) -> str:
    """Resolve backslash escapes and entities (CommonMark 0.31, 2.4 and 2.5)."""
    return html.unescape(_ESCAPED.sub(r"\1", destination))


def _find_opening_bracket(text: str, closing: int) -> int:
    """Find the bracket that `closing` closes, the start of the text if there is none."""
    depth = 0
    for at in range(closing, -1, -1):
        depth += (text[at] == "]") - (text[at] == "[")
        if depth <= 0:
            return at
    return 0


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _blank_destination(found: re.Match[str]) -> str:
    """Blank a destination and keep the text of its link, which may show an address of its own."""
    return found[0][:1] + _blank(found)[1:]


def _render_copy(repair: Repair) -> str:
    return f" ([archived](<{repair.new}>))"


MARKDOWN_SYNTAX = AddressSyntax(address=str, copy=_render_copy)
