"""What is repaired and what is left, from a report or from the user."""

import hashlib
import json

import pytest
from click.testing import CliRunner

from citecheck.cli.repair import command
from citecheck.draft.repair.plan import RepairKind, parse_given_repairs, plan_repairs
from citecheck.errors import UnreadableInput, WrongUsage

ALL = tuple(RepairKind)
URL = "https://example.org/a"
MEMENTO = {"memento": "https://web.archive.org/web/2024/x", "memento_details": {"moment": "2024-01-02T03:04:05Z"}}


def report(*sources, sha256="00"):
    return {"schema": "citecheck.check/1", "document": {"sha256": sha256}, "citations": [{"sources": list(sources)}]}


def planned(*sources, accept=ALL):
    plan = plan_repairs(report(*sources), "00", accept)
    return [(each.kind.value, each.old, each.new) for each in plan.repairs], [each.source for each in plan.left]


MOVED = {"url": URL, "reach": "moved", "final_url": "https://example.org/b"}
VERIFIED = {**MEMENTO, "memento_details": {"moment": "2024-01-02T03:04:05Z", "verified": True}}
CUT = {"raw": "https://b.example/long-na...", "url": None, "reach": "offline"}


@pytest.mark.parametrize(
    ("source", "repairs", "left"),
    [
        (MOVED, [("moved", URL, "https://example.org/b")], []),
        ({**MOVED, "reach": "live"}, [], []),
        ({**MOVED, "final_url": URL}, [], []),
        ({"url": URL, "reach": "gone", **VERIFIED}, [("memento", URL, MEMENTO["memento"])], []),
        ({"url": URL, "reach": "live", "change": "replaced", **VERIFIED}, [("memento", URL, MEMENTO["memento"])], []),
        ({"url": URL, "reach": "gone", **VERIFIED, "archive_url": "https://a.org/"}, [], []),
        ({"url": URL, "reach": "gone", **MEMENTO}, [], [URL]),
        ({"url": URL, "reach": "gone", "memento": None}, [], [URL]),
        ({"url": URL, "reach": "failing", **VERIFIED}, [], []),
        ({"url": URL, "reach": "live", "change": "edited", **VERIFIED}, [], []),
        (
            {**CUT, "candidates": ["https://b.example/long-name"]},
            [("completed", "https://b.example/long-na", "https://b.example/long-name")],
            [],
        ),
        (
            {**CUT, "candidates": ["https://b.example/long-name", "https://b.example/long-nail"]},
            [],
            ["https://b.example/long-na"],
        ),
        ({**CUT, "candidates": []}, [], ["https://b.example/long-na"]),
        ({"raw": "ACLED", "url": None, "reach": "offline"}, [], []),
    ],
)
def test_only_what_evidence_decides_is_planned(source, repairs, left):
    """A permanent move, one candidate, a checked copy; anything less is left and named, or is no matter at all."""
    assert planned(source) == (repairs, left)


def test_a_cut_address_that_stands_for_several_sources_is_left():
    """Equal prefixes are not equal sources: with two completions neither is made."""
    one = {**CUT, "candidates": ["https://b.example/long-name"]}
    assert planned(one, {**CUT, "candidates": ["https://b.example/long-nail"]}) == ([], ["https://b.example/long-na"])
    assert planned(one, {**CUT, "candidates": []}) == ([], ["https://b.example/long-na"])


def test_only_accepted_kinds_are_planned():
    """Kinds that were not accepted are not made."""
    assert planned(MOVED, accept=[RepairKind.MEMENTO]) == ([], [])


def test_the_draft_is_found_among_several():
    """In a report of several drafts the one with the same bytes counts."""
    several = {"documents": [report(sha256="11"), report(MOVED)]}
    assert len(plan_repairs(several, "00", ALL).repairs) == 1


@pytest.mark.parametrize("broken", [report(MOVED, sha256="22"), [], {}, {"documents": [1]}, report("source")])
def test_a_report_that_does_not_fit_is_refused(broken):
    """A report of another version, or something that is no report, is one sentence."""
    with pytest.raises(UnreadableInput, match="report"):
        plan_repairs(broken, "00", ALL)


@pytest.mark.parametrize(
    "pair",
    [
        "https://a.org/",
        "https://a.org/=b",
        "=https://a.org/",
        "word=https://a.org/",
        "https://a.org/?u=https://b.org/=https://c.org/",
    ],
)
def test_pairs_that_cannot_be_understood_are_refused(pair):
    """A pair without two addresses, or with two readings, is one sentence."""
    with pytest.raises(WrongUsage, match="--set"):
        parse_given_repairs([pair])


def test_pairs_hold_complete_and_cut_addresses():
    """The old address may be complete, spelled out, or cut."""
    full, cut = parse_given_repairs(
        ["https://a dot org/?x=1=https://b.org/", "https://a.org/long-na...=https://a.org/long-name"]
    )
    assert (full.old, full.cut, full.new) == ("https://a.org/?x=1", False, "https://b.org/")
    assert (cut.old, cut.cut) == ("https://a.org/long-na", True)


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command_writes_the_copy_and_says_why(tmp_path, form):
    """The copy is written, what was done is listed with its reason, and so is what was not found."""
    draft, copy, told = tmp_path / "draft.txt", tmp_path / "copy.txt", tmp_path / "report.json"
    draft.write_text(f"[1] {URL}\n")
    sha256 = hashlib.sha256(draft.read_bytes()).hexdigest()
    other = {**MOVED, "url": "https://example.org/other"}
    told.write_text(json.dumps(report(MOVED, other, sha256=sha256)))
    result = run(draft, "-o", copy, "--report", told, "--format", form)
    assert copy.read_text() == "[1] https://example.org/b\n"
    assert draft.read_text() == f"[1] {URL}\n"
    assert "moved there permanently" in result.output
    assert "https://example.org/other" in result.output


def test_what_the_user_says_goes_before_the_report(tmp_path):
    """`--set` overrides the repair that the report offers for the same address."""
    draft, told = tmp_path / "draft.txt", tmp_path / "report.json"
    draft.write_text(f"[1] {URL}\n")
    told.write_text(json.dumps(report(MOVED, sha256=hashlib.sha256(draft.read_bytes()).hexdigest())))
    run(draft, "-o", tmp_path / "copy.txt", "--report", told, "--set", f"{URL}=https://mine.org/")
    assert (tmp_path / "copy.txt").read_text() == "[1] https://mine.org/\n"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["-o", "copy.txt"], WrongUsage),
        (["-o", "draft.txt", "--set", "https://a.org/=https://b.org/"], WrongUsage),
        (["-o", "none/copy.txt", "--set", "https://a.org/=https://b.org/"], WrongUsage),
        (["-o", "copy.txt", "--report", "missing.json"], UnreadableInput),
        (["-o", "copy.txt", "--report", "draft.txt"], UnreadableInput),
    ],
)
def test_wrong_usage_is_one_sentence(tmp_path, monkeypatch, arguments, error):
    """Nothing to do, a copy over the draft, a folder or report that is not there: each is refused."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "draft.txt").write_text("[1] https://a.org/\n")
    with pytest.raises(error):
        run("draft.txt", *arguments)
