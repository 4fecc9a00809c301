"""When a source may be called gone, and what is asked a second time before that: the death policy of DESIGN.

It follows Wikipedia's link bot. One bad answer is never a death. In a run, what failed as gone is asked twice, the
second time on a fresh connection and with a browser's headers; over the years, an audit says `gone` only after
several visits, several days apart. A second look can take an alarm back and can never turn a wall into a death.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import takewhile

from citecheck.model.page import ALIVE, DEATHS, Page, Reach
from citecheck.model.report import PastVisit, Visit
from citecheck.model.settings import DeathPolicy
from citecheck.reach.faults import FAULT_MEANINGS

TWO_LOOKS: dict[tuple[Reach, Reach], Reach] = {
    (Reach.GONE, Reach.FAILING): Reach.SUSPECT,
    (Reach.FAILING, Reach.GONE): Reach.SUSPECT,
    (Reach.WALLED, Reach.GONE): Reach.WALLED,
    (Reach.GONE, Reach.UNKNOWN): Reach.SUSPECT,
}
"""What two looks of one run mean together where the second does not settle it: (first, second) to the verdict."""

ONE_ANSWER = DeathPolicy(visits=1, second_look=False)
"""The policy that says what one answer says by itself, as `fetch` reports it."""

DOUBTFUL_REACHES = frozenset({Reach.GONE, Reach.SUSPECT, Reach.FAILING})
PAGES_REFUSED_TO_PROGRAMS = frozenset({Page.WAF_BLOCK, Page.UNSUPPORTED_BROWSER})


def combine_looks(first: Reach, second: Reach) -> Reach:
    """Return what two looks of one run mean together; a better second look counts by itself.

    A first look that the policy has made `suspect` said gone.
    """
    first = Reach.GONE if first is Reach.SUSPECT else first
    return TWO_LOOKS.get((first, second), second if second is not Reach.UNKNOWN else first)


def apply_death_policy(
    reach: Reach, *, looks: int, history: Sequence[PastVisit], now: datetime, policy: DeathPolicy
) -> Reach:
    """Return `suspect` for a `gone` that the policy does not confirm yet, any other reach as it is.

    `looks` counts the looks of this run; `history` holds the visits of earlier runs, newest first. Of these the deaths
    since the source was last alive count, each `days_apart` or more before the one counted after it.
    """
    if reach is not Reach.GONE:
        return reach
    if policy.second_look and looks < 2:
        return Reach.SUSPECT
    apart = timedelta(days=policy.days_apart)
    counted, last = 1, now
    for visit in takewhile(lambda visit: visit.reach not in ALIVE, history):
        if visit.reach in DEATHS and last - visit.moment >= apart:
            counted, last = counted + 1, visit.moment
    return Reach.GONE if counted >= policy.visits else Reach.SUSPECT


def is_worth_second_look(visit: Visit) -> bool:
    """Say whether a second look may change what the first one said."""
    if visit.fault is not None and FAULT_MEANINGS[visit.fault].lasting:
        return False
    return visit.reach in DOUBTFUL_REACHES or visit.page in PAGES_REFUSED_TO_PROGRAMS


def is_revived(reach: Reach, history: Sequence[PastVisit]) -> bool:
    """Say whether a source answers again after the last visit that separated life from death said death."""
    last = next((visit.reach for visit in history if visit.reach in DEATHS | ALIVE), None)
    return reach in ALIVE and last in DEATHS
