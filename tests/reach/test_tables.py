"""The table of faults is total."""

from citecheck.model.exchange import Fault
from citecheck.reach.death_policy import FAULT_MEANINGS


def test_every_fault_has_its_meaning():
    """Every fault has one row."""
    assert set(FAULT_MEANINGS) == set(Fault)
