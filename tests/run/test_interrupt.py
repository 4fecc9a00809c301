"""What was received before an interrupt takes the steps of a run, and nothing more is requested."""

import asyncio
from dataclasses import dataclass, field

import pytest

from citecheck.model.exchange import RefusalReason, Refused
from citecheck.net.request import FetchRequest
from citecheck.run.context import AnswerSteps, FetchContext, FetchOptions, FetchPorts
from citecheck.run.exchange_stages import ask_in_batches

URLS = [f"https://h{number}.example.org/" for number in range(8)]


@dataclass
class StoppingCrawler:
    """Answers the first addresses at once, and never answers the others."""

    answers: int
    closed: bool = False

    async def crawl(self, requests):
        try:
            for request in list(requests)[: self.answers]:
                yield Refused(request.url, request.url, RefusalReason.OFFLINE, "offline")
            await asyncio.Event().wait()
        finally:
            self.closed = True


@dataclass
class SlowStep:
    """Takes batches, the first of them until `gate` opens."""

    gate: asyncio.Event
    begun: asyncio.Event
    taken: list[str] = field(default_factory=list)

    async def take(self, context, batch):
        self.begun.set()
        await self.gate.wait()
        self.taken += [exchange.url for exchange in batch.exchanges]
        return batch


async def interrupt(*, answers, batch, at_once):
    """Interrupt an asking whose first batch is in a step; return the crawler and the addresses that were taken."""
    crawler = StoppingCrawler(answers)
    step = SlowStep(asyncio.Event(), asyncio.Event())
    ports = FetchPorts(crawler=crawler, archive=None, pool=None, clock=lambda: None)
    context = FetchContext(ports=ports, options=FetchOptions(batch=batch, at_once=at_once))
    asking = asyncio.create_task(ask_in_batches(context, list(map(FetchRequest, URLS)), AnswerSteps((), (step,))))
    await step.begun.wait()
    await asyncio.sleep(0.05)
    asking.cancel()
    await asyncio.sleep(0.05)
    step.gate.set()
    with pytest.raises(asyncio.CancelledError):
        await asking
    return crawler, step.taken


@pytest.mark.parametrize("at_once", [1, 3])
@pytest.mark.parametrize("batch", [1, 2, 64])
@pytest.mark.parametrize("answers", [1, 5, 8])
def test_what_was_received_takes_the_steps(answers, batch, at_once):
    """Answers in a step, and those that wait for one, are kept once; the crawl is closed."""
    crawler, taken = asyncio.run(interrupt(answers=answers, batch=batch, at_once=at_once))
    assert sorted(taken) == URLS[:answers]
    assert crawler.closed


def test_an_interrupt_while_nothing_is_received_ends_at_once():
    """An interrupt while addresses are asked and none has answered ends the asking."""

    async def ask():
        ports = FetchPorts(crawler=StoppingCrawler(0), archive=None, pool=None, clock=lambda: None)
        context = FetchContext(ports=ports, options=FetchOptions())
        asking = asyncio.create_task(ask_in_batches(context, [FetchRequest(URLS[0])], AnswerSteps((), ())))
        await asyncio.sleep(0.01)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asyncio.wait_for(asking, 1)

    asyncio.run(ask())
