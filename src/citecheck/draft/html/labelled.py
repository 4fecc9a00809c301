"""Notes that only their labels tie to the text: a bare <sup>1</sup> there, a list or "<sup>1</sup> …" here.

Such pages have no links to rely on, so the notes must show themselves as notes: in an element that is named so, under a
heading "Notes", behind the last rule of the page, or as paragraphs of class "footnote"; and their labels must come
back as markers. Powers and ordinals ("m<sup>2</sup>") are no markers.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from citecheck.draft.headings import is_notes_heading
from citecheck.draft.html.apparatus import MARK_NAME, Apparatus, MarkSite, NoteSite, label_of
from citecheck.draft.html.groups import GROUP, numbers_of
from citecheck.draft.html.page import Page
from citecheck.draft.html.tree import (
    BLOCKS,
    HEADINGS,
    Element,
    ancestors,
    block_around,
    brief_text,
    first_element,
    naming,
    text_of,
)

_REGION = re.compile(
    r"(?:^|[\s_-])(?:foot-?notes?|end-?notes?|doc-endnotes|footnotes-?list|footnotes-?section|article-?notes|notes?)(?:[\s_-]|$)|"
    r"__footnotes?\b|footnotes\b",
    re.IGNORECASE,
)
"""What authors call the element that holds all notes."""
_ONE_NOTE = re.compile(r"(?:^|\s)(?:footnote|endnote|foot-note|fn|footnote-?text|footnote-body)(?:\s|$)", re.IGNORECASE)
"""What they call the element of one note."""
_POWER = re.compile(r"(?:\b(?:[kcmd]?m|ft|in|sq|mi|CO|H|O|R|x|y|n|10)|[=+\u00d7^*/)\]]|\b\d)\Z")
"""What stands before a raised figure that is a power or an index: a unit, a formula, a figure."""
_LEAD = re.compile(r"[\s\u2191^]*[\[(]?(\d{1,3}|\*{1,4}|[\u2020\u2021])(?:[\])]\.?|\.|:|\s|\u00a0)")
"""A label in the text that begins a note: "12.", "[12]", "* "."""
_LABELS = frozenset({"sup", "strong", "b", "a", "span", "em"})
"""Elements that a note's label may fill."""
_MOST_FOLLOWING = 400
"""Elements behind a heading or rule that may belong to its notes."""
_MOST_PARTS = 3
"""Elements that a marker consists of at most (bracket, number, bracket)."""


def labelled_notes(page: Page) -> Apparatus:
    """Find notes by their labels, with the bare markers that go with them."""
    found = Apparatus()
    sups = [one for one in page.elements if _may_mark(one)]
    if not sups:
        return found
    regions = _outermost(_regions(page))
    notes = {site.label: site for site in reversed([one for region in regions for one in _notes_in(region)])}
    single = [
        site for one in page.elements if one.tag in BLOCKS and _ONE_NOTE.search(naming(one)) for site in _single(one)
    ]
    for site in single:
        notes.setdefault(site.label, site)
    within = {site.container for site in notes.values()} | set(regions)
    called: set[str] = set()
    for one in sups:
        shown = brief_text(one)
        group = GROUP.match(shown)
        label = str(next(numbers_of(group["numbers"]))) if group else label_of(shown)
        if label in notes and not any(near in within for near in ancestors(one)) and not is_power(one):
            found.marks[one] = MarkSite(shown if group else label, notes[label].key)
            called.update(map(str, numbers_of(group["numbers"])) if group else [label])
    found.notes = sorted(
        (site for label, site in notes.items() if label in called or len(called) > len(notes) // 2),
        key=lambda site: page.order[site.container],
    )
    if not called:
        return Apparatus()
    return found


def _may_mark(element: Element) -> bool:
    if element.tag == "sup":
        candidate = not any(one.tag == "sup" for one in ancestors(element))
    else:
        named = element.tag in {"span", "a"} and bool(MARK_NAME.search(naming(element)))
        candidate = named and element.find(".//sup") is None
    shown = brief_text(element)
    candidate = candidate and element.find(".//code") is None  # the name of a module, such as base64
    return candidate and len(element) <= _MOST_PARTS and bool(label_of(shown) or GROUP.match(shown))


def is_power(element: Element) -> bool:
    """Say whether a raised figure is a power or an index by what stands before it."""
    before = element.getprevious()
    text = (
        before.tail if before is not None else element.getparent().text if element.getparent() is not None else ""
    ) or ""
    return not MARK_NAME.search(naming(element)) and bool(_POWER.search(text[-12:]))


def _regions(page: Page) -> Iterator[Element]:
    """Yield the elements in which notes stand, outermost first."""
    for one in page.elements:
        if one.tag in BLOCKS and one.tag not in {"body", "html", "p", "li"} and _REGION.search(naming(one)):
            yield one
    for one in page.elements:
        if (one.tag in HEADINGS or one.tag in {"p", "strong", "b", "div"}) and is_notes_heading(brief_text(one)):
            block = block_around(one)
            if block.tail is not None or block.getnext() is not None:
                yield block
    rules = [one for one in page.elements if one.tag == "hr"]
    if rules:
        yield rules[-1]


def _outermost(regions: Iterator[Element]) -> list[Element]:
    kept: dict[Element, None] = {}
    for region in regions:
        if not any(one in kept for one in (region, *ancestors(region))):
            kept[region] = None
    return list(kept)


def _notes_in(region: Element) -> list[NoteSite]:
    """Read the notes of a region: the items of a list, or blocks that begin with a label, with the blocks behind."""
    made: list[NoteSite] = []
    in_blocks = False
    for block in _opened(_blocks_of(region)):
        if block.tag in {"ol", "ul"} and not in_blocks:
            made += _items(block)
        elif block.tag not in BLOCKS or block.tag in HEADINGS or block.tag == "hr":
            continue
        elif label := _leading_label(block):
            made.append(NoteSite(f"label-{label}", label, block, block))
            made += _behind_breaks(block, label)
            in_blocks = True
        elif in_blocks:
            made[-1].also.append(block)
    if made:
        made[-1].also = []  # behind the last note anything may follow
    return made


def _blocks_of(region: Element) -> list[Element]:
    """Give the blocks of a region: what it holds, or what follows it where it is a heading or a rule."""
    if region.tag in {"ol", "ul"}:
        return [region]
    if len(region) and region.tag not in HEADINGS and region.tag not in {"hr", "p", "strong", "b"}:
        return [one for one in region if isinstance(one.tag, str)]
    blocks: list[Element] = []
    following = region.getnext()
    while following is not None and following.tag not in HEADINGS and len(blocks) < _MOST_FOLLOWING:
        if isinstance(following.tag, str):
            blocks.append(following)
        following = following.getnext()
    return blocks


def _opened(blocks: list[Element]) -> Iterator[Element]:
    """Look into plain wrappers, down to the lists and paragraphs in them."""
    stack = list(reversed(blocks))
    while stack:
        block = stack.pop()
        if (
            block.tag in {"div", "section", "article", "dl", "tbody", "table"}
            and len(block)
            and not _leading_label(block)
        ):
            stack += reversed([one for one in block if isinstance(one.tag, str)])
        else:
            yield block


def _items(listing: Element) -> Iterator[NoteSite]:
    start = listing.get("start") or "1"
    number = int(start) if start.isdigit() else 1
    for item in listing:
        if item.tag != "li":
            continue
        label = str(number) if listing.tag == "ol" else _leading_label(item)
        if label:
            yield NoteSite(f"label-{label}", label, item, item)
        number += 1


def _behind_breaks(block: Element, label: str) -> Iterator[NoteSite]:
    """Yield the notes behind the first of a block whose lines are notes, counted on from its `label`."""
    for line_break in block.iter("br"):
        after = line_break.getnext()
        match = _LEAD.match(line_break.tail or "")
        if not (line_break.tail or "").strip() and after is not None and after.tag in _LABELS:
            shown = label_of(brief_text(after))
        else:
            shown = match[1] if match else None
        if shown and label.isdigit() and shown == str(int(label) + 1):
            label = shown
            yield NoteSite(f"label-{label}", label, line_break, block)


def _single(block: Element) -> Iterator[NoteSite]:
    if label := _leading_label(block):
        yield NoteSite(f"label-{label}", label, block, block)
        yield from _behind_breaks(block, label)


def _leading_label(block: Element) -> str | None:
    """Give the label that a block begins with: its first element if that is one, else "12." or "[12]" of its text."""
    if block.tag == "tr":
        cell = first_element(block)
        return label_of(brief_text(cell).lstrip("\u2191^ ")) if cell is not None else None
    if (block.text or "").strip() == "":
        first = first_element(block)
        while first is not None and len(first) and not (first.text or "").strip():
            first = first[0]
        if first is not None and first.tag in _LABELS:
            label = label_of(brief_text(first))
            return label if label and not label.isalpha() else None
    match = _LEAD.match(text_of(block)[:40])
    return match[1] if match else None
