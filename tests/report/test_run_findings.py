"""Findings of the run itself, as on a file that could not be read: counted once, by the run, in every output."""

import csv
import dataclasses
import io
import json

import pytest

from citecheck.config.configuration import Configuration
from citecheck.config.suppression import leave_out_known
from citecheck.model.finding import Finding, Level
from citecheck.report import render
from citecheck.report.verdict import judge_draft, judge_report

UNREAD = Finding("C107", Level.WARNING, "The draft cannot be read.", "Save it again.", path="bad.docx")


def written(report, fmt):
    return "".join(render(report, fmt))


@pytest.fixture
def pair(sample):
    """Two drafts without findings next to one file that could not be read."""
    (draft,) = sample.drafts
    bare = dataclasses.replace(draft, findings=())
    other = dataclasses.replace(bare, draft=dataclasses.replace(bare.draft, path="other.txt"))
    return dataclasses.replace(sample, drafts=(bare, other), findings=(UNREAD,), unread_drafts=1)


def test_a_draft_is_not_charged_with_the_findings_of_the_run(pair):
    """The verdict on a draft counts its own findings; that on the run counts all."""
    assert "warning" not in judge_draft(pair.drafts[0], pair).line
    assert judge_report(pair).levels == ((Level.WARNING, 1),)
    assert all("1 warning" not in line for line in written(pair, "markdown").splitlines() if line.startswith("**"))


def test_json_lines_end_with_the_run(pair):
    """The last line has no draft, and holds the findings of the run and the number of drafts that were not read."""
    *drafts, run = map(json.loads, written(pair, "jsonl").splitlines())
    assert drafts[1]["document"]["path"] == "other.txt"
    assert "document" not in run
    assert [each["rule"] for each in run["findings"]] == ["C107"]
    assert run["left_out"]["drafts_not_read"] == 1


def test_json_lines_of_unreadable_drafts_alone_are_one_line(pair):
    """A folder whose only draft cannot be read yields the line of the run; one of clean drafts has no such line."""
    (run,) = map(json.loads, written(dataclasses.replace(pair, drafts=()), "jsonl").splitlines())
    assert run["findings"][0]["path"] == "bad.docx"
    clean = dataclasses.replace(pair, findings=(), unread_drafts=0)
    assert all("document" in json.loads(line) for line in written(clean, "jsonl").splitlines())


@pytest.mark.parametrize("fmt", ["json", "jsonl"])
def test_a_lone_draft_next_to_an_unreadable_one_has_the_verdict_of_the_run(pair, fmt):
    """The object of the only draft that was read counts the one that was not."""
    alone = dataclasses.replace(pair, drafts=pair.drafts[:1])
    one = json.loads(written(alone, fmt))
    assert one["left_out"]["drafts_not_read"] == 1
    assert [each["rule"] for each in one["findings"]] == ["C107"]
    assert one["verdict"]["line"] == judge_report(alone).line


def test_every_output_has_the_same_number_of_findings(pair, tmp_path):
    """The counts of the run, the verdict and each list of findings agree, also where findings share a cause."""
    (first, second) = pair.drafts
    alike = tuple(
        Finding("T104", Level.WARNING, f"Cut {n}.", "Look.", path=first.draft.path, line=n, cause="cut:ellipsis")
        for n in range(1, 4)
    )
    report = dataclasses.replace(pair, drafts=(dataclasses.replace(first, findings=alike), second))
    report = leave_out_known(report, Configuration({}, tmp_path), today=report.run.started.date())
    document = json.loads(written(report, "json"))
    assert document["run"]["counts"]["warnings"] == 4
    assert "4 warnings" in document["verdict"]["line"]
    assert len(document["findings"]) + sum(len(each["findings"]) for each in document["documents"]) == 4
    assert len(list(csv.reader(io.StringIO(written(report, "csv"))))) == 5
    assert len(json.loads(written(report, "gitlab"))) == 4
    assert len(json.loads(written(report, "sarif"))["runs"][0]["results"]) == 4
