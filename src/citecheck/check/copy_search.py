"""Finding the public archive's copy of a source that is lost, and asking for one of a source that has none.

A copy is offered as the repair only after it was read: it must hold the passage that bore the claim out, or, where none
is known, bear one of the claims out itself. A copy that merely answers 200 is told as unverified.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from citecheck.check.ports import Archives
from citecheck.check.visiting import replaced
from citecheck.content.reading import read_page
from citecheck.memento import Absent, Held, PublicArchive, nearest_memento, save_page
from citecheck.memento.save import Saved
from citecheck.model.change import Anchor, AnchorState
from citecheck.model.evidence import Claim, Support
from citecheck.model.page import Answer, Page, Reach
from citecheck.model.report import Memento
from citecheck.pool import Pool
from citecheck.store.visits import Seen
from citecheck.verify import examine, read_anchor

LOST = frozenset({Reach.GONE, Reach.SUSPECT, Reach.WALLED})


@dataclass(frozen=True, slots=True)
class CopyJob:
    """An archived answer, and what it is asked for: the anchors of its source, and the claims that cite it."""

    held: Held
    url: str
    anchors: tuple[Anchor, ...]
    claims: tuple[Claim, ...]


def holds_content(job: CopyJob) -> bool:
    """Say whether an archived answer shows the cited content."""
    held = job.held
    page = read_page(Answer(held.body, job.url, job.url, held.status, held.headers, held.truncated), roles=False)
    if page.page not in {Page.LIVE, Page.PAYWALL_PARTIAL}:
        return False
    if job.anchors:
        states = (read_anchor(anchor, page.text.visible).state for anchor in job.anchors)
        return any(state in {AnchorState.INTACT, AnchorState.MOVED} for state in states)
    return any(examine(claim, page.text).support is Support.EVIDENCE for claim in job.claims)


@dataclass(frozen=True, slots=True)
class CopySearch:
    """Looking for copies in a run: `claims` and `anchors` of each address, `around` the date of the draft."""

    archives: Archives
    pool: Pool
    claims: Mapping[str, tuple[Claim, ...]]
    anchors: Mapping[str, tuple[Anchor, ...]]
    around: datetime

    async def offered(self, seen: Mapping[str, Seen]) -> dict[str, Seen]:
        """Return what was seen, with the nearest copy of each lost or replaced source."""
        found = dict(seen)
        for url, look in seen.items():
            if look.visit.reach in LOST or replaced(look.visit):
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

        def holds(held: Held) -> bool:
            job = CopyJob(held, url, self.anchors.get(url, ()), self.claims.get(url, ()))
            return self.pool.call(holds_content, job) is True

        found = await nearest_memento(self.archives.asker, archive, url, self.around, holds=holds)
        return found if isinstance(found, Memento) else None


async def save_unkept(urls: Sequence[str], archives: Archives, now: datetime) -> dict[str, Memento]:
    """Ask the first archive to keep each source that it holds no copy of; return the copies it made."""
    if not archives.save:
        return {}
    made: dict[str, Memento] = {}
    archive = archives.kept[0]
    for url in urls:
        known = await nearest_memento(archives.asker, archive, url, now, holds=lambda _: False, max_fetches=0)
        if isinstance(known, Absent):
            saved = await save_page(archives.asker, archive, url)
            if isinstance(saved, Saved):
                made[url] = saved.memento
    return made
