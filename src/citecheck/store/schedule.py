"""When a stored source is visited again: new and changed ones sooner, stable ones later.

The pause doubles with every visit that found what the one before found, from one day to thirty, be that a live
page, a
wall or a death, and falls back to one day when it changed. What may be dying comes up every three days, so that the
visits the death policy asks for come about; what is gone is asked ever more seldom, in case it comes back. A jitter
of
a fifth, taken from the address itself, spreads the visits without a clock or a die.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from urllib.parse import urlsplit

from citecheck.model.change import Change
from citecheck.model.page import ALIVE, Reach
from citecheck.store.database import Store
from citecheck.store.visits import PastVisit

SHORTEST_PAUSE = timedelta(days=1)
LONGEST_PAUSE = timedelta(days=30)
DYING_PAUSE = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class DueSource:
    """A source whose visit is due."""

    id: int
    url: str


def compute_next_visit(url: str, history: Sequence[PastVisit], now: datetime) -> datetime:
    """Return when to visit a source again; `history` newest first, this run's visit included."""
    found = history[0].reach if history else None
    alike = ALIVE if found in ALIVE else {found}
    row = takewhile(lambda one: one.reach in alike and one.change not in {Change.EDITED, Change.REPLACED}, history)
    pause = (DYING_PAUSE if found is Reach.GONE else SHORTEST_PAUSE) * float(2 ** max(sum(1 for _ in row) - 1, 0))
    pause = DYING_PAUSE if found is Reach.SUSPECT else min(pause, LONGEST_PAUSE)
    share = hashlib.blake2b(url.encode(), digest_size=2).digest()
    jitter = int.from_bytes(share, "big") / 65535
    return now + pause * (1 + jitter / 5)


def set_next_visit(store: Store, source: int, moment: datetime) -> None:
    """Write when a source is due. Call inside `store.writing()`."""
    store.execute("UPDATE sources SET next_due = ? WHERE id = ?", [moment.isoformat(), source])


def find_due_sources(
    store: Store, now: datetime, *, host: str | None = None, everything: bool = False, per_host: int = 60
) -> tuple[DueSource, ...]:
    """Return the sources to visit now, longest overdue first, at most `per_host` of one host in an hour.

    What was visited in the hour before counts. `everything` leaves the due dates aside; `host` keeps one host only. A
    source that no draft cites any more is not visited.
    """
    rows = store.rows(
        "SELECT id, url FROM sources WHERE url IS NOT NULL AND (? OR next_due <= ?)"
        " AND EXISTS (SELECT 1 FROM footnote_sources WHERE source_id = sources.id) ORDER BY next_due, id",
        [int(everything), now.isoformat()],
    )
    taken = count_visited_since(store, now - timedelta(hours=1))
    due = []
    for row in rows:
        name = urlsplit(row["url"]).hostname or ""
        if host is not None and name != host:
            continue
        if taken[name] < per_host:
            taken[name] += 1
            due.append(DueSource(row["id"], row["url"]))
    return tuple(due)


def count_visited_since(store: Store, moment: datetime) -> Counter[str]:
    """Return how many sources of each host were visited after a moment."""
    rows = store.rows(
        "SELECT url FROM visits JOIN sources ON sources.id = source_id WHERE visits.moment > ?", [moment.isoformat()]
    )
    return Counter(urlsplit(row["url"]).hostname or "" for row in rows)
