"""Pairing what went with what came, and marking the words."""

from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.model.change import Change, Comparison, Edit
from citecheck.page.difference.likeness import measure_likeness
from citecheck.page.difference.pairs import pair_sentences, split_changed_words
from citecheck.report.marked_text import render_comparison

SENTENCE = st.text(alphabet="abc dé1.", min_size=1, max_size=20)


def test_rewritten_sentences_are_paired():
    """A rewritten sentence is next to its new wording, deletions and additions in reading order between them."""
    gone = ["The army lost 12 tanks.", "Nobody was hurt in the village.", "Prices fell."]
    new = ["A new law was passed yesterday.", "The army lost 14 tanks.", "Prices fell sharply."]
    assert pair_sentences(gone, new) == [
        ("", "A new law was passed yesterday."),
        ("The army lost 12 tanks.", "The army lost 14 tanks."),
        ("Nobody was hurt in the village.", ""),
        ("Prices fell.", "Prices fell sharply."),
    ]


@settings(max_examples=80, deadline=None)
@given(st.lists(SENTENCE, max_size=8), st.lists(SENTENCE, max_size=8))
def test_nothing_is_lost(gone, new):
    """Every sentence appears exactly once on its side."""
    edits = pair_sentences(gone, new)
    assert sorted(before for before, _ in edits if before) == sorted(gone)
    assert [after for _, after in edits if after] == new


@settings(max_examples=80, deadline=None)
@given(SENTENCE, SENTENCE)
def test_marks_rebuild_both_sides(before, after):
    """The marked pieces put together are the two sentences."""
    pieces = split_changed_words(before, after)
    assert "".join(text for text, old, _ in pieces if old) == before
    assert "".join(text for text, _, new in pieces if new) == after


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=30), max_size=5), st.lists(st.text(max_size=30), max_size=5))
def test_likeness(first, second):
    """Likeness is symmetric and between 0 and 1."""
    assert 0 <= measure_likeness(first, second) == measure_likeness(second, first) <= 1


def test_lines_for_people():
    """Changed words are marked, and what strangers wrote cannot act on the terminal."""
    edits = (Edit("12 tanks", "14 tanks"), Edit("Gone.\x1b[2J", ""), Edit("", "New."))
    lines = list(render_comparison(Comparison(Change.EDITED, edits, 0.9)))
    assert lines[2] == "~ [-12-]{+14+} tanks"
    assert lines[-1] == "+ {+New.+}"
    assert "\x1b" not in "".join(lines)
    assert "\x1b[31m" in "".join(render_comparison(Comparison(Change.EDITED, edits, 0.9), color=True))
