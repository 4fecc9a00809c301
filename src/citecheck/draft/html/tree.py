"""What is asked about the elements of a page: what sort they are, what they show, what is around them.

Nothing here is recursive, so depth cannot hurt.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

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
"""Items of a list that are counted; every item counts those before it."""
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
"""Attributes in which authors and their programs say what an element is for."""


def text_of(element: Element) -> str:
    """Give all text in an element, as written."""
    return "".join(element.itertext()) if isinstance(element.tag, str) else ""


def brief_text(element: Element, limit: int = 80) -> str:
    """Give the text of an element, white space collapsed, or "" if it is longer than `limit`: no label, no heading."""
    length = 0
    pieces: list[str] = []
    for piece in element.itertext():
        length += len(piece.strip())
        if length > limit:
            return ""
        pieces.append(piece)
    return squeezed("".join(pieces))


def opening_text(element: Element, length: int = 24) -> str:
    """Give the first characters of an element, as written."""
    opening = ""
    for piece in element.itertext():
        opening += piece
        if len(opening) >= length:
            break
    return opening[:length]


def first_element(element: Element) -> Element | None:
    """Give the first element within an element, None if it holds text alone."""
    return next((one for one in element if isinstance(one.tag, str)), None)


def squeezed(text: str) -> str:
    """Collapse white space, no-break spaces too."""
    return " ".join(text.split())


def naming(element: Element) -> str:
    """Give what the page's author calls an element: id, class, role and kin, in one string."""
    return " ".join(value for name in _NAMING if (value := element.get(name))).lower()


def printed_number(item: Element) -> int | None:
    """Give the number that a browser prints before an item of an ordered list."""
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


def ancestors(element: Element) -> Iterator[Element]:
    """Yield the elements around an element, innermost first."""
    parent = element.getparent()
    while parent is not None:
        yield parent
        parent = parent.getparent()


def block_around(element: Element) -> Element:
    """Give the element itself if it is a block, else the nearest block around it."""
    if element.tag in BLOCKS:
        return element
    return next((one for one in ancestors(element) if one.tag in BLOCKS), element)
