"""Measure what a claim costs on a page of 40 kB: the first of a page and each further one, also of another release.

python bench/evidence.py CLAIMS_FOLDER [--than SRC] [--pages 40] [--runs 5]

A page is the sources of several claims of `wice` and `attributionbench`, in paragraphs; one claim of a page is the first, three more
follow. Milliseconds are processor time, the median of all pages and of the runs; `--than` names the src folder of another release,
which is measured in turn with this one, and prints the ratio of this one to it. A quarter of the pages warms the caches.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

from citecheck.evidence.examination import examine
from citecheck.model.evidence import Claim
from citecheck.model.page import PageText

OWN = Path(__file__).resolve().parents[1] / "src"
PAGE, PARAGRAPH, CLAIMS = 40_000, 4, 4


def pages_of(folder, count):
    """Return the pages, each with the claims whose sources it holds; the order is fixed by a seed."""
    rows = []
    for name in ("claims/wice", "claims-more/attributionbench"):
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
            rows.extend(map(json.loads, lines))
    random.Random(7).shuffle(rows)
    pages, parts, claims = [], [], []
    for row in rows:
        sentences = row["sentences"]
        parts += (" ".join(sentences[at : at + PARAGRAPH]) for at in range(0, len(sentences), PARAGRAPH))
        claims.append(row["claim"])
        if sum(map(len, parts)) >= PAGE:
            pages.append(("\n".join(parts), claims[:CLAIMS]))
            parts, claims = [], []
    return pages[:count]


def measure(folder, count):
    """Print the medians of the first and of the further claims in milliseconds of processor time, as JSON."""
    first, further = [], []
    for at, (text, claims) in enumerate(pages_of(folder, count)):
        page = PageText(None, text, text, "en")
        for place, claim in enumerate(claims):
            begin = time.process_time()
            examine(Claim(claim, language="en"), page)
            spent = (time.process_time() - begin) * 1000
            if at >= count // 4:
                (further if place else first).append(spent)
    print(json.dumps([statistics.median(first), statistics.median(further)]))


def run(source, asked):
    command = [sys.executable, __file__, str(asked.folder), "--pages", str(asked.pages), "--child"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": str(source)}, capture_output=True, check=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the folder that holds claims and claims-more")
    parser.add_argument("--than", type=Path, help="the src folder of another release")
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        measure(asked.folder, asked.pages)
        return
    sources = [OWN, asked.than.resolve()] if asked.than else [OWN]
    rows = [[run(source, asked) for source in sources] for _ in range(asked.runs)]
    for at, name in enumerate(("first claim of a page", "further claim")):
        own, *other = (statistics.median(row[which][at] for row in rows) for which in range(len(sources)))
        print(f"{name:24}{own:8.2f} ms" + "".join(f"{each:10.2f} ms{own / each:8.2f}" for each in other))


if __name__ == "__main__":
    main()
