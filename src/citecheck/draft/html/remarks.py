"""Remarks of editors that an export leaves in the page: Google's "[a]" with its list at the end, Word's "[AB1]".

They look like notes and are tied to the text like notes, but no reader of the published text sees them.
"""

from __future__ import annotations

import re

from citecheck.draft.html.page import Page
from citecheck.draft.html.tree import Element, block_around, naming

REMARK = re.compile(r"#?(?:cmnt(?:_ref)?\d+|_?msocom_?\d+|_msoanchor_?\d+)\Z", re.IGNORECASE)
"""Names by which Google Docs and Word tie a remark to its place."""
_REMARKED = re.compile(r"\b(?:msocomanchor|mso-?comment-?reference|msocomoff)\b", re.IGNORECASE)


def remarks(page: Page) -> set[Element]:
    """Find the remarks of editors and the signs that lead to them."""
    found: set[Element] = set()
    for one in page.elements:
        if _REMARKED.search(naming(one)) or (one.tag == "a" and REMARK.match(one.get("href") or "")):
            found.add(one)
        name = one.get("id") or (one.get("name") if one.tag == "a" else None) or ""
        if REMARK.match(name) and "ref" not in name and "anchor" not in name:
            found.add(block_around(one))
    return found
