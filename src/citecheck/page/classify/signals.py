"""What a signal looks at and the form of one.

A row says where it looks, what for, and how much it speaks for which class.

What is looked at is one answer as plain strings and numbers. Lengths are counted in letters of an alphabet: a
Chinese,
Japanese or Korean character counts for `WIDE` of them, so that one threshold serves every script.

Weights are added up by class. 1.0 is enough to call a page by that class; so a row of 1.0 or more is proof by
itself,
and weaker ones need company. `until` bounds a row to pages with little running text: it counts in full up to a
quarter
of that many letters of prose and falls to nothing at `until`, since an article that talks about captchas is an
article.
Phrases in the text are bounded by `shown` in the same way to pages that show little altogether: a list of headlines
has no prose, but is no notice. What `classifier` adds to that holds for every language: words count for more on a
page
that shows next to nothing else, in running text for nothing on one that declares itself an article with a date, and
what a page under a headline of its own says of missing pages, domains or works in passing is not about the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import re2

from citecheck.model.page import Page, PageText
from citecheck.page.formats import Medium
from citecheck.page.html.document import HtmlDocument

WIDE = 2.5
WIDE_LETTERS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
PROSE_BLOCK = 60
"""Letters from which a block that is not mostly links counts as prose: shorter ones are labels and headlines."""

ALMOST_EMPTY = 120
"""Letters shown below which what a page hides is asked as well."""

MIN_HEADLINE = 16
"""Letters from which a heading without a space is more than a word, in a script that writes none."""
HOST = re.compile(r"\w\.[a-z]{2,}\b", re.IGNORECASE)

EDGES = re.compile(r"^[\W_]+|[\W_]+$")
TITLE_DIVIDERS = re.compile(r"\s*(?:[|·•»«–—｜]|\s[-/:]\s|::)\s*")
COLON = re.compile(r"(?<=\S):\s+")
"""A colon at the end of a word, which goes on: "404: a show about loss" says only what follows."""


@dataclass(frozen=True, slots=True)
class Traits:
    """One answer as judged. Texts are as the reader sees them; `source` is the markup, `headers` lower-case names.

    `prose` counts the letters of the page's running text, `letters` those of all that is shown; `size` the bytes of the
    body. `broken` is a PDF that cannot be opened. `told` is what is shown outside of links: a menu or a list of
    headlines says what other pages are about. `said` is the same or, where that is next to nothing, what the page says
    in hidden elements, in its `noscript`, and beside its pictures. `next_url` is where a stub leads. `article` is
    whether the page tells machines when it was published as an article, as notices never do.
    `headed` is whether a heading of some words is repeated in the title, as headlines are.
    """

    medium: Medium
    status: int | None
    url: str | None
    requested_url: str | None
    headers: dict[str, str]
    source: str
    title: str
    headings: tuple[str, ...]
    visible: str
    letters: int
    prose: int
    size: int
    broken: bool
    truncated: bool
    text: PageText
    home: PageText | None = None
    missing: PageText | None = None
    document: HtmlDocument | None = None
    title_parts: tuple[str, ...] = ()
    told: str = ""
    said: str = ""
    next_url: str | None = None
    article: bool = False
    headed: bool = False

    @property
    def path(self) -> str:
        """The path of the address reached, empty where it is not known."""
        return path_of(self.url)


def path_of(url: str | None) -> str:
    """Return the path of an address, "" where there is none to be read."""
    try:
        return urlsplit(url or "").path
    except ValueError:
        return ""


def count_letters(text: str) -> int:
    """Count the letters of `text`, wide ones for several."""
    if text.isascii():
        return len(text)
    return len(text) + int((WIDE - 1) * len(WIDE_LETTERS.findall(text)))


def count_prose(document: HtmlDocument) -> int:
    """Count the letters of the blocks that are running text: long enough, shown, and not made of links."""
    return sum(
        size
        for block in document.walk.blocks
        if not block.hidden
        and block.linked * 2 <= len(block.text)
        and (size := count_letters(block.text)) >= PROSE_BLOCK
    )


def title_parts_of(title: str) -> tuple[str, ...]:
    """Return a title whole and cut where page and site divide: "Page not found | Example" says two things."""
    parts = [title, *TITLE_DIVIDERS.split(title)]
    parts += [tail for part in parts for tail in COLON.split(part)[1:]]
    return tuple(dict.fromkeys(bare for part in parts if (bare := strip_edges(part))))


def has_headline(headings: tuple[str, ...], title: str) -> bool:
    """Tell whether one of the headings, other than a single word, stands in the title as well."""
    folded = title.casefold()
    headlines = [
        heading
        for heading in headings
        if (" " in heading or (count_letters(heading) >= MIN_HEADLINE and not heading.isascii()))
        and not HOST.search(heading)
    ]
    return any(headline.casefold() in folded for headline in headlines)


def strip_edges(text: str) -> str:
    """Strip everything that is neither letter nor digit from both ends, so that patterns can be anchored."""
    return EDGES.sub("", text)


def own_text_of(document: HtmlDocument) -> str:
    """Return the lines shown that are not mostly links."""
    return "\n".join(
        block.text for block in document.walk.blocks if not block.hidden and block.linked * 2 <= len(block.text)
    )


def own_or_hidden_text_of(document: HtmlDocument, visible: str, told: str) -> str:
    """Return what a page says: what it tells, and if it shows next to nothing what it hides, too."""
    if count_letters(visible) >= ALMOST_EMPTY:
        return told
    hidden = [block.text for block in document.walk.blocks if block.hidden]
    unscripted = [node.text(separator=" ") for node in document.tree.css("noscript")]
    pictures = document.all("img", "alt")
    return "\n".join([visible, *hidden, *unscripted, *pictures])


class PagePart(StrEnum):
    """What a pattern is searched in."""

    TITLE = "title"
    TITLE_PART = "title part"
    HEADING = "heading"
    TEXT = "text"
    SAID = "said"
    """What is shown, and where that is next to nothing also what is hidden or only for browsers without scripts."""
    SOURCE = "source"


PATTERN_MEMORY = 1 << 26
"""Bytes that one compiled table may take; with less RE2 falls back to a slower engine."""


class WordPattern:
    """Alternatives searched without case; a space stands for any white space, ` ?` for perhaps some.

    RE2 searches all alternatives in one pass and in linear time, whatever the page holds. Compiled when first used,
    so that importing the tables costs nothing.
    """

    __slots__ = ("_alternatives", "_compiled")

    def __init__(self, *alternatives: str) -> None:
        self._alternatives = alternatives
        self._compiled: Any = None

    def search(self, text: bytes) -> str | None:
        """Return what is found first in UTF-8 text, None for nothing."""
        if self._compiled is None:
            joined = "|".join(part.replace(" ?", r"\s*").replace(" ", r"\s+") for part in self._alternatives)
            options = re2.Options()
            options.max_mem = PATTERN_MEMORY
            options.log_errors = False
            self._compiled = re2.compile(f"(?i:{joined})", options)
        found = self._compiled.search(text)
        return found.group().decode("utf-8", "replace") if found else None


BRIEF_PROSE = 3_000
"""Letters of prose; the notices of walls and errors measure up to 1,500, articles rarely less than 2,000."""
SMALL_TEXT = 6_000
"""Letters shown: full weight up to 1,500, as a notice in a frame of menus has, none from here on."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern searched in one part of the page. `why` is the reason the row exists."""

    name: str
    page: Page
    weight: float
    where: PagePart
    pattern: WordPattern
    why: str
    until: int | None = BRIEF_PROSE
    shown: int | None = SMALL_TEXT


@dataclass(frozen=True, slots=True)
class Probe:
    """A test on the whole answer that returns what it saw, None where it saw nothing."""

    name: str
    page: Page
    weight: float
    test: Callable[[Traits], str | None]
    why: str
    until: int | None = None


SignalRow = Phrase | Probe


def match_status(*codes: int) -> Callable[[Traits], str | None]:
    """Build the test that an answer came with one of `codes`."""

    def test(traits: Traits) -> str | None:
        return f"status {traits.status}" if traits.status in codes else None

    return test


def match_header(name: str, pattern: str = "") -> Callable[[Traits], str | None]:
    """Build the test that the field `name` was sent and its value matches `pattern`."""
    wanted = re.compile(pattern, re.IGNORECASE)

    def test(traits: Traits) -> str | None:
        value = traits.headers.get(name)
        return f"{name}: {value[:80]}" if value is not None and wanted.search(value) else None

    return test
