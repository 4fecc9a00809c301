"""A page that asks for a login is a wall; a page with a login box is not."""

import pytest
from tests.page.login_pages import list_cases

from citecheck.model.page import Answer, Page
from citecheck.page.reading import read_page

CASES = list_cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_login_page_is_a_wall_and_a_page_with_a_login_box_is_live(case):
    """In ten languages, with the site's menus around it, a login page is a login wall and a page with a box is live."""
    reading = read_page(Answer(case.markup.encode(), case.url, None, 200))
    wanted = Page.LOGIN_WALL if case.walled else Page.LIVE
    assert reading.page is wanted, [(signal.name, signal.weight, signal.seen) for signal in reading.signals]
