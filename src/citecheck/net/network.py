"""The network engine: requests over guarded connections, and connections kept that may carry another request.

It speaks HTTP/1.1 on bare protocols, below the seam of `httpx.AsyncBaseTransport`; `net.guarded_transport` wraps it
for callers that want an httpx client, `net.transport_engine` puts any httpx transport in its place.
"""

from __future__ import annotations

import asyncio

from citecheck.model.exchange import Fault, Hop, RawHeaders
from citecheck.model.settings import NetworkSettings
from citecheck.net.address import Address
from citecheck.net.connection import Connection
from citecheck.net.dialer import Dialer
from citecheck.net.failure import NoAnswer, Stale
from citecheck.net.request import Clock, HopRequest, HopResponse
from citecheck.net.resolver import OperatingSystem
from citecheck.net.response import ResponseReader

IDLE_CONNECTIONS = 512
"""Connections kept for another request, all hosts together, the oldest given up first: file descriptors are few."""
IDLE_SECONDS = 15.0
"""Servers close idle connections after 5 to 75 seconds; a stale one costs a second try."""


class NetworkEngine:
    """Guarded HTTP/1.1 by the settings of one run, on this machine unless another `system` is given."""

    def __init__(self, settings: NetworkSettings, *, clock: Clock, system: OperatingSystem | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._dialer = Dialer(settings, system or OperatingSystem())
        self._idle: dict[str, list[Connection]] = {}
        self._idle_count = 0

    async def ask(self, question: HopRequest) -> HopResponse:
        """Ask once, on a kept connection where one is good. Raises NoAnswer or NotAsked."""
        loop = asyncio.get_running_loop()
        started, moment = loop.time(), self._clock()
        request = self._request(question)
        while True:
            connection = None if question.fresh else self._take(question.address.origin)
            connection = connection or await self._open(question.address, started + question.seconds)
            reader = ResponseReader(limit=self._settings.body_limit, keeps_body=question.keeps_body)
            try:
                await connection.ask(request, reader, seconds=started + question.seconds - loop.time())
                break
            except Stale:
                continue
            except asyncio.CancelledError:
                connection.close()
                raise
        self._keep(question, connection)
        hop = Hop(
            url=question.address.href,
            request_headers=question.headers,
            status=reader.status,
            reason=reader.reason,
            version=reader.version,
            headers=reader.headers,
            body=reader.body(),
            moment=moment,
            elapsed=loop.time() - started,
            peer=connection.peer,
            truncated=reader.truncated,
        )
        return HopResponse(hop, connection.tls_expires)

    def hold(self, *, full: bool) -> None:
        """Let no large body go on while the caller is full of those that came."""
        self._dialer.large.hold(full=full)

    async def aclose(self) -> None:
        """Close the kept connections."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()
        self._idle_count = 0
        await asyncio.sleep(0)  # lets the loop close the sockets

    async def _open(self, address: Address, end: float) -> Connection:
        """Open a connection before `end`, a moment of the loop's clock: look-up, call and greeting together."""
        left = end - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(left):
                return await self._dialer.open(address, seconds=min(left, self._settings.connect_time))
        except TimeoutError:
            raise NoAnswer(Fault.CONNECT_TIMEOUT, "no connection came about in time") from None

    def _request(self, question: HopRequest) -> bytes:
        """Write the request's head; through a proxy with the whole address (RFC 9112, 3.2.2)."""
        address, proxy = question.address, self._dialer.proxy
        plain = proxy is not None and address.scheme == "http"
        target = address.href if plain else address.target
        head = f"{question.method} {target} HTTP/1.1\r\n".encode("ascii")
        head += write_field_lines(question.headers + question.secret)
        return head + (proxy.credentials if proxy and plain else b"") + b"\r\n" + question.body

    def _take(self, origin: str) -> Connection | None:
        """Take the connection of an origin that was used last, if it is still good."""
        oldest = asyncio.get_running_loop().time() - IDLE_SECONDS
        while origin in self._idle:
            connection = self._drop(origin, -1)
            if connection.is_open and connection.idle_since > oldest:
                return connection
            connection.close()
        return None

    def _keep(self, question: HopRequest, connection: Connection) -> None:
        if not connection.is_open:
            return
        if question.fresh:
            connection.close()
            return
        if self._idle_count >= IDLE_CONNECTIONS:
            self._drop(next(iter(self._idle)), 0).close()
        connection.idle_since = asyncio.get_running_loop().time()
        self._idle.setdefault(question.address.origin, []).append(connection)
        self._idle_count += 1

    def _drop(self, origin: str, place: int) -> Connection:
        """Take one connection of an origin out of those kept."""
        connections = self._idle[origin]
        self._idle_count -= 1
        if len(connections) == 1:
            del self._idle[origin]
        return connections.pop(place)


def write_field_lines(headers: RawHeaders) -> bytes:
    """Write header fields as lines."""
    return b"".join([b"%b: %b\r\n" % field for field in headers])
