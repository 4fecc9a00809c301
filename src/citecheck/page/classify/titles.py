"""The titles and headings of a page, as its class is found by them: in parts, and without what they quote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from citecheck.page.html.blocks import Element, PageBlock, tidy
from citecheck.page.html.document import HtmlDocument
from citecheck.text.tokens import count_letters

_MIN_HEADLINE = 16
"""Letters from which a heading without a space is more than one word, in a script without spaces."""
_UNSPACED_LETTER = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""A letter of a script without spaces between words: Thai, Lao, Burmese, Khmer, Japanese or Chinese."""
_HOST = re.compile(r"\w\.[a-z]{2,}\b", re.IGNORECASE)

_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_TITLE_DIVIDERS = re.compile(r"\s*(?:[|·•»«–—｜]|\s[-/:]\s|::)\s*")
_COLON = re.compile(r"(?<=\S):\s+")
"""A colon at the end of a word that is not the last: of "404: a show about loss" only the part after it is a title."""


def strip_edges(text: str) -> str:
    """Strip everything that is neither letter nor digit from both ends, so that patterns can be anchored."""
    return _EDGES.sub("", text)


def content_headings_of(document: HtmlDocument, content: Iterable[PageBlock]) -> tuple[str, ...]:
    """Return the headings that are shown: all of the first level, of the second those of no box and no menu.

    A heading that is a picture is in no block, and counts.
    """
    inside = {block.element for block in content}
    outside = {block.element for block in document.walk.blocks if block.hidden} - inside
    aside = {block.element for block in document.walk.blocks} - inside
    return tuple(
        text if _NAME_IN_QUOTES.match(text) else strip_edges(text)
        for place, element in enumerate(document.walk.elements)
        if (element.tag == "h1" and place not in outside) or (element.tag == "h2" and place not in aside)
        if (text := tidy(element.node.text()))
    )


_BRIEF_SECTION = 400
"""Letters of a part that may be a notice."""
_LEAST_SECTION = 10
"""Letters of an element with the headline from which it says something under it."""


@dataclass(frozen=True, slots=True)
class _HeadlineSection:
    """The smallest element of a page with its headline and own text besides; menus and teasers are outside of it.

    `blocks` are those of its own text: shown, not mostly links, and no part of the headline.
    """

    headline: str
    node: Any
    blocks: tuple[PageBlock, ...]


def find_headline_section(document: HtmlDocument, content: Iterable[PageBlock]) -> _HeadlineSection | None:
    """Return the section of the first heading of the first level, one in the content if there is any, or None."""
    elements = document.walk.elements
    headings = [place for place, element in enumerate(elements) if element.tag == "h1"]
    inside = {block.element for block in content}
    headline = next((place for place in headings if place in inside), headings[0] if headings else None)
    if headline is None:
        return None
    own: dict[int, list[PageBlock]] = {}
    for block in document.walk.blocks:
        if not block.hidden and block.linked * 2 <= len(block.text):
            own.setdefault(block.element, []).append(block)
    end = _end_of(elements, headline, headline + 1)
    after, start, letters = end, headline, 0
    while letters < _LEAST_SECTION:
        outer = elements[start].parent
        if outer < 0:
            return None
        grown = _end_of(elements, outer, end)
        added = (*range(outer, start), *range(end, grown))
        letters += sum(count_letters(block.text) for place in added for block in own.get(place, ()))
        start, end = outer, grown
    places = (*range(start, headline), *range(after, end))
    blocks = tuple(block for place in places for block in own.get(place, ()))
    return _HeadlineSection(tidy(elements[headline].node.text()), elements[start].node, blocks)


_BRIEF_CONTENT = 3_000
"""Characters of content from which it is that of the page, wherever its headline is."""


def find_section_outside(document: HtmlDocument, content: Iterable[PageBlock]) -> tuple[PageBlock, ...]:
    """Return the blocks of the part under the headline, if that is brief and outside of brief content.

    In the frame of a site a notice is less than the teasers next to it, and these are taken for the content.
    """
    content = tuple(content)
    elements = document.walk.elements
    if any(elements[block.element].tag == "h1" for block in content):
        return ()
    if sum(len(block.text) for block in content) >= _BRIEF_CONTENT:
        return ()
    section = find_headline_section(document, content)
    inside = frozenset(map(id, content))
    outside = () if section is None else tuple(block for block in section.blocks if id(block) not in inside)
    return outside if sum(count_letters(block.text) for block in outside) <= _BRIEF_SECTION else ()


def _end_of(elements: Sequence[Element], place: int, known: int) -> int:
    """Return the place after the last element within that at `place`, which has all from it to `known` in it."""
    while known < len(elements) and elements[known].parent >= place:
        known += 1
    return known


def title_parts_of(title: str) -> tuple[str, ...]:
    """Return a title, whole and split where page and site divide: "Page not found | Example" has two parts.

    A part is without its quotations: "What “Page not found” means" does not state that.
    """
    parts = [heading_without_quotations(part) for part in _divide_title(title)]
    return tuple(dict.fromkeys(bare for part in parts if (bare := strip_edges(part))))


def _divide_title(title: str) -> list[str]:
    """Return a title and its parts; a quotation is not divided."""
    quotations = _NAME_IN_QUOTES.findall(title)
    places = {chr(_FIRST_PLACE + number): each for number, each in enumerate(quotations)}
    letters = iter(places)
    masked = _COLON_AFTER_QUOTES.sub(r"\1: ", _NAME_IN_QUOTES.sub(lambda _: next(letters), title))
    parts = [masked, *_TITLE_DIVIDERS.split(masked)]
    parts += [tail for part in parts for tail in _COLON.split(part)[1:]]
    return ["".join(places.get(letter, letter) for letter in part) for part in parts] if quotations else parts


_NAME_IN_QUOTES = re.compile(
    r"«[^«»]{3,80}»|»[^«»]{3,80}«|[“„][^“”„]{3,80}[”“]|\"[^\"]{3,80}\"|「[^「」]{3,80}」|『[^『』]{3,80}』"
)
"""A quotation in a title or heading; a single » divides: "Home » Page not found"."""
_FIRST_PLACE = 0xE000
"""The letter for private use that takes the place of the first quotation of a title while it is split."""
_COLON_AFTER_QUOTES = re.compile(r"([\ue000-\ue0ff])\s+:\s")
"""“Page not found” : what to do is one part."""
_AROUND_QUOTES = 6
"""Letters around quotations from which a title is about what it quotes: "Error “404”" is not."""


def quotations_of_headline(headings: Iterable[str], title: str) -> list[str]:
    """Return what headings and the parts of a title quote, where words around it say something of it."""
    parts = [*headings, *_divide_title(title)[1:]] if _NAME_IN_QUOTES.search(title) else headings
    about = [part for part in parts if heading_without_quotations(part) != part]
    return [strip_edges(words) for part in about for words in _NAME_IN_QUOTES.findall(part)]


def heading_without_quotations(heading: str) -> str:
    """Return a heading without its quotations, or with them where next to nothing is around them."""
    bare = _NAME_IN_QUOTES.sub(" ", heading)
    return strip_edges(bare) if count_letters(bare) >= _AROUND_QUOTES else heading


def headline_of(headings: tuple[str, ...], title: str) -> str:
    """Return the longest of the headings, other than a single word, that is in the title as well, or ""."""
    folded = title.casefold()
    headlines = (
        heading
        for heading in headings
        if (" " in heading or (count_letters(heading) >= _MIN_HEADLINE and _UNSPACED_LETTER.search(heading)))
        and not _HOST.search(heading)
    )
    return max((headline for headline in headlines if headline.casefold() in folded), key=len, default="")
