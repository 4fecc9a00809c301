"""The record of a cited work for output: the object of `lookup` and of `record` in JSON, and its words for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from citecheck.model.report import CitationResult, CitationState
from citecheck.model.work import FieldComparison, RecordState, WorkLookup, WorkNotice, WorkRecord
from citecheck.report.summary import STATES
from citecheck.rules.records import is_lost_work
from citecheck.rules.state import state_of_source

_Json = dict[str, Any]
RECORD_STATES: dict[RecordState, str] = {
    RecordState.MATCHED: "the work exists and is what is cited",
    RecordState.DIFFERS: "the work exists, and the reference differs from its record",
    RecordState.OTHER_WORK: "the identifier leads to another work",
    RecordState.NO_SUCH_IDENTIFIER: "this identifier was never registered",
    RecordState.NOT_FOUND: "no registry has a record; the work may still exist: check it by hand",
    RecordState.NOT_ASKED: "no registry gave an answer",
}
"""What the registries say, in words for people."""
_LOST_WORKS = {
    RecordState.OTHER_WORK: "the identifier leads to another work: does the cited one exist?",
    RecordState.NO_SUCH_IDENTIFIER: "the identifier leads nowhere: does the work exist?",
}
"""Why a work is lost that was not taken back."""
_NAMES_SHOWN = 6


def explain_lost(result: CitationResult) -> str:
    """Return why a citation is lost, with what to do: of its address, or of its work by the record of a registry."""
    lost = [each for each in result.sources if state_of_source(each) is CitationState.LOST]
    records = [each.record for each in lost if each.record is not None and is_lost_work(each.record, each.source)]
    if not records or len(records) < len(lost):
        return STATES[CitationState.LOST]
    return _LOST_WORKS.get(records[0].state, "the work was taken back: what else supports the claim?")


def describe_record(record: WorkRecord) -> str:
    """Return a record in one line: the first authors, title, container, year."""
    names = ", ".join(record.authors[:_NAMES_SHOWN]) + (" …" if len(record.authors) > _NAMES_SHOWN else "")
    year = str(record.years[0]) if record.years else ""
    parts = (names, record.title, record.containers[0] if record.containers else "", year)
    return ". ".join(part for part in parts if part)


def describe_notice(notice: WorkNotice) -> str:
    """Return a notice in words, with its date and identifier where they are known."""
    known = (f"notice of {notice.type.replace('_', ' ')}", notice.date, notice.doi and f"doi:{notice.doi}")
    return ", ".join(part for part in known if part)


def list_asked(lookup: WorkLookup) -> Iterator[str]:
    """Yield what each service said, in the order in which they were asked."""
    for row in lookup.asked:
        yield f"{row.service}: {row.outcome}"


def build_lookup_document(lookup: WorkLookup) -> _Json:
    """Return the object of what the registries say of a work, as INTERFACES defines it."""
    identifier = lookup.identifier
    return {
        "state": lookup.state.value,
        "identifier": {"kind": identifier.kind, "value": identifier.value} if identifier else None,
        "record": _build_record(lookup.record) if lookup.record else None,
        "fields": [_build_field(row) for row in lookup.fields],
        "updates": [{"type": one.type, "doi": one.doi, "date": one.date} for one in lookup.notices],
        "asked": [{"service": one.service, "question": one.question, "outcome": one.outcome} for one in lookup.asked],
    }


def _build_record(record: WorkRecord) -> _Json:
    return {
        "title": record.title,
        "authors": list(record.authors),
        "year": record.years[0] if record.years else None,
        "container": record.containers[0] if record.containers else None,
        "doi": record.doi,
        "url": record.url,
        "registry": record.registry,
    }


def _build_field(row: FieldComparison) -> _Json:
    return {"field": row.field.value, "cited": row.cited, "found": row.found, "verdict": row.verdict.value}
