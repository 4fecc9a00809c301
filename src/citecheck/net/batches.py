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
    queue: asyncio.Queue[Exchange | None] = asyncio.Queue()
    room = asyncio.Semaphore(ahead)
    light = asyncio.Event()
    waiting = 0

    async def pump() -> None:
        nonlocal waiting
        try:
            async for item in stream:
                await room.acquire()
                queue.put_nowait(item)
                waiting += count_body_bytes(item)
                while waiting > HEAVY_BATCH:
                    light.clear()
                    await light.wait()
        finally:
            queue.put_nowait(None)

    task = asyncio.ensure_future(pump())
    try:
        item = await queue.get()
        while item is not None:
            batch, load = [item], count_body_bytes(item)
            while (
                len(batch) < size
                and load < HEAVY_BATCH
                and not queue.empty()
                and (item := queue.get_nowait()) is not None
            ):
                batch.append(item)
                load += count_body_bytes(item)
            yield batch
            waiting -= load
            light.set()
            for _ in batch:
                room.release()
            if item is not None:
                item = await queue.get()
        await task
    finally:
        task.cancel()
        while rest is not None and not queue.empty():
            rest += [each for each in [queue.get_nowait()] if each is not None]
