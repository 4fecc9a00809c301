"""Opening the store, and writing to it so that what was acknowledged survives a power cut.

WAL with synchronous FULL: in simulated power losses NORMAL lost acknowledged results, FULL none. Every write stands
in
`BEGIN IMMEDIATE` with a 30 s busy time-out: with plain `BEGIN` eight writers failed hundreds of thousands of times.
SQLite itself comes from pysqlite3 where that is installed, which sqlite-utils prefers by itself: the system's 3.40
is
in the range of a corruption fault with two writers.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where installed

from citecheck.errors import StoreError, StoreLocked
from citecheck.store.schema import MIGRATIONS

BUSY_SECONDS = 30.0
MIGRATIONS_TABLE = MIGRATIONS.migrations_table


@dataclass(frozen=True, slots=True)
class Store:
    """An open store. `path` is the database, `warc_folder` where its archive files lie."""

    path: Path
    db: Database
    read_only: bool = False

    @property
    def warc_folder(self) -> Path:
        """Return the folder of the archive files, beside the database."""
        return self.path.parent / "warc"

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold a write transaction; commit at the end, roll back if anything is raised.

        Raises:
            StoreLocked: another process kept the store for longer than the busy time-out.
            StoreError: the disk is full, the file is read-only or damaged.
        """
        with translate_errors(self.path):
            self.db.execute("BEGIN IMMEDIATE")
            committed = False
            try:
                yield
                self.db.commit()
                committed = True
            finally:
                if not committed:
                    self.db.rollback()

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[dict[str, Any]]:
        """Return the rows of a query as dicts."""
        with translate_errors(self.path):
            return list(self.db.query(sql, parameters))

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Run one statement inside `writing` and return the row id it inserted, or its last one."""
        return int(self.db.execute(sql, parameters).lastrowid or 0)

    def upsert(self, table: str, key: Sequence[str], row: Mapping[str, Any]) -> None:
        """Write one row inside `writing`, in the place of the one with the same `key` columns if there is one.

        sqlite-utils' own upsert looks the table's columns up each time, which a visit of each source would pay for.
        """
        columns = ", ".join(f'"{name}"' for name in row)
        places = ", ".join("?" for _ in row)
        updates = ", ".join(f'"{name}" = excluded."{name}"' for name in row if name not in key)
        self.db.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 (names of ours)
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {updates}",
            list(row.values()),
        )

    def close(self) -> None:
        """Close the file; what was committed is on disk."""
        self.db.close()


@contextlib.contextmanager
def translate_errors(path: Path) -> Iterator[None]:
    """Turn SQLite's errors into ours, each with the way out."""
    try:
        yield
    except sqlite3.OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise StoreLocked(f"{path}: another run holds the store; wait for it to end and run again") from error
        raise StoreError(
            f"{path}: the store cannot be used ({error}); check its permissions and the free space, or name another"
            " with --store"
        ) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(
            f"{path}: this is not a citecheck store, or it is damaged ({error}); name another with --store"
        ) from error


def open_store(path: Path, *, read_only: bool = False) -> Store:
    """Open the store at `path`, making it and its folder where they are missing, and bring its layout up to date.

    A store that may not be written (`read_only`, as on a read-only disk) is opened as it is, immutable.

    Raises:
        StoreError: the folder cannot be made, or the file is no store or of a newer version of citecheck.
        StoreLocked: another process is changing its layout.
    """
    if read_only:
        if not path.is_file():
            raise StoreError(f"{path}: there is no store here; run `citecheck check` first, or name one with --store")
        with translate_errors(path):
            writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
            mode = "mode=ro" if writable else "immutable=1"
            connection = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True, timeout=BUSY_SECONDS)
            db = Database(connection, execute_plugins=False)
            require_known(db, path)
            return Store(path, db, read_only=True)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{path.parent}: the folder of the store cannot be made ({error.strerror}); name another with --store"
        ) from error
    with translate_errors(path):
        connection = sqlite3.connect(str(path), timeout=BUSY_SECONDS)
        db = Database(connection, execute_plugins=False)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            db.execute(f"PRAGMA {pragma}")
        store = Store(path, db)
        require_known(db, path)
        if MIGRATIONS.pending(db):
            with store.writing():
                MIGRATIONS.apply(db)
        return store


def require_known(db: Database, path: Path) -> None:
    """Refuse a file that is not ours or that a newer version has changed."""
    names = set(db.table_names())
    if names and MIGRATIONS_TABLE not in names:
        raise StoreError(f"{path}: this database belongs to another program; name another with --store")
    if names and (newer := list_applied_migrations(db) - list_known_migrations()):
        raise StoreError(f"{path}: written by a newer citecheck ({', '.join(sorted(newer))}); upgrade citecheck")


def list_known_migrations() -> set[str]:
    """Return the names of the migrations of this version, which an empty database is still to get."""
    return {migration.name for migration in MIGRATIONS.pending(Database(memory=True, execute_plugins=False))}


def list_applied_migrations(db: Database) -> set[str]:
    """Return the names of all migrations that were ever applied to this file."""
    return {str(row["name"]) for row in db.query(f'SELECT name FROM "{MIGRATIONS_TABLE}"')}  # noqa: S608 (a constant)
