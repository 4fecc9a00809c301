"""Elements of a page that are markers, notes, or to be ignored, as the searches pass them to the walk.

Page numbers, wiki annotations, permalinks and editors' comments occur within running text but are not part of it.
Comments that an export leaves in the page (Google's "[a]" with a list at the end, Word's "[AB1]") look like notes and
are connected to the text like notes. Readers of the published text do not see them.

Find notes that the marker itself names or holds, in an attribute or in an adjacent tooltip.

Plugins hide the text of a note in the page and show it on hover. That text must not end up in the sentence. If the page
has no list of notes, the tooltip is the note.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from citecheck.draft.formats.html.page import (
    HEADINGS,
    Element,
    HtmlPage,
    ancestors_of,
    brief_text_of,
    collapse_spaces,
    enclosing_block_of,
    fragment_of,
    names_of,
    text_of,
)
from citecheck.draft.markers import FROM_SUPERSCRIPT

_PAGE_NUMBER_NAME = re.compile(
    r"star-pag|page-?num|page-?break|pagenumber|page-label|(?:^|\s)(?:folio|pb)(?:\s|$)", re.IGNORECASE
)
"""Names that publishers give to the number of a printed page."""
_CITED_PAGE = re.compile(r"\s*:\s*[\w ,\u2013-]{1,20}\s*\Z")
"""The page number that a wiki raises after a marker: ": 12"."""


def find_page_numbers(page: HtmlPage) -> set[Element]:
    """Find the numbers of printed pages inside sentences, such as "*833" in court reports."""
    return {
        one
        for one in page.elements
        if one.tag in {"span", "a", "sup"} and _PAGE_NUMBER_NAME.search(names_of(one)) and len(text_of(one)) < 16
    }


def find_wiki_annotations(page: HtmlPage) -> set[Element]:
    """Find annotations that a wiki raises next to its markers: "[citation needed]", or the page (": 12") of a work."""
    if not page.wiki:
        return set()
    return {
        one
        for one in page.elements
        if one.tag == "sup"
        and ("inline-template" in names_of(one) or ("reference" in names_of(one) and _CITED_PAGE.match(text_of(one))))
    } | {one for one in page.elements if one.tag == "span" and "mw-editsection" in names_of(one).split()}


def find_permalinks(page: HtmlPage) -> set[Element]:
    """Find permalinks: symbols after headings and names that link to their own place (a pilcrow, a chain)."""
    found: set[Element] = set()
    for one in page.elements:
        name = fragment_of(page, one) if one.tag == "a" else None
        if name is not None and not any(symbol.isalnum() for symbol in brief_text_of(one)):
            target = page.ids[name]
            if (target is one and brief_text_of(one)) or target in ancestors_of(one):
                found.add(one)
    return found


COMMENT_NAME = re.compile(r"#?(?:cmnt(?:_ref)?\d+|_?msocom_?\d+|_msoanchor_?\d+)\Z", re.IGNORECASE)
"""Names that Google Docs and Word use to connect a comment to its place."""
_COMMENT_CLASS = re.compile(r"\b(?:msocomanchor|mso-?comment-?reference|msocomoff)\b", re.IGNORECASE)


def find_editor_comments(page: HtmlPage) -> set[Element]:
    """Find editors' comments and the links that lead to them."""
    found: set[Element] = set()
    for one in page.elements:
        if _COMMENT_CLASS.search(names_of(one)) or (one.tag == "a" and COMMENT_NAME.match(one.get("href") or "")):
            found.add(one)
        name = one.get("id") or (one.get("name") if one.tag == "a" else None) or ""
        if COMMENT_NAME.match(name) and "ref" not in name and "anchor" not in name:
            found.add(enclosing_block_of(one))
    return found


_MARKER_LABEL = re.compile(
    r"\s*[\[({]?\s*(?:(?:foot)?note\s|fn\.?\s?|n\.\s?)?(?P<label>\d{1,4}[a-z]?|[a-z]{1,2}|[ivxlc]{1,7}|\*{1,5}\d{0,3}|[\u2020\u2021\u00a7\u00b6#]{1,3}|"
    r"[^\W\d_]{1,10}\s?\d{1,3})\s*[\])}]?\s*[.:,]?\s*\Z",
    re.IGNORECASE,
)
"""A marker's label and nothing else: a number, letter, Roman numeral, symbol, or word with a number, with any brackets.
"""
BACK_LINK = re.compile(
    r"\s*[\[(]?(?:[\u21a9\u2191\u21b5\u2934\u2912\u23ce\u2b06\u25b2^\u21b6\u21d1\ufe0e\ufe0f]+|back|"
    r"back to (?:text|top|content)|return(?: to text)?|jump up|"
    r"go back|zur\u00fcck|retour|[\u8fd4\u56de]{2})[\])]?\s*\Z",
    re.IGNORECASE,
)
"""The text of a link from a note back to its marker: an arrow, or words."""
NOTE_NAME = re.compile(
    r"(?:^|[\s_:.\-])(?:fn|fns|ftn|ftnt|edn|_ftn|_edn|fnote|foot[_-]?notes?|end[_-]?notes?|footnote-?text|notes?|nb|cite[_-]?note|"
    r"doc-(?:foot|end)note|reference[_-]?(?:text|item)?|refs?|bib|sdfootnote|sdendnote|easy-footnote-bottom|marginnote|"
    r"sidenote|fna-content|nota|anm)(?=[\s_:.\-\d]|$)|foot-?note|end-?note|references?__|biblio-|fna-content",
    re.IGNORECASE,
)
"""Names that publishing systems give to the element of a note, or to a place within it."""
MARKER_NAME = re.compile(
    r"foot-?note-?(?:ref|marker|anchor|link|call|number|indicator)?\b|(?:^|[\s_:-])fn-?ref|noteref|(?:^|\s)(?:fn|reference|"
    r"footnote-ref|post__sup|fna-ref|spip_note|easy-footnote)(?:\s|$)|_(?:edn|ftn)ref|cite_ref|annotation-ref",
    re.IGNORECASE,
)
"""Names that publishing systems give to the element of a marker."""


@dataclass(slots=True)
class NoteSite:
    """A note, from element `start` to the end of element `container` or to where the next note begins.

    `also` holds blocks after the container that continue the note. `label` is the printed label, or "" if the page
    counts the notes itself (list items).
    """

    key: str
    label: str
    start: Element
    container: Element
    also: list[Element] = field(default_factory=list)
    open_ended: bool = False
    """Whether the container also holds running text, as for a last note. The note then ends at the first empty line."""


@dataclass(frozen=True, slots=True)
class MarkerSite:
    """An element that is a marker: its printed label, and the key of its note if the markup connects them.

    If `in_sentence` is true ("Berg (2019)"), the label is part of its sentence unless it is in brackets.
    """

    label: str
    key: str | None
    in_sentence: bool = False


@dataclass(slots=True)
class FoundNotes:
    """The markers, notes and elements to ignore that the searches found.

    `ignored` holds back arrows, labels and tooltips.
    """

    markers: dict[Element, MarkerSite] = field(default_factory=dict)
    notes: list[NoteSite] = field(default_factory=list)
    ignored: set[Element] = field(default_factory=set)
    attribute_notes: dict[str, tuple[str, str, int | None]] = field(default_factory=dict)
    """Notes held by an attribute of their marker, from key to label, text and line."""

    def absorb(self, other: FoundNotes) -> None:
        """Add what `other` found and this object lacks."""
        for element, marker in other.markers.items():
            self.markers.setdefault(element, marker)
        keys = {site.key for site in self.notes}
        self.notes += [site for site in other.notes if site.key not in keys]
        self.ignored |= other.ignored
        self.attribute_notes.update(other.attribute_notes)


def label_of(text: str) -> str | None:
    """Return the bare label if `text` is a marker's label and nothing else ("[12]" -> "12"), otherwise None."""
    match = _MARKER_LABEL.match(text.translate(FROM_SUPERSCRIPT)) if len(text) < 40 else None
    return match["label"].lower() if match else None


_TARGET_ATTRIBUTES = (
    "data-definition",
    "data-fn",
    "data-footnote-id",
    "data-footnote-target",
    "aria-describedby",
    "data-note-id",
)
"""Attributes of a marker that name the element of its note."""
_TEXT_ATTRIBUTES = ("data-footnote-content", "data-note-text", "data-footnote-text", "data-footnote")
"""Attributes of a marker that hold the text of its note."""
_TOOLTIP = re.compile(
    r"modern-footnotes-footnote__note|footnote_tooltip|footnote-tooltip|(?:^|\s)(?:sidenote|marginnote|side-note|margin-note|"
    r"footnote-content|footnote__content|footnote-popup|ltx_note_outer|tooltip-content|mfn-note|fn-text)(?:\s|$)",
    re.IGNORECASE,
)
"""Class names that plugins give to the element that shows a note on hover."""
_TOGGLE = re.compile(r"margin-toggle|sidenote-number", re.IGNORECASE)
"""Class names that plugins give to the number that opens the note."""


def find_notes_by_target(page: HtmlPage, known: Collection[Element]) -> FoundNotes:
    """Find markers that name the element of their note in an attribute, except the markers in `known`.

    An element that several different labels point to is the heading of the notes, added for screen readers.
    """
    found = FoundNotes()
    by_target: dict[Element, NoteSite] = {}
    shared: set[Element] = set()
    for one in page.elements:
        if one in known:
            continue
        name = next(
            (value for attribute in _TARGET_ATTRIBUTES if (value := one.get(attribute)) and value in page.ids), None
        )
        label = label_of(brief_text_of(one)) if name else None
        if name is None or label is None or page.ids[name] in {one, *ancestors_of(one)}:
            continue
        target = page.ids[name]
        site = by_target.setdefault(target, NoteSite(name, label, target, target))
        if site.label != label or target.tag in HEADINGS:
            shared.add(target)
        found.markers[one] = MarkerSite(label, site.key)
    found.notes = sorted(
        (site for target, site in by_target.items() if target not in shared), key=lambda site: page.order[site.start]
    )
    keys = {site.key for site in found.notes}
    found.markers = {one: marker for one, marker in found.markers.items() if marker.key in keys}
    return found


def find_tooltip_notes(page: HtmlPage, known: FoundNotes) -> FoundNotes:
    """Find tooltips in running text. A tooltip whose marker has no other note becomes the note of that marker."""
    found = FoundNotes()
    count = 0
    containers = {site.container for site in known.notes}
    for one in page.elements:
        if one.tag in {"li", "ol", "section"} or not _TOOLTIP.search(names_of(one)):
            continue
        if any(
            near in found.ignored or near in containers for near in (one, *ancestors_of(one))
        ) or not collapse_spaces(text_of(one)):
            continue
        marker = _find_marker_before(one)
        count += 1
        if marker is None or any(inner in known.markers for inner in marker.iter()):
            found.ignored.add(one)
            continue
        label = label_of(brief_text_of(marker)) or str(count)
        site = NoteSite(f"tooltip-{count}", label, one, one)
        found.notes.append(site)
        found.markers[marker] = MarkerSite(label, site.key)
    return found


def find_notes_in_attributes(page: HtmlPage, markers: dict[Element, MarkerSite]) -> FoundNotes:
    """Find markers that hold the text of their note in an attribute, unless the marker is already known."""
    found = FoundNotes()
    for one in page.elements:
        text = next((value for name in _TEXT_ATTRIBUTES if len(value := one.get(name) or "") > 3), None)
        if text is None or any(inner in markers or inner in found.markers for inner in one.iter()):
            continue
        label = label_of(brief_text_of(one)) or str(len(found.attribute_notes) + 1)
        key = f"written-{len(found.attribute_notes) + 1}"
        found.attribute_notes[key] = (label, collapse_spaces(re.sub(r"<[^<>]{0,500}>", "", text)), one.sourceline)
        found.markers[one] = MarkerSite(label, key)
    return found


def _find_marker_before(tooltip: Element) -> Element | None:
    """Return the marker that a tooltip belongs to: the preceding element, without text between them."""
    before = tooltip.getprevious()
    while before is not None and (not isinstance(before.tag, str) or before.tag == "input"):
        before = before.getprevious()
    if before is None or (before.tail or "").strip():
        return None
    if label_of(brief_text_of(before)) or _TOGGLE.search(names_of(before)):
        return before
    return None
