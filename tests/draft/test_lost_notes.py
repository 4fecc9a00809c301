"""Markers whose notes are gone: reported where the markup shows them, else counted, and never taken from formulas."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.rules.draft import check_draft

RAISED_LINK = "The weir opened in 1932.<sup><a href='#{name}'>{n}</a></sup> It closed later."
REPORTED = {
    "raised link": ("a.html", RAISED_LINK.format(name="fn1", n="1")),
    "raised link to a footnote": ("a.html", RAISED_LINK.format(name="footnote-3", n="3")),
    "raised link of a wiki": ("a.html", RAISED_LINK.format(name="cite_note-4", n="[4]")),
    "link around a raised number": ("a.html", "<p>The weir opened.<a href='#_ftn2'><sup>2</sup></a> It closed.</p>"),
    "bracketed link": ("a.html", "<p>The weir opened. <a href='#note5'>[5]</a></p>"),
    "raised number in brackets": ("a.html", "<p>The weir opened in 1932.<sup>[1]</sup> It closed.</p>"),
    "raised number in brackets, German": ("a.html", "<p>Das Wehr wurde 1932 eröffnet<sup>[7]</sup>.</p>"),
}
COUNTED = {
    "one bracketed number": ("a.txt", "The weir opened in 1932.[1] It closed in 1999.\n", 1),
    "two bracketed numbers": ("a.txt", "The weir opened [1]. It closed in 1999 [2].\n", 2),
    "a group": ("a.txt", "The weir opened in 1932.[1,2]\n", 2),
    "raised figures": ("a.txt", "Das Wehr wurde eröffnet.¹ Es schloss 1999.²\n", 2),
    "bracketed numbers of Markdown": ("a.md", "# Weir\n\nLa presa se abrió en 1932.[1]\n", 1),
    "bare raised numbers": ("a.html", "<p>The weir opened.<sup>1</sup> It closed.<sup>2</sup></p>", 2),
    "keys without a list of works": (
        "a.tex",
        "\\documentclass{article}\\begin{document}It rained \\cite{berg,holt}.\\bibliography{x}\\end{document}",
        2,
    ),
}
NEITHER = {
    "power": ("a.html", "<p>The site has 30 m<sup>2</sup> and 10<sup>3</sup> trees.</p>"),
    "ion": ("a.html", "<p>It holds Ca<sup>2+</sup> and SO<sub>4</sub><sup>2</sup> ions.</p>"),
    "ordinal": ("a.html", "<p>On the 1<sup>st</sup> of May.</p>"),
    "raised units": ("a.txt", "The field has 12 km² and 3 m³.\n"),
    "index of an array": ("a.txt", "The first item is argv[1] and the next is argv[2] here.\n"),
    "index at a clause end": ("a.txt", "Set argv[0], then call it.\n"),
    "code of Markdown": ("a.md", "# Use\n\nRun `x[1]`, then `x[2]`.\n"),
    "note in an attribute of AsciiDoc": (
        "a.adoc",
        ":fn-gate: pass:n[footnote:fn-gate[pass:n[The gate is shut.\\]]]\n\nThe weir {fn-gate} opened. It closed footnote:fn-gate[].\n",
    ),
    "escaped reference of Markdown": ("a.md", "# Use\n\n| note | \\[^name\\] | adds a note |\n\nWrite \\[^other].\n"),
    "class of characters": ("a.txt", "Names match [0-9].\n"),
    "date": ("a.txt", "Released [1-08-2020].\n"),
    "link to a section": ("a.html", "<p>See the list above.<sup><a href='#section1'>1</a></sup></p>"),
    "label of a note": ("a.html", "<p><a href='#fn1'>[1]</a> Berg, Rivers.</p>"),
    "link back to a marker": ("a.html", "<p>Berg, Rivers <sup><a href='#fnref1'>1</a></sup></p>"),
}


def read(name, text):
    """The draft in a text."""
    return read_draft(text.encode(), path=name)


@pytest.mark.parametrize(("name", "text"), REPORTED.values(), ids=REPORTED)
def test_a_marker_that_markup_shows_is_a_citation_without_a_note(name, text):
    """A marker whose form is clear stays a citation when its note is gone."""
    draft = read(name, text)
    assert [one.footnote for one in draft.citations] == [None]
    assert draft.markers_without_note == 0


@pytest.mark.parametrize(("name", "text", "number"), COUNTED.values(), ids=COUNTED)
def test_a_probable_marker_is_counted(name, text, number):
    """Numbers that end clauses in a text without notes are counted as markers, and not reported."""
    draft = read(name, text)
    assert (draft.citations, draft.markers_without_note) == ((), number)


@pytest.mark.parametrize(("name", "text"), NEITHER.values(), ids=NEITHER)
def test_other_numbers_are_no_markers(name, text):
    """Powers, indexes, dates and links to sections are neither reported nor counted."""
    draft = read(name, text)
    assert (draft.citations, draft.markers_without_note) == ((), 0)


UNCALLED = {
    "one entry under Notes": ("a.txt", "The weir opened in 1932.\n\nNotes\n\n[1] http://a.example.org/weir\n", 1),
    "one entry under Quellen": (
        "a.txt",
        "Das Wehr wurde 1932 eröffnet.\n\nQuellen:\n[1] Stadt, http://a.example.org/w\n",
        1,
    ),
    "one raised entry": ("a.txt", "La presa se abrió en 1932.\n\nReferencias\n\n¹ http://a.example.org/weir\n", 1),
    "named entries of a page": (
        "a.html",
        "<p>The weir opened in 1932.</p><h2>Notes</h2><ol>"
        + "".join(f"<li id='fn{n}'>City, <a href='http://a.example.org/b'>b</a></li>" for n in (1, 2, 3))
        + "</ol>",
        3,
    ),
}
NO_NOTES = {
    "one entry in running text": ("a.txt", "The weir opened in 1932.\n\n[1] http://a.example.org/weir\n"),
    "list of steps under Notes": (
        "a.html",
        "<p>It opened.</p><h2>Notes</h2><ol><li>Use it.</li><li>Clean it.</li></ol>",
    ),
}


@pytest.mark.parametrize(("name", "text", "number"), UNCALLED.values(), ids=UNCALLED)
def test_a_note_whose_marker_is_gone_is_a_note(name, text, number):
    """An entry that can only be a note is one without its marker, and is reported."""
    draft = check_draft(read(name, text))
    assert (len(draft.footnotes), draft.notes_without_marker, draft.links_outside_notes) == (number, number, 0)
    assert [one.rule for one in draft.findings if one.rule in {"C102", "C108"}] == ["C102" if number == 1 else "C108"]


@pytest.mark.parametrize(("name", "text"), NO_NOTES.values(), ids=NO_NOTES)
def test_other_entries_are_no_notes(name, text):
    """An entry outside a list of notes, and steps under a heading, are no notes."""
    assert read(name, text).footnotes == ()
