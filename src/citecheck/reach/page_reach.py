"""The reach of each page class, for one answer taken alone.

A page that looks dead is `gone` here; the death policy separates `gone` from `suspect` later, over several visits. A
blocked page is never dead: every wall is `walled`, whatever its status.
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
"""The reach of each group of page classes; a stub that was not followed leaves the source unknown."""

GONE_STATUSES = frozenset({404, 410})
FIRST_SERVER_ERROR = 500


def reach_of_page(page: Page, status: int | None) -> Reach:
    """Return the reach of a page class with the status of its answer (None for a saved page).

    The status matters only where the body alone does not decide: a body read as live with status 404 or 410 is the
    site's own "not found" page, and with 5xx its error page.
    """
    if page is Page.LIVE and status is not None:
        if status in GONE_STATUSES:
            return Reach.GONE
        if status >= FIRST_SERVER_ERROR:
            return Reach.FAILING
    return GROUP_REACH[PAGE_GROUPS[page]]
