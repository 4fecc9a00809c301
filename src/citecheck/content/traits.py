"""What the signals look at: one answer as plain strings and numbers.

Lengths are counted in letters of an alphabet: a Chinese, Japanese or Korean character counts for `WIDE` of them, so
that one threshold serves every script.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from citecheck.content.document import Document
from citecheck.content.media import Medium
from citecheck.model.page import PageText

WIDE = 2.5
WIDE_LETTERS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
PROSE_BLOCK = 60
"""Letters from which a block that is not mostly links counts as prose: shorter ones are labels and headlines."""

TITLE_PARTS = re.compile(r"\s*(?:[|·•»«–—:]|\s[-/]\s|::)\s*")


@dataclass(frozen=True, slots=True)
class Traits:
    """One answer as judged. Texts are as the reader sees them; `source` is the markup, `headers` lower-case names.

    `prose` counts the letters of the page's running text, `letters` those of all that is shown.
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
    truncated: bool
    text: PageText
    home: PageText | None = None
    missing: PageText | None = None
    document: Document | None = None
    title_parts: tuple[str, ...] = field(default=())

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
    return len(text) + int((WIDE - 1) * len(WIDE_LETTERS.findall(text)))


def prose_in(document: Document) -> int:
    """Count the letters of the blocks that are running text: long enough, shown, and not made of links."""
    return sum(
        size
        for block in document.walk.blocks
        if not block.hidden and block.linked * 2 <= len(block.text) and (size := letters_in(block.text)) >= PROSE_BLOCK
    )


def parts_of(title: str) -> tuple[str, ...]:
    """Cut a title at the marks that divide page from site: "Page not found | Example" says two things."""
    return tuple(part for part in TITLE_PARTS.split(title.strip()) if part)
