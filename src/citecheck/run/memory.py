"""What earlier runs saw of an address: a verdict counts until it is too old, and its capture spares a body after that.

A verdict is used only if everything that a request would say is known from it: it was made under the same
circumstances (origin, user agent, proxy, code, and what the configuration sends to the hosts of its hops), this run
would ask it, nothing of the page had changed, a doubtful one had its second look, and the places within the page that
drafts cite were looked for. Nothing is written: the visit remains that of the run that made it, and results have its
moment. A run that is offline takes the last visit of each address, however old it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from citecheck.config.configuration import Configuration
from citecheck.config.options import OPTIONS, parse_duration
from citecheck.model.change import Change
from citecheck.model.draft import Draft, Footnote
from citecheck.model.page import ALIVE, Coverage, Page
from citecheck.model.report import Visit
from citecheck.model.target import Url
from citecheck.net.request import FetchRequest
from citecheck.net.schedule import AddressFilter
from citecheck.reach.death_policy import is_worth_second_look
from citecheck.run.context import CheckOptions, Memory, RunContext
from citecheck.run.draft_cache import identify_code
from citecheck.run.link_choice import list_documentation
from citecheck.store.captures import load_last_good_capture
from citecheck.store.database import Store
from citecheck.store.drafts import find_cited_fragments
from citecheck.store.visits import SeenVisit, load_last_visits
from citecheck.url.hosts import matches_host

_TOO_MANY = 429
_UNCHANGED = frozenset({None, Change.SAME, Change.COSMETIC})
_CLOCK_ERROR = timedelta(hours=1)
"""How far a visit may be in the future: clocks differ, and a rehearsal with `--now` begins at its moment each time."""
_RUN_KEYS = ("user-agent", "connect-to", "proxy", "cacert", "allow-private", "body-limit", "max-hops", "browser")
_HOST_KEYS = frozenset({"user-agent", "headers", "basic-auth", "ask"})
"""What decides how sites answer and pages are read, for all hosts and in `[[per-host]]`; a pace decides no verdict."""


def build_memory(configuration: Configuration, origin: str) -> Memory:
    """Return what may be remembered in a run; nothing of what a replay, a browser or a made-up path would show.

    `origin` is that of the answers. Without `max-age` drafts that are no documentation are asked in any case.
    """
    circumstances = _describe_circumstances(configuration, origin)
    if origin == "offline":
        return Memory(circumstances=circumstances, conditional=True, everywhere=True, offline=True)
    if configuration["refresh"] or origin != "web":
        return Memory(circumstances=circumstances)
    if configuration["browser"] or configuration["probe"]:
        return Memory(circumstances=circumstances, conditional=True)
    ages = {name: parse_duration(age) for name, age in _merge_ages(configuration).items()}
    most = configuration["max-age"]
    if most is not None:
        limit = parse_duration(most)
        ages = {reach: limit if reach in ALIVE else min(age, limit) for reach, age in ages.items()}
    return Memory(
        ages,
        circumstances,
        conditional=True,
        everywhere=most is not None,
        include=tuple(configuration["include"]),
        exclude=tuple(configuration["exclude"]),
    )


def name_documentation(
    options: CheckOptions, drafts: Iterable[Draft], configuration: Configuration, named: Collection[Path]
) -> CheckOptions:
    """Return the options of a check with the paths of the drafts that are documentation; files in `named` are named."""
    paths = list_documentation(drafts, configuration, named)
    return replace(options, memory=replace(options.memory, documentation=paths))


def _merge_ages(configuration: Configuration) -> dict[str, str]:
    return {**OPTIONS["ages"].default, **configuration["ages"]}


def _describe_circumstances(configuration: Configuration, origin: str) -> str:
    """Return what decides how sites answer and pages are read, the code included, as JSON.

    It has the digest of what is so for all hosts, and the patterns of single hosts with the digest of what is different
    for them. Of headers, which may hold a password, the digest has the names.
    """
    hosts = []
    for each in configuration.per_host:
        rows = sorted((key, _describe_value(key, one.value)) for key, one in each.settings.items() if key in _HOST_KEYS)
        if rows:
            hosts.append([each.patterns, _digest(json.dumps(rows).encode())])
    said = json.dumps([origin, [configuration[key] for key in _RUN_KEYS]]).encode()
    return json.dumps([_digest(identify_code() + said), hosts])


def _digest(said: bytes) -> str:
    return hashlib.blake2b(said, digest_size=12).hexdigest()


_HostRows: TypeAlias = tuple[tuple[tuple[str, ...], str], ...]


@cache
def _read_circumstances(written: str) -> tuple[str, _HostRows]:
    """Return the digest of what is so for all hosts, and the patterns of single hosts, each with its digest."""
    general, hosts = json.loads(written)
    return general, tuple((tuple(patterns), digest) for patterns, digest in hosts)


def _are_same(now: str, then: str | None, look: SeenVisit) -> bool:
    """Return whether a visit was made under the circumstances of now, as far as they concern the hosts of its hops."""
    if now == then or then is None or not then.startswith("["):  # a digest of an earlier version of the program
        return now == then
    (general, rows), (before, rows_before) = _read_circumstances(now), _read_circumstances(then)
    hosts = {urlsplit(url).hostname or "" for url in (look.visit.url, *(url for url, _ in look.visit.hops))}
    return general == before and all(_find_rows(rows, host) == _find_rows(rows_before, host) for host in hosts)


def _find_rows(rows: _HostRows, host: str) -> list[str]:
    return [digest for patterns, digest in rows if matches_host(patterns, host)]


def _describe_value(key: str, value: object) -> str:
    if key == "basic-auth":
        return key
    return str(sorted(value)) if isinstance(value, dict) else str(value)


@dataclass(frozen=True, slots=True)
class RecallVisits:
    """Take the verdicts of earlier runs that still count, and ask for the others only what has changed."""

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with the remembered visits, and with conditional requests for other known addresses."""
        memory, store = context.options.memory, context.ports.store
        if not memory.conditional:
            return context
        urls = [request.url for request in context.requests if request.url not in context.seen]
        known = load_last_visits(
            store,
            urls,
            until=context.started + _CLOCK_ERROR,
            accepts=lambda look, then: memory.offline or _are_same(memory.circumstances, then, look),
        )
        recalled = dict(_recall(context, known))
        requests = [
            build_conditional_request(store, each.url, context.sources[each.url]) if each.url in known else each
            for each in context.requests
        ]
        if recalled:
            context.ports.progress.announce(_describe_recalled(len(recalled), memory))
        return replace(context, requests=requests, seen={**recalled, **context.seen}, remembered=frozenset(recalled))


def _describe_recalled(number: int, memory: Memory) -> str:
    """Return the sentence for the user about addresses that are not asked again."""
    words = "1 address" if number == 1 else f"{number:,} addresses"
    if memory.offline:
        return f"{words} {'counts' if number == 1 else 'count'} as last seen; run without --offline to ask again"
    return f"{words} {'was' if number == 1 else 'were'} asked within their age and not again; --refresh asks all"


def _recall(context: RunContext, known: Mapping[str, SeenVisit]) -> Iterator[tuple[str, SeenVisit]]:
    """Yield the visits that count instead of a request, by address."""
    memory = context.options.memory
    fresh = set() if memory.everywhere else _list_addresses(_choose_fresh(context, memory))
    cited = find_cited_fragments(context.ports.store, [context.sources[url] for url in known])
    asked = AddressFilter(memory.include, memory.exclude)
    for url, look in known.items():
        is_whole = look.text is not None and look.text.coverage is not Coverage.PART
        has_text = is_whole or not context.options.evidence or url in context.uncompared
        has_places = set(cited.get(url, ())) <= set(look.sought)
        is_enough = look.visit.reach not in ALIVE or (has_text and has_places)
        if not is_enough or not _would_ask(look.visit, asked):
            continue
        if _was_waited_for(context, look) or (url not in fresh and _counts(look, memory, context.started)):
            yield url, look


def _was_waited_for(context: RunContext, look: SeenVisit) -> bool:
    """Return whether a run made a visit for which this one waited: it asked in the place of this one."""
    since = context.ports.since
    return since is not None and look.moment >= since and _is_final(look)


def _is_final(look: SeenVisit) -> bool:
    """Return whether a visit is not one that its own run would follow by a second look."""
    return look.looks > 1 or not is_worth_second_look(look.visit)


def _would_ask(visit: Visit, asked: AddressFilter) -> bool:
    """Return whether a run asks the address of a visit, and follows its redirects."""
    followed = (url for url, _ in visit.hops[1:])
    return asked.accepts(visit.url, redirected=False) and all(asked.accepts(url, redirected=True) for url in followed)


def _choose_fresh(context: RunContext, memory: Memory) -> Iterator[Draft]:
    return (each.draft for each in context.drafts if each.draft.path not in memory.documentation)


def list_uncompared(drafts: Collection[Draft]) -> frozenset[str]:
    """Return the addresses of drafts that no claim is compared with, so that their pages need no text."""
    compared: set[str] = set()
    for draft in drafts:
        cited = {citation.footnote for citation in draft.citations}
        compared |= _list_targets(entry for entry in draft.entries if entry.id in cited)
    return frozenset(_list_addresses(drafts) - compared)


def _list_addresses(drafts: Iterable[Draft]) -> set[str]:
    return _list_targets(entry for draft in drafts for entry in draft.entries)


def _list_targets(notes: Iterable[Footnote]) -> set[str]:
    return {source.target.canonical for note in notes for source in note.sources if isinstance(source.target, Url)}


def _counts(look: SeenVisit, memory: Memory, now: datetime) -> bool:
    """Return whether a visit says of its address what a request would say now."""
    if memory.offline:
        return True
    visit, age = look.visit, now - look.moment
    limit = memory.ages.get(visit.reach)
    if limit is None or not -_CLOCK_ERROR <= age < limit:
        return False
    if visit.change is not None and visit.change.change not in _UNCHANGED:
        return False
    if visit.status == _TOO_MANY or visit.page is Page.RATE_BLOCK:  # it asked for a pause, which has passed
        return False
    if visit.lost_fragments or (visit.tls_days is not None and visit.tls_days <= age.days):
        return False
    return _is_final(look)


def build_conditional_request(store: Store, url: str, source: int) -> FetchRequest:
    """Return the conditional request for a source, with the validators of its last good capture."""
    kept = load_last_good_capture(store, source)
    return FetchRequest(url, kept.etag if kept else None, kept.last_modified if kept else None)
