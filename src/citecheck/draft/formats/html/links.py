"""The links in the tags of HTML source, with the offset of each tag.

The tree of the parser has no columns, and for a tag of several lines it has the last one. So tags are read from the
source here, in one pass, by the grammar of the HTML standard (13.1.2, "Elements"). Comments and the contents of
elements that hold raw text have no tags. Markdown has HTML inside, so this reads any stretch of it.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from html.entities import html5
from typing import NamedTuple


class TagLink(NamedTuple):
    """A link in an attribute of a tag that begins at `offset`. `target` is as written, without character references."""

    offset: int
    tag: str
    target: str


_ATTRIBUTE = r"""[\s/]*+(?P<name>[^\s/>][^\s/>=]*+)(?:\s*+=\s*+(?:"(?P<a>[^"]*+)"|'(?P<b>[^']*+)'|(?P<c>[^\s>]*+)))?+"""
_NAMED_ATTRIBUTE = re.compile(_ATTRIBUTE)
_UNNAMED = re.sub(r"\?P<[a-z]+>", "?:", _ATTRIBUTE)
_MARKUP = re.compile(
    rf"<!--.*?(?:-->|\Z)|<(?P<tag>[a-zA-Z][^\s/>]*+)(?P<attributes>(?:{_UNNAMED})*+)[\s/]*+(?P<end>>?)", re.DOTALL
)
"""A comment or the tag that begins an element: <a class=x href="y">. Only the end of the file can leave a tag open."""
_RAW_TEXT = frozenset({"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"})
"""Elements whose content is text up to their end tag (13.2.6.2)."""
_LINKING: Mapping[str, tuple[str, ...]] = {
    "a": ("href",),
    "area": ("href",),
    "audio": ("src",),
    "base": ("href",),
    "embed": ("src",),
    "frame": ("src",),
    "iframe": ("src",),
    "img": ("src", "srcset"),
    "input": ("src",),
    "link": ("href", "imagesrcset"),
    "object": ("data",),
    "script": ("src",),
    "source": ("src", "srcset"),
    "track": ("src",),
    "video": ("src", "poster"),
}
"""The attributes with addresses that a browser follows or loads (attributes index of the standard)."""
_COMPONENT = ("href", "src", "to")
"""The attributes of components of a site generator that are links by convention: <Link to="/x">, <Card href="/y">."""
_PATH = re.compile(r"[^#.\s][^\s#/]*[.:/]|\.{0,2}/")
"""The beginning of a value of `to` that is a path or an address; "body" and "#boxes" may choose an element."""
_EXPRESSION = "{"
"""The beginning of a value that a program computes: <a href={address}>."""
_LEGACY = [name for name in html5 if not name.endswith(";")]
"""The names of characters that need no semicolon ("&amp", "&copy")."""
_HINTS = frozenset({"preconnect", "dns-prefetch"})
"""Relations that name a host to connect to and no document."""
_REFRESH = re.compile(r"\s*[\d.]*\s*[;,]?\s*(?:url\s*=\s*)?[\"']?(?P<target>[^\"']*)", re.IGNORECASE)
_REFERENCE = re.compile(
    rf"&(?:#[0-9]++;?|#[xX][0-9a-fA-F]++;?|[a-zA-Z][a-zA-Z0-9]*+;|(?:{'|'.join(_LEGACY)})(?![=a-zA-Z0-9;]))"
)
_CANDIDATE = re.compile(r"[\s,]*+(?P<target>\S++)(?:(?<!,)[^,]*+)?")
"""One image of a `srcset`: "a.png 2x,"."""


def find_tag_links(source: str) -> Iterator[TagLink]:
    """Yield the links of all tags of `source` in order; time is linear in its length."""
    at = 0
    while (found := _MARKUP.search(source, at)) is not None:
        at = found.end()
        if found["tag"] is None:
            continue
        if not found["end"]:
            return
        tag = found["tag"]
        yield from (TagLink(found.start(), tag.lower(), target) for target in _find_targets(tag, found["attributes"]))
        if tag.lower() in _RAW_TEXT:
            at = _find_end(source, tag, at)


def _find_end(source: str, tag: str, at: int) -> int:
    """Return the offset of the end tag of an element of raw text; an element that does not end holds the rest."""
    end = re.compile(rf"</{tag}(?=[\s/>])", re.IGNORECASE).search(source, at)
    return end.start() if end else len(source)


def _find_targets(tag: str, written: str) -> Iterator[str]:
    known = _LINKING.get(tag.lower(), ())
    component = "-" in tag or (tag[0].isupper() and not (known and tag.isupper()))  # HTML may be written in capitals
    names = tuple(dict.fromkeys((*known, *(_COMPONENT if component else ()))))
    if not names and tag.lower() != "meta":
        return
    attributes = _read_attributes(written)
    if _HINTS.intersection(attributes.get("rel", "").lower().split()):
        return
    if attributes.get("http-equiv", "").lower() == "refresh":
        found = _REFRESH.match(attributes.get("content", ""))
        yield found["target"].strip() if found else ""
    for name in names:
        value = attributes.get(name, "").strip()
        if name == "to" and not _PATH.match(value):
            continue  # <Teleport to="body">
        yield from (
            _split_images(value) if name.endswith("srcset") else [value] if value and value[0] != _EXPRESSION else []
        )


def _split_images(written: str) -> Iterator[str]:
    """Yield the addresses of a `srcset`; a comma within an address is part of it."""
    for one in _CANDIDATE.finditer(written.strip(" \t\n,")):
        yield one["target"].rstrip(",")


def _read_attributes(written: str) -> dict[str, str]:
    """Return the attributes of a tag; of two with one name the first counts (13.2.5.33)."""
    found: dict[str, str] = {}
    for one in _NAMED_ATTRIBUTE.finditer(written):
        found.setdefault(one["name"].lower(), _unescape(one["a"] or one["b"] or one["c"] or ""))
    return found


def _unescape(value: str) -> str:
    """Return the value of an attribute without character references: "&copy=1" has none (13.2.5.73)."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), value) if "&" in value else value


def match_anchors(written: Sequence[TagLink], hrefs: Sequence[str]) -> Iterator[int | None]:
    """Yield for the address of each anchor of a parsed page the number of its tag in `written`, None if it has none.

    The parser leaves out few tags, none as a rule; then the order matches them, otherwise order and address do.
    """
    anchors = [at for at, one in enumerate(written) if one.tag == "a"]
    if len(anchors) == len(hrefs):
        yield from anchors
        return
    waiting: dict[str, deque[int]] = defaultdict(deque)
    for at in anchors:
        waiting[written[at].target].append(at)
    for href in hrefs:
        same = waiting.get(href.strip())
        yield same.popleft() if same else None
