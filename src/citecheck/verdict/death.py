"""When `gone` may be said: the death policy of DESIGN, after Wikipedia's link bot.

One bad answer is never a death. In a run, what failed as gone is looked at twice, the second time on a fresh connection
and with a browser's headers; over the years, an audit says `gone` only after so many visits, so many days apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from citecheck.model.page import Reach
from citecheck.model.settings import DeathPolicy

TWO_LOOKS: dict[tuple[Reach, Reach], Reach] = {
    (Reach.GONE, Reach.GONE): Reach.GONE,
    (Reach.GONE, Reach.FAILING): Reach.SUSPECT,
    (Reach.FAILING, Reach.GONE): Reach.SUSPECT,
    (Reach.WALLED, Reach.GONE): Reach.WALLED,
    (Reach.GONE, Reach.UNKNOWN): Reach.SUSPECT,
}
"""What two looks of one run mean together where the second does not settle it: (first, second) to the verdict."""


def two_looks(first: Reach, second: Reach) -> Reach:
    """Return what two looks of one run mean together; a better second look stands by itself."""
    return TWO_LOOKS.get((first, second), second if second is not Reach.UNKNOWN else first)


def settle(
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
