"""Annotations for GitHub Actions: the verdict as a notice, then one workflow command per finding or cause, worst first.

The job summary page uses the Markdown format. A command ends at the end of its line; `,` and `::` end its
parameters. The runner undoes the percent escapes below (actions/toolkit, packages/core/src/command.ts). GitHub
shows ten errors, ten warnings and ten notices per step, so the worst come first and the notes of one rule share one
notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from citecheck.model.finding import Finding, Level
from citecheck.model.report import Report
from citecheck.report.findings import order_worst_first, write_one_line
from citecheck.report.safe_text import make_visible
from citecheck.report.verdict import judge_report
from citecheck.rules import RULES
from citecheck.rules.finding import describe_cause

COMMANDS: dict[Level, str] = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "notice"}

_DATA = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render_github(report: Report) -> Iterator[str]:
    """Yield one command per line: the advice, each error and warning, and one notice per rule and draft."""
    yield f"::notice title=citecheck::{_escape_data(judge_report(report).line)}\n"
    findings = [(finding, finding.path or "") for finding in report.findings]
    findings += [
        (finding, finding.path or draft.draft.path) for draft in report.drafts for finding in draft.outstanding
    ]
    findings.sort(key=lambda each: order_worst_first(each[0]))
    tasks: dict[tuple[object, ...], list[Finding]] = {}
    for finding, path in findings:
        if finding.level is not Level.INFO:
            tasks.setdefault((path, finding.rule, finding.level, finding.cause or id(finding)), []).append(finding)
    for (where, *_), members in tasks.items():
        yield _write_task(members, str(where))
    notes = sorted((each for each in findings if each[0].level is Level.INFO), key=lambda each: (each[0].rule, each[1]))
    for (_, path), of_rule in groupby(notes, key=lambda each: (each[0].rule, each[1])):
        yield _write_notice([finding for finding, _ in of_rule], path)


def _write_task(findings: list[Finding], path: str) -> str:
    """Return one command for a finding, or for several with one cause, at the first of them."""
    first = findings[0]
    rule = RULES.get(first.rule)
    if len(findings) == 1 or rule is None or first.cause is None:
        return _write_command(first, path, write_one_line(first))
    markers = dict.fromkeys(finding.marker for finding in findings if finding.marker)
    text = f"{describe_cause(rule, first.cause, len(findings))} {' '.join(markers)} {rule.advice}"
    return _write_command(first, path, text)


def _write_notice(findings: list[Finding], path: str) -> str:
    first = findings[0]
    rule = RULES.get(first.rule)
    if len(findings) == 1 or rule is None:
        return _write_command(first, path, write_one_line(first))
    markers = dict.fromkeys(finding.marker for finding in findings if finding.marker)
    text = f"{rule.summary} ({len(findings):,}) {' '.join(markers)} {first.advice}"
    return _write_command(first, path, text)


def _write_command(finding: Finding, path: str, text: str) -> str:
    rule = RULES.get(finding.rule)
    properties = {
        "file": path,
        "line": finding.line,
        "col": finding.column,
        "title": f"{finding.rule} {rule.name if rule else ''}".strip(),
    }
    written = ",".join(f"{key}={_escape_property(str(value))}" for key, value in properties.items() if value)
    return f"::{COMMANDS[finding.level]} {written}::{_escape_data(text)}\n"


def _escape_data(text: str) -> str:
    return make_visible(text).translate(_DATA)


def _escape_property(text: str) -> str:
    return make_visible(text).translate(_PROPERTY)
