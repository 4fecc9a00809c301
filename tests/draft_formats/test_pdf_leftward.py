"""How lines that are written from right to left are read."""

import pytest

from citecheck.draft.reading import read_draft

from .built import of_layout

_TEXT = (
    # in each line, "abc" to "ghi" are its words from left to right, so it is read from "ghi" on
    "72 700 10 h ghi abc def ghi abc def ghi abc def",
    "72 688 10 h ghi abc def ghi abc def ghi abc def",
)


def _read(*lines):
    return read_draft(of_layout("\n".join(["page", *lines])), path="sekher.pdf")


def _hebrew(word):
    """Return what `word` in the Hebrew font is when read: its letters from right to left."""
    return "".join(chr(0x5D0 + ord(letter) - ord("a")) if letter.isalpha() else letter for letter in reversed(word))


@pytest.mark.parametrize("dotted", [True, False])
def test_notes_from_right_to_left_are_found(dotted):
    """The number of a note is at the right of its line, its dot to the left of the number, and an address from left to right."""
    label = "^{1}" if not dotted else ".1"
    draft = _read(
        *_TEXT,
        "84 676 10 ^{1}",
        "90 676 10 h abc def ghi abc def ghi abc def",
        f"295 90 8 {label}",
        "280 90 8 h abc",
        "180 90 8 http://weir.example/1",
    )
    assert [(note.marker, note.text) for note in draft.footnotes] == [("1", f"{_hebrew('abc')} http://weir.example/1")]
    assert [citation.marker for citation in draft.citations] == ["1"]


def test_numbers_and_words_keep_their_direction():
    """A number and Latin words in a line from right to left are read from left to right, in their place."""
    draft = _read(*_TEXT, "72 664 10 h abc", "92 664 10 The Weir 1987", "152 664 10 h def ghi")
    assert draft.blocks[-1].text.endswith(f"{_hebrew('def ghi')} The Weir 1987 {_hebrew('abc')}")


def test_brackets_around_a_number_are_turned():
    """A bracket belongs to the line from right to left, and shows the other way in it."""
    draft = _read(*_TEXT, "72 664 10 h abc", "92 664 10 (1987)", "125 664 10 h def ghi")
    assert draft.blocks[-1].text.endswith(f"{_hebrew('def ghi')} (1987) {_hebrew('abc')}")


def test_a_short_line_ends_a_paragraph_from_right_to_left():
    """Lines that begin at the same right edge are one paragraph, wherever they end."""
    draft = _read(*_TEXT, "150 676 10 h def ghi abc def ghi abc", "72 664 10 h ghi abc def ghi abc def ghi abc def")
    assert len(draft.blocks) == 1


def test_lines_from_left_to_right_stay_as_they_are():
    """Some Hebrew words in a line from left to right keep their place."""
    draft = _read("72 700 10 The town of", "132 700 10 h abc", "152 700 10 was flooded in 1987 and in 1990.")
    assert draft.blocks[0].text == f"The town of {_hebrew('abc')} was flooded in 1987 and in 1990."
