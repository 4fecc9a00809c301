"""Find the copy nearest to a date that shows the cited content.

A copy is not evidence because it answers 200: archives hold soft 404s, walls and other articles at the right
address. So candidates are fetched as archived, nearest first, and asked by a function of the caller's whether they
hold what was cited; the first that does is `verified`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from citecheck.memento.archives import PublicArchive
from citecheck.memento.asker import Asker
from citecheck.memento.availability import closest_available
from citecheck.memento.cdx import CdxQuery, CdxRows, search_index
from citecheck.memento.outcome import Absent, Excluded, Held, Refusal, Unknown
from citecheck.memento.replay import fetch_raw, negotiate, shown_address
from citecheck.memento.timemap import list_mementos
from citecheck.model.report import Memento

Holds = Callable[[Held], bool]
"""Says whether a copy shows the cited content: by fingerprint, anchor or evidence."""

YEARS_AROUND = timedelta(days=3 * 365)
"""How far from the date the index is asked; a page copied only outside it is found by date negotiation."""


async def nearest_memento(
    asker: Asker, archive: PublicArchive, url: str, moment: datetime, *, holds: Holds, max_fetches: int = 4
) -> Memento | Refusal:
    """Return the copy nearest to `moment` that holds the content, `verified`; else the nearest, not verified.

    At most `max_fetches` copies are fetched. `Absent` is said only when the archive's own list says so.
    """
    listed = await _candidates(asker, archive, url, moment)
    if isinstance(listed, Excluded | Absent):
        return listed
    if isinstance(listed, Unknown):
        return await _by_negotiation(asker, archive, url, moment, holds)
    nearest = sorted(listed, key=lambda one: (abs((one.moment - moment).total_seconds()), one.moment, one.url))
    for candidate in nearest[:max_fetches]:
        held = await fetch_raw(asker, archive, candidate)
        if isinstance(held, Held) and held.status == 200 and holds(held):
            return _verified(held.memento)
    return nearest[0]


async def _candidates(
    asker: Asker, archive: PublicArchive, url: str, moment: datetime
) -> tuple[Memento, ...] | Refusal:
    """List copies around `moment`: by the index where there is one, else by TimeMap, else by availability."""
    if archive.cdx is not None and archive.replay is not None:
        listed = await _by_index(asker, archive, url, moment)
        if not isinstance(listed, Unknown):
            return listed
    if archive.timemap is not None:
        mapped = await list_mementos(asker, archive, url)
        if not isinstance(mapped, Unknown):
            return mapped if isinstance(mapped, Absent | Excluded) else mapped.mementos
    closest = await closest_available(asker, archive, url, moment)
    return closest if isinstance(closest, Unknown) else (closest,)


async def _by_index(asker: Asker, archive: PublicArchive, url: str, moment: datetime) -> tuple[Memento, ...] | Refusal:
    """Ask the index for captures with content near `moment`; one copy for each version of the payload in a row."""
    query = CdxQuery(
        url,
        since=moment - YEARS_AROUND,
        until=moment + YEARS_AROUND,
        filters=("!statuscode:[345]..",),  # revisit records have no status and are wanted
        collapse="digest",
    )
    found = await search_index(asker, archive, query)
    if isinstance(found, Absent):
        return Unknown(archive.name, "the index has none near the date")
    if not isinstance(found, CdxRows):
        return found
    mementos = tuple(
        Memento(f"{archive.replay}{row.moment:%Y%m%d%H%M%S}/{row.address}", row.moment, archive.name)
        for row in found.rows
        if row.shows_content
    )
    return mementos or Unknown(archive.name, "the index has no copy with content near the date")


async def _by_negotiation(
    asker: Asker, archive: PublicArchive, url: str, moment: datetime, holds: Holds
) -> Memento | Refusal:
    held = await negotiate(asker, archive, url, moment)
    if not isinstance(held, Held):
        return held
    return _verified(held.memento) if held.status == 200 and holds(held) else held.memento


def _verified(memento: Memento) -> Memento:
    return Memento(shown_address(memento.url), memento.moment, memento.archive, verified=True)
