"""What one exchange means, before the death policy: its reach, and a clause that says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from citecheck.model.change import Change
from citecheck.model.exchange import Exchange, Fault, Hop, Lost, Reached, Refused
from citecheck.model.page import Page, PageReading, Reach
from citecheck.model.report import Visit
from citecheck.url.normal_form import source_key

FAULT_REACH: dict[Fault, Reach] = {
    Fault.NO_SUCH_HOST: Reach.GONE,
    Fault.DNS_FAILURE: Reach.FAILING,
    Fault.DNS_TIMEOUT: Reach.FAILING,
    Fault.CONNECT_REFUSED: Reach.FAILING,
    Fault.CONNECT_TIMEOUT: Reach.FAILING,
    Fault.UNREACHABLE: Reach.FAILING,
    Fault.TLS_EXPIRED: Reach.FAILING,
    Fault.TLS_SELF_SIGNED: Reach.FAILING,
    Fault.TLS_WRONG_HOST: Reach.FAILING,
    Fault.TLS_UNKNOWN_ISSUER: Reach.FAILING,
    Fault.TLS_OTHER: Reach.FAILING,
    Fault.DISCONNECTED: Reach.FAILING,
    Fault.PROTOCOL: Reach.FAILING,
    Fault.TIMEOUT: Reach.FAILING,
    Fault.REDIRECT_LOOP: Reach.FAILING,
    Fault.TOO_MANY_REDIRECTS: Reach.FAILING,
    Fault.BAD_REDIRECT: Reach.FAILING,
    Fault.BAD_CODING: Reach.FAILING,
}
"""Only a name that its zone denies is a death; everything else may be our line or a bad day of theirs."""

NETWORK_FAULTS = frozenset(
    {
        Fault.NO_SUCH_HOST,
        Fault.DNS_FAILURE,
        Fault.DNS_TIMEOUT,
        Fault.CONNECT_TIMEOUT,
        Fault.CONNECT_REFUSED,
        Fault.UNREACHABLE,
    }
)
"""Faults that our own network being down brings about."""

PERMANENT_STATUSES = frozenset({301, 308})


@dataclass(frozen=True, slots=True)
class ExchangeOutcome:
    """What one exchange means. `error` is one clause for people where nothing usable came."""

    reach: Reach
    final_url: str | None
    page: Page | None = None
    status: int | None = None
    fault: Fault | None = None
    error: str | None = None


def outcome_of(exchange: Exchange, reading: PageReading | None, *, unread: str | None = None) -> ExchangeOutcome:
    """Judge one exchange; `reading` is what its page was read as.

    Without a reading the answer is judged by its status alone (`unread` says why its page could not be read): an answer
    of success stays live, since a parser of ours that gave up says nothing about the source.
    """
    match exchange:
        case Refused(at=at, detail=detail):
            return ExchangeOutcome(Reach.UNKNOWN, at, error=detail)
        case Lost(at=at, fault=fault, detail=detail, hops=hops):
            return ExchangeOutcome(
                FAULT_REACH[fault], at, status=hops[-1].status if hops else None, fault=fault, error=detail
            )
        case Reached(url=url, hops=hops):
            return outcome_of_answer(url, hops, reading, unread)
        case never:
            assert_never(never)


def outcome_of_answer(
    url: str, hops: tuple[Hop, ...], reading: PageReading | None, unread: str | None
) -> ExchangeOutcome:
    """Judge an answer."""
    final = hops[-1]
    if reading is None:
        reach = Reach.LIVE if final.status < 400 else Reach.FAILING
        return ExchangeOutcome(reach, final.url, status=final.status, error=unread)
    reach = reading.reach
    if reach is Reach.LIVE and is_permanent_move(url, hops):
        reach = Reach.MOVED
    return ExchangeOutcome(reach, final.url, reading.page, final.status)


def is_permanent_move(url: str, hops: tuple[Hop, ...]) -> bool:
    """Say whether the answers name another address for good: every redirect permanent, and not a mere variant.

    A change of scheme, of `www.`, of a trailing slash or of tracking parameters is no move: telling an editor to change
    the draft for it would be crying wolf.
    """
    redirects = hops[:-1]
    if not redirects or source_key(url) == source_key(hops[-1].url):
        return False
    return all(hop.status in PERMANENT_STATUSES for hop in redirects)


def is_replaced(visit: Visit) -> bool:
    """Say whether the whole page was replaced, which is told once and not again for every anchor."""
    return visit.change is not None and visit.change.change is Change.REPLACED
