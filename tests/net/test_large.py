"""Large bodies share a few places, so that no number of servers that send without end fills the memory."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import httpx

from citecheck.model.exchange import Reached, Truncation
from citecheck.net.batches import HEAVY_BATCH, batch_exchanges
from citecheck.net.connection import SMALL_BODY, Connection, LargeBodies
from citecheck.net.crawler import run_async
from citecheck.net.redirect_chain import REDIRECT_BODY_BYTES
from citecheck.net.response import ResponseReader


class Body:
    """A body that counts how often it was let go on."""

    def __init__(self):
        self.resumed = 0

    def resume(self):
        """Note it."""
        self.resumed += 1


def test_places_are_given_in_order():
    """A body without a place goes on when one is free, those that asked first before the others."""
    first, second, third = Body(), Body(), Body()
    large = LargeBodies(1)
    assert [large.enter(body) for body in (first, second, third)] == [True, False, False]
    large.leave(second)
    large.leave(first)
    assert [body.resumed for body in (first, second, third)] == [0, 0, 1]


def test_nobody_goes_on_while_the_caller_is_full():
    """Free places are given again when what has come was taken."""
    large, body = LargeBodies(2), Body()
    large.pause(full=True)
    assert not large.enter(body)
    large.pause(full=False)
    assert body.resumed == 1


class Pipe:
    """The transport of a connection whose peer is the test."""

    def __init__(self):
        self.reads = True

    def write(self, data):
        """Take a request."""

    def pause_reading(self):
        """Read no more."""
        self.reads = False

    def resume_reading(self):
        """Read again."""
        self.reads = True

    def is_closing(self):
        """Be open."""
        return False

    def abort(self):
        """Close at once."""

    def get_extra_info(self, name):
        """Have no TLS."""


async def send_to_a_full_caller(rest):
    """Let a body of 600 kB wait longer than its time for the caller, then send `rest`; return its reader and the wait."""
    large, pipe, reader = LargeBodies(), Pipe(), ResponseReader(limit=1_000_000)
    connection = Connection("203.0.113.7", large)
    connection.connection_made(pipe)
    large.pause(full=True)
    sending = asyncio.create_task(connection.send(b"GET", reader, seconds=0.3))
    await asyncio.sleep(0)
    connection.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: 600000\r\n\r\n" + bytes(550_000))
    await asyncio.sleep(0.8)
    assert not sending.done()
    assert not pipe.reads
    large.pause(full=False)
    assert pipe.reads
    if rest:
        connection.data_received(rest)
    await asyncio.wait_for(sending, 2)
    return reader, connection.held


def test_the_time_of_a_body_does_not_run_while_we_hold_it():
    """A body that waits for the caller longer than its time is whole afterwards; the wait is no time of the site."""
    reader, held = asyncio.run(send_to_a_full_caller(bytes(50_000)))
    assert (reader.truncated, len(reader.body())) == (None, 600_000)
    assert 0.7 < held < 2


def test_the_rest_of_the_time_runs_after_a_body_was_held():
    """A server that sends nothing more after the wait is cut at the time that was left."""
    reader, _ = asyncio.run(send_to_a_full_caller(b""))
    assert (reader.truncated, len(reader.body())) == (Truncation.TIME, 550_000)


def test_endless_answers_are_all_read_to_the_limit(crawl, quick, serve):
    """Many more large bodies than there are places end at their limit, and a small one among them is not disturbed."""

    async def endless(reader, writer, head):
        if b"small" in head:
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi")
            return
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            writer.write(bytes(65_536))
            await writer.drain()

    names = [*(f"host{number}" for number in range(20)), "small"]
    with serve(endless) as server:
        settings = replace(quick, connect_to=(("", "", "127.0.0.1", str(server.port)),), body_limit=2 * SMALL_BODY)
        exchanges = crawl([f"http://{name}.example.org/" for name in names], replace(settings, max_time=30.0))
    bodies = [(exchange.hops[-1].truncated, len(exchange.hops[-1].body)) for exchange in exchanges]
    assert sorted(bodies, key=str) == [(Truncation.LENGTH, 2 * SMALL_BODY)] * 20 + [(None, 2)]


def test_body_of_a_redirect_is_not_kept_whole(crawl, serve, answer_with):
    """What nobody reads, since the answer led on, is kept in part and marked so."""

    async def answer(reader, writer, head):
        led = b"GET /next" in head
        writer.write(
            answer_with() if led else answer_with(bytes(2 * REDIRECT_BODY_BYTES), "302 Found", "Location: /next")
        )

    with serve(answer) as server:
        (exchange,) = crawl([server.url()])
    assert (len(exchange.hops[0].body), exchange.hops[0].truncated) == (REDIRECT_BODY_BYTES, Truncation.LENGTH)


def test_heavy_batches_are_short(crawl):
    """A batch is full when its bodies are heavy, and every exchange is in one."""

    (one,) = crawl(["http://example.org/"], site=lambda request: httpx.Response(200, request=request))
    heavy = Reached(one.url, (replace(one.hops[0], body=bytes(HEAVY_BATCH // 2)),))

    async def stream():
        for _ in range(7):
            yield heavy

    async def work():
        return [len(batch) async for batch in batch_exchanges(stream(), 64)]

    assert max(sizes := run_async(work())) <= 2
    assert sum(sizes) == 7


def test_what_arrives_at_once_is_one_batch(crawl):
    """A stream that produces without a pause gives full batches, in order; a slow one gives what it has."""
    (one,) = crawl(["http://example.org/"], site=lambda request: httpx.Response(200, request=request))

    async def stream(pause):
        for number in range(10):
            await asyncio.sleep(pause)
            yield replace(one, url=f"http://example.org/{number}")

    async def work(pause):
        return [[each.url[-1] for each in batch] async for batch in batch_exchanges(stream(pause), 4)]

    assert run_async(work(0)) == [list("0123"), list("4567"), list("89")]
    assert run_async(work(0.02)) == [[digit] for digit in "0123456789"]
