"""Killable, memory-limited child processes that parse all untrusted input: one child, and the pool of several.

A child is started when needed, killed when a job exceeds its time, and replaced for the next job. All callers in the
process share the pool, with blocking calls and asynchronous batches. Each child belongs to one thread at a time; the
threads only wait, so parsing runs on all cores while the caller's event loop continues. Batches make it efficient: on
two cores, 796 pages of 40 kB per second with batches of 64, 719 with batches of 16, and 324 in one process.
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
from functools import partial
from queue import SimpleQueue
from types import TracebackType
from typing import IO, Any, Self, TypeVar

from citecheck.run.pool_child import Unread, attempt_job, read_frame, write_frame, write_pickle

__all__ = ["Pool", "Unread", "Worker"]


if sys.platform == "linux":
    import fcntl

_STARTUP = 10.0
"""Additional seconds for the first job of a child, which imports the modules of the job."""

_GRACE = 1.0
"""Seconds that the parent waits after the child's own alarm is due."""

_LAST_WORDS = 2.0
"""Seconds that a child has to exit after it closed its pipe, so that its exit code is known."""

_MESSAGE = 8 << 20
"""Bytes of items above which no more items are added to a message."""

_PIPE = 1 << 20
"""Bytes of pipe capacity where the system allows it: with the usual 64 kB both ends wake up forty times per batch."""

_TAIL = 2_000
"""Bytes of the child's standard error that are read after a crash."""


class Worker:
    """A child and its pipes. Used by one thread at a time; `kill` may be called from any thread."""

    def __init__(self, *, seconds: float, memory: int) -> None:
        """Set the limits: `seconds` per job, `memory` in bytes per child."""
        self.seconds = seconds
        self.memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._closed = False

    def run(self, function: Callable[[Any], Any], items: Sequence[Any]) -> list[Any]:
        """Run `function` on each item and return (kind, value) pairs in order; for the kinds, see `pool_child.run_job`.

        An item that exceeds its time or crashes its child is returned as ("unread", reason); a new child continues
        with the items after it.
        """
        results: list[Any] = []
        while len(results) < len(items):
            if self._closed:
                results.extend([("unread", "the run was stopped")] * (len(items) - len(results)))
                break
            results.extend(self._attempt(function, _pickle_batch(items[len(results) :])))
        return results

    def kill(self) -> None:
        """Kill the child at once; the next job starts a new one."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()

    def close(self) -> None:
        """Kill the child permanently; a job in it is returned as unread."""
        self._closed = True
        self.kill()

    def discard(self) -> None:
        """Wait for the killed child and close its pipes and files."""
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
        """Send pickled items to the child and collect answers until all have arrived or one is lost."""
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
                if not self._readable(process.stdout, grace=_STARTUP if fresh else _GRACE):
                    results.append(("unread", self._describe_timeout()))
                    self.discard()
                    break
                results.append(read_frame(process.stdout))
                fresh = False
        except (EOFError, OSError):
            results.append(("unread", self._describe_end()))
            self.discard()
        return results

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the child; start one if there is none."""
        if self._process is None or self._process.poll() is not None:
            self.discard()
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (lives as long as the child)
            # A session of its own: only the parent gets an interrupt from the terminal, and then ends its children.
            self._process = subprocess.Popen(  # noqa: S603 (our own interpreter and module)
                [sys.executable, "-m", "citecheck.run.pool_child", str(self.memory), str(self.seconds)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                bufsize=0,
                start_new_session=True,
            )
            _widen_pipe(self._process.stdin)
        return self._process

    def _readable(self, stream: IO[bytes], *, grace: float) -> bool:
        """Wait until the next answer begins to arrive, at most the time of one job plus `grace` seconds."""
        # Not a selector: creating one per answer took as long as all other work of the parent for that answer.
        waiting = select.poll()
        waiting.register(stream, select.POLLIN)
        return bool(waiting.poll((self.seconds + grace) * 1000))

    def _describe_end(self) -> str:
        """Return how the child ended, with the last line of its standard error if it wrote any."""
        assert self._process is not None
        try:
            code = self._process.wait(timeout=_LAST_WORDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        if self._closed:
            return "the run was stopped"
        if code == -signal.SIGALRM:
            return self._describe_timeout()
        ended = f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"the reader crashed ({': '.join(filter(None, [ended, self._last_line()]))})"

    def _describe_timeout(self) -> str:
        return f"took longer than {self.seconds:g} s"

    def _last_line(self) -> str:
        """Return the last line of the child's standard error, empty if it wrote none."""
        if self._errors is None:
            return ""
        end = self._errors.seek(0, 2)
        self._errors.seek(max(0, end - _TAIL))
        lines = self._errors.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""


def _widen_pipe(pipe: IO[bytes] | None) -> None:
    """Increase the capacity of a pipe where the system supports and permits it."""
    if pipe is not None and sys.platform == "linux":
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE)


def _pickle_batch(items: Sequence[Any]) -> list[bytes]:
    """Pickle the first items: as many as fit into one message, but at least one.

    A batch of large pages then needs no more memory on either side than one page.
    """
    pickles: list[bytes] = []
    size = 0
    for item in items:
        pickles.append(pickle.dumps(item, pickle.HIGHEST_PROTOCOL))
        size += len(pickles[-1])
        if size >= _MESSAGE:
            break
    return pickles


def _unwrap_message(message: tuple[str, Any]) -> Any:
    """Return the value or `Unread` of a child's message, or raise its error."""
    kind, value = message
    match kind:
        case "value":
            return value
        case "error":
            raise value
        case "fault":
            return Unread(*value)
        case _:
            return Unread(value)


Item = TypeVar("Item")
Result = TypeVar("Result")

_SECONDS = 20.0
_MEMORY = 1 << 30
"""Bytes; hostile files needed 2 GB in measurements, the largest real pages a few hundred MB including libraries."""
_BATCH = 64


class Pool:
    """Child processes that run functions on items within limits of time and memory.

    A function must be importable by name (module level); items and results must be picklable. A job that exceeds its
    time, runs out of memory or crashes its child is returned as `Unread`; other jobs are not affected. A
    `CitecheckError` of the function is raised to the caller. Use the pool as a context manager, blocking or async: on
    exit all children are killed, even in the middle of a job.
    """

    def __init__(self, workers: int, *, seconds: float = _SECONDS, memory: int = _MEMORY) -> None:
        """Prepare `workers` children with `seconds` per job and `memory` bytes each; none is started yet."""
        self._workers = tuple(Worker(seconds=seconds, memory=memory) for _ in range(workers))
        self._idle: SimpleQueue[Worker] = SimpleQueue()
        for worker in self._workers:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="citecheck-pool")

    def warm(self, function: Callable[[None], object]) -> None:
        """Start all children and run `function` in each, for example to load modules; do not wait for them."""
        for _ in self._workers:
            self._submit(function, [None])

    def call(self, function: Callable[[Item], Result], item: Item) -> Result | Unread:
        """Run one job and wait for it."""
        result: Result | Unread = _unwrap_message(self._submit(function, [item]).result()[0])
        return result

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result | Unread]:
        """Run all jobs in batches and wait for them; return the results in the order of `items`."""
        futures = [self._submit(function, batch) for batch in self._batches(items)]
        return [_unwrap_message(message) for future in futures for message in future.result()]

    async def run(
        self, function: Callable[[Item], Result], items: Sequence[Item], *, here: bool = False
    ) -> list[Result | Unread]:
        """Run all jobs in batches without blocking the event loop; return the results in the order of `items`.

        With `here` they run in this process, without limits: for a few short texts, which take less than a child does.
        """
        if here:
            return [_unwrap_message(attempt_job(partial(function, item))) for item in items]
        futures = [asyncio.wrap_future(self._submit(function, batch)) for batch in self._batches(items)]
        return [_unwrap_message(message) for batch in await asyncio.gather(*futures) for message in batch]

    def allow(self, seconds: float) -> None:
        """Lower the time limit of all jobs started from now on to `seconds`; a higher value has no effect."""
        for worker in self._workers:
            worker.seconds = min(worker.seconds, seconds)

    def close(self) -> None:
        """Kill all children and wait for the threads; unfinished jobs are returned as unread."""
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
        """Run a batch in an idle child; there are as many children as threads, so one is always idle."""
        worker = self._idle.get()
        try:
            return worker.run(function, batch)
        finally:
            self._idle.put(worker)

    def _batches(self, items: Sequence[Item]) -> Iterator[Sequence[Item]]:
        """Split items into batches of at most `_BATCH`, small enough that every child gets some."""
        size = max(1, min(_BATCH, -(-len(items) // len(self._workers))))
        for start in range(0, len(items), size):
            yield items[start : start + size]
