"""A run over a small world: what is asked, kept, compared, supported and reported."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from tests.run.world import START, World, page

from citecheck.model.change import AnchorState, Change
from citecheck.model.evidence import Support
from citecheck.model.exchange import Fault, Rendering, Truncation
from citecheck.model.finding import Level
from citecheck.model.page import Coverage, Reach
from citecheck.model.report import CitationState
from citecheck.report.verdict import judge_report
from citecheck.run.context import ShownPage
from citecheck.run.pipeline import check_drafts
from citecheck.store.visits import load_visits_of_run

FLOOD = "https://daily.example.com/2026/11/flood-in-the-old-town"
BRIDGE = "https://council.example.org/minutes/bridge"
TEXT = f"""Brief

The flood reached the old town on November 3 and displaced 450 families.[1]

The council voted to close the iron bridge for two years.[2]

[1] {FLOOD}

[2] {BRIDGE}; {FLOOD}
"""
FLOOD_PAGE = page(
    "Flood in the old town",
    "The river rose by two metres in one night, the water board said on Wednesday.",
    "The flood reached the old town on November 3 and displaced 450 families, most of them from the mill quarter.",
    "Schools in the district will stay closed until the end of the month, and the market is held on the hill.",
    "Volunteers from the neighbouring valleys brought blankets, bread and pumps over the only road left open.",
)
GARDEN = (
    "Roses should be cut in March, when the worst of the frost is over and the buds have begun to swell.",
    "Take out what is dead or crossing first, and cut the rest back to a bud that faces away from the middle.",
    "Water them in the evening only, at the foot and never over the leaves, or mildew will follow within the week.",
    "In a dry summer two cans a plant are enough, and a layer of straw keeps the ground cool until September.",
)
BRIDGE_PAGE = page(
    "Minutes of the council",
    "The council met in the town hall under the chair of the deputy mayor.",
    "The council voted to close the iron bridge for two years, with three members against.",
    "A ferry will carry pedestrians and bicycles for as long as the bridge is closed.",
)


@pytest.fixture
def world(tmp_path):
    return World(tmp_path, {FLOOD: FLOOD_PAGE, BRIDGE: BRIDGE_PAGE})


def check(world, text=TEXT, **options):
    """Run a check of one draft and return its report, its draft's report, and what is in the store."""
    ports = world.ports()
    try:
        report = asyncio.run(check_drafts([world.draft(text)], ports, world.options(**options), world.make_id()))
    finally:
        ports.archive.close()
        ports.store.close()
    return report


def rules(report):
    return sorted(finding.rule for draft in report.drafts for finding in draft.findings)


def test_each_address_is_asked_once(world):
    """An address that two footnotes cite is asked once."""
    check(world)
    assert sorted(world.asked) == sorted([FLOOD, BRIDGE])


def test_live_sources_that_bear_their_claims_out_bring_no_finding(world):
    """A draft whose sources stand and say what it says is left in peace."""
    report = check(world)
    assert rules(report) == []
    first = report.drafts[0].citations[0].sources[0]
    assert first.visit.reach is Reach.LIVE
    assert first.evidence.support is Support.EVIDENCE
    assert "450 families" in first.evidence.passages[0].text


def test_an_unchanged_source_is_the_same_and_its_anchor_intact(world):
    """A second visit of the same page tells no change and finds the anchor where it was."""
    check(world)
    world.later(days=1)
    source = check(world).drafts[0].citations[0].sources[0]
    assert source.visit.change.change is Change.SAME
    assert source.visit.compared_with == START
    assert source.anchor.state is AnchorState.INTACT


def test_a_changed_number_in_the_cited_passage_is_an_error(world):
    """When the passage that supported the claim now says another number, the anchor is altered."""
    check(world)
    world.later(days=1)
    world.answers[FLOOD] = FLOOD_PAGE.replace(b"450", b"540")
    report = check(world)
    anchor = report.drafts[0].citations[0].sources[0].anchor
    assert anchor.state is AnchorState.ALTERED
    (altered,) = [each for each in report.drafts[0].findings if each.rule == "D103"]
    assert f"since {START:%Y-%m-%d}" in altered.message
    assert altered.advice.endswith(f"(citecheck archive show {anchor.capture[:8]}).")


def test_a_restored_passage_is_no_edit_elsewhere(world):
    """A page that has the cited number again is reported as that; its other note has the edit (D101) both times."""
    check(world)
    said = []
    for body in (FLOOD_PAGE.replace(b"450", b"540"), FLOOD_PAGE):
        world.later(days=4)
        world.answers[FLOOD] = body
        said.append({(each.rule, each.line) for each in check(world).drafts[0].findings if each.rule[0] == "D"})
    assert [sorted(rule for rule, _ in each) for each in said] == [["D101", "D103"], ["D101", "D109"]]
    assert {line for _, line in said[0]} == {line for _, line in said[1]}


def test_an_edit_elsewhere_is_information(world):
    """When the cited passage is unchanged, an edit of the page is no more than a note."""
    check(world)
    world.later(days=1)
    world.answers[FLOOD] = FLOOD_PAGE.replace(
        b"Volunteers from", b"The army has sent 200 soldiers and four boats since Thursday. Volunteers from"
    )
    assert rules(check(world)) == ["D101"]


def test_a_death_needs_a_second_look(world):
    """A 404 is asked again at the end of the run before it is called gone."""
    world.answers[BRIDGE] = (404, page("Not found", "There is no such page here."))
    report = check(world)
    assert world.asked.count(BRIDGE) == 2
    assert report.drafts[0].citations[1].sources[0].visit.reach is Reach.GONE
    assert "L101" in rules(report)


MESSENGER_POST = "https://t.me/harbour_watch/61"
CONTACT = (
    b"<html><head><title>Telegram: Contact @harbour_watch</title></head><body><div>If you have <b>Telegram</b>, you can "
    b"contact <a href='tg://resolve?domain=harbour_watch'>@harbour_watch</a> right away.</div></body></html>"
)


@pytest.mark.parametrize(("seen", "rule"), [(False, "L109"), (True, "L103")])
def test_a_post_that_is_not_shown_is_gone_only_where_it_was_seen_before(world, seen, rule):
    """A messenger's offer to write to a name in place of a post asks for a look; it is a death if a copy has the post."""
    text = TEXT.replace(FLOOD, MESSENGER_POST)
    world.answers[MESSENGER_POST] = FLOOD_PAGE
    if seen:
        check(world, text)
    world.later(days=1)
    world.answers[MESSENGER_POST] = CONTACT
    assert [each for each in rules(check(world, text)) if each.startswith("L")] == [rule]


@dataclass
class EmptyBrowser:
    """A browser that shows nothing of any page."""

    moment: datetime

    async def show(self, page):
        at = page.hops[-1].url
        return ShownPage(Rendering(at, at, b"<html></html>", b"", self.moment, 0.1, 0, 0, None, "a test"), ())


@pytest.mark.parametrize(("browser", "advice"), [(False, "Run again with --browser"), (True, "Open it by hand")])
def test_a_page_that_stays_empty_in_the_browser_is_for_a_person(world, browser, advice):
    """A page of scripts has the advice to use the browser only in a run that had none."""
    world.answers[FLOOD] = (
        b"<html><head><title>Harbour</title></head><body><div id=root></div><script src=/a.js></script></body></html>"
    )
    ports = world.ports()
    ports = replace(ports, browser=EmptyBrowser(world.moment)) if browser else ports
    try:
        report = asyncio.run(check_drafts([world.draft(TEXT)], ports, world.options(), world.make_id()))
    finally:
        ports.archive.close()
        ports.store.close()
    (finding,) = [each for each in report.drafts[0].findings if each.rule == "L206"]
    assert advice in finding.advice


def test_a_second_look_takes_an_alarm_back(world):
    """A source that fails once and answers a browser is live."""

    def flapping(world, request):
        answer = BRIDGE_PAGE if request.browser else (404, page("Not found", "There is no such page here."))
        return world.exchange(request.url, answer)

    world.answers[BRIDGE] = flapping
    report = check(world)
    assert report.drafts[0].citations[1].sources[0].visit.reach is Reach.LIVE
    assert rules(report) == []


@pytest.mark.parametrize("status", [429, 503])
def test_a_plea_for_a_pause_has_a_second_look(world, status):
    """A host that asked for a pause is asked once more at the end of the run, and what it answers then counts."""

    def busy(world, request):
        return world.exchange(
            request.url, BRIDGE_PAGE if request.browser else (status, page("Busy", "Come back later."))
        )

    world.answers[BRIDGE] = busy
    report = check(world)
    assert world.asked.count(BRIDGE) == 2
    assert report.drafts[0].citations[1].sources[0].visit.reach is Reach.LIVE


def test_our_own_network_being_down_is_one_finding(world):
    """When no host of several can be reached, nothing is said of the sources and nothing of it is kept."""
    hosts = ["a.example.com", "b.example.com", "c.example.com"]
    text = "Brief\n\n" + "".join(f"Claim number {n}.[{n}]\n\n" for n in (1, 2, 3))
    text += "".join(f"[{n}] https://{host}/\n\n" for n, host in enumerate(hosts, 1))
    world.answers = {f"https://{host}/": Fault.DNS_FAILURE for host in hosts}
    report = check(world, text)
    assert [finding.rule for finding in report.findings] == ["L502"]
    store = world.ports().store
    assert store.rows("SELECT * FROM visits") == []


@pytest.mark.parametrize(
    ("answer", "denied", "rules"),
    [
        (Fault.NO_SUCH_HOST, True, ["L102"]),
        (Fault.NO_SUCH_HOST, False, ["L502"]),
        (Fault.NO_SUCH_HOST, None, ["L502"]),
        (Fault.DNS_FAILURE, True, ["L502"]),
        (Fault.PROXY, True, ["L502"]),
    ],
)
def test_a_lone_dead_domain_is_gone_if_its_zone_denies_it(world, answer, denied, rules):
    """A draft with one address whose host does not exist: the zone's denial tells a dead domain from a dead network."""

    async def denies(host):
        asked.append(host)
        return denied

    asked = []
    world.answers[BRIDGE] = answer
    ports = replace(world.ports(), denies_name=None if denied is None else denies)
    draft = world.draft(f"Brief\n\nThe council voted to close the iron bridge.[1]\n\n[1] {BRIDGE}\n")
    report = asyncio.run(check_drafts([draft], ports, world.options(), world.make_id()))
    ports.store.close()
    found = [finding.rule for finding in (*report.findings, *(each for one in report.drafts for each in one.findings))]
    assert found == rules
    assert set(asked) <= ({"council.example.org"} if answer is Fault.NO_SUCH_HOST else set())


def test_a_proxy_that_fails_is_never_counted_against_a_source(world):
    """Nothing is written of a source that the proxy did not ask, and another host's answer makes it no outage."""
    world.answers[BRIDGE] = Fault.PROXY
    report = check(world)
    (source,) = {
        each.source.raw: each for one in report.drafts[0].citations for each in one.sources if each.source.raw == BRIDGE
    }.values()
    assert (source.visit.reach, report.findings) == (Reach.UNKNOWN, ())
    assert "L501" in {finding.rule for finding in report.drafts[0].findings}


def test_a_run_without_a_network_lists_every_citation(world):
    """Where our own network is down, each citation is listed as unseen, and each source counted as not asked."""
    world.default = Fault.DNS_FAILURE
    report = check(
        world,
        "Brief\n\nOne claim.[1] Another claim.[2]\n\n[1] https://a.example.com/x\n\n[2] https://b.example.com/y\n\n",
    )
    verdict = judge_report(report)
    assert dict(verdict.states)[CitationState.UNSEEN] == verdict.citations == 2
    assert verdict.left_out.not_asked == verdict.sources == 2
    assert dict(report.run.counts)["citations"] == dict(report.run.counts)["unknown"] == 2


def test_a_permanent_redirect_to_the_same_content_is_a_move(world):
    """A source that redirects for good to another address is reported with that address."""
    new = "https://council.example.org/archive/2026/minutes-bridge"
    world.answers[BRIDGE] = [(BRIDGE, 301, b""), (new, 200, BRIDGE_PAGE)]
    report = check(world)
    finding = next(finding for finding in report.drafts[0].findings if finding.rule == "L401")
    assert new in finding.message


def test_a_killed_run_goes_on_where_it_stopped(world):
    """What was seen before a kill is not asked again."""

    class Killed(BaseException):
        pass

    def kill(world, request):
        raise Killed

    world.answers[BRIDGE] = kill
    with pytest.raises(Killed):
        check(world, batch=1)
    world.answers[BRIDGE] = BRIDGE_PAGE
    world.later(minutes=5)
    report = check(world)
    assert world.asked == [FLOOD, BRIDGE, BRIDGE]
    assert rules(report) == []
    assert report.drafts[0].citations[0].sources[0].evidence.support is Support.EVIDENCE


def test_everything_is_in_the_store(world):
    """A run leaves its visits, captures, evidence and findings in the store."""
    report = check(world)
    store = world.ports().store
    assert set(load_visits_of_run(store, report.run.id)) == {FLOOD, BRIDGE}
    counts = {
        table: store.rows(f"SELECT count(*) AS n FROM {table}")[0]["n"]
        for table in ("documents", "footnotes", "citations", "captures", "evidence", "anchors")
    }
    assert counts == {"documents": 1, "footnotes": 2, "citations": 2, "captures": 2, "evidence": 3, "anchors": 2}
    assert store.rows("SELECT finished FROM runs")[0]["finished"] == world.moment.isoformat()


def test_the_archive_holds_each_body_once(world):
    """The second capture of an unchanged page refers to the first one's body."""
    check(world)
    first = sum(path.stat().st_size for path in (world.folder / "cache" / "warc").iterdir())
    world.moment += timedelta(days=1)
    check(world)
    second = sum(path.stat().st_size for path in (world.folder / "cache" / "warc").iterdir())
    assert second - first < first


def test_a_site_that_sends_its_front_page_for_anything_is_seen_through(world):
    """A page that bears nothing out, and is what the site sends for a made-up path too, is gone."""
    front = page(
        "The Council",
        "Opening hours of the town hall and how to reach the registry office.",
        "The library is open on Saturdays, and the swimming pool until the end of the month.",
        "Forms for residents, for traders and for associations can be picked up at the desk.",
        "The next market day is on the first Friday; stalls must be booked a week before.",
    )
    world.default = front
    world.answers[BRIDGE] = front
    report = check(world, probe=True)
    source = report.drafts[0].citations[1].sources[0]
    assert source.visit.reach is Reach.GONE
    assert len(world.asked) == 3


def test_a_page_that_bears_nothing_out_but_is_itself_stays_live(world):
    """Where the site says 404 for a made-up path, a page without the passage is live, and the claim is questioned."""
    world.default = (404, page("Not found", "There is no such page here."))
    world.answers[BRIDGE] = page("Garden", *GARDEN)
    report = check(world, TEXT.replace(f"; {FLOOD}", ""), probe=True)
    assert report.drafts[0].citations[1].sources[0].visit.reach is Reach.LIVE
    assert rules(report) == ["S103"]


@pytest.mark.parametrize(
    "sign",
    [
        '<div id="root"></div>',
        "<noscript>You need to enable JavaScript to run this app.</noscript>",
        '<script type="module" src="/assets/index.js"></script>',
        '<script id="__NEXT_DATA__" type="application/json">{}</script>',
    ],
)
def test_a_shell_for_every_path_is_no_death(world, sign):
    """An application that sends a made-up path the same page proves nothing: the source is walled, not gone."""
    words = "The portal of the county shows its budget, its roads, its rivers and its buildings to everybody. "
    shell = f'<html lang=en><title>County portal</title><body>{sign}<p>{words * 7}</p><script src="/app.js"></script></body></html>'
    world.default = (200, shell.encode())
    world.answers.pop(BRIDGE)
    report = check(world, TEXT.replace(f"; {FLOOD}", ""), probe=True)
    assert any("no-such-page" in url for url in world.asked)
    assert report.drafts[0].citations[1].sources[0].visit.reach is Reach.WALLED
    assert "L206" in rules(report)


POST = "The bridge at Norrholm was opened in 1931, and the council keeps its plans in the town hall."


@pytest.mark.parametrize(("stated", "found"), [(POST, True), ("Log in to see what the council writes today.", False)])
def test_a_post_that_needs_scripts_is_read_from_what_its_page_states(world, stated, found):
    """The text of a post for previews elsewhere is searched; what it does not hold is unseen, never missing."""
    head = f'<title>Net</title><meta property="og:description" content="{stated}">'
    shell = f'<html lang=en><head>{head}</head><body><div id="root"></div><script src="/app.js"></script></body></html>'
    world.answers[BRIDGE] = shell.encode()
    text = f"The bridge at Norrholm was opened in 1931.[^1]\n\n[^1]: {BRIDGE}\n"
    source = check(world, text).drafts[0].citations[0].sources[0]
    assert source.visit.reach is Reach.WALLED
    assert (source.evidence.support in {Support.EVIDENCE, Support.SUPPORTED}) is found
    assert found or source.evidence.support is Support.NOT_CHECKABLE


def test_a_redirect_to_other_content_is_no_move(world):
    """What answers at the new address is not what was cited, so the address is not offered as a repair."""
    check(world)
    world.later(days=1)
    other = "https://council.example.org/offers"
    world.answers[BRIDGE] = [(BRIDGE, 301, b""), (other, 200, page("Garden", *GARDEN))]
    found = rules(check(world))
    assert "D102" in found
    assert "L401" not in found


def test_a_certificate_about_to_expire_is_a_note(world):
    """Fewer than fourteen days are reported, more are not."""

    def expiring(world, request):
        answer = world.exchange(request.url, BRIDGE_PAGE)
        return replace(answer, tls_expires=world.moment + timedelta(days=5, hours=1))

    world.answers[BRIDGE] = expiring
    (finding,) = check(world).drafts[0].findings
    assert (finding.rule, finding.level) == ("L308", Level.INFO)
    assert "5 days" in finding.message


PLACES = f"""Brief

The flood displaced 450 families.[1] Schools stay closed.[2] The river rose.[3] The market is on the hill.[4]

[1] {FLOOD}#families

[2] {FLOOD}#schools

[3] {FLOOD}#families

[4] {BRIDGE}#gone
"""


def test_places_that_a_live_page_does_not_hold_are_told_once_each(world):
    """A cited place is missed in a page that was read as live, once for all notes, and also when it is unmodified."""
    world.answers[FLOOD] = FLOOD_PAGE.replace(b"<p>Schools", b"<p id=schools>Schools")
    world.answers[BRIDGE] = (404, b"<title>Not found</title>There is no such page here.")

    def missed(report):
        return [(f.marker, f.also, f.level) for d in report.drafts for f in d.findings if f.rule == "L402"]

    assert missed(check(world, PLACES)) == [("[1]", ("[3]",), Level.INFO)]
    world.answers[FLOOD] = (304, b"")
    assert missed(check(world, PLACES)) == [("[1]", ("[3]",), Level.INFO)]


def test_a_page_cut_at_the_limit_is_a_part_of_its_source(world):
    """Of a page that was longer than the limit no fact is reported missing, since the rest may hold it."""

    def cut(world, request):
        reached = world.exchange(request.url, FLOOD_PAGE)
        return replace(reached, hops=(replace(reached.hops[0], truncated=Truncation.LENGTH),))

    text = TEXT.replace("and displaced 450 families", "after 77 litres of rain").replace(f"; {FLOOD}", "")
    assert rules(check(world, text)) == ["S102"]
    world.answers[FLOOD] = cut
    report = check(world, text)
    evidence = report.drafts[0].citations[0].sources[0].evidence
    assert (evidence.support, evidence.coverage) == (Support.NOT_CHECKABLE, Coverage.PART)
    assert rules(report) == []


def test_a_second_visit_proves_no_move(world):
    """A redirect to something else stays unproven: the copy that a second visit compares with was kept after it."""
    recipe = page("Recipe of the week", "Take four apples and 200 grams of flour.", "Bake the cake for forty minutes.")
    new = "https://www.example.org/archive/2026/recipe-of-the-week"
    world.answers[BRIDGE] = [(BRIDGE, 301, b""), (new, 200, recipe)]
    for _ in range(3):
        report = check(world)
        (move,) = {one for c in report.drafts[0].citations for s in c.sources for one in s.completions}
        assert (move.url, move.proven) == (new, False)
        assert "nothing that was cited was found there" in move.proof
        world.later(days=2)


def test_a_copy_from_before_the_redirect_proves_a_move(world):
    """The text that was kept at the cited address proves the move, at each later visit too."""
    text = "[Notes]\n\nThe town has a new office.[1]\n\n[1] " + BRIDGE + "\n"
    check(world, text)
    new = "https://www.example.org/archive/2026/iron-bridge-to-close"
    world.answers[BRIDGE] = [(BRIDGE, 301, b""), (new, 200, BRIDGE_PAGE)]
    for _ in range(2):
        world.later(days=2)
        ((source,),) = [c.sources for c in check(world, text).drafts[0].citations]
        ((move,),) = [source.completions]
        assert (move.url, move.proven) == (new, True)
        assert "kept before the redirect" in move.proof
