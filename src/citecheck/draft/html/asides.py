"""What stands within sentences and is no part of them: page numbers, asides of a wiki, permalinks."""

from __future__ import annotations

import re

from citecheck.draft.html.page import Page, fragment_of
from citecheck.draft.html.tree import Element, ancestors, brief_text, naming, text_of

_PAGE_LABEL = re.compile(
    r"star-pag|page-?num|page-?break|pagenumber|page-label|(?:^|\s)(?:folio|pb)(?:\s|$)", re.IGNORECASE
)
"""What publishers call the number of a printed page."""
_CITED_PAGE = re.compile(r"\s*:\s*[\w ,\u2013-]{1,20}\s*\Z")
"""The page that a wiki raises behind a marker: ": 12"."""


def page_labels(page: Page) -> set[Element]:
    """Find the numbers of printed pages that stand inside sentences ("*833" in court reports)."""
    return {
        one
        for one in page.elements
        if one.tag in {"span", "a", "sup"} and _PAGE_LABEL.search(naming(one)) and len(text_of(one)) < 16
    }


def wiki_asides(page: Page) -> set[Element]:
    """Find what a wiki raises beside its markers: "[citation needed]", the page (": 12") of a work."""
    if not page.wiki:
        return set()
    return {
        one
        for one in page.elements
        if one.tag == "sup"
        and ("inline-template" in naming(one) or ("reference" in naming(one) and _CITED_PAGE.match(text_of(one))))
    } | {one for one in page.elements if one.tag == "span" and "mw-editsection" in naming(one).split()}


def permalinks(page: Page) -> set[Element]:
    """Find the signs behind headings and names that link to the very place they stand in (a pilcrow, a chain)."""
    found: set[Element] = set()
    for one in page.elements:
        name = fragment_of(page, one) if one.tag == "a" else None
        if name is not None and not any(sign.isalnum() for sign in brief_text(one)):
            target = page.ids[name]
            if (target is one and brief_text(one)) or target in ancestors(one):
                found.add(one)
    return found
