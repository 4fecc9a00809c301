"""One connection to one peer: it sends a request, gathers the response, and can be kept for the next.

Memory for bodies stays bounded, whatever the servers send: every body may have `SMALL_BODY` bytes without asking;
to
go on it needs one of a few places, and until it has one nothing more is read from its connection, so its server
waits. Cutting the largest body instead would blame honest ones for the load of others. With 256 responses under way
and a limit of 20 MB a body, they take 0.3 GB at most instead of 5 GB.
"""

from __future__ import annotations

import asyncio
import ssl
from datetime import UTC, datetime
from typing import Protocol, cast

from citecheck.model.exchange import Fault, Truncation
from citecheck.net.failure import NoAnswer, Stale, translate_tls_error
from citecheck.net.response import ResponseReader

SMALL_BODY = 500_000
"""Bytes that every body may have; nearly all pages, and few PDF files, are smaller."""
LARGE_BODIES = 8


class WaitingBody(Protocol):
    """What waits for a place."""

    def go_on(self) -> None:
        """Read on: a place is there."""


class LargeBodies:
    """The places of one run, given in the order they were asked for."""

    def __init__(self, places: int = LARGE_BODIES) -> None:
        self._free = places
        self._waiting: dict[WaitingBody, None] = {}
        self._inside: set[WaitingBody] = set()
        self._held = False

    def enter(self, body: WaitingBody) -> bool:
        """Take a place; False if `body` has to wait until it is told to go on."""
        if not self._free or self._held:
            self._waiting[body] = None
            return False
        self._free -= 1
        self._inside.add(body)
        return True

    def leave(self, body: WaitingBody) -> None:
        """Give the place up, or the wait for one; of no effect for a body that has neither."""
        self._waiting.pop(body, None)
        if body not in self._inside:
            return
        self._inside.remove(body)
        self._free += 1
        self._admit()

    def hold(self, *, full: bool) -> None:
        """Give no places while the caller is full of bodies that came, and go on when it is not."""
        self._held = full
        self._admit()

    def _admit(self) -> None:
        while self._free and self._waiting and not self._held:
            following = next(iter(self._waiting))
            del self._waiting[following]
            self.enter(following)
            following.go_on()


class Connection(asyncio.Protocol):
    """A connection that carries one exchange at a time.

    `peer` is the number that was vetted and connected to; `large` has the places of bodies that are large.
    """

    def __init__(self, peer: str, large: LargeBodies) -> None:
        self.peer = peer
        self._large = large
        self._is_large = False
        self.idle_since = 0.0
        self.tls_expires: datetime | None = None
        self._transport: asyncio.Transport | None = None
        self._reader: ResponseReader | None = None
        self._waiter: asyncio.Future[None] | None = None
        self._used = False

    async def ask(self, request: bytes, reader: ResponseReader, *, seconds: float) -> None:
        """Send `request` and fill `reader`, at most `seconds` long; a body cut by the clock is marked so.

        Raises NoAnswer where not even a head came, and Stale where a kept connection had been closed before it could
        answer.
        """
        loop = asyncio.get_running_loop()
        if self._transport is None or self._transport.is_closing():
            raise Stale if self._used else build_disconnected()
        self._reader, self._waiter = reader, loop.create_future()
        bell = loop.call_later(max(seconds, 0.0), self._time_out)
        self._transport.write(request)
        try:
            await self._waiter
        finally:
            bell.cancel()
            if self._is_large:
                self._large.leave(self)
                self._is_large = False
            self._reader = self._waiter = None
            self._used = True
        if not reader.reusable:
            self.close()

    @property
    def is_open(self) -> bool:
        """Whether the peer has not closed it and we have not."""
        return self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        """Close at once, without waiting for what is on its way."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the certificate's end where TLS is spoken."""
        self._transport = cast("asyncio.Transport", transport)
        session = transport.get_extra_info("ssl_object")
        certificate = session.getpeercert() if session else None
        if certificate and "notAfter" in certificate:
            self.tls_expires = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)

    def data_received(self, data: bytes) -> None:
        """Hand bytes to the answer that is waited for; bytes nobody asked for spoil the connection."""
        if self._reader is None or self._waiter is None or self._waiter.done():
            self.close()
            return
        try:
            complete = self._reader.feed(data)
        except NoAnswer as failure:
            self._fail(failure)
            return
        if complete:
            self._waiter.set_result(None)
        elif self._reader.taken > SMALL_BODY and not self._is_large:
            self._is_large = True
            if not self._large.enter(self) and self._transport:
                self._transport.pause_reading()

    def go_on(self) -> None:
        """Read on a body that waited for its place."""
        if self._transport and not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the answer that is waited for: complete where the close is its end, cut or lost otherwise."""
        if self._reader is None or self._waiter is None or self._waiter.done():
            return
        if self._reader.end():
            self._waiter.set_result(None)
        elif self._used and self._reader.is_untouched:
            self._waiter.set_exception(Stale())
        elif isinstance(exc, ssl.SSLError):
            self._waiter.set_exception(translate_tls_error(exc))
        else:
            self._waiter.set_exception(build_disconnected())

    def _time_out(self) -> None:
        if self._reader is None or self._waiter is None or self._waiter.done():
            return
        if self._reader.end(Truncation.TIME):
            self._waiter.set_result(None)
            self.close()
        else:
            self._fail(NoAnswer(Fault.TIMEOUT, "no answer came in time"))

    def _fail(self, failure: NoAnswer) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(failure)
        self.close()


def build_disconnected() -> NoAnswer:
    """Say that the peer hung up."""
    return NoAnswer(Fault.DISCONNECTED, "the server closed the connection without an answer")
