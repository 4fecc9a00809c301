"""How lines of a PDF at page edges, with raised signs and at breaks are read."""

import pytest

from citecheck.draft.formats.pdf.typeset_text import find_joint
from citecheck.draft.reading import read_draft
from citecheck.errors import UnreadableInput

from .built import of_layout


def _read(*lines):
    return read_draft(of_layout("\n".join(lines)), path="reeds.pdf")


def _list_over_pages(*entries, pages):
    """Make a text with one sentence for each entry, and the entries in a list, `pages` of them on each page."""
    lines = ["page"]
    lines += [f"72 {780 - 14 * at} 10 The reeds grow well.^{{{at}}} Nobody knows." for at in range(1, len(entries) + 1)]
    lines += ["72 160 10 b Notes"]
    heights = [142, 124]
    for at, entry in enumerate(entries):
        if at >= 2 and (at - 2) % pages == 0:
            lines.append("page")
            heights += [780 - 18 * row for row in range(pages)]
        lines.append(f"72 {heights[at]} 10 {entry}")
    return lines


def test_a_list_of_notes_goes_on_over_a_page_edge():
    """Notes at the edges of two pages are no running heads because their numbers count."""
    draft = _read(
        *_list_over_pages("1. A, http://a.test/1", "2. A, http://a.test/2", "3. Ibid., p. 9.", "4. B.", pages=2)
    )
    assert [note.marker for note in draft.footnotes] == ["1", "2", "3", "4"]


def test_notes_alike_at_the_top_of_three_pages_are_no_heads():
    """Notes that differ only in digits at the same height of three pages are kept."""
    entries = [f"{number}. Reed, http://a.test/{number}" for number in range(1, 9)]
    draft = _read(*_list_over_pages(*entries, pages=2))
    assert len(draft.footnotes) == 8


def test_a_running_head_that_counts_is_removed():
    """A head with the number of the page is no text, if it has no dot after the number."""
    lines = []
    for number in (7, 8, 9):
        lines += ["page", f"72 800 9 {number} The Book of Reeds"]
        lines += [f"72 {700 - 14 * row} 10 The reeds of page {number} grow." for row in range(12)]
    assert "Book of Reeds" not in " ".join(block.text for block in _read(*lines).blocks)


def test_a_sign_in_the_size_of_the_text_calls_its_note():
    """A sign as large as the text is raised if it is higher by more than a quarter of the size."""
    draft = _read(
        "page",
        "72 700 11 The board of the dyke met in May",
        "239.2 705.3 10.7 1",
        "72 686 11 and closed the old lock for good.",
        "72 120 11 b Notes",
        "72 100 11 1. Courier, http://a.test/1",
    )
    assert [citation.sentence for citation in draft.citations] == [
        "The board of the dyke met in May and closed the old lock for good."
    ]


def test_a_raised_sign_that_widens_a_gap_ends_no_sentence():
    """A line with a raised sign may be further from the line above."""
    draft = _read(
        "page",
        "72 724 10 The people of the dyke have always said that",
        "72 712.4 10 the reeds are older than the dyke and were there",
        "72 697 10 before the sea^{1}, which is not true of all of them.",
        "72 120 10 b Notes",
        "72 100 10 1. Courier, http://a.test/1",
    )
    (citation,) = draft.citations
    assert citation.sentence.startswith("The people of the dyke")


def test_a_unit_at_the_start_of_a_line_has_a_power():
    """The raised figure of "km²" calls no note where the number is on the line before."""
    draft = _read(
        "page",
        "72 724 10 The sea took all.^{1} Nobody slept.^{2} Then some 300",
        "72 710 10 km^{2} of pasture were lost in one night.",
        "72 100 8 ^{1} Courier, http://a.test/1",
        "72 90 8 ^{2} Courier, http://a.test/2",
    )
    assert [citation.sentence for citation in draft.citations] == ["The sea took all.", "Nobody slept."]


@pytest.mark.parametrize("hyphen", ["\u2010", "\u00ad"])
def test_a_dividing_hyphen_is_no_part_of_an_address(hyphen):
    """A hyphen that a program sets at a line end is left out of an address that goes on."""
    before = f"see https://a.test/annual-re{hyphen}"
    assert find_joint(before, "port/2019.html", same=True) == (1, "")


def test_a_plain_hyphen_is_part_of_an_address():
    """The hyphen of an address that a line breaks after it is kept."""
    assert find_joint("see https://a.test/annual-", "report.html") == (0, "")


_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi")


def _numerals_after(*text):
    """Make text that calls six notes with Roman numerals, with further lines, and the notes on the next page."""
    lines = ["page"]
    lines += [f"72 {780 - 14 * at} 12 The sea rose in year {at}.^{{{label}}}" for at, label in enumerate(_NUMERALS)]
    lines += [f"72 {680 - 14 * at} 12 {line}" for at, line in enumerate(text)]
    lines.append("page")
    lines += [f"72 {780 - 12 * at} 10 {label} Log, http://a.test/{at}" for at, label in enumerate(_NUMERALS)]
    return lines


def test_notes_with_numerals_on_the_line_are_endnotes():
    """A list after the text may number its notes with Roman numerals that are not raised."""
    assert [note.marker for note in _read(*_numerals_after()).footnotes] == list(_NUMERALS)


def test_a_line_that_begins_with_a_word_like_a_numeral_is_no_note():
    """A line of Polish text that begins with "i" neither is a note nor hides the list."""
    draft = _read(*_numerals_after("Woda zabrała łodzie".replace("ł", "l"), "i domy.", "Nic nie zostalo."))
    assert [note.marker for note in draft.footnotes] == list(_NUMERALS)


def test_a_number_that_continues_a_note_is_no_note():
    """A line of a note that begins with a number is no note if the labels of the notes are raised."""
    draft = _read(
        "page",
        "72 724 12 The sea took all.^{1} Nobody slept in the town.^{2} It was dark.^{3}",
        "80 120 9 ^{1} Log of the port, http://a.test/1",
        "80 110 9 ^{2} See http://a.test/two for all the boats and the crews that were lost in",
        "72 100 9 3 ports.",
        "80 90 9 ^{3} Ibid., p. 7.",
    )
    assert [(note.marker, note.text[-10:]) for note in draft.footnotes] == [
        ("1", "//a.test/1"),
        ("2", "n 3 ports."),
        ("3", "id., p. 7."),
    ]


def test_notes_without_a_dot_that_count_as_the_pages_are_no_heads():
    """Notes such as "3 Ibid." at the foot of each page, whose numbers are those of the pages, are kept."""
    lines = []
    for number, thing in enumerate(("weir", "lock", "dam", "mill"), 1):
        lines += ["page", *(f"72 {760 - 13 * row} 11 The {thing} of {row} reeds was built." for row in range(12))]
        lines += [f"72 590 11 The {thing} fell.^{{{number}}}", f"72 60 8 {number} Ibid., p. {number + 3}."]
    assert [note.text for note in _read(*lines).footnotes] == [
        "Ibid., p. 4.",
        "Ibid., p. 5.",
        "Ibid., p. 6.",
        "Ibid., p. 7.",
    ]


def test_a_list_without_dots_goes_on_over_page_edges():
    """The last number on one page and the first on the next may count the pages, and are no heads."""
    entries = ["1 Reed, http://a.test/1", "2 Ibid.", "3 Ibid.", "4 Holm, The Mill.", "5 Ibid.", "6 Berg, The Lock."]
    draft = _read(*_list_over_pages(*entries, pages=2))
    assert [note.marker for note in draft.footnotes] == ["1", "2", "3", "4", "5", "6"]


def test_a_dash_at_the_start_of_a_line_goes_on_with_an_entry():
    """In a list, a line that begins with a dash goes on with a full line that does not end a sentence."""
    entries = [
        f"72 {700 - 26 * at} 9 {at + 1}. Holm and Berg, The mills of the valley and its reeds, River Press, {2010 + at}."
        for at in range(6)
    ]
    entries[3:4] = [
        "72 622 9 4. Holm and Berg, The mills of the valley and its reeds, Proceedings of days",
        "89 610 9 \u2013 MILLS 2013, pp. 4-9.",
    ]
    draft = _read("page", "72 780 10 Mills grind. [1] [2] [3] [4] [5] [6]", "72 730 12 b References", *entries)
    assert [note.marker for note in draft.footnotes] == ["1", "2", "3", "4", "5", "6"]
    assert draft.footnotes[3].text.endswith("Proceedings of days \u2013 MILLS 2013, pp. 4-9.")


def test_dots_for_further_authors_end_no_paragraph():
    """After ". . ." the list of the authors of a work goes on in the indented next line."""
    draft = _read(
        "page",
        "72 730 12 b References",
        "72 700 10 Adler, B., Berg, H., Holm, S., Lund, A., Moe, I., . . .",
        "100 688 10 Zorn, C. (2016). The project of the mills. http://mills.example/",
        "72 670 10 Ruiz, P. (2017). The dam. River Press.",
    )
    assert [block.text[:5] for block in draft.blocks][1:] == ["Adler", "Ruiz,"]


def test_a_lowered_letter_is_part_of_its_word():
    """The letter of a sign such as that of TeX, below the line and as large as the text, is in the gap left for it."""
    draft = _read(
        "page", "72 700 10 Mills were drawn with T", "175.5 697.7 10 E", "181.5 700 10 X in the year of the flood."
    )
    assert draft.blocks[0].text == "Mills were drawn with TEX in the year of the flood."


def test_the_number_of_a_page_in_its_margin_is_no_text():
    """A number alone to the left of all text is that of the page, at any height."""
    lines = [f"72 {700 - 12 * row} 10 The reeds of the dyke grow well in year {row} and" for row in range(6)]
    draft = _read("page", *lines, "30 652 10 11")
    assert " 11" not in draft.blocks[0].text


def test_a_gap_within_an_address_is_closed_by_its_link():
    """A gap that the address of the link does not have is none of the text either."""
    draft = _read(
        "page",
        "link 70 695 300 712 http://stats.reeds.example/numbers.htm",
        "72 700 10 http://stats .reeds.example/numbers.htm",
    )
    assert draft.blocks[0].text == "http://stats.reeds.example/numbers.htm"


def test_an_address_that_breaks_after_a_dot_goes_on_in_an_indented_line():
    """A line that ends within the host of an address is not at the end of its paragraph."""
    draft = _read(
        "page",
        "72 700 10 Reed, Ratings of dykes. https://access.",
        "90 688 10 reeds.example/ratings/",
        "72 660 10 Holm, The Mill. https://mills.example/dam.",
        "90 648 10 The next paragraph begins here.",
    )
    texts = [block.text for block in draft.blocks]
    assert texts[0] == "Reed, Ratings of dykes. https://access.reeds.example/ratings/"
    assert texts[-1] == "The next paragraph begins here."


def _shift(text, by):
    """Write each letter as the code that a font without names of letters may have for it."""
    return "".join(
        chr(0xA2 + (ord(one) * by) % 14) if one in "aeiou" else one if one == " " else chr(0x5B + (ord(one) * by) % 34)
        for one in text
    )


_SENTENCE = "The council measured every meadow behind the northern sluice before winter, and nobody objected"


@pytest.mark.parametrize("by", [3, 5, 9, 11])
def test_text_in_codes_of_fonts_is_refused(by):
    """A PDF whose fonts do not name their letters gives one statement that says so, and no guess about its notes."""
    lines = [f"72 {780 - 14 * row} 10 {_shift(_SENTENCE, by)}" for row in range(8)]
    with pytest.raises(UnreadableInput, match="do not say which letters they show: run text recognition"):
        _read("page", *lines)


@pytest.mark.parametrize(
    "line",
    [
        _SENTENCE,
        "\\DeclareMathSymbol{\\gateway} and \\DeclareMathAlphabet are $written_as$ \\commands of @internal &macros",
        "snake_case=value --flag=on a*b+c->d x%y <tags> #define MAXIMUM |pipes| and https://weir.example/?q=1&b=2",
        "Prüfungsgebühren für Übergänge kosten 12£ oder 14€ je Stück © 1999–2004 ± 5°, siehe §§ 12 und 13",
    ],
)
def test_text_with_many_signs_is_read(line):
    """Code, formulas and signs of money are text; only many of them in every word are codes."""
    draft = _read("page", *(f"72 {780 - 14 * row} 10 {line}" for row in range(8)))
    assert draft.blocks
