"""The form of a signal: one row says what is looked at, what is looked for, and how much it speaks for which class.

Weights are added up by class. 1.0 is enough to call a page by that class; so a row of 1.0 or more is proof by itself,
and weaker ones need company. `until` bounds a row to pages with little running text: it counts in full up to a quarter
of that many letters of prose and falls to nothing at `until`, since an article that talks about captchas is an article.
Phrases in the text are bounded by `shown` in the same way to pages that show little altogether: a list of headlines
has no prose, but is no notice. What `judge` adds to that holds for every language: words count for more on a page that
shows next to nothing else, in running text for nothing on one that declares itself an article with a date, and what a page under a
headline of its own says of missing pages, domains or works in passing is not about the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import re2

from citecheck.content.traits import Traits
from citecheck.model.page import Page


class Where(StrEnum):
    """What a pattern is searched in."""

    TITLE = "title"
    TITLE_PART = "title part"
    HEADING = "heading"
    TEXT = "text"
    SAID = "said"
    """What is shown, and where that is next to nothing also what is hidden or only for browsers without scripts."""
    SOURCE = "source"


MEMORY = 1 << 26
"""Bytes that one compiled table may take; with less RE2 falls back to a slower engine."""


class Words:
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
            options.max_mem = MEMORY
            options.log_errors = False
            self._compiled = re2.compile(f"(?i:{joined})", options)
        found = self._compiled.search(text)
        return found.group().decode("utf-8", "replace") if found else None


BRIEF = 3_000
"""Letters of prose; the notices of walls and errors measure up to 1,500, articles rarely less than 2,000."""
SMALL = 6_000
"""Letters shown: full weight up to 1,500, as a notice in a frame of menus has, none from here on."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern searched in one part of the page. `why` is the reason the row exists."""

    name: str
    page: Page
    weight: float
    where: Where
    pattern: Words
    why: str
    until: int | None = BRIEF
    shown: int | None = SMALL


@dataclass(frozen=True, slots=True)
class Probe:
    """A test on the whole answer that returns what it saw, None where it saw nothing."""

    name: str
    page: Page
    weight: float
    test: Callable[[Traits], str | None]
    why: str
    until: int | None = None


Row = Phrase | Probe


def status(*codes: int) -> Callable[[Traits], str | None]:
    """Build the test that an answer came with one of `codes`."""

    def test(traits: Traits) -> str | None:
        return f"status {traits.status}" if traits.status in codes else None

    return test


def header(name: str, pattern: str = "") -> Callable[[Traits], str | None]:
    """Build the test that the field `name` was sent and its value matches `pattern`."""
    wanted = re.compile(pattern, re.IGNORECASE)

    def test(traits: Traits) -> str | None:
        value = traits.headers.get(name)
        return f"{name}: {value[:80]}" if value is not None and wanted.search(value) else None

    return test
