"""A year of visits to simulated sites; `bench/drift_year.py` makes every week of it for 200 of them."""

from itertools import pairwise

import pytest

from citecheck.model.change import Change
from citecheck.page.difference.comparison import compare

from .pages import reading
from .sites import Site

WEEKS = (0, 1, 2, 12, 13, 26, 39, 51)


@pytest.mark.parametrize("number", range(14))
def test_a_year_without_alarm(number):
    """Whatever a site draws anew at a visit, and however it is deployed, an article that nobody edits stays the same."""
    pages = [reading(Site(number).visit(week)) for week in WEEKS]
    for old, new in pairwise(pages):
        found = compare(old, new)
        assert found.change in {Change.SAME, Change.COSMETIC}, found.edits


@pytest.mark.parametrize("number", range(14))
def test_an_edit_in_a_year(number):
    """A figure that is edited between two of these visits is found, and nothing else."""
    site = Site(number)
    found = compare(reading(site.visit(4)), reading(site.visit(5, edit=site.figures["a"] + 3)))
    assert found.change is Change.EDITED
    assert [str(site.figures["a"] + 3) in edit.after for edit in found.edits] == [True]
