"""Killable, memory-limited child processes in which everything foreign is parsed: one child, and the pool of several.

A child is started when needed, killed when it overstays, and replaced the next time. The pool is shared by everybody in
the process, by blocking calls and asynchronous batches. Each child belongs to one thread at a time; the threads only
wait, so the work of parsing is spread over the cores while the caller's event loop runs on. Batches are what makes it
pay: on two cores 796 pages of 40 kB a second with batches of 64 against 719 with 16 and 324 in one process.
"""

from __future__ import annotations

import asyncio
import contextlib
import pickle
import select
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, Self, TypeVar

from citecheck.run.pool_child import Unread, read_frame, write_frame, write_pickle

__all__ = ["Pool", "Unread", "Worker"]


if sys.platform == "linux":
    import fcntl

STARTUP = 10.0
"""Seconds more for the first job of a child, which imports what the job needs."""

GRACE = 1.0
"""Seconds that the parent waits on after the child's own alarm is due."""

LAST_WORDS = 2.0
"""Seconds that a child which closed its pipe has to end by itself, so that its exit code is known."""

MESSAGE = 8 << 20
"""Bytes of items after which a message is sent."""

PIPE = 1 << 20
"""Bytes a pipe holds where the system lets us choose: with the usual 64 kB both ends wake up forty times a batch."""

TAIL = 2_000
"""Bytes of the child's standard error that are looked at when it fell over."""


class Worker:
    """A child and its pipes. Used by one thread at a time; `kill` may come from any."""

    def __init__(self, *, seconds: float, memory: int) -> None:
        """Keep the limits: `seconds` a job, `memory` in bytes a child."""
        self.seconds = seconds
        self.memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._closed = False

    def run(self, function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
        """Run `function` on each item and return (kind, value) pairs in order, see `child.answer`.

        An item that overstays or fells its child comes back as ("unread", reason), and those after it go to a new one.
        """
        results: list[Any] = []
        while len(results) < len(items):
            if self._closed:
                results.extend([("unread", "the run was stopped")] * (len(items) - len(results)))
                break
            results.extend(self._attempt(function, pickle_batch(items[len(results) :])))
        return results

    def kill(self) -> None:
        """End the child at once; the next job starts another."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def close(self) -> None:
        """End the child for good; a job in it comes back as unread."""
        self._closed = True
        self.kill()

    def discard(self) -> None:
        """Wait for the killed child and close what belonged to it."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()
        if self._errors is not None:
            self._errors.close()
            self._errors = None

    def _attempt(self, function: Callable[[Any], Any], items: Sequence[bytes]) -> list[Any]:
        """Send pickled items to the child and collect answers until all are there or one was lost."""
        fresh = self._process is None
        process = self._running()
        assert process.stdin is not None
        assert process.stdout is not None
        results: list[Any] = []
        try:
            write_frame(process.stdin, (function, len(items)))
            for pickled in items:
                write_pickle(process.stdin, pickled)
            for _ in items:
                if not self._readable(process.stdout, grace=STARTUP if fresh else GRACE):
                    results.append(("unread", self._overstayed()))
                    self.discard()
                    break
                results.append(read_frame(process.stdout))
                fresh = False
        except (EOFError, OSError):
            results.append(("unread", self._why()))
            self.discard()
        return results

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the child, starting one where there is none."""
        if self._process is None or self._process.poll() is not None:
            self.discard()
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the child)
            # Its own session: an interrupt at the terminal is for the parent, which then ends its children in order.
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-m", "citecheck.run.pool_child", str(self.memory), str(self.seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                bufsize=0,
                start_new_session=True,
            )
            widen_pipe(self._process.stdin)
        return self._process

    def _readable(self, stream: IO[bytes], *, grace: float) -> bool:
        """Wait until the next answer begins to arrive, at most the time of one job and `grace` seconds."""
        # Not a selector: making one for every answer took as long as all else that the parent does with it.
        waiting = select.poll()
        waiting.register(stream, select.POLLIN)
        return bool(waiting.poll((self.seconds + grace) * 1000))

    def _why(self) -> str:
        """Say how the child ended, with the last line of its standard error where it left one."""
        assert self._process is not None
        try:
            code = self._process.wait(timeout=LAST_WORDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        if self._closed:
            return "the run was stopped"
        if code == -signal.SIGALRM:
            return self._overstayed()
        ended = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"the reader fell over ({': '.join(filter(None, [ended, self._last_line()]))})"

    def _overstayed(self) -> str:
        return f"took longer than {self.seconds:g} s"

    def _last_line(self) -> str:
        """Return the last line that the child wrote to its standard error, empty if none."""
        if self._errors is None:
            return ""
        end = self._errors.seek(0, 2)
        self._errors.seek(max(0, end - TAIL))
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""


def widen_pipe(pipe: IO[bytes] | None) -> None:
    """Let a pipe hold more where the system knows how and grants it."""
    if pipe is not None and sys.platform == "linux":
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE)


def pickle_batch(items: Sequence[Any]) -> list[bytes]:
    """Pickle the first items: as many as fit into one message, and at least one.

    So a batch of large pages costs no more memory on either side than one of them.
    """
    pickles: list[bytes] = []
    size = 0
    for item in items:
        pickles.append(pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
        size += len(pickles[-1])
        if size >= MESSAGE:
            break
    return pickles


def unwrap_message(message: tuple[str, Any]) -> Any:
    """Turn a child's message into a result: its value, `Unread`, or the raised error of ours."""
    kind, value = message
    match kind:
        case "value":
            return value
        case "error":
            raise value
        case _:
            return Unread(value)


Item = TypeVar("Item")
Result = TypeVar("Result")

SECONDS = 20.0
MEMORY = 1 << 30
"""Bytes; hostile files were measured to take 2 GB, the largest real pages a few hundred MB with their libraries."""
BATCH = 64


class Pool:
    """Child processes that run functions on items, one after the other, within limits.

    A function must be importable by name (module level), items and results must pickle. A job that overstays, runs
    out of memory or fells its child comes back as `Unread`; the others are not disturbed. An error of ours
    (`CitecheckError`) raised by the function is raised to the caller. Use as a context manager, blocking or async:
    leaving it ends all children, also in the middle of a job.
    """

    def __init__(self, workers: int, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        """Prepare `workers` children with `seconds` a job and `memory` bytes each; none is started yet."""
        self._workers = tuple(Worker(seconds=seconds, memory=memory) for _ in range(workers))
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="citecheck-pool")

    def warm(self, function: Callable[[None], object]) -> None:
        """Start all children and have each run `function`, as to load what jobs need; does not wait for them."""
        for _ in self._workers:
            self._submit(function, [None])

    def call(self, function: Callable[[Item], Result], item: Item) -> Result | Unread:
        """Run one job and wait for it."""
        result: Result | Unread = unwrap_message(self._submit(function, [item]).result()[0])
        return result

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result | Unread]:
        """Run all jobs in batches and wait for them; results in the order of `items`."""
        futures = [self._submit(function, batch) for batch in self._batches(items)]
        return [unwrap_message(message) for future in futures for message in future.result()]

    async def run(self, function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result | Unread]:
        """Run all jobs in batches without blocking the event loop; results in the order of `items`."""
        futures = [asyncio.wrap_future(self._submit(function, batch)) for batch in self._batches(items)]
        return [unwrap_message(message) for batch in await asyncio.gather(*futures) for message in batch]

    def allow(self, seconds: float) -> None:
        """Give each job that is begun from now on `seconds`, where that is less than before."""
        for worker in self._workers:
            worker.seconds = min(worker.seconds, seconds)

    def close(self) -> None:
        """End all children and wait for the threads; jobs not done come back as unread."""
        for worker in self._workers:
            worker.close()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.discard()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _submit(self, function: Callable[[Item], Any], batch: Sequence[Item]) -> Future[list[Any]]:
        return self._threads.submit(self._in_worker, function, batch)

    def _in_worker(self, function: Callable[[Any], Any], batch: Sequence[Any]) -> list[Any]:
        """Run a batch in an idle child; there are as many threads as children, so one is always idle."""
        worker = self._idle.get()
        try:
            return worker.run(function, batch)
        finally:
            self._idle.put(worker)

    def _batches(self, items: Sequence[Item]) -> Iterator[Sequence[Item]]:
        """Cut items into batches: small enough that every child gets some, at most `BATCH` a time."""
        size = max(1, min(BATCH, -(-len(items) // len(self._workers))))
        for start in range(0, len(items), size):
            yield items[start : start + size]
