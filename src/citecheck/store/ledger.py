"""The ledger: what the store acknowledges of the archive, file by file.

A row of `captures` is written after its record is on disk, so everything up to the end of the last one of a file must
be there. A capture that `store check --repair` found lost keeps its row and is acknowledged no more.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from citecheck.archive.warc.damage import AcknowledgedRecord
from citecheck.store.database import Store, open_store

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class StoredLedger:
    """The ledger of an open store."""

    store: Store

    def last(self, warc: str) -> AcknowledgedRecord | None:
        """Return the last capture of a file, None if the store has none there."""
        found = self._select(warc, 'ORDER BY "offset" DESC LIMIT 1')
        return found[0] if found else None

    def records(self, warc: str) -> Sequence[AcknowledgedRecord]:
        """Return all captures of a file, by offset."""
        return self._select(warc, 'ORDER BY "offset"')

    def ends(self) -> dict[str, int]:
        """Return how many bytes of each file are acknowledged, by its name."""
        names = (row["warc"] for row in self.store.rows("SELECT DISTINCT warc FROM captures ORDER BY warc"))
        return {name: last.end for name in names if (last := self.last(name))}

    def _select(self, warc: str, order: str) -> list[AcknowledgedRecord]:
        kept = "AND lost IS NULL" if self._knows_lost() else ""
        rows = self.store.rows(
            f'SELECT id, url, moment, "offset", length FROM captures WHERE warc = ? {kept} {order}',  # noqa: S608 (constants)
            [warc],
        )
        return [AcknowledgedRecord(**row) for row in rows]

    def _knows_lost(self) -> bool:
        """Return whether the store has the column `lost`; one of an older version that is only read has not."""
        return bool(self.store.rows("SELECT 1 FROM pragma_table_info('captures') WHERE name = 'lost'"))


@dataclass(frozen=True, slots=True)
class LedgerFile:
    """The ledger of the store at `path`, which is opened for each question; empty if there is none."""

    path: Path

    def last(self, warc: str) -> AcknowledgedRecord | None:
        """Return the last capture of a file, None if the store has none there."""
        return self._open_and(lambda ledger: ledger.last(warc))

    def records(self, warc: str) -> Sequence[AcknowledgedRecord]:
        """Return all captures of a file, by offset."""
        return self._open_and(lambda ledger: ledger.records(warc)) or ()

    def _open_and(self, ask: Callable[[StoredLedger], _Answer]) -> _Answer | None:
        if not self.path.is_file():
            return None
        store = open_store(self.path, read_only=True)
        try:
            return ask(StoredLedger(store))
        finally:
            store.close()
