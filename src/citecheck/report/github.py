"""Annotations for GitHub Actions: one workflow command a finding, worst first, then the advice as a notice.

The page of the job summary is the Markdown format. A command ends at its line's end and its parameters at `,` and `::`;
the runner undoes the percent escapes below (actions/toolkit, packages/core/src/command.ts). GitHub shows ten errors
and ten warnings a step, so the worst come first.
"""

from __future__ import annotations

from collections.abc import Iterator

from citecheck.model.finding import Finding, Level
from citecheck.model.report import Report
from citecheck.report.group import worst_first
from citecheck.report.printable import visible
from citecheck.report.summary import summarise
from citecheck.rules import RULES

COMMANDS: dict[Level, str] = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render_github(report: Report) -> Iterator[str]:
    """Give one command a line."""
    findings = [(finding, finding.path) for finding in report.findings]
    findings += [(finding, finding.path or draft.draft.path) for draft in report.drafts for finding in draft.findings]
    for finding, path in sorted(findings, key=lambda each: worst_first(each[0])):
        yield _command(finding, path)
    yield f"::notice title=citecheck::{_data(summarise(report).sentence)}\n"


def _command(finding: Finding, path: str | None) -> str:
    rule = RULES.get(finding.rule)
    properties = {
        "file": path,
        "line": finding.line,
        "col": finding.column,
        "title": f"{finding.rule} {rule.name if rule else ''}".strip(),
    }
    written = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value)
    told = " ".join(part for part in (finding.marker, finding.message, finding.url, finding.advice) if part)
    return f"::{COMMANDS[finding.level]} {written}::{_data(told)}\n"


def _data(text: str) -> str:
    return visible(text).translate(_DATA)


def _property(text: str) -> str:
    return visible(text).translate(_PROPERTY)
