"""What each network fault means: whether our own network may cause it, and whether another request can help.

Only a host name that its zone denies counts as gone; every other fault may be a problem of our network or a temporary
failure of the server.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from citecheck.model.exchange import Fault
from citecheck.model.page import Reach
from citecheck.model.report import Visit


class FaultMeaning(NamedTuple):
    """The reach of a fault; `ours` if an outage of our own network also causes it; `lasting` beyond a minute."""

    reach: Reach
    ours: bool = False
    lasting: bool = False


FAULT_MEANINGS: dict[Fault, FaultMeaning] = {
    Fault.NO_SUCH_HOST: FaultMeaning(Reach.GONE, ours=True),
    Fault.DNS_FAILURE: FaultMeaning(Reach.FAILING, ours=True),
    Fault.DNS_TIMEOUT: FaultMeaning(Reach.FAILING, ours=True),
    Fault.CONNECT_REFUSED: FaultMeaning(Reach.FAILING, ours=True),
    Fault.CONNECT_TIMEOUT: FaultMeaning(Reach.FAILING, ours=True),
    Fault.UNREACHABLE: FaultMeaning(Reach.FAILING, ours=True),
    Fault.TLS_EXPIRED: FaultMeaning(Reach.FAILING, lasting=True),
    Fault.TLS_SELF_SIGNED: FaultMeaning(Reach.FAILING, lasting=True),
    Fault.TLS_WRONG_HOST: FaultMeaning(Reach.FAILING, lasting=True),
    Fault.TLS_UNKNOWN_ISSUER: FaultMeaning(Reach.FAILING, lasting=True),
    Fault.TLS_OTHER: FaultMeaning(Reach.FAILING),
    Fault.DISCONNECTED: FaultMeaning(Reach.FAILING),
    Fault.PROTOCOL: FaultMeaning(Reach.FAILING),
    Fault.TIMEOUT: FaultMeaning(Reach.FAILING),
    Fault.REDIRECT_LOOP: FaultMeaning(Reach.FAILING),
    Fault.TOO_MANY_REDIRECTS: FaultMeaning(Reach.FAILING),
    Fault.BAD_REDIRECT: FaultMeaning(Reach.FAILING),
    Fault.BAD_CODING: FaultMeaning(Reach.FAILING, lasting=True),
}

OUTAGE_HOSTS = 3
"""The number of hosts that must all have failed before our own network is blamed; fewer can fail by coincidence."""


def find_outage_hosts(visits: Iterable[Visit]) -> frozenset[str | None]:
    """Return the hosts that failed if our own network seems to be down; none if any host answered.

    Addresses that were not requested are ignored.
    """
    asked = [visit for visit in visits if visit.reach is not Reach.UNKNOWN]
    hosts = frozenset(urlsplit(visit.url).hostname for visit in asked)
    is_down = all(visit.fault is not None and FAULT_MEANINGS[visit.fault].ours for visit in asked)
    return hosts if is_down and len(hosts) >= OUTAGE_HOSTS else frozenset()
