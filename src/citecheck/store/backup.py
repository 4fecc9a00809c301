"""Backups of the store: the database as it is at one moment, and the archive files up to what it names.

A run may be writing meanwhile: SQLite copies the database as of its last commit, and files of the archive only grow.
The database gets its name last, so a backup that was stopped is no store.
"""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from citecheck.archive.warc.own_file import find_whole_end, is_regular, sync_folder
from citecheck.errors import StoreError, WrongUsage
from citecheck.store.database import Store, copy_database
from citecheck.store.health import check_quickly
from citecheck.store.ledger import StoredLedger

_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class _StoreCopy:
    """A backup: its database, the number of archive files and their bytes, and what could not be copied whole."""

    path: Path
    files: int
    size: int
    missing: tuple[str, ...] = ()


def back_up_store(store: Store, target: Path) -> _StoreCopy:
    """Copy the store to `target`: a file for the database, with `warc/` next to it, or a folder for both.

    What the store names and the archive no longer has is in `missing` of the result; the rest is copied.

    Raises:
        WrongUsage: something of that name is there, or it would share the folder of the archive.
        StoreError: the copy cannot be written.
    """
    path = target / store.path.name if target.is_dir() or not target.suffix else target
    folder = path.parent / "warc"
    if path.exists():
        raise WrongUsage(f"{path}: this exists; name another file or folder for the backup")
    if folder.resolve() == store.warc_folder.resolve():
        raise WrongUsage(f"{path}: the store keeps its archive in this folder; name another one for the backup")
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.unlink(missing_ok=True)
        copy_database(store.db, unfinished)
        sizes = [_copy_file(store, name, folder / name) for name in _list_files(store)]
        sync_folder(folder)
        unfinished.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise StoreError(
            f"{path}: the backup cannot be written ({error.strerror}); free space or name another"
        ) from error
    finally:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return _StoreCopy(path, len(sizes), sum(sizes), tuple(fault.message for fault in check_quickly(store)))


def _list_files(store: Store) -> list[str]:
    """Return the names of the archive files that are there."""
    names = {*StoredLedger(store).ends(), *(path.name for path in store.warc_folder.glob("citecheck-*.warc.gz"))}
    return sorted(name for name in names if is_regular(store.warc_folder / name))


def _copy_file(store: Store, name: str, target: Path) -> int:
    """Copy an archive file up to its last whole record, at least what the store names, and return the bytes copied."""
    last = StoredLedger(store).last(name)
    with (store.warc_folder / name).open("rb") as file, _open_new(target) as copy:
        left = size = find_whole_end(file, last.end if last else 0)
        file.seek(0)
        while left and (piece := file.read(min(left, _PIECE))):
            copy.write(piece)
            left -= len(piece)
        copy.flush()
        os.fsync(copy.fileno())
    return size - left


def _open_new(path: Path) -> BinaryIO:
    """Open a file that does not exist yet."""
    try:
        return path.open("xb")
    except FileExistsError as error:
        raise WrongUsage(f"{path}: this exists; name another folder for the backup") from error
