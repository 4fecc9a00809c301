"""Findings of what of a draft could not be read."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.model.finding import Level
from citecheck.rules.draft import check_draft
from citecheck.rules.unread import report_unreadable
from tests.draft_formats.built import of_layout


def test_the_advice_on_an_unreadable_file_is_that_of_its_reader():
    """What the reader advises is the advice of the finding, once; without it the file is to be exported again."""
    advised = report_unreadable("d/a.pdf", "the PDF is damaged; print it again", named=True)
    bare = report_unreadable("d/a.pdf", "the PDF is damaged", named=True)
    assert advised.message == bare.message == "Nothing in d/a.pdf was checked: the PDF is damaged."
    assert advised.advice == "Print it again. If it is no draft, exclude it with `exclude-path`."
    assert bare.advice == "Save or export it again. If it is no draft, exclude it with `exclude-path`."


@pytest.mark.parametrize(
    ("reason", "clause"),
    [
        ("d/a.pdf: the PDF is damaged", "the PDF is damaged."),
        ("d/a.pdf: the PDF is damaged.", "the PDF is damaged."),
        ("d/a.pdf is no PDF", "it is no PDF."),
        ("d/a.pdf is no PDF; d/a.pdf was cut.", "it is no PDF; d/a.pdf was cut."),
        ("cannot read d/a.pdf", "cannot read d/a.pdf."),
    ],
)
def test_a_file_that_cannot_be_read_says_why(reason, clause):
    """The path is named once, before the reason, which ends in one full stop."""
    named, found = (report_unreadable("d/a.pdf", reason, named=named) for named in (True, False))
    assert named.message == found.message == f"Nothing in d/a.pdf was checked: {clause}"
    assert (named.level, found.level) == (Level.ERROR, Level.WARNING)
    assert (named.path, named.line, named.marker) == ("d/a.pdf", None, None)


_TEXT = "page\n72 700 11 The river rose all night."
_PICTURE = "page\npicture 72 300 400 300"


def _pages_not_read(*pages):
    return read_draft(of_layout("\n".join(pages)), path="weir.pdf").pages_not_read


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        ([_TEXT, _PICTURE, _TEXT], (2,)),
        ([_PICTURE, _TEXT, _PICTURE], (1, 3)),
        ([_TEXT, "page", "page\nrule 72 300 200"], ()),
        ([_TEXT, _TEXT + "\npicture 72 300 400 300"], ()),
    ],
    ids=["a picture", "two pictures", "an empty page and a rule", "a picture with text"],
)
def test_pages_of_pictures_are_not_read(pages, found):
    """A page that shows something and has no text is not read, an empty one has nothing to read."""
    assert _pages_not_read(*pages) == found


def test_pages_not_read_are_one_finding():
    """The finding names all pages and is at the first of them."""
    draft = check_draft(read_draft(of_layout(f"{_TEXT}\n{_PICTURE}\n{_PICTURE}"), path="weir.pdf"))
    (finding,) = draft.findings
    assert (finding.rule, finding.level, finding.page) == ("C109", Level.INFO, 2)
    assert finding.message == "Pages 2–3 have no text that can be read (a picture?): nothing there was checked."
