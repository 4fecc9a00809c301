"""News in the store: an outbox of events, kept for each channel until they were delivered there.

A channel is a service that gets news; it is named by a digest, as its address may hold a password. It gets what
became known since it was first used. An event is recorded before anything is sent, and its delivery after the service
accepted it, so that a run that stops in between repeats the news and loses none.

An event that ended and recurs within three months is the same event: a source that changes to and fro is one message.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from citecheck.store.database import Store
from citecheck.store.values import read_value

_QUIET = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class _StoredNews:
    """One event of the outbox: its row id, and the text for users."""

    id: int
    line: str


def register_channels(store: Store, names: Iterable[str], moment: datetime) -> None:
    """Write the channels that are new. Call inside `store.writing()`."""
    for name in names:
        store.execute("INSERT OR IGNORE INTO channels (name, since) VALUES (?, ?)", [name, moment.isoformat()])


def record_news(
    store: Store, visited: Iterable[str], events: Iterable[tuple[str, str, str, datetime | None]], moment: datetime
) -> None:
    """Write the events that hold after a run, and end those of `visited` addresses that do not.

    An event is its key, address, text, and the moment when it became known, None for the present one. Call inside
    `store.writing()`.
    """
    holding = list(events)
    for key, url, line, known in holding:
        last = store.rows("SELECT id, ended FROM news WHERE event = ? ORDER BY id DESC LIMIT 1", [key])
        ended = last[0]["ended"] if last else None
        if not last or (ended and moment - read_value("news", "ended", last[0]) > _QUIET):
            row = [key, url, line, (known or moment).isoformat()]
            store.execute("INSERT INTO news (event, url, line, made) VALUES (?, ?, ?, ?)", row)
        elif ended:
            store.execute("UPDATE news SET ended = NULL WHERE id = ?", [last[0]["id"]])
    store.execute(
        "UPDATE news SET ended = ? WHERE ended IS NULL AND url IN (SELECT value FROM json_each(?))"
        " AND event NOT IN (SELECT value FROM json_each(?))",
        [moment.isoformat(), json.dumps(list(visited)), json.dumps([key for key, *_ in holding])],
    )


def load_undelivered_news(store: Store, channel: str) -> tuple[_StoredNews, ...]:
    """Return the news that a channel has not got yet, oldest first."""
    rows = store.rows(
        "SELECT id, line FROM news WHERE made >= (SELECT since FROM channels WHERE name = :channel)"
        " AND NOT EXISTS (SELECT 1 FROM deliveries WHERE news_id = news.id AND channel = :channel) ORDER BY id",
        {"channel": channel},
    )
    return tuple(_StoredNews(row["id"], row["line"]) for row in rows)


def record_delivery(store: Store, channel: str, news: Iterable[_StoredNews], moment: datetime) -> None:
    """Write that a channel accepted these news. Call inside `store.writing()`."""
    for each in news:
        store.execute(
            "INSERT OR IGNORE INTO deliveries (news_id, channel, moment) VALUES (?, ?, ?)",
            [each.id, channel, moment.isoformat()],
        )
