"""Tests of what the claim of a citation is."""

import pytest

from citecheck.evidence.claims import remove_addresses


@pytest.mark.parametrize(
    ("sentence", "claim"),
    [
        ("The mayor left in 1988 (https://weirham.net/1987/dead).", "The mayor left in 1988."),
        ("The mayor left in 1988 [www.weirham.net/1987/dead].", "The mayor left in 1988."),
        ("The mayor left in 1988 (weirham dot net/1987/dead) [1].", "The mayor left in 1988 [1]."),
        ("The mayor left in 1988: https://weirham.net/1987/dead", "The mayor left in 1988"),
        (
            "The mayor left in 1988 (see https://weirham.net/1987, and others).",
            "The mayor left in 1988 (see, and others).",
        ),
        ("Lund counts 45 (doi:10.1000/1987.33) and 46.", "Lund counts 45 and 46."),
        ("The rate was 5/6 in 1987/88 and/or 1989.", "The rate was 5/6 in 1987/88 and/or 1989."),
        ("maliweb.net says that 12 died.", "maliweb.net says that 12 died."),
    ],
)
def test_an_address_is_no_part_of_the_claim(sentence: str, claim: str) -> None:
    """Figures of an address are no facts; the name of a site and fractions are none."""
    assert remove_addresses(sentence) == claim
