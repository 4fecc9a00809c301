"""The tables of expectations notice every change of a row in the tables of the program."""

from itertools import combinations

import pytest
from tests.reach.expectations import find_disagreement

from citecheck.model import page as model_page
from citecheck.reach import death_policy, decision
from citecheck.reach import death_policy as faults

TABLES = {
    "page groups": model_page.PAGE_GROUPS,
    "reach of groups": decision.GROUP_REACH,
    "faults": faults.FAULT_MEANINGS,
    "two looks": death_policy.TWO_LOOKS,
}
SETS = [
    (decision, "GONE_STATUSES"),
    (death_policy, "DOUBTFUL_REACHES"),
    (death_policy, "PAGES_REFUSED_TO_PROGRAMS"),
    (decision, "PERMANENT_STATUSES"),
]
EXCHANGES = [
    pytest.param(table, one, other, id=f"{name}: {one} and {other}")
    for name, table in TABLES.items()
    for one, other in combinations(table, 2)
    if table[one] != table[other]
]
ROWS = [pytest.param(table, row, id=f"{name}: {row}") for name, table in TABLES.items() for row in table]
MEMBERS = [
    pytest.param(module, name, member, id=f"{name}: {member}")
    for module, name in SETS
    for member in sorted(getattr(module, name))
]


def test_nothing_disagrees_before_a_change():
    """The program and the expectations agree as they are."""
    assert find_disagreement() is None


@pytest.mark.parametrize(("table", "one", "other"), EXCHANGES)
def test_two_rows_exchanged_are_noticed(monkeypatch, table, one, other):
    """The values of two rows, exchanged, disagree with the expectations."""
    values = table[one], table[other]
    monkeypatch.setitem(table, one, values[1])
    monkeypatch.setitem(table, other, values[0])
    assert find_disagreement()


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_a_dropped_row_is_noticed(monkeypatch, table, row):
    """A table without one of its rows disagrees with the expectations."""
    monkeypatch.delitem(table, row)
    assert find_disagreement()


@pytest.mark.parametrize(("module", "name", "member"), MEMBERS)
def test_a_dropped_member_is_noticed(monkeypatch, module, name, member):
    """A set without one of its members disagrees with the expectations."""
    monkeypatch.setattr(module, name, getattr(module, name) - {member})
    assert find_disagreement()
