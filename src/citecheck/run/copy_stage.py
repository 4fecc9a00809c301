"""What of a run's sources is looked for in public archives, and asked to be kept there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from citecheck.evidence.claims import claims_of
from citecheck.model.change import Anchor
from citecheck.model.evidence import Claim
from citecheck.model.page import ALIVE
from citecheck.run.cut_address_stage import CompletedDraft, find_drafting_moment
from citecheck.run.ports import Ports
from citecheck.store.drafts import RecordedDraft, compute_source_key
from citecheck.store.evidence import load_anchor
from citecheck.store.visits import SeenVisit


async def add_copies(
    seen: dict[str, SeenVisit], completed: Sequence[CompletedDraft], recorded: Sequence[RecordedDraft], ports: Ports
) -> dict[str, SeenVisit]:
    """Return what was seen, with the public archives' copies of lost sources, and new copies of unkept ones."""
    if ports.archives is None:
        return seen
    from citecheck.run.copy_search import CopySearch, save_unkept  # noqa: PLC0415 (most runs ask no archive)

    claims: dict[str, list[Claim]] = {}
    anchors: dict[str, list[Anchor]] = {}
    for each, rows in zip(completed, recorded, strict=True):
        notes = {note.id: note.sources for note in each.draft.footnotes}
        for citation, claim in zip(each.draft.citations, claims_of(each.draft), strict=True):
            for source in notes.get(citation.footnote or "", ()):
                key = compute_source_key(source)
                claims.setdefault(key, []).append(claim)
                kept = load_anchor(ports.store, rows.claims[citation.sentence], rows.sources[key])
                anchors.setdefault(key, []).extend([kept.anchor] if kept else [])
    around = next((moment for each in completed if (moment := find_drafting_moment(each.draft))), ports.clock())
    search = CopySearch(
        ports.archives,
        ports.pool,
        {key: tuple(those) for key, those in claims.items()},
        {key: tuple(those) for key, those in anchors.items()},
        around,
    )
    found = await search.offered(seen)
    alive = [url for url, look in seen.items() if look.visit.reach in ALIVE]
    for url, memento in (await save_unkept(alive, ports.archives, ports.clock())).items():
        found[url] = replace(found[url], visit=replace(found[url].visit, memento=memento))
    return found
