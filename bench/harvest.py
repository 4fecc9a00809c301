"""Read the pages of a WARC with trafilatura, in as many processes as there are cores.

    python bench/harvest.py pages.warc.gz

What `bench/fetch.py harvest` sets beside citecheck; trafilatura and FastWARC are not loaded by anything else here.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from multiprocessing import Pool

import trafilatura
from fastwarc.warc import ArchiveIterator, WarcRecordType


def pages(path: str) -> Iterator[bytes]:
    with open(path, "rb") as file:
        for record in ArchiveIterator(file, record_types=WarcRecordType.response):
            yield record.reader.read()


def length(page: bytes) -> int:
    return len(trafilatura.extract(page, with_metadata=True) or "")


if __name__ == "__main__":
    with Pool() as pool:
        print(sum(pool.imap_unordered(length, pages(sys.argv[1]), chunksize=16)), "characters")
