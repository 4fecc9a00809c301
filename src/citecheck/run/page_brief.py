"""A page read for one line of `citecheck fetch`, in a child process.

Children and the parent import this module, so it loads neither parsers nor archive by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from citecheck.model.exchange import Reached
from citecheck.model.page import Answer, Fingerprint, PageReading, PageText


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


def load_readers(_: None) -> None:
    """Load the parsers while the first pages are still on their way."""
    from citecheck.page.reading import read_page  # noqa: PLC0415 (the children's alone)

    read_page(Answer(b"<p>A page."))


def read_briefly(job: BriefJob) -> PageBrief:
    """Read one answer, and leave out what a line of output does not hold: texts are dear to send."""
    from citecheck.page.answer import answer_of  # noqa: PLC0415 (parsers: the children's alone)
    from citecheck.page.fingerprint import digest_of  # noqa: PLC0415 (parsers: the children's alone)
    from citecheck.page.reading import read_page  # noqa: PLC0415 (parsers: the children's alone)

    reading = read_page(answer_of(job.reached, body_limit=job.limit), roles=False)
    bare = Fingerprint(reading.fingerprint.version, (), ())
    text = PageText(reading.text.title, "", "")
    return PageBrief(replace(reading, text=text, fingerprint=bare), digest_of(reading.fingerprint))
