"""The crawl over a fake site: one plain function in place of the web."""

from __future__ import annotations

import asyncio
import gzip
from collections import Counter
from dataclasses import replace

import httpx
import pytest

from citecheck.model.exchange import Fault, Lost, Reached, RefusalReason, Refused, Truncation
from citecheck.net.crawler import Crawler
from citecheck.net.request import FetchRequest
from citecheck.net.transport_engine import NotInReplay, UnreadableRecord

BASE = "http://site.example"


def site(request: httpx.Request) -> httpx.Response:
    path = request.url.path
    if path.startswith("/chain/"):
        left = int(path.rpartition("/")[2])
        return (
            httpx.Response(302, headers={"Location": f"/chain/{left - 1}"}) if left else httpx.Response(200, text="end")
        )
    if path in ROUTES:
        return ROUTES[path](request)
    return httpx.Response(404, text="not here")


def to(location: str | bytes, status: int = 302, **fields: str):
    headers = [("Location", location), *((name.replace("_", "-"), value) for name, value in fields.items())]
    return lambda request: httpx.Response(status, headers=headers)


def cookie_wall(request: httpx.Request) -> httpx.Response:
    if "seen=1" in request.headers.get("cookie", ""):
        return httpx.Response(200, text="welcome")
    return httpx.Response(302, headers=[("Location", "/cookie-wall"), ("Set-Cookie", "seen=1; Path=/; HttpOnly")])


def conditional(request: httpx.Request) -> httpx.Response:
    same = request.headers.get("if-none-match") == '"1"' and "if-modified-since" in request.headers
    return httpx.Response(304 if same else 200, headers={"ETag": '"1"'})


ROUTES = {
    "/": lambda request: httpx.Response(200, text="home"),
    "/moved": to("/", 301),
    "/see-other": to("http://other.example/", 303),
    "/a": to("/b"),
    "/b": to("/a"),
    "/self": to("/self"),
    "/cookie-wall": cookie_wall,
    "/cookie-loop": lambda request: httpx.Response(302, headers=[("Location", "/cookie-loop"), ("Set-Cookie", "a=1")]),
    "/empty": to(""),
    "/broken": to("http://[::1"),
    "/mail": to("mailto:a@site.example"),
    "/user": to("http://a:b@site.example/"),
    "/control": to(b"http://other.example/\x01"),
    "/none": lambda request: httpx.Response(302, text="look elsewhere"),
    "/three-hundred": to("/", 300),
    "/latin": to("/caf\xe9".encode("latin-1")),
    "/utf8": to("/café".encode()),
    "/relative": to("../moved?x#y"),
    "/refresh": lambda request: httpx.Response(200, headers={"Refresh": "0; url=/"}),
    "/reload": lambda request: httpx.Response(200, headers={"Refresh": "300; url=/"}, text="ticker"),
    "/stub": lambda request: httpx.Response(200, headers={"Content-Type": "text/html"}, text="GO /moved"),
    "/stub-gzip": lambda request: httpx.Response(
        200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(gzip.compress(b"GO /moved"))
    ),
    "/brotli": lambda request: httpx.Response(200, headers={"Content-Encoding": "br"}, stream=httpx.ByteStream(b"\x0b\x02\x80hello\x03")),
    "/big": lambda request: httpx.Response(200, content=b"x" * 1000),
    "/conditional": conditional,
    "/headers": lambda request: httpx.Response(200, json=dict(request.headers)),
}  # fmt: skip


def stub(body: bytes, url: str) -> str | None:
    return "http://site.example" + body[3:].decode() if body.startswith(b"GO ") else None


def hops(exchange) -> list[tuple[str, int]]:
    return [(hop.url.removeprefix(BASE), hop.status) for hop in exchange.hops]


REACHED = [
    ("/", [("/", 200)]),
    ("/gone", [("/gone", 404)]),
    ("/moved", [("/moved", 301), ("/", 200)]),
    ("/see-other", [("/see-other", 303), ("http://other.example/", 200)]),
    ("/cookie-wall", [("/cookie-wall", 302), ("/cookie-wall", 200)]),
    ("/none", [("/none", 302)]),
    ("/three-hundred", [("/three-hundred", 300)]),
    ("/latin", [("/latin", 302), ("/caf%C3%A9", 404)]),
    ("/utf8", [("/utf8", 302), ("/caf%C3%A9", 404)]),
    ("/relative", [("/relative", 302), ("/moved?x", 301), ("/", 200)]),
    ("/refresh", [("/refresh", 200), ("/", 200)]),
    ("/reload", [("/reload", 200)]),
    ("/stub", [("/stub", 200), ("/moved", 301), ("/", 200)]),
    ("/stub-gzip", [("/stub-gzip", 200), ("/moved", 301), ("/", 200)]),
    ("/chain/9", [(f"/chain/{n}", 302 if n else 200) for n in range(9, -1, -1)]),
]


@pytest.mark.parametrize(("path", "expected"), REACHED)
def test_chain_is_followed(crawl, path, expected):
    """Each address of the table is reached over its hops."""
    (exchange,) = crawl([BASE + path], site=site, stub_redirect=stub)
    assert isinstance(exchange, Reached), exchange
    assert hops(exchange) == expected


LOST = [
    ("/a", Fault.REDIRECT_LOOP, 2),
    ("/self", Fault.REDIRECT_LOOP, 1),
    ("/cookie-loop", Fault.REDIRECT_LOOP, 2),
    ("/chain/25", Fault.TOO_MANY_REDIRECTS, 10),
    ("/empty", Fault.BAD_REDIRECT, 1),
    ("/broken", Fault.BAD_REDIRECT, 1),
    ("/brotli", Fault.BAD_CODING, 1),
]


@pytest.mark.parametrize(("path", "fault", "count"), LOST)
def test_chain_that_ends_in_nothing_says_why(crawl, path, fault, count):
    """A chain that loops, runs on or breaks is lost with its fault, and its hops are kept."""
    (exchange,) = crawl([BASE + path], site=site)
    assert isinstance(exchange, Lost)
    assert (exchange.fault, len(exchange.hops)) == (fault, count)
    assert exchange.detail


@pytest.mark.parametrize(
    ("path", "reason"),
    [("/mail", RefusalReason.SCHEME), ("/user", RefusalReason.GUARD), ("/control", RefusalReason.GUARD)],
)
def test_redirect_that_is_not_followed_is_a_refusal(crawl, path, reason):
    """A redirect to what we would not ask is refused, with the hop that led there."""
    (exchange,) = crawl([BASE + path], site=site)
    assert isinstance(exchange, Refused)
    assert (exchange.reason, len(exchange.hops)) == (reason, 1)


def test_stub_is_an_answer_without_a_reader(crawl):
    """Without a reader of stubs a page that redirects by itself is the answer."""
    (exchange,) = crawl([BASE + "/stub"], site=site)
    assert hops(exchange) == [("/stub", 200)]


def test_each_address_is_asked_once(crawl):
    """Addresses with one canonical form are one: asked once, answered once."""
    asked = Counter()

    def counting(request):
        asked[str(request.url)] += 1
        return httpx.Response(200)

    urls = [BASE, BASE + "/", BASE + "/#part", "HTTP://SITE.EXAMPLE:80/./", BASE + "/x", "no address", "no address"]
    exchanges = crawl(urls, site=counting)
    assert Counter(each.url for each in exchanges) == {BASE: 1, BASE + "/x": 1, "no address": 1}
    assert asked == {BASE + "/": 1, BASE + "/x": 1}


def test_second_crawl_asks_again(quick):
    """What one crawl has asked, the next call asks again: the second look of the death policy."""
    asked = []

    async def work():
        transport = httpx.MockTransport(
            lambda request: asked.append(request.headers["user-agent"]) or httpx.Response(404)
        )
        async with Crawler(quick, clock=lambda: None, transport=transport) as crawler:
            async for _ in crawler.crawl([FetchRequest(BASE)]):
                pass
            async for _ in crawler.crawl([FetchRequest(BASE, browser=True)]):
                pass

    asyncio.run(work())
    assert len(asked) == 2
    assert asked[0].startswith("citecheck/")
    assert asked[1].startswith("Mozilla/5.0")


def test_only_what_can_be_decoded_is_asked_for(crawl):
    """No request offers a coding that is not decoded with a bound."""
    first, second = crawl([BASE + "/headers", FetchRequest(BASE + "/headers?browser", browser=True)], site=site)
    for exchange in (first, second):
        assert (b"Accept-Encoding", b"gzip, deflate") in exchange.hops[0].request_headers


def test_validators_are_sent(crawl):
    """ETag and date of an earlier capture make the request conditional."""
    request = FetchRequest(BASE + "/conditional", etag='"1"', last_modified="Sun, 22 Nov 2026 12:00:00 GMT")
    assert [each.hops[-1].status for each in crawl([request], site=site)] == [304]
    assert [each.hops[-1].status for each in crawl([request.url], site=site)] == [200]


def test_body_is_cut_and_marked(crawl, quick):
    """A body over the limit is kept to the limit and marked."""
    (exchange,) = crawl([BASE + "/big"], replace(quick, body_limit=100), site=site)
    assert (len(exchange.hops[0].body), exchange.hops[0].truncated) == (100, Truncation.LENGTH)


def test_offline_asks_nobody(crawl, quick):
    """An offline run refuses every address with that reason."""
    asked = []
    (exchange,) = crawl([BASE], replace(quick, offline=True), site=asked.append)
    assert (exchange.reason, asked) == (RefusalReason.OFFLINE, [])


def test_missing_in_replay_is_a_refusal(crawl):
    """An address the archive does not hold is refused as such, redirects into the dark included."""

    def archive(request):
        if request.url.path == "/kept":
            return httpx.Response(302, headers={"Location": "/unknown"})
        raise NotInReplay(str(request.url))

    (exchange,) = crawl([BASE + "/kept"], site=archive)
    assert (exchange.reason, exchange.at, len(exchange.hops)) == (RefusalReason.NOT_IN_REPLAY, BASE + "/unknown", 1)


def test_a_record_that_cannot_be_read_is_a_refusal(crawl):
    """What is wrong with a replayed archive is no fault of the source: the address is refused with the cause."""

    def archive(request):
        raise UnreadableRecord("its block is cut")

    (exchange,) = crawl([BASE], site=archive)
    assert exchange.reason is RefusalReason.UNREADABLE_RECORD
    assert exchange.detail == "the archive holds this record but it cannot be read: its block is cut"


def test_passing_faults_are_tried_again(crawl, quick):
    """A broken connection is tried up to three times, a refused one twice; then the address is lost."""
    asked = Counter()

    def failing(request):
        asked[request.url.path] += 1
        if request.url.path == "/back" and asked["/back"] == 2:
            return httpx.Response(200)
        raise httpx.ReadError("reset")

    back, away = crawl([BASE + "/back", "http://other.example/away"], quick, site=failing)
    assert {type(back), type(away)} == {Reached, Lost}
    assert asked == {"/back": 2, "/away": 3}


def test_flapping_status_is_tried_again(crawl):
    """A gateway's passing failure is asked again, and only the last answer is kept."""
    answers = iter([502, 200])
    (exchange,) = crawl([BASE], site=lambda request: httpx.Response(next(answers)))
    assert [hop.status for hop in exchange.hops] == [200]


def test_host_that_asks_for_patience_gets_it(crawl):
    """After a 429 with Retry-After the same address is asked again once the time is over."""
    answers = iter([429, 200, 200])

    def busy(request):
        status = next(answers)
        return httpx.Response(status, headers={"Retry-After": "0"} if status == 429 else {})

    exchanges = crawl([BASE + "/1", BASE + "/2"], site=busy)
    assert [each.hops[-1].status for each in exchanges] == [200, 200]


@pytest.mark.parametrize("wait", ["3600", "Sun, 22 Nov 2026 14:00:00 GMT"])
def test_host_that_wants_an_hour_is_left_alone(crawl, wait):
    """A host whose Retry-After no run waits for is not asked again, and its other addresses say why."""
    asked = []

    def busy(request):
        asked.append(request)
        return httpx.Response(429, headers={"Retry-After": wait})

    first, *others = crawl([f"{BASE}/{n}" for n in range(50)], site=busy)
    assert first.hops[-1].status == 429
    assert {each.reason for each in others} == {RefusalReason.RATE}
    assert len(asked) == 1


def test_one_host_without_end_stops_no_other(crawl, quick):
    """A host that never answers holds up its own addresses only."""

    async def slow(request):
        if request.url.host == "slow.example":
            await asyncio.sleep(60)
        return httpx.Response(200)

    urls = [f"http://slow.example/{n}" for n in range(100)] + [f"http://h{n % 20}.example/{n}" for n in range(200)]
    exchanges = crawl(urls, replace(quick, max_time=1.0), site=slow)
    assert Counter(type(each) for each in exchanges) == {Reached: 200, Lost: 100}
    assert all(isinstance(each, Reached) for each in exchanges[:200])


def test_requests_are_read_no_further_than_needed(quick):
    """A long list is read as the crawl goes, and leaving early leaves the rest unread."""
    read = []

    def endless():
        for n in range(1_000_000):
            read.append(n)
            yield FetchRequest(f"http://h{n % 500}.example/{n}")

    async def work():
        transport = httpx.MockTransport(lambda request: httpx.Response(200))
        async with Crawler(quick, clock=lambda: None, transport=transport) as crawler:
            results = crawler.crawl(endless())
            for _ in range(10):
                await anext(results)
            await results.aclose()

    asyncio.run(work())
    assert len(read) < 30_000


def test_async_requests_are_asked_as_they_come(quick):
    """An address is answered before the next one is known, where the caller waits for that."""

    async def work():
        answered = asyncio.Queue()

        async def talk():
            for n in range(3):
                yield FetchRequest(f"{BASE}/{n}")
                await answered.get()

        transport = httpx.MockTransport(lambda request: httpx.Response(200))
        async with Crawler(quick, clock=lambda: None, transport=transport) as crawler:
            seen = []
            async for exchange in crawler.crawl(talk()):
                seen.append(exchange.url)
                answered.put_nowait(True)
            return seen

    assert asyncio.run(work()) == [f"{BASE}/{n}" for n in range(3)]


def test_bug_is_raised_not_waited_for(crawl):
    """An error of ours in the port reaches the caller."""

    def broken(request):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        crawl([BASE], site=broken)


def test_a_run_whose_time_is_spent_begins_no_more_requests(crawl, quick):
    """What was not asked in the time of the run is refused with that reason, also what waits for a slow host."""
    asked = []

    async def slow(request):
        asked.append(str(request.url))
        await asyncio.sleep(0.2)
        return httpx.Response(200, text="a page")

    urls = [f"https://one.example.org/{number}" for number in range(40)]
    exchanges = crawl(urls, replace(quick, max_run_time=0.5, per_host=2), site=slow)
    assert len(exchanges) == 40
    refused = [each for each in exchanges if isinstance(each, Refused)]
    assert {each.reason for each in refused} == {RefusalReason.TIME}
    assert len(asked) + len(refused) == 40
    assert 2 <= len(asked) <= 8
