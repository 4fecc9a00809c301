"""The links of a Markdown file: of its inline tokens, its HTML, its notes and its front matter.

The text of a note is its source, so an address in it is read there; `Hyperlink.cites` is False for such a link, which
only has its kind and place from the tokens. If the file is read as the page that it becomes, the links of that page
get kind and place from the tokens too. What tags write is read here as well: a link, or figures that they raise.
"""

from __future__ import annotations

import re
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice, takewhile
from typing import NamedTuple

from markdown_it.token import Token

from citecheck.draft.formats.html.links import TagLink, find_tag_links
from citecheck.draft.formats.markdown.parser import OFFSET
from citecheck.draft.manuscript import Hyperlink, LooseLink, ManuscriptBlock, Note, remove_stretches
from citecheck.draft.markers import TO_SUPERSCRIPT, raise_figures
from citecheck.draft.prose import Prose
from citecheck.model.draft import LinkKind, Place
from citecheck.model.target import Url
from citecheck.url.normal_form import parse_url, source_key
from citecheck.url.references import find_references

_FRONT_ADDRESS = re.compile(
    r"^[ \t]*(?:-[ \t]+)*(?:[\w.-]+[ \t]*[:=][ \t]*|-[ \t]+)"
    r"(?P<quote>[\"']?)(?P<address>https?://[^\s\"']+)(?P=quote)[ \t]*$",
    re.MULTILINE,
)
"""A value of front matter that is an address: "url: https://a.example.net", "- https://a.example.net"."""


_LINKED = 3
"""The tokens of a link whose words are one token."""
_CARETS = re.compile(r"(?<=[^\s^\[])\^(\d{1,3}(?:, ?\d{1,3}){0,9})\^(?![\w^\]])")
"""Figures that pandoc raises, "litres^1^"; "2^10^" of formulas is code or no pandoc, and stays a power."""
_LINKING = frozenset({"link_open", "image", "html_inline"})
"""The inline tokens that may hold a link."""


class TokenLink(NamedTuple):
    """A link of a token: `offset` in the source of its block, `shown` the words that show it."""

    offset: int
    href: str
    kind: LinkKind
    shown: str = ""


def kind_of(token: Token) -> LinkKind:
    """Return how the link or image of a token is written."""
    if token.type == "image":
        return LinkKind.IMAGE
    if token.markup == "autolink":
        return LinkKind.AUTOLINK
    return LinkKind.REFERENCE if "label" in token.meta else LinkKind.INLINE


def find_token_links(token: Token) -> Iterator[TokenLink]:
    """Yield the links of a token of a block, with those of its inline tokens, in order."""
    if token.type == "html_block":
        yield from (TokenLink(one.offset, one.target, LinkKind.HTML) for one in find_tag_links(token.content))
    children = token.children or []
    for at, child in enumerate(children):
        if child.type not in _LINKING:
            continue
        offset = child.meta.get(OFFSET, 0)
        if child.type == "link_open":
            shown = "".join(one.content for one in children[at + 1 : _find_closing(children, at)])
            yield TokenLink(offset, str(child.attrs.get("href", "")), kind_of(child), shown)
        elif child.type == "image":
            yield TokenLink(offset, str(child.attrs.get("src", "")), LinkKind.IMAGE)
        else:
            yield from (
                TokenLink(offset + one.offset, one.target, LinkKind.HTML) for one in find_tag_links(child.content)
            )


def _find_closing(children: Sequence[Token], at: int) -> int:
    return next((number for number in range(at, len(children)) if children[number].type == "link_close"), len(children))


def write_tag(prose: Prose, tag: str, links: Iterable[TagLink], place: Place) -> None:
    """Write a tag of HTML: an anchor opens or closes a link, another tag with an address has one of its own."""
    name = tag[:3].lower()
    if name == "<br":
        prose.write(" ")
    elif name == "</a" and tag[3:4] in {">", " "}:
        prose.close_link()
    for one in links:
        if one.tag == "a":
            prose.open_link(one.target, LinkKind.HTML, place)
        else:
            prose.add_link(one.target, LinkKind.HTML, place)


def place_in_note(text: str, found: Sequence[tuple[TokenLink, Place]]) -> Iterator[Hyperlink]:
    """Yield the links of a note at their place in its text: at its address, or at the words that show it."""
    written: dict[str, deque[tuple[int, int]]] = defaultdict(deque)
    for one in find_references(text) if found else ():
        if isinstance(one.target, Url):
            written[source_key(one.target.canonical)].append((one.start, one.end))
    keys = set(written)
    at = 0
    for link, place in found:
        target = parse_url(link.href)
        key = source_key(target.canonical) if isinstance(target, Url) else ""
        if key in keys or not isinstance(target, Url) or link.kind in {LinkKind.IMAGE, LinkKind.HTML}:
            start, end = written[key].popleft() if written[key] else (len(text), len(text))
            yield Hyperlink(start, end, link.href, link.kind, place, cites=False)
            continue
        shown = text.find(link.shown, at) if link.shown else -1
        start, end = (shown, shown + len(link.shown)) if shown >= 0 else (len(text), len(text))
        yield Hyperlink(start, end, link.href, link.kind, place)
        at = end if shown >= 0 else at


def find_front_addresses(front: str) -> Iterator[LooseLink]:
    """Yield the values of front matter, which begins in line 1, that are addresses."""
    for one in _FRONT_ADDRESS.finditer(front):
        start = one.start("address")
        line = front.count("\n", 0, start) + 1
        yield LooseLink(one["address"], LinkKind.BARE, Place(line, start - front.rfind("\n", 0, start)))


def take_places(
    blocks: Sequence[ManuscriptBlock], notes: Sequence[Note], links: Sequence[LooseLink]
) -> tuple[list[ManuscriptBlock], list[Note]]:
    """Return the blocks and notes of a rendered page with kind and place of each link as in the file."""
    waiting: dict[str, deque[LooseLink]] = defaultdict(deque)
    for one in links:
        waiting[one.href].append(one)

    def in_file(link: Hyperlink) -> Hyperlink:
        same = waiting.get(link.written or link.href)
        if not same:
            return link
        one = same.popleft()
        return replace(link, kind=one.kind, place=one.place)

    def mended(owner: ManuscriptBlock | Note) -> tuple[Hyperlink, ...]:
        return tuple(map(in_file, owner.links))

    return [replace(one, links=mended(one)) for one in blocks], [replace(one, links=mended(one)) for one in notes]


def raise_carets(blocks: Sequence[ManuscriptBlock]) -> list[ManuscriptBlock]:
    """Return blocks with the figures between carets raised, as pandoc does; not in code."""
    return [_raise_carets(block) if "^" in block.text else block for block in blocks]


def _raise_carets(block: ManuscriptBlock) -> ManuscriptBlock:
    found = [
        one for one in _CARETS.finditer(block.text) if not any(low <= one.start() < high for low, high in block.literal)
    ]
    return remove_stretches(block, [one.span() for one in found], [raise_figures(one[1]) for one in found])


def read_raised(children: Sequence[Token], at: int) -> tuple[str, int] | None:
    """Return figures, raised, and the number of tokens after that at `at`, otherwise None.

    The figures are in "<sup>12</sup>", or in a link within the page: "<sup>[12](#note-12)</sup>".
    """
    if children[at].content.lower() != "<sup>":
        return None
    inside = list(takewhile(lambda one: one.content.lower() != "</sup>", islice(children, at + 1, at + 5)))
    if len(inside) == _LINKED and str(inside[0].attrs.get("href", "")).startswith("#"):
        figure = inside[1].content
    else:
        figure = inside[0].content if len(inside) == 1 else ""
    closed = at + len(inside) + 1 < len(children)
    raised = closed and figure.isdigit() and figure.isascii()
    return (figure.translate(TO_SUPERSCRIPT), len(inside) + 1) if raised else None
