"""Rules `S`: whether the source supports the claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from citecheck.model.draft import Draft, Footnote
from citecheck.model.evidence import Evidence, Fact, FactKind, FactVerdict, Support
from citecheck.model.finding import Finding, Level
from citecheck.model.page import Coverage
from citecheck.model.report import CitationResult, SourceResult
from citecheck.model.target import Url
from citecheck.rules.drift import LOST_ANCHORS, check_passage
from citecheck.rules.finding import (
    MOST_OF_PASSAGE,
    MOST_OF_SENTENCE,
    MOST_OF_TITLE,
    Rule,
    locate_citation,
    lower_to_warning,
    make_finding,
    shorten_quotation,
)

_FACT_DIFFERS = Rule(
    code="S101",
    name="fact-differs",
    level=Level.ERROR,
    summary="The source says otherwise.",
    seen="The passage that speaks of the same thing holds another number, date, name or wording than the claim. Both are shown. Where another source of the sentence could not be read, it is a warning: that one may agree.",
    matters="This is how transposed figures and misquotations are found before readers find them.",
    remedy="Correct the claim, or cite the source that says it. If the difference is meant, as in a later count, say so in the sentence.",
    message="The claim says “{claimed}”, the source says “{found}”{context}.",
    advice="Correct the claim, or the citation.",
    example={"claimed": "four", "found": "three", "context": ": “The river rose by three metres”"},
)
_FACT_MISSING = Rule(
    code="S102",
    name="fact-missing",
    level=Level.WARNING,
    summary="A fact of the claim is not in the source.",
    seen="A passage about the subject of the claim was found, but one of the claim's facts is nowhere in the source.",
    matters="The note supports a part of the sentence only.",
    remedy="Look for the fact in the source, in other words or another unit; else cite what holds it.",
    message="The passage was found, but not “{claimed}” of the claim.",
    advice="Look for it in the source, or cite what holds it.",
    example={"claimed": "four"},
)
_PASSAGE_NOT_FOUND = Rule(
    code="S103",
    name="passage-not-found",
    level=Level.WARNING,
    summary="No passage of the source is about the claim.",
    seen="No passage of the source's text speaks of what the sentence says.",
    matters="The note or link may be at the wrong sentence, or lead to the wrong page of a site.",
    remedy="Read the source. If the passage is there in other words, say in the note which part is meant.",
    message="{seen} has no passage about “{sentence}”.",
    advice="Check that it is cited at the right sentence.",
    example={"seen": "The source", "sentence": "The river rose by four metres"},
)
_NOT_CHECKABLE = Rule(
    code="S104",
    name="not-checkable",
    level=Level.INFO,
    summary="The claim could not be compared with its source.",
    seen="There was nothing to compare: the source has no address, is walled, gone or cut, or is in a language that is not read.",
    matters="Nothing is said about the claim.",
    remedy="Compare it by hand.",
    message="The claim was not compared with its source: {error}.",
    advice="Check it by hand.",
    example={"error": "the source asks for a login"},
)
_SOURCES_DISAGREE = Rule(
    code="S105",
    name="sources-disagree",
    level=Level.WARNING,
    summary="Two sources of one sentence disagree on a fact of the claim.",
    seen="One source agrees with the number, date, name or wording of the claim; another holds a different one in the same place. Both are shown. The citation counts as contradicted, though this is a warning.",
    matters="The claim has support, but a reader who opens the other source finds something else. One of the two may be out of date or wrong.",
    remedy="Find out which source is right. Cite that one, or say in the sentence that the sources differ.",
    message="The sources disagree: {agreeing} agrees with “{claimed}”, {differing} says “{found}”: “{passage}”.",
    advice="Find out which is right; cite that source, or say that they differ.",
    example={
        "agreeing": "https://www.example.org/rain",
        "claimed": "four",
        "differing": "https://www.example.org/flood",
        "found": "three",
        "passage": "The river rose by three metres",
    },
)

RULES = (_FACT_DIFFERS, _FACT_MISSING, _PASSAGE_NOT_FOUND, _NOT_CHECKABLE, _SOURCES_DISAGREE)

SUPPORT_RULE: dict[Support, Rule | None] = {
    Support.EVIDENCE: None,
    Support.FACTS_MISSING: _FACT_MISSING,
    Support.DIFFERS: _FACT_DIFFERS,
    Support.NOT_FOUND: _PASSAGE_NOT_FOUND,
    Support.NOT_CHECKABLE: None,
    Support.UNCHECKED: None,
    Support.SUPPORTED: None,
    Support.CONTRADICTED: _FACT_DIFFERS,
}
"""`not-checkable` has no finding of its own: the one for the link, the cut or the missing address has the reason."""

_UNSEEN_SUPPORTS = frozenset({Support.NOT_CHECKABLE, Support.UNCHECKED})


def check_claims(
    draft: Draft, results: Sequence[CitationResult], notes: Mapping[str | None, Footnote]
) -> Iterator[Finding]:
    """Yield the findings of one sentence: of its passages, and of all its sources together.

    `results` are the citations of the same sentence. A passage that was altered or lost is not reported again as a
    source that differs.
    """
    for result in results:
        for source in result.sources:
            yield from check_passage(draft, result, source, notes.get(result.citation.footnote))
    anchors = [source.anchor for result in results for source in result.sources if source.anchor is not None]
    if not any(anchor.state in LOST_ANCHORS for anchor in anchors):
        yield from _check_support(draft, results)
        yield from _check_agreement(draft, results)


def _check_support(draft: Draft, results: Sequence[CitationResult]) -> Iterator[Finding]:
    """Yield the finding on all sources of one sentence together.

    One source that supports a fact is enough. A fact is reported missing only if every source was read and none
    contains it. If a source could not be read, no fact is reported missing, and a different value is a warning instead
    of an error.
    """
    from citecheck.evidence.support import combine_evidence  # noqa: PLC0415 (`extract` compares no claim)

    pairs = [(result, source) for result in results for source in result.sources]
    coverage = combine_evidence([source.evidence for _, source in pairs])
    rule = SUPPORT_RULE[coverage.support]
    unseen = any(_is_unseen(source) for _, source in pairs)
    missing = tuple(dict.fromkeys(f.claimed for f in coverage.uncovered if f.kind is not FactKind.NAME))
    if rule is None or (unseen and rule is not _FACT_DIFFERS) or (rule is _FACT_MISSING and not missing):
        return
    disputed = tuple(fact for fact in coverage.uncovered if fact.verdict is FactVerdict.DIFFERS)
    deciding = [pair for pair in pairs if pair[1].evidence.support is coverage.support] or pairs
    deciding = [pair for pair in deciding if set(disputed).intersection(pair[1].evidence.facts)] or deciding
    result, source = max(deciding, key=lambda pair: pair[1].evidence.score)
    fields = _describe_evidence(result, source.evidence, disputed, missing if rule is _FACT_MISSING else ())
    url = source.visit.url if source.visit else None
    finding = make_finding(rule, locate_citation(draft, result.citation, url), fields)
    yield lower_to_warning(finding) if unseen else finding


def _is_unseen(source: SourceResult) -> bool:
    """Return whether a source may say what was not found: it was not compared, or its page looks like no article.

    `L208` reports such a page.
    """
    support, visit = source.evidence.support, source.compared
    doubted = support is Support.NOT_FOUND and visit is not None and visit.doubt is not None
    return doubted or support in _UNSEEN_SUPPORTS


def _check_agreement(draft: Draft, results: Sequence[CitationResult]) -> Iterator[Finding]:
    """Yield one finding for each fact of a sentence on which its sources disagree.

    A fact that differs in every source that has it is no disagreement of the sources: the claim itself is at fault.
    """
    readings: dict[tuple[FactKind, str], dict[FactVerdict, tuple[CitationResult, SourceResult, Fact]]] = {}
    for result in results:
        for source in result.sources:
            for fact in source.evidence.facts:
                readings.setdefault((fact.kind, fact.claimed), {}).setdefault(fact.verdict, (result, source, fact))
    for by_verdict in readings.values():
        if FactVerdict.AGREES in by_verdict and FactVerdict.DIFFERS in by_verdict:
            _, agreeing, _ = by_verdict[FactVerdict.AGREES]
            result, differing, fact = by_verdict[FactVerdict.DIFFERS]
            if agreeing is differing:
                continue
            fields = {
                **_describe_evidence(result, differing.evidence, (fact,)),
                "agreeing": _name_source(agreeing),
                "differing": _name_source(differing),
            }
            url = differing.visit.url if differing.visit else None
            yield make_finding(_SOURCES_DISAGREE, locate_citation(draft, result.citation, url), fields)


def _name_source(result: SourceResult) -> str:
    """Return the address whose page the claim was compared with, or the words of a source without one."""
    if result.copy is not None:
        return result.copy.url
    target = result.source.target
    return target.written if isinstance(target, Url) else shorten_quotation(result.source.raw, MOST_OF_TITLE)


def _describe_evidence(
    result: CitationResult, evidence: Evidence, disputed: Sequence[Fact] = (), missing: Sequence[str] = ()
) -> Mapping[str, str]:
    """Return the fields for the message about a piece of evidence, of whose facts the `disputed` ones differ."""
    fact = next((fact for fact in evidence.facts if fact in disputed), None)
    found = fact.found if fact else None  # a judge may find a contradiction without any fact that differs
    passage = shorten_quotation(evidence.passages[0].text, MOST_OF_PASSAGE) if evidence.passages else ""
    sentence = shorten_quotation(result.citation.sentence, MOST_OF_SENTENCE)
    return {
        "claimed": "”, “".join(missing) or (fact.claimed if fact else sentence),
        "found": found or passage,
        "context": f": “{passage}”" if found else "",
        "passage": passage,
        "seen": "The source" if evidence.coverage is Coverage.WHOLE else "The part of the source that could be read",
        "sentence": sentence,
    }
