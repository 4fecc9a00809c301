"""Every code has a case that raises it and a near miss that does not.

`found` of a case has one row for each finding: its level, the line and column as `at`, what else is not empty, and its
texts in full. A case without it fails and prints the rows to paste; read each one for truth before keeping it.
"""

import json
import re
import tomllib
from pathlib import Path

import pytest

from citecheck.rules import RULES

from .given import find_findings

FOLDER = Path(__file__).parent / "cases"
CASES = [
    (path.stem, case)
    for path in sorted(FOLDER.glob("*.toml"))
    for case in tomllib.loads(path.read_text("utf-8"))["case"]
]
NEVER_RAISED = {"S104"}
"""The page of a link, a cut or a missing address says already why nothing was compared."""
EACH = pytest.mark.parametrize(
    "case", [case for _, case in CASES], ids=[f"{stem}-{case['rule']}-{at}" for at, (stem, case) in enumerate(CASES)]
)


def codes_of(given):
    """The codes of a case's findings, in order."""
    return [finding.rule for finding in find_findings(given)]


def describe(finding):
    """The row of a finding in a case: what an editor is shown, without its code and what is empty."""
    row = {"level": finding.level.value}
    if finding.line:
        row["at"] = f"{finding.line}:{finding.column}" if finding.column else str(finding.line)
    for name in ("page", "paragraph", "marker", "also", "url", "cause", "message", "advice"):
        value = getattr(finding, name)
        if value:
            row[name] = list(value) if name == "also" else value
    if finding.further_places:
        row["further"] = [f"{place.line}:{place.column}" for place in finding.further_places]
    return row


def render(findings):
    """The rows of findings as lines of a case file."""
    rows = [
        ", ".join(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in describe(finding).items())
        for finding in findings
    ]
    return "\n".join(["found = [", *(f"  {{ {row} }}," for row in rows), "]"])


@EACH
def test_case_raises_its_code(case):
    """What a case gives raises its code, and no other than those that the case lists as well."""
    assert codes_of(case["raises"]) == case.get("with", [case["rule"]])


@EACH
def test_findings_are_stated_in_full(case):
    """The level, the place, the address and the texts of each finding of a case are those that the case states."""
    findings = find_findings(case["raises"])
    assert list(map(describe, findings)) == case.get("found"), render(findings)


@EACH
def test_near_miss_does_not_raise_the_code(case):
    """What differs from the case in one respect does not raise its code; what it raises instead is listed."""
    found = codes_of(case["near"])
    assert case["rule"] not in found
    assert found == case.get("instead", [])


@EACH
def test_messages_are_filled(case):
    """No message or advice has an empty place, and each ends as a sentence or with what it quotes."""
    for finding in find_findings(case["raises"]):
        assert not re.search(r"[{}]|“”|\bNone\b(?! of)|  ", finding.message + finding.advice), finding
        assert finding.advice.endswith(".")
        assert finding.level is RULES[finding.rule].level or case.get("level") == finding.level


@pytest.mark.parametrize(
    ("rule", "visit"),
    [
        ("L402", {"lost_fragments": ["levels"]}),
        ("D102", {"change": "replaced"}),
        ("D106", {"flapping": True}),
        ("L101", {"reach": "gone", "status": 404}),
    ],
)
def test_a_kept_copy_is_named_in_the_advice(rule, visit):
    """Where a copy that showed the cited content is kept, the advice says how to see it, else nothing of a copy."""
    draft = "Rain fell. [1]\n\n[1] https://www.example.org/rain#levels\n"
    (finding,) = find_findings({"draft": draft, "visit": {**visit, "kept": True}})
    (without,) = find_findings({"draft": draft, "visit": visit})
    assert finding.rule == without.rule == rule
    assert finding.advice == f"{without.advice} A copy of 2026-11-20 is kept (citecheck archive show 01234567)."


def test_every_code_has_a_case():
    """Each code of the table is raised by a case; the listed exceptions are raised by nothing."""
    assert {case["rule"] for _, case in CASES} == set(RULES) - NEVER_RAISED


def test_cases_are_kept_by_family():
    """A file of cases holds one family alone."""
    assert all(len({case["rule"][0] for stem, case in CASES if stem == name}) == 1 for name, _ in CASES)


def test_the_fact_that_no_source_supports_is_shown():
    """Of a source with two differing facts, the one that another source supports is not called wrong."""
    draft = "It rose by four metres in May. [1]\n\n[1] https://www.example.org/a ; https://www.example.org/b\n"
    says = [
        {
            "support": "differs",
            "facts": [["number", "differs", "four", "three"], ["date", "differs", "May", "June"]],
            "passages": ["In June it rose by three metres."],
            "score": 0.95,
        },
        {
            "support": "evidence",
            "facts": [["number", "agrees", "four", "four"]],
            "passages": ["It rose by four metres."],
        },
    ]
    wrong, disagreement = find_findings({"draft": draft, "says": says})
    assert "says “May”, the source says “June”" in wrong.message
    assert (
        "https://www.example.org/b agrees with “four”, https://www.example.org/a says “three”" in disagreement.message
    )
