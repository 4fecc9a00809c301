"""The pace of a host, and what runs of it take, on a simulated clock."""

from __future__ import annotations

import asyncio
import selectors
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import pytest

from citecheck.model.exchange import Fault, Hop, Lost, Reached, RefusalReason, Refused
from citecheck.model.settings import NetworkSettings
from citecheck.net.crawler import Crawler
from citecheck.net.failure import NoAnswer
from citecheck.net.pace import HostPace, PaceSign
from citecheck.net.request import FetchRequest, HopResponse

MOMENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


class _NoWait(selectors.DefaultSelector):
    """A selector that advances the clock of the loop instead of waiting."""

    def select(self, timeout=None):
        if timeout:
            self.loop.moment += timeout + 1e-6  # more than rounding takes away
        return super().select(0)


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop whose time passes as soon as nothing is left to do."""

    def __init__(self):
        selector = _NoWait()
        super().__init__(selector)
        selector.loop, self.moment = self, 0.0

    def time(self):
        return self.moment


class Site:
    """Every host of a simulated web. `answer` gets (number of the request at its host, path) and returns one.

    An answer is a status, (status, headers), a number of seconds with the status 200, or a fault.
    """

    def __init__(self, answer, seconds=0.1):
        self.answer, self.seconds = answer, seconds
        self.starts: dict[str, list[float]] = {}
        self.most: Counter[str] = Counter()
        self.active: Counter[str] = Counter()

    async def send(self, request):
        host, loop = request.address.host, asyncio.get_running_loop()
        starts = self.starts.setdefault(host, [])
        starts.append(loop.time())
        answer = self.answer(len(starts), request.address.target)
        seconds = answer if isinstance(answer, float) else self.seconds
        self.active[host] += 1
        self.most[host] = max(self.most[host], self.active[host])
        await asyncio.sleep(seconds)
        self.active[host] -= 1
        if isinstance(answer, Fault):
            raise NoAnswer(answer, "a fault of the test")
        status, headers = answer if isinstance(answer, tuple) else (200 if isinstance(answer, float) else answer, ())
        return HopResponse(Hop(request.address.href, request.headers, status, "", "1.1", headers, b"", MOMENT, seconds))

    def pause_large_bodies(self, *, full):
        pass

    async def aclose(self):
        pass


def simulate(site, urls, **settings):
    """Crawl `urls` of the site on a simulated clock; return the exchanges and the seconds that it took."""

    async def work():
        crawler = Crawler(NetworkSettings(**settings), clock=lambda: MOMENT)
        crawler._stepper = replace(crawler._stepper, engine=site)
        async with crawler:
            found = [exchange async for exchange in crawler.crawl(map(FetchRequest, urls))]
        return found, asyncio.get_running_loop().time()

    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        return runner.run(work())


def simulate_again(site, urls, again, settings=NetworkSettings()):  # noqa: B008 (frozen)
    """Crawl `urls`, then `again` with the same crawler, as the second look of a run does; return what that brought."""
    found = []

    async def work():
        async with Crawler(settings, clock=lambda: MOMENT) as crawler:
            crawler._stepper = replace(crawler._stepper, engine=site)
            async for _ in crawler.crawl(map(FetchRequest, urls)):
                pass
            found.extend([each async for each in crawler.crawl(FetchRequest(url, browser=True) for url in again)])

    with asyncio.Runner(loop_factory=SimulatedLoop) as runner:
        runner.run(work())
    return found


def pages(count, host="a.example"):
    return [f"https://{host}/{n}" for n in range(count)]


def statuses(exchanges):
    return Counter(exchange.hops[-1].status for exchange in exchanges if isinstance(exchange, Reached))


def good(pace, count, latency=0.1, at=100.0):
    for _ in range(count):
        pace.note_good(latency, sent=at, now=at)


def test_a_sign_doubles_the_pause_and_leaves_one_connection():
    """Each sign halves the speed, as far as the longest pause that it may lead to."""
    pace = HostPace(0.05, 4)
    seen = []
    for at in range(10):
        assert pace.slow_down(PaceSign.TOO_MANY, sent=at, now=at)
        seen.append(pace.interval)
    assert seen == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 8.0, 8.0, 8.0])
    assert pace.width == 1


@pytest.mark.parametrize(
    ("sign", "longest"),
    [("too-many", 8.0), ("unavailable", 2.0), ("reset", 2.0), ("wall", 2.0), ("latency", 1.0)],
)
def test_only_too_many_leads_to_long_pauses(sign, longest):
    """What may be the fault of a page, or of nobody, slows a host down less than what speaks of the pace."""
    pace = HostPace(0.05, 4)
    for at in range(20):
        pace.slow_down(PaceSign(sign), sent=at, now=at)
    assert pace.interval == longest


def test_a_sign_never_makes_a_host_faster():
    """A pause that the user or the host asked for is longer than what a sign leads to, and stays."""
    pace = HostPace(5.0, 2)
    pace.slow_down(PaceSign.LATENCY, sent=0, now=0)
    assert (pace.interval, pace.width) == (5.0, 1)


def test_twenty_good_answers_halve_the_pause():
    """Pause and connections come back step by step to their best, and not beyond."""
    pace = HostPace(0.05, 4)
    for at in range(4):
        pace.slow_down(PaceSign.UNAVAILABLE, sent=at, now=at)
    seen = []
    for _ in range(5):
        good(pace, 19)
        assert pace.interval == (seen[-1][0] if seen else pytest.approx(0.8))
        good(pace, 1)
        seen.append((pace.interval, pace.width))
    assert seen == [(pytest.approx(0.4), 2), (pytest.approx(0.2), 4), (pytest.approx(0.1), 4), (0.05, 4), (0.05, 4)]
    assert not pace.is_slowed


def test_requests_under_way_count_once():
    """Four connections that get 429 at once are one sign, and good answers from before it do not undo it."""
    pace = HostPace(0.05, 4)
    assert pace.slow_down(PaceSign.TOO_MANY, sent=1.0, now=1.2)
    assert not pace.slow_down(PaceSign.TOO_MANY, sent=1.05, now=1.25)
    good(pace, 40, at=1.1)
    assert pace.interval == pytest.approx(0.1)
    assert pace.slow_down(PaceSign.TOO_MANY, sent=1.3, now=1.4)


def test_rising_latency_is_a_sign():
    """A host whose answers take over three times as long as its first, and over a second, is slowed down."""
    pace = HostPace(0.05, 4)
    good(pace, 1, latency=0.4)
    good(pace, 3, latency=1.3)
    assert not pace.is_slowed
    good(pace, 1, latency=1.3)
    assert pace.is_slowed


@pytest.mark.parametrize("latencies", [[0.4, *[0.4, 0.4, 9.0] * 30], [0.05, *[0.9] * 60], [2.0, *[5.0] * 60]])
def test_slow_pages_are_no_rising_latency(latencies):
    """Neither some slow pages among others, nor a fast host that becomes usual, nor one that was slow at first."""
    pace = HostPace(0.05, 4)
    for latency in latencies:
        good(pace, 1, latency=latency)
    assert not pace.is_slowed


def test_walls_are_a_sign_after_good_answers_only():
    """A host that keeps programs out from the start does so at any pace; one that begins to is slowed down."""
    walled, tired = HostPace(0.05, 4), HostPace(0.05, 4)
    good(tired, 1)
    for pace in (walled, tired):
        for at in range(101, 104):
            pace.note_wall(sent=at, now=at)
    assert not walled.is_slowed
    assert tired.is_slowed


def test_a_rule_of_the_host_holds():
    """A Crawl-delay is the best pace from then on, whatever the answers are."""
    pace = HostPace(0.05, 4)
    pace.hold(3.0)
    good(pace, 100)
    assert pace.interval == 3.0
    pace.hold(900.0)
    assert pace.interval == 30.0


def test_a_large_host_takes_its_fast_pace():
    """One host with 3,096 links is done in 2.6 minutes, with four connections."""
    site = Site(lambda *_: 200)
    found, seconds = simulate(site, pages(3096))
    assert statuses(found) == {200: 3096}
    assert seconds == pytest.approx(3096 * 0.05, rel=0.02)
    assert site.most["a.example"] == 3


def test_a_polite_run_is_as_slow_as_ever():
    """With `polite` a host gets a start each half second on two connections."""
    site = Site(lambda *_: 200, seconds=3.0)
    _, seconds = simulate(site, pages(20), polite=True)
    assert site.most["a.example"] == 2
    assert seconds == pytest.approx(3.0 + 10 * 3.0, abs=1.5)


def test_a_strict_host_is_asked_slowly():
    """A host that is known to refuse fast programs is not asked fast, unless the user says so."""
    _, slow = simulate(Site(lambda *_: 200), pages(20, "crates.io"))
    _, fast = simulate(Site(lambda *_: 200), pages(20, "crates.io"), interval=0.05, per_host=4)
    assert slow == pytest.approx(19.1, abs=0.2)
    assert fast < 2


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (lambda n, _: 503 if n % 3 == 0 and n <= 36 else 200, {200: 36}),
        (lambda _, path: 503 if int(path[1:]) % 3 == 0 else 200, {200: 24, 503: 12}),
        (lambda n, _: 503 if n % 2 and n <= 24 else 200, {200: 36}),
        (lambda n, _: 429 if n % 3 == 0 and n <= 36 else 200, {200: 36}),
    ],
    ids=["each third request", "each third page", "each second request", "429 each third request"],
)
def test_a_stumbling_host_is_finished(answer, kept):
    """36 addresses of a host that says 503 or 429 twelve times are all asked, in minutes."""
    found, seconds = simulate(Site(answer), pages(36))
    assert statuses(found) == kept
    assert seconds < 240


def test_a_host_recovers():
    """A host that says 503 three times early on is asked at its best pace again, not slowly for the whole run."""
    site = Site(lambda n, _: 503 if n in {2, 3, 5} else 200)
    found, seconds = simulate(site, pages(1000))
    assert statuses(found) == {200: 1000}
    assert seconds < 1000 * 0.05 + 60
    assert site.starts["a.example"][-1] - site.starts["a.example"][-2] == pytest.approx(0.05, rel=1e-3)


def test_a_host_that_limits_its_rate_is_met_below_it():
    """A host that allows two requests a second gets few more, and every address is answered."""

    class Limited(Site):
        """Answers 429 where the last second had two good answers."""

        def __init__(self):
            self.good: list[float] = []
            super().__init__(self.limit)

        def limit(self, *_):
            now = asyncio.get_running_loop().time()
            if sum(now - each < 1.0 for each in self.good) >= 2:
                return 429
            self.good.append(now)
            return 200

    site = Limited()
    found, _ = simulate(site, pages(200))
    assert statuses(found) == {200: 200}
    assert len(site.starts["a.example"]) < 200 * 1.25


def test_a_second_look_keeps_the_pace():
    """A host that was slowed down is asked as slowly in the next crawl of a run; another begins at its best."""
    site = Site(lambda n, path: 429 if 3 <= n <= 5 and path.startswith("/slow") else 200)
    first = [f"https://{host}.example/{host}/{n}" for host in ("slow", "fast") for n in range(10)]
    simulate_again(site, first, [f"{url}/again" for url in first])
    gaps = {
        host: min(late - early for early, late in pairwise(site.starts[f"{host}.example"][-9:]))
        for host in ("slow", "fast")
    }
    assert gaps["slow"] == pytest.approx(0.2, rel=1e-2)
    assert gaps["fast"] == pytest.approx(0.05, rel=1e-2)


@pytest.mark.parametrize("answer", [503, 502, 504, Fault.DISCONNECTED, Fault.CONNECT_REFUSED])
def test_a_second_look_is_one_request(answer):
    """An address that failed for a time is tried as often as its fault allows, and once more at the end."""
    site = Site(lambda *_: answer)
    tries = 2 if answer is Fault.CONNECT_REFUSED else 3
    (found,) = simulate_again(site, ["https://a.example/x"], ["https://a.example/x"])
    assert len(site.starts["a.example"]) == tries + 1
    assert isinstance(found, Lost if isinstance(answer, Fault) else Reached)


@pytest.mark.parametrize("answer", [429, 503, 502, 504, Fault.DISCONNECTED])
@pytest.mark.parametrize("share", [1, 2, 5])
def test_what_arrived_is_asked_once_before_the_second_look(answer, share):
    """Where a second look follows, a host gets one request for each address, whatever it answers."""
    site = Site(lambda _, path: answer if int(path[1:]) % share == 0 else 200)
    first = pages(20)
    simulate_again(site, first, [], NetworkSettings(looks_again=True))
    assert len(site.starts["a.example"]) <= len(first)
    doubtful = first[::share]
    site.starts.clear()
    simulate_again(site, first, doubtful, NetworkSettings(looks_again=True))
    assert len(site.starts["a.example"]) <= len(first) + len(doubtful)


@pytest.mark.parametrize("fault", [Fault.CONNECT_REFUSED, Fault.DNS_FAILURE])
def test_what_did_not_arrive_is_tried_again(fault):
    """A host that got no request is tried again at once: a name server that failed for a moment dooms no host."""
    site = Site(lambda n, _: fault if n == 1 else 200)
    simulate_again(site, ["https://a.example/1"], [], NetworkSettings(looks_again=True))
    assert len(site.starts["a.example"]) == 2


@pytest.mark.parametrize("status", [429, 503])
def test_a_second_look_leaves_a_host_alone_that_refused(status):
    """A host that refused further requests in the first crawl gets none in the second; another one is asked."""
    site = Site(lambda n, path: status if path.startswith("/busy") else 404)
    urls = [f"https://{host}.example/{host}/{n}" for host in ("busy", "calm") for n in range(40)]
    found = simulate_again(site, urls, urls)
    refused = [exchange for exchange in found if isinstance(exchange, Refused)]
    assert {exchange.reason for exchange in refused} == {RefusalReason.RATE}
    assert (len(refused), len(found)) == (40, 80)
    assert len(site.starts["busy.example"]) <= 10
    assert len(site.starts["calm.example"]) == 80


@pytest.mark.parametrize(
    ("settings", "gap"),
    [
        (NetworkSettings(), 0.05),
        (NetworkSettings(polite=True), 0.5),
        (NetworkSettings(polite=True, interval=2.0), 2.0),
        (NetworkSettings(interval=0.0), 0.0),
    ],
    ids=["default", "polite", "polite with a pause of its own", "none"],
)
def test_a_second_look_waits_its_turn(settings, gap):
    """The pause of a host holds between the last request of the first crawl and the first one of the second."""
    site = Site(lambda *_: 404, seconds=0.01)
    simulate_again(site, ["https://a.example/x"], ["https://a.example/x"], settings)
    first, second = site.starts["a.example"]
    assert second - first >= gap


def test_retry_after_holds():
    """The pause that a host asks for is kept by all of its addresses; one over a minute ends the host's run."""
    site = Site(lambda n, _: (429, ((b"Retry-After", b"20"),)) if n == 1 else 200)
    found, _ = simulate(site, pages(10))
    assert statuses(found) == {200: 10}
    assert site.starts["a.example"][1] >= 20.0
    site = Site(lambda n, _: (429, ((b"Retry-After", b"3600"),)) if n == 5 else 200)
    found, _ = simulate(site, pages(10))
    refused = [exchange for exchange in found if isinstance(exchange, Refused)]
    assert {exchange.reason for exchange in refused} == {RefusalReason.RATE}
    assert len(site.starts["a.example"]) <= 8


def test_a_host_that_only_refuses_is_left_alone():
    """After four refusals in a row no more is asked, however many connections it had."""
    site = Site(lambda n, _: 200 if n <= 8 else 429)
    simulate(site, pages(400))
    assert len(site.starts["a.example"]) <= 8 + 7


def test_a_reset_slows_down():
    """A host that closes a connection without an answer is asked on one connection, and the address again."""
    site = Site(lambda n, _: Fault.DISCONNECTED if n == 10 else 200)
    found, _ = simulate(site, pages(25))
    assert not [exchange for exchange in found if isinstance(exchange, Lost)]
    starts = site.starts["a.example"]
    assert min(late - early for early, late in pairwise(starts[15:])) == pytest.approx(0.1, rel=1e-3)


def test_many_hosts_take_no_longer_than_the_largest():
    """5,000 addresses on 50 hosts are done with the hosts that have most, under a limit of requests at once too."""
    sizes = [1000, *[4000 // 49] * 49]
    urls = [url for at, size in enumerate(sizes) for url in pages(size, f"h{at}.example")]
    for concurrency in (256, 8):
        _, seconds = simulate(Site(lambda *_: 200), urls, concurrency=concurrency)
        assert seconds < max(1000 * 0.05, len(urls) * 0.1 / concurrency) * 1.35


def test_each_address_is_asked_once():
    """A site that answers well gets as many requests as there are distinct addresses."""
    site = Site(lambda *_: 200)
    simulate(site, [*pages(50), *pages(60), "https://a.example/3#part"])
    assert len(site.starts["a.example"]) == 60
