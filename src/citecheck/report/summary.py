"""The wording of the report: one table per closed set of the model.

A test checks that each table covers its set. All other text for readers is in the verdict, in the templates and in
the messages of findings.
"""

from __future__ import annotations

from citecheck.model.change import AnchorState, Change
from citecheck.model.evidence import Evidence, FactKind, FactVerdict, Support
from citecheck.model.exchange import RefusalReason
from citecheck.model.finding import Level
from citecheck.model.page import Page, Reach
from citecheck.model.report import CitationResult, CitationState, Decision, Visit
from citecheck.model.target import Kind

LEVELS: dict[Level, str] = {Level.ERROR: "Error", Level.WARNING: "Warning", Level.INFO: "Note"}

REACHES: dict[Reach, str] = {
    Reach.LIVE: "live",
    Reach.MOVED: "moved permanently",
    Reach.GONE: "gone",
    Reach.SUSPECT: "possibly gone",
    Reach.WALLED: "walled",
    Reach.FAILING: "failing",
    Reach.UNKNOWN: "not visited",
    Reach.OFFLINE: "no address",
}

PAGES: dict[Page, str] = {
    Page.LIVE: "the page",
    Page.PAYWALL_PARTIAL: "the free opening of a paid article",
    Page.WAF_CHALLENGE: "a bot challenge",
    Page.WAF_BLOCK: "a bot block",
    Page.LEGAL_BLOCK: "a legal block",
    Page.FILTER_BLOCK: "a network filter",
    Page.GEO_BLOCK: "a regional block",
    Page.LOGIN_WALL: "a login form",
    Page.CONSENT_WALL: "a consent prompt",
    Page.JS_SHELL: "a page that is empty without scripts",
    Page.RATE_BLOCK: "a request to slow down",
    Page.UNSUPPORTED_BROWSER: "an unsupported-browser notice",
    Page.SOFT_404: "a page saying that nothing was found",
    Page.HARD_404_BODY: "an error page: not found",
    Page.HOMEPAGE_FOR_MISSING: "the site's home page",
    Page.PARKED: "a parked or sold domain",
    Page.SITE_MOVED: "a notice that the site closed or moved",
    Page.ERROR_PAGE: "a server error",
    Page.MAINTENANCE: "a maintenance notice",
    Page.EMPTY: "an empty page",
    Page.TRUNCATED_BODY: "a page cut short",
    Page.REDIRECT_STUB: "a page that only redirects",
}

CHANGES: dict[Change, str] = {
    Change.SAME: "unchanged since the last copy",
    Change.COSMETIC: "changed only outside the text",
    Change.EDITED: "edited since the last copy",
    Change.REPLACED: "replaced by other content",
}

ANCHORS: dict[AnchorState, str] = {
    AnchorState.INTACT: "the cited passage is intact",
    AnchorState.MOVED: "the cited passage moved within the page",
    AnchorState.ALTERED: "the cited passage was altered",
    AnchorState.GONE: "the cited passage is gone",
}

SUPPORTS: dict[Support, str] = {
    Support.EVIDENCE: "passage found, its facts agree",
    Support.FACTS_MISSING: "passage found, some facts are not in it",
    Support.DIFFERS: "the source says otherwise",
    Support.NOT_FOUND: "no passage found",
    Support.NOT_CHECKABLE: "could not be compared",
    Support.UNCHECKED: "not compared",
    Support.SUPPORTED: "judged to support the claim",
    Support.CONTRADICTED: "judged to contradict the claim",
}

FACT_KINDS: dict[FactKind, str] = {
    FactKind.NUMBER: "number",
    FactKind.DATE: "date",
    FactKind.QUANTITY: "quantity",
    FactKind.NAME: "name",
    FactKind.QUOTATION: "quotation",
    FactKind.NEGATION: "negation",
}

FACT_PLURALS: dict[FactKind, str] = {
    FactKind.NUMBER: "numbers",
    FactKind.DATE: "dates",
    FactKind.QUANTITY: "quantities",
    FactKind.NAME: "names",
    FactKind.QUOTATION: "quotations",
    FactKind.NEGATION: "negations",
}

KINDS: dict[Kind, str] = {
    Kind.URL: "web page",
    Kind.SOCIAL: "social media post",
    Kind.RESOURCE: "image or file of the page",
    Kind.BIBLIOGRAPHIC: "published work",
    Kind.DATABASE: "database",
    Kind.BY_REQUEST: "available by request",
    Kind.NOTE: "remark",
    Kind.MISSING_DEFINITION: "footnote missing",
}


STATES: dict[CitationState, str] = {
    CitationState.CONTRADICTED: "a fact differs in a source: which is right?",
    CitationState.LOST: "the source is gone, replaced or altered: what else supports the claim?",
    CitationState.UNSUPPORTED: "read whole, no passage found: right note, right source?",
    CitationState.PARTLY: "a fact is not in the source: cite what holds the rest",
    CitationState.UNSEEN: "not seen in a source: look by hand",
    CitationState.FOUND: "a passage was found and its facts agree",
    CitationState.ATTESTED: "seen by a person",
}

REFUSALS: dict[RefusalReason, str] = {
    RefusalReason.GUARD: "address guard",
    RefusalReason.ROBOTS: "robots.txt",
    RefusalReason.OFFLINE: "offline",
    RefusalReason.SCHEME: "no web address",
    RefusalReason.NOT_IN_REPLAY: "not in the replay",
    RefusalReason.UNREADABLE_RECORD: "record cannot be read",
    RefusalReason.LEFT_OUT: "excluded",
    RefusalReason.RATE: "host asked for a pause",
    RefusalReason.TIME: "time of the run spent",
    RefusalReason.OWN_FAULT: "citecheck failed",
}


def explain_weak_evidence(evidence: Evidence) -> str:
    """Return why evidence that says neither yes nor no is not enough, in one clause."""
    if evidence.support is Support.NOT_FOUND:
        return "no passage in the part that could be read"
    if not evidence.names_only:
        return "only a part of it could be compared"
    agrees = any(each.verdict is FactVerdict.AGREES for each in evidence.facts)
    return f"only {'names' if agrees else 'single words'} of the claim were found"


def explain_partly(result: CitationResult) -> str:
    """Return which names of a claim none of its sources holds, which no finding says, or else what is to be done."""
    evidences = [each.evidence for each in result.sources]
    held = {each.claimed for evidence in evidences for each in evidence.facts if each.verdict is FactVerdict.AGREES}
    missing = dict.fromkeys(
        each.claimed
        for evidence in evidences
        for each in evidence.facts
        if each.kind is FactKind.NAME and each.verdict is FactVerdict.ABSENT and each.claimed not in held
    )
    named = "”, “".join(missing)
    return f"“{named}” is not in the source: cite what holds it" if named else STATES[CitationState.PARTLY]


def describe_decision(decision: Decision) -> str:
    """Return what a person decided of a source, in one clause: who saw it and when, or why it is accepted."""
    if not decision.is_attestation:
        return f"accepted: {decision.reason}"
    return f"seen by {decision.person} on {decision.day}" + (f" at {decision.page}" if decision.page else "")


def write_count(number: int, noun: str, plural: str | None = None) -> str:
    """Return a count with its noun: `1 error`, `2 errors`, `1,204 sources`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def describe_visit(visit: Visit, *, message: str = "", explained: bool = False) -> str:
    """Return one line about the response: status, kind of page, error, title and date.

    The status of a page that was read is omitted because it adds nothing. An error or title that `message` already
    contains is omitted too. `explained` means that the message already says what was returned instead of the source.
    """
    read = visit.page is Page.LIVE
    parts = [f"HTTP {visit.status}"] if visit.status is not None and not read and not explained else []
    if visit.page is not None and not read and not explained:
        parts.append(PAGES[visit.page])
    if visit.error and visit.error.casefold() not in message.casefold():
        parts.append(visit.error)
    if visit.title and visit.title not in message:
        parts.append(f"“{visit.title}”")
    if visit.published and (read or visit.page is Page.PAYWALL_PARTIAL):
        parts.append(f"dated {visit.published[:10]}")
    return ", ".join(parts)
