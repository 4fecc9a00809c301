"""A source prepared for output: its address for every kind of target, and the repairs on offer.

A repair is a kept copy or a completion: an address that may replace the one in the draft. All of them are listed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import assert_never

from citecheck.model.report import Completion, CompletionOrigin, SourceResult, Visit
from citecheck.model.target import CutUrl, Hostile, Malformed, Offline, Target, Url


def show_address(target: Target) -> str | None:
    """Return the displayed address of `target`, None if it has none; a cut address ends in an ellipsis."""
    match target:
        case Url():
            return target.written
        case CutUrl():
            return f"{target.prefix}…"
        case Hostile():
            return target.refanged
        case Malformed():
            return target.written
        case Offline():
            return None
        case _:
            assert_never(target)


def spellings_of(result: SourceResult) -> frozenset[str]:
    """Return every text that a finding may use to name this source."""
    target, visit = result.source.target, result.visit
    named = {result.source.raw, show_address(target)}
    if isinstance(target, Url):
        named.add(target.canonical)
    if isinstance(target, CutUrl):
        named.add(target.prefix)
    for seen in (visit, result.copy):
        named |= {seen.url, seen.final_url} if seen is not None else set()
    return frozenset(name for name in named if name)


class OfferKind(StrEnum):
    """The kinds of repair, as worded in the report."""

    NEW_ADDRESS = "New address"
    ARCHIVED_COPY = "Archived copy"
    NAMED_COPY = "Copy that the draft names"
    WHOLE_ADDRESS = "Whole address"
    POSSIBLE_ADDRESS = "Possible address"


@dataclass(frozen=True, slots=True)
class Offer:
    """One repair: `url` replaces or complements the cited address, `remark` describes it in one clause."""

    kind: OfferKind
    url: str
    remark: str = ""


def find_offers(result: SourceResult) -> tuple[Offer, ...]:
    """Return the repairs for one source, best first; all are listed, none is chosen."""
    visit = result.visit
    found = [_offer_completion(one) for one in result.completions]
    if visit is not None and visit.memento is not None and not visit.memento.is_error:
        found.append(_offer_memento(visit))
    if result.source.archive_url:
        found.append(Offer(OfferKind.NAMED_COPY, result.source.archive_url))
    return tuple(found)


def _offer_completion(completion: Completion) -> Offer:
    kind = OfferKind.POSSIBLE_ADDRESS
    if completion.proven:
        moved = completion.origin is CompletionOrigin.REDIRECT
        kind = OfferKind.NEW_ADDRESS if moved else OfferKind.WHOLE_ADDRESS
    return Offer(kind, completion.url, completion.proof)


def _offer_memento(visit: Visit) -> Offer:
    memento = visit.memento
    assert memento is not None
    read = "holds no passage for the claim" if memento.status else "not yet compared"
    checked = "holds the cited content" if memento.verified else read
    return Offer(
        OfferKind.ARCHIVED_COPY, memento.url, f"{memento.archive}, {memento.moment.date().isoformat()}, {checked}"
    )
