"""Citations of OpenDocument texts: bibliography marks of LibreOffice and reference marks of Zotero."""

import json
from html import escape

import pytest

from citecheck.draft.reading import read_draft
from citecheck.model.draft import CitationSystem

from .built import zipped

SPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
HILL = {"id": 7, "title": "Rain in May", "author": [{"family": "Hill", "given": "B."}], "DOI": "10.1000/hill"}
DALE = {"id": 8, "title": "Snow", "author": [{"literal": "Snow Office"}], "URL": "https://snow.example.org/"}
HILL_URL, DALE_URL = "https://doi.org/10.1000/hill", "https://snow.example.org/"


def read(*paragraphs, after=""):
    """Read a text with these paragraphs."""
    body = "".join(f"<text:p>{one}</text:p>" for one in paragraphs) + after
    content = (
        f"<office:document-content {SPACES}><office:body><office:text>{body}</office:text></office:body>"
        "</office:document-content>"
    )
    mimetype = "application/vnd.oasis.opendocument.text"
    return read_draft(zipped({"mimetype": mimetype, "content.xml": content}), path="a.odt")


def bibliography_mark(shown, **values):
    """Write a bibliography mark with these attributes."""
    written = " ".join(f'text:{name}="{escape(value)}"' for name, value in values.items())
    return f"<text:bibliography-mark {written}>{shown}</text:bibliography-mark>"


def zotero_mark(shown, *items):
    """Write a reference mark of Zotero that cites works."""
    citation = json.dumps({"citationItems": [{"id": one["id"], "itemData": one} for one in items]})
    name = escape(f"ZOTERO_ITEM CSL_CITATION {citation} RNDx7")
    return f'<text:reference-mark-start text:name="{name}"/>{shown}<text:reference-mark-end text:name="{name}"/>'


def cited(draft):
    """Return the marker, the address of the entry and the sentence of each citation."""
    notes = {note.id: note for note in draft.footnotes}
    return [(one.marker, notes[one.footnote].sources[0].target.canonical, one.sentence) for one in draft.citations]


@pytest.mark.parametrize("name", ["url", "custom2", "doi"])
def test_a_bibliography_mark_describes_its_work(name):
    """The address of a work is an attribute of its mark: its own, one of the user's, or a DOI."""
    value = "10.1000/hill" if name == "doi" else HILL_URL
    mark = bibliography_mark("[Hil10]", identifier="Hil10", author="Hill, B.", year="2010", **{name: value})
    draft = read(f"Rain fell {mark}. It fell again {mark}.")
    assert cited(draft) == [("[Hil10]", HILL_URL, "Rain fell."), ("[Hil10]", HILL_URL, "It fell again.")]
    assert [(note.marker, note.system) for note in draft.footnotes] == [("Hill 2010", CitationSystem.REFERENCE)]


def test_a_reference_mark_of_zotero_holds_its_works():
    """Each work of a mark is cited by its sentence; other reference marks are text."""
    other = '<text:reference-mark-start text:name="x"/>wet<text:reference-mark-end text:name="x"/>'
    draft = read(f"It was {other} {zotero_mark('(Hill, n.d.; Snow Office)', HILL, DALE)}.")
    shown = "(Hill, n.d.; Snow Office)"
    assert cited(draft) == [(shown, HILL_URL, "It was wet."), (shown, DALE_URL, "It was wet.")]


def test_a_mark_in_a_note_gives_the_note_its_source():
    """A note that cites a work by a mark has the address of the work."""
    body = f"<text:p>See {zotero_mark('Snow Office', DALE)}.</text:p>"
    note = (
        '<text:note text:id="f1" text:note-class="footnote"><text:note-citation>1</text:note-citation>'
        f"<text:note-body>{body}</text:note-body></text:note>"
    )
    assert cited(read(f"Snow fell{note}.")) == [("1", DALE_URL, "Snow fell.")]


def test_numbers_with_a_printed_list_are_notes():
    """Where the text prints the list, its numbers name its entries; without one they name the works of the marks."""
    listed = (
        '<text:section text:name="ZOTERO_BIBL {}"><text:p>[1] Hill. https://own.example.org/</text:p></text:section>'
    )
    text = f"Rain fell {zotero_mark('[1]', HILL)}."
    assert cited(read(text)) == [("[1]", HILL_URL, "Rain fell.")]
    assert cited(read(text, "References", after=listed)) == [("[1]", "https://own.example.org/", "Rain fell.")]
