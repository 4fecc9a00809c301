"""How a hop fails inside the crawler; the crawler turns both into values before anybody else sees them."""

from __future__ import annotations

from citecheck.model.exchange import Fault, RefusalReason


class NoAnswer(Exception):
    """Nothing usable came back; `detail` is one clause for people."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(detail)
        self.fault = fault
        self.detail = detail


class NotAsked(Exception):
    """We would not ask; `detail` is one clause for people."""

    def __init__(self, reason: RefusalReason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class NotAnAddress(NotAsked):
    """What should be asked is no address at all."""

    def __init__(self, detail: str) -> None:
        super().__init__(RefusalReason.GUARD, detail)


class Stale(Exception):
    """A kept connection was closed by its peer before it answered: ask again on a fresh one (RFC 9112, 9.3.1)."""
