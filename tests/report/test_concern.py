"""Which sentences a finding is shown with."""

import dataclasses

import pytest

from citecheck.model.finding import Finding, Level
from citecheck.report.findings import Concern


@pytest.fixture(scope="module")
def draft(sample):
    return sample.drafts[0]


def sentences(draft, **said):
    finding = Finding("L101", Level.ERROR, "Gone.", "Mend.", **said)
    return [result.citation.sentence[:24] for result in Concern(draft).citations(finding)]


REPORTS = "https://water.gov.example/inspections/2025"


def test_a_footnote_stands_for_all_its_sentences(draft):
    """A finding at a footnote concerns each sentence that cites it."""
    assert len(sentences(draft, footnote="6", marker="[6]", url=REPORTS, line=86, column=1)) == 3


def test_the_place_of_a_citation_is_that_sentence(draft):
    """A finding at the place of one citation concerns that sentence alone."""
    citation = draft.citations[-3].citation
    place = citation.place
    said = {"footnote": citation.footnote, "line": place.line, "column": place.column}
    assert sentences(draft, **said) == [citation.sentence[:24]]


def test_told_once_for_several_footnotes(draft):
    """A finding that names other footnotes concerns whatever cites its address; without, its own footnote alone."""
    (source,) = draft.citations[0].sources
    other = dataclasses.replace(draft.citations[5], sources=(source,))
    draft = dataclasses.replace(draft, citations=(*draft.citations[:5], other, *draft.citations[6:]))
    url = source.visit.url
    assert len(sentences(draft, footnote="1", url=url, also=(other.citation.marker,))) == 3
    assert len(sentences(draft, footnote="1", url=url)) == 2


def test_what_names_nothing_concerns_the_draft(draft):
    """A finding without footnote, marker or address concerns no citation."""
    assert sentences(draft, line=3) == []
    assert sentences(draft, url="https://nobody.example/") == []
