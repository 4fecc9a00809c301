"""Parse a page once: the only importer of the HTML parser.

Parsing is by lexbor (through selectolax), a browser-grade HTML5 parser written in C. What is asked of the tree is
gathered here as plain values, so that rules elsewhere read strings and numbers and never nodes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from citecheck.content.blocks import Walk, tidy, walk_blocks
from citecheck.content.depth import levelled

MAX_JSON = 2_000_000
"""Characters of one JSON-LD script that are read; product lists run to megabytes and say nothing of the article."""


@dataclass(frozen=True)
class Document:
    """One parsed page: its tree, its blocks of text, and its head as values; what several ask is looked for once."""

    source: str
    tree: Any
    walk: Walk
    metas: dict[str, str]
    """Lower-case name, property or http-equiv of each meta element to its first content."""

    def first(self, selector: str, attribute: str | None = None) -> str | None:
        """Return the text (or `attribute`) of the first element that `selector` finds, None if none or empty."""
        node = self.tree.css_first(selector)
        if node is None:
            return None
        value = node.attributes.get(attribute) if attribute else node.text()
        return tidy(value) or None

    def all(self, selector: str, attribute: str) -> tuple[str, ...]:
        """Return the non-empty values of `attribute` of all elements that `selector` finds."""
        return tuple(value for node in self.tree.css(selector) if (value := node.attributes.get(attribute)))

    @cached_property
    def headings(self) -> tuple[str, ...]:
        """The texts of the first and second level headings, shown or not."""
        return tuple(text for node in self.tree.css("h1, h2") if (text := tidy(node.text())))

    def count(self, selector: str) -> int:
        """Count the elements that `selector` finds."""
        return len(self.tree.css(selector))

    @cached_property
    def title(self) -> str | None:
        """The title element's text."""
        return self.first("title")

    @property
    def language(self) -> str | None:
        """The language the page declares for itself, lower case, without region."""
        written = self.first("html", "lang") or self.first("html", "xml:lang") or self.metas.get("content-language")
        code = (written or "").replace("_", "-").split("-")[0].split(",")[0].strip().lower()
        return code if 2 <= len(code) <= 3 and code.isalpha() else None

    def canonical(self, base: str | None) -> str | None:
        """The address the page gives for itself (rel=canonical, else og:url), made absolute against `base`."""
        written = self.canonical_link or self.metas.get("og:url")
        return absolute(written, base) if written else None

    @cached_property
    def canonical_link(self) -> str | None:
        """The target of rel=canonical as written."""
        return self.first('link[rel="canonical"]', "href")

    def linked_data(self) -> Iterator[dict[str, Any]]:
        """Yield every object of the page's JSON-LD, nested graphs opened; what is not JSON is passed over."""
        for node in self.tree.css('script[type="application/ld+json"]'):
            text = node.text()
            if len(text) <= MAX_JSON:
                yield from objects_in(text)

    def carried_article(self) -> str | None:
        """Return the article that the page carries as data (schema.org's articleBody), None if it has none."""
        bodies = (thing.get("articleBody") for thing in self.linked_data())
        body = next((body for body in bodies if isinstance(body, str)), "")
        return "\n".join(line for written in body.splitlines() if (line := tidy(written))) or None


def parse(source: str) -> Document:
    """Parse markup; every string is a page, if perhaps an empty one."""
    try:
        tree = LexborHTMLParser(levelled(source))
    except (SelectolaxError, ValueError):
        tree = LexborHTMLParser("<html></html>")
    metas: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = (
            attributes.get("property")
            or attributes.get("name")
            or attributes.get("http-equiv")
            or attributes.get("itemprop")
        )
        content = attributes.get("content")
        if name and content:
            metas.setdefault(name.strip().lower(), content.strip())
    return Document(source, tree, walk_blocks(tree.root) if tree.root is not None else Walk(), metas)


def objects_in(text: str) -> Iterator[dict[str, Any]]:
    """Parse a JSON-LD script and yield its objects, outermost first."""
    try:
        pending: list[Any] = [json.loads(text, strict=False)]
    except (ValueError, RecursionError):
        return
    while pending:
        value = pending.pop(0)
        if isinstance(value, list):
            pending.extend(value)
        elif isinstance(value, dict):
            yield value
            pending.extend(
                value[key]
                for key in ("@graph", "mainEntity", "mainEntityOfPage")
                if isinstance(value.get(key), dict | list)
            )


def absolute(written: str, base: str | None) -> str | None:
    """Resolve an address of a page against `base`; None for what is no address."""
    try:
        return urljoin(base or "", written.strip())
    except ValueError:
        return None
