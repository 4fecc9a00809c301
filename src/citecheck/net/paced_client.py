"""The client of public services (archives, registries): requests at a service's pace, retried while it is busy.

This is the only module for these services that handles httpx errors. An archived 429 or 503 is a copy, not a busy
archive: an answer with Memento-Datetime is never retried. Redirects are not followed here, since each has a meaning
(RFC 7089, 4). Bodies are read as sent, up to a limit, because archives send copies with a Content-Encoding that was
applied twice or not at all.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol
from urllib.parse import urlsplit

import httpx
import tenacity

from citecheck.net.message import parse_http_date
from citecheck.net.retry import parse_retry_after
from citecheck.page.answer import codings_of, undo_codings

_Sleep = Callable[[float], Awaitable[None]]
"""A function that waits a number of seconds: `asyncio.sleep` outside tests."""
_MonotonicClock = Callable[[], float]
"""A function that returns monotonic seconds: `time.monotonic` outside tests."""


@dataclass(slots=True)
class _RateLimiter:
    """Turns at even intervals, first come, first served. There are no bursts, since archives count short windows."""

    per_minute: float
    clock: _MonotonicClock
    sleep: _Sleep
    _next: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def turn(self) -> None:
        """Wait until the next request may start."""
        async with self._lock:
            wait = self._next - self.clock()
            if wait > 0:
                await self.sleep(wait)
            self._next = max(self.clock(), self._next) + 60.0 / self.per_minute

    def pause(self, seconds: float) -> None:
        """Start no request for `seconds`: the service answered 429, and blocks clients that continue."""
        self._next = max(self._next, self.clock() + seconds)


_BUSY_STATUSES = frozenset([408, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524])
"""Statuses that mean "later"."""
_LONGEST_WAIT = 120.0
"""Longest wait in seconds. A service that asks for more is left to another run."""
_DEFAULT_PAUSE = 60.0
"""Seconds to wait after a 429 without Retry-After: a minute of ignored 429s brings a block of an hour."""


@dataclass(frozen=True, slots=True)
class NoReply:
    """No reliable answer. `reason` is one clause for users. Try again later."""

    service: str
    reason: str


class Service(Protocol):
    """A service that has a pace. `per_minute` is described in `archive.public.archives.PublicArchive`."""

    @property
    def name(self) -> str:
        """The name of the service."""

    @property
    def per_minute(self) -> tuple[tuple[str, float], ...]:
        """The most requests a minute, by the first matching start of the path."""


@dataclass(frozen=True, slots=True)
class ServiceReply:
    """An answer: `url` is the requested address, `headers` are joined by lower-case name, the body is decoded."""

    url: str
    status: int
    headers: Mapping[str, str]
    raw_headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    truncated: bool

    @property
    def text(self) -> str:
        """The body as text: the services' own answers are UTF-8."""
        return self.body.decode("utf-8", "replace")


class _ServiceBusy(Exception):
    """The service is busy, or not `reached`. `wait` is the time that it asked for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None, *, reached: bool = True) -> None:
        super().__init__(reason)
        self.wait = wait
        self.reached = reached


@dataclass(slots=True)
class PacedClient:
    """The client for all services of one kind in a run, over `client` with its guard, proxy and user agent.

    `tries` is the maximum number of requests for one question and `timeout` the seconds for each; `connects` is that
    of a service that does not answer at all. `body_limit` bounds a body in bytes, as sent and decoded.
    """

    client: httpx.AsyncClient
    tries: int = 3
    connects: int = 3
    timeout: float = 60.0
    body_limit: int = 20_000_000
    clock: _MonotonicClock = time.monotonic
    sleep: _Sleep = asyncio.sleep
    _limiters: dict[tuple[str, str], _RateLimiter] = field(default_factory=dict)

    async def request(
        self,
        service: Service,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> ServiceReply | NoReply:
        """GET `url`, or POST `form` to it. Return `NoReply` if the service stays busy or unreachable."""
        limiter = self._find_limiter(service, url)
        retrying = tenacity.AsyncRetrying(
            stop=self._is_last_try,
            wait=_compute_wait,
            retry=tenacity.retry_if_exception_type(_ServiceBusy),
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return await retrying(self._try_once, limiter, url, dict(headers or {}), form)
        except _ServiceBusy as busy:
            return NoReply(service.name, str(busy))
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as refused:
            return NoReply(service.name, f"it was not asked: {refused}")

    def _is_last_try(self, state: tenacity.RetryCallState) -> bool:
        error = state.outcome.exception() if state.outcome else None
        reached = not isinstance(error, _ServiceBusy) or error.reached
        return state.attempt_number >= (self.tries if reached else min(self.tries, self.connects))

    def _find_limiter(self, service: Service, url: str) -> _RateLimiter:
        path = urlsplit(url).path
        part, pace = next(((part, pace) for part, pace in service.per_minute if path.startswith(part)), ("", 30.0))
        key = (service.name, part)
        if key not in self._limiters:
            self._limiters[key] = _RateLimiter(pace, self.clock, self.sleep)
        return self._limiters[key]

    async def _try_once(
        self, limiter: _RateLimiter, url: str, headers: dict[str, str], form: Mapping[str, str] | None
    ) -> ServiceReply:
        await limiter.turn()
        try:
            answer = await asyncio.wait_for(self._send(url, headers, form), self.timeout)
        except TimeoutError as slow:
            raise _ServiceBusy(f"no answer within {self.timeout:g} s", reached=False) from slow
        except httpx.ConnectError as refused:
            raise _ServiceBusy("it cannot be reached, or blocks this address for a while", reached=False) from refused
        except httpx.UnsupportedProtocol:  # the guard refuses the address
            raise
        except httpx.HTTPError as error:
            raise _ServiceBusy(f"the connection failed ({type(error).__name__})", reached=False) from error
        if answer.status in _BUSY_STATUSES and parse_http_date(answer.headers.get("memento-datetime")) is None:
            wait = parse_retry_after(answer.raw_headers, parse_http_date(answer.headers.get("date")))
            if answer.status == httpx.codes.TOO_MANY_REQUESTS:
                limiter.pause(min(wait or _DEFAULT_PAUSE, _LONGEST_WAIT))
            raise _ServiceBusy(f"it answered {answer.status}", wait)
        return answer

    async def _send(self, url: str, headers: dict[str, str], form: Mapping[str, str] | None) -> ServiceReply:
        method = "GET" if form is None else "POST"
        sent = {"Accept-Encoding": "gzip, deflate", **headers}
        async with self.client.stream(
            method, url, headers=sent, data=dict(form) if form else None, follow_redirects=False
        ) as response:
            body, truncated = await _read_body(response, self.body_limit)
        fields = {name.lower(): value for name, value in response.headers.items()}
        decoded, whole = undo_codings(body, codings_of(fields.get("content-encoding")), limit=self.body_limit)
        raw = tuple(response.headers.raw)
        return ServiceReply(url, response.status_code, fields, raw, decoded, truncated or not whole)


async def _read_body(response: httpx.Response, limit: int) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    size = 0
    async for part in response.aiter_raw():
        parts.append(part)
        size += len(part)
        if size > limit:
            return b"".join(parts)[:limit], True
    return b"".join(parts), False


def _compute_wait(state: tenacity.RetryCallState) -> float:
    """Return the wait the service asked for, else 2, 4, 8 … seconds; no jitter, since the limiter spaces requests."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, _ServiceBusy) else None
    return min(asked if asked is not None else 2.0**state.attempt_number, _LONGEST_WAIT)
