"""The ledger: what the store acknowledges of the archive, file by file.

A row of `captures`, or of `unread_answers` until it is read, is written after its record is on disk, so everything up
to the end of the last one of a file must be there. A capture that `store check --repair` found lost keeps its row and
is acknowledged no more.
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

    def has_lost(self, warc: str) -> bool:
        """Return whether captures of a file are marked as lost."""
        is_marked = self._knows("captures", "lost")
        query = "SELECT 1 FROM captures WHERE warc = ? AND lost IS NOT NULL LIMIT 1"
        return is_marked and bool(self.store.rows(query, [warc]))

    def ends(self) -> dict[str, int]:
        """Return how many bytes of each file are acknowledged, by its name."""
        names = self.store.rows(
            " UNION ".join(f"SELECT warc FROM {table} WHERE warc IS NOT NULL" for table in self._list_tables())  # noqa: S608 (constants)
        )
        return {row["warc"]: last.end for row in names if (last := self.last(row["warc"]))}

    def count_after(self, warc: str, size: int) -> int:
        """Return how many captures of a file end after its first `size` bytes."""
        return sum(record.end > size for record in self.records(warc))

    def digests(self, warc: str) -> dict[str, str]:
        """Return the SHA-256 of the body of each capture of a file, by the id of the capture."""
        tables = self._list_tables()
        queries = " UNION ".join(
            f"SELECT {'id' if table == 'captures' else 'capture_id'} AS id, sha256 FROM {table} WHERE warc = ?"  # noqa: S608 (constants)
            for table in tables
        )
        return {row["id"]: row["sha256"] for row in self.store.rows(queries, [warc] * len(tables))}

    def lost_column(self) -> str:
        """Return the SQL that counts the captures marked as lost."""
        return "count(lost)" if self._knows("captures", "lost") else "0"

    def _select(self, warc: str, order: str) -> list[AcknowledgedRecord]:
        tables = self._list_tables()
        queries = " UNION ALL ".join(f"{_QUERIES[table]} {tables[table]}" for table in tables)
        rows = self.store.rows(f"{queries} {order}", [warc] * len(tables))
        return [AcknowledgedRecord(**row) for row in rows]

    def _list_tables(self) -> dict[str, str]:
        """Return the tables that acknowledge records, each with its condition; an older store has fewer of both."""
        tables = {"captures": "AND lost IS NULL" if self._knows("captures", "lost") else ""}
        return tables | ({"unread_answers": ""} if self._knows("unread_answers", "warc") else {})

    def _knows(self, table: str, column: str) -> bool:
        """Return whether the store has a column; one of an older version that is only read may not have it."""
        return bool(self.store.rows("SELECT 1 FROM pragma_table_info(?) WHERE name = ?", [table, column]))


_QUERIES = {
    "captures": 'SELECT id, url, moment, "offset", length FROM captures WHERE warc = ?',
    "unread_answers": (
        "SELECT capture_id AS id, json_extract(exchange, '$.hops[#-1].url') AS url, moment, \"offset\", length"
        " FROM unread_answers WHERE warc = ?"
    ),
}
"""The acknowledged records of a file, by the table that names them."""


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

    def has_lost(self, warc: str) -> bool:
        """Return whether captures of a file are marked as lost."""
        return bool(self._open_and(lambda ledger: ledger.has_lost(warc)))

    def _open_and(self, ask: Callable[[StoredLedger], _Answer]) -> _Answer | None:
        if not self.path.is_file():
            return None
        store = open_store(self.path, read_only=True)
        try:
            return ask(StoredLedger(store))
        finally:
            store.close()
