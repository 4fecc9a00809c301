"""The HTML report read back by an independent parser."""

import pytest
import report_sample
from bs4 import BeautifulSoup

from citecheck.report import render


@pytest.fixture(scope="module")
def page():
    return BeautifulSoup("".join(render(report_sample.report(), "html")), "html.parser")


def test_every_link_within_the_page_leads_somewhere(page):
    """What a marker, a finding or the navigation points to is there, once."""
    names = [element["id"] for element in page.find_all(id=True)]
    assert len(names) == len(set(names))
    targets = {link["href"][1:] for link in page.find_all("a", href=True) if link["href"].startswith("#")}
    assert targets
    assert targets <= {*names, ""}


def test_every_cited_sentence_stands_in_the_page(page):
    """The draft's own text is there with each sentence that it cites a source for."""
    text = " ".join(page.get_text(" ").split())
    for draft in report_sample.report().drafts:
        for result in draft.citations:
            words = result.citation.sentence.split()
            assert " ".join(words[:4]) in text


def test_every_finding_is_told_with_its_rule(page):
    """Each rule that was found is named in the page."""
    text = page.get_text(" ")
    found = {finding.rule for draft in report_sample.report().drafts for finding in draft.findings}
    assert {rule for rule in found if rule not in text} == set()
