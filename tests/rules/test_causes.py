"""Findings with one cause carry one key, whatever their notes and addresses."""

import pytest

from citecheck.model.draft import Place
from citecheck.model.exchange import RefusalReason
from citecheck.rules import RULES
from citecheck.rules.finding import describe_cause, describe_place
from citecheck.rules.links import REFUSAL_REMEDY

from .given import find_findings

URL = "https://www.example.org/rain"
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


@pytest.mark.parametrize("rule", [rule for rule in RULES.values() if rule.together], ids=lambda rule: rule.code)
def test_several_findings_have_one_message(rule):
    """The message of a common cause names the number, and no placeholder is left in it."""
    text = describe_cause(rule, "host:www.example.org", 1200)
    assert "{" not in text
    assert "1,200" in text
    assert text.endswith(".")


def test_each_refusal_has_its_advice():
    """Whatever kept a source from being asked, the advice is what changes that."""
    assert set(REFUSAL_REMEDY) == {None, *RefusalReason}
    assert "--offline" in REFUSAL_REMEDY[RefusalReason.OFFLINE]
    assert "--replay" in REFUSAL_REMEDY[RefusalReason.NOT_IN_REPLAY]


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
