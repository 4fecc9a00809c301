"""GitLab code quality: a JSON list in the subset of the Code Climate format that GitLab reads.

Fingerprints must differ within the list and stay equal between runs, so identical findings are numbered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import PurePath
from typing import Any

from citecheck.model.finding import Finding, Level
from citecheck.model.report import Report
from citecheck.report.document import dump_json
from citecheck.report.findings import Concern, fingerprint_finding, write_one_line
from citecheck.report.safe_text import make_visible

SEVERITIES: dict[Level, str] = {Level.ERROR: "major", Level.WARNING: "minor", Level.INFO: "info"}
_RUN = "citecheck"
"""Path of the findings of the run itself, because GitLab requires one."""


def render_gitlab(report: Report) -> Iterator[str]:
    """Yield the list as one JSON document."""
    seen: Counter[tuple[str, str]] = Counter()
    rows = [_build_row(finding, _RUN, f"{finding.rule} {finding.message}", seen) for finding in report.findings]
    for draft in report.drafts:
        concern = Concern(draft)
        rows += [
            _build_row(each, draft.draft.path, fingerprint_finding(each, concern), seen) for each in draft.outstanding
        ]
    yield dump_json(rows, indent=1)
    yield "\n"


def _build_row(finding: Finding, path: str, identity: str, seen: Counter[tuple[str, str]]) -> dict[str, Any]:
    where = PurePath(finding.path or path).as_posix()
    seen[where, identity] += 1
    text = f"{where}\0{identity}\0{seen[where, identity]}"
    return {
        "description": make_visible(write_one_line(finding)),
        "check_name": finding.rule,
        "fingerprint": blake2b(text.encode(errors="surrogatepass"), digest_size=16).hexdigest(),
        "severity": SEVERITIES[finding.level],
        "location": {"path": where, "lines": {"begin": finding.line or 1}},
    }
