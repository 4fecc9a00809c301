"""One source as the page shows it: what it is, what was seen, compared, changed, kept and offered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from citecheck.model.change import Change
from citecheck.model.evidence import Evidence, Fact, FactVerdict
from citecheck.model.page import Page, Reach
from citecheck.model.report import SourceResult, Visit
from citecheck.report.address import shown_address
from citecheck.report.offer import Offer, offers
from citecheck.report.page.segment import Segments, mark_change, mark_claim, mark_passage
from citecheck.report.wording import ANCHORS, CHANGES, FACT_KINDS, FACT_VERDICTS, KINDS, PAGES, REACHES, SUPPORTS

MOST_PASSAGES = 2
MOST_EDITS = 6

OPENED = frozenset({"http", "https"})
"""Schemes that become links; anything else stays text."""


@dataclass(frozen=True, slots=True)
class FactView:
    """One compared fact in words."""

    kind: str
    claimed: str
    found: str
    verdict: str
    words: str


@dataclass(frozen=True, slots=True)
class OfferView:
    """One repair on offer."""

    kind: str
    url: str
    href: str
    remark: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """Everything the page says of a source; texts and sequences are empty where there is nothing to say.

    `facts` are those that the source does not hold; the others are marked in both texts. `show` is the command that
    gives the kept copy back.
    """

    title: str
    address: str
    href: str
    host: str
    reach: Reach
    seen: tuple[str, ...]
    support: str
    compared: bool
    claim: Segments
    passages: tuple[Segments, ...]
    facts: tuple[FactView, ...]
    anchor: str
    change: str
    edits: tuple[tuple[Segments, Segments], ...]
    kept: str
    show: str
    offers: tuple[OfferView, ...]
    copy: str


def source_view(result: SourceResult, sentence: str = "") -> SourceView:
    """Return what the page says of `result` behind `sentence`."""
    source, visit, evidence = result.source, result.visit, result.evidence
    address = shown_address(source.target) or ""
    href = link(visit.url if visit else address if not result.candidates and source.kind.value == "url" else "")
    repairs = tuple(_offer(each) for each in offers(result))
    return SourceView(
        title=(visit and visit.title) or source.title or ("" if address else source.raw),
        address=address,
        href=href if visit else "",
        host=host_of(result),
        reach=visit.reach if visit else Reach.OFFLINE,
        seen=_seen(result),
        support=SUPPORTS[evidence.support] + (f": {evidence.reason}" if evidence.reason else ""),
        compared=bool(evidence.passages),
        claim=mark_claim(sentence, evidence.facts),
        passages=_passages(evidence),
        facts=tuple(_fact(each) for each in evidence.facts if each.verdict is FactVerdict.ABSENT),
        anchor=ANCHORS[result.anchor.state] if result.anchor else "",
        change=CHANGES[visit.change.change] if visit and visit.change else "",
        edits=_edits(visit),
        kept=day(visit.capture.moment) if visit and visit.capture else "",
        show=f"citecheck archive show {visit.capture.id}" if visit and visit.capture else "",
        offers=repairs,
        copy=next((each.href for each in repairs if "copy" in each.kind.lower()), ""),
    )


def host_of(result: SourceResult) -> str:
    """Return the host of a source's address, empty where there is none."""
    address = result.visit.url if result.visit else shown_address(result.source.target) or ""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def link(address: str) -> str:
    """Return `address` if it may become a link, else nothing."""
    try:
        return address if urlsplit(address).scheme.lower() in OPENED else ""
    except ValueError:
        return ""


def day(moment: datetime) -> str:
    """Write a moment's day as `22 November 2026`."""
    return f"{moment.day} {moment:%B %Y}"


def _seen(result: SourceResult) -> tuple[str, ...]:
    """Say what came back, in short parts."""
    visit = result.visit
    if visit is None:
        return (KINDS[result.source.kind],)
    parts = [REACHES[visit.reach]]
    if visit.status is not None and visit.page is not Page.LIVE:
        parts.append(f"HTTP {visit.status}")
    if visit.page is not None and visit.page is not Page.LIVE:
        parts.append(PAGES[visit.page])
    parts += [part for part in (visit.error, _published(visit)) if part]
    return tuple(parts)


def _published(visit: Visit) -> str:
    """Return the day that the page states for itself; as written where it is no full date."""
    if not visit.published:
        return ""
    try:
        return f"published {day(datetime.fromisoformat(visit.published[:10]))}"
    except ValueError:
        return f"published {visit.published}"


def _passages(evidence: Evidence) -> tuple[Segments, ...]:
    """Return the best passage, and a second one if it holds a compared fact."""
    first, *others = [mark_passage(each.text, evidence.facts) for each in evidence.passages[:MOST_PASSAGES]] or [()]
    return tuple(each for each in (first, *(other for other in others if any(part.mark for part in other))) if each)


def _fact(fact: Fact) -> FactView:
    return FactView(
        FACT_KINDS[fact.kind], fact.claimed, fact.found or "", fact.verdict.value, FACT_VERDICTS[fact.verdict]
    )


def _edits(visit: Visit | None) -> tuple[tuple[Segments, Segments], ...]:
    if visit is None or visit.change is None or visit.change.change is not Change.EDITED:
        return ()
    return tuple(mark_change(each.before, each.after) for each in visit.change.edits[:MOST_EDITS])


def _offer(offer: Offer) -> OfferView:
    return OfferView(offer.kind.value, offer.url, link(offer.url), offer.remark)
