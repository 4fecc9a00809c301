"""The record of a cited work for output: the object of `lookup` and of `record` in JSON, and its line of text."""

from __future__ import annotations

from typing import Any

from citecheck.model.work import FieldComparison, WorkLookup, WorkRecord

_Json = dict[str, Any]


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
