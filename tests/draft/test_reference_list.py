"""Where a list of references is and where its entries begin, in what the readers of pages and PDFs hand over."""

import pytest

from citecheck.draft.manuscript import ManuscriptBlock
from citecheck.draft.reading import read_draft
from citecheck.draft.reference_list import find_reference_list
from citecheck.model.draft import BlockKind, Place

HILL = "Hill, B.; Dale, C. 2010. Comparing rain. Weather, 1: 38-44."
LANG = "Lang, D. 2012. Snow in the hills. Weather, 3: 1-9."
ROTH = "Roth, E. M.; Hall, F. 2014a. Floods of the plain. Rivers, 7(2): 10-19."


def entries(*texts):
    """Return the entries found among paragraphs; a heading begins with "#"."""
    blocks = [
        ManuscriptBlock(
            BlockKind.HEADING if text.startswith("#") else BlockKind.PARAGRAPH,
            text.removeprefix("# "),
            ((0, Place(number, 1)),),
        )
        for number, text in enumerate(texts, 1)
    ]
    found, _ = find_reference_list(blocks)
    return [(one.shown, one.years[0]) for one in found]


ALL = [("Hill", "2010"), ("Lang", "2012"), ("Roth", "2014a")]


@pytest.mark.parametrize(
    "texts",
    [
        ("# References", HILL, LANG, ROTH),
        ("# 7. Literatur", HILL, "# 12", LANG, ROTH),
        ("The end.", "# References", f"{HILL} {LANG} {ROTH}"),
        ("The end.", "# References", HILL, f"of the year before. {LANG} {ROTH}"),
        ("# Thanks", "We thank all.", HILL + " " * 0 + " It rained.", "# References", LANG, ROTH),
        ("Rain fell.", HILL, LANG, ROTH),
    ],
    ids=["heading", "page number", "one paragraph", "over a page", "second column first", "no heading"],
)
def test_entries_are_found(texts):
    """Entries are found under a heading over page numbers, within lines, in a column before it, and without one."""
    assert entries(*texts) == ALL


def test_a_list_ends_at_the_next_heading():
    """Paragraphs of a section after the list are no entries, even if they begin with a name and a year."""
    assert (
        entries("# References", HILL, LANG, "# Appendix", "Roth, E. (2014) counted the floods of the plain.") == ALL[:2]
    )


@pytest.mark.parametrize(
    "text",
    [
        "Weather, vol. 2, has an article on rain that was written in 2010 by nobody.",
        "Internet-Draft Rain December 2014",
        "July 26th, 2017, 11 in the morning until noon, everybody was there",
        "https://rain.example.org/report, January 2013.",
        "The tables were made by hand from the counts of Hill (2010)",
    ],
)
def test_what_is_no_entry(text):
    """A journal, the header of a page, a date, an address and a sentence are no entries."""
    assert entries("# References", HILL, text, LANG) == ALL[:2]


def test_a_year_in_the_title_is_not_the_year_of_the_work():
    """Where the title precedes the year, the last year comes first, and each may be meant."""
    (entry,), _ = find_reference_list(
        [
            ManuscriptBlock(BlockKind.HEADING, "References", ((0, Place(1, 1)),)),
            ManuscriptBlock(
                BlockKind.PARAGRAPH,
                "HOWE, Philip. Rain in the Valley: 1996–2008. Weather, vol. 1, 2009.",
                ((0, Place(2, 1)),),
            ),
        ]
    )
    assert (entry.years, entry.author, sorted(entry.names)) == (("2009", "1996", "2008"), ("howe",), ["howe", "philip"])


def test_a_long_list_is_read_in_linear_time():
    """Ten thousand entries in one paragraph take a second, not minutes."""
    text = " ".join(
        f"Hill, B. {1900 + number % 100}. Rain of day x{number}. Weather, 1: 38-44." for number in range(10_000)
    )
    assert len(entries("# References", text)) == 10_000


@pytest.mark.parametrize("dots", [". . .", "...", "\u2026"])
def test_further_authors_begin_no_entry(dots):
    """After dots for authors left out, a line with a name and a year goes on with the entry."""
    before, after = f"Adler, B., Berg, H., {dots} ", "Zorn, C. (2016). The project of the mills. River Press."
    places = ((0, Place(2, 1)), (len(before), Place(3, 1)))
    heading = ManuscriptBlock(BlockKind.HEADING, "References", ((0, Place(1, 1)),))
    found, _ = find_reference_list([heading, ManuscriptBlock(BlockKind.PARAGRAPH, before + after, places)])
    assert [one.shown for one in found] == ["Adler"]


@pytest.mark.parametrize("initials", ["G.", "J. R.", "K.-L."])
def test_initials_on_a_line_of_their_own_begin_no_entry(initials):
    """A line that begins with initials and a year goes on with the last author of the line before."""
    before, after = "Adler, F., Berg, B., & Lund, W.\n", f"{initials} (2019). Which mills are counted. River Press."
    places = ((0, Place(2, 1)), (len(before), Place(3, 1)))
    heading = ManuscriptBlock(BlockKind.HEADING, "References", ((0, Place(1, 1)),))
    found, _ = find_reference_list([heading, ManuscriptBlock(BlockKind.PARAGRAPH, before + after, places)])
    assert [(one.shown, one.years) for one in found] == [("Adler", ("2019",))]


@pytest.mark.parametrize("place", ["Washington, D.C.", "Washington, DC", "Cambridge, MA", "New York, NY"])
def test_a_place_of_publication_begins_no_entry(place):
    """A line that begins with a town and its state goes on with the entry before it."""
    before, after = (
        "Lund, W. Data of the mills in spring. ",
        f"{place}: River Press, 2023. Available at: http://mills.example/",
    )
    places = ((0, Place(2, 1)), (len(before), Place(3, 1)))
    heading = ManuscriptBlock(BlockKind.HEADING, "References", ((0, Place(1, 1)),))
    found, _ = find_reference_list([heading, ManuscriptBlock(BlockKind.PARAGRAPH, before + after, places)])
    assert [(one.shown, one.years) for one in found] == [("Lund", ("2023",))]


def test_a_line_after_removed_markup_begins_no_entry_of_its_own():
    """A block of which only a space remains before its first words is read as one that begins with them."""
    lines = " Lund, W. (2023). Data of the mills in spring. River Press."
    heading = ManuscriptBlock(BlockKind.HEADING, "References", ((0, Place(1, 1)),))
    block = ManuscriptBlock(BlockKind.PARAGRAPH, lines, ((0, Place(3, 1)), (1, Place(4, 1))))
    found, _ = find_reference_list([heading, block])
    assert [(one.shown, one.years) for one in found] == [("Lund", ("2023",))]


@pytest.mark.parametrize("line", ["{: .wide .note}", "{: .wide .note lang=en}", "{#mill .wide}"])
def test_attributes_before_the_words_of_a_paragraph_are_no_line_of_a_list(line):
    """A Markdown file is read whose paragraph has the attributes of a block on the line before its words."""
    text = f"# References\n\n{line}\nSince version 3.2, the mill needs water.\n"
    assert read_draft(text.encode(), path="a.md").blocks[1].text.strip().startswith("Since version")


@pytest.mark.parametrize(
    "target",
    [
        "hdl:1234/5678",
        "arXiv:1101.01234",
        "PMID: 12345678",
        "PMCID: PMC1234567",
        "doi:10.1000/182",
        "https://a.example.org/x",
    ],
)
def test_an_entry_ends_with_its_identifier(target):
    """The line after an identifier begins the next entry, be it of a person or a body."""
    listed = f"Doe, J. (2010). Mill. {target}\nMinistry of Rivers. (2019). Report. {target}\nRay, R. (2011). Prices."
    text = f"The gates were closed (Doe, 2010; Ministry of Rivers, 2019; Ray, 2011).\n\n## References\n\n{listed}\n"
    draft = read_draft(text.encode(), path="a.md")
    found = [(note.marker, len(note.sources)) for note in draft.footnotes]
    assert found == [("Doe 2010", 1), ("Ministry of Rivers 2019", 1), ("Ray 2011", 1)]


def test_a_label_of_names_and_its_work_are_one_entry():
    """An initial before a name is that of its first name, so no entry begins between them: "J. Doe, R. Roe"."""
    text = "Mills burned [Doe et al., 2020].\n\nReferences\n\n[Doe et al.(2020)Doe, Roe] J. Doe, R. Roe, F. Fox. Mill. 2020. https://a.example.org/mill\n"
    draft = read_draft(text.encode(), path="a.txt")
    assert [note.text.count("Mill. 2020") for note in draft.footnotes] == [1]
    assert [one.footnote for one in draft.citations] == [draft.footnotes[0].id]
