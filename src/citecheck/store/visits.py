"""Visits in the store: what each run saw of a source, and when a source is due again.

Scheduling: the pause doubles with every visit that has the same result as the one before (a live page, a bot wall or
a dead page), from one day to thirty, and falls back to one day after a change. A page that stays replaced counts as the
same. A suspect source is due every three days, for the visits that the death policy requires. A gone source is visited
less and less often, in case it comes back. A jitter of a fifth, computed from the address, spreads the visits without a
clock or random numbers.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby, takewhile
from operator import itemgetter
from typing import Any
from urllib.parse import urlsplit

from citecheck.model.change import Change, Comparison, Edit
from citecheck.model.page import ALIVE, Reach
from citecheck.model.report import Deferral, PastVisit, Visit
from citecheck.store.captures import (
    CaptureOutline,
    StoredText,
    find_first_address,
    load_outline,
    load_text_outline,
    make_storable,
)
from citecheck.store.database import Store
from citecheck.store.values import read_value

_SHORTEST_PAUSE = timedelta(days=1)
_LONGEST_PAUSE = timedelta(days=30)
_HOUR = timedelta(hours=1)
_DYING_PAUSE = timedelta(days=3)
_STEADY_CHANGES = frozenset({None, Change.SAME, Change.COSMETIC})


@dataclass(frozen=True, slots=True)
class _DueSource:
    """A source whose visit is due."""

    id: int
    url: str


def compute_next_visit(url: str, history: Sequence[PastVisit], now: datetime) -> datetime:
    """Return when to visit a source again. `history` is newest first and includes this run's visit."""
    last = history[0].reach if history else None
    same = ALIVE if last in ALIVE else {last}
    steady = {Change.REPLACED} if history and history[0].change is Change.REPLACED else _STEADY_CHANGES
    equal = takewhile(lambda one: one.reach in same and one.change in steady, history)
    pause = (_DYING_PAUSE if last is Reach.GONE else _SHORTEST_PAUSE) * float(2 ** max(sum(1 for _ in equal) - 1, 0))
    pause = _DYING_PAUSE if last is Reach.SUSPECT else min(pause, _LONGEST_PAUSE)
    share = hashlib.blake2b(url.encode(), digest_size=2).digest()
    jitter = int.from_bytes(share, "big") / 65535
    return now + pause * (1 + jitter / 5)


def set_next_visit(store: Store, source: int, moment: datetime) -> None:
    """Write when a source is due next. Call inside `store.writing()`."""
    store.execute("UPDATE sources SET next_due = ? WHERE id = ?", [moment.isoformat(), source])


_UNREPORTED = """EXISTS (
    SELECT 1 FROM visits JOIN runs ON runs.id = visits.run_id
    WHERE visits.source_id = sources.id AND runs.command = 'audit' AND runs.reported IS NULL
    AND (SELECT count(*) FROM visits AS recent WHERE recent.source_id = sources.id AND recent.moment > ?) < 3
    AND NOT EXISTS (
        SELECT 1 FROM visits AS later JOIN runs AS known ON known.id = later.run_id
        WHERE later.source_id = sources.id AND later.moment > visits.moment AND known.reported IS NOT NULL
    )
)"""


def find_due_sources(
    store: Store, now: datetime, *, host: str | None = None, everything: bool = False, per_host: int | None = None
) -> tuple[_DueSource, ...]:
    """Return the sources to visit now, longest overdue first, at most `per_host` of one host in an hour if given.

    Visits of the last hour count. `everything` ignores the due dates; `host` selects one host. A source that no draft
    cites any more is not visited. A source is also due if an audit visited it whose report was not written, as no
    reader knows what was seen, but not more than three times a day.
    """
    rows = store.rows(
        f"SELECT id, url FROM sources WHERE url IS NOT NULL AND (? OR next_due <= ? OR {_UNREPORTED})"  # noqa: S608
        " AND EXISTS (SELECT 1 FROM footnote_sources WHERE source_id = sources.id) ORDER BY next_due, id",
        [int(everything), now.isoformat(), (now - _SHORTEST_PAUSE).isoformat()],
    )
    taken = _count_visited_since(store, now - _HOUR)
    due = []
    for row in rows:
        name = _host_of(row)
        if host is not None and name != host:
            continue
        if per_host is None or taken[name] < per_host:
            taken[name] += 1
            due.append(_DueSource(row["id"], row["url"]))
    return tuple(due)


def find_due_times(store: Store) -> dict[str, datetime]:
    """Return when the next source of each host is due, of the sources that a draft cites."""
    rows = store.rows(
        "SELECT url, next_due FROM sources WHERE url IS NOT NULL AND next_due IS NOT NULL"
        " AND EXISTS (SELECT 1 FROM footnote_sources WHERE source_id = sources.id) ORDER BY next_due DESC"
    )
    return {_host_of(row): read_value("sources", "next_due", row) for row in rows}


def find_sources_of_run(store: Store, run: str) -> tuple[_DueSource, ...]:
    """Return the sources that a run has visited."""
    rows = store.rows("SELECT id, url FROM visits JOIN sources ON sources.id = source_id WHERE run_id = ?", [run])
    return tuple(_DueSource(row["id"], row["url"]) for row in rows)


def _host_of(row: Mapping[str, Any]) -> str:
    """Return the host of the address of a source."""
    return urlsplit(read_value("sources", "url", row)).hostname or ""


def list_deferrals(store: Store, now: datetime, urls: Iterable[str]) -> tuple[Deferral, ...]:
    """Return how many of the addresses wait at each host, and when it may be asked again, most first.

    That is an hour after the first visit of this hour, which is this run's own where no other was.
    """
    waiting = Counter(urlsplit(url).hostname or "" for url in urls)
    rows = store.rows(
        "SELECT url, visits.moment FROM visits JOIN sources ON sources.id = source_id WHERE visits.moment > ?"
        " ORDER BY visits.moment DESC",
        [(now - _HOUR).isoformat()],
    )
    first = {urlsplit(row["url"]).hostname or "": read_value("visits", "moment", row) for row in rows}
    return tuple(Deferral(host, number, first.get(host, now) + _HOUR) for host, number in waiting.most_common())


def _count_visited_since(store: Store, moment: datetime) -> Counter[str]:
    """Return the number of sources visited after `moment`, by host."""
    rows = store.rows(
        "SELECT url FROM visits JOIN sources ON sources.id = source_id WHERE visits.moment > ?", [moment.isoformat()]
    )
    return Counter(map(_host_of, rows))


@dataclass(frozen=True, slots=True)
class SeenVisit:
    """What a run saw of one address, with what the verdict needs in addition.

    `looks` is the number of requests in this run; `text` is which text of the store the page has, if any. `sought` are
    the cited places that were looked for in the page.
    """

    visit: Visit
    moment: datetime
    looks: int = 1
    text: StoredText | None = None
    sought: tuple[str, ...] = ()


def record_visit(store: Store, run: str, source: int, seen: SeenVisit) -> None:
    """Write what this run saw of a source. A second visit replaces the first. Call inside `store.writing()`."""
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
            "refusal": visit.refusal and visit.refusal.value,
            "change": change and change.change.value,
            "kept_share": change.kept if change else 1.0,
            "change_language": change and change.language,
            "compared_with": visit.compared_with and visit.compared_with.isoformat(),
            "tls_days": visit.tls_days,
            "flapping": int(visit.flapping),
            "capture_id": visit.capture and visit.capture.id,
            "kept_id": visit.kept and visit.kept.id,
            "lost_fragments": json.dumps(visit.lost_fragments),
            "sought_fragments": json.dumps(seen.sought),
            "text_digest": seen.text and seen.text.digest,
            "looks": seen.looks,
            "doubt": visit.doubt,
        },
    )
    for position, edit in enumerate(change.edits if change else ()):
        store.execute(
            "INSERT INTO edits (run_id, source_id, position, before, after) VALUES (?, ?, ?, ?, ?)",
            [run, source, position, make_storable(edit.before), make_storable(edit.after)],
        )


def find_doubt_of_capture(store: Store, source: int, capture: str) -> str | None:
    """Return the doubt of the visit that made a capture, None without: an unmodified page is not read again."""
    rows = store.rows("SELECT doubt FROM visits WHERE source_id = ? AND capture_id = ?", [source, capture])
    return next((row["doubt"] for row in rows), None)


def load_past_visits(store: Store, source: int, *, before_run: str) -> tuple[PastVisit, ...]:
    """Return the last twenty visits of other runs at most, newest first."""
    return tuple(
        _build_past_visit(row)
        for row in store.rows(
            "SELECT moment, reach, change FROM visits WHERE source_id = ? AND run_id <> ?"
            " ORDER BY moment DESC LIMIT 20",
            [source, before_run],
        )
    )


@dataclass(frozen=True, slots=True)
class _SourceHistory:
    """All visits of a source, oldest first, and the moment of the last one whose report was written, None without."""

    visits: tuple[PastVisit, ...]
    reported: datetime | None


def load_histories(store: Store, urls: Iterable[str]) -> dict[str, _SourceHistory]:
    """Return the history of each address that was visited, including the visit of the present run."""
    rows = store.rows(
        "SELECT sources.url, visits.moment, visits.reach, visits.change, runs.reported FROM visits"
        " JOIN sources ON sources.id = visits.source_id JOIN runs ON runs.id = visits.run_id"
        " WHERE sources.url IN (SELECT value FROM json_each(?)) ORDER BY sources.url, visits.moment",
        [json.dumps(list(urls))],
    )
    return {url: _build_history(tuple(of_url)) for url, of_url in groupby(rows, key=itemgetter("url"))}


def _build_history(rows: Sequence[dict[str, Any]]) -> _SourceHistory:
    reported = [read_value("visits", "moment", row) for row in rows if row["reported"]]
    return _SourceHistory(tuple(map(_build_past_visit, rows)), max(reported, default=None))


def _build_past_visit(row: dict[str, Any]) -> PastVisit:
    moment, reach, change = (read_value("visits", column, row) for column in ("moment", "reach", "change"))
    return PastVisit(moment, reach, change)


_NO_LIMIT = datetime.max.replace(tzinfo=UTC)


def load_last_visits(
    store: Store,
    urls: Iterable[str],
    *,
    until: datetime = _NO_LIMIT,
    accepts: Callable[[SeenVisit, str | None], bool] | None = None,
) -> dict[str, SeenVisit]:
    """Return the last visit of each canonical address; one that was refused says nothing and is passed over.

    Visits after `until` are passed over as well. Addresses are left out whose last visit `accepts` declines, which gets
    the visit and the circumstances of its run, None where they are not known.
    """
    rows = store.rows(
        "SELECT visits.*, sources.url, runs.circumstances, max(visits.moment) FROM visits"
        " JOIN sources ON sources.id = source_id JOIN runs ON runs.id = run_id"
        " WHERE sources.url IN (SELECT value FROM json_each(?)) AND reach <> 'unknown' AND visits.moment <= ?"
        " GROUP BY source_id",
        [json.dumps(list(urls)), until.isoformat()],
    )
    looks = ((row, _build_look(store, row)) for row in rows)
    return {row["url"]: look for row, look in looks if accepts is None or accepts(look, row["circumstances"])}


def load_visits_of_run(store: Store, run: str) -> dict[str, SeenVisit]:
    """Return what a run has seen so far, by canonical address."""
    rows = store.rows(
        "SELECT visits.*, sources.url FROM visits JOIN sources ON sources.id = source_id WHERE run_id = ?", [run]
    )
    return {row["url"]: _build_look(store, row) for row in rows}


def _build_look(store: Store, row: dict[str, Any]) -> SeenVisit:
    """Build what a run saw from a row of `visits` and the address of its source."""
    kept = load_outline(store, row["capture_id"]) if row["capture_id"] else None
    if kept is None and row["text_digest"]:
        kept = load_text_outline(store, row["text_digest"])
    moment, text = read_value("visits", "moment", row), kept.text if kept else None
    return SeenVisit(
        _build_visit(store, row, kept), moment, row["looks"], text, read_value("visits", "sought_fragments", row)
    )


def _build_visit(store: Store, row: dict[str, Any], kept: CaptureOutline | None) -> Visit:
    """Build the visit of a row of `visits`."""
    compared, change = read_value("visits", "compared_with", row), None
    if row["change"]:
        edits = store.rows(
            "SELECT before, after FROM edits WHERE run_id = ? AND source_id = ? ORDER BY position",
            [row["run_id"], row["source_id"]],
        )
        places = tuple(Edit(edit["before"], edit["after"]) for edit in edits)
        change = Comparison(read_value("visits", "change", row), places, row["kept_share"], row["change_language"])
    return Visit(
        row["url"],
        row["final_url"],
        read_value("visits", "reach", row),
        read_value("visits", "page", row),
        row["status"],
        row["error"],
        kept.title if kept else None,
        kept.published if kept else None,
        kept.language if kept else None,
        kept.capture if kept else None,
        change,
        None,
        read_value("visits", "hops", row),
        row["elapsed"],
        read_value("visits", "fault", row),
        compared,
        row["tls_days"],
        bool(row["flapping"]),
        lost.capture if row["kept_id"] and (lost := load_outline(store, row["kept_id"])) else None,
        read_value("visits", "lost_fragments", row),
        read_value("visits", "refusal", row),
        compared_address=find_first_address(store, row["source_id"], compared) if compared else None,
        doubt=row["doubt"],
    )
