"""Marked texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.model.evidence import Fact, FactKind, FactVerdict
from citecheck.report.marked_text import MOST_WORDS, mark_change, mark_claim, mark_passage

TEXTS = st.text(alphabet="ab 12,.é\u0301\n", max_size=40)


def joined(segments):
    return "".join(segment.text for segment in segments)


def facts(*rows):
    return [Fact(FactKind.NUMBER, claimed, found, FactVerdict(verdict)) for claimed, found, verdict in rows]


def marked(segments):
    return [(segment.text, segment.mark) for segment in segments if segment.mark]


@settings(max_examples=80)
@given(TEXTS, TEXTS)
def test_changes_give_both_texts_back(before, after):
    """Segments joined are the texts, and what is not marked is the same in both."""
    gone, come = mark_change(before, after)
    assert (joined(gone), joined(come)) == (before, after)
    assert joined(s for s in gone if not s.mark) == joined(s for s in come if not s.mark)


@settings(max_examples=80)
@given(TEXTS, st.lists(TEXTS, max_size=4))
def test_marks_give_the_text_back(text, phrases):
    """Whatever is marked, the segments joined are the text."""
    rows = [(phrase, phrase, verdict) for phrase in phrases for verdict in ("agrees", "differs")]
    assert joined(mark_claim(text, facts(*rows))) == text


CASES = [
    ("It peaked at 4,180 on 14 April.", [("4,180", "4,810", "differs"), ("14 April", None, "absent")],
     [("4,180", "differs"), ("14 April", "absent")]),
    ("one and One", [("one", "x", "agrees"), ("one", "x", "agrees")], [("one", "agrees"), ("One", "agrees")]),
    ("3 of 13", [("13", "13", "agrees"), ("3", "4", "differs")], [("3", "differs"), ("13", "agrees")]),
    ("nothing here", [("12", "12", "agrees"), ("", "", "agrees")], []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "rows", "marks"), CASES)
def test_facts_are_marked(text, rows, marks):
    """Each fact marks its own place once, in any case; what is not there marks nothing."""
    assert marked(mark_claim(text, facts(*rows))) == marks


def test_a_passage_is_marked_by_what_it_says():
    """In the source it is the found wording that is marked, and absent facts are not."""
    rows = [("4,180", "4,810", "differs"), ("Ostrel", None, "absent")]
    assert marked(mark_passage("It was 4,810 at Ostrel.", facts(*rows))) == [("4,810", "differs")]


def test_long_texts_are_marked_as_a_whole():
    """A comparison that would take long is not made."""
    long = "word " * MOST_WORDS
    assert [segment.mark for segment in mark_change(long, long)[0]] == ["changed"]


def test_a_phrase_inside_a_word_is_not_marked():
    """A short name is marked where it is a word of its own; in scripts without spaces, wherever it is."""
    assert marked(mark_claim("New ways (EW)", facts(("EW", None, "absent")))) == [("EW", "absent")]
    assert joined(mark_claim("New ways (EW)", facts(("EW", None, "absent")))[:1]) == "New ways ("
    assert marked(mark_claim("中国外交部", facts(("外交", None, "absent")))) == [("外交", "absent")]
