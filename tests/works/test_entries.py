"""Entries of bibliographies in the formats that reference managers export."""

import json

import pytest

from citecheck.errors import UnreadableInput
from citecheck.works.entries import read_csl, read_entries

BIBTEX = """@article{holm, author = {Holm, Dora and Vik, Anton}, title = {Ice on seven rivers}, journal = {Polar Notes},
  year = 2020, volume = 12, pages = {45--67}, doi = {10.1000/ice.12}}"""
RIS = """TY  - JOUR
AU  - Holm, Dora
AU  - Vik, Anton
TI  - Ice on seven rivers
T2  - Polar Notes
PY  - 2020/05/03
VL  - 12
SP  - 45
EP  - 67
DO  - 10.1000/ice.12
SN  - 1234-5678
XX  - a tag that nobody knows
ID  - holm
ER  -

TY  - BOOK
A1  - Lund, W.
T1  - Weirs of the plain
Y1  - 1999//
SN  - 9780306406157
ER  -
"""
CSL = {
    "id": "holm",
    "author": [{"family": "Holm", "given": "Dora"}, {"family": "Vik", "given": "Anton"}],
    "title": "Ice on seven rivers",
    "container-title": "Polar Notes",
    "issued": {"date-parts": [[2020, 5, 3]]},
    "volume": 12,
    "page": "45-67",
    "DOI": "10.1000/ice.12",
}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("works.bib", BIBTEX),
        ("works.RIS", RIS),
        ("works.ris", "\ufeff" + RIS.replace("\n", "\r\n")),
        ("works.json", json.dumps([CSL])),
        ("works.json", json.dumps({"items": [CSL, "no item"]})),
    ],
)
def test_one_work_is_the_same_in_every_format(name, text):
    """Key, authors, title, container, year, volume, pages and identifier."""
    key, work = next(iter(read_entries(name, text)))
    assert (key, work.title, work.authors) == ("holm", "Ice on seven rivers", ("Holm, Dora", "Vik, Anton"))
    assert (work.container, work.year, work.volume, work.pages.replace("\u2013", "-")) == (
        "Polar Notes",
        2020,
        "12",
        "45-67",
    )
    assert [(one.kind, one.value) for one in work.identifiers] == [("doi", "10.1000/ice.12")]


def test_a_serial_number_of_ris_may_be_that_of_a_book():
    """ISSN and ISBN share a field, and an entry without a key has its number."""
    key, work = list(read_entries("works.ris", RIS))[1]
    assert (key, work.title, work.year) == ("2", "Weirs of the plain", 1999)
    assert [(one.kind, one.value) for one in work.identifiers] == [("isbn", "9780306406157")]


@pytest.mark.parametrize(
    "item",
    [{}, {"title": ["a"], "author": "Holm", "issued": 7}, {"author": [None, {"literal": "WHO"}], "issued": "2019-05"}],
)
def test_a_field_of_another_type_is_none(item):
    """Exports hold errors; they are no faults of ours."""
    work = read_csl(item)
    assert work.title is None
    assert work.authors in {(), ("WHO",)}


@pytest.mark.parametrize(
    ("name", "text"), [("a.bib", "no entry"), ("a.ris", "TI  - x"), ("a.json", "{"), ("a.json", "[]")]
)
def test_a_file_without_entries_is_no_bibliography(name, text):
    """One sentence names the file and the formats."""
    with pytest.raises(UnreadableInput, match=rf"{name}: holds no entry"):
        list(read_entries(name, text))
