"""Pages about missing pages, sales and walls are live in every frame and language; what they are about is not."""

import pytest
from tests.page.framed_pages import list_pages

from citecheck.model.page import Answer
from citecheck.page.reading import read_page
from citecheck.reach.decision import reach_of_page

PAGES = list_pages()
RIGHT = 0.75
"""Share of pages that are no articles and are recognised as what they are; their words are known for some only."""


def reach_of(page):
    """Return how far a page's source can be reached, with the signals that say so."""
    reading = read_page(Answer(page.markup.encode(), page.url, None, page.status))
    return reach_of_page(reading.page, page.status), [(each.name, each.weight, each.seen) for each in reading.signals]


@pytest.mark.parametrize("page", [page for page in PAGES if page.reach == "live"], ids=lambda page: page.name)
def test_a_page_about_a_death_or_a_wall_is_live(page):
    """An explanation of 404, a report on a block, a notice of works, a help page for logins: each can be read."""
    reach, signals = reach_of(page)
    assert reach == "live", signals


@pytest.mark.parametrize("page", [page for page in PAGES if page.reach != "live"], ids=lambda page: page.name)
def test_a_wall_or_a_failure_is_never_a_death(page):
    """A page that is a wall or a failure is not called gone, in whatever words it says so."""
    reach, signals = reach_of(page)
    assert page.reach == "gone" or reach != "gone", signals


def test_most_walls_and_deaths_are_recognised():
    """Of the pages that are walls, deaths and failures, at least the share `RIGHT` has the right reach."""
    others = [page for page in PAGES if page.reach != "live"]
    assert sum(reach_of(page)[0] == page.reach for page in others) >= RIGHT * len(others)
