"""What a repair is: one address of the draft, what is to stand there, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class RepairKind(StrEnum):
    """What sort of repair; the names are those of `--accept`."""

    COMPLETED = "completed"
    """A cut address is written out."""
    MOVED = "moved"
    """The address that a permanent redirect leads to takes the place of the old one."""
    MEMENTO = "memento"
    """A copy in a public archive is named beside the address."""
    GIVEN = "given"
    """The user said what is to stand there."""


@dataclass(frozen=True, slots=True)
class Repair:
    """`old` is the canonical address of a source, or with `cut` what is left of a cut one; `new` an absolute address.

    `day` is that of a memento, ISO 8601.
    """

    kind: RepairKind
    old: str
    new: str
    why: str
    cut: bool = False
    day: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """A repair made at one place of the draft: a line for text, a part and paragraph for a Word document."""

    repair: Repair
    place: str


@dataclass(frozen=True, slots=True)
class Left:
    """A source that was not repaired, as the draft prints it or by its address, and why not."""

    source: str
    why: str
