"""A small world for tests of a run: pages by address, a crawler over them, a pool in this process, a clock."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from citecheck.archive.warc.writer import WarcWriter
from citecheck.draft.reading import read_draft
from citecheck.model.exchange import Fault, Hop, Lost, Reached
from citecheck.model.settings import DeathPolicy
from citecheck.rules.draft import check_draft
from citecheck.run.context import CheckOptions, Ports
from citecheck.store.captures import StoredBodies
from citecheck.store.database import open_store
from citecheck.store.ledger import StoredLedger

START = datetime(2026, 11, 22, 12, tzinfo=UTC)


def page(title, *paragraphs):
    """Return the bytes of an ordinary article."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return f"<html lang=en><head><title>{title}</title></head><body><main><article><h1>{title}</h1>{text}</article></main></body></html>".encode()


class InlinePool:
    """A pool that works in this process."""

    async def run(self, function, items):
        return [function(item) for item in items]

    def call(self, function, item):
        return function(item)


@dataclass
class World:
    """What addresses answer, who was asked, and what time it is."""

    folder: object
    answers: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)
    moment: datetime = START
    made: int = 0
    pool: object = field(default_factory=InlinePool)
    default: object = (404, b"<title>Not found</title>There is no such page here.")

    def clock(self):
        return self.moment

    def later(self, **span):
        self.moment += timedelta(**span)

    def make_id(self):
        self.made += 1
        return f"00000000-0000-4000-8000-{self.made:012d}"

    async def crawl(self, requests):
        for request in requests:
            self.asked.append(request.url)
            answer = self.answers.get(request.url, self.default)
            yield answer(self, request) if callable(answer) else self.exchange(request.url, answer)

    def exchange(self, url, answer):
        if isinstance(answer, Fault):
            return Lost(url, url, answer, "nothing came")
        if isinstance(answer, bytes):
            answer = (200, answer)
        if not isinstance(answer, list):
            answer = [(url, *answer)]
        return Reached(url, tuple(self.hop(*row) for row in answer))

    def hop(self, url, status, body, headers=((b"content-type", b"text/html"),)):
        return Hop(url, (), status, "", "HTTP/1.1", headers, body, self.moment, 0.1, "203.0.113.7")

    def ports(self):
        store = open_store(self.folder / "cache" / "citecheck.db")
        kept = {"bodies": StoredBodies(store), "ledger": StoredLedger(store)}
        writer = WarcWriter(store.warc_folder, software="test", now=self.clock, make_id=self.make_id, **kept)
        return Ports(store=store, crawler=self, archive=writer, pool=self.pool, clock=self.clock)

    def options(self, **changes):
        return CheckOptions(DeathPolicy(visits=1), **changes)

    def draft(self, text, path="brief.txt"):
        return check_draft(read_draft(text.encode(), path=path))
