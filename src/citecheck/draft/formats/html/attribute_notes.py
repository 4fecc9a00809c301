"""Find notes that the marker itself names or holds, in an attribute or in an adjacent tooltip.

Plugins hide the text of a note in the page and show it on hover. That text must not end up in the sentence. If the page
has no list of notes, the tooltip is the note.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from citecheck.draft.formats.html.note_sites import FoundNotes, MarkerSite, NoteSite, label_of
from citecheck.draft.formats.html.page import (
    HEADINGS,
    Element,
    HtmlPage,
    ancestors_of,
    brief_text_of,
    collapse_spaces,
    names_of,
    text_of,
)

TARGET_ATTRIBUTES = (
    "data-definition",
    "data-fn",
    "data-footnote-id",
    "data-footnote-target",
    "aria-describedby",
    "data-note-id",
)
"""Attributes of a marker that name the element of its note."""
TEXT_ATTRIBUTES = ("data-footnote-content", "data-note-text", "data-footnote-text", "data-footnote")
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
            (value for attribute in TARGET_ATTRIBUTES if (value := one.get(attribute)) and value in page.ids), None
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
        text = next((value for name in TEXT_ATTRIBUTES if len(value := one.get(name) or "") > 3), None)
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
