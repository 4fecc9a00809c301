"""Keep requests to one service apart: so many a minute, and a pause when the service asks for one."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

Sleep = Callable[[float], Awaitable[None]]
"""Waits so many seconds; `asyncio.sleep` outside tests."""
Clock = Callable[[], float]
"""Seconds that only grow; `time.monotonic` outside tests."""


@dataclass(slots=True)
class Limiter:
    """Hands out turns at even distances, first come first served; no bursts, since archives count short windows."""

    per_minute: float
    clock: Clock
    sleep: Sleep
    _next: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def turn(self) -> None:
        """Return when the next request may start."""
        async with self._lock:
            wait = self._next - self.clock()
            if wait > 0:
                await self.sleep(wait)
            self._next = max(self.clock(), self._next) + 60.0 / self.per_minute

    def pause(self, seconds: float) -> None:
        """Let no request start for so long: the service said 429, and blocks who goes on."""
        self._next = max(self._next, self.clock() + seconds)
