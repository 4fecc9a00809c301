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
from citecheck.net.retry import parse_retry_after

MOMENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
RULES = "User-agent: *\nDisallow: /private\nCrawl-delay: 0\n\nUser-agent: citecheck\nDisallow: /not-us\n"

# what /robots.txt answers, the path asked, whether it may be
CASES = [
    (httpx.Response(200, text=RULES), "/page", True),
    (httpx.Response(200, text=RULES), "/not-us/x", False),
    (httpx.Response(200, text=RULES), "/private", True),
    (httpx.Response(200, text="\ufeffUser-agent: *\r\nDisallow: /"), "/page", False),
    (httpx.Response(200, text="<html>Welcome</html>"), "/page", True),
    (httpx.Response(200, text=""), "/page", True),
    (httpx.Response(200, content=b"\xff\xfe\x00 Disallow: /"), "/page", True),
    (httpx.Response(404), "/page", True),
    (httpx.Response(403), "/page", True),
    (httpx.Response(500), "/page", False),
    (httpx.Response(503), "/page", False),
    (httpx.Response(302, headers={"Location": "/elsewhere.txt"}), "/page", False),
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
    assert isinstance(exchange, Reached) is allowed
    assert allowed or exchange.reason is RefusalReason.ROBOTS


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
