"""The links of a wikitext page: `[[page]]`, files, `[address words]`, HTML tags, and bare addresses.

The text that a reader sees is only a part of the page: most addresses are values of templates. So the links are read
from the tree, and the reader takes from here which of them its text and its notes hold.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from citecheck.draft.formats.html.links import find_tag_links
from citecheck.draft.formats.wikitext.syntax_tree import NodeKind, WikiNode, parse_wikitext
from citecheck.draft.links import find_bare_addresses
from citecheck.draft.manuscript import Hyperlink, LineIndex, LooseLink
from citecheck.model.draft import LinkKind

_FILE = re.compile(
    r"(?:file|image|datei|bild|fichier|archivo|imagen|файл|изображение|immagine|ficheiro|imagem|bestand|plik|media)\s*:",
    re.IGNORECASE,
)
"""The namespaces of files, in the languages of the largest wikis."""
_NO_TITLE = re.compile(r"[\[\]{}<>\n]")
"""Characters that no title has (MediaWiki's $wgLegalTitleChars)."""
_GALLERY = re.compile(r"<gallery", re.IGNORECASE)
_ROW = re.compile(r"[^\S\n]*(?P<title>[^|\n]+)\|?(?P<words>[^\n]*)")
"""A row of a gallery: "File:A.png|Words"."""
CODE = re.compile(r"<(?P<end>/?)(?:code|tt|kbd|samp)\b", re.IGNORECASE)
"""A tag that begins or ends code, which has no addresses."""


def is_address(title: str) -> bool:
    """Return whether the title of a page is an address: [[https://a.example.net|words]] is a common mistake."""
    return title.startswith(("http://", "https://"))


class WikiLink(NamedTuple):
    """A link that begins at `offset`. `written` is what the source has there, to find it in the text of a note."""

    offset: int
    written: str
    target: str
    kind: LinkKind


def find_links(text: str, root: WikiNode) -> list[WikiLink]:
    """Return the links of a page in order of their offsets."""
    return sorted(_find_in(text, root.start, root.end, root.inside), key=lambda one: one.offset)


def _find_in(text: str, start: int, end: int, nodes: Sequence[WikiNode]) -> Iterator[WikiLink]:
    """Yield the links of a span with the nodes in it; the depth of nodes is bounded by their parser."""
    at = start
    codes = 0
    for node in nodes:
        if not codes:
            yield from _find_bare(text, at, node.start, cut=node.form is NodeKind.TEMPLATE)
        at = max(at, node.end)
        if node.form is NodeKind.TAG and (code := CODE.match(text, node.start)) is not None:
            codes = max(0, codes + (-1 if code["end"] else 1))
        yield from _find_at(text, node)
    if not codes:
        yield from _find_bare(text, at, end)


def _find_at(text: str, node: WikiNode) -> Iterator[WikiLink]:
    match node.form:
        case NodeKind.LINK:
            yield from _find_page(text, node)
            for inner in node.inside:
                yield from _find_at(text, inner)
        case NodeKind.ADDRESS:
            inside = text[node.inner : node.inner_end].split(maxsplit=1)
            if inside:
                yield WikiLink(node.start, f"[{inside[0]}", html.unescape(inside[0]), LinkKind.INLINE)
            for inner in node.inside:
                yield from _find_at(text, inner)
        case NodeKind.TAG:
            for one in find_tag_links(text[node.start : node.end]):
                yield WikiLink(node.start, text[node.start : node.start + 4], one.target, LinkKind.HTML)
        case NodeKind.RAW if _GALLERY.match(text, node.start):
            yield from _find_gallery(text, node)
        case NodeKind.TEMPLATE | NodeKind.REF | NodeKind.REFERENCES:
            yield from _find_in(text, node.inner, node.inner_end, node.inside)
        case _:
            pass


def _find_page(text: str, node: WikiNode) -> Iterator[WikiLink]:
    title = html.unescape(text[node.inner : node.inner_end].partition("|")[0].strip())
    if title and not _NO_TITLE.search(title):
        written = f"[[{title}" if is_address(title) else "[["
        yield WikiLink(node.start, written, title, LinkKind.IMAGE if _FILE.match(title) else LinkKind.INLINE)


def _find_gallery(text: str, node: WikiNode) -> Iterator[WikiLink]:
    for row in _ROW.finditer(text, node.inner, node.inner_end):
        title = row["title"].strip()
        if _FILE.match(title):
            yield WikiLink(row.start("title"), title, title, LinkKind.IMAGE)
            inside = parse_wikitext(row["words"])
            for one in _find_in(row["words"], 0, inside.end, inside.inside):
                yield one._replace(offset=one.offset + row.start("words"))


def _find_bare(text: str, start: int, end: int, *, cut: bool = False) -> Iterator[WikiLink]:
    """Yield the addresses between two nodes; one that a template continues (`cut`) keeps the braces of that."""
    at = start
    for piece in text[start:end].split("|") if "://" in text[start:end] else ():
        for low, high, address in find_bare_addresses(piece):
            rest = "{{" if cut and at + high >= end else ""
            yield WikiLink(at + low, piece[low : low + len(address)], html.unescape(address) + rest, LinkKind.BARE)
        at += len(piece) + 1


def select_links(links: Sequence[WikiLink], start: int, end: int) -> Sequence[WikiLink]:
    """Return the links that begin in a span; `links` are in order."""
    low = bisect_left(links, start, key=lambda one: one.offset)
    return links[low : bisect_left(links, end, lo=low, key=lambda one: one.offset)]


def place_in_note(text: str, links: Sequence[WikiLink], lines: LineIndex) -> Iterator[Hyperlink]:
    """Yield the links of a note at their place in its text. The brackets show where an address between them ends."""
    at = 0
    for one in links:
        found = text.find(one.written, at)
        if found < 0:
            continue
        at = found + len(one.written)
        brackets = len(one.written) - len(one.written.lstrip("["))
        bracketed = 0 < brackets < len(one.written)
        start = found + brackets
        href = f"https:{one.target}" if one.target.startswith("//") else one.target
        yield Hyperlink(start, at, href, one.kind, lines.place(one.offset), cites=bracketed, written=one.target)


def loosen(links: Sequence[WikiLink], lines: LineIndex) -> list[LooseLink]:
    """Return all links with their places."""
    return [LooseLink(one.target, one.kind, lines.place(one.offset)) for one in links]
