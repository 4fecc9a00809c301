"""The configuration's policy for addresses and hosts: whether to request them, with which headers, and how fast.

Headers added by the configuration may hold a password. They go only to the hosts they were configured for. Each hop
looks them up again, so a redirect to another host does not carry them along; nor does one from HTTPS to plain HTTP.

The schedule: a queue and a pace for each host. Of the hosts that are due, the one with the most addresses is next: its
end is the end of the run.

Pure: the time is an argument. A host is in one place at a time: among the ready ones (by its `rank`), among the later
ones (by the end of its pause), or in neither while all its connections are in use or no chain waits for it. Its
responses determine how fast it may be requested, and whether it is dead.
"""

from __future__ import annotations

import heapq
import re
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import count
from typing import NamedTuple, TypeAlias

from citecheck.model.exchange import RawHeaders, RefusalReason
from citecheck.model.settings import POLITE_INTERVAL, POLITE_WIDTH, HostSettings, NetworkSettings
from citecheck.net.failure import NoAnswer, NotAsked
from citecheck.net.message import build_default_fields
from citecheck.net.pace import HostPace, PaceSign
from citecheck.net.redirect_chain import Chain
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
    the number of simultaneous connections. Of the pace, None is what the user left to the program.
    """

    fields: RawHeaders
    interval: float | None
    width: int | None
    seconds: float
    secret: RawHeaders = ()
    is_asked: bool = True


class BestPace(NamedTuple):
    """The pace that a host begins with, and that it comes back to: `interval` in seconds between two starts."""

    interval: float
    width: int


_BEST_PACE = BestPace(0.05, 4)
"""lychee: 50 ms and 10 connections; Sphinx: 5 workers for all hosts (docs/decisions/0008)."""
_POLITE_PACE = BestPace(POLITE_INTERVAL, POLITE_WIDTH)


class HostPolicies:
    """The host policies of one run, by its settings."""

    def __init__(self, settings: NetworkSettings) -> None:
        self._rows = settings.hosts
        self._best_pace = _POLITE_PACE if settings.polite else _BEST_PACE
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

    def pace_of(self, host: str) -> BestPace:
        """Return the best pace of `host`: what the user says, else the slower of the run's and of a strict host's."""
        policy = self.of(host)
        if policy.interval is not None and policy.width is not None:
            return BestPace(policy.interval, policy.width)
        strict = _find_strict_pace(host) or self._best_pace
        interval, width = max(strict.interval, self._best_pace.interval), min(strict.width, self._best_pace.width)
        return BestPace(interval if policy.interval is None else policy.interval, policy.width or width)


def _find_strict_pace(host: str) -> BestPace | None:
    """Return the pace of a host that is known to be strict, or of the one that it is below."""
    known = load_strict_hosts()
    while host and host not in known:
        host = host.partition(".")[2]
    return known.get(host)


@cache
def load_strict_hosts() -> dict[str, BestPace]:
    """Return the pace of each host in `strict_hosts.toml`."""
    import tomllib  # noqa: PLC0415 (a run whose user sets the pace does not need it)

    rows = tomllib.loads(files("citecheck.net").joinpath("strict_hosts.toml").read_text("utf-8"))["hosts"]
    return {host: BestPace(row["interval"], row["connections"]) for host, row in rows.items()}


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


_LONGEST_RETRY_AFTER = 60.0
"""Longest Retry-After in seconds that a run waits for. A host that asks for more is not requested again in this run."""
_DEAD_AFTER = 3
"""Consecutive faults of a host after which it is not requested any more."""


class HostQueue:
    """The queue of chains for one host name, and its pace. Times and pauses are seconds of the loop's clock."""

    __slots__ = (
        *("active", "closed", "dead", "failures", "free_at", "has_answered", "is_known"),
        *("is_pausing", "name", "pace", "rank", "refusals", "waiting"),
    )

    def __init__(self, name: str, pace: HostPace) -> None:
        self.name = name
        self.pace = pace
        self.waiting: deque[Chain] = deque()
        self.active = 0
        self.free_at = 0.0
        self.is_pausing = False
        self.rank: tuple[int, int] | None = None
        self.is_known = False
        self.has_answered = False
        self.refusals = 0
        self.failures = 0
        self.dead: dict[int, NoAnswer] = {}
        self.closed: NotAsked | None = None

    @property
    def has_room(self) -> bool:
        """Whether another connection may be used. Until the host has answered there is one: a dead host costs one."""
        return self.active < (self.pace.width if self.is_known else 1)

    def note_answer(self) -> None:
        """Record an ordinary response of the host."""
        self.is_known = self.has_answered = True
        self.refusals = self.failures = 0

    def note_refusal(self, sign: PaceSign, now: float, *, sent: float, pause: float, most: int) -> bool:
        """Record that the host asks for a slower pace (429, 503). Return False if it is now closed for this run.

        The host pauses for `pause` seconds and is slower afterwards. It is closed after more than `most` refusals in
        a row, or if the pause is longer than `_LONGEST_RETRY_AFTER`. Requests that were under way together are one
        refusal.
        """
        self.is_known = True
        self.free_at = max(self.free_at, now + pause)
        self.refusals += self.pace.slow_down(sign, sent=sent, now=now)
        if self.refusals > most or pause > _LONGEST_RETRY_AFTER:
            self.closed = NotAsked(RefusalReason.RATE, "the host refused further requests in this run")
        return self.closed is None

    def note_failure(self, *, has_connected: bool) -> bool:
        """Record a failure to connect, or a timeout after connecting. Return True if the host is considered dead.

        A host that has never answered is dead after one failure to connect. Others must fail `_DEAD_AFTER` times in a
        row, since a busy server may drop connections.
        """
        self.is_known = self.is_known or has_connected
        self.failures += 1
        return self.failures >= _DEAD_AFTER or not (has_connected or self.has_answered)

    def verdict(self, port: int) -> NoAnswer | NotAsked | None:
        """Return the result known in advance for every address at `port`, or None."""
        return self.closed or self.dead.get(port)


class HostMemory(NamedTuple):
    """What a crawl learnt of a host that the next crawl of the same run obeys.

    `pace` is None if the host is asked at its best; until `free_at` it pauses; `closed` is set if it is asked no more.
    """

    pace: HostPace | None
    free_at: float
    closed: NotAsked | None


KEPT_HOSTS = 10_000
"""Hosts kept before idle hosts without anything to remember are dropped, so that memory stays bounded."""


_BestPaceOf: TypeAlias = Callable[[str], BestPace]
_NONE_KNOWN: Mapping[str, HostMemory] = {}


class Schedule:
    """The hosts of one crawl. `best_pace` returns the pace that a host of this name begins with.

    `known` holds what an earlier crawl learnt of hosts; `list_known` returns what this one did.
    """

    def __init__(self, best_pace: _BestPaceOf, known: Mapping[str, HostMemory] = _NONE_KNOWN) -> None:
        self._best_pace = best_pace
        self._known = known
        self._hosts: dict[str, HostQueue] = {}
        self._ready: list[tuple[int, int, HostQueue]] = []
        self._later: list[tuple[float, int, HostQueue]] = []
        self._order = count()
        self._prune_at = KEPT_HOSTS
        self.waiting = 0

    def host(self, name: str) -> HostQueue:
        """Return the queue of a host, creating it if needed."""
        known = self._hosts.get(name)
        if known is None:
            learnt = self._known.get(name)
            pace = (learnt and learnt.pace) or HostPace(*self._best_pace(name))
            known = self._hosts[name] = HostQueue(name, pace)
            if learnt:
                known.free_at, known.closed = learnt.free_at, learnt.closed
        return known

    def list_known(self, now: float) -> dict[str, HostMemory]:
        """Return what was learnt of hosts that are slowed down, pause or are closed, by host name."""
        rows = (
            (name, HostMemory(host.pace if host.pace.is_slowed else None, host.free_at, host.closed))
            for name, host in self._hosts.items()
        )
        return {name: row for name, row in rows if row.pace or row.closed or row.free_at > now}

    def add(self, chain: Chain, now: float, *, ahead: bool = False) -> None:
        """Queue a chain at the host it requests next, in front of the others if `ahead`."""
        host = self.host(chain.address.host)
        if ahead:
            host.waiting.appendleft(chain)
        else:
            host.waiting.append(chain)
        self.waiting += 1
        self._place(host, now)

    def take(self, now: float) -> tuple[HostQueue, Chain] | None:
        """Take the next chain that is due and count it as active. Call `release` afterwards."""
        while self._later and self._later[0][0] <= now:
            host = heapq.heappop(self._later)[2]
            host.is_pausing = False
            self._make_ready(host)
        while self._ready:
            *rank, host = heapq.heappop(self._ready)
            if host.rank != tuple(rank):  # it has got more addresses since, and a place further in front
                continue
            host.rank = None
            if not host.waiting or not host.has_room:
                continue
            if host.free_at > now:  # slowed down after it was placed
                self._place(host, now)
                continue
            host.active += 1
            host.free_at = now + host.pace.interval
            self.waiting -= 1
            chain = host.waiting.popleft()
            self._place(host, now)
            return host, chain
        return None

    def release(self, host: HostQueue, now: float) -> None:
        """Record that one chain of the host has completed its hop."""
        host.active -= 1
        self._place(host, now)
        if len(self._hosts) > self._prune_at:
            self._prune(now)

    def drain(self, host: HostQueue) -> list[Chain]:
        """Remove and return all chains that wait for a host whose verdict is known."""
        chains = list(host.waiting)
        host.waiting.clear()
        host.rank = None
        self.waiting -= len(chains)
        return chains

    def next_due(self) -> float | None:
        """Return the time at which the next pausing host is due, None if no host is pausing."""
        return self._later[0][0] if self._later else None

    def _place(self, host: HostQueue, now: float) -> None:
        if host.is_pausing or not host.waiting or not host.has_room:
            return
        if host.free_at <= now:
            self._make_ready(host)
        else:
            host.is_pausing = True
            heapq.heappush(self._later, (host.free_at, next(self._order), host))

    def _make_ready(self, host: HostQueue) -> None:
        """Give the host a place among the ready ones by its addresses, of equals first come first served."""
        rank = (-len(host.waiting), host.rank[1] if host.rank else next(self._order))
        if rank != host.rank:
            host.rank = rank
            heapq.heappush(self._ready, (*rank, host))

    def _prune(self, now: float) -> None:
        """Drop idle hosts, except those known to be dead, closed or slowed down."""
        for name, host in list(self._hosts.items()):
            has_verdict = host.dead or host.closed or host.pace.is_slowed
            if not (host.waiting or host.active or has_verdict or host.free_at > now):
                del self._hosts[name]
        self._prune_at = len(self._hosts) + KEPT_HOSTS
