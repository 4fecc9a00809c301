"""Notes that the marker itself carries: in an attribute, in a tooltip beside it, or by an identifier of its own.

Plugins hide the text of a note where a script shows it on hover. It must not end up in the sentence, and where the page
has no list of notes it is the note.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from citecheck.draft.html.apparatus import Apparatus, MarkSite, NoteSite, label_of
from citecheck.draft.html.page import Page
from citecheck.draft.html.tree import HEADINGS, Element, ancestors, brief_text, naming, squeezed, text_of

POINTERS = (
    "data-definition",
    "data-fn",
    "data-footnote-id",
    "data-footnote-target",
    "aria-describedby",
    "data-note-id",
)
"""Attributes of a marker that name its note's element."""
TEXTS = ("data-footnote-content", "data-note-text", "data-footnote-text", "data-footnote")
"""Attributes of a marker that hold the note itself."""
_TOOLTIP = re.compile(
    r"modern-footnotes-footnote__note|footnote_tooltip|footnote-tooltip|(?:^|\s)(?:sidenote|marginnote|side-note|margin-note|"
    r"footnote-content|footnote__content|footnote-popup|ltx_note_outer|tooltip-content|mfn-note|fn-text)(?:\s|$)",
    re.IGNORECASE,
)
"""What plugins call the element that shows a note on hover."""
_TOGGLE = re.compile(r"margin-toggle|sidenote-number", re.IGNORECASE)
"""What they call the number that opens it."""


def pointed_notes(page: Page, known: Collection[Element]) -> Apparatus:
    """Find markers that name their note's element in an attribute, besides the markers `known`.

    What several labels point to is the heading of the notes, put there for screen readers.
    """
    found = Apparatus()
    by_target: dict[Element, NoteSite] = {}
    shared: set[Element] = set()
    for one in page.elements:
        if one in known:
            continue
        name = next((value for attribute in POINTERS if (value := one.get(attribute)) and value in page.ids), None)
        label = label_of(brief_text(one)) if name else None
        if name is None or label is None or page.ids[name] in {one, *ancestors(one)}:
            continue
        target = page.ids[name]
        site = by_target.setdefault(target, NoteSite(name, label, target, target))
        if site.label != label or target.tag in HEADINGS:
            shared.add(target)
        found.marks[one] = MarkSite(label, site.key)
    found.notes = sorted(
        (site for target, site in by_target.items() if target not in shared), key=lambda site: page.order[site.start]
    )
    keys = {site.key for site in found.notes}
    found.marks = {one: mark for one, mark in found.marks.items() if mark.key in keys}
    return found


def tooltip_notes(page: Page, known: Apparatus) -> Apparatus:
    """Find tooltips in the running text; one without a note of its own elsewhere becomes the note of its marker."""
    found = Apparatus()
    count = 0
    containers = {site.container for site in known.notes}
    for one in page.elements:
        if one.tag in {"li", "ol", "section"} or not _TOOLTIP.search(naming(one)):
            continue
        if any(near in found.silent or near in containers for near in (one, *ancestors(one))) or not squeezed(
            text_of(one)
        ):
            continue
        mark = _mark_before(one)
        count += 1
        if mark is None or any(inner in known.marks for inner in mark.iter()):
            found.silent.add(one)
            continue
        label = label_of(brief_text(mark)) or str(count)
        site = NoteSite(f"tooltip-{count}", label, one, one)
        found.notes.append(site)
        found.marks[mark] = MarkSite(label, site.key)
    return found


def written_notes(page: Page, marks: dict[Element, MarkSite]) -> Apparatus:
    """Find markers that hold their note's text in an attribute, where nothing else gives it."""
    found = Apparatus()
    for one in page.elements:
        text = next((value for name in TEXTS if len(value := one.get(name) or "") > 3), None)
        if text is None or any(inner in marks or inner in found.marks for inner in one.iter()):
            continue
        label = label_of(brief_text(one)) or str(len(found.written) + 1)
        key = f"written-{len(found.written) + 1}"
        found.written[key] = (label, squeezed(re.sub(r"<[^<>]{0,500}>", "", text)), one.sourceline)
        found.marks[one] = MarkSite(label, key)
    return found


def _mark_before(tooltip: Element) -> Element | None:
    """Give the marker that a tooltip belongs to: the element before it, or the sup before that."""
    before = tooltip.getprevious()
    while before is not None and (not isinstance(before.tag, str) or before.tag == "input"):
        before = before.getprevious()
    if before is None or (before.tail or "").strip():
        return None
    if label_of(brief_text(before)) or _TOGGLE.search(naming(before)):
        return before
    return None
