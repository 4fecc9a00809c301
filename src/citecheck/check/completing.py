"""Completing the cut addresses of a draft with evidence: its published version, itself, the store, an archive's index.

Only what the published version says of the very note completes a source: then it is asked like any other. Everything
else is a candidate; all of them are shown and none is chosen, since equal prefixes are not equal sources.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time

from citecheck.check.ports import Ports
from citecheck.content.codings import answer_of
from citecheck.draft import read_draft
from citecheck.errors import RunIncomplete, UnreadableInput
from citecheck.fetch import FetchRequest
from citecheck.memento.recover import Origin, Recovery, recover
from citecheck.model.draft import Draft, Footnote, Source
from citecheck.model.exchange import Reached
from citecheck.model.format import Format
from citecheck.model.target import Url
from citecheck.pool import Unread
from citecheck.store.sources import addresses_under
from citecheck.target import canonical
from citecheck.verify import claims_of
from citecheck.verify.drafted import drafted_on


@dataclass(frozen=True, slots=True)
class Completed:
    """A draft whose cut addresses are completed where evidence names the address.

    `candidates` gives, by note id and the place of the source in it, the addresses that only may be meant.
    """

    draft: Draft
    candidates: Mapping[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishedJob:
    """The published version of a draft, to be read in the pool."""

    exchange: Reached
    body_limit: int


def read_published(job: PublishedJob) -> Draft:
    """Read the published version. Raises UnreadableInput if it holds no text that can be read."""
    answer = answer_of(job.exchange, body_limit=job.body_limit)
    url = job.exchange.hops[-1].url
    fmt = Format.PDF if answer.body[:5] == b"%PDF-" else Format.HTML
    return read_draft(answer.body, path=url, fmt=fmt, base=url)


async def published_draft(url: str, ports: Ports, body_limit: int) -> Draft:
    """Ask for the published version of a draft and read it.

    Raises:
        RunIncomplete: it did not answer, or what it answered cannot be read; what it should complete stays cut.
    """
    target = canonical(url)
    if not isinstance(target, Url):
        raise UnreadableInput(f"--published {url}: this is no address ({target.fault})")
    (exchange,) = [each async for each in ports.crawler.crawl([FetchRequest(target.canonical)])]
    if not isinstance(exchange, Reached):
        raise RunIncomplete(f"--published {url}: the published version could not be opened ({exchange.detail})")
    if (status := exchange.hops[-1].status) >= 400:
        raise RunIncomplete(f"--published {url}: the published version could not be opened (status {status})")
    (draft,) = await ports.pool.run(read_published, [PublishedJob(exchange, body_limit)])
    if isinstance(draft, Unread):
        raise RunIncomplete(f"--published {url}: the published version could not be read ({draft.reason})")
    return draft


async def complete(draft: Draft, ports: Ports, published: Draft | None) -> Completed:
    """Complete a draft's cut addresses, and list the candidates of those that stay cut."""
    recoveries = recover(draft, published=published, lookup=lambda prefix: addresses_under(ports.store, prefix))
    if not recoveries:
        return Completed(draft)
    if ports.archives is not None:
        from citecheck.memento.prefix_search import search_archive  # noqa: PLC0415 (most runs ask no archive)

        sentences = {
            number: claim.sentence
            for number, note in enumerate(draft.footnotes)
            for citation, claim in zip(draft.citations, claims_of(draft), strict=True)
            if citation.footnote == note.id
        }
        recoveries, _ = await search_archive(
            ports.archives.asker, ports.archives.kept[0], recoveries, drafted_at(draft), sentences=sentences
        )
    return applied(draft, recoveries)


def drafted_at(draft: Draft) -> datetime | None:
    """Return the noon of the day a draft was written, None if it does not say."""
    day = drafted_on(draft)
    return datetime.combine(day, time(12), UTC) if day else None


def applied(draft: Draft, recoveries: tuple[Recovery, ...]) -> Completed:
    """Put the addresses that the published version names into the draft; keep the others as candidates."""
    notes = list(draft.footnotes)
    candidates: dict[tuple[str, int], tuple[str, ...]] = {}
    for recovery in recoveries:
        note = notes[recovery.cut.note]
        spoken = [one.url for one in recovery.candidates if one.origin is Origin.PUBLISHED]
        target = canonical(spoken[0]) if len(spoken) == 1 else None
        if isinstance(target, Url):
            notes[recovery.cut.note] = with_target(note, recovery.cut.source, target)
        candidates[note.id, recovery.cut.source] = tuple(one.url for one in recovery.candidates)
    return Completed(replace(draft, footnotes=tuple(notes)), candidates)


def with_target(note: Footnote, position: int, target: Url) -> Footnote:
    """Return a footnote with the target of one source put in the place of its cut address."""
    sources: list[Source] = list(note.sources)
    sources[position] = replace(sources[position], target=target)
    return replace(note, sources=tuple(sources))
