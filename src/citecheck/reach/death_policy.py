"""When a source may be called gone, and what is asked a second time before that: the death policy of DESIGN.

It follows Wikipedia's link bot. One bad answer is never a death. In a run, what failed as gone is asked twice, the
second time on a fresh connection and with a browser's headers; over the years, an audit says `gone` only after
several
visits, several days apart. A second look can take an alarm back and can never turn a wall into a death.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from citecheck.model.exchange import Fault
from citecheck.model.page import Page, Reach
from citecheck.model.settings import DeathPolicy

TWO_LOOKS: dict[tuple[Reach, Reach], Reach] = {
    (Reach.GONE, Reach.GONE): Reach.GONE,
    (Reach.GONE, Reach.FAILING): Reach.SUSPECT,
    (Reach.FAILING, Reach.GONE): Reach.SUSPECT,
    (Reach.WALLED, Reach.GONE): Reach.WALLED,
    (Reach.GONE, Reach.UNKNOWN): Reach.SUSPECT,
}
"""What two looks of one run mean together where the second does not settle it: (first, second) to the verdict."""


def combine_looks(first: Reach, second: Reach) -> Reach:
    """Return what two looks of one run mean together; a better second look stands by itself."""
    return TWO_LOOKS.get((first, second), second if second is not Reach.UNKNOWN else first)


def apply_death_policy(
    reach: Reach, *, looks: int, earlier_deaths: Sequence[datetime], now: datetime, policy: DeathPolicy
) -> Reach:
    """Return `suspect` for a `gone` that the policy does not bear out yet, any other reach as it is.

    `looks` counts the looks of this run that said gone; `earlier_deaths` are the moments of the unbroken row of visits
    before this one that said gone or suspect, newest first.
    """
    if reach is not Reach.GONE:
        return reach
    if policy.second_look and looks < 2:
        return Reach.SUSPECT
    apart = timedelta(days=policy.days_apart)
    counted, last = 1, now
    for moment in earlier_deaths:
        if last - moment >= apart:
            counted, last = counted + 1, moment
    return Reach.GONE if counted >= policy.visits else Reach.SUSPECT


DOUBTFUL_REACHES = frozenset({Reach.GONE, Reach.SUSPECT, Reach.FAILING})
PAGES_REFUSED_TO_PROGRAMS = frozenset({Page.WAF_BLOCK, Page.UNSUPPORTED_BROWSER})
LASTING_FAULTS = frozenset(
    {
        Fault.TLS_EXPIRED,
        Fault.TLS_SELF_SIGNED,
        Fault.TLS_WRONG_HOST,
        Fault.TLS_UNKNOWN_ISSUER,
        Fault.BAD_CODING,
    }
)
"""What a second look a minute later would find again."""
