"""Which copies an archive says it has of one address: TimeMaps, and Wayback's availability service.

TimeMaps (RFC 7089, 5) list every copy, as link-format, JSON or CDXJ lines. The availability service is quick, and
wrong often enough that an empty answer means nothing.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from citecheck.archive.public.archives import Absent, Excluded, MementoList, PublicArchive, Refusal, Unknown
from citecheck.archive.public.client import ArchiveAnswer, ArchiveClient
from citecheck.archive.public.memento_format import WebLink, parse_http_date, parse_links, parse_stamp, stamp_of
from citecheck.model.report import Memento


async def find_closest_available(
    asker: ArchiveClient, archive: PublicArchive, url: str, moment: datetime
) -> Memento | Unknown:
    """Ask for the copy closest to `moment`. Never `Absent`: false empties are known, only the index can say no."""
    if archive.availability is None:
        return Unknown(archive.name, "it has no availability service")
    asked = urlencode({"url": url, "timestamp": stamp_of(moment)})
    answer = await asker.ask(archive, f"{archive.availability}?{asked}")
    if isinstance(answer, Unknown):
        return answer
    try:
        found: Any = json.loads(answer.text)
    except ValueError:
        return Unknown(archive.name, "the availability service gave no JSON")
    snapshots = found.get("archived_snapshots") if isinstance(found, dict) else None
    closest = snapshots.get("closest") if isinstance(snapshots, dict) else None
    if not isinstance(closest, dict) or closest.get("available") is not True:
        return Unknown(archive.name, "the availability service knows none, which the index must confirm")
    taken = parse_stamp(str(closest.get("timestamp", "")))
    address = str(closest.get("url", ""))
    if taken is None or not address.startswith(("http://", "https://")):
        return Unknown(archive.name, "the availability service named no copy that can be read")
    return Memento(address.replace("http://", "https://", 1), taken, archive.name)


async def list_mementos(
    asker: ArchiveClient, archive: PublicArchive, url: str, *, max_pages: int = 5
) -> MementoList | Refusal:
    """List the copies of an address, oldest first, following the pages of a paged TimeMap."""
    if archive.timemap is None:
        return Unknown(archive.name, "it has no TimeMaps")
    pending = [archive.timemap + url.partition("#")[0]]
    seen: set[str] = set()
    found: dict[tuple[datetime, str], Memento] = {}
    while pending and len(seen) < max_pages:
        address = pending.pop(0)
        seen.add(address)
        answer = await asker.ask(archive, address)
        if isinstance(answer, Unknown):
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


def _read_page(answer: ArchiveAnswer, archive: str) -> tuple[list[Memento], list[str]] | Refusal:
    """Read one page: its copies and the addresses of further pages."""
    if answer.status == 404:
        return Absent(archive)
    if answer.status in {403, 451}:
        return Excluded(archive, "it does not list this site")
    if answer.status != 200:
        return Unknown(archive, f"its TimeMap answered {answer.status}")
    text = answer.text.strip()
    if text.startswith(("{", "[")):
        return _parse_json(text, archive)
    links = parse_links(text, base=answer.url)
    if text and not links:
        return Unknown(archive, "its TimeMap cannot be read")
    own = {answer.url, *(link.target for link in links if "self" in link.relations)}
    further = [link.target for link in links if "timemap" in link.relations and link.target not in own]
    return [one for link in links if (one := _build_memento(link, archive)) is not None], further


def _build_memento(link: WebLink, archive: str) -> Memento | None:
    moment = parse_http_date(link.get("datetime"))
    return Memento(link.target, moment, archive) if "memento" in link.relations and moment is not None else None


def _parse_json(text: str, archive: str) -> tuple[list[Memento], list[str]] | Unknown:
    """Read MemGator's JSON; other JSON TimeMaps are indexes, for which `memento.cdx` is the reader."""
    try:
        table: Any = json.loads(text)
        rows = table["mementos"]["list"]
        found = [Memento(str(row["uri"]), datetime.fromisoformat(str(row["datetime"])), archive) for row in rows]
    except (ValueError, KeyError, TypeError):
        return Unknown(archive, "its TimeMap is JSON of an unknown shape")
    return found, []
