"""Search each source for the passage that supports each claim, and read the anchors set earlier.

The verdict comes from the comparison, or from the configured judge where it proved one.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from citecheck.errors import CitecheckError
from citecheck.evidence.claims import claims_of
from citecheck.model.change import AnchorReading
from citecheck.model.draft import Citation, Draft, Source
from citecheck.model.evidence import Evidence, Support
from citecheck.model.page import Coverage, Page, PageText, Reach
from citecheck.model.report import CitationResult, SourceResult, Visit
from citecheck.model.target import CutUrl, Hostile, Kind, Malformed, Offline, Target, Url
from citecheck.reach.decision import is_replaced, saw_content
from citecheck.rules.drift import LOST_ANCHORS
from citecheck.run.context import EvidenceByKey, RunContext, TrackedDraft
from citecheck.run.questions import Question, answer_questions
from citecheck.run.standing import StandingSources
from citecheck.store.captures import load_texts
from citecheck.store.database import Store
from citecheck.store.drafts import RecordedDraft, compute_copy_key, compute_source_key, find_source
from citecheck.store.evidence import (
    load_anchor,
    load_anchor_reading,
    record_anchor_reading,
    record_evidence,
    set_anchor,
)
from citecheck.store.visits import SeenVisit

if TYPE_CHECKING:
    from citecheck.extras.judge import JudgeCase

_READABLE_PAGES = frozenset({Page.LIVE, Page.PAYWALL_PARTIAL})

_ANCHORED_SUPPORTS = frozenset({Support.EVIDENCE, Support.FACTS_MISSING, Support.SUPPORTED})
"""Verdicts whose passage is looked for again at later visits; changes of a passage without support do not matter."""

_UNPROVEN = frozenset({Support.NOT_CHECKABLE, Support.NOT_FOUND, Support.UNCHECKED})
"""Verdicts without a passage: where the draft names a copy of the source, the copy is searched as well."""

_NO_TARGET: dict[type[Target], str] = {
    CutUrl: "its address is cut off",
    Hostile: "it is a hostile indicator, which is never requested",
    Malformed: "its address cannot be parsed",
    Offline: "it has no address",
}

_NO_TEXT: dict[Reach, str] = {
    Reach.GONE: "the source is gone",
    Reach.SUSPECT: "the source did not answer with its content",
    Reach.WALLED: "a wall blocks the source",
    Reach.FAILING: "the source's server failed",
    Reach.UNKNOWN: "the source was not requested",
}

_NO_TEXT_ON_PAGE: dict[Page, str] = {
    Page.JS_SHELL: "its page shows next to nothing without scripts",
    Page.LOGIN_WALL: "it asks for a login",
    Page.CONSENT_WALL: "a question about consent hides it",
}
"""Walls that an editor can pass in a browser."""

_GATEWAYS: dict[Kind, str] = {
    Kind.DATABASE: "the address leads to a database, not to the record cited",
    Kind.BY_REQUEST: "the data are available by request only",
}


def _build_not_checkable(reason: str) -> Evidence:
    """Return the verdict for a claim that cannot be compared, with the reason."""
    return Evidence(Support.NOT_CHECKABLE, 0.0, reason=reason)


def _find_obstacle(source: Source, seen: SeenVisit | None) -> str | None:
    """Return why a source cannot be compared with a claim, None if it can."""
    return _find_source_obstacle(source) or _find_text_obstacle(seen)


def _find_source_obstacle(source: Source) -> str | None:
    """Return why a source cannot be compared whatever its page shows, None if it can."""
    if not isinstance(source.target, Url):
        return _NO_TARGET[type(source.target)]
    if source.kind in _GATEWAYS:
        return _GATEWAYS[source.kind]
    if source.kind is Kind.BIBLIOGRAPHIC and urlsplit(source.target.canonical).path in {"", "/"}:
        return "the address leads to the publisher, not to the work cited"
    return None


def _explain_reach(visit: Visit) -> str | None:
    """Return why a source showed no content, None if it did."""
    if visit.reach is Reach.UNKNOWN and visit.error:
        return f"it was not asked: {visit.error}"
    if visit.reach is Reach.WALLED and visit.page in _NO_TEXT_ON_PAGE:
        return _NO_TEXT_ON_PAGE[visit.page]
    return _NO_TEXT.get(visit.reach)


def _find_text_obstacle(seen: SeenVisit | None) -> str | None:
    """Return why a visit brought no text to search, None if it did."""
    if seen is None:
        return _NO_TEXT[Reach.UNKNOWN]
    if unreached := _explain_reach(seen.visit):
        return unreached
    if is_replaced(seen.visit):
        return "the source now shows different content"
    if seen.visit.change is not None and seen.visit.change.language is not None:
        return "the source is now shown in another language"
    if seen.text is None or seen.visit.page not in _READABLE_PAGES:
        return "its page could not be read"
    return "its page has no readable text" if seen.text.is_blank else None


@dataclass(frozen=True, slots=True)
class FindEvidence:
    """Search each readable source for each sentence that cites it, in all drafts."""

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with the evidence of each draft, unchanged where no claim is to be compared."""
        if not context.options.evidence:
            return context
        return await search_each_draft(context, _add_evidence)


async def search_each_draft(
    context: RunContext, search: Callable[[TrackedDraft, RunContext], Awaitable[TrackedDraft]]
) -> RunContext:
    """Return the context with each draft as `search` returns it; one on which the search fails stays as it is."""
    drafts = []
    for tracked in context.drafts:
        try:
            drafts.append(await search(tracked, context))
        except CitecheckError:
            raise
        except Exception as error:  # noqa: BLE001 (one draft of many does not end the run)
            context.ports.faults.record(tracked.draft.path, error)
            drafts.append(tracked)
    return replace(context, drafts=tuple(drafts))


async def _add_evidence(tracked: TrackedDraft, context: RunContext) -> TrackedDraft:
    """Return a draft with the evidence of its sources."""
    return replace(tracked, evidence=await _find_evidence(tracked.draft, context))


async def _find_evidence(draft: Draft, context: RunContext) -> EvidenceByKey:
    """Search each readable source of the draft for each sentence that cites it.

    Sources in another language, which the pool cannot search, are searched by the likeness of sentences where the ports
    have one.
    """
    pairs: dict[tuple[str, str], Question] = {}
    sources = _list_sources_by_note(draft)
    for citation, claim in zip(draft.citations, claims_of(draft), strict=True):
        for source in sources.get(citation.footnote, ()):
            look = context.seen.get(compute_source_key(source))
            if look is None or look.text is None or _find_source_obstacle(source) is not None:
                continue
            if _find_text_obstacle(look) is None or _states_its_text(look):
                pairs[citation.sentence, compute_source_key(source)] = Question(claim, look.text)
    found = await answer_questions(pairs, context)
    return {key: one for key, one in found.items() if one.support not in _UNPROVEN or not _is_walled(context, key[1])}


def _states_its_text(look: SeenVisit) -> bool:
    """Return whether a wall says of itself what it hides: the text of a post, for previews elsewhere."""
    has_text = look.text is not None and look.text.coverage is Coverage.METADATA
    return look.visit.reach is Reach.WALLED and has_text and not is_replaced(look.visit)


def _is_walled(context: RunContext, key: str) -> bool:
    """Return whether a source is hidden by a wall; what is not found in its metadata was not seen."""
    look = context.seen.get(key)
    return look is not None and look.visit.reach is Reach.WALLED


async def find_evidence_in_copies(tracked: TrackedDraft, context: RunContext) -> TrackedDraft:
    """Return a draft with the evidence of the archived copies that its notes name and that were visited.

    A copy is searched where its original brought no passage; the evidence is kept under the address of the copy.
    """
    found, pairs, sources = tracked.evidence, {}, _list_sources_by_note(tracked.draft)
    for citation, claim in zip(tracked.draft.citations, claims_of(tracked.draft), strict=True):
        for source in sources.get(citation.footnote, ()):
            copy = compute_copy_key(source) or ""
            look, own = context.seen.get(copy), found.get((citation.sentence, compute_source_key(source)))
            if look is None or look.text is None or _find_obstacle(source, look) is not None:
                continue
            if (own is None or own.support in _UNPROVEN) and (citation.sentence, copy) not in found:
                pairs[citation.sentence, copy] = Question(claim, look.text)
    return replace(tracked, evidence={**found, **await answer_questions(pairs, context)})


def find_needy_sources(tracked: TrackedDraft, seen: Mapping[str, SeenVisit]) -> frozenset[str]:
    """Return the keys of the visited sources of which a copy is read: a claim has no passage, or there is no text."""
    unproven = {key for (_, key), one in tracked.evidence.items() if one.support in _UNPROVEN}
    sources = (source for note in tracked.draft.entries for source in note.sources if source.archive_url)
    keys = set(map(compute_source_key, sources))
    return frozenset(
        key for key in keys if key in seen and (key in unproven or _find_text_obstacle(seen[key]) is not None)
    )


def _is_proof_needed(found: Evidence, copied: Evidence) -> bool:
    """Return whether the evidence of a copy says more than that of its original."""
    if found.support is Support.NOT_FOUND:
        return copied.support not in _UNPROVEN
    return found.support in _UNPROVEN and copied.support is not Support.NOT_CHECKABLE


@dataclass(frozen=True, slots=True)
class AskJudge:
    """Ask the configured judge about each claim and its passages; the cost is announced first."""

    async def run(self, context: RunContext) -> RunContext:
        """Return the context with the judge's verdicts where it proved one, unchanged without a judge."""
        judge = context.ports.judge
        if judge is None:
            return context
        cases = [_build_judge_cases(each, context) for each in context.drafts]
        cost = judge.cost([case for of_draft in cases for case in of_draft.values()])
        context.ports.progress.announce(
            f"the judge will get {cost.requests} requests: about {cost.tokens_in} tokens in, {cost.tokens_out} out"
        )
        drafts = (
            replace(each, evidence={**each.evidence, **{key: judge.rule(case) for key, case in of_draft.items()}})
            for each, of_draft in zip(context.drafts, cases, strict=True)
        )
        return replace(context, drafts=tuple(drafts))


def _build_judge_cases(tracked: TrackedDraft, context: RunContext) -> dict[tuple[str, str], JudgeCase]:
    """Return the cases of one draft for the judge, by (sentence, source key)."""
    from citecheck.extras.judge import JudgeCase  # noqa: PLC0415 (few runs have a judge)

    cited = zip(tracked.draft.citations, claims_of(tracked.draft), strict=True)
    claims = {citation.sentence: claim for citation, claim in cited}
    seen = {key: context.seen[key] for (_, key), evidence in tracked.evidence.items() if evidence.passages}
    texts = load_texts(context.ports.store, (look.text.digest for look in seen.values() if look.text is not None))
    cases = {}
    for (sentence, key), evidence in tracked.evidence.items():
        look = context.seen[key]
        if evidence.passages and look.text is not None and sentence in claims:
            capture = look.visit.capture.sha256 if look.visit.capture else key
            cases[sentence, key] = JudgeCase(claims[sentence], texts[look.text.digest].visible, evidence, capture)
    return cases


def _list_sources_by_note(draft: Draft) -> dict[str | None, tuple[Source, ...]]:
    """Return the sources that a citation names, by the id of its note, reference or link."""
    return {note.id: note.sources for note in draft.entries}


@dataclass(frozen=True, slots=True)
class AnchorRecorder:
    """Records the anchors of one draft: set where evidence is first found, read again at every later visit.

    `read_text` returns a text of the store by its digest. `standing` are the results of the sources that this run did
    not visit; None where it visited all of them.
    """

    store: Store
    run: str
    recorded: RecordedDraft
    read_text: Callable[[str], PageText]
    standing: StandingSources | None = None

    def results(self, draft: Draft, seen: Mapping[str, SeenVisit], evidence: EvidenceByKey) -> Iterator[CitationResult]:
        """Yield the result of each citation and write it to the store. Call inside `store.writing()`."""
        notes = _list_sources_by_note(draft)
        for citation in draft.citations:
            sources = notes.get(citation.footnote, ())
            yield CitationResult(citation, tuple(self.result(citation, each, seen, evidence) for each in sources))

    def result(
        self, citation: Citation, source: Source, seen: Mapping[str, SeenVisit], evidence: EvidenceByKey
    ) -> SourceResult:
        """Return the result of one source for one citation, read from the copy that the draft names if need be."""
        key, copy_key = compute_source_key(source), compute_copy_key(source) or ""
        if self.standing is not None and key not in seen:
            return self.standing.find_result(citation, source)
        look = seen.get(key)
        reason = _find_obstacle(source, look)
        known = evidence.get((citation.sentence, key))
        is_stated = look is not None and _states_its_text(look)
        found = (
            known if known and (reason is None or is_stated) else _build_not_checkable(reason or "it was not compared")
        )
        claim, row = self.recorded.claims[citation.sentence], self.recorded.sources[key]
        copied = evidence.get((citation.sentence, copy_key))
        if copied is not None and _is_proof_needed(found, copied):
            copy_row = find_source(self.store, copy_key)
            record_evidence(self.store, self.run, claim, row, copied, copy=copy_row)
            return SourceResult(source, look.visit if look else None, copied, copy=seen[copy_key].visit)
        record_evidence(self.store, self.run, claim, row, found)
        anchor = None
        if look is not None and look.text is not None and reason is None:
            anchor = self.read_or_set_anchor(claim, row, look, found)
        elif look is not None and not saw_content(look.visit.reach):  # what was altered or gone before still is
            known_loss = load_anchor_reading(self.store, claim, row)
            anchor = known_loss if known_loss and known_loss.state in LOST_ANCHORS else None
        return SourceResult(source, look.visit if look else None, found, anchor)

    def read_or_set_anchor(self, claim: int, source: int, look: SeenVisit, evidence: Evidence) -> AnchorReading | None:
        """Read the anchor of an earlier visit in the current text, or set one if there is none."""
        from citecheck.evidence.anchors import anchor_of, read_anchor  # noqa: PLC0415 (runs without a text need none)

        assert look.text is not None
        kept = load_anchor(self.store, claim, source)
        if kept is None and evidence.support not in _ANCHORED_SUPPORTS:
            return None
        text = self.read_text(look.text.digest)
        if kept is None:
            anchor = anchor_of(evidence, text.visible)
            if anchor is not None:
                capture = look.visit.capture
                set_anchor(self.store, claim, source, anchor, capture.moment if capture else look.moment)
            return None
        reading = replace(
            read_anchor(kept.anchor, text.visible, text.language),
            exact=kept.anchor.exact,
            since=kept.moment,
            capture=kept.capture,
        )
        record_anchor_reading(self.store, claim, source, reading)
        return reading
