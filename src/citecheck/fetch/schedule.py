"""Whose turn it is: a queue for each host, round robin over the hosts that may be asked now.

Pure: the moment is an argument. A host is in one place at a time: among the ready, among the later (by the moment its
pause ends), or in neither while its connections are all in use or nothing waits for it.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import TypeAlias

from citecheck.fetch.chain import Chain
from citecheck.fetch.host import Host

FORGOTTEN = 10_000
"""Hosts kept before the idle ones of which nothing needs remembering are forgotten: memory stays flat."""


Pace: TypeAlias = Callable[[str], tuple[float, int]]


class Schedule:
    """The hosts of one crawl. `interval` in seconds between two starts at a host, `width` connections to it.

    `pace` gives both by the name of a host, where not all are asked alike.
    """

    def __init__(self, *, interval: float, width: int, pace: Pace | None = None) -> None:
        self._pace = pace or (lambda _: (interval, width))
        self._hosts: dict[str, Host] = {}
        self._ready: deque[Host] = deque()
        self._later: list[tuple[float, int, Host]] = []
        self._order = count()
        self._prune_at = FORGOTTEN
        self.waiting = 0

    def host(self, name: str) -> Host:
        """Give the host of that name."""
        known = self._hosts.get(name)
        if known is None:
            known = self._hosts[name] = Host(name, *self._pace(name))
        return known

    def add(self, chain: Chain, now: float, *, ahead: bool = False) -> None:
        """Queue a chain at the host it asks next; `ahead` of those that have not begun."""
        host = self.host(chain.address.host)
        if ahead:
            host.waiting.appendleft(chain)
        else:
            host.waiting.append(chain)
        self.waiting += 1
        self._place(host, now)

    def take(self, now: float) -> tuple[Host, Chain] | None:
        """Take the next chain that may be asked now, and count it as asked. `release` the host afterwards."""
        while self._later and self._later[0][0] <= now:
            self._ready.append(heapq.heappop(self._later)[2])
        while self._ready:
            host = self._ready.popleft()
            host.placed = False
            if not host.waiting or not host.has_room:
                continue
            if host.free_at > now:  # slowed down after it was placed
                self._place(host, now)
                continue
            host.active += 1
            host.free_at = now + host.interval
            self.waiting -= 1
            chain = host.waiting.popleft()
            self._place(host, now)
            return host, chain
        return None

    def release(self, host: Host, now: float) -> None:
        """One chain of the host is through with its hop."""
        host.active -= 1
        self._place(host, now)
        if len(self._hosts) > self._prune_at:
            self._prune(now)

    def drain(self, host: Host) -> list[Chain]:
        """Take everything that waits for a host for which the answer is known."""
        chains = list(host.waiting)
        host.waiting.clear()
        self.waiting -= len(chains)
        return chains

    def next_due(self) -> float | None:
        """Give the moment the next pausing host may be asked, None if no host is pausing."""
        return self._later[0][0] if self._later else None

    def _place(self, host: Host, now: float) -> None:
        if host.placed or not host.waiting or not host.has_room:
            return
        host.placed = True
        if host.free_at <= now:
            self._ready.append(host)
        else:
            heapq.heappush(self._later, (host.free_at, next(self._order), host))

    def _prune(self, now: float) -> None:
        """Forget idle hosts; what they taught (dead, closed, slowed) is kept."""
        for name, host in list(self._hosts.items()):
            taught = host.dead or host.closed or host.interval != self._pace(name)[0]
            if not (host.waiting or host.active or taught or host.free_at > now):
                del self._hosts[name]
        self._prune_at = len(self._hosts) + FORGOTTEN
