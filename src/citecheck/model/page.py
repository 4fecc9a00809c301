"""The classes of pages, the reach of sources, and the text read from a page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from citecheck.model.exchange import RawHeaders


class Page(StrEnum):
    """The fine classes of answers."""

    LIVE = "live"
    PAYWALL_PARTIAL = "paywall_partial"
    WAF_CHALLENGE = "waf_challenge"
    WAF_BLOCK = "waf_block"
    LEGAL_BLOCK = "legal_block"
    FILTER_BLOCK = "filter_block"
    GEO_BLOCK = "geo_block"
    LOGIN_WALL = "login_wall"
    CONSENT_WALL = "consent_wall"
    JS_SHELL = "js_shell"
    RATE_BLOCK = "rate_block"
    UNSUPPORTED_BROWSER = "unsupported_browser"
    SOFT_404 = "soft_404"
    HARD_404_BODY = "hard_404_body"
    HOMEPAGE_FOR_MISSING = "homepage_for_missing"
    PARKED = "parked"
    SITE_MOVED = "site_moved"
    ERROR_PAGE = "error_page"
    MAINTENANCE = "maintenance"
    EMPTY = "empty"
    TRUNCATED_BODY = "truncated_body"
    REDIRECT_STUB = "redirect_stub"


class PageGroup(StrEnum):
    """What a page class means for the cited content, for a single answer."""

    CONTENT = "content"
    WALL = "wall"
    ABSENCE = "absence"
    FAILURE = "failure"
    STUB = "stub"


PAGE_GROUPS: dict[Page, PageGroup] = {
    Page.LIVE: PageGroup.CONTENT,
    Page.PAYWALL_PARTIAL: PageGroup.WALL,
    Page.WAF_CHALLENGE: PageGroup.WALL,
    Page.WAF_BLOCK: PageGroup.WALL,
    Page.LEGAL_BLOCK: PageGroup.WALL,
    Page.FILTER_BLOCK: PageGroup.WALL,
    Page.GEO_BLOCK: PageGroup.WALL,
    Page.LOGIN_WALL: PageGroup.WALL,
    Page.CONSENT_WALL: PageGroup.WALL,
    Page.JS_SHELL: PageGroup.WALL,
    Page.RATE_BLOCK: PageGroup.WALL,
    Page.UNSUPPORTED_BROWSER: PageGroup.WALL,
    Page.SOFT_404: PageGroup.ABSENCE,
    Page.HARD_404_BODY: PageGroup.ABSENCE,
    Page.HOMEPAGE_FOR_MISSING: PageGroup.ABSENCE,
    Page.PARKED: PageGroup.ABSENCE,
    Page.SITE_MOVED: PageGroup.ABSENCE,
    Page.ERROR_PAGE: PageGroup.FAILURE,
    Page.MAINTENANCE: PageGroup.FAILURE,
    Page.EMPTY: PageGroup.FAILURE,
    Page.TRUNCATED_BODY: PageGroup.FAILURE,
    Page.REDIRECT_STUB: PageGroup.STUB,
}


class Reach(StrEnum):
    """How a source can be reached. See DESIGN: one bad answer never means `gone`, and `walled` is never dead."""

    LIVE = "live"
    MOVED = "moved"
    GONE = "gone"
    SUSPECT = "suspect"
    WALLED = "walled"
    FAILING = "failing"
    UNKNOWN = "unknown"
    OFFLINE = "offline"


ALIVE = frozenset({Reach.LIVE, Reach.MOVED})
"""The source showed its content. A bot wall or a failing server is neither alive nor dead: it proves nothing."""
DEATHS = frozenset({Reach.GONE, Reach.SUSPECT})


@dataclass(frozen=True, slots=True)
class Signal:
    """One observation in favour of a page class: a row of the table, its weight, and what was found."""

    name: str
    page: Page
    weight: float
    seen: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to classify: the decoded body, and everything known about its transfer.

    Any of `url` (the address reached), `requested_url` (the address the draft names) and `status` may be None for a
    saved page. `home` and `missing` are the same site's pages for its root and for a made-up path, if requested.
    """

    body: bytes
    url: str | None = None
    requested_url: str | None = None
    status: int | None = None
    headers: RawHeaders = ()
    truncated: bool = False
    home: PageText | None = None
    missing: PageText | None = None


class Role(StrEnum):
    """The role of a block of a page. It decides whether a change in the block is a change of the source.

    `content` is inside the region with the page's prose, `headline` is the page's own heading, and `margin` is outside
    that region (dateline, teaser, caption). `box` is a part of its own within the region (tile, box of facts, caption),
    in which only a new wording or figure is a change. `remark` is a part of its own that says something about the page
    or offers something: a line before or after the text, or a box with a link or control of its own (teaser, offer,
    about the author); figures in it are no change. `byline` is the line above the text that names its author.
    `furniture` is boilerplate: menus, lists of links, banners, forms, counters and readers' comments. `hidden` is text
    that the page does not show at first.
    """

    CONTENT = "content"
    HEADLINE = "headline"
    BOX = "box"
    REMARK = "remark"
    BYLINE = "byline"
    MARGIN = "margin"
    FURNITURE = "furniture"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, heading, list item or table row as a reader sees it, white space collapsed."""

    text: str
    role: Role
    ordinal: int = 0
    """The number of an item of an ordered list whose text it begins, from 1; 0 for any other block."""


class Coverage(StrEnum):
    """How much of a source its text is. Absence is said only of the whole: what is not seen may be in the rest."""

    WHOLE = "whole"
    PART = "part"
    ABSTRACT = "abstract"
    FRAGMENT = "fragment"
    METADATA = "metadata"
    RENDERED = "rendered"
    """What a browser showed; a page may show more to a reader who scrolls, clicks or logs in."""


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page. `main` is the article, `visible` everything a reader sees, one block a line.

    `main` drops sentences an editor may have cited (measured recall .90), so passages are searched in `visible`.
    """

    title: str | None
    main: str
    visible: str
    language: str | None = None
    published: str | None = None
    """ISO 8601 date or time as the page states it, None if it does not."""
    blocks: tuple[TextBlock, ...] = ()
    """The same text with the role of each block, for comparing captures; empty for PDF and plain text."""
    coverage: Coverage | None = None
    """How much of the source the text is, if something shows it."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What identifies the text of a capture: digests of its sentences in order, 16 hex digits each.

    `version` changes with the rules of stripping and splitting. Fingerprints of different versions are not compared;
    their texts are. A fingerprint alone cannot judge a change: it shows that sentences differ, but not how.
    """

    version: int
    main: tuple[str, ...]
    visible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read from one answer. `reach` decides what its page class means for the source."""

    page: Page
    text: PageText
    fingerprint: Fingerprint
    media_type: str
    encoding: str | None
    canonical_link: str | None = None
    """The page's own address (rel=canonical, og:url), absolute."""
    signals: tuple[Signal, ...] = ()
    next_url: str | None = None
    """Where a meta refresh or script redirect leads, absolute; set with `REDIRECT_STUB`."""
    doubt: str | None = None
    """What makes a live page look like no article, as "41 letters, no link": a reason to look, no page class."""
