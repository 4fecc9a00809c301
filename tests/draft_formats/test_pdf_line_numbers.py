"""How the numbers of lines in the margins of manuscripts are read."""

import pytest

from citecheck.draft.reading import read_draft

from .built import of_layout

_LINES = (
    "The council of the old town decided to rebuild",
    "the weir for four million crowns.^{1} It was",
    "opened in May by the minister of works, who",
    "was late. The keeper never opened the sluice",
    "and three villages were left in the night of",
    "the flood. The inquiry blamed the owner of",
    "the mill and nobody else, which surprised the",
    "readers of the paper in the whole valley.^{2}",
    "Others had seen it come for many years and",
    "said so. The reeds grew back in the spring, and",
    "the sea was calm for the rest of the year.",
)
_NOTES = ("100 90 8 ^{1} Courier, http://weir.example/1", "100 80 8 ^{2} Holm, http://weir.example/2")


def _page(numbers, *, lines=_LINES, x=100, number_x=70):
    """Make a page of double-spaced lines. `numbers` has the line number of each line, or None."""
    made = ["page"]
    for row, (line, number) in enumerate(zip(lines, numbers, strict=True)):
        made.append(f"{x} {760 - 22 * row} 11 {line}")
        if number is not None:
            made.append(f"{number_x + 5 * (number < 10)} {760 - 22 * row} 8 {number}")
    return made


def _text_of(*lines):
    draft = read_draft(of_layout("\n".join(lines)), path="weir.pdf")
    return " ".join(block.text for block in draft.blocks), [note.marker for note in draft.footnotes]


_PLAIN = " ".join(_LINES).replace("^{1}", "").replace("^{2}", "")


@pytest.mark.parametrize("margin", [70, 480])
@pytest.mark.parametrize("first", [1, 214])
def test_numbers_of_all_lines_are_no_text(margin, first):
    """Numbers in the left or the right margin that ascend by one with the lines are omitted, and the notes are found."""
    text, notes = _text_of(*_page(range(first, first + len(_LINES)), number_x=margin), *_NOTES)
    assert (text, notes) == (_PLAIN, ["1", "2"])


def test_every_fifth_number_is_no_text():
    """Numbers at every fifth line are omitted, whatever the lines begin with."""
    lines = [f"Sang the {word} to the reeds and the sea" for word in ("wind", "rain", "snow", "hail", "mist") * 5]
    numbers = [row if row % 5 == 0 else None for row in range(1, 26)]
    text, _ = _text_of(*_page(numbers, lines=lines, number_x=400))
    assert not any(character.isdecimal() for character in text)


def test_numbers_that_begin_again_on_each_page_are_no_text():
    """Line numbers may begin again on each page, and a last page may have only two lines."""
    numbers = range(1, len(_LINES) + 1)
    text, _ = _text_of(*_page(numbers), *_NOTES, *_page(numbers), *_page([1, 2], lines=_LINES[:2]))
    assert not any(character.isdecimal() for character in text)


def test_numbers_in_both_margins_of_two_columns_are_no_text():
    """Of two columns, the left one may be numbered in the left margin and the right one in the right margin."""
    left = [f"the river of year rose and fell{end}" for end in (" in", " at", " by") * 4]
    right = [line.replace("year", "spring") for line in left]
    both = (
        _page(range(54, 66), lines=left, x=80, number_x=50) + _page(range(66, 78), lines=right, x=320, number_x=520)[1:]
    )
    text, _ = _text_of(*both)
    assert not any(character.isdecimal() for character in text)


def test_the_numbers_of_one_line_entries_are_kept():
    """Entries of one line each begin with capitals, so their numbers are no line numbers."""
    lines = [f"Holm, The Mill, volume {word}" for word in ("one", "two", "three", "four", "five", "six")]
    text, _ = _text_of(*_page(range(1, 7), lines=lines))
    assert "3 Holm, The Mill, volume three" in text


def test_the_numbers_of_longer_entries_are_kept():
    """The numbers of a list whose entries take several lines each are neither at each line nor at equal distances."""
    lines = [line.replace("^{1}", "").replace("^{2}", "") for line in _LINES]
    numbers = [1, None, 2, 3, None, None, 4, None, 5, 6, None]
    text, _ = _text_of(*_page(numbers, lines=lines))
    assert text.startswith("1 The council")


def test_the_numbers_of_a_table_in_the_text_are_kept():
    """Numbers that ascend by one in a column of the text are no line numbers."""
    lines = [line.replace("^{1}", "").replace("^{2}", "") for line in _LINES]
    rows = [f"150 {500 - 14 * row} 10 {row}\n200 {500 - 14 * row} 10 mill of the valley" for row in range(1, 8)]
    text, _ = _text_of(*_page([None] * len(lines), lines=lines), *rows)
    assert "7 mill of the valley" in text
