"""Two captures compared, and what became of the passage that bore a claim out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from citecheck.model.evidence import Fact


class Change(StrEnum):
    """How two captures of one address differ."""

    SAME = "same"
    COSMETIC = "cosmetic"
    EDITED = "edited"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Edit:
    """One changed place: `before` is empty for an addition, `after` for a deletion."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The change and, for `edited`, its places in reading order. `kept` is the share of sentences that stayed."""

    change: Change
    edits: tuple[Edit, ...] = ()
    kept: float = 1.0


class AnchorState(StrEnum):
    """What became of an anchored passage."""

    INTACT = "intact"
    MOVED = "moved"
    ALTERED = "altered"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The passage that bore a claim out, with the text around it (W3C TextQuoteSelector)."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class AnchorReading:
    """What a later capture says of an anchor.

    `exact` is the passage as anchored, `found` what stands in its place now. `facts` are those that changed: `claimed`
    before, `found` after. `since` is the moment of the capture it was set in, `capture` the id of that one,
    empty if it is not kept.
    """

    state: AnchorState
    found: str | None = None
    facts: tuple[Fact, ...] = ()
    exact: str = ""
    since: datetime | None = None
    capture: str = ""
