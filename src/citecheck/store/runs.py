"""Runs in the store: begin, resume and finish them, mark them as reported, and record their findings."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from citecheck.errors import StoreDamaged
from citecheck.model.finding import Finding
from citecheck.model.page import Reach
from citecheck.rules.finding import restore_finding
from citecheck.store.database import Store
from citecheck.store.values import read_value

_SAME_COLUMNS = ("rule", "marker", "footnote", "url", "path", "line", "column", "page", "paragraph", "cause")
"""Columns of a finding that hold its fields as they are."""
_RESUMABLE = timedelta(days=1)
"""Age up to which an unfinished run is resumed."""


def begin_run(
    store: Store, run: str, *, command: str, key: str, moment: datetime, circumstances: str | None = None
) -> str:
    """Begin a run and return its id, or the id of an unfinished run with the same `key`, which is then resumed.

    `key` identifies the job (the drafts' digests and the options). The same command, repeated after a kill, continues
    where the first one stopped, unless that was more than a day ago and its results are stale. `circumstances` says how
    sites are asked: only a run with the same ones may use its visits. Call inside `store.writing()`.
    """
    unfinished = store.rows(
        "SELECT id FROM runs WHERE key = ? AND finished IS NULL AND started > ? ORDER BY started DESC LIMIT 1",
        [key, (moment - _RESUMABLE).isoformat()],
    )
    store.execute(
        "DELETE FROM unread_answers WHERE run_id IN (SELECT id FROM runs WHERE started <= ?)",
        [(moment - _RESUMABLE).isoformat()],
    )
    if unfinished:
        return str(unfinished[0]["id"])
    store.execute(
        "INSERT INTO runs (id, command, key, started, circumstances) VALUES (?, ?, ?, ?, ?)",
        [run, command, key, moment.isoformat(), circumstances],
    )
    return run


def finish_run(store: Store, run: str, moment: datetime) -> None:
    """Mark a run as finished. Call inside `store.writing()`."""
    store.execute("UPDATE runs SET finished = ? WHERE id = ?", [moment.isoformat(), run])


def mark_run_reported(store: Store, run: str, moment: datetime) -> None:
    """Mark the report of a run as written. Call inside `store.writing()`."""
    store.execute("UPDATE runs SET reported = ? WHERE id = ?", [moment.isoformat(), run])


def forget_run(store: Store, run: str) -> None:
    """Delete a run without results and its visits, for example after a failure of the local network."""
    store.execute("DELETE FROM runs WHERE id = ?", [run])


@dataclass(frozen=True, slots=True)
class Lease:
    """Who holds the store: a process of `host`, since when, and when it said so last.

    `machine` names the running system, within which a number and a start mean one process.
    """

    holder: str
    process: int
    process_started: str
    host: str
    machine: str
    since: datetime
    renewed: datetime


def load_lease(store: Store) -> Lease | None:
    """Return the lease of the store, None if no run holds it or its row cannot be read."""
    rows = store.rows("SELECT holder, process, process_started, host, machine, since, renewed FROM leases")
    try:
        return Lease(**rows[0] | {name: read_value("leases", name, rows[0]) for name in ("since", "renewed")})
    except (IndexError, StoreDamaged):
        return None


def record_lease(store: Store, lease: Lease) -> None:
    """Write who holds the store now, whoever held it. Call inside `store.writing()`."""
    moments = {"since": lease.since.isoformat(), "renewed": lease.renewed.isoformat()}
    store.upsert("leases", ("id",), {"id": 1, **asdict(lease), **moments})


def renew_lease(store: Store, holder: str, moment: datetime) -> bool:
    """Write that a holder is running; return False if it holds the store no more. Call inside `store.writing()`."""
    store.execute("UPDATE leases SET renewed = ? WHERE holder = ?", [moment.isoformat(), holder])
    return bool(store.rows("SELECT 1 FROM leases WHERE holder = ?", [holder]))


def release_lease(store: Store, holder: str) -> None:
    """Delete the lease of a holder, if it has it. Call inside `store.writing()`."""
    store.execute("DELETE FROM leases WHERE holder = ?", [holder])


def record_findings(store: Store, run: str, document: int | None, findings: Iterable[Finding]) -> None:
    """Write the findings of one draft, or of the run itself if `document` is None. A resumed run replaces them.

    Call inside `store.writing()`.
    """
    store.execute("DELETE FROM findings WHERE run_id = ? AND document_id IS ?", [run, document])
    for finding in findings:
        columns = {"run_id": run, "document_id": document, **_dump_finding(finding)}
        names, marks = ", ".join(f'"{name}"' for name in columns), ", ".join("?" * len(columns))
        store.execute(f"INSERT INTO findings ({names}) VALUES ({marks})", list(columns.values()))  # noqa: S608 (names of ours)


def _dump_finding(finding: Finding) -> dict[str, str | int | None]:
    """Return the columns of a finding."""
    columns: dict[str, str | int | None] = {name: getattr(finding, name) for name in _SAME_COLUMNS}
    return columns | {
        "level": finding.level.value,
        "message": finding.message.encode("utf-8", "replace").decode(),
        "advice": finding.advice.encode("utf-8", "replace").decode(),
        "also": json.dumps(finding.also),
        "further": json.dumps([asdict(place) for place in finding.further_places]),
    }


def _load_finding(row: dict[str, Any]) -> Finding:
    """Return the finding of a row."""
    read = {column: read_value("findings", column, row) for column in ("level", "also", "further")}
    return restore_finding({**row, **read})


def load_standing_findings(
    store: Store, run: str, document: int, addresses: Mapping[str, str]
) -> Iterator[tuple[str | None, Finding]]:
    """Yield the findings on a draft that `run`, an audit, did not look for again, with their addresses.

    `addresses` has the canonical address of each spelling. A finding on a source remains if the last visit of it made
    the finding; any other one, whose address is None, remains if the last check of the draft made it.
    """
    last = _find_last_runs(store, set(addresses.values()))
    check = _find_last_check(store, document)
    rows = store.rows("SELECT * FROM findings WHERE document_id = ? AND run_id <> ? ORDER BY id", [document, run])
    for row in rows:
        url = addresses.get(row["url"] or "")
        if row["run_id"] == (check if url is None else last.get(url)):
            yield url, _load_finding(row)


def load_reported_findings(
    store: Store, run: str, document: int, addresses: Mapping[str, str]
) -> Iterator[tuple[str, Finding]]:
    """Yield what the last written report before `run` said of each source of a draft, with its canonical address."""
    last = _find_last_runs(store, set(addresses.values()), reported_before=run)
    rows = store.rows("SELECT * FROM findings WHERE document_id = ? AND run_id <> ? ORDER BY id", [document, run])
    for row in rows:
        url = addresses.get(row["url"] or "")
        if url is not None and row["run_id"] == last.get(url):
            yield url, _load_finding(row)


def _find_last_runs(store: Store, urls: Iterable[str], *, reported_before: str | None = None) -> dict[str, str]:
    """Return the run that last requested each address, with `reported_before` the last other one that was reported."""
    rows = store.rows(
        "SELECT sources.url, visits.run_id, reach, reported FROM visits JOIN sources ON sources.id = source_id"
        " JOIN runs ON runs.id = visits.run_id WHERE sources.url IN (SELECT value FROM json_each(?))"
        " ORDER BY visits.moment",
        [json.dumps(list(urls))],
    )
    asked = (row for row in rows if row["reach"] != Reach.UNKNOWN.value)
    if reported_before is not None:
        asked = (row for row in asked if row["reported"] and row["run_id"] != reported_before)
    return {row["url"]: row["run_id"] for row in asked}


def _find_last_check(store: Store, document: int) -> str | None:
    """Return the check that last recorded a draft."""
    rows = store.rows(
        "SELECT runs.id FROM runs JOIN documents ON documents.id = ? WHERE command = 'check'"
        " AND started <= last_seen AND (finished IS NULL OR finished >= last_seen) ORDER BY started DESC LIMIT 1",
        [document],
    )
    return rows[0]["id"] if rows else None
