"""Entries of the baseline are unused only where a run could have seen their findings; a draft that was moved keeps them."""

import dataclasses
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from citecheck.config.baseline import BASELINE_FILE, BaselineEntry, write_baseline
from citecheck.config.configuration_file import load_configuration
from citecheck.config.suppression import leave_out_known
from citecheck.model.change import AnchorReading, AnchorState, Change, Comparison
from citecheck.model.draft import Citation, Draft, Footnote, Format, Place, Source
from citecheck.model.evidence import Evidence, Support
from citecheck.model.finding import Finding, Level
from citecheck.model.page import Coverage, Reach
from citecheck.model.report import CitationResult, DraftReport, Report, Run, SourceResult, Visit
from citecheck.model.target import Kind, Url
from citecheck.report.findings import Concern, fingerprint_finding

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://a.example/x"
SOURCE = Source(URL, Kind.URL, Url(URL, URL), Place(5, 5))
NOTE = Footnote("1", "[1]", URL, Place(5, 1), (SOURCE,))
CITATION = Citation("[1]", "1", "The ferry carries 600 cars.", Place(1, 1))
FOUND = Evidence(Support.EVIDENCE, 0.9)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "citecheck.toml").write_text("")
    return tmp_path


def build_report(
    folder, reach="live", *, name="a.md", findings=(), evidence=FOUND, whole=True, change=None, anchor=None
):
    """Make a run over one draft with one source."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("")
    draft = Draft(str(path), Format.MARKDOWN, None, None, "ab", (), (NOTE,), (CITATION,))
    made = Comparison(Change(change)) if change else None
    visit = Visit(URL, URL, Reach(reach), None, None, None, change=made)
    source = SourceResult(SOURCE, visit, evidence, anchor)
    result = CitationResult(CITATION, (source,))
    those = tuple(dataclasses.replace(finding, path=str(path)) for finding in findings)
    return Report(Run("r", NOW, NOW), (DraftReport(draft, (result,), those, whole=whole),))


def find_unused(report, folder, **options):
    configuration = load_configuration(folder).merge(options)
    return [finding.rule for finding in leave_out_known(report, configuration, today=TODAY, texts={}).findings]


SEEN = {
    "L101": {"reach": "live"},
    "L304": {"reach": "moved"},
    "S101": {"reach": "live"},
    "D103": {"reach": "live", "anchor": AnchorReading(AnchorState.INTACT)},
    "D102": {"reach": "live", "change": "same"},
    "A104": {"reach": "live"},
    "T101": {"reach": "unknown"},
    "C101": {"reach": "gone"},
}
UNSEEN = [
    ("L101", {"reach": "unknown"}),
    ("L101", {"reach": "failing"}),
    ("L101", {"reach": "walled"}),
    ("L101", {"reach": "suspect"}),
    ("L308", {"reach": "live"}),
    ("S101", {"reach": "unknown", "evidence": Evidence(Support.NOT_CHECKABLE, 0.0)}),
    ("S103", {"evidence": Evidence(Support.UNCHECKED, 0.0)}),
    ("S102", {"evidence": dataclasses.replace(FOUND, coverage=Coverage.FRAGMENT)}),
    ("D103", {"reach": "live"}),
    ("D102", {"reach": "gone", "change": "same"}),
    ("A104", {"reach": "gone"}),
    ("C101", {"whole": False}),
    ("T101", {"whole": False}),
]


@pytest.mark.parametrize("rule", SEEN)
def test_an_entry_is_unused_where_its_fact_was_seen(folder, rule):
    """A whole run that saw what the rule is about reports that the finding is not there any more."""
    write_baseline(folder / BASELINE_FILE, [BaselineEntry("a.md", rule, "0" * 24, "known", about=URL)])
    assert find_unused(build_report(folder, **SEEN[rule]), folder) == ["C303"]


@pytest.mark.parametrize(("rule", "seen"), UNSEEN)
def test_an_entry_is_not_unused_where_its_fact_was_not_seen(folder, rule, seen):
    """Offline, at a wall, in an audit, or without an earlier copy, absence is no disappearance."""
    write_baseline(folder / BASELINE_FILE, [BaselineEntry("a.md", rule, "0" * 24, "known", about=URL)])
    assert find_unused(build_report(folder, **seen), folder) == []


def test_an_entry_without_an_address_needs_every_source_of_its_note(folder):
    """A message names no source, so those of its marker must have been seen."""
    entry = BaselineEntry("a.md", "S105", "0" * 24, "known", marker="[1]", about="Two sources disagree.")
    write_baseline(folder / BASELINE_FILE, [entry])
    assert find_unused(build_report(folder), folder) == ["C303"]
    assert find_unused(build_report(folder, evidence=Evidence(Support.UNCHECKED, 0.0)), folder) == []


def test_an_entry_of_a_rule_out_of_force_is_not_unused(folder):
    """What a run did not look for is not said to be gone."""
    write_baseline(folder / BASELINE_FILE, [BaselineEntry("a.md", "L101", "0" * 24, "known", about=URL)])
    for options in ({"ignore": ["L1"]}, {"select": ["T", "C"]}, {"ignore": ["L", "S"], "select": ["ALL"]}):
        assert find_unused(build_report(folder), folder, **options) == []
    assert find_unused(build_report(folder), folder, select=["L1", "C"]) == ["C303"]


def test_an_address_that_an_audit_did_not_visit_is_not_gone_from_the_draft(folder):
    """An audit loads the notes that it visited; a whole run saw all."""
    write_baseline(
        folder / BASELINE_FILE, [BaselineEntry("a.md", "L101", "0" * 24, "known", about="https://b.example/")]
    )
    assert find_unused(build_report(folder, whole=False), folder) == []
    assert find_unused(build_report(folder), folder) == ["C303"]


def test_a_comment_is_not_unused_where_nothing_was_seen(folder):
    """A comment for a dead link is needed again when the run is not offline."""
    text = {str(folder / "a.md"): "The ferry. <!-- citecheck: ignore[L101] accepted -->\n"}
    configuration = load_configuration(folder)

    def rules(reach):
        shown = leave_out_known(build_report(folder, reach), configuration, today=TODAY, texts=text)
        return [finding.rule for finding in shown.drafts[0].findings]

    assert rules("unknown") == []
    assert rules("live") == ["C301"]


def test_a_comment_for_a_rule_out_of_force_is_used(folder):
    """The finding that it silences is there, whether the run reports that rule or not."""
    text = {str(folder / "a.md"): "The ferry. <!-- citecheck: ignore[L101] accepted -->\n"}
    report = build_report(folder, "gone", findings=[dead()])
    shown = leave_out_known(report, load_configuration(folder).merge({"ignore": ["L"]}), today=TODAY, texts=text)
    assert shown.drafts[0].findings == ()


def dead(rule="L101", url=URL):
    return Finding(rule, Level.ERROR, "It is gone.", "Look.", "[1]", "1", url, line=1, column=1)


def record(folder, report, **more):
    """Write an entry for each finding of a report, as `citecheck baseline` does."""
    (draft,) = report.drafts
    path = Path(draft.draft.path).relative_to(folder).as_posix()
    entries = [
        BaselineEntry(path, one.rule, fingerprint_finding(one, Concern(draft)), "known", about=one.url, **more)
        for one in draft.findings
    ]
    write_baseline(folder / BASELINE_FILE, entries)


def find_left(report, folder):
    shown = leave_out_known(report, load_configuration(folder), today=TODAY, texts={})
    return [finding.rule for finding in (*shown.drafts[0].findings, *shown.findings)]


@pytest.mark.parametrize("name", ["sub/a.md", "renamed.md", "sub/other.md"])
def test_a_draft_that_was_moved_keeps_its_entries(folder, name):
    """The same bytes at another path are the same draft, once the old file is gone."""
    record(folder, build_report(folder, "gone", findings=[dead()]), sha256="ab")
    moved = build_report(folder, "gone", name=name, findings=[dead()])
    assert find_left(moved, folder) == ["L101"], "the old file is still there"
    (folder / "a.md").unlink()
    assert find_left(moved, folder) == []


def test_a_draft_that_was_moved_and_edited_is_known_by_its_findings(folder):
    """Without its bytes a draft needs its name, or two findings that the entries record."""
    two = [dead(), dead("S101")]
    record(folder, build_report(folder, "gone", findings=two), sha256="cd")
    (folder / "a.md").unlink()
    assert find_left(build_report(folder, "gone", name="sub/a.md", findings=[dead()]), folder) == ["C303"]
    assert find_left(build_report(folder, "gone", name="b.md", findings=two), folder) == []
    assert find_left(build_report(folder, "gone", name="b.md", findings=[dead()]), folder) == ["L101"]


def test_the_entries_of_a_draft_that_was_moved_are_used_up_there(folder):
    """What was corrected after the move is reported at the old entry."""
    record(folder, build_report(folder, "gone", findings=[dead()]), sha256="ab")
    (folder / "a.md").unlink()
    assert find_left(build_report(folder, "live", name="sub/a.md"), folder) == ["C303"]
