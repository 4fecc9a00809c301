"""The clock of a run: the real one or that of a rehearsal, and the moments that options name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time

from citecheck.config.configuration import Configuration
from citecheck.errors import WrongUsage

_DAY_LENGTH = len("2024-05-17")


def now() -> datetime:
    """Return the current moment in UTC."""
    return datetime.now(UTC)


def read_replay_moment(configuration: Configuration) -> datetime | None:
    """Return the moment whose captures answer, None for the newest; a day without a time means its end.

    Raises:
        WrongUsage: The moment is not valid, or no archive is replayed.
    """
    written = configuration["replay-at"]
    if not written:
        return None
    if not configuration["replay"]:
        raise WrongUsage("--replay-at needs an archive; name it with --replay FILE")
    moment = _parse_moment("replay-at", written)
    if len(written) == _DAY_LENGTH:
        moment = datetime.combine(moment, time.max, UTC)
    return moment


def clock_of(configuration: Configuration) -> Callable[[], datetime]:
    """Return the clock of a run: the real one, or one that is at the moment `now` of the configuration at first.

    Raises:
        WrongUsage: The moment is not valid.
    """
    written = configuration["now"]
    if not written:
        return now
    ahead = _parse_moment("now", written) - now()
    return lambda: now() + ahead


def _parse_moment(option: str, written: str) -> datetime:
    """Parse a day (its beginning), a moment or a time stamp of 14 digits, in UTC unless it names a zone."""
    from citecheck.archive.public.memento_format import parse_stamp  # noqa: PLC0415 (few runs name a moment)

    if written.isdigit() and (stamped := parse_stamp(written)):
        return stamped
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        shapes = "2024-05-17, 2024-05-17T12:00Z or 20240517120000"
        raise WrongUsage(f"--{option} {written}: not a valid moment; write it as {shapes}") from None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
