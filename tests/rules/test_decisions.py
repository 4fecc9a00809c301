"""The tables that decide a code, row by row, against rows written by hand; each row has a test that can fail."""

import itertools
import tomllib
from pathlib import Path

import pytest

from citecheck.model.change import AnchorState, Change
from citecheck.model.evidence import Support
from citecheck.model.exchange import Fault
from citecheck.model.page import Page, Reach
from citecheck.rules import RULES
from citecheck.rules.drift import ANCHOR_RULE, CHANGE_RULE
from citecheck.rules.links import FAULT_RULE, PAGE_RULE, REACH_RULE, find_visit_rule
from citecheck.rules.support import SUPPORT_RULE

from .given import build_visit, find_findings

EXPECTED = tomllib.loads((Path(__file__).parent / "decisions.toml").read_text("utf-8"))
KINDS = {"reach": Reach, "page": Page, "fault": Fault, "support": Support, "anchor": AnchorState, "change": Change}
TABLES = {
    "change": CHANGE_RULE,
    "reach": REACH_RULE,
    "page": PAGE_RULE,
    "fault": FAULT_RULE,
    "support": SUPPORT_RULE,
    "anchor": ANCHOR_RULE,
}
CODES = sorted({code for rows in EXPECTED.values() for code in rows.values()})
FACTS = {
    "facts-missing": [["number", "absent", "four", ""]],
    "differs": [["number", "differs", "four", "three"]],
}
LOOKS = {"reach": ("",), "page": ("gone", "walled", "failing"), "fault": ("gone", "failing")}
"""The reaches under which a row is asked; that of `reach` is its own."""


def code_of(rule):
    """The code of a rule, "" for none."""
    return rule.code if rule else ""


def decide(kind, value, look=""):
    """The code that the program gives one value, "" for none."""
    if kind in LOOKS:
        row = {"reach": look, "status": 200, kind: value} if look else {kind: value}
        return code_of(find_visit_rule(build_visit("https://www.example.org/", row)))
    facts = FACTS.get(value, [])
    given = {
        "support": {"says": [{"support": value, "facts": facts}]},
        "anchor": {"anchor": {"state": value}},
        "change": {"visit": {"change": value, "page": "live"}},
    }
    try:
        return " ".join(finding.rule for finding in find_findings(given[kind]))
    except KeyError as missing:  # the texts of another family's rule name what was not seen
        return f"no {missing}"


def find_wrong_rows(kind):
    """The values whose code is not the expected one."""
    wrong = [
        (value, look)
        for value, code in EXPECTED[kind].items()
        for look in LOOKS.get(kind, ("",))
        if decide(kind, value, look) != (code or EXPECTED["reach"].get(look, ""))
    ]
    if kind == "support":  # a code for what was not compared would have no effect, so the rows are compared as well
        wrong += [
            (value, "row") for value, rule in SUPPORT_RULE.items() if code_of(rule) != EXPECTED[kind][value.value]
        ]
    return wrong


@pytest.mark.parametrize("kind", KINDS)
def test_each_row_gives_its_code(kind):
    """Every value gives the code that its row names."""
    assert find_wrong_rows(kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_no_value_is_left_out(kind):
    """The rows name every value of the enumeration, and codes that exist."""
    assert set(EXPECTED[kind]) == {value.value for value in KINDS[kind]}
    assert set(EXPECTED[kind].values()) - {""} <= set(RULES)


@pytest.mark.parametrize(
    ("kind", "value"),
    [(kind, value) for kind in TABLES for value in KINDS[kind]],
    ids=lambda each: getattr(each, "value", each),
)
def test_another_code_in_one_row_is_noticed(kind, value, monkeypatch):
    """A table in which one row has the code of any other row is found wrong."""
    for code in set(CODES) - {EXPECTED[kind][value.value]}:
        monkeypatch.setitem(TABLES[kind], value, RULES.get(code))
        assert find_wrong_rows(kind), code


@pytest.mark.parametrize("kind", ["reach", "page", "fault"])
def test_two_rows_exchanged_are_noticed(kind, monkeypatch):
    """A table in which any two rows with different codes have each other's is found wrong."""
    table = TABLES[kind]
    for one, other in itertools.combinations(table, 2):
        if table[one] != table[other]:
            with monkeypatch.context() as patch:
                first, second = table[one], table[other]
                patch.setitem(table, one, second)
                patch.setitem(table, other, first)
                assert find_wrong_rows(kind), (one, other)


@pytest.mark.parametrize("kind", ["page", "fault"])
@pytest.mark.parametrize("code", ["L305", "L202"])
def test_a_table_with_one_code_throughout_is_wrong_in_each_row(kind, code, monkeypatch):
    """Where a whole table says "maintenance" or "login", every row that means something else is found wrong."""
    for value in TABLES[kind]:
        monkeypatch.setitem(TABLES[kind], value, RULES[code])
    meant_otherwise = {value for value, expected in EXPECTED[kind].items() if expected != code}
    assert {value for value, _ in find_wrong_rows(kind)} == meant_otherwise


@pytest.mark.parametrize("status", [404, 410])
def test_a_status_that_says_gone_goes_before_the_page(status):
    """A page that is gone with 404 or 410 is described by its status, whatever the page looks like; a wall is not."""
    for page in Page:
        row = {"status": status, "page": page.value}
        assert code_of(find_visit_rule(build_visit("https://a.example/", {"reach": "gone", **row}))) == "L101"
        assert code_of(find_visit_rule(build_visit("https://a.example/", {"reach": "walled", **row}))) == (
            EXPECTED["page"][page.value] or "L201"
        )


@pytest.mark.parametrize("reach", ["live", "moved", "suspect", "unknown", "offline"])
def test_other_reaches_need_no_closer_reason(reach):
    """A visit that is neither gone, walled nor failing is described by its reach alone, whatever page or fault it had.

    A suspect that answers with a page of its own is one: it shows a notice.
    """
    for page in Page:
        is_notice = (reach, page) == ("suspect", Page.LIVE)
        assert decide("page", page.value, reach) == ("L209" if is_notice else EXPECTED["reach"][reach])
    for fault in Fault:
        assert decide("fault", fault.value, reach) == EXPECTED["reach"][reach]
