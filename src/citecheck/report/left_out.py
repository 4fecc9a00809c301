"""What a run left out: sources that were not read or asked, findings not listed, notes without a marker, drafts.

Silence is no assurance, so every output counts what no state covers in full.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from citecheck.model.evidence import Support
from citecheck.model.exchange import RefusalReason
from citecheck.model.page import ALIVE, Reach
from citecheck.model.report import CitationState, Deferral, DraftReport, Report, SourceResult, Visit
from citecheck.model.target import CutUrl, Url
from citecheck.report.summary import REFUSALS, write_count
from citecheck.rules.state import state_of_source

_NAMED_HOSTS = 3
"""Hosts of deferred sources that a sentence names."""
_REFUSED = tuple(reason for reason in RefusalReason if reason is not RefusalReason.RATE)
"""Why a source is not asked in any run like this one; what a host asked to postpone is deferred."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Counts of what no state covers in full: sources, findings, notes, links and drafts.

    A source is counted once in a draft: `not_read` was asked and could not be compared, `deferred` waits because its
    host asked for a pause or was asked often enough by an audit, `cut_addresses` and `no_address` cannot be asked.
    `refusals` are the reasons of `not_asked`, counted, and `deferred_hosts` the hosts of `deferred`. `not_due` are the
    sources that an audit did not visit, and `standing` the faults that it did not look for again. `remembered` are the
    sources that a check did not ask again, the oldest of which was seen at `remembered_since`.
    """

    not_read: int = 0
    not_asked: int = 0
    deferred: int = 0
    cut_addresses: int = 0
    no_address: int = 0
    ignored: int = 0
    baselined: int = 0
    notes_without_marker: int = 0
    markers_without_note: int = 0
    links_outside_notes: int = 0
    links_not_asked: int = 0
    internal_links_unknown: int = 0
    pages_not_read: int = 0
    drafts_not_read: int = 0
    drafts_without_notes: int = 0
    not_due: int = 0
    standing: int = 0
    remembered: int = 0
    refusals: tuple[tuple[RefusalReason, int], ...] = ()
    deferred_hosts: tuple[Deferral, ...] = ()
    remembered_since: datetime | None = None

    def write(self) -> str:
        """Return a sentence that lists the counts, and how to ask the sources of an offline run; empty without any."""
        parts = [write.format(write_count(number, noun)) for number, noun, write in self._rows() if number]
        offline = any(reason is RefusalReason.OFFLINE for reason, _ in self.refusals)
        remedy = " Run without --offline to ask them." if offline else ""
        return f"Left out: {', '.join(parts)}.{remedy}" if parts else ""

    def count_by_name(self) -> dict[str, Any]:
        """Return every count by name, `not_asked` also by reason, `deferred` also by host."""
        counts = {each.name: getattr(self, each.name) for each in fields(self)}
        reasons, hosts = dict(counts.pop("refusals")), counts.pop("deferred_hosts")
        counts |= {f"not_asked_{reason.name.lower()}": reasons.get(reason, 0) for reason in _REFUSED}
        counts["remembered_since"] = self.remembered_since and self.remembered_since.isoformat()
        return counts | {"deferred_hosts": [_list_deferral(each) for each in hosts]}

    def _rows(self) -> Iterator[tuple[int, str, str]]:
        why = f" ({', '.join(REFUSALS[reason] for reason, _ in self.refusals)})" if self.refusals else ""
        since = f" on {self.remembered_since:%Y-%m-%d} or later" if self.remembered_since else ""
        yield self.drafts_not_read, "draft", "{} not read"
        yield self.pages_not_read, "page", "{} without text"
        yield self.drafts_without_notes, "draft", "{} without notes and citations"
        yield self.not_asked, "source", f"{{}} not asked{why}"
        yield self.deferred, "source", f"{{}} deferred{_write_hosts(self.deferred_hosts)}"
        yield self.not_read, "source", "{} not read"
        yield self.remembered, "source", f"{{}} seen by an earlier run{since} and not asked again"
        yield self.cut_addresses, "source", "{} with a cut address"
        yield self.no_address, "source", "{} without an address"
        yield self.baselined, "finding", "{} in the baseline"
        yield self.ignored, "finding", "{} ignored"
        yield self.notes_without_marker, "note", "{} without a marker"
        yield self.markers_without_note, "marker", "{} without a note"
        yield self.links_outside_notes, "link", "{} outside notes"
        yield self.links_not_asked, "link", "{} to no public web page"


def _list_deferral(deferral: Deferral) -> dict[str, Any]:
    until = deferral.until and deferral.until.isoformat()
    return {"host": deferral.host, "sources": deferral.sources, "until": until}


def _write_hosts(hosts: Sequence[Deferral]) -> str:
    """Return the first hosts of deferred sources in brackets, each with the time until which they wait."""
    named = [f"{each.host} {_write_until(each.until)}" for each in hosts[:_NAMED_HOSTS]]
    more = [write_count(len(hosts) - _NAMED_HOSTS, "more host")] if len(hosts) > _NAMED_HOSTS else []
    return f" ({'; '.join([*named, *more])})" if hosts else ""


def _write_until(until: datetime | None) -> str:
    return f"until {until.astimezone(UTC):%Y-%m-%d %H:%M} UTC" if until else "at its own request"


def list_distinct_sources(report: Report) -> Iterator[SourceResult]:
    """Yield each source of each draft once, identified by its address if visited, else by its text and place."""
    for draft in report.drafts:
        known: set[object] = set()
        results = [source for citation in draft.citations for source in citation.sources]
        for result in (*results, *draft.uncited, *(link.source for link in draft.links)):
            key = result.visit.url if result.visit else (result.source.raw, result.source.place)
            if key not in known:
                known.add(key)
                yield result


def count_left_out(report: Report, sources: Sequence[SourceResult]) -> LeftOut:
    """Return what `report` left out; `sources` are its distinct sources."""
    unasked = [source.visit for source in sources if source.visit and source.visit.reach is Reach.UNKNOWN]
    refusals = Counter(filter(None, (*(visit.refusal for visit in unasked), *report.passed_over)))
    deferred = refusals.pop(RefusalReason.RATE, 0)
    is_audit = any(draft.standing for draft in report.drafts)
    earlier = () if is_audit else tuple(source.earlier for source in sources if source.earlier is not None)
    return LeftOut(
        not_read=sum(map(_is_not_read, sources)),
        not_asked=len(unasked) + len(report.passed_over) - deferred,
        deferred=deferred + sum(each.sources for each in report.held_back),
        deferred_hosts=(*report.held_back, *_list_pauses(unasked)),
        cut_addresses=sum(source.visit is None and isinstance(source.source.target, CutUrl) for source in sources),
        no_address=sum(
            source.visit is None and not isinstance(source.source.target, CutUrl | Url) for source in sources
        ),
        ignored=sum(draft.ignored for draft in report.drafts),
        baselined=sum(draft.baselined for draft in report.drafts),
        notes_without_marker=sum(draft.draft.notes_without_marker for draft in report.drafts),
        markers_without_note=sum(draft.draft.markers_without_note for draft in report.drafts),
        links_outside_notes=sum(draft.draft.links_outside_notes for draft in report.drafts),
        links_not_asked=sum(draft.draft.links_not_asked for draft in report.drafts),
        internal_links_unknown=sum(draft.draft.internal_links.unknown for draft in report.drafts),
        pages_not_read=sum(len(draft.draft.pages_not_read) for draft in report.drafts),
        drafts_not_read=report.unread_drafts,
        drafts_without_notes=_count_uncited(report),
        not_due=sum(draft.standing.sources - draft.standing.due for draft in report.drafts if draft.standing),
        standing=sum(len(draft.standing.faults) for draft in report.drafts if draft.standing),
        remembered=len(earlier),
        remembered_since=min(earlier, default=None),
        refusals=tuple((reason, refusals[reason]) for reason in RefusalReason if refusals[reason]),
    )


def _list_pauses(unasked: Iterable[Visit]) -> tuple[Deferral, ...]:
    """Return the hosts that asked for a pause longer than a run can wait, with their sources that were not asked."""
    paused = (urlsplit(visit.url).hostname or "" for visit in unasked if visit.refusal is RefusalReason.RATE)
    return tuple(Deferral(host, number) for host, number in Counter(paused).most_common())


def _count_uncited(report: Report) -> int:
    """Return how many of several drafts hold neither notes nor citations; of a single one the line itself says so."""
    uncited = sum(map(_is_uncited, report.drafts))
    return uncited + report.blank_drafts if len(report.drafts) + report.blank_drafts > 1 else 0


def _is_uncited(draft: DraftReport) -> bool:
    read = draft.draft
    return not (read.footnotes or draft.citations or draft.links or read.internal_links.total)


def _is_not_read(source: SourceResult) -> bool:
    """Return whether a source was asked and no passage of it was read; one that is gone is lost and not left out."""
    visit = source.visit
    if visit is None or visit.reach is Reach.UNKNOWN or state_of_source(source) is not CitationState.UNSEEN:
        return False
    compared = source.evidence.support is not Support.NOT_CHECKABLE or source.evidence.passages
    return visit.reach not in ALIVE or not compared
