"""Anchors: the passage kept, and what a later text says of it."""

import pytest

from citecheck.evidence.anchors import anchor_of, read_anchor
from citecheck.evidence.examination import examine
from citecheck.model.change import Anchor, AnchorState
from citecheck.model.evidence import Claim, FactKind
from citecheck.model.page import PageText

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


@pytest.mark.parametrize(
    "text",
    [
        TEXT.replace("did not object", "didn't object"),
        TEXT.replace("March 6", "Mar. 6"),
        TEXT.replace("Lyon", "Lyon[3]").replace("object.", "object.[12]"),
        TEXT.replace("object. A spokesman", "object, and a spokesman"),
        TEXT.replace("Monday. The company", "Monday; the company"),
        TEXT.replace("2024, and Marc", "2024. Marc"),
    ],
)
def test_another_style_leaves_it_intact(text):
    """Contractions, short months, footnote marks, and sentences run together or parted change nothing that was said."""
    assert read_anchor(ANCHOR, text).state is AnchorState.INTACT


@pytest.mark.parametrize(
    ("kept", "now"),
    [
        ("1,300 houses", "1300 houses"),
        ("1,300 houses", "1 300 houses"),
        ("5% of it", "5 percent of it"),
        ("2.50", "2,50"),
    ],
)
def test_figures_in_another_style_are_the_same(kept, now):
    """Thousands and percents written otherwise are the same figures."""
    text = "The council met. The company of the town sold {} in the year before. A spokesman thanked everyone."
    exact = f"The company of the town sold {kept} in the year before."
    anchor = Anchor(exact, "The council met. ", " A spokesman thanked everyone.")
    assert read_anchor(anchor, text.format(now)).state is AnchorState.INTACT
    assert read_anchor(anchor, text.format(now.replace("5", "7").replace("3", "8"))).state is AnchorState.ALTERED


def test_a_passage_run_together_with_a_changed_fact_is_altered():
    """A changed figure is found in a sentence that was run together with the next one."""
    text = TEXT.replace("300", "350").replace("object. A spokesman", "object, and a spokesman")
    reading = read_anchor(ANCHOR, text)
    assert reading.state is AnchorState.ALTERED
    assert [(fact.claimed, fact.found) for fact in reading.facts] == [("300", "350")]


def test_a_passage_taken_from_its_place_is_gone():
    """Where its neighbours closed up, a half alike sentence elsewhere is not its new wording."""
    other = " The company sold 12 houses in Nice on May 9, 2024."
    assert read_anchor(ANCHOR, TEXT.replace(EXACT + " ", "") + other).state is AnchorState.GONE


def test_a_denial_around_it_alters_it():
    """The words of a passage within a sentence that denies them are not the passage."""
    denied = TEXT.replace("The company sold", "It is not true that the company sold")
    assert read_anchor(ANCHOR, denied).state is AnchorState.ALTERED
