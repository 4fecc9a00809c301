"""Asking a site for a page that cannot exist, to see what it sends for missing ones.

A site that answers 200 for everything hides its dead pages, and no wording need give it away. So where a live page
supports none of its claims, its site is asked once for a made-up path next to it; if the page is what the site
sends
for that too, it is not the source. One request a site, only for sites under suspicion.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit, urlunsplit

from citecheck.model.exchange import Reached
from citecheck.net.request import FetchRequest
from citecheck.reach.decision import decide_probe, hides_missing_pages, is_worth_probe
from citecheck.run.pool import Unread
from citecheck.run.pool_jobs import ProbeJob, read_with_missing_page
from citecheck.run.visit_stage import VisitStage
from citecheck.store.captures import load_capture
from citecheck.store.visits import SeenVisit, record_visit


def build_made_up_address(url: str) -> str:
    """Return an address beside `url` that no site has a page for; always the same for the same address."""
    parts = urlsplit(url)
    folder = parts.path.rpartition("/")[0]
    name = f"no-such-page-{hashlib.blake2b(url.encode(), digest_size=6).hexdigest()}"
    return urlunsplit((parts.scheme, parts.netloc, f"{folder}/{name}", "", ""))


async def probe_suspects(
    visiting: VisitStage, seen: Mapping[str, SeenVisit], suspects: Iterable[str]
) -> dict[str, SeenVisit]:
    """Return what was seen, with the suspects that are what their site sends for any missing page called gone."""
    found = dict(seen)
    if not visiting.options.probe:
        return found
    by_host: dict[str, list[str]] = {}
    for url in suspects:
        if is_worth_probe(seen[url].visit):
            by_host.setdefault(urlsplit(url).netloc, []).append(url)
    probes = {build_made_up_address(urls[0]): urls for urls in by_host.values()}
    async for exchange in visiting.ports.crawler.crawl([FetchRequest(probe) for probe in probes]):
        if isinstance(exchange, Reached) and hides_missing_pages(exchange):
            for url in probes[exchange.url]:
                found[url] = await read_suspect(visiting, seen[url], exchange)
    return found


async def read_suspect(visiting: VisitStage, look: SeenVisit, made_up: Reached) -> SeenVisit:
    """Read one suspect beside the made-up page; return what it is then, stored already."""
    ports, visit = visiting.ports, look.visit
    kept = load_capture(ports.store, visit.capture.id) if visit.capture else None
    page = visiting.earlier_answer(kept)
    if page is None:
        return look
    job = ProbeJob(page, visit.url, made_up, visiting.options.body_limit)
    (reading,) = await ports.pool.run(read_with_missing_page, [job])
    if isinstance(reading, Unread) or (outcome := decide_probe(visit, reading.page, page.hops[-1].status)) is None:
        return look
    found = replace(visit, reach=outcome.reach, page=outcome.page, change=None)
    gone = replace(look, visit=found, looks=outcome.looks)
    with ports.store.writing():
        record_visit(ports.store, visiting.run, visiting.sources[visit.url], gone)
    return gone
