"""From anchors and evidence to findings: which rule applies to what the sources of a sentence say of it.

Every value of every enumeration has its row, as in `link_findings`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from citecheck.model.change import AnchorState, Change
from citecheck.model.draft import Draft, Footnote
from citecheck.model.evidence import Evidence, FactKind, FactVerdict, Support
from citecheck.model.finding import Finding, Level
from citecheck.model.report import CitationResult, SourceResult, Visit
from citecheck.rules.finding import (
    MOST_OF_PASSAGE,
    MOST_OF_SENTENCE,
    MessageFields,
    SourceOccurrence,
    build_citation_finding,
    build_source_finding,
    shorten_quotation,
)
from citecheck.rules.link_findings import build_visit_fields

ANCHOR_RULE: dict[AnchorState, str | None] = {
    AnchorState.INTACT: None,
    AnchorState.MOVED: "D105",
    AnchorState.ALTERED: "D103",
    AnchorState.GONE: "D104",
}

LOST_ANCHORS = frozenset({AnchorState.ALTERED, AnchorState.GONE})

SUPPORT_RULE: dict[Support, str | None] = {
    Support.EVIDENCE: None,
    Support.FACTS_MISSING: "S102",
    Support.DIFFERS: "S101",
    Support.NOT_FOUND: "S103",
    Support.NOT_CHECKABLE: None,
    Support.UNCHECKED: None,
    Support.SUPPORTED: None,
    Support.CONTRADICTED: "S101",
}
"""`not-checkable` has no rule of its own: the link, the cut or the missing address behind it is told already."""

UNSEEN_SUPPORTS = frozenset({Support.NOT_CHECKABLE, Support.UNCHECKED})

LEVELS_BY_GRAVITY = (Level.INFO, Level.WARNING, Level.ERROR)


def check_claims(draft: Draft, results: Sequence[CitationResult], notes: Mapping[str, Footnote]) -> Iterator[Finding]:
    """Tell what became of one sentence: of its anchors, and what all its sources say of it together.

    `results` are the citations of the same sentence. A passage that was altered or lost is told as that, and not again
    as a source that says otherwise.
    """
    lost = False
    for result in results:
        footnote = notes.get(result.citation.footnote or "")
        for source in result.sources:
            if source.anchor is not None and (code := ANCHOR_RULE[source.anchor.state]) is not None:
                lost = lost or source.anchor.state in LOST_ANCHORS
                yield build_citation_finding(draft, result, code, build_anchor_fields(source), source.visit)
            elif footnote is not None and is_edited(source.visit):
                assert source.visit is not None
                yield build_source_finding(
                    SourceOccurrence(draft, footnote, source.source), "D101", build_visit_fields(source.visit), ()
                )
    if not lost:
        yield from check_support(draft, results)


def is_edited(visit: Visit | None) -> bool:
    """Say whether a source was edited since its last capture, and does not only alternate."""
    return (
        visit is not None and not visit.flapping and visit.change is not None and visit.change.change is Change.EDITED
    )


def build_anchor_fields(source: SourceResult) -> MessageFields:
    """Return what a message may say of an anchor that did not hold."""
    anchor = source.anchor
    assert anchor is not None
    changed = anchor.facts[0] if anchor.facts and anchor.state is AnchorState.ALTERED else None
    day = anchor.since.date().isoformat() if anchor.since else ""
    return MessageFields(
        before=changed.claimed if changed else shorten_quotation(anchor.exact, MOST_OF_PASSAGE),
        after=(changed.found if changed else shorten_quotation(anchor.found or "", MOST_OF_PASSAGE)) or "",
        since=day or "the last copy",
        kept=anchor.capture,
        kept_on=day,
    )


def check_support(draft: Draft, results: Sequence[CitationResult]) -> Iterator[Finding]:
    """Tell what the sources of one sentence say together.

    One source that bears a fact out is enough. A fact is missing only where every source was read and none of them
    holds it: where one could not be read nothing is alleged, and one that says otherwise is a warning, not an error.
    """
    from citecheck.evidence.support import combine_evidence  # noqa: PLC0415 (`extract` compares no claim)

    pairs = [(result, source) for result in results for source in result.sources]
    coverage = combine_evidence([source.evidence for _, source in pairs])
    code = SUPPORT_RULE[coverage.support]
    unseen = any(source.evidence.support in UNSEEN_SUPPORTS for _, source in pairs)
    missing = tuple(dict.fromkeys(f.claimed for f in coverage.uncovered if f.kind is not FactKind.NAME))
    if code is None or (unseen and code != "S101") or (code == "S102" and not missing):
        return
    telling = [pair for pair in pairs if pair[1].evidence.support is coverage.support] or pairs
    result, source = max(telling, key=lambda pair: pair[1].evidence.score)
    sight = build_support_fields(result, source.evidence, missing if code == "S102" else ())
    finding = build_citation_finding(draft, result, code, sight, source.visit)
    yield replace(finding, level=min(finding.level, Level.WARNING, key=LEVELS_BY_GRAVITY.index)) if unseen else finding


def build_support_fields(result: CitationResult, evidence: Evidence, missing: Sequence[str] = ()) -> MessageFields:
    """Return what a message may say of a piece of evidence."""
    fact = next((fact for fact in evidence.facts if fact.verdict is FactVerdict.DIFFERS), None)
    return MessageFields(
        claimed="”, “".join(missing) if missing else (fact.claimed if fact else ""),
        found=(fact.found or "") if fact else "",
        passage=shorten_quotation(evidence.passages[0].text, MOST_OF_PASSAGE) if evidence.passages else "",
        sentence=shorten_quotation(result.citation.sentence, MOST_OF_SENTENCE),
        error=evidence.reason or "",
    )
