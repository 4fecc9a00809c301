"""Signals, and the traits of an answer that they examine.

A row states where it looks, what for, and how much weight it adds to which class. It examines one answer as plain
strings and numbers. Lengths are in letters as `text.tokens.count_letters` counts them, so that one threshold fits every
script.

Weights are added up by class. A total of 1.0 is enough to choose a class, so a row of 1.0 or more is proof by itself
and a weaker row needs others. `until` limits a row to pages with little running text. The row counts in full up to a
quarter of that number of letters of prose, and its weight falls to nothing at `until`, since an article about captchas
is an article. `shown` limits phrases in the text in the same way to pages that show little at all: a list of headlines
has no prose but is not a notice.

`classifier` adds rules that hold for every language. Words count for more on a page that shows next to nothing else. In
running text they count for nothing on a page that declares itself an article with a date. A page with its own headline
that mentions missing pages, domains or works in passing is not about itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from citecheck.model.page import Page, PageText
from citecheck.page.classify.statements import Statements
from citecheck.page.formats import Medium
from citecheck.page.html.blocks import PageBlock
from citecheck.page.html.document import HtmlDocument
from citecheck.page.html.main_text import spread_to_descendants
from citecheck.text.tokens import count_letters

_PROSE_BLOCK = 60
"""Letters from which a block that is not mostly links counts as prose: shorter ones are labels and headlines."""

_ALMOST_EMPTY = 120
"""Letters shown below which hidden text is examined as well."""

_LITERAL = 8
"""Letters from which words marked as code or a quotation may be what another page says."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What is known about one answer. Texts are as the reader sees them.

    `source` is the markup, `headers` has lower-case names. `letters` counts the letters of everything shown, `region`
    those of the content (`find_regions`), `prose` those of its running text; `size` is the bytes of the body. `broken` is whether a PDF cannot be opened. `own_text`
    is the content outside of links, `shown_text` everything shown outside of links: a link describes another page.
    `content` are its blocks, `quoted_text` the quotations in it. `own_or_hidden_text` is the
    same, or, where that is next to nothing, also the text of hidden elements, of `noscript` and of the descriptions of
    pictures. `next_url` is where a stub leads. `article` is whether the page declares to machines when it was published
    as an article, as notices never do. `has_headline` is whether the title repeats a heading of several words, as it
    repeats headlines; `report` is that headline where a date and several paragraphs follow it, empty for other pages.
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
    region: int
    prose: int
    size: int
    broken: bool
    truncated: bool
    text: PageText
    home: PageText | None = None
    missing: PageText | None = None
    document: HtmlDocument | None = None
    title_parts: tuple[str, ...] = ()
    own_text: str = ""
    shown_text: str = ""
    quoted_text: str = ""
    own_or_hidden_text: str = ""
    next_url: str | None = None
    article: bool = False
    has_headline: bool = False
    report: str = ""
    content: tuple[PageBlock, ...] = ()

    @property
    def path(self) -> str:
        """The path of the address reached, empty where it is not known."""
        return path_of(self.url)


def path_of(url: str | None) -> str:
    """Return the path of an address, or "" where it cannot be read."""
    try:
        return urlsplit(url or "").path
    except ValueError:
        return ""


def count_prose(blocks: Iterable[PageBlock]) -> int:
    """Count the letters of the blocks that are running text: long enough, and not made of links."""
    return sum(
        size
        for block in blocks
        if block.linked * 2 <= len(block.text) and (size := count_letters(block.text)) >= _PROSE_BLOCK
    )


_REPORT_PARAGRAPHS = 2
"""Paragraphs of a report. Of the notices, walls and failures of `web/pages` and `web/pages-dev2` only articles before a
paywall and one login page, whose headline says so, have a headline with a date and a paragraph."""


def is_report(blocks: Iterable[PageBlock], date: str | None) -> bool:
    """Return whether content under a headline reads as a report: a date of its own, several paragraphs."""
    return date is not None and sum(count_prose((block,)) > 0 for block in blocks) >= _REPORT_PARAGRAPHS


_QUOTED = re.compile(r"[“„«\"「『][^“”„«»\"「」『』\n]{3,120}[”“»\"」』]")
"""A quotation within a line: “unavailable for legal reasons”."""
_QUOTING_LINE = 40
"""Letters outside of quotations from which a line quotes what another page says; a notice may be all in quotes."""


@dataclass(frozen=True, slots=True)
class OwnTexts:
    """The lines of a page that are not mostly links: `content` and all that is `shown`, and what they quote.

    `content` and `shown` are without quotations from elsewhere; `quoted` are those of the content, a line each.
    """

    content: str
    shown: str
    quoted: str = ""


def own_texts_of(document: HtmlDocument, content: Sequence[PageBlock]) -> OwnTexts:
    """Return the own text of a page; a form to write to somebody is about what is written there."""
    literal = [
        words for node in document.tree.css("q, code, kbd, samp") if len(words := node.text().strip()) >= _LITERAL
    ]
    forms = _find_writing_forms(document)
    layers = _find_hidden_layers(document)
    inside = frozenset(map(id, content))
    lines = [
        (id(block), _divide_quotations(block.text, literal))
        for block in document.walk.blocks
        if not block.hidden
        and block.linked * 2 <= len(block.text)
        and not (forms and forms[block.element])
        and not (layers and layers[block.element] and id(block) not in inside)
    ]
    own = [each for place, each in lines if place in inside]
    return OwnTexts(
        "\n".join(bare for bare, _ in own),
        "\n".join(bare for _, (bare, _) in lines),
        "\n".join(words for _, quoted in own for words in quoted),
    )


def _divide_quotations(line: str, literal: Sequence[str]) -> tuple[str, list[str]]:
    """Return a line without its quotations and the words marked as `literal`, and these, if much of it is left."""
    bare = _QUOTED.sub(" ", line)
    for words in literal:
        bare = bare.replace(words, " ")
    if bare == line or count_letters(bare.strip()) < _QUOTING_LINE:
        return line, []
    return bare, [*_QUOTED.findall(line), *(words for words in literal if words in line)]


_HIDDEN_NAMES = frozenset({"hidden", "is-hidden", "d-none"})
"""Names of classes that hide an element in the large frameworks of styles."""


def _find_hidden_layers(document: HtmlDocument) -> list[bool]:
    """Return for each element whether its class hides it, empty where none does."""
    elements = document.walk.elements
    hiding = [not _HIDDEN_NAMES.isdisjoint(one.label.split()) for one in elements]
    return spread_to_descendants(elements, hiding) if any(hiding) else []


_WRITING_FIELD = "textarea:not([name*=captcha]):not([id*=captcha]):not([hidden]):not([style*=none])"
_LONGEST_FORM = 1_500
"""Letters of the labels and notes of a form to write to somebody; a longer one is the form around a whole page."""


def _find_writing_forms(document: HtmlDocument) -> list[bool]:
    """Return for each element whether it is in a form to write a text, empty where the page has none."""
    elements = document.walk.elements
    if document.tree.css_first(_WRITING_FIELD) is None:
        return []
    return spread_to_descendants(elements, [one.tag == "form" and is_writing_form(one.node) for one in elements])


def is_writing_form(form: Any) -> bool:
    """Return whether a form is there to write a comment or a message, and is not one around a whole page."""
    return form.css_first(_WRITING_FIELD) is not None and len(form.text()) <= _LONGEST_FORM


def own_or_hidden_text_of(document: HtmlDocument, visible: str, own_text: str) -> str:
    """Return the page's own text, or, if it shows next to nothing, all its text, title and hidden text included."""
    if count_letters(visible) >= _ALMOST_EMPTY:
        return own_text
    hidden = [block.text for block in document.walk.blocks if block.hidden]
    unscripted = [node.text(separator=" ") for node in document.tree.css("noscript")]
    pictures = document.all("img", "alt")
    return "\n".join([visible, document.title or "", *hidden, *unscripted, *pictures])


class PagePart(StrEnum):
    """What a pattern is searched in."""

    TITLE = "title"
    TITLE_PART = "title part"
    HEADING = "heading"
    TEXT = "text"
    """The own text of the content: outside of menus, boxes, side columns and footers."""
    SHOWN = "shown"
    """The own text of everything shown: what asks for payment is in a box next to the article."""
    OWN_OR_HIDDEN = "own or hidden text"
    """The own text, and where the page shows next to nothing also its title, hidden text and text without scripts."""
    SOURCE = "source"


BRIEF_PROSE = 3_000
"""Letters of prose; the notices of walls and errors measure up to 1,500, articles rarely less than 2,000."""
_SMALL_TEXT = 6_000
"""Letters shown: full weight up to 1,500, the length of a notice with menus around it, no weight from here on."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern searched in one part of the page. `why` is the reason for the row.

    `mention` marks words that may be about another page: they count only where the page has no headline of its own and
    no row of the class finds a statement about this page.
    A sentence with `unless` in it states something else, and `along` must be in the sentence as well.
    """

    name: str
    page: Page
    weight: float
    where: PagePart
    pattern: Statements
    why: str
    until: int | None = BRIEF_PROSE
    shown: int | None = _SMALL_TEXT
    mention: bool = False
    unless: Statements | None = None
    along: Statements | None = None

    def search(self, text: bytes) -> str | None:
        """Return what the row finds in UTF-8 text, or None."""
        seen = self.pattern.search(text)
        if seen is None or (self.unless is None and self.along is None):
            return seen
        sentence = _sentence_around(text, seen.encode())
        if (self.unless and self.unless.search(sentence)) or (self.along and not self.along.search(sentence)):
            return None
        return seen


_SENTENCE_ENDS = re.compile("[!?\n]|\\.(?=\\s|$)|。|！|？".encode())


def sentences_of(text: bytes) -> list[bytes]:
    """Return the sentences of UTF-8 text, divided at every sign that may end one."""
    return _SENTENCE_ENDS.split(text)


def _sentence_around(text: bytes, seen: bytes) -> bytes:
    """Return the sentence that holds the first occurrence of `seen`."""
    start = text.find(seen)
    before = [end.end() for end in _SENTENCE_ENDS.finditer(text, 0, start)]
    after = _SENTENCE_ENDS.search(text, start + len(seen))
    return text[before[-1] if before else 0 : after.start() if after else len(text)]


@dataclass(frozen=True, slots=True)
class Probe:
    """A test of the whole answer that returns what it found, or None."""

    name: str
    page: Page
    weight: float
    test: Callable[[Traits], str | None]
    why: str
    until: int | None = None


SignalRow = Phrase | Probe


def match_status(*codes: int) -> Callable[[Traits], str | None]:
    """Return a test of whether an answer came with one of `codes`."""

    def test(traits: Traits) -> str | None:
        return f"status {traits.status}" if traits.status in codes else None

    return test


def match_header(name: str, pattern: str = "") -> Callable[[Traits], str | None]:
    """Return a test of whether the field `name` was sent with a value that matches `pattern`."""
    wanted = re.compile(pattern, re.IGNORECASE)

    def test(traits: Traits) -> str | None:
        value = traits.headers.get(name)
        return f"{name}: {value[:80]}" if value is not None and wanted.search(value) else None

    return test


_PLAYER = '"playabilityStatus"'
_PLAYER_STATUS = re.compile(r"\s*:\s*\{\s*\"status\"\s*:\s*\"(\w+)\"(?:\s*,\s*\"reason\"\s*:\s*\"([^\"]{0,80}))?")


def match_player(*wanted: str) -> Callable[[Traits], str | None]:
    """Return a test of whether the data of a video's player have one of the statuses `wanted`, as YouTube names them."""

    def test(traits: Traits) -> str | None:
        place = traits.source.find(_PLAYER)
        found = _PLAYER_STATUS.match(traits.source, place + len(_PLAYER)) if place >= 0 else None
        return f"{found[1]} {found[2] or ''}".strip() if found and found[1] in wanted else None

    return test
