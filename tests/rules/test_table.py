"""The table of rules."""

import re

from citecheck.rules import RULES


def test_codes_are_unique_and_well_formed():
    """Every rule has one code of a letter and three digits, and a name of its own."""
    assert all(re.fullmatch(r"[CTLDSA]\d{3}", code) for code in RULES)
    assert len({rule.name for rule in RULES.values()}) == len(RULES)


def test_every_rule_is_documented():
    """Every rule says in a sentence what it means and explains what to do."""
    for rule in RULES.values():
        assert rule.summary.endswith("."), rule.code
        assert len(rule.explanation) > 15, rule.code
