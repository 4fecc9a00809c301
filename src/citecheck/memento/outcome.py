"""What a public archive answers, as values: only `Absent` says that nothing is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from citecheck.model.exchange import RawHeaders
from citecheck.model.report import Memento


@dataclass(frozen=True, slots=True)
class Absent:
    """The archive says in so many words that it keeps no copy."""

    archive: str


@dataclass(frozen=True, slots=True)
class Excluded:
    """The archive may keep copies but does not show them; `reason` is its word for it."""

    archive: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer that can be relied on: `reason` is one clause for people. Ask again later."""

    archive: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The copies an archive lists, oldest first, no moment twice; never empty. `complete`: none were left out."""

    mementos: tuple[Memento, ...]
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """A copy fetched: `status` is that of the page when it was archived; the body has its codings undone.

    `headers` are the archive's; what the page sent stands in them as `x-archive-orig-…` where the archive tells it.
    `asked` is the moment that was asked for: an archive redirects to the nearest it has, which may be months away.
    """

    memento: Memento
    status: int
    headers: RawHeaders
    body: bytes
    asked: datetime
    truncated: bool = False

    @property
    def distance(self) -> float:
        """Seconds between the moment asked for and the copy's."""
        return abs((self.memento.moment - self.asked).total_seconds())


Refusal: TypeAlias = Absent | Excluded | Unknown
"""Every answer without a copy in it."""
