"""The context of a run: its ports to the outside world, its options, and the results of its stages so far.

A `Stage` takes the context and returns it with its results. A `BatchStage` does the same for a batch of exchanges while
other addresses are still being requested. Tests pass their own ports. `citecheck fetch` and the children import this
module, so it loads no store, parser or archive itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Generic, Protocol, TypeAlias, TypeVar

from citecheck.run.fault_log import FaultLog

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from contextlib import AbstractAsyncContextManager

    from citecheck.archive.public.archives import PublicArchives
    from citecheck.archive.warc.capture_event import KeptBody
    from citecheck.evidence.passages import Likeness
    from citecheck.extras.judge import Judge
    from citecheck.model.change import Comparison
    from citecheck.model.draft import Draft
    from citecheck.model.evidence import Evidence
    from citecheck.model.exchange import Exchange, Reached, RefusalReason, Rendering
    from citecheck.model.finding import Finding
    from citecheck.model.page import PageReading, Reach
    from citecheck.model.report import Capture, Completion, Deferral, DraftReport, Standing
    from citecheck.model.settings import DeathPolicy
    from citecheck.model.target import CutUrl
    from citecheck.model.work import WorkLookup
    from citecheck.net.request import FetchRequest
    from citecheck.registries.services import RegistryClient
    from citecheck.run.page_brief import PageBrief
    from citecheck.run.pool import Pool
    from citecheck.run.pool_child import Unread
    from citecheck.store.captures import KeptCapture
    from citecheck.store.database import Store
    from citecheck.store.drafts import RecordedDraft
    from citecheck.store.visits import SeenVisit


class CrawlerPort(Protocol):
    """The part of a crawler that a run uses."""

    def crawl(self, requests: Iterable[FetchRequest] | AsyncIterable[FetchRequest]) -> AsyncIterator[Exchange]:
        """Request each address once and yield the exchanges as they arrive."""
        ...


class ArchivePort(Protocol):
    """The part of an archive writer that a run uses."""

    def write(self, exchange: Exchange, *, confirmed: KeptBody | None = None, sync: bool = True) -> Capture | None:
        """Write an exchange and return its capture, None if there was nothing to write."""
        ...

    def write_text(self, capture: Capture, url: str, text: str, *, sync: bool = True) -> int:
        """Write the text of a capture next to it."""
        ...

    def write_rendering(self, rendering: Rendering, *, page: KeptBody | None = None, sync: bool = True) -> Capture:
        """Write what a browser showed of a page and return the capture of its document."""
        ...

    def sync(self) -> None:
        """Wait until everything written is on disk."""
        ...

    def read_body(self, capture: Capture) -> bytes:
        """Return the body of a capture from the file. Raises UnreadableInput."""
        ...


class BrowserPort(Protocol):
    """The part of a browser that a run uses."""

    async def show(self, page: Reached) -> ShownPage | None:
        """Return what a browser shows of a page that was requested, None if it cannot show it."""
        ...

    async def aclose(self) -> None:
        """End the browser."""
        ...


class Progress(Protocol):
    """The receiver of a run's progress reports."""

    def planned(self, addresses: int) -> None:
        """Report the number of addresses that the next stage will request."""
        ...

    def visited(self, url: str, reach: Reach) -> None:
        """Report that one address was requested."""
        ...

    def announce(self, sentence: str) -> None:
        """Show the user a sentence at once, even in a pipe, such as the cost of a judge."""
        ...


class _SilentProgress:
    """A progress receiver that ignores everything."""

    def planned(self, addresses: int) -> None:
        """Do nothing."""

    def visited(self, url: str, reach: Reach) -> None:
        """Do nothing."""

    def announce(self, sentence: str) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page as a browser showed it, and the exchanges of the requests that its scripts made."""

    rendering: Rendering
    requests: tuple[Exchange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchPorts:
    """The ports of the stages that request, archive and read.

    `archive` is None where no copy is kept, `pool` is None where no page is read. The archive is written in
    `archive_thread`, an executor of one thread. Where that is None, it is written in the thread of the event loop,
    which a writer that reads the store requires.
    """

    crawler: CrawlerPort
    archive: ArchivePort | None
    pool: Pool | None
    clock: Callable[[], datetime]
    archive_thread: Executor | None = None
    browser: BrowserPort | None = None
    """Shows pages that show nothing without scripts; None where none is asked for."""
    progress: Progress = field(default_factory=_SilentProgress)
    faults: FaultLog = field(default_factory=FaultLog)
    """The faults of the program that the run has survived so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports(FetchPorts):
    """The ports of a check or an audit; `archives` is None where no public archive is asked."""

    store: Store
    pool: Pool
    archives: PublicArchives | None = None
    likeness: Likeness | None = None
    """Compares claims with sentences of other languages; without it, such sources are not searched."""
    judge: Judge | None = None
    registries: Callable[[], AbstractAsyncContextManager[RegistryClient | None]] | None = None
    """Opens the client of the registries of works; None where none is asked."""
    since: datetime | None = None
    """The start of the runs that this one waited for: what they saw counts as seen by this one."""
    denies_name: Callable[[str], Awaitable[bool]] | None = None
    """Asks name servers whether a zone denies a host; None without a network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchOptions:
    """Limits of the requests: `body_limit` of a decoded body, in bytes, and `batch`, the exchanges of one batch.

    `at_once` is the number of batches in progress: while one waits for the disk, the children read another.
    """

    body_limit: int = 20_000_000
    batch: int = 32
    at_once: int = 1


@dataclass(frozen=True, slots=True)
class Memory:
    """Which verdicts of earlier runs count: `ages` has how long by reach, nothing for what is asked each time.

    They must be of the same `circumstances`, with `offline` of any, however old. They count for addresses that only
    drafts with a path in `documentation` name, `everywhere` for all, and that `include` and `exclude` let this run ask.
    `conditional` is whether known pages are asked only for changes.
    """

    ages: Mapping[str, timedelta] = field(default_factory=dict)
    circumstances: str = ""
    conditional: bool = False
    everywhere: bool = False
    documentation: frozenset[str] = frozenset()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    offline: bool = False


@dataclass(frozen=True, slots=True)
class CheckOptions(FetchOptions):
    """The options of a check or audit; a batch is one transaction of the store.

    `policy` defines when a source is gone; for a check it is `DeathPolicy(visits=1)`.
    """

    policy: DeathPolicy
    published: str | None = None
    """Address of the published version of the draft, from which cut addresses are completed."""
    probe: bool = False
    """Whether to request a made-up path from the site of a page that supports no claim; no draft names that path."""
    evidence: bool = True
    """Whether claims are compared with their sources."""
    origin: str = "web"
    """The origin of the answers, "web" or the digest of a replay; part of the identity of a run that can be resumed."""
    memory: Memory = field(default_factory=Memory)
    lookup: bool | None = None
    """Whether registries are asked for works by their text as well; None by identifiers alone, False for none."""


_DUE_PER_HOST = 60
"""Most sources of one host that are visited in an hour because they are due."""


@dataclass(frozen=True, slots=True)
class AuditOptions:
    """The sources of an audit: those due or `everything`, of one `host` if given.

    At most `per_host` of each host are visited in an hour; None is 60 for those due, and no limit for everything. The
    pace of each host holds in any case.
    """

    everything: bool = False
    host: str | None = None
    per_host: int | None = None

    @property
    def most_per_host(self) -> int | None:
        """The most sources of one host in an hour, None without a limit."""
        return self.per_host or (None if self.everything else _DUE_PER_HOST)


EvidenceByKey: TypeAlias = "Mapping[tuple[str, str], Evidence]"
"""Evidence by (sentence, source key), for every pair that could be compared."""


RecordsByPlace: TypeAlias = "Mapping[tuple[str, int], WorkLookup]"
"""What the registries say of works, by the id of the note and the position of the source in it."""


@dataclass(frozen=True, slots=True)
class CompletedDraft:
    """A draft whose cut addresses are completed where a completion is proven.

    `cut` holds the cut addresses as written, `completions` what may complete them, both by note id and position of the
    source in the note.
    """

    draft: Draft
    cut: Mapping[tuple[str, int], CutUrl] = field(default_factory=dict)
    completions: Mapping[tuple[str, int], tuple[Completion, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TrackedDraft:
    """A stored draft with its row ids and the evidence found so far."""

    completed: CompletedDraft
    recorded: RecordedDraft
    evidence: EvidenceByKey = field(default_factory=dict)
    standing: Standing | None = None
    """What is known of the draft from before an audit."""
    records: RecordsByPlace = field(default_factory=dict)
    """What the registries say of the works that its sources name."""

    @property
    def draft(self) -> Draft:
        """The draft with its cut addresses completed."""
        return self.completed.draft


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchContext:
    """The context of the stages that request, archive and read: the requests, and the receiver of the answers."""

    ports: FetchPorts
    options: FetchOptions
    requests: Iterable[FetchRequest] | AsyncIterable[FetchRequest] = ()

    @property
    def unanswered(self) -> Iterable[FetchRequest] | AsyncIterable[FetchRequest]:
        """The requests that are still without an answer."""
        return self.requests


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContext(FetchContext):
    """The context of a check or an audit; each stage returns it with its results.

    `id` becomes that of the first attempt where a run is resumed. `given` has the drafts of a check, `sources` the row
    ids of addresses; no claim rests on the `uncompared`. `outage`, our own network being down, ends the run. `seen` is
    filled in batch by batch, in place; `remembered` was seen by an earlier run. `next_due` is set where an audit has
    nothing to visit; due sources of `held_back` hosts wait. `passed_over` and `offline` are those of `Report`.
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
    resources: frozenset[int] = frozenset()
    """The row ids of the sources that drafts only show or load: images, scripts, style sheets."""
    uncompared: frozenset[str] = frozenset()
    seen: dict[str, SeenVisit] = field(default_factory=dict)
    remembered: frozenset[str] = frozenset()
    drafts: tuple[TrackedDraft, ...] = ()
    outage: tuple[Finding, ...] = ()
    reports: tuple[DraftReport, ...] = ()
    next_due: datetime | None = None
    held_back: tuple[Deferral, ...] = ()
    passed_over: tuple[RefusalReason | None, ...] = ()
    offline: bool = False

    @property
    def unanswered(self) -> Sequence[FetchRequest]:
        """The requests for addresses that this run has not seen yet, including its part before a kill."""
        return [request for request in self.requests if request.url not in self.seen]


@dataclass(frozen=True, slots=True)
class VisitPageResult:
    """The reading of `url`, the address that answered, and its comparison with the last capture, None without one.

    `sought` holds the cited fragments that were looked for in the page, `lost` those whose place it does not hold.
    """

    url: str
    reading: PageReading
    comparison: Comparison | None = None
    lost: tuple[str, ...] = ()
    sought: tuple[str, ...] = ()


PageResult: TypeAlias = "VisitPageResult | PageBrief | Unread | None"
"""The result of reading an exchange; None where there was nothing to read."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Exchanges in the batch stages with the results so far, each in the order of `exchanges`.

    `before` holds the last good capture of each address.
    """

    exchanges: Sequence[Exchange]
    before: Mapping[str, KeptCapture | None] = field(default_factory=dict)
    captures: Sequence[Capture | None] = ()
    readings: Sequence[PageResult] = ()


ContextT = TypeVar("ContextT")
Context_contra = TypeVar("Context_contra", contravariant=True)


@dataclass(frozen=True, slots=True)
class KeptAnswer:
    """What came of one address, and its capture; `left_out` bytes of its last body are in the archive alone."""

    exchange: Exchange
    capture: Capture | None
    left_out: int = 0


class Stage(Protocol[ContextT]):
    """One step of a run, from a context to a context."""

    async def run(self, context: ContextT) -> ContextT:
        """Run the step and return the context with its results."""
        ...


class BatchStage(Protocol[Context_contra]):
    """One step for a batch of exchanges, run while other addresses are still being requested."""

    async def take(self, context: Context_contra, batch: Batch) -> Batch:
        """Run the step and return the batch with its results."""
        ...


@dataclass(frozen=True, slots=True)
class AnswerSteps(Generic[Context_contra]):
    """The steps of answers: `keep` at once as they come, `read` as the children have time.

    `recall` returns what an interrupted part of the run kept and did not read, by address.
    """

    keep: tuple[BatchStage[Context_contra], ...]
    read: tuple[BatchStage[Context_contra], ...]
    recall: Callable[[Context_contra], Mapping[str, KeptAnswer]] = lambda _: {}
