"""The configuration's policy for addresses and hosts: whether to request them, with which headers, and how fast.

Headers added by the configuration may hold a password. They go only to the hosts they were configured for. Each hop
looks them up again, so a redirect to another host does not carry them along; nor does one from HTTPS to plain HTTP.
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
    """Accepts addresses that match a pattern of `include` (all, if there is none) and none of `exclude`.

    The patterns are regular expressions, searched in the whole address in its normal form.
    """

    def __init__(self, include: Iterable[str], exclude: Iterable[str]) -> None:
        self._include = tuple(map(re.compile, include))
        self._exclude = tuple(map(re.compile, exclude))

    def accepts(self, url: str, *, redirected: bool) -> bool:
        """Return whether `url` may be requested. A redirect of an accepted address need not match `include`."""
        included = redirected or not self._include or any(pattern.search(url) for pattern in self._include)
        return included and not any(pattern.search(url) for pattern in self._exclude)


@dataclass(frozen=True, slots=True)
class HostPolicy:
    """How one host is requested. `fields` are sent and recorded; `secret` fields are sent and never recorded.

    `interval` is the pause between two starts and `seconds` the deadline of one address, both in seconds. `width` is
    the number of simultaneous connections.
    """

    fields: RawHeaders
    interval: float
    width: int
    seconds: float
    secret: RawHeaders = ()
    is_asked: bool = True


class HostPolicies:
    """The host policies of one run, by its settings."""

    def __init__(self, settings: NetworkSettings) -> None:
        self._rows = settings.hosts
        self.default = HostPolicy(
            build_default_fields(settings.user_agent), settings.interval, settings.per_host, settings.max_time
        )

    def of(self, host: str) -> HostPolicy:
        """Return the policy for `host`."""
        policy = self.default
        for row in self._rows:
            if matches_host(row.hosts, host):
                policy = _override(policy, row)
        return policy


def _override(policy: HostPolicy, row: HostSettings) -> HostPolicy:
    added = {name.lower() for name, _ in row.headers}
    kept = tuple(field for field in policy.secret if field[0].decode().lower() not in added)
    return replace(
        policy,
        fields=policy.fields if row.user_agent is None else build_default_fields(row.user_agent),
        interval=policy.interval if row.interval is None else row.interval,
        width=row.connections or policy.width,
        seconds=row.max_time or policy.seconds,
        secret=(*kept, *((name.encode("ascii"), value.encode("latin-1", "replace")) for name, value in row.headers)),
        is_asked=row.ask,
    )
