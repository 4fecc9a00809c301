"""JUnit XML for test reports in CI: one suite per draft, one case per citation.

Errors fail their case. Warnings and notes appear in its output, because a wall or a failing server must not fail a
run. A finding that belongs to no sentence is a separate case. The properties of a suite are its verdict and counts,
those of a case the state of its citation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from citecheck.model.finding import Finding, Level
from citecheck.model.report import CitationState, DraftReport, Report
from citecheck.report.document import write_moment
from citecheck.report.findings import Concern, write_one_line
from citecheck.report.safe_text import make_visible
from citecheck.report.summary import LEVELS
from citecheck.report.verdict import Verdict, judge_draft, write_verdict
from citecheck.rules.finding import describe_place
from citecheck.rules.state import state_of


def render_junit(report: Report) -> Iterator[str]:
    """Yield the file as one XML document."""
    root = Element("testsuites", name="citecheck")
    if report.findings:
        _add_cases(_add_suite(root, "run", report), "run", [_Case("the run", list(report.findings))])
    for draft in report.drafts:
        path = make_visible(draft.draft.path)
        suite = _add_suite(root, path, report)
        _add_properties(suite, _list_properties(judge_draft(draft, report)))
        _add_cases(suite, path, _list_cases(draft))
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


def _list_properties(verdict: Verdict) -> Iterator[tuple[str, str]]:
    """Yield the verdict, the counts by state and what was left out, as names and values."""
    for member, values in write_verdict(verdict).items():
        for name, value in values.items():
            yield f"{member}.{name}", make_visible(str(value).lower() if isinstance(value, bool) else str(value))


def _add_properties(parent: Element, properties: Iterable[tuple[str, str]]) -> None:
    listed = SubElement(parent, "properties")
    for name, value in properties:
        SubElement(listed, "property", name=name, value=value)


@dataclass(frozen=True, slots=True)
class _Case:
    """A test case: its name, its findings, and the state if it is a citation."""

    name: str
    findings: list[Finding]
    state: CitationState | None = None


def _list_cases(draft: DraftReport) -> list[_Case]:
    """Return a case for each citation, then one for each finding that belongs to none."""
    concern = Concern(draft)
    found: dict[int, list[Finding]] = defaultdict(list)
    loose = []
    for finding in draft.outstanding:
        concerned = concern.citations(finding)
        for result in concerned:
            found[id(result)].append(finding)
        if not concerned:
            loose.append(_Case(f"{finding.rule} {finding.marker or ''} {finding.message}", [finding]))
    cited = [
        _Case(f"{each.citation.marker} {each.citation.sentence}", found[id(each)], state_of(each))
        for each in draft.citations
    ]
    return cited + loose


def _add_cases(suite: Element, path: str, cases: Sequence[_Case]) -> None:
    failed = 0
    for each in cases:
        case = SubElement(suite, "testcase", name=make_visible(each.name), classname=path, file=path)
        if each.state is not None:
            _add_properties(case, [("state", each.state.value)])
        errors = [finding for finding in each.findings if finding.level is Level.ERROR]
        others = [finding for finding in each.findings if finding.level is not Level.ERROR]
        if errors:
            failed += 1
            failure = SubElement(case, "failure", type=errors[0].rule, message=make_visible(errors[0].message))
            failure.text = "\n".join(map(_write_line, errors))
        if others:
            SubElement(case, "system-out").text = "\n".join(map(_write_line, others))
    suite.set("tests", str(len(cases)))
    suite.set("failures", str(failed))


def _write_line(finding: Finding) -> str:
    counted = finding.page or finding.paragraph
    position = (describe_place(finding.places[0]),) if counted else (finding.line, finding.column)
    place = ":".join(str(part) for part in (finding.path, *position) if part)
    parts = (place, f"{LEVELS[finding.level]} {finding.rule}:", write_one_line(finding))
    return make_visible(" ".join(part for part in parts if part))
