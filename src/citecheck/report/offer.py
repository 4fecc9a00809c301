"""The repairs that a source offers: a kept copy, a new address, the possible ends of a cut address."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from citecheck.model.page import Reach
from citecheck.model.report import SourceResult, Visit


class OfferKind(StrEnum):
    """What sort of repair, in the words of the report."""

    NEW_ADDRESS = "New address"
    ARCHIVED_COPY = "Archived copy"
    NAMED_COPY = "Copy that the draft names"
    CANDIDATE = "Possible address"


@dataclass(frozen=True, slots=True)
class Offer:
    """One repair: `url` is what to cite instead or beside, `remark` what is known of it, in one clause."""

    kind: OfferKind
    url: str
    remark: str = ""


def offers(result: SourceResult) -> tuple[Offer, ...]:
    """Return what is on offer for one source, best first; several candidates stay several, none is chosen."""
    found = []
    visit = result.visit
    if visit is not None and visit.reach is Reach.MOVED and visit.final_url and visit.final_url != visit.url:
        found.append(Offer(OfferKind.NEW_ADDRESS, visit.final_url))
    found += [Offer(OfferKind.CANDIDATE, url) for url in result.candidates]
    if visit is not None and visit.memento is not None:
        found.append(_archived(visit))
    if result.source.archive_url:
        found.append(Offer(OfferKind.NAMED_COPY, result.source.archive_url))
    return tuple(found)


def _archived(visit: Visit) -> Offer:
    memento = visit.memento
    assert memento is not None
    checked = "holds the cited content" if memento.verified else "not yet compared"
    return Offer(
        OfferKind.ARCHIVED_COPY, memento.url, f"{memento.archive}, {memento.moment.date().isoformat()}, {checked}"
    )
