"""Claims are looked for in their sources batch by batch; a run keeps no text of a page."""

import asyncio
import gc

import pytest
from tests.run.world import InlinePool, World, page

from citecheck.model.evidence import Support
from citecheck.model.page import PageText
from citecheck.run.pipeline import check_drafts
from citecheck.run.pool_child import Unread
from citecheck.run.pool_jobs import run_evidence_job

PAGES = 7
PLACES = ("harbour", "market", "station", "library", "museum", "theatre", "castle")


def texts_in_memory():
    """Return the texts of pages that the process holds, by identity; held on to, so that no identity is given again."""
    gc.collect()
    return {id(each): each for each in gc.get_objects() if type(each) is PageText and each.visible}


class WatchedPool(InlinePool):
    """A pool that notes, at each batch of evidence, its claims and how many texts of its run's pages are in memory."""

    def __init__(self, unread=()):
        self.batches, self.texts, self.unread = [], [], unread
        self.earlier = texts_in_memory()

    async def run(self, function, items):
        if function is not run_evidence_job:
            return await super().run(function, items)
        self.texts.append(len(texts_in_memory().keys() - self.earlier.keys()))
        self.batches.append([[claim.sentence for claim in job.claims] for job in items])
        return [
            Unread("took longer than 20 s") if any(word in job.text.visible for word in self.unread) else function(job)
            for job in items
        ]


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path, pool=WatchedPool())
    made.answers = {address(place): page(f"The {place}", sentence(place)) for place in PLACES}
    return made


def address(place):
    return f"https://{place}.example/visits"


def sentence(place):
    return f"In 2019 the {place} counted {len(place) * 111} visitors from abroad."


def draft_of(world, *claims):
    """Return a draft of claims, each with the place whose page it cites."""
    lines = [f"{claim}[{at}]\n" for at, (claim, _) in enumerate(claims, 1)]
    notes = [f"[{at}] {address(place)}\n" for at, (_, place) in enumerate(claims, 1)]
    return world.draft("\n".join([*lines, *notes]))


def check(world, draft, **options):
    return asyncio.run(check_drafts([draft], world.ports(), world.options(**options), world.make_id()))


def supports(report):
    return [each.sources[0].evidence.support for each in report.drafts[0].citations]


def test_no_more_texts_are_in_memory_than_a_batch_has(world):
    """Of seven pages, two at a time are loaded, whatever was read before."""
    report = check(world, draft_of(world, *((sentence(place), place) for place in PLACES)), batch=2)
    assert supports(report) == [Support.EVIDENCE] * PAGES
    assert [len(batch) for batch in world.pool.batches] == [2, 2, 2, 1]
    assert max(world.pool.texts) <= 2


def test_all_claims_of_a_page_are_one_job(world):
    """Two claims about one page, with another between them, are searched together, and answers keep their places."""
    claims = (
        (sentence("harbour"), "harbour"),
        (sentence("market"), "market"),
        ("The harbour opened in 1871.", "harbour"),
    )
    report = check(world, draft_of(world, *claims))
    assert world.pool.batches == [[[claims[0][0], claims[2][0]], [claims[1][0]]]]
    assert supports(report)[:2] == [Support.EVIDENCE] * 2
    assert supports(report)[2] is not Support.EVIDENCE


def test_a_text_that_cannot_be_searched_leaves_the_others(world):
    """A page whose search is ended is not checkable, with the reason; the page in the same batch is searched."""
    world.pool.unread = ("the market",)
    report = check(world, draft_of(world, (sentence("market"), "market"), (sentence("museum"), "museum")))
    assert supports(report) == [Support.NOT_CHECKABLE, Support.EVIDENCE]
    assert report.drafts[0].citations[0].sources[0].evidence.reason == "took longer than 20 s"
