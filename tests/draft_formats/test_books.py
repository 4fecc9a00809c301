"""EPUB books whose notes are tied to the text in the ways of several programs."""

import pytest

from citecheck.draft.reading import read_draft

from .built import book, package_of

PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"><body>\n{}\n</body></html>\n'
)
ASIDE = (
    '<h1>Chapter</h1>\n<p>Ships came in {0}.<a href="#fn1" id="r1" epub:type="noteref" role="doc-noteref">1</a></p>\n'
    '<aside id="fn1" epub:type="footnote"><p><a href="#r1">1.</a> Log, https://port.example/{0}</p></aside>'
)
LISTED = (
    '<p>Ships came in {0}.<a href="#fn1" id="r1"><sup>1</sup></a></p>\n<section epub:type="footnotes"><ol><li id="fn1">'
    '<p>Log, <a href="https://port.example/{0}">the log</a>. <a href="#r1">↩</a></p></li></ol></section>'
)
TYPED = (
    "<p>Ships came in {0}.<sup>1</sup></p>\n<hr/>\n<p><sup>1</sup> The log of the year, https://port.example/{0}</p>"
)


def read_book(*chapters):
    """Read a book of chapters in files of their own."""
    names = [f"c{at}.xhtml" for at in range(len(chapters))]
    parts = dict(zip(names, map(PAGE.format, chapters), strict=True))
    return read_draft(book({"package.opf": package_of(*names), **parts}), path="book.epub")


def addresses_by_sentence(draft):
    notes = {note.id: [source.target.written for source in note.sources] for note in draft.footnotes}
    return [(one.place.page, one.place.paragraph, one.sentence, notes.get(one.footnote)) for one in draft.citations]


@pytest.mark.parametrize("chapter", [ASIDE, LISTED, TYPED], ids=["aside", "list", "typed"])
def test_each_chapter_has_its_own_notes(chapter):
    """The same names and numbers in two chapters are two notes, and each sentence cites that of its chapter."""
    found = addresses_by_sentence(read_book(chapter.format(1901), chapter.format(1902)))
    assert [(page, sentence, address) for page, _, sentence, address in found] == [
        (1, "Ships came in 1901.", ["https://port.example/1901"]),
        (2, "Ships came in 1902.", ["https://port.example/1902"]),
    ]


def test_notes_in_a_file_at_the_end():
    """Links lead to notes in another file, where the numbers of each chapter begin again."""
    one = '<p>Ships came.<a href="c2.xhtml#n1">1</a></p>\n<p>Salt was dear.<a href="c2.xhtml#n2">2</a></p>'
    two = '<p>Reeds grow.<sup><a href="c2.xhtml#m1">1</a></sup></p>'
    notes = (
        '<h2>Notes</h2>\n<p id="n1"><a href="c0.xhtml">1.</a> https://a.example/1</p>\n'
        '<p id="n2">2. https://a.example/2</p>\n<p id="m1">1. https://b.example/1</p>'
    )
    assert addresses_by_sentence(read_book(one, two, notes)) == [
        (1, 1, "Ships came.", ["https://a.example/1"]),
        (1, 2, "Salt was dear.", ["https://a.example/2"]),
        (2, 1, "Reeds grow.", ["https://b.example/1"]),
    ]


def test_notes_without_links_in_a_chapter_of_their_own():
    """Where only numbers tie the notes of the last chapter to the text, the book is read as one page."""
    text = "<p>Ships came in 1904 [1]. Salt was dear [2].</p>"
    notes = "<h1>Notes</h1>\n<p>[1] The log, https://a.example/1</p>\n<p>[2] Prices, https://a.example/2</p>"
    assert addresses_by_sentence(read_book(text, notes)) == [
        (1, 1, "Ships came in 1904.", ["https://a.example/1"]),
        (1, 1, "Salt was dear.", ["https://a.example/2"]),
    ]


def test_links_of_a_book():
    """Links that lead out of the book are its links, with chapter and line; links within it are not."""
    chapter = '<p>See <a href="https://port.example/log">the log</a>\nand <a href="c1.xhtml">salt</a>, <img src="a.png"/>.</p>'
    found = [(link.target, link.place.page, link.place.line) for link in read_book("<p>A.</p>", chapter).links]
    assert found == [("https://port.example/log", 2, 2)]


@pytest.mark.parametrize("labels", [("i", "ii", "iii"), ("x", "xi", "xii"), ("a", "b", "c"), ("*", "†", "‡")])
def test_declared_markers_call_notes_whatever_their_label(labels):
    """A link of type "noteref" to an aside of type "footnote" is a marker, with figures or without."""
    call = '<p>Ships came by {0}.<sup id="d{0}"><a epub:type="noteref" href="#n{0}">{1}</a></sup></p>\n'
    note = (
        '<aside epub:type="footnote" id="n{0}"><p><sup><a href="#d{0}">{1}</a></sup>Log, https://port.example/{0}</p>'
        "</aside>\n"
    )
    rows = list(enumerate(labels, 1901))
    draft = read_book("".join(part.format(*row) for part in (call, note) for row in rows))
    assert [(one[2], one[3]) for one in addresses_by_sentence(draft)] == [
        (f"Ships came by {year}.", [f"https://port.example/{year}"]) for year, _ in rows
    ]
