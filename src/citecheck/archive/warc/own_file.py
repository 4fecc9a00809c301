"""One of our own WARC files, being written: lock it, append to it, and go on with it after a killed run.

The file never changes its name, since captures name it. Only one process writes a file; another process in the same
folder uses a file of its own. A file is continued only if it is as long as the store says, its last capture is where
the store says and none is marked as lost; otherwise it is left as it is, so that a copy of it may be put back. Only an
unfinished end after the last capture of the store is cut, after it was copied aside.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from citecheck.archive.warc.damage import (
    AcknowledgedRecord,
    CaptureLedger,
    DamagedSpan,
    FileState,
    holds_record,
    inspect_file,
    set_aside,
)
from citecheck.archive.warc.record import read_records
from citecheck.archive.warc.stream import GZIP_MAGIC, Damage, open_stream
from citecheck.errors import StoreError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_TAIL_BYTES = 1 << 15
"""Bytes at the end of a file that are checked before the whole file is read."""


class _RawFile(Protocol):
    """The interface of an unbuffered binary file. Tests pass one whose disk is full."""

    def write(self, data: bytes, /) -> int | None:
        """Write what fits and return the number of bytes written."""

    def truncate(self, size: int, /) -> int:
        """Cut the file to `size` bytes."""

    def seek(self, offset: int, /) -> int:
        """Move to `offset`."""

    def fileno(self) -> int:
        """Return the descriptor, for the lock and fsync."""

    def close(self) -> None:
        """Close the file, which releases the lock."""


OpenFile = Callable[[Path], _RawFile]


def open_raw(path: Path) -> _RawFile:
    """Open `path` for reading and writing without a buffer. Create it if needed."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o644), "r+b", buffering=0)


@dataclass(frozen=True, slots=True)
class FileRecovery:
    """What was found on opening a file of an earlier run that is not as the store says, or ends in no whole record.

    `cut` is the end that was cut off after it was copied, if any. `copies` are the copies of the damaged spans, in
    order. `refusal` is a clause that says why the file is not continued, None if it is. `checked` is the number of
    captures that were looked for: all of the store in this file if it was read.
    """

    warc: str
    state: FileState | None = None
    copies: tuple[str, ...] = ()
    cut: DamagedSpan | None = None
    refusal: str | None = None
    checked: int = 0


def describe_recovery(recovery: FileRecovery) -> Iterator[str]:
    """Yield the sentences on a recovery: what was cut, what is damaged and lost, and whether the rest is whole."""
    warc, state = recovery.warc, recovery.state
    if recovery.refusal:
        yield f"{warc}: {recovery.refusal}, so it is left and a new file begun; see `citecheck store check`"
    if state is None:
        return
    for span, copy in zip(state.spans, recovery.copies, strict=False):
        if span == recovery.cut:
            yield f"{warc}: an unfinished end of {span.length} bytes was cut off and kept as {copy} ({span.clause})"
        else:
            yield f"{warc}: {span.length} bytes at {span.offset} are damaged ({span.clause}), kept as {copy}"
    yield from (f"{warc}: lost: the copy of {each.url} of {each.moment}" for each in state.lost[:_MOST_NAMED])
    if more := state.lost[_MOST_NAMED:]:
        yield f"{warc}: {len(more)} more copies are lost; `citecheck store check` lists them"
    elif not state.lost:
        yield f"{warc}: every capture that the store has in this file is whole ({recovery.checked})"


_MOST_NAMED = 5
"""Lost captures that are named on opening; `citecheck store check` names all."""


class WarcFile:
    """A locked file. `size` is the offset of the next record."""

    def __init__(self, path: Path, raw: _RawFile, size: int) -> None:
        self.path = path
        self.size = size
        self._raw = raw

    @classmethod
    def open(cls, path: Path, open_file: OpenFile = open_raw) -> WarcFile | None:
        """Open and lock `path`, creating it if needed. Return None if another process holds it.

        Raises:
            StoreError: the file cannot be opened.
        """
        try:
            raw = open_file(path)
        except OSError as error:
            raise _build_write_error(path, error) from error
        if not _lock(raw.fileno()):
            raw.close()
            return None
        return cls(path, raw, path.stat().st_size)

    def recover(self, ledger: CaptureLedger) -> FileRecovery | None:
        """Make the file ready to go on with, and return what was not as it should be, None if all is well.

        The whole file is read only if its end is no whole record or not what the store says. Damaged spans are copied
        aside and stay in place; only an end after the last capture of the store is cut.

        Raises:
            StoreError: a damaged span cannot be copied; nothing was cut.
        """
        name, last = self.path.name, ledger.last(self.path.name)
        start = last.end if last else 0
        try:
            with self.path.open("rb") as file:
                lost = "captures in it are lost" if ledger.has_lost(name) else None
                refusal = lost or self._find_refusal(file, last)
                if refusal is None and _ends_whole(file, self.size, start):
                    return None
                acknowledged = ledger.records(name)
                state = inspect_file(file, acknowledged)
        except OSError as error:
            return FileRecovery(name, refusal=f"it cannot be read ({error.strerror or error})")
        cut = state.spans[-1] if state.spans and state.spans[-1].end == self.size else None
        if cut and not cut.offset:
            return FileRecovery(name, state, refusal=refusal or "it holds no record", checked=len(acknowledged))
        copies = tuple(set_aside(self.path, span).name for span in state.spans if span.offset < self.size)
        if refusal or (cut and cut.offset < start):
            cut = None
        if cut:
            self._cut(cut.offset)
        return FileRecovery(name, state, copies, cut, refusal, len(acknowledged))

    def _cut(self, size: int) -> None:
        """Cut the file to `size` bytes, durably."""
        self._raw.truncate(size)
        self.size = size
        self.sync()

    def _find_refusal(self, file: BinaryIO, last: AcknowledgedRecord | None) -> str | None:
        """Return a clause that says why the file must not be continued, None if it may be."""
        if last is None:
            return None
        if last.end > self.size:
            return f"it is {last.end - self.size} bytes shorter than the store says"
        return None if holds_record(file, last) else "its last capture is not where the store says"

    def append(self, data: bytes) -> int:
        """Write `data` at the end and return its offset. It is on disk only after `sync`.

        Raises:
            StoreError: the disk is full or fails; the file is cut to its last complete record.
        """
        offset = self.size
        try:
            self._raw.seek(offset)
            view = memoryview(data)
            while view:
                view = view[self._raw.write(view) or 0 :]  # type: ignore[arg-type]
        except OSError as error:
            self._raw.truncate(offset)
            raise _build_write_error(self.path, error) from error
        self.size = offset + len(data)
        return offset

    def sync(self) -> None:
        """Wait until everything appended is on disk.

        Raises:
            StoreError: the disk fails; what was appended since the last `sync` may be lost.
        """
        try:
            os.fsync(self._raw.fileno())
        except OSError as error:
            raise _build_write_error(self.path, error) from error

    def close(self) -> None:
        """Close the file and release the lock."""
        self._raw.close()


def sync_folder(folder: Path) -> None:
    """Wait until the names of new files in `folder` are on disk. Do nothing on a platform that cannot."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_regular(path: Path) -> bool:
    """Return whether a path is a regular file. Another one, such as a pipe, may hang whoever opens it."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False


def _ends_whole(file: BinaryIO, size: int, start: int) -> bool:
    """Return whether the file ends in complete records.

    They are read from `start`, where a record ends, if that is known; otherwise from some gzip member near the end. The
    last record of an exchange is small, so few bytes nearly always suffice.
    """
    if start or not size:
        return _reads_whole(file, start, size)
    start = max(0, size - _TAIL_BYTES)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(GZIP_MAGIC)
    while at >= 0:
        if _reads_whole(file, start + at, size):
            return True
        at = tail.rfind(GZIP_MAGIC, 0, at)
    return False


def _reads_whole(file: BinaryIO, start: int, size: int) -> bool:
    """Return whether a file consists of complete records from `start` on."""
    return find_whole_end(file, start) == size


def find_whole_end(file: BinaryIO, start: int) -> int:
    """Return the end of the last of the complete records that follow each other from `start` on."""
    end = start
    try:
        for record in read_records(open_stream(file, start, trusted=True), keep=0):
            end = record.offset + record.length
    except Damage:
        pass
    return end


def _build_write_error(path: Path, error: OSError) -> StoreError:
    return StoreError(f"{path}: cannot be written ({error.strerror or error}); free space or choose another --store")


def _lock(descriptor: int) -> bool:
    """Take an exclusive lock that ends with the process. Return False if another process holds it."""
    if sys.platform == "win32":
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
