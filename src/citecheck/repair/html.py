"""Addresses in HTML source: `href` of links and the text between tags, by their places in the file.

The source is scanned, not parsed and written again, so everything else keeps its bytes. A copy is named by the
attributes of Robust Links (`data-versionurl`, `data-versiondate`) on the link itself; an address that is no link gets
one behind it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from citecheck.repair.edits import Manner, Splice, Standing, splices
from citecheck.repair.plan import target_of
from citecheck.repair.repair import Repair
from citecheck.target import find_references

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|textarea|title|template)\b[^<>]*>.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<close>/)?(?P<name>[a-zA-Z][^\s/>]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL | re.IGNORECASE,
)
_HREF = re.compile(
    r"""(?<![\w-])href\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""", re.IGNORECASE
)
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);?")


@dataclass(frozen=True, slots=True)
class _Text:
    """Text between tags with its entities resolved; `at[i]` is where character i stands in the source."""

    plain: str
    at: tuple[int, ...]


def html_splices(source: str, repairs: tuple[Repair, ...]) -> tuple[Splice, ...]:
    """Find what has to be changed in an HTML source, in order."""
    links = splices(source, _links(source), repairs, _ON_LINK)
    texts = splices(source, _texts(source), repairs, _BEHIND_TEXT)
    return tuple(sorted((*links, *texts), key=lambda splice: (splice.start, splice.end)))


def _links(source: str) -> Iterator[Standing]:
    """Give the href of every link; a copy is named behind the attribute."""
    for token in _TOKEN.finditer(source):
        if token["close"] or (token["name"] or "").lower() != "a":
            continue
        found = _HREF.search(source, token.start("attributes"), token.end("attributes"))
        if not found:
            continue
        group = next(name for name in ("double", "single", "bare") if found[name] is not None)
        start, end = found.span(group)
        beside = None if "data-versionurl" in token["attributes"].lower() else found.end()
        yield Standing(start, end, target_of(html.unescape(source[start:end])), beside)


def _texts(source: str) -> Iterator[Standing]:
    """Give the addresses a reader sees; within a link they have no place for a copy, the link itself names it."""
    depth, done = 0, 0
    for token in (*_TOKEN.finditer(source), None):
        end = token.start() if token else len(source)
        yield from _in_text(_resolved(source, done, end), in_link=depth > 0)
        if token is None:
            return
        if (token["name"] or "").lower() == "a":
            depth = max(0, depth + (-1 if token["close"] else 1))
        done = token.end()


def _in_text(text: _Text, *, in_link: bool) -> Iterator[Standing]:
    for found in find_references(text.plain):
        start, end = text.at[found.start], text.at[found.end]
        yield Standing(start, end, found.target, None if in_link else end)


def _resolved(source: str, start: int, end: int) -> _Text:
    plain: list[str] = []
    at: list[int] = []
    done = start
    for entity in _ENTITY.finditer(source, start, end):
        plain.append(source[done : entity.start()])
        at += range(done, entity.start())
        character = html.unescape(entity[0])
        plain.append(character)
        at += [entity.start()] * len(character)
        done = entity.end()
    plain.append(source[done:end])
    at += range(done, end + 1)
    return _Text("".join(plain), tuple(at))


def _attributes(repair: Repair) -> str:
    day = f' data-versiondate="{repair.day}"' if repair.day else ""
    return f' data-versionurl="{html.escape(repair.new)}"{day}'


def _link(repair: Repair) -> str:
    day = f' data-versiondate="{repair.day}"' if repair.day else ""
    original = f' data-originalurl="{html.escape(repair.old)}"'
    return f' (<a href="{html.escape(repair.new)}"{original}{day}>archived</a>)'


_ON_LINK = Manner(address=html.escape, copy=_attributes)
_BEHIND_TEXT = Manner(address=html.escape, copy=_link)
