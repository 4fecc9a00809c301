"""The stages of `citecheck fetch` after the crawl: pages read in children, exchanges kept in the archive.

A batch is written and synced by one thread, in turn; what is printed later is on the disk. Children import
this module, so it must load neither archive nor parsers by itself.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from citecheck import __version__
from citecheck.archive.warc.writer import WarcWriter
from citecheck.model.exchange import Exchange, Reached
from citecheck.model.page import Answer, Fingerprint, PageReading, PageText
from citecheck.model.report import Capture
from citecheck.run.pool import Pool, Unread

WORKERS = 2
SECONDS = 30.0
MEMORY = 1_500_000_000
"""Bounds of one child."""


@dataclass(frozen=True, slots=True)
class BriefJob:
    """An answer to read; `limit` bounds its decoded body, bytes."""

    reached: Reached
    limit: int


@dataclass(frozen=True, slots=True)
class PageBrief:
    """What a line of output holds of a page: its reading without texts, and the digest of its text's fingerprint."""

    reading: PageReading
    fingerprint: str


class PageReader:
    """Children that read pages, alive while it is entered."""

    def __init__(self, *, body_limit: int, seconds: float = SECONDS) -> None:
        self._limit = body_limit
        self._pool = Pool(WORKERS, seconds=min(seconds, SECONDS), memory=MEMORY)

    def __enter__(self) -> Self:
        self._pool.warm(load_readers)
        return self

    def __exit__(self, *exc: object) -> None:
        self._pool.close()

    async def read(self, group: Sequence[Exchange]) -> list[PageBrief | Unread | None]:
        """Read the pages of a batch; None for what brought no page."""
        jobs = [BriefJob(each, self._limit) for each in group if isinstance(each, Reached)]
        readings = iter(await self._pool.run(read_briefly, jobs))
        return [next(readings) if isinstance(each, Reached) else None for each in group]


def load_readers(_: None) -> None:
    """Load the parsers while the first pages are still on their way."""
    from citecheck.page.reading import read_page  # noqa: PLC0415 (the children's alone)

    read_page(Answer(b"<p>A page."))


def read_briefly(job: BriefJob) -> PageBrief:
    """Read one answer, and leave behind what a line of output does not hold: texts are dear to send."""
    from citecheck.page.answer import answer_of  # noqa: PLC0415 (parsers: the children's alone)
    from citecheck.page.fingerprint import digest_of  # noqa: PLC0415 (parsers: the children's alone)
    from citecheck.page.reading import read_page  # noqa: PLC0415 (parsers: the children's alone)

    reading = read_page(answer_of(job.reached, body_limit=job.limit), roles=False)
    bare = Fingerprint(reading.fingerprint.version, (), ())
    text = PageText(reading.text.title, "", "")
    return PageBrief(replace(reading, text=text, fingerprint=bare), digest_of(reading.fingerprint))


class ExchangeKeeper:
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
