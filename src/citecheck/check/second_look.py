"""Who is asked a second time at the end of a run, as a browser would and on a fresh connection.

What failed as gone must fail twice. What failed otherwise, or was refused to a program, may answer a browser, or answer
now: the second look is there to take alarms back, and can never make a wall into a death.
"""

from __future__ import annotations

from collections.abc import Mapping

from citecheck.fetch import FetchRequest
from citecheck.model.exchange import Fault
from citecheck.model.page import Page, Reach
from citecheck.store.visits import Seen

DOUBTFUL = frozenset({Reach.GONE, Reach.SUSPECT, Reach.FAILING})
REFUSED_TO_PROGRAMS = frozenset({Page.WAF_BLOCK, Page.UNSUPPORTED_BROWSER})
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


def second_looks(seen: Mapping[str, Seen]) -> list[FetchRequest]:
    """Return the requests of the second look, in the order of the first."""
    return [FetchRequest(url, browser=True) for url, look in seen.items() if look.looks == 1 and worth_it(look)]


def worth_it(look: Seen) -> bool:
    """Say whether a second look may change what the first one said."""
    visit = look.visit
    if visit.fault in LASTING_FAULTS:
        return False
    return visit.reach in DOUBTFUL or visit.page in REFUSED_TO_PROGRAMS
