"""Addresses in HTML and Markdown, located by their offsets in the file.

In HTML, these are the `href` of links and the text between tags. The source is scanned rather than parsed and
serialised, so everything else keeps its bytes. A copy is named by Robust Links attributes (`data-versionurl`,
`data-versiondate`) on the link itself; an address that is not a link gets a link to the copy after it.

In Markdown, these are link destinations, definitions, `<…>` and bare addresses (CommonMark 0.31, 6.3, 4.7, 6.5). A
copy becomes a separate link after the link. A definition (`[id]: address`) has no place for one and is unchanged.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from citecheck.draft.repair.edits import (
    AddressSyntax,
    Splice,
    WrittenAddress,
    find_splices,
    find_text_addresses,
    resolve_link_text,
)
from citecheck.draft.repair.plan import Repair, target_of
from citecheck.model.target import Target
from citecheck.url.references import find_references

_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)"
    r"|<(?P<raw>script|style|textarea|title|template)\b[^<>]*>.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<close>/)?(?P<name>[a-zA-Z][^\s/>]*)(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>",
    re.DOTALL | re.IGNORECASE,
)
_HREF = re.compile(
    r"""(?<![\w-])href\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'>]+))""", re.IGNORECASE
)
_ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|\w+);?")


@dataclass(frozen=True, slots=True)
class _HtmlText:
    """Text between tags with its entities resolved; `at[i]` is the offset of character i in the source."""

    plain: str
    at: tuple[int, ...]


def find_html_splices(source: str, repairs: tuple[Repair, ...], base: str | None) -> tuple[Splice, ...]:
    """Return the changes to an HTML source, in order; relative links are resolved against `base`."""
    links = find_splices(source, _find_links(source, base), repairs, _ON_LINK)
    texts = find_splices(source, _find_texts(source, base), repairs, _AFTER_TEXT)
    return tuple(sorted((*links, *texts), key=lambda splice: (splice.start, splice.end)))


def _find_links(source: str, base: str | None) -> Iterator[WrittenAddress]:
    """Yield the href of every link; the place for a copy is after the attribute."""
    for token in _TOKEN.finditer(source):
        found = _find_href(source, token)
        if found:
            copy_at = None if "data-versionurl" in token["attributes"].lower() else found.end()
            yield WrittenAddress(*found.span(_group_of(found)), _parse_target(found, base), copy_at)


def _find_texts(source: str, base: str | None) -> Iterator[WrittenAddress]:
    """Yield the displayed addresses; in a link they have no place for a copy, because the link itself names it."""
    done, link = 0, None
    for token in (*_TOKEN.finditer(source), None):
        end = token.start() if token else len(source)
        yield from _find_in_text(_resolve_entities(source, done, end), link)
        if token is None:
            return
        if (token["name"] or "").lower() == "a":
            found = _find_href(source, token)
            link = _parse_target(found, base) if found else None
        done = token.end()


def _find_in_text(text: _HtmlText, link: Target | None) -> Iterator[WrittenAddress]:
    for found in find_references(text.plain):
        start, end = text.at[found.start], text.at[found.end]
        if link is None:
            yield WrittenAddress(start, end, found.target, end)
        else:
            yield WrittenAddress(start, end, resolve_link_text(link, found.target))


def _find_href(source: str, token: re.Match[str]) -> re.Match[str] | None:
    """Return the href of a tag that begins a link, None for any other tag."""
    if token["close"] or (token["name"] or "").lower() != "a":
        return None
    return _HREF.search(source, token.start("attributes"), token.end("attributes"))


def _group_of(href: re.Match[str]) -> str:
    return next(name for name in ("double", "single", "bare") if href[name] is not None)


def _parse_target(href: re.Match[str], base: str | None) -> Target:
    written = html.unescape(href[_group_of(href)]).strip()
    if base and not _ABSOLUTE.match(written):
        written = urljoin(base, written)
    return target_of(written)


def _resolve_entities(source: str, start: int, end: int) -> _HtmlText:
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
    return _HtmlText("".join(plain), tuple(at))


def _render_copy_attributes(repair: Repair) -> str:
    day = f' data-versiondate="{repair.day}"' if repair.day else ""
    return f' data-versionurl="{html.escape(repair.new)}"{day}'


def _render_copy_link(repair: Repair) -> str:
    day = f' data-versiondate="{repair.day}"' if repair.day else ""
    original = f' data-originalurl="{html.escape(repair.old)}"'
    return f' (<a href="{html.escape(repair.new)}"{original}{day}>archived</a>)'


_ON_LINK = AddressSyntax(address=html.escape, copy=_render_copy_attributes)
_AFTER_TEXT = AddressSyntax(address=html.escape, copy=_render_copy_link)


_DESTINATION = r"<(?P<angled>[^<>\n]*)>|(?P<bare>(?:[^\s()<>\\]|\\.|\((?:[^\s()\\]|\\.)*\))+)"
_LINK = re.compile(rf"\]\(\s*(?:{_DESTINATION})(?:\s+(?:\"[^\"]*\"|'[^']*'|\([^)]*\)))?\s*\)")
_DEFINITION = re.compile(rf"(?m)^ {{0,3}}\[(?!\^)[^\]\n]+\]:[ \t]*(?:{_DESTINATION})")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_CODE = re.compile(r"(?ms)^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)|(`+)(?!`)[^\n]+?(?<!`)\2(?!`)")


def find_markdown_addresses(text: str) -> Iterator[WrittenAddress]:
    """Yield every address of a Markdown text outside code."""
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
    for found_address in find_text_addresses(rest):
        link = next((target for span, target in shown if found_address.start in span), None)
        yield (
            found_address
            if link is None
            else replace(found_address, target=resolve_link_text(link, found_address.target), copy_at=None)
        )


def _unescape(destination: str) -> str:
    """Resolve backslash escapes and entities (CommonMark 0.31, 2.4 and 2.5)."""
    return html.unescape(_ESCAPED.sub(r"\1", destination))


def _find_opening_bracket(text: str, closing: int) -> int:
    """Return the offset of the bracket that `closing` closes, 0 if there is none."""
    depth = 0
    for at in range(closing, -1, -1):
        depth += (text[at] == "]") - (text[at] == "[")
        if depth <= 0:
            return at
    return 0


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _blank_destination(found: re.Match[str]) -> str:
    """Blank a destination and keep the text of its link, which may contain another address."""
    return found[0][:1] + _blank(found)[1:]


def _render_copy(repair: Repair) -> str:
    return f" ([archived](<{repair.new}>))"


MARKDOWN_SYNTAX = AddressSyntax(address=str, copy=_render_copy)
