"""Read a page for one output line of `citecheck fetch`, in a child process.

Both the children and the parent import this module, so it loads neither parsers nor the archive itself.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from citecheck.model.exchange import Reached
from citecheck.model.page import Answer, Fingerprint, PageReading, PageText


@dataclass(frozen=True, slots=True)
class BriefJob:
    """An answer to read; `limit` is the maximum size of its decoded body, in bytes."""

    reached: Reached
    limit: int


@dataclass(frozen=True, slots=True)
class PageBrief:
    """The page data of an output line: the reading without texts, and the digest of the fingerprint."""

    reading: PageReading
    fingerprint: str


def load_readers(_: None) -> None:
    """Load the parsers while the first pages are still being requested."""
    from citecheck.page.reading import read_page  # noqa: PLC0415 (for the children only)

    read_page(Answer(b"<p>A page."))


def read_briefly(job: BriefJob) -> PageBrief:
    """Read one answer, without the data that an output line does not hold: texts are expensive to send."""
    from citecheck.page.answer import answer_of  # noqa: PLC0415 (parsers are for the children only)
    from citecheck.page.fingerprint import digest_of  # noqa: PLC0415 (parsers are for the children only)
    from citecheck.page.reading import read_page  # noqa: PLC0415 (parsers are for the children only)

    reading = read_page(answer_of(job.reached, body_limit=job.limit), roles=False)
    bare = Fingerprint(reading.fingerprint.version, (), ())
    text = PageText(reading.text.title, "", "", coverage=reading.text.coverage)
    return PageBrief(replace(reading, text=text, fingerprint=bare), digest_of(reading.fingerprint))
