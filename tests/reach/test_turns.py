"""What the visits of a source say over time: when it is gone, back, or neither."""

from datetime import UTC, datetime, timedelta

import pytest

from citecheck.model.change import Change
from citecheck.model.page import Reach
from citecheck.model.report import PastVisit, TurnKind
from citecheck.reach.turns import choose_turn, follow_visits

START = datetime(2026, 1, 5, 8, tzinfo=UTC)
REACHES = {"L": "live", "M": "moved", "G": "gone", "S": "suspect", "W": "walled", "F": "failing", "U": "unknown"}


def visits(letters, *, days=7):
    """Make one visit for each letter, `days` apart; R is a live page that was replaced."""
    return [
        PastVisit(
            START + timedelta(days=number * days),
            Reach(REACHES.get(letter, "live")),
            Change.REPLACED if letter == "R" else None,
        )
        for number, letter in enumerate(letters)
    ]


def kinds(letters, **given):
    return [turn.kind.value for turn in follow_visits(visits(letters, **given)).turns]


@pytest.mark.parametrize(
    ("letters", "expected"),
    [
        ("LLLL", []),
        ("LMLM", []),
        ("LS", []),
        ("LSL", ["cleared"]),
        ("LSSG", ["gone"]),
        ("LSSGGG", ["gone"]),
        ("LSSGL", ["gone", "back"]),
        ("G", ["gone"]),
        ("GL", ["gone", "back"]),
        ("LWL", []),
        ("LUULFL", []),
        ("SWL", ["cleared"]),
        ("GUFWL", ["gone", "back"]),
        ("LSSGR", ["gone"]),
        ("LSSGRL", ["gone", "back"]),
        ("LSLS", ["cleared", "unsteady"]),
        ("LFF", []),
        ("LFFF", ["failing"]),
        ("LFFLFFLFF", []),
        ("LFFFLFFFLFFF", ["failing"]),
    ],
)
def test_each_turn_is_made_once(letters, expected):
    """Gone follows the death policy, back follows gone, a suspicion that was lifted is no return, and walls are nothing."""
    assert kinds(letters) == expected


@pytest.mark.parametrize("letters", ["LS" * 6, "SL" * 6, "LLS" * 4, "LSS" * 4, "LSWLFS" * 2, "LGLLGL" * 2])
def test_a_page_that_comes_and_goes_for_twelve_weeks_is_called_that_once(letters):
    """Twelve weekly visits of a page that flaps make one turn that a reader must know, and no gone or back after it."""
    made = kinds(letters)
    assert made.count("unsteady") == 1
    assert made[made.index("unsteady") + 1 :] == []
    assert len(set(made) - {"cleared"}) <= 3
    assert follow_visits(visits(letters)).unsteady


def test_a_source_that_stayed_for_a_month_is_steady_again():
    """After it came and went, five weeks of answers end that, and five weeks of failures make it gone."""
    assert kinds("LSLS" + "L" * 4) == ["cleared", "unsteady"]
    assert kinds("LSLS" + "L" * 5) == ["cleared", "unsteady"]
    assert kinds("LSLS" + "L" * 6) == ["cleared", "unsteady", "steady"]
    assert kinds("LSL" + "SSGGG") == ["cleared", "unsteady"]
    assert kinds("LSL" + "SSGGGG") == ["cleared", "unsteady", "gone"]
    assert kinds("LSLS" + "L" * 6 + "S") == ["cleared", "unsteady", "steady"]


def test_falls_long_ago_do_not_count():
    """Two failures half a year from each other are two failures."""
    assert kinds("LS" + "L" * 14 + "S") == ["cleared"]


def test_the_turn_to_report_is_the_last_since_the_last_report():
    """What the last report held is not reported again; gone and back between two reports is nothing."""
    course = follow_visits(visits("LSSGL"))
    gone, back = course.turns
    assert choose_turn(course, gone.moment) == back
    assert choose_turn(course, back.moment) is None
    assert choose_turn(course, START) is None
    assert choose_turn(follow_visits(visits("LSSG")), None).kind is TurnKind.GONE
