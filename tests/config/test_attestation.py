"""Attestations: who saw a source by hand, when and on which page, from comments and from the baseline."""

import dataclasses
import json
from datetime import UTC, date, datetime

import pytest

from citecheck.config.attestation import is_incomplete_attestation, read_attestation
from citecheck.config.baseline import BASELINE_FILE, BaselineEntry, read_baseline, write_baseline
from citecheck.config.configuration_file import load_configuration
from citecheck.config.suppression import leave_out_known
from citecheck.errors import WrongUsage
from citecheck.model.draft import Citation, Draft, Footnote, Format, Place, Source
from citecheck.model.evidence import Evidence, Support
from citecheck.model.finding import Finding, Level
from citecheck.model.page import Page, Reach
from citecheck.model.report import CitationResult, CitationState, DraftReport, Report, Run, SourceResult, Visit
from citecheck.model.target import Kind, Url
from citecheck.report import render
from citecheck.report.findings import Concern, fingerprint_finding
from citecheck.rules.state import state_of

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://a.example/x"

READ = [
    ("seen by hand: Ada Doe 2026-11-20", ("Ada Doe", "2026-11-20", None)),
    ("Seen by hand: Ada Doe, 2026-11-20", ("Ada Doe", "2026-11-20", None)),
    ("seen by hand: by Ada Doe on 2026-11-20.", ("Ada Doe", "2026-11-20", None)),
    (
        "seen by hand: J. O'Neill-Łoś 2026-11-22, https://a.example/p?q=1; paid archive",
        ("J. O'Neill-Łoś", "2026-11-22", "https://a.example/p?q=1"),
    ),
    ("seen by hand: 田中 2026-11-20 at https://a.example/p", ("田中", "2026-11-20", "https://a.example/p")),
    ("seen by hand: desk 2026-11-20 by subscription", ("desk", "2026-11-20", None)),
]
INCOMPLETE = [
    "seen by hand",
    "seen by hand: Ada Doe",
    "seen by hand: 2026-11-20",
    "seen by hand: , 2026-11-20",
    "seen by hand: Ada Doe 2026-11-31",
    "seen by hand: Ada Doe 20 November 2026",
    "seen by hand: Ada Doe 2026-11-23",
    "seen by hand Ada Doe 2026-11-20",
]
NO_ATTESTATION = ["", "moves next week", "not seen by hand: Ada Doe 2026-11-20", "seen by handle: Ada Doe 2026-11-20"]


@pytest.mark.parametrize(("reason", "expected"), READ)
def test_who_when_and_where_are_read(reason, expected):
    """Name, day and address are read from the beginning of a reason; the whole reason is kept."""
    decision = read_attestation(reason, TODAY)
    assert (decision.person, str(decision.day), decision.page) == expected
    assert decision.is_attestation
    assert decision.reason == reason
    assert not is_incomplete_attestation(reason, TODAY)


@pytest.mark.parametrize("reason", INCOMPLETE)
def test_without_a_name_and_a_day_nothing_is_attested(reason):
    """A reason that begins as an attestation and names nobody, no day or a day to come is incomplete."""
    assert read_attestation(reason, TODAY) is None
    assert is_incomplete_attestation(reason, TODAY)


@pytest.mark.parametrize("reason", NO_ATTESTATION)
def test_other_reasons_are_left_alone(reason):
    """Any other reason is neither an attestation nor an incomplete one."""
    assert read_attestation(reason, TODAY) is None
    assert not is_incomplete_attestation(reason, TODAY)


def test_a_long_reason_ends_soon():
    """A reason of many names without a day is read in no time."""
    assert read_attestation("seen by hand: " + "Ada Doe " * 50_000, TODAY) is None


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "citecheck.toml").write_text("")
    return tmp_path


def build_report(folder, *, rule="L202", reach="walled", page="login_wall", support="not-checkable"):
    """Make a run over one draft with one source and one finding about it."""
    source = Source(URL, Kind.URL, Url(URL, URL), Place(2, 6))
    note = Footnote("1", "[1]", URL, Place(2, 1), (source,))
    citation = Citation("[1]", "1", "The ferry carries 600 cars.", Place(1, 28))
    draft = Draft(str(folder / "a.md"), Format.MARKDOWN, None, None, "ab", (), (note,), (citation,))
    visit = Visit(URL, URL, Reach(reach), Page(page), 200, None)
    result = CitationResult(citation, (SourceResult(source, visit, Evidence(Support(support), 0.0)),))
    finding = Finding(rule, Level.INFO, "The source asks for a login.", "Check it.", "[1]", "1", URL, draft.path, 2, 6)
    return Report(Run("r", NOW, NOW), (DraftReport(draft, (result,), (finding,)),))


def find_state(report, folder, text="", today=TODAY):
    """The state of the citation once comments and baseline are read, and the rules of what is left."""
    left = leave_out_known(report, load_configuration(folder), today=today, texts={report.drafts[0].draft.path: text})
    (draft,) = left.drafts
    return state_of(draft.citations[0]), [finding.rule for finding in (*draft.findings, *left.findings)], left


def comment(reason, codes="L202"):
    """A draft whose note has a comment."""
    return f"The ferry carries 600 cars. [1]\n[^1]: {URL} <!-- citecheck: ignore[{codes}] {reason} -->\n"


def test_a_comment_attests_the_source(folder):
    """A comment with who and when makes the citation attested, and every output says who and when."""
    state, rules, left = find_state(build_report(folder), folder, comment("seen by hand: Ada Doe 2026-11-20"))
    assert (state, rules) == (CitationState.ATTESTED, [])
    document = json.loads("".join(render(left, "json")))
    assert document["citations"][0]["sources"][0]["decision"] == {
        "reason": "seen by hand: Ada Doe 2026-11-20",
        "person": "Ada Doe",
        "day": "2026-11-20",
        "page": None,
    }
    assert document["states"]["attested"] == 1
    assert "seen by Ada Doe on 2026-11-20" in "".join(render(left, "text"))
    assert "Seen by Ada Doe on 2026-11-20." in "".join(render(left, "html"))


def test_an_incomplete_comment_attests_nothing(folder):
    """A comment without who and when silences its finding, leaves the citation unseen and is reported itself."""
    for reason in ("seen by hand", "seen by hand: Ada Doe 2026-11-23"):
        state, rules, _ = find_state(build_report(folder), folder, comment(reason))
        assert (state, rules) == (CitationState.UNSEEN, ["C304"])


def test_an_ordinary_comment_attests_nothing(folder):
    """A comment with another reason silences its finding and leaves the citation unseen."""
    state, rules, _ = find_state(build_report(folder), folder, comment("by subscription"))
    assert (state, rules) == (CitationState.UNSEEN, [])


def test_a_source_that_is_gone_is_not_attested(folder):
    """What a person saw is no longer there where the source is gone."""
    report = build_report(folder, rule="L101", reach="gone", page="hard_404_body")
    state, _, _ = find_state(report, folder, comment("seen by hand: Ada Doe 2026-11-20", "L101"))
    assert state is CitationState.LOST


def test_a_finding_that_says_nothing_of_the_claim_attests_nothing(folder):
    """To accept an expiring certificate is no decision on what the source says."""
    report = build_report(folder, rule="L308")
    state, _, _ = find_state(report, folder, comment("seen by hand: Ada Doe 2026-11-20", "L308"))
    assert state is CitationState.UNSEEN


def build_entry(report, **more):
    """The entry of the baseline for the only finding of a report."""
    (draft,) = report.drafts
    fingerprint = fingerprint_finding(draft.findings[0], Concern(draft))
    return BaselineEntry("a.md", draft.findings[0].rule, fingerprint, "by subscription", **more)


@pytest.mark.parametrize(
    ("seen", "expected"),
    [
        ({"seen_by": "Ada Doe", "seen_on": date(2026, 11, 20)}, CitationState.ATTESTED),
        (
            {"seen_by": "Ada Doe", "seen_on": date(2026, 11, 20), "seen_at": "https://a.example/p"},
            CitationState.ATTESTED,
        ),
        ({"seen_by": "Ada Doe", "seen_on": date(2026, 11, 23)}, CitationState.UNSEEN),
        ({}, CitationState.UNSEEN),
    ],
)
def test_an_entry_attests_the_source(folder, seen, expected):
    """An entry with who and when makes the citation attested from that day on, and comes back as it was written."""
    report = build_report(folder)
    entry = build_entry(report, **seen)
    write_baseline(folder / BASELINE_FILE, [entry])
    assert read_baseline(folder / BASELINE_FILE) == (entry,)
    assert find_state(report, folder)[0] is expected


def test_the_page_that_was_seen_is_shown(folder):
    """The address of the page that the person saw is in the report."""
    report = build_report(folder)
    seen = {"seen_by": "Ada Doe", "seen_on": date(2026, 11, 20), "seen_at": "https://a.example/p"}
    write_baseline(folder / BASELINE_FILE, [build_entry(report, **seen)])
    text = " ".join("".join(render(find_state(report, folder)[2], "text")).split())
    assert "seen by Ada Doe on 2026-11-20 at https://a.example/p" in text


@pytest.mark.parametrize(
    "lines",
    [
        'seen-by = "Ada"',
        "seen-on = 2026-11-20",
        'seen-by = ""\nseen-on = 2026-11-20',
        'seen-by = "Ada"\nseen-on = "2026-11-20"',
        'seen-at = "https://a.example/"',
        'seen-by = "Ada"\nseen-on = 2026-11-20\nseen-at = 4',
    ],
)
def test_half_an_attestation_is_wrong_usage(folder, lines):
    """An entry with a name and no day, or the other way round, is an error that names the entry."""
    row = f'[[finding]]\npath = "a.md"\nrule = "L202"\nfingerprint = "00"\nreason = "r"\n{lines}\n'
    (folder / BASELINE_FILE).write_text(f"version = 1\n{row}")
    with pytest.raises(WrongUsage, match="entry 1: an attestation needs seen-by"):
        read_baseline(folder / BASELINE_FILE)


def test_a_second_finding_takes_no_attestation_away(folder):
    """A source that is attested by one comment stays attested if the baseline accepts another finding about it."""
    report = build_report(folder)
    (draft,) = report.drafts
    other = dataclasses.replace(draft.findings[0], rule="S105")
    both = dataclasses.replace(report, drafts=(dataclasses.replace(draft, findings=(*draft.findings, other)),))
    only = dataclasses.replace(report, drafts=(dataclasses.replace(draft, findings=(other,)),))
    write_baseline(folder / BASELINE_FILE, [build_entry(only)])
    assert find_state(both, folder, comment("seen by hand: Ada Doe 2026-11-20"))[0] is CitationState.ATTESTED
