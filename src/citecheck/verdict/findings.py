"""From facts to findings: which rule a visit, a change, an anchor or a piece of evidence calls for.

Every value of every enumeration has its row, so a new one cannot be forgotten (tests hold the tables total). A source
that several footnotes name is told once, at its first footnote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from urllib.parse import unquote, urlsplit

from citecheck.model.change import AnchorState, Change
from citecheck.model.draft import Draft, Footnote, Source
from citecheck.model.evidence import Evidence, FactKind, FactVerdict, Support
from citecheck.model.exchange import Fault
from citecheck.model.finding import Finding, Level
from citecheck.model.page import ALIVE, Page, Reach
from citecheck.model.report import CitationResult, SourceResult, Visit
from citecheck.model.target import Url
from citecheck.rules import RULES
from citecheck.verdict.wording import (
    MOST_OF_PASSAGE,
    MOST_OF_SENTENCE,
    MOST_OF_TITLE,
    SUSPICIOUS,
    WORDINGS,
    Sight,
    quoted,
)
from citecheck.verify.combine import combine

PAGE_RULE: dict[Page, str | None] = {
    Page.LIVE: None,
    Page.PAYWALL_PARTIAL: "L203",
    Page.WAF_CHALLENGE: "L201",
    Page.WAF_BLOCK: "L201",
    Page.LEGAL_BLOCK: "L205",
    Page.FILTER_BLOCK: "L205",
    Page.GEO_BLOCK: "L205",
    Page.LOGIN_WALL: "L202",
    Page.CONSENT_WALL: "L204",
    Page.JS_SHELL: "L206",
    Page.RATE_BLOCK: "L207",
    Page.UNSUPPORTED_BROWSER: "L201",
    Page.SOFT_404: "L103",
    Page.HARD_404_BODY: "L101",
    Page.HOMEPAGE_FOR_MISSING: "L105",
    Page.PARKED: "L104",
    Page.SITE_MOVED: "L106",
    Page.ERROR_PAGE: "L301",
    Page.MAINTENANCE: "L305",
    Page.EMPTY: "L306",
    Page.TRUNCATED_BODY: "L306",
    Page.REDIRECT_STUB: "L307",
}

FAULT_RULE: dict[Fault, str] = {
    Fault.NO_SUCH_HOST: "L102",
    Fault.DNS_FAILURE: "L304",
    Fault.DNS_TIMEOUT: "L304",
    Fault.CONNECT_REFUSED: "L304",
    Fault.CONNECT_TIMEOUT: "L302",
    Fault.UNREACHABLE: "L304",
    Fault.TLS_EXPIRED: "L303",
    Fault.TLS_SELF_SIGNED: "L303",
    Fault.TLS_WRONG_HOST: "L303",
    Fault.TLS_UNKNOWN_ISSUER: "L303",
    Fault.TLS_OTHER: "L303",
    Fault.DISCONNECTED: "L304",
    Fault.PROTOCOL: "L304",
    Fault.TIMEOUT: "L302",
    Fault.REDIRECT_LOOP: "L307",
    Fault.TOO_MANY_REDIRECTS: "L307",
    Fault.BAD_REDIRECT: "L307",
    Fault.BAD_CODING: "L306",
}

REACH_RULE: dict[Reach, str | None] = {
    Reach.LIVE: None,
    Reach.MOVED: "L401",
    Reach.GONE: "L101",
    Reach.SUSPECT: "L109",
    Reach.WALLED: "L201",
    Reach.FAILING: "L301",
    Reach.UNKNOWN: "L501",
    Reach.OFFLINE: None,
}
"""The rule of a reach by itself; for `SPECIFIC` ones the page or the fault says it more closely."""

SPECIFIC = frozenset({Reach.GONE, Reach.WALLED, Reach.FAILING})

FIRST_ERROR = 400
DENIED = frozenset({404, 410})
"""Where the status itself says that the page is gone, it says so more plainly than the page."""

ANCHOR_RULE: dict[AnchorState, str | None] = {
    AnchorState.INTACT: None,
    AnchorState.MOVED: "D105",
    AnchorState.ALTERED: "D103",
    AnchorState.GONE: "D104",
}

LOST = frozenset({AnchorState.ALTERED, AnchorState.GONE})

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

UNSEEN = frozenset({Support.NOT_CHECKABLE, Support.UNCHECKED})


EXPIRES_SOON = 14
"""Days; the usual authorities renew a certificate thirty days before its end, so fewer than fourteen are a lapse."""

GRAVITY = (Level.INFO, Level.WARNING, Level.ERROR)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A source where a footnote of a draft names it."""

    draft: Draft
    footnote: Footnote
    source: Source


def visit_rule(visit: Visit) -> str | None:
    """Return the rule that a visit calls for, None for a live source."""
    general = REACH_RULE[visit.reach]
    if visit.reach not in SPECIFIC:
        return general
    if visit.fault is not None:
        return FAULT_RULE[visit.fault]
    if visit.status in DENIED and visit.reach is Reach.GONE:
        return REACH_RULE[Reach.GONE]
    if visit.page is not None:
        return PAGE_RULE[visit.page] or general
    return general


def link_findings(occurrences: Iterable[tuple[Occurrence, Visit]], revived: frozenset[str]) -> Iterator[Finding]:
    """Tell what became of each address of a draft, once, at the first footnote that names it."""
    by_url: dict[str, list[tuple[Occurrence, Visit]]] = {}
    for occurrence, visit in occurrences:
        by_url.setdefault(visit.url, []).append((occurrence, visit))
    for url, places in by_url.items():
        (first, visit), *others = places
        also = also_at(first, (other for other, _ in others))
        code = visit_rule(visit)
        if code is not None:
            yield at_source(first, code, sight_of(visit), also)
        if visit.tls_days is not None and visit.tls_days < EXPIRES_SOON:
            yield at_source(first, "L308", sight_of(visit), also)
        if url in revived:
            yield at_source(first, "L601", sight_of(visit), also)
        if visit.flapping:
            yield at_source(first, "D106", sight_of(visit), also)
        elif visit.change is not None and visit.change.change is Change.REPLACED:
            yield at_source(first, "D102", sight_of(visit), also)
        if visit.memento is not None:
            copy = Sight(final_url=visit.memento.url, since=f"{visit.memento.moment:%Y-%m-%d}")
            yield at_source(first, "A102", copy, also)


def fragment_findings(occurrences: Iterable[tuple[Occurrence, Visit]]) -> Iterator[Finding]:
    """Tell of each place within a live page that an address names and the page does not hold, once."""
    by_place: dict[tuple[str, str], list[tuple[Occurrence, Visit]]] = {}
    for occurrence, visit in occurrences:
        target = occurrence.source.target
        if isinstance(target, Url) and visit.reach in ALIVE and target.fragment in visit.lost_fragments:
            by_place.setdefault((visit.url, target.fragment), []).append((occurrence, visit))
    for (_, fragment), ((first, visit), *others) in by_place.items():
        place = quoted(unquote(fragment.removeprefix(":~:text=")), MOST_OF_TITLE)
        sight = replace(sight_of(visit), place=place)
        yield at_source(first, "L402", sight, also_at(first, (other for other, _ in others)))


def also_at(first: Occurrence, others: Iterable[Occurrence]) -> tuple[str, ...]:
    """Return the markers of the other footnotes that name the same source, each once."""
    return tuple(dict.fromkeys(o.footnote.marker for o in others if o.footnote.id != first.footnote.id))


def sight_of(visit: Visit) -> Sight:
    """Return what a message may say of a visit."""
    title = quoted(visit.title or "", MOST_OF_TITLE)
    return Sight(
        url=visit.url,
        final_url=visit.final_url or visit.url,
        status="" if visit.status is None else str(visit.status),
        error=visit.error or trouble(visit),
        titled=f" (“{title}”)" if title else "",
        host=urlsplit(visit.final_url or visit.url).hostname or visit.url,
        since=since(visit),
        days=str(visit.tls_days),
        kept=visit.kept.id if visit.kept else "",
        kept_on=visit.kept.moment.date().isoformat() if visit.kept else "",
    )


def trouble(visit: Visit) -> str:
    """Return what was wrong with an answer, in a clause."""
    if visit.status is not None and visit.status < FIRST_ERROR and visit.page in SUSPICIOUS:
        return SUSPICIOUS[visit.page]
    return f"status {visit.status}" if visit.status else "no answer"


def since(visit: Visit) -> str:
    """Return the day of the capture that this visit was compared with."""
    return visit.compared_with.date().isoformat() if visit.compared_with else "the last copy"


def claim_findings(draft: Draft, results: Sequence[CitationResult], notes: Mapping[str, Footnote]) -> Iterator[Finding]:
    """Tell what became of one sentence: of its anchors, and what all its sources say of it together.

    `results` are the citations of the same sentence. A passage that was altered or lost is told as that, and not again
    as a source that says otherwise.
    """
    lost = False
    for result in results:
        footnote = notes.get(result.citation.footnote or "")
        for source in result.sources:
            if source.anchor is not None and (code := ANCHOR_RULE[source.anchor.state]) is not None:
                lost = lost or source.anchor.state in LOST
                yield at_citation(draft, result, code, anchor_sight(source), source.visit)
            elif footnote is not None and edited(source.visit):
                assert source.visit is not None
                yield at_source(Occurrence(draft, footnote, source.source), "D101", sight_of(source.visit), ())
    if not lost:
        yield from support_findings(draft, results)


def edited(visit: Visit | None) -> bool:
    """Say whether a source was edited since its last capture, and does not only alternate."""
    return (
        visit is not None and not visit.flapping and visit.change is not None and visit.change.change is Change.EDITED
    )


def anchor_sight(source: SourceResult) -> Sight:
    """Return what a message may say of an anchor that did not hold."""
    anchor = source.anchor
    assert anchor is not None
    changed = anchor.facts[0] if anchor.facts and anchor.state is AnchorState.ALTERED else None
    day = anchor.since.date().isoformat() if anchor.since else ""
    return Sight(
        before=changed.claimed if changed else quoted(anchor.exact, MOST_OF_PASSAGE),
        after=(changed.found if changed else quoted(anchor.found or "", MOST_OF_PASSAGE)) or "",
        since=day or "the last copy",
        kept=anchor.capture,
        kept_on=day,
    )


def support_findings(draft: Draft, results: Sequence[CitationResult]) -> Iterator[Finding]:
    """Tell what the sources of one sentence say together.

    One source that bears a fact out is enough. A fact is missing only where every source was read and none of them
    holds it: where one could not be read nothing is alleged, and one that says otherwise is a warning, not an error.
    """
    pairs = [(result, source) for result in results for source in result.sources]
    coverage = combine([source.evidence for _, source in pairs])
    code = SUPPORT_RULE[coverage.support]
    unseen = any(source.evidence.support in UNSEEN for _, source in pairs)
    missing = tuple(dict.fromkeys(f.claimed for f in coverage.uncovered if f.kind is not FactKind.NAME))
    if code is None or (unseen and code != "S101") or (code == "S102" and not missing):
        return
    telling = [pair for pair in pairs if pair[1].evidence.support is coverage.support] or pairs
    result, source = max(telling, key=lambda pair: pair[1].evidence.score)
    sight = support_sight(result, source.evidence, missing if code == "S102" else ())
    finding = at_citation(draft, result, code, sight, source.visit)
    yield replace(finding, level=min(finding.level, Level.WARNING, key=GRAVITY.index)) if unseen else finding


def support_sight(result: CitationResult, evidence: Evidence, missing: Sequence[str] = ()) -> Sight:
    """Return what a message may say of a piece of evidence."""
    fact = next((fact for fact in evidence.facts if fact.verdict is FactVerdict.DIFFERS), None)
    return Sight(
        claimed="”, “".join(missing) if missing else (fact.claimed if fact else ""),
        found=(fact.found or "") if fact else "",
        passage=quoted(evidence.passages[0].text, MOST_OF_PASSAGE) if evidence.passages else "",
        sentence=quoted(result.citation.sentence, MOST_OF_SENTENCE),
        error=evidence.reason or "",
    )


def kept_copy(sight: Sight) -> str:
    """Return where the copy of a lost source is kept, as a sentence behind the advice; nothing if there is none."""
    return f" A copy of {sight.kept_on} is kept (citecheck archive show {sight.kept[:8]})." if sight.kept else ""


def at_source(occurrence: Occurrence, code: str, sight: Sight, also: tuple[str, ...]) -> Finding:
    """Make a finding that stands at a source inside a footnote."""
    wording, place = WORDINGS[code], occurrence.source.place
    fields = asdict(sight)
    return Finding(
        code,
        RULES[code].level,
        wording.message.format(**fields),
        wording.advice.format(**fields) + kept_copy(sight),
        occurrence.footnote.marker,
        occurrence.footnote.id,
        sight.url or None,
        occurrence.draft.path,
        place.line,
        place.column,
        place.page,
        place.paragraph,
        also,
    )


def at_citation(draft: Draft, result: CitationResult, code: str, sight: Sight, visit: Visit | None) -> Finding:
    """Make a finding that stands at a citation in the running text."""
    wording, citation = WORDINGS[code], result.citation
    fields = asdict(sight)
    return Finding(
        code,
        RULES[code].level,
        wording.message.format(**fields),
        wording.advice.format(**fields) + kept_copy(sight),
        citation.marker,
        citation.footnote,
        visit.url if visit else None,
        draft.path,
        citation.place.line,
        citation.place.column,
        citation.place.page,
        citation.place.paragraph,
    )
