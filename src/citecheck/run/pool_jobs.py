"""The jobs of a run that are done in a killable child process.

Each takes one value and returns one, and untrusted bytes are read here. A job is a frozen value and a function at
module level, since the pool refers to functions by module and name. The jobs: read a visited page and compare it with
the last capture; read it again together with the site's answer for a missing page; read the published version of a
draft; read an archived copy; and search the text of a source for a claim.

The parent only names the jobs. What they need to read a page is imported in them, so that only a child loads it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b

from citecheck.archive.public.archives import FetchedMemento
from citecheck.model.change import Anchor, AnchorState, Change, Comparison
from citecheck.model.draft import Draft, Format
from citecheck.model.evidence import Claim, Evidence, Support
from citecheck.model.exchange import Reached
from citecheck.model.page import Answer, Coverage, Page, PageReading, PageText, Reach
from citecheck.reach.decision import reach_of_page
from citecheck.run.context import VisitPageResult
from citecheck.run.draft_cache import identify_code


@dataclass(frozen=True, slots=True)
class VisitPageJob:
    """An answer to read; `previous` is the answer of the last good capture of the same source.

    `fragments` are the fragments of the page that drafts cite. With `brief` no copy is kept and no claim is compared:
    the beginning is read, and the rest only if the verdict needs it.
    """

    exchange: Reached
    body_limit: int
    previous: Reached | None = None
    fragments: tuple[str, ...] = ()
    brief: bool = False


_READ_FIELDS = frozenset(
    {
        *(b"content-type", b"content-encoding", b"server", b"retry-after", b"cf-mitigated", b"x-amzn-waf-action"),
        *(b"x-datadome", b"x-px-block", b"x-sucuri-block", b"x-adblock-key"),
    }
)
"""The fields of a header by which pages are read and classified."""


def identify_reading(exchange: Reached, body_limit: int) -> str:
    """Return a digest of what the reading of an answer depends on except its body; equal ones are read the same."""
    last = exchange.hops[-1]
    fields = sorted((name.lower(), value) for name, value in last.headers if name.lower() in _READ_FIELDS)
    state = (exchange.url, last.url, last.status, last.truncated, last.rendered, body_limit, fields)
    return blake2b(identify_code() + repr(state).encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def read_and_compare(job: VisitPageJob) -> VisitPageResult:
    """Read one answer; compare it only if it shows content, since a wall is not a new version of an article.

    The earlier answer is read again instead of taken from the store, so that the same version of the reader reads both
    sides and only a change of the source can make a difference.
    """
    from citecheck.page.answer import answer_of  # noqa: PLC0415 (for the children only)
    from citecheck.page.fragments import find_lost_fragments  # noqa: PLC0415 (for the children only)
    from citecheck.page.reading import read_page  # noqa: PLC0415 (for the children only)

    last = job.exchange.hops[-1]
    if job.brief and (beginning := _read_beginning(job)):
        return VisitPageResult(last.url, beginning)
    answer = answer_of(job.exchange, body_limit=job.body_limit)
    reading = read_page(answer, roles=job.previous is not None)
    whole = last.truncated is None and not answer.truncated
    if last.rendered or not whole:
        coverage = Coverage.RENDERED if last.rendered else Coverage.PART
        reading = replace(reading, text=replace(reading.text, coverage=coverage))
    shows_content = reach_of_page(reading.page, last.status) is Reach.LIVE
    sought = job.fragments if whole and shows_content else ()
    lost = find_lost_fragments(answer, reading.text.visible, sought) if sought else ()
    if job.previous is None or not shows_content:
        return VisitPageResult(last.url, reading, lost=lost, sought=sought)
    if job.previous.hops[-1].body == last.body:
        return VisitPageResult(last.url, reading, Comparison(Change.SAME), lost, sought)
    from citecheck.page.difference.comparison import compare  # noqa: PLC0415 (the parent only names jobs and compares nothing)

    before = read_page(answer_of(job.previous, body_limit=job.body_limit))
    return VisitPageResult(last.url, reading, compare(before, reading), lost, sought)


_BEGINNING = 65_536
"""Bytes of a body by which a link is judged: nearly all pages say in them what they are."""


def _read_beginning(job: VisitPageJob) -> PageReading | None:
    """Return the reading of the first bytes of a page, None if a verdict needs more.

    It is enough for a page with a title that shows content there, if no place within the page is cited.
    """
    from citecheck.page.answer import answer_of  # noqa: PLC0415 (for the children only)
    from citecheck.page.formats import Medium, medium_of  # noqa: PLC0415 (for the children only)
    from citecheck.page.reading import read_page  # noqa: PLC0415 (for the children only)

    if job.fragments or job.previous is not None:
        return None
    answer = answer_of(job.exchange, body_limit=job.body_limit)
    if answer.truncated or job.exchange.hops[-1].truncated is not None:
        return None
    beginning = replace(answer, body=answer.body[:_BEGINNING])
    if len(answer.body) > _BEGINNING and medium_of(answer.body, answer.headers)[0] is not Medium.HTML:
        return None
    reading = read_page(beginning, roles=False, fingerprint=False)
    if len(answer.body) <= _BEGINNING:
        return reading
    is_plain = reading.page is Page.LIVE and reading.doubt is None
    if not is_plain or not reading.text.title or len(reading.text.main) < _ENOUGH_TEXT:
        return None
    return replace(reading, text=replace(reading.text, coverage=Coverage.PART))


_ENOUGH_TEXT = 500
"""Characters of main text by which the beginning of a page shows that it has content."""


@dataclass(frozen=True, slots=True)
class PublishedJob:
    """The published version of a draft, to be read in the pool."""

    exchange: Reached
    body_limit: int


def read_published(job: PublishedJob) -> Draft:
    """Read the published version. Raises UnreadableInput if it holds no readable text."""
    from citecheck.draft.reading import read_draft  # noqa: PLC0415 (for the children only)
    from citecheck.page.answer import answer_of  # noqa: PLC0415 (for the children only)

    answer = answer_of(job.exchange, body_limit=job.body_limit)
    url = job.exchange.hops[-1].url
    fmt = Format.PDF if answer.body[:5] == b"%PDF-" else Format.HTML
    return read_draft(answer.body, path=url, fmt=fmt, base=url)


@dataclass(frozen=True, slots=True)
class EvidenceJob:
    """The text of one source and claims that cite it, to be examined in the pool."""

    text: PageText
    claims: tuple[Claim, ...]


def run_evidence_job(job: EvidenceJob) -> tuple[Evidence, ...]:
    """Search one text for each of its claims, in their order; what is read of it for one claim serves the next."""
    from citecheck.evidence.examination import examine  # noqa: PLC0415 (for the children only)

    return tuple(examine(claim, job.text) for claim in job.claims)


@dataclass(frozen=True, slots=True)
class ProbeJob:
    """A suspect page and its site's answer for the made-up path, to be read in the pool."""

    page: Reached
    requested: str
    made_up: Reached
    body_limit: int


def read_with_missing_page(job: ProbeJob) -> PageReading:
    """Read a page again together with its site's answer for a missing page."""
    from citecheck.page.answer import answer_of  # noqa: PLC0415 (for the children only)
    from citecheck.page.reading import read_page  # noqa: PLC0415 (for the children only)

    missing = read_page(answer_of(job.made_up, body_limit=job.body_limit), roles=False).text
    answer = answer_of(job.page, body_limit=job.body_limit)
    return read_page(replace(answer, requested_url=job.requested, missing=missing), roles=False)


@dataclass(frozen=True, slots=True)
class CopyJob:
    """An archived answer with the anchors of its source and the claims that cite it."""

    held: FetchedMemento
    url: str
    anchors: tuple[Anchor, ...]
    claims: tuple[Claim, ...]


def holds_content(job: CopyJob) -> bool:
    """Return whether an archived answer shows the cited content."""
    from citecheck.evidence.anchors import read_anchor  # noqa: PLC0415 (for the children only)
    from citecheck.evidence.examination import examine  # noqa: PLC0415 (for the children only)
    from citecheck.page.reading import read_page  # noqa: PLC0415 (for the children only)

    held = job.held
    page = read_page(Answer(held.body, job.url, job.url, held.status, held.headers, held.truncated), roles=False)
    if page.page not in {Page.LIVE, Page.PAYWALL_PARTIAL}:
        return False
    if job.anchors:
        states = (read_anchor(anchor, page.text.visible, page.text.language).state for anchor in job.anchors)
        return any(state in {AnchorState.INTACT, AnchorState.MOVED} for state in states)
    found = (examine(claim, page.text) for claim in job.claims)
    return any(one.support is Support.EVIDENCE and not one.names_only for one in found)
