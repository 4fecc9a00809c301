"""Weigh the signals of an answer and name its page class."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
    searched = searched_in(traits)
    signals = []
    totals: dict[Page, float] = {}
    for row in ROWS:
        if row.until is not None and traits.prose >= row.until:
            continue
        weight = row.weight * brevity(traits.prose, row.until)
        if isinstance(row, Phrase) and row.where in (Where.TEXT, Where.SAID):
            weight *= brevity(traits.letters, row.shown)
        seen = seen_by(row, traits, searched) if weight else None
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


def seen_by(row: Row, traits: Traits, searched: Mapping[Where, Sequence[bytes]]) -> str | None:
    """Return what a row sees in an answer, None for nothing."""
    if isinstance(row, Probe):
        return row.test(traits)
    return next((seen for part in searched[row.where] if (seen := row.pattern.search(part))), None)


def searched_in(traits: Traits) -> dict[Where, Sequence[bytes]]:
    """Lay out what phrases are searched in, as UTF-8 once for all of them."""
    parts: dict[Where, Sequence[str]] = {
        Where.TITLE: (traits.title,),
        Where.TITLE_PART: traits.title_parts,
        Where.HEADING: traits.headings,
        Where.TEXT: (traits.visible[:SEARCHED],),
        Where.SAID: (traits.said[:SEARCHED],),
        Where.SOURCE: (traits.source[:SEARCHED_SOURCE],),
    }
    return {where: [text.encode("utf-8", "replace") for text in texts] for where, texts in parts.items()}
