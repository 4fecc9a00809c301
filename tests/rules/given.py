"""What a case gives, put together: a draft, what its addresses answered, what its sources say."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from citecheck.draft.reading import read_draft
from citecheck.model.change import AnchorReading, AnchorState, Change, Comparison, Edit
from citecheck.model.draft import Place
from citecheck.model.evidence import Evidence, Fact, FactKind, FactVerdict, Passage, Support
from citecheck.model.exchange import Fault, RefusalReason
from citecheck.model.page import Coverage, Page, Reach
from citecheck.model.report import (
    Capture,
    CitationResult,
    Loss,
    Memento,
    RetryTime,
    SourceResult,
    Turn,
    TurnKind,
    Unsaved,
    Visit,
)
from citecheck.model.target import Url
from citecheck.model.work import (
    FieldComparison,
    FieldVerdict,
    RecordState,
    ServiceAnswer,
    WorkField,
    WorkIdentifier,
    WorkLookup,
    WorkNotice,
    WorkRecord,
)
from citecheck.repository.file_tree import FileTree
from citecheck.repository.link_targets import LinkedFile
from citecheck.repository.resolution import LinkResolver
from citecheck.rules.archive import report_archive_damage
from citecheck.rules.draft import check_consistency, check_draft, check_results
from citecheck.rules.finding import SourceOccurrence
from citecheck.rules.internal_links import check_internal_links
from citecheck.rules.links import check_own_network, report_own_fault
from citecheck.rules.records import check_records
from citecheck.rules.self_contradiction import check_self_contradictions
from citecheck.rules.suppression import check_comment, check_entry
from citecheck.rules.unread import report_unreadable
from tests.draft_formats.built import of_layout

MOMENT = datetime(2026, 11, 20, 8, tzinfo=UTC)
DRAFT = "The river rose by four metres. [1]\n\n[1] https://www.example.org/rain\n"
CAPTURE = Capture("01234567-0000", MOMENT, "0" * 64, "a.warc.gz", 0)


def build_visit(url, row):
    """Make a visit of the fields of a row; a change and a copy are named by their one word."""
    row = dict(row)
    return Visit(
        url=row.pop("url", url),
        final_url=row.pop("final_url", None),
        reach=Reach(row.pop("reach", "live")),
        page=Page(row.pop("page")) if "page" in row else None,
        status=row.pop("status", None),
        error=row.pop("error", None),
        fault=Fault(row.pop("fault")) if "fault" in row else None,
        refusal=RefusalReason(row.pop("refusal")) if "refusal" in row else None,
        change=_build_comparison(row) if "change" in row else None,
        memento=_build_memento(row.pop("memento")) if "memento" in row else None,
        unsaved=_build_unsaved(row.pop("unsaved")) if "unsaved" in row else None,
        kept=CAPTURE if row.pop("kept", False) else None,
        compared_with=MOMENT if row.pop("compared", False) else None,
        lost_fragments=tuple(row.pop("lost_fragments", ())),
        loss=Loss(TurnKind(row.pop("loss")), MOMENT, MOMENT + timedelta(days=7)) if "loss" in row else None,
        turn=Turn(TurnKind(row.pop("turn")), MOMENT) if "turn" in row else None,
        **row,
    )


def _build_memento(row):
    fields = row if isinstance(row, dict) else {"url": row}
    return Memento(fields.pop("url", "https://archive.example/x"), MOMENT, "archive.example", **fields)


def _build_unsaved(row):
    return Unsaved(row["archive"], row["reason"], RetryTime(row["retry"]))


def _build_comparison(row):
    edits = tuple(Edit(before, after) for before, after in row.pop("edits", ()))
    return Comparison(Change(row.pop("change")), edits, language=row.pop("shown_in", None))


def build_evidence(row):
    """Make evidence of its support and of facts, each a list of kind, verdict, claimed and found."""
    facts = tuple(
        Fact(FactKind(kind), said, found or None, FactVerdict(verdict))
        for kind, verdict, said, found in row.get("facts", ())
    )
    passages = tuple(Passage(text, 0, len(text), 0.9, 0) for text in row.get("passages", ()))
    return Evidence(
        Support(row["support"]),
        row.get("score", 0.9),
        passages,
        facts,
        row.get("reason"),
        Coverage(row.get("coverage", "whole")),
    )


def build_anchor(row):
    """Make the reading of an anchor."""
    facts = tuple(Fact(FactKind(kind), said, found, FactVerdict.DIFFERS) for kind, said, found in row.get("facts", ()))
    since = MOMENT if row.get("dated", True) else None
    state, capture = AnchorState(row["state"]), row.get("capture", "")
    return AnchorReading(state, row.get("found"), facts, row.get("exact", ""), since, capture)


def build_lookup(row):
    """Make what registries say: fields are lists of field, verdict, cited and found, notices of type, DOI and date."""
    fields = tuple(
        FieldComparison(WorkField(field), cited, found or None, FieldVerdict(verdict))
        for field, verdict, cited, found in row.get("fields", ())
    )
    notices = tuple(WorkNotice(*(part or None for part in each)) for each in row.get("notices", ()))
    record = WorkRecord("crossref", row["record"], doi=row.get("doi")) if "record" in row else None
    asked = tuple(ServiceAnswer(service, "x", outcome) for service, outcome in row.get("asked", ()))
    identifier = WorkIdentifier("doi", row["identifier"]) if "identifier" in row else None
    return WorkLookup(RecordState(row["state"]), identifier, record, fields, notices, asked)


def find_findings(given):
    """Give the findings of what a case gives."""
    if "hosts" in given:
        return list(check_own_network(build_visit("", row) for row in given["hosts"]))
    if "comment" in given:
        incomplete = given.get("incomplete", False)
        return list(check_comment(given["comment"], "brief.md", Place(3, 1), used=given["used"], incomplete=incomplete))
    if "entry" in given:
        expires = date.fromisoformat(given["expires"]) if "expires" in given else None
        today = date.fromisoformat(given.get("today", "2026-11-22"))
        return list(check_entry(given["entry"], "known.toml", expires, today, met=given["met"]))
    if "own_fault" in given:
        return [report_own_fault(given["own_fault"], given["error"])]
    if "archive_damage" in given:
        return [report_archive_damage(given["archive_damage"])]
    if "files" in given:
        return list(find_internal(given))
    if "unreadable" in given:
        return [report_unreadable("d/annex.pdf", given["unreadable"], named=given["named"])]
    if "layout" in given:
        read = read_draft(of_layout(given["layout"]), path="brief.pdf")
    else:
        read = read_draft(given.get("draft", DRAFT).encode(), path=given.get("path", "brief.txt"))
    draft = check_draft(replace(read, pages_not_read=tuple(given.get("pages_not_read", ()))))
    if "published" in given:
        known = {url: date.fromisoformat(day) for url, day in given["published"].items()}
        return list(check_self_contradictions(draft, known))
    return find_checked(draft, given)


def find_internal(given):
    """Give the findings of the links of the first of `files`, which are all that the repository holds."""
    drafts = {path: read_draft(text.encode(), path=path) for path, text in given["files"].items()}
    files = {path: LinkedFile(path, draft.format, draft.links, draft.fragment_names) for path, draft in drafts.items()}
    first = next(iter(files))
    resolved = LinkResolver(FileTree(frozenset(files)), files).resolve(files.values())
    return check_internal_links(drafts[first], resolved.get(first, ()))


def find_checked(draft, given):
    """Give the findings of a draft whose addresses all answered as `visit` says."""
    visits, results, places = {}, [], []
    for note in draft.footnotes:
        for source in note.sources:
            if isinstance(source.target, Url):
                url = source.target.canonical
                row = given.get("visits", {}).get(url, given.get("visit", {}))
                visits[url] = build_visit(url, row)
                copy = build_visit("https://archive.example/x", given["copy"]) if "copy" in given else None
                in_copy = given.get("in_copy", False)
                places.append((SourceOccurrence(draft, note, source, copy, in_copy), visits[url]))
    sources = {note.id: note.sources for note in draft.footnotes}
    says = given.get("says", [{"support": "evidence"}])
    anchor = build_anchor(given["anchor"]) if "anchor" in given else None
    for citation in draft.citations:
        seen = [
            SourceResult(
                source,
                visits[source.target.canonical] if isinstance(source.target, Url) else None,
                build_evidence(says[min(at, len(says) - 1)]),
                anchor,
            )
            for at, source in enumerate(sources.get(citation.footnote, ()))
        ]
        results.append(CitationResult(citation, tuple(seen)))
    records = {(draft.footnotes[0].id, 0): build_lookup(given["lookup"])} if "lookup" in given else {}
    return [*check_consistency(draft), *check_results(draft, results, places), *check_records(draft, records)]
