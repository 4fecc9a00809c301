"""Finding the public archive's copy of a lost source, and asking for one of a source that has none.

A copy is offered as the repair only after it was read: it must hold the passage that supported the claim, or, where
none is known, support one of the claims itself. A copy that merely answers 200 is reported as unverified. Imported
only
by runs that ask archives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from citecheck.archive.public.archives import Absent, FetchedMemento, PublicArchive
from citecheck.archive.public.memento import find_nearest_memento
from citecheck.archive.public.save_page_now import SavedCopy, save_page
from citecheck.model.change import Anchor
from citecheck.model.evidence import Claim
from citecheck.model.page import Reach
from citecheck.model.report import Memento
from citecheck.reach.decision import is_replaced
from citecheck.run.pool import Pool
from citecheck.run.pool_jobs import CopyJob, holds_content
from citecheck.run.ports import PublicArchives
from citecheck.store.visits import SeenVisit

LOST_REACHES = frozenset({Reach.GONE, Reach.SUSPECT, Reach.WALLED})


@dataclass(frozen=True, slots=True)
class CopySearch:
    """Looking for copies in a run: `claims` and `anchors` of each address, `around` the date of the draft."""

    archives: PublicArchives
    pool: Pool
    claims: Mapping[str, tuple[Claim, ...]]
    anchors: Mapping[str, tuple[Anchor, ...]]
    around: datetime

    async def offered(self, seen: Mapping[str, SeenVisit]) -> dict[str, SeenVisit]:
        """Return what was seen, with the nearest copy of each lost or replaced source."""
        found = dict(seen)
        for url, look in seen.items():
            if look.visit.reach in LOST_REACHES or is_replaced(look.visit):
                memento = await self.nearest(url)
                if memento is not None:
                    found[url] = replace(look, visit=replace(look.visit, memento=memento))
        return found

    async def nearest(self, url: str) -> Memento | None:
        """Return the copy nearest to the draft's date from the first archive that has a verified one, or any."""
        unverified = None
        for archive in self.archives.kept:
            memento = await self.from_archive(archive, url)
            if memento is not None and memento.verified:
                return memento
            unverified = unverified or memento
        return unverified

    async def from_archive(self, archive: PublicArchive, url: str) -> Memento | None:
        """Ask one archive; None where it has no copy or gave no answer that can be relied on."""

        def holds(held: FetchedMemento) -> bool:
            job = CopyJob(held, url, self.anchors.get(url, ()), self.claims.get(url, ()))
            return self.pool.call(holds_content, job) is True

        found = await find_nearest_memento(self.archives.asker, archive, url, self.around, holds=holds)
        return found if isinstance(found, Memento) else None


async def save_unkept(urls: Sequence[str], archives: PublicArchives, now: datetime) -> dict[str, Memento]:
    """Ask the first archive to keep each source that it holds no copy of; return the copies it made."""
    if not archives.save:
        return {}
    made: dict[str, Memento] = {}
    archive = archives.kept[0]
    for url in urls:
        known = await find_nearest_memento(archives.asker, archive, url, now, holds=lambda _: False, max_fetches=0)
        if isinstance(known, Absent):
            saved = await save_page(archives.asker, archive, url)
            if isinstance(saved, SavedCopy):
                made[url] = saved.memento
    return made
