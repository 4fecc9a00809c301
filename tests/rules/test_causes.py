"""Findings with one cause carry one key, whatever their notes and addresses."""

import tomllib
from pathlib import Path

import pytest

from citecheck.model.draft import Place
from citecheck.model.exchange import RefusalReason
from citecheck.rules import RULES
from citecheck.rules.finding import describe_cause, describe_place

from .given import find_findings

SAID = tomllib.loads((Path(__file__).parent / "causes.toml").read_text("utf-8"))
CUT = (
    "Rain fell. [1] It rose. [2]\n\n[1] https://www.example.org/ra...\n[2] https://news.example/a-flood-in-the\u2026\n"
)
WORDS = "Rain fell. [1] It rose. [2]\n\n[1] www dot example dot org/rain\n[2] news dot example dot org/flood\n"
CAUSES = [
    ({"draft": CUT}, "T101", "cut:ellipsis"),
    ({"draft": WORDS}, "T102", "spelling:words"),
    ({"visit": {"reach": "unknown", "refusal": "offline"}}, "L501", "refusal:offline"),
    ({"visit": {"reach": "unknown", "refusal": "not-in-replay"}}, "L501", "refusal:not in replay"),
    ({"visit": {"reach": "unknown"}}, "L501", None),
    ({"visit": {"reach": "gone", "fault": "no-such-host"}}, "L102", "host:www.example.org"),
    (
        {"visit": {"reach": "gone", "page": "parked", "final_url": "https://sale.example/x"}},
        "L104",
        "host:sale.example",
    ),
    ({"visit": {"reach": "walled", "page": "js_shell"}}, "L206", "host:www.example.org"),
    ({"visit": {"reach": "failing", "status": 503, "page": "error_page"}}, "L301", "host:www.example.org"),
    ({"visit": {"reach": "gone", "status": 404}}, "L101", None),
]


@pytest.mark.parametrize(("given", "rule", "cause"), CAUSES)
def test_the_cause_of_a_finding(given, rule, cause):
    """Cuts share their kind, faults of a host the host, what was not asked the reason; a dead page has none."""
    found = [finding for finding in find_findings(given) if finding.rule == rule]
    assert {finding.cause for finding in found} == {cause}


def test_a_cut_without_an_ellipsis_is_a_case_of_its_own():
    """An address that the end of the file cut has another cause than those that a publishing system cut."""
    found = find_findings({"draft": CUT + "[3] https://www.example.org/ri"})
    assert [finding.cause for finding in found if finding.rule == "T101"] == ["cut:ellipsis", "cut:ellipsis"]


@pytest.mark.parametrize("code", sorted({*SAID["together"], *(code for code, rule in RULES.items() if rule.together)}))
def test_several_findings_have_one_message(code):
    """The message of a common cause names the number and the cause, as the row of the rule says."""
    assert describe_cause(RULES[code], "host:www.example.org", 1200) == SAID["together"].get(code)


@pytest.mark.parametrize("refusal", RefusalReason)
def test_each_refusal_is_in_words(refusal):
    """Several sources that were not asked have one message, which says why in words of the reader."""
    row = {"reach": "unknown", "refusal": refusal.value}
    (cause,) = {finding.cause for finding in find_findings({"visit": row}) if finding.rule == "L501"}
    assert describe_cause(RULES["L501"], cause, 29) == SAID["not-asked"][refusal.value]


@pytest.mark.parametrize("refusal", [None, *RefusalReason])
def test_each_refusal_has_its_advice(refusal):
    """Whatever kept a source from being asked, the advice is what changes that."""
    row = {"reach": "unknown", "error": "why"} | ({"refusal": refusal.value} if refusal else {})
    (finding,) = find_findings({"visit": row})
    assert (finding.message, finding.advice) == (
        "Nothing was asked of the source: why.",
        SAID["refusal"][refusal.value if refusal else "none"],
    )


@pytest.mark.parametrize("address", ["https://www.example.org/ra...", "https://www.example.org/ra\u2026"])
def test_both_spellings_of_an_ellipsis_are_one_cause(address):
    """An ellipsis of dots and one of a single character are made by the same systems."""
    found = find_findings({"draft": f"Rain fell. [1]\n\n[1] {address}\n"})
    assert [(finding.rule, finding.cause) for finding in found] == [("T101", "cut:ellipsis")]


PLACES = [
    (Place(line=498, column=1, paragraph=498), "paragraph 498"),
    (Place(line=12, column=1, page=3), "page 3"),
    (Place(line=1204, column=7), "line 1,204"),
    (Place(), ""),
]


@pytest.mark.parametrize(("place", "words"), PLACES)
def test_a_place_is_worded_as_its_format_counts(place, words):
    """A Word document has paragraphs, a PDF pages, a text lines."""
    assert describe_place(place) == words
