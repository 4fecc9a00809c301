"""The JSON faces."""

import dataclasses
import json

import pytest

from citecheck.model.evidence import Evidence, Fact, FactKind, FactVerdict, Passage, Support
from citecheck.model.finding import FindingPlace
from citecheck.report import render

SOURCE_FIELDS = {
    "raw", "kind", "url", "final_url", "reach", "page", "status", "error", "title", "published", "change",
    "support", "anchor", "evidence", "capture", "memento",
}  # fmt: skip
FINDING_FIELDS = {"rule", "level", "message", "advice", "marker", "footnote", "url", "path", "line", "column"}


def document(report, fmt="json"):
    return json.loads("".join(render(report, fmt)))


def test_one_draft_is_one_object(sample):
    """For one draft the object is the one of INTERFACES, with every field in every row."""
    found = document(sample)
    assert found["schema"] == "citecheck.check/1"
    assert {"path", "format", "title", "language", "sha256"} <= found["document"].keys()
    assert {"id", "started", "finished", "counts"} <= found["run"].keys()
    for citation in found["citations"]:
        assert {"marker", "footnote", "sentence", "line", "column", "sources"} <= citation.keys()
        for source in citation["sources"]:
            assert source.keys() >= SOURCE_FIELDS
            for evidence in source["evidence"]:
                assert {"passage", "facts"} <= evidence.keys()
    for finding in found["findings"]:
        assert finding.keys() >= FINDING_FIELDS


def test_a_fact_is_listed_at_the_passage_that_holds_it(sample):
    """A fact is at the first passage with its wording as whole words; what no passage holds is at the best one."""
    passages = tuple(
        Passage(text, 0, len(text), 0.5, number)
        for number, text in enumerate(("The weir of 2014 held.", "Rain killed 14 people.", "In all, 14 died."))
    )
    facts = (
        Fact(FactKind.NUMBER, "fourteen", "14", FactVerdict.AGREES),
        Fact(FactKind.NUMBER, "2013", "2014", FactVerdict.DIFFERS),
        Fact(FactKind.NUMBER, "three", None, FactVerdict.ABSENT),
    )
    draft = sample.drafts[0]
    citation = next(one for one in draft.citations if one.sources)
    source = dataclasses.replace(
        citation.sources[0], evidence=Evidence(Support.DIFFERS, 0.5, passages=passages, facts=facts)
    )
    changed = dataclasses.replace(draft, citations=(dataclasses.replace(citation, sources=(source,)),))
    found = document(dataclasses.replace(sample, drafts=(changed,)))["citations"][0]["sources"][0]["evidence"]
    assert [[fact["claimed"] for fact in one["facts"]] for one in found] == [["2013", "three"], ["fourteen"], []]


def test_finding_lists_its_places(sample):
    """The first place of a finding is its own; a second place and the common cause follow in the same object."""
    draft = sample.drafts[0]
    first = dataclasses.replace(
        draft.findings[0], cause="host:dam.example", further_places=(FindingPlace(marker="[9]", line=7, page=3),)
    )
    report = dataclasses.replace(sample, drafts=(dataclasses.replace(draft, findings=(first,)),))
    (found,) = document(report)["findings"]
    assert found["cause"] == "host:dam.example"
    assert [place["line"] for place in found["places"]] == [first.line, 7]
    assert found["places"][1] == {
        "path": draft.draft.path, "marker": "[9]", "footnote": None, "line": 7, "column": None, "page": 3, "paragraph": None,
    }  # fmt: skip


def test_rows_have_the_same_fields(sample):
    """A source that was visited and one that has no address show the same fields."""
    rows = [source for citation in document(sample)["citations"] for source in citation["sources"]]
    assert len({frozenset(row) for row in rows}) == 1


def test_several_drafts_are_one_object(several):
    """Several drafts make one object with run, findings and documents."""
    found = document(several)
    assert {"schema", "run", "findings", "documents"} <= found.keys()
    assert [each["document"]["path"] for each in found["documents"]] == ["briefs/tavra.md", "briefs/second.md"]


def test_json_lines_are_one_object_a_draft(several):
    """In JSON lines each line is the object of one draft."""
    lines = "".join(render(several, "jsonl")).splitlines()
    assert [json.loads(line)["document"]["path"] for line in lines] == ["briefs/tavra.md", "briefs/second.md"]


@pytest.mark.parametrize("count", [0, 1, 2, 5])
def test_one_document_is_written_draft_by_draft(sample, count):
    """The pieces are one JSON document as one writer would write it, in no piece more than one draft."""
    report = dataclasses.replace(sample, drafts=sample.drafts[:1] * count)
    pieces = list(render(report, "json"))
    whole = json.loads("".join(pieces))
    assert "".join(pieces) == json.dumps(whole, ensure_ascii=False, indent=1) + "\n"
    drafts_in = [piece.count(sample.drafts[0].draft.sha256) for piece in pieces]
    assert (max(drafts_in), sum(drafts_in)) == (min(count, 1), count)
    assert count < 2 or len(whole["documents"]) == count
