"""Citation fields of Word documents: Word's own, Zotero, Mendeley, EndNote and Citavi."""

import base64
import json
from html import escape

import pytest

from citecheck.draft.reading import read_draft
from citecheck.model.draft import CitationSystem
from citecheck.rules.draft import check_draft

from .built import _RELATIONS, _WORD, zipped

HILL = {
    "id": 7,
    "title": "Rain in May",
    "author": [{"family": "Hill", "given": "B."}],
    "issued": {"date-parts": [["2010"]]},
    "DOI": "10.1000/hill",
}
DALE = {"id": "ITEM-2", "title": "Snow", "author": [{"literal": "Snow Office"}], "URL": "https://snow.example.org/"}
HILL_URL, DALE_URL = "https://doi.org/10.1000/hill", "https://snow.example.org/"


def csl(*items):
    """Write works as the citation of a reference manager."""
    return json.dumps({"citationItems": [{"id": one["id"], "itemData": one} for one in items]})


def complex_field(code, shown):
    """Write a field of several runs, its code in two pieces."""
    kinds = {"begin": "", "separate": "", "end": ""}
    for kind in kinds:
        kinds[kind] = f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'
    half = len(code) // 2
    codes = "".join(
        f'<w:r><w:instrText xml:space="preserve">{escape(piece)}</w:instrText></w:r>'
        for piece in (code[:half], code[half:])
    )
    return kinds["begin"] + codes + kinds["separate"] + run(shown) + kinds["end"]


def run(text):
    """Write a run of text."""
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def control(tag, shown):
    """Write a content control with a tag."""
    return f'<w:sdt><w:sdtPr><w:tag w:val="{tag}"/></w:sdtPr><w:sdtContent>{run(shown)}</w:sdtContent></w:sdt>'


def read(*paragraphs, **parts):
    """Read a document with these paragraphs."""
    body = "".join(f"<w:p>{one}</w:p>" for one in paragraphs)
    document = f"<w:document {_WORD}><w:body>{body}</w:body></w:document>"
    more = {f"customXml/item{number}.xml": content for number, content in enumerate(parts.values(), 1)}
    return read_draft(zipped({"_rels/.rels": _RELATIONS, "word/document.xml": document, **more}), path="a.docx")


def cited(draft):
    """Return the marker, the address of the entry and the sentence of each citation."""
    entries = {note.id: note for note in draft.footnotes if note.system is CitationSystem.REFERENCE}
    return [(one.marker, entries[one.footnote].sources[0].target.canonical, one.sentence) for one in draft.citations]


ENDNOTE = (
    "<EndNote><Cite><Author>Hill</Author><Year>2010</Year><record><contributors><authors><author>Hill, B.</author>"
    "</authors></contributors><titles><title><style>Rain in May</style></title></titles><dates><year>2010</year></dates>"
    "<electronic-resource-num>10.1000/hill</electronic-resource-num></record></Cite></EndNote>"
)
CITAVI = {"Entries": [{"Reference": {"Title": "Rain in May", "Year": "2010", "Doi": "10.1000/hill", "Authors": []}}]}
CODES = {
    "zotero": f" ADDIN ZOTERO_ITEM CSL_CITATION {csl(HILL)} ",
    "mendeley": f"ADDIN CSL_CITATION {csl(HILL)}",
    "endnote": f" ADDIN EN.CITE {ENDNOTE}",
    "citavi": f"ADDIN CitaviPlaceholder{{{base64.b64encode(json.dumps(CITAVI).encode()).decode()}}}",
}


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_a_field_holds_the_work_that_it_cites(code):
    """The work in the code of a field is an entry with its address; what the field shows is the marker."""
    draft = read(run("Rain fell in May ") + complex_field(code, "(Hill, 2010)") + run(". It stopped."))
    assert cited(draft) == [("(Hill, 2010)", HILL_URL, "Rain fell in May.")]
    assert draft.footnotes[0].marker == ("Rain in May 2010" if "Citavi" in code else "Hill 2010")


def test_several_works_of_one_field_are_several_citations():
    """Each work of a field is cited by its sentence, and a work that is cited again is one entry."""
    again = (
        run(" Snow fell ") + complex_field(f" ADDIN ZOTERO_ITEM CSL_CITATION {csl(DALE)}", "(Snow Office)") + run(".")
    )
    code = f" ADDIN ZOTERO_ITEM CSL_CITATION {csl(HILL, DALE)}"
    draft = read(run("It was wet") + complex_field(code, " (Hill 2010; Snow Office)") + run(".") + again)
    shown = "(Hill 2010; Snow Office)"
    assert cited(draft) == [
        (shown, HILL_URL, "It was wet."),
        (shown, DALE_URL, "It was wet."),
        ("(Snow Office)", DALE_URL, "Snow fell."),
    ]
    assert len(draft.footnotes) == 2


def test_the_tag_of_a_control_holds_a_citation():
    """Mendeley Cite keeps a citation in the tag of a content control."""
    tag = "MENDELEY_CITATION_v3_" + base64.b64encode(csl(DALE).encode()).decode()
    assert cited(read(run("Snow fell ") + control(tag, "(Snow Office)") + run("."))) == [
        ("(Snow Office)", DALE_URL, "Snow fell.")
    ]


def test_words_own_field_names_works_of_its_list():
    """CITATION names tags of the list in `customXml`."""
    space = 'xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"'
    person = (
        "<b:Author><b:Author><b:NameList><b:Person><b:Last>Hill</b:Last></b:Person></b:NameList></b:Author></b:Author>"
    )
    rows = (
        f"<b:Source><b:Tag>Hil10</b:Tag><b:Title>Rain</b:Title><b:Year>2010</b:Year><b:DOI>10.1000/hill</b:DOI>{person}"
        "</b:Source><b:Source><b:Tag>Sno</b:Tag><b:Title>Snow</b:Title><b:URL>https://snow.example.org/</b:URL></b:Source>"
    )
    field = complex_field(r" CITATION Hil10 \p 4 \l 1033  \m Sno", "(Hill, 2010; Snow)")
    draft = read(run("It was wet ") + field + run("."), sources=f"<b:Sources {space}>{rows}</b:Sources>")
    assert [row[:2] for row in cited(draft)] == [("(Hill, 2010; Snow)", HILL_URL), ("(Hill, 2010; Snow)", DALE_URL)]
    assert [note.marker for note in draft.footnotes] == ["Hill 2010", "Snow"]


def test_a_tag_that_words_own_list_lacks_is_reported():
    """A field that names a work which the document's list lacks is a citation without an entry, under its tag."""
    space = 'xmlns:b="http://schemas.openxmlformats.org/officeDocument/2006/bibliography"'
    row = "<b:Source><b:Tag>Hil10</b:Tag><b:Title>Rain</b:Title><b:DOI>10.1000/hill</b:DOI></b:Source>"
    field = complex_field(r" CITATION Hil10 \m Kay07 \l 1033", "(Hill, 2010; Kay, 2007)")
    draft = check_draft(read(run("It was wet ") + field + run("."), sources=f"<b:Sources {space}>{row}</b:Sources>"))
    assert [one.footnote for one in draft.citations] == ["field:1", None]
    assert [(one.rule, one.marker) for one in draft.findings if one.rule == "C101"] == [("C101", "CITATION Kay07")]
    assert draft.citations[0].sentence == "It was wet."


def test_the_printed_list_is_that_of_the_fields():
    """A work that a field holds and the bibliography prints is one entry, as printed, with the address of the field."""
    field = complex_field(f" ADDIN ZOTERO_ITEM CSL_CITATION {csl(HILL)}", "(Hill, 2010)")
    year = complex_field(f" ADDIN ZOTERO_ITEM CSL_CITATION {csl(DALE)}", "(n.d.)")
    listed = complex_field(" ADDIN ZOTERO_BIBL {} CSL_BIBLIOGRAPHY", "Hill, B. (2010). Rain in May. Weather 4, 1-9.")
    rest = "Snow Office. (2012). Snow. https://snow.example.org/", "Ray, C. (2011). Hail. https://hail.example.org/"
    text = (
        run("Rain fell ") + field + run(". Snow fell, says the Snow Office ") + year + run(". Hail fell (Ray, 2011).")
    )
    draft = check_draft(read(text, run("Bibliography"), listed, *map(run, rest)))
    assert [note.text[:12] for note in draft.footnotes] == ["Hill, B. (20", "Snow Office.", "Ray, C. (201"]
    assert [url for _, url, _ in cited(draft)] == [HILL_URL, DALE_URL, "https://hail.example.org/"]
    assert [one for one in draft.findings if one.rule.startswith("C")] == []


def test_numbers_with_a_printed_list_are_notes():
    """Where fields show numbers and another prints the list, the list is read as in a document without fields."""
    code = f" ADDIN ZOTERO_ITEM CSL_CITATION {csl(HILL)}"
    listed = complex_field(" ADDIN ZOTERO_BIBL {} CSL_BIBLIOGRAPHY", "[1] Hill, B. Rain. https://own.example.org/")
    draft = read(run("Rain fell ") + complex_field(code, "[1]") + run("."), run("References"), listed)
    assert [(one.marker, one.footnote) for one in draft.citations] == [("[1]", "1")]
    assert [note.system for note in draft.footnotes] == [CitationSystem.NOTE]


def test_numbers_without_a_list_cite_the_works_of_the_fields():
    """Without a printed list the number is the marker of the work in the field."""
    code = f" ADDIN ZOTERO_ITEM CSL_CITATION {csl(HILL)}"
    assert cited(read(run("Rain fell ") + complex_field(code, "[1]") + run("."))) == [("[1]", HILL_URL, "Rain fell.")]


@pytest.mark.parametrize(
    "code",
    [
        " ADDIN ZOTERO_ITEM CSL_CITATION {",
        " ADDIN ZOTERO_ITEM CSL_CITATION " + '{"citationItems":' * 9_000,
        ' ADDIN CSL_CITATION {"citationItems": [3, {"itemData": "x"}, {"itemData": {"author": 3, "issued": []}}]}',
        " ADDIN EN.CITE <EndNote><Cite>",
        " ADDIN EN.CITE <EndNote><!DOCTYPE x></EndNote>",
        " ADDIN CitaviPlaceholder{xx}",
        " CITATION Lost",
    ],
)
def test_damaged_data_leaves_the_text(code):
    """A field whose data cannot be read is text."""
    draft = read(run("Rain fell ") + complex_field(code, "(Hill, 2010)") + run("."))
    assert (draft.citations, draft.footnotes) == ((), ())
    assert draft.blocks[0].text == "Rain fell (Hill, 2010)."
