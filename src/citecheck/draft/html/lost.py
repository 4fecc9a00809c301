"""Notes and markers that lost their links among others that have them, as hands and converters leave them.

A note is looked for only where its number is missing, between its neighbours, and must show that number: as the item
of a list that it is, or as the label that it begins with.
"""

from __future__ import annotations

import re
from collections import defaultdict

from citecheck.draft.html.apparatus import Apparatus, MarkSite, NoteSite, label_of
from citecheck.draft.html.labelled import is_power
from citecheck.draft.html.page import Page
from citecheck.draft.html.tree import BLOCKS, HEADINGS, Element, ancestors, brief_text, opening_text, printed_number

_LABEL = re.compile(r"[\s\u2191^]*(?:\[(\d{1,4})\]|\((\d{1,4})\)|(\d{1,4})[.):\s\u00a0])")
"""The number that a block begins with: "[12]", "(12)", "12."."""
_NEAR = 40
"""Elements behind the last note among which one more is looked for."""


def lost_notes(page: Page, found: Apparatus) -> Apparatus:
    """Find the notes that `found` lacks, and the markers that lead nowhere because of it."""
    numbered = [site for site in found.notes if site.label.isdigit()]
    known = {int(site.label): site for site in numbered}
    if not known or len(known) != len(numbered):
        return Apparatus()
    loose = _loose_markers(page, found)
    wanted = {int(label) for label in loose if label.isdigit()} | set(range(1, min(max(known), len(page.elements))))
    made = Apparatus()
    for number in sorted(wanted - set(known)):
        block = _block(page, known.get(number - 1), known.get(number + 1), number)
        if block is not None and not any(one in found.silent or one in found.marks for one in ancestors(block)):
            site = known[number] = NoteSite(f"lost-{number}", str(number), block, block)
            made.notes.append(site)
            called = (one for one in loose[site.label] if page.order[one] < page.order[block])
            made.marks.update((one, MarkSite(site.label, site.key)) for one in called)
    return made


def _loose_markers(page: Page, found: Apparatus) -> dict[str, list[Element]]:
    """Give by their label the links that lead nowhere, and the raised numbers that are no links."""
    loose: dict[str, list[Element]] = defaultdict(list)
    for one in page.elements:
        mark = found.marks.get(one)
        if mark is not None and mark.key is None:
            loose[mark.label].append(one)
        elif one.tag == "sup" and one.find(".//a") is None and not is_power(one):
            loose[label_of(brief_text(one)) or ""].append(one)
    return loose


def _block(page: Page, before: NoteSite | None, after: NoteSite | None, number: int) -> Element | None:
    """Give the block between two notes that shows `number`."""
    if before is not None:
        low = page.order[before.container] + 1
        near = page.elements[low : page.order[after.start] if after else low + _NEAR]
    elif after is not None:
        high = page.order[after.start]
        near = page.elements[max(high - _NEAR, 0) : high][::-1]  # the nearest: the text may have a list of its own
    else:
        return None
    return next(
        (
            one
            for one in near
            if one.tag in BLOCKS
            and one.tag not in HEADINGS
            and _shows(one, number)
            and (before is None or before.container not in ancestors(one))
        ),
        None,
    )


def _shows(block: Element, number: int) -> bool:
    if block.tag == "li" and block.getparent().tag == "ol":
        return printed_number(block) == number
    match = _LABEL.match(opening_text(block))
    return match is not None and str(number) in match.groups()
