"""The titles and headings of a page, as its class is found by them: in parts, and without what they quote."""

from __future__ import annotations

import re
from collections.abc import Iterable

from citecheck.page.html.blocks import PageBlock, tidy
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
