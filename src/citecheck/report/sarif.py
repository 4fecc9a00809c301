"""SARIF 2.1.0 (OASIS standard), for code scanning in CI.

The log has one run and one result per finding; columns count Unicode code points. Messages are plain text, in which
the standard reads `[text](target)` as a link (3.11.6) and `{0}` as a placeholder (3.11.5). Both are broken up,
because messages quote untrusted text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from citecheck import __version__
from citecheck.model.finding import Finding, Level
from citecheck.model.report import Report
from citecheck.report.document import dump_json, write_moment
from citecheck.report.findings import FINGERPRINT_VERSION, Concern, fingerprint_finding, write_one_line
from citecheck.report.rule_pages import page_of
from citecheck.report.safe_text import make_visible
from citecheck.report.verdict import OWN_NETWORK_DOWN, judge_report, write_verdict
from citecheck.rules import RULES
from citecheck.rules.finding import Rule

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
LEVELS: dict[Level, str] = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "note"}

_Json = dict[str, Any]

_PLACEHOLDER = re.compile(r"\{(\d+)\}")
_INDEX = {code: number for number, code in enumerate(RULES)}


def render_sarif(report: Report) -> Iterator[str]:
    """Yield the log as one JSON document."""
    results = [_build_result(finding) for finding in report.findings]
    for draft in report.drafts:
        concern, seen = Concern(draft), Counter[str]()
        for finding in draft.outstanding:
            identity = fingerprint_finding(finding, concern)
            seen[identity] += 1
            fingerprints = {"partialFingerprints": _build_fingerprints(identity, seen[identity])}
            results.append(_build_result(finding, draft.draft.path) | fingerprints)
    run = {
        "tool": {
            "driver": {
                "name": "citecheck",
                "version": __version__,
                "rules": [_build_rule(rule) for rule in RULES.values()],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": not report.offline
                and not any(finding.rule == OWN_NETWORK_DOWN for finding in report.findings),
                "startTimeUtc": write_moment(report.run.started),
                "endTimeUtc": write_moment(report.run.finished),
            }
        ],
        "results": results,
        "properties": write_verdict(judge_report(report)),
    }
    yield dump_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1)
    yield "\n"


def _build_rule(rule: Rule) -> _Json:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _cut_first_paragraph(rule.explanation)},
        "help": {"text": page_of(rule).replace("**", ""), "markdown": page_of(rule)},
        "defaultConfiguration": {"level": LEVELS[rule.level]},
    }


def _cut_first_paragraph(explanation: str) -> str:
    return explanation.split("\n\n", 1)[0].replace("\n", " ")


def _build_result(finding: Finding, draft: str | None = None) -> _Json:
    index = {"ruleIndex": _INDEX[finding.rule]} if finding.rule in _INDEX else {}
    path = finding.path or draft
    return {
        "ruleId": finding.rule,
        **index,
        "level": LEVELS[finding.level],
        "message": {"text": _write_plain(write_one_line(finding))},
        "locations": [_build_location(finding, path)] if path else [],
        "properties": {
            key: make_visible(value)
            for key in ("marker", "footnote", "url", "cause")
            if (value := getattr(finding, key)) is not None
        },
    }


def _build_fingerprints(identity: str, number: int) -> _Json:
    """Return the fingerprints that identify an alert between runs: ours, and the only one that GitHub reads.

    `number`, from 1, distinguishes identical findings.
    """
    return {f"citecheck/v{FINGERPRINT_VERSION}": identity, "primaryLocationLineHash": f"{identity}:{number}"}


def _build_location(finding: Finding, path: str) -> _Json:
    physical: _Json = {"artifactLocation": {"uri": _uri_of(path)}}
    if finding.line:
        column = {"startColumn": finding.column} if finding.column else {}
        physical["region"] = {"startLine": finding.line, **column}
    return {"physicalLocation": physical}


def _uri_of(path: str) -> str:
    """Return the URI reference of a path: relative to the source root, or a file address if absolute."""
    pure = PurePath(path)
    if pure.is_absolute():
        return pure.as_uri()
    return quote(pure.as_posix(), safe="/")


def _write_plain(text: str) -> str:
    return _PLACEHOLDER.sub(r"{{\1}}", make_visible(text).replace("](", "] ("))
