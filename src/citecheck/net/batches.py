"""Batches of exchanges: group a stream into batches while it continues to run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator

from citecheck.model.exchange import Exchange

HEAVY_BATCH = 16_000_000
"""Bytes of bodies that fill a batch, and bytes that may wait while the current batch is processed."""


def count_body_bytes(exchange: Exchange) -> int:
    """Return the total size of an exchange's bodies in bytes."""
    return sum([len(hop.body) for hop in exchange.hops])


async def batch_exchanges(
    stream: AsyncIterator[Exchange], size: int, *, ahead: int = 256, rest: list[Exchange] | None = None
) -> AsyncGenerator[list[Exchange], None]:
    """Yield what the stream has produced so far, at least one and at most `size` exchanges at a time.

    While the caller processes a batch, the stream continues, up to `ahead` exchanges. An error of the stream is
    raised after the exchanges before it have been yielded. Where the caller ends early, `rest` gets what was received
    and not yielded.
    """
    waiting = _Waiting(ahead)
    task = asyncio.ensure_future(waiting.fill(stream))
    try:
        while batch := await waiting.take(size):
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
        self._queue: asyncio.Queue[Exchange | None] = asyncio.Queue()
        self._room = asyncio.Semaphore(ahead)
        self._light = asyncio.Event()
        self._load = 0
        self._ended = False

    async def fill(self, stream: AsyncIterator[Exchange]) -> None:
        """Receive the stream to its end, with pauses while too much waits."""
        try:
            async for item in stream:
                await self._room.acquire()
                self._queue.put_nowait(item)
                self._load += count_body_bytes(item)
                while self._load > HEAVY_BATCH:
                    self._light.clear()
                    await self._light.wait()
        finally:
            self._queue.put_nowait(None)

    async def take(self, size: int) -> list[Exchange]:
        """Return the next batch, which is empty at the end of the stream."""
        item = None if self._ended else await self._queue.get()
        batch: list[Exchange] = []
        load = 0
        while item is not None:
            batch.append(item)
            load += count_body_bytes(item)
            if len(batch) == size or load >= HEAVY_BATCH or self._queue.empty():
                return batch
            item = self._queue.get_nowait()
        self._ended = True
        return batch

    def release(self, batch: list[Exchange]) -> None:
        """Make room for as many exchanges as a processed batch had."""
        self._load -= sum(map(count_body_bytes, batch))
        self._light.set()
        for _ in batch:
            self._room.release()

    def drain(self) -> list[Exchange]:
        """Take everything that waits."""
        found = [self._queue.get_nowait() for _ in range(self._queue.qsize())]
        return [each for each in found if each is not None]
