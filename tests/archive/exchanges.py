"""Exchanges, moments and identifiers for tests of the archive."""

import itertools
import uuid
from datetime import UTC, datetime, timedelta

from citecheck.model.exchange import Hop, Reached

START = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)


def a_clock(start=START):
    """Give a clock that goes on by a second whenever it is read."""
    seconds = itertools.count()
    return lambda: start + timedelta(seconds=next(seconds))


def an_id_factory(seed=0):
    """Give a source of UUIDs that are the same in every run."""
    numbers = itertools.count()
    return lambda: str(uuid.uuid5(uuid.NAMESPACE_OID, f"{seed} {next(numbers)}"))


def a_hop(url="https://example.org/", body=b"<p>Hello</p>", **changes):
    """Give a hop as the crawler makes it."""
    headers = ((b"Content-Type", b"text/html"), (b"Content-Length", b"%d" % len(body)))
    hop = {
        "url": url,
        "request_headers": ((b"Host", b"example.org"), (b"User-Agent", b"citecheck")),
        "status": 200,
        "reason": "OK",
        "version": "HTTP/1.1",
        "headers": headers,
        "body": body,
        "moment": START,
        "elapsed": 0.25,
        "peer": "192.0.2.1",
    }
    return Hop(**{**hop, **changes})


def reached(*hops):
    """Give the exchange of these hops."""
    return Reached(hops[0].url, hops)
