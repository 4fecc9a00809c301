"""Any httpx transport in place of the network: a fake site in tests, a replay of an archive.

Nothing is connected to, so the guard for names and IP addresses does not apply; the rules for addresses still do. A
replay passes its recorded hop as the response extension `RECORDED_HOP`, and raises `NotInReplay` for an address it
does not hold and `UnreadableRecord` for one whose record it cannot read.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import cast

import httpx

from citecheck.model.exchange import Fault, Hop, RawHeaders, RefusalReason, Truncation
from citecheck.net.failure import NoAnswer, NotAsked, unreadable_record
from citecheck.net.request import HopRequest, HopResponse

_HTTPX_FAULTS: dict[type[httpx.TransportError], tuple[Fault, str]] = {
    httpx.ConnectTimeout: (Fault.CONNECT_TIMEOUT, "the host did not accept the connection in time"),
    httpx.ConnectError: (Fault.CONNECT_REFUSED, "the host refuses connections"),
    httpx.TimeoutException: (Fault.TIMEOUT, "no answer came in time"),
    httpx.NetworkError: (Fault.DISCONNECTED, "the connection was lost"),
    httpx.RemoteProtocolError: (Fault.PROTOCOL, "the answer is not HTTP"),
    httpx.UnsupportedProtocol: (Fault.PROTOCOL, "the protocol is not supported"),
    httpx.TransportError: (Fault.UNREACHABLE, "the connection could not be made"),
}
"""httpx's exceptions -> (fault, detail), subclasses first."""


class TransportEngine:
    """An httpx transport as an engine. `limit` bounds bodies in bytes. A hop from a replay is kept as recorded."""

    def __init__(self, transport: httpx.AsyncBaseTransport, *, clock: Callable[[], datetime], limit: int) -> None:
        self._transport = transport
        self._clock = clock
        self._limit = limit

    async def send(self, request: HopRequest) -> HopResponse:
        """Send one request to the transport. Raise NoAnswer or NotAsked."""
        loop = asyncio.get_running_loop()
        started, moment = loop.time(), self._clock()
        sent = httpx.Request("GET", request.address.href, headers=[*request.headers, *request.secret])
        with _translate_errors():
            try:
                async with asyncio.timeout(request.seconds):
                    response = await self._transport.handle_async_request(sent)
                    body, truncated = await self._read(response)
            except TimeoutError:
                raise NoAnswer(Fault.TIMEOUT, "no answer came in time") from None
        recorded: Hop | None = response.extensions.get(RECORDED_HOP)
        if recorded:
            return HopResponse(replace(recorded, url=request.address.href), recorded=True)
        hop = Hop(
            url=request.address.href,
            request_headers=request.headers,
            status=response.status_code,
            reason=response.reason_phrase,
            version=response.http_version,
            headers=cast("RawHeaders", tuple(response.headers.raw)),
            body=body,
            moment=moment,
            elapsed=loop.time() - started,
            truncated=truncated,
        )
        return HopResponse(hop)

    def pause_large_bodies(self, *, full: bool) -> None:
        """Do nothing: a transport returns one whole response at a time."""

    async def aclose(self) -> None:
        """Close the transport."""
        await self._transport.aclose()

    async def _read(self, response: httpx.Response) -> tuple[bytes, Truncation | None]:
        """Read the body as sent, at most `limit` bytes."""
        body = bytearray()
        try:
            async for piece in cast("AsyncIterable[bytes]", response.stream):
                body += piece
                if len(body) > self._limit:
                    return bytes(body[: self._limit]), Truncation.LENGTH
        finally:
            await response.aclose()
        return bytes(body), None


@contextmanager
def _translate_errors() -> Iterator[None]:
    """Translate httpx's exceptions. An address that a replay does not hold, or cannot read, is a refusal."""
    try:
        yield
    except httpx.TransportError as error:
        fault, words = next(row for kind, row in _HTTPX_FAULTS.items() if isinstance(error, kind))
        raise NoAnswer(fault, words) from error
    except NotInReplay as error:
        raise NotAsked(RefusalReason.NOT_IN_REPLAY, "the archive does not hold this address") from error
    except UnreadableRecord as error:
        raise unreadable_record(str(error)) from error


RECORDED_HOP = "citecheck.hop"
"""Response extension with the recorded `Hop`: its time, peer, version, truncation and headers as sent."""


class NotInReplay(Exception):
    """The archive holds no capture of this address."""


class UnreadableRecord(Exception):
    """The archive holds this address in records that cannot be read; the message is one clause that says why."""
