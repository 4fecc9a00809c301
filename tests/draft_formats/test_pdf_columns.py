"""How notes at the foot of columns are read."""

import pytest

from citecheck.draft.formats.pdf.calls import calling_size_of
from citecheck.draft.formats.pdf.pages import read_pages
from citecheck.draft.formats.pdf.rows import rows_of
from citecheck.draft.reading import read_draft

from .built import of_layout


def _column(x, calls, *, rows=8):
    """Make the text of a column, which calls a note in each of the rows `calls`."""
    ends = (f" weir.^{{{calls[row]}}}" if row in calls else " town and" for row in range(rows))
    return [f"{x} {760 - 12 * row} 10 The river rose over the{end}" for row, end in enumerate(ends)]


def _notes(*lines):
    draft = read_draft(of_layout("\n".join(["page", *lines])), path="weir.pdf")
    return {note.marker: note.text for note in draft.footnotes}


def test_a_long_word_does_not_join_the_notes_of_two_columns():
    """The last line of one column may end next to the first line of another column's note."""
    long_address = "https://weir.example/of-the-weir-at-ashby-is-rebuilt/after-eleven-years/delay.html"
    found = _notes(
        *_column(72, {1: 1}),
        "83 104 8 ^{1} Courier, see",
        f"72 94 8 {long_address[:71]}",
        f"72 84 8 {long_address[71:]}",
        *_column(310, {1: 2}),
        "321 94 8 ^{2} Ibid., p. 9.",
    )
    assert found == {"1": f"Courier, see {long_address}", "2": "Ibid., p. 9."}


def test_notes_after_the_text_of_both_columns_are_apart():
    """The last line of one column and the first of the next may follow each other in the file on one baseline."""
    found = _notes(
        *_column(72, {1: 1}),
        *_column(310, {1: 2, 5: 3}),
        "rule 72 112 60",
        "72 104 8 1. Courier of the valley,",
        "72 94 8 4 May 1987, p. 2.",
        "rule 310 102 60",
        "310 94 8 2. Holm, The Mill, p. 7.",
        "310 84 8 3. Berg, The Lock, p. 4.",
    )
    assert found == {
        "1": "Courier of the valley, 4 May 1987, p. 2.",
        "2": "Holm, The Mill, p. 7.",
        "3": "Berg, The Lock, p. 4.",
    }


def test_notes_in_the_order_of_baselines_are_read_by_column():
    """Where a file has the notes of two columns line by line, each column is read whole."""
    found = _notes(
        *_column(72, {1: 1, 3: 2}),
        *_column(310, {1: 3}),
        "72 104 8 ^{1} Courier of the valley,",
        "310 104 8 ^{3} Holm, The Mill, p. 9,",
        "72 94 8 4 May 1987, p. 2.",
        "310 94 8 second edition.",
        "72 84 8 ^{2} Ruiz, The Dam, p. 1.",
    )
    assert found == {
        "1": "Courier of the valley, 4 May 1987, p. 2.",
        "2": "Ruiz, The Dam, p. 1.",
        "3": "Holm, The Mill, p. 9, second edition.",
    }


def test_a_note_goes_on_at_the_foot_of_the_next_column():
    """In three columns, a note that is not at its end goes on in a column without notes of its own."""
    found = _notes(
        *_column(60, {1: 1}),
        *_column(220, {1: 2}),
        *_column(380, {}),
        "70 104 7 ^{1} Courier, p. 2, in",
        "60 95 7 the Sunday edition.",
        "230 104 7 ^{2} Holm, The Mill and",
        "220 95 7 the lock of the",
        "380 104 7 valley, p. 6.",
    )
    assert found == {
        "1": "Courier, p. 2, in the Sunday edition.",
        "2": "Holm, The Mill and the lock of the valley, p. 6.",
    }


@pytest.mark.parametrize("note", ["Holm, The Mill, p. 4.", "Holm, https://weir.example/mill"])
def test_a_caption_at_the_foot_of_the_next_column_is_no_note(note):
    """Small print at the foot of a column ends no note that is at its end, and begins with a small letter if it does."""
    found = _notes(
        *_column(72, {1: 1}),
        f"80 104 8 ^{{1}} {note}",
        *_column(310, {}),
        "310 104 8 Figure 3. The weir at Ashby",
        "310 94 8 after the flood",
    )
    assert found == {"1": note}


def test_the_cells_of_a_table_stay_on_one_line():
    """Cells that a file has row by row are one line, whatever begins below each other."""
    rows = [
        f"72 {760 - 12 * row} 10 Mill number {row} of the valley\n300 {760 - 12 * row} 10 {1900 + row} crowns a year"
        for row in range(8)
    ]
    draft = read_draft(of_layout("\n".join(["page", *rows])), path="mills.pdf")
    assert "Mill number 3 of the valley 1903 crowns a year" in " ".join(block.text for block in draft.blocks)


def test_numbers_apart_from_their_entries_belong_to_the_next_column():
    """The numbers of a list in the second column may hang to the left of its lines, close to them."""
    entries = [
        f"310 {760 - 12 * row} 10 {row + 1}.\n322 {760 - 12 * row} 10 Holm, The Mill, volume {row}" for row in range(8)
    ]
    draft = read_draft(of_layout("\n".join(["page", *_column(72, {}), *entries])), path="mills.pdf")
    assert [block.text for block in draft.blocks][-1] == "8. Holm, The Mill, volume 7"


def test_a_footer_before_the_text_does_not_turn_the_columns():
    """Where the file has the footer first and then both columns, the left column stays before the right one."""
    draft = read_draft(
        of_layout("\n".join(["page", "310 40 8 The Reed Review, 2021", *_column(72, {}), *_column(310, {1: 1})])),
        path="weir.pdf",
    )
    text = " ".join(block.text for block in draft.blocks)
    assert text.index("weir") > text.index("town and") + 8 * len("The river rose over the town and")


@pytest.mark.parametrize("gap", [6, 9])
def test_a_spaced_line_of_a_note_over_all_columns_is_not_divided(gap):
    """A word of a justified line that happens to begin at the edge of a column follows the word before it."""
    words = ["Courier", "of the", "valley,", "see https://weir.example/"]
    places = [310 - gap - 40 - gap - 40, 310 - gap - 40, 310, 310 + 40 + gap]
    wide = [f"{x} 104 8 {word}" for x, word in zip(places, words, strict=True)]
    found = _notes(
        *_column(72, {1: 1}),
        *_column(310, {}),
        f"{places[0] - 8} 104 8 ^{{1}}",
        *wide,
        "72 94 8 the-lock-of-the-mill/1987.html, where the words are whole, and the lines are long",
    )
    assert "https://weir.example/the-lock-of-the-mill/1987.html" in found["1"]


def _works(x, numbers, *, top=760):
    """Make entries whose words begin at `x` and whose labels end there: "[10]" hangs further to the left than "[9]"."""
    made = []
    for at, number in enumerate(numbers):
        label = f"[{number}]"
        made += [
            f"{x - 5.5 * len(label)} {top - 45 * at} 10 {label} Holm, A. The Mill and its lock number {number},",
            f"{x} {top - 45 * at - 12} 10 in The Rivers of the Upper Valley and",
            f"{x} {top - 45 * at - 24} 10 of the Coast. Coast Press, 199{number % 10}.",
        ]
    return made


def _cited(count):
    return [
        f"72 {760 - 14 * number} 10 The weir of the year {number} was rebuilt [{number}]."
        for number in range(1, count + 1)
    ]


@pytest.mark.parametrize(("left", "right"), [(5, 10), (4, 10), (8, 11), (9, 11), (7, 12), (6, 9)])
def test_the_labels_of_a_list_in_columns_end_at_one_edge(left, right):
    """An entry of the right column is its own, however far its label hangs to the left of the others."""
    found = _notes(
        *_cited(right),
        "page",
        "72 785 10 b References",
        *_works(96, range(1, left + 1)),
        *_works(344, range(left + 1, right + 1)),
    )
    assert list(found) == [f"[{number}]" for number in range(1, right + 1)]
    assert all(f"lock number {number}, in The Rivers" in found[f"[{number}]"] for number in range(1, right + 1))


def test_the_entries_of_a_short_last_column_are_read():
    """Two entries of several lines in the last column are notes, though only their further lines share an edge."""
    found = _notes(
        *_cited(6),
        "page",
        "72 785 10 b References",
        *_works(96, range(1, 5)),
        "320 760 10 [5] Berg, T., Ruiz, P. and Lund, J. The water",
        "342 748 10 rights of the upper valley. Courier of the",
        "342 736 10 coast 41, 3 (1987), 371-384.",
        "320 720 10 [6] Welch, M. The lock as a place of trade.",
        "342 708 10 Review of rivers, second series. Ashby",
        "342 696 10 University, 2001, 230-243.",
    )
    assert list(found) == [f"[{number}]" for number in range(1, 7)]
    assert found["[6]"].endswith("trade. Review of rivers, second series. Ashby University, 2001, 230-243.")


_SURVEY = [f"72 {740 - 14 * row} 10 The survey of the weir went on in the year {1980 + row} and" for row in range(10)]
_ROWS = ["76 520 8 1 or more 7,9 5,1 - 12,0 92,1", "76 500 8 2 or more 4,4 2,2 - 8,4 95,6"]


@pytest.mark.parametrize(
    "cells", [((72, 180), (180, 300), (300, 420)), ((72, 240), (239, 420)), ((72, 150), (151, 420))]
)
def test_the_rows_of_a_table_with_cells_are_no_notes(cells):
    """The borders of cells are not the rule above notes, so a row below them that begins with a number is none."""
    found = _notes(
        *_SURVEY[:8],
        "72 628 10 of the valley^{1} and of the coast.^{2}",
        *(f"rule {left} {height} {right - left}" for height in (532, 512, 492) for left, right in cells),
        *_ROWS,
        "page",
        "72 740 10 b References",
        "72 720 10 1. Holm, A. The Mill. Coast Press, 1990.",
        "72 706 10 2. Berg, T. The Lock. https://lock.example/berg",
    )
    assert found == {
        "1": "Holm, A. The Mill. Coast Press, 1990.",
        "2": "Berg, T. The Lock. https://lock.example/berg",
    }


def test_a_rule_of_one_piece_is_above_notes():
    """A rule that meets no other separates notes from the text, also where a table is on the page."""
    found = _notes(
        *(f"rule {left} {height} 120" for height in (760, 740) for left in (72, 192, 312)),
        "76 746 8 Year Height Place",
        *_SURVEY[2:8],
        "72 628 10 of the valley^{1} and of the coast.^{2}",
        "rule 72 112 120",
        "72 100 8 1 Holm, A. The Mill. Coast Press, 1990.",
        "72 90 8 2 Berg, T. The Lock. https://lock.example/berg",
    )
    assert found == {
        "1": "Holm, A. The Mill. Coast Press, 1990.",
        "2": "Berg, T. The Lock. https://lock.example/berg",
    }


@pytest.mark.parametrize("size", [13, 14, 16])
def test_a_sign_at_the_names_of_authors_does_not_give_the_size_of_text(size):
    """Text in the size that most characters have calls notes, however large the names of authors with a sign are."""
    page = [
        f"72 755 {size} Anna Holm and Tom Berg^{{†}}",
        *(
            f"72 {740 - 12 * row} 10 The survey of the weir went on in the year {1950 + row} and on the coast"
            for row in range(50)
        ),
        "72 100 10 over all of the two rivers of the north.^{3}",
    ]
    rows = rows_of(read_pages(of_layout("\n".join(["page", *page]))).pages[0])
    assert calling_size_of(rows) == 10


@pytest.mark.parametrize(("first", "last"), [("545–", "556."), ("1,204–", "19."), ("12—", "20."), ("545-", "556.")])
def test_a_range_of_pages_that_is_broken_begins_no_entry(first, last):
    """The last page of a range is at the start of its line, where an item "556." would be; the next entry is its own."""
    found = _notes(
        "72 760 10 The weir was rebuilt [1]. The lock was not [2], says Ruiz [3].",
        "page",
        "72 760 10 b References",
        "82 740 10 1 Holm, A. The Mill and the weir, Review of rivers, vol. 17, translation pp. " + first,
        f"72 728 10 {last}",
        "82 716 10 2 Berg, T. The Lock and the sea, Proceedings of the conference of the coast,",
        "72 704 10 1956, pp. 308–323.",
        "82 692 10 3 Ruiz, P. The Dam, Coast Press, 1955.",
    )
    assert list(found) == ["1", "2", "3"]
    assert found["1"].endswith(last)
