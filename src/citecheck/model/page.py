"""What kind of answer a body is, and what an editor can act on."""

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
    """What a page class says of the cited content, for one answer taken alone."""

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
    """What an editor can act on; see DESIGN: `gone` never from one bad answer, `walled` never called dead."""

    LIVE = "live"
    MOVED = "moved"
    GONE = "gone"
    SUSPECT = "suspect"
    WALLED = "walled"
    FAILING = "failing"
    UNKNOWN = "unknown"
    OFFLINE = "offline"


ALIVE = frozenset({Reach.LIVE, Reach.MOVED})
"""The source showed its content. A wall or a server that fails is neither this nor a death: it proves nothing."""
DEATHS = frozenset({Reach.GONE, Reach.SUSPECT})


@dataclass(frozen=True, slots=True)
class Signal:
    """One observation that spoke for a page class: a row of the table, its weight, and what was seen."""

    name: str
    page: Page
    weight: float
    seen: str


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as judged: the body with content codings undone, and all that is known about how it came.

    Any of `url` (the address reached), `requested_url` (the address the draft names) and `status` may be None for a
    saved page. `home` and `missing` are what the same site sends for its root and for a made-up path, where asked.
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
    """What a block of a page is for; decides whether a change in it is a change of the source.

    `content` stands inside the region that holds the page's prose, `headline` is the page's own heading,
    `margin` stands outside that region (dateline, teaser, caption), `furniture` is menus, lists of links, banners,
    forms, counters and remarks of readers; `hidden` is text that the page holds but does not show at first.
    """

    CONTENT = "content"
    HEADLINE = "headline"
    MARGIN = "margin"
    FURNITURE = "furniture"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, heading, list item or table row as its reader sees it, white space collapsed."""

    text: str
    role: Role


@dataclass(frozen=True, slots=True)
class PageText:
    """The text of a page. `main` is the article, `visible` everything a reader sees; lines separate blocks.

    `main` drops sentences an editor may have cited (measured recall .90), so passages are searched in `visible`.
    """

    title: str | None
    main: str
    visible: str
    language: str | None = None
    published: str | None = None
    """ISO 8601 date or moment as the page states it, None if it does not."""
    blocks: tuple[TextBlock, ...] = ()
    """The text once more with the role of each block, for comparing captures; empty for PDF and plain text."""


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What identifies the text of a capture: digests of its sentences in order, 16 hex digits each.

    `version` changes with the rules of stripping and splitting; fingerprints of two versions are not compared,
    the texts are. Not good for judging a change on its own: it tells that sentences differ, not which way.
    """

    version: int
    main: tuple[str, ...]
    visible: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageReading:
    """What was read from one answer. What its page class means for the source is decided in `reach`."""

    page: Page
    text: PageText
    fingerprint: Fingerprint
    media_type: str
    encoding: str | None
    canonical_link: str | None = None
    """The address the page gives for itself (rel=canonical, og:url), absolute."""
    signals: tuple[Signal, ...] = ()
    next_url: str | None = None
    """Where a meta refresh or script redirect leads, absolute; set with `REDIRECT_STUB`."""
