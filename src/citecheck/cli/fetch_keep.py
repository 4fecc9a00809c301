"""Keeping what `citecheck fetch` got: batches written and synced by one thread, in turn."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from citecheck import __version__
from citecheck.archive import WarcWriter
from citecheck.model.exchange import Exchange
from citecheck.model.report import Capture


class Keeper:
    """An archive in `folder`, open while it is entered. Raises StoreError where it cannot be written."""

    def __init__(self, folder: Path) -> None:
        software = f"citecheck/{__version__}"
        self._archive = WarcWriter(folder, software=software, now=now, make_id=lambda: str(uuid.uuid4()))
        # One thread, since the writer takes one; what an interrupt finds in it is written to its end before closing.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="archive")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._thread.submit(self._archive.close).result()
        self._thread.shutdown()

    async def keep(self, group: Sequence[Exchange]) -> list[Capture | None]:
        """Write a batch; on return it is on the disk."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._write, group)

    def _write(self, group: Sequence[Exchange]) -> list[Capture | None]:
        captures = [self._archive.write(exchange, sync=False) for exchange in group]
        self._archive.sync()
        return captures


def now() -> datetime:
    """Return the moment, in UTC."""
    return datetime.now(UTC)
