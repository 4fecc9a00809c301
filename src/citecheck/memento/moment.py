"""The two ways archives write a moment: 1 to 14 digits (CDX) and an RFC 1123 date (RFC 7089)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

_LOWEST = "00000101000000"


def parse_stamp(stamp: str) -> datetime | None:
    """Read 4 to 14 digits as the moment they begin with, UTC; None if they are none.

    The index holds stamps with month or day 00 (recorded: 20000800241213); those are read as the first.
    """
    if not (4 <= len(stamp) <= 14 and stamp.isascii() and stamp.isdigit()):
        return None
    full = stamp + _LOWEST[len(stamp) :]
    year, *rest = (int(full[start:end]) for start, end in ((0, 4), (4, 6), (6, 8), (8, 10), (10, 12), (12, 14)))
    month, day, hour, minute, second = rest
    try:
        return datetime(year, max(month, 1), max(day, 1), hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def stamp_of(moment: datetime) -> str:
    """Write a moment as 14 digits, UTC. `moment` must be aware."""
    return moment.astimezone(UTC).strftime("%Y%m%d%H%M%S")


def parse_date(text: str | None) -> datetime | None:
    """Read an RFC 1123 date; None if it is none. Memento dates are always GMT (RFC 7089, 2.1.1.1)."""
    try:
        moment = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def date_of(moment: datetime) -> str:
    """Write a moment as an RFC 1123 date in GMT. `moment` must be aware."""
    return format_datetime(moment.astimezone(UTC).replace(microsecond=0), usegmt=True)
