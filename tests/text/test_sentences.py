"""Where sentences end, in the cases of `sentence_cases.txt`, in any text, and for every reader of sentences alike."""

from itertools import accumulate, pairwise
from pathlib import Path
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.text.sentences import LONGEST_SENTENCE, sentence_spans, split_sentences

LINES = (Path(__file__).parent / "sentence_cases.txt").read_text("utf-8").splitlines()
WRITTEN = [line.partition("\t")[::2] for line in LINES if not line.startswith("#")]
CASES = [case for case in WRITTEN if "‸" not in case[1]]
MARKED = [case for case in WRITTEN if "‸" in case[1]]
PIECES = st.sampled_from(
    ["Dr. ", "z. B. ", "6. ", "U.S. ", "He left.", " She came. ", "“", "”", '"', "(", ")", "...", "。", "？", "؟", "।",
     "\n", "[4]", "«", "»", "‘", "’", " ", "v2.1", "¹"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=30).map("".join)
BAITS = [
    ". ", "“", "“a", '("', '" ', ' "a', "‘a", "a. b. ", "A. ", "...", '. "" ', "1. ", "!", "。」", '.)]"', ". - - ", "a",
    "«", "x.[4]", "Dr. ", ".\t", ". (", ".”¹", "(a", "\n", "a.\n",
]  # fmt: skip


@pytest.mark.parametrize(("language", "text"), CASES)
def test_sentences_end_where_the_case_marks_it(language, text):
    """A text is cut where its case says, and nowhere else."""
    sentences = tuple(one.strip() for one in text.split("¦"))
    assert split_sentences(text.replace("¦", ""), None if language == "und" else language) == sentences


@pytest.mark.parametrize(("language", "text"), MARKED)
def test_a_full_stop_before_a_marker_ends_a_sentence(language, text):
    """A note cited at a full stop shows the end of a sentence, also after an abbreviation."""
    pieces = text.replace("¦", "").split("‸")
    marks = list(accumulate(map(len, pieces[:-1])))
    plain = "".join(pieces)
    spans = sentence_spans(plain, None if language == "und" else language, marks)
    assert [plain[a:b] for a, b in spans] == [one.strip() for one in text.replace("‸", "").split("¦")]


@pytest.mark.parametrize(("language", "text"), CASES)
def test_a_sentence_is_cut_alike_within_a_longer_text(language, text):
    """The cuts of a line are the same between other lines, so that drafts, pages and passages agree."""
    plain, code = text.replace("¦", ""), None if language == "und" else language
    around = split_sentences(f"He left. She came.\n{plain}\nNobody saw it.", code)
    assert around[2:-1] == split_sentences(plain, code)


@given(TEXTS, st.sampled_from([None, "en", "de", "zh", "xx"]), st.lists(st.integers(0, 80), max_size=4))
@settings(max_examples=300, deadline=None)
def test_spans_cover_all_but_white_space(text, language, marks):
    """Spans of any text are in order, hold all its words, begin and end without white space, and are bounded."""
    spans = sentence_spans(text, language, marks)
    assert all(0 < end - start <= LONGEST_SENTENCE for start, end in spans)
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    assert edges == sorted(edges)
    assert not any(text[end:start].strip() for end, start in list(pairwise(edges))[::2])


@given(TEXTS, st.sampled_from([None, "en", "de"]))
@settings(max_examples=300, deadline=None)
def test_strings_are_those_of_the_spans(text, language):
    """The sentences given as strings are the ones whose places are given."""
    assert split_sentences(text, language) == tuple(text[a:b] for a, b in sentence_spans(text, language))


def test_sentences_touch_where_a_marker_was():
    """A full stop before a marker ends a sentence without white space after it."""
    text = "He left.She came.They met."
    assert [text[a:b] for a, b in sentence_spans(text, "en", [8])] == ["He left.", "She came.They met."]


def test_a_list_of_thousands_is_cut_at_white_space():
    """What has no end of a sentence for too long is cut between words."""
    sentences = split_sentences("word " * 2_000, "en")
    assert max(map(len, sentences)) <= LONGEST_SENTENCE
    assert "".join(sentences).count("word") == 2_000
    assert {sentence[-4:] for sentence in sentences} == {"word"}


@pytest.mark.parametrize("bait", BAITS)
def test_hostile_text_takes_linear_time(bait):
    """A text of 400,000 characters made to mislead is split within seconds: a quadratic search would take minutes."""
    started = process_time()
    sentence_spans(bait * (400_000 // len(bait)), "en", range(0, 400_000, 100))
    assert process_time() - started < 8
