"""Rules `D`: changes of a source since the last copy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from citecheck.model.change import AnchorReading, AnchorState, Change
from citecheck.model.draft import Draft, Footnote
from citecheck.model.finding import Finding, Level
from citecheck.model.report import CitationResult, SourceResult, Visit
from citecheck.rules.finding import (
    MOST_OF_PASSAGE,
    MOST_OF_WORDING,
    Rule,
    SourceOccurrence,
    Subject,
    describe_visit,
    locate_citation,
    locate_source,
    make_finding,
    shorten_quotation,
)

_EDITED = Rule(
    code="D101",
    name="edited",
    level=Level.INFO,
    summary="The source was edited since its last copy was kept.",
    seen="Sentences of the source changed since its last copy; the passages that support the claims are as they were.",
    matters="An edit elsewhere may still matter, such as a correction at the foot of an article.",
    remedy="Read the change when convenient.",
    message="The source was edited since {since}, elsewhere than in what is cited.",
    advice="Read the change when convenient.",
    example={"since": "2026-11-01"},
)
_REPLACED = Rule(
    code="D102",
    name="replaced",
    level=Level.ERROR,
    summary="The source shows something else than what was cited.",
    seen="Almost no sentence of the last copy is left on the page.",
    matters="What was cited is not there any more; the address now shows something else.",
    remedy="Cite the kept copy or another source.",
    message="The source no longer shows what it did on {since}; it now shows another page{titled}.",
    advice="Cite the kept copy, or another source.",
    example={"since": "2026-11-01", "titled": " (“Casino”)"},
)
_PASSAGE_ALTERED = Rule(
    code="D103",
    name="passage-altered",
    level=Level.ERROR,
    summary="The passage that supported the claim was altered.",
    seen="The passage that supported the claim is still there, but a number, date, name or word in it changed.",
    matters="The source was corrected, or the claim has become wrong.",
    remedy="Compare the claim with the new wording, and correct or date it.",
    message="The passage that supported the claim was altered since {since}: {change}.",
    advice="Compare the claim with the new text.",
    example={"since": "2026-11-01", "change": "“… rose by four metres” is now “… rose by three metres”"},
)
_PASSAGE_GONE = Rule(
    code="D104",
    name="passage-gone",
    level=Level.ERROR,
    summary="The passage that supported the claim is gone.",
    seen="The passage that supported the claim cannot be found on the page any more.",
    matters="A reader who follows the link will not find what the draft says.",
    remedy="Cite the kept copy or another source.",
    message="The passage that supported the claim is gone from the source since {since}: “{before}”.",
    advice="Cite the kept copy, or another source.",
    example={"since": "2026-11-01", "before": "The river rose by four metres"},
)
_PASSAGE_MOVED = Rule(
    code="D105",
    name="passage-moved",
    level=Level.INFO,
    summary="The cited passage moved within the page.",
    seen="The passage is elsewhere on the page and says the same.",
    matters="The link still supports the claim.",
    remedy="Nothing.",
    message="The cited passage moved within the source.",
    advice="Nothing to do.",
)
_TWO_VERSIONS = Rule(
    code="D106",
    name="two-versions",
    level=Level.INFO,
    summary="The source alternates between two versions.",
    seen="The page went back to a version that it showed before: its server sends now one, now the other. A page that shows another page twice in a row is replaced (D107).",
    matters="Servers behind one name, tests with readers, or a correction that was taken back do this; two alarms would be raised where nothing new happened.",
    remedy="Open it by hand, and cite the kept copy of the version that supports the claim.",
    message="The source alternates between two versions; this is one of them.",
    advice="Open it by hand, and cite the kept copy.",
)

_STILL_REPLACED = Rule(
    code="D107",
    name="still-replaced",
    level=Level.ERROR,
    summary="The source still shows something else, as an earlier report said.",
    seen="An audit found almost no sentence of the last good copy on the page, and an earlier report said so (D102). A page that was replaced, came back and is replaced again within three months is listed here as well.",
    matters="Nothing new happened. The citation still counts as lost until the draft or the page changes.",
    remedy="Cite the kept copy or another source, as D102 says.",
    message="The source still shows another page than on {since}{titled}, as an earlier report said.",
    advice="Cite the kept copy, or another source.",
    example={"since": "2026-11-01", "titled": " (“Casino”)"},
)

_OTHER_LANGUAGE = Rule(
    code="D108",
    name="other-language",
    level=Level.INFO,
    summary="The source is shown in another language than in the last copy.",
    seen="The page has the same figures, names or structure as the last copy, and its text is in another language. Later visits are compared with that copy too, until the page is shown in its language again.",
    matters="Sites choose the language by the visitor's country or browser. Nothing was replaced, but what is cited could not be looked for.",
    remedy="Cite an address that names the language, or open the page by hand.",
    message="The source is now shown in another language ({language}) than on {since}, so the cited passage was not looked for.",
    advice="Cite an address that names the language, or open it by hand.",
    example={"since": "2026-11-01", "language": "de"},
)
_PASSAGE_RESTORED = Rule(
    code="D109",
    name="passage-restored",
    level=Level.INFO,
    summary="The source shows again the passage that was cited.",
    seen="The last copy had other words in the place of the passage that supported the claim; the page has the cited words again.",
    matters="The link supports the claim again. A passage that was changed and changed back may change once more.",
    remedy="Nothing; cite the kept copy if the page changes often.",
    message="The source shows again the passage that was cited, which its copy of {since} had changed or left out.",
    advice="Nothing to do.",
    example={"since": "2026-11-01"},
)

RULES = (
    *(_EDITED, _REPLACED, _PASSAGE_ALTERED, _PASSAGE_GONE, _PASSAGE_MOVED, _TWO_VERSIONS, _STILL_REPLACED),
    *(_OTHER_LANGUAGE, _PASSAGE_RESTORED),
)

ANCHOR_RULE: dict[AnchorState, Rule | None] = {
    AnchorState.INTACT: None,
    AnchorState.MOVED: _PASSAGE_MOVED,
    AnchorState.ALTERED: _PASSAGE_ALTERED,
    AnchorState.GONE: _PASSAGE_GONE,
}

CHANGE_RULE: dict[Change, Rule | None] = {
    Change.SAME: None,
    Change.COSMETIC: None,
    Change.EDITED: _EDITED,
    Change.REPLACED: _REPLACED,
}
"""The rule for each change. An edit is reported at each sentence that cites the source, others once at the source."""

LOST_ANCHORS = frozenset({AnchorState.ALTERED, AnchorState.GONE})


def check_page_change(visit: Visit, subject: Subject) -> Iterator[Finding]:
    """Yield the finding that a page was replaced, alternates between two versions, or is in another language."""
    rule = _find_change_rule(visit)
    if rule is not None and rule is not _EDITED:
        yield make_finding(rule, subject, describe_visit(visit))


def check_passage(
    draft: Draft, result: CitationResult, source: SourceResult, footnote: Footnote | None
) -> Iterator[Finding]:
    """Yield the finding of one source of a citation: its passage was changed or restored, or else its page edited."""
    if source.anchor is not None and (rule := ANCHOR_RULE[source.anchor.state]) is not None:
        url = source.visit.url if source.visit else None
        yield make_finding(rule, locate_citation(draft, result.citation, url), _describe_anchor(source.anchor))
    elif source.visit is None or _find_change_rule(source.visit) is not _EDITED:
        return
    elif source.anchor is not None and _is_restored(source.anchor, source.visit):
        subject = locate_citation(draft, result.citation, source.visit.url)
        yield make_finding(_PASSAGE_RESTORED, subject, describe_visit(source.visit))
    elif footnote is not None:
        subject = locate_source(SourceOccurrence(draft, footnote, source.source), source.visit.url)
        yield make_finding(_EDITED, subject, describe_visit(source.visit))


def _is_restored(anchor: AnchorReading, visit: Visit) -> bool:
    """Return whether the edits of a page brought the anchored passage back: they hold its words, or most of it is theirs."""
    exact = (anchor.exact or anchor.found or "").strip()
    brought = [edit.after.strip() for edit in visit.change.edits if edit.after.strip()] if visit.change else []
    return bool(exact) and any(exact in after or (after in exact and 2 * len(after) > len(exact)) for after in brought)


def _find_change_rule(visit: Visit) -> Rule | None:
    """Return the rule for the change of a page, or None; a page that only alternates was neither edited nor replaced."""
    if visit.change is not None and visit.change.language is not None:
        return _OTHER_LANGUAGE
    if visit.flapping:
        return _TWO_VERSIONS
    if visit.known_change:
        return _STILL_REPLACED
    return CHANGE_RULE[visit.change.change] if visit.change is not None else None


def _describe_anchor(anchor: AnchorReading) -> Mapping[str, str]:
    """Return the fields for the message about a passage that was changed or lost."""
    day = anchor.since.date().isoformat() if anchor.since else ""
    change = {"change": _describe_change(anchor)} if anchor.state is AnchorState.ALTERED else {}
    return {
        **change,
        "before": shorten_quotation(anchor.exact, MOST_OF_PASSAGE),
        "since": day or "the last copy",
        "kept": anchor.capture,
        "kept_on": day,
    }


def _describe_change(anchor: AnchorReading) -> str:
    """Return a clause on what changed in the words of a passage: what replaced what, what was removed or added."""
    from citecheck.evidence.anchors import find_wording_change  # noqa: PLC0415 (`extract` reads no anchor)

    if not anchor.found:
        return f"“{shorten_quotation(anchor.exact, MOST_OF_PASSAGE)}” was removed"
    change = find_wording_change(anchor.exact, anchor.found, anchor.facts[0].claimed if anchor.facts else "")
    before, after, removed, added = (
        shorten_quotation(text, MOST_OF_WORDING) for text in (change.before, change.after, change.removed, change.added)
    )
    if removed and not added:
        return f"“{removed}” was removed from “{before}”"
    if added and not removed:
        return f"“{added}” was added: “{after}”"
    return f"“{before}” is now “{after}”"
