"""Sources in the store, looked up across drafts."""

from __future__ import annotations

import json
from collections.abc import Iterable

from citecheck.store.database import Store


def addresses_under(store: Store, prefix: str) -> tuple[str, ...]:
    """Return the complete addresses of any draft that begin with `prefix`, in order; scheme and case as stored."""
    rows = store.rows(
        "SELECT url FROM sources WHERE key >= ? AND key < ? AND url IS NOT NULL ORDER BY key LIMIT 50",
        [prefix, f"{prefix}\U0010ffff"],
    )
    return tuple(row["url"] for row in rows)


def cited_fragments(store: Store, sources: Iterable[int]) -> dict[str, tuple[str, ...]]:
    """Return what the drafts cite within the pages of sources: fragments by address, each once, in order."""
    rows = store.rows(
        "SELECT DISTINCT url, fragment FROM footnote_sources JOIN sources ON sources.id = source_id"
        " WHERE source_id IN (SELECT value FROM json_each(?)) AND fragment <> '' ORDER BY fragment",
        [json.dumps(list(sources))],
    )
    found: dict[str, tuple[str, ...]] = {}
    for row in rows:
        found[row["url"]] = (*found.get(row["url"], ()), row["fragment"])
    return found
