"""Several children, shared by everybody in the process: blocking calls and asynchronous batches.

Each child belongs to one thread at a time; the threads only wait, so the work of parsing is spread over the cores
while the caller's event loop runs on. Batches are what makes it pay: on two cores 796 pages of 40 kB a second with
batches of 64 against 719 with 16 and 324 in one process.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self, TypeVar

from citecheck.pool.unread import Unread
from citecheck.pool.worker import Worker, as_result

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
        result: Result | Unread = as_result(self._submit(function, [item]).result()[0])
        return result

    def map(self, function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result | Unread]:
        """Run all jobs in batches and wait for them; results in the order of `items`."""
        futures = [self._submit(function, batch) for batch in self._batches(items)]
        return [as_result(message) for future in futures for message in future.result()]

    async def run(self, function: Callable[[Item], Result], items: Sequence[Item]) -> list[Result | Unread]:
        """Run all jobs in batches without blocking the event loop; results in the order of `items`."""
        futures = [asyncio.wrap_future(self._submit(function, batch)) for batch in self._batches(items)]
        return [as_result(message) for batch in await asyncio.gather(*futures) for message in batch]

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
