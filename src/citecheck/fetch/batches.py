"""Turning a stream of exchanges into batches without holding either side up."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import TypeVar

T = TypeVar("T")


async def batches(stream: AsyncIterator[T], size: int, *, ahead: int = 256) -> AsyncIterator[list[T]]:
    """Give what the stream has brought so far, at least one and at most `size` items at a time.

    While a batch is worked on the stream goes on, up to `ahead` items. An error of the stream is raised after the
    items before it were given.
    """
    queue: asyncio.Queue[T | None] = asyncio.Queue()
    room = asyncio.Semaphore(ahead)

    async def pump() -> None:
        try:
            async for item in stream:
                await room.acquire()
                queue.put_nowait(item)
        finally:
            queue.put_nowait(None)

    task = asyncio.ensure_future(pump())
    try:
        item = await queue.get()
        while item is not None:
            batch = [item]
            while len(batch) < size and not queue.empty() and (item := queue.get_nowait()) is not None:
                batch.append(item)
            yield batch
            for _ in batch:
                room.release()
            if item is not None:
                item = await queue.get()
        await task
    finally:
        task.cancel()
