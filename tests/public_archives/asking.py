"""A clock that only sleeping moves, and an asker over the fake archive."""

import asyncio
from dataclasses import dataclass, field

import httpx

from citecheck.net.paced_client import PacedClient


@dataclass
class Time:
    now: float = 0.0
    slept: list[float] = field(default_factory=list)

    def clock(self):
        return self.now

    async def sleep(self, seconds):
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


def asking(archive, question, *, time=None, **limits):
    """Run `question(asker)` over the fake archive and return its answer."""
    time = time or Time()

    async def run():
        async with httpx.AsyncClient(transport=httpx.MockTransport(archive.answer)) as client:
            return await question(PacedClient(client, clock=time.clock, sleep=time.sleep, **limits))

    return asyncio.run(run())
