"""A cut address is repaired in its own note, whatever else in the draft begins alike."""

import io
import json
import zipfile
from itertools import permutations

import pytest

from citecheck.archive.public.recovery import recover_cut_sources
from citecheck.draft.reading import read_draft
from citecheck.model.draft import Format
from citecheck.model.target import Url

from .test_every_cut import repaired

PREFIX = "https://daily.example.org/2026/11/flood-in-the-old-town-of-"
WHOLE = [f"{PREFIX}{name}" for name in ("lorne", "arno", "eastmere")]
FIRST, LAST = "https://a.example.org/first", "https://b.example.org/last"
SHOWN = f"{PREFIX}..."
BODY = f"The paper wrote of it first ({SHOWN})."


def text(notes, body=""):
    marks = "".join(f" Sentence {n} is here.[{n}]" for n in range(1, len(notes) + 1))
    return f"Brief\n\n{body}{marks}\n\n" + "\n\n".join(f"[{n}] {note}" for n, note in enumerate(notes, 1)) + "\n"


def markdown(notes, body=""):
    marks = "".join(f" Sentence {n} is here.[^{n}]" for n in range(1, len(notes) + 1))
    return f"# Brief\n\n{body}{marks}\n\n" + "\n".join(f"[^{n}]: {note}" for n, note in enumerate(notes, 1)) + "\n"


def page(notes, body="", *, lines=True):
    marks = "".join(f' Sentence {n} is here.<a href="#n{n}">[{n}]</a>' for n in range(1, len(notes) + 1))
    break_ = "\n" if lines else ""
    listed = break_.join(f'<li id="n{n}">{note}</li>' for n, note in enumerate(notes, 1))
    return f"<h1>Brief</h1>{break_}<p>{body}{marks}</p>{break_}<h2>Notes</h2>{break_}<ol>{listed}</ol>{break_}"


def one_line_page(notes, body=""):
    return page(notes, body, lines=False)


MAKERS = [(text, Format.TEXT), (markdown, Format.MARKDOWN), (page, Format.HTML), (one_line_page, Format.HTML)]
EACH = pytest.mark.parametrize(("make", "fmt"), MAKERS, ids=[make.__name__ for make, _ in MAKERS])


def read(source, fmt):
    data = source if isinstance(source, bytes) else source.encode()
    return read_draft(data, path=f"brief.{fmt.value}", fmt=fmt)


def complete(draft, published, fmt):
    """Give the copy of a draft with what its published version proves."""
    found = read(draft, fmt)
    return repaired(draft, found, recover_cut_sources(found, published=read(published, fmt)))


@EACH
@pytest.mark.parametrize("order", permutations(range(3)), ids=str)
def test_each_of_equal_prefixes_gets_its_own_address(make, fmt, order):
    """Three notes with one prefix are completed with three addresses, each in its place."""
    pages = [WHOLE[at] for at in order]
    draft, published = make([FIRST, SHOWN, SHOWN, LAST, SHOWN]), make([FIRST, *pages[:2], LAST, pages[2]])
    assert complete(draft, published, fmt) == published


@EACH
def test_only_the_note_that_is_proven_changes(make, fmt):
    """What stays cut in the published version stays cut in the copy, though the prefix is that of its neighbour."""
    draft = make([FIRST, SHOWN, LAST, SHOWN])
    published = make([FIRST, SHOWN, LAST, WHOLE[1]])
    assert complete(draft, published, fmt) == published


@EACH
def test_the_running_text_is_no_note(make, fmt):
    """A cut address in the running text is not the source of a note and stays, even if the note itself is unknown."""
    draft, published = make([FIRST, SHOWN, LAST], BODY), make([FIRST, WHOLE[0], LAST], BODY)
    copy = complete(draft, published, fmt)
    assert copy in {draft, published}
    assert copy == published or make is one_line_page


@EACH
def test_two_in_one_note_are_completed_in_their_order(make, fmt):
    """Two sources of one note with one prefix each get their own address."""
    draft = make([FIRST, f"{SHOWN}; {SHOWN}", LAST])
    published = make([FIRST, f"{WHOLE[1]}; {WHOLE[0]}", LAST])
    assert complete(draft, published, fmt) == published


W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)


RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/>'
    "</Relationships>"
)


def word(notes, body=""):
    """Give the bytes of a Word document whose notes are footnotes, each address split over two runs."""
    marks = "".join(
        f'<w:r><w:t xml:space="preserve"> Sentence {n} is here.</w:t></w:r><w:r><w:footnoteReference w:id="{n}"/></w:r>'
        for n in range(1, len(notes) + 1)
    )
    runs = [
        f'<w:r><w:footnoteRef/></w:r><w:r><w:t xml:space="preserve"> {note[:30]}</w:t></w:r><w:r><w:t>{note[30:]}</w:t></w:r>'
        for note in notes
    ]
    listed = "".join(f'<w:footnote w:id="{n}"><w:p>{run}</w:p></w:footnote>' for n, run in enumerate(runs, 1))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(
            "word/document.xml",
            f"<w:document {W}><w:body><w:p><w:r><w:t>{body}</w:t></w:r>{marks}</w:p></w:body></w:document>",
        )
        archive.writestr("word/_rels/document.xml.rels", RELATIONS)
        archive.writestr("word/footnotes.xml", f"<w:footnotes {W}>{listed}</w:footnotes>")
    return out.getvalue()


def addresses(data):
    return [
        source.target.canonical if isinstance(source.target, Url) else None
        for note in read(data, Format.DOCX).footnotes
        for source in note.sources
    ]


@pytest.mark.parametrize("order", permutations(range(3)), ids=str)
@pytest.mark.parametrize("body", ["", BODY])
def test_each_note_of_a_word_document_gets_its_own_address(order, body):
    """Footnotes with one prefix are completed in their order, whatever the running text holds."""
    pages = [WHOLE[at] for at in order]
    draft, published = word([FIRST, SHOWN, SHOWN, LAST, SHOWN], body), word([FIRST, *pages[:2], LAST, pages[2]], body)
    copy = complete(draft, published, Format.DOCX)
    assert addresses(copy) == [FIRST, *pages[:2], LAST, pages[2]]
    assert SHOWN in zipfile.ZipFile(io.BytesIO(copy)).read("word/document.xml").decode() or not body


def test_what_is_said_of_a_place_that_is_not_known():
    """Nothing is written where equal addresses cannot be distinguished."""
    draft, published = one_line_page([FIRST, SHOWN, LAST], BODY), one_line_page([FIRST, WHOLE[0], LAST], BODY)
    assert json.dumps(complete(draft, published, Format.HTML)) == json.dumps(draft)


def test_an_address_that_ends_at_a_hyphen_of_a_line_is_left():
    """Only the first line is known to be of the address, so nothing is written that would leave the rest in place."""
    draft = text([FIRST, f"{PREFIX}\nlorne, 4 May", LAST])
    assert complete(draft, text([FIRST, f"{WHOLE[0]}, 4 May", LAST]), Format.TEXT) == draft
