"""Weigh the signals of an answer and name its page class."""

from __future__ import annotations

from typing import assert_never

from citecheck.content.reach import REACH
from citecheck.content.signals import ROWS
from citecheck.content.signals.table import Phrase, Probe, Row, Where
from citecheck.content.traits import Traits
from citecheck.model.page import Page, Reach, Signal

ENOUGH = 1.0
"""Weight that calls a page by a class; see `signals.table`."""

SEARCHED = 20_000
"""Characters of text, and of markup, that phrases are searched in."""
SEARCHED_SOURCE = 150_000

SEEN = 120
"""Characters of what a signal saw that are kept."""

PREFERENCE: dict[Reach, float] = {Reach.WALLED: 0.4, Reach.FAILING: 0.2, Reach.UNKNOWN: 0.2, Reach.GONE: 0.0}
"""Added where several classes have enough: a wall hides what is behind it, so nothing behind it is called dead."""

FALLBACKS = frozenset({Page.JS_SHELL, Page.EMPTY})
"""Classes that say only that nothing is shown; any class that says why wins over them."""


def judge(traits: Traits) -> tuple[Page, tuple[Signal, ...]]:
    """Name the page class that the signals add up to, `live` where none has enough; return all signals seen."""
    signals = []
    totals: dict[Page, float] = {}
    for row in ROWS:
        weight = row.weight * brevity(traits.prose, row.until)
        if isinstance(row, Phrase) and row.where in (Where.TEXT, Where.SAID):
            weight *= brevity(traits.letters, row.shown)
        seen = look(row, traits) if weight else None
        if seen is not None:
            signals.append(Signal(row.name, row.page, round(weight, 3), seen[:SEEN]))
            totals[row.page] = totals.get(row.page, 0.0) + weight
    if Page.HARD_404_BODY in totals:
        # The status and the body say the same thing.
        totals[Page.HARD_404_BODY] += totals.pop(Page.SOFT_404, 0.0)
    called = [page for page, total in totals.items() if total >= ENOUGH]
    page = max(called, key=lambda page: preference(page, totals[page]), default=Page.LIVE)
    return page, tuple(signals)


def brevity(letters: int, until: int | None) -> float:
    """Say how far a row counts on a page with so many letters, in [0, 1]; see `signals.table`."""
    return 1.0 if until is None else min(1.0, max(0.0, (until - letters) / (0.75 * until)))


def preference(page: Page, total: float) -> tuple[bool, float]:
    """Order the classes that have enough."""
    return page not in FALLBACKS, total + PREFERENCE[REACH[page]]


def look(row: Row, traits: Traits) -> str | None:
    """Return what a row sees in an answer, None for nothing."""
    if isinstance(row, Probe):
        return row.test(traits)
    return next((seen for part in parts(row, traits) if (seen := row.pattern.search(part))), None)


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
            return (traits.visible[:SEARCHED],)
        case Where.SAID:
            return (traits.said[:SEARCHED],)
        case Where.SOURCE:
            return (traits.source[:SEARCHED_SOURCE],)
        case _:
            assert_never(row.where)
