"""Tell the `time` elements by which a page dates itself from those of comments, events, changes and other pages.

A page holds times of all sorts, and the first is as often a clock in the head of the site, a comment or the start of
a fair as the day of publication. Where a time stands tells them apart in most cases, in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from citecheck.content.byline import UPDATED

TIMES = ("article time[datetime], main time[datetime]", "time[datetime]")
"""The surer place first: inside the article."""

ASIDE = frozenset({"aside", "nav", "footer"})
NOT_ITS_OWN = re.compile(
    r"(?:^|[\s/])(?:comments?|comment-?(?:list|area|body|meta|metadata|content|item|date|time)|respond|related|related-\w+|"
    r"sidebar|widget|teaser|events?|event-\w+|upcoming|calendar|updated|modified|date-?modified|expires|start-?date|"
    r"end-?date|recent-\w+)(?=\s|$)",
    re.IGNORECASE,
)
"""Marks of elements (class, id, itemprop, itemtype) whose times are those of others, of events or of changes.

Whole names only: themes call the element around everything "content-sidebar-wrap" or "comments-open".
"""
IN_PROSE = 120
"""Characters of the element around a time from which it stands in a sentence and tells when something happens."""
PARAGRAPHS = frozenset({"p", "li", "td", "dd", "blockquote"})
DEEP = 60
"""Elements around a time that are looked at, against pages nested without end."""
MOST = 20
"""Times of a page that are looked at; lists of headlines hold hundreds."""


def own_times(tree: Any) -> Iterator[str]:
    """Yield the machine-readable values of the times that may date the page itself, the surest first."""
    for selector in TIMES:
        yield from (node.attributes["datetime"] or "" for node in tree.css(selector)[:MOST] if is_own(node))


def is_own(time: Any) -> bool:
    """Tell whether a time element stands where a page states its own date: near the top, not in a sentence."""
    node = time
    for _ in range(DEEP):
        if node is None or node.tag in ("body", "html"):
            break
        if node.tag in ASIDE or NOT_ITS_OWN.search(marks_of(node)) or heads_the_site(node):
            return False
        node = node.parent
    around = time.parent.text() if time.parent is not None else ""
    return not UPDATED.search(around[:IN_PROSE]) and (len(around) <= IN_PROSE or time.parent.tag not in PARAGRAPHS)


def marks_of(node: Any) -> str:
    """Return what an element says of itself."""
    return " ".join(str(node.attributes.get(name) or "") for name in ("class", "id", "itemprop", "itemtype"))


def heads_the_site(node: Any) -> bool:
    """Tell the head of a site, with its clock, from that of an article, which holds the headline."""
    return node.tag == "header" and node.parent is not None and node.parent.tag == "body" and not node.css_first("h1")
