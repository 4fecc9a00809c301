"""Where each distinct body lies in the archive, so that one page is stored once however often it is captured."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass, field
from datetime import datetime

from citecheck.archive.event import Kept
from citecheck.store.database import Store


@dataclass(frozen=True, slots=True)
class StoredBodies(MutableMapping[str, Kept]):
    """SHA-256 of a body, hexadecimal, to the record that holds it; earlier runs are looked up in the store."""

    store: Store
    fresh: dict[str, Kept] = field(default_factory=dict)

    def __getitem__(self, sha256: str) -> Kept:
        """Return where a body lies; the oldest capture of it holds the body itself."""
        if sha256 in self.fresh:
            return self.fresh[sha256]
        rows = self.store.rows(
            'SELECT id, url, moment, warc, "offset", sha256 FROM captures WHERE sha256 = ? ORDER BY rowid LIMIT 1',
            [sha256],
        )
        if not rows:
            raise KeyError(sha256)
        row = rows[0]
        return Kept(
            row["url"], datetime.fromisoformat(row["moment"]), row["id"], row["warc"], row["offset"], row["sha256"]
        )

    def __setitem__(self, sha256: str, kept: Kept) -> None:
        """Remember a body written in this run."""
        self.fresh[sha256] = kept

    def __delitem__(self, sha256: str) -> None:
        """Forget a body written in this run."""
        del self.fresh[sha256]

    def __iter__(self) -> Iterator[str]:
        """Give the digests of this run."""
        return iter(self.fresh)

    def __len__(self) -> int:
        """Count the bodies of this run."""
        return len(self.fresh)
