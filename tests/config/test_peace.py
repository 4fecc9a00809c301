"""What a run leaves alone."""

import dataclasses
import json
from collections import Counter
from datetime import date

import pytest

from citecheck.config.baseline import BASELINE_FILE, BaselineEntry, read_baseline, write_baseline
from citecheck.config.configuration_file import load_configuration
from citecheck.config.suppression import leave_out_known
from citecheck.errors import WrongUsage
from citecheck.model.finding import Level
from citecheck.report import render

TODAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "citecheck.toml").write_text('[[per-host]]\nhosts = ["forum.dam-engineers.example"]\nignore = ["L2"]\n')
    return tmp_path


@pytest.fixture
def report(sample, folder):
    """The sample as if its draft lay in the folder."""
    (draft,) = sample.drafts
    path = str(folder / "tavra.md")
    findings = tuple(dataclasses.replace(finding, path=path) for finding in draft.findings)
    moved = dataclasses.replace(draft, draft=dataclasses.replace(draft.draft, path=path), findings=findings)
    return dataclasses.replace(sample, drafts=(moved,))


def settled(report, folder, *, text="", said=None, today=TODAY):
    configuration = load_configuration(folder).merge(said or {})
    return leave_out_known(report, configuration, today=today, texts={report.drafts[0].draft.path: text})


def codes(report):
    return Counter(finding.rule for draft in report.drafts for finding in draft.findings)


def entries(report, folder, **more):
    (document,) = [json.loads("".join(render(report, "json")))]
    return [
        BaselineEntry("tavra.md", row["rule"], row["fingerprint"], "known", marker=row["marker"], **more)
        for row in document["findings"]
        if row["rule"] in {"L101", "S101"}
    ]


def test_rules_out_of_force_are_dropped(report, folder):
    """Ignored rules, by configuration, host or command line, are not reported; levels are changed."""
    before = codes(report)
    after = codes(settled(report, folder, said={"ignore": ["T"], "levels": {"S103": "info"}}))
    assert before - after == Counter({code: n for code, n in before.items() if code[0] == "T"} | {"L201": 1})
    changed = settled(report, folder, said={"levels": {"S103": "error"}})
    assert {f.level for f in changed.drafts[0].findings if f.rule == "S103"} == {Level.ERROR}


def test_a_comment_silences_its_sentence(report, folder):
    """A comment on the line of a sentence silences what concerns that sentence, and is counted."""
    line = next(f.line for f in report.drafts[0].findings if f.rule == "S103")
    text = "\n" * (line - 1) + "text <!-- citecheck: ignore[S103] read by hand -->"
    after = settled(report, folder, text=text)
    assert "S103" not in codes(after)
    assert "C301" not in codes(after)
    assert dict(after.run.counts)["findings suppressed"] == 1


def test_a_comment_that_silences_nothing_is_told(report, folder):
    """A comment whose finding is gone is a finding at the comment's place."""
    after = settled(report, folder, text="text <!-- citecheck: ignore[S103] -->")
    (lapsed,) = [finding for finding in after.drafts[0].findings if finding.rule == "C301"]
    assert (lapsed.line, lapsed.column) == (1, 6)
    assert "C301" not in codes(
        settled(report, folder, text="<!-- citecheck: ignore[S103] -->", said={"ignore": ["C3"]})
    )


def test_known_findings_are_left_alone(report, folder):
    """What the baseline records is dropped, also when lines have shifted and secrets are hidden."""
    write_baseline(folder / BASELINE_FILE, entries(report, folder))
    (draft,) = report.drafts
    shifted = tuple(dataclasses.replace(each, line=each.line + 9) for each in draft.findings if each.rule == "L101")
    others = tuple(each for each in draft.findings if each.rule != "L101")
    report = dataclasses.replace(report, drafts=(dataclasses.replace(draft, findings=others + shifted),))
    after = settled(report, folder)
    assert not {"L101", "S101"} & codes(after).keys()
    assert dict(after.run.counts)["findings known"] == 6
    assert after.findings == ()
    assert "6 findings in the baseline" in " ".join("".join(render(after, "text")).split())


def test_expired_entries_count_again(report, folder):
    """After its last day an entry holds no more, and that is reported."""
    write_baseline(folder / BASELINE_FILE, entries(report, folder, expires=date(2026, 11, 21)))
    after = settled(report, folder)
    assert codes(after)["S101"] == 3
    assert {finding.rule for finding in after.findings} == {"C302"}
    assert "S101" not in codes(settled(report, folder, today=date(2026, 11, 21)))


def test_entries_that_match_nothing_are_told(report, folder):
    """An entry whose address was replaced is reported, unless its draft was not checked in this run."""
    mended = BaselineEntry("tavra.md", "L101", "0" * 24, "old", about="https://replaced.example/")
    elsewhere = BaselineEntry("other.md", "L101", "0" * 24, "old", about="https://replaced.example/")
    write_baseline(folder / BASELINE_FILE, [mended, elsewhere])
    (lapsed,) = settled(report, folder).findings
    assert (lapsed.rule, lapsed.path) == ("C303", str(folder / BASELINE_FILE))


def test_a_baseline_survives_writing(tmp_path):
    """Entries come back as they were written, whatever they hold."""
    odd = BaselineEntry(
        "a b/é.md", "S101", "f" * 24, 'quoted "reason"\nwith \\ and \x7f', date(2027, 1, 31), "[1]", "x\u2028y"
    )
    write_baseline(tmp_path / BASELINE_FILE, [odd])
    assert read_baseline(tmp_path / BASELINE_FILE) == (odd,)


@pytest.mark.parametrize(
    ("toml", "sentence"),
    [
        ("version = 2", "not a baseline of version 1"),
        ("version = 1\n[[finding]]\npath='a'", "entry 1 needs path"),
        ("version = 1\n[[finding]]\npath='a'\nrule='b'\nfingerprint='c'\nreason=''", "entry 1: path, rule"),
        (
            "version = 1\n[[finding]]\npath='a'\nrule='b'\nfingerprint='c'\nreason='d'\nexpires='2027'",
            "expires must be a day",
        ),
        ("version = ", "not valid TOML"),
    ],
)
def test_a_broken_baseline_is_refused(tmp_path, toml, sentence):
    """A mistake in the baseline is one sentence."""
    (tmp_path / BASELINE_FILE).write_text(toml)
    with pytest.raises(WrongUsage, match=sentence):
        read_baseline(tmp_path / BASELINE_FILE)
