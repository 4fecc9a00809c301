"""From visits to findings: which rule applies to what an address answered.

Every value of every enumeration has its row, so a new one cannot be forgotten (tests hold the tables total). A
source
that several footnotes name is reported once, at its first footnote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from citecheck.model.change import Change
from citecheck.model.exchange import Fault
from citecheck.model.finding import Finding
from citecheck.model.page import ALIVE, Page, Reach
from citecheck.model.report import Visit
from citecheck.model.target import Url
from citecheck.reach.faults import find_outage_hosts
from citecheck.rules.finding import (
    MOST_OF_TITLE,
    SUSPICIOUS_PAGES,
    MessageFields,
    SourceOccurrence,
    build_run_finding,
    build_source_finding,
    shorten_quotation,
)

PAGE_RULE: dict[Page, str | None] = {
    Page.LIVE: None,
    Page.PAYWALL_PARTIAL: "L203",
    Page.WAF_CHALLENGE: "L201",
    Page.WAF_BLOCK: "L201",
    Page.LEGAL_BLOCK: "L205",
    Page.FILTER_BLOCK: "L205",
    Page.GEO_BLOCK: "L205",
    Page.LOGIN_WALL: "L202",
    Page.CONSENT_WALL: "L204",
    Page.JS_SHELL: "L206",
    Page.RATE_BLOCK: "L207",
    Page.UNSUPPORTED_BROWSER: "L201",
    Page.SOFT_404: "L103",
    Page.HARD_404_BODY: "L101",
    Page.HOMEPAGE_FOR_MISSING: "L105",
    Page.PARKED: "L104",
    Page.SITE_MOVED: "L106",
    Page.ERROR_PAGE: "L301",
    Page.MAINTENANCE: "L305",
    Page.EMPTY: "L306",
    Page.TRUNCATED_BODY: "L306",
    Page.REDIRECT_STUB: "L307",
}

FAULT_RULE: dict[Fault, str] = {
    Fault.NO_SUCH_HOST: "L102",
    Fault.DNS_FAILURE: "L304",
    Fault.DNS_TIMEOUT: "L304",
    Fault.CONNECT_REFUSED: "L304",
    Fault.CONNECT_TIMEOUT: "L302",
    Fault.UNREACHABLE: "L304",
    Fault.TLS_EXPIRED: "L303",
    Fault.TLS_SELF_SIGNED: "L303",
    Fault.TLS_WRONG_HOST: "L303",
    Fault.TLS_UNKNOWN_ISSUER: "L303",
    Fault.TLS_OTHER: "L303",
    Fault.DISCONNECTED: "L304",
    Fault.PROTOCOL: "L304",
    Fault.TIMEOUT: "L302",
    Fault.REDIRECT_LOOP: "L307",
    Fault.TOO_MANY_REDIRECTS: "L307",
    Fault.BAD_REDIRECT: "L307",
    Fault.BAD_CODING: "L306",
}

REACH_RULE: dict[Reach, str | None] = {
    Reach.LIVE: None,
    Reach.MOVED: "L401",
    Reach.GONE: "L101",
    Reach.SUSPECT: "L109",
    Reach.WALLED: "L201",
    Reach.FAILING: "L301",
    Reach.UNKNOWN: "L501",
    Reach.OFFLINE: None,
}
"""The rule of a reach by itself; for `SPECIFIC_REACHES` ones the page or the fault says it more closely."""

SPECIFIC_REACHES = frozenset({Reach.GONE, Reach.WALLED, Reach.FAILING})

FIRST_ERROR = 400
GONE_STATUSES = frozenset({404, 410})
"""Where the status itself says that the page is gone, it says so more plainly than the page."""

EXPIRES_SOON = 14
"""Days; the usual authorities renew a certificate thirty days before its end, so fewer than fourteen are a lapse."""


def find_visit_rule(visit: Visit) -> str | None:
    """Return the rule that a visit calls for, None for a live source."""
    general = REACH_RULE[visit.reach]
    if visit.reach not in SPECIFIC_REACHES:
        return general
    if visit.fault is not None:
        return FAULT_RULE[visit.fault]
    if visit.status in GONE_STATUSES and visit.reach is Reach.GONE:
        return REACH_RULE[Reach.GONE]
    if visit.page is not None:
        return PAGE_RULE[visit.page] or general
    return general


def check_links(occurrences: Iterable[tuple[SourceOccurrence, Visit]], revived: frozenset[str]) -> Iterator[Finding]:
    """Tell what became of each address of a draft, once, at the first footnote that names it."""
    by_url: dict[str, list[tuple[SourceOccurrence, Visit]]] = {}
    for occurrence, visit in occurrences:
        by_url.setdefault(visit.url, []).append((occurrence, visit))
    for url, places in by_url.items():
        (first, visit), *others = places
        also = find_other_markers(first, (other for other, _ in others))
        code = find_visit_rule(visit)
        if code is not None:
            yield build_source_finding(first, code, build_visit_fields(visit), also)
        if visit.tls_days is not None and visit.tls_days < EXPIRES_SOON:
            yield build_source_finding(first, "L308", build_visit_fields(visit), also)
        if url in revived:
            yield build_source_finding(first, "L601", build_visit_fields(visit), also)
        if visit.flapping:
            yield build_source_finding(first, "D106", build_visit_fields(visit), also)
        elif visit.change is not None and visit.change.change is Change.REPLACED:
            yield build_source_finding(first, "D102", build_visit_fields(visit), also)
        if visit.memento is not None:
            copy = MessageFields(final_url=visit.memento.url, since=f"{visit.memento.moment:%Y-%m-%d}")
            yield build_source_finding(first, "A102", copy, also)


def check_fragments(occurrences: Iterable[tuple[SourceOccurrence, Visit]]) -> Iterator[Finding]:
    """Tell of each place within a live page that an address names and the page does not hold, once."""
    by_place: dict[tuple[str, str], list[tuple[SourceOccurrence, Visit]]] = {}
    for occurrence, visit in occurrences:
        target = occurrence.source.target
        if isinstance(target, Url) and visit.reach in ALIVE and target.fragment in visit.lost_fragments:
            by_place.setdefault((visit.url, target.fragment), []).append((occurrence, visit))
    for (_, fragment), ((first, visit), *others) in by_place.items():
        place = shorten_quotation(unquote(fragment.removeprefix(":~:text=")), MOST_OF_TITLE)
        sight = replace(build_visit_fields(visit), place=place)
        yield build_source_finding(first, "L402", sight, find_other_markers(first, (other for other, _ in others)))


def check_own_network(visits: Iterable[Visit]) -> tuple[Finding, ...]:
    """Give the one finding that our own network is down, nothing if any host answered at all."""
    hosts = find_outage_hosts(visits)
    if not hosts:
        return ()
    return (build_run_finding("L502", MessageFields(hosts=str(len(hosts)))),)


def find_other_markers(first: SourceOccurrence, others: Iterable[SourceOccurrence]) -> tuple[str, ...]:
    """Return the markers of the other footnotes that name the same source, each once."""
    return tuple(dict.fromkeys(o.footnote.marker for o in others if o.footnote.id != first.footnote.id))


def build_visit_fields(visit: Visit) -> MessageFields:
    """Return what a message may say of a visit."""
    title = shorten_quotation(visit.title or "", MOST_OF_TITLE)
    return MessageFields(
        url=visit.url,
        final_url=visit.final_url or visit.url,
        status="" if visit.status is None else str(visit.status),
        error=visit.error or describe_trouble(visit),
        titled=f" (“{title}”)" if title else "",
        host=urlsplit(visit.final_url or visit.url).hostname or visit.url,
        since=describe_compared_day(visit),
        days=str(visit.tls_days),
        kept=visit.kept.id if visit.kept else "",
        kept_on=visit.kept.moment.date().isoformat() if visit.kept else "",
    )


def describe_trouble(visit: Visit) -> str:
    """Return what was wrong with an answer, in a clause."""
    if visit.status is not None and visit.status < FIRST_ERROR and visit.page in SUSPICIOUS_PAGES:
        return SUSPICIOUS_PAGES[visit.page]
    return f"status {visit.status}" if visit.status else "no answer"


def describe_compared_day(visit: Visit) -> str:
    """Return the day of the capture that this visit was compared with."""
    return visit.compared_with.date().isoformat() if visit.compared_with else "the last copy"
