"""Mementos.

List an archive's copies of one address, fetch them, and find the nearest that shows the cited content.

Copies are listed by TimeMaps and by Wayback's availability service. TimeMaps (RFC 7089, 5) list every copy, as
link-format, JSON or CDXJ lines. The availability service is quick, but wrong so often that an empty answer means
nothing.

Copies are fetched by date negotiation (RFC 7089) or by address. A response is a copy if it has Memento-Datetime; its
status is that of the page when it was archived. A 200 without the field is the archive's own page (an excluded site, a
form, an error), unless it is a frame whose Link field names the copy. TimeGates redirect (302-style) or answer at once
with Content-Location (200-style); both are read.

A copy that answers 200 is not evidence yet: archives hold soft 404s, bot walls and other articles at the right address.
So candidates are fetched as archived, nearest first, and a function of the caller decides whether they hold the cited
content. The first that does is `verified`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

from citecheck.archive.public.archives import (
    Absent,
    Excluded,
    FetchedMemento,
    MementoList,
    PublicArchive,
    Refusal,
)
from citecheck.archive.public.cdx import CdxQuery, CdxRows, search_index
from citecheck.archive.public.memento_format import WebLink, http_date_of, parse_links, parse_stamp, stamp_of
from citecheck.model.report import Memento
from citecheck.net.message import parse_http_date
from citecheck.net.paced_client import NoReply, PacedClient, ServiceReply


async def find_closest_available(
    client: PacedClient, archive: PublicArchive, url: str, moment: datetime
) -> Memento | NoReply:
    """Return the copy closest to `moment`. An empty answer is `NoReply`, never `Absent`: only the index is reliable."""
    if archive.availability is None:
        return NoReply(archive.name, "it has no availability service")
    query = urlencode({"url": url, "timestamp": stamp_of(moment)})
    answer = await client.request(archive, f"{archive.availability}?{query}")
    if isinstance(answer, NoReply):
        return answer
    try:
        found: Any = json.loads(answer.text)
    except ValueError:
        return NoReply(archive.name, "the availability service gave no JSON")
    snapshots = found.get("archived_snapshots") if isinstance(found, dict) else None
    closest = snapshots.get("closest") if isinstance(snapshots, dict) else None
    if not isinstance(closest, dict) or closest.get("available") is not True:
        return NoReply(archive.name, "the availability service knows none, which the index must confirm")
    taken = parse_stamp(str(closest.get("timestamp", "")))
    address = str(closest.get("url", ""))
    if taken is None or not address.startswith(("http://", "https://")):
        return NoReply(archive.name, "the availability service named no copy that can be read")
    return Memento(address.replace("http://", "https://", 1), taken, archive.name)


async def list_mementos(
    client: PacedClient, archive: PublicArchive, url: str, *, max_pages: int = 5
) -> MementoList | Refusal:
    """List the copies of an address, oldest first. Follow up to `max_pages` pages of a paged TimeMap."""
    if archive.timemap is None:
        return NoReply(archive.name, "it has no TimeMaps")
    pending = [archive.timemap + url.partition("#")[0]]
    seen: set[str] = set()
    found: dict[tuple[datetime, str], Memento] = {}
    while pending and len(seen) < max_pages:
        address = pending.pop(0)
        seen.add(address)
        answer = await client.request(archive, address)
        if isinstance(answer, NoReply):
            return answer
        page = _read_page(answer, archive.name)
        if not isinstance(page, tuple):
            return page
        mementos, further = page
        found.update(((one.moment, one.url), one) for one in mementos)
        pending.extend(one for one in further if one not in seen and one not in pending)
    if not found:
        return Absent(archive.name)
    by_moment = {one.moment: one for _, one in sorted(found.items(), reverse=True)}
    return MementoList(tuple(sorted(by_moment.values(), key=lambda one: one.moment)), complete=not pending)


def _read_page(answer: ServiceReply, archive: str) -> tuple[list[Memento], list[str]] | Refusal:
    """Read one page. Return its copies and the addresses of further pages."""
    if answer.status == 404:
        return Absent(archive)
    if answer.status in {403, 451}:
        return Excluded(archive, "it does not list this site")
    if answer.status != 200:
        return NoReply(archive, f"its TimeMap answered {answer.status}")
    text = answer.text.strip()
    if text.startswith(("{", "[")):
        return _parse_json(text, archive)
    links = parse_links(text, base=answer.url)
    if text and not links:
        return NoReply(archive, "its TimeMap cannot be read")
    own = {answer.url, *(link.target for link in links if "self" in link.relations)}
    further = [link.target for link in links if "timemap" in link.relations and link.target not in own]
    return [one for link in links if (one := _build_memento(link, archive)) is not None], further


def _build_memento(link: WebLink, archive: str) -> Memento | None:
    moment = parse_http_date(link.get("datetime"))
    return Memento(link.target, moment, archive) if "memento" in link.relations and moment is not None else None


def _parse_json(text: str, archive: str) -> tuple[list[Memento], list[str]] | NoReply:
    """Parse MemGator's JSON. Other JSON TimeMaps are indexes, which `cdx` reads."""
    try:
        table: Any = json.loads(text)
        rows = table["mementos"]["list"]
        found = [Memento(str(row["uri"]), datetime.fromisoformat(str(row["datetime"])), archive) for row in rows]
    except (ValueError, KeyError, TypeError):
        return NoReply(archive, "its TimeMap is JSON of an unknown shape")
    return found, []


_MAX_COPY_HOPS = 6
"""Redirects followed between copies. Real archives have loops."""
_DATED = re.compile(r"/(\d{4,14})([a-z]{2}_)?/(https?:/{1,2}.+)$")
_REDIRECTS = frozenset([301, 302, 303, 307, 308])


def _build_raw_address(archive: PublicArchive, url: str, moment: datetime) -> str | None:
    """Return the address of the bytes as archived at `moment`, or None if the archive's addresses are unknown."""
    if archive.replay is None:
        return None
    return f"{archive.replay}{stamp_of(moment)}{archive.raw}/{url.partition('#')[0]}"


def build_shown_address(address: str) -> str:
    """Return a copy's address for readers: without the marker for raw bytes (`id_`)."""
    return _DATED.sub(lambda match: f"/{match[1]}/{match[3]}", address)


async def negotiate(
    client: PacedClient, archive: PublicArchive, url: str, moment: datetime
) -> FetchedMemento | Refusal:
    """Fetch the copy nearest to `moment` from the TimeGate. The archive may rewrite its content: see `fetch_raw`."""
    return await _follow_redirects(client, archive, archive.timegate + url.partition("#")[0], moment)


async def fetch_raw(client: PacedClient, archive: PublicArchive, memento: Memento) -> FetchedMemento | Refusal:
    """Fetch a copy's bytes as archived. The archive may return a copy of another time: see `distance` of the result."""
    return await _follow_redirects(client, archive, _add_raw_marker(archive, memento.url), memento.moment)


def _add_raw_marker(archive: PublicArchive, address: str) -> str:
    return _DATED.sub(lambda match: f"/{match[1]}{archive.raw}/{match[3]}", address)


async def _follow_redirects(
    client: PacedClient, archive: PublicArchive, address: str, moment: datetime
) -> FetchedMemento | Refusal:
    """Follow the archive's redirects, and archived redirects, to a copy."""
    seen: set[str] = set()
    while address not in seen and len(seen) <= _MAX_COPY_HOPS:
        seen.add(address)
        answer = await client.request(archive, address, headers={"Accept-Datetime": http_date_of(moment)})
        if isinstance(answer, NoReply):
            return answer
        target = answer.headers.get("location")
        if answer.status in _REDIRECTS and target:
            address = _find_redirect(archive, answer, target, moment)
            continue
        framed = _find_framed_copy(answer, moment)
        if framed is None:
            return _classify_answer(answer, archive, moment)
        address = _add_raw_marker(archive, framed)
    return NoReply(archive.name, "its redirects form a loop")


def _find_redirect(archive: PublicArchive, answer: ServiceReply, target: str, moment: datetime) -> str:
    """Return where a redirect leads within the archive. The live address of an archived redirect is not requested."""
    within = urljoin(answer.url, target)
    archived = parse_http_date(answer.headers.get("memento-datetime")) is not None
    if _DATED.search(within) or not archived:
        return within
    copied = _DATED.search(answer.url)
    original = urljoin(copied[3] if copied else answer.url.removeprefix(archive.timegate), target)
    return _build_raw_address(archive, original, moment) or archive.timegate + original


def _find_framed_copy(answer: ServiceReply, moment: datetime) -> str | None:
    """Return the copy that a frame page names: pywb's TimeGate answers 200 with a frame and the copy in Link."""
    if answer.status != 200 or parse_http_date(answer.headers.get("memento-datetime")) is not None:
        return None
    links = parse_links(answer.headers.get("link", ""), base=answer.url)
    dated = [(link.target, taken) for link in links if (taken := _read_moment(link)) is not None]
    return min(dated, key=lambda one: abs((one[1] - moment).total_seconds()))[0] if dated else None


def _read_moment(link: WebLink) -> datetime | None:
    return parse_http_date(link.get("datetime")) if "memento" in link.relations else None


def _classify_answer(answer: ServiceReply, archive: PublicArchive, moment: datetime) -> FetchedMemento | Refusal:
    taken = parse_http_date(answer.headers.get("memento-datetime"))
    if taken is None:
        if answer.status == 404:
            return Absent(archive.name)
        if answer.status in {200, 403, 451}:
            return Excluded(archive.name, "it returned a page of its own instead of a copy")
        return NoReply(archive.name, f"it answered {answer.status}")
    address = urljoin(answer.url, answer.headers.get("content-location", "")) or answer.url
    if not _names_moment(address, taken):
        address = _find_linked_copy(answer, taken) or answer.url
    memento = Memento(build_shown_address(address), taken, archive.name)
    return FetchedMemento(memento, answer.status, answer.raw_headers, answer.body, moment, answer.truncated)


def _names_moment(address: str, taken: datetime) -> bool:
    """Return whether an address contains the time of the copy, as in Wayback and pywb."""
    match = _DATED.search(address)
    return match is not None and parse_stamp(match[1]) == taken


def _find_linked_copy(answer: ServiceReply, taken: datetime) -> str | None:
    """Return the copy's own address from its Link field: the memento of that time."""
    links = parse_links(answer.headers.get("link", ""), base=answer.url)
    return next((link.target for link in links if _read_moment(link) == taken), None)


_HoldsContent = Callable[[FetchedMemento], bool]
"""A function that returns whether a copy shows the cited content, by fingerprint, anchor or evidence."""

_YEARS_AROUND = timedelta(days=3 * 365)
"""Time before and after the date in which the index is searched. Copies outside it are found by date negotiation."""


async def find_nearest_memento(
    client: PacedClient,
    archive: PublicArchive,
    url: str,
    moment: datetime,
    *,
    holds: _HoldsContent,
    max_fetches: int = 4,
) -> Memento | Refusal:
    """Return the copy nearest to `moment` that holds the content, as `verified`; else the best that is there.

    That is `choose_best` of those read and the nearest that was not.
    Fetch `max_fetches` copies at most. Return `Absent` only if the archive's own list is empty.
    """
    listed = await _list_candidates(client, archive, url, moment)
    if isinstance(listed, Excluded | Absent):
        return listed
    if isinstance(listed, NoReply):
        return await _find_by_negotiation(client, archive, url, moment, holds)
    nearest = sorted(listed, key=lambda one: (abs((one.moment - moment).total_seconds()), one.moment, one.url))
    found: list[Memento] = []
    for candidate in nearest[:max_fetches]:
        held = await fetch_raw(client, archive, candidate)
        found.append(_mark_read(held, holds) if isinstance(held, FetchedMemento) else candidate)
        if found[-1].verified:
            return found[-1]
    return choose_best([*found, *nearest[max_fetches : max_fetches + 1]])


def choose_best(mementos: Sequence[Memento]) -> Memento:
    """Return the first verified copy, else the first that was read and shows a page, else one not read, else any."""
    return max(mementos, key=lambda one: (one.verified, not one.is_error, one.status is not None))


async def _list_candidates(
    client: PacedClient, archive: PublicArchive, url: str, moment: datetime
) -> tuple[Memento, ...] | Refusal:
    """List copies near `moment`: by the index if there is one, else by TimeMap, else by availability."""
    if archive.cdx is not None and archive.replay is not None:
        listed = await _list_by_index(client, archive, url, moment)
        if not isinstance(listed, NoReply):
            return listed
    if archive.timemap is not None:
        mapped = await list_mementos(client, archive, url)
        if not isinstance(mapped, NoReply):
            return mapped if isinstance(mapped, Absent | Excluded) else mapped.mementos
    closest = await find_closest_available(client, archive, url, moment)
    return closest if isinstance(closest, NoReply) else (closest,)


async def _list_by_index(
    client: PacedClient, archive: PublicArchive, url: str, moment: datetime
) -> tuple[Memento, ...] | Refusal:
    """Search the index for captures with content near `moment`, one for each run of equal payloads."""
    query = CdxQuery(
        url,
        since=moment - _YEARS_AROUND,
        until=moment + _YEARS_AROUND,
        filters=("!statuscode:[345]..",),  # revisit records have no status and are wanted
        collapse="digest",
    )
    found = await search_index(client, archive, query)
    if isinstance(found, Absent):
        return NoReply(archive.name, "the index has none near the date")
    if not isinstance(found, CdxRows):
        return found
    mementos = tuple(
        Memento(f"{archive.replay}{row.moment:%Y%m%d%H%M%S}/{row.address}", row.moment, archive.name)
        for row in found.rows
        if row.shows_content
    )
    return mementos or NoReply(archive.name, "the index has no copy with content near the date")


async def _find_by_negotiation(
    client: PacedClient, archive: PublicArchive, url: str, moment: datetime, holds: _HoldsContent
) -> Memento | Refusal:
    held = await negotiate(client, archive, url, moment)
    if not isinstance(held, FetchedMemento):
        return held
    return _mark_read(held, holds)


def _mark_read(held: FetchedMemento, holds: _HoldsContent) -> Memento:
    """Return a copy that was read: its status, and whether it holds the content."""
    verified = held.status == 200 and holds(held)
    url = build_shown_address(held.memento.url)
    return replace(held.memento, url=url, verified=verified, status=held.status)
