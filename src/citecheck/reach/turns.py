"""What the visits of a source say over time: when it turned from reached to gone, and back.

The reach of one visit says what was seen then. A turn is what changed in what is known, and it is reported once. "Back"
is said only of a source that was called gone; one that was only suspected answers again. A source that falls twice
within three months comes and goes: that is reported once, and then nothing until it has stayed the same for a month.
Walls, failing servers and visits without an answer count neither way: a source that was gone before them is still
lost. A page that was replaced did not come back. It is reported once, and so is its return; one that is replaced
again within three months is not new, and neither is its next return.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from citecheck.model.change import Change
from citecheck.model.page import ALIVE, DEATHS, Reach
from citecheck.model.report import Loss, PastVisit, Turn, TurnKind, Visit
from citecheck.reach.decision import is_replaced, saw_address

_FALLS = 2
_FALLS_WITHIN = timedelta(days=90)
"""A source comes and goes when it fell this often within this time."""
_LOSS_ENDED_BY = {TurnKind.BACK: TurnKind.GONE, TurnKind.RESTORED: TurnKind.REPLACED}
_LOSSES = frozenset(_LOSS_ENDED_BY.values())
_STAYS = 3, timedelta(days=30)
"""Visits, and their span, after which a source that came and went is steady."""
_FAILS = 3, timedelta(days=7)
"""Visits in a row, and their span, after which a failing server is more than an outage."""


@dataclass(frozen=True, slots=True)
class Course:
    """The turns of a source, oldest first, whether it comes and goes at present, and a loss that nobody can see."""

    turns: tuple[Turn, ...] = ()
    unsteady: bool = False
    loss: Loss | None = None


def follow_visits(visits: Iterable[PastVisit]) -> Course:
    """Return the course of a source over `visits`, oldest first."""
    follower = _Follower()
    turns = tuple(Turn(kind, visit.moment) for visit in visits if (kind := follower.see(visit)) is not None)
    return Course(turns, follower.state is TurnKind.UNSTEADY, follower.find_loss())


def add_course(visit: Visit, course: Course, reported: datetime | None) -> Visit:
    """Return a visit with its turns; `reported` is the moment of the last visit whose report was written."""
    latest = course.turns[-1] if course.turns else None
    fresh = [turn for turn in course.turns if reported is None or turn.moment > reported]
    return replace(
        visit,
        turn=choose_turn(course, reported),
        latest_turn=latest,
        unsteady=course.unsteady,
        loss=course.loss,
        known_change=is_replaced(visit) and all(turn.kind is not TurnKind.REPLACED for turn in fresh),
    )


def choose_turn(course: Course, reported: datetime | None) -> Turn | None:
    """Return the last turn after `reported`, the last visit whose report was written; None if there is none.

    A source that was gone and back in between was never called gone, so it is not called back; likewise one that was
    replaced.
    """
    fresh = [turn for turn in course.turns if reported is None or turn.moment > reported]
    if not fresh or _LOSS_ENDED_BY.get(fresh[-1].kind) in {turn.kind for turn in fresh}:
        return None
    return fresh[-1]


@dataclass(slots=True)
class _Run:
    """Visits in a row with the same result: since when, and how many."""

    since: datetime | None = None
    visits: int = 0

    def extend(self, moment: datetime) -> None:
        self.since = self.since or moment
        self.visits += 1

    def has_lasted(self, least: tuple[int, timedelta], now: datetime) -> bool:
        visits, span = least
        return self.since is not None and self.visits >= visits and now - self.since >= span


@dataclass(slots=True)
class _Follower:
    """Follows a source from visit to visit. `state` is None while it is reached."""

    state: TurnKind | None = None
    alive: bool | None = None
    same: _Run = field(default_factory=_Run)
    failing: _Run = field(default_factory=_Run)
    falls: list[datetime] = field(default_factory=list)
    failed: datetime | None = None
    replaced: bool = False
    replacement_reported: bool = False
    replacements: list[datetime] = field(default_factory=list)
    seen: datetime | None = None
    unseen: datetime | None = None
    unasked: bool = False

    def see(self, visit: PastVisit) -> TurnKind | None:
        """Take the next visit and return what it changed in what is known."""
        self.unasked = visit.reach is Reach.UNKNOWN
        if self.unasked:  # what we did not ask says nothing of the source
            return None
        suspect_only = self.replaced and visit.reach is Reach.SUSPECT  # a suspicion takes no known loss back
        if saw_address(visit.reach) and not suspect_only:
            self.seen, self.unseen = visit.moment, None
        else:
            self.unseen = self.unseen or visit.moment
        if visit.reach is Reach.FAILING:
            return self._see_failing(visit.moment)
        alive = _judge_visit(visit)
        if alive is None:
            return self._see_replacement(visit.moment) if visit.reach in ALIVE else None
        restored = alive and self.replaced and self.replacement_reported
        self.replaced = suspect_only
        self.failing = _Run()
        turn = self._see_content(visit, alive=alive)
        return TurnKind.RESTORED if restored and turn is None else turn

    def _see_content(self, visit: PastVisit, *, alive: bool) -> TurnKind | None:
        """Take a visit that reached the cited content, or saw its death, and return what it changed."""
        rose, fell = alive and self.alive is False, not alive and self.alive is not False
        if alive is not self.alive:
            self.alive, self.same = alive, _Run()
        self.same.extend(visit.moment)
        if fell:
            recent = [fall for fall in self.falls if visit.moment - fall <= _FALLS_WITHIN]
            self.falls = [*recent, visit.moment]
        if self.state is TurnKind.UNSTEADY:
            return self._settle(visit)
        if rose:
            return self._rise()
        return None if alive else self._die(visit, fell=fell)

    def find_loss(self) -> Loss | None:
        """Return how the source was lost when it was last seen, None if it was not lost or the last visit saw it."""
        kind = TurnKind.REPLACED if self.replaced and self.state is not TurnKind.GONE else self.state
        if kind not in _LOSSES or self.seen is None or not (self.unseen or self.unasked):
            return None
        return Loss(kind, self.seen, self.unseen)

    def _see_replacement(self, moment: datetime) -> TurnKind | None:
        """Take that a live page was replaced; one that is replaced again within three months is not new."""
        if self.replaced:
            return None
        self.replaced = True
        recent = [each for each in self.replacements if moment - each <= _FALLS_WITHIN]
        self.replacements = [*recent, moment]
        self.replacement_reported = not recent
        return None if recent else TurnKind.REPLACED

    def _rise(self) -> TurnKind:
        was, self.state = self.state, None
        return TurnKind.BACK if was is TurnKind.GONE else TurnKind.CLEARED

    def _die(self, visit: PastVisit, *, fell: bool) -> TurnKind | None:
        was = self.state
        if fell and len(self.falls) >= _FALLS:
            self.state = TurnKind.UNSTEADY
        elif visit.reach is Reach.GONE:
            self.state = TurnKind.GONE
        return self.state if self.state is not was else None

    def _settle(self, visit: PastVisit) -> TurnKind | None:
        """Return how a source that came and went has settled, None while it has not."""
        if not self.same.has_lasted(_STAYS, visit.moment) or visit.reach is Reach.SUSPECT:
            return None
        self.falls = []
        self.state = None if self.alive else TurnKind.GONE
        return self.state or TurnKind.STEADY

    def _see_failing(self, moment: datetime) -> TurnKind | None:
        self.failing.extend(moment)
        recent = self.failed is not None and moment - self.failed <= _FALLS_WITHIN
        if recent or not self.failing.has_lasted(_FAILS, moment):
            return None
        self.failed = moment
        return TurnKind.FAILING


def call_moved(visit: Visit) -> Visit:
    """Return a visit of a live source, which a redirect showed elsewhere, as that of a source that moved."""
    return replace(visit, reach=Reach.MOVED) if visit.reach is Reach.LIVE else visit


def _judge_visit(visit: PastVisit) -> bool | None:
    """Return whether a visit reached the cited content, None if it does not say."""
    if visit.reach in DEATHS:
        return False
    return True if visit.reach in ALIVE and visit.change is not Change.REPLACED else None
