"""What was told already, so that nobody is told twice."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime

from citecheck.store.database import Store


def told_events(store: Store) -> frozenset[str]:
    """Return the keys of the events that were told and still hold."""
    return frozenset(row["event"] for row in store.rows("SELECT event FROM notices"))


def record_told(store: Store, events: Iterable[tuple[str, str]], moment: datetime) -> None:
    """Write (key, url) of events that were told. Call inside `store.writing()`."""
    for key, url in events:
        store.execute(
            "INSERT OR REPLACE INTO notices (event, url, moment) VALUES (?, ?, ?)", [key, url, moment.isoformat()]
        )


def forget_past(store: Store, visited: Iterable[str], holding: Iterable[str]) -> None:
    """Forget the events about visited sources that hold no longer, so that they are news if they come again.

    Call inside `store.writing()`.
    """
    store.execute(
        "DELETE FROM notices WHERE url IN (SELECT value FROM json_each(?))"
        " AND event NOT IN (SELECT value FROM json_each(?))",
        [json.dumps(list(visited)), json.dumps(list(holding))],
    )
