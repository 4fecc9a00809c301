"""What a run works with and what it knows so far: the ports to the world, the options, and the context of its stages.

A `Stage` takes the context and returns it with what it found out; a `BatchStage` does the same for a batch of
exchanges, while others are still being asked. Tests hand in their own ports. `citecheck fetch` and the children import
this module, so it loads no store, no parser and no archive by itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from citecheck.archive.public.archives import PublicArchive
    from citecheck.archive.public.client import ArchiveClient
    from citecheck.archive.warc.capture_event import KeptBody
    from citecheck.evidence.passages import Likeness
    from citecheck.extras.judge.judge import Judge
    from citecheck.model.change import Comparison
    from citecheck.model.draft import Draft
    from citecheck.model.evidence import Evidence
    from citecheck.model.exchange import Exchange
    from citecheck.model.finding import Finding
    from citecheck.model.page import PageReading, Reach
    from citecheck.model.report import Capture, DraftReport
    from citecheck.model.settings import DeathPolicy
    from citecheck.net.request import FetchRequest
    from citecheck.run.page_brief import PageBrief
    from citecheck.run.pool import Pool, Unread
    from citecheck.store.captures import KeptCapture
    from citecheck.store.database import Store
    from citecheck.store.drafts import RecordedDraft
    from citecheck.store.visits import SeenVisit


class CrawlerPort(Protocol):
    """What asking needs of a crawler."""

    def crawl(self, requests: Iterable[FetchRequest] | AsyncIterable[FetchRequest]) -> AsyncIterator[Exchange]:
        """Ask each address once and give what came, in the order it comes."""
        ...


class ArchivePort(Protocol):
    """What keeping needs of an archive writer."""

    def write(self, exchange: Exchange, *, confirmed: KeptBody | None = None, sync: bool = True) -> Capture | None:
        """Write an exchange and return where it lies, None if there was nothing to keep."""
        ...

    def write_text(self, capture: Capture, url: str, text: str, *, sync: bool = True) -> int:
        """Write the text of a capture next to it."""
        ...

    def sync(self) -> None:
        """Return once everything written is on disk."""
        ...


class Progress(Protocol):
    """Where a run reports how far it is."""

    def planned(self, addresses: int) -> None:
        """Report how many addresses will be asked in the coming stage."""
        ...

    def visited(self, url: str, reach: Reach) -> None:
        """Report that one address was asked."""
        ...

    def announce(self, sentence: str) -> None:
        """Report something to the user that a pipe must not hold back, as what a judge will cost."""
        ...


class SilentProgress:
    """A progress that nobody reads."""

    def planned(self, addresses: int) -> None:
        """Do nothing."""

    def visited(self, url: str, reach: Reach) -> None:
        """Do nothing."""

    def announce(self, sentence: str) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class PublicArchives:
    """The public archives that a run may ask, in the order of preference, and how it speaks to them.

    `save` asks the first one to keep what none of them holds yet.
    """

    asker: ArchiveClient
    kept: tuple[PublicArchive, ...]
    save: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPorts:
    """The world as asking, keeping and reading see it.

    `archive` is None where no copy is to be kept, `pool` where no page is to be read. The archive is written in
    `archive_thread`, of one thread, or, where that is None, in the thread of the event loop, as a writer that looks
    into the store must be.
    """

    crawler: CrawlerPort
    archive: ArchivePort | None
    pool: Pool | None
    clock: Callable[[], datetime]
    archive_thread: Executor | None = None
    progress: Progress = field(default_factory=SilentProgress)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports(FetchPorts):
    """The world as a check or an audit sees it; `archives` is None where no public archive is to be asked."""

    store: Store
    pool: Pool
    archives: PublicArchives | None = None
    likeness: Likeness | None = None
    """How alike a claim and sentences of another language are; without it their passages are not searched."""
    judge: Judge | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """How addresses are asked: `body_limit` bounds a decoded body, bytes; `batch` counts the exchanges of a batch.

    `at_once` counts the batches under way: while one waits for the disk, the children have another.
    """

    body_limit: int = 20_000_000
    batch: int = 32
    at_once: int = 1


@dataclass(frozen=True, slots=True)
class CheckOptions(FetchOptions):
    """What a run is asked to do; a batch is one transaction of the store.

    `policy` says when a source is gone; a check's own is `DeathPolicy(visits=1)`.
    """

    policy: DeathPolicy
    published: str | None = None
    """Address of the published version of the draft, which completes its cut addresses."""
    probe: bool = False
    """Ask the site of a page that supports none of its claims for a made-up path: a request that no draft names."""
    origin: str = "web"
    """Where answers come from, "web" or the digest of a replay: part of what identifies a run to be resumed."""


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """What an audit visits: sources that are due, or all with `everything`; of one `host`, at most `per_host` each."""

    everything: bool = False
    host: str | None = None
    per_host: int = 60


EvidenceByKey: TypeAlias = "Mapping[tuple[str, str], Evidence]"
"""Evidence by (sentence, source key), for every pair that could be compared."""


@dataclass(frozen=True, slots=True)
class CompletedDraft:
    """A draft whose cut addresses are completed where evidence names the address.

    `candidates` gives, by note id and the place of the source in it, the addresses that only may be meant.
    """

    draft: Draft
    candidates: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrackedDraft:
    """A draft that is in the store, with its row ids and the evidence found for it so far."""

    completed: CompletedDraft
    recorded: RecordedDraft
    evidence: EvidenceByKey = field(default_factory=dict)

    @property
    def draft(self) -> Draft:
        """The draft, with its cut addresses completed."""
        return self.completed.draft


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchContext:
    """What asking, keeping and reading know: addresses to ask, and who takes the answers."""

    ports: FetchPorts
    options: FetchOptions
    requests: Iterable[FetchRequest] | AsyncIterable[FetchRequest] = ()

    @property
    def unanswered(self) -> Iterable[FetchRequest] | AsyncIterable[FetchRequest]:
        """The addresses that are still to be asked."""
        return self.requests


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContext(FetchContext):
    """What a check or an audit knows so far; each stage returns it with more filled in.

    `id` becomes that of the first attempt where an unfinished run is gone on with. `given` are the drafts of a check,
    `sources` the row ids of canonical addresses, `outage` the finding that our own network is down, which ends the
    run. `seen` is filled in batch by batch, in place.
    """

    ports: Ports
    options: CheckOptions
    requests: Sequence[FetchRequest] = ()
    id: str
    started: datetime
    given: tuple[Draft, ...] = ()
    chosen: AuditOptions = AuditOptions()
    completed: tuple[CompletedDraft, ...] = ()
    sources: Mapping[str, int] = field(default_factory=dict)
    seen: dict[str, SeenVisit] = field(default_factory=dict)
    drafts: tuple[TrackedDraft, ...] = ()
    outage: tuple[Finding, ...] = ()
    reports: tuple[DraftReport, ...] = ()

    @property
    def unanswered(self) -> Sequence[FetchRequest]:
        """The addresses that this run has not seen yet, also not before it was killed."""
        return [request for request in self.requests if request.url not in self.seen]


@dataclass(frozen=True, slots=True)
class VisitPageResult:
    """What was read at `url`, the address that answered, and how it differs from before, None if there is no before.

    `lost` are the cited fragments whose place the page does not hold.
    """

    url: str
    reading: PageReading
    comparison: Comparison | None = None
    lost: tuple[str, ...] = ()


PageResult: TypeAlias = "VisitPageResult | PageBrief | Unread | None"
"""What reading an exchange came to; None where nothing was to be read."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Some exchanges on their way through the batch stages, and what those found, each in the order of `exchanges`.

    `before` gives the last good capture of each address.
    """

    exchanges: Sequence[Exchange]
    before: Mapping[str, KeptCapture | None] = field(default_factory=dict)
    captures: Sequence[Capture | None] = ()
    readings: Sequence[PageResult] = ()


ContextT = TypeVar("ContextT")
Context_contra = TypeVar("Context_contra", contravariant=True)


class Stage(Protocol[ContextT]):
    """One step of a run."""

    async def run(self, context: ContextT) -> ContextT:
        """Do the step and return the context with what it found out."""
        ...


class BatchStage(Protocol[Context_contra]):
    """One step that a batch of exchanges goes through while others are still being asked."""

    async def take(self, context: Context_contra, batch: Batch) -> Batch:
        """Do the step and return the batch with what it found out."""
        ...
