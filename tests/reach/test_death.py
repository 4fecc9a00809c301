"""The death policy."""

from datetime import UTC, datetime, timedelta

import pytest

from citecheck.model.page import Reach
from citecheck.model.report import PastVisit
from citecheck.model.settings import DeathPolicy
from citecheck.reach.death_policy import apply_death_policy, combine_looks

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
AUDIT = DeathPolicy(visits=3, days_apart=3)
CHECK = DeathPolicy(visits=1)


def days_ago(*days):
    return [PastVisit(NOW - timedelta(days=day), Reach.SUSPECT, None) for day in days]


@pytest.mark.parametrize(
    ("looks", "deaths", "policy", "reach"),
    [
        (1, [], CHECK, Reach.SUSPECT),
        (2, [], CHECK, Reach.GONE),
        (1, [], DeathPolicy(visits=1, second_look=False), Reach.GONE),
        (2, [], AUDIT, Reach.SUSPECT),
        (2, days_ago(3), AUDIT, Reach.SUSPECT),
        (2, days_ago(3, 6), AUDIT, Reach.GONE),
        (2, days_ago(1, 2, 3, 4), AUDIT, Reach.SUSPECT),
        (2, days_ago(1, 2, 3, 4, 5, 6), AUDIT, Reach.GONE),
    ],
)
def test_gone_is_said_only_after_looks_and_visits_enough(looks, deaths, policy, reach):
    """`gone` needs two looks of this run and the policy's visits, each far enough from the last counted one."""
    assert apply_death_policy(Reach.GONE, looks=looks, history=deaths, now=NOW, policy=policy) is reach


@pytest.mark.parametrize("reach", [reach for reach in Reach if reach is not Reach.GONE])
def test_other_reaches_are_left_alone(reach):
    """The policy touches nothing but `gone`."""
    assert apply_death_policy(reach, looks=1, history=[], now=NOW, policy=AUDIT) is reach


@pytest.mark.parametrize("second", [Reach.LIVE, Reach.MOVED, Reach.WALLED])
def test_a_better_second_look_stands(second):
    """What a browser's headers brought back is alive, whatever the first look said."""
    assert combine_looks(Reach.GONE, second) is second


def test_one_gone_and_one_failing_look_are_suspect():
    """Two looks that disagree about a death leave a suspicion."""
    assert combine_looks(Reach.FAILING, Reach.GONE) is Reach.SUSPECT
    assert combine_looks(Reach.GONE, Reach.FAILING) is Reach.SUSPECT


def test_a_wall_is_not_turned_into_a_death():
    """A browser's headers that bring a 404 from a wall prove nothing."""
    assert combine_looks(Reach.WALLED, Reach.GONE) is Reach.WALLED
