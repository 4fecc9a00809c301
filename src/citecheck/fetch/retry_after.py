"""How long a host asks to be left alone: Retry-After in both its forms (RFC 9110, 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime

from citecheck.fetch.headers import first
from citecheck.model.exchange import RawHeaders


def retry_after(headers: RawHeaders, now: datetime) -> float | None:
    """Give the seconds to wait, never negative; None where the field is missing or unreadable."""
    value = first(headers, b"retry-after")
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
