"""The client of public archives: send one request at the archive's pace, and retry when the archive is busy.

This is the only module of the package that handles httpx errors. An archived 429 or 503 is a copy, not a busy
archive: an answer with Memento-Datetime is never retried. Redirects are not followed here, since each has a meaning
(RFC 7089, 4). Bodies are read as sent, up to a limit, because archives send copies with a Content-Encoding that was
applied twice or not at all.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import httpx
import tenacity

from citecheck.archive.public.archives import PublicArchive, Unknown
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
"""Longest wait in seconds. An archive that asks for more is left to another run."""
_DEFAULT_PAUSE = 60.0
"""Seconds to wait after a 429 without Retry-After: a minute of ignored 429s brings a block of an hour."""


@dataclass(frozen=True, slots=True)
class ArchiveAnswer:
    """An answer: `url` is the requested address, `headers` are joined by lower-case name, the body is decoded."""

    url: str
    status: int
    headers: Mapping[str, str]
    raw_headers: tuple[tuple[bytes, bytes], ...]
    body: bytes
    truncated: bool

    @property
    def text(self) -> str:
        """The body as text: archives' own answers are UTF-8."""
        return self.body.decode("utf-8", "replace")


class _ArchiveBusy(Exception):
    """The archive is busy or unreachable. `wait` is the time it asked for, in seconds."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


@dataclass(slots=True)
class ArchiveClient:
    """The client for all archives of one run, over `client` with its guard, proxy and user agent.

    `tries` is the maximum number of requests for one question and `timeout` the seconds for each. `body_limit` bounds
    a body in bytes, as sent and decoded.
    """

    client: httpx.AsyncClient
    tries: int = 3
    timeout: float = 60.0
    body_limit: int = 20_000_000
    clock: _MonotonicClock = time.monotonic
    sleep: _Sleep = asyncio.sleep
    _limiters: dict[tuple[str, str], _RateLimiter] = field(default_factory=dict)

    async def request(
        self,
        archive: PublicArchive,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> ArchiveAnswer | Unknown:
        """GET `url`, or POST `form` to it. Return `Unknown` if the archive stays busy or unreachable."""
        limiter = self._find_limiter(archive, url)
        retrying = tenacity.AsyncRetrying(
            stop=tenacity.stop_after_attempt(self.tries),
            wait=_compute_wait,
            retry=tenacity.retry_if_exception_type(_ArchiveBusy),
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return await retrying(self._try_once, limiter, url, dict(headers or {}), form)
        except _ArchiveBusy as busy:
            return Unknown(archive.name, str(busy))
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as refused:
            return Unknown(archive.name, f"it was not asked: {refused}")

    def _find_limiter(self, archive: PublicArchive, url: str) -> _RateLimiter:
        path = urlsplit(url).path
        part, pace = next(((part, pace) for part, pace in archive.per_minute if path.startswith(part)), ("", 30.0))
        key = (archive.name, part)
        if key not in self._limiters:
            self._limiters[key] = _RateLimiter(pace, self.clock, self.sleep)
        return self._limiters[key]

    async def _try_once(
        self, limiter: _RateLimiter, url: str, headers: dict[str, str], form: Mapping[str, str] | None
    ) -> ArchiveAnswer:
        await limiter.turn()
        try:
            answer = await asyncio.wait_for(self._send(url, headers, form), self.timeout)
        except TimeoutError as slow:
            raise _ArchiveBusy(f"no answer within {self.timeout:g} s") from slow
        except httpx.ConnectError as refused:
            raise _ArchiveBusy("cannot be reached; it may block this address for an hour") from refused
        except httpx.UnsupportedProtocol:  # the guard refuses the address
            raise
        except httpx.HTTPError as error:
            raise _ArchiveBusy(f"the connection failed ({type(error).__name__})") from error
        if answer.status in _BUSY_STATUSES and parse_http_date(answer.headers.get("memento-datetime")) is None:
            wait = parse_retry_after(answer.raw_headers, parse_http_date(answer.headers.get("date")))
            if answer.status == httpx.codes.TOO_MANY_REQUESTS:
                limiter.pause(min(wait or _DEFAULT_PAUSE, _LONGEST_WAIT))
            raise _ArchiveBusy(f"it answered {answer.status}", wait)
        return answer

    async def _send(self, url: str, headers: dict[str, str], form: Mapping[str, str] | None) -> ArchiveAnswer:
        method = "GET" if form is None else "POST"
        sent = {"Accept-Encoding": "gzip, deflate", **headers}
        async with self.client.stream(
            method, url, headers=sent, data=dict(form) if form else None, follow_redirects=False
        ) as response:
            body, truncated = await _read_body(response, self.body_limit)
        fields = {name.lower(): value for name, value in response.headers.items()}
        decoded, whole = undo_codings(body, codings_of(fields.get("content-encoding")), limit=self.body_limit)
        raw = tuple(response.headers.raw)
        return ArchiveAnswer(url, response.status_code, fields, raw, decoded, truncated or not whole)


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
    """Return the wait the archive asked for, else 2, 4, 8 … seconds; no jitter, since the limiter spaces requests."""
    error = state.outcome.exception() if state.outcome else None
    asked = error.wait if isinstance(error, _ArchiveBusy) else None
    return min(asked if asked is not None else 2.0**state.attempt_number, _LONGEST_WAIT)
