"""Runs in the store: begin, resume and finish them, and record their findings and the reported events."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from citecheck.model.finding import Finding
from citecheck.store.database import Store

RESUMABLE = timedelta(days=1)
"""Age up to which an unfinished run is resumed."""


def begin_run(store: Store, run: str, *, command: str, key: str, moment: datetime) -> str:
    """Begin a run and return its id, or the id of an unfinished run with the same `key`, which is then resumed.

    `key` identifies the job (the drafts' digests and the options). The same command, repeated after a kill, continues
    where the first one stopped, unless that was more than a day ago and its results are stale. Call inside
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
    """Delete a run without results and its visits, for example after a failure of the local network."""
    store.execute("DELETE FROM runs WHERE id = ?", [run])


def record_findings(store: Store, run: str, document: int | None, findings: Iterable[Finding]) -> None:
    """Write the findings of one draft, or of the run itself if `document` is None. A resumed run replaces them.

    Call inside `store.writing()`.
    """
    store.execute("DELETE FROM findings WHERE run_id = ? AND document_id IS ?", [run, document])
    for finding in findings:
        store.execute(
            "INSERT INTO findings (run_id, document_id, rule, level, message, advice, marker, footnote, url, line,"
            ' "column") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
            [
                run,
                document,
                finding.rule,
                finding.level.value,
                finding.message.encode("utf-8", "replace").decode(),
                finding.advice.encode("utf-8", "replace").decode(),
                finding.marker,
                finding.footnote,
                finding.url,
                finding.line,
                finding.column,
            ],
        )


def load_reported_events(store: Store) -> frozenset[str]:
    """Return the keys of the events that were reported and are still true."""
    return frozenset(row["event"] for row in store.rows("SELECT event FROM notices"))


def record_reported_events(store: Store, events: Iterable[tuple[str, str]], moment: datetime) -> None:
    """Write (key, url) of reported events. Call inside `store.writing()`."""
    for key, url in events:
        store.execute(
            "INSERT OR REPLACE INTO notices (event, url, moment) VALUES (?, ?, ?)", [key, url, moment.isoformat()]
        )


def forget_past_events(store: Store, visited: Iterable[str], holding: Iterable[str]) -> None:
    """Delete the events about visited sources that are no longer true, so that they are reported if they recur.

    Call inside `store.writing()`.
    """
    store.execute(
        "DELETE FROM notices WHERE url IN (SELECT value FROM json_each(?))"
        " AND event NOT IN (SELECT value FROM json_each(?))",
        [json.dumps(list(visited)), json.dumps(list(holding))],
    )
