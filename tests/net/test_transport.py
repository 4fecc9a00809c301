"""The guarded httpx client: ordinary use, and the same gate."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from citecheck.net.guarded_transport import build_guarded_client

NOW = None


def ask(settings, url, **more):
    async def work():
        async with build_guarded_client(settings, clock=lambda: NOW) as client:
            return await client.request(more.pop("method", "GET"), url, **more)

    return asyncio.run(work())


def test_client_asks_and_decodes(quick, serve, answer_with):
    """An answer comes back as httpx gives it, redirects and JSON included."""

    async def answer(reader, writer, head):
        moved = head.startswith(b"GET /a ")
        writer.write(answer_with(b"", "302 Found", "Location: /b") if moved else answer_with(b'{"x": 1}'))

    with serve(answer) as server:
        response = ask(quick, server.url("/a"), follow_redirects=True)
    assert (response.status_code, response.json(), len(response.history)) == (200, {"x": 1}, 1)


def test_client_sends_bodies(quick, serve, answer_with):
    """A POST carries its body."""
    bodies = []

    async def answer(reader, writer, head):
        bodies.append((head.split(b" ")[0], await reader.readexactly(7)))
        writer.write(answer_with(b"ok", "201 Created"))

    with serve(answer) as server:
        response = ask(quick, server.url("/hook"), method="POST", content=b"payload")
    assert (response.status_code, bodies) == (201, [(b"POST", b"payload")])


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:8080/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/"]
)
def test_client_is_guarded(outside, url):
    """The gate is the crawler's."""
    with pytest.raises(httpx.UnsupportedProtocol, match="reserved for"):
        ask(outside, url)


def test_client_errors_are_httpx_errors(quick, serve):
    """What fails is raised as the error httpx has for it."""
    with pytest.raises(httpx.ConnectError):
        ask(quick, "http://127.0.0.1:9999/")
    with serve(b"nonsense\r\n\r\n") as server, pytest.raises(httpx.RemoteProtocolError):
        ask(quick, server.url())
