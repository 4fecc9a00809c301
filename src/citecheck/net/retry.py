"""Retries: which faults are temporary, how often each is tried, and how long to wait (back-off, or Retry-After).

Retry-After is read here and nowhere else, in both its forms (RFC 9110, 10.2.3).
"""

from __future__ import annotations

from datetime import datetime

from citecheck.model.exchange import Fault, Hop, RawHeaders
from citecheck.net.message import parse_http_date, read_field
from citecheck.net.pace import PaceSign

_TRIES: dict[Fault, int] = {
    Fault.DNS_FAILURE: 3,  # name servers fail for seconds
    Fault.DNS_TIMEOUT: 2,  # each try has already waited long
    Fault.CONNECT_REFUSED: 2,  # a restart takes a moment
    Fault.CONNECT_TIMEOUT: 1,  # has already waited long; the second visit at the end of the run tries again
    Fault.UNREACHABLE: 2,
    Fault.PROXY: 2,  # as a host that refuses
    Fault.DISCONNECTED: 3,  # the most common temporary fault: a load balancer lost its server
}
"""Total tries of a fault for which more than one makes sense. Every other fault is tried once."""

RETRIED_STATUSES = frozenset({429, 502, 503, 504})
"""Statuses that mean "later" (RFC 9110, 15.6.3-5; RFC 6585, 4). A 500 is a fault of the page and permanent."""

SLOW_DOWN_STATUSES = {429: PaceSign.TOO_MANY, 503: PaceSign.UNAVAILABLE}
"""Statuses with which a host asks for a slower pace. They slow the whole host, not the one page."""

_WALL_STATUSES = frozenset({403, 999})
_WALL_FIELDS = (b"cf-mitigated", b"x-amzn-waf-action")
"""How an answer keeps programs out, as far as its head says so: LinkedIn's 999, Cloudflare's and Amazon's fields."""

HOST_FAULTS = frozenset(
    {
        *(Fault.NO_SUCH_HOST, Fault.DNS_FAILURE, Fault.DNS_TIMEOUT),
        *(Fault.CONNECT_REFUSED, Fault.CONNECT_TIMEOUT, Fault.UNREACHABLE, Fault.PROXY),
        *(Fault.TLS_EXPIRED, Fault.TLS_SELF_SIGNED, Fault.TLS_WRONG_HOST, Fault.TLS_UNKNOWN_ISSUER),
    },
)
"""Faults of a host and not of a page. One of them is the result for all other addresses of the host too."""

_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 8.0
_JITTER = 0.25
"""Seconds. Exponential back-off with jitter, so that hosts that failed together are not retried together."""


def is_wall(hop: Hop) -> bool:
    """Return whether the head of an answer says that it keeps programs out."""
    return hop.status in _WALL_STATUSES or any(read_field(hop.headers, name) for name in _WALL_FIELDS)


def tries_of(fault: Fault, *, most: int) -> int:
    """Return how often to try in total, `most` times at most."""
    return min(_TRIES.get(fault, 1), most)


def compute_pause(attempt: int) -> float:
    """Return the seconds to wait before the next try, after `attempt` tries have failed."""
    from tenacity import RetryCallState, Retrying, wait_exponential_jitter  # noqa: PLC0415 (50 ms, paid by failures only)

    state = RetryCallState(Retrying(), None, (), {})
    state.attempt_number = attempt
    return wait_exponential_jitter(_FIRST_PAUSE, _LONGEST_PAUSE, jitter=_JITTER)(state)


def parse_retry_after(headers: RawHeaders, now: datetime | None) -> float | None:
    """Return the seconds to wait, never negative; None if the field is missing or unreadable.

    A date is compared with `now`; without `now` it is unreadable. RFC 9110, 10.2.3, has whole seconds only, so a
    fraction is unreadable too.
    """
    value = read_field(headers, b"retry-after")
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return float(value[:9])
    moment = parse_http_date(value) if now else None
    return max((moment - now).total_seconds(), 0.0) if now and moment else None
