"""Rules `L`: the result of requesting an address.

Every member of each enumeration has a row in a table, so a new member cannot be forgotten. A source that several
footnotes name is reported once, at its first footnote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from urllib.parse import unquote, urlsplit

from citecheck.model.evidence import Support
from citecheck.model.exchange import Fault, RefusalReason
from citecheck.model.finding import Finding, Level
from citecheck.model.page import ALIVE, Page, Reach
from citecheck.model.report import CitationResult, Visit
from citecheck.model.target import Url
from citecheck.reach.death_policy import find_outage_hosts
from citecheck.reach.decision import GONE_STATUSES, is_notice, is_replaced
from citecheck.rules import links_gone, links_turns, links_unseen
from citecheck.rules.archive import check_copies, check_named_copy
from citecheck.rules.drift import check_page_change
from citecheck.rules.finding import (
    MOST_OF_TITLE,
    Rule,
    SourceOccurrence,
    Subject,
    describe_place,
    describe_visit,
    locate_source,
    make_finding,
    name_occurrence,
    shorten_quotation,
)
from citecheck.rules.links_gone import (
    COMES_AND_GOES,
    HOME_PAGE_INSTEAD,
    LOST_AND_UNSEEN,
    NO_SUCH_HOST,
    NOT_FOUND,
    NOT_FOUND_PAGE,
    PARKED,
    PERHAPS_GONE,
    SITE_CLOSED,
)
from citecheck.rules.links_unseen import (
    BLOCKED_REGION,
    BOT_WALL,
    CERTIFICATE_EXPIRES_SOON,
    CERTIFICATE_FAULT,
    CONNECTION_FAILED,
    CONSENT_WALL,
    INCOMPLETE_PAGE,
    LOGIN_WALL,
    MAINTENANCE,
    NOTICE_INSTEAD,
    PAYWALL,
    RATE_BLOCK,
    REDIRECT_FAULT,
    ROBOTS_UNREAD,
    SCRIPT_ONLY,
    SERVER_ERROR,
    TIMED_OUT,
    UNLIKE_ARTICLE,
)

_MOVED = Rule(
    code="L401",
    name="moved",
    level=Level.WARNING,
    summary="The source moved for good.",
    seen="The address answers with a permanent redirect, and the same content is at its new place.",
    matters="Redirects are taken away some day, and then the link is dead.",
    remedy="Name the new address in the draft; the finding shows it.",
    message="The source moved for good to {final_url}.",
    advice="Name the new address in the draft.",
    example={"final_url": "https://www.example.org/new"},
)
REDIRECTED = Rule(
    code="L403",
    name="redirected",
    level=Level.WARNING,
    summary="The address redirects for good to a page that shows nothing cited.",
    seen="The address answers with a permanent redirect, and nothing shows that the page at its end is the source: not its text, not a passage for the claim, not its title. Or that page is a list that changes, or its address holds parameters of one visit.",
    matters="Sites send what they removed to any page. A reader who follows the link may not find the source.",
    remedy="Open the new address by hand. Name it in the draft if it is the source, else cite a copy.",
    message="The address redirects for good to {final_url}, {doubt}.",
    advice="Open the new address by hand before you name it in the draft.",
    example={"final_url": "https://www.example.org/news", "doubt": "where nothing that was cited was found"},
)
_NO_SUCH_PLACE = Rule(
    code="L402",
    name="no-such-place",
    level=Level.INFO,
    summary="The source's page does not hold the place that the address names.",
    seen="The page is live, but no element has the id or name after the `#`, or the text after `#:~:text=` is not in it.",
    matters="Readers land at the beginning of the page and must look for the passage themselves; it may have been removed.",
    remedy="Find the section's name of today in the page, or cite the page as a whole. Routes of applications, lines of files and the pages of a PDF are never alleged.",
    message="The source's page holds no place “{place}”, which the address names after its #.",
    advice="Find the section's name of today in the page, or cite the page as a whole.",
    example={"place": "levels"},
)
_NOT_ASKED = Rule(
    code="L501",
    name="not-asked",
    level=Level.INFO,
    summary="The source was not asked.",
    seen="The address guard, robots.txt, `--include` and `--exclude`, a replay or `--offline` kept citecheck from asking.",
    matters="Nothing is known about the source in this run.",
    remedy="Check it by hand. `--allow-private` asks what the draft names in your own network.",
    message="Nothing was asked of the source: {error}.",
    advice="{remedy}",
    example={"error": "robots.txt forbids it", "remedy": "Check it by hand."},
    together="{count} sources were not asked: {what}.",
)
_OWN_NETWORK_DOWN = Rule(
    code="L502",
    name="own-network-down",
    level=Level.ERROR,
    summary="Our own network seems to be down.",
    seen="Three hosts or more failed, and none answered, in the way that a broken connection fails; or no host name could be looked up; or the proxy could not be reached or refused to ask. A name that its own zone denies is no sign of this.",
    matters="The fault is on our side; nothing is said about the sources. The run ends with exit code 3.",
    remedy="Check the connection or the proxy and run again.",
    message="{failed}: our own network seems to be down.",
    advice="Check the connection or the proxy and run again; nothing is said of the sources.",
    example={"failed": "None of 12 hosts could be reached"},
)
_OWN_FAULT = Rule(
    code="L503",
    name="own-fault",
    level=Level.ERROR,
    summary="citecheck itself failed on a draft or a source.",
    seen="An exception that nobody foresaw ended the work on this draft or source; everything else was finished.",
    matters="Nothing is said about it; the fault is in citecheck. The run ends with exit code 70.",
    remedy="Report it with the file that the run names, and check this draft or source by hand.",
    message="citecheck failed on {item}: {error}",
    advice="Report it, and check this one by hand; nothing is said about it.",
    example={"item": "https://www.example.org/rain", "error": "KeyError: 'title'"},
)
RULES = (
    *links_unseen.RULES,
    *links_gone.RULES,
    _MOVED,
    REDIRECTED,
    _NO_SUCH_PLACE,
    _NOT_ASKED,
    _OWN_NETWORK_DOWN,
    _OWN_FAULT,
    *links_turns.RULES,
)

PAGE_RULE: dict[Page, Rule | None] = {
    Page.LIVE: None,
    Page.PAYWALL_PARTIAL: PAYWALL,
    Page.WAF_CHALLENGE: BOT_WALL,
    Page.WAF_BLOCK: BOT_WALL,
    Page.LEGAL_BLOCK: BLOCKED_REGION,
    Page.FILTER_BLOCK: BLOCKED_REGION,
    Page.GEO_BLOCK: BLOCKED_REGION,
    Page.LOGIN_WALL: LOGIN_WALL,
    Page.CONSENT_WALL: CONSENT_WALL,
    Page.JS_SHELL: SCRIPT_ONLY,
    Page.RATE_BLOCK: RATE_BLOCK,
    Page.UNSUPPORTED_BROWSER: BOT_WALL,
    Page.SOFT_404: NOT_FOUND_PAGE,
    Page.HARD_404_BODY: NOT_FOUND,
    Page.HOMEPAGE_FOR_MISSING: HOME_PAGE_INSTEAD,
    Page.PARKED: PARKED,
    Page.SITE_MOVED: SITE_CLOSED,
    Page.ERROR_PAGE: SERVER_ERROR,
    Page.MAINTENANCE: MAINTENANCE,
    Page.EMPTY: INCOMPLETE_PAGE,
    Page.TRUNCATED_BODY: INCOMPLETE_PAGE,
    Page.REDIRECT_STUB: REDIRECT_FAULT,
}

FAULT_RULE: dict[Fault, Rule] = {
    Fault.NO_SUCH_HOST: NO_SUCH_HOST,
    Fault.DNS_FAILURE: CONNECTION_FAILED,
    Fault.DNS_TIMEOUT: CONNECTION_FAILED,
    Fault.CONNECT_REFUSED: CONNECTION_FAILED,
    Fault.CONNECT_TIMEOUT: TIMED_OUT,
    Fault.UNREACHABLE: CONNECTION_FAILED,
    Fault.TLS_EXPIRED: CERTIFICATE_FAULT,
    Fault.TLS_SELF_SIGNED: CERTIFICATE_FAULT,
    Fault.TLS_WRONG_HOST: CERTIFICATE_FAULT,
    Fault.TLS_UNKNOWN_ISSUER: CERTIFICATE_FAULT,
    Fault.TLS_OTHER: CERTIFICATE_FAULT,
    Fault.DISCONNECTED: CONNECTION_FAILED,
    Fault.PROTOCOL: CONNECTION_FAILED,
    Fault.TIMEOUT: TIMED_OUT,
    Fault.REDIRECT_LOOP: REDIRECT_FAULT,
    Fault.TOO_MANY_REDIRECTS: REDIRECT_FAULT,
    Fault.BAD_REDIRECT: REDIRECT_FAULT,
    Fault.BAD_CODING: INCOMPLETE_PAGE,
    Fault.ROBOTS: ROBOTS_UNREAD,
    Fault.PROXY: _NOT_ASKED,
}

REACH_RULE: dict[Reach, Rule | None] = {
    Reach.LIVE: None,
    Reach.MOVED: _MOVED,
    Reach.GONE: NOT_FOUND,
    Reach.SUSPECT: PERHAPS_GONE,
    Reach.WALLED: BOT_WALL,
    Reach.FAILING: SERVER_ERROR,
    Reach.UNKNOWN: _NOT_ASKED,
    Reach.OFFLINE: None,
}
"""The general rule for each reach; for `SPECIFIC_REACHES`, the page or the fault selects a more specific rule."""

_REFUSAL_REMEDY: dict[RefusalReason | None, str] = {
    None: "Check it by hand.",
    RefusalReason.GUARD: "Check it by hand; --allow-private asks what the draft names in your own network.",
    RefusalReason.ROBOTS: "Check it by hand.",
    RefusalReason.OFFLINE: "Run without --offline.",
    RefusalReason.SCHEME: "Check it by hand.",
    RefusalReason.NOT_IN_REPLAY: "Run without --replay to ask it, or check it by hand.",
    RefusalReason.UNREADABLE_RECORD: "Run without --replay to ask it; `citecheck warc verify` names what is wrong with the archive.",
    RefusalReason.LEFT_OUT: "Check it by hand; the configuration excludes it.",
    RefusalReason.RATE: "Run the check again later.",
    RefusalReason.TIME: "Run the check again, or with a longer --max-run-time.",
    RefusalReason.OWN_FAULT: "Report the fault, and check the source by hand.",
}
"""What to do about a source that was not asked, by the reason."""

SPECIFIC_REACHES = frozenset({Reach.GONE, Reach.WALLED, Reach.FAILING})

_NO_PASSAGE = frozenset({Support.NOT_FOUND, Support.NOT_CHECKABLE, Support.UNCHECKED})

_EXPIRES_SOON = 14
"""Days. Certificates are usually renewed thirty days before they expire, so below fourteen the renewal has failed."""


def find_visit_rule(visit: Visit) -> Rule | None:
    """Return the rule for the reach of a visit, or None for a live source."""
    general = NOTICE_INSTEAD if is_notice(visit) else REACH_RULE[visit.reach]
    if visit.reach not in SPECIFIC_REACHES:
        return general
    if visit.fault is not None:
        return FAULT_RULE[visit.fault]
    if visit.status in GONE_STATUSES and visit.reach is Reach.GONE:
        return REACH_RULE[Reach.GONE]
    if visit.page is not None:
        return PAGE_RULE[visit.page] or general
    return general


_LOOK_REMEDY = {
    False: "Run again with --browser, or open it in a browser.",
    True: "The browser of this run saw no more. Open it by hand.",
}
"""What to do about a page that shows nothing without scripts, by whether a browser was shown it."""


def check_links(occurrences: Iterable[tuple[SourceOccurrence, Visit]]) -> Iterator[Finding]:
    """Yield the findings of each address of a draft, once, at the first footnote that names it.

    Footnotes that name a copy next to the address are reported apart from those that do not.
    """
    by_url: dict[tuple[str, Reach | None, bool, bool], list[tuple[SourceOccurrence, Visit]]] = {}
    for occurrence, visit in occurrences:
        copied = occurrence.copy.reach if occurrence.copy else None
        key = (visit.url, copied, occurrence.in_copy, occurrence.unsupported)
        by_url.setdefault(key, []).append((occurrence, visit))
    for (url, *_), places in by_url.items():
        (first, visit), *others = places
        subject = locate_source(first, url, _find_other_markers(first, (other for other, _ in others)))
        finding = check_named_copy(visit, first, subject)
        yield from (finding,) if finding else _check_visit(visit, subject)


def _check_visit(visit: Visit, subject: Subject) -> Iterator[Finding]:
    """Yield the findings of one visit: of its reach, its certificate, its change and its copies."""
    reach = find_visit_rule(visit)
    lost = visit.loss is not None and visit.reach is not Reach.UNKNOWN
    rules = [LOST_AND_UNSEEN if lost else COMES_AND_GOES if reach is PERHAPS_GONE and visit.unsteady else reach]
    if visit.tls_days is not None and visit.tls_days < _EXPIRES_SOON:
        rules.append(CERTIFICATE_EXPIRES_SOON)
    if visit.turn is not None:
        rules.append(links_turns.TURN_RULE.get(visit.turn.kind))
    for rule in rules:
        if rule is not None:
            fields = {
                **describe_visit(visit),
                "remedy": _REFUSAL_REMEDY[visit.refusal],
                "look": _LOOK_REMEDY[visit.in_browser],
            }
            yield make_finding(rule, subject, fields, cause=_find_cause(rule, visit))
    yield from check_page_change(visit, subject)
    yield from check_copies(visit, subject)


def _find_cause(rule: Rule, visit: Visit) -> str | None:
    """Return what the findings of a rule may have in common: the host that failed, or why nothing was asked."""
    if not rule.together:
        return None
    if rule is REACH_RULE[Reach.UNKNOWN]:
        why = visit.refusal or visit.fault
        return f"refusal:{why.value.replace('-', ' ')}" if why else None
    return f"host:{urlsplit(visit.final_url or visit.url).hostname}"


def check_fragments(occurrences: Iterable[tuple[SourceOccurrence, Visit]]) -> Iterator[Finding]:
    """Yield a finding for each fragment of an address that is missing in its live page, once."""
    by_place: dict[tuple[str, str], list[tuple[SourceOccurrence, Visit]]] = {}
    for occurrence, visit in occurrences:
        target = occurrence.source.target
        if isinstance(target, Url) and visit.reach in ALIVE and target.fragment in visit.lost_fragments:
            by_place.setdefault((visit.url, target.fragment), []).append((occurrence, visit))
    for (url, fragment), ((first, visit), *others) in by_place.items():
        place = shorten_quotation(unquote(fragment.removeprefix(":~:text=")), MOST_OF_TITLE)
        subject = locate_source(first, url, _find_other_markers(first, (other for other, _ in others)))
        yield make_finding(_NO_SUCH_PLACE, subject, {**describe_visit(visit), "place": place})


def check_doubts(
    occurrences: Iterable[tuple[SourceOccurrence, Visit]], results: Iterable[CitationResult]
) -> Iterator[Finding]:
    """Yield a finding for each live page that looks like no article, once, unless a passage of it is about a claim.

    It is a warning where a claim was looked for and not found, as the finding on that claim would be.
    """
    sources = [(one.visit.url, one.evidence.support) for each in results for one in each.sources if one.visit]
    shown = {url for url, support in sources if support not in _NO_PASSAGE}
    searched = {url for url, support in sources if support is Support.NOT_FOUND}
    by_url: dict[str, list[tuple[SourceOccurrence, Visit]]] = {}
    for occurrence, visit in occurrences:
        if visit.doubt and visit.reach in ALIVE and not is_replaced(visit) and visit.url not in shown:
            by_url.setdefault(visit.url, []).append((occurrence, visit))
    for url, ((first, visit), *others) in by_url.items():
        subject = locate_source(first, url, _find_other_markers(first, (other for other, _ in others)))
        fields = {**describe_visit(visit), "doubt": visit.doubt or ""}
        finding = make_finding(UNLIKE_ARTICLE, subject, fields, cause=_find_cause(UNLIKE_ARTICLE, visit))
        yield replace(finding, level=Level.WARNING) if url in searched else finding


def check_own_network(visits: Iterable[Visit]) -> tuple[Finding, ...]:
    """Return the finding that the local network or its proxy is down, or nothing if any host answered."""
    visits = tuple(visits)
    hosts = find_outage_hosts(visits)
    if not hosts:
        return ()
    proxied = next((visit.error for visit in visits if visit.fault is Fault.PROXY and visit.error), None)
    if proxied:
        failed = f"No source was asked, as {proxied}"
        return (make_finding(_OWN_NETWORK_DOWN, Subject(), {"failed": failed}),)
    only = f"The host {min(map(str, hosts))} was not found, and no other was reached"
    failed = only if len(hosts) == 1 else f"None of {len(hosts)} hosts could be reached"
    return (make_finding(_OWN_NETWORK_DOWN, Subject(), {"failed": failed}),)


def report_own_fault(item: str, error: str) -> Finding:
    """Return the finding of a fault of citecheck at `item`, the address of a source or the path of a draft."""
    is_address = "://" in item
    subject = Subject(path=None if is_address else item, url=item if is_address else None)
    return make_finding(_OWN_FAULT, subject, {"item": item, "error": error})


def _find_other_markers(first: SourceOccurrence, others: Iterable[SourceOccurrence]) -> tuple[str, ...]:
    """Return the markers of the other footnotes that name the same source, and the places of other links, each once."""
    here = describe_place(first.source.place)
    names = (name_occurrence(each) for each in others if each.footnote.id != first.footnote.id)
    return tuple(dict.fromkeys(name for name in names if name != here))
