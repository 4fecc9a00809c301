"""What a run works with: the store, the crawler, the archive, the parser pool, the clock; all handed in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from citecheck.evidence.passages import Likeness
from citecheck.model.exchange import Exchange
from citecheck.model.page import Reach
from citecheck.model.report import Capture
from citecheck.model.settings import DeathPolicy
from citecheck.net.request import FetchRequest
from citecheck.run.pool import Pool
from citecheck.store.database import Store

if TYPE_CHECKING:
    from citecheck.archive.public.archives import PublicArchive
    from citecheck.archive.public.client import ArchiveClient
    from citecheck.archive.warc.capture_event import KeptBody
    from citecheck.extras.judge.judge import Judge


class CrawlerPort(Protocol):
    """What visits need of a crawler."""

    def crawl(self, requests: Iterable[FetchRequest]) -> AsyncIterator[Exchange]:
        """Ask each address once and give what came, in the order it comes."""
        ...


class ArchivePort(Protocol):
    """What visits need of an archive writer."""

    def write(self, exchange: Exchange, *, confirmed: KeptBody | None = None, sync: bool = True) -> Capture | None:
        """Write an exchange and return where it lies, None if there was nothing to keep."""
        ...

    def write_text(self, capture: Capture, url: str, text: str, *, sync: bool = True) -> int:
        """Write the text of a capture beside it."""
        ...

    def sync(self) -> None:
        """Return once everything written is on disk."""
        ...


class Progress(Protocol):
    """Where a run tells how far it is."""

    def planned(self, addresses: int) -> None:
        """Tell how many addresses will be asked in the coming stage."""
        ...

    def visited(self, url: str, reach: Reach) -> None:
        """Tell that one address was asked."""
        ...

    def told(self, sentence: str) -> None:
        """Tell the user something that a pipe must not hold back, as what a judge will cost."""
        ...


class SilentProgress:
    """A progress that nobody reads."""

    def planned(self, addresses: int) -> None:
        """Do nothing."""

    def visited(self, url: str, reach: Reach) -> None:
        """Do nothing."""

    def told(self, sentence: str) -> None:
        """Do nothing."""


@dataclass(frozen=True, slots=True)
class PublicArchives:
    """The public archives that a run may ask, in the order of preference, and how it speaks to them.

    `save` asks the first one to keep what none of them holds yet.
    """

    asker: ArchiveClient
    kept: tuple[PublicArchive, ...]
    save: bool = False


@dataclass(frozen=True, slots=True)
class Ports:
    """The world as a run sees it; tests hand in their own.

    `archive` is None where no copy is to be kept, `archives` where no public archive is to be asked.
    """

    store: Store
    crawler: CrawlerPort
    archive: ArchivePort | None
    pool: Pool
    clock: Callable[[], datetime]
    progress: Progress = field(default_factory=SilentProgress)
    archives: PublicArchives | None = None
    likeness: Likeness | None = None
    """How alike a claim and sentences of another language are; without it their passages are not searched."""
    judge: Judge | None = None


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """What a run is asked to do.

    `policy` says when a source is gone; a check's own is `DeathPolicy(visits=1)`. `body_limit` bounds a decoded body,
    bytes; `batch` counts the exchanges of one transaction.
    """

    policy: DeathPolicy
    body_limit: int = 20_000_000
    batch: int = 32
    published: str | None = None
    """Address of the published version of the draft, which completes its cut addresses."""
    probe: bool = False
    """Ask the site of a page that bears none of its claims out for a made-up path: a request that no draft names."""
    origin: str = "web"
    """Where answers come from, "web" or the digest of a replay: part of what identifies a run to be resumed."""
