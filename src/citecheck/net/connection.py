"""One connection to one peer: send a request, collect the response, and stay open for the next request.

Memory for bodies stays bounded, whatever the servers send. Every body may have `SMALL_BODY` bytes; a larger one needs
one of a few places. Until it has a place, nothing more is read from its connection, so its server waits, and its time
does not run: the wait is ours. Cutting the largest body instead would blame honest servers for the load of others. With
256 responses in progress and a limit of 20 MB a body, bodies take 0.3 GB at most instead of 5 GB.
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
"""Bytes that every body may have. Nearly all pages are smaller, and few PDF files."""
_LARGE_BODIES = 8
"""Bodies larger than `SMALL_BODY` that are read at a time."""


class _WaitingBody(Protocol):
    """A body that waits for a place."""

    def resume(self) -> None:
        """Continue reading, since a place is free."""


class LargeBodies:
    """The places of one run, given in the order of the requests for them."""

    def __init__(self, places: int = _LARGE_BODIES) -> None:
        self._free = places
        self._waiting: dict[_WaitingBody, None] = {}
        self._inside: set[_WaitingBody] = set()
        self._paused = False

    def enter(self, body: _WaitingBody) -> bool:
        """Take a place. Return False if `body` has to wait until its `resume` is called."""
        if not self._free or self._paused:
            self._waiting[body] = None
            return False
        self._free -= 1
        self._inside.add(body)
        return True

    def leave(self, body: _WaitingBody) -> None:
        """Give up a place or the wait for one. Do nothing for a body that has neither."""
        self._waiting.pop(body, None)
        if body not in self._inside:
            return
        self._inside.remove(body)
        self._free += 1
        self._admit()

    def pause(self, *, full: bool) -> None:
        """Give no places while the caller has too many bodies waiting (`full`), and resume afterwards."""
        self._paused = full
        self._admit()

    def _admit(self) -> None:
        while self._free and self._waiting and not self._paused:
            first = next(iter(self._waiting))
            del self._waiting[first]
            self.enter(first)
            first.resume()


class Connection(asyncio.Protocol):
    """A connection that carries one exchange at a time.

    `peer` is the IP address that was vetted and connected to. `large` holds the places for large bodies.
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
        self._timer: asyncio.TimerHandle | None = None
        self._held_since: float | None = None
        self.held = 0.0
        """Seconds that the last response waited for its place."""

    async def send(self, request: bytes, reader: ResponseReader, *, seconds: float) -> None:
        """Send `request` and fill `reader` within `seconds`, in which the wait for a place does not count.

        A body cut at the deadline is recorded as truncated.

        Raise NoAnswer if not even a head arrived, and Stale if the peer closed a kept connection before answering.
        """
        loop = asyncio.get_running_loop()
        if self._transport is None or self._transport.is_closing():
            raise Stale if self._used else _build_disconnected()
        self._reader, self._waiter = reader, loop.create_future()
        self._timer, self._held_since, self.held = loop.call_later(max(seconds, 0.0), self._time_out), None, 0.0
        self._transport.write(request)
        try:
            await self._waiter
        finally:
            self._timer.cancel()
            if self._is_large:
                self._large.leave(self)
                self._is_large = False
            self._reader = self._waiter = None
            self._used = True
        if not reader.reusable:
            self.close()

    @property
    def is_open(self) -> bool:
        """Whether neither side has closed the connection."""
        return self._transport is not None and not self._transport.is_closing()

    def close(self) -> None:
        """Close at once, without waiting for data in transit."""
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Record when the certificate expires, if the connection uses TLS."""
        self._transport = cast("asyncio.Transport", transport)
        session = transport.get_extra_info("ssl_object")
        certificate = session.getpeercert() if session else None
        if certificate and "notAfter" in certificate:
            self.tls_expires = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)

    def data_received(self, data: bytes) -> None:
        """Pass bytes to the response in progress. Close the connection on bytes that no request asked for."""
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
        elif self._reader.received > SMALL_BODY and not self._is_large:
            self._is_large = True
            if not self._large.enter(self) and self._transport:
                self._transport.pause_reading()
                self._held_since = asyncio.get_running_loop().time()

    def resume(self) -> None:
        """Continue reading a body that waited for its place."""
        if self._held_since is not None and self._timer is not None:
            loop = asyncio.get_running_loop()
            held, self._held_since = loop.time() - self._held_since, None
            self.held += held
            end = self._timer.when() + held
            self._timer.cancel()
            self._timer = loop.call_at(end, self._time_out)
        if self._transport and not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_lost(self, exc: Exception | None) -> None:
        """End the response in progress: complete if the close is its end, otherwise truncated or lost."""
        if self._reader is None or self._waiter is None or self._waiter.done():
            return
        if self._reader.end():
            self._waiter.set_result(None)
        elif self._used and self._reader.is_untouched:
            self._waiter.set_exception(Stale())
        elif isinstance(exc, ssl.SSLError):
            self._waiter.set_exception(translate_tls_error(exc))
        else:
            self._waiter.set_exception(_build_disconnected())

    def _time_out(self) -> None:
        if self._reader is None or self._waiter is None or self._waiter.done():
            return
        if self._held_since is not None:
            return  # `resume` sets the timer again
        if self._reader.end(Truncation.TIME):
            self._waiter.set_result(None)
            self.close()
        else:
            self._fail(NoAnswer(Fault.TIMEOUT, "no answer came in time"))

    def _fail(self, failure: NoAnswer) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(failure)
        self.close()


def _build_disconnected() -> NoAnswer:
    """Build the failure for a peer that closed the connection."""
    return NoAnswer(Fault.DISCONNECTED, "the server closed the connection without an answer")
