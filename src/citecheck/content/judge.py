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

CERTAIN = 2.0
"""Weight beyond which a class gains nothing: signals that see the same sentence do not make it truer.

A status is no sentence."""

SEARCHED = 20_000
"""Characters of text, and of markup, that phrases are searched in."""
SEARCHED_SOURCE = 150_000

TERSE = 800
TERSE_GAIN = 1.3
"""Letters shown below which words gain weight, in full up to a quarter: what shows nothing else is about them."""
SMALL_MARKUP = 30_000
"""Characters of markup above which a page that shows little is not terse but unfinished: its scripts show the rest."""

SEEN = 120
"""Characters of what a signal saw that are kept."""

PREFERENCE: dict[Reach, float] = {Reach.WALLED: 1.0, Reach.FAILING: 0.2, Reach.UNKNOWN: 0.2, Reach.GONE: 0.0}
"""Added where several classes have enough: a wall hides what is behind it, so nothing behind it is called dead."""

SPOKEN_OF = frozenset({page for page, reach in REACH.items() if reach is Reach.GONE}) | {
    Page.MAINTENANCE,
    Page.ERROR_PAGE,
    Page.RATE_BLOCK,
    Page.WAF_CHALLENGE,
}
"""Classes that an ordinary page mentions in passing: a page missing from a book, works on a bridge, a queue.

Those whose own notices seldom name themselves in a headline, as blocks by law, are not among them.
"""

FALLBACKS = frozenset({Page.JS_SHELL, Page.EMPTY})
"""Classes that say only that nothing is shown; any class that says why wins over them."""

OF_ARTICLES = frozenset({Page.PAYWALL_PARTIAL, Page.JS_SHELL})
"""Classes that any words can call a page by although it declares itself an article with a date: they stand before one.

The other classes need a title or heading that says nothing else."""

NAMES = frozenset({Where.TITLE, Where.TITLE_PART, Where.HEADING})
RUNNING = frozenset({Where.TEXT, Where.SAID})
MENTIONED = RUNNING | {Where.TITLE}
"""Where a page says what it is, and where it may be speaking of others; a whole title may be a headline."""


def judge(traits: Traits) -> tuple[Page, tuple[Signal, ...]]:
    """Name the page class that the signals add up to, `live` where none has enough; return all signals that count."""
    signals = tuple(signal for _, signal in counted(seen_in(traits), headed=traits.headed))
    totals: dict[Page, float] = {}
    for signal in signals:
        totals[signal.page] = totals.get(signal.page, 0.0) + signal.weight
    if Page.HARD_404_BODY in totals:
        # The status and the body say the same thing.
        totals[Page.HARD_404_BODY] += totals.pop(Page.SOFT_404, 0.0)
    called = [page for page, total in totals.items() if total >= ENOUGH]
    page = max(called, key=lambda page: preference(page, totals[page]), default=Page.LIVE)
    return page, signals


def seen_in(traits: Traits) -> list[tuple[Row, Signal]]:
    """Ask every row that applies to such a page, and return those that see something."""
    searched = searched_in(traits)
    found = []
    for row in ROWS:
        if row.until is not None and traits.prose >= row.until:
            continue  # as most rows on most pages, so it is asked first
        weight = weight_of(row, traits)
        seen = seen_by(row, traits, searched) if weight else None
        if seen is not None:
            found.append((row, Signal(row.name, row.page, round(weight, 3), seen[:SEEN])))
    return found


def counted(found: list[tuple[Row, Signal]], *, headed: bool) -> list[tuple[Row, Signal]]:
    """Leave out what a page with a headline of its own says in passing: what neither title nor headline speaks of."""
    if not headed:
        return found
    named = {row.page for row, _ in found if isinstance(row, Phrase) and row.where in NAMES}
    return [
        (row, signal)
        for row, signal in found
        if not isinstance(row, Phrase) or row.where not in RUNNING or row.page in named or row.page not in SPOKEN_OF
    ]


def weight_of(row: Row, traits: Traits) -> float:
    """Say how much a row counts on such a page, 0 where it is not asked; see `signals.table`."""
    weight = row.weight * brevity(traits.prose, row.until)
    if isinstance(row, Probe):
        return weight
    if traits.article and row.where in MENTIONED and row.page not in OF_ARTICLES:
        return 0.0
    if row.where is Where.SOURCE:
        return weight
    if row.where in RUNNING:
        weight *= brevity(traits.letters, row.shown)
    terse = not traits.headed and len(traits.source) <= SMALL_MARKUP
    return weight * (1 + (TERSE_GAIN - 1) * brevity(traits.letters, TERSE)) if terse else weight


def brevity(letters: int, until: int | None) -> float:
    """Say how far a row counts on a page with so many letters, in [0, 1]; see `signals.table`."""
    return 1.0 if until is None else min(1.0, max(0.0, (until - letters) / (0.75 * until)))


def preference(page: Page, total: float) -> tuple[bool, float]:
    """Order the classes that have enough."""
    told = total if page is Page.HARD_404_BODY else min(total, CERTAIN)
    return page not in FALLBACKS, told + PREFERENCE[REACH[page]]


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
        Where.TEXT: (traits.told[:SEARCHED],),
        Where.SAID: (traits.said[:SEARCHED],),
        Where.SOURCE: (traits.source[:SEARCHED_SOURCE],),
    }
    return {where: [text.encode("utf-8", "replace") for text in texts] for where, texts in parts.items()}
