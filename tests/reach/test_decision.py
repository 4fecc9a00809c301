"""Every combination of answer, look and history has the reach that the tables written by hand give it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.reach import expectations
from tests.reach.expectations import ANSWERS, CHECKS, FAULTS, HISTORIES, NOW, POLICIES, URL, hop, reached, visit

from citecheck.model.change import Change, Comparison
from citecheck.model.exchange import Fault, Lost, RefusalReason, Refused
from citecheck.model.page import Fingerprint, Page, PageReading, PageText, Reach
from citecheck.model.report import PastVisit
from citecheck.reach.death_policy import ONE_ANSWER, find_outage_hosts
from citecheck.reach.decision import (
    Outcome,
    ReadPage,
    decide_probe,
    decide_reach,
    hides_missing_pages,
    is_replaced,
    is_worth_probe,
    reach_of_content,
    reach_of_visit,
    shows_notice,
)


def test_the_tables_name_every_page_class_and_every_fault():
    """A new page class or fault needs its row in the tables of expectations."""
    assert set(ANSWERS) == set(Page) | {"unread"}
    assert set(FAULTS) == set(Fault)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__.removeprefix("disagreements_on_"))
def test_what_is_decided_is_what_the_tables_say(check):
    """Nothing is decided otherwise than in the tables."""
    assert list(check()) == []


@pytest.mark.parametrize("policy", POLICIES)
def test_every_answer_after_every_look_and_history_is_decided_as_the_tables_say(policy):
    """All answers, each after every first look and every history, under every policy."""
    firsts = expectations.LOOKS if POLICIES[policy].second_look else ["none"]
    assert list(expectations.disagreements_on_answers(firsts, HISTORIES, [policy])) == []


NOTHING_READ = ReadPage()


def judged(exchange, read=NOTHING_READ):
    return decide_reach(exchange, read, (), (), ONE_ANSWER, now=NOW)


def test_a_refusal_says_nothing_of_the_source():
    """What we would not ask is unknown, with our reason and the address that we stopped at."""
    refused = Refused(URL, "https://b.example/", RefusalReason.ROBOTS, "robots.txt forbids it", (hop(302),))
    expected = Outcome(Reach.UNKNOWN, "https://b.example/", error="robots.txt forbids it", refusal=RefusalReason.ROBOTS)
    assert judged(refused) == expected


@pytest.mark.parametrize(("hops", "status"), [((), None), ((hop(301), hop(302)), 302)])
def test_a_lost_exchange_keeps_its_fault_and_the_last_status_seen(hops, status):
    """Where nothing came, the outcome says where, why, and after which status."""
    lost = Lost(URL, "https://b.example/", Fault.TIMEOUT, "no answer in 30 s", hops)
    expected = Outcome(
        Reach.FAILING, "https://b.example/", status=status, fault=Fault.TIMEOUT, error="no answer in 30 s"
    )
    assert judged(lost) == expected


def test_an_answer_keeps_its_page_its_status_and_the_address_that_answered():
    """The outcome of an answer names the page class, the status and the last address."""
    exchange = reached(302, 503, urls=(URL, "https://b.example/"))
    assert judged(exchange, ReadPage(Page.MAINTENANCE)) == Outcome(
        Reach.FAILING, "https://b.example/", Page.MAINTENANCE, 503
    )


def test_an_unread_answer_says_why_it_was_not_read():
    """The reason why a page could not be read is the outcome's error, and the answer is live by its status."""
    assert judged(reached(200), ReadPage(unread="took too long")) == Outcome(
        Reach.LIVE, URL, status=200, error="took too long"
    )


def test_a_replaced_page_is_live_where_it_did_not_move():
    """The change of a page says nothing of its reach."""
    assert judged(reached(200), ReadPage(Page.LIVE, Change.REPLACED)).reach is Reach.LIVE
    assert judged(reached(404), ReadPage(Page.LIVE, Change.REPLACED)).reach is Reach.GONE


@pytest.mark.parametrize("reach", Reach)
def test_the_content_of_a_replaced_page_is_suspect(reach):
    """What answers in the place of the cited content is not it; the reach of the address stays what it is."""
    same, replaced = (visit(reach, change=Comparison(change)) for change in (Change.EDITED, Change.REPLACED))
    assert [is_replaced(each) for each in (visit(reach), same, replaced)] == [False, False, True]
    assert [reach_of_visit(each) for each in (visit(reach), same, replaced)] == [reach] * 3
    assert [reach_of_content(each) for each in (visit(reach), same, replaced)] == [reach, reach, Reach.SUSPECT]


def test_a_source_without_an_address_is_offline():
    """What was not visited for want of an address has a reach of its own."""
    assert reach_of_visit(None) is Reach.OFFLINE
    assert reach_of_content(None) is Reach.OFFLINE


@pytest.mark.parametrize(
    ("url", "worth"),
    [("https://a.example", False), ("https://a.example/", False), (URL, True), ("https://a.example/?p=1", False)],
)
def test_the_root_of_a_site_is_not_probed(url, worth):
    """A site has no made-up page next to its root that could look like it."""
    assert is_worth_probe(visit(Reach.LIVE, url)) is worth


@pytest.mark.parametrize("change", Change)
def test_an_unchanged_page_is_not_probed(change):
    """What shows the text of its last good visit is not dead, whatever its site sends for a made-up path."""
    worth = is_worth_probe(visit(Reach.LIVE, change=Comparison(change)))
    assert worth is (change not in {Change.SAME, Change.COSMETIC})


def test_only_an_answer_shows_what_a_site_sends_for_missing_pages():
    """A made-up address that brings nothing says nothing."""
    assert not hides_missing_pages(Lost(URL, URL, Fault.TIMEOUT, "", (hop(200),)))
    assert not hides_missing_pages(reached(200, 404, urls=(URL, URL)))
    assert hides_missing_pages(reached(404, 200, urls=(URL, URL)))


def test_a_probe_rests_on_two_answers():
    """A source that a probe shows to be gone keeps what its visit saw and gets the page class of the second reading."""
    assert decide_probe(visit(Reach.LIVE), Page.SOFT_404, 200) == Outcome(Reach.GONE, URL, Page.SOFT_404, looks=2)


DOWN = Fault.DNS_FAILURE


@pytest.mark.parametrize(
    ("faults", "hosts"),
    [
        ({"a": DOWN, "b": DOWN, "c": DOWN}, "abc"),
        ({"a": DOWN, "b": Fault.UNREACHABLE, "c": Fault.NO_SUCH_HOST, "d": DOWN}, "abcd"),
        ({"a": DOWN, "b": Fault.CONNECT_REFUSED}, ""),
        ({"a": DOWN, "b": Fault.NO_SUCH_HOST}, "ab"),
        ({"a": Fault.NO_SUCH_HOST}, "a"),
        ({"a": Fault.DNS_TIMEOUT}, "a"),
        ({"a": Fault.NO_SUCH_HOST, "b": None}, ""),
        ({"a": Fault.PROXY}, "a"),
        ({"a": Fault.PROXY, "b": None}, ""),
        ({"a": Fault.NO_SUCH_HOST, "b": Fault.TLS_EXPIRED}, ""),
        ({"a": DOWN, "b": DOWN, "c": DOWN, "d": None}, ""),
        ({"a": DOWN, "b": DOWN, "c": Fault.TIMEOUT}, ""),
        ({}, ""),
    ],
    ids=[
        "three hosts",
        "several faults",
        "two hosts",
        "two names",
        "no name",
        "no resolver",
        "name",
        "proxy",
        "proxy of one host",
        "name and TLS",
        "one answered",
        "one was connected",
        "nothing asked",
    ],
)
def test_our_own_network_is_blamed_if_three_hosts_failed_or_no_name_was_found(faults, hosts):
    """One host that answers, or fewer than three of which one was found, and each fault is its own source's."""
    visits = [visit(Reach.FAILING, f"https://{host}/", fault=fault) for host, fault in faults.items()]
    assert find_outage_hosts(visits) == frozenset(hosts)


def test_addresses_of_one_host_are_one_host():
    """Many failing addresses of a host are that host's failure."""
    assert not find_outage_hosts(
        visit(Reach.FAILING, f"https://a/{number}", fault=Fault.UNREACHABLE) for number in range(9)
    )


def test_what_was_not_asked_neither_proves_nor_disproves_an_outage():
    """Refused addresses are left out of the count of hosts."""
    unasked = [visit(Reach.UNKNOWN, f"https://{host}/") for host in "xyz"]
    down = [visit(Reach.FAILING, f"https://{host}/", fault=DOWN) for host in "abc"]
    refused = [visit(Reach.FAILING, f"https://{host}/", fault=Fault.CONNECT_REFUSED) for host in "ab"]
    assert find_outage_hosts([*unasked, *down]) == frozenset("abc")
    assert not find_outage_hosts([*unasked, *refused])


def text_of(main):
    return PageText(None, main, main, "en", None)


@pytest.mark.parametrize(
    ("before", "after", "doubt", "expected"),
    [
        (1_500, 120, None, True),
        (1_500, 390, None, True),
        (1_500, 410, None, False),
        (250, 180, None, True),
        (250, 250, None, False),
        (120, 180, None, False),
        (120, 180, "180 letters, no link", True),
        (1_500, 0, None, True),
    ],
)
def test_a_notice_is_short_and_shorter_than_the_article_before_it(before, after, doubt, expected):
    """A few sentences in place of a longer text are a notice, and so is any page that looks like no article."""
    page = PageReading(Page.LIVE, text_of("b" * after), Fingerprint(1, (), ()), "text/html", "utf-8", doubt=doubt)
    assert shows_notice(text_of("a" * before), page) is expected


@pytest.mark.parametrize("doubt", [None, "180 letters, no link"])
def test_a_page_of_many_sentences_is_no_notice(doubt):
    """What says nine things in place of an article is another page, also where it looks like no article."""
    page = PageReading(
        Page.LIVE, text_of("Chairs of beech fold. " * 9), Fingerprint(1, (), ()), "text/html", "utf-8", doubt=doubt
    )
    assert not shows_notice(text_of("a" * 1_500), page)


@pytest.mark.parametrize("policy", ["check", "audit"])
def test_a_notice_in_place_of_an_article_stays_suspect(policy):
    """A short page in place of an article may be a wall in unknown words: it is no replacement, however long it stays."""
    rules = POLICIES[policy]
    read = ReadPage(Page.LIVE, Change.REPLACED, is_notice=True)

    def judge(*days, read=read):
        history = [PastVisit(NOW - timedelta(days=day), Reach.SUSPECT, None) for day in days]
        return decide_reach(reached(200), read, history, (), rules, now=NOW)

    assert judge().reach is Reach.SUSPECT
    assert judge().error == "the server sends a short notice in place of the text that was kept"
    assert judge(30, 60, 90).reach is Reach.SUSPECT
    assert judge(read=replace(read, change=Change.EDITED)).reach is Reach.LIVE
    assert judge(read=replace(read, is_notice=False)).reach is Reach.LIVE
