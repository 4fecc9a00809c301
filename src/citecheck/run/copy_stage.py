"""Read the copies that a draft names; find copies of a run's sources in public archives, and have missing ones saved.

A copy that the draft names next to a source is one more address of that source. It is requested where the original
cannot be seen, or where a claim has no passage in it, and the claim is compared with the copy.

A copy is offered as a repair only after it was read. It must hold the passage that supported the claim; where no such
passage is known, it must support one of the claims itself. A copy that merely answers 200 is reported as unverified.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from citecheck.evidence.claims import claims_of
from citecheck.model.change import Anchor
from citecheck.model.evidence import Claim
from citecheck.model.page import ALIVE, Reach
from citecheck.model.report import Memento, RetryTime, Unsaved
from citecheck.net.request import FetchRequest
from citecheck.reach.decision import is_replaced
from citecheck.run.context import AnswerSteps, RunContext
from citecheck.run.cut_address_stage import find_drafting_moment
from citecheck.run.evidence_stage import find_evidence_in_copies, find_needy_sources, search_each_draft
from citecheck.run.exchange_stages import ask_in_batches
from citecheck.run.pool import Pool
from citecheck.run.pool_jobs import CopyJob, holds_content
from citecheck.run.visit_stage import choose_second_looks
from citecheck.store.drafts import compute_copy_key, compute_source_key, record_copies
from citecheck.store.evidence import load_anchor
from citecheck.store.visits import SeenVisit

if TYPE_CHECKING:
    import contextlib

    from citecheck.archive.public.archives import FetchedMemento, PublicArchive, PublicArchives
    from citecheck.config.configuration import Configuration
    from citecheck.model.settings import NetworkSettings

LOST_REACHES = frozenset({Reach.GONE, Reach.SUSPECT, Reach.WALLED})


@dataclass(frozen=True, slots=True)
class AskNamedCopies:
    """Request the copies that the drafts name where they are needed, run them through `steps`, and search them."""

    steps: AnswerSteps[RunContext]

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with the visits and the evidence of the copies. Raises StoreError."""
        needed = _list_needed_copies(context)
        if needed:
            with context.ports.store.writing():
                rows = record_copies(context.ports.store, needed, context.started)
            context = replace(context, sources={**context.sources, **rows})
            await ask_in_batches(context, [FetchRequest(url) for url in needed if url not in context.seen], self.steps)
            if context.options.policy.second_look:
                asked = {url: context.seen[url] for url in needed if url in context.seen}
                await ask_in_batches(context, choose_second_looks(asked), self.steps)
        return await search_each_draft(context, find_evidence_in_copies)


async def open_public_archives(
    configuration: Configuration, settings: NetworkSettings, stack: contextlib.AsyncExitStack
) -> PublicArchives | None:
    """Return the public archives to ask, None unless the configuration enables them.

    Raises:
        WrongUsage: An archive of the configuration is not known or has no TimeGate.
    """
    if not (configuration["archives"] or configuration["save"]) or settings.offline:
        return None
    from citecheck.archive.public.archives import PublicArchives, parse_archive  # noqa: PLC0415
    from citecheck.net.guarded_transport import build_guarded_client  # noqa: PLC0415 (most runs ask no archive)
    from citecheck.net.paced_client import PacedClient  # noqa: PLC0415
    from citecheck.run.clock import now  # noqa: PLC0415

    rows = (written.partition("=")[::2] for written in configuration["archive"])
    named = tuple(parse_archive({"name": name, "timegate": gate} if gate else {"name": name}) for name, gate in rows)
    client = await stack.enter_async_context(build_guarded_client(settings, clock=now))
    return PublicArchives(PacedClient(client), named, save=configuration["save"], keys=_read_archive_keys())


_KEY_VARIABLES = ("IA_ACCESS_KEY_ID", "IA_SECRET_ACCESS_KEY")
"""The names that the Internet Archive's own program has for the keys of an account."""


def _read_archive_keys() -> tuple[str, str] | None:
    """Return access key and secret from the environment, None unless both are there."""
    access, secret = (os.environ.get(name, "") for name in _KEY_VARIABLES)
    return (access, secret) if access and secret else None


def _list_needed_copies(context: RunContext) -> list[str]:
    """Return the addresses of the copies to read, each once, in reading order."""
    found: dict[str, None] = {}
    for each in context.drafts:
        needy = find_needy_sources(each, context.seen)
        for note in each.draft.entries:
            for source in note.sources:
                if compute_source_key(source) in needy and (copy := compute_copy_key(source)):
                    found[copy] = None
    return list(found)


@dataclass(frozen=True, slots=True)
class FindCopies:
    """Find copies of lost sources in public archives, and have copies saved of sources that have none."""

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with the copies added to its visits, unchanged where no archive may be asked."""
        archives, clock = context.ports.archives, context.ports.clock
        if archives is None:
            return context
        found = await _build_search(context, archives).add_nearest_copies(context.seen)
        alive = [url for url, look in context.seen.items() if look.visit.reach in ALIVE]
        outcomes = await _save_unkept(alive, archives, clock())
        for url, outcome in outcomes.items():
            fields = {"memento": outcome} if isinstance(outcome, Memento) else {"unsaved": outcome}
            found[url] = replace(found[url], visit=replace(found[url].visit, **fields))
        if outcomes:
            saved = sum(isinstance(outcome, Memento) for outcome in outcomes.values())
            name = archives.kept[0].name
            context.ports.progress.announce(f"{name} saved {saved} of the {len(outcomes)} sources it held no copy of")
        return replace(context, seen=found)


def _build_search(context: RunContext, archives: PublicArchives) -> _CopySearch:
    """Collect what a copy of each source is searched for: the claims that cite the source, and their anchors."""
    claims: dict[str, list[Claim]] = {}
    anchors: dict[str, list[Anchor]] = {}
    for each in context.drafts:
        notes, rows = {note.id: note.sources for note in each.draft.entries}, each.recorded
        for citation, claim in zip(each.draft.citations, claims_of(each.draft), strict=True):
            for source in notes.get(citation.footnote or "", ()):
                key = compute_source_key(source)
                claims.setdefault(key, []).append(claim)
                kept = load_anchor(context.ports.store, rows.claims[citation.sentence], rows.sources[key])
                anchors.setdefault(key, []).extend([kept.anchor] if kept else [])
    moments = (find_drafting_moment(each.draft) for each in context.drafts)
    around = next((moment for moment in moments if moment), None) or context.ports.clock()
    return _CopySearch(
        archives,
        context.ports.pool,
        {key: tuple(those) for key, those in claims.items()},
        {key: tuple(those) for key, those in anchors.items()},
        around,
        frozenset(_find_copied(context)),
    )


def _find_copied(context: RunContext) -> Iterator[str]:
    """Yield the keys of the sources whose draft names a copy that is live."""
    for each in context.drafts:
        for note in each.draft.entries:
            for source in note.sources:
                copy = context.seen.get(compute_copy_key(source) or "")
                if copy is not None and copy.visit.reach in ALIVE:
                    yield compute_source_key(source)


@dataclass(frozen=True, slots=True)
class _CopySearch:
    """The search for copies in a run: `claims` and `anchors` by address, and `around`, the date of the draft.

    `copied` are the addresses whose drafts name a copy that is live; no other is searched for.
    """

    archives: PublicArchives
    pool: Pool
    claims: Mapping[str, tuple[Claim, ...]]
    anchors: Mapping[str, tuple[Anchor, ...]]
    around: datetime
    copied: frozenset[str] = frozenset()

    async def add_nearest_copies(self, seen: Mapping[str, SeenVisit]) -> dict[str, SeenVisit]:
        """Return the visits with the nearest copy of each lost or replaced source."""
        found = dict(seen)
        for url, look in seen.items():
            if url not in self.copied and (look.visit.reach in LOST_REACHES or is_replaced(look.visit)):
                memento = await self.find_nearest(url)
                if memento is not None:
                    found[url] = replace(look, visit=replace(look.visit, memento=memento))
        return found

    async def find_nearest(self, url: str) -> Memento | None:
        """Return the copy nearest to the draft's date, verified if an archive has one, else the best."""
        from citecheck.archive.public.memento import choose_best  # noqa: PLC0415 (most runs ask no archive)

        found: list[Memento] = []
        for archive in self.archives.kept:
            memento = await self.find_in_archive(archive, url)
            found += [memento] if memento else []
            if memento is not None and memento.verified:
                break
        return choose_best(found) if found else None

    async def find_in_archive(self, archive: PublicArchive, url: str) -> Memento | None:
        """Return the nearest copy in one archive, None where it has none or gave no reliable answer."""

        def holds(held: FetchedMemento) -> bool:
            job = CopyJob(held, url, self.anchors.get(url, ()), self.claims.get(url, ()))
            return self.pool.call(holds_content, job) is True

        from citecheck.archive.public.memento import find_nearest_memento  # noqa: PLC0415 (most runs ask no archive)

        found = await find_nearest_memento(self.archives.asker, archive, url, self.around, holds=holds)
        return found if isinstance(found, Memento) else None


async def _save_unkept(urls: Sequence[str], archives: PublicArchives, now: datetime) -> dict[str, Memento | Unsaved]:
    """Have the first archive save each source that it holds no copy of; return what came of each.

    An archived error page is no copy. Once the archive wants an account, no other source is sent to it.
    """
    if not archives.save:
        return {}
    from citecheck.archive.public.archives import Absent  # noqa: PLC0415 (most runs ask no archive)
    from citecheck.archive.public.memento import find_nearest_memento  # noqa: PLC0415 (most runs ask no archive)

    outcomes: dict[str, Memento | Unsaved] = {}
    archive, refused = archives.kept[0], None
    for url in urls:
        known = await find_nearest_memento(
            archives.asker, archive, url, now, holds=lambda held: held.status == _OK, max_fetches=_LOOKED_AT
        )
        if isinstance(known, Absent) or (isinstance(known, Memento) and known.is_error):
            outcome = outcomes[url] = refused or await _save(url, archives)
            is_refused = isinstance(outcome, Unsaved) and outcome.retry is RetryTime.WITH_KEYS
            refused = outcome if is_refused else None
    return outcomes


_OK = 200
_LOOKED_AT = 2
"""Copies that are read to see whether an archive holds more than error pages."""


async def _save(url: str, archives: PublicArchives) -> Memento | Unsaved:
    """Have the first archive save one page; return the copy, or why there is none."""
    from citecheck.archive.public.save_page_now import NotSaved, SavedCopy, save_page  # noqa: PLC0415 (as above)

    archive = archives.kept[0]
    saved = await save_page(archives.asker, archive, url, keys=archives.keys)
    if isinstance(saved, SavedCopy):
        return saved.memento
    if isinstance(saved, NotSaved):
        return Unsaved(archive.name, saved.message.rstrip(".") or saved.code, saved.retry)
    return Unsaved(archive.name, saved.reason, RetryTime.LATER)
