"""The judge's tables are total, and what they name exists."""

import pytest

from citecheck.model.change import AnchorState
from citecheck.model.evidence import Support
from citecheck.model.exchange import Fault
from citecheck.model.page import Page, Reach
from citecheck.model.report import Visit
from citecheck.reach.faults import FAULT_MEANINGS
from citecheck.rules import RULES
from citecheck.rules.claim_findings import ANCHOR_RULE, SUPPORT_RULE
from citecheck.rules.finding import FINDING_TEMPLATES
from citecheck.rules.link_findings import FAULT_RULE, PAGE_RULE, REACH_RULE, build_visit_fields


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (PAGE_RULE, Page),
        (FAULT_RULE, Fault),
        (REACH_RULE, Reach),
        (ANCHOR_RULE, AnchorState),
        (SUPPORT_RULE, Support),
        (FAULT_MEANINGS, Fault),
    ],
    ids=["page", "fault", "reach", "anchor", "support", "fault-reach"],
)
def test_every_value_has_its_row(table, values):
    """Every value of an enumeration has one row in each table over it."""
    assert set(table) == set(values)


def test_every_rule_that_is_named_exists_and_has_its_wording():
    """A code in a table is in the table of rules and in that of the wordings."""
    codes = {
        code
        for table in (PAGE_RULE, FAULT_RULE, REACH_RULE, ANCHOR_RULE, SUPPORT_RULE)
        for code in table.values()
        if code is not None
    }
    assert codes <= set(RULES)
    assert codes <= set(FINDING_TEMPLATES)


def test_walls_are_never_called_dead():
    """No page class that is a wall leads to a rule of the gone sources."""
    walls = {Page.WAF_CHALLENGE, Page.WAF_BLOCK, Page.LOGIN_WALL, Page.CONSENT_WALL, Page.LEGAL_BLOCK, Page.GEO_BLOCK}
    assert all(PAGE_RULE[page].startswith("L2") for page in walls)


@pytest.mark.parametrize(
    ("title", "said"), [("Error 404", " (“Error 404”)"), (None, ""), ("x" * 200, f" (“{'x' * 120} …”)")]
)
def test_only_titles_that_pages_have_are_quoted(title, said):
    """A message quotes the title of a page in a parenthesis, cut if it is long, and has none for a page without."""
    visit = Visit("https://a.example/", None, Reach.GONE, Page.SOFT_404, 200, None, title)
    assert build_visit_fields(visit).titled == said
