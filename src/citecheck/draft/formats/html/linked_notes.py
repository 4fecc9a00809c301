"""Find notes that links connect to their markers, as in the pages of nearly every publishing system.

A marker is a short link ("[6]", "6", "*") to a named place later in the page. The place is a note if there is other
evidence: a link back, a name ("fn", "edn", "cite_note" …), or the same label at its beginning. A cross-reference to
an
equation has none of these. Of two places that point to each other, the earlier is the marker.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from citecheck.draft.formats.html.marker_labels import MARKER_GROUP, numbers_of
from citecheck.draft.formats.html.note_sites import (
    BACK_LINK,
    COMMENT_NAME,
    NOTE_NAME,
    FoundNotes,
    MarkerSite,
    NoteSite,
    find_permalinks,
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
    fragment_of,
    names_of,
    opening_text_of,
    printed_number_of,
)
from citecheck.draft.markers import FROM_SUPERSCRIPT
from citecheck.draft.note_lines import is_notes_heading

_WHOLE = frozenset({"li", "td", "tr", "dd", "aside", "body"})
"""Elements that hold a whole note."""
_TITLES = HEADINGS | {"th"}
"""Elements that introduce what follows, such as a letter in an index. They are not notes."""
_NAMED = re.compile(r"[A-Za-z][\w.+-]{1,24}\Z")
"""A word instead of a number, as in the references of RFCs ("[WEBFINGER]")."""
_OPENING_LABEL = re.compile(r"[\[(^\s]*(?P<label>[^\s\[\]().:]{1,8})[\])\s.:]")
"""The label at the beginning of a note, in brackets or followed by punctuation or a blank."""
_AUTHOR_YEAR = re.compile(r"(?=.{4,70}\Z)(?:[^\W\d_].*\W|[(\[])?(?P<year>(?:1[5-9]|20)\d\d[a-z]?)[)\]]?,?\Z", re.DOTALL)
"""A link that shows an author and a year, or only a year: "Berg et al., 2019", "(2019a)"."""
_LONGEST_LABEL = 60
"""The number of characters at the beginning of a note that are searched for its label."""
_LONGEST_WORK = 600
"""The number of characters at the beginning of a bibliography entry that are searched for its year."""
_OPENING_WORD = re.compile(r"\s*\[\s*(?P<word>[^\s\[\]]{1,40})\s*\]")
"""The label in brackets at the beginning of an entry in a list of works."""
_ENTRY = re.compile(r"\bcitation\b|biblio|\bref|doc-footnote|footnote", re.IGNORECASE)
"""Names that publishing systems give to such an entry."""
_WIKI_REMARK = re.compile(r"\[?\s*((?:foot)?note\s\d{1,3})\s*\]?\Z", re.IGNORECASE)
"""A remark in a wiki article. Wikis number remarks separately from sources."""
_PLACE_NAME = re.compile(
    r"#?(?:section|sec|page|chapter|chap|part|appendix|toc|fig|figure|table|tab|eq|equation|thm|theorem|"
    r"lemma|line|l|h|heading|step|item|comment|post|p)[-_.:]?\d",
    re.IGNORECASE,
)
"""Names of places that tables of contents and cross-references lead to."""
_NEAR = 3
"""The number of ancestors of an item, its list first, whose preceding sibling may be the heading of the list."""
_MOST_BLOCKS = 12
"""The most blocks in a note of several paragraphs. More blocks than this are running text."""


@dataclass(frozen=True, slots=True)
class _MarkerLink:
    """A short link within the page."""

    element: Element
    label: str
    target: Element
    name: str
    shown: str = ""
    """The text of a link that names several notes ("1-3"). The link leads to the first of them, labelled `label`."""
    year: str = ""
    """The year at the end of an author-year name ("Berg et al., 2019")."""


def find_linked_notes(page: HtmlPage) -> FoundNotes:
    """Find the notes that links lead to, with their markers and back links."""
    own = find_permalinks(page)
    calls = [call for one in page.elements if one.tag == "a" and (call := _read_marker_link(page, one, own))]
    backs = _find_back_links(page, calls)
    found = FoundNotes(ignored=own)
    by_place: dict[Element, NoteSite] = {}
    for call in calls:
        if call.element in backs or page.order[call.target] <= page.order[call.element]:
            continue
        site = by_place.get(call.target)
        if site is None:
            if not _is_note(call, backs):
                continue
            site = NoteSite(call.name, call.label, call.target, _container_of(call.target))
            by_place[call.target] = site
            found.notes.append(site)
        found.markers[call.element] = MarkerSite(call.shown or call.label, site.key, in_sentence=bool(call.year))
    found.markers.update(_find_broken_markers(page, found))
    found.notes.sort(key=lambda site: page.order[site.start])
    if found.notes:
        last = found.notes[-1]
        last.open_ended = last.container in set(ancestors_of(last.start)) and any(
            one in found.markers for one in last.container.iter("a")
        )
    containers = {site.container for site in found.notes}
    found.ignored |= {back for back in backs if any(one in containers for one in (back, *ancestors_of(back)))}
    if found.notes:
        _extend_notes(found)
    return found


def _find_broken_markers(page: HtmlPage, found: FoundNotes) -> dict[Element, MarkerSite]:
    """Find markers whose link has the same form as other markers but names no place in the page."""
    shapes = {re.sub(r"\d+", "0", (one.get("href") or "")) for one in found.markers}
    made: dict[Element, MarkerSite] = {}
    for one in page.elements:
        href = one.get("href") or "" if one.tag == "a" else ""
        name = href.partition("#")[2]
        label = label_of(brief_text_of(one)) if name and name not in page.ids else None
        if label and label.isdigit() and re.sub(r"\d+", "0", href) in shapes:
            made[one] = MarkerSite(label, None)
    return made


def _read_marker_link(page: HtmlPage, element: Element, own: set[Element]) -> _MarkerLink | None:
    name = fragment_of(page, element)
    text = brief_text_of(element)
    if name is None or element in own or COMMENT_NAME.match(name):
        return None
    declared = "noteref" in names_of(element)
    is_note = text.isdigit() and declared  # a book may have more than 1,500 notes
    if (dated := _AUTHOR_YEAR.match(text)) and not page.wiki and not is_note:  # short notes of a wiki lead to works
        return _MarkerLink(element, text, page.ids[name], name, year=dated["year"])
    if group := MARKER_GROUP.match(text):
        return _MarkerLink(element, str(next(numbers_of(group["numbers"]))), page.ids[name], name, text)
    label = label_of(text)
    word = text.strip("[]")
    if not (label or "").isdigit() and _NAMED.match(word) and _is_named(page, element, name, word):
        return _MarkerLink(element, text, page.ids[name], name)
    if label is None or (label[0].isalpha() and not declared and not NOTE_NAME.search(f"{name} {names_of(element)}")):
        return None
    if page.wiki and (group := _WIKI_REMARK.match(text)):
        label = group[1]  # wiki articles number remarks ("[note 1]") separately from sources ("[1]")
    return _MarkerLink(element, label, page.ids[name], name)


def _is_bracketed(element: Element) -> bool:
    """Return whether a link is in square brackets, its own or those of the surrounding text. A glossary term is not."""
    before, around = element.getprevious(), element.getparent()
    lead = before.tail if before is not None else around.text if around is not None else ""
    return brief_text_of(element).startswith("[") or (lead or "").rstrip().endswith("[")


def _is_named(page: HtmlPage, element: Element, name: str, word: str) -> bool:
    """Return whether a place shows the same word as the link to it, such as "[WEBFINGER]" in an RFC."""
    target = page.ids[name]
    if target.tag in BLOCKS and target.tag != "dt":
        # in an entry of a list of works, the label comes first
        opening = _OPENING_WORD.match(opening_text_of(target, _LONGEST_LABEL))
        return opening is not None and opening["word"] == word and bool(_ENTRY.search(names_of(target)))
    same = name.casefold() == word.casefold() and _is_bracketed(element)
    return brief_text_of(target).strip("[] ") == word and (same or bool(NOTE_NAME.search(name)))


def _find_back_links(page: HtmlPage, calls: list[_MarkerLink]) -> set[Element]:
    """Find the links from a note back to its marker: those that show an arrow, or point to an earlier place."""
    backs: set[Element] = set()
    for one in page.elements:
        if one.tag == "a" and BACK_LINK.match(brief_text_of(one) or "x") and (one.get("href") or "").find("#") >= 0:
            backs.add(one)
    backs |= {call.element for call in calls if page.order[call.target] <= page.order[call.element]}
    # the label of a note may link to the marker's element, or to the element around it
    around = {near for call in calls for near in (call.element, call.element.getparent()) if near is not None}
    for one in page.elements:
        if one.tag == "a" and one not in backs and (name := fragment_of(page, one)):
            target = page.ids[name]
            if page.order[target] < page.order[one] and target in around:
                backs.add(one)
    return backs


def _is_note(call: _MarkerLink, backs: set[Element]) -> bool:
    """Return whether the place that a short link leads to is a note."""
    container = _container_of(call.target)
    first = first_element_of(container)
    if _TITLES & {container.tag, first.tag if first is not None else ""} or _PLACE_NAME.match(call.name):
        return False
    if call.year:
        return call.year in opening_text_of(container, _LONGEST_WORK)
    if NOTE_NAME.search(call.name) or NOTE_NAME.search(names_of(call.target)):
        return True
    if _shows_label(call):
        return True
    separate = container not in set(ancestors_of(call.element))
    return separate and any(one.tag == "a" and one in backs for one in container.iter("a"))


def _shows_label(call: _MarkerLink) -> bool:
    """Return whether a place shows the label of the link that leads to it."""
    if call.target.tag == "dt" and brief_text_of(call.target).strip("[] ") == call.label.strip("[]"):
        return True
    if call.target.tag not in BLOCKS and label_of(brief_text_of(call.target)) == call.label:
        return True
    container = _container_of(call.target)
    opening = _OPENING_LABEL.match(opening_text_of(container, _LONGEST_LABEL).translate(FROM_SUPERSCRIPT))
    is_opening = opening is not None and opening["label"].lower() == call.label
    return is_opening or _is_listed(container, call.label) or _is_numbered_alike(call, container)


def _is_listed(item: Element, label: str) -> bool:
    """Return whether a list directly after a heading of notes prints `label` before an item."""
    if item.tag != "li" or label != str(printed_number_of(item)):
        return False
    return any(
        before is not None and before.tag in HEADINGS and is_notes_heading(brief_text_of(before))
        for before in (one.getprevious() for one in islice(ancestors_of(item), _NEAR))
    )


def _is_numbered_alike(call: _MarkerLink, item: Element) -> bool:
    """Return whether a raised link, the name of its place and the list around that place have the same number."""
    raised = call.element.find("sup") is not None or any(one.tag == "sup" for one in ancestors_of(call.element))
    named = re.search(r"(?<!\d)0*(\d{1,4})\Z", call.name)
    numbers = {call.label, named[1] if named else "", str(printed_number_of(item)) if item.tag == "li" else ""}
    return raised and len(numbers) == 1


def _container_of(start: Element) -> Element:
    """Return the element that a note fills: the place itself if it is a block, otherwise the block that it begins."""
    block = enclosing_block_of(start)
    if block.tag in {"body", "html", "main", "article"}:
        return start if start.tag in BLOCKS else block
    if block is not start and block.tag == "p" and block.getparent() is not None:
        outer = block.getparent()
        first = first_element_of(outer)
        if outer.tag in {"li", "dd"} and first is block:
            return outer
    return block


def _extend_notes(found: FoundNotes) -> None:
    """Add to each note the blocks that follow it, up to the next note, where notes follow one another."""
    starts = {site.container for site in found.notes}
    markers = set(found.markers)
    for site, after in zip(found.notes, [*found.notes[1:], None], strict=True):
        body = site.container.getnext()
        if site.container.tag == "dt":
            site.also = [body] if body is not None and body.tag == "dd" else []
        elif label_of(brief_text_of(site.container)) == site.label and site.container.tag in BLOCKS:
            # the label is a block of its own, and the note follows it
            site.also = list(islice(_following_blocks_of(site.container, starts), _MOST_BLOCKS if after else 1))
        elif after is not None and site.container.tag not in _WHOLE:
            more = list(islice(_following_blocks_of(site.container, starts), _MOST_BLOCKS + 1))
            adjoins = bool(more) and more[-1].getnext() is after.container and len(more) <= _MOST_BLOCKS
            if adjoins and not any(one in markers for block in more for one in block.iter("a")):
                site.also = more


def _following_blocks_of(container: Element, starts: set[Element]) -> Iterator[Element]:
    block = container.getnext()
    while block is not None and block not in starts:
        if isinstance(block.tag, str):
            if block.tag in HEADINGS or block.tag == "hr" or is_notes_heading(brief_text_of(block)):
                return
            yield block
        block = block.getnext()
