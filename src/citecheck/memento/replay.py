"""Fetch a copy, by date negotiation (RFC 7089) or by its address, and tell a copy from everything else.

A copy is what carries Memento-Datetime; its status is that of the page when it was archived. An answer of 200
without the field is the archive's own page: an excluded site, a form, an error, unless it is a frame whose Link field
names the copy. TimeGates redirect (302-style) or answer at once with Content-Location (200-style); both are read.
"""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urljoin

from citecheck.memento.archives import PublicArchive
from citecheck.memento.asker import ArchiveAnswer, Asker
from citecheck.memento.linkformat import Link, parse_links
from citecheck.memento.moment import date_of, parse_date, parse_stamp, stamp_of
from citecheck.memento.outcome import Absent, Excluded, Held, Refusal, Unknown
from citecheck.model.report import Memento

MAX_HOPS = 6
"""Redirects between copies followed; circles are real."""
_DATED = re.compile(r"/(\d{4,14})([a-z]{2}_)?/(https?:/{1,2}.+)$")
_REDIRECTS = frozenset([301, 302, 303, 307, 308])


def raw_address(archive: PublicArchive, url: str, moment: datetime) -> str | None:
    """Return the address of the bytes as archived at `moment`; None for an archive whose addresses are unknown."""
    if archive.replay is None:
        return None
    return f"{archive.replay}{stamp_of(moment)}{archive.raw}/{url.partition('#')[0]}"


def shown_address(address: str) -> str:
    """Return a copy's address as it is given to readers: without the mark for raw bytes (`id_`)."""
    return _DATED.sub(lambda match: f"/{match[1]}/{match[3]}", address)


async def negotiate(asker: Asker, archive: PublicArchive, url: str, moment: datetime) -> Held | Refusal:
    """Ask the TimeGate for the copy nearest to `moment`. What an archive shows may be rewritten; see `fetch_raw`."""
    return await _follow(asker, archive, archive.timegate + url.partition("#")[0], moment)


async def fetch_raw(asker: Asker, archive: PublicArchive, memento: Memento) -> Held | Refusal:
    """Fetch a copy's bytes as archived. The archive may answer with another moment: see `Held.distance`."""
    return await _follow(asker, archive, _raw(archive, memento.url), memento.moment)


def _raw(archive: PublicArchive, address: str) -> str:
    return _DATED.sub(lambda match: f"/{match[1]}{archive.raw}/{match[3]}", address)


async def _follow(asker: Asker, archive: PublicArchive, address: str, moment: datetime) -> Held | Refusal:
    """Follow the archive's redirects, and those it archived, to a copy."""
    seen: set[str] = set()
    while address not in seen and len(seen) <= MAX_HOPS:
        seen.add(address)
        answer = await asker.ask(archive, address, headers={"Accept-Datetime": date_of(moment)})
        if isinstance(answer, Unknown):
            return answer
        target = answer.headers.get("location")
        if answer.status in _REDIRECTS and target:
            address = _next(archive, answer, target, moment)
            continue
        framed = _framed(answer, moment)
        if framed is None:
            return _judge(answer, archive, moment)
        address = _raw(archive, framed)
    return Unknown(archive.name, "its redirects go round in a circle")


def _next(archive: PublicArchive, answer: ArchiveAnswer, target: str, moment: datetime) -> str:
    """Return where a redirect leads within the archive; the live address that an archived one names is not asked."""
    within = urljoin(answer.url, target)
    archived = parse_date(answer.headers.get("memento-datetime")) is not None
    if _DATED.search(within) or not archived:
        return within
    copied = _DATED.search(answer.url)
    original = urljoin(copied[3] if copied else answer.url.removeprefix(archive.timegate), target)
    return raw_address(archive, original, moment) or archive.timegate + original


def _framed(answer: ArchiveAnswer, moment: datetime) -> str | None:
    """Return the copy that a page around it names: pywb's TimeGate answers 200 with a frame and the copy in Link."""
    if answer.status != 200 or parse_date(answer.headers.get("memento-datetime")) is not None:
        return None
    links = parse_links(answer.headers.get("link", ""), base=answer.url)
    dated = [(link.target, taken) for link in links if (taken := _taken(link)) is not None]
    return min(dated, key=lambda one: abs((one[1] - moment).total_seconds()))[0] if dated else None


def _taken(link: Link) -> datetime | None:
    return parse_date(link.get("datetime")) if "memento" in link.relations else None


def _judge(answer: ArchiveAnswer, archive: PublicArchive, moment: datetime) -> Held | Refusal:
    taken = parse_date(answer.headers.get("memento-datetime"))
    if taken is None:
        if answer.status == 404:
            return Absent(archive.name)
        if answer.status in {200, 403, 451}:
            return Excluded(archive.name, "it answered with a page of its own in place of a copy")
        return Unknown(archive.name, f"it answered {answer.status}")
    address = urljoin(answer.url, answer.headers.get("content-location", "")) or answer.url
    if not _dates(address, taken):
        address = _linked(answer, taken) or answer.url
    memento = Memento(shown_address(address), taken, archive.name)
    return Held(memento, answer.status, answer.raw_headers, answer.body, moment, answer.truncated)


def _dates(address: str, taken: datetime) -> bool:
    """Say whether an address names the moment of the copy, as those of Wayback and pywb do."""
    match = _DATED.search(address)
    return match is not None and parse_stamp(match[1]) == taken


def _linked(answer: ArchiveAnswer, taken: datetime) -> str | None:
    """Return the copy's own address as its Link field gives it: the memento of that moment."""
    links = parse_links(answer.headers.get("link", ""), base=answer.url)
    return next((link.target for link in links if _taken(link) == taken), None)
