"""Runs in the store: begun, resumed after a kill, finished."""

from __future__ import annotations

from datetime import datetime, timedelta

from citecheck.store.database import Store

RESUMABLE = timedelta(days=1)


def begin_run(store: Store, run: str, *, command: str, key: str, moment: datetime) -> str:
    """Begin a run and return its id, or the id of an unfinished run with the same `key`, which is then resumed.

    `key` identifies the job (drafts by digest, and what was asked), so that the same command given again after a kill
    goes on where the first one stopped, unless that was more than a day ago and what it saw is stale. Call inside
    `store.writing()`.
    """
    unfinished = store.rows(
        "SELECT id FROM runs WHERE key = ? AND finished IS NULL AND started > ? ORDER BY started DESC LIMIT 1",
        [key, (moment - RESUMABLE).isoformat()],
    )
    if unfinished:
        return str(unfinished[0]["id"])
    store.execute(
        "INSERT INTO runs (id, command, key, started) VALUES (?, ?, ?, ?)", [run, command, key, moment.isoformat()]
    )
    return run


def finish_run(store: Store, run: str, moment: datetime) -> None:
    """Mark a run as finished. Call inside `store.writing()`."""
    store.execute("UPDATE runs SET finished = ? WHERE id = ?", [moment.isoformat(), run])


def forget_run(store: Store, run: str) -> None:
    """Remove a run that learnt nothing, with its visits, as when our own network was down."""
    store.execute("DELETE FROM runs WHERE id = ?", [run])
