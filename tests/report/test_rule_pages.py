"""The rules as documentation."""

import json

import pytest

from citecheck.report.rule_pages import GROUPS, page_of, render_rules
from citecheck.rules import RULES

EVERY = list(RULES.values())


@pytest.mark.parametrize("rule", EVERY, ids=lambda rule: rule.code)
def test_every_rule_has_a_useful_page(rule):
    """A page says what was seen, why it matters, what to do and how to silence it."""
    page = page_of(rule)
    assert rule.code[0] in GROUPS
    for part in ("**Why it matters.** ", "**What to do.** ", f'**To silence it.** Set `ignore = ["{rule.code}"]'):
        assert part in page


def test_rules_as_json():
    """Each rule is an object with its page."""
    rows = json.loads("".join(render_rules(EVERY, "json", explain=False)))
    assert [row["code"] for row in rows] == list(RULES)
    assert all(row["explanation"] for row in rows)


def test_text_lists_or_explains():
    """A line for each rule in the list; a page that fits the width when explained."""
    assert len("".join(render_rules(EVERY, "text", explain=False)).splitlines()) == len(RULES)
    page = "".join(render_rules([RULES["L101"]], "text", explain=True, width=60))
    assert max(map(len, page.splitlines())) <= 60
