"""How notes are read that take most of a page, or begin on the page after their call."""

from citecheck.draft.reading import read_draft

from .built import of_layout


def _text(top, rows, call=None):
    """Make rows of text, of which the third calls a note."""
    ends = [f".^{{{call}}} The" if call and row == 2 else " for" for row in range(rows)]
    return [
        f"72 {top - 13 * row} 11 The river rose over the meadows and people waited in the hills{end}"
        for row, end in enumerate(ends)
    ]


def _note(top, rows, begin, end):
    """Make the rows of a note in small print, with the words of its first and its last row."""
    lines = [f"{begin} long report of the committee, which was printed in the spring and"]
    lines += ["in many papers of the valley, and read in many houses of the valley, and repeated"] * (rows - 2)
    return [f"72 {top - 9.3 * row:g} 8 {line}" for row, line in enumerate([*lines, end])]


def _read(*pages):
    return read_draft(of_layout("\n".join(line for page in pages for line in ("page", *page))), path="weir.pdf")


def _ends(draft):
    return {note.marker: note.text.rsplit(maxsplit=1)[-1] for note in draft.footnotes}


def test_a_first_note_on_the_page_after_its_call_is_read():
    """The first note may have no room on the page of its call, and fill most of the next one."""
    second = [
        *_text(780, 10, 2),
        *_note(400, 32, "1. See the", "of the valley, http://weir.example/1"),
        "72 70 8 2. Courier, p. 3.",
    ]
    draft = _read(_text(780, 40, 1), second)
    assert _ends(draft) == {"1": "http://weir.example/1", "2": "3."}
    assert [citation.marker for citation in draft.citations] == ["1", "2"]


def test_a_note_that_goes_on_over_a_whole_page_is_read_to_its_end():
    """A page may hold nothing but the rest of a note, without a rule above it."""
    pages = [
        [*_text(780, 30, 1), *_note(200, 14, "1 See the", "in the end by people")],
        _note(780, 60, "of the hills, in the", "of the town, p. 4."),
        [*_text(780, 30, 2), "72 70 8 2 Courier, p. 5."],
    ]
    assert _ends(_read(*pages)) == {"1": "4.", "2": "5."}


def test_a_note_goes_on_below_the_text_of_the_next_page():
    """Small print that goes on with the sentence of the last note is part of it."""
    pages = [
        [*_text(780, 30, 1), *_note(200, 14, "1 See the", "in the end by people")],
        [*_text(780, 20), *_note(300, 20, "of the hills, in the", "of the town, p. 4.")],
    ]
    assert _ends(_read(*pages)) == {"1": "4."}


def test_steps_in_small_print_are_no_notes():
    """A list at the foot of the next page, with numbers that the text does not call, has no note."""
    steps = ["72 400 8 1. Open the valve of the lock.", "72 390 8 2. Close the gate.", "72 380 8 3. Wait."]
    assert _read(_text(780, 40, 1), [*_text(780, 10), *steps]).footnotes == ()


def test_a_list_of_works_in_small_print_is_no_end_of_a_note():
    """A page of small print does not go on with a note that ends with an address."""
    works = [f"72 {780 - 9.3 * row:g} 8 and so on in the list of works, volume {row}" for row in range(60)]
    draft = _read([*_text(780, 30, 1), "72 70 8 1 Courier, http://weir.example/1"], works)
    assert _ends(draft) == {"1": "http://weir.example/1"}


def test_notes_go_on_after_note_999():
    """A number of four figures that is raised calls the note of that number."""
    draft = read_draft(
        of_layout(
            "page\n72 780 10 The weir fell.^{999} It was built again in 1998.^{1000} It holds.^{1001}\n"
            "72 100 8 ^{999} Courier, http://weir.example/a\n"
            "72 90 8 ^{1000} Report, http://weir.example/b\n"
            "72 80 8 ^{1001} Ministry, http://weir.example/c"
        ),
        path="reeds.pdf",
    )
    assert [note.text for note in draft.footnotes] == [
        "Courier, http://weir.example/a",
        "Report, http://weir.example/b",
        "Ministry, http://weir.example/c",
    ]
    assert [citation.marker for citation in draft.citations] == ["999", "1000", "1001"]


def test_a_raised_year_calls_no_note():
    """A raised number of four figures that no note answers is part of the sentence."""
    draft = read_draft(
        of_layout(
            "page\n72 780 10 The second edition^{2019} is out.^{1} It sells.^{2}\n"
            "72 100 8 ^{1} Courier, http://weir.example/a\n72 90 8 ^{2} Report, http://weir.example/b"
        ),
        path="reeds.pdf",
    )
    assert [citation.marker for citation in draft.citations] == ["1", "2"]


def test_notes_set_as_one_paragraph_are_separate():
    """A raised number that the text calls begins a note after the end of a sentence, in the middle of a line too."""
    draft = read_draft(
        of_layout(
            "page\n72 780 10 The weir fell.^{1} It was built again in 1998.^{2} It holds.^{3}\n"
            "72 100 8 ^{1} Courier, http://weir.example/a. ^{2} Report of the harbour board\n"
            "72 90 8 on the weir, 1998, p. 7. ^{3} Ministry, http://weir.example/c."
        ),
        path="reeds.pdf",
    )
    assert [note.text for note in draft.footnotes] == [
        "Courier, http://weir.example/a.",
        "Report of the harbour board on the weir, 1998, p. 7.",
        "Ministry, http://weir.example/c.",
    ]
    assert [citation.marker for citation in draft.citations] == ["1", "2", "3"]


def test_a_raised_number_within_the_sentence_of_a_note_begins_no_note():
    """A power in a note is part of it, even where the text calls the note of that number."""
    draft = read_draft(
        of_layout(
            "page\n72 780 10 The weir fell.^{1} It was built again in 1998.^{2} It holds.^{3}\n"
            "72 100 8 ^{1} Courier, on the 40 km^{3} of the lake, http://weir.example/a.\n"
            "72 90 8 ^{2} Report, http://weir.example/b."
        ),
        path="reeds.pdf",
    )
    assert len(draft.footnotes) == 2


def test_a_note_after_a_gap_on_the_line_of_another_goes_on_below():
    """A note that begins at the end of a line goes on at the left edge of the next one."""
    draft = read_draft(
        of_layout(
            "page\n72 780 10 The weir fell.^{1} It was built again in 1998.^{2} It holds.^{3}\n"
            "72 100 8 ^{1} Courier, http://weir.example/a.\n300 100 8 ^{2} Report of the harbour\n"
            "72 90 8 board on the weir and on all of the gates that it had in the year before it fell into the sea, 1998, p. 7.\n"
            "72 80 8 ^{3} Ministry, http://weir.example/c."
        ),
        path="reeds.pdf",
    )
    assert [note.text for note in draft.footnotes] == [
        "Courier, http://weir.example/a.",
        "Report of the harbour board on the weir and on all of the gates that it had in the year before it fell into the sea, 1998, p. 7.",
        "Ministry, http://weir.example/c.",
    ]


def test_a_sign_first_on_its_line_is_of_the_sentence_above():
    """A raised number that begins a line of the text calls the note in small print for the sentence before."""
    draft = read_draft(
        of_layout(
            "page\n72 780 10 The weir fell.^{1} It was built again in 1998.\n72 766 10 ^{2} The river is wide.\n"
            "72 752 10 It holds.^{3}\n"
            "72 100 8 1. Courier, http://weir.example/a\n72 90 8 2. Report, http://weir.example/b\n"
            "72 80 8 3. Ministry, http://weir.example/c"
        ),
        path="reeds.pdf",
    )
    assert [citation.sentence for citation in draft.citations] == [
        "The weir fell.",
        "It was built again in 1998.",
        "It holds.",
    ]
    assert [note.text for note in draft.footnotes][1] == "Report, http://weir.example/b"


def test_notes_as_large_as_the_text_keep_their_signs():
    """A raised number that begins a line is that of a note where no smaller print begins with it."""
    draft = read_draft(
        of_layout(
            "page\n72 780 10 The weir fell.^{1} It was built again in 1998.^{2}\nrule 72 110 100\n"
            "72 100 10 ^{1} Courier, p. 4.\n72 88 10 ^{2} Report, p. 5."
        ),
        path="reeds.pdf",
    )
    assert [note.text for note in draft.footnotes] == ["Courier, p. 4.", "Report, p. 5."]
