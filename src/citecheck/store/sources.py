"""Sources in the store, looked up across drafts."""

from __future__ import annotations

from citecheck.store.database import Store


def addresses_under(store: Store, prefix: str) -> tuple[str, ...]:
    """Return the complete addresses of any draft that begin with `prefix`, in order; scheme and case as stored."""
    rows = store.rows(
        "SELECT url FROM sources WHERE key >= ? AND key < ? AND url IS NOT NULL ORDER BY key LIMIT 50",
        [prefix, f"{prefix}\U0010ffff"],
    )
    return tuple(row["url"] for row in rows)
