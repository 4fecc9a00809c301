"""Which sentences a finding is shown with."""

import dataclasses

import pytest

from citecheck.model.draft import Block, BlockKind, Place
from citecheck.model.finding import Finding, FindingPlace, Level
from citecheck.report import render
from citecheck.report.findings import Concern, SectionIndex, group_findings
from citecheck.rules import RULES


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


def grouped(draft, *findings):
    return group_findings(findings, dataclasses.replace(draft, findings=findings))


def cut(number, **said):
    return Finding("T101", Level.WARNING, f"Cut {number}.", "Restore it.", f"[{number}]", str(number), **said)


def test_one_cause_is_one_task(draft):
    """Findings with one cause form one group with a common message, with their notes in reading order."""
    (group,) = grouped(draft, *(cut(number, cause="cut:ellipsis", line=99 - number) for number in (4, 2, 9)))
    assert (group.cause, len(group.findings), group.url) == ("cut:ellipsis", 3, None)
    assert group.message.startswith("3 addresses are cut off")
    assert group.markers == ("[2]", "[4]", "[9]")


def test_a_cause_of_one_finding_is_an_ordinary_one(draft):
    """A single finding with a cause keeps its own message and address; other causes and levels are other groups."""
    groups = grouped(draft, cut(2, cause="host:a.example"), cut(4, cause="host:b.example"), cut(9))
    assert [group.message for group in groups] == ["Cut 2.", "Cut 4.", "Cut 9."]
    assert {group.cause for group in groups} == {None}


def test_what_is_known_of_one_is_not_lost(draft):
    """A finding of a common cause whose advice differs is listed with that advice."""
    known = dataclasses.replace(cut(4, cause="cut:ellipsis"), advice="Write https://a.example/b.")
    (group,) = grouped(draft, cut(2, cause="cut:ellipsis"), known, cut(9, cause="cut:ellipsis"))
    assert group.advice == "Restore it."
    assert [finding.advice for finding in group.exceptions] == ["Write https://a.example/b."]


def test_the_advice_for_one_address_is_not_that_of_all(draft):
    """Where each finding of a cause has an advice of its own, the group has that of the rule and all are listed."""
    each = [dataclasses.replace(cut(n, cause="cut:ellipsis"), advice=f"Write https://a.example/{n}.") for n in (2, 4)]
    (group,) = grouped(draft, *each)
    assert group.advice == RULES["T101"].advice
    assert [finding.marker for finding in group.exceptions] == ["[2]", "[4]"]


@pytest.mark.parametrize("fmt", ["text", "markdown", "github", "html"])
def test_each_output_shows_one_cause_once(sample, fmt):
    """Forty cut addresses are one task in each output for people, and what is known of one of them is shown."""
    findings = tuple(cut(number, cause="cut:ellipsis") for number in range(1, 41))
    known = dataclasses.replace(findings[11], advice="Write https://a.example/b.")
    changed = dataclasses.replace(sample.drafts[0], findings=(*findings[:11], known, *findings[12:]))
    text = "".join(render(dataclasses.replace(sample, drafts=(changed,)), fmt))
    flat = " ".join(text.replace("\\", "").split())
    assert flat.count("40 addresses are cut off at an ellipsis") == 1
    assert fmt == "html" or "Cut 30" not in flat


def test_a_section_is_named_for_documents_that_count_paragraphs(draft):
    """A place in a Word document names the heading above it and the paragraph; before any heading the paragraph alone."""
    blocks = (
        Block(BlockKind.PARAGRAPH, "Draft", Place(line=1, paragraph=1)),
        Block(BlockKind.HEADING, "What the  gauges say", Place(line=4, paragraph=4)),
        Block(BlockKind.PARAGRAPH, "Inflow doubled.", Place(line=5, paragraph=5)),
    )
    index = SectionIndex(dataclasses.replace(draft.draft, blocks=blocks))
    assert index.describe(Place(line=5, paragraph=5)) == "“What the gauges say”, paragraph 5"
    assert index.describe(Place(line=1, paragraph=1)) == "paragraph 1"
    assert index.describe(Place(line=5)) == "line 5"


def test_a_finding_about_two_places_names_both(draft):
    """The place of a group holds each place of its finding."""
    finding = Finding("C202", Level.ERROR, "Differs.", "Do.", line=3, further_places=(FindingPlace(line=74),))
    (group,) = grouped(draft, finding)
    assert group.place == "line 3 and line 74"
