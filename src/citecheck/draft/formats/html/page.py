"""A parsed HTML page: its elements in reading order, their names, the page's address and title.

Functions about one element return its kind, the text it shows, or what surrounds it. Nothing here is recursive, so
nesting depth is no limit: libxml2 parses in linear time, and its parser is not recursive either. This is the only
module that imports lxml for HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import unquote

from lxml import etree

from citecheck.draft.formats.html.links import find_tag_links, match_anchors
from citecheck.draft.manuscript import LineIndex, LooseLink
from citecheck.errors import UnreadableInput
from citecheck.model.draft import LinkKind
from citecheck.text.encoding import MARKUP, decode_draft
from citecheck.url.normal_form import resolve_link

Element: TypeAlias = Any
"""An lxml element; typed loosely because its stubs describe XML rather than HTML."""

BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
UNREAD = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "canvas",
        "iframe",
        "object",
        "embed",
        "audio",
        "video",
        "select",
        "option",
        "textarea",
        "button",
        "input",
        "head",
        "title",
        "meta",
        "link",
        "annotation",
        "map",
    ]
)
_LONGEST_LIST = 1_000
"""The largest number of list items to count. Counting one item visits all items before it."""
_NAMING = (
    "id",
    "class",
    "role",
    "data-type",
    "{http://www.idpf.org/2007/ops}type",
    "epub:type",
    "rel",
    "data-component-name",
)
"""Attributes in which authors and publishing systems state the purpose of an element."""


def text_of(element: Element) -> str:
    """Return all text in an element, as written."""
    return "".join(element.itertext()) if isinstance(element.tag, str) else ""


def brief_text_of(element: Element, limit: int = 80) -> str:
    """Return the text of an element with white space collapsed, or "" if it is longer than `limit` characters.

    Text over the limit can be neither a label nor a heading.
    """
    length = 0
    pieces: list[str] = []
    for piece in element.itertext():
        length += len(piece.strip())
        if length > limit:
            return ""
        pieces.append(piece)
    return collapse_spaces("".join(pieces))


def opening_text_of(element: Element, length: int = 24) -> str:
    """Return the first `length` characters of an element, as written."""
    opening = ""
    for piece in element.itertext():
        opening += piece
        if len(opening) >= length:
            break
    return opening[:length]


def first_element_of(element: Element) -> Element | None:
    """Return the first child element, or None if the element holds only text."""
    return next((one for one in element if isinstance(one.tag, str)), None)


def collapse_spaces(text: str) -> str:
    """Collapse white space, including no-break spaces."""
    return " ".join(text.split())


def names_of(element: Element) -> str:
    """Return the names that the author gave an element (id, class, role and similar) as one lower-case string."""
    return " ".join(value for name in _NAMING if (value := element.get(name))).lower()


def printed_number_of(item: Element) -> int | None:
    """Return the number that a browser prints before an item of an ordered list, or None outside such a list."""
    listing = item.getparent()
    if listing is None or listing.tag != "ol":
        return None
    before = item.getprevious()
    count = 1
    while before is not None and count < _LONGEST_LIST:
        count += before.tag == "li"
        before = before.getprevious()
    start = listing.get("start") or "1"
    return count + int(start) - 1 if start.isdigit() and len(start) < 6 and count < _LONGEST_LIST else None


def ancestors_of(element: Element) -> Iterator[Element]:
    """Yield the ancestors of an element, innermost first."""
    parent = element.getparent()
    while parent is not None:
        yield parent
        parent = parent.getparent()


def enclosing_block_of(element: Element) -> Element:
    """Return the element itself if it is a block, otherwise the nearest block around it."""
    if element.tag in BLOCKS:
        return element
    return next((one for one in ancestors_of(element) if one.tag in BLOCKS), element)


_HEAD = frozenset(["base", "link", "meta", "noscript", "object", "script", "style", "template", "title"])
"""Elements that the standard allows in a head (HTML, 4.2)."""


@dataclass(frozen=True, slots=True)
class HtmlPage:
    """A parsed page.

    `elements` holds every element in reading order and keeps the elements alive. `order` maps each element to its index
    in it.
    """

    root: Element
    elements: tuple[Element, ...]
    order: dict[Element, int]
    ids: dict[str, Element]
    base: str | None
    title: str | None
    language: str | None
    links: tuple[LooseLink, ...]
    """The links of all tags, as written, at the place of the tag."""
    anchors: dict[Element, LooseLink]
    """The links that are anchors, by element."""
    wiki: bool = False
    """Whether MediaWiki made the page. Its footnotes are full of links to its own articles."""


def parse_page(data: bytes, *, base: str | None) -> HtmlPage:
    """Parse a page.

    Raises:
        UnreadableInput: The data holds no element at all.
    """
    text = _decode_html(data)
    try:
        root = etree.fromstring(text, etree.HTMLParser(huge_tree=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableInput("the file contains no readable HTML; specify its format with --as") from error
    if root is None:
        raise UnreadableInput("the file contains no readable HTML; specify its format with --as")
    _close_head(root)
    elements = tuple(one for one in root.iter() if isinstance(one.tag, str))
    ids: dict[str, Element] = {}
    for one in elements:
        for name in (one.get("id"), one.get("name") if one.tag == "a" else None):
            if name:
                ids.setdefault(name.strip(), one)
    links, anchors = _find_links(text, elements)
    return HtmlPage(
        root,
        elements,
        {one: at for at, one in enumerate(elements)},
        ids,
        _find_address(elements, base),
        _find_title(elements),
        (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").split("-")[0].lower()
        or None,
        links,
        anchors,
        wiki=any(one.tag == "meta" and "mediawiki" in (one.get("content") or "").lower() for one in elements),
    )


def _find_links(text: str, elements: Sequence[Element]) -> tuple[tuple[LooseLink, ...], dict[Element, LooseLink]]:
    """Return the links of all tags of a page, and those of its anchors by element."""
    lines, written = LineIndex(text), list(find_tag_links(text))
    links = tuple(LooseLink(one.target, LinkKind.HTML, lines.place(one.offset)) for one in written)
    anchors = [one for one in elements if one.tag == "a" and (one.get("href") or "").strip()]
    matched = zip(anchors, match_anchors(written, [one.get("href") for one in anchors]), strict=True)
    return links, {anchor: links[at] for anchor, at in matched if at is not None}


def _close_head(root: Element) -> None:
    """Move elements that cannot be in a head to the body.

    libxml2 does not know that `<main>` and `<article>` end a head.
    """
    head = root.find("head")
    children = [] if head is None else [one for one in head if isinstance(one.tag, str)]
    first = next((at for at, one in enumerate(children) if one.tag not in _HEAD), None)
    if first is None:
        return
    body = root.find("body")
    if body is None:
        body = etree.SubElement(root, "body")
    for place, one in enumerate(children[first:]):
        body.insert(place, one)


def _decode_html(data: bytes) -> str:
    """Decode a page and remove its XML declaration."""
    text = decode_draft(data, syntax=MARKUP).replace("\x00", "")
    return re.sub(r"\A\s*<\?xml[^>]*>", "", text) or " "


def _find_address(elements: tuple[Element, ...], given: str | None) -> str | None:
    """Find the address of the page: the given one, otherwise `<base>`, the canonical link, or `og:url`."""
    stated: dict[str, str] = {}
    for one in elements:
        if one.tag == "base" and one.get("href"):
            stated.setdefault("base", one.get("href"))
        elif one.tag == "link" and "canonical" in (one.get("rel") or "").lower().split():
            stated.setdefault("canonical", one.get("href") or "")
        elif one.tag == "meta" and (one.get("property") or one.get("name") or "").lower() == "og:url":
            stated.setdefault("og:url", one.get("content") or "")
        elif one.tag == "body":
            break
    page = given or next(
        (stated[name] for name in ("canonical", "og:url") if stated.get(name, "").startswith("http")), None
    )
    if "base" in stated and not given:
        joined = resolve_link(page, stated["base"])
        return joined if joined.startswith("http") else page
    return page


def _find_title(elements: tuple[Element, ...]) -> str | None:
    for name in ("h1", "title"):
        found = [collapse_spaces(text_of(one)) for one in elements if one.tag == name]
        if len(found) == 1 or (name == "title" and found):
            return found[0].rstrip(" \u00b6") or None
    return None


def fragment_of(page: HtmlPage, element: Element) -> str | None:
    """Return the element name that a link within the page points to, or None for a link elsewhere.

    Such links are written "#fn1", with the page's own address ("https://site/post#fn1"), with its file name
    ("post.html#fn1"), or with a path on the author's disk ("file:///C:/x.docx#_edn1"). The condition is that the page
    has an element of that name.
    """
    href = element.get("href") or ""
    before, separator, name = href.partition("#")
    if not separator or not name:
        return None
    for spelled in (name, unquote(name)):
        if spelled in page.ids:
            elsewhere = before.startswith(("http://", "https://")) and not _is_same_page(before, page.base)
            return None if elsewhere else spelled
    return None


def _is_same_page(address: str, base: str | None) -> bool:
    if base is None:
        return True  # in a saved page, a name that exists in the page means that element
    return address.rstrip("/").split("?")[0].removesuffix("/index.html") == base.rstrip("/").split("?")[0].split("#")[0]
