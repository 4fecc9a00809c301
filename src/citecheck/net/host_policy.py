"""What the configuration says of addresses and hosts.

Which are requested at all, with which headers, and how fast.

Headers that the configuration adds may hold a password. They go to the hosts they were written for, at every hop
anew, so a redirect to another host does not take them along; nor does one from HTTPS to plain HTTP.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from citecheck.model.exchange import RawHeaders
from citecheck.model.settings import HostSettings, NetworkSettings
from citecheck.net.message import build_default_fields
from citecheck.url.hosts import matches_host


class AddressFilter:
    """Asks what a pattern of `include` is found in, or everything without one, less what one of `exclude` is found in.

    The patterns are regular expressions over the whole address in its normal form.
    """

    def __init__(self, include: Iterable[str], exclude: Iterable[str]) -> None:
        self._include = tuple(map(re.compile, include))
        self._exclude = tuple(map(re.compile, exclude))

    def takes(self, url: str, *, led_here: bool) -> bool:
        """Say whether `url` is asked; where a redirect of an address that was chosen led here, `include` is met."""
        chosen = led_here or not self._include or any(pattern.search(url) for pattern in self._include)
        return chosen and not any(pattern.search(url) for pattern in self._exclude)


@dataclass(frozen=True, slots=True)
class HostPolicy:
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


class HostPolicies:
    """Answers how a host is asked, by the settings of one run."""

    def __init__(self, settings: NetworkSettings) -> None:
        self._rows = settings.hosts
        self.everywhere = HostPolicy(
            build_default_fields(settings.user_agent), settings.interval, settings.per_host, settings.max_time
        )

    def of(self, host: str) -> HostPolicy:
        """Return how `host` is asked."""
        manner = self.everywhere
        for row in self._rows:
            if matches_host(row.hosts, host):
                manner = _override(manner, row)
        return manner


def _override(manner: HostPolicy, row: HostSettings) -> HostPolicy:
    added = {name.lower() for name, _ in row.headers}
    kept = tuple(field for field in manner.secret if field[0].decode().lower() not in added)
    return replace(
        manner,
        fields=manner.fields if row.user_agent is None else build_default_fields(row.user_agent),
        interval=manner.interval if row.interval is None else row.interval,
        width=row.connections or manner.width,
        seconds=row.max_time or manner.seconds,
        secret=(*kept, *((name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in row.headers)),
        ask=row.ask,
    )
