"""Pages about walls, deaths and sales are live; walls and deaths are what they are, in ten languages."""

import pytest
from tests.page.own_pages import list_pages

from citecheck.model.page import Answer
from citecheck.page.reading import read_page
from citecheck.reach.decision import reach_of_page

PAGES = list_pages()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_about_a_wall_is_live_and_a_wall_is_not(page):
    """A report, a form with a question, a recipe and a market are live; a check, a block, a sale and a loss are not."""
    reading = read_page(Answer(page.markup.encode(), page.url, None, page.status))
    reach = reach_of_page(reading.page, page.status)
    assert reach == page.reach, [(signal.name, signal.page, signal.weight, signal.seen) for signal in reading.signals]
