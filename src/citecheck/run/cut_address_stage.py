"""Complete the cut addresses of a draft from its published version, the draft itself, the store and an archive.

Only a proven completion becomes the target of its source, which is then requested like any other. All others are
shown and none is chosen, since equal prefixes are not equal sources.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from citecheck.archive.public.note_alignment import is_other_document
from citecheck.archive.public.recovery import Recovery, recover_cut_sources
from citecheck.errors import RunIncomplete, UnreadableInput
from citecheck.evidence.claims import claims_of, find_drafting_date
from citecheck.model.draft import Draft, Footnote, Source
from citecheck.model.evidence import Claim
from citecheck.model.exchange import Reached
from citecheck.model.report import Completion, CompletionOrigin, Memento
from citecheck.model.target import CutUrl, Url
from citecheck.net.request import FetchRequest
from citecheck.run.context import CompletedDraft, Ports, RunContext
from citecheck.run.pool_child import Unread
from citecheck.run.pool_jobs import CopyJob, PublishedJob, holds_content, read_published
from citecheck.store.drafts import find_addresses_under
from citecheck.url.normal_form import parse_url

if TYPE_CHECKING:
    from citecheck.archive.public.archives import FetchedMemento


@dataclass(frozen=True, slots=True)
class CompleteAddresses:
    """Complete the cut addresses of the given drafts where a completion is proven."""

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with the completed drafts.

        Raises:
            RunIncomplete: The published version named in the options could not be read.
        """
        url, ports = context.options.published, context.ports
        published = await _fetch_published_draft(url, ports, context.options.body_limit) if url else None
        completed = [await _complete_cut_addresses(draft, ports, published) for draft in context.given]
        return replace(context, completed=tuple(completed))


async def _fetch_published_draft(url: str, ports: Ports, body_limit: int) -> Draft:
    """Request the published version of a draft and read it.

    Raises:
        RunIncomplete: The version did not answer or cannot be read; the addresses it should complete stay cut.
    """
    target = parse_url(url)
    if not isinstance(target, Url):
        raise UnreadableInput(f"--published {url}: not a valid address ({target.fault})")
    (exchange,) = [each async for each in ports.crawler.crawl([FetchRequest(target.canonical)])]
    if not isinstance(exchange, Reached):
        raise RunIncomplete(f"--published {url}: the published version could not be opened ({exchange.detail})")
    if (status := exchange.hops[-1].status) >= 400:
        raise RunIncomplete(f"--published {url}: the published version could not be opened (status {status})")
    (draft,) = await ports.pool.run(read_published, [PublishedJob(exchange, body_limit)])
    if isinstance(draft, Unread):
        raise RunIncomplete(f"--published {url}: the published version could not be read ({draft.reason})")
    return draft


async def _complete_cut_addresses(draft: Draft, ports: Ports, published: Draft | None) -> CompletedDraft:
    """Complete the cut addresses of a draft, and list what may complete those that stay cut."""
    recoveries = recover_cut_sources(
        draft, published=published, lookup=lambda prefix: find_addresses_under(ports.store, prefix)
    )
    if not recoveries:
        return CompletedDraft(draft)
    if published is not None and is_other_document(draft, published):
        ports.progress.announce(
            f"{draft.path}: few of its sentences are in the page of --published, so it is another document. "
            "It completes no address; give the address of this draft's published version."
        )
    if ports.archives is not None:
        from citecheck.archive.public.prefix_search import search_archive  # noqa: PLC0415 (most runs ask no archive)

        claims: dict[str | None, list[Claim]] = {}
        for citation, claim in zip(draft.citations, claims_of(draft), strict=True):
            claims.setdefault(citation.footnote, []).append(claim)
        of_note = {number: claims.get(note.id, []) for number, note in enumerate(draft.footnotes)}
        sentences = {number: those[-1].sentence for number, those in of_note.items() if those}
        drafted = find_drafting_moment(draft)
        recoveries, _ = await search_archive(
            ports.archives.asker, ports.archives.kept[0], recoveries, drafted, sentences=sentences
        )
        around = drafted or ports.clock()
        recoveries = tuple([await _prove_by_capture(one, of_note[one.cut.note], ports, around) for one in recoveries])
    return _apply_recoveries(draft, recoveries)


_MOST_READ = 5
"""Completions of one source whose captures are read. With more, the prefix is too unspecific for a proof."""


async def _prove_by_capture(recovery: Recovery, claims: Sequence[Claim], ports: Ports, around: datetime) -> Recovery:
    """Return a recovery with one completion proven if its capture alone supports a claim that cites the source.

    A rival without a capture is not excluded, so each of the completions must have been read.
    """
    archives, found = ports.archives, recovery.completions
    if archives is None or not claims or not 0 < len(found) <= _MOST_READ or any(one.proven for one in found):
        return recovery
    from citecheck.archive.public.memento import find_nearest_memento  # noqa: PLC0415 (most runs ask no archive)

    copies: dict[str, Memento] = {}
    for one in found:

        def holds(held: FetchedMemento, url: str = one.url) -> bool:
            return ports.pool.call(holds_content, CopyJob(held, url, (), tuple(claims))) is True

        copy = await find_nearest_memento(archives.asker, archives.kept[0], one.url, around, holds=holds)
        if isinstance(copy, Memento):
            copies[one.url] = copy
    verified = [one for one in found if one.url in copies and copies[one.url].verified]
    if len(copies) < len(found) or len(verified) != 1:
        return recovery
    (shown,) = verified
    proof = f"its copy of {copies[shown.url].moment:%Y-%m-%d} in {archives.kept[0].name} supports the claim"
    proven = replace(shown, origin=CompletionOrigin.CAPTURE, proof=proof, proven=True)
    return replace(recovery, completions=(proven, *(one for one in found if one is not shown)))


def find_drafting_moment(draft: Draft) -> datetime | None:
    """Return noon of the day on which a draft was written, None if the draft states no date."""
    day = find_drafting_date(draft)
    return datetime.combine(day, time(12), UTC) if day else None


def _apply_recoveries(draft: Draft, recoveries: tuple[Recovery, ...]) -> CompletedDraft:
    """Insert the proven completions; keep all of them with the cut addresses."""
    notes = list(draft.footnotes)
    cut: dict[tuple[str, int], CutUrl] = {}
    completions: dict[tuple[str, int], tuple[Completion, ...]] = {}
    for recovery in recoveries:
        note, position = notes[recovery.cut.note], recovery.cut.source
        written = note.sources[position].target
        if isinstance(written, CutUrl):
            cut[note.id, position] = written
        completions[note.id, position] = recovery.completions
        for one in recovery.completions:
            target = parse_url(one.url)
            if one.proven and isinstance(target, Url):
                notes[recovery.cut.note] = note = _replace_target(note, position, target)
    known = draft.contradictions if tuple(notes) == draft.footnotes else None  # dates in addresses contradict too
    return CompletedDraft(replace(draft, footnotes=tuple(notes), contradictions=known), cut, completions)


def _replace_target(note: Footnote, position: int, target: Url) -> Footnote:
    """Return the footnote with the cut address of one source replaced by `target`."""
    sources: list[Source] = list(note.sources)
    sources[position] = replace(sources[position], target=target)
    return replace(note, sources=tuple(sources))
