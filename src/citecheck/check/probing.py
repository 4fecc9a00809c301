"""Asking a site for a page that cannot exist, to see what it sends for missing ones.

A site that answers 200 for everything hides its dead pages, and no wording need give it away. So where a live page
bears none of its claims out, its site is asked once for a made-up path beside it; if the page is what the site sends
for that too, it is not the source. One request a site, only for sites under suspicion.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit, urlunsplit

from citecheck.check.visiting import Visiting
from citecheck.content.codings import answer_of
from citecheck.content.reading import read_page
from citecheck.fetch import FetchRequest
from citecheck.model.exchange import Reached
from citecheck.model.page import PageReading, Reach
from citecheck.pool import Unread
from citecheck.store.visits import Seen, capture_by_id, record_visit

SUCCESS = 200
LOOKS = 2
"""A death seen beside a made-up page rests on two answers."""


@dataclass(frozen=True, slots=True)
class ProbeJob:
    """A page under suspicion and what its site sent for the made-up path, to be read in the pool."""

    page: Reached
    requested: str
    made_up: Reached
    body_limit: int


def read_beside(job: ProbeJob) -> PageReading:
    """Read a page again, beside what its site sends for a missing one."""
    missing = read_page(answer_of(job.made_up, body_limit=job.body_limit), roles=False).text
    answer = answer_of(job.page, body_limit=job.body_limit)
    return read_page(replace(answer, requested_url=job.requested, missing=missing), roles=False)


def made_up_address(url: str) -> str:
    """Return an address beside `url` that no site has a page for; always the same for the same address."""
    parts = urlsplit(url)
    folder = parts.path.rpartition("/")[0]
    name = f"no-such-page-{hashlib.blake2b(url.encode(), digest_size=6).hexdigest()}"
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/{name}", "", ""))


async def probed(visiting: Visiting, seen: Mapping[str, Seen], suspects: Iterable[str]) -> dict[str, Seen]:
    """Return what was seen, with the suspects that are what their site sends for any missing page called gone."""
    found = dict(seen)
    if not visiting.options.probe:
        return found
    by_host: dict[str, list[str]] = {}
    for url in suspects:
        if seen[url].visit.reach is Reach.LIVE and urlsplit(url).path not in {"", "/"}:
            by_host.setdefault(urlsplit(url).netloc, []).append(url)
    probes = {made_up_address(urls[0]): urls for urls in by_host.values()}
    async for exchange in visiting.ports.crawler.crawl([FetchRequest(probe) for probe in probes]):
        if isinstance(exchange, Reached) and exchange.hops[-1].status == SUCCESS:
            for url in probes[exchange.url]:
                found[url] = await judged_beside(visiting, seen[url], exchange)
    return found


async def judged_beside(visiting: Visiting, look: Seen, made_up: Reached) -> Seen:
    """Read one suspect beside the made-up page; return what it is then, stored already."""
    ports, visit = visiting.ports, look.visit
    kept = capture_by_id(ports.store, visit.capture.id) if visit.capture else None
    page = visiting.earlier_answer(kept)
    if page is None:
        return look
    job = ProbeJob(page, visit.url, made_up, visiting.options.body_limit)
    (reading,) = await ports.pool.run(read_beside, [job])
    if isinstance(reading, Unread) or reading.reach is not Reach.GONE:
        return look
    gone = replace(look, visit=replace(visit, reach=Reach.GONE, page=reading.page, change=None), looks=LOOKS)
    with ports.store.writing():
        record_visit(ports.store, visiting.run, visiting.sources[visit.url], gone)
    return gone
