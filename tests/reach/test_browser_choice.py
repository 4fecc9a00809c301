"""Which pages a browser is shown, and when what it shows counts."""

import pytest

from citecheck.model.page import PAGE_GROUPS, Coverage, Page, PageGroup
from citecheck.reach.decision import is_worth_browser, takes_rendering

EMPTY = {Page.JS_SHELL, Page.EMPTY}


@pytest.mark.parametrize("page", Page)
def test_only_pages_that_show_nothing_are_shown_to_a_browser(page):
    """A shell and an empty page are; content is not asked again, and no wall, death or failure is tried in a browser."""
    assert is_worth_browser(page, None, status=200, media_type="text/html") == (page in EMPTY)


@pytest.mark.parametrize(
    ("coverage", "status", "media_type", "expected"),
    [
        (Coverage.METADATA, 200, "text/html", True),
        (Coverage.WHOLE, 200, "text/html", False),
        (Coverage.METADATA, 404, "text/html", False),
        (Coverage.METADATA, 200, "application/pdf", False),
    ],
)
def test_a_live_page_of_which_only_metadata_were_read_is_shown_to_a_browser(coverage, status, media_type, expected):
    """Such a page shows nothing either, if it is a page of HTML and answered with success."""
    assert is_worth_browser(Page.LIVE, coverage, status=status, media_type=media_type) == expected


def test_an_empty_body_that_is_no_page_or_no_success_is_not_shown_to_a_browser():
    """An empty picture, and an empty page with an error's status, have no scripts to run."""
    assert not is_worth_browser(Page.EMPTY, None, status=200, media_type="image/png")
    assert not is_worth_browser(Page.EMPTY, None, status=500, media_type="text/html")
    assert not is_worth_browser(None, None, status=200, media_type="text/html")


@pytest.mark.parametrize("shown", Page)
def test_of_an_empty_page_a_browser_shows_content_or_a_wall(shown):
    """What is empty, fails or finds nothing in a browser stays what it was: requests may have been refused."""
    is_wall = PAGE_GROUPS[shown] is PageGroup.WALL and shown is not Page.JS_SHELL
    assert takes_rendering(Page.JS_SHELL, shown) == (shown is Page.LIVE or is_wall)


@pytest.mark.parametrize("shown", Page)
def test_metadata_are_replaced_by_content_alone(shown):
    """A wall that a browser shows does not take away what the page says of itself."""
    assert takes_rendering(Page.LIVE, shown) == (shown is Page.LIVE)
