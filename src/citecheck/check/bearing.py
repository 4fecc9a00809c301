"""Looking in every source for the passage that bears each claim out, and asking for the anchors set before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias
from urllib.parse import urlsplit

from citecheck.check.visiting import replaced
from citecheck.model.change import AnchorReading
from citecheck.model.draft import Citation, Draft, Source
from citecheck.model.evidence import Claim, Evidence, Support
from citecheck.model.page import Page, PageText, Reach
from citecheck.model.report import CitationResult, SourceResult
from citecheck.model.target import CutUrl, Hostile, Kind, Malformed, Offline, Target, Url
from citecheck.pool import Pool, Unread
from citecheck.store import Store
from citecheck.store.drafts import RecordedDraft
from citecheck.store.evidence import anchor_for, note_anchor_state, record_evidence, set_anchor
from citecheck.store.keys import source_key
from citecheck.store.visits import Seen
from citecheck.verify import anchor_of, claims_of, examine, read_anchor
from citecheck.verify.across import Likeness

READABLE = frozenset({Page.LIVE, Page.PAYWALL_PARTIAL})

ANCHORED = frozenset({Support.EVIDENCE, Support.FACTS_MISSING, Support.SUPPORTED})
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


@dataclass(frozen=True, slots=True)
class Pair:
    """One claim and the text of one source, to be examined in the pool."""

    claim: Claim
    text: PageText


def examine_pair(pair: Pair) -> Evidence:
    """Look in one text for one claim."""
    return examine(pair.claim, pair.text)


def not_checkable(reason: str) -> Evidence:
    """Return the verdict of a claim that cannot be compared, with the reason."""
    return Evidence(Support.NOT_CHECKABLE, 0.0, reason=reason)


def obstacle(source: Source, seen: Seen | None) -> str | None:
    """Return why a source cannot be compared with a claim, None if it can."""
    if not isinstance(source.target, Url):
        return NO_TARGET[type(source.target)]
    if source.kind in GATEWAYS:
        return GATEWAYS[source.kind]
    if source.kind is Kind.BIBLIOGRAPHIC and urlsplit(source.target.canonical).path in {"", "/"}:
        return "the address leads to the publisher, not to the work cited"
    return unreadable(seen)


def unreadable(seen: Seen | None) -> str | None:
    """Return why what was seen of an address holds no text to search, None if it does."""
    if seen is None:
        return NO_TEXT[Reach.UNKNOWN]
    if seen.visit.reach in NO_TEXT:
        return NO_TEXT[seen.visit.reach]
    if replaced(seen.visit):
        return "the source shows other content than before"
    if seen.text is None or seen.visit.page not in READABLE:
        return "its page could not be read"
    return None if seen.text.visible.strip() else "its page holds no text that can be read"


Found: TypeAlias = Mapping[tuple[str, str], Evidence]
"""Evidence by (sentence, source key), for every pair that could be compared."""


async def bear_out(draft: Draft, seen: Mapping[str, Seen], pool: Pool, likeness: Likeness | None = None) -> Found:
    """Look for each sentence of the draft in each of its sources that can be read.

    What the pool cannot search, being in another language, is searched by `likeness` where there is one.
    """
    pairs: dict[tuple[str, str], Pair] = {}
    for citation, claim in zip(draft.citations, claims_of(draft), strict=True):
        for source in sources_of(draft, citation):
            look = seen.get(source_key(source))
            if obstacle(source, look) is None and look is not None and look.text is not None:
                pairs[citation.sentence, source_key(source)] = Pair(claim, look.text)
    results = await pool.run(examine_pair, list(pairs.values()))
    found: dict[tuple[str, str], Evidence] = {}
    for (key, pair), result in zip(pairs.items(), results, strict=True):
        found[key] = not_checkable(result.reason) if isinstance(result, Unread) else result
        if likeness is not None and found[key].support is Support.NOT_CHECKABLE:
            found[key] = examine(pair.claim, pair.text, likeness)
    return found


def bearing_nothing(found: Iterable[Found]) -> list[str]:
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
class Anchoring:
    """Keeping the anchors of one draft: set where evidence is first found, asked for at every later visit."""

    store: Store
    run: str
    recorded: RecordedDraft

    def results(self, draft: Draft, seen: Mapping[str, Seen], evidence: Found) -> Iterator[CitationResult]:
        """Give the result of each citation, written to the store. Call inside `store.writing()`."""
        notes = {note.id: note.sources for note in draft.footnotes}
        for citation in draft.citations:
            yield CitationResult(
                citation,
                tuple(
                    self.result(citation, source, seen.get(source_key(source)), evidence)
                    for source in notes.get(citation.footnote or "", ())
                ),
            )

    def result(self, citation: Citation, source: Source, look: Seen | None, evidence: Found) -> SourceResult:
        """Return what one source says of one citation."""
        key = source_key(source)
        reason = obstacle(source, look)
        found = evidence[citation.sentence, key] if reason is None else not_checkable(reason)
        claim, row = self.recorded.claims[citation.sentence], self.recorded.sources[key]
        record_evidence(self.store, self.run, claim, row, found)
        anchor = None
        if look is not None and look.text is not None and reason is None:
            anchor = self.ask_anchor(claim, row, look, found)
        return SourceResult(source, look.visit if look else None, found, anchor)

    def ask_anchor(self, claim: int, source: int, look: Seen, evidence: Evidence) -> AnchorReading | None:
        """Read the anchor set at an earlier visit in what was seen now, or set it if there is none."""
        assert look.text is not None
        kept = anchor_for(self.store, claim, source)
        if kept is None:
            anchor = anchor_of(evidence, look.text.visible) if evidence.support in ANCHORED else None
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
        note_anchor_state(self.store, claim, source, reading.state)
        return reading
