"""Rules `R`: what the registries of works say of a cited work.

An accusation rests on the registrar of the identifier or on two services that agree (`works/decision`). What no
registry has may still exist, so that is a lead at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from citecheck.model.draft import Draft, Source
from citecheck.model.finding import Finding, Level
from citecheck.model.target import Url
from citecheck.model.work import FieldComparison, FieldVerdict, RecordState, WorkLookup, WorkNotice
from citecheck.rules.finding import (
    MOST_OF_TITLE,
    Rule,
    SourceOccurrence,
    change_level,
    locate_source,
    make_finding,
    shorten_quotation,
    shorten_text,
)
from citecheck.rules.targets import MOST_OF_TEXT, NO_ADDRESS

_OTHER_WORK = Rule(
    code="R101",
    name="other-work",
    level=Level.ERROR,
    summary="The identifier leads to another work.",
    seen="The registrar of the identifier, or two services that agree, have another work under it than the reference names.",
    matters="Readers reach a work that says something else. A real identifier next to an invented title is the commonest form of an invented reference.",
    remedy="Look the work up by its title. Correct the identifier, or remove the reference if the work cannot be found.",
    message="{identifier} is “{found}”, the reference names {cited}.",
    advice="Correct the identifier, or find out whether the work exists.",
    example={
        "identifier": "doi:10.1000/ice.12",
        "found": "Ice on seven rivers",
        "cited": "“Glaciers of the southern desert”",
    },
)
_NO_SUCH_IDENTIFIER = Rule(
    code="R102",
    name="no-such-identifier",
    level=Level.ERROR,
    summary="The identifier was never registered.",
    seen="doi.org, arXiv or PubMed, which know every identifier of their kind, do not have this one.",
    matters="It leads nowhere. It may be mistyped, or the reference is invented.",
    remedy="Look the work up by its title, and take the identifier from its page. If it cannot be found, remove the reference.",
    message="{identifier} was never registered{elsewhere}.",
    advice="Correct the identifier, or find out whether the work exists.",
    example={"identifier": "doi:10.1000/none.99", "elsewhere": ""},
)
_DIFFERS = Rule(
    code="R103",
    name="details-differ",
    level=Level.WARNING,
    summary="The reference differs from the record of the work.",
    seen="A registry has a record of the cited work, and a title, author, year, container, volume or page of the reference differs from it.",
    matters="Wrong details send readers to the wrong issue, and deny authors their work. A wrong first author is a sign of an invented reference.",
    remedy="Compare both, correct the reference, or accept the finding if the record is wrong: registries make mistakes as well.",
    message="The reference differs from the record: {field} cited {cited}, found {found}{more}.",
    advice="Correct the reference, or accept it if the record of {registry} is wrong.",
    example={"field": "year", "cited": "“2033”", "found": "“2022”", "more": "", "registry": "crossref"},
)
_RETRACTED = Rule(
    code="R201",
    name="retracted",
    level=Level.ERROR,
    summary="The work was retracted or withdrawn.",
    seen="A registry has a notice of retraction, withdrawal or removal of the cited work. If the note itself says so, it is a note only.",
    matters="Its authors or its publisher say that its results cannot be relied on. Readers take it as evidence.",
    remedy="Cite another work, or say in the text that this one was retracted.",
    message="The work was {what}{when}: “{title}”.",
    advice="Cite another work, or say that it was {what}.{link}",
    example={"what": "retracted", "when": " on 2021-04-09", "title": "Ice on seven rivers", "link": ""},
)
_CONCERN = Rule(
    code="R202",
    name="expression-of-concern",
    level=Level.WARNING,
    summary="The publisher expressed concern about the work.",
    seen="A registry has an expression of concern about the cited work.",
    matters="Its results are in doubt, and a retraction may follow.",
    remedy="Read the notice, and decide whether the sentence can rest on the work.",
    message="The publisher expressed concern about the work{when}: “{title}”.",
    advice="Read the notice before the sentence rests on it.{link}",
    example={"when": " on 2021-04-09", "title": "Ice on seven rivers", "link": ""},
)
_CORRECTED = Rule(
    code="R203",
    name="corrected",
    level=Level.INFO,
    summary="The work was corrected.",
    seen="A registry has a correction, an erratum or a new version of the cited work.",
    matters="What is cited may be what was corrected.",
    remedy="Read the notice and compare it with the sentence.",
    message="A notice of {what} was published{when}: “{title}”.",
    advice="Compare it with the sentence.{link}",
    example={"what": "correction", "when": " on 2021-04-09", "title": "Ice on seven rivers", "link": ""},
)
_NOT_FOUND = Rule(
    code="R301",
    name="record-not-found",
    level=Level.INFO,
    summary="No registry has a record of the work.",
    seen="The services that were asked have no record of the work. Registries are never complete: most books, reports, theses and old or small journals are in none.",
    matters="It proves nothing. But an invented work is in no registry either.",
    remedy="Look the work up by hand, in a library catalogue or at its publisher.",
    message="No registry has a record of this work ({asked}).",
    advice="It may still exist; look it up by hand.",
    example={"asked": "asked crossref, openalex"},
)
_NOT_ANSWERED = Rule(
    code="R302",
    name="registry-silent",
    level=Level.INFO,
    summary="No registry gave an answer about the work.",
    seen="Every service that was asked for the work failed or was busy.",
    matters="Nothing is known of the work. A failure is never taken for “no such work”.",
    remedy="Check again later.",
    message="No registry gave an answer about this work: {why}.",
    advice="Check again later.",
    example={"why": "crossref: it answered 503"},
)
RULES = (_OTHER_WORK, _NO_SUCH_IDENTIFIER, _DIFFERS, _RETRACTED, _CONCERN, _CORRECTED, _NOT_FOUND, _NOT_ANSWERED)

_STATE_RULE: Final[Mapping[RecordState, Rule | None]] = {
    RecordState.MATCHED: None,
    RecordState.DIFFERS: _DIFFERS,
    RecordState.OTHER_WORK: _OTHER_WORK,
    RecordState.NO_SUCH_IDENTIFIER: _NO_SUCH_IDENTIFIER,
    RecordState.NOT_FOUND: _NOT_FOUND,
    RecordState.NOT_ASKED: _NOT_ANSWERED,
}
"""The rule that each answer of the registries raises."""

_GONE_WORDS = {"retraction": "retracted", "withdrawal": "withdrawn", "removal": "removed"}
"""The types of notices that take a work back (Crossref, `update-to`), as the word for it."""
_CONCERNS = frozenset({"expression_of_concern"})
_LOST_STATES = frozenset({RecordState.OTHER_WORK, RecordState.NO_SUCH_IDENTIFIER})
_ANSWERS = frozenset({"found", "nothing"})
_NAMES_OF_KINDS = {"doi": "doi:", "arxiv": "arXiv:", "pmid": "PMID ", "isbn": "ISBN ", "case": ""}


def is_lost_work(lookup: WorkLookup, source: Source) -> bool:
    """Return whether a work is lost: its identifier leads nowhere or elsewhere, or it was taken back and nobody says so."""
    if lookup.state in _LOST_STATES:
        return True
    return any(notice.type in _GONE_WORDS for notice in lookup.notices) and not _says_notice(source)


_ON_RECORD: Final[Mapping[RecordState, str]] = {
    RecordState.MATCHED: "a record that agrees with this source",
    RecordState.DIFFERS: "a record of this source",
}
"""What a registry has of a source without an address, by what it says of it; of others it has nothing."""
_UNREACHED = ("L1", "L2", "L3")
"""Beginnings of the codes of findings that an address could not be opened."""


def restate_by_records(
    findings: Iterable[Finding], draft: Draft, records: Mapping[tuple[str, int], WorkLookup]
) -> Iterator[Finding]:
    """Yield the findings of a draft as they are with what the registries say of its works.

    A source without an address whose work a registry has is not called one that nothing could be asked about. An
    address that cannot be opened is no finding of its own where its identifier was never registered (`R102`).
    """
    sources = [
        (note.id, source, lookup)
        for note in (draft.entries if records else ())
        for at, source in enumerate(note.sources)
        if (lookup := records.get((note.id, at)))
    ]
    held = {
        (note, shorten_text(source.raw, MOST_OF_TEXT)): lookup.record.registry
        + f" has {_ON_RECORD[lookup.state]}, whose text it cannot show: "
        for note, source, lookup in sources
        if lookup.record is not None and lookup.state in _ON_RECORD
    }
    never = {
        address
        for _, source, lookup in sources
        if lookup.state is RecordState.NO_SUCH_IDENTIFIER and isinstance(source.target, Url)
        for address in (source.target.written, source.target.canonical)
    }
    for one in findings:
        if one.url in never and one.rule.startswith(_UNREACHED):
            continue
        yield _restate_unseen(one, held) if one.rule == NO_ADDRESS.code else one


def _restate_unseen(finding: Finding, held: Mapping[tuple[str, str], str]) -> Finding:
    text = finding.message.removeprefix(NO_ADDRESS.message.partition("{")[0])
    found = held.get((finding.footnote or "", text))
    return replace(finding, message=found + text, advice="Compare it with the sentence by hand.") if found else finding


def is_of_record(rule: str) -> bool:
    """Return whether a finding of `rule` is made from the record of a work."""
    return rule.startswith("R")


def check_records(draft: Draft, records: Mapping[tuple[str, int], WorkLookup]) -> Iterator[Finding]:
    """Yield the findings about the works of a draft, each once, at the first note that names its source."""
    made: dict[tuple[str, str, str], tuple[SourceOccurrence, Finding, list[str]]] = {}
    for note in draft.entries if records else ():
        for at, source in enumerate(note.sources):
            lookup = records.get((note.id, at))
            for finding in _check_work(SourceOccurrence(draft, note, source), lookup) if lookup else ():
                key = (finding.rule, finding.url or source.raw, finding.message)
                made.setdefault(key, (SourceOccurrence(draft, note, source), finding, []))[2].append(note.marker)
    for occurrence, finding, markers in made.values():
        others = tuple(dict.fromkeys(marker for marker in markers if marker != occurrence.footnote.marker))
        yield _add_markers(finding, others)


def _add_markers(finding: Finding, others: tuple[str, ...]) -> Finding:
    return replace(finding, also=others) if others else finding


def _check_work(at: SourceOccurrence, lookup: WorkLookup) -> Iterator[Finding]:
    """Yield the findings about one work: of its record, then of each notice."""
    subject = locate_source(at, _name_source(at.source))
    rule = _STATE_RULE[lookup.state]
    if rule is not None:
        yield make_finding(rule, subject, _describe_lookup(lookup))
    for notice in lookup.notices if lookup.state not in _LOST_STATES else ():
        found = make_finding(_rule_of(notice), subject, _describe_notice(notice, lookup))
        is_said = notice.type in _GONE_WORDS and _says_notice(at.source)
        yield change_level(found, Level.INFO) if is_said else found


def _says_notice(source: Source) -> bool:
    from citecheck.works.titles import states_notice  # noqa: PLC0415 (few works have a notice)

    return states_notice(source.raw)


def _name_source(source: Source) -> str | None:
    return source.target.written if isinstance(source.target, Url) else None


def _rule_of(notice: WorkNotice) -> Rule:
    if notice.type in _GONE_WORDS:
        return _RETRACTED
    return _CONCERN if notice.type in _CONCERNS else _CORRECTED


def _describe_lookup(lookup: WorkLookup) -> dict[str, str]:
    """Return the fields of the messages about a record."""
    differing = [row for row in lookup.fields if row.verdict is FieldVerdict.DIFFERS]
    title = next((row.cited for row in lookup.fields if row.field.value == "title"), None)
    identifier, record = lookup.identifier, lookup.record
    first = differing[0] if differing else None
    failed = dict.fromkeys(f"{row.service}: {row.outcome}" for row in lookup.asked if row.outcome not in _ANSWERS)
    named = record and (record.doi or record.url)
    elsewhere = f"; {record.registry} has the work as {named}" if record and named else ""
    return {
        "identifier": f"{_NAMES_OF_KINDS.get(identifier.kind, '')}{identifier.value}" if identifier else "",
        "found": _quote(first.found if first else "") if lookup.state is RecordState.DIFFERS else _title_of(lookup),
        "cited": _describe_cited(lookup, title, first),
        "elsewhere": elsewhere,
        "field": first.field.value if first else "",
        "more": "".join(
            f"; {row.field.value} cited {_quote(row.cited)}, found {_quote(row.found)}" for row in differing[1:]
        ),
        "registry": record.registry if record else "",
        "asked": "asked " + ", ".join(dict.fromkeys(row.service for row in lookup.asked if row.outcome in _ANSWERS)),
        "why": "; ".join(failed),
    }


def _describe_cited(lookup: WorkLookup, title: str | None, first: FieldComparison | None) -> str:
    if lookup.state is RecordState.DIFFERS:
        return _quote(first.cited if first else "")
    return _quote(title) if title else "another work"


def _quote(text: str | None) -> str:
    return f"“{shorten_quotation(text or '', MOST_OF_TITLE)}”"


def _title_of(lookup: WorkLookup) -> str:
    return shorten_quotation(lookup.record.title if lookup.record else "", MOST_OF_TITLE)


def _describe_notice(notice: WorkNotice, lookup: WorkLookup) -> dict[str, str]:
    """Return the fields of the messages about a notice; its date and address are empty if they are not known."""
    return {
        "what": _GONE_WORDS.get(notice.type, notice.type.replace("_", " ")),
        "when": f" on {notice.date}" if notice.date else "",
        "title": _title_of(lookup),
        "link": f" The notice is doi:{notice.doi}." if notice.doi else "",
    }
