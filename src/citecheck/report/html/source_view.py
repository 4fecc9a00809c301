"""The view of one source: what it is, what was seen, compared, changed and kept, and the repairs on offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from citecheck.model.change import Change
from citecheck.model.evidence import Evidence, FactKind, FactVerdict, Support
from citecheck.model.page import Page, Reach
from citecheck.model.report import SourceResult, Visit
from citecheck.model.work import FieldComparison, FieldVerdict, WorkField, WorkLookup, WorkRecord
from citecheck.reach.decision import is_replaced, reach_of_content
from citecheck.report.marked_text import Segments, mark_change, mark_claim, mark_names, mark_passage
from citecheck.report.records import RECORD_STATES, describe_notice, describe_record, list_asked
from citecheck.report.sources import Offer, OfferKind, find_offers, show_address
from citecheck.report.summary import (
    ANCHORS,
    CHANGES,
    FACT_KINDS,
    FACT_PLURALS,
    KINDS,
    PAGES,
    REACHES,
    SUPPORTS,
    describe_decision,
    explain_weak_evidence,
)
from citecheck.rules.drift import LOST_ANCHORS
from citecheck.url.normal_form import build_text_fragment_link

_MOST_PASSAGES = 2
_MOST_EDITS = 6

_COPIES = frozenset({OfferKind.ARCHIVED_COPY, OfferKind.NAMED_COPY})

_OPENED = frozenset({"http", "https"})
"""Schemes that become links; any other address stays text."""


@dataclass(frozen=True, slots=True)
class SourceView:
    """Everything the page shows about a source; texts and sequences are empty if there is nothing to show.

    `absent` holds the facts that are not in the source, by kind; other facts are marked in both texts. `label` names
    the passages: the source, or the text nearest to the claim if no passage matches. `show` is the command that prints
    the kept copy, `copy` the address of a copy in a public archive.
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
    label: str
    absent: tuple[tuple[str, tuple[str, ...]], ...]
    anchor: str
    change: str
    edits: tuple[tuple[Segments, Segments], ...]
    kept: str
    show: str
    offers: tuple[Offer, ...]
    copy: str
    decision: str
    record: _RecordView | None


@dataclass(frozen=True, slots=True)
class _RecordView:
    """The record of a cited work next to the reference; `fields` have the name, and both texts with differences marked.

    `said` is what the registries say in words, `line` the record, `href` its address, both empty without a record.
    """

    said: str
    line: str
    href: str
    registry: str
    fields: tuple[tuple[str, Segments, Segments], ...]
    notices: tuple[str, ...]
    asked: tuple[str, ...]


def _build_record_view(lookup: WorkLookup) -> _RecordView:
    record = lookup.record
    differing = (row for row in lookup.fields if row.verdict is FieldVerdict.DIFFERS)
    return _RecordView(
        said=RECORD_STATES[lookup.state],
        line=describe_record(record) if record else "",
        href=link(record.url) if record and record.url else "",
        registry=record.registry if record else "",
        fields=tuple((row.field.value, *_mark_field(row, record)) for row in differing),
        notices=tuple(describe_notice(notice) for notice in lookup.notices),
        asked=tuple(list_asked(lookup)),
    )


def _mark_field(row: FieldComparison, record: WorkRecord | None) -> tuple[Segments, Segments]:
    """Return a field as cited and as found; authors are marked name by name, however their initials are written."""
    if row.field is WorkField.AUTHORS and record is not None:
        return mark_names(row.cited, record.authors)
    return mark_change(row.cited, row.found or "")


def build_source_view(result: SourceResult, sentence: str = "") -> SourceView:
    """Return the view of `result`, cited by `sentence`."""
    source, visit, evidence = result.source, result.visit, result.evidence
    address = show_address(source.target) or ""
    repairs = find_offers(result)
    copied, copy = _find_kept_copy(result)
    return SourceView(
        title=(visit and visit.title) or source.title or ("" if address else source.raw),
        address=address,
        href=link(_address_at_passage(result.compared, evidence)) if result.compared else "",
        host=_source_host_of(result),
        reach=reach_of_content(visit),
        seen=_describe_visit(result),
        support=_describe_support(evidence),
        compared=bool(evidence.passages),
        claim=mark_claim(sentence, evidence.facts),
        passages=_mark_passages(evidence),
        label="Nearest" if evidence.support is Support.NOT_FOUND else "Source",
        absent=tuple(_list_absent(evidence)),
        anchor=ANCHORS[result.anchor.state] if result.anchor else "",
        change=CHANGES[visit.change.change] if visit and visit.change and not is_replaced(visit) else "",
        edits=_mark_edits(visit),
        kept=write_day(copied) if copied else "",
        show=f"citecheck archive show {copy[:8]}" if copied else "",
        offers=repairs,
        decision=describe_decision(result.decision) if result.decision else "",
        record=_build_record_view(result.record) if result.record else None,
        copy=next((link(each.url) for each in repairs if each.kind in _COPIES), ""),
    )


def _describe_support(evidence: Evidence) -> str:
    """Return the verdict on the evidence with its reason; names alone are no facts that agree."""
    if evidence.names_only and evidence.support is Support.EVIDENCE:
        return explain_weak_evidence(evidence)
    return SUPPORTS[evidence.support] + (f": {evidence.reason}" if evidence.reason else "")


def _find_kept_copy(result: SourceResult) -> tuple[datetime | None, str]:
    """Return the moment and id of the copy to read: if this visit lost the cited passage, a copy that still has it."""
    visit, anchor = result.visit, result.anchor
    if anchor is not None and anchor.capture and anchor.state in LOST_ANCHORS:
        return anchor.since, anchor.capture
    copy = visit.kept or visit.capture if visit else None
    return (copy.moment, copy.id) if copy else (None, "")


def _address_at_passage(visit: Visit, evidence: Evidence) -> str:
    """Return the address of a source, with a fragment that opens it at the best passage if there is one."""
    return build_text_fragment_link(visit.url, evidence.passages[0].text) if evidence.passages else visit.url


def _source_host_of(result: SourceResult) -> str:
    """Return the host of a source's address, empty if there is none."""
    address = result.visit.url if result.visit else show_address(result.source.target) or ""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def link(address: str) -> str:
    """Return `address` if it may become a link, else an empty string."""
    try:
        return address if urlsplit(address).scheme.lower() in _OPENED else ""
    except ValueError:
        return ""


def write_day(moment: datetime) -> str:
    """Return the day of a moment as `22 November 2026`."""
    return f"{moment.day} {moment:%B %Y}"


def _describe_visit(result: SourceResult) -> tuple[str, ...]:
    """Return short descriptions of the response."""
    visit = result.visit
    if visit is None:
        return (KINDS[result.source.kind],)
    parts = [CHANGES[Change.REPLACED] if is_replaced(visit) else REACHES[visit.reach]]
    if visit.status is not None and visit.page is not Page.LIVE:
        parts.append(f"HTTP {visit.status}")
    if visit.page is not None and visit.page is not Page.LIVE:
        parts.append(PAGES[visit.page])
    parts += [part for part in (visit.error, _describe_published(visit)) if part]
    parts += ["compared with the copy that the draft names"] if result.copy else []
    return tuple(parts)


def _describe_published(visit: Visit) -> str:
    """Return the publication date that the page states; as written if it is not a full date."""
    if not visit.published:
        return ""
    try:
        return f"published {write_day(datetime.fromisoformat(visit.published[:10]))}"
    except ValueError:
        return f"published {visit.published}"


def _mark_passages(evidence: Evidence) -> tuple[Segments, ...]:
    """Return the best passage, and a second one if it contains a compared fact."""
    first, *others = [mark_passage(each.text, evidence.facts) for each in evidence.passages[:_MOST_PASSAGES]] or [()]
    return tuple(each for each in (first, *(other for other in others if any(part.mark for part in other))) if each)


def _list_absent(evidence: Evidence) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the absent facts by kind, names last, because sources use many names for people and places."""
    absent = [each for each in evidence.facts if each.verdict is FactVerdict.ABSENT]
    for kind in sorted(FACT_KINDS, key=lambda kind: kind is FactKind.NAME):
        claimed = tuple(dict.fromkeys(each.claimed for each in absent if each.kind is kind))
        if claimed:
            yield FACT_KINDS[kind] if len(claimed) == 1 else FACT_PLURALS[kind], claimed


def _mark_edits(visit: Visit | None) -> tuple[tuple[Segments, Segments], ...]:
    if visit is None or visit.change is None or visit.change.change is not Change.EDITED:
        return ()
    return tuple(mark_change(each.before, each.after) for each in visit.change.edits[:_MOST_EDITS])
