"""A crawl from a test, a fake site for it, a raw server for what a fake cannot do, and a system that is watched."""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

import httpx
import pytest

from citecheck.model.settings import NetworkSettings
from citecheck.net.crawler import Crawler
from citecheck.net.crawler import run_async as run_loop
from citecheck.net.request import FetchRequest
from citecheck.net.resolver import OperatingSystem

MOMENT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
QUICK = NetworkSettings(interval=0.0, max_time=5.0, connect_time=2.0, allow_private=True)


@pytest.fixture(scope="session")
def quick():
    return QUICK


@pytest.fixture(scope="session")
def crawl():
    """Crawl addresses and give the exchanges in the order they came."""

    def run(urls, settings=QUICK, *, site=None, system=None, stub_redirect=None):
        async def work():
            transport = httpx.MockTransport(site) if site else None
            crawler = Crawler(
                settings, clock=lambda: MOMENT, transport=transport, stub_redirect=stub_redirect, system=system
            )
            async with crawler:
                requests = [url if isinstance(url, FetchRequest) else FetchRequest(url) for url in urls]
                return [exchange async for exchange in crawler.crawl(requests)]

        return run_loop(work())

    return run


@dataclass
class Watched(OperatingSystem):
    """A system whose names lead where `names` says, and whose every connection is written down and led to `port`.

    A name's value is its IP addresses, an exception to raise, or a function called for each look-up.
    """

    names: dict[str, object] = field(default_factory=dict)
    port: int | None = None
    own: frozenset[str] = frozenset()
    looked_up: list[str] = field(default_factory=list)
    connected: list[str] = field(default_factory=list)

    async def look_up(self, name):
        self.looked_up.append(name)
        known = self.names.get(name.rstrip("."), socket.gaierror(socket.EAI_NONAME, "unknown"))
        known = known() if callable(known) else known
        if isinstance(known, Exception):
            raise known
        return list(known)

    async def connect(self, sock, number, port):
        self.connected.append(number)
        if self.port is None:
            raise ConnectionRefusedError(111, "refused")
        plain = socket.socket()
        plain.setblocking(False)
        # A socket of the right family in place of the one that was made for `number`.
        os.dup2(plain.fileno(), sock.fileno())
        plain.close()
        await asyncio.get_running_loop().sock_connect(sock, ("127.0.0.1", self.port))

    def owns(self, number):
        return number in self.own


@pytest.fixture(scope="session")
def watched():
    return Watched


@dataclass
class Served:
    """A raw server under way: its port, and the request heads it was sent."""

    port: int
    requests: list[bytes]

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


Answer = Callable[[asyncio.StreamReader, asyncio.StreamWriter, bytes], object]


@contextmanager
def raw_server(answer, *, context: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Served]:
    """Serve bytes: `answer` is what to send to every request, or a coroutine of (reader, writer, request head)."""
    served = Served(0, [])
    ready, stop = threading.Event(), threading.Event()

    async def client(reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                served.requests.append(head)
                if callable(answer):
                    await answer(reader, writer, head)
                else:
                    writer.write(answer)
                    await writer.drain()
                    writer.close()
        except (OSError, EOFError, asyncio.IncompleteReadError, ssl.SSLError):
            pass
        finally:
            writer.close()

    async def main():
        server = await asyncio.start_server(client, host, 0, ssl=context, backlog=1024)
        served.port = server.sockets[0].getsockname()[1]
        ready.set()
        while not stop.is_set():
            await asyncio.sleep(0.01)
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    thread = threading.Thread(target=asyncio.run, args=(main(),), daemon=True)
    thread.start()
    ready.wait(10)
    try:
        yield served
    finally:
        stop.set()
        thread.join(10)


@pytest.fixture(scope="session")
def serve():
    return raw_server


def page(body: bytes = b"<p>Hello</p>", status: str = "200 OK", *fields: str) -> bytes:
    """A whole answer with its length."""
    lines = [f"HTTP/1.1 {status}", "Content-Type: text/html", f"Content-Length: {len(body)}", *fields, "", ""]
    return "\r\n".join(lines).encode() + body


@pytest.fixture(scope="session")
def answer_with():
    return page


@pytest.fixture(scope="session")
def outside():
    """The settings of a run that may ask public addresses only."""
    return replace(QUICK, allow_private=False)
