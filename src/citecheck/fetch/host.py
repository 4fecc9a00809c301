"""What is known of one host: who waits for it, how fast it may be asked, and whether it answers at all."""

from __future__ import annotations

from collections import deque

from citecheck.fetch.chain import Chain
from citecheck.fetch.failure import NoAnswer, NotAsked
from citecheck.model.exchange import RefusalReason

SLOWEST = 30.0
"""Seconds between two starts at most, however often a host says "too many" or what its robots.txt asks for."""
PATIENCE = 60.0
"""Seconds of Retry-After that a run waits for; a host that wants longer is left alone for the rest of the run."""
FAILURES = 3
"""Faults of the host in a row after which nothing more is asked of it."""


class Host:
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
        if self.refusals > most or pause > PATIENCE:
            self.closed = NotAsked(RefusalReason.RATE, "the host asked us to stop, and was not asked again in this run")
            return False
        self.width = 1
        self.interval = min(max(self.interval * 2, 0.1), SLOWEST)
        self.free_at = max(self.free_at, now + pause)
        return True

    def note_failure(self, *, took_the_call: bool) -> bool:
        """The host could not be asked, or took the call and fell silent; True if it is taken to be dead.

        One that has never answered is dead when it cannot be asked once; others fail several times in a row first, as
        a busy server may drop calls.
        """
        self.is_known = self.is_known or took_the_call
        self.failures += 1
        return self.failures >= FAILURES or not (took_the_call or self.has_answered)

    def verdict(self, port: int) -> NoAnswer | NotAsked | None:
        """What is known in advance of an address at `port`."""
        return self.closed or self.dead.get(port)
