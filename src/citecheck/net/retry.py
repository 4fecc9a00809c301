"""Which faults pass by themselves, how often each is tried, and how long to wait (our table, or Retry-After).

Retry-After is read here and nowhere else, in both its forms (RFC 9110, 10.2.3).
"""

from __future__ import annotations

from datetime import UTC, datetime

from citecheck.model.exchange import Fault, RawHeaders
from citecheck.net.message import read_field

TRIES: dict[Fault, int] = {
    Fault.DNS_FAILURE: 3,  # name servers fail for seconds
    Fault.DNS_TIMEOUT: 2,  # has waited long already
    Fault.CONNECT_REFUSED: 2,  # a restart takes a moment
    Fault.CONNECT_TIMEOUT: 1,  # has waited long already; the second look at the end of the run asks again
    Fault.UNREACHABLE: 2,
    Fault.DISCONNECTED: 3,  # the commonest passing fault: a balancer lost its server
}
"""Tries in all of a fault, where more than one makes sense; every other fault is asked once."""

RETRIED_STATUSES = frozenset({429, 502, 503, 504})
"""Statuses that say "later" (RFC 9110, 15.6.3-5; RFC 6585, 4). A 500 is a fault of the page and stays."""

SLOW_DOWN_STATUSES = frozenset({429, 503})
"""Statuses by which a host asks for a slower pace; the whole host is slowed, not the one page."""

HOST_FAULTS = frozenset(
    {
        *(Fault.NO_SUCH_HOST, Fault.DNS_FAILURE, Fault.DNS_TIMEOUT),
        *(Fault.CONNECT_REFUSED, Fault.CONNECT_TIMEOUT, Fault.UNREACHABLE),
        *(Fault.TLS_EXPIRED, Fault.TLS_SELF_SIGNED, Fault.TLS_WRONG_HOST, Fault.TLS_UNKNOWN_ISSUER),
    },
)
"""Faults of a host and not of a page: learnt once, they answer for all its other addresses."""

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 8.0
JITTER = 0.25
"""Seconds: exponential back-off with jitter, so that hosts that failed together are not asked together."""


def tries_of(fault: Fault, *, most: int) -> int:
    """Say how often to try in all."""
    return min(TRIES.get(fault, 1), most)


def compute_pause(attempt: int) -> float:
    """Give the seconds to wait before the next try, after `attempt` have failed."""
    from tenacity import RetryCallState, Retrying, wait_exponential_jitter  # noqa: PLC0415 (50 ms, paid by failures only)

    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = attempt
    return wait_exponential_jitter(FIRST_PAUSE, LONGEST_PAUSE, jitter=JITTER)(state)


def parse_retry_after(headers: RawHeaders, now: datetime) -> float | None:
    """Give the seconds to wait, never negative; None where the field is missing or unreadable."""
    value = read_field(headers, b"retry-after")
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:9])
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 (5 ms, paid by the few runs that meet a date)

    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    # A date without a zone is read as the standard's own: GMT.
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max((aware - now).total_seconds(), 0.0)
