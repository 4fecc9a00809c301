"""The reach of each page class, for one answer taken alone.

A page that looks dead is `gone` here; the death policy separates `gone` from `suspect` later, over several visits.
A
blocked page is never dead: every wall is `walled`, whatever its status.

The one function that decides how far a source can be reached, and what a probe of its site adds.

`decide_reach` takes the exchange alone, then whether the cited content is still there, then the looks of this run,
then
the death policy over earlier runs. Each step after the first can only withdraw or postpone an alarm.
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
from citecheck.model.page import PAGE_GROUPS, Page, PageGroup, Reach
from citecheck.model.report import PastVisit, Visit
from citecheck.model.settings import DeathPolicy
from citecheck.reach.death_policy import FAULT_MEANINGS, apply_death_policy, combine_looks
from citecheck.url.normal_form import source_key

GROUP_REACH: dict[PageGroup, Reach] = {
    PageGroup.CONTENT: Reach.LIVE,
    PageGroup.WALL: Reach.WALLED,
    PageGroup.ABSENCE: Reach.GONE,
    PageGroup.FAILURE: Reach.FAILING,
    PageGroup.STUB: Reach.UNKNOWN,
}
"""The reach of each group of page classes; a stub that was not followed leaves the source unknown."""

GONE_STATUSES = frozenset({404, 410})
_FIRST_SERVER_ERROR = 500


def reach_of_page(page: Page, status: int | None) -> Reach:
    """Return the reach of a page class with the status of its answer (None for a saved page).

    The status matters only where the body alone does not decide: a body read as live with status 404 or 410 is the
    site's own "not found" page, and with 5xx its error page.
    """
    if page is Page.LIVE and status is not None:
        if status in GONE_STATUSES:
            return Reach.GONE
        if status >= _FIRST_SERVER_ERROR:
            return Reach.FAILING
    return GROUP_REACH[PAGE_GROUPS[page]]


PERMANENT_STATUSES = frozenset({301, 308})
_FIRST_CLIENT_ERROR = 400
_SUCCESS = 200
_PROBE_LOOKS = 2
"""The number of answers that a death found with a made-up page is based on."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """What was read of an answer: its page class, or None and the reason (`unread`, one clause) if it was not read.

    `change` is how the page differs from the last good capture; None where there is none or it was not compared.
    """

    page: Page | None = None
    change: Change | None = None
    unread: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """How far a source can be reached. `error` is one clause for the user where no usable answer came.

    `looks` counts the looks of this run that it is based on.
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

    `history` holds the visits of earlier runs, newest first; `looks` holds the reaches of earlier looks of this run,
    oldest first; `now` is the moment of this look.

    An answer whose page was not read is judged by its status alone: success stays live, since a failure of our parser
    is no evidence about the source. A move to a page that replaced the cited content is not a move of the source: it
    counts as live, and the change is reported instead.
    """
    outcome = _judge_exchange(exchange, read)
    reach = outcome.reach
    if reach is Reach.MOVED and read.change is Change.REPLACED:
        reach = Reach.LIVE
    reach = reduce(combine_looks, (*looks, reach))
    count = len(looks) + 1
    return replace(
        outcome, looks=count, reach=apply_death_policy(reach, looks=count, history=history, now=now, policy=policy)
    )


def _judge_exchange(exchange: Exchange, read: ReadPage) -> Outcome:
    """Return the outcome of one exchange taken alone."""
    match exchange:
        case Refused(at=at, detail=detail):
            return Outcome(Reach.UNKNOWN, at, error=detail)
        case Lost(at=at, fault=fault, detail=detail, hops=hops):
            reach = FAULT_MEANINGS[fault].reach
            return Outcome(reach, at, status=hops[-1].status if hops else None, fault=fault, error=detail)
        case Reached(url=url, hops=hops):
            return _judge_answer(url, hops, read)
        case never:
            assert_never(never)


def _judge_answer(url: str, hops: tuple[Hop, ...], read: ReadPage) -> Outcome:
    """Return the outcome of one answer taken alone."""
    final = hops[-1]
    if read.page is None:
        reach = Reach.LIVE if final.status < _FIRST_CLIENT_ERROR else Reach.FAILING
        return Outcome(reach, final.url, status=final.status, error=read.unread)
    reach = reach_of_page(read.page, final.status)
    if reach is Reach.LIVE and is_permanent_move(url, hops):
        reach = Reach.MOVED
    return Outcome(reach, final.url, read.page, final.status)


def is_permanent_move(url: str, hops: tuple[Hop, ...]) -> bool:
    """Return whether every redirect is permanent and the final address is more than a variant of the first.

    A change of scheme, of `www.`, of a trailing slash or of tracking parameters is not a move: editors who are asked to
    change a draft for that soon ignore such reports.
    """
    redirects = hops[:-1]
    if not redirects or source_key(url) == source_key(hops[-1].url):
        return False
    return all(hop.status in PERMANENT_STATUSES for hop in redirects)


def is_replaced(visit: Visit) -> bool:
    """Return whether the whole page was replaced, which is reported once and not again for each anchor."""
    return visit.change is not None and visit.change.change is Change.REPLACED


def reach_of_visit(visit: Visit | None) -> Reach:
    """Return the reach of a visited source, or `offline` for a source without an address."""
    return Reach.OFFLINE if visit is None else visit.reach


def reach_of_content(visit: Visit | None) -> Reach:
    """Return the reach of the cited content: `suspect` for a replaced page, which no longer holds that content."""
    return Reach.SUSPECT if visit is not None and is_replaced(visit) else reach_of_visit(visit)


def is_worth_probe(visit: Visit) -> bool:
    """Return whether a request for a made-up page may change the result: the source is live and not a root page."""
    return visit.reach is Reach.LIVE and urlsplit(visit.url).path not in {"", "/"}


def hides_missing_pages(made_up: Exchange) -> bool:
    """Return whether a site answers a made-up address with success, so that its statuses do not show dead pages."""
    return isinstance(made_up, Reached) and made_up.hops[-1].status == _SUCCESS


def decide_probe(visit: Visit, page: Page, status: int) -> Outcome | None:
    """Return the outcome of a page compared with the site's answer for a made-up page, None if it stays what it was.

    `page` is the page class from that comparison and `status` the status of the capture. A dead page is `gone`. The
    shell of an application is `walled`: it is the same for every path, which proves nothing about the source.
    """
    reach = reach_of_page(page, status)
    if reach is not Reach.GONE and page is not Page.JS_SHELL:
        return None
    return Outcome(reach, visit.final_url, page, visit.status, visit.fault, visit.error, _PROBE_LOOKS)
