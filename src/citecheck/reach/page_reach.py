"""What a page class means for an editor, for one answer taken alone.

`gone` and `suspect` are told apart later by the death policy over several visits; here a page that looks dead is
`gone`. Blocked never means dead: every wall is `walled`, whatever status it came with.
"""

from __future__ import annotations

from citecheck.model.page import Page, Reach

REACH_OF_PAGE: dict[Page, Reach] = {
    Page.LIVE: Reach.LIVE,
    Page.PAYWALL_PARTIAL: Reach.WALLED,
    Page.WAF_CHALLENGE: Reach.WALLED,
    Page.WAF_BLOCK: Reach.WALLED,
    Page.LEGAL_BLOCK: Reach.WALLED,
    Page.FILTER_BLOCK: Reach.WALLED,
    Page.GEO_BLOCK: Reach.WALLED,
    Page.LOGIN_WALL: Reach.WALLED,
    Page.CONSENT_WALL: Reach.WALLED,
    Page.JS_SHELL: Reach.WALLED,
    Page.RATE_BLOCK: Reach.WALLED,
    Page.UNSUPPORTED_BROWSER: Reach.WALLED,
    Page.SOFT_404: Reach.GONE,
    Page.HARD_404_BODY: Reach.GONE,
    Page.HOMEPAGE_FOR_MISSING: Reach.GONE,
    Page.PARKED: Reach.GONE,
    Page.SITE_MOVED: Reach.GONE,
    Page.ERROR_PAGE: Reach.FAILING,
    Page.MAINTENANCE: Reach.FAILING,
    Page.EMPTY: Reach.FAILING,
    Page.TRUNCATED_BODY: Reach.FAILING,
    Page.REDIRECT_STUB: Reach.UNKNOWN,
}
"""Every page class and its group; a stub that was not followed leaves the source unknown."""


def reach_of(page: Page, status: int | None) -> Reach:
    """Group a page class, given the status it came with (None for a saved page).

    The status only matters where the body alone is silent: a body read as live under 404 or 410 is the site's own
    "not found" page, under 5xx its error page.
    """
    if page is Page.LIVE and status is not None:
        if status in (404, 410):
            return Reach.GONE
        if status >= 500:
            return Reach.FAILING
    return REACH_OF_PAGE[page]
