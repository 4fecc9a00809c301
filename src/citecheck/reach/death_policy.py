"""What each network fault means: whether our own network may cause it, and whether another request can help.

Only a host name that its zone denies counts as gone; every other fault may be a problem of our network or a temporary
failure of the server.

The death policy: when a source may be called gone, and which sources are requested a second time before that.

It follows Wikipedia's link bot. One bad answer is never a death. In a run, a source that failed as gone is requested
twice, the second time on a fresh connection and with a browser's headers. An audit reports `gone` only after several
visits with several days between them. A second look can withdraw an alarm but never turns a wall into a death.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import urlsplit

from citecheck.model.change import Change
from citecheck.model.exchange import Fault, RefusalReason
from citecheck.model.page import ALIVE, DEATHS, Page, Reach
from citecheck.model.report import PastVisit, Visit
from citecheck.model.settings import DeathPolicy


class _FaultMeaning(NamedTuple):
    """The reach of a fault; `ours` if an outage of our own network also causes it; `lasting` beyond a minute."""

    reach: Reach
    ours: bool = False
    lasting: bool = False


FAULT_MEANINGS: dict[Fault, _FaultMeaning] = {
    Fault.NO_SUCH_HOST: _FaultMeaning(Reach.GONE, ours=True),
    Fault.DNS_FAILURE: _FaultMeaning(Reach.FAILING, ours=True),
    Fault.DNS_TIMEOUT: _FaultMeaning(Reach.FAILING, ours=True),
    Fault.CONNECT_REFUSED: _FaultMeaning(Reach.FAILING, ours=True),
    Fault.CONNECT_TIMEOUT: _FaultMeaning(Reach.FAILING, ours=True),
    Fault.UNREACHABLE: _FaultMeaning(Reach.FAILING, ours=True),
    Fault.TLS_EXPIRED: _FaultMeaning(Reach.FAILING, lasting=True),
    Fault.TLS_SELF_SIGNED: _FaultMeaning(Reach.FAILING, lasting=True),
    Fault.TLS_WRONG_HOST: _FaultMeaning(Reach.FAILING, lasting=True),
    Fault.TLS_UNKNOWN_ISSUER: _FaultMeaning(Reach.FAILING, lasting=True),
    Fault.TLS_OTHER: _FaultMeaning(Reach.FAILING),
    Fault.DISCONNECTED: _FaultMeaning(Reach.FAILING),
    Fault.PROTOCOL: _FaultMeaning(Reach.FAILING),
    Fault.TIMEOUT: _FaultMeaning(Reach.FAILING),
    Fault.REDIRECT_LOOP: _FaultMeaning(Reach.FAILING),
    Fault.TOO_MANY_REDIRECTS: _FaultMeaning(Reach.FAILING),
    Fault.BAD_REDIRECT: _FaultMeaning(Reach.FAILING),
    Fault.BAD_CODING: _FaultMeaning(Reach.FAILING, lasting=True),
    Fault.ROBOTS: _FaultMeaning(Reach.FAILING),
    Fault.PROXY: _FaultMeaning(Reach.UNKNOWN, ours=True),
}

_OUTAGE_HOSTS = 3
"""The number of hosts that must all have failed before our own network is blamed; fewer can fail by coincidence."""

_OWN_FAULTS = frozenset({Fault.NO_SUCH_HOST, Fault.DNS_FAILURE, Fault.DNS_TIMEOUT, Fault.PROXY})
"""Faults before any host is asked. Where no host was reached they say nothing of the sources, however few failed."""


def find_outage_hosts(visits: Iterable[Visit]) -> frozenset[str | None]:
    """Return the hosts that failed if our own network seems to be down; none if any host answered.

    Addresses that were not requested are ignored. A resolver that has no network may answer that a name does not
    exist, so lookups that all failed are an outage for any number of hosts, and so is a proxy that never asked.
    """
    asked = [visit for visit in visits if visit.reach is not Reach.UNKNOWN or visit.fault is not None]
    hosts = frozenset(urlsplit(visit.url).hostname for visit in asked)
    is_down = all(visit.fault is not None and FAULT_MEANINGS[visit.fault].ours for visit in asked)
    none_asked = all(visit.fault in _OWN_FAULTS for visit in asked)
    return hosts if is_down and (none_asked or len(hosts) >= _OUTAGE_HOSTS) else frozenset()


def find_doubted_hosts(visits: Iterable[Visit]) -> frozenset[str]:
    """Return the hosts that do not exist according to a resolver that found no name at all, none if any was found.

    If their zone denies one of them, the resolver works, and all of them are gone.
    """
    asked = [visit for visit in visits if visit.fault is not None or visit.reach is not Reach.UNKNOWN]
    denied = {urlsplit(visit.url).hostname or "" for visit in asked if visit.fault is Fault.NO_SUCH_HOST}
    return frozenset(denied) if all(visit.fault in _OWN_FAULTS for visit in asked) else frozenset()


def is_offline(visits: Iterable[Visit]) -> bool:
    """Return whether a run asked nothing because it was to be offline; False without any visit."""
    refusals = {visit.refusal for visit in visits}
    return refusals == {RefusalReason.OFFLINE}


def build_unasked_visit(url: str, why: str) -> Visit:
    """Return the visit of an address of which a run says nothing; `why` is one clause."""
    return Visit(url, None, Reach.UNKNOWN, None, None, why)


TWO_LOOKS: dict[tuple[Reach, Reach], Reach] = {
    (Reach.GONE, Reach.FAILING): Reach.SUSPECT,
    (Reach.FAILING, Reach.GONE): Reach.SUSPECT,
    (Reach.WALLED, Reach.GONE): Reach.WALLED,
    (Reach.GONE, Reach.UNKNOWN): Reach.SUSPECT,
}
"""The combined reach of two looks of one run, (first, second), where the second alone does not decide."""

ONE_ANSWER = DeathPolicy(visits=1, second_look=False)
"""The policy for one answer taken alone, as `fetch` reports it."""

DOUBTFUL_REACHES = frozenset({Reach.GONE, Reach.SUSPECT, Reach.FAILING})
_TOO_MANY = 429
PAGES_REFUSED_TO_PROGRAMS = frozenset({Page.WAF_BLOCK, Page.UNSUPPORTED_BROWSER})


def combine_looks(first: Reach, second: Reach) -> Reach:
    """Return the reach that two looks of one run give together; a better second look counts alone.

    A first look that the policy changed to `suspect` was `gone`.
    """
    first = Reach.GONE if first is Reach.SUSPECT else first
    return TWO_LOOKS.get((first, second), second if second is not Reach.UNKNOWN else first)


def apply_death_policy(
    reach: Reach, *, looks: int, history: Sequence[PastVisit], now: datetime, policy: DeathPolicy
) -> Reach:
    """Return `suspect` for a `gone` that the policy does not confirm yet, any other reach as it is.

    `looks` counts the looks of this run; `history` holds the visits of earlier runs, newest first. Only deaths since
    the cited content was last there count, and only those at least `days_apart` days before the next later death
    counted. What any run called gone stays gone: a suspicion is for a source that was there before.
    """
    if reach is not Reach.GONE:
        return reach
    if policy.second_look and looks < 2:
        return Reach.SUSPECT
    interval = timedelta(days=policy.days_apart)
    counted, last = 1, now
    for visit in takewhile(lambda visit: visit.reach not in ALIVE or visit.change is Change.REPLACED, history):
        if visit.reach is Reach.GONE:
            return Reach.GONE
        if visit.reach in DEATHS and last - visit.moment >= interval:
            counted, last = counted + 1, visit.moment
    return Reach.GONE if counted >= policy.visits else Reach.SUSPECT


def is_worth_second_look(visit: Visit) -> bool:
    """Return whether a second look may change the result of the first."""
    if visit.fault is not None and FAULT_MEANINGS[visit.fault].lasting:
        return False
    return visit.reach in DOUBTFUL_REACHES or visit.page in PAGES_REFUSED_TO_PROGRAMS or visit.status == _TOO_MANY
