"""Find notes that only their labels connect to the text.

The label is a bare `<sup>1</sup>` in the text, and "<sup>1</sup> …" or a list item in the notes. Such pages have no
links between markers and notes, so the notes must be recognisable as notes. They are in an element with such a name,
under a heading such as "Notes", after the last rule of the page, or in paragraphs of class "footnote". Their labels
must also occur as markers. Powers and ordinals ("m<sup>2</sup>") are not markers.

In pages with links, single notes and markers may have lost theirs through editing or conversion. Such a note is
searched for only where its number is missing, between its neighbours. It must show that number, as the printed number
of a list item or as the label at its beginning.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from citecheck.draft.formats.html.marker_labels import MARKER_GROUP, numbers_of
from citecheck.draft.formats.html.note_sites import (
    MARKER_NAME,
    NOTE_NAME,
    FoundNotes,
    MarkerSite,
    NoteSite,
    label_of,
)
from citecheck.draft.formats.html.page import (
    BLOCKS,
    HEADINGS,
    Element,
    HtmlPage,
    ancestors_of,
    brief_text_of,
    enclosing_block_of,
    first_element_of,
    names_of,
    opening_text_of,
    printed_number_of,
    text_of,
)
from citecheck.draft.markers import raise_figures
from citecheck.draft.note_lines import is_notes_heading
from citecheck.draft.note_signs import count_probable_markers

_REGION = re.compile(
    r"(?:^|[\s_-])(?:foot-?notes?|end-?notes?|doc-endnotes|footnotes-?list|footnotes-?section|article-?notes|notes?)(?:[\s_-]|$)|"
    r"__footnotes?\b|footnotes\b",
    re.IGNORECASE,
)
"""Names that authors give to the element that holds all notes."""
_ONE_NOTE = re.compile(r"(?:^|\s)(?:footnote|endnote|foot-note|fn|footnote-?text|footnote-body)(?:\s|$)", re.IGNORECASE)
"""Names that authors give to the element of one note."""
_POWER = re.compile(r"(?:\b(?:[kcmd]?m|ft|in|sq|mi|CO|H|O|R|x|y|n|10)|[=+\u00d7^*/)\]]|\b\d)\Z")
"""What precedes a raised figure that is a power or an index: a unit, a formula, a figure."""
_LEAD = re.compile(r"[\s\u2191^]*[\[(]?(\d{1,3}|\*{1,4}|[\u2020\u2021])(?:[\])]\.?|\.|:|\s|\u00a0)")
"""A label at the beginning of a note's text: "12.", "[12]", "* "."""
_LABEL_ELEMENTS = frozenset({"sup", "strong", "b", "a", "span", "em"})
"""Elements that can consist of a note's label alone."""
_MOST_FOLLOWING = 400
"""The most elements after a heading or rule that may belong to its notes."""
_MOST_PARTS = 3
"""The most elements in a marker (bracket, number, bracket)."""


def find_labelled_notes(page: HtmlPage) -> FoundNotes:
    """Find notes by their labels, with the bare markers of the same labels."""
    found = FoundNotes()
    sups = [one for one in page.elements if _may_be_marker(one)]
    if not sups:
        return found
    regions = _keep_outermost(_find_regions(page))
    notes = {site.label: site for site in reversed([one for region in regions for one in _find_notes_in(region)])}
    single = [
        site
        for one in page.elements
        if one.tag in BLOCKS and _ONE_NOTE.search(names_of(one))
        for site in _read_single_note(one)
    ]
    for site in single:
        notes.setdefault(site.label, site)
    within = {site.container for site in notes.values()} | set(regions)
    called: set[str] = set()
    for one in sups:
        shown = brief_text_of(one)
        group = MARKER_GROUP.match(shown)
        label = str(next(numbers_of(group["numbers"]))) if group else label_of(shown)
        if label in notes and not any(near in within for near in ancestors_of(one)) and not _is_power(one):
            found.markers[one] = MarkerSite(shown if group else label, notes[label].key)
            called.update(map(str, numbers_of(group["numbers"])) if group else [label])
    found.notes = sorted(
        (site for label, site in notes.items() if label in called or len(called) > len(notes) // 2),
        key=lambda site: page.order[site.container],
    )
    if not called:
        return FoundNotes()
    return found


def _may_be_marker(element: Element) -> bool:
    if element.tag == "sup":
        candidate = not any(one.tag == "sup" for one in ancestors_of(element))
    else:
        named = element.tag in {"span", "a"} and bool(MARKER_NAME.search(names_of(element)))
        candidate = named and element.find(".//sup") is None
    shown = brief_text_of(element)
    candidate = candidate and element.find(".//code") is None  # the name of a module, such as base64
    return candidate and len(element) <= _MOST_PARTS and bool(label_of(shown) or MARKER_GROUP.match(shown))


def _is_power(element: Element) -> bool:
    """Return whether a raised figure is a power or an index, judged by the text before it."""
    before = element.getprevious()
    text = (
        before.tail if before is not None else element.getparent().text if element.getparent() is not None else ""
    ) or ""
    return not MARKER_NAME.search(names_of(element)) and bool(_POWER.search(text[-12:]))


def _find_regions(page: HtmlPage) -> Iterator[Element]:
    """Yield the elements that contain notes: elements so named, then headings of notes, then the last rule."""
    for one in page.elements:
        if one.tag in BLOCKS and one.tag not in {"body", "html", "p", "li"} and _REGION.search(names_of(one)):
            yield one
    for one in page.elements:
        if (one.tag in HEADINGS or one.tag in {"p", "strong", "b", "div"}) and is_notes_heading(brief_text_of(one)):
            block = enclosing_block_of(one)
            if block.tail is not None or block.getnext() is not None:
                yield block
    rules = [one for one in page.elements if one.tag == "hr"]
    if rules:
        yield rules[-1]


def _keep_outermost(regions: Iterator[Element]) -> list[Element]:
    kept: dict[Element, None] = {}
    for region in regions:
        if not any(one in kept for one in (region, *ancestors_of(region))):
            kept[region] = None
    return list(kept)


def _find_notes_in(region: Element) -> list[NoteSite]:
    """Read the notes of a region: list items, or blocks that begin with a label, with the blocks that follow each."""
    made: list[NoteSite] = []
    in_blocks = False
    for block in _unwrap_blocks(_blocks_of(region)):
        if block.tag in {"ol", "ul"} and not in_blocks:
            made += _read_list_notes(block)
        elif block.tag not in BLOCKS or block.tag in HEADINGS or block.tag == "hr":
            continue
        elif label := _leading_label_of(block):
            made.append(NoteSite(f"label-{label}", label, block, block))
            made += _find_notes_after_breaks(block, label)
            in_blocks = True
        elif in_blocks:
            made[-1].also.append(block)
    if made:
        made[-1].also = []  # anything may follow the last note
    return made


def _blocks_of(region: Element) -> list[Element]:
    """Return the child elements of a region, or the elements that follow it if it is a heading or a rule."""
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


def _unwrap_blocks(blocks: list[Element]) -> Iterator[Element]:
    """Yield the lists and paragraphs inside plain wrappers."""
    stack = list(reversed(blocks))
    while stack:
        block = stack.pop()
        if (
            block.tag in {"div", "section", "article", "dl", "tbody", "table"}
            and len(block)
            and not _leading_label_of(block)
        ):
            stack += reversed([one for one in block if isinstance(one.tag, str)])
        else:
            yield block


def _read_list_notes(listing: Element) -> Iterator[NoteSite]:
    start = listing.get("start") or "1"
    number = int(start) if start.isdigit() else 1
    for item in listing:
        if item.tag != "li":
            continue
        label = str(number) if listing.tag == "ol" else _leading_label_of(item)
        if label:
            yield NoteSite(f"label-{label}", label, item, item)
        number += 1


def _find_notes_after_breaks(block: Element, label: str) -> Iterator[NoteSite]:
    """Yield the notes after the first in a block whose lines are notes, numbered consecutively from `label`."""
    for line_break in block.iter("br"):
        after = line_break.getnext()
        match = _LEAD.match(line_break.tail or "")
        if not (line_break.tail or "").strip() and after is not None and after.tag in _LABEL_ELEMENTS:
            shown = label_of(brief_text_of(after))
        else:
            shown = match[1] if match else None
        if shown and label.isdigit() and shown == str(int(label) + 1):
            label = shown
            yield NoteSite(f"label-{label}", label, line_break, block)


def _read_single_note(block: Element) -> Iterator[NoteSite]:
    if label := _leading_label_of(block):
        yield NoteSite(f"label-{label}", label, block, block)
        yield from _find_notes_after_breaks(block, label)


def _leading_label_of(block: Element) -> str | None:
    """Return the label at the beginning of a block: its first element, or "12." or "[12]" in its text."""
    if block.tag == "tr":
        cell = first_element_of(block)
        return label_of(brief_text_of(cell).lstrip("\u2191^ ")) if cell is not None else None
    if (block.text or "").strip() == "":
        first = first_element_of(block)
        while first is not None and len(first) and not (first.text or "").strip():
            first = first[0]
        if first is not None and first.tag in _LABEL_ELEMENTS:
            label = label_of(brief_text_of(first))
            return label if label and not label.isalpha() else None
    match = _LEAD.match(text_of(block)[:40])
    return match[1] if match else None


_NUMBER_LABEL = re.compile(r"[\s\u2191^]*(?:\[(\d{1,4})\]|\((\d{1,4})\)|(\d{1,4})[.):\s\u00a0])")
"""The number at the beginning of a block: "[12]", "(12)", "12."."""
_NEAR = 40
"""The number of elements after the last note that are searched for another note."""


def find_missing_notes(page: HtmlPage, found: FoundNotes) -> FoundNotes:
    """Find the notes that are missing from `found`, and the markers that therefore lead nowhere."""
    numbered = [site for site in found.notes if site.label.isdigit()]
    known = {int(site.label): site for site in numbered}
    if not known or len(known) != len(numbered):
        return FoundNotes()
    loose = _find_unlinked_markers(page, found)
    wanted = {int(label) for label in loose if label.isdigit()} | set(range(1, min(max(known), len(page.elements))))
    made = FoundNotes()
    for number in sorted(wanted - set(known)):
        block = _find_block(page, known.get(number - 1), known.get(number + 1), number)
        if block is not None and not any(one in found.ignored or one in found.markers for one in ancestors_of(block)):
            site = known[number] = NoteSite(f"lost-{number}", str(number), block, block)
            made.notes.append(site)
            called = (one for one in loose[site.label] if page.order[one] < page.order[block])
            made.markers.update((one, MarkerSite(site.label, site.key)) for one in called)
    return made


def _find_unlinked_markers(page: HtmlPage, found: FoundNotes) -> dict[str, list[Element]]:
    """Return, by label, the links that lead nowhere and the raised numbers that are not links."""
    loose: dict[str, list[Element]] = defaultdict(list)
    for one in page.elements:
        marker = found.markers.get(one)
        if marker is not None and marker.key is None:
            loose[marker.label].append(one)
        elif one.tag == "sup" and one.find(".//a") is None and not _is_power(one):
            loose[label_of(brief_text_of(one)) or ""].append(one)
    return loose


def _find_block(page: HtmlPage, before: NoteSite | None, after: NoteSite | None, number: int) -> Element | None:
    """Return the block between two notes that shows `number`."""
    if before is not None:
        low = page.order[before.container] + 1
        near = page.elements[low : page.order[after.start] if after else low + _NEAR]
    elif after is not None:
        high = page.order[after.start]
        near = page.elements[max(high - _NEAR, 0) : high][::-1]  # nearest first: the text may contain a list too
    else:
        return None
    return next(
        (
            one
            for one in near
            if one.tag in BLOCKS
            and one.tag not in HEADINGS
            and _shows_number(one, number)
            and (before is None or before.container not in ancestors_of(one))
        ),
        None,
    )


def _shows_number(block: Element, number: int) -> bool:
    if block.tag == "li" and block.getparent().tag == "ol":
        return printed_number_of(block) == number
    match = _NUMBER_LABEL.match(opening_text_of(block))
    return match is not None and str(number) in match.groups()


def find_uncalled_notes(page: HtmlPage) -> FoundNotes:
    """Find the notes of a page without markers: entries of a notes section that have the name of a note each."""
    regions = _keep_outermost(_find_regions(page))
    sites = [site for region in regions for site in _find_notes_in(region)]
    return FoundNotes(notes=[site for site in sites if _NUMBERED_NAME.search(site.container.get("id") or "")])


_NUMBERED_NAME = re.compile(rf"(?:{NOTE_NAME.pattern})[\s_:.-]{{0,2}}\d{{1,4}}\Z", re.IGNORECASE)
"""The name of a note with its number: "fn1", "cite_note-3"."""
_BRACKETED = re.compile(r"\[\s*\d{1,3}\s*\]\Z")
"""A number in brackets, the form of a marker that raised figures of formulas never have."""
_RETURN_NAME = re.compile(r"ref|back|src|text|anchor|mark", re.IGNORECASE)
"""Part of the name of a marker, which the label of a note links to: "fnref1", "footnote-back-1"."""


def find_lost_markers(page: HtmlPage) -> dict[Element, MarkerSite]:
    """Find the markers of a page without notes: raised numbers in brackets, and links to notes that the page lacks."""
    raised = (one for one in page.elements if one.tag == "sup" and not _is_power(one))
    lost = {
        one: MarkerSite(label, None)
        for one in raised
        if _BRACKETED.match(brief_text_of(one)) and one.find(".//a") is None and (label := label_of(brief_text_of(one)))
    }
    return lost | {
        one: MarkerSite(label, None)
        for one in page.elements
        if one.tag == "a" and _leads_to_lost_note(page, one) and (label := label_of(brief_text_of(one)))
    }


def _leads_to_lost_note(page: HtmlPage, link: Element) -> bool:
    """Return whether a raised or bracketed number within a block links to a note that is not in the page."""
    before, _, name = (link.get("href") or "").partition("#")
    shown = brief_text_of(link)
    if before or name in page.ids or not NOTE_NAME.search(name) or _RETURN_NAME.search(NOTE_NAME.sub("", name)):
        return False
    raised = link.find(".//sup") is not None or any(one.tag == "sup" for one in ancestors_of(link))
    is_first = opening_text_of(enclosing_block_of(link)).lstrip().startswith(shown)
    return (raised or bool(_BRACKETED.match(shown))) and not is_first


def count_raised_numbers(page: HtmlPage) -> int:
    """Return how many bare raised numbers are probably markers, in a page without notes; see `find_lost_markers`."""
    raised = (
        one for one in page.elements if one.tag == "sup" and brief_text_of(one).isdecimal() and one.find(".//a") is None
    )
    return count_probable_markers(map(_write_raised, raised))


def _write_raised(element: Element) -> str:
    """Return a raised number with the text directly before it."""
    before, around = element.getprevious(), element.getparent()
    lead = before.tail if before is not None else around.text if around is not None else ""
    return f"{(lead or '')[-12:]}{raise_figures(brief_text_of(element))} {(element.tail or '')[:1]}"
