"""The work on one answer that is done in a killable child process: read it, and compare it with the last capture."""

from __future__ import annotations

from dataclasses import dataclass

from citecheck.content.codings import answer_of
from citecheck.content.fragment import lost_fragments
from citecheck.content.reading import read_page
from citecheck.model.change import Change, Comparison
from citecheck.model.exchange import Reached
from citecheck.model.page import Page, PageReading, Reach


@dataclass(frozen=True, slots=True)
class PageJob:
    """An answer to read; `previous` is the answer of the last good capture of the same source.

    `fragments` are what drafts cite within the page.
    """

    exchange: Reached
    body_limit: int
    previous: Reached | None = None
    fragments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageResult:
    """What was read at `url`, the address that answered, and how it differs from before, None if there is no before.

    `lost` are the cited fragments whose place the page does not hold.
    """

    url: str
    reading: PageReading
    comparison: Comparison | None = None
    lost: tuple[str, ...] = ()


def read_and_compare(job: PageJob) -> PageResult:
    """Read one answer; compare it only if it shows content, since a wall is no new version of an article.

    The earlier answer is read again rather than taken from the store, so that both sides are read by the same version
    of the reader and only the source itself can differ.
    """
    last = job.exchange.hops[-1]
    answer = answer_of(job.exchange, body_limit=job.body_limit)
    reading = read_page(answer, roles=job.previous is not None)
    whole = last.truncated is None and not answer.truncated
    lost: tuple[str, ...] = ()
    if job.fragments and whole and reading.page is Page.LIVE and reading.reach is Reach.LIVE:
        lost = lost_fragments(answer, reading.text.visible, job.fragments)
    if job.previous is None or reading.reach is not Reach.LIVE:
        return PageResult(last.url, reading, lost=lost)
    if job.previous.hops[-1].body == last.body:
        return PageResult(last.url, reading, Comparison(Change.SAME), lost)
    from citecheck.content.compare import compare  # noqa: PLC0415 (the parent, which only names jobs, compares nothing)

    before = read_page(answer_of(job.previous, body_limit=job.body_limit))
    return PageResult(last.url, reading, compare(before, reading), lost)
