"""The crawler over a respx router, in the place of the network."""

import asyncio
from datetime import UTC, datetime

import httpx
import respx

from citecheck.model.exchange import Lost, Reached
from citecheck.model.settings import NetworkSettings
from citecheck.net.crawler import Crawler
from citecheck.net.request import FetchRequest

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def crawl(router, *urls):
    """Ask addresses of a router and return the exchanges by address."""

    async def run():
        transport = httpx.MockTransport(router.async_handler)
        settings = NetworkSettings(interval=0.0, tries=1)
        async with Crawler(settings, clock=lambda: NOW, transport=transport) as crawler:
            return {exchange.url: exchange async for exchange in crawler.crawl(FetchRequest(url) for url in urls)}

    return asyncio.run(run())


def test_routes_answer_hop_by_hop():
    """A redirect and its target are two hops, each asked of its own route once."""
    router = respx.Router()
    first = router.get("https://a.example.com/old").respond(301, headers={"location": "/new"})
    second = router.get("https://a.example.com/new").respond(200, text="here")
    exchange = crawl(router, "https://a.example.com/old")["https://a.example.com/old"]
    assert isinstance(exchange, Reached)
    assert [(hop.url, hop.status) for hop in exchange.hops] == [
        ("https://a.example.com/old", 301),
        ("https://a.example.com/new", 200),
    ]
    assert (first.call_count, second.call_count) == (1, 1)


def test_an_error_of_the_transport_is_a_value():
    """A connection that cannot be made is `Lost`, and the other addresses are answered."""
    router = respx.Router()
    router.get("https://a.example.com/").mock(side_effect=httpx.ConnectError("refused"))
    router.get("https://b.example.com/").respond(200, text="here")
    exchanges = crawl(router, "https://a.example.com/", "https://b.example.com/")
    assert isinstance(exchanges["https://a.example.com/"], Lost)
    assert isinstance(exchanges["https://b.example.com/"], Reached)
