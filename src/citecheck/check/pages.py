"""The work on one answer that is done in a killable child process: read it, and compare it with the last capture."""

from __future__ import annotations

from dataclasses import dataclass

from citecheck import content
from citecheck.model.change import Change, Comparison
from citecheck.model.exchange import Reached
from citecheck.model.page import PageReading, Reach


@dataclass(frozen=True, slots=True)
class PageJob:
    """An answer to read; `previous` is the answer of the last good capture of the same source."""

    exchange: Reached
    body_limit: int
    previous: Reached | None = None


@dataclass(frozen=True, slots=True)
class PageResult:
    """What was read at `url`, the address that answered, and how it differs from before, None if there is no before."""

    url: str
    reading: PageReading
    comparison: Comparison | None = None


def read_and_compare(job: PageJob) -> PageResult:
    """Read one answer; compare it only if it shows content, since a wall is no new version of an article.

    The earlier answer is read again rather than taken from the store, so that both sides are read by the same version
    of the reader and only the source itself can differ.
    """
    url = job.exchange.hops[-1].url
    reading = content.read_page(
        content.answer_of(job.exchange, body_limit=job.body_limit), roles=job.previous is not None
    )
    if job.previous is None or reading.reach is not Reach.LIVE:
        return PageResult(url, reading)
    if job.previous.hops[-1].body == job.exchange.hops[-1].body:
        return PageResult(url, reading, Comparison(Change.SAME))
    from citecheck.content.compare import compare  # noqa: PLC0415 (the parent, which only names jobs, compares nothing)

    before = content.read_page(content.answer_of(job.previous, body_limit=job.body_limit))
    return PageResult(url, reading, compare(before, reading))
