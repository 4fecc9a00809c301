"""What the archive costs: writing, verifying, reading by seek, indexing and exporting captures of 40 kB pages.

    python bench/archive.py [CAPTURES]

Prints wall and processor seconds of each step and the memory in use after it; no fsync between captures.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pages import body

from citecheck.archive.wacz import ArchivedPage, WaczCase, write_wacz
from citecheck.archive.warc.file import parts_of
from citecheck.archive.warc.hop_reader import read_hop
from citecheck.archive.warc.index import read_entries, render_cdxj
from citecheck.archive.warc.writer import WarcWriter
from citecheck.archive.warc_checker import verify_warc
from citecheck.model.exchange import Hop, Reached

PAGE = body(40_000)
SEEKS = 2_000


def now() -> datetime:
    return datetime.now(UTC)


@contextmanager
def measured(step: str) -> Iterator[None]:
    """Print what the block took."""
    wall, processor = time.perf_counter(), time.process_time()
    yield
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{step:<22} {wall:6.2f} s wall {processor:6.2f} s processor {memory:5} MB", flush=True)


def exchange(number: int) -> Reached:
    """Give the exchange of a page that no other has."""
    page = b"%s<p>%d</p>" % (PAGE, number)
    headers = ((b"Content-Type", b"text/html"), (b"Content-Length", b"%d" % len(page)))
    url = f"https://example.org/{number}"
    return Reached(
        url, (Hop(url, ((b"Host", b"a.org"),), 200, "OK", "HTTP/1.1", headers, page, now(), 0.1, "192.0.2.1"),)
    )


def main(count: int, folder: Path) -> None:
    """Run every step on an archive of `count` captures."""
    warc = folder / "warc"
    writer = WarcWriter(warc, software="bench", now=now, make_id=lambda: str(uuid.uuid4()), rotate_bytes=100_000_000)
    with measured(f"write {count}"), writer:
        captures = [writer.write(exchange(number), sync=False) for number in range(count)]
    files = sorted(warc.iterdir())
    with measured("verify"):
        assert not any(map(verify_warc, files))
    with measured(f"read {SEEKS} by seek"):
        for capture in random.Random(1).choices(captures, k=SEEKS):
            read_hop(warc, capture.warc, capture.offset)
    with measured("index"):
        assert sum(len(render_cdxj(read_entries(part))) for path in files for part in parts_of(path)) == count
    pages = tuple(ArchivedPage("https://a.org/", each.moment, (each.warc, each.offset), each.id) for each in captures)
    with measured("export as WACZ"):
        write_wacz(folder / "case.wacz", WaczCase("bench", pages, ()), warc, software="bench", now=now())


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 5_000, Path(place))
