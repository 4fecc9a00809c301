"""robots.txt by RFC 9309: asked once an origin, and only where the run keeps to it."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise

import httpx
import pytest

from citecheck.model.exchange import Fault, Lost, Reached, RefusalReason
from citecheck.net.crawler import Crawler
from citecheck.net.request import FetchRequest
from citecheck.net.retry import parse_retry_after

MOMENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RULES = "User-agent: *\nDisallow: /private\nCrawl-delay: 0\n\nUser-agent: citecheck\nDisallow: /not-us\n"

# what /robots.txt answers, the path asked, whether it may be (True, or why not)
CASES = [
    (httpx.Response(200, text=RULES), "/page", True),
    (httpx.Response(200, text=RULES), "/not-us/x", RefusalReason.ROBOTS),
    (httpx.Response(200, text=RULES), "/private", True),
    (httpx.Response(200, text="\ufeffUser-agent: *\r\nDisallow: /"), "/page", RefusalReason.ROBOTS),
    (httpx.Response(200, text="<html>Welcome</html>"), "/page", True),
    (httpx.Response(200, text=""), "/page", True),
    (httpx.Response(200, content=b"\xff\xfe\x00 Disallow: /"), "/page", True),
    (httpx.Response(404), "/page", True),
    (httpx.Response(403), "/page", True),
    (httpx.Response(500), "/page", Fault.ROBOTS),
    (httpx.Response(503), "/page", Fault.ROBOTS),
    (httpx.Response(302, headers={"Location": "/elsewhere.txt"}), "/page", RefusalReason.ROBOTS),
    (httpx.Response(302, headers={"Location": "/robots.txt"}), "/page", True),
]


@pytest.mark.parametrize(("answer", "path", "allowed"), CASES)
def test_rules_are_kept(crawl, quick, answer, path, allowed):
    """What robots.txt says, or how it fails, decides as the standard has it."""

    def site(request):
        if request.url.path == "/robots.txt":
            return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)
        return httpx.Response(200, text="User-agent: *\nDisallow: /page")

    (exchange,) = crawl(["http://site.org" + path], replace(quick, robots=True), site=site)
    assert isinstance(exchange, Reached) is (allowed is True)
    assert allowed is True or (getattr(exchange, "reason", None) or exchange.fault) is allowed


FAILURES = {
    "status": (httpx.Response(502), "status 502"),
    "closed": (httpx.ReadError("closed"), "the connection was lost"),
    "no-http": (httpx.RemoteProtocolError("illegal status line"), "the answer is not HTTP"),
    "late": (httpx.ReadTimeout("late"), "no answer came in time"),
}


def failing_robots(answer, *, lasts):
    """A site whose robots.txt fails `lasts` times and then allows everything."""
    left = [answer] * lasts

    def site(request):
        if request.url.path != "/robots.txt":
            return httpx.Response(200, text="The page.")
        failure = left.pop() if left else httpx.Response(404)
        if isinstance(failure, Exception):
            raise failure
        return failure

    return site


@pytest.mark.parametrize(("answer", "detail"), FAILURES.values(), ids=FAILURES)
def test_robots_that_fails_is_a_fault(crawl, quick, answer, detail):
    """However a robots.txt fails, its pages are lost with that cause, and none of them is asked."""
    settings = replace(quick, robots=True)
    exchanges = crawl([f"http://site.org/{n}" for n in range(3)], settings, site=failing_robots(answer, lasts=9))
    assert [(type(each), each.fault, each.detail, each.hops) for each in exchanges] == [
        (Lost, Fault.ROBOTS, f"its robots.txt cannot be read ({detail})", ())
    ] * 3


@pytest.mark.parametrize(("lasts", "answered"), [(1, True), (2, False)])
def test_second_look_asks_for_robots_again(quick, lasts, answered):
    """A robots.txt that failed once is asked for again with the second look, and then decides."""

    async def work():
        transport = httpx.MockTransport(failing_robots(httpx.Response(503), lasts=lasts))
        async with Crawler(replace(quick, robots=True), clock=lambda: MOMENT, transport=transport) as crawler:
            looks = [FetchRequest("http://site.org/a"), FetchRequest("http://site.org/a", browser=True)]
            return [type(each) for look in looks async for each in crawler.crawl([look])]

    assert asyncio.run(work()) == [Lost, Reached if answered else Lost]


def test_robots_is_asked_once_an_origin(crawl, quick):
    """One look serves all addresses of an origin; another port is another origin."""
    asked = Counter()

    def site(request):
        asked[str(request.url)] += request.url.path == "/robots.txt"
        return httpx.Response(404 if request.url.path == "/robots.txt" else 200)

    urls = [f"http://site.org{port}/{n}" for n in range(20) for port in ("", ":8080")]
    crawl(urls, replace(quick, robots=True), site=site)
    assert {url: n for url, n in asked.items() if n} == {
        "http://site.org/robots.txt": 1,
        "http://site.org:8080/robots.txt": 1,
    }


def test_robots_is_not_asked_unless_wanted(crawl):
    """A run that does not keep to robots.txt does not ask for it."""
    asked = []
    crawl(["http://site.org/"], site=lambda request: asked.append(request.url.path) or httpx.Response(200))
    assert asked == ["/"]


def test_dead_host_is_named_as_dead(crawl, quick):
    """A host that cannot be connected to is lost, not forbidden."""

    def site(request):
        raise httpx.ConnectError("refused")

    (exchange,) = crawl(["http://site.org/"], replace(quick, robots=True, tries=1), site=site)
    assert isinstance(exchange, Lost)
    assert exchange.fault is Fault.CONNECT_REFUSED


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (b"0", 0.0),
        (b"120", 120.0),
        (b"Sun, 22 Nov 2026 12:01:00 GMT", 60.0),
        (b"Sun, 22 Nov 2026 14:01:00 +0200", 60.0),
        (b"Sun, 22 Nov 2026 12:01:00", 60.0),
        (b"Sunday, 22-Nov-26 12:01:00 GMT", 60.0),
        (b"Sat, 21 Nov 2026 12:00:00 GMT", 0.0),
        (b"soon", None),
        (b"-5", None),
        (b"1.5", None),
        (b"", None),
        (b"9" * 400, 999999999.0),
        ("٣".encode(), None),
    ],
)
def test_retry_after_is_read(value, seconds):
    """Seconds and dates are understood, the past is now, and nonsense is nothing."""
    assert parse_retry_after(((b"Retry-After", value),), MOMENT) == seconds


def test_robots_counts_as_a_start(crawl, quick, serve, answer_with):
    """The look at robots.txt and the first page lie the interval apart, as any two requests to a host."""

    async def answer(reader, writer, head):
        times.append(asyncio.get_running_loop().time())
        robots = b"User-agent: *\nCrawl-delay: 0.3\n"
        writer.write(answer_with(robots if b"/robots.txt" in head else b"page"))

    times = []
    with serve(answer) as server:
        exchanges = crawl([server.url(f"/{n}") for n in range(2)], replace(quick, robots=True, interval=0.1))
    assert [type(each) for each in exchanges] == [Reached] * 2
    assert all(later - earlier > 0.25 for earlier, later in pairwise(times))
