"""What a page class means for an editor, for one answer taken alone.

`gone` and `suspect` are separated later by the death policy over several visits; here a page that looks dead is
`gone`. Blocked never means dead: every wall is `walled`, whatever status it came with.
"""

from __future__ import annotations

from citecheck.model.page import PAGE_GROUPS, Page, PageGroup, Reach

GROUP_REACH: dict[PageGroup, Reach] = {
    PageGroup.CONTENT: Reach.LIVE,
    PageGroup.WALL: Reach.WALLED,
    PageGroup.ABSENCE: Reach.GONE,
    PageGroup.FAILURE: Reach.FAILING,
    PageGroup.STUB: Reach.UNKNOWN,
}
"""Every group of page classes and its reach; a stub that was not followed leaves the source unknown."""

GONE_STATUSES = frozenset({404, 410})
FIRST_SERVER_ERROR = 500


def reach_of_page(page: Page, status: int | None) -> Reach:
    """Return the reach of a page class, given the status it came with (None for a saved page).

    The status only matters where the body alone is silent: a body read as live under 404 or 410 is the site's own
    "not found" page, under 5xx its error page.
    """
    if page is Page.LIVE and status is not None:
        if status in GONE_STATUSES:
            return Reach.GONE
        if status >= FIRST_SERVER_ERROR:
            return Reach.FAILING
    return GROUP_REACH[PAGE_GROUPS[page]]
