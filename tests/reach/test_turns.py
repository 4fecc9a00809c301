"""What the visits of a source say over time: when it is gone, back, or neither."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest

from citecheck.model.change import Change, Comparison
from citecheck.model.page import Reach
from citecheck.model.report import Loss, PastVisit, TurnKind, Visit
from citecheck.reach.turns import Course, add_course, choose_turn, follow_visits

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
        ("LSSGR", ["gone", "replaced"]),
        ("LSSGRL", ["gone", "replaced", "back"]),
        ("LR", ["replaced"]),
        ("LRRRR", ["replaced"]),
        ("LRFRWR", ["replaced"]),
        ("LRLR", ["replaced", "restored"]),
        ("LRLRLRLRLRLR", ["replaced", "restored"]),
        ("LRSSG", ["replaced", "gone"]),
        ("LRFWUL", ["replaced", "restored"]),
        ("LRSL", ["replaced", "cleared"]),
        ("LRUR", ["replaced"]),
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
    replaced, restored = (course := follow_visits(visits("LRL"))).turns
    assert choose_turn(course, replaced.moment) == restored
    assert choose_turn(course, START) is None


def follow(course):
    """The kinds of the turns of visits given as letters with the days they were made, such as `L0 S7.5`."""
    made = [(mark[0], float(mark[1:])) for mark in course.split()]
    seen = [
        PastVisit(
            START + timedelta(days=day), Reach(REACHES.get(letter, "live")), Change.REPLACED if letter == "R" else None
        )
        for letter, day in made
    ]
    return follow_visits(seen)


@pytest.mark.parametrize(
    ("course", "expected"),
    [
        # it fell twice within 90 days, or not
        ("L0 S1 L2 S91", "cleared unsteady"),
        ("L0 S1 L2 S91.1", "cleared"),
        ("S1 L2 S91", "cleared unsteady"),
        ("L0 S1 S50 L60 S92", "cleared"),
        ("L0 G1 L2 G3", "gone back unsteady"),
        ("L0 S1 W2 S3 U4 S5", ""),
        ("L0 S1 R2 S3", "replaced"),
        ("L0 S1 L2 S80 L81 S160", "cleared unsteady"),
        # it stayed the same for three visits and 30 days, or not
        ("L0 S1 L2 S3 L10 L20 L40", "cleared unsteady steady"),
        ("L0 S1 L2 S3 L10 L20 L39.9", "cleared unsteady"),
        ("L0 S1 L2 S3 L10 L50", "cleared unsteady"),
        ("L0 S1 L2 S3 L10 L20 W45 L46", "cleared unsteady steady"),
        ("L0 S1 L2 S3 L10 L20 S30 L45", "cleared unsteady"),
        ("L0 S1 L2 S3 S20 G33", "cleared unsteady gone"),
        ("L0 S1 L2 S3 S20 S33", "cleared unsteady"),
        ("L0 S1 L2 S3 S20 S33 G34", "cleared unsteady gone"),
        ("L0 S1 L2 S3 S20 S33 G34 L35", "cleared unsteady gone back"),
        ("L0 S1 L2 S3 L10 L20 L40 S41", "cleared unsteady steady"),
        ("L0 S1 L2 S3 L10 L20 L40 S41 L42", "cleared unsteady steady cleared"),
        ("L0 S1 L2 S3 L10 L20 L40 S41 L42 S43", "cleared unsteady steady cleared unsteady"),
        # its server failed at three visits in a row over seven days, or not
        ("F0 F3 F7", "failing"),
        ("F0 F3 F6.9", ""),
        ("F0 F7", ""),
        ("F0 F3 F6.9 F7", "failing"),
        ("F0 W1 F3 U4 F7", "failing"),
        ("F0 R2 F3 F7", "replaced failing"),
        ("F0 L1 F3 F7", ""),
        ("F0 S1 F3 F7", ""),
        ("F0 F3 F7 F14 F21", "failing"),
        ("F0 F3 F7 L8 F83 F90 F97", "failing"),
        ("F0 F3 F7 L8 F84 F91 F97.1", "failing failing"),
        # gone is said once, and only after gone is a source back
        ("G0 G1 S2 G3", "gone"),
        ("S0 G1 L2", "gone back"),
        ("S0 S1 L2 L3", "cleared"),
        ("L0 M1 L2", ""),
    ],
)
def test_turns_have_their_limits(course, expected):
    """Each number of visits and each time between them counts from its limit on, and not before."""
    assert " ".join(turn.kind.value for turn in follow(course).turns) == expected


def test_a_turn_is_dated_by_the_visit_that_made_it():
    """The moment of a turn is that of its visit, and a source is unsteady until another turn ends that."""
    course = follow("L0 S1 L2 S3")
    assert [turn.moment - START for turn in course.turns] == [timedelta(days=2), timedelta(days=3)]
    assert course.unsteady
    assert not follow("L0 S1 L2 S3 L10 L20 L40").unsteady
    assert not follow("").unsteady


@pytest.mark.parametrize(
    ("course", "reported", "kind"),
    [
        ("L0 G1", None, "gone"),
        ("L0 G1", 0, "gone"),
        ("L0 G1", 0.9, "gone"),
        ("L0 G1", 1, None),
        ("L0 G1 L2", None, None),
        ("L0 G1 L2", 0, None),
        ("L0 G1 L2", 1, "back"),
        ("L0 G1 L2", 2, None),
        ("L0 S1 L2", 0, "cleared"),
        ("L0 G1 L2 S3", 0, "unsteady"),
        ("L0 G1 L2 S3 S4", 2, "unsteady"),
        ("F0 F3 F7 G8", 5, "gone"),
        ("L0 L1", None, None),
    ],
)
def test_only_what_the_last_report_did_not_hold_is_chosen(course, reported, kind):
    """The last turn after the visit that was reported is chosen, but no return of what was never called gone."""
    turn = choose_turn(follow(course), None if reported is None else START + timedelta(days=reported))
    assert (turn and turn.kind.value) == kind


def test_a_source_without_visits_has_no_course():
    """Before its first visit a source made no turn and is steady."""
    assert follow("") == Course((), unsteady=False) == Course()


def test_a_page_that_is_replaced_again_after_a_quarter_is_news_again():
    """Three months without another replacement end the alternation."""
    assert kinds("LR" + "L" * 13 + "R") == ["replaced", "restored", "replaced"]
    assert kinds("LR" + "L" * 10 + "RL") == ["replaced", "restored"]


LOSSES = [
    ("LSSGF", ("gone", 3, 4)),
    ("LSSGGFWU", ("gone", 4, 5)),
    ("LSSGUUF", ("gone", 3, 6)),
    ("LRUU", ("replaced", 1, None)),
    ("LRUR", None),
    ("LU", None),
    ("LSSGW", ("gone", 3, 4)),
    ("LSSGU", ("gone", 3, None)),
    ("LRF", ("replaced", 1, 2)),
    ("LRRFFF", ("replaced", 2, 3)),
    ("LRSSGF", ("gone", 4, 5)),
    ("LRS", ("replaced", 1, 2)),
    ("LRFSS", ("replaced", 1, 2)),
    ("LRRSW", ("replaced", 2, 3)),
    ("LRSL", None),
    ("LSSG", None),
    ("LR", None),
    ("LF", None),
    ("LSF", None),
    ("LSSGLF", None),
    ("LRLF", None),
    ("LSSGFL", None),
    ("LSLSF", None),
    ("FFF", None),
    ("", None),
]


@pytest.mark.parametrize(("letters", "expected"), LOSSES)
def test_a_visit_that_sees_nothing_takes_no_loss_back(letters, expected):
    """A source that was gone or replaced when it was last seen is lost, with the day of that visit and of the next."""
    loss = follow_visits(visits(letters)).loss
    days = [START + timedelta(days=number * 7) for number in range(len(letters))]
    assert loss == (expected and Loss(TurnKind(expected[0]), days[expected[1]], expected[2] and days[expected[2]]))


def test_a_replacement_is_known_once_a_report_named_it():
    """The first report of a replaced page is new; after it was written, and in an alternation, it is known."""
    url = "https://a.example/x"
    seen = Visit(url, url, Reach.LIVE, None, 200, None, change=Comparison(Change.REPLACED))
    course = follow_visits(visits("LRR"))
    week = timedelta(days=7)
    known = [
        add_course(seen, course, reported).known_change for reported in (None, START, START + week, START + 2 * week)
    ]
    assert known == [False, False, True, True]
    assert add_course(seen, follow_visits(visits("LRLR")), START + 2 * week).known_change
    assert not add_course(dataclasses.replace(seen, change=None), course, START + week).known_change
