"""TimeMaps (RFC 7089, 5): every copy an archive lists of one address, as link-format, JSON or CDXJ lines."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from citecheck.memento.archives import PublicArchive
from citecheck.memento.asker import ArchiveAnswer, Asker
from citecheck.memento.linkformat import Link, parse_links
from citecheck.memento.moment import parse_date
from citecheck.memento.outcome import Absent, Excluded, Listed, Refusal, Unknown
from citecheck.model.report import Memento


async def list_mementos(asker: Asker, archive: PublicArchive, url: str, *, max_pages: int = 5) -> Listed | Refusal:
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
        page = _read(answer, archive.name)
        if not isinstance(page, tuple):
            return page
        mementos, further = page
        found.update(((one.moment, one.url), one) for one in mementos)
        pending.extend(one for one in further if one not in seen and one not in pending)
    if not found:
        return Absent(archive.name)
    by_moment = {one.moment: one for _, one in sorted(found.items(), reverse=True)}
    return Listed(tuple(sorted(by_moment.values(), key=lambda one: one.moment)), complete=not pending)


def _read(answer: ArchiveAnswer, archive: str) -> tuple[list[Memento], list[str]] | Refusal:
    """Read one page: its copies and the addresses of further pages."""
    if answer.status == 404:
        return Absent(archive)
    if answer.status in {403, 451}:
        return Excluded(archive, "it does not list this site")
    if answer.status != 200:
        return Unknown(archive, f"its TimeMap answered {answer.status}")
    text = answer.text.strip()
    if text.startswith(("{", "[")):
        return _from_json(text, archive)
    links = parse_links(text, base=answer.url)
    if text and not links:
        return Unknown(archive, "its TimeMap cannot be read")
    own = {answer.url, *(link.target for link in links if "self" in link.relations)}
    further = [link.target for link in links if "timemap" in link.relations and link.target not in own]
    return [one for link in links if (one := _memento(link, archive)) is not None], further


def _memento(link: Link, archive: str) -> Memento | None:
    moment = parse_date(link.get("datetime"))
    return Memento(link.target, moment, archive) if "memento" in link.relations and moment is not None else None


def _from_json(text: str, archive: str) -> tuple[list[Memento], list[str]] | Unknown:
    """Read MemGator's JSON; other JSON TimeMaps are indexes, for which `memento.cdx` is the reader."""
    try:
        table: Any = json.loads(text)
        rows = table["mementos"]["list"]
        found = [Memento(str(row["uri"]), datetime.fromisoformat(str(row["datetime"])), archive) for row in rows]
    except (ValueError, KeyError, TypeError):
        return Unknown(archive, "its TimeMap is JSON of an unknown shape")
    return found, []
