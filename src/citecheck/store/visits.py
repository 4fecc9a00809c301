"""Visits and captures in the store: what was seen of a source, run by run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from citecheck.model.change import Change, Comparison, Edit
from citecheck.model.exchange import Fault
from citecheck.model.page import Fingerprint, Page, PageReading, PageText, Reach
from citecheck.model.report import Capture, Visit
from citecheck.store.database import Store


@dataclass(frozen=True, slots=True)
class KeptCapture:
    """A capture with what was read from it; `url` is the address that answered, behind all redirects.

    `etag`, `last_modified` as the server gave them.
    """

    capture: Capture
    url: str
    page: Page
    media_type: str
    text: PageText
    fingerprint: Fingerprint
    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
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


def record_capture(store: Store, source: int, kept: KeptCapture) -> None:
    """Write a capture and its text; the text of two captures that read the same is stored once.

    The record it points to must be on disk already. Call inside `store.writing()`.
    """
    digest = record_text(store, kept.text)
    capture = kept.capture
    store.execute(
        "INSERT OR IGNORE INTO captures"
        ' (id, source_id, url, moment, sha256, warc, "offset", length, page, media_type, etag, last_modified,'
        " fingerprint, text_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            capture.id,
            source,
            kept.url,
            capture.moment.isoformat(),
            capture.sha256,
            capture.warc,
            capture.offset,
            capture.length,
            kept.page.value,
            kept.media_type,
            kept.etag,
            kept.last_modified,
            json.dumps([kept.fingerprint.version, kept.fingerprint.main, kept.fingerprint.visible]),
            digest,
        ],
    )


def record_text(store: Store, text: PageText) -> str:
    """Write a page's text if it is new and return its digest."""
    joined = "\x1f".join(part or "" for part in (text.title, text.main, text.visible, text.language, text.published))
    digest = hashlib.blake2b(joined.encode("utf-8", "replace"), digest_size=20).hexdigest()
    store.execute(
        "INSERT OR IGNORE INTO texts (digest, title, main, visible, language, published) VALUES (?, ?, ?, ?, ?, ?)",
        [digest, *(storable(part) for part in (text.title, text.main, text.visible, text.language, text.published))],
    )
    return digest


def storable(text: str | None) -> str | None:
    """Replace lone surrogates, which SQLite cannot hold as UTF-8."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")


def record_visit(store: Store, run: str, source: int, seen: Seen) -> None:
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
            "error": storable(visit.error),
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
            [run, source, position, storable(edit.before), storable(edit.after)],
        )


def past_visits(store: Store, source: int, *, before_run: str) -> tuple[PastVisit, ...]:
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


CAPTURE_COLUMNS = (
    'captures.id, captures.url, captures.moment, sha256, warc, "offset", length, captures.page, media_type, etag,'
    " last_modified, fingerprint, title, main, visible, language, published"
)


def last_good_capture(store: Store, source: int) -> KeptCapture | None:
    """Return the newest capture of a source that showed the cited content, None if there is none.

    Walls, errors and dead pages are not what a later page is compared with, nor is a page that took the source's place:
    it goes on being told as that until the source is itself again.
    """
    rows = store.rows(
        f"SELECT {CAPTURE_COLUMNS} FROM captures JOIN texts ON texts.digest = text_digest"  # noqa: S608 (a constant)
        " WHERE source_id = ? AND captures.page = 'live' AND NOT EXISTS"
        " (SELECT 1 FROM visits WHERE visits.capture_id = captures.id AND visits.change = 'replaced')"
        " ORDER BY captures.rowid DESC LIMIT 1",
        [source],
    )
    return kept_capture(rows[0]) if rows else None


def recent_fingerprints(store: Store, source: int, *, most: int) -> tuple[Fingerprint, ...]:
    """Return the fingerprints of the last good captures of a source, at most `most`, oldest first."""
    rows = store.rows(
        "SELECT fingerprint FROM captures WHERE source_id = ? AND page = 'live' ORDER BY rowid DESC LIMIT ?",
        [source, most],
    )
    return tuple(stored_fingerprint(row["fingerprint"]) for row in reversed(rows))


def stored_fingerprint(text: str) -> Fingerprint:
    """Return a fingerprint as it was written."""
    version, main, visible = json.loads(text)
    return Fingerprint(version, tuple(main), tuple(visible))


def capture_by_id(store: Store, capture: str) -> KeptCapture | None:
    """Return one capture, None if the store has no such."""
    rows = store.rows(
        f"SELECT {CAPTURE_COLUMNS} FROM captures JOIN texts ON texts.digest = text_digest"  # noqa: S608 (a constant)
        " WHERE captures.id = ?",
        [capture],
    )
    return kept_capture(rows[0]) if rows else None


def capture_named(store: Store, written: str) -> KeptCapture | None:
    """Return the capture whose id begins with `written`, None if there is none or more than one."""
    rows = store.rows("SELECT id FROM captures WHERE id >= ? AND id < ? LIMIT 2", [written, f"{written}\U0010ffff"])
    return capture_by_id(store, rows[0]["id"]) if len(rows) == 1 else None


def kept_capture(row: dict[str, Any]) -> KeptCapture:
    """Return the capture of a joined row."""
    return KeptCapture(
        Capture(
            row["id"], datetime.fromisoformat(row["moment"]), row["sha256"], row["warc"], row["offset"], row["length"]
        ),
        row["url"],
        Page(row["page"]),
        row["media_type"],
        PageText(row["title"], row["main"], row["visible"], row["language"], row["published"]),
        stored_fingerprint(row["fingerprint"]),
        row["etag"],
        row["last_modified"],
    )


def reading_of(kept: KeptCapture) -> PageReading:
    """Return a kept capture as a page reading, for comparison with a later one."""
    return PageReading(kept.page, Reach.LIVE, kept.text, kept.fingerprint, kept.media_type, None)


def visits_of_run(store: Store, run: str) -> dict[str, Seen]:
    """Return what a run has seen so far, by canonical address."""
    found: dict[str, Seen] = {}
    for row in store.rows(
        "SELECT visits.*, sources.url FROM visits JOIN sources ON sources.id = source_id WHERE run_id = ?", [run]
    ):
        kept = capture_by_id(store, row["capture_id"]) if row["capture_id"] else None
        found[row["url"]] = Seen(
            stored_visit(store, row, kept),
            datetime.fromisoformat(row["moment"]),
            row["looks"],
            kept.text if kept else None,
        )
    return found


def stored_visit(store: Store, row: dict[str, Any], kept: KeptCapture | None) -> Visit:
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
        lost.capture if (lost := capture_by_id(store, row["kept_id"] or "")) else None,
        tuple(json.loads(row["lost_fragments"])),
    )
