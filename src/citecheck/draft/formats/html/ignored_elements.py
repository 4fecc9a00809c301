"""Elements within running text that are no part of it: page numbers, wiki annotations, permalinks, comments.

Comments that an export leaves in the page (Google's "[a]" with its list at the end, Word's "[AB1]") look like notes
and are tied to the text like notes, but no reader of the published text sees them.
"""

from __future__ import annotations

import re

from citecheck.draft.formats.html.page import (
    Element,
    HtmlPage,
    ancestors_of,
    brief_text_of,
    enclosing_block_of,
    fragment_of,
    names_of,
    text_of,
)

_PAGE_NUMBER_NAME = re.compile(
    r"star-pag|page-?num|page-?break|pagenumber|page-label|(?:^|\s)(?:folio|pb)(?:\s|$)", re.IGNORECASE
)
"""What publishers call the number of a printed page."""
_CITED_PAGE = re.compile(r"\s*:\s*[\w ,\u2013-]{1,20}\s*\Z")
"""The page that a wiki raises behind a marker: ": 12"."""


def find_page_numbers(page: HtmlPage) -> set[Element]:
    """Find the numbers of printed pages that stand inside sentences ("*833" in court reports)."""
    return {
        one
        for one in page.elements
        if one.tag in {"span", "a", "sup"} and _PAGE_NUMBER_NAME.search(names_of(one)) and len(text_of(one)) < 16
    }


def find_wiki_annotations(page: HtmlPage) -> set[Element]:
    """Find what a wiki raises beside its markers: "[citation needed]", the page (": 12") of a work."""
    if not page.wiki:
        return set()
    return {
        one
        for one in page.elements
        if one.tag == "sup"
        and ("inline-template" in names_of(one) or ("reference" in names_of(one) and _CITED_PAGE.match(text_of(one))))
    } | {one for one in page.elements if one.tag == "span" and "mw-editsection" in names_of(one).split()}


def find_permalinks(page: HtmlPage) -> set[Element]:
    """Find the signs behind headings and names that link to the very place they stand in (a pilcrow, a chain)."""
    found: set[Element] = set()
    for one in page.elements:
        name = fragment_of(page, one) if one.tag == "a" else None
        if name is not None and not any(sign.isalnum() for sign in brief_text_of(one)):
            target = page.ids[name]
            if (target is one and brief_text_of(one)) or target in ancestors_of(one):
                found.add(one)
    return found


COMMENT_NAME = re.compile(r"#?(?:cmnt(?:_ref)?\d+|_?msocom_?\d+|_msoanchor_?\d+)\Z", re.IGNORECASE)
"""Names by which Google Docs and Word tie a remark to its place."""
_COMMENT_CLASS = re.compile(r"\b(?:msocomanchor|mso-?comment-?reference|msocomoff)\b", re.IGNORECASE)


def find_editor_comments(page: HtmlPage) -> set[Element]:
    """Find the remarks of editors and the signs that lead to them."""
    found: set[Element] = set()
    for one in page.elements:
        if _COMMENT_CLASS.search(names_of(one)) or (one.tag == "a" and COMMENT_NAME.match(one.get("href") or "")):
            found.add(one)
        name = one.get("id") or (one.get("name") if one.tag == "a" else None) or ""
        if COMMENT_NAME.match(name) and "ref" not in name and "anchor" not in name:
            found.add(enclosing_block_of(one))
    return found
