"""The verdict: sixty situations of states, decisions and what was left out, with the line each must give."""

import dataclasses
import json
from datetime import UTC, date, datetime

import pytest

from citecheck.model.draft import Citation, Draft, Footnote, Format, Place, Source
from citecheck.model.evidence import Evidence, Fact, FactKind, FactVerdict, Passage, Support
from citecheck.model.exchange import RefusalReason
from citecheck.model.finding import Finding, Level
from citecheck.model.page import Coverage, Page, Reach
from citecheck.model.report import (
    CitationResult,
    CitationState,
    Decision,
    DraftReport,
    Report,
    Run,
    SourceResult,
    Visit,
)
from citecheck.model.target import CutUrl, Kind, Offline, Url
from citecheck.report import render
from citecheck.report.verdict import Advice, judge_draft, judge_report

NOW = datetime(2026, 11, 30, 22, tzinfo=UTC)
ACCEPTED, SIGNED = Decision("known"), Decision("read it", "K. Roe", date(2026, 11, 30))
AGREES, ABSENT = FactVerdict.AGREES, FactVerdict.ABSENT
OFFLINE, ROBOTS, GUARD, RATE = RefusalReason.OFFLINE, RefusalReason.ROBOTS, RefusalReason.GUARD, RefusalReason.RATE


def fact(verdict):
    return (Fact(FactKind.NUMBER, "four", None, verdict),)


def evidence(support, facts=(), reason=None):
    return Evidence(Support(support), 0.9, (), facts, reason)


MADE = {
    "contradicted": (Reach.LIVE, evidence("differs", fact(FactVerdict.DIFFERS))),
    "lost": (Reach.GONE, evidence("not-checkable")),
    "unsupported": (Reach.LIVE, evidence("not-found")),
    "partly": (Reach.LIVE, evidence("facts-missing", fact(ABSENT))),
    "unseen": (Reach.WALLED, evidence("not-checkable")),
    "found": (Reach.LIVE, evidence("evidence", fact(AGREES))),
    "short": (Reach.LIVE, Evidence(Support.NOT_CHECKABLE, 0.5, (Passage("It rose.", 0, 8, 0.5, 0),), reason="short")),
    "unread": (Reach.LIVE, evidence("not-checkable")),
    "offline": (Reach.UNKNOWN, evidence("not-checkable")),
    "cut": (None, evidence("not-checkable")),
    "book": (None, evidence("not-checkable")),
}
TARGETS = {"cut": CutUrl("https://www.example.org/ra"), "book": Offline()}


def cite(number, what, decision=None, refusal=None):
    """One citation of one source in the state that a word names, and its note."""
    reach, said = MADE[what]
    url = f"https://h{number}.example/"
    target = TARGETS.get(what, Url(url, url))
    source = Source(f"source {number}", Kind.URL, target, Place(40 + number, 5))
    visit = reach and Visit(url, url, reach, Page.LIVE, 200, None, refusal=refusal)
    result = SourceResult(source, visit, said, decision=decision)
    citation = Citation(f"[{number}]", str(number), "The river rose.", Place(number, 9))
    return CitationResult(citation, (result,)), Footnote(
        str(number), f"[{number}]", "", Place(40 + number, 1), (source,)
    )


def report(*cited, levels=(), rule="S101", left=None, drafts=1):
    """A run over one draft, or over equal ones; each of `cited` is (number of citations, word, …)."""
    rows = [row for number, *what in cited for row in [what] * number]
    made = [cite(number, *row) for number, row in enumerate(rows, start=1)]
    left = dict(left or {})
    uncalled = left.pop("notes", 0)
    extra = tuple(Footnote(f"x{n}", f"[x{n}]", "", Place(90 + n, 1)) for n in range(uncalled))
    draft = Draft(
        "brief.md", Format.MARKDOWN, None, "en", "0" * 64,
        footnotes=tuple(note for _, note in made) + extra, citations=tuple(each.citation for each, _ in made),
        links_outside_notes=left.pop("links", 0), notes_without_marker=uncalled,
    )  # fmt: skip
    unread = left.pop("unread", 0)
    findings = tuple(Finding(rule, level, "Seen.", "Do.") for level in levels)
    one = DraftReport(draft, tuple(each for each, _ in made), findings, **left)
    return Report(Run("r1", NOW, NOW), (one,) * drafts, unread_drafts=unread)


ERROR, WARNING, INFO = Level.ERROR, Level.WARNING, Level.INFO
HOLD, LOOK, PUBLISH = Advice.HOLD, Advice.LOOK, Advice.PUBLISH

SITUATIONS = [
    # one state
    ([(1, "found")], {}, PUBLISH, "Ready to publish: 1 citation found."),
    ([(2, "found")], {}, PUBLISH, "Ready to publish: 2 of 2 citations found."),
    ([(1204, "found")], {}, PUBLISH, "Ready to publish: 1,204 of 1,204 citations found."),
    ([(1, "unseen", SIGNED)], {}, PUBLISH, "Ready to publish: 1 citation attested."),
    ([(3, "contradicted")], {}, HOLD, "Do not publish yet: 3 of 3 citations contradicted."),
    ([(1, "lost")], {}, HOLD, "Do not publish yet: 1 citation lost."),
    ([(2, "unsupported")], {}, LOOK, "Review before you publish: 2 of 2 citations unsupported."),
    ([(2, "partly")], {}, LOOK, "Review before you publish: 2 of 2 citations found in part."),
    ([(2, "unseen")], {}, LOOK, "Look by hand before you publish: 2 of 2 citations unseen. Left out: 2 sources not read."),
    ([(1, "cut")], {}, LOOK, "Look by hand before you publish: 1 citation unseen. Left out: 1 source with a cut address."),
    ([(1, "book")], {}, LOOK, "Look by hand before you publish: 1 citation unseen. Left out: 1 source without an address."),
    # the found ones do not hide the others
    ([(9, "found"), (1, "contradicted")], {}, HOLD, "Do not publish yet: of 10 citations, 1 contradicted and 9 found."),
    ([(9, "found"), (1, "lost")], {}, HOLD, "Do not publish yet: of 10 citations, 1 lost and 9 found."),
    ([(9, "found"), (1, "unsupported")], {}, LOOK, "Review before you publish: of 10 citations, 1 unsupported and 9 found."),
    ([(9, "found"), (1, "partly")], {}, LOOK, "Review before you publish: of 10 citations, 1 found in part and 9 found."),
    ([(9, "found"), (1, "unseen")], {}, LOOK, "Look by hand before you publish: of 10 citations, 1 unseen and 9 found. Left out: 1 source not read."),
    ([(9, "found"), (1, "unseen", SIGNED)], {}, PUBLISH, "Ready to publish: of 10 citations, 9 found and 1 attested."),
    ([(1, "contradicted"), (1, "lost"), (1, "unsupported"), (1, "partly"), (1, "unseen"), (1, "found"), (1, "unseen", SIGNED)], {}, HOLD,
     "Do not publish yet: of 7 citations, 1 contradicted, 1 lost, 1 unsupported, 1 found in part, 1 unseen, 1 found and 1 attested. Left out: 1 source not read."),
    ([(1, "unsupported"), (2, "unseen")], {}, LOOK, "Review before you publish: of 3 citations, 1 unsupported and 2 unseen. Left out: 2 sources not read."),
    ([(1, "partly"), (2, "unseen")], {}, LOOK, "Review before you publish: of 3 citations, 1 found in part and 2 unseen. Left out: 2 sources not read."),
    ([(1, "lost"), (2, "cut")], {}, HOLD, "Do not publish yet: of 3 citations, 1 lost and 2 unseen. Left out: 2 sources with a cut address."),
    ([(1, "found"), (1, "cut"), (1, "unseen")], {}, LOOK, "Look by hand before you publish: of 3 citations, 2 unseen and 1 found. Left out: 1 source not read, 1 source with a cut address."),
    # a decision: accepted in the baseline
    ([(3, "found"), (1, "unseen", ACCEPTED)], {"left": {"baselined": 1}}, PUBLISH, "Ready to publish: of 4 citations, 1 unseen (accepted) and 3 found. Left out: 1 source not read, 1 finding in the baseline."),
    ([(3, "found"), (1, "unseen", ACCEPTED), (1, "unseen")], {"left": {"baselined": 1}}, LOOK, "Look by hand before you publish: of 5 citations, 2 unseen and 3 found. Left out: 2 sources not read, 1 finding in the baseline."),
    ([(1, "unseen", ACCEPTED)], {"left": {"baselined": 1}}, LOOK, "Look by hand before you publish: 1 citation unseen (accepted). Left out: 1 source not read, 1 finding in the baseline."),
    ([(1, "cut", ACCEPTED)], {"left": {"baselined": 1}}, LOOK, "Look by hand before you publish: 1 citation unseen (accepted). Left out: 1 source with a cut address, 1 finding in the baseline."),
    ([(3, "found"), (1, "cut", ACCEPTED)], {"left": {"baselined": 1}}, PUBLISH, "Ready to publish: of 4 citations, 1 unseen (accepted) and 3 found. Left out: 1 source with a cut address, 1 finding in the baseline."),
    ([(3, "found"), (1, "partly", ACCEPTED)], {"left": {"baselined": 1}}, PUBLISH, "Ready to publish: of 4 citations, 1 found in part (accepted) and 3 found. Left out: 1 finding in the baseline."),
    ([(3, "found"), (1, "unsupported", ACCEPTED)], {"left": {"baselined": 1}}, LOOK, "Review before you publish: of 4 citations, 1 unsupported (accepted) and 3 found. Left out: 1 finding in the baseline."),
    ([(3, "found"), (1, "lost", ACCEPTED)], {"left": {"baselined": 1}}, HOLD, "Do not publish yet: of 4 citations, 1 lost (accepted) and 3 found. Left out: 1 finding in the baseline."),
    ([(3, "found"), (1, "contradicted", ACCEPTED)], {"left": {"baselined": 1}}, HOLD, "Do not publish yet: of 4 citations, 1 contradicted (accepted) and 3 found. Left out: 1 finding in the baseline."),
    # a decision: a person saw the source
    ([(3, "found"), (1, "contradicted", SIGNED)], {}, PUBLISH, "Ready to publish: of 4 citations, 3 found and 1 attested."),
    ([(3, "found"), (1, "unsupported", SIGNED)], {}, PUBLISH, "Ready to publish: of 4 citations, 3 found and 1 attested."),
    ([(3, "found"), (1, "partly", SIGNED)], {}, PUBLISH, "Ready to publish: of 4 citations, 3 found and 1 attested."),
    ([(3, "found"), (1, "book", SIGNED)], {}, PUBLISH, "Ready to publish: of 4 citations, 3 found and 1 attested. Left out: 1 source without an address."),
    ([(3, "found"), (1, "lost", SIGNED)], {}, HOLD, "Do not publish yet: of 4 citations, 1 lost (accepted) and 3 found."),
    # a rule that is ignored
    ([(3, "found"), (2, "lost")], {"left": {"ignored": 2}}, HOLD, "Do not publish yet: of 5 citations, 2 lost and 3 found. Left out: 2 findings ignored."),
    ([(1, "found"), (2, "unsupported")], {"left": {"ignored": 2}}, LOOK, "Review before you publish: of 3 citations, 2 unsupported and 1 found. Left out: 2 findings ignored."),
    ([(1, "found"), (2, "partly")], {"left": {"ignored": 1}}, LOOK, "Review before you publish: of 3 citations, 2 found in part and 1 found. Left out: 1 finding ignored."),
    ([(1, "found"), (2, "unseen")], {"left": {"ignored": 2}}, LOOK, "Look by hand before you publish: of 3 citations, 2 unseen and 1 found. Left out: 2 sources not read, 2 findings ignored."),
    ([(2, "found")], {"left": {"ignored": 1, "baselined": 2}}, PUBLISH, "Ready to publish: 2 of 2 citations found. Left out: 2 findings in the baseline, 1 finding ignored."),
    # findings that are no state of a citation
    ([(2, "found")], {"levels": [INFO]}, PUBLISH, "Ready to publish: 2 of 2 citations found."),
    ([(2, "found")], {"levels": [WARNING]}, LOOK, "Review before you publish: 1 warning; 2 of 2 citations found."),
    ([(2, "found")], {"levels": [ERROR, WARNING, WARNING], "rule": "C202"}, HOLD, "Do not publish yet: 1 error and 2 warnings; 2 of 2 citations found."),
    ([(1, "unseen")], {"levels": [WARNING]}, LOOK, "Review before you publish: 1 warning; 1 citation unseen. Left out: 1 source not read."),
    ([(1, "contradicted"), (1, "found")], {"levels": [WARNING]}, HOLD, "Do not publish yet: 1 warning; of 2 citations, 1 contradicted and 1 found."),
    # not asked
    ([(22, "offline", None, OFFLINE)], {}, LOOK, "Not checked: 22 of 22 citations unseen. Left out: 22 sources not asked (offline). Run without --offline to ask them."),
    ([(2, "offline", None, OFFLINE), (1, "cut")], {"levels": [WARNING]}, LOOK, "Not checked: 1 warning; 3 of 3 citations unseen. Left out: 2 sources not asked (offline), 1 source with a cut address. Run without --offline to ask them."),
    ([(2, "offline", None, OFFLINE)], {"levels": [ERROR]}, HOLD, "Do not publish yet: 1 error; 2 of 2 citations unseen. Left out: 2 sources not asked (offline). Run without --offline to ask them."),
    ([(3, "found"), (1, "offline", None, ROBOTS)], {}, LOOK, "Look by hand before you publish: of 4 citations, 1 unseen and 3 found. Left out: 1 source not asked (robots.txt)."),
    ([(3, "found"), (1, "offline", None, ROBOTS), (1, "offline", None, GUARD)], {}, LOOK, "Look by hand before you publish: of 5 citations, 2 unseen and 3 found. Left out: 2 sources not asked (address guard, robots.txt)."),
    ([(3, "found"), (2, "offline", None, RATE)], {}, LOOK, "Look by hand before you publish: of 5 citations, 2 unseen and 3 found. Left out: 2 sources deferred (h4.example at its own request; h5.example at its own request)."),
    ([(3, "found"), (1, "offline", ACCEPTED, ROBOTS)], {}, PUBLISH, "Ready to publish: of 4 citations, 1 unseen (accepted) and 3 found. Left out: 1 source not asked (robots.txt)."),
    # not read
    ([], {"left": {"notes": 30}}, LOOK, "Not checked: 30 notes and no marker in the text that calls any of them. Left out: 30 notes without a marker."),
    ([], {"left": {"notes": 30}, "levels": [ERROR]}, HOLD, "Do not publish yet: 1 error; 30 notes and no marker in the text that calls any of them. Left out: 30 notes without a marker."),
    ([], {}, LOOK, "Nothing to check: no notes and no citations were found."),
    ([], {"drafts": 0}, LOOK, "Nothing to check: no draft with notes or links."),
    ([], {"drafts": 0, "left": {"unread": 1}}, LOOK, "Not checked: no draft with notes or links. Left out: 1 draft not read."),
    ([], {"left": {"notes": 3}, "levels": [WARNING]}, LOOK, "Not checked: 1 warning; 3 notes and no marker in the text that calls any of them. Left out: 3 notes without a marker."),
    ([], {"left": {"links": 12}}, LOOK, "Not checked: no notes and no citations were found. Left out: 12 links outside notes."),
    ([(2, "found")], {"left": {"notes": 1, "links": 3}}, PUBLISH, "Ready to publish: 2 of 2 citations found. Left out: 1 note without a marker, 3 links outside notes."),
    ([(2, "found")], {"left": {"unread": 1}}, LOOK, "Look by hand before you publish: 2 of 2 citations found. Left out: 1 draft not read."),
    ([(2, "found")], {"drafts": 2}, PUBLISH, "Ready to publish: 4 of 4 citations found."),
    ([(1, "found"), (1, "lost")], {"drafts": 2}, HOLD, "Do not publish yet: of 4 citations, 2 lost and 2 found."),
    # the run
    ([(2, "unseen")], {"levels": [ERROR], "rule": "L502"}, Advice.RERUN, "Run again: no host could be reached, so the sources could not be checked."),
]  # fmt: skip


@pytest.mark.parametrize(("cited", "more", "advice", "line"), SITUATIONS)
def test_the_line(cited, more, advice, line):
    """The line follows from the states, the decisions and what was left out, and only one advice is ready."""
    verdict = judge_report(report(*cited, **more))
    assert (verdict.line, verdict.advice, verdict.ready) == (line, advice, advice is PUBLISH)
    assert sum(number for _, number in verdict.states) == verdict.citations


def test_there_are_sixty_situations():
    """The table covers states, decisions and what is left out, each in more than one combination."""
    assert len(SITUATIONS) >= 60
    assert len({line for *_, line in SITUATIONS}) > 50


@pytest.mark.parametrize(("cited", "more", "advice", "line"), SITUATIONS)
def test_ready_is_never_said_of_what_is_wrong(cited, more, advice, line):
    """Ready means: nothing contradicted, lost or unsupported, something found, and each unseen one is in the line."""
    verdict = judge_report(report(*cited, **more))
    states = dict(verdict.states)
    if verdict.ready:
        assert not states[CitationState.CONTRADICTED] + states[CitationState.LOST] + states[CitationState.UNSUPPORTED]
        assert states[CitationState.FOUND] + states[CitationState.ATTESTED]
        for state in (CitationState.UNSEEN, CitationState.PARTLY):
            assert not states[state] or "(accepted)" in verdict.line


def test_one_lost_draft_spoils_a_run():
    """A run over a good draft and one of which no marker was read is not ready."""
    good, blind = report((2, "found")), report(left={"notes": 3})
    both = dataclasses.replace(good, drafts=good.drafts + blind.drafts)
    assert not judge_report(both).ready
    assert [judge_draft(draft, both).ready for draft in both.drafts] == [True, False]


def test_a_source_counts_once():
    """Two sentences that cite the same source count it once, among sources and among what was left out."""
    draft = report((1, "unseen")).drafts[0]
    twice = dataclasses.replace(draft, citations=draft.citations * 2)
    verdict = judge_report(dataclasses.replace(report(), drafts=(twice,)))
    assert (verdict.citations, verdict.sources, verdict.left_out.not_read) == (2, 1, 1)
    assert verdict.counts() == "2 citations · 1 source · 1 walled"


FORMATS = ("text", "html", "json", "jsonl", "markdown", "junit", "sarif", "github")


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_output_prints_the_line(fmt):
    """Each output with a place for it holds the line and the counts by state."""
    run = report((1, "contradicted"), (2, "found"), left={"ignored": 1})
    text = "".join(render(run, fmt))
    flat = " ".join(text.replace("\\", "").replace("&#58;", ":").split())
    assert "of 3 citations, 1 contradicted and 2 found. left out: 1 finding ignored" in flat.lower()


def test_the_counts_by_state_are_the_same_everywhere():
    """JSON, JSON lines, SARIF and JUnit hold the same counts, and the citations add up to them."""
    run = report((1, "contradicted"), (2, "found"), (1, "unseen"))
    one = json.loads("".join(render(run, "json")))
    assert one["states"] == json.loads("".join(render(run, "jsonl")))["states"]
    assert one["states"] == json.loads("".join(render(run, "sarif")))["runs"][0]["properties"]["states"]
    assert one["verdict"]["ready"] is False
    assert [each["state"] for each in one["citations"]] == ["contradicted", "found", "found", "unseen"]
    assert sum(one["states"].values()) == len(one["citations"])
    junit = "".join(render(run, "junit"))
    assert all(f'name="states.{state}" value="{number}"' in junit for state, number in one["states"].items())
    assert junit.count('name="state" value="found"') == 2


def test_several_drafts_have_a_verdict_each():
    """With several drafts the object of the run and that of each draft hold states, verdict and what was left out."""
    whole = json.loads("".join(render(report((1, "lost"), (1, "found"), drafts=2), "json")))
    assert whole["states"]["lost"] == 2
    assert [each["states"]["lost"] for each in whole["documents"]] == [1, 1]
    assert all({"verdict", "left_out"} <= each.keys() for each in (whole, *whole["documents"]))


def test_the_rows_of_a_spreadsheet_hold_the_state():
    """A row of the spreadsheet has the state of the citation that its finding concerns."""
    run = report((1, "lost"))
    finding = Finding("L101", Level.ERROR, "Gone.", "Do.", marker="[1]", footnote="1", url="https://h1.example/")
    run = dataclasses.replace(run, drafts=(dataclasses.replace(run.drafts[0], findings=(finding,)),))
    heading, row = "".join(render(run, "csv")).splitlines()
    assert dict(zip(heading.split(","), row.split(","), strict=True))["State"] == "lost"


WHY = [
    (evidence("not-checkable", reason="it asks for a login"), "it asks for a login"),
    (
        dataclasses.replace(evidence("evidence", fact(FactVerdict.AGREES)), names_only=True),
        "only names of the claim were found",
    ),
    (dataclasses.replace(evidence("evidence"), names_only=True), "only single words of the claim were found"),
    (
        dataclasses.replace(evidence("not-found"), names_only=True, coverage=Coverage.FRAGMENT),
        "no passage in the part that could be read",
    ),
    (evidence("evidence", fact(FactVerdict.UNSEEN)), "only a part of it could be compared"),
]


@pytest.mark.parametrize(("said", "reason"), WHY)
def test_what_is_unseen_has_a_reason(said, reason):
    """The text lists the unseen citations by the reason, also where no finding names it."""
    run = report((2, "unseen"))
    draft = run.drafts[0]
    found = tuple(
        dataclasses.replace(each, sources=(dataclasses.replace(each.sources[0], evidence=said),))
        for each in draft.citations
    )
    run = dataclasses.replace(run, drafts=(dataclasses.replace(draft, citations=found),))
    assert f"Unseen  [1] [2]  {reason}" in "".join(render(run, "text"))


def test_a_citation_without_a_source_says_so():
    """A marker without a note is unseen because it names no source."""
    run = report((1, "found"))
    bare = dataclasses.replace(run.drafts[0].citations[0], sources=())
    run = dataclasses.replace(run, drafts=(dataclasses.replace(run.drafts[0], citations=(bare,)),))
    assert "Unseen  [1]  no source is named" in "".join(render(run, "text"))


def test_the_line_counts_a_draft_that_holds_nothing():
    """An empty file among the drafts of a run is named in the line, and the others decide whether it is ready."""
    verdict = judge_report(dataclasses.replace(report((1, "found")), blank_drafts=1))
    assert verdict.line == "Ready to publish: 1 citation found. Left out: 1 draft without notes and citations."


@pytest.mark.parametrize(("what", "not_read"), [("short", 0), ("unread", 1)])
def test_a_page_whose_passages_were_found_was_read(what, not_read):
    """A live page of a few sentences that holds a passage is not counted as a source that was not read."""
    verdict = judge_report(report((1, what)))
    assert (dict(verdict.states)[CitationState.UNSEEN], verdict.left_out.not_read) == (1, not_read)


@pytest.mark.parametrize("state", ["contradicted", "lost", "unsupported"])
def test_an_accepted_fault_is_named_as_accepted_and_not_ready(state):
    """The line says why a draft is not ready where a person accepted its only fault."""
    verdict = judge_report(report((1, state, ACCEPTED)))
    assert not verdict.ready
    assert f"1 citation {state} (accepted)." in verdict.line
