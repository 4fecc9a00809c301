"""A permanent redirect is called a move of the source only where its page shows what was cited."""

import pytest

from .given import find_findings

DRAFT = "The bridge closed in March 2024. [1]\n\n[1] https://a.example.org/old/bridge\n"
VISIT = {"reach": "moved", "final_url": "https://b.example.org/new/bridge"}


def moved(support, facts=()):
    says = [{"support": support, "facts": list(facts)}] if facts else [{"support": support}]
    (finding,) = [
        one for one in find_findings({"draft": DRAFT, "visit": VISIT, "says": says}) if one.rule in {"L401", "L403"}
    ]
    return finding


def test_a_page_that_supports_the_claim_has_moved():
    """With a passage that supports the claim the new address is the one to name."""
    finding = moved("evidence")
    assert finding.rule == "L401"
    assert finding.message == "The source moved for good to https://b.example.org/new/bridge."
    assert finding.advice == "Name the new address in the draft."


@pytest.mark.parametrize("support", ["not-found", "not-checkable"])
def test_a_page_that_shows_nothing_is_to_be_opened(support):
    """Without a passage nobody is asked to name the new address unseen."""
    finding = moved(support)
    assert finding.rule == "L403"
    assert "nothing that was cited was found" in finding.message
    assert finding.advice.startswith("Open the new address by hand")
