"""The JSON of `check` and `audit`, as INTERFACES defines it, with additional fields.

One draft is one object, with the findings and the verdict of the run. Several drafts are one object with `documents`
or, in JSON lines, one object per line and a last line without `document` for the run, if it has findings of its own.
The fields beyond INTERFACES are: `section` of a citation; `archive_url`, `compared_copy`, `language`, `hops`, `edits`,
`anchor_found`, `reason`, `coverage`, `refusal` (why nothing was asked), `loss` (what it was before it could not be
seen), `prefix`, `line`, `completions`, `decision`, `earlier_visit` (the moment of the visit that the
source is from, null if this run visited it), `record` (the object of `lookup`) and `memento_details` of a source;
`page`, `paragraph`, `also`, `cause`,
`places` and `fingerprint` of a finding; `uncited`, the sources of footnotes that no marker points to; `links`, the
links outside notes with their reach; `internal_links`, how many links into the repository were found, dead and unknown;
and `standing`, the errors and warnings of earlier runs that an audit did not look for again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from citecheck.model.evidence import Evidence, Fact, Passage, Support
from citecheck.model.finding import Finding
from citecheck.model.page import Coverage
from citecheck.model.report import (
    Capture,
    CitationResult,
    Decision,
    DraftReport,
    LinkResult,
    Loss,
    Memento,
    Report,
    Run,
    SourceResult,
    Visit,
)
from citecheck.model.target import Url
from citecheck.reach.decision import reach_of_link
from citecheck.report.findings import Concern, fingerprint_finding
from citecheck.report.records import build_lookup_document
from citecheck.report.safe_text import escape_json
from citecheck.report.verdict import judge_draft, judge_report, write_verdict
from citecheck.rules.state import state_of
from citecheck.url.normal_form import build_text_fragment_link

SCHEMA = "citecheck.check/1"

_Json = dict[str, Any]


def render_json(report: Report) -> Iterator[str]:
    """Yield one JSON document: the object of a single draft, or one object that holds those of all drafts.

    The objects of drafts are built one after the other: as one tree, they took 12 kB of memory for each source.
    """
    if len(report.drafts) == 1:
        yield dump_json(_build_draft_document(report.drafts[0], report), indent=1) + "\n"
        return
    run = dump_json({**_build_run_document(report), "documents": []}, indent=1)
    yield run.removesuffix("]\n}")
    for at, draft in enumerate(report.drafts):
        lines = dump_json(_build_draft_document(draft, report), indent=1).replace("\n", "\n  ")
        yield f"{',' if at else ''}\n  {lines}"
    yield "\n ]\n}\n" if report.drafts else "]\n}\n"


def render_jsonl(report: Report) -> Iterator[str]:
    """Yield the object of each draft on its own line, then that of the run where it says what no draft does."""
    for draft in report.drafts:
        yield dump_json(_build_draft_document(draft, report)) + "\n"
    if not report.drafts or (len(report.drafts) > 1 and (report.findings or report.unread_drafts)):
        yield dump_json(_build_run_document(report)) + "\n"


def dump_json(value: Any, *, indent: int | None = None) -> str:
    """Return `value` as JSON whose only line breaks come from `indent`, also for readers that split at U+2028."""
    return escape_json(json.dumps(value, ensure_ascii=False, indent=indent))


def _build_run_document(report: Report) -> _Json:
    """Return the object of the run itself, without its drafts."""
    return {
        "schema": SCHEMA,
        "run": _build_run(report.run),
        **write_verdict(judge_report(report)),
        "findings": [_build_finding_document(finding) for finding in report.findings],
    }


def _build_draft_document(draft: DraftReport, report: Report) -> _Json:
    """Return the object of one draft of `report`; that of the only one has the verdict and findings of the run."""
    read, concern = draft.draft, Concern(draft)
    run_findings = report.findings if len(report.drafts) == 1 else ()
    return {
        "schema": SCHEMA,
        "document": {
            "path": read.path,
            "format": read.format.value,
            "title": read.title,
            "language": read.language,
            "sha256": read.sha256,
        },
        "run": _build_run(report.run),
        **write_verdict(judge_draft(draft, report)),
        "citations": [_build_citation(result) for result in draft.citations],
        "findings": [
            *map(_build_finding_document, run_findings),
            *(
                _build_finding_document(finding, path=read.path, identity=fingerprint_finding(finding, concern))
                for finding in draft.findings
            ),
        ],
        "links": [_build_link(link) for link in draft.links],
        "internal_links": asdict(read.internal_links),
        "uncited": [_build_source(source) for source in draft.uncited],
        "standing": [
            _build_finding_document(finding, path=read.path, identity=fingerprint_finding(finding, concern))
            for finding in (draft.standing.faults if draft.standing else ())
        ],
    }


def _build_finding_document(finding: Finding, *, path: str | None = None, identity: str | None = None) -> _Json:
    """Return the object of a finding; `path` is the path of its draft, used where the finding names none."""
    return {
        "rule": finding.rule,
        "level": finding.level.value,
        "message": finding.message,
        "advice": finding.advice,
        "marker": finding.marker,
        "footnote": finding.footnote,
        "url": finding.url,
        "path": finding.path or path,
        "line": finding.line,
        "column": finding.column,
        "page": finding.page,
        "paragraph": finding.paragraph,
        "also": list(finding.also),
        "cause": finding.cause,
        "places": [{**asdict(place), "path": place.path or path} for place in finding.places],
        "fingerprint": identity,
    }


def write_moment(value: datetime) -> str:
    """Return a moment as RFC 3339 in UTC, to the second."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _build_run(run: Run) -> _Json:
    return {
        "id": run.id,
        "started": write_moment(run.started),
        "finished": write_moment(run.finished),
        "counts": dict(run.counts),
    }


def _build_link(result: LinkResult) -> _Json:
    source, visit = result.source.source, result.source.visit
    return {
        "marker": result.entry.marker,
        "footnote": result.entry.id,
        "url": source.target.canonical if isinstance(source.target, Url) else None,
        "kind": source.kind.value,
        "line": source.place.line,
        "column": source.place.column,
        "page": visit.page.value if visit and visit.page else None,
        "reach": reach_of_link(visit).value,
        "status": visit.status if visit else None,
        "final_url": visit.final_url if visit else None,
        "error": visit.error if visit else None,
        "completions": _build_completions(result.source),
        "memento": _name_copy(visit.memento) if visit else None,
        "memento_details": _build_memento(visit.memento) if visit else None,
    }


def _build_citation(result: CitationResult) -> _Json:
    citation = result.citation
    return {
        "marker": citation.marker,
        "footnote": citation.footnote,
        "sentence": citation.sentence,
        "section": citation.section,
        "line": citation.place.line,
        "column": citation.place.column,
        "state": state_of(result).value,
        "sources": [_build_source(source) for source in result.sources],
    }


def _write_coverage(evidence: Evidence) -> str | None:
    """Write how much of a source was compared, None if nothing was."""
    is_unread = evidence.support in _UNREAD and evidence.coverage is Coverage.WHOLE
    return None if is_unread else evidence.coverage.value


_UNREAD = frozenset({Support.NOT_CHECKABLE, Support.UNCHECKED})


def _build_source(result: SourceResult) -> _Json:
    source, anchor = result.source, result.anchor
    return {
        "raw": source.raw,
        "kind": source.kind.value,
        "url": source.target.canonical if isinstance(source.target, Url) else None,
        **_build_visit(result.visit),
        "support": result.evidence.support.value,
        "coverage": _write_coverage(result.evidence),
        "anchor": anchor.state.value if anchor else None,
        "evidence": _build_evidence(result.evidence, result.compared),
        "anchor_found": anchor.found if anchor else None,
        "reason": result.evidence.reason,
        "prefix": result.cut.prefix if result.cut else None,
        "line": source.place.line,
        "completions": _build_completions(result),
        "archive_url": source.archive_url,
        "compared_copy": _build_copy(result.copy),
        "decision": _build_decision(result.decision),
        "earlier_visit": write_moment(result.earlier) if result.earlier else None,
        "record": build_lookup_document(result.record) if result.record else None,
    }


def _build_completions(result: SourceResult) -> list[_Json]:
    """Return what may replace the address of a source."""
    return [
        {"url": one.url, "origin": one.origin.value, "proof": one.proof, "proven": one.proven}
        for one in result.completions
    ]


def _build_decision(decision: Decision | None) -> _Json | None:
    """Return what a person decided of the source; person and day are null unless that person saw it."""
    return asdict(decision) | {"day": decision.day and decision.day.isoformat()} if decision is not None else None


def _build_copy(copy: Visit | None) -> _Json | None:
    """Return the copy that the claim was compared with in the place of its original."""
    return {"url": copy.url, **_build_visit(copy)} if copy is not None else None


def _build_visit(visit: Visit | None) -> _Json:
    if visit is None:
        absent = (
            *("final_url", "page", "status", "error", "refusal", "loss", "title", "published", "language", "change"),
            *("capture", "memento", "memento_details"),
        )
        return {"reach": "offline", **dict.fromkeys(absent), "edits": [], "hops": []}
    return {
        "final_url": visit.final_url,
        "reach": visit.reach.value,
        "page": visit.page.value if visit.page else None,
        "status": visit.status,
        "error": visit.error,
        "refusal": visit.refusal.value if visit.refusal else None,
        "loss": _build_loss(visit.loss),
        "title": visit.title,
        "published": visit.published,
        "language": visit.language,
        "change": visit.change.change.value if visit.change else None,
        "edits": [{"before": each.before, "after": each.after} for each in visit.change.edits] if visit.change else [],
        "capture": _build_capture(visit.capture),
        "memento": _name_copy(visit.memento),
        "memento_details": _build_memento(visit.memento),
        "hops": [{"url": url, "status": status} for url, status in visit.hops],
    }


def _build_loss(loss: Loss | None) -> _Json | None:
    """Return how a source that cannot be seen was lost before, and since when neither is seen."""
    if loss is None:
        return None
    unseen = write_moment(loss.unseen) if loss.unseen else None
    return {"kind": loss.kind.value, "seen": write_moment(loss.seen), "unseen": unseen}


def _build_capture(capture: Capture | None) -> _Json | None:
    if capture is None:
        return None
    return {
        "id": capture.id,
        "moment": write_moment(capture.moment),
        "sha256": capture.sha256,
        "warc": capture.warc,
        "offset": capture.offset,
    }


def _build_memento(memento: Memento | None) -> _Json | None:
    if memento is None:
        return None
    return {
        "moment": write_moment(memento.moment),
        "archive": memento.archive,
        "verified": memento.verified,
        "status": memento.status,
    }


def _name_copy(memento: Memento | None) -> str | None:
    """Return the address of a copy. That of an error page is none."""
    return memento.url if memento and not memento.is_error else None


def _build_evidence(evidence: Evidence, visit: Visit | None) -> list[_Json]:
    """Return one object per passage, with its place in the text and an address that opens the page there.

    A fact belongs to the first passage that holds its wording in the source, and to the best passage if none does.
    """
    facts: list[list[_Json]] = [[] for _ in evidence.passages]
    for fact in evidence.facts if facts else ():
        facts[_find_holder(fact, evidence.passages)].append(
            {"kind": fact.kind.value, "claimed": fact.claimed, "found": fact.found, "verdict": fact.verdict.value}
        )
    return [
        {
            "passage": passage.text,
            "start": passage.start,
            "end": passage.end,
            "score": round(passage.score, 4),
            "link": build_text_fragment_link(visit.final_url or visit.url, passage.text) if visit else None,
            "facts": held,
        }
        for passage, held in zip(evidence.passages, facts, strict=True)
    ]


def _find_holder(fact: Fact, passages: Sequence[Passage]) -> int:
    """Return the index of the first passage with the source's wording of a fact as whole words; 0 if none has it."""
    if fact.found is None:
        return 0
    wording = re.compile(rf"(?<!\w){re.escape(fact.found)}(?!\w)")
    return next((index for index, passage in enumerate(passages) if wording.search(passage.text)), 0)
