"""Notes and markers that lost their links among others that have them, as hands and converters leave them.

A note is looked for only where its number is missing, between its neighbours, and must show that number: as the item
of a list that it is, or as the label that it begins with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citecheck.draft.html.apparatus import Apparatus, MarkSite, NoteSite, label_of
from citecheck.draft.html.labelled import is_power
from citecheck.draft.html.tree import BLOCKS, HEADINGS, Element, Page, ancestors, brief_text, printed_number, text_of

_LABEL = re.compile(r"[\s\u2191^]*(?:\[(\d{1,3})\]|\((\d{1,3})\)|(\d{1,3})[.):\s\u00a0])")
_NEAR = 40
"""Elements behind the last note among which one more is looked for."""


def lost_notes(page: Page, found: Apparatus) -> Apparatus:
    """Find the notes that `found` lacks, and the markers that lead nowhere because of it."""
    known = {int(site.label): site for site in found.notes if site.label.isdigit()}
    if not known or len(known) != len(found.notes):
        return Apparatus()
    called = {int(mark.label) for mark in found.marks.values() if mark.key is None and mark.label.isdigit()}
    made = Apparatus()
    for number in sorted(called | set(range(1, max(known))) - set(known)):
        block = _block(page, known.get(number - 1), known.get(number + 1), number)
        if block is not None and not any(one in found.silent or one in found.marks for one in ancestors(block)):
            site = known[number] = NoteSite(f"lost-{number}", str(number), block, block)
            made.notes.append(site)
            made.marks.update(_markers(page, found, site))
    return made


def _block(page: Page, before: NoteSite | None, after: NoteSite | None, number: int) -> Element | None:
    """Give the block between two notes that shows `number`."""
    if before is None and after is None:
        return None
    if before is None:
        low = page.order[after.container] - _NEAR if after else 0
        high = page.order[after.start] if after else 0
    else:
        low = page.order[before.container] + 1
        high = page.order[after.start] if after else low + _NEAR
    # the nearest one: before the first note the text may have a list of its own
    near = page.elements[max(low, 0) : high] if before else page.elements[max(low, 0) : high][::-1]
    inside = set() if before is None else set(before.container.iter())
    return next(
        (
            one
            for one in near
            if one.tag in BLOCKS and one.tag not in HEADINGS and one not in inside and _shows(one, number)
        ),
        None,
    )


def _shows(block: Element, number: int) -> bool:
    if block.tag == "li" and block.getparent().tag == "ol":
        return printed_number(block) == number
    match = _LABEL.match(text_of(block)[:20])
    return match is not None and str(number) in match.groups()


def _markers(page: Page, found: Apparatus, site: NoteSite) -> Iterator[tuple[Element, MarkSite]]:
    """Yield the markers of a note found: links that led nowhere, and raised numbers before it."""
    for one in page.elements[: page.order[site.start]]:
        mark = found.marks.get(one)
        leads_nowhere = mark is not None and mark.key is None and mark.label == site.label
        if leads_nowhere or (one.tag == "sup" and _is_bare(one, site.label)):
            yield one, MarkSite(site.label, site.key)


def _is_bare(raised: Element, label: str) -> bool:
    return label_of(brief_text(raised)) == label and raised.find(".//a") is None and not is_power(raised)
