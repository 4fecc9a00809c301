"""Anchors: the passage kept, and what a later text says of it."""

import pytest

from citecheck.model.change import Anchor, AnchorState
from citecheck.model.evidence import Claim, FactKind
from citecheck.model.page import PageText
from citecheck.verify import anchor_of, examine, read_anchor

TEXT = (
    "The council met on Monday. The company sold 300 houses in Lyon on March 6, 2024, and Marc Petit did not object. "
    "A spokesman thanked everyone for their patience.\nContact us"
)
EXACT = "The company sold 300 houses in Lyon on March 6, 2024, and Marc Petit did not object."
ANCHOR = Anchor(EXACT, "The council met on Monday. ", " A spokesman thanked everyone for")


@pytest.mark.parametrize(
    ("before", "after", "kind"),
    [
        ("300", "350", FactKind.NUMBER),
        ("March 6", "February 6", FactKind.DATE),
        ("Marc Petit", "Jean Dubois", FactKind.NAME),
        ("did not object", "did object", FactKind.NEGATION),
    ],
)
def test_a_changed_fact_alters_the_passage(before, after, kind):
    """A passage with one fact changed is altered however alike it looks, and the fact is shown on both sides."""
    reading = read_anchor(ANCHOR, TEXT.replace(before, after))
    assert reading.state is AnchorState.ALTERED
    assert [fact.kind for fact in reading.facts] == [kind]
    assert reading.facts[0].claimed != reading.facts[0].found


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        TEXT.replace("A spokesman thanked everyone for their patience.", "The mayor was away."),
        TEXT.replace("The council met on Monday. ", ""),
        TEXT.replace("sold 300 houses", "sold  300\nhouses").replace(" ", "\u00a0", 3),
        TEXT.replace("The company sold", "The Company has sold").replace(", and Marc", " and Marc"),
    ],
)
def test_edits_elsewhere_and_of_punctuation_leave_it_intact(text):
    """White space, punctuation, small words and edits in other sentences do not touch an anchor."""
    assert read_anchor(ANCHOR, text).state is AnchorState.INTACT


def test_a_passage_away_from_its_neighbours_has_moved():
    """The same words elsewhere, with both neighbours still in their places, are moved."""
    text = TEXT.replace(EXACT + " ", "") + "\nArchive\n" + EXACT
    assert read_anchor(ANCHOR, text).state is AnchorState.MOVED


@pytest.mark.parametrize("text", ["", "Contact us", "The council met on Monday. A spokesman thanked everyone."])
def test_a_passage_that_is_not_there_is_gone(text):
    """Without anything like the passage the anchor is gone."""
    assert read_anchor(ANCHOR, text).state is AnchorState.GONE


def test_the_anchor_is_the_best_passage():
    """The anchor of an examination quotes its best passage with the text around it, and reads as intact."""
    evidence = examine(Claim("The company sold 300 houses in Lyon."), PageText(None, TEXT, TEXT))
    anchor = anchor_of(evidence, TEXT)
    assert anchor.exact == EXACT
    assert TEXT.startswith(anchor.prefix)
    assert read_anchor(anchor, TEXT).state is AnchorState.INTACT
