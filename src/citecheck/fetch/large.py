"""Places for large bodies: what all answers under way take together stays bounded, whatever their servers send.

Every body may have `SMALL` bytes without asking; to go on it needs one of a few places, and until it has one nothing
more is read from its connection, so that its server waits. Cutting the largest body instead would blame honest ones for
the load of others. With 256 answers under way and a limit of 20 MB a body, they take 0.3 GB at most instead of 5 GB.
"""

from __future__ import annotations

from typing import Protocol

SMALL = 500_000
"""Bytes that every body may have; nearly all pages, and few PDF files, are smaller."""
PLACES = 8


class Paused(Protocol):
    """What waits for a place."""

    def go_on(self) -> None:
        """Read on: a place is there."""


class LargeBodies:
    """The places of one run, given in the order they were asked for."""

    def __init__(self, places: int = PLACES) -> None:
        self._free = places
        self._waiting: dict[Paused, None] = {}
        self._inside: set[Paused] = set()
        self._held = False

    def enter(self, body: Paused) -> bool:
        """Take a place; False if `body` has to wait until it is told to go on."""
        if not self._free or self._held:
            self._waiting[body] = None
            return False
        self._free -= 1
        self._inside.add(body)
        return True

    def leave(self, body: Paused) -> None:
        """Give the place up, or the wait for one; of no effect for a body that has neither."""
        self._waiting.pop(body, None)
        if body not in self._inside:
            return
        self._inside.remove(body)
        self._free += 1
        self._admit()

    def hold(self, *, full: bool) -> None:
        """Give no places while the caller is full of bodies that came, and go on when it is not."""
        self._held = full
        self._admit()

    def _admit(self) -> None:
        while self._free and self._waiting and not self._held:
            following = next(iter(self._waiting))
            del self._waiting[following]
            self.enter(following)
            following.go_on()
