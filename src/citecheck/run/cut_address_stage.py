"""Complete the cut addresses of a draft from its published version, the draft itself, the store and an archive.

Only a proven completion becomes the target of its source, which is then requested like any other. All others are
shown and none is chosen, since equal prefixes are not equal sources.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from citecheck.archive.public.recovery import Recovery, recover_cut_sources
from citecheck.errors import RunIncomplete, UnreadableInput
from citecheck.evidence.claims import claims_of, find_drafting_date
from citecheck.model.draft import Draft, Footnote, Source
from citecheck.model.exchange import Reached
from citecheck.model.report import Completion
from citecheck.model.target import CutUrl, Url
from citecheck.net.request import FetchRequest
from citecheck.run.context import CompletedDraft, Ports, RunContext
from citecheck.run.pool_child import Unread
from citecheck.run.pool_jobs import PublishedJob, read_published
from citecheck.store.drafts import find_addresses_under
from citecheck.url.normal_form import parse_url


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
    if ports.archives is not None:
        from citecheck.archive.public.prefix_search import search_archive  # noqa: PLC0415 (most runs ask no archive)

        sentences = {
            number: claim.sentence
            for number, note in enumerate(draft.footnotes)
            for citation, claim in zip(draft.citations, claims_of(draft), strict=True)
            if citation.footnote == note.id
        }
        recoveries, _ = await search_archive(
            ports.archives.asker, ports.archives.kept[0], recoveries, find_drafting_moment(draft), sentences=sentences
        )
    return _apply_recoveries(draft, recoveries)


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
    return CompletedDraft(replace(draft, footnotes=tuple(notes)), cut, completions)


def _replace_target(note: Footnote, position: int, target: Url) -> Footnote:
    """Return the footnote with the cut address of one source replaced by `target`."""
    sources: list[Source] = list(note.sources)
    sources[position] = replace(sources[position], target=target)
    return replace(note, sources=tuple(sources))
