"""Items of ordered lists that change places."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citecheck.model.change import Change, Edit
from citecheck.page.difference.comparison import compare
from citecheck.page.difference.pairs import pair_moved_items

from .pages import page, reading

PLACES = ("Ebern Castle", "Lake Trant", "Old Mill of Olsk", "Port of Lindow")


def listing(*items, tag="ol"):
    """The page with a list after its sentences."""
    return reading(page(inside=f"<{tag}>{''.join(f'<li>{one}</li>' for one in items)}</{tag}>"))


def test_another_order():
    """An item of an ordered list in another place is an edit that names both places."""
    found = compare(listing(*PLACES), listing(*PLACES[1:], PLACES[0]))
    assert found.change is Change.EDITED
    assert found.edits == (Edit("1. Ebern Castle", "4. Ebern Castle"),)


@pytest.mark.parametrize("new", [("Harfleur Tower", *PLACES), PLACES[1:], (*PLACES[:2], *PLACES[3:])])
def test_other_items(new):
    """Where an item comes or goes the others keep their order, and none of them moved."""
    old = list(enumerate(PLACES, 1))
    assert pair_moved_items(old, list(enumerate(new, 1))) == []


def test_lists_without_order():
    """The order of other lists says nothing."""
    assert compare(listing(*PLACES, tag="ul"), listing(*reversed(PLACES), tag="ul")).change is Change.COSMETIC


def test_two_lists():
    """Each list is compared with the one that holds most of its items."""
    old = [*enumerate(PLACES, 1), *enumerate(("first", "second", "third"), 1)]
    new = [*enumerate(("first", "third", "second"), 1), *enumerate(PLACES, 1)]
    assert len(pair_moved_items(old, new)) == 1


@given(st.permutations(range(7)))
def test_what_stays(order):
    """The items that are not said to move are in the same order in both lists."""
    texts = [f"item {one}" for one in order]
    moved = {
        before.partition(" ")[2]
        for before, _ in pair_moved_items(
            [(place + 1, f"item {place}") for place in range(7)], list(enumerate(texts, 1))
        )
    }
    stayed = [one for one in texts if one not in moved]
    assert stayed == sorted(stayed)
    assert bool(moved) == (list(order) != list(range(7)))
