"""The order of the stages: read, record, ask, ask again, bear out, judge."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from citecheck.check.bearing import bear_out, bearing_nothing
from citecheck.check.completing import complete, published_draft
from citecheck.check.copies import with_copies
from citecheck.check.judging import counted, judge
from citecheck.check.ports import CheckOptions, Ports
from citecheck.check.probing import probed
from citecheck.check.ruling import ruled
from citecheck.check.second_look import second_looks
from citecheck.check.visiting import Visiting
from citecheck.fetch import FetchRequest
from citecheck.model.draft import Draft
from citecheck.model.finding import Finding
from citecheck.model.page import Reach
from citecheck.model.report import DraftReport, Report, Run
from citecheck.model.target import Url
from citecheck.rules import RULES
from citecheck.store.drafts import record_draft
from citecheck.store.runs import begin_run, finish_run, forget_run
from citecheck.store.visits import Seen, visits_of_run
from citecheck.verdict.outcome import NETWORK_FAULTS

OUTAGE_HOSTS = 3
"""How many hosts must all have failed before our own network is blamed; fewer can be a bad day of theirs."""


async def check_drafts(drafts: Sequence[Draft], ports: Ports, options: CheckOptions, run_id: str) -> Report:
    """Check every citation of the drafts in one crawl and return what was found; all of it is in the store then.

    The same drafts given again after a kill go on where the first run stopped, under its id.

    Raises:
        StoreError: the store could not be written; what was done before stays.
        RunIncomplete: the published version named in the options could not be read.
    """
    store, started = ports.store, ports.clock()
    published = await published_draft(options.published, ports, options.body_limit) if options.published else None
    completed = [await complete(draft, ports, published) for draft in drafts]
    with store.writing():
        run = begin_run(store, run_id, command="check", key=job_key(drafts, options), moment=started)
        recorded = [record_draft(store, each.draft, started) for each in completed]
    sources = {key: row for draft in recorded for key, row in draft.sources.items()}
    visiting = Visiting(ports, options, run, sources)
    seen = await see_requests(visiting, [FetchRequest(url) for url in addresses(each.draft for each in completed)])
    if outage := network_down(seen):
        with store.writing():
            forget_run(store, run)
        reports = tuple(DraftReport(draft, (), draft.findings) for draft in drafts)
        return Report(Run(run, started, ports.clock()), reports, outage)
    found = [await bear_out(each.draft, seen, ports.pool, ports.likeness) for each in completed]
    seen = await probed(visiting, seen, bearing_nothing(found))
    found = await ruled(completed, found, seen, ports)
    seen = await with_copies(seen, completed, recorded, ports)
    rows = zip(completed, recorded, found, strict=True)
    reports = tuple(judge(each, row, seen, evidence, visiting) for each, row, evidence in rows)
    finished = ports.clock()
    with store.writing():
        finish_run(store, run, finished)
    return Report(Run(run, started, finished, counted(reports, seen)), reports)


def job_key(drafts: Iterable[Draft], options: CheckOptions) -> str:
    """Return what identifies this job: the drafts by path and content, and where answers come from."""
    lines = sorted(f"{draft.path}\0{draft.sha256}" for draft in drafts)
    return hashlib.sha256("\n".join([options.origin, *lines]).encode("utf-8", "surrogatepass")).hexdigest()


def addresses(drafts: Iterable[Draft]) -> list[str]:
    """Return the distinct canonical addresses of the drafts, in reading order."""
    return list(
        dict.fromkeys(
            source.target.canonical
            for draft in drafts
            for note in draft.footnotes
            for source in note.sources
            if isinstance(source.target, Url)
        )
    )


async def see_requests(visiting: Visiting, requests: Sequence[FetchRequest]) -> dict[str, Seen]:
    """Ask every address once, and the doubtful ones again at the end; what this run saw before a kill is kept."""
    seen = visits_of_run(visiting.ports.store, visiting.run)
    async for look in visiting.look([request for request in requests if request.url not in seen], {}):
        seen[look.visit.url] = look
    if visiting.options.policy.second_look and not network_down(seen):
        first = dict(seen)
        async for look in visiting.look(second_looks(first), first):
            seen[look.visit.url] = look
    return {request.url: seen[request.url] for request in requests if request.url in seen}


def network_down(seen: Mapping[str, Seen]) -> tuple[Finding, ...]:
    """Return the one finding that our own network is down, nothing if any host answered at all."""
    asked = [look for look in seen.values() if look.visit.reach is not Reach.UNKNOWN]
    hosts = {urlsplit(look.visit.url).hostname for look in asked}
    if len(hosts) < OUTAGE_HOSTS or any(look.visit.fault not in NETWORK_FAULTS for look in asked):
        return ()
    rule = RULES["L502"]
    message = f"None of {len(hosts)} hosts could be reached: our own network seems to be down."
    return (
        Finding("L502", rule.level, message, "Check the connection and run again; nothing is said of the sources."),
    )
