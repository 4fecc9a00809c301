"""What a check remembers of earlier runs: when an address is not asked again, and what is said of it then."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.run.world import START, World, page

from citecheck.config.configuration import Configuration, ConfiguredValue, Override
from citecheck.errors import WrongUsage
from citecheck.model.evidence import Support
from citecheck.model.exchange import Fault
from citecheck.model.page import Coverage, Reach
from citecheck.model.settings import DeathPolicy
from citecheck.report.verdict import judge_report
from citecheck.run.context import AuditOptions, Memory
from citecheck.run.memory import build_memory
from citecheck.run.pipeline import audit_sources, check_drafts
from citecheck.store.visits import load_last_visits

QUAY, TIDES, LOST = "https://port.net/quay", "https://port.net/tides", "https://port.net/lost"
PAGES = {
    QUAY: page(
        "The northern quay",
        "The harbour handled 9 million tonnes in 2024, the port said in its yearly report.",
        "The board met in May and spoke of new cranes for the northern quay and of the pilots.",
        "A second ferry will be hired for the summer months, the board decided with one vote against.",
    ),
    TIDES: page(
        "Tables of tides",
        "High water at the mole is at six in the morning on the first of each month of the year.",
        "The tables are computed by the hydrographic office and printed by the harbour in autumn.",
        "Fishermen get them free of charge, and sailors for the price of a cup of coffee at the kiosk.",
    ),
}
GUIDE = f"# Guide\n\nSee [the quay]({QUAY}) and [the tides]({TIDES}).\n"
REPORT = f"The harbour handled 9 million tonnes in 2024.[^1]\n\n[^1]: {QUAY}\n"
AGES = {
    Reach.LIVE: timedelta(days=7),
    Reach.MOVED: timedelta(days=7),
    Reach.WALLED: timedelta(days=1),
    Reach.GONE: timedelta(hours=6),
}
DOCUMENTATION = Memory(AGES, "web", conditional=True, documentation=frozenset({"guide.md"}))
EVERYWHERE = Memory(AGES, "web", conditional=True, everywhere=True)


class Listener:
    """A receiver of progress that keeps the sentences."""

    def __init__(self):
        self.sentences = []

    def planned(self, addresses):
        pass

    def visited(self, url, reach):
        pass

    def announce(self, sentence):
        self.sentences.append(sentence)


@pytest.fixture
def world(tmp_path):
    return World(tmp_path, dict(PAGES))


def check(world, text=GUIDE, memory=DOCUMENTATION, *, path="guide.md", second_look=True, keeps=True):
    """Check one draft; return its report, the requests of this run and the sentences for the user."""
    listener, before = Listener(), len(world.asked)
    ports = replace(world.ports(), progress=listener)
    ports = ports if keeps else replace(ports, archive=None)
    options = replace(world.options(memory=memory), policy=DeathPolicy(visits=1, second_look=second_look))
    try:
        report = asyncio.run(check_drafts([world.draft(text, path=path)], ports, options, world.make_id()))
    finally:
        if ports.archive:
            ports.archive.close()
        ports.store.close()
    return report, world.asked[before:], listener.sentences


def visits(world):
    """Return (address, run) of each row of visits."""
    ports = world.ports()
    try:
        return ports.store.rows("SELECT url, run_id FROM visits JOIN sources ON sources.id = source_id")
    finally:
        ports.archive.close()
        ports.store.close()


def results(report):
    (draft,) = report.drafts
    cited = [source for citation in draft.citations for source in citation.sources]
    return {one.visit.url: one for one in (*cited, *draft.uncited, *(link.source for link in draft.links))}


def test_nothing_is_asked_within_the_age(world):
    """Two days later no address of documentation is asked; each result has the moment of its visit."""
    check(world)
    world.later(days=2)
    report, asked, sentences = check(world)
    assert asked == []
    assert sentences == ["2 addresses were asked within their age and not again; --refresh asks all"]
    assert {one.earlier for one in results(report).values()} == {START}
    assert {one.visit.reach for one in results(report).values()} == {Reach.LIVE}


def test_what_is_remembered_is_counted(world):
    """The verdict says how many sources an earlier run saw; a first run says nothing of it."""
    first, _, _ = check(world)
    world.later(days=2)
    second, _, _ = check(world)
    assert judge_report(first).left_out.remembered == 0
    assert judge_report(second).left_out.remembered == 2
    assert "2 sources seen by an earlier run on 2026-11-22 or later and not asked again" in judge_report(second).line
    assert judge_report(first).left_out.count_by_name()["remembered_since"] is None
    assert judge_report(second).left_out.count_by_name()["remembered_since"] == START.isoformat()


def test_a_verdict_that_is_ready_says_how_old_it_is(world):
    """A verdict that is ready from remembered visits names the day of the oldest of them."""
    both = f"{REPORT}\nHigh water at the mole is at six in the morning.[^2]\n\n[^2]: {TIDES}\n"
    check(world, REPORT, EVERYWHERE, path="report.md")
    world.later(days=3)
    check(world, both, EVERYWHERE, path="report.md")
    world.later(days=1)
    report, asked, _ = check(world, both, EVERYWHERE, path="report.md")
    assert asked == []
    assert judge_report(report).ready
    assert "2 sources seen by an earlier run on 2026-11-22 or later" in judge_report(report).line


def test_a_finding_has_the_day_of_its_visit(world):
    """What is said of a source that was not asked says when it was seen; of one that was asked it says nothing."""
    text = f"{GUIDE}\n[Lost]({LOST})\n"
    first, _, _ = check(world, text)
    world.later(hours=2)
    second, asked, _ = check(world, text)
    assert asked == []
    (before,), (after,) = ([each for each in one.drafts[0].findings if each.url == LOST] for one in (first, second))
    assert after.advice == f"{before.advice} Seen on 2026-11-22; --refresh asks again."
    assert after.message == before.message


def test_no_visit_is_invented(world):
    """The store has no row of a visit that was not made, and the age counts from the one that was."""
    check(world)
    for _ in range(3):
        world.later(days=2)
        check(world)
    assert len(visits(world)) == 2
    world.later(days=2)
    _, asked, _ = check(world)
    assert asked == [QUAY, TIDES]


@pytest.mark.parametrize(
    ("answer", "kept", "asked_again"),
    [
        (PAGES[QUAY], timedelta(days=6), timedelta(days=8)),
        ((403, b"<title>Denied</title>Access denied"), timedelta(hours=23), timedelta(hours=25)),
        ((404, b"<title>Not found</title>There is no such page here."), timedelta(hours=5), timedelta(hours=7)),
        ((503, b"<title>Busy</title>"), None, timedelta(minutes=1)),
        (Fault.TIMEOUT, None, timedelta(minutes=1)),
        ((429, b"<title>Too many requests</title>Slow down."), None, timedelta(minutes=1)),
    ],
    ids=["live", "walled", "gone", "failing", "timeout", "too many requests"],
)
def test_the_age_depends_on_the_reach(world, answer, kept, asked_again):
    """A live page counts for a week, a wall for a day, a death for six hours, a failure or a plea for a pause not at all."""
    world.answers[QUAY] = answer
    check(world)
    for age, is_asked in ((kept, False), (asked_again, True)):
        if age is not None:
            world.moment = START + age
            _, asked, _ = check(world)
            assert (QUAY in asked) is is_asked


def test_a_known_page_is_asked_for_changes_alone(world):
    """Beyond its age a page is asked with the validators of its last good capture, and a 304 confirms it."""
    fields = ((b"content-type", b"text/html"), (b"etag", b'"q1"'))
    world.answers[QUAY] = [(QUAY, 200, PAGES[QUAY], fields)]
    check(world)
    requests = []

    def confirm(world, request):
        requests.append(request)
        return world.exchange(request.url, (304, b""))

    world.answers[QUAY] = confirm
    world.later(days=9)
    report, _, _ = check(world)
    assert [request.etag for request in requests] == ['"q1"']
    assert results(report)[QUAY].visit.reach is Reach.LIVE
    assert results(report)[QUAY].earlier is None


def test_a_draft_is_asked_each_time(world):
    """The sources of a draft that is no documentation are asked again, however short a time after."""
    check(world, path="report.md")
    _, asked, sentences = check(world, path="report.md")
    assert asked == [QUAY, TIDES]
    assert sentences == []


def test_an_address_that_a_draft_names_too_is_asked(world):
    """Of an address that documentation and a draft name, the draft decides."""
    ports = world.ports()
    check(world)
    drafts = [world.draft(GUIDE, path="guide.md"), world.draft(REPORT, path="report.md")]
    before = len(world.asked)
    asyncio.run(check_drafts(drafts, ports, world.options(memory=DOCUMENTATION), world.make_id()))
    ports.archive.close()
    ports.store.close()
    assert world.asked[before:] == [QUAY]


def test_evidence_comes_from_the_text_kept(world):
    """With --max-age a draft's claim is compared with the text of the remembered visit, and with a new claim too."""
    check(world, REPORT, EVERYWHERE, path="report.md")
    world.answers[QUAY] = Fault.TIMEOUT
    world.later(days=1)
    report, asked, _ = check(world, REPORT, EVERYWHERE, path="report.md")
    assert asked == []
    assert results(report)[QUAY].evidence.support is Support.EVIDENCE
    other = REPORT.replace("The harbour handled 9 million", "The harbour handled 7 million")
    report, asked, _ = check(world, other, EVERYWHERE, path="report.md")
    assert asked == []
    assert results(report)[QUAY].evidence.support is Support.DIFFERS


def test_other_circumstances_are_asked_anew(world):
    """A visit with other headers, of a replay or of a store of an earlier version says nothing, not even validators."""
    world.answers[QUAY] = [(QUAY, 200, PAGES[QUAY], ((b"content-type", b"text/html"), (b"etag", b'"q1"')))]
    check(world)
    requests = []
    world.answers[QUAY] = lambda world, request: requests.append(request) or world.exchange(QUAY, PAGES[QUAY])
    _, asked, _ = check(world, memory=Memory(AGES, "other", conditional=True, everywhere=True))
    assert asked == [QUAY, TIDES]
    assert [request.etag for request in requests] == [None]


def test_a_cited_place_is_looked_for(world):
    """An address that a draft cites with a place within the page is asked, so that the place is looked for."""
    check(world)
    text = GUIDE.replace(QUAY, f"{QUAY}#cranes")
    report, asked, _ = check(world, text)
    assert asked == [QUAY]
    assert results(report)[QUAY].visit.lost_fragments == ("cranes",)


@pytest.mark.parametrize(
    ("then", "now", "asked"),
    [
        ("#the-northern-quay", "#the-northern-quay", []),
        ("#the-northern-quay", "", []),
        ("", "#the-northern-quay", [QUAY]),
        ("#the-northern-quay", "#elsewhere", [QUAY]),
        ("#elsewhere", "#elsewhere", [QUAY]),
    ],
    ids=["the same place", "none any more", "a new one", "another one", "one that is lost"],
)
def test_a_place_that_was_found_is_remembered(world, then, now, asked):
    """A cited place that was looked for and found is not looked for again; a new place, and a lost one, are."""
    world.answers[QUAY] = PAGES[QUAY].replace(b"<h1>", b'<h1 id="the-northern-quay">')
    check(world, GUIDE.replace(QUAY, QUAY + then))
    world.later(days=1)
    assert check(world, GUIDE.replace(QUAY, QUAY + now))[1] == asked


def test_a_dead_page_is_remembered_for_claims(world):
    """The source of a claim that was found dead is not asked again within the age of deaths, with a place or without."""
    text = f"The harbour grew.[^1] It sank.[^2]\n\n[^1]: {LOST}\n[^2]: {LOST}#depth\n"
    first, _, _ = check(world, text, EVERYWHERE, path="report.md")
    world.later(hours=2)
    second, asked, _ = check(world, text, EVERYWHERE, path="report.md")
    assert asked == []
    assert [one.rule for one in second.drafts[0].findings] == [one.rule for one in first.drafts[0].findings]


@pytest.mark.parametrize(
    ("include", "exclude", "asked"),
    [
        ((), ("/quay$",), [QUAY]),
        ((), ("elsewhere",), []),
        (("/tides$",), (), [QUAY]),
        (("net",), (), []),
        ((), ("old",), [TIDES]),
        (("tides$",), ("old",), [QUAY, TIDES]),
    ],
)
def test_only_what_is_left_out_is_forgotten(world, include, exclude, asked):
    """Another --include or --exclude voids the verdicts of the addresses that it concerns, redirects included."""
    world.answers[TIDES] = [(TIDES, 302, b"", ((b"location", b"/old"),)), ("https://port.net/old", 200, PAGES[TIDES])]
    check(world)
    memory = replace(DOCUMENTATION, include=include, exclude=exclude)
    assert check(world, memory=memory)[1] == asked


def test_a_table_of_one_host_voids_its_verdicts(world):
    """Headers for one host void the verdicts of addresses that lead over it, not those of others; a pace voids none."""
    world.answers["https://mole.net/"] = [
        ("https://mole.net/", 302, b"", ((b"location", QUAY.encode()),)),
        (QUAY, 200, PAGES[QUAY]),
    ]
    text = f"[a]({QUAY}) [b](https://mole.net/) [c](https://pier.net/)\n"
    world.answers["https://pier.net/"] = PAGES[TIDES]

    def remember(*tables):
        per_host = tuple(override(*table) for table in tables)
        configuration = replace(Configuration({}, Path.cwd()), per_host=per_host)
        return replace(build_memory(configuration, "web"), documentation=frozenset({"guide.md"}))

    check(world, text, remember())
    for tables, asked in (
        ([("pier.net", {"interval": 3.0})], []),
        ([("other.net", {"user-agent": "desk"})], []),
        ([("port.net", {"headers": {"X-Desk": "1"}})], [QUAY, "https://mole.net/"]),
        ([("port.net", {"headers": {"X-Desk": "2"}})], []),
        (
            [("port.net", {"headers": {"X-Desk": "2"}}), ("*.net", {"ask": False})],
            [QUAY, "https://mole.net/", "https://pier.net/"],
        ),
    ):
        world.later(minutes=1)
        assert check(world, text, remember(*tables))[1] == asked


def override(pattern, settings):
    return Override((pattern,), {key: ConfiguredValue(value) for key, value in settings.items()})


def test_a_changed_page_is_looked_at_again(world):
    """A page that had changed at its last visit is asked: the next run says whether it still differs."""
    check(world, REPORT, EVERYWHERE, path="report.md")
    world.answers[QUAY] = PAGES[QUAY].replace(b"9 million", b"6 million")
    world.later(days=8)
    check(world, REPORT, EVERYWHERE, path="report.md")
    for expected in ([QUAY], []):
        world.later(hours=1)
        _, asked, _ = check(world, REPORT, EVERYWHERE, path="report.md")
        assert asked == expected


def test_a_death_without_its_second_look_is_no_verdict(world):
    """A page that was asked once and failed as gone is asked again; one that failed twice is remembered."""
    text = f"[Lost]({LOST})\n"
    check(world, text, second_look=False)
    for expected in ([LOST, LOST], []):
        world.later(hours=1)
        _, asked, _ = check(world, text)
        assert asked == expected


def test_an_outage_is_seen_in_spite_of_what_is_remembered(world):
    """If nothing that is asked answers, our own network is down, whatever earlier runs reached."""
    check(world)
    for host in "abcd":
        world.answers[f"https://{host}.net/"] = Fault.DNS_TIMEOUT
    links = " ".join(f"[{host}](https://{host}.net/)" for host in "abcd")
    report, _, _ = check(world, f"{GUIDE}\n{links}\n")
    assert [finding.rule for finding in report.findings] == ["L502"]


def test_nothing_is_kept_without_an_archive(world):
    """Without an archive a claim is compared with the page as it is read, and no copy of the page is kept."""
    report, _, _ = check(world, REPORT, path="report.md", keeps=False)
    (source,) = results(report).values()
    assert source.evidence.support is Support.EVIDENCE
    assert source.visit.capture is None
    assert sum(file.stat().st_size for file in world.folder.rglob("*.warc.gz")) == 0


@pytest.mark.parametrize("keeps", [True, False], ids=["with an archive", "without an archive"])
def test_a_claim_needs_a_text_and_no_copy(world, keeps):
    """The text that a run without an archive read counts for claims as well, and the title of its page is known."""
    both = f"{REPORT}\n[Tides]({TIDES})\n"
    first, _, _ = check(world, both, EVERYWHERE, path="report.md", keeps=False)
    world.later(days=1)
    report, asked, _ = check(world, both, EVERYWHERE, path="report.md", keeps=keeps)
    assert asked == []
    assert results(report)[QUAY].evidence == results(first)[QUAY].evidence
    assert results(report)[QUAY].evidence.support is Support.EVIDENCE
    assert results(report)[QUAY].visit == results(first)[QUAY].visit
    assert results(report)[TIDES].earlier == START


LONG = page("Tides", "The table of tides is made by the office of the harbour each spring. " * 12, "x" * 70_000)


def parts(world):
    """Return the addresses of whose pages the beginning is kept."""
    ports = world.ports()
    try:
        looks = load_last_visits(ports.store, [QUAY, TIDES])
        return [url for url, look in looks.items() if look.text.coverage is Coverage.PART]
    finally:
        ports.archive.close()
        ports.store.close()


@pytest.mark.parametrize(("keeps", "expected"), [(False, [TIDES]), (True, [])])
def test_a_link_that_no_claim_rests_on_is_read_in_part(world, keeps, expected):
    """Without an archive the beginning of a long page is enough where a draft only links to it, and nowhere else."""
    story = PAGES[QUAY].replace(b"</article>", b"<p>" + b"y" * 70_000 + b"</p></article>")
    world.answers |= {QUAY: story, TIDES: LONG}
    check(world, f"{REPORT}\n[Tides]({TIDES})\n", EVERYWHERE, path="report.md", keeps=keeps)
    assert parts(world) == expected


def test_a_page_read_in_part_is_asked_for_a_claim(world):
    """A claim that comes to rest on a link is not compared with the beginning of its page alone."""
    world.answers[TIDES] = LONG
    check(world, f"See [Tides]({TIDES})\n", EVERYWHERE, keeps=False)
    world.later(days=1)
    cited = REPORT.replace(QUAY, TIDES)
    assert [check(world, cited, EVERYWHERE, path="report.md", keeps=False)[1] for _ in "ab"] == [[TIDES], []]
    assert parts(world) == []


def test_a_visit_of_the_future_is_none(world):
    """A rehearsal with --now leaves visits that are later than the present; they do not count."""
    world.later(days=400)
    check(world)
    world.moment = START
    _, asked, _ = check(world)
    assert asked == [QUAY, TIDES]


def test_a_rehearsal_hides_no_visit(world):
    """After a rehearsal of a later visit, what was seen before it still counts for the present."""
    check(world)
    world.later(days=400)
    _, asked, _ = check(world)
    assert asked == [QUAY, TIDES]
    world.moment = START + timedelta(days=1)
    report, asked, _ = check(world)
    assert asked == []
    assert {one.earlier for one in results(report).values()} == {START}


@pytest.mark.parametrize(("before", "asked"), [(timedelta(minutes=2), []), (timedelta(hours=2), [QUAY, TIDES])])
def test_a_rehearsal_is_remembered_by_itself(world, before, asked):
    """A second rehearsal with the same --now begins shortly before the visits of the first one, which count for it."""
    check(world)
    world.moment = START - before
    assert check(world)[1] == asked


def test_an_audit_remembers_for_a_check(world):
    """What an audit saw counts for a check as well, and the audit visits what is due whatever a check saw."""
    check(world)
    world.later(days=8)
    ports, before = world.ports(), len(world.asked)
    asyncio.run(audit_sources(ports, world.options(memory=DOCUMENTATION), AuditOptions(), world.make_id()))
    ports.archive.close()
    ports.store.close()
    assert sorted(world.asked[before:]) == [QUAY, TIDES]
    _, asked, _ = check(world)
    assert asked == []


OFFLINE = Memory({}, "offline", conditional=True, everywhere=True, offline=True)


def test_an_offline_run_compares_with_what_is_kept(world):
    """Offline a claim is compared with the kept text, however old and whatever asked for it; a new source is not asked."""
    check(world, REPORT, path="report.md")
    world.later(days=400)
    world.answers = {}
    world.default = Fault.TIMEOUT
    other = REPORT.replace("9 million", "7 million") + f"\n[Lost]({LOST})\n"
    report, asked, sentences = check(world, other, OFFLINE, path="report.md", second_look=False)
    assert asked == [LOST]
    assert sentences == ["1 address counts as last seen; run without --offline to ask again"]
    assert results(report)[QUAY].evidence.support is Support.DIFFERS
    assert results(report)[QUAY].earlier == START
    (differs,) = (one for one in report.drafts[0].findings if one.url == QUAY and one.rule.startswith("S"))
    assert differs.advice.endswith("Seen on 2026-11-22; run without --offline to ask again.")
    assert "seen by an earlier run on 2026-11-22 or later" in judge_report(report).line


def test_an_offline_run_keeps_a_death(world):
    """Offline a source that was dead when it was last seen is dead, and the report says when that was."""
    text = f"[Lost]({LOST})\n"
    first, _, _ = check(world, text)
    world.later(days=40)
    second, asked, _ = check(world, text, OFFLINE)
    assert asked == []
    assert [one.rule for one in second.drafts[0].findings] == [one.rule for one in first.drafts[0].findings] != []


def build(origin="web", **given):
    named = {key.replace("_", "-"): each for key, each in given.items()}
    return build_memory(Configuration({}, Path.cwd()).merge(named), origin)


def test_ages_are_set_in_the_configuration():
    """`ages` changes single ages, `max-age` the age of live pages, and counts for drafts too."""
    assert build().ages == AGES
    assert not build().everywhere
    assert build(ages={"walled": "2h"}).ages == {**AGES, Reach.WALLED: timedelta(hours=2)}
    month = build(max_age="30d")
    assert month.everywhere
    assert month.ages == {**AGES, Reach.LIVE: timedelta(days=30), Reach.MOVED: timedelta(days=30)}
    assert set(build(max_age="1h").ages.values()) == {timedelta(hours=1)}
    assert set(build(max_age="0").ages.values()) == {timedelta()}


@pytest.mark.parametrize("written", ["soon", "7", "7 days", "-1d", "1e9d", ""])
def test_what_is_no_duration_is_refused(written):
    """A value without a unit that is known is an error that shows one."""
    with pytest.raises(WrongUsage, match='a duration such as "7d"'):
        build(max_age=written)


@pytest.mark.parametrize(
    ("given", "origin", "conditional"),
    [
        ({"refresh": True}, "web", False),
        ({}, "a1b2 of a replay", False),
        ({"browser": True, "max_age": "7d"}, "web", True),
        ({"probe": True}, "web", True),
    ],
)
def test_what_shows_more_is_asked(given, origin, conditional):
    """--refresh, an archive, a browser and a made-up path are answered by no verdict of an earlier run."""
    memory = build(origin, **given)
    assert memory.ages == {}
    assert memory.conditional is conditional


def test_an_offline_run_remembers_everything():
    """Offline the last visits count for drafts too, with --refresh as well: there is nothing else to say."""
    for memory in (build("offline"), build("offline", refresh=True)):
        assert memory.offline
        assert memory.everywhere
    assert not build().offline


def test_circumstances_tell_what_is_sent(tmp_path):
    """Another user agent, another place to connect to or another header is another circumstance; a pace is none."""
    plain = build().circumstances
    assert build(interval=3).circumstances == plain
    assert build(max_time=3, robots=True, store=str(tmp_path)).circumstances == plain
    others = [{"user_agent": "desk"}, {"connect_to": ("a:80:b:80",)}, {"proxy": "http://p:1"}]
    assert len({plain, *(build(**other).circumstances for other in others), build("offline").circumstances}) == 5
    assert build(exclude=("x",)).circumstances == plain
