"""Addresses that are broken over lines: where they go on, and where something else begins."""

import time

import pytest

from citecheck.draft.repair.edits import TEXT_SYNTAX, apply_splices, find_splices, find_text_addresses
from citecheck.draft.repair.plan import Repair, RepairKind
from citecheck.model.target import CutUrl
from citecheck.url.references import find_references


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (
            "https://city.example.org/council/minutes/2024/03/\n    minutes-of-the-meeting-2024-03-03.html, accessed 4 May.",
            "https://city.example.org/council/minutes/2024/03/minutes-of-the-meeting-2024-03-03.html",
        ),
        (
            "https://board.example.org/articles/view/\nPMC2933185/Report.pdf.",
            "https://board.example.org/articles/view/PMC2933185/Report.pdf",
        ),
        ("https://a.example.org/files/\nannual_report.pdf (p. 4)", "https://a.example.org/files/annual_report.pdf"),
        ("https://a.example.org/pmc/articles/\nPMC2933185/", "https://a.example.org/pmc/articles/PMC2933185/"),
        ("https://a.example.org/id/\n2933185, seen", "https://a.example.org/id/2933185"),
        ("https://a.example.org/news\n/2024/03/bridge", "https://a.example.org/news/2024/03/bridge"),
        ("https://a.example.org/report\n.pdf.", "https://a.example.org/report.pdf"),
        ("https://a.example.org/report.\npdf.", "https://a.example.org/report.pdf"),
        ("https://a.example.org/view\n?id=3&x=4", "https://a.example.org/view?id=3&x=4"),
        ("https://a.example.org/view?\nid=3", "https://a.example.org/view?id=3"),
        ("https://a.example.org/view?id=3\n&lang=en", "https://a.example.org/view?id=3&lang=en"),
        ("https://a.example.org/view?id=3&\nlang=en", "https://a.example.org/view?id=3&lang=en"),
        ("https://doi.org/\n10.1000/182", "https://doi.org/10.1000/182"),
        ("https://doi.org/10.1000/\njournal.pone.0123456", "https://doi.org/10.1000/journal.pone.0123456"),
        ("https://city.example.\norg/minutes/2024", "https://city.example.org/minutes/2024"),
        ("https://www.\n   city.example.org/minutes/2024.", "https://www.city.example.org/minutes/2024"),
        ("https://\n   city.example.org/minutes/2024.", "https://city.example.org/minutes/2024"),
        (
            "https://a.example.org/news/\nflood-in-the-old-town-2024",
            "https://a.example.org/news/flood-in-the-old-town-2024",
        ),
        ("https://a.example.org/minutes/\ncouncil/march/", "https://a.example.org/minutes/council/march/"),
        ("https://a.example.org/a/\nb-2/\nc-3.html", "https://a.example.org/a/b-2/c-3.html"),
    ],
)
def test_an_address_goes_on_in_the_next_line(text, address):
    """What the end of a line and the beginning of the next show to be one address is one, indented or not."""
    for indented in (text, text.replace("\n", "\n    "), text.replace("\n", "\r\n\t")):
        (found,) = find_references(indented)
        assert found.target.written == address


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example.org/news/\nand/or the other",
        "https://a.example.org/news/\n12/05/2024",
        "https://a.example.org/news/\n2024-03-05",
        "https://a.example.org/news/\nb.example.com/x",
        "https://a.example.org/news/\nhttps://b.example.com/x",
        "https://a.example.org/news/\nwww.b.example.com",
        "https://a.example.org/news/\nSmith/Jones 2020",
        "https://a.example.org/news/\nstate-of-the-art report",
        "https://a.example.org/news/\n\nminutes-2024.html",
        "https://a.example.org/news/\n2024.",
        "https://a.example.org/news/\naccessed 4 May",
        "https://a.example.org/news/\nCOVID-19 was",
        "https://a.example.org/x\nminutes.html is",
        "https://a.example.org/reports/\n2024/25 edition",
        "https://a.example.org/news/\n[2] x",
        "https://a.example.org/news/\n(2024)",
        "https://a.example.org\nreport.pdf",
        "https://a.example.org/news.\nPdf files are",
        "https://a.example.org/news/\nkm/h",
        "https://a.example.org/news/\nM. Smith, x.html",
    ],
)
def test_prose_and_other_sources_are_not_joined(text):
    """Words, dates, markers, other addresses and new paragraphs after a line end are no part of an address."""
    assert "\n" not in find_references(text)[0].raw


@pytest.mark.parametrize(
    "text",
    [
        "https://a.example.org/the-iron-\nbridge, 4 May",
        "https://a.example.org/x-\n  12",
        "https://a.example.org/council/min\n    utes-2024.pdf, 4 May",
        "https://a.example.org/coun\r\ncil/minutes/of-march.html",
    ],
)
def test_an_address_that_may_go_on_is_cut(text):
    """Whether a hyphen or the name of a file is of the address is unknown, so it is cut and never asked."""
    (found,) = find_references(text)
    assert found.target == CutUrl(text.splitlines()[0])


def test_a_cut_address_over_two_lines_has_no_line_end():
    """The rest of a cut address is written without the line break and its indentation."""
    (found,) = find_references("https://a.example.org/minutes/\n    of-the-meeting-of-2024-on-...")
    assert found.target == CutUrl("https://a.example.org/minutes/of-the-meeting-of-2024-on-")


def test_a_wrapped_address_is_repaired_as_a_whole():
    """A repair replaces all lines of an address, and nothing else."""
    text = "[1] Minutes,\n    https://a.example.org/minutes/2024/\n    march-2024.html, seen 4 May.\n"
    old, new = "https://a.example.org/minutes/2024/march-2024.html", "https://b.example.org/m"
    changes = find_splices(text, find_text_addresses(text), [Repair(RepairKind.MOVED, old, new, "moved")], TEXT_SYNTAX)
    assert apply_splices(text, changes) == f"[1] Minutes,\n    {new}, seen 4 May.\n"


@pytest.mark.parametrize("piece", ["a/\n", "abcdefgh1/\n", "x-\n", "a.b/\n", "1234567\n/"])
def test_many_breaks_take_time_in_proportion(piece):
    """An address with thousands of breaks is read in a fraction of a second."""
    begun = time.monotonic()
    find_references("https://a.example.org/" + piece * 3_000)
    assert time.monotonic() - begun < 2
