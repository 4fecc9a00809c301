"""The manner in which a host is asked: what holds everywhere, and what the configuration says of some hosts.

Fields that the configuration adds may hold a password. They go to the hosts they were written for, at every hop anew,
so a redirect to another host does not take them along; nor does one from HTTPS to plain HTTP.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from citecheck.fetch.headers import ordinary
from citecheck.model.exchange import RawHeaders
from citecheck.model.settings import HostSettings, NetworkSettings
from citecheck.target.host_pattern import names_host


@dataclass(frozen=True, slots=True)
class Manner:
    """How one host is asked. `fields` go out and are kept, `secret` ones are never kept.

    `interval` is the pause between two starts and `seconds` the deadline of one address, both in seconds; `width` is
    the number of connections at once.
    """

    fields: RawHeaders
    interval: float
    width: int
    seconds: float
    secret: RawHeaders = ()
    ask: bool = True


class Manners:
    """Answers how a host is asked, by the settings of one run."""

    def __init__(self, settings: NetworkSettings) -> None:
        self._rows = settings.hosts
        self.everywhere = Manner(ordinary(settings.user_agent), settings.interval, settings.per_host, settings.max_time)

    def of(self, host: str) -> Manner:
        """Return how `host` is asked."""
        manner = self.everywhere
        for row in self._rows:
            if names_host(row.hosts, host):
                manner = _laid_over(manner, row)
        return manner


def _laid_over(manner: Manner, row: HostSettings) -> Manner:
    added = {name.lower() for name, _ in row.headers}
    kept = tuple(field for field in manner.secret if field[0].decode().lower() not in added)
    return replace(
        manner,
        fields=manner.fields if row.user_agent is None else ordinary(row.user_agent),
        interval=manner.interval if row.interval is None else row.interval,
        width=row.connections or manner.width,
        seconds=row.max_time or manner.seconds,
        secret=(*kept, *((name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in row.headers)),
        ask=row.ask,
    )
