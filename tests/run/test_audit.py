"""An audit over a small world: what is due, what is reported, and when a source is called gone."""

import asyncio
import html
import json
import re
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

import pytest
from tests.run.test_check import BRIDGE, BRIDGE_PAGE, FLOOD, FLOOD_PAGE, TEXT
from tests.run.world import START, InlinePool, World, page

from citecheck.extras.notify import list_visits, news_of
from citecheck.model.change import AnchorState, Change
from citecheck.model.exchange import Fault, RefusalReason, Refused
from citecheck.model.page import Reach
from citecheck.model.report import Deferral, PastVisit
from citecheck.model.settings import DeathPolicy
from citecheck.report import render
from citecheck.report.verdict import Advice, judge_report
from citecheck.run.context import AuditOptions, CheckOptions
from citecheck.run.pipeline import audit_sources, check_drafts
from citecheck.run.pool_jobs import run_evidence_job
from citecheck.store.runs import mark_run_reported
from citecheck.store.visits import compute_next_visit

NOT_FOUND = (404, page("Not found", "There is no such page here."))


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path, {FLOOD: FLOOD_PAGE, BRIDGE: BRIDGE_PAGE})
    ports = world.ports()
    asyncio.run(check_drafts([world.draft(TEXT)], ports, world.options(), world.make_id()))
    ports.archive.close()
    ports.store.close()
    world.asked.clear()
    return world


def audit(world, *, reported=True, **chosen):
    """Run an audit; without `reported` its report is not written."""
    ports = world.ports()
    try:
        options = CheckOptions(DeathPolicy())
        report = asyncio.run(audit_sources(ports, options, AuditOptions(**chosen), world.make_id()))
        if reported:
            with ports.store.writing():
                mark_run_reported(ports.store, report.run.id, world.moment)
        return report
    finally:
        ports.archive.close()
        ports.store.close()


def check(world, text=TEXT, **draft):
    """Check a draft in the present state of the world."""
    ports = world.ports()
    try:
        return asyncio.run(check_drafts([world.draft(text, **draft)], ports, world.options(), world.make_id()))
    finally:
        ports.archive.close()
        ports.store.close()


def rules_of(report):
    return {finding.rule for draft in report.drafts for finding in draft.findings}


def audit_weekly(world, url, answers):
    """Audit once a week with one answer of `url` after the other; return the rules of each report."""
    found = []
    for answer in answers:
        world.answers[url] = answer
        world.later(days=7)
        found.append(rules_of(audit(world, everything=True)))
    return found


def remaining(report):
    """The rules of the errors and warnings that remain from earlier reports."""
    return {finding.rule for draft in report.drafts for finding in draft.standing.faults}


def visited(report):
    """The addresses that a run visited."""
    return {url for draft in report.drafts for url in list_visits(draft)}


def reach_of(report, url):
    return next(s.visit.reach for c in report.drafts[0].citations for s in c.sources if s.visit and s.visit.url == url)


def test_nothing_is_visited_before_its_time(world):
    """A source that was just checked is not due; its draft is listed as the check left it, and the line names the hour."""
    world.later(minutes=1)
    report = audit(world)
    assert (visited(report), states_of(report)) == (set(), {"found": 2})
    verdict = judge_report(report)
    assert re.match(
        r"No source is due; the next is due on 2026-11-23 at \d\d:\d\d UTC\. No new fault: 2 of 2", verdict.line
    )
    assert not verdict.ready
    assert world.asked == []


def test_faults_remain_while_nothing_is_due(world):
    """What earlier visits found is listed and counted in every audit, also by those that visit nothing."""
    world.answers[FLOOD] = FLOOD_PAGE.replace(b"450", b"540")
    world.later(days=2)
    first = audit(world, everything=True)
    world.later(minutes=1)
    for report in (audit(world), audit(world, everything=True, per_host=1)):
        assert (visited(report), states_of(report)) == (set(), states_of(first))
        verdict = judge_report(report)
        assert "Do not publish yet: of 2 citations, 1 contradicted" in verdict.line
        assert "1 fault remains from earlier visits" in verdict.line
        assert "Remains  D103 [1]" in "".join(render(report, "text"))


@pytest.mark.parametrize("fmt", ["sarif", "junit", "gitlab", "github", "markdown", "csv"])
def test_a_list_that_a_service_compares_with_the_last_one_holds_the_faults_that_remain(world, fmt):
    """A fault of a source that was not due is listed again: a service takes what is not listed for mended."""
    world.answers[FLOOD] = FLOOD_PAGE.replace(b"450", b"540")
    world.later(days=2)
    audit(world, everything=True)
    world.later(days=2)
    report = audit(world, everything=True, host="council.example.org")
    assert report.drafts[0].findings == ()
    listed = "".join(render(report, fmt))
    assert FLOOD in listed if fmt == "markdown" else "D103" in listed


def move(world, request):
    """Answer with a permanent redirect to a page with the same content."""
    return world.exchange(request.url, [(request.url, 301, b""), (f"{request.url}-new", 200, BRIDGE_PAGE)])


@pytest.mark.parametrize(
    ("url", "answers", "rules"),
    [
        (FLOOD, [FLOOD_PAGE.replace(b"450", b"540")], {"D103"}),
        (BRIDGE, [NOT_FOUND, Fault.CONNECT_TIMEOUT, NOT_FOUND], {"L101", "L111"}),
        (BRIDGE, [Fault.CONNECT_TIMEOUT], {"L302"}),
        (BRIDGE, [move], {"L401"}),
    ],
)
def test_what_the_last_report_said_remains(world, url, answers, rules):
    """An unchanged state is an error once, whichever visits could see it, and is listed as remaining after that."""
    world.answers[url] = answers[0]
    world.later(days=1)
    first = check(world)
    ports = world.ports()
    with ports.store.writing():
        mark_run_reported(ports.store, first.run.id, world.moment)
    ports.store.close()
    assert rules_of(first) & rules
    for answer in (*answers, *answers):
        world.answers[url] = answer
        world.later(days=1)
        report = audit(world, everything=True)
        assert (rules_of(report) & rules, len(remaining(report) & rules)) == (set(), 1)


def test_another_alteration_of_a_passage_is_new(world):
    """A passage that changes once more is another state, and an error again."""
    new = []
    for figure in (b"540", b"540", b"640"):
        world.answers[FLOOD] = FLOOD_PAGE.replace(b"450", figure)
        world.later(days=2)
        new.append("D103" in rules_of(audit(world, everything=True)))
    assert new == [True, False, True]


def test_drafts_without_a_visited_source_are_listed(world):
    """An audit lists every draft of its hosts each time, those it visited no source of as their last visits left them."""
    world.later(hours=2)
    check(world, "The bridge was closed.[1]\n\n[1] https://other.example.net/bridge\n", path="other.txt")
    world.later(days=2)
    hosts = {"other.example.net": {"other.txt"}, "council.example.org": {"brief.txt"}, None: {"brief.txt", "other.txt"}}
    for host, paths in hosts.items():
        report = audit(world, everything=True, host=host)
        assert {draft.draft.path for draft in report.drafts} == paths
    world.later(minutes=1)
    assert [draft.standing.due for draft in audit(world).drafts] == [0, 0]


def test_what_is_due_is_visited(world):
    """A day and a quarter later both sources are due, and found the same."""
    world.later(hours=30)
    report = audit(world)
    assert sorted(world.asked) == sorted([FLOOD, BRIDGE])
    source = report.drafts[0].citations[0].sources[0]
    assert source.visit.change.change is Change.SAME
    assert source.anchor.state is AnchorState.INTACT


def test_one_host_can_be_audited_alone(world):
    """Only the sources of the named host are visited."""
    audit(world, everything=True, host="council.example.org")
    assert world.asked == [BRIDGE]


def test_a_source_is_gone_only_after_three_visits_three_days_apart(world):
    """Before that it is suspect, however often it failed."""
    world.answers[BRIDGE] = NOT_FOUND
    reaches = []
    for _ in range(4):
        world.later(days=4)
        reaches.append(reach_of(audit(world), BRIDGE))
    assert reaches == [Reach.SUSPECT, Reach.SUSPECT, Reach.GONE, Reach.GONE]


def test_a_source_that_was_only_suspected_is_not_called_back(world):
    """One failure is a suspicion; the next answer ends it, and nothing says that the source was gone."""
    assert audit_weekly(world, BRIDGE, [NOT_FOUND, BRIDGE_PAGE, BRIDGE_PAGE]) == [{"L109"}, {"L602"}, set()]


def test_a_source_that_was_gone_is_called_back_once(world):
    """After three failures the source is gone, and its first answer is its return."""
    found = audit_weekly(world, BRIDGE, [NOT_FOUND] * 3 + [BRIDGE_PAGE] * 2)
    assert found == [{"L109"}, set(), {"L101"}, {"L601"}, set()]


def test_a_source_that_flaps_for_twelve_weeks_is_one_message(world):
    """From its second failure it comes and goes, and its answers in between are no news."""
    found = audit_weekly(world, BRIDGE, [NOT_FOUND, BRIDGE_PAGE] * 6)
    assert found == [{"L109"}, {"L602"}, *[{"L110"}, set()] * 5]


def test_news_of_a_source_that_flaps_are_one(world):
    """Twelve weekly audits of such a source have one event."""
    lines = {}
    for week in range(12):
        world.answers[BRIDGE] = BRIDGE_PAGE if week % 2 else NOT_FOUND
        world.later(days=7)
        lines |= {news.key: news.line for news in news_of(audit(world, everything=True))}
    (line,) = lines.values()
    assert "comes and goes" in line


def test_what_no_reader_saw_is_visited_again(world):
    """A source whose report was not written is due again, and what changed is reported then."""
    world.answers[FLOOD] = FLOOD_PAGE.replace(b"450", b"540")
    world.later(days=2)
    assert "D103" in rules_of(audit(world, reported=False))
    world.later(hours=2)
    assert "D103" in rules_of(audit(world))
    world.asked.clear()
    world.later(hours=2)
    assert visited(audit(world)) == set()
    assert world.asked == []


def test_a_report_that_is_never_written_does_not_wear_out_a_site(world):
    """An audit that fails each hour visits a source three times a day."""
    world.later(days=2)
    for _ in range(12):
        audit(world, reported=False)
        world.later(hours=1)
    assert world.asked.count(BRIDGE) == 3


def test_a_return_that_no_reader_saw_is_reported_later(world):
    """The turn is made known by the next report."""
    audit_weekly(world, BRIDGE, [NOT_FOUND] * 3)
    world.answers[BRIDGE] = BRIDGE_PAGE
    world.later(days=7)
    assert "L601" in rules_of(audit(world, everything=True, reported=False))
    world.later(days=2)
    assert "L601" in rules_of(audit(world, everything=True))
    world.later(days=2)
    assert rules_of(audit(world, everything=True)) == set()


def test_an_audit_that_was_stopped_reports_what_it_had_seen(world):
    """Started again it asks nothing twice and reports every source; so does another audit, which asks again."""

    class Stopped(BaseException):
        pass

    class StoppingPool(InlinePool):
        async def run(self, function, items):
            if function is run_evidence_job:
                raise Stopped
            return [function(item) for item in items]

    world.later(days=2)
    for figure, again, asked in ((b"540", {"everything": True}, []), (b"560", {}, [BRIDGE, FLOOD])):
        world.answers[FLOOD] = FLOOD_PAGE.replace(b"450", figure)
        world.pool = StoppingPool()
        with pytest.raises(Stopped):
            audit(world, everything=True)
        world.pool = InlinePool()
        world.asked.clear()
        world.later(minutes=5)
        report = audit(world, **again)
        assert sorted(world.asked) == sorted(asked)
        assert "D103" in rules_of(report) | remaining(report)


def test_an_unmodified_source_keeps_its_text(world):
    """A 304 counts as the same page, and its anchors are read in the text kept."""

    def unmodified(world, request):
        return world.exchange(request.url, (304, b""))

    world.answers[FLOOD] = unmodified
    world.later(days=2)
    source = audit(world).drafts[0].citations[0].sources[0]
    assert source.visit.reach is Reach.LIVE
    assert source.visit.change.change is Change.SAME
    assert source.anchor.state is AnchorState.INTACT


def test_news_are_what_an_audit_found_about_sources(world):
    """An altered passage is news with a key that stays the same at the next audit."""
    world.answers[FLOOD] = FLOOD_PAGE.replace(b"450", b"540")
    world.later(days=2)
    first = news_of(audit(world))
    world.moment += timedelta(days=2)
    second = news_of(audit(world))
    assert len(first) == 1
    assert "450" in first[0].line
    assert [news.key for news in first] == [news.key for news in second]


def test_a_source_that_alternates_between_two_versions_is_reported_as_that(world):
    """A page that comes, goes and comes again is an alarm once, and its first return is reported once."""
    other = page("Flood in the old town", *(f"Sentence {n} of a page that was rewritten throughout." for n in range(9)))
    rules = []
    for version in (other, FLOOD_PAGE, other, FLOOD_PAGE):
        world.answers[FLOOD] = version
        world.later(days=4)
        rules.append({finding.rule for finding in audit(world).drafts[0].findings})
    assert "D102" in rules[0]
    assert rules[1:] == [{"L604"}, {"D106"}, set()]


STRANGER = page("Chairs", *(f"Chair number {n} is made of beech and folds flat." for n in range(9)))


def states_of(report):
    """The number of citations in each state that occurs, over the drafts of a report."""
    return {state.value: number for state, number in judge_report(report).states if number}


def test_a_replaced_source_is_an_error_once_and_lost_until_it_is_itself_again(world):
    """The first report has the error as new, and in the next ones it remains; the citation is lost in all of them."""
    rules, states = [], []
    for version in (STRANGER, STRANGER, STRANGER, FLOOD_PAGE):
        world.answers[FLOOD] = version
        world.later(days=9)
        report = audit(world)
        rules.append((rules_of(report) & {"D102"}, remaining(report)))
        states.append(states_of(report))
    assert rules == [({"D102"}, set()), (set(), {"D107"}), (set(), {"D107"}), (set(), set())]
    assert [each["lost"] for each in states[:3]] == [2, 2, 2]
    assert states[3] == {"found": 2}


SHORT_NOTICE = page("Kosh", "Kosh telu marin do, pila senu vak.")


def test_a_short_notice_in_place_of_an_article_is_never_a_replacement(world):
    """Each audit says that a notice is shown, and nothing is lost; the article that comes back is a lifted suspicion."""
    world.answers[FLOOD] = SHORT_NOTICE
    for _ in range(5):
        world.later(days=9)
        report = audit(world)
        assert {"L209"} == (rules_of(report) | remaining(report)) & {
            "D102",
            "D104",
            "D107",
            "L109",
            "L110",
            "L111",
            "L209",
        }
        assert "lost" not in states_of(report)
    world.answers[FLOOD] = FLOOD_PAGE
    world.later(days=9)
    report = audit(world)
    assert {"L602"} == rules_of(report) & {"L209", "L601", "L602", "L604"}
    assert states_of(report) == {"found": 2}


def test_another_article_in_place_of_one_is_reported_at_once(world):
    """What is as long as the article was is no notice: the first audit says that the source was replaced."""
    world.answers[FLOOD] = STRANGER
    world.later(days=4)
    assert rules_of(audit(world)) & {"D102", "L109"} == {"D102"}


def test_a_page_that_stays_replaced_after_it_alternated_is_lost(world):
    """Where a page shows the other version twice in a row, it does not alternate: it is still replaced."""
    rules, states = [], []
    for version in (STRANGER, FLOOD_PAGE, STRANGER, STRANGER, STRANGER):
        world.answers[FLOOD] = version
        world.later(days=9)
        report = audit(world)
        rules.append(rules_of(report) | remaining(report))
        states.append(states_of(report))
    assert rules[2] == {"D106"}
    assert rules[3] == rules[4] == {"D107"}
    assert states[3] == states[4] == {"lost": 2}


GERMAN = page(
    "Hochwasser in Marburg",
    "Der Pegel der Lahn in Marburg stieg am 12. Mai 2024 auf 450 Zentimeter, teilte das Amt in Gießen mit.",
    "Am Abend wurden 1250 Menschen aus Wetzlar und Biedenkopf in Hallen gebracht, sagte Karin Hofstetter.",
    "Im Jahr 1984 war der Pegel auf 730 Zentimeter gestiegen, und 86 Häuser wurden damals zerstört.",
).replace(b"lang=en", b"lang=de")
ENGLISH = page(
    "Flood in Marburg",
    "The Lahn gauge in Marburg rose to 450 centimetres on 12 May 2024, said the office in Gie\u00dfen.",
    "In the evening 1250 people from Wetzlar and Biedenkopf were taken to halls, said Karin Hofstetter.",
    "In the year 1984 the gauge had risen to 730 centimetres, and 86 houses were destroyed at the time.",
)


def test_another_language_lasts_until_the_page_is_shown_in_the_cited_one(world):
    """A page in another language is said to be that at each visit, and the cited passage is looked for on its return."""
    url = "https://zeitung.example.org/pegel"
    world.answers[url] = GERMAN
    text = f"Am Abend wurden 1250 Menschen aus Wetzlar und Biedenkopf in Hallen gebracht.[^1]\n\n[^1]: {url}\n"
    check(world, text, path="pegel.md")
    rules = []
    for version in (ENGLISH, ENGLISH, ENGLISH, GERMAN, GERMAN.replace(b"1250", b"1350")):
        world.answers[url] = version
        world.later(days=9)
        report = audit(world)
        rules.append({rule for rule in rules_of(report) | remaining(report) if rule.startswith("D")})
    assert rules == [{"D108"}, {"D108"}, {"D108"}, set(), {"D103"}]


def test_a_check_calls_a_replaced_source_an_error_each_time(world):
    """Before publication what an earlier report said does not count."""
    world.answers[FLOOD] = STRANGER
    for _ in range(2):
        world.later(days=4)
        ports = world.ports()
        report = asyncio.run(check_drafts([world.draft(TEXT)], ports, world.options(), world.make_id()))
        with ports.store.writing():
            mark_run_reported(ports.store, report.run.id, world.moment)
        ports.store.close()
        assert "D102" in rules_of(report)


def test_a_page_that_alternates_gives_no_alternating_news(world):
    """Of twelve weeks in which a page is now another and now itself, one message is news."""
    keys = set()
    for number in range(12):
        other = STRANGER.replace(b"beech", b"beech %d" % number)
        world.answers[FLOOD] = FLOOD_PAGE if number % 2 else other
        world.later(days=7)
        keys |= {news.key for news in news_of(audit(world, everything=True)) if news.url == FLOOD}
    assert len(keys) == 1


def test_a_failing_server_takes_nothing_back(world):
    """A source that was gone, and whose server fails since, is still lost, and the finding names both days."""
    lost, found = [], []
    for answer in (NOT_FOUND, NOT_FOUND, NOT_FOUND, Fault.CONNECT_TIMEOUT, Fault.CONNECT_TIMEOUT, BRIDGE_PAGE):
        world.answers[BRIDGE] = answer
        world.later(days=4)
        report = audit(world, everything=True)
        lost.append(states_of(report).get("lost", 0))
        (draft,) = report.drafts
        of_bridge = (each for each in (*draft.findings, *draft.standing.faults) if each.url == BRIDGE)
        found.append({each.rule: each.message for each in of_bridge})
    assert lost == [0, 0, 1, 1, 1, 0]
    assert [list(each) for each in found] == [["L109"], ["L109"], ["L101"], ["L111"], ["L111"], ["L601"]]
    assert found[3]["L111"].startswith("The source was gone on 2026-12-04, and since 2026-12-08 it cannot be seen")
    assert "since 2026-12-08" in found[4]["L111"]


def test_a_failing_server_does_not_hide_an_altered_passage(world):
    """A citation whose passage was altered is lost while its source cannot be seen, also where it is not due."""
    world.answers[FLOOD] = FLOOD_PAGE.replace(b"the old town on November 3 and displaced 450", b"the fields")
    world.later(days=2)
    first = states_of(audit(world, everything=True))
    world.answers[FLOOD] = Fault.CONNECT_TIMEOUT
    world.later(days=2)
    report = audit(world, everything=True)
    assert first == states_of(report)
    assert first["lost"] == 1
    assert remaining(report) & {"D103", "D104"}
    world.later(days=2)
    assert states_of(audit(world, everything=True, host="council.example.org")) == first


@pytest.mark.parametrize("answer", [NOT_FOUND, (410, b"<title>Gone</title>It is gone."), (404, b"")])
def test_what_a_check_called_gone_stays_gone(world, answer):
    """An audit takes no loss of a check back, and a source that answers again and then fails is suspected first."""
    world.answers[BRIDGE] = answer
    world.later(days=1)
    assert states_of(check(world))["lost"] == 1
    for days in (1, 4, 30):
        world.later(days=days)
        assert states_of(audit(world, everything=True))["lost"] == 1
    for answered, reach in ((BRIDGE_PAGE, Reach.LIVE), (answer, Reach.SUSPECT)):
        world.answers[BRIDGE] = answered
        world.later(days=4)
        assert reach_of(audit(world, everything=True), BRIDGE) is reach


@pytest.mark.parametrize("is_replaced", [True, False])
def test_a_suspicion_takes_no_loss_back(world, is_replaced):
    """A citation whose page was replaced, or whose passage was altered, stays lost while its source may be gone."""
    altered = FLOOD_PAGE.replace(b"the old town on November 3 and displaced 450", b"the fields")
    world.answers[FLOOD] = STRANGER if is_replaced else altered
    world.later(days=2)
    first = states_of(audit(world, everything=True))
    world.answers[FLOOD] = NOT_FOUND
    for _ in range(3):
        world.later(days=1)
        assert states_of(audit(world, everything=True)) == first


def test_a_bad_day_between_two_deaths_does_not_start_the_row_again(world):
    """A source that is gone stays gone though its server failed, or our network did, between two visits."""
    reaches = []
    for answer in (NOT_FOUND, Fault.CONNECT_TIMEOUT, NOT_FOUND, NOT_FOUND, Fault.DNS_FAILURE, NOT_FOUND):
        world.answers[BRIDGE] = answer
        world.later(days=4)
        reaches.append(reach_of(audit(world, everything=True), BRIDGE))
    assert reaches == [Reach.SUSPECT, Reach.FAILING, Reach.SUSPECT, Reach.GONE, Reach.FAILING, Reach.GONE]


def test_a_suspect_says_what_was_found(world):
    """A parked domain that answers 200 is suspected for what it shows, not for its status."""
    world.answers[BRIDGE] = (
        b"<title>council.example.org</title><h1>This domain is for sale</h1><a href=/buy>Buy it now</a>"
    )
    world.later(days=4)
    finding = next(one for one in audit(world).drafts[0].findings if one.rule == "L109")
    assert "parked or for sale" in finding.message


def test_an_audit_of_some_sources_does_not_call_the_draft_ready(world):
    """The sources that were not due keep the faults of their last visits, and the line counts them."""
    altered = FLOOD_PAGE.replace(b"450", b"540")
    world.answers[FLOOD] = altered
    world.later(days=2)
    audit(world, everything=True)
    verdict = judge_report(audit(world, everything=True, host="council.example.org"))
    assert (verdict.advice, verdict.ready) == (Advice.HOLD, False)
    assert verdict.line == (
        "Do not publish yet: of 2 citations, 1 contradicted and 1 found."
        " 1 of 2 sources was due; 1 fault remains from earlier visits."
    )
    world.answers[FLOOD] = FLOOD_PAGE
    world.later(hours=2)
    audit(world, everything=True)
    world.later(hours=2)
    verdict = judge_report(audit(world, everything=True, host="council.example.org"))
    line = "No new fault: 2 of 2 citations found. 1 of 2 sources was due."
    assert (verdict.ready, verdict.line) == (False, line)


def test_a_deferred_source_was_due(world):
    """The line counts a source that waits for the limit of its host as due, and says how many were visited."""
    world.later(days=2)
    report = replace(
        audit(world, everything=True, host="council.example.org"), held_back=(Deferral("a.example", 1, START),)
    )
    line = "No new fault: 2 of 2 citations found. 2 of 2 sources were due, 1 was visited."
    line += " Left out: 1 source deferred (a.example until 2026-11-22 12:00 UTC)."
    assert judge_report(report).line == line


def test_an_audit_of_all_sources_keeps_the_faults_of_the_draft_itself(world):
    """What the last check said of the draft itself remains until the next check."""
    world.later(hours=1)
    ports = world.ports()
    note = "Correction: The iron bridge near the old mill killed nobody on March 6 in the flood of the valley."
    repeated = TEXT.replace("Brief\n", f"Brief\n\n{note}\n\n{note[12:].replace('March', 'February')}\n")
    asyncio.run(check_drafts([world.draft(repeated)], ports, world.options(), world.make_id()))
    ports.archive.close()
    ports.store.close()
    world.later(days=2)
    report = audit(world, everything=True)
    (draft,) = report.drafts
    assert {finding.rule for finding in draft.standing.findings} == {"C202"}
    assert "1 fault remains from earlier visits" in judge_report(report).line


def test_sources_that_are_not_due_are_in_the_report_as_their_last_visit_left_them(world):
    """Every citation is listed with its state, its passage and the day of the visit; only what was visited has findings."""
    world.answers[FLOOD] = FLOOD_PAGE.replace(b"450", b"540")
    world.later(days=2)
    first = audit(world, everything=True)
    day = world.moment
    world.later(days=2)
    report = audit(world, everything=True, host="council.example.org")
    assert states_of(first) == states_of(report) == {"contradicted": 1, "found": 1}
    first_citation, second_citation = report.drafts[0].citations
    earlier = {FLOOD: first_citation.sources[0], BRIDGE: second_citation.sources[0]}
    assert (earlier[FLOOD].earlier, earlier[BRIDGE].earlier) == (day, None)
    assert earlier[FLOOD].anchor.state is AnchorState.ALTERED
    assert "540" in earlier[FLOOD].anchor.found
    assert report.drafts[0].findings == ()
    assert "D103" in {each.rule for each in report.drafts[0].standing.findings}
    document = json.loads("".join(render(report, "json")))
    assert [each["rule"] for each in document["standing"]] == ["D103"]
    assert "Remains  D103 [1]" in "".join(render(report, "text"))


def test_an_audit_without_a_network_lists_what_is_stored(world):
    """Where our own network is down, each draft is listed with the states of its last visits, and nothing is written."""
    world.answers[FLOOD] = FLOOD_PAGE.replace(b"450", b"540")
    world.later(days=2)
    audit(world, everything=True)
    world.answers = {}
    world.default = Fault.DNS_FAILURE
    world.later(days=2)
    report = audit(world, everything=True)
    assert [finding.rule for finding in report.findings] == ["L502"]
    assert states_of(report) == {"contradicted": 1, "found": 1}
    verdict = judge_report(report)
    assert verdict.advice is Advice.RERUN
    assert verdict.line.endswith("By their last visits: of 2 citations, 1 contradicted and 1 found.")
    store = world.ports().store
    assert len(store.rows("SELECT * FROM runs")) == 2
    store.close()


def refuse(reason):
    """Answer that a request was not made."""
    return lambda world, request: Refused(request.url, request.url, reason, f"not asked: {reason.value}")


def test_an_offline_audit_lists_what_is_stored(world):
    """Not asking is no visit: the states are those of the last visits, and nothing is written."""
    world.answers[BRIDGE], world.answers[FLOOD] = NOT_FOUND, FLOOD_PAGE.replace(b"450", b"540")
    world.later(days=2)
    check(world)
    world.later(days=2)
    first = audit(world, everything=True)
    world.answers = {}
    world.default = refuse(RefusalReason.OFFLINE)
    world.later(days=2)
    report = audit(world, everything=True)
    assert (report.offline, rules_of(report)) == (True, set())
    assert states_of(report) == states_of(first) == {"contradicted": 1, "lost": 1}
    line = (
        "Run again without --offline: no source was asked. By their last visits: of 2 citations, 1 contradicted and 1"
    )
    assert judge_report(report).line.startswith(line)
    assert sorted(finding.rule for finding in report.drafts[0].standing.faults) == ["D103", "L101"]


@pytest.mark.parametrize("reason", [RefusalReason.ROBOTS, RefusalReason.LEFT_OUT, RefusalReason.RATE])
def test_a_source_that_is_not_asked_is_as_its_last_visit_left_it(world, reason):
    """A refusal of ours dates no loss, makes no finding, and is counted as not asked or deferred."""
    world.answers[BRIDGE] = NOT_FOUND
    world.later(days=2)
    check(world)
    world.answers[BRIDGE] = refuse(reason)
    world.later(days=2)
    report = audit(world, everything=True)
    assert (states_of(report), rules_of(report)) == ({"lost": 1, "found": 1}, set())
    left_out = judge_report(report).left_out
    assert (left_out.not_asked, left_out.deferred) == ((0, 1) if reason is RefusalReason.RATE else (1, 0))
    world.answers[BRIDGE] = Fault.CONNECT_TIMEOUT
    world.later(days=2)
    (finding,) = audit(world, everything=True).drafts[0].findings
    assert (finding.rule, f"since {world.moment:%Y-%m-%d} it cannot be seen" in finding.message) == ("L111", True)


def test_a_source_whose_robots_fails_is_unseen(world):
    """A robots.txt that fails is a fault of its site: the citation is no longer found, with that cause, until it is seen."""
    found = []
    for answer in (Fault.ROBOTS, Fault.ROBOTS, BRIDGE_PAGE):
        world.answers[BRIDGE] = answer
        world.later(days=9)
        report = audit(world, everything=True)
        remains = [finding.rule for draft in report.drafts for finding in draft.standing.faults]
        found.append((states_of(report), rules_of(report), remains, judge_report(report).left_out.not_read))
    assert found == [
        ({"found": 1, "unseen": 1}, {"L309"}, [], 1),
        ({"found": 1, "unseen": 1}, set(), ["L309"], 1),
        ({"found": 2}, set(), [], 0),
    ]


def test_a_check_that_asks_nothing_keeps_a_loss(world):
    """A check that is offline names no day since which a gone source cannot be seen; its citation stays lost."""
    world.answers[BRIDGE] = NOT_FOUND
    world.later(days=2)
    check(world)
    world.default, world.answers = refuse(RefusalReason.OFFLINE), {}
    world.later(days=2)
    report = check(world)
    assert states_of(report)["lost"] == 1
    assert rules_of(report) == {"L501"}


def test_a_source_that_no_run_visited_is_unseen(world):
    """A source that a stopped check never asked is counted as not asked, not as one without an address."""
    ports = world.ports()
    ports.store.execute("DELETE FROM visits WHERE source_id = (SELECT id FROM sources WHERE url = ?)", [FLOOD])
    ports.store.close()
    world.later(days=2)
    report = audit(world, everything=True, host="council.example.org")
    assert states_of(report) == {"unseen": 1, "found": 1}
    assert judge_report(report).left_out.not_asked == 1


def test_sources_that_wait_for_their_host_are_counted(world):
    """An audit that may ask no host more often says how many sources are due, and one that asks some counts the rest."""
    report = audit(world, everything=True, per_host=1)
    verdict = judge_report(report)
    assert (visited(report), verdict.left_out.deferred) == (set(), 2)
    assert states_of(report) == {"found": 2}
    assert verdict.line.startswith("No source was visited: 2 sources are due but deferred")
    world.later(days=2)
    third = world.draft(f"Another claim.[1] And one.[2]\n\n[1] {BRIDGE}-2\n\n[2] {BRIDGE}-3\n", "other.txt")
    ports = world.ports()
    asyncio.run(check_drafts([third], ports, world.options(), world.make_id()))
    ports.store.close()
    world.later(hours=2)
    report = audit(world, everything=True, host="council.example.org", per_host=1)
    assert judge_report(report).left_out.deferred == 2
    assert "2 sources deferred" in judge_report(report).line


def add_sources(world, number):
    """Check a draft with that many more sources of one host."""
    world.default = BRIDGE_PAGE
    markers = "".join(f"Claim {each}.[{each}]\n\n" for each in range(1, number + 1))
    notes = "".join(f"[{each}] https://one.example.org/{each}\n\n" for each in range(1, number + 1))
    ports = world.ports()
    asyncio.run(check_drafts([world.draft(markers + notes, "many.txt")], ports, world.options(), world.make_id()))
    ports.store.close()
    world.asked.clear()


def test_all_means_all(world):
    """An audit of everything visits every source of a host, however many it has and however short the last visit ago."""
    add_sources(world, 65)
    world.later(minutes=5)
    report = audit(world, everything=True)
    assert len(visited(report)) == len(set(world.asked)) == 67
    assert judge_report(report).left_out.deferred == 0


@pytest.mark.parametrize("fmt", ["text", "html", "markdown", "json"])
def test_deferred_sources_are_named_by_host_and_time(world, fmt):
    """What is due and waits is reported with its number, its hosts and the time, in each format."""
    add_sources(world, 65)
    world.later(days=3)
    report = audit(world)
    assert len(visited(report)) == 62
    written = html.unescape("".join(render(report, fmt, width=400))).replace("\\", "")
    assert "5 sources deferred (one.example.org until 2026-11-25 13:00 UTC)" in written
    world.later(minutes=20)
    report = audit(world)
    left_out = judge_report(report).left_out.count_by_name()
    assert left_out["deferred"] == 5
    hosts = [{"host": "one.example.org", "sources": 5, "until": "2026-11-25T13:00:00+00:00"}]
    assert left_out["deferred_hosts"] == hosts


def test_an_audit_counts_the_notes_without_a_marker(world):
    """What the last check of a draft left out is in the verdict of an audit as well."""
    world.later(hours=1)
    ports = world.ports()
    draft = world.draft(f"{TEXT}\n[3] https://never.example.net/called\n")
    asyncio.run(check_drafts([draft], ports, world.options(), world.make_id()))
    ports.archive.close()
    ports.store.close()
    world.later(days=2)
    assert judge_report(audit(world, everything=True)).left_out.notes_without_marker == 1


def test_a_page_that_stays_replaced_is_visited_less_and_less_often():
    """The pause doubles from the second visit that finds it replaced; an edit is visited again after a day."""
    visits = [PastVisit(START, Reach.LIVE, Change.REPLACED)] * 4
    pauses = [(compute_next_visit(FLOOD, visits[:number], START) - START).days for number in (1, 2, 3, 4)]
    assert all(later / earlier >= 1.5 for earlier, later in pairwise(pauses))
    edited = [PastVisit(START, Reach.LIVE, Change.EDITED), *visits]
    assert (compute_next_visit(FLOOD, edited, START) - START).days == 1
