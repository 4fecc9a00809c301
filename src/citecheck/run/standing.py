"""What the store knows of the sources that an audit did not visit: the results of their last visits.

An audit visits the sources that are due and reports on whole drafts. So the visit, the evidence and the anchor of every
other source are read back as its last visit left them. A source without an address is as the last check found it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from citecheck.model.draft import Citation, Draft, Source
from citecheck.model.evidence import Evidence, Support
from citecheck.model.finding import Finding, Level
from citecheck.model.report import SourceResult, Standing
from citecheck.model.target import Url
from citecheck.reach.death_policy import build_unasked_visit
from citecheck.reach.turns import add_course, follow_visits
from citecheck.rules.links_gone import LOST_AND_UNSEEN
from citecheck.rules.state import is_loss, is_repetition
from citecheck.store.database import Store
from citecheck.store.drafts import RecordedDraft, compute_copy_key, compute_source_key
from citecheck.store.evidence import load_anchor_reading, load_evidence
from citecheck.store.runs import load_reported_findings, load_standing_findings
from citecheck.store.visits import SeenVisit, load_histories, load_last_visits

_NOT_VISITED = "it was not visited yet"


@dataclass(frozen=True, slots=True)
class StandingSources:
    """The stored results of the sources of one draft. `visits` holds the last visit of each address that has one."""

    store: Store
    recorded: RecordedDraft
    visits: Mapping[str, SeenVisit]

    def find_result(self, citation: Citation, source: Source) -> SourceResult:
        """Return the result of a source for one citation as the last visit of the source left it."""
        key = compute_source_key(source)
        last, has_address = self.visits.get(key), isinstance(source.target, Url)
        claim, row = self.recorded.claims[citation.sentence], self.recorded.sources[key]
        stored = load_evidence(self.store, claim, row, visited=has_address)
        if stored is None or (last is None and has_address):
            return self.find_uncited(source)
        anchor = load_anchor_reading(self.store, claim, row) if stored.copy is None else None
        copy = self.visits.get(stored.copy or "")
        return SourceResult(
            source,
            last.visit if last else None,
            stored.evidence,
            anchor,
            copy=copy.visit if copy else None,
            earlier=last.moment if last else None,
        )

    def find_uncited(self, source: Source) -> SourceResult:
        """Return the result of a source that was compared with no claim."""
        key = compute_source_key(source)
        last = self.visits.get(key)
        reason = None if last or not isinstance(source.target, Url) else _NOT_VISITED
        evidence = Evidence(Support.UNCHECKED, 0.0, reason=reason)
        if last is not None:
            return SourceResult(source, last.visit, evidence, earlier=last.moment)
        unasked = build_unasked_visit(key, _NOT_VISITED) if isinstance(source.target, Url) else None
        return SourceResult(source, unasked, evidence)


def load_standing_sources(
    store: Store, draft: Draft, recorded: RecordedDraft, seen: Mapping[str, SeenVisit]
) -> StandingSources:
    """Return the stored results of the sources of `draft` that are not `seen` in this run."""
    sources = [source for note in draft.entries for source in note.sources]
    keys = {compute_source_key(source) for source in sources} | {compute_copy_key(source) or "" for source in sources}
    visits = add_courses(store, load_last_visits(store, keys - seen.keys()), audits=True)
    return StandingSources(store, recorded, visits)


def add_courses(store: Store, looks: Mapping[str, SeenVisit], *, audits: bool) -> dict[str, SeenVisit]:
    """Return the last visit of each address with what all visits of it say; only an audit passes over known changes."""
    histories = load_histories(store, looks)
    found = dict(looks)
    for url, history in histories.items():
        visit = add_course(looks[url].visit, follow_visits(history.visits), history.reported)
        found[url] = replace(looks[url], visit=visit if audits else replace(visit, known_change=False))
    return found


def load_standing(store: Store, run: str, draft: Draft, recorded: RecordedDraft, visited: Collection[str]) -> Standing:
    """Return what is known of a draft from before `run`; a finding that several notes share counts once."""
    addresses = list_spellings(source for note in draft.entries for source in note.sources)
    rows = load_standing_findings(store, run, recorded.document, addresses)
    findings = {(each.rule, url or each.line, each.message): each for url, each in rows}
    sources = set(addresses.values())
    return Standing(len(sources.intersection(visited)), len(sources), tuple(findings.values()))


def separate_known(
    store: Store, run: str, draft: Draft, recorded: RecordedDraft, findings: Iterable[Finding]
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    """Return the findings of an audit that are new, and the errors and warnings that the last report held as well.

    A source that was lost is not lost anew because it cannot be seen any more, nor because it can be seen again.
    """
    addresses = list_spellings(source for note in draft.entries for source in note.sources)
    said = {_identify(each, url) for url, each in load_reported_findings(store, run, recorded.document, addresses)}
    losses: dict[str, list[_Identity]] = {}
    for identity in said:
        if is_loss(identity[0]):
            losses.setdefault(identity[1], []).append(identity)
    new: list[Finding] = []
    known: list[Finding] = []
    for finding in findings:
        url = addresses.get(finding.url or "", "")
        remains = finding.level is not Level.INFO and (is_repetition(finding.rule) or _identify(finding, url) in said)
        unseen_loss = is_loss(finding.rule) and any(_is_unseen_loss(finding.rule, each) for each in losses.get(url, ()))
        (known if remains or unseen_loss else new).append(finding)
    return tuple(new), tuple(known)


_Identity: TypeAlias = tuple[str, str, str | None, str]
"""The rule of a finding, its source, its marker, and its message where that states what was seen."""
_STATING = ("D103", "D104", "S", "L4", "R")
"""Beginnings of the rules whose messages state what was seen; another message is another state."""


def _identify(finding: Finding, url: str) -> _Identity:
    return finding.rule, url, finding.marker, finding.message if finding.rule.startswith(_STATING) else ""


def _is_unseen_loss(rule: str, said: _Identity) -> bool:
    """Return whether a loss is that of the same source that was reported, which one of the two visits could not see."""
    return LOST_AND_UNSEEN.code in {rule, said[0]}


def list_spellings(sources: Iterable[Source]) -> dict[str, str]:
    """Return the canonical address of each spelling that a finding may use."""
    return {
        spelling: source.target.canonical
        for source in sources
        if isinstance(source.target, Url)
        for spelling in (source.raw, source.target.written, source.target.canonical)
    }
