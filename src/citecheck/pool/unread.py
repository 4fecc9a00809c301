"""What a job comes back as when its child had to be killed or fell over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unread:
    """A job without a result; `reason` is one clause for people: "took longer than 20 s"."""

    reason: str
