"""Bytes to a page: its elements in order, their names, its address and title. The only importer of lxml for HTML.

libxml2 parses in linear time and its parser is not recursive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from citecheck.draft.decoding import decode
from citecheck.draft.html.tree import Element, squeezed, text_of
from citecheck.errors import UnreadableInput
from citecheck.target.canonical import join

_HEAD = frozenset(["base", "link", "meta", "noscript", "object", "script", "style", "template", "title"])
"""What the standard lets stand in a head (HTML, 4.2)."""
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page. `elements` holds every element in reading order and keeps them alive; `order` is their index."""

    root: Element
    elements: tuple[Element, ...]
    order: dict[Element, int]
    ids: dict[str, Element]
    base: str | None
    title: str | None
    language: str | None
    wiki: bool = False
    """Made by MediaWiki, whose footnotes are full of links to its own articles."""


def parse(data: bytes, *, base: str | None) -> Page:
    """Parse a page. Raises UnreadableInput if there is no element in it at all."""
    try:
        root = etree.fromstring(_text(data), etree.HTMLParser(huge_tree=True, remove_pis=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableInput("the file holds no HTML that can be read; name its format with --as") from error
    if root is None:
        raise UnreadableInput("the file holds no HTML that can be read; name its format with --as")
    _close_head(root)
    elements = tuple(one for one in root.iter() if isinstance(one.tag, str))
    ids: dict[str, Element] = {}
    for one in elements:
        for name in (one.get("id"), one.get("name") if one.tag == "a" else None):
            if name:
                ids.setdefault(name.strip(), one)
    return Page(
        root,
        elements,
        {one: at for at, one in enumerate(elements)},
        ids,
        _base(elements, base),
        _title(elements),
        (root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or "").split("-")[0].lower()
        or None,
        wiki=any(one.tag == "meta" and "mediawiki" in (one.get("content") or "").lower() for one in elements),
    )


def _close_head(root: Element) -> None:
    """Move what is no part of a head to the body: libxml2 knows no `<main>` or `<article>` to end a head by."""
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


def _text(data: bytes) -> str:
    """Decode a page by its declaration, if that holds, else as any text; an XML declaration is taken off."""
    found = _CHARSET.search(data[:4096])
    text = ""
    if found and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        name = found[1].decode("ascii").lower()
        try:
            text = data.decode({"iso-8859-1": "cp1252", "gb2312": "gb18030", "utf-16": "utf-8"}.get(name, name))
        except (UnicodeDecodeError, LookupError):
            text = ""
    text = (text or decode(data)).replace("\x00", "").replace("\r\n", "\n")
    return re.sub(r"\A\s*<\?xml[^>]*>", "", text) or " "


def _base(elements: tuple[Element, ...], given: str | None) -> str | None:
    """Find the address of the page: as given, by <base>, its canonical link, or its og:url."""
    said: dict[str, str] = {}
    for one in elements:
        if one.tag == "base" and one.get("href"):
            said.setdefault("base", one.get("href"))
        elif one.tag == "link" and "canonical" in (one.get("rel") or "").lower().split():
            said.setdefault("canonical", one.get("href") or "")
        elif one.tag == "meta" and (one.get("property") or one.get("name") or "").lower() == "og:url":
            said.setdefault("og:url", one.get("content") or "")
        elif one.tag == "body":
            break
    page = given or next(
        (said[name] for name in ("canonical", "og:url") if said.get(name, "").startswith("http")), None
    )
    if "base" in said and not given:
        joined = join(page, said["base"])
        return joined if joined.startswith("http") else page
    return page


def _title(elements: tuple[Element, ...]) -> str | None:
    for name in ("h1", "title"):
        found = [squeezed(text_of(one)) for one in elements if one.tag == name]
        if len(found) == 1 or (name == "title" and found):
            return found[0].rstrip(" \u00b6") or None
    return None


def fragment_of(page: Page, element: Element) -> str | None:
    """Give the name that a link points to within the page, None for a link elsewhere.

    Besides "#fn1" there are the page's own address ("https://site/post#fn1"), its file name ("post.html#fn1"), and the
    author's disk ("file:///C:/x.docx#_edn1"): what counts is that the page has an element of that name.
    """
    href = element.get("href") or ""
    before, sign, name = href.partition("#")
    if not sign or not name:
        return None
    for spelled in (name, unquote(name)):
        if spelled in page.ids:
            elsewhere = before.startswith(("http://", "https://")) and not _same_page(before, page.base)
            return None if elsewhere else spelled
    return None


def _same_page(address: str, base: str | None) -> bool:
    if base is None:
        return True  # a saved page: a name that exists here is meant here
    return address.rstrip("/").split("?")[0].removesuffix("/index.html") == base.rstrip("/").split("?")[0].split("#")[0]
