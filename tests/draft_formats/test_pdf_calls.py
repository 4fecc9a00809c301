"""Which raised signs of a line call a note."""

import pytest

from citecheck.draft.formats.pdf.calls import calls_of, numbers_of
from citecheck.draft.formats.pdf.pages import read_pages
from citecheck.draft.formats.pdf.rows import rows_of
from citecheck.draft.reading import read_draft

from .built import of_layout

CALLS = [
    "The ferry sank.^{1}",
    "The ferry sank^{1}, and nobody saw it.",
    "It was built in 1987.^{1} Later it sank.",
    "It was built in 1987^{1} and sank.",
    "It sank (see the log)^{1} at night.",
    "It sank (Adler 1999)^{1} at night.",
    "The river “Merrow”^{1} is wide.",
    "Holm, 2023; Roe, 2009: 1266-1267)^{1} . Even in May.",
    "that the log of the ferry says so)^{1} and more.",
    "The share was 41%^{1} in May.",
    "The wave of COVID-19^{1} ended it.",
    "The boats^{1} and the crews sank.",
    "The board — the lock board^{1} — met.",
]
POWERS = [
    "The field of 30 m^{2} was sold.",
    "It moved at 3 m/s^{2} then.",
    "The sum is x^{2} + y.",
    "With a0^{2} known, it ends.",
    "It is 2^{24} in all.",
    "Here (a + b)^{2} is even.",
    "As in [x, y]^{2} above.",
    "+ b - c)^{2} is even.",
    "The root of n =^{2} is known.",
    "The 10^{3}x of it.",
]


def _calls(text):
    (row,) = rows_of(read_pages(of_layout(f"page\n72 700 10 {text}")).pages[0])
    return [(call.label, call.sure) for call in calls_of(row)]


@pytest.mark.parametrize("text", CALLS)
def test_sign_after_words_calls_a_note(text):
    """A raised figure after a word, a mark, a year or a bracket of words calls a note."""
    assert _calls(text) == [("1", True)]


@pytest.mark.parametrize("text", POWERS)
def test_power_calls_no_note(text):
    """A raised figure after a variable, a unit, a short number or a bracket of variables is a power."""
    assert [sure for _, sure in _calls(text)] == [False]


def test_sign_after_a_font_for_formulas_is_a_power():
    """What follows a character of a font for formulas is a power, whatever that character looks like."""
    layout = "page\n72 700 10 The rate\n110.6 700 10 m words\n138 703.5 6 2\n141.5 700 10 is known."
    (row,) = rows_of(read_pages(of_layout(layout)).pages[0])
    assert [call.sure for call in calls_of(row)] == [False]


def test_group_names_each_note():
    """A raised group names all of its notes, and a range those between its ends."""
    assert numbers_of("3, 5–7") == ("3", "5", "6", "7")
    assert numbers_of(" * ") == ("*",)


@pytest.mark.parametrize(
    ("sign", "labels"),
    [("45", ["4", "5"]), ("910", ["9", "10"]), ("123", ["1", "2", "3"]), ("34", ["3", "4"])],
)
def test_signs_without_a_blank_call_several_notes(sign, labels):
    """Figures that count up and are all numbers of notes below call each of them, as in LaTeX."""
    notes = [f"72 {90 - 10 * at} 8 ^{{{label}}} See Holm, part {label}." for at, label in enumerate(labels)]
    draft = read_draft(
        of_layout("\n".join(["page", f"72 700 10 The mill burned.^{{{sign}}} It was rebuilt.", *notes])), path="d.pdf"
    )
    assert [(note.marker, note.text) for note in draft.footnotes] == [
        (label, f"See Holm, part {label}.") for label in labels
    ]
    assert [citation.marker for citation in draft.citations] == labels


@pytest.mark.parametrize("sign", ["45", "46"])
def test_a_number_with_its_own_note_is_one_sign(sign):
    """A raised number that a note below has, or whose figures do not count up, is not divided."""
    notes = [f"72 {90 - 10 * at} 8 ^{{{label}}} See Holm." for at, label in enumerate(("4", "5", "6", sign))]
    layout = [
        "page",
        "72 720 10 A,^{4} b^{5} and c.^{6}",
        f"72 700 10 The mill burned.^{{{sign}}} It was rebuilt.",
        *notes,
    ]
    assert read_draft(of_layout("\n".join(layout)), path="d.pdf").citations[-1].marker == sign
