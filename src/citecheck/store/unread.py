"""Answers that came and were not read yet: what a run that is killed need not ask again.

A row is written as soon as the record of the answer is on disk, and deleted in the transaction that writes the visit.
The body is in the archive alone, so a row holds the answer without its bodies and the place of the last one.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from citecheck.model.exchange import Exchange, Fault, Hop, Lost, RawHeaders, Reached, RefusalReason, Refused, Truncation
from citecheck.model.report import Capture
from citecheck.store.database import Store

_HOP_COLUMNS = tuple(each.name for each in fields(Hop) if each.name != "body")


def record_unread(store: Store, run: str, source: int, exchange: Exchange, capture: Capture | None) -> None:
    """Write that an answer of a source came. A second one replaces the first. Call inside `store.writing()`."""
    store.upsert(
        "unread_answers",
        ("run_id", "source_id"),
        {
            "run_id": run,
            "source_id": source,
            "exchange": json.dumps(_dump_exchange(exchange)),
            "capture_id": capture and capture.id,
            "moment": capture and capture.moment.isoformat(),
            "sha256": capture and capture.sha256,
            "warc": capture and capture.warc,
            "offset": capture and capture.offset,
            "length": capture and capture.length,
        },
    )


def forget_unread(store: Store, run: str, sources: Iterable[int]) -> None:
    """Delete the rows of answers that were read. Call inside `store.writing()`."""
    for source in sources:
        store.execute("DELETE FROM unread_answers WHERE run_id = ? AND source_id = ?", [run, source])


def load_unread(store: Store, run: str) -> list[tuple[Exchange, Capture | None]]:
    """Return the unread answers of a run, without the bodies, which are in the archive.

    A row with a broken value is left out: its address can be asked again.
    """
    found = []
    for row in store.rows("SELECT * FROM unread_answers WHERE run_id = ?", [run]):
        with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
            found.append((_parse_exchange(json.loads(row["exchange"])), _build_capture(row)))
    return found


def _build_capture(row: dict[str, Any]) -> Capture | None:
    if row["capture_id"] is None:
        return None
    moment = datetime.fromisoformat(row["moment"])
    return Capture(row["capture_id"], moment, row["sha256"], row["warc"], row["offset"], row["length"])


def _dump_exchange(exchange: Exchange) -> dict[str, Any]:
    """Return an exchange as JSON holds it, without bodies."""
    found = {each.name: _dump_value(getattr(exchange, each.name)) for each in fields(exchange) if each.name != "hops"}
    hops = [{name: _dump_value(getattr(hop, name)) for name in _HOP_COLUMNS} for hop in exchange.hops]
    return found | {"hops": hops, "kind": type(exchange).__name__.lower()}


def _dump_value(value: Any) -> Any:
    """Return a field as JSON holds it; header fields are bytes, which Latin-1 names one by one."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_dump_value(each) for each in value]
    return value.decode("latin-1") if isinstance(value, bytes) else value


def _parse_exchange(row: dict[str, Any]) -> Exchange:
    """Return the exchange of a row, with empty bodies."""
    hops = tuple(map(_parse_hop, row["hops"]))
    match row["kind"]:
        case "reached":
            expires = row["tls_expires"]
            return Reached(row["url"], hops, datetime.fromisoformat(expires) if expires else None)
        case "refused":
            return Refused(row["url"], row["at"], RefusalReason(row["reason"]), row["detail"], hops)
        case _:
            return Lost(row["url"], row["at"], Fault(row["fault"]), row["detail"], hops)


def _parse_headers(rows: list[list[str]]) -> RawHeaders:
    return tuple((name.encode("latin-1"), value.encode("latin-1")) for name, value in rows)


_HOP_READERS: dict[str, Callable[[Any], Any]] = {
    "request_headers": _parse_headers,
    "headers": _parse_headers,
    "moment": datetime.fromisoformat,
    "truncated": lambda value: Truncation(value) if value else None,
}
"""How the fields of a hop are read that JSON does not hold as they are."""


def _parse_hop(row: dict[str, Any]) -> Hop:
    read = {name: _HOP_READERS[name](row[name]) if name in _HOP_READERS else row[name] for name in _HOP_COLUMNS}
    return Hop(body=b"", **read)
