"""Visits in the store: what was seen of a source, run by run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from citecheck.model.change import Change, Comparison, Edit
from citecheck.model.exchange import Fault
from citecheck.model.page import Page, PageText, Reach
from citecheck.model.report import Visit
from citecheck.store.captures import KeptCapture, load_capture, make_storable
from citecheck.store.database import Store


@dataclass(frozen=True, slots=True)
class SeenVisit:
    """What a run saw of one address, with what the verdict needs beside it.

    `looks` counts how often it was asked in this run; `text` is that of the answer where there was one.
    """

    visit: Visit
    moment: datetime
    looks: int = 1
    text: PageText | None = None


@dataclass(frozen=True, slots=True)
class PastVisit:
    """One earlier visit of a source, as the death policy and the schedule need it."""

    moment: datetime
    reach: Reach
    change: Change | None


def record_visit(store: Store, run: str, source: int, seen: SeenVisit) -> None:
    """Write what this run saw of a source; a second look replaces the first. Call inside `store.writing()`."""
    visit, change = seen.visit, seen.visit.change
    store.execute("DELETE FROM edits WHERE run_id = ? AND source_id = ?", [run, source])
    store.upsert(
        "visits",
        ("run_id", "source_id"),
        {
            "run_id": run,
            "source_id": source,
            "moment": seen.moment.isoformat(),
            "reach": visit.reach.value,
            "page": visit.page and visit.page.value,
            "fault": visit.fault and visit.fault.value,
            "status": visit.status,
            "error": make_storable(visit.error),
            "final_url": visit.final_url,
            "hops": json.dumps(visit.hops),
            "elapsed": visit.elapsed,
            "change": change and change.change.value,
            "compared_with": visit.compared_with and visit.compared_with.isoformat(),
            "tls_days": visit.tls_days,
            "flapping": int(visit.flapping),
            "capture_id": visit.capture and visit.capture.id,
            "kept_id": visit.kept and visit.kept.id,
            "lost_fragments": json.dumps(visit.lost_fragments),
            "looks": seen.looks,
        },
    )
    for position, edit in enumerate(change.edits if change else ()):
        store.execute(
            "INSERT INTO edits (run_id, source_id, position, before, after) VALUES (?, ?, ?, ?, ?)",
            [run, source, position, make_storable(edit.before), make_storable(edit.after)],
        )


def load_past_visits(store: Store, source: int, *, before_run: str) -> tuple[PastVisit, ...]:
    """Return the visits of other runs, newest first, at most the last twenty."""
    return tuple(
        PastVisit(
            datetime.fromisoformat(row["moment"]), Reach(row["reach"]), Change(row["change"]) if row["change"] else None
        )
        for row in store.rows(
            "SELECT moment, reach, change FROM visits WHERE source_id = ? AND run_id <> ?"
            " ORDER BY moment DESC LIMIT 20",
            [source, before_run],
        )
    )


def load_visits_of_run(store: Store, run: str) -> dict[str, SeenVisit]:
    """Return what a run has seen so far, by canonical address."""
    found: dict[str, SeenVisit] = {}
    for row in store.rows(
        "SELECT visits.*, sources.url FROM visits JOIN sources ON sources.id = source_id WHERE run_id = ?", [run]
    ):
        kept = load_capture(store, row["capture_id"]) if row["capture_id"] else None
        found[row["url"]] = SeenVisit(
            build_visit(store, row, kept),
            datetime.fromisoformat(row["moment"]),
            row["looks"],
            kept.text if kept else None,
        )
    return found


def build_visit(store: Store, row: dict[str, Any], kept: KeptCapture | None) -> Visit:
    """Return the visit of a row of `visits`."""
    change = None
    if row["change"]:
        edits = store.rows(
            "SELECT before, after FROM edits WHERE run_id = ? AND source_id = ? ORDER BY position",
            [row["run_id"], row["source_id"]],
        )
        change = Comparison(Change(row["change"]), tuple(Edit(edit["before"], edit["after"]) for edit in edits))
    return Visit(
        row["url"],
        row["final_url"],
        Reach(row["reach"]),
        Page(row["page"]) if row["page"] else None,
        row["status"],
        row["error"],
        kept.text.title if kept else None,
        kept.text.published if kept else None,
        kept.text.language if kept else None,
        kept.capture if kept else None,
        change,
        None,
        tuple((url, status) for url, status in json.loads(row["hops"])),
        row["elapsed"],
        Fault(row["fault"]) if row["fault"] else None,
        datetime.fromisoformat(row["compared_with"]) if row["compared_with"] else None,
        row["tls_days"],
        bool(row["flapping"]),
        lost.capture if (lost := load_capture(store, row["kept_id"] or "")) else None,
        tuple(json.loads(row["lost_fragments"])),
    )
