"""The one function that decides how far a source can be reached, and what a probe of its site adds to that.

`decide_reach` goes by what the exchange says alone, then by whether the cited content is still there, then by the looks
of this run, then by the death policy over earlier runs; each step can only take an alarm back or put it off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from typing import assert_never
from urllib.parse import urlsplit

from citecheck.model.change import Change
from citecheck.model.exchange import Exchange, Fault, Hop, Lost, Reached, Refused
from citecheck.model.page import Page, Reach
from citecheck.model.report import PastVisit, Visit
from citecheck.model.settings import DeathPolicy
from citecheck.reach.death_policy import apply_death_policy, combine_looks
from citecheck.reach.faults import FAULT_MEANINGS
from citecheck.reach.page_reach import reach_of_page
from citecheck.url.normal_form import source_key

PERMANENT_STATUSES = frozenset({301, 308})
FIRST_CLIENT_ERROR = 400
SUCCESS = 200
PROBE_LOOKS = 2
"""A death seen next to a made-up page rests on two answers."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What was read of an answer: its page class, None if it was not read, and why (`unread`, one clause).

    `change` is how the page differs from the last good capture, None where there is none or it was not compared.
    """

    page: Page | None = None
    change: Change | None = None
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a source can be reached. `error` is one clause for people where nothing usable came.

    `looks` counts the looks of this run that it rests on.
    """

    reach: Reach
    final_url: str | None
    page: Page | None = None
    status: int | None = None
    fault: Fault | None = None
    error: str | None = None
    looks: int = 1


def decide_reach(
    exchange: Exchange,
    read: ReadPage,
    history: Sequence[PastVisit],
    looks: Sequence[Reach],
    policy: DeathPolicy,
    *,
    now: datetime,
) -> Outcome:
    """Decide how far the source of `exchange` can be reached.

    `history` holds the visits of earlier runs, newest first; `looks` the reaches of earlier looks of this run, oldest
    first; `now` is the moment of this look.

    An answer whose page was not read is judged by its status alone: success stays live, since a parser of ours that
    gave up says nothing about the source. A move to a page that replaced the cited content is no move of the source, so
    it is live and the change is reported in its place.
    """
    outcome = judge_exchange(exchange, read)
    reach = outcome.reach
    if reach is Reach.MOVED and read.change is Change.REPLACED:
        reach = Reach.LIVE
    reach = reduce(combine_looks, (*looks, reach))
    count = len(looks) + 1
    return replace(
        outcome, looks=count, reach=apply_death_policy(reach, looks=count, history=history, now=now, policy=policy)
    )


def judge_exchange(exchange: Exchange, read: ReadPage) -> Outcome:
    """Return what one exchange says alone."""
    match exchange:
        case Refused(at=at, detail=detail):
            return Outcome(Reach.UNKNOWN, at, error=detail)
        case Lost(at=at, fault=fault, detail=detail, hops=hops):
            reach = FAULT_MEANINGS[fault].reach
            return Outcome(reach, at, status=hops[-1].status if hops else None, fault=fault, error=detail)
        case Reached(url=url, hops=hops):
            return judge_answer(url, hops, read)
        case never:
            assert_never(never)


def judge_answer(url: str, hops: tuple[Hop, ...], read: ReadPage) -> Outcome:
    """Return what one answer says alone."""
    final = hops[-1]
    if read.page is None:
        reach = Reach.LIVE if final.status < FIRST_CLIENT_ERROR else Reach.FAILING
        return Outcome(reach, final.url, status=final.status, error=read.unread)
    reach = reach_of_page(read.page, final.status)
    if reach is Reach.LIVE and is_permanent_move(url, hops):
        reach = Reach.MOVED
    return Outcome(reach, final.url, read.page, final.status)


def is_permanent_move(url: str, hops: tuple[Hop, ...]) -> bool:
    """Say whether the answers name another address for good: every redirect permanent, and not a mere variant.

    A change of scheme, of `www.`, of a trailing slash or of tracking parameters is no move: an editor who is asked to
    change the draft for it soon reads no such report.
    """
    redirects = hops[:-1]
    if not redirects or source_key(url) == source_key(hops[-1].url):
        return False
    return all(hop.status in PERMANENT_STATUSES for hop in redirects)


def is_replaced(visit: Visit) -> bool:
    """Say whether the whole page was replaced, which is reported once and not again for every anchor."""
    return visit.change is not None and visit.change.change is Change.REPLACED


def reach_of_visit(visit: Visit | None) -> Reach:
    """Return the reach of a source as visited, `offline` where it has no address to visit."""
    return Reach.OFFLINE if visit is None else visit.reach


def reach_of_content(visit: Visit | None) -> Reach:
    """Return the reach of the cited content: what answers in its place is not it, so a replaced page is `suspect`."""
    return Reach.SUSPECT if visit is not None and is_replaced(visit) else reach_of_visit(visit)


def is_worth_probe(visit: Visit) -> bool:
    """Say whether asking the site for a made-up page may change what is said of a source: it is live and no root."""
    return visit.reach is Reach.LIVE and urlsplit(visit.url).path not in {"", "/"}


def hides_missing_pages(made_up: Exchange) -> bool:
    """Say whether a site answers a made-up address with success, so that its dead pages cannot be seen by status."""
    return isinstance(made_up, Reached) and made_up.hops[-1].status == SUCCESS


def decide_probe(visit: Visit, page: Page, status: int) -> Outcome | None:
    """Return that a source is gone if its page, read next to what its site sends for a made-up one, is dead.

    `page` is the class of that second reading and `status` that of the capture; None where nothing changes.
    """
    if reach_of_page(page, status) is not Reach.GONE:
        return None
    return Outcome(Reach.GONE, visit.final_url, page, visit.status, visit.fault, visit.error, PROBE_LOOKS)
