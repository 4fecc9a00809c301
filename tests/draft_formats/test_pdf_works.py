"""How the entries of lists of works in PDFs are read."""

import pytest

from citecheck.draft.reading import read_draft

from .built import of_layout

_TEXT = (
    "72 780 10 The reeds were cut in 2019 (Vane, 2019), and the dyke was raised",
    "72 766 10 in the same year (Orr, 2018). The rails nest there again (Lund, 2021).",
)


def _read(rows, *, text=_TEXT):
    """Read a text with a list of works, whose rows are "edge", "hung" (indented) or a page, one after the other."""
    lines, height = ["page", *text, "72 720 14 b References"], 700
    for place, words in rows:
        if place == "page":
            lines, height = [*lines, "page"], 780
            continue
        lines.append(f"{72 if place == 'edge' else 96} {height} 10 {words}")
        height -= 14
    return read_draft(of_layout("\n".join(lines)), path="reeds.pdf")


def _works(draft):
    return {note.text[:4]: note.text for note in draft.footnotes}


_ENTRIES = (
    ("edge", "Lund, W. (2021). Rails of the lower reeds. Journal of Dykes, 12(3), 33-35."),
    ("hung", "https://doi.test/10.5555/rails"),
    ("edge", "Orr, B., & Beck, J. (2018). The height of dykes."),
    ("hung", "Marsh Press."),
    ("edge", "Vane, A. (2019, March 4). Who cuts the reeds? Reed Courier."),
    ("hung", "https://news.reeds.test/2019/cut"),
)


def test_indented_rows_belong_to_the_entry_above():
    """Where further lines of entries are indented, a line after a full stop is part of the entry."""
    works = _works(_read(_ENTRIES))
    assert works["Lund"].endswith("33-35. https://doi.test/10.5555/rails")
    assert works["Orr,"].endswith("dykes. Marsh Press.")
    assert works["Vane"].endswith("https://news.reeds.test/2019/cut")


def test_an_entry_goes_on_at_the_top_of_the_next_page():
    """An indented line at the top of a page is part of the entry at the foot of the page before."""
    rows = [*_ENTRIES[:3], ("page", ""), *_ENTRIES[3:]]
    assert _works(_read(rows))["Orr,"].endswith("dykes. Marsh Press.")


@pytest.mark.parametrize("body", ["Reed Core Team. 2020. Cutting: A manual for reeds.", "Dyke Board. 2020. A report."])
def test_a_body_at_the_left_edge_begins_an_entry(body):
    """A line at the left edge begins an entry, whoever the author is."""
    draft = _read([*_ENTRIES[:4], ("edge", body), ("hung", "Lorne: Marsh Press."), *_ENTRIES[4:]])
    assert _works(draft)["Orr,"].endswith("dykes. Marsh Press.")


def test_a_list_whose_entries_begin_indented_has_no_hung_rows():
    """Where the first line of each entry is indented, an indented line after a full stop begins an entry."""
    rows = [("hung" if place == "edge" else "edge", words) for place, words in _ENTRIES]
    works = _works(_read(rows))
    assert set(works) == {"Lund", "Orr,", "Vane"}
    assert works["Orr,"].endswith("dykes. Marsh Press.")
