"""Elements within running text that are no part of it: page numbers, wiki annotations, permalinks, comments.

Comments that an export leaves in the page (Google's "[a]" with its list at the end, Word's "[AB1]") look like notes
and are tied to the text like notes, but no reader of the published text sees them.

The elements of a page that are markers or notes, or to be ignored, as the searches find them for the walk.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

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
from citecheck.draft.markers import FROM_SUPERSCRIPT

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


MARKER_LABEL = re.compile(
    r"\s*[\[({]?\s*(?:(?:foot)?note\s|fn\.?\s?|n\.\s?)?(?P<label>\d{1,4}[a-z]?|[a-z]{1,2}|[ivxlc]{1,7}|\*{1,5}\d{0,3}|[\u2020\u2021\u00a7\u00b6#]{1,3}|"
    r"[^\W\d_]{1,10}\s?\d{1,3})\s*[\])}]?\s*[.:,]?\s*\Z",
    re.IGNORECASE,
)
"""A marker's label and nothing else: a number, letter, Roman numeral, sign, or word with a number, brackets around."""
BACK_LINK = re.compile(
    r"\s*[\[(]?(?:[\u21a9\u2191\u21b5\u2934\u2912\u23ce\u2b06\u25b2^\u21b6\u21d1\ufe0e\ufe0f]+|back|"
    r"back to (?:text|top|content)|return(?: to text)?|jump up|"
    r"go back|zur\u00fcck|retour|[\u8fd4\u56de]{2})[\])]?\s*\Z",
    re.IGNORECASE,
)
"""What a link from a note back to its marker shows: an arrow, or words."""
NOTE_NAME = re.compile(
    r"(?:^|[\s_:.\-])(?:fn|fns|ftn|ftnt|edn|_ftn|_edn|fnote|foot[_-]?notes?|end[_-]?notes?|footnote-?text|notes?|nb|cite[_-]?note|"
    r"doc-(?:foot|end)note|reference[_-]?(?:text|item)?|refs?|bib|sdfootnote|sdendnote|easy-footnote-bottom|marginnote|"
    r"sidenote|fna-content|nota|anm)(?=[\s_:.\-\d]|$)|foot-?note|end-?note|references?__|biblio-|fna-content",
    re.IGNORECASE,
)
"""What the element of a note, or a place within it, is called by the publishing systems met."""
MARKER_NAME = re.compile(
    r"foot-?note-?(?:ref|marker|anchor|link|call|number|indicator)?\b|(?:^|[\s_:-])fn-?ref|noteref|(?:^|\s)(?:fn|reference|"
    r"footnote-ref|post__sup|fna-ref|spip_note|easy-footnote)(?:\s|$)|_(?:edn|ftn)ref|cite_ref|annotation-ref",
    re.IGNORECASE,
)
"""What they call the element of a marker."""


@dataclass(slots=True)
class NoteSite:
    """A note: it begins at element `start` and ends with element `container`, or where the next note begins.

    `also` are blocks behind the container that go on with it. `label` is the label as printed, "" if the page counts
    for itself (list items).
    """

    key: str
    label: str
    start: Element
    container: Element
    also: list[Element] = field(default_factory=list)
    open_ended: bool = False
    """The last note of an element that holds running text too: it ends at the first empty line."""


@dataclass(frozen=True, slots=True)
class MarkerSite:
    """An element that is a marker: its printed label, and the key of its note if the markup ties it to one.

    A `spoken` one ("Berg (2019)") is part of its sentence, if it does not stand in brackets.
    """

    label: str
    key: str | None
    spoken: bool = False


@dataclass(slots=True)
class FoundNotes:
    """All that was found. `silent` elements are passed over: arrows back to the text, labels, tooltips."""

    marks: dict[Element, MarkerSite] = field(default_factory=dict)
    notes: list[NoteSite] = field(default_factory=list)
    silent: set[Element] = field(default_factory=set)
    written: dict[str, tuple[str, str, int | None]] = field(default_factory=dict)
    """Notes held by an attribute of their marker: key to label, text, line."""

    def absorb(self, other: FoundNotes) -> None:
        """Take over what `other` found and this one does not have yet."""
        for element, mark in other.marks.items():
            self.marks.setdefault(element, mark)
        keys = {site.key for site in self.notes}
        self.notes += [site for site in other.notes if site.key not in keys]
        self.silent |= other.silent
        self.written.update(other.written)


def label_of(text: str) -> str | None:
    """Give the bare label if `text` is a marker's label and nothing else ("[12]" -> "12")."""
    match = MARKER_LABEL.match(text.translate(FROM_SUPERSCRIPT)) if len(text) < 40 else None
    return match["label"].lower() if match else None
