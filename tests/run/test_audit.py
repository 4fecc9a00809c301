"""An audit over a small world: what is due, what is told, and when a source is called gone."""

import asyncio
from datetime import timedelta

import pytest
from tests.run.test_check import BRIDGE, BRIDGE_PAGE, FLOOD, FLOOD_PAGE, TEXT
from tests.run.world import World, page

from citecheck.extras.notify import news_of
from citecheck.model.change import AnchorState, Change
from citecheck.model.exchange import Fault
from citecheck.model.page import Reach
from citecheck.model.settings import DeathPolicy
from citecheck.run.context import AuditOptions, CheckOptions
from citecheck.run.pipeline import audit_sources, check_drafts

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


def audit(world, **chosen):
    ports = world.ports()
    try:
        options = CheckOptions(DeathPolicy())
        return asyncio.run(audit_sources(ports, options, AuditOptions(**chosen), world.make_id()))
    finally:
        ports.archive.close()
        ports.store.close()


def reach_of(report, url):
    return next(s.visit.reach for c in report.drafts[0].citations for s in c.sources if s.visit and s.visit.url == url)


def test_nothing_is_visited_before_its_time(world):
    """A source that was just checked is not due."""
    assert audit(world).drafts == ()
    assert world.asked == []


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


def test_a_source_that_comes_back_is_told(world):
    """A revived source brings L601 and is live again."""
    world.answers[BRIDGE] = NOT_FOUND
    world.later(days=4)
    audit(world)
    world.answers[BRIDGE] = BRIDGE_PAGE
    world.later(days=4)
    report = audit(world)
    assert reach_of(report, BRIDGE) is Reach.LIVE
    assert "L601" in {finding.rule for finding in report.drafts[0].findings}


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


def test_a_source_that_alternates_between_two_versions_is_told_as_that(world):
    """A page that comes, goes and comes again is an alarm once; the source itself between its turns is in order."""
    other = page("Flood in the old town", *(f"Sentence {n} of a page that was rewritten throughout." for n in range(9)))
    rules = []
    for version in (other, FLOOD_PAGE, other, FLOOD_PAGE):
        world.answers[FLOOD] = version
        world.later(days=4)
        rules.append({finding.rule for finding in audit(world).drafts[0].findings})
    assert "D102" in rules[0]
    assert rules[1] == rules[3] == set()
    assert rules[2] == {"D106"}


def test_a_replaced_source_is_told_until_it_is_itself_again(world):
    """What took a source's place is not what the next visit is compared with."""
    stranger = page("Chairs", *(f"Chair number {n} is made of beech and folds flat." for n in range(9)))
    world.answers[FLOOD] = stranger
    for _ in range(2):
        world.later(days=4)
        assert "D102" in {finding.rule for finding in audit(world).drafts[0].findings}


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
