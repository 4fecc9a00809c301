"""Runs in the store: begin, resume and finish them, mark them as reported, and record their findings.

Evidence and anchors in the store: the support for each claim, and the passage to find in later captures.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from citecheck.model.change import Anchor, AnchorState
from citecheck.model.evidence import Evidence
from citecheck.model.finding import Finding, Level
from citecheck.model.page import Reach
from citecheck.rules.finding import restore_finding
from citecheck.store.captures import make_storable
from citecheck.store.database import Store

_RESUMABLE = timedelta(days=1)
"""Age up to which an unfinished run is resumed."""


def begin_run(store: Store, run: str, *, command: str, key: str, moment: datetime) -> str:
    """Begin a run and return its id, or the id of an unfinished run with the same `key`, which is then resumed.

    `key` identifies the job (the drafts' digests and the options). The same command, repeated after a kill, continues
    where the first one stopped, unless that was more than a day ago and its results are stale. Call inside
    `store.writing()`.
    """
    unfinished = store.rows(
        "SELECT id FROM runs WHERE key = ? AND finished IS NULL AND started > ? ORDER BY started DESC LIMIT 1",
        [key, (moment - _RESUMABLE).isoformat()],
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


def mark_run_reported(store: Store, run: str, moment: datetime) -> None:
    """Mark the report of a run as written. Call inside `store.writing()`."""
    store.execute("UPDATE runs SET reported = ? WHERE id = ?", [moment.isoformat(), run])


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


def load_standing_findings(
    store: Store, run: str, document: int, addresses: Mapping[str, str]
) -> Iterator[tuple[str | None, Finding]]:
    """Yield the errors and warnings on a draft that `run`, an audit, did not look for again, with their addresses.

    `addresses` has the canonical address of each spelling. A finding on a source remains if the last visit of it made
    the finding; any other one, whose address is None, remains if the last check of the draft made it.
    """
    last = _find_last_runs(store, set(addresses.values()))
    check = _find_last_check(store, document)
    rows = store.rows(
        "SELECT * FROM findings WHERE document_id = ? AND level <> ? AND run_id <> ? ORDER BY id",
        [document, Level.INFO.value, run],
    )
    for row in rows:
        url = addresses.get(row["url"] or "")
        if row["run_id"] == (check if url is None else last.get(url)):
            yield url, restore_finding(row)


def _find_last_runs(store: Store, urls: Iterable[str]) -> dict[str, str]:
    """Return the run that last requested each address."""
    rows = store.rows(
        "SELECT sources.url, visits.run_id, reach FROM visits JOIN sources ON sources.id = source_id"
        " WHERE sources.url IN (SELECT value FROM json_each(?)) ORDER BY visits.moment",
        [json.dumps(list(urls))],
    )
    return {row["url"]: row["run_id"] for row in rows if row["reach"] != Reach.UNKNOWN.value}


def _find_last_check(store: Store, document: int) -> str | None:
    """Return the check that last recorded a draft."""
    rows = store.rows(
        "SELECT runs.id FROM runs JOIN documents ON documents.id = ? WHERE command = 'check'"
        " AND started <= last_seen AND (finished IS NULL OR finished >= last_seen) ORDER BY started DESC LIMIT 1",
        [document],
    )
    return rows[0]["id"] if rows else None


@dataclass(frozen=True, slots=True)
class _KeptAnchor:
    """An anchor with the time and the id of the capture it was set in. The id is empty if the capture is not stored."""

    anchor: Anchor
    moment: datetime
    capture: str = ""


def record_evidence(store: Store, run: str, claim: int, source: int, evidence: Evidence) -> None:
    """Write the evidence of one claim in one source. Call inside `store.writing()`."""
    store.execute(
        "INSERT OR REPLACE INTO evidence (run_id, claim_id, source_id, support, score, reason, passages, facts)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            run,
            claim,
            source,
            evidence.support.value,
            evidence.score,
            evidence.reason,
            json.dumps([[make_storable(p.text), p.start, p.end, p.score] for p in evidence.passages]),
            json.dumps([[f.kind.value, f.claimed, make_storable(f.found), f.verdict.value] for f in evidence.facts]),
        ],
    )


def load_anchor(store: Store, claim: int, source: int) -> _KeptAnchor | None:
    """Return the anchor of a claim in a source, None if none was set."""
    rows = store.rows(
        "SELECT anchors.*, (SELECT id FROM captures WHERE captures.source_id = anchors.source_id"
        " AND captures.moment <= anchors.moment ORDER BY captures.moment DESC LIMIT 1) AS capture"
        " FROM anchors WHERE claim_id = ? AND source_id = ?",
        [claim, source],
    )
    if not rows:
        return None
    row = rows[0]
    anchor = Anchor(row["exact"], row["prefix"], row["suffix"])
    return _KeptAnchor(anchor, datetime.fromisoformat(row["moment"]), row["capture"] or "")


def set_anchor(store: Store, claim: int, source: int, anchor: Anchor, moment: datetime) -> None:
    """Set the anchor of a claim in a source, unless it is already set. Call inside `store.writing()`."""
    store.execute(
        "INSERT OR IGNORE INTO anchors (claim_id, source_id, moment, exact, prefix, suffix) VALUES (?, ?, ?, ?, ?, ?)",
        [
            claim,
            source,
            moment.isoformat(),
            make_storable(anchor.exact),
            make_storable(anchor.prefix),
            make_storable(anchor.suffix),
        ],
    )


def record_anchor_state(store: Store, claim: int, source: int, state: AnchorState) -> None:
    """Write the state of an anchor at the last visit. Call inside `store.writing()`."""
    store.execute("UPDATE anchors SET state = ? WHERE claim_id = ? AND source_id = ?", [state.value, claim, source])
