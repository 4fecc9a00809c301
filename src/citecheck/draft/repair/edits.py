"""Repairs applied to the places where their addresses are written; pure, on text.

A format reports where addresses are (`WrittenAddress`) and how it writes an address, or a copy next to one
(`AddressSyntax`). This module decides which repair applies, the same way for all formats. It also implements plain
text, where an address is anything that reads as one.

Addresses in HTML and Markdown, located by their offsets in the file.

In HTML, these are the `href` of links and the text between tags. The source is scanned rather than parsed and
serialised, so everything else keeps its bytes. A copy is named by Robust Links attributes (`data-versionurl`,
`data-versiondate`) on the link itself; an address that is not a link gets a link to the copy after it.

In Markdown, these are link destinations, definitions, `<…>` and bare addresses (CommonMark 0.31, 6.3, 4.7, 6.5). A
copy becomes a separate link after the link. A definition (`[id]: address`) has no place for one and is unchanged.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from citecheck.draft.repair.plan import Repair, RepairKind, Slot, target_of
from citecheck.model.target import CutUrl, Target, Url
from citecheck.url.normal_form import source_key
from citecheck.url.references import find_references


@dataclass(frozen=True, slots=True)
class WrittenAddress:
    """An address at `text[start:end]` and its target.

    `copy_at` is the offset where a copy can be named, None if there is none (the element already names a copy).
    """

    start: int
    end: int
    target: Target
    copy_at: int | None = None


@dataclass(frozen=True, slots=True)
class AddressSyntax:
    """How a format writes the replacement of an address and the name of a copy next to it."""

    address: Callable[[str], str]
    copy: Callable[[Repair], str]


@dataclass(frozen=True, slots=True)
class Splice:
    """One change: `repair` replaces `text[start:end]` with `new`."""

    start: int
    end: int
    new: str
    repair: Repair


def resolve_link_text(link: Target, shown: Target) -> Target:
    """Return the link's address if its text shows the same address cut or in another spelling, else the text's."""
    match shown, link:
        case Url(canonical=text), Url(canonical=address) if source_key(text) == source_key(address):
            return replace(shown, canonical=address)
        case CutUrl(prefix=prefix), Url(canonical=address) if address.startswith(prefix):
            return link
        case _:
            return shown


def find_splices(
    text: str, addresses: Iterable[WrittenAddress], repairs: Sequence[Repair], syntax: AddressSyntax
) -> tuple[Splice, ...]:
    """Return the changes to `text`, in order; a copy that is already named is not added again."""
    places = list(addresses)
    ends = [found.start() for found in re.finditer("\n", text)]
    lines = [bisect_left(ends, place.start) + 1 for place in places]
    return build_splices(text, zip(places, match_repairs(places, repairs, lines), strict=True), syntax)


def build_splices(
    text: str, matched: Iterable[tuple[WrittenAddress, Sequence[Repair]]], syntax: AddressSyntax
) -> tuple[Splice, ...]:
    """Return the changes to `text` that the repairs of its addresses make, in order."""
    found: dict[tuple[int, int], Splice] = {}
    for place, repairs in matched:
        for repair in repairs:
            splice = _build_splice(text, place, repair, syntax)
            if splice:
                found.setdefault((splice.start, splice.end), splice)
    return tuple(found[at] for at in sorted(found))


def match_repairs(
    addresses: Sequence[WrittenAddress], repairs: Sequence[Repair], lines: Sequence[int] | None
) -> list[list[Repair]]:
    """Return the repairs of each of the addresses of a draft, which are in its order.

    `lines` are those of the addresses, from 1, None if the format has none. A repair with a slot has one address: the
    only one on its line, or else the one with its number if the draft has as many equal addresses as sources. If
    neither is so, it is unknown which one is meant, and the repair has none.
    """
    places: dict[tuple[str, bool], list[int]] = {}
    for at, address in enumerate(addresses):
        places.setdefault(_key_of(address.target), []).append(at)
    found: list[list[Repair]] = [[] for _ in addresses]
    for repair in repairs:
        here = places.get((repair.old, repair.cut), [])
        for at in here if repair.slot is None else _find_slot(repair.slot, here, lines):
            found[at].append(repair)
    return found


def _find_slot(slot: Slot, here: list[int], lines: Sequence[int] | None) -> list[int]:
    """Return the address of a slot among the equal addresses `here`, in a list that is empty if it is not known."""
    on_line = [at for at in here if lines is not None and lines[at] == slot.line]
    if len(on_line) == 1 and slot.alone:
        return on_line
    if len(here) != slot.of:
        return []
    at = here[slot.number - 1]
    return [at] if lines is None or lines[at] >= (slot.line or 0) else []


def apply_splices(text: str, changes: Iterable[Splice]) -> str:
    """Return `text` with the changes made; they are in order and do not overlap."""
    parts: list[str] = []
    done = 0
    for change in changes:
        parts += (text[done : change.start], change.new)
        done = change.end
    return "".join((*parts, text[done:]))


def _build_splice(text: str, place: WrittenAddress, repair: Repair, syntax: AddressSyntax) -> Splice | None:
    if repair.kind is not RepairKind.MEMENTO:
        new = syntax.address(_keep_fragment(repair.new, place.target))
        return Splice(place.start, place.end, new, repair)
    copy = syntax.copy(repair)
    if place.copy_at is None or text.startswith(copy, place.copy_at):
        return None
    return Splice(place.copy_at, place.copy_at, copy, repair)


def _key_of(target: Target) -> tuple[str, bool]:
    match target:
        case Url(canonical=url):
            return url, False
        case CutUrl(prefix=prefix):
            return prefix, True
        case _:
            return "", False


def _keep_fragment(new: str, target: Target) -> str:
    """Keep the fragment that the draft names; it is not part of what was checked."""
    written = target.written if isinstance(target, Url) else ""
    _, separator, fragment = written.partition("#")
    return f"{new}{separator}{fragment}" if fragment and "#" not in new else new


_CLOSING_BRACKETS = {"<": ">", "[": "]"}
"""Brackets that contain only an address; a copy is named after them."""


def find_text_addresses(text: str) -> Iterator[WrittenAddress]:
    """Yield every address of a text."""
    for found in find_references(text):
        before = text[found.start - 1] if found.start else ""
        end = found.end
        if _CLOSING_BRACKETS.get(before, "\0") == text[end : end + 1]:
            end += 1
        yield WrittenAddress(found.start, found.end, found.target, end)


def _render_copy(repair: Repair) -> str:
    return f" (archived: {repair.new})"


TEXT_SYNTAX = AddressSyntax(address=str, copy=_render_copy)


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


def _render_markup_copy(repair: Repair) -> str:
    return f" ([archived](<{repair.new}>))"


MARKDOWN_SYNTAX = AddressSyntax(address=str, copy=_render_markup_copy)
