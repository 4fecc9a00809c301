"""Readers' comments below a text, found by their structure where no name says what they are.

Comments are units of one kind, next to each other and without headings, and each begins with a line on who wrote it.
Entries of other lists look alike (a chronicle, people with their portraits), so two signs are asked of nearly all
units: a date next to the name, a control of one wording at the end ("Reply"), a picture at the beginning, or a field to
write in near the units. Where the units hold most of the page's prose they are its text: a forum, a live report.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from citecheck.page.difference.noise import find_moment
from citecheck.page.html.blocks import Element, PageBlock

_UNITS = frozenset(["div", "li", "article", "section"])
_MIN_UNITS = 2
_MIN_LINES = 2
_NEARLY_ALL = 0.75
"""Share of the units that show a sign from which it is one."""
_MIN_SIGNS = 2
_MAX_SHARE = 0.7
_MIN_TEXT = 400
"""Share of the page's prose in comments at most, and characters of prose outside them at least."""
_MAX_AUTHOR_LINE = 80
_MAX_CONTROL = 24
_MIN_PROSE = 40
_HEADING = re.compile(r"h[1-6]")
_LETTERS = re.compile(r"[^\W\d_]{2}")


def find_comments(elements: Sequence[Element], blocks: Sequence[PageBlock], prose: Sequence[int]) -> set[int]:
    """Return the places of the elements that hold nothing but readers' comments and what belongs to them.

    `blocks` are those that the page shows, `prose` the number of characters of prose in each element. The time is
    linear in the size of the page.
    """
    groups = _find_groups(elements, prose)
    if not groups:
        return set()
    spans = _find_spans(elements, blocks)
    found: set[int] = set()
    for units in groups:
        if not all(_may_be_comment(elements, blocks[slice(*spans[unit])]) for unit in units):
            continue
        if _count_signs(elements, blocks, [spans[unit] for unit in units], units) < _MIN_SIGNS:
            continue
        found.update(units)
        held, around = sum(prose[unit] for unit in units), elements[units[0]].parent
        while around >= 0 and prose[around] == held:
            found.add(around)
            around = elements[around].parent
    return found


def _find_spans(elements: Sequence[Element], blocks: Sequence[PageBlock]) -> list[tuple[int, int]]:
    """Return for each element the places of its first block and after its last one; (0, 0) without blocks."""
    spans = [(0, 0)] * len(elements)
    for place, block in enumerate(blocks):
        element = block.element
        while element >= 0 and spans[element][1] <= place:
            spans[element] = (spans[element][0] if spans[element][1] else place, place + 1)
            element = elements[element].parent
    return spans


def _find_groups(elements: Sequence[Element], prose: Sequence[int]) -> list[list[int]]:
    """Return the elements of one kind in one parent, where they hold prose, but not nearly all of the page's."""
    kinds: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for place, element in enumerate(elements):
        if prose[place] and element.parent >= 0 and element.tag in _UNITS:
            kinds[element.parent, element.tag, element.label and (element.node.attributes.get("class") or "")].append(
                place
            )
    total = max(prose, default=0)
    return [
        units
        for units in kinds.values()
        if len(units) >= _MIN_UNITS
        and (held := sum(prose[unit] for unit in units)) <= _MAX_SHARE * total
        and total - held >= _MIN_TEXT
    ]


def _may_be_comment(elements: Sequence[Element], blocks: Sequence[PageBlock]) -> bool:
    """Return whether the blocks of an element are a short line with a name, prose, and no heading."""
    if len(blocks) < _MIN_LINES or len(blocks[0].text) > _MAX_AUTHOR_LINE or _LETTERS.search(blocks[0].text) is None:
        return False
    if not any(len(block.text) - block.linked >= _MIN_PROSE for block in blocks[1:]):
        return False
    return not any(_HEADING.fullmatch(elements[block.element].tag) for block in blocks)


def _count_signs(
    elements: Sequence[Element], blocks: Sequence[PageBlock], spans: Sequence[tuple[int, int]], units: Sequence[int]
) -> int:
    """Return how many signs of comments nearly all units show."""
    least = _NEARLY_ALL * len(units)
    dated = sum(_is_dated(blocks[first:end]) for first, end in spans)
    ends = [blocks[end - 1].text for _, end in spans]
    controls = sum(end == ends[0] and len(end) <= _MAX_CONTROL for end in ends)
    pictures = sum(_begins_with_picture(elements[unit]) for unit in units)
    around = elements[elements[units[0]].parent]
    outer = elements[around.parent] if around.parent >= 0 and around.tag != "main" else around
    return sum((dated >= least, controls >= least, pictures >= least, outer.node.css_first("textarea") is not None))


def _is_dated(blocks: Sequence[PageBlock]) -> bool:
    """Return whether one of the first lines has a date or time, and they hold more than it."""
    lines = " ".join(block.text for block in blocks[:2] if len(block.text) <= _MAX_AUTHOR_LINE)
    moment = find_moment(lines)
    return moment is not None and _LETTERS.search(lines.replace(moment, "")) is not None


def _begins_with_picture(element: Element) -> bool:
    """Return whether the first child of an element is a picture, or an element without text that holds one."""
    child = element.node.child
    while child is not None and child.tag in ("-text", "-comment") and not (child.text_content or "").strip():
        child = child.next
    if child is None or child.tag == "-text":
        return False
    return child.tag in ("img", "picture", "svg") or (
        not child.text(strip=True) and child.css_first("img, picture, svg") is not None
    )
