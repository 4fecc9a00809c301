"""JUnit XML for test reports in CI: one suite per draft, one case per citation.

Errors fail their case. Warnings and notes appear in its output, because a wall or a failing server must not fail a
run. A finding that belongs to no sentence is a separate case.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from citecheck.model.finding import Finding, Level
from citecheck.model.report import DraftReport, Report
from citecheck.report.document import write_moment
from citecheck.report.findings import Concern, write_one_line
from citecheck.report.safe_text import make_visible
from citecheck.report.summary import LEVELS


def render_junit(report: Report) -> Iterator[str]:
    """Yield the file as one XML document."""
    root = Element("testsuites", name="citecheck")
    if report.findings:
        _add_cases(_add_suite(root, "run", report), "run", [("the run", list(report.findings))])
    for draft in report.drafts:
        path = make_visible(draft.draft.path)
        _add_cases(_add_suite(root, path, report), path, _name_cases(draft))
    for count in ("tests", "failures"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    indent(root)
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield tostring(root, encoding="unicode")
    yield "\n"


def _add_suite(root: Element, name: str, report: Report) -> Element:
    elapsed = (report.run.finished - report.run.started).total_seconds()
    started = write_moment(report.run.started).removesuffix("Z")
    return SubElement(root, "testsuite", name=name, timestamp=started, time=f"{elapsed:.3f}", errors="0", skipped="0")


def _name_cases(draft: DraftReport) -> list[tuple[str, list[Finding]]]:
    """Return (name of the case, its findings) for each citation, then for each finding that belongs to none."""
    concern = Concern(draft)
    found: dict[int, list[Finding]] = defaultdict(list)
    loose = []
    for finding in draft.findings:
        concerned = concern.citations(finding)
        for result in concerned:
            found[id(result)].append(finding)
        if not concerned:
            loose.append((f"{finding.rule} {finding.marker or ''} {finding.message}", [finding]))
    cited = [(f"{each.citation.marker} {each.citation.sentence}", found[id(each)]) for each in draft.citations]
    return cited + loose


def _add_cases(suite: Element, path: str, cases: Sequence[tuple[str, list[Finding]]]) -> None:
    failed = 0
    for name, findings in cases:
        case = SubElement(suite, "testcase", name=make_visible(name), classname=path, file=path)
        errors = [finding for finding in findings if finding.level is Level.ERROR]
        others = [finding for finding in findings if finding.level is not Level.ERROR]
        if errors:
            failed += 1
            failure = SubElement(case, "failure", type=errors[0].rule, message=make_visible(errors[0].message))
            failure.text = "\n".join(map(_write_line, errors))
        if others:
            SubElement(case, "system-out").text = "\n".join(map(_write_line, others))
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(failed))


def _write_line(finding: Finding) -> str:
    place = ":".join(str(part) for part in (finding.path, finding.line, finding.column) if part)
    parts = (place, f"{LEVELS[finding.level]} {finding.rule}:", write_one_line(finding))
    return make_visible(" ".join(part for part in parts if part))
