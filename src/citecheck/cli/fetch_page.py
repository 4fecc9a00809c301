"""Reading the pages that `citecheck fetch` got, in killable children."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from citecheck.model.exchange import Exchange, Reached
from citecheck.model.page import Answer, Fingerprint, PageReading, PageText
from citecheck.pool import Pool, Unread

WORKERS = 2
SECONDS = 30.0
MEMORY = 1_500_000_000
"""Bounds of one child."""


@dataclass(frozen=True, slots=True)
class PageJob:
    """An answer to read; `limit` bounds its decoded body, bytes."""

    reached: Reached
    limit: int


@dataclass(frozen=True, slots=True)
class Brief:
    """What a line of output holds of a page: its reading without texts, and the digest of its text's fingerprint."""

    reading: PageReading
    fingerprint: str


class Reader:
    """Children that read pages, alive while it is entered."""

    def __init__(self, *, body_limit: int, seconds: float = SECONDS) -> None:
        self._limit = body_limit
        self._pool = Pool(WORKERS, seconds=min(seconds, SECONDS), memory=MEMORY)

    def __enter__(self) -> Self:
        self._pool.warm(load_readers)
        return self

    def __exit__(self, *exc: object) -> None:
        self._pool.close()

    async def read(self, group: Sequence[Exchange]) -> list[Brief | Unread | None]:
        """Read the pages of a batch; None for what brought no page."""
        jobs = [PageJob(each, self._limit) for each in group if isinstance(each, Reached)]
        readings = iter(await self._pool.run(read_briefly, jobs))
        return [next(readings) if isinstance(each, Reached) else None for each in group]


def load_readers(_: None) -> None:
    """Load the parsers while the first pages are still on their way."""
    from citecheck.content import read_page  # noqa: PLC0415 (the children's alone)

    read_page(Answer(b"<p>A page."))


def read_briefly(job: PageJob) -> Brief:
    """Read one answer, and leave behind what a line of output does not hold: texts are dear to send."""
    from citecheck.content import answer_of, digest_of, read_page  # noqa: PLC0415 (parsers: the children's alone)

    reading = read_page(answer_of(job.reached, body_limit=job.limit), roles=False)
    bare = Fingerprint(reading.fingerprint.version, (), ())
    text = PageText(reading.text.title, "", "")
    return Brief(replace(reading, text=text, fingerprint=bare), digest_of(reading.fingerprint))
