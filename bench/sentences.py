"""Measure what splitting a page's text into sentences takes.

    python bench/sentences.py

Prints milliseconds of processor time for the paragraphs of a page of 40 kB (`pages.body`), and for 40 kB of text.
"""

from __future__ import annotations

import re
import timeit
from collections.abc import Callable
from time import process_time

from pages import body

from citecheck.text.sentences import sentence_spans, split_sentences

PARAGRAPHS = re.findall(r"<p[^>]*>([^<]+)</p>", body(40_000).decode())
TEXT = ("\n".join(PARAGRAPHS) * 6)[:40_000]


def measure(job: Callable[[], object]) -> float:
    return min(timeit.repeat(job, number=20, repeat=7, timer=process_time)) / 20 * 1000


def main() -> None:
    page = measure(lambda: [split_sentences(paragraph, "en") for paragraph in PARAGRAPHS])
    print(f"paragraphs of a page of 40 kB: {page:.3f} ms")
    print(f"40 kB of text: {measure(lambda: sentence_spans(TEXT, 'en')):.3f} ms")


if __name__ == "__main__":
    main()
