"""What the signals look at: one answer as plain strings and numbers.

Lengths are counted in letters of an alphabet: a Chinese, Japanese or Korean character counts for `WIDE` of them, so
that one threshold serves every script.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from citecheck.content.document import Document
from citecheck.content.media import Medium
from citecheck.model.page import PageText

WIDE = 2.5
WIDE_LETTERS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
PROSE_BLOCK = 60
"""Letters from which a block that is not mostly links counts as prose: shorter ones are labels and headlines."""

NEXT_TO_NOTHING = 120
"""Letters shown below which what a page hides is asked as well."""

HEADLINE = 16
"""Letters from which a heading without a space is more than a word, in a script that writes none."""
HOST = re.compile(r"\w\.[a-z]{2,}\b", re.IGNORECASE)

EDGES = re.compile(r"^[\W_]+|[\W_]+$")
TITLE_PARTS = re.compile(r"\s*(?:[|·•»«–—｜]|\s[-/:]\s|::)\s*")
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
    document: Document | None = None
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


def letters_in(text: str) -> int:
    """Count the letters of `text`, wide ones for several."""
    if text.isascii():
        return len(text)
    return len(text) + int((WIDE - 1) * len(WIDE_LETTERS.findall(text)))


def prose_in(document: Document) -> int:
    """Count the letters of the blocks that are running text: long enough, shown, and not made of links."""
    return sum(
        size
        for block in document.walk.blocks
        if not block.hidden and block.linked * 2 <= len(block.text) and (size := letters_in(block.text)) >= PROSE_BLOCK
    )


def parts_of(title: str) -> tuple[str, ...]:
    """Return a title whole and cut where page and site divide: "Page not found | Example" says two things."""
    parts = [title, *TITLE_PARTS.split(title)]
    parts += [tail for part in parts for tail in COLON.split(part)[1:]]
    return tuple(dict.fromkeys(bare for part in parts if (bare := bared(part))))


def is_headed(headings: tuple[str, ...], title: str) -> bool:
    """Tell whether one of the headings, other than a single word, stands in the title as well."""
    folded = title.casefold()
    headlines = [
        heading
        for heading in headings
        if (" " in heading or (letters_in(heading) >= HEADLINE and not heading.isascii())) and not HOST.search(heading)
    ]
    return any(headline.casefold() in folded for headline in headlines)


def bared(text: str) -> str:
    """Strip everything that is neither letter nor digit from both ends, so that patterns can be anchored."""
    return EDGES.sub("", text)


def told_in(document: Document) -> str:
    """Return the lines shown that are not mostly links."""
    return "\n".join(
        block.text for block in document.walk.blocks if not block.hidden and block.linked * 2 <= len(block.text)
    )


def said_in(document: Document, visible: str, told: str) -> str:
    """Return what a page says: what it tells, and if it shows next to nothing what it hides, too."""
    if letters_in(visible) >= NEXT_TO_NOTHING:
        return told
    hidden = [block.text for block in document.walk.blocks if block.hidden]
    unscripted = [node.text(separator=" ") for node in document.tree.css("noscript")]
    pictures = document.all("img", "alt")
    return "\n".join([visible, *hidden, *unscripted, *pictures])
