"""Weigh the signals of an answer and name its page class."""

from __future__ import annotations

from typing import assert_never

from citecheck.content.signals import ROWS
from citecheck.content.signals.table import Phrase, Probe, Row, Where
from citecheck.content.traits import Traits
from citecheck.model.page import Page, Signal

ENOUGH = 1.0
"""Weight that calls a page by a class; see `signals.table`."""

BRIEF = 800
LONG = 3000
"""Letters of prose up to which a `brief` row counts in full, and from which it counts for nothing."""

SEEN = 120
"""Characters of what a signal saw that are kept."""


def judge(traits: Traits) -> tuple[Page, tuple[Signal, ...]]:
    """Name the page class with the greatest weight, `live` where none has enough; return all signals seen."""
    brevity = min(1.0, max(0.0, (LONG - traits.prose) / (LONG - BRIEF)))
    signals = []
    totals: dict[Page, float] = {}
    for row in ROWS:
        weight = row.weight * (brevity if row.brief else 1.0)
        seen = look(row, traits) if weight else None
        if seen is not None:
            signals.append(Signal(row.name, row.page, round(weight, 3), seen[:SEEN]))
            totals[row.page] = totals.get(row.page, 0.0) + weight
    best = max(totals, key=lambda page: totals[page], default=Page.LIVE)
    return (best if totals.get(best, 0.0) >= ENOUGH else Page.LIVE), tuple(signals)


def look(row: Row, traits: Traits) -> str | None:
    """Return what a row sees in an answer, None for nothing."""
    if isinstance(row, Probe):
        return row.test(traits)
    return next((found.group() for part in parts(row, traits) if (found := row.pattern.search(part))), None)


def parts(row: Phrase, traits: Traits) -> tuple[str, ...]:
    """Return the strings that a phrase is searched in."""
    match row.where:
        case Where.TITLE:
            return (traits.title,)
        case Where.TITLE_PART:
            return traits.title_parts
        case Where.HEADING:
            return traits.headings
        case Where.TEXT:
            return (traits.visible,)
        case Where.SOURCE:
            return (traits.source,)
        case Where.ADDRESS:
            return (traits.url or "",)
        case _:
            assert_never(row.where)
