"""The lease of a run on a store: one run at a time asks addresses and writes what came.

Two runs at once would ask for the same addresses, and one would take the rows of the other for its own. The row of the
lease names process, computer and start; a thread renews it every ten seconds. A lease whose process has ended, or that
was not renewed for two minutes, is taken over. A run that waited for another takes what that one saw as its own
(`docs/decisions/0031-one-run-a-store.md`).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from citecheck.errors import StoreError, StoreLocked
from citecheck.store.database import Store, open_store
from citecheck.store.runs import Lease, load_lease, record_lease, release_lease, renew_lease

_RENEWAL_SECONDS = 10.0
_ABANDONED_AFTER = timedelta(seconds=120)
"""Age of a lease that was not renewed at which its run counts as ended."""
_POLL_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class _Process:
    """This process, so that no other one is taken for it: `machine` names the running system, `started` is in ticks."""

    number: int
    started: str
    host: str
    machine: str


@contextlib.asynccontextmanager
async def hold_lease(
    store: Store,
    *,
    wait: float,
    clock: Callable[[], datetime],
    holder: str,
    announce: Callable[[str], None],
) -> AsyncIterator[datetime | None]:
    """Hold the lease of a store; yield since when the runs that this one waited for were running, None without any.

    Wait at most `wait` seconds for another run. `announce` gets a sentence where one is waited for or replaced.

    Raises:
        StoreLocked: Another run holds the store, or took it over because this process did not run for two minutes.
    """
    mine, since = await _take_lease(store, wait=wait, clock=clock, holder=holder, announce=announce)
    task, stopped, lost = asyncio.current_task(), threading.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    def end_run() -> None:
        lost.set()
        if task is not None:
            loop.call_soon_threadsafe(task.cancel)

    renewing = threading.Thread(
        target=_renew, args=(store.path, mine.holder, clock, stopped, end_run), daemon=True, name="citecheck-lease"
    )
    renewing.start()
    try:
        yield since
    except asyncio.CancelledError:
        if lost.is_set():
            raise StoreLocked(f"{store.path}: another run took the store over, since this one stood still") from None
        raise
    finally:
        stopped.set()
        renewing.join()
        with contextlib.suppress(StoreError), store.writing():
            release_lease(store, mine.holder)


async def _take_lease(
    store: Store, *, wait: float, clock: Callable[[], datetime], holder: str, announce: Callable[[str], None]
) -> tuple[Lease, datetime | None]:
    """Return the lease of this process, and since when the runs were running that it waited for."""
    loop, this = asyncio.get_running_loop(), _describe_this_process()
    end, since, named = loop.time() + wait, None, ""
    while True:
        now = clock()
        mine = Lease(holder, this.number, this.started, this.host, this.machine, now, now)
        with store.writing():
            other = load_lease(store)
            why = _find_end(other, this, now) if other else ""
            if other is None or why:
                record_lease(store, mine)
        if other is None:
            return mine, since
        if why:
            announce(f"The store was held by process {other.process} on {other.host}, {why}; this run takes it over")
            return mine, since
        since = min(since or other.since, other.since)
        held = f"process {other.process} on {other.host} has held this store since {_write_moment(other.since)}"
        if loop.time() >= end:
            raise StoreLocked(f"{store.path}: {held}; run again when it has ended, or wait with --wait SECONDS")
        if held != named:
            announce(f"{held[0].upper()}{held[1:]}; waiting for it to end")
            named = held
        await asyncio.sleep(min(_POLL_SECONDS, max(end - loop.time(), 0.01)))


def _write_moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _find_end(lease: Lease, this: _Process, now: datetime) -> str:
    """Return why the run of a lease counts as ended, in one clause; empty if it is running."""
    if lease.machine == this.machine and _find_start(lease.process) != lease.process_started:
        return "which has ended"
    if now - lease.renewed > _ABANDONED_AFTER:
        return f"which gave no sign since {_write_moment(lease.renewed)}"
    return ""


def _renew(
    path: Path, holder: str, clock: Callable[[], datetime], stopped: threading.Event, end_run: Callable[[], None]
) -> None:
    """Renew a lease until stopped, over a connection of this thread; call `end_run` once another run has it."""
    while not stopped.wait(_RENEWAL_SECONDS):
        with contextlib.suppress(StoreError):  # a full disk or a lock may pass; two minutes are left
            store = open_store(path)
            try:
                with store.writing():
                    held = renew_lease(store, holder, clock())
            finally:
                store.close()
            if not held:
                end_run()
                return


def _describe_this_process() -> _Process:
    host = socket.gethostname()
    boot = _read_text("/proc/sys/kernel/random/boot_id")
    with contextlib.suppress(OSError):
        boot += " " + str(Path("/proc/self/ns/pid").readlink())  # a container numbers its own processes
    return _Process(os.getpid(), _find_start(os.getpid()), host, f"{host} {boot}")


def _find_start(process: int) -> str:
    """Return when a process of this system started, in ticks, "running" where that is not known; empty if it ended."""
    state = _read_text(f"/proc/{process}/stat").rpartition(")")[2].split()
    if state:
        return "" if state[0] == "Z" else state[19]
    if Path("/proc/self").is_dir():
        return ""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass  # it runs, and belongs to another user
    return "running"


def _read_text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
