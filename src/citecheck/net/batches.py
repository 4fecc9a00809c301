"""Batches of exchanges: group a stream into batches while it continues to run."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator

from citecheck.model.exchange import Exchange

HEAVY_BATCH = 16_000_000
"""Bytes of bodies that fill a batch, and bytes that may wait while the current batch is processed."""

_QUIET_TURNS = 4
"""Turns of the event loop without an exchange after which a batch is complete: a refusal takes three to arrive."""


def count_body_bytes(exchange: Exchange) -> int:
    """Return the total size of an exchange's bodies in bytes."""
    return sum([len(hop.body) for hop in exchange.hops])


async def batch_exchanges(
    stream: AsyncIterator[Exchange],
    size: int,
    *,
    ahead: int = 256,
    every: float = 0.0,
    rest: list[Exchange] | None = None,
) -> AsyncGenerator[list[Exchange], None]:
    """Yield what the stream has produced so far, at least one and at most `size` exchanges at a time.

    The next batch is yielded `every` seconds after the one before at the earliest, or when the stream has ended. While
    the caller processes a batch, the stream continues, up to `ahead` exchanges. An error of the stream is raised after
    the exchanges before it have been yielded. Where the caller ends early, `rest` gets what was received and not
    yielded.
    """
    waiting = _Waiting(ahead)
    task = asyncio.ensure_future(waiting.fill(stream))
    due = 0.0
    try:
        while batch := await waiting.take(size, due):
            due = every and asyncio.get_running_loop().time() + every
            yield batch
            waiting.release(batch)
        await task
    finally:
        task.cancel()
        if rest is not None:
            rest += waiting.drain()


class _Waiting:
    """The exchanges that were received and not yielded yet, bounded in number and in bytes."""

    def __init__(self, ahead: int) -> None:
        self._items: deque[Exchange] = deque()
        self._arrived = asyncio.Event()
        self._room = asyncio.Semaphore(ahead)
        self._light = asyncio.Event()
        self._load = 0
        self._ended = asyncio.Event()

    async def fill(self, stream: AsyncIterator[Exchange]) -> None:
        """Receive the stream to its end, with pauses while too much waits."""
        try:
            async for item in stream:
                await self._room.acquire()
                self._items.append(item)
                self._arrived.set()
                self._load += count_body_bytes(item)
                while self._load > HEAVY_BATCH:
                    self._light.clear()
                    await self._light.wait()
        finally:
            self._ended.set()
            self._arrived.set()

    async def take(self, size: int, due: float) -> list[Exchange]:
        """Return the next batch, not before the loop's time `due`; it is empty at the end of the stream."""
        while not (self._items or self._ended.is_set()):
            self._arrived.clear()
            await self._arrived.wait()
        if (left := due - asyncio.get_running_loop().time()) > 0:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._ended.wait(), left)
        await self._wait_for_more(size)
        batch: list[Exchange] = []
        load = 0
        while self._items and len(batch) < size and load < HEAVY_BATCH:
            batch.append(self._items.popleft())
            load += count_body_bytes(batch[-1])
        return batch

    async def _wait_for_more(self, size: int) -> None:
        """Let the stream go on while it produces at once, as where no host is asked or all answers are there."""
        quiet = 0
        while (
            quiet < _QUIET_TURNS and len(self._items) < size and self._load < HEAVY_BATCH and not self._ended.is_set()
        ):
            before = len(self._items)
            await asyncio.sleep(0)
            quiet = 0 if len(self._items) > before else quiet + 1

    def release(self, batch: list[Exchange]) -> None:
        """Make room for as many exchanges as a processed batch had."""
        self._load -= sum(map(count_body_bytes, batch))
        self._light.set()
        for _ in batch:
            self._room.release()

    def drain(self) -> list[Exchange]:
        """Take everything that waits."""
        found = list(self._items)
        self._items.clear()
        return found
