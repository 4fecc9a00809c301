"""The network engine: send requests over guarded connections, and keep connections for further requests.

It implements HTTP/1.1 on asyncio protocols, below the interface of `httpx.AsyncBaseTransport`.
`net.guarded_transport` wraps it for callers that want an httpx client; `net.transport_engine` replaces it with any
httpx transport.
"""

from __future__ import annotations

import asyncio

from citecheck.model.exchange import Fault, Hop, RawHeaders
from citecheck.model.settings import NetworkSettings
from citecheck.net.connection import Connection
from citecheck.net.dialer import PROXY_LOGIN_REQUIRED, Dialer, explain_proxy_refusal
from citecheck.net.failure import NoAnswer, Stale
from citecheck.net.request import Clock, HopRequest, HopResponse
from citecheck.net.resolver import OperatingSystem
from citecheck.net.response import ResponseReader

_IDLE_CONNECTIONS = 512
"""Connections kept for another request, over all hosts; the oldest are closed first, since file descriptors are few."""
_IDLE_SECONDS = 15.0
"""Seconds a connection is kept. Servers close idle ones after 5 to 75 seconds; a stale one costs a second try."""


class NetworkEngine:
    """Guarded HTTP/1.1 by the settings of one run. It uses this machine unless another `system` is given."""

    def __init__(self, settings: NetworkSettings, *, clock: Clock, system: OperatingSystem | None = None) -> None:
        self._settings = settings
        self._clock = clock
        self._dialer = Dialer(settings, system or OperatingSystem())
        self._idle: dict[str, list[Connection]] = {}
        self._idle_count = 0

    async def send(self, request: HopRequest) -> HopResponse:
        """Send one request, on a kept connection if one is usable. Raise NoAnswer or NotAsked."""
        loop = asyncio.get_running_loop()
        started, moment = loop.time(), self._clock()
        message = self._write_request(request)
        if self._settings.allow_private:
            await self._dialer.vet(request.address, request.way)
        while True:
            connection = None if request.fresh else self._take(request.address.origin)
            connection = connection or await self._open(request, started + request.seconds)
            reader = ResponseReader(limit=self._settings.body_limit, keeps_body=request.keeps_body)
            try:
                await connection.send(message, reader, seconds=started + request.seconds - loop.time())
                break
            except Stale:
                continue
            except asyncio.CancelledError:
                connection.close()
                raise
        if self._dialer.proxy and reader.status == PROXY_LOGIN_REQUIRED:
            connection.close()
            raise NoAnswer(Fault.PROXY, explain_proxy_refusal(reader.status))
        self._keep(request, connection)
        hop = Hop(
            url=request.address.href,
            request_headers=request.headers,
            status=reader.status,
            reason=reader.reason,
            version=reader.version,
            headers=reader.headers,
            body=reader.body(),
            moment=moment,
            elapsed=loop.time() - started - connection.held,
            peer=connection.peer,
            truncated=reader.truncated,
        )
        return HopResponse(hop, connection.tls_expires)

    def pause_large_bodies(self, *, full: bool) -> None:
        """Pause large bodies while the caller has too many bodies waiting (`full`)."""
        self._dialer.large.pause(full=full)

    async def aclose(self) -> None:
        """Close the kept connections."""
        for connections in self._idle.values():
            for connection in connections:
                connection.close()
        self._idle.clear()
        self._idle_count = 0
        await asyncio.sleep(0)  # let the loop close the sockets

    async def _open(self, request: HopRequest, end: float) -> Connection:
        """Open a connection before `end` (time of the loop's clock), including look-up, connecting and TLS."""
        left = end - asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(left):
                return await self._dialer.open(
                    request.address, request.way, seconds=min(left, self._settings.connect_time)
                )
        except TimeoutError:
            raise NoAnswer(Fault.CONNECT_TIMEOUT, "no connection could be made in time") from None

    def _write_request(self, request: HopRequest) -> bytes:
        """Write the request message. Through a proxy it names the whole address (RFC 9112, 3.2.2)."""
        address, proxy = request.address, self._dialer.proxy
        plain = proxy is not None and address.scheme == "http"
        target = address.href if plain else address.target
        head = f"{request.method} {target} HTTP/1.1\r\n".encode("ascii")
        head += _write_field_lines(request.headers + request.secret)
        return head + (proxy.credentials if proxy and plain else b"") + b"\r\n" + request.body

    def _take(self, origin: str) -> Connection | None:
        """Take the most recently used connection of an origin that is still usable, None if there is none."""
        oldest = asyncio.get_running_loop().time() - _IDLE_SECONDS
        while origin in self._idle:
            connection = self._drop(origin, -1)
            if connection.is_open and connection.idle_since > oldest:
                return connection
            connection.close()
        return None

    def _keep(self, request: HopRequest, connection: Connection) -> None:
        if not connection.is_open:
            return
        if request.fresh:
            connection.close()
            return
        if self._idle_count >= _IDLE_CONNECTIONS:
            self._drop(next(iter(self._idle)), 0).close()
        connection.idle_since = asyncio.get_running_loop().time()
        self._idle.setdefault(request.address.origin, []).append(connection)
        self._idle_count += 1

    def _drop(self, origin: str, index: int) -> Connection:
        """Remove one kept connection of an origin and return it."""
        connections = self._idle[origin]
        self._idle_count -= 1
        if len(connections) == 1:
            del self._idle[origin]
        return connections.pop(index)


def _write_field_lines(headers: RawHeaders) -> bytes:
    """Write header fields as lines."""
    return b"".join([b"%b: %b\r\n" % field for field in headers])
