"""Looking in every source for the passage that supports each claim, and asking for the anchors set earlier."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import urlsplit

from citecheck.evidence.anchors import anchor_of, read_anchor
from citecheck.evidence.claims import claims_of
from citecheck.evidence.examination import examine
from citecheck.evidence.passages import Likeness
from citecheck.model.change import AnchorReading
from citecheck.model.draft import Citation, Draft, Source
from citecheck.model.evidence import Evidence, Support
from citecheck.model.page import Page, Reach
from citecheck.model.report import CitationResult, SourceResult
from citecheck.model.target import CutUrl, Hostile, Kind, Malformed, Offline, Target, Url
from citecheck.reach.decision import is_replaced
from citecheck.run.pool import Pool, Unread
from citecheck.run.pool_jobs import EvidenceJob, run_evidence_job
from citecheck.store.database import Store
from citecheck.store.drafts import RecordedDraft, compute_source_key
from citecheck.store.evidence import load_anchor, record_anchor_state, record_evidence, set_anchor
from citecheck.store.visits import SeenVisit

READABLE_PAGES = frozenset({Page.LIVE, Page.PAYWALL_PARTIAL})

ANCHORED_SUPPORTS = frozenset({Support.EVIDENCE, Support.FACTS_MISSING, Support.SUPPORTED})
"""Verdicts whose passage is worth asking for again; a passage that bears on nothing may change as it likes."""

NO_TARGET: dict[type[Target], str] = {
    CutUrl: "its address is cut off",
    Hostile: "it is a hostile indicator, which is never asked",
    Malformed: "its address cannot be parsed",
    Offline: "it has no address",
}

NO_TEXT: dict[Reach, str] = {
    Reach.GONE: "the source is gone",
    Reach.SUSPECT: "the source did not answer with its content",
    Reach.WALLED: "a wall stands before the source",
    Reach.FAILING: "the source's server failed",
    Reach.UNKNOWN: "the source was not asked",
}

GATEWAYS: dict[Kind, str] = {
    Kind.DATABASE: "the address leads to a database, not to the record cited",
    Kind.BY_REQUEST: "the data are available by request only",
}


def build_not_checkable(reason: str) -> Evidence:
    """Return the verdict of a claim that cannot be compared, with the reason."""
    return Evidence(Support.NOT_CHECKABLE, 0.0, reason=reason)


def find_obstacle(source: Source, seen: SeenVisit | None) -> str | None:
    """Return why a source cannot be compared with a claim, None if it can."""
    if not isinstance(source.target, Url):
        return NO_TARGET[type(source.target)]
    if source.kind in GATEWAYS:
        return GATEWAYS[source.kind]
    if source.kind is Kind.BIBLIOGRAPHIC and urlsplit(source.target.canonical).path in {"", "/"}:
        return "the address leads to the publisher, not to the work cited"
    return find_text_obstacle(seen)


def find_text_obstacle(seen: SeenVisit | None) -> str | None:
    """Return why what was seen of an address holds no text to search, None if it does."""
    if seen is None:
        return NO_TEXT[Reach.UNKNOWN]
    if seen.visit.reach in NO_TEXT:
        return NO_TEXT[seen.visit.reach]
    if is_replaced(seen.visit):
        return "the source shows other content than before"
    if seen.text is None or seen.visit.page not in READABLE_PAGES:
        return "its page could not be read"
    return None if seen.text.visible.strip() else "its page holds no text that can be read"


EvidenceByKey: TypeAlias = Mapping[tuple[str, str], Evidence]
"""Evidence by (sentence, source key), for every pair that could be compared."""


async def find_evidence(
    draft: Draft, seen: Mapping[str, SeenVisit], pool: Pool, likeness: Likeness | None = None
) -> EvidenceByKey:
    """Look for each sentence of the draft in each of its sources that can be read.

    What the pool cannot search, being in another language, is searched by `likeness` where there is one.
    """
    pairs: dict[tuple[str, str], EvidenceJob] = {}
    for citation, claim in zip(draft.citations, claims_of(draft), strict=True):
        for source in sources_of(draft, citation):
            look = seen.get(compute_source_key(source))
            if find_obstacle(source, look) is None and look is not None and look.text is not None:
                pairs[citation.sentence, compute_source_key(source)] = EvidenceJob(claim, look.text)
    results = await pool.run(run_evidence_job, list(pairs.values()))
    found: dict[tuple[str, str], Evidence] = {}
    for (key, pair), result in zip(pairs.items(), results, strict=True):
        found[key] = build_not_checkable(result.reason) if isinstance(result, Unread) else result
        if likeness is not None and found[key].support is Support.NOT_CHECKABLE:
            found[key] = examine(pair.claim, pair.text, likeness)
    return found


def find_sources_without_passage(found: Iterable[EvidenceByKey]) -> list[str]:
    """Return the keys of the sources in which no passage was found for any claim of any draft."""
    verdicts: dict[str, set[Support]] = {}
    for evidence in found:
        for (_, key), one in evidence.items():
            verdicts.setdefault(key, set()).add(one.support)
    return [key for key, said in verdicts.items() if said == {Support.NOT_FOUND}]


def sources_of(draft: Draft, citation: Citation) -> tuple[Source, ...]:
    """Return the sources of the footnote that a citation names."""
    return next((note.sources for note in draft.footnotes if note.id == citation.footnote), ())


@dataclass(frozen=True, slots=True)
class AnchorRecorder:
    """Keeping the anchors of one draft: set where evidence is first found, asked for at every later visit."""

    store: Store
    run: str
    recorded: RecordedDraft

    def results(self, draft: Draft, seen: Mapping[str, SeenVisit], evidence: EvidenceByKey) -> Iterator[CitationResult]:
        """Give the result of each citation, written to the store. Call inside `store.writing()`."""
        notes = {note.id: note.sources for note in draft.footnotes}
        for citation in draft.citations:
            yield CitationResult(
                citation,
                tuple(
                    self.result(citation, source, seen.get(compute_source_key(source)), evidence)
                    for source in notes.get(citation.footnote or "", ())
                ),
            )

    def result(
        self, citation: Citation, source: Source, look: SeenVisit | None, evidence: EvidenceByKey
    ) -> SourceResult:
        """Return what one source says of one citation."""
        key = compute_source_key(source)
        reason = find_obstacle(source, look)
        found = evidence[citation.sentence, key] if reason is None else build_not_checkable(reason)
        claim, row = self.recorded.claims[citation.sentence], self.recorded.sources[key]
        record_evidence(self.store, self.run, claim, row, found)
        anchor = None
        if look is not None and look.text is not None and reason is None:
            anchor = self.ask_anchor(claim, row, look, found)
        return SourceResult(source, look.visit if look else None, found, anchor)

    def ask_anchor(self, claim: int, source: int, look: SeenVisit, evidence: Evidence) -> AnchorReading | None:
        """Read the anchor set at an earlier visit in what was seen now, or set it if there is none."""
        assert look.text is not None
        kept = load_anchor(self.store, claim, source)
        if kept is None:
            anchor = anchor_of(evidence, look.text.visible) if evidence.support in ANCHORED_SUPPORTS else None
            if anchor is not None:
                capture = look.visit.capture
                set_anchor(self.store, claim, source, anchor, capture.moment if capture else look.moment)
            return None
        reading = replace(
            read_anchor(kept.anchor, look.text.visible),
            exact=kept.anchor.exact,
            since=kept.moment,
            capture=kept.capture,
        )
        record_anchor_state(self.store, claim, source, reading.state)
        return reading
