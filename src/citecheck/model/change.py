"""The comparison of two captures, and the state of the passage that supported a claim."""

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
    """The change and, for `edited`, its places in reading order. `kept` is the share of sentences that stayed.

    `language` is set if the second capture shows the page in another language than the first: its code (ISO 639). The
    change is then `edited` without places, since sentences of two languages cannot be compared.
    """

    change: Change
    edits: tuple[Edit, ...] = ()
    kept: float = 1.0
    language: str | None = None


class AnchorState(StrEnum):
    """The state of an anchored passage."""

    INTACT = "intact"
    MOVED = "moved"
    ALTERED = "altered"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The passage that supported a claim, with the text around it (W3C TextQuoteSelector)."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class AnchorReading:
    """The reading of an anchor in a later capture.

    `exact` is the anchored passage, `found` the present text in its place. `facts` are those that changed: `claimed`
    before, `found` after. `since` is the time of the capture that the anchor was set in, and `capture` its id, empty
    if it is not stored.
    """

    state: AnchorState
    found: str | None = None
    facts: tuple[Fact, ...] = ()
    exact: str = ""
    since: datetime | None = None
    capture: str = ""
