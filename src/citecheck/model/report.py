"""The results of a run, from which every output format is rendered."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from citecheck.model.change import AnchorReading, Change, Comparison
from citecheck.model.draft import Citation, Draft, Footnote, Source
from citecheck.model.evidence import Evidence
from citecheck.model.exchange import Fault, RefusalReason
from citecheck.model.finding import Finding, Level
from citecheck.model.page import Page, Reach
from citecheck.model.target import CutUrl
from citecheck.model.work import WorkLookup


@dataclass(frozen=True, slots=True)
class Capture:
    """An exchange kept in the archive: `warc` names the file, `offset` and `length` its record, in bytes."""

    id: str
    moment: datetime
    sha256: str
    warc: str
    offset: int
    length: int = 0


@dataclass(frozen=True, slots=True)
class Memento:
    """A dated copy in a public web archive. `verified` is whether it was found to hold the cited content.

    `status` is that of the page when it was archived, None if the copy was not read.
    """

    url: str
    moment: datetime
    archive: str
    verified: bool = False
    status: int | None = None

    @property
    def is_error(self) -> bool:
        """Whether the copy is of an error page, so that it is no copy of the source."""
        return self.status is not None and self.status >= 400


class RetryTime(StrEnum):
    """When a page that an archive did not save may be tried again."""

    WITH_KEYS = "with-keys"
    """With the keys of an account."""
    LATER = "later"
    TOMORROW = "tomorrow"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Unsaved:
    """An archive did not save a page: its reason in one clause, and when it may be tried again."""

    archive: str
    reason: str
    retry: RetryTime


class TurnKind(StrEnum):
    """What changed in what is known of a source: `reach/turns.py` derives it from the visits."""

    GONE = "gone"
    BACK = "back"
    CLEARED = "cleared"
    UNSTEADY = "unsteady"
    STEADY = "steady"
    FAILING = "failing"
    REPLACED = "replaced"
    RESTORED = "restored"


@dataclass(frozen=True, slots=True)
class Turn:
    """A change in what is known of a source, with the moment of the visit that made it known."""

    kind: TurnKind
    moment: datetime


@dataclass(frozen=True, slots=True)
class Loss:
    """A source that was lost at its last visit that saw it, and that nobody could see since.

    `kind` is `GONE` or `REPLACED`, `seen` is the moment of the last visit that saw that, `unseen` of the next; None if
    nothing was asked since.
    """

    kind: TurnKind
    seen: datetime
    unseen: datetime | None


@dataclass(frozen=True, slots=True)
class Visit:
    """What was seen of one address in this run, for all its citations."""

    url: str
    final_url: str | None
    reach: Reach
    page: Page | None
    status: int | None
    error: str | None
    """One clause on why the request failed or was not made."""
    title: str | None = None
    published: str | None = None
    language: str | None = None
    capture: Capture | None = None
    change: Comparison | None = None
    memento: Memento | None = None
    hops: tuple[tuple[str, int], ...] = ()
    """(address, status) of each hop, the final one last."""
    elapsed: float = 0.0
    """Seconds until the body was read."""
    fault: Fault | None = None
    compared_with: datetime | None = None
    """The time of the capture that `change` compares with."""
    tls_days: int | None = None
    """Whole days until the certificate of the host that answered expires; None without TLS."""
    flapping: bool = False
    """The source alternates between two versions, of which this is one."""
    kept: Capture | None = None
    """The last capture that showed the cited content, if this visit did not."""
    lost_fragments: tuple[str, ...] = ()
    """Cited fragments, as written without `#`, that the live page does not have."""
    refusal: RefusalReason | None = None
    """Why no request was made; None if one was."""
    turn: Turn | None = None
    """What changed since the last report on the source, derived from all its visits; not stored."""
    latest_turn: Turn | None = None
    """The last change in what is known of the source, whether it was reported or not; derived as `turn`."""
    unsteady: bool = False
    """The source comes and goes; derived as `turn`."""
    loss: Loss | None = None
    """The source was lost before this visit, which could not see it; derived as `turn`."""
    known_change: bool = False
    """An earlier report said that the page was replaced, and it still is; derived as `turn`, for audits alone."""
    in_browser: bool = False
    """A browser was shown the page in this run, with or without success; not stored: it says nothing of the source."""
    compared_address: str | None = None
    """The address at which the text that `change` compares with was first kept; a redirect may have led there."""
    doubt: str | None = None
    """What makes the live page look like no article (`PageReading.doubt`); it says nothing about the source."""
    unsaved: Unsaved | None = None
    """Why a public archive that was to save the source in this run did not; not stored."""


@dataclass(frozen=True, slots=True)
class PastVisit:
    """One visit of a source in an earlier run, as the death policy and the schedule need it."""

    moment: datetime
    reach: Reach
    change: Change | None


class CompletionOrigin(StrEnum):
    """Where the address of a completion comes from, in order of the strength of evidence."""

    PUBLISHED = "published"
    CAPTURE = "capture"
    REDIRECT = "redirect"
    DRAFT = "draft"
    STORE = "store"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class Completion:
    """An address that may replace the cut, moved or damaged one that a note names.

    `proof` is one clause for users on what was seen. `proven` is whether that identifies the source of this very note,
    so that the address may be written without asking; an equal prefix alone never does.
    """

    url: str
    origin: CompletionOrigin
    proof: str
    proven: bool = False


class CitationState(StrEnum):
    """What a citation comes to, worst first; `rules/state.py` derives it from the facts and the decisions.

    `lost` is a source that is gone, replaced, or without its passage; `unsupported` one that was read whole and has no
    passage; `unseen` one that could not be read. `attested` is one that a person saw, by name and day.
    """

    CONTRADICTED = "contradicted"
    LOST = "lost"
    UNSUPPORTED = "unsupported"
    PARTLY = "partly"
    UNSEEN = "unseen"
    FOUND = "found"
    ATTESTED = "attested"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a source: its finding is accepted for `reason`.

    With `person` and `day`, that person saw the source on that day and found the claim in it; `page` is the address at
    which, None for that of the source. It comes from a comment, a baseline or any other record of decisions.
    """

    reason: str
    person: str | None = None
    day: date | None = None
    page: str | None = None

    @property
    def is_attestation(self) -> bool:
        """Whether a person says by name to have seen the source."""
        return self.person is not None and self.day is not None


@dataclass(frozen=True, slots=True)
class SourceResult:
    """One source of one citation: its visit (None if there is no address to request) and its evidence.

    `copy` is the visit of the archived copy that the draft names, if the claim was compared with the copy because the
    original could not be seen or no longer supports the claim.
    """

    source: Source
    visit: Visit | None
    evidence: Evidence
    anchor: AnchorReading | None = None
    completions: tuple[Completion, ...] = ()
    """Addresses that may replace the one in the draft, proven ones first."""
    cut: CutUrl | None = None
    """The cut address as the draft has it, also where a proven completion is the target of `source`."""
    decision: Decision | None = None
    copy: Visit | None = None
    earlier: datetime | None = None
    """The moment of the earlier visit that this result is from; None where this run visited the source."""
    record: WorkLookup | None = None
    """What the registries say of the work that the source names; None where they were not asked for it."""

    @property
    def compared(self) -> Visit | None:
        """The visit whose page the claim was compared with: that of the copy, or else that of the original."""
        return self.copy or self.visit


@dataclass(frozen=True, slots=True)
class CitationResult:
    """One citation of the draft with the results of its footnote's sources, in the footnote's order."""

    citation: Citation
    sources: tuple[SourceResult, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkResult:
    """One link outside notes, by its entry, with the result of its source; its visit is None if it was not asked."""

    entry: Footnote
    source: SourceResult


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a draft from before an audit: the audit visited `due` of its `sources` with an address.

    `findings` are those that remain: those on the draft by its last check, and those on each source that was not due by
    its last visit.
    """

    due: int
    sources: int
    findings: tuple[Finding, ...] = ()

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The errors and warnings that remain."""
        return tuple(each for each in self.findings if each.level is not Level.INFO)


@dataclass(frozen=True, slots=True)
class DraftReport:
    """Everything about one draft. `uncited` holds the sources of footnotes that no marker points to.

    `ignored` and `baselined` count the findings that are not listed: of rules out of force or silenced by a comment,
    and recorded in the baseline. `whole` is False where only a part of the draft was checked: an audit visits the
    sources that are due, and a run that failed none. `standing` is None for a check.
    """

    draft: Draft
    citations: tuple[CitationResult, ...]
    findings: tuple[Finding, ...]
    uncited: tuple[SourceResult, ...] = ()
    ignored: int = 0
    baselined: int = 0
    whole: bool = True
    standing: Standing | None = None
    links: tuple[LinkResult, ...] = ()
    """The links outside notes in reading order; where one is cited, its claim is compared in `citations`."""

    @property
    def outstanding(self) -> tuple[Finding, ...]:
        """The findings of this run, then the errors and warnings that remain from before it.

        A list that a service compares with the last one holds both: what it does not list counts as mended there.
        """
        return (*self.findings, *(self.standing.faults if self.standing else ()))


@dataclass(frozen=True, slots=True)
class Run:
    """The time of a run and its counts, by name in a stable order."""

    id: str
    started: datetime
    finished: datetime
    counts: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class OwnFault:
    """A fault of citecheck itself at `item`, a draft or an address: the exception in one line, and its traceback."""

    item: str
    error: str
    trace: str


@dataclass(frozen=True, slots=True)
class Deferral:
    """A number of sources of a host that wait, and until when at least; `until` is None where it is not known."""

    host: str
    sources: int
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One run over one or more drafts. `findings` are those of the run itself, such as a failed local network.

    `faults` are the faults of citecheck that it survived; each is one of the findings as well.
    `unread_drafts` counts the files that could not be read, `blank_drafts` those that are empty.
    `next_due` is when an audit that visited nothing will have a source to visit.
    """

    run: Run
    drafts: tuple[DraftReport, ...]
    findings: tuple[Finding, ...] = field(default=())
    faults: tuple[OwnFault, ...] = ()
    unread_drafts: int = 0
    blank_drafts: int = 0
    next_due: datetime | None = None
    offline: bool = False
    """Whether an audit asked none of the sources that were due, because it was offline."""
    passed_over: tuple[RefusalReason | None, ...] = ()
    """Why an audit did not ask a source that was due and that an earlier run visited; such a source is as it was."""
    held_back: tuple[Deferral, ...] = ()
    """Sources that are due and that an audit did not visit, because their host was asked often enough in this hour."""
