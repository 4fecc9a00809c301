"""Whose turn it is: a queue for each host, its pace, and round robin over the hosts that may be asked now.

Pure: the moment is an argument. A host is in one place at a time: among the ready, among the later (by the moment
its
pause ends), or in neither while its connections are all in use or nothing waits for it. Its responses teach how
fast
it may be asked, and whether it answers at all.
"""

from __future__ import annotations

import heapq
from collections import deque
from collections.abc import Callable
from itertools import count
from typing import TypeAlias

from citecheck.model.exchange import RefusalReason
from citecheck.net.failure import NoAnswer, NotAsked
from citecheck.net.redirect_chain import Chain

LONGEST_INTERVAL = 30.0
"""Seconds between two starts at most, however often a host says "too many" or what its robots.txt asks for."""
LONGEST_RETRY_AFTER = 60.0
"""Seconds of Retry-After that a run waits for; a host that wants longer is left alone for the rest of the run."""
DEAD_AFTER = 3
"""Faults of the host in a row after which nothing more is asked of it."""


class HostQueue:
    """A queue of chains for one host name, and its pace. Moments and pauses in seconds of the loop's clock."""

    __slots__ = (
        *("active", "dead", "free_at", "interval", "has_answered", "is_known", "name"),
        *("closed", "placed", "failures", "refusals", "waiting", "width"),
    )

    def __init__(self, name: str, interval: float, width: int) -> None:
        self.name = name
        self.interval = interval
        self.width = width
        self.waiting: deque[Chain] = deque()
        self.active = 0
        self.free_at = 0.0
        self.placed = False
        self.is_known = False
        self.has_answered = False
        self.refusals = 0
        self.failures = 0
        self.dead: dict[int, NoAnswer] = {}
        self.closed: NotAsked | None = None

    @property
    def has_room(self) -> bool:
        """Whether another connection may be used: one until the host has answered once, so a dead one is met once."""
        return self.active < (self.width if self.is_known else 1)

    def note_answer(self) -> None:
        """The host answered as hosts do."""
        self.is_known = self.has_answered = True
        self.refusals = self.failures = 0

    def note_refusal(self, now: float, *, pause: float, most: int) -> bool:
        """The host asked for a slower pace (429, 503): wait, and be slower from now on. False if it is closed to us.

        `pause` in seconds; after `most` refusals in a row, or a pause no run waits for, the rest is not asked.
        """
        self.is_known = True
        self.refusals += 1
        if self.refusals > most or pause > LONGEST_RETRY_AFTER:
            self.closed = NotAsked(RefusalReason.RATE, "the host asked us to stop, and was not asked again in this run")
            return False
        self.width = 1
        self.interval = min(max(self.interval * 2, 0.1), LONGEST_INTERVAL)
        self.free_at = max(self.free_at, now + pause)
        return True

    def note_failure(self, *, took_the_call: bool) -> bool:
        """The host could not be asked, or took the call and fell silent; True if it is taken to be dead.

        One that has never answered is dead when it cannot be asked once; others fail several times in a row first, as
        a busy server may drop calls.
        """
        self.is_known = self.is_known or took_the_call
        self.failures += 1
        return self.failures >= DEAD_AFTER or not (took_the_call or self.has_answered)

    def verdict(self, port: int) -> NoAnswer | NotAsked | None:
        """What is known in advance of an address at `port`."""
        return self.closed or self.dead.get(port)


KEPT_HOSTS = 10_000
"""Hosts kept before the idle ones of which nothing needs remembering are forgotten: memory stays flat."""


Pace: TypeAlias = Callable[[str], tuple[float, int]]


class Schedule:
    """The hosts of one crawl. `interval` in seconds between two starts at a host, `width` connections to it.

    `pace` gives both by the name of a host, where not all are asked alike.
    """

    def __init__(self, *, interval: float, width: int, pace: Pace | None = None) -> None:
        self._pace = pace or (lambda _: (interval, width))
        self._hosts: dict[str, HostQueue] = {}
        self._ready: deque[HostQueue] = deque()
        self._later: list[tuple[float, int, HostQueue]] = []
        self._order = count()
        self._prune_at = KEPT_HOSTS
        self.waiting = 0

    def host(self, name: str) -> HostQueue:
        """Give the host of that name."""
        known = self._hosts.get(name)
        if known is None:
            known = self._hosts[name] = HostQueue(name, *self._pace(name))
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

    def take(self, now: float) -> tuple[HostQueue, Chain] | None:
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

    def release(self, host: HostQueue, now: float) -> None:
        """One chain of the host is through with its hop."""
        host.active -= 1
        self._place(host, now)
        if len(self._hosts) > self._prune_at:
            self._prune(now)

    def drain(self, host: HostQueue) -> list[Chain]:
        """Take everything that waits for a host for which the answer is known."""
        chains = list(host.waiting)
        host.waiting.clear()
        self.waiting -= len(chains)
        return chains

    def next_due(self) -> float | None:
        """Give the moment the next pausing host may be asked, None if no host is pausing."""
        return self._later[0][0] if self._later else None

    def _place(self, host: HostQueue, now: float) -> None:
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
        self._prune_at = len(self._hosts) + KEPT_HOSTS
