"""The database: open the store, and write to it so that committed results survive a power cut.

The store uses WAL with synchronous FULL: in simulated power losses NORMAL lost committed results, FULL none. Every
write is in `BEGIN IMMEDIATE` with a busy timeout of 30 s: with plain `BEGIN`, eight writers failed hundreds of
thousands of times. SQLite comes from pysqlite3 if that is installed, as sqlite-utils prefers: the system's 3.40 is in
the range of a corruption bug with two writers.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlite_utils import Database
from sqlite_utils.utils import sqlite3  # type: ignore[attr-defined]  # pysqlite3 where installed

from citecheck.errors import StoreError, StoreLocked, WrongUsage
from citecheck.store.schema import MIGRATIONS

_BUSY_SECONDS = 30.0
_MIGRATIONS_TABLE = MIGRATIONS.migrations_table


@dataclass(frozen=True, slots=True)
class Store:
    """An open store. `path` is the database file, `warc_folder` the folder of its archive files."""

    path: Path
    db: Database
    read_only: bool = False

    @property
    def warc_folder(self) -> Path:
        """The folder of the archive files, next to the database."""
        return self.path.parent / "warc"

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Hold a write transaction. Commit at the end, roll back if anything is raised.

        Within another one it is a part of that: it is undone alone if anything is raised, and committed with the whole.

        Raises:
            StoreLocked: another process held the store for longer than the busy timeout.
            StoreError: the disk is full, the file is read-only or damaged.
        """
        begin, commit, undo = _PART if self.db.conn.in_transaction else _WHOLE
        with _translate_errors(self.path):
            self.db.execute(begin)
            committed = False
            try:
                yield
                self.db.execute(commit)
                committed = True
            finally:
                if not committed and self.db.conn.in_transaction:  # a full disk ends a transaction itself
                    for statement in undo:
                        self.db.execute(statement)

    def rows(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[dict[str, Any]]:
        """Return the rows of a query as dicts. Nothing can be written with it.

        Raises:
            WrongUsage: the statement is no query, writes, or names what the store does not have.
            StoreError: the store is closed or cannot be read.
        """
        if self._is_closed():
            raise StoreError(f"{self.path}: the store is closed; open it again with open_store()")
        with _translate_errors(self.path), _explain_query():
            if _SELECT.match(sql):
                return list(self.db.query(sql, parameters))
            if not _QUERY.match(sql):
                raise WrongUsage("rows() takes a query (SELECT); citecheck alone writes to its store")
            with self._writing_refused():
                return list(self.db.query(sql, parameters))

    def stream(self, sql: str, parameters: Sequence[Any] = ()) -> Iterator[dict[str, Any]]:
        """Yield the rows of a query of ours as dicts, one by one, for tables that may not fit into memory.

        Raises:
            StoreError: the store cannot be read.
        """
        with _translate_errors(self.path):
            yield from self.db.query(sql, parameters)

    @contextlib.contextmanager
    def _writing_refused(self) -> Iterator[None]:
        """Have SQLite refuse every statement that writes."""
        self.db.execute("PRAGMA query_only = ON")
        try:
            yield
        finally:
            self.db.execute("PRAGMA query_only = OFF")

    def execute(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> int:
        """Run one statement inside `writing` and return the row id of the last insert."""
        return int(self.db.execute(sql, parameters).lastrowid or 0)

    def upsert(self, table: str, key: Sequence[str], row: Mapping[str, Any]) -> None:
        """Write one row inside `writing`. It replaces a row with the same `key` columns.

        sqlite-utils' own upsert looks up the table's columns each time, which would slow down every visit.
        """
        columns = ", ".join(f'"{name}"' for name in row)
        places = ", ".join("?" for _ in row)
        updates = ", ".join(f'"{name}" = excluded."{name}"' for name in row if name not in key)
        self.db.execute(
            f"INSERT INTO {table} ({columns}) VALUES ({places})"  # noqa: S608 (names of ours)
            f" ON CONFLICT ({', '.join(key)}) DO UPDATE SET {updates}",
            list(row.values()),
        )

    def _is_closed(self) -> bool:
        try:
            self.db.conn.total_changes  # noqa: B018 (raises on a closed connection)
        except sqlite3.ProgrammingError:
            return True
        return False

    def close(self) -> None:
        """Close the file. Everything committed is on disk."""
        self.db.close()


_WHOLE = ("BEGIN IMMEDIATE", "COMMIT", ("ROLLBACK",))
_PART = ("SAVEPOINT part", "RELEASE part", ("ROLLBACK TO part", "RELEASE part"))
"""The statements that begin, commit and undo a transaction, and one within another."""
_SELECT = re.compile(r"\s*SELECT\b", re.IGNORECASE)
"""A statement that cannot write, whatever follows."""
_QUERY = re.compile(r"\s*(?:WITH|VALUES|EXPLAIN|PRAGMA\s+\w+\s*(?:\(|;?\s*\Z))", re.IGNORECASE)
"""Other statements that read; `WITH` may also begin one that writes, and some pragmas with an argument write."""
_QUERY_FAULT = re.compile(r"no such|syntax error|one statement|binding|readonly|incomplete|ambiguous", re.IGNORECASE)


@contextlib.contextmanager
def _explain_query() -> Iterator[None]:
    """Translate SQLite's errors about the wording of a query."""
    try:
        yield
    except (sqlite3.OperationalError, sqlite3.ProgrammingError, sqlite3.Warning) as error:
        if _QUERY_FAULT.search(str(error)):
            raise WrongUsage(f"the query cannot be answered ({error}); docs/store.md lists the tables") from error
        raise


@contextlib.contextmanager
def _translate_errors(path: Path) -> Iterator[None]:
    """Translate SQLite's errors into ours, each with advice."""
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


def open_store(path: Path, *, read_only: bool = False, announce: Callable[[str], None] | None = None) -> Store:
    """Open the store at `path`. Create it and its folder if they are missing, and apply pending migrations.

    Before a migration the database is copied to `NAME.before-mNNN`; `announce` gets the sentence on that. With
    `read_only` the store must exist and is not changed; on a read-only disk it is opened as immutable.

    Raises:
        StoreError: the folder cannot be created, or the file is no store or of a newer version of citecheck.
        StoreLocked: another process is migrating the store.
    """
    if read_only:
        return _open_read_only(path)
    _require_regular(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(
            f"{path.parent}: the folder of the store cannot be made ({error.strerror}); name another with --store"
        ) from error
    with _translate_errors(path):
        connection = sqlite3.connect(str(path), timeout=_BUSY_SECONDS)
        db = Database(connection, execute_plugins=False)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            db.execute(f"PRAGMA {pragma}")
        store = Store(path, db)
        _require_known(db, path)
        if announce and not db.table_names() and (files := _count_archive_files(path)):
            announce(
                f"{path}: the database is new or empty, but warc/ next to it holds archive files ({files});"
                " if they had a database, put it back from a backup"
            )
        if MIGRATIONS.pending(db):
            _migrate(store, announce)
        return store


def _open_read_only(path: Path) -> Store:
    """Open a store that exists; on a read-only disk as immutable."""
    require_content(path)
    if not path.is_file():
        raise StoreError(f"{path}: there is no store here; run `citecheck check` first, or name one with --store")
    with _translate_errors(path):
        writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
        mode = "mode=ro" if writable else "immutable=1"
        connection = sqlite3.connect(f"{path.resolve().as_uri()}?{mode}", uri=True, timeout=_BUSY_SECONDS)
        db = Database(connection, execute_plugins=False)
        _require_known(db, path)
        return Store(path, db, read_only=True)


def _require_regular(path: Path) -> None:
    """Raise StoreError for a folder, pipe or device."""
    if path.exists() and not path.is_file():
        raise StoreError(f"{path}: this is no regular file, so it is no store; name another with --store")


def require_content(path: Path) -> None:
    """Raise StoreError for what is no regular file, and for an empty database that has an archive."""
    _require_regular(path)
    log = path.with_name(f"{path.name}-wal")
    is_empty = path.is_file() and not path.stat().st_size and not (log.is_file() and log.stat().st_size)
    if is_empty and (files := _count_archive_files(path)):
        raise StoreError(
            f"{path}: the database is empty, but warc/ next to it holds archive files ({files});"
            " put the database back from a backup"
        )


def _count_archive_files(path: Path) -> int:
    """Return how many archive files of ours are next to the database at `path`."""
    return sum(1 for _ in (path.parent / "warc").glob("citecheck-*.warc.gz"))


def _migrate(store: Store, announce: Callable[[str], None] | None) -> None:
    """Keep the database as it is, announce the copy, and apply the pending migrations."""
    with store.writing():
        kept = _keep_before_migration(store.db, store.path)
        if kept and announce:
            announce(f"{store.path}: the store is of an older version, which is kept as {kept.name}")
        MIGRATIONS.apply(store.db)


def _keep_before_migration(db: Database, path: Path) -> Path | None:
    """Copy the database as it is before its next migration. Return the copy, None if there is nothing to keep."""
    pending = MIGRATIONS.pending(db)
    if not pending or _MIGRATIONS_TABLE not in db.table_names():
        return None
    plain = target = path.with_name(f"{path.name}.before-{pending[0].name.partition('_')[0]}")
    number = 1
    while target.exists():
        number += 1
        target = plain.with_name(f"{plain.name}.{number}")
    with contextlib.closing(Database(sqlite3.connect(str(path)), execute_plugins=False)) as committed:
        copy_database(committed, target)  # a connection that holds a transaction waits for itself
    return target


def copy_database(db: Database, target: Path) -> None:
    """Copy a database as of its last commit to `target`, durably, while others may write to it.

    Raises:
        StoreError: the copy cannot be written, or the database cannot be read.
    """
    part = target.with_name(f"{target.name}.part")
    with _translate_errors(target):
        part.unlink(missing_ok=True)
        with contextlib.closing(sqlite3.connect(str(part))) as copy:
            db.conn.backup(copy)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.rename(target)


def _require_known(db: Database, path: Path) -> None:
    """Raise StoreError for a file of another program or of a newer version."""
    names = set(db.table_names())
    if names and _MIGRATIONS_TABLE not in names:
        raise StoreError(f"{path}: this database belongs to another program; name another with --store")
    if names and (newer := _list_applied_migrations(db) - _list_known_migrations()):
        raise StoreError(f"{path}: written by a newer citecheck ({', '.join(sorted(newer))}); upgrade citecheck")


def _list_known_migrations() -> set[str]:
    """Return the names of the migrations of this version: those pending for an empty database."""
    return {migration.name for migration in MIGRATIONS.pending(Database(memory=True, execute_plugins=False))}


def _list_applied_migrations(db: Database) -> set[str]:
    """Return the names of all migrations applied to this file."""
    return {str(row["name"]) for row in db.query(f'SELECT name FROM "{_MIGRATIONS_TABLE}"')}  # noqa: S608 (a constant)
