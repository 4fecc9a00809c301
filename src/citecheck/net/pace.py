"""The pace of one host: the pause between two starts and the number of connections, as its answers allow.

Pure: times are arguments, in seconds of the loop's clock. A host begins at the best pace that it may have. It is slowed
down by what its answers say of the pace, and comes back step by step while it answers well (docs/decisions/0008). What
it asks for itself (Retry-After, Crawl-delay) holds in any case, as a pause of the queue or a longer one to begin with.
"""

from __future__ import annotations

import statistics
from collections import deque
from enum import StrEnum

_LONGEST_INTERVAL = 30.0
"""Longest pause between two starts in seconds, whatever robots.txt asks for."""
_FIRST_SLOW_INTERVAL = 0.1
"""Shortest pause in seconds of a host that was slowed down, also where it had none."""
_GOOD_ANSWERS = 20
"""Good answers in a row after which the pause is halved."""
_WALLS = 2
"""Walls in a row after good answers that slow a host down: a single one may be the page's own."""
_LATENCIES = 5
"""Answers whose median latency is compared with the first, so that one slow page slows no host down."""
_TIMES_SLOWER = 3.0
_SLOW_SECONDS = 1.0
"""A host has become slow if that median is over three times its first latency, and over a second."""


class PaceSign(StrEnum):
    """What an answer says of the pace."""

    TOO_MANY = "too-many"
    UNAVAILABLE = "unavailable"
    RESET = "reset"
    WALL = "wall"
    LATENCY = "latency"


_LONGEST = {
    PaceSign.TOO_MANY: 8.0,
    PaceSign.UNAVAILABLE: 2.0,
    PaceSign.RESET: 2.0,
    PaceSign.WALL: 2.0,
    PaceSign.LATENCY: 1.0,
}
"""Longest pause in seconds that a sign leads to. Only 429 speaks of nothing but the pace; 503 and the others may be of
the page or of the host's health, and a host with a broken page among ten must not end at the longest pause."""


class HostPace:
    """The pace of one host. `interval` is the pause between two starts in seconds, `width` the connections.

    Both are at their best at first. A sign counts only if the request was sent after the last slow-down, since the
    requests that were already under way say nothing of the new pace.
    """

    __slots__ = ("_best", "_first", "_good", "_latencies", "_slowed_at", "_walls", "_widest", "interval", "width")

    def __init__(self, interval: float, width: int) -> None:
        self.interval = self._best = interval
        self.width = self._widest = width
        self._good = 0
        self._walls = 0
        self._first: float | None = None
        self._latencies: deque[float] = deque(maxlen=_LATENCIES)
        self._slowed_at = float("-inf")

    @property
    def is_slowed(self) -> bool:
        """Whether the host is asked more slowly than at its best."""
        return self.interval > self._best or self.width < self._widest

    def hold(self, interval: float) -> None:
        """Never pause for less than `interval` seconds again: the host's own rule (Crawl-delay of its robots.txt)."""
        self._best = max(self._best, min(interval, _LONGEST_INTERVAL))
        self.interval = max(self.interval, self._best)

    def note_good(self, latency: float | None, *, sent: float, now: float) -> None:
        """Record a good answer to a request sent at `sent`; `latency` in seconds is None where it says nothing."""
        if self._first is None:
            self._first = latency
        self._walls = 0
        if sent < self._slowed_at:
            return
        if latency is not None and self._has_become_slow(latency):
            self.slow_down(PaceSign.LATENCY, sent=sent, now=now)
            return
        self._good += 1
        if self._good >= _GOOD_ANSWERS and self.is_slowed:
            self._recover()

    def note_wall(self, *, sent: float, now: float) -> None:
        """Record an answer that keeps programs out.

        A host that does so from the start does it at every pace, so only one that has answered well is slowed down.
        """
        self._good = 0
        self._walls += 1
        if self._first is not None and self._walls >= _WALLS:
            self.slow_down(PaceSign.WALL, sent=sent, now=now)

    def slow_down(self, sign: PaceSign, *, sent: float, now: float) -> bool:
        """Double the pause and leave one connection. Return False if the sign is older than the last slow-down."""
        if sent < self._slowed_at:
            return False
        doubled = min(max(self.interval * 2, _FIRST_SLOW_INTERVAL), _LONGEST[sign])
        self.interval = max(self.interval, doubled)
        self.width = 1
        self._slowed_at = now
        self._good = self._walls = 0
        self._latencies.clear()
        return True

    def _has_become_slow(self, latency: float) -> bool:
        self._latencies.append(latency)
        if self._first is None or len(self._latencies) < _LATENCIES:
            return False
        return statistics.median(self._latencies) > max(self._first * _TIMES_SLOWER, _SLOW_SECONDS)

    def _recover(self) -> None:
        """Halve the pause and double the connections, as far as their best."""
        halved = self.interval / 2
        self.interval = max(self._best, halved if halved >= _FIRST_SLOW_INTERVAL else self._best)
        self.width = min(self.width * 2, self._widest)
        self._good = 0
