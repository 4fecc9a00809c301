"""The output of `extract`: the JSON object defined in INTERFACES, or readable text lines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields
from itertools import islice
from typing import Any

from citecheck.model.draft import Citation, CitationSystem, Draft, Footnote, Link, Source
from citecheck.model.finding import Finding
from citecheck.model.target import CutUrl, Malformed, Url
from citecheck.report.safe_text import disarm, escape_json, hide_secrets, make_visible
from citecheck.rules.finding import describe_place
from citecheck.url.identifiers import name_identifiers

_SCHEMA = "citecheck.extract/1"
_IDENTIFIERS = ("doi", "arxiv", "pmid", "isbn", "case")
_ROWS = 256
"""Rows encoded at once, because each piece needs its own encoder."""
_FINDING_FIELDS = tuple(field.name for field in fields(Finding) if field.name != "further_places")


def render_draft_json(draft: Draft) -> Iterator[str]:
    """Yield the JSON object of a draft (INTERFACES) in pieces: a book holds tens of thousands of notes."""
    document = {
        "path": draft.path,
        "format": draft.format.value,
        "title": draft.title,
        "language": draft.language,
        "sha256": draft.sha256,
    }
    yield f'{{"schema": "{_SCHEMA}", "document": {_dump(document)}'
    notes = [note for note in draft.footnotes if note.system is CitationSystem.NOTE]
    yield from _render_array("footnotes", map(_build_note, notes))
    yield from _render_array("citations", map(_build_citation, draft.citations))
    yield from _render_array("links", map(_build_link, draft.links))
    references = (note for note in draft.footnotes if note.system is CitationSystem.REFERENCE)
    yield from _render_array("references", map(_build_note, references))
    yield f', "indicators": {_dump(draft.indicators)}'
    yield from _render_array("findings", map(_build_finding, draft.findings))
    yield "}\n"


def _render_array(name: str, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield f', "{name}": ['
    waiting, between = iter(rows), ""
    while some := list(islice(waiting, _ROWS)):
        yield between + _dump(some)[1:-1]
        between = ", "
    yield "]"


def _dump(value: object) -> str:
    return escape_json(json.dumps(value, ensure_ascii=False))


def _build_note(note: Footnote) -> dict[str, Any]:
    addresses = [source.target.canonical for source in note.sources if isinstance(source.target, Url)]
    found = name_identifiers(note.text, addresses)
    return {
        "id": note.id,
        "marker": note.marker,
        "text": note.text,
        "line": note.place.line,
        "page": note.place.page,
        "sources": [_build_source(source) for source in note.sources],
        "identifiers": {scheme: found.get(scheme) for scheme in _IDENTIFIERS},
    }


def _build_source(source: Source) -> dict[str, Any]:
    target = source.target
    return {
        "raw": source.raw,
        "kind": source.kind.value,
        "url": target.written if isinstance(target, Url) else None,
        "prefix": target.prefix if isinstance(target, CutUrl) else None,
        "cut": isinstance(target, CutUrl),
        "defanged": source.defanged,
        "malformed": target.written if isinstance(target, Malformed) else None,
        "title": source.title,
        "archive_url": source.archive_url,
        "line": source.place.line,
        "column": source.place.column,
    }


def _build_citation(citation: Citation) -> dict[str, Any]:
    return {
        "marker": citation.marker,
        "footnote": citation.footnote,
        "sentence": " ".join(citation.sentence.split()),
        "section": citation.section,
        "line": citation.place.line,
        "column": citation.place.column,
        "page": citation.place.page,
    }


def _build_link(link: Link) -> dict[str, Any]:
    return {
        "target": link.target,
        "url": link.url,
        "kind": link.kind.value,
        "external": link.external,
        "line": link.place.line,
        "column": link.place.column,
        "page": link.place.page,
        "footnote": link.footnote,
    }


def _build_finding(finding: Finding) -> dict[str, Any]:
    values = {name: getattr(finding, name) for name in _FINDING_FIELDS}
    return values | {"places": [asdict(place) for place in finding.places]}


def render_draft_text(draft: Draft) -> Iterator[str]:
    """Yield a draft as readable text, without terminal control characters and without secrets in addresses."""
    return (disarm(hide_secrets(line)) for line in _render_lines(draft))


def _render_lines(draft: Draft) -> Iterator[str]:
    """Yield the counts, then each note with its sources and the sentences that cite it."""
    sources = sum(len(note.sources) for note in draft.entries)
    references = sum(note.system is CitationSystem.REFERENCE for note in draft.footnotes)
    listed = f"{references} references, " if references else ""
    yield (
        f"{make_visible(draft.path)}: {draft.format.value}, {len(draft.footnotes) - references} footnotes, {listed}"
        f"{len(draft.link_entries)} links outside notes, {sources} sources, {len(draft.citations)} citations\n"
    )
    citing: dict[str | None, list[Citation]] = {}
    for citation in draft.citations:
        citing.setdefault(citation.footnote, []).append(citation)
    for note in draft.entries:
        yield f"\n{note.marker}  {describe_place(note.place)}".rstrip() + "\n"
        yield from (f"  cites    {_render_source(source)}\n" for source in note.sources)
        yield from (f"  for      {_shorten(one.sentence)}\n" for one in citing.get(note.id, ()))
    for finding in draft.findings:
        where = describe_place(finding.places[0])
        where = f"{where}: " if where else ""
        yield f"\n{finding.level.value} {finding.rule} {where}{finding.message}\n  {finding.advice}\n"
    if draft.indicators:
        yield f"\n{len(draft.indicators)} hostile indicators, never visited: {', '.join(draft.indicators[:10])}\n"


def _render_source(source: Source) -> str:
    match source.target:
        case Url(written=written):
            return f"{source.kind.value:<8} {written}"
        case CutUrl(prefix=prefix):
            return f"{'cut':<8} {prefix}\u2026"
        case _:
            return f"{source.kind.value:<8} {_shorten(source.raw)}"


def _shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 100 else text[:99].rstrip() + "\u2026"
