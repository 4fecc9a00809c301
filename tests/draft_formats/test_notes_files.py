"""Pages whose notes are in another file: chapters of a book with one page of endnotes."""

from citecheck.draft.manuscript import CompanionFiles
from citecheck.draft.reading import find_wanted_files, read_draft
from citecheck.model.draft import Format
from citecheck.rules.draft import check_draft
from citecheck.run.companion_files import leave_out_parts, read_companion_files

CHAPTER = (
    "<html><head><title>One</title></head><body>\n<p>Rain fell.<a class='noteref' id='r1' href='end/notes.html#note-1'>1"
    "</a> It rose.<a class='noteref' id='r2' href='end/notes.html#note-2'>2</a></p>\n</body></html>"
)
NOTES = (
    "<html><body><h2>Notes</h2>\n<ol><li id='note-1'>Hill, https://rain.example.org/1 <a href='../one.html#r1'>↩</a></li>\n"
    "<li id='note-2'>https://rain.example.org/2 <a href='../one.html#r2'>↩</a></li>\n"
    "<li id='note-3'>https://rain.example.org/3 <a href='../two.html#r1'>↩</a></li></ol></body></html>"
)


def test_the_notes_of_a_page_are_read_from_their_file():
    """The notes that the page calls are its notes; those of other chapters and the text of the file are not."""
    files = CompanionFiles(parts=(("end/notes.html", NOTES.encode()),))
    draft = check_draft(read_draft(CHAPTER.encode(), path="one.html", companions=files))
    notes = {note.id: note for note in draft.footnotes}
    found = [(one.marker, notes[one.footnote].sources[0].target.canonical, one.sentence) for one in draft.citations]
    assert found == [
        ("1", "https://rain.example.org/1", "Rain fell."),
        ("2", "https://rain.example.org/2", "It rose."),
    ]
    assert [(note.place.line, len(note.sources)) for note in draft.footnotes] == [(None, 1)] * 2
    assert [block.text for block in draft.blocks] == ["Rain fell. It rose."]
    assert draft.findings == ()


def test_only_links_that_are_notes_lead_to_files():
    """A link with a number to another page, a link to an address and a link within the page name no file."""
    text = "<p><a href='two.html#part-2'>2</a> <a href='https://a.example/n.html#note-1'>1</a> <a href='#fn1'>1</a></p>"
    assert find_wanted_files(text.encode(), form=Format.HTML).parts == ()
    assert find_wanted_files(CHAPTER.encode(), form=Format.HTML).parts == ("end/notes.html",)


def test_a_file_of_notes_is_no_draft_of_its_own(tmp_path):
    """In a folder, the file of notes is a part of the chapters that it belongs to, unless it was named itself."""
    (tmp_path / "end").mkdir()
    chapter, notes = tmp_path / "one.html", tmp_path / "end/notes.html"
    chapter.write_text(CHAPTER)
    notes.write_text(NOTES)
    assert [name for name, _ in read_companion_files(CHAPTER.encode(), str(chapter)).parts] == ["end/notes.html"]
    assert leave_out_parts([chapter, notes], frozenset()) == [chapter]
    assert leave_out_parts([chapter, notes], frozenset({notes})) == [chapter, notes]


def test_a_page_without_its_file_keeps_its_text():
    """A file that cannot be read leaves the page as it is."""
    assert read_draft(CHAPTER.encode(), path="one.html").footnotes == ()
