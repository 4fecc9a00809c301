"""Findings as CSV (RFC 4180), one row each, for a spreadsheet.

A cell that a spreadsheet would read as a formula gets a leading apostrophe (OWASP, CSV injection). Such cells begin
with `=`, `+`, `-` or `@`, or their full-width forms, after any white space.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO

from citecheck.model.finding import Finding
from citecheck.model.report import DraftReport, Report
from citecheck.model.work import WorkLookup
from citecheck.report.findings import Concern, order_worst_first
from citecheck.report.safe_text import make_visible
from citecheck.report.summary import LEVELS, describe_visit
from citecheck.rules.records import is_of_record
from citecheck.rules.state import state_of

_COLUMNS = (
    *("Level", "Rule", "Draft", "Line", "Column", "Footnote", "Sentence", "Address"),
    *("Message", "Seen", "What to do", "Archived copy", "State", "Cause"),
    *("Record", "Registry", "Recorded title", "Recorded DOI"),
)

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def render_csv(report: Report) -> Iterator[str]:
    """Yield the heading, then one row per finding, worst first within each draft."""
    yield _write_line(_COLUMNS)
    for finding in report.findings:
        yield _write_line(_build_row(finding, None, None))
    for draft in report.drafts:
        concern = Concern(draft)
        for finding in sorted(draft.outstanding, key=order_worst_first):
            yield _write_line(_build_row(finding, draft, concern))


def _build_row(finding: Finding, draft: DraftReport | None, concern: Concern | None) -> tuple[str, ...]:
    citations = concern.citations(finding) if concern else ()
    sources = [source for each in citations for source in (concern.sources(finding, each) if concern else ())]
    visit = next((source.visit for source in sources if source.visit), None)
    markers = [each.citation.marker for each in citations] or [marker for marker in (finding.marker,) if marker]
    return (
        LEVELS[finding.level],
        finding.rule,
        finding.path or (draft.draft.path if draft else ""),
        str(finding.line or ""),
        str(finding.column or ""),
        " ".join(dict.fromkeys((*markers, *finding.also))),
        citations[0].citation.sentence if citations else "",
        finding.url or "",
        finding.message,
        describe_visit(visit) if visit and not is_of_record(finding.rule) else "",
        finding.advice,
        visit.memento.url if visit and visit.memento and not visit.memento.is_error else "",
        " ".join(dict.fromkeys(state_of(each).value for each in citations)),
        finding.cause or "",
        *_list_record(next((source.record for source in sources if source.record), None)),
    )


def _list_record(lookup: WorkLookup | None) -> tuple[str, str, str, str]:
    """Return what the registries say of the work of a finding, and the registry, title and DOI of the record."""
    record = lookup.record if lookup else None
    shown = (record.registry, record.title, record.doi or "") if record else ("", "", "")
    return (lookup.state.value if lookup else "", *shown)


def _write_line(cells: tuple[str, ...]) -> str:
    written = StringIO()
    csv.writer(written).writerow([_disarm_formula(make_visible(cell)) for cell in cells])
    return written.getvalue()


def _disarm_formula(cell: str) -> str:
    return f"'{cell}" if cell.lstrip().startswith(_FORMULA) else cell
